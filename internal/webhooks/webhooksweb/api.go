package webhooksweb

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/webhooks"
)

type settingsJSON struct {
	Name    string   `json:"name" maxLength:"200"`
	Address string   `json:"address" maxLength:"2000" doc:"Begins with https:// or http://; public, without a password."`
	Events  []string `json:"events" maxItems:"100" doc:"Names of events, such as registration.registered."`
	Unit    string   `json:"unit,omitempty" maxLength:"64" doc:"Id of the unit whose events are wanted; all when left out."`
}

func (s settingsJSON) settings() (webhooks.Settings, error) {
	out := webhooks.Settings{Name: web.Clean(s.Name), Address: s.Address, Events: s.Events}
	if s.Unit != "" {
		var ok bool
		if out.UnitID, ok = id.Parse(s.Unit); !ok {
			return out, errs.Bad("unit", "There is no such unit.")
		}
	}
	return out, nil
}

type webhookJSON struct {
	ID           id.ID      `json:"id"`
	Name         string     `json:"name"`
	Address      string     `json:"address"`
	Events       []string   `json:"events"`
	Unit         id.ID      `json:"unit,omitempty"`
	Paused       bool       `json:"paused"`
	FailingSince *time.Time `json:"failing_since,omitempty" doc:"Since when no delivery has arrived."`
	Secret       string     `json:"secret,omitempty" doc:"Told once, when it is new. Signatures follow Standard Webhooks."`
	CreatedAt    time.Time  `json:"created_at"`
	UpdatedAt    time.Time  `json:"updated_at"`
}

func toJSON(h webhooks.Webhook, secret string) webhookJSON {
	out := webhookJSON{ID: h.ID, Name: h.Name, Address: h.Address, Events: h.Events, Unit: h.UnitID, Paused: h.Paused, Secret: secret, CreatedAt: h.CreatedAt, UpdatedAt: h.UpdatedAt}
	if !h.FailingSince.IsZero() {
		out.FailingSince = &h.FailingSince
	}
	return out
}

type deliveryJSON struct {
	ID        id.ID          `json:"id" doc:"The webhook-id."`
	Event     string         `json:"event"`
	State     webhooks.State `json:"state" enum:"waiting,delivered,dead,withheld"`
	Attempts  int            `json:"attempts"`
	Status    int            `json:"status" doc:"Of the last answer, 0 for none."`
	Answer    string         `json:"answer,omitempty" doc:"How the last answer began, or what went wrong."`
	Body      string         `json:"body" doc:"What is sent."`
	CreatedAt time.Time      `json:"created_at"`
}

func deliveryToJSON(d webhooks.Delivery) deliveryJSON {
	return deliveryJSON{d.ID, d.Event, d.State, d.Attempts, d.Status, d.Answer, d.Body, d.CreatedAt}
}

type (
	OneIn struct {
		ID string `path:"id" maxLength:"64"`
	}
	createIn struct{ Body settingsJSON }
	changeIn struct {
		OneIn
		IfMatch string `header:"If-Match" maxLength:"100" doc:"The ETag of the webhook as it was read; 409 when it was changed since."`
		Body    settingsJSON
	}
	pauseIn struct {
		OneIn
		Body struct {
			Paused bool `json:"paused"`
		}
	}
	deliveriesIn struct {
		OneIn
		State  string `query:"state" enum:"waiting,delivered,dead,withheld"`
		Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	againIn struct {
		OneIn
		Body struct {
			Delivery string    `json:"delivery,omitempty" maxLength:"64" doc:"One delivery."`
			Since    time.Time `json:"since,omitempty" doc:"Or everything that was made since then."`
		}
	}
	webhookOut struct {
		Status int
		ETag   string `header:"ETag"`
		Body   webhookJSON
	}
	webhooksOut struct {
		Body struct {
			Items []webhookJSON `json:"items"`
		}
	}
	deliveriesOut struct {
		Body struct {
			Items []deliveryJSON `json:"items"`
			Next  *string        `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
	deliveryOut struct{ Body deliveryJSON }
	againOut    struct {
		Body struct {
			Deliveries int `json:"deliveries" doc:"How many are sent again."`
		}
	}
	nothingOut struct{}
)

// API adds the area's operations.
func (p *Pages) API(a *web.API) {
	access := web.Fresh(web.Scope(authz.ScopeWebhooksManage))
	op := func(id, method, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1/webhooks" + path, Summary: summary, Tags: []string{"webhooks"}}
	}
	web.Operation(a, op("list-webhooks", http.MethodGet, "", "List the webhooks"), access, p.apiList)
	create := op("create-webhook", http.MethodPost, "", "Make a webhook")
	create.DefaultStatus = http.StatusCreated
	web.Operation(a, create, access, p.apiCreate)
	web.Operation(a, op("show-webhook", http.MethodGet, "/{id}", "One webhook"), access, p.apiShow)
	web.Operation(a, op("change-webhook", http.MethodPut, "/{id}", "Change a webhook"), access, p.apiChange)
	web.Operation(a, op("remove-webhook", http.MethodDelete, "/{id}", "Remove a webhook with its deliveries"), access, p.apiRemove)
	web.Operation(a, op("pause-webhook", http.MethodPost, "/{id}/pause", "Pause a webhook, or go on"), access, p.apiPause)
	web.Operation(a, op("change-webhook-secret", http.MethodPost, "/{id}/secret", "Give a webhook a new secret; the one before signs as well for a day"), access, p.apiRotate)
	web.Operation(a, op("try-webhook", http.MethodPost, "/{id}/try", "Send a test and tell its answer"), access, p.apiTry)
	web.Operation(a, op("list-deliveries", http.MethodGet, "/{id}/deliveries", "List what was sent to a webhook"), access, p.apiDeliveries)
	web.Operation(a, op("send-again", http.MethodPost, "/{id}/again", "Send one delivery again, or all since a moment"), access, p.apiAgain)
}

// etag names a webhook as it is now.
func etag(h webhooks.Webhook) string {
	return `"` + strconv.FormatInt(h.UpdatedAt.UnixMicro(), 36) + `"`
}

// seenOf reads an ETag of etag; one that cannot be ours matches nothing.
func seenOf(match string) time.Time {
	if match == "" || match == "*" {
		return time.Time{}
	}
	if len(match) > 2 {
		if micros, err := strconv.ParseInt(match[1:len(match)-1], 36, 64); err == nil {
			return time.UnixMicro(micros)
		}
	}
	return time.UnixMicro(1)
}

func out(status int, h webhooks.Webhook, secret string, err error) (*webhookOut, error) {
	if err != nil {
		return nil, err
	}
	return &webhookOut{status, etag(h), toJSON(h, secret)}, nil
}

func (p *Pages) apiList(ctx context.Context, _ *struct{}) (*webhooksOut, error) {
	all, err := p.webhooks.All(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	v := &webhooksOut{}
	v.Body.Items = []webhookJSON{}
	for _, h := range all {
		v.Body.Items = append(v.Body.Items, toJSON(h, ""))
	}
	return v, nil
}

func (p *Pages) apiCreate(ctx context.Context, in *createIn) (*webhookOut, error) {
	to, err := in.Body.settings()
	if err != nil {
		return nil, err
	}
	h, secret, err := p.webhooks.Create(ctx, authz.From(ctx), to)
	return out(http.StatusCreated, h, secret, err)
}

func (p *Pages) apiShow(ctx context.Context, in *OneIn) (*webhookOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	h, _, err := p.webhooks.Webhook(ctx, authz.From(ctx), i)
	return out(http.StatusOK, h, "", err)
}

func (p *Pages) apiChange(ctx context.Context, in *changeIn) (*webhookOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	to, err := in.Body.settings()
	if err != nil {
		return nil, err
	}
	h, err := p.webhooks.Change(ctx, authz.From(ctx), i, to, seenOf(in.IfMatch))
	return out(http.StatusOK, h, "", err)
}

func (p *Pages) apiRemove(ctx context.Context, in *OneIn) (*nothingOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	return &nothingOut{}, p.webhooks.Remove(ctx, authz.From(ctx), i)
}

func (p *Pages) apiPause(ctx context.Context, in *pauseIn) (*webhookOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	h, err := p.webhooks.Pause(ctx, authz.From(ctx), i, in.Body.Paused)
	return out(http.StatusOK, h, "", err)
}

func (p *Pages) apiRotate(ctx context.Context, in *OneIn) (*webhookOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	h, secret, err := p.webhooks.Rotate(ctx, authz.From(ctx), i)
	return out(http.StatusOK, h, secret, err)
}

func (p *Pages) apiTry(ctx context.Context, in *OneIn) (*deliveryOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	d, err := p.webhooks.Try(ctx, authz.From(ctx), i)
	if err != nil {
		return nil, err
	}
	return &deliveryOut{deliveryToJSON(d)}, nil
}

func (p *Pages) apiDeliveries(ctx context.Context, in *deliveriesIn) (*deliveriesOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	list, err := p.webhooks.Deliveries(ctx, authz.From(ctx), i, webhooks.State(in.State), page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	v := &deliveriesOut{}
	v.Body.Items = []deliveryJSON{}
	for _, d := range list.Items {
		v.Body.Items = append(v.Body.Items, deliveryToJSON(d))
	}
	if list.Next != "" {
		v.Body.Next = &list.Next
	}
	return v, nil
}

func (p *Pages) apiAgain(ctx context.Context, in *againIn) (*againOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	v := &againOut{}
	if in.Body.Delivery == "" {
		v.Body.Deliveries, err = p.webhooks.SendAgainSince(ctx, authz.From(ctx), i, in.Body.Since)
		return v, err
	}
	one, err := web.ID(in.Body.Delivery)
	if err != nil {
		return nil, err
	}
	v.Body.Deliveries = 1
	_, err = p.webhooks.SendAgain(ctx, authz.From(ctx), i, one)
	return v, err
}
