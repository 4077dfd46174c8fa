package recognitionweb

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/registration"
)

// gapsPage lists what offers lack before their next dates.
type gapsPage struct {
	Items []recognition.OfferGaps
	// Unit is the acronym that it is narrowed to, Units those to choose from.
	Unit        string
	Units       []ui.Option
	Next, First string
}

// gapsHref is the list of a unit, or of all, from a cursor on.
func gapsHref(path, unit, cursor string) string {
	q := url.Values{}
	if unit != "" {
		q.Set("unit", unit)
	}
	if cursor != "" {
		q.Set("cursor", cursor)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// gapsUnit is the unit in the address, by one of its acronyms.
func (p *Pages) gapsUnit(r *http.Request) (acronym string, unit id.ID, err error) {
	if acronym = r.URL.Query().Get("unit"); acronym == "" {
		return "", "", nil
	}
	u, ok, err := p.people.UnitNamed(r.Context(), acronym)
	if err == nil && !ok {
		err = errs.New(errs.NotFound, "We know no unit called “%s”.", acronym)
	}
	return u.Acronym, u.ID, err
}

func (p *Pages) gaps(w http.ResponseWriter, r *http.Request) error {
	ctx, actor, cursor := r.Context(), authz.From(r.Context()), r.URL.Query().Get("cursor")
	acronym, unit, err := p.gapsUnit(r)
	if err != nil {
		return err
	}
	list, err := p.recognition.UnitGaps(ctx, actor, unit, page.Request{Cursor: cursor, Limit: 50})
	if cursor != "" && errs.Is(err, errs.Invalid) {
		return web.Redirect(w, r, gapsHref("/work/gaps", acronym, ""))
	}
	if err != nil {
		return err
	}
	v := gapsPage{Items: list.Items, Unit: acronym}
	if list.Next != "" {
		v.Next = gapsHref("/work/gaps", acronym, list.Next)
	}
	if cursor != "" {
		v.First = gapsHref("/work/gaps", acronym, "")
	}
	units, err := p.people.Units(ctx)
	if err != nil {
		return err
	}
	for _, u := range units {
		if actor.May(registration.ReadRosters, u.ID) {
			v.Units = append(v.Units, ui.Option{Value: u.Acronym, Label: u.Name, Selected: u.Acronym == acronym})
		}
	}
	return web.Render(w, r, http.StatusOK, gapsView(v))
}

// exportGaps is the list as a table, with the names of the gaps as programs know them.
func (p *Pages) exportGaps(w http.ResponseWriter, r *http.Request) error {
	_, unit, err := p.gapsUnit(r)
	if err != nil {
		return err
	}
	out := web.NewDownload(w, "gaps", tabular.CSV, []string{"offer", "title", "unit", "next_date", "missing"})
	for o, err := range p.recognition.AllUnitGaps(r.Context(), authz.From(r.Context()), unit) {
		if err != nil {
			return err
		}
		missing, next := make([]string, len(o.Gaps)), ""
		for i, g := range o.Gaps {
			missing[i] = string(g)
		}
		if !o.NextAt.IsZero() {
			next = o.NextAt.Format(time.RFC3339)
		}
		if err := out.Row(o.Key, o.Version.Title, o.UnitName, next, strings.Join(missing, " ")); err != nil {
			return err
		}
	}
	return out.Close()
}
