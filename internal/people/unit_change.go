package people

import (
	"context"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// NewUnit is what is known of a unit when it is founded. From is the civil date of its name, or
// empty when nobody knows it.
type NewUnit struct {
	Acronym, Name, Kind string
	ParentID            id.ID
	From                string
}

// AddUnit founds a unit. Admins only; errors as for AddUnitTx.
func (s *Service) AddUnit(ctx context.Context, actor authz.Actor, n NewUnit) (Unit, error) {
	if err := actor.Require(mayManageUnits, ""); err != nil {
		return Unit{}, err
	}
	var u Unit
	now := s.clock.Now()
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if u, err = s.AddUnitTx(ctx, tx, now, n); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "unit.founded", Kind: "unit", ID: u.ID, Unit: u.ID})
	})
	return u, err
}

// AddUnitTx founds a unit in the caller's transaction. An acronym in use is a Conflict.
func (s *Service) AddUnitTx(ctx context.Context, tx *db.Tx, now time.Time, n NewUnit) (Unit, error) {
	n.Acronym, n.Name = CleanName(n.Acronym), CleanName(n.Name)
	var f errs.Fields
	checkUnitName(&f, n.Acronym, n.Name)
	f.Check(UnitKinds.Has(n.Kind), "kind", "Choose what kind of unit it is.")
	f.Check(n.From == "" || civil(n.From), "from", "Enter a date such as 2026-09-01.")
	if err := f.Err(); err != nil {
		return Unit{}, err
	}
	u := Unit{ID: id.New(), Acronym: n.Acronym, Name: n.Name, Kind: n.Kind, ParentID: n.ParentID, Names: []UnitName{{Acronym: n.Acronym, Name: n.Name, From: n.From}}}
	ok, err := insertUnit(ctx, tx, now, u)
	if err != nil {
		return Unit{}, err
	}
	if !ok {
		return Unit{}, errs.New(errs.Conflict, "The acronym %s is another unit's.", n.Acronym)
	}
	return u, s.unitsChanged(ctx, tx)
}

// RenameUnit gives the unit another name, acronym or both from a civil date on. The former name
// stays: the unit is found under it and what it offered keeps the name of its day. Admins only.
func (s *Service) RenameUnit(ctx context.Context, actor authz.Actor, unit id.ID, acronym, name, from string) error {
	if err := actor.Require(mayManageUnits, ""); err != nil {
		return err
	}
	acronym, name = CleanName(acronym), CleanName(name)
	var f errs.Fields
	checkUnitName(&f, acronym, name)
	f.Check(civil(from), "from", "Enter a date such as 2026-09-01.")
	if err := f.Err(); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		u, err := unitIn(ctx, tx, unit)
		if err != nil {
			return err
		}
		if u.EndedOn != "" {
			return errs.New(errs.Conflict, "%s has ended and keeps its last name.", u.Name)
		}
		if last := u.Names[len(u.Names)-1]; from <= last.From {
			return errs.Bad("from", "The name it has now holds since %s; choose a later day.", last.From)
		}
		if err := s.renameUnitTx(ctx, tx, u, UnitName{Acronym: acronym, Name: name, From: from}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "unit.renamed", Kind: "unit", ID: unit, Unit: unit, Detail: map[string]any{"from": u.Name, "to": name}})
	})
}

func (s *Service) renameUnitTx(ctx context.Context, tx *db.Tx, u Unit, n UnitName) error {
	ok, err := setUnitAcronym(ctx, tx, u.ID, n.Acronym)
	if err != nil {
		return err
	}
	if !ok {
		return errs.New(errs.Conflict, "The acronym %s is another unit's.", n.Acronym)
	}
	if err := insertUnitName(ctx, tx, u.ID, len(u.Names)+1, n); err != nil {
		return err
	}
	return s.unitsChanged(ctx, tx)
}

// MergeUnits ends the units on a civil date and lets them live on in another one. What they
// offered keeps its unit and is found under the new one. Admins only.
func (s *Service) MergeUnits(ctx context.Context, actor authz.Actor, units []id.ID, into id.ID, date string) error {
	if err := actor.Require(mayManageUnits, ""); err != nil {
		return err
	}
	if !civil(date) {
		return errs.Bad("date", "Enter a date such as 2026-09-01.")
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		target, err := unitIn(ctx, tx, into)
		if err != nil {
			return err
		}
		if target.EndedOn != "" {
			return errs.New(errs.Conflict, "%s has ended itself.", target.Name)
		}
		for _, unit := range units {
			if unit == into {
				return errs.Bad("into", "A unit cannot be merged into itself.")
			}
			u, err := unitIn(ctx, tx, unit)
			if err != nil {
				return err
			}
			ok, err := endUnit(ctx, tx, unit, into, date)
			if err != nil {
				return err
			}
			if !ok {
				return errs.New(errs.Conflict, "%s has ended already.", u.Name)
			}
			if err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "unit.merged", Kind: "unit", ID: unit, Unit: unit, Detail: map[string]any{"into": into}}); err != nil {
				return err
			}
		}
		return s.unitsChanged(ctx, tx)
	})
}

func unitIn(ctx context.Context, q db.Q, unit id.ID) (Unit, error) {
	all, err := loadUnits(ctx, q)
	if err != nil {
		return Unit{}, err
	}
	for _, u := range all {
		if u.ID == unit {
			return u, nil
		}
	}
	return Unit{}, errNoUnit
}

func checkUnitName(f *errs.Fields, acronym, name string) {
	f.Check(name != "", "name", "Enter a name.")
	f.Check(acronym != "" && len(acronym) <= 20 && !strings.ContainsAny(acronym, "/ "), "acronym", "Enter an acronym without spaces, at most 20 letters.")
}

// civil reports whether s is a day of the calendar such as 2026-02-28.
func civil(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
