package registrationweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// conflictsPage shows what each source says about those of whom sources say different things.
type conflictsPage struct {
	registration.Conflicts
	// Cursor is where the page begins, empty on the first one.
	Cursor string
	Notice string
	// Refused is the conflict whose answer was refused, empty where it was that to many, Form what was typed, and Errors say why.
	Refused string
	Form    url.Values
	Errors  ui.FormErrors
}

// conflictID names one conflict on the page.
func conflictID(c registration.Conflict) string { return string(c.ID) + "." + string(c.Window.DayID) }

// here is a path with the page of the list.
func (p conflictsPage) here(path string) string {
	if p.Cursor == "" {
		return path
	}
	return nextHref(path, url.QueryEscape(p.Cursor))
}

// many are the errors of the answer to many.
func (p conflictsPage) many() ui.FormErrors {
	if p.Refused != "" {
		return nil
	}
	return p.Errors
}

// manyID is the id of one of its fields: no two on the page are the same.
func (p conflictsPage) manyID(name string) string {
	if p.Refused == "" {
		return ui.FieldID(name)
	}
	return name + "-many"
}

// sources are those that speak in any of the conflicts.
func (p conflictsPage) sources(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "Choose one")}}
	for _, c := range p.Open {
		for _, s := range c.Sources {
			if !slices.ContainsFunc(out, func(o ui.Option) bool { return o.Value == s.Key() }) {
				out = append(out, ui.Option{Value: s.Key(), Label: sourceName(ctx, s.Reading), Selected: p.Refused == "" && p.Form.Get("source") == s.Key()})
			}
		}
	}
	return out
}

func (p conflictsPage) form(c registration.Conflict) url.Values {
	if conflictID(c) != p.Refused {
		return url.Values{}
	}
	return p.Form
}

func (p conflictsPage) errors(c registration.Conflict) ui.FormErrors {
	if conflictID(c) != p.Refused {
		return nil
	}
	return p.Errors
}

func (p *Pages) conflicts(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	return p.showConflicts(w, r, http.StatusOK, occurrence, conflictsPage{Notice: p.notice(r.Context())})
}

func (p *Pages) showConflicts(w http.ResponseWriter, r *http.Request, status int, occurrence id.ID, v conflictsPage) error {
	var err error
	q := pageRequest(r)
	if v.Conflicts, err = p.registration.Conflicts(r.Context(), authz.From(r.Context()), occurrence, q); err != nil {
		return err
	}
	v.Cursor = q.Cursor
	return web.Render(w, r, status, conflictsView(v))
}

// follow takes one answer to many conflicts.
func (p *Pages) follow(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	var of []registration.ConflictKey
	for _, v := range form["conflicts"] {
		which, day, _ := strings.Cut(v, ".")
		of = append(of, registration.ConflictKey{RegistrationID: someID(which), DayID: dayID(day)})
	}
	n, err := p.registration.FollowSource(ctx, authz.From(ctx), occurrence, form.Get("source"), of, strings.TrimSpace(form.Get("reason")))
	if errs.Is(err, errs.Invalid) {
		return p.showConflicts(w, r, http.StatusUnprocessableEntity, occurrence, conflictsPage{Form: form, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	return p.done(w, r, samePage(r, workPath(occurrence, "conflicts")), i18n.N(ctx, n, "%d is settled.", "%d are settled."))
}

// settle takes the answer to one conflict.
func (p *Pages) settle(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	s := registration.Settlement{DayID: dayID(form.Get("day")), Reason: strings.TrimSpace(form.Get("reason"))}
	switch follow := form.Get("follow"); follow {
	case "there":
		s.Present = true
		if m := strings.TrimSpace(form.Get("minutes")); m != "" {
			if s.Minutes, err = strconv.Atoi(m); err != nil {
				s.Minutes = -1 // no number of minutes, as the service says
			}
		}
	case "absent":
	case "":
		s.Follow = "none" // is no source, as the service says
	default:
		s.Follow = follow
	}
	settled, err := p.registration.SettleConflict(ctx, actor, which, s)
	occurrence, ok := id.Parse(form.Get("occurrence"))
	if errs.Is(err, errs.Invalid) && ok {
		// What names the fields on a page with several forms is the conflict they belong to.
		return p.showConflicts(w, r, http.StatusUnprocessableEntity, occurrence, conflictsPage{Refused: string(which) + "." + form.Get("day"), Form: form, Errors: ui.ErrorsOf(ctx, err)})
	}
	if errs.Is(err, errs.Conflict) && ok {
		return p.done(w, r, samePage(r, workPath(occurrence, "conflicts")), web.Message(ctx, err))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, samePage(r, workPath(settled.OccurrenceID, "conflicts")), i18n.T(ctx, "It is settled: %s.", settled.PersonName))
}

// samePage is a path on the page of a list that the request came from.
func samePage(r *http.Request, path string) string {
	return conflictsPage{Cursor: pageRequest(r).Cursor}.here(path)
}

// sourceWord is what a source is called.
func sourceWord(ctx context.Context, s registration.How) string {
	switch s {
	case registration.HowHand:
		return i18n.T(ctx, "Written down by hand")
	case registration.HowChoice:
		return i18n.T(ctx, "Settled before")
	case registration.HowFile:
		return i18n.T(ctx, "Report of the platform")
	case registration.HowPresenter:
		return i18n.T(ctx, "List of the presenter")
	case registration.HowDoor:
		return i18n.T(ctx, "The door")
	case registration.HowCodeWord:
		return i18n.T(ctx, "Code word")
	}
	return i18n.T(ctx, "The person's own word")
}

// sourceName is sourceWord with which report it is.
func sourceName(ctx context.Context, s registration.Reading) string {
	if s.How == registration.HowFile && s.Form != "" {
		return sourceWord(ctx, s.How) + " (" + i18n.T(ctx, s.Form.Label()) + ")"
	}
	return sourceWord(ctx, s.How)
}

// readingWord is what a source says.
func readingWord(ctx context.Context, r registration.Reading) string {
	switch {
	case r.Total > 0:
		return i18n.T(ctx, "%[1]s in all, of which %[2]s here", i18n.Duration(ctx, r.Total), i18n.Duration(ctx, r.Minutes))
	case !r.Present:
		return i18n.T(ctx, "Not there")
	case r.Exact:
		return i18n.T(ctx, "There for %s", i18n.Duration(ctx, r.Minutes))
	}
	return i18n.T(ctx, "There, without minutes")
}

// broughtWord is how, when and by whom a reading came in.
func broughtWord(ctx context.Context, s registration.Source) string {
	parts := []string{i18n.DateTime(ctx, s.At)}
	if s.ByName != "" {
		parts = append(parts, s.ByName)
	}
	if s.File != "" {
		parts = append(parts, s.File)
	}
	if s.Form != "" && s.How != registration.HowFile {
		parts = append(parts, i18n.T(ctx, s.Form.Label()))
	}
	if !s.SaidAt.IsZero() {
		parts = append(parts, i18n.T(ctx, "scanned %s", i18n.DateTime(ctx, s.SaidAt)))
	}
	if s.ClockOff != 0 {
		parts = append(parts, clockWord(ctx, s.ClockOff))
	}
	return strings.Join(parts, ", ")
}

// clockWord says that a phone's clock was off, by seconds.
func clockWord(ctx context.Context, seconds int) string {
	if seconds < 0 {
		return i18n.N(ctx, -seconds/60, "the phone's clock was %d minute slow", "the phone's clock was %d minutes slow")
	}
	return i18n.N(ctx, seconds/60, "the phone's clock was %d minute fast", "the phone's clock was %d minutes fast")
}
