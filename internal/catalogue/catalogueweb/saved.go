package catalogueweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// savedPage is the list of somebody's saved searches and, where one is being saved, its form.
type savedPage struct {
	Items []savedItem
	// New is the search to be saved, nothing when the page only lists.
	New    *newSearch
	Errors ui.FormErrors
	// Changing is the search whose form came back with Errors, and Form what was entered.
	Changing id.ID
	Form     url.Values
	Notice   string
}

// savedItem is a saved search with what it asks for, in words.
type savedItem struct {
	catalogue.SavedSearch
	Asks, Href string
}

// newSearch is a search on its way to being saved.
type newSearch struct {
	query
	Asks, Name, Every string
}

// questionOf is a search by address as the catalogue keeps it.
func (q query) question() catalogue.Question {
	return catalogue.Question{Words: q.words, Filter: q.filter}
}

func queryOfQuestion(q catalogue.Question) query { return query{words: q.Words, filter: q.Filter} }

// saveHref leads from a search to saving it. Whoever has not signed in is asked to there, and comes back.
func (q query) saveHref() string {
	return strings.Replace(q.first().href(), "/catalogue", "/my/searches", 1)
}

// asks says in words what a search asks for.
func (p *Pages) asks(ctx context.Context, q catalogue.Question) (string, error) {
	chosen, err := p.catalogue.Chosen(ctx, q.Filter)
	if err != nil {
		return "", err
	}
	var parts []string
	if q.Words != "" {
		parts = append(parts, i18n.T(ctx, "“%s”", q.Words))
	}
	for _, f := range chosen {
		var names []string
		for _, v := range f.Values {
			names = append(names, i18n.T(ctx, v.Label))
		}
		parts = append(parts, i18n.T(ctx, "%[1]s: %[2]s", i18n.T(ctx, f.Label), strings.Join(names, ", ")))
	}
	return strings.Join(parts, "; "), nil
}

// searches lists the reader's saved searches. With a search in the address it offers to save that.
func (p *Pages) searches(w http.ResponseWriter, r *http.Request) error {
	var v savedPage
	if q := queryOf(r.URL.Query()).first(); q.asked() {
		v.New = &newSearch{query: q, Every: string(catalogue.Weekly), Name: q.words}
	}
	return p.showSearches(w, r, http.StatusOK, v)
}

func (p *Pages) showSearches(w http.ResponseWriter, r *http.Request, status int, v savedPage) error {
	ctx := r.Context()
	list, err := p.catalogue.SavedSearches(ctx, authz.From(ctx))
	if err != nil {
		return err
	}
	for _, s := range list {
		asks, err := p.asks(ctx, s.Question)
		if err != nil {
			return err
		}
		v.Items = append(v.Items, savedItem{s, asks, queryOfQuestion(s.Question).href()})
	}
	if v.New != nil {
		if v.New.Asks, err = p.asks(ctx, v.New.question()); err != nil {
			return err
		}
		if v.New.Name == "" && status == http.StatusOK {
			v.New.Name = cut(v.New.Asks, 100)
		}
	}
	v.Notice = p.sessions.TakeFlash(ctx)
	return web.Render(w, r, status, savedView(v))
}

// saveSearch keeps a search under a name.
func (p *Pages) saveSearch(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, q := r.Context(), queryOf(form).first()
	_, err = p.catalogue.SaveSearch(ctx, authz.From(ctx), form.Get("name"), q.question(), catalogue.Cadence(form.Get("every")))
	if errs.Is(err, errs.Invalid) {
		return p.showSearches(w, r, http.StatusUnprocessableEntity, savedPage{Errors: ui.ErrorsOf(ctx, err), New: &newSearch{query: q, Name: form.Get("name"), Every: form.Get("every")}})
	}
	if err != nil {
		return err
	}
	p.flash(r, i18n.T(ctx, "The search is saved."))
	return web.Redirect(w, r, "/my/searches")
}

// changeSearch renames a saved search and sets how often we write.
func (p *Pages) changeSearch(w http.ResponseWriter, r *http.Request) error {
	search, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	err = p.catalogue.ChangeSearch(ctx, authz.From(ctx), search, form.Get("name"), catalogue.Cadence(form.Get("every")))
	if errs.Is(err, errs.Invalid) {
		return p.showSearches(w, r, http.StatusUnprocessableEntity, savedPage{Changing: search, Form: form, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	p.flash(r, i18n.T(ctx, "The saved search is changed."))
	return web.Redirect(w, r, "/my/searches")
}

func (p *Pages) deleteSearch(w http.ResponseWriter, r *http.Request) error {
	search, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	if err := p.catalogue.DeleteSearch(r.Context(), authz.From(r.Context()), search); err != nil {
		return err
	}
	p.flash(r, i18n.T(r.Context(), "The saved search is deleted."))
	return web.Redirect(w, r, "/my/searches")
}

// stopForm asks whoever follows the address in a letter whether to stop its kind. Opening it changes nothing: programs open links too.
func (p *Pages) stopForm(w http.ResponseWriter, r *http.Request) error {
	v, err := p.catalogue.SearchToStop(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, stopView(v, v.Every == catalogue.Never))
}

// stop stops the mail of a saved search, by the button of the page or of a mail program (RFC 8058), without anybody being signed in.
func (p *Pages) stop(w http.ResponseWriter, r *http.Request) error {
	ctx, key := r.Context(), r.PathValue("token")
	if err := p.catalogue.StopMail(ctx, key); err != nil {
		return err
	}
	v, err := p.catalogue.SearchToStop(ctx, key)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, stopView(v, true))
}

// cadenceNames are how often we write, i18n keys.
var cadenceNames = map[catalogue.Cadence]string{
	catalogue.Weekly: "At most once a week", catalogue.Daily: "At most once a day", catalogue.Never: "No mail",
}

func cadenceOptions(ctx context.Context) []ui.Option {
	out := make([]ui.Option, len(catalogue.Cadences))
	for i, c := range catalogue.Cadences {
		out[i] = ui.Option{Value: string(c), Label: i18n.T(ctx, cadenceNames[c])}
	}
	return out
}

// fields are the search as hidden values of a form.
func (q query) fields() []ui.Hidden {
	out := []ui.Hidden{{Name: "q", Value: q.words}}
	for _, name := range catalogue.FilterNames {
		for _, v := range q.filter[name] {
			out = append(out, ui.Hidden{Name: name, Value: v})
		}
	}
	return slices.DeleteFunc(out, func(h ui.Hidden) bool { return h.Value == "" })
}

func stopAction(v catalogue.SavedSearch) string { return catalogue.StopPath(url.PathEscape(v.StopKey)) }

// rowForm is what the form of a saved search holds: what it is, or what was entered and could not be taken.
type rowForm struct {
	Name, Every string
	Errors      ui.FormErrors
}

func (p savedPage) rowForm(s savedItem) rowForm {
	if p.Changing == s.ID {
		return rowForm{p.Form.Get("name"), p.Form.Get("every"), p.Errors}
	}
	return rowForm{Name: s.Name, Every: string(s.Every)}
}
