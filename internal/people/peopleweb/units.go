package peopleweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// unitsPage lists the units by kind, and those that live on in others.
type unitsPage struct {
	Kinds []unitKind
	Ended []endedUnit
}

type unitKind struct {
	Kind  string
	Units []people.Unit
}

type endedUnit struct {
	people.Unit
	Now people.Unit
}

func (p *Pages) units(w http.ResponseWriter, r *http.Request) error {
	all, err := p.people.Units(r.Context())
	if err != nil {
		return err
	}
	var v unitsPage
	for _, kind := range people.UnitKinds {
		k := unitKind{Kind: kind}
		for _, u := range all {
			if u.Kind == kind && u.EndedOn == "" {
				k.Units = append(k.Units, u)
			}
		}
		if len(k.Units) > 0 {
			v.Kinds = append(v.Kinds, k)
		}
	}
	for _, u := range all {
		if u.EndedOn == "" {
			continue
		}
		now, err := p.people.CurrentUnit(r.Context(), u.ID)
		if err != nil {
			return err
		}
		v.Ended = append(v.Ended, endedUnit{u, now})
	}
	return web.Render(w, r, http.StatusOK, unitsView(v))
}

// unitPage is one unit with its names through time.
type unitPage struct {
	people.Unit
	// Now is the unit in which it lives on, itself when it lives.
	Now people.Unit
	// Came are the units that were merged into it.
	Came []people.Unit
	// Into is the unit it will be merged into on a day ahead.
	Into   people.Unit
	Parent people.Unit
	Parts  []people.Unit
	// Canonical is the page's address under today's acronym.
	Canonical string
	Moments   []ui.Moment
}

// Ended reports whether the unit lives on in another one.
func (u unitPage) Ended() bool { return u.Now.ID != u.ID }

func (p *Pages) unit(w http.ResponseWriter, r *http.Request) error {
	ctx, acronym := r.Context(), r.PathValue("acronym")
	u, ok, err := p.people.UnitNamed(ctx, acronym)
	if err != nil {
		return err
	}
	if !ok {
		return errs.New(errs.NotFound, "There is no unit with the name %s.", acronym)
	}
	if u.Acronym != acronym {
		// A former acronym, or another way of writing it, leads to the one address of the unit.
		http.Redirect(w, r, unitPath(u), http.StatusMovedPermanently)
		return nil
	}
	v, err := p.unitPage(ctx, u)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, unitView(v))
}

// unitPage collects what is told of a unit.
func (p *Pages) unitPage(ctx context.Context, u people.Unit) (unitPage, error) {
	v := unitPage{Unit: u, Canonical: p.baseURL + unitPath(u)}
	var err error
	if v.Now, err = p.people.CurrentUnit(ctx, u.ID); err != nil {
		return v, err
	}
	all, err := p.people.Units(ctx)
	if err != nil {
		return v, err
	}
	for _, o := range all {
		switch {
		case o.SuccessorID == u.ID:
			v.Came = append(v.Came, o)
		case o.ParentID == u.ID:
			v.Parts = append(v.Parts, o)
		}
		if o.ID == u.ParentID {
			v.Parent = o
		}
		if o.ID == u.MergesInto {
			v.Into = o
		}
	}
	v.Moments = moments(ctx, v)
	return v, nil
}

func unitPath(u people.Unit) string { return "/units/" + url.PathEscape(u.Acronym) }

// unitOffers leads to what a unit offers, in the catalogue.
func unitOffers(u people.Unit) string {
	return "/catalogue?unit=" + url.QueryEscape(strings.TrimSpace(u.Acronym))
}
