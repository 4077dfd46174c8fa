package catalogueweb

import (
	"context"
	"net/http"
	"net/url"
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
)

// alignmentsPath is the workspace of what offers teach.
const alignmentsPath = "/work/alignments"

// alignmentsPage lists offers of which nobody has said what they teach.
type alignmentsPage struct {
	page.Page[catalogue.Unaligned]
	catalogue.AlignmentCount
	// Unit (an acronym) and Area (a code) are what it is narrowed to.
	Unit, Area, cursor string
	areas              []catalogue.Area
	units              []people.Unit
	names              map[id.ID]string
	form               draftForm
	Notice             string
	Problem            string
}

// href is the address of the list at a cursor.
func (p alignmentsPage) href(cursor string) string {
	q := url.Values{}
	for name, value := range map[string]string{"unit": p.Unit, "area": p.Area, "cursor": cursor} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return alignmentsPath
	}
	return alignmentsPath + "?" + q.Encode()
}

// alignments shows the offers that nobody has aligned, with what their texts propose.
func (p *Pages) alignments(w http.ResponseWriter, r *http.Request) error {
	return p.showAlignments(w, r, http.StatusOK, alignmentsPage{Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showAlignments(w http.ResponseWriter, r *http.Request, status int, v alignmentsPage) error {
	ctx, actor, q := r.Context(), authz.From(r.Context()), r.URL.Query()
	v.Unit, v.Area, v.cursor = q.Get("unit"), q.Get("area"), q.Get("cursor")
	ask := catalogue.UnalignedRequest{Area: v.Area, Request: page.Request{Cursor: v.cursor}}
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
	v.Page, v.AlignmentCount, err = p.catalogue.WithoutAlignment(ctx, actor, ask)
	if v.cursor != "" && errs.Is(err, errs.Invalid) {
		return web.Redirect(w, r, v.href(""))
	}
	if err != nil {
		return err
	}
	if v.areas, err = p.catalogue.Areas(ctx); err != nil {
		return err
	}
	if v.units, err = p.unitsToAlign(ctx, actor); err != nil {
		return err
	}
	if v.names, err = p.unitNames(ctx); err != nil {
		return err
	}
	return web.Render(w, r, status, alignmentsView(v))
}

// unitsToAlign are the living units by which the actor can narrow the list.
func (p *Pages) unitsToAlign(ctx context.Context, actor authz.Actor) ([]people.Unit, error) {
	all, err := p.people.Units(ctx)
	if err != nil {
		return nil, err
	}
	var out []people.Unit
	for _, u := range all {
		if u.SuccessorID == "" && actor.May(catalogue.AlignOffers, u.ID) {
			out = append(out, u)
		}
	}
	return out, nil
}

// changeAlignments confirms or dismisses what was ticked, offer by offer: one that cannot be done keeps no other from being done.
func (p *Pages) changeAlignments(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	list := tickedByOffer(form)
	var failed []string
	done := 0
	for _, t := range list {
		if form.Get("do") == "dismiss" {
			err = p.catalogue.Dismiss(ctx, actor, t.offer, t.competencies)
		} else {
			err = p.catalogue.Align(ctx, actor, t.offer, t.aligned, "")
		}
		if _, ok := asked(ctx, err); ok {
			failed = append(failed, problemWords(ctx, err))
			continue
		}
		if err != nil {
			return err
		}
		done += len(t.competencies)
	}
	switch {
	case len(list) == 0:
		return p.showAlignments(w, r, http.StatusConflict, alignmentsPage{form: draftForm{form}, Problem: i18n.T(ctx, "Tick at least one competency.")})
	case len(failed) > 0:
		return p.showAlignments(w, r, http.StatusConflict, alignmentsPage{form: draftForm{form}, Problem: strings.Join(failed, " ")})
	case form.Get("do") == "dismiss":
		p.flash(r, i18n.N(ctx, done, "%d suggestion is dismissed, and not made again.", "%d suggestions are dismissed, and not made again."))
	default:
		p.flash(r, i18n.N(ctx, done, "%d competency is added.", "%d competencies are added."))
	}
	return web.Redirect(w, r, alignmentsPage{Unit: form.Get("unit"), Area: form.Get("area")}.href(form.Get("cursor")))
}

// tickedOffer is what was ticked for one offer.
type tickedOffer struct {
	offer        id.ID
	competencies []id.ID
	aligned      []catalogue.Aligning
}

// tickedByOffer reads what was ticked: an offer and a competency, with a blank between.
func tickedByOffer(form url.Values) []tickedOffer {
	var out []tickedOffer
	at := map[id.ID]int{}
	for _, value := range form["competency"] {
		a, b, _ := strings.Cut(value, " ")
		offer, ok := id.Parse(a)
		competency, okToo := id.Parse(b)
		if !ok || !okToo {
			continue
		}
		i, known := at[offer]
		if !known {
			i = len(out)
			at[offer] = i
			out = append(out, tickedOffer{offer: offer})
		}
		out[i].competencies = append(out[i].competencies, competency)
		out[i].aligned = append(out[i].aligned, catalogue.Aligning{CompetencyID: competency, Level: form.Get(offerLevelField(offer, competency)), Basis: catalogue.BySuggestion})
	}
	return out
}

func offerLevelField(offer, competency id.ID) string {
	return "level-" + string(offer) + "-" + string(competency)
}

// offerTick is a suggestion for one of several offers.
func offerTick(offer id.ID, s catalogue.Suggestion) tick {
	return tick{Choice: s.Choice, prefix: "s-", value: string(offer) + " " + string(s.ID), level: offerLevelField(offer, s.ID), up: s.Up, words: s.Words}
}

func areaFilter(ctx context.Context, areas []catalogue.Area) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "All content areas")}}
	for _, a := range areas {
		out = append(out, ui.Option{Value: a.Code, Label: i18n.T(ctx, a.Title)})
	}
	return out
}

// alignmentTabs are the pages of what offers teach.
func alignmentTabs(ctx context.Context, active string) []ui.Tab {
	return []ui.Tab{
		{Label: i18n.T(ctx, "Without competencies"), Href: alignmentsPath, Active: active == "without"},
		{Label: i18n.T(ctx, "To be decided"), Href: decisionsPath, Active: active == "decisions"},
		{Label: i18n.T(ctx, "As a table"), Href: alignmentsPath + "/table", Active: active == "table"},
	}
}
