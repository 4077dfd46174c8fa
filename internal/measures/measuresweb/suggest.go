package measuresweb

import (
	"context"
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// suggestPage is the form in which somebody says what they need.
type suggestPage struct {
	places
	Form   url.Values
	Errors ui.FormErrors
	// Competency is what the wish is about, where it came from a gap.
	Competency *measures.Competency
}

// wishFields are what a wish consists of in a form and in an address.
var wishFields = []string{"text", "words", "from", "area", "competency", "level", "format", "audience", "unit"}

// suggestForm shows the form. What is known already, such as the words of a search or the competency of a gap, comes with the address.
func (p *Pages) suggestForm(w http.ResponseWriter, r *http.Request) error {
	form, q := url.Values{}, r.URL.Query()
	for _, name := range wishFields {
		form.Set(name, web.Clean(q.Get(name)))
	}
	if form.Get("text") == "" && form.Get("words") != "" {
		form.Set("text", form.Get("words"))
	}
	return p.showSuggest(w, r, http.StatusOK, form, nil)
}

func (p *Pages) showSuggest(w http.ResponseWriter, r *http.Request, status int, form url.Values, problems ui.FormErrors) error {
	ctx := r.Context()
	v := suggestPage{Form: form, Errors: problems}
	var err error
	if v.places, err = p.places(ctx); err != nil {
		return err
	}
	if c, ok := id.Parse(form.Get("competency")); ok {
		if v.Competency, err = p.measures.Competency(ctx, c); err != nil {
			return err
		}
	}
	return web.Render(w, r, status, suggestView(v))
}

// wishOf reads a wish from a form. What is no id names nothing, which the Service refuses.
func wishOf(form url.Values) measures.Wish {
	return measures.Wish{Text: web.Clean(form.Get("text")), Words: web.Clean(form.Get("words")), From: measures.Origin(form.Get("from")), Area: form.Get("area"), Competency: id.ID(form.Get("competency")),
		Level: catalogue.Level(form.Get("level")), Format: catalogue.Format(form.Get("format")), Audience: catalogue.Audience(form.Get("audience")), Unit: id.ID(form.Get("unit"))}
}

// suggest keeps what somebody needs.
func (p *Pages) suggest(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	_, err = p.measures.Suggest(ctx, authz.From(ctx), wishOf(form))
	if e, status := refused(ctx, err); e != nil {
		return p.showSuggest(w, r, status, form, e)
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "Thank you. Somebody decides on it, and you read here and by mail what becomes of it."))
	return web.Redirect(w, r, "/my/suggestions")
}

// minePage is what somebody suggested, with what became of it.
type minePage struct {
	places
	page.Page[measures.Told]
	offers      map[id.ID]catalogue.Card
	Next, First string
	Notice      string
}

func (p *Pages) mine(w http.ResponseWriter, r *http.Request) error {
	ctx, cursor := r.Context(), r.URL.Query().Get("cursor")
	list, err := p.measures.Mine(ctx, authz.From(ctx), page.Request{Cursor: cursor})
	if err != nil {
		return err
	}
	v := minePage{Page: list}
	if list.Next != "" {
		v.Next = "/my/suggestions?cursor=" + list.Next
	}
	if cursor != "" {
		v.First = "/my/suggestions"
	}
	if v.places, err = p.places(ctx); err != nil {
		return err
	}
	var offers []id.ID
	for _, t := range list.Items {
		for _, d := range t.Replies {
			if d.OfferID != "" {
				offers = append(offers, d.OfferID)
			}
		}
	}
	if v.offers, err = p.catalogue.Cards(ctx, offers); err != nil {
		return err
	}
	v.Notice = p.sessions.TakeFlash(ctx)
	return web.Render(w, r, http.StatusOK, mineView(v))
}

// withdraw takes one of the reader's own back.
func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := p.measures.Withdraw(ctx, authz.From(ctx), which); err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "You took it back. Nobody reads it any more."))
	return web.Redirect(w, r, "/my/suggestions")
}

// stateKind is the sense of a state.
func stateKind(s measures.State) ui.Kind {
	switch s {
	case measures.Planned:
		return ui.Accent
	case measures.There:
		return ui.Good
	}
	return ui.Neutral
}

// about says in a line what else a wish says beside its text.
func (v places) about(ctx context.Context, w measures.Wish) []string {
	var out []string
	if w.Area != "" {
		out = append(out, v.area(ctx, w.Area))
	}
	if w.Level != "" {
		out = append(out, i18n.T(ctx, w.Level.Label()))
	}
	if w.Format != "" {
		out = append(out, i18n.T(ctx, w.Format.Label()))
	}
	if w.Audience != "" {
		out = append(out, i18n.T(ctx, w.Audience.Label()))
	}
	if u := v.unit(w.Unit); u.ID != "" {
		out = append(out, u.Acronym)
	}
	return out
}
