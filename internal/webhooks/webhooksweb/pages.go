package webhooksweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/webhooks"
)

// listPage is every webhook.
type listPage struct {
	Webhooks []webhooks.Webhook
	Notice   string
}

// formPage is the form of a new webhook, or of one that is changed.
type formPage struct {
	ID     id.ID
	Form   url.Values
	Units  []people.Unit
	Errors ui.FormErrors
}

// showPage is one webhook with its last deliveries. Secret is filled once, when it is new.
type showPage struct {
	Webhook    webhooks.Webhook
	Counts     map[webhooks.State]int
	Deliveries []webhooks.Delivery
	Unit       people.Unit
	Owner      string
	Secret     string
	Since      string
	Notice     string
	Errors     ui.FormErrors
}

// deliveryPage is one delivery with what was answered.
type deliveryPage struct {
	Webhook  webhooks.Webhook
	Delivery webhooks.Delivery
}

// shownDeliveries is how many deliveries a page shows, and the store keeps at least.
const shownDeliveries = 100

func href(h id.ID) string { return "/work/webhooks/" + string(h) }

func pathID(r *http.Request, name string) (id.ID, error) {
	i, ok := id.Parse(r.PathValue(name))
	if !ok {
		return "", errs.New(errs.NotFound, "There is no such webhook.")
	}
	return i, nil
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) (err error) {
	v := listPage{Notice: p.sessions.TakeFlash(r.Context())}
	if v.Webhooks, err = p.webhooks.All(r.Context(), authz.From(r.Context())); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, listView(v))
}

func (p *Pages) form(w http.ResponseWriter, r *http.Request) error {
	return p.showForm(w, r, http.StatusOK, formPage{Form: url.Values{}})
}

func (p *Pages) showForm(w http.ResponseWriter, r *http.Request, status int, v formPage) (err error) {
	if v.Units, err = p.people.Units(r.Context()); err != nil {
		return err
	}
	return web.Render(w, r, status, formView(v))
}

func settings(f url.Values) webhooks.Settings {
	unit, _ := id.Parse(f.Get("unit"))
	return webhooks.Settings{Name: f.Get("name"), Address: f.Get("address"), Events: slices.Clone(f["events"]), UnitID: unit}
}

func (p *Pages) create(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	h, secret, err := p.webhooks.Create(ctx, authz.From(ctx), settings(form))
	if errs.Is(err, errs.Invalid) {
		return p.showForm(w, r, http.StatusUnprocessableEntity, formPage{Form: form, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	return p.showOne(w, r, http.StatusOK, showPage{Webhook: h, Secret: secret})
}

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	which, err := pathID(r, "id")
	if err != nil {
		return err
	}
	h, _, err := p.webhooks.Webhook(r.Context(), authz.From(r.Context()), which)
	if err != nil {
		return err
	}
	return p.showForm(w, r, http.StatusOK, formPage{ID: which, Form: url.Values{"name": {h.Name}, "address": {h.Address}, "events": h.Events, "unit": {string(h.UnitID)}, "seen": {strconv.FormatInt(h.UpdatedAt.UnixMicro(), 10)}}})
}

func (p *Pages) save(w http.ResponseWriter, r *http.Request) error {
	which, err := pathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	var seen time.Time
	if micros, err := strconv.ParseInt(form.Get("seen"), 10, 64); err == nil {
		seen = time.UnixMicro(micros)
	}
	h, err := p.webhooks.Change(ctx, authz.From(ctx), which, settings(form), seen)
	if errs.Is(err, errs.Invalid) {
		return p.showForm(w, r, http.StatusUnprocessableEntity, formPage{ID: which, Form: form, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "%s is saved.", h.Name))
	return web.Redirect(w, r, href(which))
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	which, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return p.showOne(w, r, http.StatusOK, showPage{Webhook: webhooks.Webhook{ID: which}, Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showOne(w http.ResponseWriter, r *http.Request, status int, v showPage) (err error) {
	ctx, actor := r.Context(), authz.From(r.Context())
	which := v.Webhook.ID
	if v.Webhook, v.Counts, err = p.webhooks.Webhook(ctx, actor, which); err != nil {
		return err
	}
	list, err := p.webhooks.Deliveries(ctx, actor, which, "", page.Request{Limit: shownDeliveries})
	if err != nil {
		return err
	}
	v.Deliveries = list.Items
	if v.Webhook.UnitID != "" {
		if v.Unit, err = p.people.Unit(ctx, v.Webhook.UnitID); err != nil {
			return err
		}
	}
	owner, err := p.people.Person(ctx, v.Webhook.OwnerID)
	if err != nil {
		return err
	}
	v.Owner = owner.Name
	return web.Render(w, r, status, showView(v))
}

func (p *Pages) pause(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, func(ctx context.Context, which id.ID, form url.Values) (string, error) {
		pause := form.Get("pause") == "yes"
		_, err := p.webhooks.Pause(ctx, authz.From(ctx), which, pause)
		if pause {
			return i18n.T(ctx, "The webhook is paused. What happens meanwhile waits, for at most a week."), err
		}
		return i18n.T(ctx, "The webhook goes on."), err
	})
}

// act does one thing to one webhook and goes back to its page.
func (p *Pages) act(w http.ResponseWriter, r *http.Request, do func(ctx context.Context, which id.ID, form url.Values) (string, error)) error {
	which, err := pathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	said, err := do(r.Context(), which, form)
	if errs.Is(err, errs.Invalid) {
		return p.showOne(w, r, http.StatusUnprocessableEntity, showPage{Webhook: webhooks.Webhook{ID: which}, Since: form.Get("since"), Errors: ui.ErrorsOf(r.Context(), err)})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(r.Context(), said)
	return web.Redirect(w, r, href(which))
}

func (p *Pages) rotate(w http.ResponseWriter, r *http.Request) error {
	which, err := pathID(r, "id")
	if err != nil {
		return err
	}
	h, secret, err := p.webhooks.Rotate(r.Context(), authz.From(r.Context()), which)
	if err != nil {
		return err
	}
	return p.showOne(w, r, http.StatusOK, showPage{Webhook: h, Secret: secret})
}

func (p *Pages) try(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, func(ctx context.Context, which id.ID, _ url.Values) (string, error) {
		d, err := p.webhooks.Try(ctx, authz.From(ctx), which)
		if d.Status > 0 {
			return i18n.T(ctx, "The address answered the test with %s.", strconv.Itoa(d.Status)), err
		}
		return i18n.T(ctx, "The address did not answer the test."), err
	})
}

func (p *Pages) again(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, func(ctx context.Context, which id.ID, form url.Values) (string, error) {
		if one, ok := id.Parse(form.Get("delivery")); ok {
			_, err := p.webhooks.SendAgain(ctx, authz.From(ctx), which, one)
			return i18n.T(ctx, "It is sent again."), err
		}
		since, err := time.Parse("2006-01-02T15:04", form.Get("since"))
		if err != nil {
			return "", errs.Bad("since", "Enter a moment that has passed.")
		}
		n, err := p.webhooks.SendAgainSince(ctx, authz.From(ctx), which, since)
		return i18n.N(ctx, n, "%d delivery is sent again.", "%d deliveries are sent again."), err
	})
}

func (p *Pages) remove(w http.ResponseWriter, r *http.Request) error {
	which, err := pathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := p.webhooks.Remove(ctx, authz.From(ctx), which); err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The webhook was removed."))
	return web.Redirect(w, r, "/work/webhooks")
}

func (p *Pages) delivery(w http.ResponseWriter, r *http.Request) error {
	which, err := pathID(r, "id")
	if err != nil {
		return err
	}
	one, err := pathID(r, "delivery")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	var v deliveryPage
	if v.Webhook, _, err = p.webhooks.Webhook(ctx, actor, which); err != nil {
		return err
	}
	if v.Delivery, err = p.webhooks.Delivery(ctx, actor, which, one); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, deliveryView(v))
}
