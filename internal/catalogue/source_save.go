package catalogue

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// SaveSource adds a source (an empty id) or changes one. Editors of its unit may, and managers alone have it publish or change what one brings
// that publishes. Its runs do what its owner may, so the actor becomes the owner of a source that is new or brings something else from now on,
// unless they name somebody: themselves, or as a manager one who may edit the unit's offers and do nothing that they may not. Invalid, field
// by field, also for an address that must not be called; Conflict when the unit has another source of that name, or somebody has
// changed this one meanwhile. The next answer is then read whole, since it may be read otherwise, and the next run is planned. What is there must
// meet the conditions; a pause stays.
func (s *Service) SaveSource(ctx context.Context, actor authz.Actor, source id.ID, to SourceSettings, conditions ...func(Source) error) (Source, error) {
	var src Source
	if source != "" {
		var err error
		if src, err = s.sourceFor(ctx, actor, EditOffers, source); err != nil {
			return src, err
		}
	}
	if to.Columns == nil {
		to.Columns = src.Columns
	}
	if err := s.checkSource(ctx, actor, &to); err != nil {
		return src, err
	}
	ownerErr := s.settleOwner(ctx, actor, src, &to)
	now, seen := s.clock.Now(), src.UpdatedAt
	action := "source.changed"
	if src.ID == "" {
		src.ID, action = id.New(), "source.added"
	}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if source != "" {
			if src, err = changeSource(ctx, tx, actor, source); err == nil {
				err = errs.Holds(src, conditions)
			}
			if err == nil && !src.UpdatedAt.Equal(seen) {
				err = errs.New(errs.Conflict, "Somebody has changed this source meanwhile. Look at it again.")
			}
			if err != nil {
				return err
			}
		}
		if ownerErr != nil {
			return ownerErr
		}
		if src.Address != to.Address || src.Schedule != to.Schedule {
			src.Failures, src.Trouble, src.Asks = 0, "", false
		}
		src.SourceSettings, src.UpdatedAt, src.etag, src.lastModified = to, now, "", ""
		err = storeSource(ctx, tx, src, now)
		if db.IsUnique(err) {
			return errs.New(errs.Conflict, "The unit has a source called “%s” already. Give this one another name, or change that one.", to.Name)
		}
		if err != nil {
			return err
		}
		err = audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "source", ID: src.ID, Unit: to.UnitID,
			Detail: map[string]any{"name": to.Name, "host": hostOf(to.Address), "schedule": to.Schedule, "publish": to.Publish, "owner": to.OwnerID}})
		if err != nil {
			return err
		}
		return s.planTx(ctx, tx, &src, now, firstRun(src, now))
	})
	return src, err
}

// brings reports whether a source does the same with other settings: they may differ in name, schedule and owner.
func (s SourceSettings) brings(to SourceSettings) bool {
	s.Name, s.Schedule, s.OwnerID = to.Name, to.Schedule, to.OwnerID
	s.Columns, to.Columns = ToldColumns(s.Columns), ToldColumns(to.Columns)
	return reflect.DeepEqual(s, to)
}

// settleOwner decides who answers for a source from now on, and whether the actor may decide so.
func (s *Service) settleOwner(ctx context.Context, actor authz.Actor, was Source, to *SourceSettings) error {
	same := was.ID != "" && was.brings(*to)
	switch {
	case to.OwnerID != "":
	case same:
		to.OwnerID = was.OwnerID
	default:
		to.OwnerID = orID(actor.PersonID, was.OwnerID)
	}
	if same && to.OwnerID == was.OwnerID {
		return nil
	}
	if to.Publish {
		if err := actor.Require(PublishOffers, to.UnitID); err != nil {
			return err
		}
	}
	if to.OwnerID == "" || to.OwnerID == actor.PersonID {
		return nil
	}
	if err := s.checkOwner(ctx, to.UnitID, to.OwnerID, actor.May(PublishOffers, to.UnitID)); err != nil {
		return err
	}
	owner, err := s.people.Actor(ctx, to.OwnerID, "web")
	if err != nil {
		return err
	}
	var f errs.Fields
	f.Check(mayAllOf(actor, owner), "owner", "They may edit offers that you may not, so they have to take the source over themselves.")
	f.Check(!to.Publish || owner.May(PublishOffers, to.UnitID), "owner", "A source that publishes is looked after by somebody who may publish the unit's offers.")
	return f.Err()
}

func orID(a, b id.ID) id.ID {
	if a != "" {
		return a
	}
	return b
}

func (s *Service) checkSource(ctx context.Context, actor authz.Actor, to *SourceSettings) error {
	to.Name, to.Address, to.Defaults = line(to.Name), strings.TrimSpace(to.Address), to.Defaults.clean()
	areas, err := s.Areas(ctx)
	if err != nil {
		return err
	}
	f := to.Defaults.check(areas)
	for field := range to.Columns {
		f.Check(importField(field), "columns", "“%s” is nothing that a column can hold.", field)
	}
	f.Check(to.Name != "" && len(to.Name) <= maxTitle, "name", "Give the source a name.")
	f.Check(to.UnitID != "", "unit", "Choose the unit that offers it.")
	f.Check(slices.ContainsFunc(Schedules, func(x struct {
		Value Schedule
		Label string
	}) bool {
		return x.Value == to.Schedule
	}), "schedule", "Choose how often it is fetched.")
	f.Check(to.Kind == "" || to.Kind.Valid(), "kind", "“%s” is not a kind of offer.", string(to.Kind))
	if to.Zone != "" {
		_, err := loadZone(to.Zone)
		tabular.NameField(&f, "zone", err)
	}
	if to.Address != "" {
		u, err := s.calls.Parse(to.Address)
		if err != nil {
			tabular.NameField(&f, "address", err)
		} else {
			to.Address = u.String()
		}
	}
	f.Check(to.Address != "" || to.Schedule == NoSchedule, "address", "Give the address from which it is fetched.")
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := s.people.Unit(ctx, to.UnitID); err != nil {
		return err
	}
	return actor.Require(EditOffers, to.UnitID)
}

// PauseSource stops the runs of a source on its schedule, or lets them go on, and returns it. Editors of its unit may.
func (s *Service) PauseSource(ctx context.Context, actor authz.Actor, source id.ID, paused bool) (Source, error) {
	src, err := s.sourceFor(ctx, actor, EditOffers, source)
	if err != nil {
		return src, err
	}
	now := s.clock.Now()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if src, err = changeSource(ctx, tx, actor, source); err != nil || src.Paused == paused {
			return err
		}
		src.Paused, src.UpdatedAt = paused, now
		if err := storeSource(ctx, tx, src, now); err != nil {
			return err
		}
		action := "source.resumed"
		if paused {
			action = "source.paused"
		}
		if err := audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "source", ID: src.ID, Unit: src.UnitID}); err != nil {
			return err
		}
		return s.planTx(ctx, tx, &src, now, firstRun(src, now))
	})
	return src, err
}

// changeSource returns a source to be changed by this transaction alone, for those who may edit it as it is now.
func changeSource(ctx context.Context, tx *db.Tx, actor authz.Actor, source id.ID) (Source, error) {
	src, err := lockSource(ctx, tx, source)
	if err != nil {
		return src, err
	}
	return src, actor.Require(EditOffers, src.UnitID)
}

// firstRun is when a source is fetched next after somebody has changed it: soon, so that they see whether it works.
func firstRun(src Source, now time.Time) time.Time {
	if src.Paused || src.Schedule.every() == 0 || src.Address == "" {
		return time.Time{}
	}
	return now.Add(time.Minute)
}
