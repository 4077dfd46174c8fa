package assessmentweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

func receivedPath(invitation id.ID) string { return standingPath + "/received/" + string(invitation) }

// guestOf reads who comes in: by the secret of a link, or signed in by the id of an invitation. base is the address of their pages.
func (p *Pages) guestOf(r *http.Request) (g assessment.Guest, base string, err error) {
	if token := r.PathValue("token"); token != "" {
		return assessment.Guest{Secret: token}, "/voices/" + url.PathEscape(token), nil
	}
	i, err := web.PathID(r, "id")
	return assessment.Guest{Invitation: i}, receivedPath(i), err
}

// guarded answers a guest: what stands there is kept by nobody, and guesses are slowed down.
func (p *Pages) guarded(f func(w http.ResponseWriter, r *http.Request, g assessment.Guest, base string) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		g, base, err := p.guestOf(r)
		if err != nil {
			return err
		}
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
		h.Set("Referrer-Policy", "no-referrer")
		if g.Secret == "" {
			return f(w, r, g, base)
		}
		place := web.Place(r)
		if err := cmp.Or(p.guesses.Check(place), p.uses.Take(place+" "+g.Secret)); err != nil {
			return err
		}
		if err = f(w, r, g, base); errs.Is(err, errs.NotFound) {
			return cmp.Or(p.guesses.Take(place), err)
		}
		return err
	}
}

// welcomePage says what is asked of a guest.
type welcomePage struct {
	assessment.Received
	Base   string
	Notice string
}

func (p *Pages) welcome(w http.ResponseWriter, r *http.Request, g assessment.Guest, base string) error {
	v, err := p.assessment.Welcome(r.Context(), authz.From(r.Context()), g)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, welcomeView(welcomePage{v, base, p.sessions.TakeFlash(r.Context())}))
}

// guestPage is one question to a guest.
type guestPage struct {
	assessment.GuestQuestion
	Base   string
	Form   url.Values
	Errors ui.FormErrors
}

// notice says why somebody comes from a question that is not asked any more.
func (p guestPage) notice(ctx context.Context) string {
	if p.Form.Get("changed") == "" {
		return ""
	}
	return i18n.T(ctx, "Its framework has changed, and this is not asked any more. Please go on with what is asked now.")
}

// chosen is the answer that is marked.
func (p guestPage) chosen() string {
	if p.Form.Has("answer") {
		return p.Form.Get("answer")
	}
	if p.Said == assessment.SaidLevel {
		return levelValue(p.Level)
	}
	return string(p.Said)
}

func (p *Pages) askGuest(w http.ResponseWriter, r *http.Request, g assessment.Guest, base string) error {
	competency, _ := id.Parse(r.URL.Query().Get("competency"))
	form := url.Values{}
	if r.URL.Query().Get("changed") != "" {
		form.Set("changed", "on")
	}
	return p.showGuest(w, r, g, base, http.StatusOK, competency, form, nil)
}

func (p *Pages) showGuest(w http.ResponseWriter, r *http.Request, g assessment.Guest, base string, status int, competency id.ID, form url.Values, errors ui.FormErrors) error {
	q, err := p.assessment.AskGuest(r.Context(), authz.From(r.Context()), g, competency)
	if err != nil {
		return err
	}
	if q.Done {
		return web.Redirect(w, r, base)
	}
	return web.Render(w, r, status, guestView(guestPage{q, base, form, errors}))
}

func (p *Pages) answerGuest(w http.ResponseWriter, r *http.Request, g assessment.Guest, base string) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, y := r.Context(), sayingOf(form)
	finished, err := p.assessment.SayAsGuest(ctx, authz.From(ctx), g, y)
	if errs.Is(err, errs.Invalid) {
		if err = p.showGuest(w, r, g, base, http.StatusUnprocessableEntity, y.Competency, form, ui.ErrorsOf(ctx, err)); err == nil {
			return nil
		}
	}
	switch {
	case errs.Is(err, errs.Gone): // where the invitation has ended itself, the next page says so
		return web.Redirect(w, r, base+"/ask?changed=on")
	case err != nil:
		return err
	case finished:
		return web.Redirect(w, r, base)
	}
	return web.Redirect(w, r, base+"/ask")
}

// shownPage is what a guest is let read.
type shownPage struct {
	assessment.Shown
	Base string
}

func (p shownPage) next() string {
	if p.Map.Next == 0 {
		return ""
	}
	return p.Base + "/read?after=" + strconv.Itoa(p.Map.Next)
}

func (p *Pages) read(w http.ResponseWriter, r *http.Request, g assessment.Guest, base string) error {
	after, err := web.Number(r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	v, err := p.assessment.Look(r.Context(), authz.From(r.Context()), g, after)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, shownView(shownPage{v, base}))
}

// readFile is the whole map that a guest is let read, as a table.
func (p *Pages) readFile(w http.ResponseWriter, r *http.Request, g assessment.Guest, _ string) error {
	ctx := r.Context()
	v, err := p.assessment.LookAtMap(ctx, authz.From(ctx), g)
	if err != nil {
		return err
	}
	d := web.NewDownload(w, "map", tabular.CSV, mapFileColumns)
	for _, row := range v.Map.Rows {
		if err := d.Row(mapFileRow(ctx, row)...); err != nil {
			return err
		}
	}
	return d.Close()
}

// mapFileColumns head a map as a table; they are the same in every language, so that a spreadsheet made of it goes on working.
var mapFileColumns = []string{"framework", "code", "competency", "asked_for", "standing", "says_who", "state", "weight"}

func mapFileRow(ctx context.Context, r assessment.Row) []any {
	standing, basis := "", ""
	if r.Known() && r.State != assessment.StateOutside {
		standing, basis = standingWords(ctx, r), string(r.Best.Basis)
	}
	return []any{r.Text.Framework, r.Text.Code, r.Text.Title, r.WantedTitle(), standing, basis, string(r.State), r.Weight}
}

// partTitle names a part of what people write about themselves.
func partTitle(ctx context.Context, part assessment.Part) string {
	switch part {
	case assessment.PartValues:
		return i18n.T(ctx, "What matters to me")
	case assessment.PartInterests:
		return i18n.T(ctx, "What interests me")
	case assessment.PartPreferences:
		return i18n.T(ctx, "How I like to work and learn")
	}
	return i18n.T(ctx, "Whatever else I think")
}
