package peopleweb

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
)

// logAPI adds the operation that reads what was done.
func (p *Pages) logAPI(a *web.API) {
	web.Operation(a, operation("Log", "list-audit-log", http.MethodGet, "/audit-log", "What was done, by whom and to what, the latest first", "Administrators and auditors."), web.Scope(authz.ScopeAuditRead), p.apiLog)
}

type (
	logIn struct {
		Actor  string    `query:"actor" maxLength:"64" doc:"Id of who did it."`
		Unit   string    `query:"unit" maxLength:"64" doc:"Id of the unit that it belongs to."`
		Kind   string    `query:"kind" maxLength:"40" doc:"What it was done to: person, offer, unit, and so on."`
		Object string    `query:"object" maxLength:"64" doc:"Id of what it was done to; with kind."`
		Action string    `query:"action" maxLength:"80" doc:"Such as offer.published."`
		Since  time.Time `query:"since" doc:"From this moment on."`
		Until  time.Time `query:"until" doc:"Up to this moment."`
		Cursor string    `query:"cursor" maxLength:"2000" doc:"next of the page before, with the same conditions."`
		Limit  int       `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	logLineJSON struct {
		ID     id.ID          `json:"id"`
		At     time.Time      `json:"at"`
		Actor  id.ID          `json:"actor,omitempty" doc:"Left out when the program itself did it."`
		Via    string         `json:"via" doc:"web, api, cli or job."`
		Action string         `json:"action"`
		Kind   string         `json:"kind"`
		Object id.ID          `json:"object,omitempty"`
		Unit   id.ID          `json:"unit,omitempty"`
		Detail map[string]any `json:"detail" doc:"A few plain facts, by name."`
		No     int64          `json:"no,omitempty" doc:"Its number in the chain, left out until it is sealed."`
		Seal   string         `json:"seal,omitempty" doc:"Hash of its facts and of the seal before it."`
	}
	logOut struct {
		Body struct {
			Items []logLineJSON `json:"items"`
			Next  *string       `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
)

func (p *Pages) apiLog(ctx context.Context, in *logIn) (*logOut, error) {
	f := audit.Filter{Kind: in.Kind, Action: in.Action, Since: in.Since, Until: in.Until}
	var bad errs.Fields
	for _, x := range []struct {
		name, given string
		to          *id.ID
	}{{"actor", in.Actor, &f.Actor}, {"unit", in.Unit, &f.Unit}, {"object", in.Object, &f.Object}} {
		if x.given != "" {
			var ok bool
			*x.to, ok = id.Parse(x.given)
			bad.Check(ok, x.name, "This is no id.")
		}
	}
	bad.Check(in.Object == "" || in.Kind != "", "kind", "Say of what kind the object is.")
	if err := bad.Err(); err != nil {
		return nil, err
	}
	found, err := p.people.Log(ctx, authz.From(ctx), f, page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &logOut{}
	out.Body.Items = []logLineJSON{}
	for _, l := range found.Items {
		detail := map[string]any{}
		if err := json.Unmarshal(l.Detail, &detail); err != nil {
			return nil, err
		}
		out.Body.Items = append(out.Body.Items, logLineJSON{l.ID, l.At.UTC(), l.Actor, l.Via, l.Action, l.Kind, l.Object, l.Unit, detail, l.No, l.Seal})
	}
	out.Body.Next = next(found.Next)
	return out, nil
}
