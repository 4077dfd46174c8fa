package peopleweb

import (
	"context"
	"net/http"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// unitAPI adds the operations on units.
func (p *Pages) unitAPI(a *web.API) {
	writes := web.Scope(authz.ScopeUnitsWrite)
	const all, admins = "Everybody.", "Administrators."
	web.Operation(a, operation("Units", "list-units", http.MethodGet, "/units", "The units, with those that have ended, by name", all), web.Public, p.apiUnits)
	web.Operation(a, operation("Units", "show-unit", http.MethodGet, "/units/{unit}", "One unit with all names it ever had", all), web.Public, p.apiUnit)
	web.Operation(a, created(operation("Units", "add-unit", http.MethodPost, "/units", "Found a unit", admins)), writes, p.apiAddUnit)
	web.Operation(a, operation("Units", "rename-unit", http.MethodPost, "/units/{unit}/names", "Give a unit another name from a day on; it is still found under the former one", admins), writes, p.apiRenameUnit)
	web.Operation(a, operation("Units", "merge-unit", http.MethodPost, "/units/{unit}/merge", "End a unit on a day and let it live on in another", admins), writes, p.apiMergeUnit)
	web.Operation(a, operation("Units", "undo-unit-change", http.MethodPost, "/units/{unit}/undo", "Take back the last merger or name of a unit", admins), writes, p.apiUndoUnit)
}

type unitJSON struct {
	ID        id.ID          `json:"id"`
	Acronym   string         `json:"acronym"`
	Name      string         `json:"name"`
	Kind      string         `json:"kind"`
	Parent    id.ID          `json:"parent,omitempty"`
	Successor id.ID          `json:"successor,omitempty" doc:"The unit in which it lives on."`
	EndedOn   string         `json:"ended_on,omitempty" doc:"The day on which it was merged."`
	MergesOn  string         `json:"merges_on,omitempty" doc:"A day ahead on which it will be merged."`
	Names     []unitNameJSON `json:"names" doc:"The first one first, and those for days ahead."`
}

type unitNameJSON struct {
	Acronym string `json:"acronym"`
	Name    string `json:"name"`
	From    string `json:"from,omitempty"`
	To      string `json:"to,omitempty"`
}

func unitToJSON(u people.Unit) unitJSON {
	out := unitJSON{ID: u.ID, Acronym: u.Acronym, Name: u.Name, Kind: u.Kind, Parent: u.ParentID, Successor: u.SuccessorID, EndedOn: u.EndedOn, MergesOn: u.MergesOn, Names: []unitNameJSON{}}
	for _, n := range u.Names {
		out.Names = append(out.Names, unitNameJSON{n.Acronym, n.Name, n.From, n.To})
	}
	return out
}

type (
	UnitIn struct {
		Unit string `path:"unit" maxLength:"200" doc:"Id, acronym or name of the unit, also one that it had."`
	}
	unitsOut struct {
		Body struct {
			Items []unitJSON `json:"items"`
		}
	}
	unitOut struct {
		ETag string `header:"ETag"`
		Body unitJSON
	}
	addUnitIn struct {
		Body struct {
			Acronym string `json:"acronym" maxLength:"20" example:"RRT"`
			Name    string `json:"name" maxLength:"300" example:"Rural Libraries Round Table"`
			Kind    string `json:"kind" maxLength:"40" example:"round table" doc:"division, round table, office, affiliate, committee or assembly, allied organization."`
			Parent  string `json:"parent,omitempty" maxLength:"64" doc:"Id of the unit it is part of."`
			From    string `json:"from,omitempty" maxLength:"10" example:"2026-09-01" doc:"The day since which it has the name."`
		}
	}
	renameUnitIn struct {
		UnitIn
		web.Match
		Body struct {
			Acronym string `json:"acronym" maxLength:"20" example:"CORE"`
			Name    string `json:"name" maxLength:"300" example:"Core: Leadership, Infrastructure, Futures"`
			From    string `json:"from" maxLength:"10" example:"2027-01-01" doc:"The first day of the name; it may lie ahead."`
		}
	}
	mergeUnitIn struct {
		UnitIn
		web.Match
		Body struct {
			Into string `json:"into" maxLength:"200" doc:"Id or acronym of the unit in which it lives on."`
			On   string `json:"on" maxLength:"10" example:"2027-01-01" doc:"The day; it may lie ahead."`
		}
	}
	undoUnitIn struct {
		UnitIn
		web.Match
	}
)

// unitOf finds a unit by id, acronym or name.
func (p *Pages) unitOf(ctx context.Context, given string) (people.Unit, bool, error) {
	if which, ok := id.Parse(given); ok {
		u, err := p.people.Unit(ctx, which)
		if errs.Is(err, errs.NotFound) {
			return u, false, nil
		}
		return u, err == nil, err
	}
	return p.people.UnitNamed(ctx, given)
}

func (p *Pages) unitIn(ctx context.Context, given string) (people.Unit, error) {
	u, ok, err := p.unitOf(ctx, given)
	if err == nil && !ok {
		err = errs.New(errs.NotFound, "There is no such unit.")
	}
	return u, err
}

func (p *Pages) unitSaid(ctx context.Context, unit id.ID) (*unitOut, error) {
	u, err := p.people.Unit(ctx, unit)
	if err != nil {
		return nil, err
	}
	return &unitOut{unitTag(u), unitToJSON(u)}, nil
}

func unitTag(u people.Unit) string { return web.ETag(unitToJSON(u)) }

func (p *Pages) apiUnits(ctx context.Context, _ *struct{}) (*unitsOut, error) {
	all, err := p.people.Units(ctx)
	if err != nil {
		return nil, err
	}
	out := &unitsOut{}
	out.Body.Items = []unitJSON{}
	for _, u := range all {
		out.Body.Items = append(out.Body.Items, unitToJSON(u))
	}
	return out, nil
}

func (p *Pages) apiUnit(ctx context.Context, in *UnitIn) (*unitOut, error) {
	u, err := p.unitIn(ctx, in.Unit)
	if err != nil {
		return nil, err
	}
	return p.unitSaid(ctx, u.ID)
}

func (p *Pages) apiAddUnit(ctx context.Context, in *addUnitIn) (*unitOut, error) {
	n := people.NewUnit{Acronym: web.Clean(in.Body.Acronym), Name: web.Clean(in.Body.Name), Kind: in.Body.Kind, From: in.Body.From}
	if in.Body.Parent != "" {
		var ok bool
		if n.ParentID, ok = id.Parse(in.Body.Parent); !ok {
			return nil, errs.Bad("parent", "Choose a unit from the list.")
		}
	}
	u, err := p.people.AddUnit(ctx, authz.From(ctx), n)
	if err != nil {
		return nil, err
	}
	return p.unitSaid(ctx, u.ID)
}

// changeNamedUnit does something to the unit of the path as it was read, and answers with it as it is then.
func (p *Pages) changeNamedUnit(ctx context.Context, given string, match web.Match, do func(unit id.ID, seen func(people.Unit) error) error) (*unitOut, error) {
	u, err := p.unitIn(ctx, given)
	if err == nil {
		err = do(u.ID, web.Still(match, unitTag))
	}
	if err != nil {
		return nil, err
	}
	return p.unitSaid(ctx, u.ID)
}

func (p *Pages) apiRenameUnit(ctx context.Context, in *renameUnitIn) (*unitOut, error) {
	return p.changeNamedUnit(ctx, in.Unit, in.Match, func(unit id.ID, seen func(people.Unit) error) error {
		return p.people.RenameUnit(ctx, authz.From(ctx), unit, web.Clean(in.Body.Acronym), web.Clean(in.Body.Name), in.Body.From, seen)
	})
}

func (p *Pages) apiMergeUnit(ctx context.Context, in *mergeUnitIn) (*unitOut, error) {
	return p.changeNamedUnit(ctx, in.Unit, in.Match, func(unit id.ID, seen func(people.Unit) error) error {
		into, ok, err := p.unitOf(ctx, in.Body.Into)
		if err != nil {
			return err
		}
		if !ok {
			return errs.Bad("into", "Choose a unit from the list.")
		}
		return p.people.MergeUnits(ctx, authz.From(ctx), []id.ID{unit}, into.ID, in.Body.On, seen)
	})
}

func (p *Pages) apiUndoUnit(ctx context.Context, in *undoUnitIn) (*unitOut, error) {
	return p.changeNamedUnit(ctx, in.Unit, in.Match, func(unit id.ID, seen func(people.Unit) error) error {
		return p.people.UndoUnitChange(ctx, authz.From(ctx), unit, seen)
	})
}
