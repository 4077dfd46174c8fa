package catalogueweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/web"
)

// comparePage is two to four offers side by side.
type comparePage struct {
	Offers []catalogue.Compared
	// Missing is how many addresses named nothing in the catalogue, Over how many were one too many.
	Missing, Over int
	rows          []compareRow
	class         string
	now           time.Time
}

// compareRow is one thing that people choose by. Each cell is lines of text.
type compareRow struct {
	Name  string
	Cells [][]string
}

// Differs reports whether the offers are not all alike in it.
func (r compareRow) Differs() bool {
	return slices.ContainsFunc(r.Cells, func(c []string) bool { return !slices.Equal(c, r.Cells[0]) })
}

// compare shows offers side by side: their keys or ids stand in the address, so that the comparison can be sent to a colleague.
func (p *Pages) compare(w http.ResponseWriter, r *http.Request) error {
	keys := facetValues(r.URL.Query()["offer"])
	v := comparePage{class: class(r), now: p.clock.Now(), Over: max(0, len(keys)-catalogue.CompareMost)}
	keys = keys[:min(len(keys), catalogue.CompareMost)]
	r, err := p.withShortlist(w, r)
	if err != nil {
		return err
	}
	if v.Offers, err = p.catalogue.Compare(r.Context(), keys); err != nil {
		return err
	}
	v.Missing = len(keys) - len(v.Offers)
	if v.rows, err = p.compareRows(r, v); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, compareView(v))
}

// compareRows says what each offer is, thing by thing, in the order in which people ask.
func (p *Pages) compareRows(r *http.Request, v comparePage) ([]compareRow, error) {
	ctx := r.Context()
	areas, err := p.areaNames(r)
	if err != nil {
		return nil, err
	}
	var rows []compareRow
	add := func(name string, cell func(catalogue.Compared) []string) {
		row := compareRow{Name: name}
		said := false
		for _, o := range v.Offers {
			lines := slices.DeleteFunc(cell(o), func(s string) bool { return s == "" })
			said = said || len(lines) > 0
			row.Cells = append(row.Cells, lines)
		}
		if said {
			rows = append(rows, row)
		}
	}
	add(i18n.T(ctx, "Price for you"), func(o catalogue.Compared) []string {
		price, note := priceWords(ctx, o.Prices, v.class)
		return []string{price, note}
	})
	add(i18n.T(ctx, "Next dates"), func(o catalogue.Compared) []string { return comingWords(ctx, o) })
	add(i18n.T(ctx, "Seats left"), func(o catalogue.Compared) []string { return seatLines(ctx, o, v.now) })
	add(i18n.T(ctx, "Time it takes"), func(o catalogue.Compared) []string { return []string{i18n.Duration(ctx, o.Minutes)} })
	add(i18n.T(ctx, "Format"), func(o catalogue.Compared) []string { return []string{formatWords(ctx, o.Version)} })
	add(i18n.T(ctx, "Level"), func(o catalogue.Compared) []string { return []string{i18n.T(ctx, o.Level.Label())} })
	add(i18n.T(ctx, "What it earns"), func(o catalogue.Compared) []string { return earnsWords(ctx, o.Earns, o.CEU) })
	add(i18n.T(ctx, "For"), func(o catalogue.Compared) []string { return []string{audienceWords(ctx, o.Version.Audiences)} })
	add(i18n.T(ctx, "What you need before"), func(o catalogue.Compared) []string { return []string{o.Version.Prerequisites.Text} })
	add(i18n.T(ctx, "What you will be able to do"), func(o catalogue.Compared) []string { return slices.Clone(o.Version.Objectives) })
	add(i18n.T(ctx, "Content area"), func(o catalogue.Compared) []string {
		var names []string
		for _, a := range o.Areas {
			names = append(names, i18n.T(ctx, areas[a]))
		}
		return names
	})
	add(i18n.T(ctx, "Kind"), func(o catalogue.Compared) []string { return []string{i18n.T(ctx, o.Kind.Label())} })
	add(i18n.T(ctx, "Language"), func(o catalogue.Compared) []string { return []string{catalogue.LanguageName(o.Language)} })
	add(i18n.T(ctx, "Accessibility"), func(o catalogue.Compared) []string {
		var names []string
		for _, f := range o.Version.Accessibility.Features {
			names = append(names, i18n.T(ctx, f.Label()))
		}
		return names
	})
	add(i18n.T(ctx, "Offered by"), func(o catalogue.Compared) []string { return []string{cardUnit(ctx, o.Card)} })
	return rows, nil
}

// comingWords are the next dates in the reader's zone, or when it can be begun.
func comingWords(ctx context.Context, o catalogue.Compared) []string {
	if len(o.Coming) == 0 {
		return []string{whenWords(ctx, o.Card)}
	}
	out := make([]string, len(o.Coming))
	for i, d := range o.Coming {
		out[i] = span(ctx, d.StartsAt, d.EndsAt)
	}
	if more := o.Dates - len(o.Coming); more > 0 {
		out = append(out, i18n.N(ctx, more, "and %d more date", "and %d more dates"))
	}
	return out
}

// seatLines say how full the next date is.
func seatLines(ctx context.Context, o catalogue.Compared, now time.Time) []string {
	if o.Next == nil || o.Next.Past {
		return nil
	}
	_, seats := seatWords(ctx, o.Next.Capacity, o.Next.Taken, o.Next.OpensAt, o.Next.ClosesAt, now)
	if seats == "" {
		seats = i18n.T(ctx, "No limit of seats")
	}
	return []string{seats}
}

// without is the comparison with one offer less.
func (p comparePage) without(key string) string {
	q := url.Values{}
	for _, o := range p.Offers {
		if o.Key != key {
			q.Add("offer", o.Key)
		}
	}
	return strings.TrimSuffix("/compare?"+q.Encode(), "?")
}
