package catalogue

import (
	"context"
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

// SaveSource adds a source (an empty id) or changes one. Editors of its unit may, and managers alone have it publish. Invalid, field by field,
// also for an address that must not be called; Conflict when the unit has another source of that name. The actor becomes its owner
// where none is given. The next answer is then read whole, since it may be read otherwise, and the next run is planned. What is there must
// meet the conditions; a pause stays.
func (s *Service) SaveSource(ctx context.Context, actor authz.Actor, source id.ID, to SourceSettings, conditions ...func(Source) error) (Source, error) {
	var src Source
	if source != "" {
		var err error
		if src, err = s.sourceFor(ctx, actor, EditOffers, source); err != nil {
			return src, err
		}
		to.OwnerID = orID(to.OwnerID, src.OwnerID)
	}
	to.OwnerID = orID(to.OwnerID, actor.PersonID)
	if err := s.checkSource(ctx, actor, src, &to); err != nil {
		return src, err
	}
	now := s.clock.Now()
	action := "source.changed"
	if src.ID == "" {
		src.ID, action = id.New(), "source.added"
	}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if source != "" {
			if src, err = changeSource(ctx, tx, actor, source); err == nil {
				err = errs.Holds(src, conditions)
			}
			if err == nil && to.Publish && !src.Publish {
				err = actor.Require(PublishOffers, to.UnitID)
			}
			if err != nil {
				return err
			}
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
			Detail: map[string]any{"name": to.Name, "address": to.Address, "schedule": to.Schedule, "publish": to.Publish}})
		if err != nil {
			return err
		}
		return s.planTx(ctx, tx, &src, now, firstRun(src, now))
	})
	return src, err
}

func orID(a, b id.ID) id.ID {
	if a != "" {
		return a
	}
	return b
}

func (s *Service) checkSource(ctx context.Context, actor authz.Actor, was Source, to *SourceSettings) error {
	to.Name, to.Address = line(to.Name), strings.TrimSpace(to.Address)
	var f errs.Fields
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
	if _, err := s.calls.Parse(to.Address); err != nil {
		tabular.NameField(&f, "address", err)
	}
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := s.people.Unit(ctx, to.UnitID); err != nil {
		return err
	}
	if err := actor.Require(EditOffers, to.UnitID); err != nil {
		return err
	}
	if to.Publish && !was.Publish {
		if err := actor.Require(PublishOffers, to.UnitID); err != nil {
			return err
		}
	}
	if to.OwnerID != "" {
		if _, err := s.people.Person(ctx, to.OwnerID); err != nil {
			return err
		}
	}
	return nil
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
