package measuresweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// demandPage is what people need against what there is.
type demandPage struct {
	places
	measures.DemandView
	// About is the competency that it is narrowed to.
	About *measures.Competency
	// Waiting is how many suggestions wait for the reader, and Decides that they may decide at all.
	Waiting int
	Decides bool
	drafts  bool
}

// waitingMost is up to how many waiting suggestions are counted.
const waitingMost = 100

// demandOf reads from an address what is asked for.
func demandOf(q url.Values) (measures.DemandRequest, error) {
	r := measures.DemandRequest{Month: q.Get("month"), Area: q.Get("area"), Level: catalogue.Level(q.Get("level")), Audience: catalogue.Audience(q.Get("audience")), Format: catalogue.Format(q.Get("format")), Unit: q.Get("unit")}
	if s := q.Get("competency"); s != "" {
		c, ok := id.Parse(s)
		if !ok {
			return r, errs.New(errs.NotFound, "There is no such competency.")
		}
		r.Competency = c
	}
	return r, nil
}

func (p *Pages) demand(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	ask, err := demandOf(r.URL.Query())
	if err != nil {
		return err
	}
	v := demandPage{Decides: actor.MaySomewhere(measures.DecideSuggestions), drafts: actor.MaySomewhere(catalogue.EditOffers)}
	if v.DemandView, err = p.measures.Demand(ctx, actor, ask); err != nil {
		return err
	}
	if v.places, err = p.places(ctx); err != nil {
		return err
	}
	if ask.Competency != "" {
		if v.About, err = p.measures.Competency(ctx, ask.Competency); err != nil {
			return err
		}
	}
	if v.Decides {
		if v.Waiting, err = p.measures.OpenSuggestions(ctx, actor, waitingMost); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, demandView(v))
}

// tableColumns head the table of areas and levels as CSV, needColumns the competencies.
var (
	tableColumns = []string{"month", "area", "level", "audience", "format", "unit", "gaps", "offers", "upcoming", "on_demand", "mark"}
	needColumns  = []string{"month", "area", "framework", "code", "competency", "competency_id", "level", "audience", "format", "unit", "gaps", "offers", "mark"}
)

// exportTable serves the table of areas and levels, as it is narrowed, as CSV.
func (p *Pages) exportTable(w http.ResponseWriter, r *http.Request) error {
	ask, err := demandOf(r.URL.Query())
	if err != nil {
		return err
	}
	v, err := p.measures.Demand(r.Context(), authz.From(r.Context()), ask)
	if err != nil {
		return err
	}
	out := web.NewDownload(w, "demand-table", tabular.CSV, tableColumns, tabular.WithBOM())
	for _, c := range v.Cells {
		if err := out.Row(v.Month, c.Area, c.Level, v.Audience, v.Format, v.Unit, c.Gaps, c.Offers, c.Upcoming, c.OnDemand, c.Mark); err != nil {
			return err
		}
	}
	return out.Close()
}

// exportNeeds serves every competency with a gap, as it is narrowed, as CSV.
func (p *Pages) exportNeeds(w http.ResponseWriter, r *http.Request) error {
	ask, err := demandOf(r.URL.Query())
	if err != nil {
		return err
	}
	out := web.NewDownload(w, "demand", tabular.CSV, needColumns, tabular.WithBOM())
	for n, err := range p.measures.EachNeed(r.Context(), authz.From(r.Context()), ask) {
		if err != nil {
			return err
		}
		err := out.Row(n.Month, n.Area, n.Framework, n.Code, n.Title, n.ID, n.Level, ask.Audience, ask.Format, ask.Unit, n.Gaps, n.Offers, n.Mark)
		if err != nil {
			return err
		}
	}
	return out.Close()
}

// href is the address of the view with something narrowed otherwise; "" takes a filter away.
func (v demandPage) href(path string, change ...string) string {
	q := url.Values{}
	for name, value := range map[string]string{"month": v.Month, "area": v.Area, "level": string(v.DemandRequest.Level), "audience": string(v.Audience), "format": string(v.Format), "unit": v.Unit, "competency": string(v.Competency)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(v.Months) > 0 && v.Month == v.Months[len(v.Months)-1].Month {
		q.Del("month")
	}
	for i := 0; i+1 < len(change); i += 2 {
		if q.Set(change[i], change[i+1]); change[i+1] == "" {
			q.Del(change[i])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// catalogueHref leads to the offers of an area and a level, narrowed as the view is.
func (v demandPage) catalogueHref(area string, level catalogue.Level) string {
	q := url.Values{}
	for name, value := range map[string]string{"area": area, "level": string(level), "audience": string(v.Audience), "format": string(v.Format), "unit": v.Unit} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return "/catalogue?" + q.Encode()
}

// draftHref begins an offer for what is needed; teach is the title of a competency.
func (v demandPage) draftHref(area string, level catalogue.Level, teach string) string {
	q := url.Values{}
	for name, value := range map[string]string{"area": area, "level": string(level), "teach": teach, "audience": string(v.Audience)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return "/work/offers/new?" + q.Encode()
}

func competencyPath(c measures.Competency) string {
	return "/standards/" + c.FrameworkKey + "/competencies/" + string(c.ID)
}

// taughtHref leads to the offers that teach a competency.
func taughtHref(c measures.Competency) string { return "/catalogue?competency=" + string(c.ID) }

func urlWords(s measures.Suggestion) string {
	if s.Words != "" {
		return url.QueryEscape(s.Words)
	}
	return url.QueryEscape(short(s.Text))
}

// levelsShown are the columns of the table: the levels of the catalogue and, where gaps have none, a column for these.
func (v demandPage) levelsShown() []catalogue.Level {
	out := slices.Clone(catalogue.Levels)
	if v.DemandRequest.Level != "" {
		out = []catalogue.Level{v.DemandRequest.Level}
	}
	if slices.ContainsFunc(v.Cells, func(c measures.Cell) bool { return c.Level == "" }) {
		out = append(out, "")
	}
	return out
}

func levelName(ctx context.Context, l catalogue.Level) string {
	if l == "" {
		return i18n.T(ctx, "No level")
	}
	return i18n.T(ctx, l.Label())
}

// areasShown are the rows of the table, in the order of the areas; what has none is last.
func (v demandPage) areasShown() []string {
	var out []string
	has := func(code string) bool {
		return slices.ContainsFunc(v.Cells, func(c measures.Cell) bool { return c.Area == code })
	}
	for _, a := range v.areas {
		if has(a.Code) {
			out = append(out, a.Code)
		}
	}
	if has("") {
		out = append(out, "")
	}
	return out
}

func (v demandPage) cell(area string, level catalogue.Level) (measures.Cell, bool) {
	for _, c := range v.Cells {
		if c.Area == area && c.Level == level {
			return c, true
		}
	}
	return measures.Cell{}, false
}

// markName says a mark in a word, and markKind in which sense.
func markName(ctx context.Context, m measures.Mark) string {
	switch m {
	case measures.MarkNothing:
		return i18n.T(ctx, "No offer")
	case measures.MarkThin:
		return i18n.T(ctx, "Thin")
	case measures.MarkServed:
		return i18n.T(ctx, "Served")
	}
	return i18n.T(ctx, "No gap counted")
}

func markKind(m measures.Mark) ui.Kind {
	switch m {
	case measures.MarkNothing:
		return ui.Bad
	case measures.MarkThin:
		return ui.Warn
	case measures.MarkServed:
		return ui.Good
	}
	return ui.Neutral
}

// monthName writes a month out: "November 2026".
func monthName(ctx context.Context, month string) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return i18n.Month(ctx, t)
}

func (v demandPage) monthOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, m := range slices.Backward(v.Months) {
		out = append(out, ui.Option{Value: m.Month, Label: monthName(ctx, m.Month)})
	}
	return out
}

// trend are the months as points of a line.
func (v demandPage) trend(ctx context.Context) []ui.Datum {
	var out []ui.Datum
	for _, m := range v.Months {
		t, err := time.Parse("2006-01", m.Month)
		if err == nil {
			out = append(out, ui.Datum{Label: i18n.T(ctx, t.Month().String()), Value: m.Gaps})
		}
	}
	return out
}

// span says from which month to which the line goes.
func (v demandPage) span(ctx context.Context) string {
	if len(v.Months) == 0 {
		return ""
	}
	return i18n.T(ctx, "From %[1]s to %[2]s, as the filters above narrow them. A month's figure never changes.", monthName(ctx, v.Months[0].Month), monthName(ctx, v.Months[len(v.Months)-1].Month))
}

// thinnest are the first cells as bars.
func (v demandPage) thinnest(ctx context.Context) []ui.Datum {
	var out []ui.Datum
	for _, c := range v.Cells {
		if len(out) == 6 || c.Gaps == 0 {
			break
		}
		out = append(out, ui.Datum{Label: v.area(ctx, c.Area) + ", " + levelName(ctx, c.Level), Value: c.Gaps})
	}
	return out
}

// needRows are the thinnest competencies as rows of a table.
func needRows(ctx context.Context, v demandPage) []ui.Row {
	var out []ui.Row
	for _, n := range v.Needs {
		out = append(out, ui.Row{Cells: []templ.Component{needTitle(n), ui.Text(levelName(ctx, n.Level)), ui.Text(i18n.Number(ctx, n.Gaps)), needOffers(n), ui.Tag(markKind(n.Mark), markName(ctx, n.Mark)), needDraft(v, n)}})
	}
	return out
}

func searchRows(ctx context.Context, v demandPage) []ui.Row {
	var out []ui.Row
	for _, f := range v.Searches {
		out = append(out, ui.Row{Cells: []templ.Component{searchWords(f), ui.Text(i18n.Number(ctx, f.Visits)), ui.Text(monthName(ctx, f.Last))}})
	}
	return out
}

func questionRows(ctx context.Context, v demandPage) []ui.Row {
	var out []ui.Row
	for _, q := range v.Questions {
		out = append(out, ui.Row{Cells: []templ.Component{competencyLink(q.Competency), ui.Text(i18n.Number(ctx, q.Skipped)), ui.Text(i18n.Number(ctx, q.NotMine))}})
	}
	return out
}
