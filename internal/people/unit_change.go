package people

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

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

// AddUnitTx founds a unit in the caller's transaction. An acronym in use, or a parent that is
// none, is Invalid.
func (s *Service) AddUnitTx(ctx context.Context, tx *db.Tx, now time.Time, n NewUnit) (Unit, error) {
	n.Acronym, n.Name = CleanName(n.Acronym), CleanName(n.Name)
	all, err := loadUnits(ctx, tx, s.Today())
	if err != nil {
		return Unit{}, err
	}
	var f errs.Fields
	checkUnitName(&f, all, "", n.Acronym, n.Name)
	f.Check(UnitKinds.Has(n.Kind), "kind", "Choose what kind of unit it is.")
	f.Check(n.From == "" || civil(n.From), "from", "Enter a date such as 2026-09-01.")
	parent, ok := unitAmong(all, n.ParentID)
	f.Check(n.ParentID == "" || ok && parent.EndedOn == "", "parent", "Choose a unit from the list.")
	if err := f.Err(); err != nil {
		return Unit{}, err
	}
	u := Unit{ID: id.New(), Acronym: n.Acronym, Name: n.Name, Kind: n.Kind, ParentID: n.ParentID, Names: []UnitName{{Acronym: n.Acronym, Name: n.Name, From: n.From}}}
	if ok, err = insertUnit(ctx, tx, now, u); err != nil {
		return Unit{}, err
	}
	if !ok {
		return Unit{}, errs.Bad("acronym", "The acronym %s is another unit's.", n.Acronym)
	}
	return u, s.unitsChanged(ctx, tx)
}

// RenameUnit gives the unit another name, acronym or both from a civil date on, which may lie
// ahead. The former name stays: the unit is found under it and what it offered keeps the name of
// its day. Admins only. What is there must meet the conditions.
func (s *Service) RenameUnit(ctx context.Context, actor authz.Actor, unit id.ID, acronym, name, from string, conditions ...func(Unit) error) error {
	if err := actor.Require(mayManageUnits, ""); err != nil {
		return err
	}
	acronym, name = CleanName(acronym), CleanName(name)
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := lockUnits(ctx, tx, s.Today())
		if err != nil {
			return err
		}
		u, ok := unitAmong(all, unit)
		if !ok {
			return errNoUnit
		}
		if err := errs.Holds(u, conditions); err != nil {
			return err
		}
		if u.EndedOn != "" || u.MergesOn != "" {
			return errs.New(errs.Conflict, "%s was merged into another unit and keeps its last name.", u.Name)
		}
		last := u.Names[len(u.Names)-1]
		var f errs.Fields
		checkUnitName(&f, all, unit, acronym, name)
		f.Check(civil(from), "from", "Enter a date such as 2026-09-01.")
		f.Check(acronym != last.Acronym || name != last.Name, "name", "This is the name it has already.")
		if len(f) == 0 && from <= last.From {
			f.Add("from", "The name %s holds since %s. Choose a later day.", last.Name, last.From)
		}
		if err := f.Err(); err != nil {
			return err
		}
		if err := s.renameUnitTx(ctx, tx, u, UnitName{Acronym: acronym, Name: name, From: from}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "unit.renamed", Kind: "unit", ID: unit, Unit: unit,
			Detail: map[string]any{"from": last.Name, "to": name, "acronym": acronym, "since": from}})
	})
}

func (s *Service) renameUnitTx(ctx context.Context, tx *db.Tx, u Unit, n UnitName) error {
	ok, err := setUnitAcronym(ctx, tx, u.ID, n.Acronym)
	if err != nil {
		return err
	}
	if !ok {
		return errs.Bad("acronym", "The acronym %s is another unit's.", n.Acronym)
	}
	if err := insertUnitName(ctx, tx, u.ID, len(u.Names)+1, n); err != nil {
		return err
	}
	return s.unitsChanged(ctx, tx)
}

// MergeUnits ends the units on a civil date, which may lie ahead, and lets them live on in another
// one. What they offered keeps its unit and is found under the new one. Admins only. Each of the units must meet
// the conditions.
func (s *Service) MergeUnits(ctx context.Context, actor authz.Actor, units []id.ID, into id.ID, date string, conditions ...func(Unit) error) error {
	if err := actor.Require(mayManageUnits, ""); err != nil {
		return err
	}
	var f errs.Fields
	f.Check(civil(date), "date", "Enter a date such as 2026-09-01.")
	f.Check(into != "", "into", "Choose the unit in which it lives on.")
	if err := f.Err(); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := lockUnits(ctx, tx, s.Today())
		if err != nil {
			return err
		}
		target, ok := unitAmong(all, into)
		switch {
		case !ok:
			return errs.Bad("into", "Choose a unit from the list.")
		case target.EndedOn != "" || target.MergesOn != "":
			return errs.Bad("into", "%s is merged into another unit itself. Choose that one.", target.Name)
		}
		for _, unit := range units {
			if unit == into {
				return errs.Bad("into", "A unit cannot be merged into itself.")
			}
			u, ok := unitAmong(all, unit)
			if !ok {
				return errNoUnit
			}
			if err := errs.Holds(u, conditions); err != nil {
				return err
			}
			if last := u.Names[len(u.Names)-1]; date < last.From {
				return errs.Bad("date", "The name %s holds since %s. Choose that day or a later one.", last.Name, last.From)
			}
			if ok, err = endUnit(ctx, tx, unit, into, date); err != nil {
				return err
			}
			if !ok {
				return errs.New(errs.Conflict, "%s was merged into another unit already.", u.Name)
			}
			if err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "unit.merged", Kind: "unit", ID: unit, Unit: unit, Detail: map[string]any{"into": into, "on": date}}); err != nil {
				return err
			}
		}
		return s.unitsChanged(ctx, tx)
	})
}

// UndoUnitChange takes back what was last done to a unit's name or place in the succession: its
// merger, or else its last name. Offers that were published under that name keep it. Conflict when
// there is nothing to take back. Admins only. What is there must meet the conditions.
func (s *Service) UndoUnitChange(ctx context.Context, actor authz.Actor, unit id.ID, conditions ...func(Unit) error) error {
	if err := actor.Require(mayManageUnits, ""); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := lockUnits(ctx, tx, s.Today())
		if err != nil {
			return err
		}
		u, ok := unitAmong(all, unit)
		if !ok {
			return errNoUnit
		}
		if err := errs.Holds(u, conditions); err != nil {
			return err
		}
		last := u.Names[len(u.Names)-1]
		e := audit.Event{Action: "unit.merge-undone", Kind: "unit", ID: unit, Unit: unit}
		switch {
		case u.EndedOn != "" || u.MergesOn != "":
			err = reviveUnit(ctx, tx, unit)
		case len(u.Names) > 1:
			e.Action, e.Detail = "unit.rename-undone", map[string]any{"name": last.Name, "since": last.From}
			before := u.Names[len(u.Names)-2]
			if owner, taken := acronymOwner(all, unit, before.Acronym); taken {
				return errs.New(errs.Conflict, "The acronym %s is %s's by now.", before.Acronym, owner.Name)
			}
			if ok, err = setUnitAcronym(ctx, tx, unit, before.Acronym); err == nil && !ok {
				return errs.New(errs.Conflict, "The acronym %s is another unit's.", before.Acronym)
			}
			if err == nil {
				err = deleteUnitName(ctx, tx, unit, len(u.Names))
			}
		default:
			return errs.New(errs.Conflict, "There is nothing to take back: %s has its first name.", u.Name)
		}
		if err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, now, actor, e); err != nil {
			return err
		}
		return s.unitsChanged(ctx, tx)
	})
}

// UnitStaff counts the persons who hold a role in each unit. Admins only.
func (s *Service) UnitStaff(ctx context.Context, actor authz.Actor) (map[id.ID]int, error) {
	if err := actor.Require(mayManageUnits, ""); err != nil {
		return nil, err
	}
	return staffByUnit(ctx, s.db, s.clock.Now())
}

func unitAmong(all []Unit, unit id.ID) (Unit, bool) {
	for _, u := range all {
		if u.ID == unit {
			return u, true
		}
	}
	return Unit{}, false
}

// acronymOwner returns the other unit that has the acronym today or will have it, however written,
// since units are looked up by it.
func acronymOwner(all []Unit, unit id.ID, acronym string) (Unit, bool) {
	for _, u := range all {
		coming, _ := u.Coming()
		if u.ID != unit && (Fold(u.Acronym) == Fold(acronym) || Fold(coming.Acronym) == Fold(acronym)) {
			return u, true
		}
	}
	return Unit{}, false
}

func checkUnitName(f *errs.Fields, all []Unit, unit id.ID, acronym, name string) {
	f.Check(name != "", "name", "Enter a name.")
	if Fold(acronym) == "" || utf8.RuneCountInString(acronym) > 20 || strings.ContainsAny(acronym, "/ ") {
		f.Add("acronym", "Enter an acronym without spaces, at most 20 letters.")
	} else if owner, taken := acronymOwner(all, unit, acronym); taken {
		f.Add("acronym", "The acronym %s is that of %s.", acronym, owner.Name)
	}
}

// civil reports whether s is a day of the calendar such as 2026-02-28.
func civil(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
