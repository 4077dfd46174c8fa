package catalogueweb

import (
	"context"
	"net/http"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// exportCurriculum makes the handler of one of the lists of the curriculum as CSV, narrowed to the area that the address names.
func (p *Pages) exportCurriculum(name string, columns []string, rows func(a catalogue.CurriculumArea, line func(...any) error) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c, err := p.catalogue.Curriculum(r.Context(), authz.From(r.Context()))
		if err != nil {
			return err
		}
		out := web.NewDownload(w, name, tabular.CSV, columns, tabular.WithBOM())
		for _, a := range append(c.Areas, catalogue.CurriculumArea{Streams: c.Streams}) {
			if want := r.URL.Query().Get("area"); want != "" && want != a.Code {
				continue
			}
			if err := rows(a, out.Row); err != nil {
				return err
			}
		}
		return out.Close()
	}
}

func cellLines(a catalogue.CurriculumArea, line func(...any) error) error {
	for _, c := range a.Cells {
		thin := make([]string, len(c.Thin))
		for i, t := range c.Thin {
			thin[i] = string(t)
		}
		if err := line(a.Code, string(c.Level), c.Upcoming, c.OnDemand, c.PastYear, c.Of, c.Open, strings.Join(thin, " ")); err != nil {
			return err
		}
	}
	return nil
}

func competencyLines(a catalogue.CurriculumArea, line func(...any) error) error {
	for _, c := range a.Competencies {
		for i, l := range c.Levels {
			if err := line(a.Code, c.Key, c.Code, c.Title, l.Code, c.At[i], c.Offers); err != nil {
				return err
			}
		}
	}
	return nil
}

func streamLines(a catalogue.CurriculumArea, line func(...any) error) error {
	for _, s := range a.Streams {
		if err := line(s.Key, s.Title, s.Area, string(s.Level), string(s.Status), len(s.Offers), s.Takeable, len(s.Goals), s.Gaps); err != nil {
			return err
		}
	}
	return nil
}

// exportOneOffs serves the offers that stand by themselves as CSV, with the streams that they would fit.
func (p *Pages) exportOneOffs(w http.ResponseWriter, r *http.Request) error {
	out := web.NewDownload(w, "one-off", tabular.CSV, []string{"key", "title", "unit", "kind", "level", "areas", "fits", "address"}, tabular.WithBOM())
	err := p.catalogue.EachOneOff(r.Context(), r.URL.Query().Get("area"), func(o catalogue.OneOff) error {
		var fits []string
		for _, f := range o.Fits {
			fits = append(fits, f.Key)
		}
		return out.Row(o.Key, o.Title, o.UnitName, string(o.Kind), string(o.Level), strings.Join(o.Areas, " "), strings.Join(fits, " "), p.offerAddress(o.Key))
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// summaryHref leads to a stream, or to its preview where it is not published.
func summaryHref(s catalogue.StreamSummary) string {
	if s.Status != catalogue.StatusPublished {
		return streamHref(s.Key) + "?preview"
	}
	return streamHref(s.Key)
}

func curriculumTitle(ctx context.Context, p curriculumPage) string {
	if p.Area == nil {
		return i18n.T(ctx, "Curriculum")
	}
	return i18n.T(ctx, p.Area.Title)
}

func curriculumLead(ctx context.Context, p curriculumPage) string {
	if p.Area == nil {
		return i18n.T(ctx, "All that the association offers, laid out by content area and level: what there is, what is thin, and how it fits together.")
	}
	return i18n.T(ctx, "What there is to learn in this area, what is thin, and how it fits together.")
}

func curriculumCrumbs(ctx context.Context, p curriculumPage) []ui.Crumb {
	crumbs := []ui.Crumb{{Label: i18n.T(ctx, "Find learning"), Href: "/catalogue"}}
	if p.Area == nil {
		return append(crumbs, ui.Crumb{Label: i18n.T(ctx, "Curriculum")})
	}
	return append(crumbs, ui.Crumb{Label: i18n.T(ctx, "Curriculum"), Href: curriculumPath}, ui.Crumb{Label: i18n.T(ctx, p.Area.Title)})
}
