package catalogueweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

const curriculumPath = "/curriculum"

// curriculumPage is the whole curriculum, or one content area of it.
type curriculumPage struct {
	catalogue.Curriculum
	// Area is the one that the page is about, nil for all.
	Area *catalogue.CurriculumArea
	page.Page[catalogue.OneOff]
	// OneOffs counts those of all pages.
	OneOffs int
	cursor  string
	// Competencies are a page of the area's, after the one that the address says.
	Competencies page.Page[catalogue.CompetencyRow]
	after        string
	Staff, Edit  bool
	Canonical    string
}

func areaHref(code string) string { return curriculumPath + "/" + url.PathEscape(code) }

// path is the address of the page.
func (p curriculumPage) path() string {
	if p.Area == nil {
		return curriculumPath
	}
	return areaHref(p.Area.Code)
}

func (p curriculumPage) href(cursor string) string {
	if cursor == "" {
		return p.path()
	}
	return p.path() + "?" + url.Values{"cursor": {cursor}}.Encode() + "#one-off"
}

// competenciesAt is the address of the area's competencies after one.
func (p curriculumPage) competenciesAt(after string) string {
	if after == "" {
		return p.path() + "#competencies"
	}
	return p.path() + "?" + url.Values{"after": {after}}.Encode() + "#competencies"
}

// competenciesAfter cuts a page out of an area's competencies: those after one of them, or the first.
func competenciesAfter(all []catalogue.CompetencyRow, after string) page.Page[catalogue.CompetencyRow] {
	at := slices.IndexFunc(all, func(c catalogue.CompetencyRow) bool { return string(c.ID) == after })
	rest := all[at+1:]
	if len(rest) <= page.MaxLimit {
		return page.Page[catalogue.CompetencyRow]{Items: rest}
	}
	return page.Page[catalogue.CompetencyRow]{Items: rest[:page.MaxLimit], Next: string(rest[page.MaxLimit-1].ID)}
}

// csvHref is the address of one of the page's lists as a file.
func (p curriculumPage) csvHref(list string) string {
	at := curriculumPath + "/" + list + ".csv"
	if p.Area != nil {
		at += "?area=" + url.QueryEscape(p.Area.Code)
	}
	return at
}

// curriculum shows what is offered by content area and level, or all about one area.
func (p *Pages) curriculum(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	v := curriculumPage{cursor: r.URL.Query().Get("cursor"), Staff: actor.May(catalogue.ReadStreams, ""), Edit: actor.May(catalogue.EditStreams, "")}
	code := r.PathValue("area")
	var err error
	v.Curriculum, v.Page, v.OneOffs, err = p.catalogue.CurriculumPage(ctx, actor, catalogue.OneOffRequest{Area: code, Request: page.Request{Cursor: v.cursor, Limit: 10}})
	if errs.Is(err, errs.Invalid) {
		return web.Redirect(w, r, curriculumPath+strings.TrimSuffix("/"+url.PathEscape(code), "/"))
	}
	if err != nil {
		return err
	}
	if code != "" {
		i := slices.IndexFunc(v.Areas, func(a catalogue.CurriculumArea) bool { return a.Code == code })
		if i < 0 {
			return errs.New(errs.NotFound, "There is no such content area.")
		}
		v.Area, v.after = &v.Areas[i], r.URL.Query().Get("after")
		v.Competencies = competenciesAfter(v.Area.Competencies, v.after)
	}
	v.Canonical = p.baseURL + v.path()
	return web.Render(w, r, http.StatusOK, curriculumView(v))
}

// openWords say how many competencies no offer teaches.
func openWords(ctx context.Context, n int) string {
	if n == 0 {
		return i18n.T(ctx, "Every competency is taught by an offer that can be taken now, at one level at least.")
	}
	return i18n.N(ctx, n, "%d competency is taught by no offer that can be taken now.", "%d competencies are taught by no offer that can be taken now.")
}

// thinWords say why a cell is thin.
func thinWords(ctx context.Context, c catalogue.Cell) []string {
	var out []string
	for _, t := range c.Thin {
		switch t {
		case catalogue.ThinFew:
			out = append(out, i18n.T(ctx, "few offers"))
		case catalogue.ThinNoDate:
			out = append(out, i18n.T(ctx, "no date to come"))
		case catalogue.ThinOpen:
			out = append(out, i18n.T(ctx, "%d of %d competencies without an offer", c.Open, c.Of))
		}
	}
	return out
}

// cellsRows are the cells of areas, a row for each area.
func cellsRows(ctx context.Context, areas []catalogue.CurriculumArea) []ui.Row {
	var out []ui.Row
	for _, a := range areas {
		row := ui.Row{Cells: []templ.Component{areaCell(a)}}
		for _, c := range a.Cells {
			row.Cells = append(row.Cells, cellView(a.Code, c))
		}
		out = append(out, row)
	}
	return out
}

func cellColumns(ctx context.Context) []ui.Column {
	out := []ui.Column{{Header: i18n.T(ctx, "Content area")}}
	for _, l := range catalogue.Levels {
		out = append(out, ui.Column{Header: i18n.T(ctx, l.Label())})
	}
	return out
}

// takeableData are the numbers of offers that can be taken, by area.
func takeableData(ctx context.Context, areas []catalogue.CurriculumArea) []ui.Datum {
	var out []ui.Datum
	for _, a := range areas {
		out = append(out, ui.Datum{Label: i18n.T(ctx, a.Title), Value: a.Takeable})
	}
	return out
}

// cellHref leads to the offers of a cell.
func cellHref(area string, level catalogue.Level) string {
	return query{filter: map[string][]string{"area": {area}, "level": {string(level)}}}.href()
}

func taughtHref(c catalogue.CompetencyRow) string {
	return query{filter: map[string][]string{catalogue.FilterCompetency: {string(c.ID)}}}.href()
}

// levelColumns are the columns of competencies: those of their frameworks' levels, as far as these are the levels of offers.
func levelColumns(ctx context.Context) []ui.Column {
	out := []ui.Column{{Header: i18n.T(ctx, "Competency")}}
	for _, l := range catalogue.Levels {
		out = append(out, ui.Column{Header: i18n.T(ctx, l.Label()), Number: true})
	}
	return append(out, ui.Column{Header: i18n.T(ctx, "In all"), Number: true})
}

func competencyRows(ctx context.Context, list []catalogue.CompetencyRow) []ui.Row {
	var out []ui.Row
	for _, c := range list {
		row := ui.Row{Cells: []templ.Component{competencyCell(c)}}
		for _, l := range catalogue.Levels {
			n := ""
			for i, at := range c.Levels {
				if at.Code == string(l) {
					n = i18n.Number(ctx, c.At[i])
				}
			}
			row.Cells = append(row.Cells, ui.Text(n))
		}
		row.Cells = append(row.Cells, ui.Text(i18n.Number(ctx, c.Offers)))
		out = append(out, row)
	}
	return out
}

func minimumRows(ctx context.Context, list []catalogue.Minimum) []ui.Row {
	var out []ui.Row
	for _, m := range list {
		minutes := ""
		if m.Minutes > 0 {
			minutes = i18n.Duration(ctx, m.Minutes)
		}
		out = append(out, ui.Row{Cells: []templ.Component{ui.Text(i18n.T(ctx, m.Recognition.Label())), ui.Text(i18n.Number(ctx, m.Offers)), ui.Text(minutes), ui.Text(m.Shown)}})
	}
	return out
}

// cardWhen says when an offer is: its next date, at any time, or that it is over.
func cardWhen(ctx context.Context, c catalogue.Card) string {
	switch {
	case c.Next != nil && !c.Next.Past:
		return i18n.Date(ctx, c.Next.StartsAt)
	case c.SelfPaced:
		return i18n.T(ctx, "Start any time")
	case c.Next != nil:
		return i18n.T(ctx, "Over since %s", i18n.Date(ctx, c.Next.EndsAt))
	}
	return i18n.T(ctx, "No date yet")
}

func streamFormTitle(ctx context.Context, p streamForm) string {
	if p.New {
		return i18n.T(ctx, "New stream")
	}
	return p.Title
}

func streamAction(p streamForm) string {
	if p.New {
		return "/work/streams/new"
	}
	return workStreamHref(p.ID)
}

func streamAreas(ctx context.Context, areas []catalogue.Area) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "Across areas")}}
	for _, a := range areas {
		out = append(out, ui.Option{Value: a.Code, Label: i18n.T(ctx, a.Title)})
	}
	return out
}

func streamLevels(ctx context.Context) []ui.Option {
	return append([]ui.Option{{Value: "", Label: i18n.T(ctx, "All levels")}}, termOptions(ctx, catalogue.Levels)...)
}

func streamUnits(ctx context.Context, units []people.Unit) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "The association")}}
	for _, u := range units {
		out = append(out, ui.Option{Value: string(u.ID), Label: u.Name})
	}
	return out
}

// streamPlace is where a stream stands: its area and its level.
func streamPlace(ctx context.Context, areas map[string]string, s catalogue.Stream) string {
	var parts []string
	if s.Area != "" {
		parts = append(parts, i18n.T(ctx, areas[s.Area]))
	} else {
		parts = append(parts, i18n.T(ctx, "Across areas"))
	}
	if s.Level != "" {
		parts = append(parts, i18n.T(ctx, s.Level.Label()))
	}
	return strings.Join(parts, " · ")
}
