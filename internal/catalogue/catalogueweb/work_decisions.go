package catalogueweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"

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

// decisionsPath is the list of alignments that a new version left behind.
const decisionsPath = alignmentsPath + "/decisions"

// decisionsPage lists what a person must decide after a new version of a framework.
type decisionsPage struct {
	page.Page[catalogue.AlignmentDecision]
	Count        int
	Unit, cursor string
	units        []people.Unit
	names        map[id.ID]string
	// asked is the decision that could not be taken, with what was chosen.
	asked   id.ID
	form    draftForm
	Notice  string
	Problem string
	Errors  ui.FormErrors
}

func (p decisionsPage) href(cursor string) string { return p.at(decisionsPath, cursor) }

// at adds to an address which decisions are listed.
func (p decisionsPage) at(path, cursor string) string {
	q := url.Values{}
	for name, value := range map[string]string{"unit": p.Unit, "cursor": cursor} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// formOf is what was chosen for a decision that could not be taken.
func (p decisionsPage) formOf(d catalogue.AlignmentDecision) (draftForm, ui.FormErrors) {
	if p.asked == d.ID {
		return p.form, p.Errors
	}
	return draftForm{}, nil
}

func (p *Pages) decisions(w http.ResponseWriter, r *http.Request) error {
	return p.showDecisions(w, r, http.StatusOK, decisionsPage{Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showDecisions(w http.ResponseWriter, r *http.Request, status int, v decisionsPage) error {
	ctx, actor, q := r.Context(), authz.From(r.Context()), r.URL.Query()
	v.Unit, v.cursor = q.Get("unit"), q.Get("cursor")
	ask := catalogue.DecisionsRequest{Request: page.Request{Cursor: v.cursor}}
	if v.Unit != "" {
		u, ok, err := p.people.UnitNamed(ctx, v.Unit)
		if err != nil {
			return err
		}
		if !ok {
			return errs.New(errs.NotFound, "We know no unit called “%s”.", v.Unit)
		}
		ask.Unit = u.ID
	}
	var err error
	v.Page, v.Count, err = p.catalogue.AlignmentDecisions(ctx, actor, ask)
	if v.cursor != "" && errs.Is(err, errs.Invalid) {
		return web.Redirect(w, r, v.href(""))
	}
	if err != nil {
		return err
	}
	if v.cursor != "" && len(v.Items) == 0 && v.Problem == "" { // the last of the list is decided
		p.flash(r, v.Notice)
		return web.Redirect(w, r, v.href(""))
	}
	if v.units, err = p.unitsToAlign(ctx, actor); err != nil {
		return err
	}
	if v.names, err = p.unitNames(ctx); err != nil {
		return err
	}
	return web.Render(w, r, status, decisionsView(v))
}

// decideAlignment takes one decision, and leads back to the list that its address names.
func (p *Pages) decideAlignment(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	decision, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	chosen := chosenCompetencies(form)
	switch {
	case form.Get("do") == "drop":
		err = p.catalogue.DecideAlignment(ctx, authz.From(ctx), decision, nil)
	case len(chosen) == 0:
		err = errs.New(errs.Conflict, "Tick at least one competency.")
	default:
		err = p.catalogue.DecideAlignment(ctx, authz.From(ctx), decision, aligningsOf(form, chosen, catalogue.ByDecision))
	}
	if again, ok := asked(ctx, err); ok {
		return p.showDecisions(w, r, web.Status(err), decisionsPage{asked: decision, form: draftForm{form}, Problem: again.Problem, Errors: aligningErrors(again.Errors, form)})
	}
	if err != nil {
		return err
	}
	p.flash(r, i18n.T(ctx, "It is decided."))
	q := r.URL.Query()
	return web.Redirect(w, r, decisionsPage{Unit: q.Get("unit")}.href(q.Get("cursor")))
}

// becameOfWords say what became of what an offer taught.
func becameOfWords(ctx context.Context, d catalogue.AlignmentDecision) string {
	switch d.Became {
	case string(standards.BecameSplit):
		return i18n.T(ctx, "It was split. Which of its parts does the offer teach?")
	case "level":
		return i18n.T(ctx, "The level up to which it was taught is no longer there. Choose another one.")
	}
	return i18n.T(ctx, "It has ended, and nothing took its place.")
}

// optionTick is one of the competencies that may take the place of another.
func optionTick(d catalogue.AlignmentDecision, c standards.Choice) tick {
	t := tick{Choice: c, prefix: "d-" + string(d.ID) + "-", value: string(c.ID), level: levelField(c.ID)}
	if slices.ContainsFunc(c.Levels, func(l standards.Level) bool { return l.Code == d.Level }) {
		t.up = d.Level
	}
	return t
}
