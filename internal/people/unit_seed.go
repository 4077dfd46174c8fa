package people

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
)

// UnitSpec describes a unit with its history, as a file of units does.
type UnitSpec struct {
	Acronym string `json:"acronym"`
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	// Parent is the acronym of the unit it is part of.
	Parent string `json:"parent,omitempty"`
	// FormerNames are those before Name, the first one first.
	FormerNames []UnitSpecName `json:"former_names,omitempty"`
	// RenamedTo is the name after Name; it is then the current one.
	RenamedTo *UnitSpecName `json:"renamed_to,omitempty"`
	// MergedInto says in which unit it lives on. One without a description of its own is founded as a division.
	MergedInto *UnitSpecName `json:"merged_into,omitempty"`
}

// UnitSpecName is a name and the year from which it held, 0 where it is not known.
type UnitSpecName struct {
	Acronym string `json:"acronym"`
	Name    string `json:"name"`
	Year    int    `json:"year,omitempty"`
}

// names returns the unit's names in their order.
func (u UnitSpec) names() []UnitName {
	var out []UnitName
	for _, n := range u.FormerNames {
		out = append(out, UnitName{Acronym: n.Acronym, Name: n.Name, From: yearDay(n.Year)})
	}
	out = append(out, UnitName{Acronym: u.Acronym, Name: u.Name})
	if n := u.RenamedTo; n != nil {
		out = append(out, UnitName{Acronym: n.Acronym, Name: n.Name, From: yearDay(n.Year)})
	}
	return out
}

// yearDay is the first day of a year of which nothing more is known.
func yearDay(year int) string {
	if year == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-01-01", year)
}

// SeedUnits brings the units to what the descriptions say and returns how many it founded,
// renamed or merged. It changes nothing when it is repeated, removes nothing, and recognises a
// unit by any acronym it ever had. Parents and successors may stand anywhere in the list.
func (s *Service) SeedUnits(ctx context.Context, tx *db.Tx, specs []UnitSpec) (int, error) {
	all, err := loadUnits(ctx, tx, s.Today())
	if err != nil {
		return 0, err
	}
	byAcronym := map[string]Unit{}
	note := func(u Unit) {
		for _, n := range u.Names {
			byAcronym[n.Acronym] = u
		}
	}
	for _, u := range all {
		note(u)
	}
	now, changes := s.clock.Now(), 0
	found := func(spec UnitSpec) error {
		names := spec.names()
		u, ok := byAcronym[spec.Acronym]
		if !ok {
			first, last := names[0], names[len(names)-1]
			var err error
			if u, err = s.AddUnitTx(ctx, tx, now, NewUnit{Acronym: first.Acronym, Name: first.Name, Kind: spec.Kind, From: first.From}); err != nil {
				return fmt.Errorf("people: unit %s: %w", last.Acronym, err)
			}
			changes++
		}
		for len(u.Names) < len(names) {
			n := names[len(u.Names)]
			if err := s.renameUnitTx(ctx, tx, u, n); err != nil {
				return fmt.Errorf("people: unit %s: %w", n.Acronym, err)
			}
			u.Acronym, u.Name, u.Names = n.Acronym, n.Name, append(u.Names, n)
			changes++
		}
		note(u)
		return nil
	}
	for _, spec := range specs {
		if err := found(spec); err != nil {
			return changes, err
		}
	}
	for _, spec := range specs {
		if m := spec.MergedInto; m != nil {
			if _, ok := byAcronym[m.Acronym]; !ok {
				founded := UnitSpec{Acronym: m.Acronym, Name: m.Name, Kind: "division"}
				if err := found(founded); err != nil {
					return changes, err
				}
			}
		}
	}
	n, err := seedPlaces(ctx, tx, specs, byAcronym)
	if err != nil {
		return changes, err
	}
	if changes += n; n > 0 {
		err = s.unitsChanged(ctx, tx)
	}
	return changes, err
}

// seedPlaces sets parents and successors, when every unit is known.
func seedPlaces(ctx context.Context, tx *db.Tx, specs []UnitSpec, byAcronym map[string]Unit) (int, error) {
	changes := 0
	for _, spec := range specs {
		u := byAcronym[spec.Acronym]
		if parent := byAcronym[spec.Parent]; u.Kind != spec.Kind || u.ParentID != parent.ID {
			if err := setUnitPlace(ctx, tx, u.ID, spec.Kind, parent.ID); err != nil {
				return changes, err
			}
			changes++
		}
		if m := spec.MergedInto; m != nil && u.EndedOn == "" {
			date := yearDay(m.Year)
			if date == "" {
				date = time.Time{}.Format(time.DateOnly)
			}
			ok, err := endUnit(ctx, tx, u.ID, byAcronym[m.Acronym].ID, date)
			if err != nil {
				return changes, err
			}
			if ok {
				changes++
			}
		}
	}
	return changes, nil
}
