package registrationweb

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// answersPage shows the answers about an offer, or to its own questions about one of its dates, to the people who offer it.
type answersPage struct {
	Title string
	Offer catalogue.Offer
	// Date is the one date that the answers are about, or nil for all.
	Date *catalogue.Occurrence
	// Own are the answers to the offer's own questions, the latest wording first; Results those to the association's.
	Own     []registration.SurveyResults
	Results []registration.Results
	// Dates are those about which there is enough to show apart.
	Dates   []catalogue.Occurrence
	MayEdit bool
}

func answersPath(offer id.ID) string { return "/work/offers/" + string(offer) + "/answers" }

// path is the address of the answers, without what it ends in.
func (v answersPage) path() string {
	if v.Date != nil {
		return workPath(v.Date.ID, "answers")
	}
	return answersPath(v.Offer.ID)
}

// answersAbout reads the answers about the date or the offer in the address.
func (p *Pages) answersAbout(r *http.Request) (v answersPage, err error) {
	which, err := web.PathID(r, "id")
	if err != nil {
		return v, err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	if web.RouteOf(ctx).Name == "roster.answers" || web.RouteOf(ctx).Name == "roster.answers.export" {
		o, offer, err := p.registration.OccurrenceOf(ctx, which)
		if err != nil {
			return v, err
		}
		v.Date, v.Offer = &o, offer
	} else if v.Offer, err = p.registration.OfferToRead(ctx, actor, which); err != nil {
		return v, err
	}
	var date id.ID
	if v.Date != nil {
		date = v.Date.ID
	}
	own, err := p.registration.ReadSurveys(ctx, actor, v.Offer.ID, date)
	if err != nil {
		return v, err
	}
	if v.Own = own.All; v.Date != nil {
		v.Own = own.Here
	}
	if v.Date == nil {
		found, err := p.catalogue.Occurrences(ctx, own.Dates)
		if err != nil {
			return v, err
		}
		v.Dates = slices.SortedFunc(maps.Values(found), func(a, b catalogue.Occurrence) int { return b.StartsAt.Compare(a.StartsAt) })
	}
	view, err := p.catalogue.Show(ctx, actor, v.Offer.Key)
	if err != nil {
		return v, err
	}
	v.Title, v.MayEdit = view.Version.Title, actor.May(catalogue.EditOffers, v.Offer.UnitID)
	return v, nil
}

func (p *Pages) answers(w http.ResponseWriter, r *http.Request) error {
	v, err := p.answersAbout(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	if v.Date == nil || len(v.Own) == 0 {
		if v.Results, err = p.registration.Results(ctx, actor, v.Offer.ID); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, answersView(v))
}

// exportAnswers serves the sums, and the texts, as CSV: a line for each answer that can be chosen and for each text. It holds no more than the page shows.
func (p *Pages) exportAnswers(w http.ResponseWriter, r *http.Request) error {
	v, err := p.answersAbout(r)
	if err != nil {
		return err
	}
	name := v.Offer.Key + "-answers"
	if v.Date != nil {
		name += "-" + v.Date.StartsAt.In(v.Date.Location()).Format(time.DateOnly)
	}
	web.Attachment(w, name+".csv", "text/csv; charset=utf-8")
	out, err := tabular.NewWriter(w, tabular.CSV, tabular.WithBOM())
	if err != nil {
		return err
	}
	if err := out.WriteHeader(registration.SurveyColumns...); err != nil {
		return err
	}
	ctx := r.Context()
	for line := range registration.SurveyLines(ctx, v.Own) {
		if err := out.WriteRow(line...); err != nil {
			return err
		}
	}
	return out.Close()
}

func ownData(ctx context.Context, q registration.QuestionResults) []ui.Datum {
	var out []ui.Datum
	for i, c := range q.Choices() {
		out = append(out, ui.Datum{Label: registration.Wording(ctx, c.Label), Value: q.Counts[i]})
	}
	return out
}

// ownTitle heads the answers to one wording.
func ownTitle(ctx context.Context, res registration.SurveyResults, latest bool) string {
	if latest {
		return i18n.T(ctx, "Questions of your own")
	}
	return i18n.T(ctx, "An earlier wording, asked since %s", i18n.DateTime(ctx, res.Survey.PublishedAt))
}

// numbered is a question with its number, which tells equal wordings on one page apart.
func numbered(ctx context.Context, res registration.SurveyResults, all []registration.SurveyResults, i int, q registration.QuestionResults) string {
	no := i18n.Number(ctx, i+1)
	if len(all) > 1 {
		no = i18n.Number(ctx, res.Survey.Number) + "." + no
	}
	return no + ". " + registration.Wording(ctx, q.Text)
}

func answersCrumbs(ctx context.Context, p answersPage) []ui.Crumb {
	to := "/offers/" + p.Offer.Key
	if p.Date != nil {
		to = rosterPath(p.Date.ID)
	}
	return []ui.Crumb{{Label: i18n.T(ctx, "Workspace"), Href: "/work"}, {Label: p.Title, Href: to}, {Label: i18n.T(ctx, "Answers")}}
}

func answersActions(ctx context.Context, p answersPage) []templ.Component {
	if !p.MayEdit {
		return nil
	}
	return []templ.Component{ui.LinkButton(ui.Action{Label: i18n.T(ctx, "Questions after attending"), Href: surveyPath(p.Offer.ID)})}
}
