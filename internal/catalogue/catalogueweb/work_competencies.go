package catalogueweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// competenciesPage is what an offer teaches, what it may teach, and the search for more.
type competenciesPage struct {
	catalogue.AlignmentWork
	// Words and Framework (a key) are what is looked for; Found is a page of it, and cursor where that begins.
	Words, Framework, cursor string
	Found                    page.Page[standards.Choice]
	frameworks               []standards.Version
	// people are who aligned, by id.
	people map[id.ID]people.Person
	// form is what was sent and could not be done.
	form    draftForm
	Notice  string
	Problem string
	Errors  ui.FormErrors
}

// searched reports whether competencies were looked for.
func (p competenciesPage) searched() bool { return p.Words != "" || p.Framework != "" }

// href is the address of the page as it is searched, at a cursor.
func (p competenciesPage) href(cursor string) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": p.Words, "framework": p.Framework, "cursor": cursor} {
		if value != "" {
			q.Set(name, value)
		}
	}
	at := competenciesHref(p.ID)
	if len(q) > 0 {
		at += "?" + q.Encode()
	}
	if p.searched() {
		at += "#search"
	}
	return at
}

// taught reports whether the offer teaches a competency already.
func (p competenciesPage) taught(c id.ID) bool {
	return slices.ContainsFunc(p.Lessons, func(l catalogue.Lesson) bool { return l.CompetencyID == c })
}

func competenciesHref(offer id.ID) string { return workHref(offer) + "/competencies" }

// teaches shows what an offer teaches.
func (p *Pages) teaches(w http.ResponseWriter, r *http.Request) error {
	offer, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	return p.showTeaches(w, r, http.StatusOK, offer, competenciesPage{Notice: p.sessions.TakeFlash(r.Context())})
}

// showTeaches fills the page.
func (p *Pages) showTeaches(w http.ResponseWriter, r *http.Request, status int, offer id.ID, v competenciesPage) error {
	ctx, actor, q := r.Context(), authz.From(r.Context()), r.URL.Query()
	var err error
	if v.AlignmentWork, err = p.catalogue.Alignments(ctx, actor, offer); err != nil {
		return err
	}
	if v.frameworks, err = p.standards.All(ctx); err != nil {
		return err
	}
	v.Words, v.Framework, v.cursor = strings.TrimSpace(cut(web.Clean(q.Get("q")), maxWords)), q.Get("framework"), q.Get("cursor")
	v.Found, err = p.standards.Find(ctx, standards.FindRequest{Words: v.Words, Key: v.Framework, Request: page.Request{Cursor: v.cursor}})
	if errs.Is(err, errs.Invalid) {
		return web.Redirect(w, r, v.href(""))
	}
	if err != nil {
		return err
	}
	var by []id.ID
	for _, l := range v.Lessons {
		by = append(by, l.By)
	}
	if v.people, err = p.people.Persons(ctx, by); err != nil {
		return err
	}
	return web.Render(w, r, status, competenciesView(v))
}

// changeTeaches does what was asked for on the page of what an offer teaches.
func (p *Pages) changeTeaches(w http.ResponseWriter, r *http.Request) error {
	offer, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	done, err := p.doTeaches(ctx, actor, offer, form)
	if again, ok := asked(ctx, err); ok || errs.Is(err, errs.Stale) {
		v := competenciesPage{form: draftForm{form}, Problem: again.Problem, Errors: aligningErrors(again.Errors, form)}
		if errs.Is(err, errs.Stale) {
			v.Problem = web.Message(ctx, err)
		}
		return p.showTeaches(w, r, web.Status(err), offer, v)
	}
	if err != nil {
		return err
	}
	p.flash(r, done)
	return web.Redirect(w, r, backTo(form, competenciesHref(offer)))
}

// doTeaches does one act and says what was done.
func (p *Pages) doTeaches(ctx context.Context, actor authz.Actor, offer id.ID, form url.Values) (string, error) {
	seen := catalogue.SeenAlignments(form.Get("seen"))
	if c, ok := id.Parse(form.Get("remove")); ok {
		return i18n.T(ctx, "It is taken off. It will not be proposed again."), p.catalogue.Withdraw(ctx, actor, offer, []id.ID{c}, seen)
	}
	chosen := chosenCompetencies(form)
	if form.Get("do") != "save" && len(chosen) == 0 {
		return "", errs.New(errs.Conflict, "Tick at least one competency.")
	}
	switch form.Get("do") {
	case "dismiss":
		return i18n.N(ctx, len(chosen), "%d suggestion is dismissed, and not made again.", "%d suggestions are dismissed, and not made again."), p.catalogue.Dismiss(ctx, actor, offer, chosen)
	case "confirm":
		return i18n.N(ctx, len(chosen), "%d competency is added.", "%d competencies are added."), p.catalogue.Align(ctx, actor, offer, aligningsOf(form, chosen, catalogue.BySuggestion), "")
	case "add":
		return i18n.N(ctx, len(chosen), "%d competency is added.", "%d competencies are added."), p.catalogue.Align(ctx, actor, offer, aligningsOf(form, chosen, catalogue.ByTyping), "")
	}
	return i18n.T(ctx, "The levels are saved."), p.catalogue.Align(ctx, actor, offer, aligningsOf(form, levelled(form), catalogue.ByTyping), seen)
}

// chosenCompetencies are those that were ticked.
func chosenCompetencies(form url.Values) []id.ID {
	var out []id.ID
	for _, v := range form["competency"] {
		if c, ok := id.Parse(v); ok && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// levelled are the competencies that stand in the form of what is taught now, which sends a level for each.
func levelled(form url.Values) []id.ID {
	var out []id.ID
	for _, v := range form["taught"] {
		if c, ok := id.Parse(v); ok {
			out = append(out, c)
		}
	}
	return out
}

// aligningsOf reads the levels of competencies from a form.
func aligningsOf(form url.Values, list []id.ID, basis catalogue.Basis) []catalogue.Aligning {
	out := make([]catalogue.Aligning, len(list))
	for i, c := range list {
		out[i] = catalogue.Aligning{CompetencyID: c, Level: form.Get(levelField(c)), Basis: basis}
	}
	return out
}

func levelField(c id.ID) string { return "level-" + string(c) }

// aligningErrors puts complaints about alignments, which are numbered, at the fields of their competencies.
func aligningErrors(list ui.FormErrors, form url.Values) ui.FormErrors {
	chosen := chosenCompetencies(form)
	if form.Get("do") == "save" {
		chosen = levelled(form)
	}
	for i, e := range list {
		rest, ok := strings.CutPrefix(e.Field, "alignments[")
		number, _, found := strings.Cut(rest, "]")
		if n, err := strconv.Atoi(number); ok && found && err == nil && n < len(chosen) {
			list[i].Field = levelField(chosen[n])
		} else {
			list[i].Field = ""
		}
	}
	return list
}

// backTo is where a form leads back to: the same page as it was searched.
func backTo(form url.Values, to string) string {
	back := form.Get("back")
	if strings.HasPrefix(back, to+"?") || strings.HasPrefix(back, to+"#") {
		return back
	}
	return to
}
