package catalogue

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// reviewAfter is when a published offer is looked at again, unless its editor has chosen a day.
const reviewAfter = 365 * 24 * time.Hour

// Missing says what a version still needs before it can be published, field by field: what a
// person must know to choose it. It is empty when nothing is missing.
func Missing(o Offer, v Version) errs.Fields {
	var f errs.Fields
	f.Check(v.Title != "", "title", "Give it a title.")
	f.Check(v.Summary != "", "summary", "Say in a sentence or two what it is.")
	f.Check(len(v.Objectives) > 0 || !o.Kind.teaches() && len(o.Earns) == 0, "objectives", "Say what people will be able to do afterwards: at least one objective.")
	f.Check(len(v.Areas) > 0, "areas", "Choose at least one content area.")
	f.Check(v.Level.Valid(), "level", "Choose a level.")
	f.Check(v.Format.Valid(), "format", "Choose whether it is in person, online or blended.")
	f.Check(v.Language != "", "language", "Choose its language.")
	f.Check(v.Minutes > 0, "minutes", "Say how many minutes it takes in all.")
	f.Check(v.Accessibility.Statement != "", "accessibility", "Say what is done for access, and whom to ask for more.")
	// A rule may have been written for another kind of offer than this has become.
	f.Check(!o.Kind.Live() || v.Completion.Rule != BySelf, "completion", "What takes place at a time is not completed by the learner's own word alone. Choose another rule.")
	f.Check(!SelfPaced(o.Kind, v) || v.Completion.Rule != ByMinutes && v.Completion.Rule != ByShare, "completion", "Nobody attends what is begun at any time. Choose another rule.")
	return f
}

// missing is Missing with what stands beside the version: an offer that is completed by its parts has parts that must be completed.
func missing(ctx context.Context, q db.Q, o Offer, v Version) (errs.Fields, error) {
	f := Missing(o, v)
	if v.Completion.Rule != ByParts {
		return f, nil
	}
	parts, err := partsOf(ctx, q, o.ID)
	f.Check(err != nil || slices.ContainsFunc(parts, func(p Part) bool { return p.Required }), "completion", "It is completed by its parts, and has none that is required. Set the parts first.")
	return f, err
}

// Publish makes the draft of an offer its published version. Managers of its unit may. Invalid,
// field by field, when something is missing; Conflict when there is nothing to publish, or somebody else has changed the offer
// since seen, its UpdatedAt; zero does not ask. An archived offer without a draft is published again as it was. Emits OfferPublished.
func (s *Service) Publish(ctx context.Context, actor authz.Actor, offer id.ID, seen time.Time) (Version, error) {
	o, err := offerByID(ctx, s.db, offer)
	if err != nil {
		return Version{}, err
	}
	if err := requireOn(actor, PublishOffers, o); err != nil {
		return Version{}, err
	}
	var v Version
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if v, err = s.publishTx(ctx, tx, actor, offer, seen); err != nil {
			return err
		}
		return s.touchTx(ctx, tx, offer)
	})
	return v, err
}

// publishTx publishes without telling the index: the caller touches.
func (s *Service) publishTx(ctx context.Context, tx *db.Tx, actor authz.Actor, offer id.ID, seen time.Time) (Version, error) {
	o, err := lockOffer(ctx, tx, offer)
	if err != nil {
		return Version{}, err
	}
	version := o.DraftID
	if version == "" && o.Status == StatusArchived {
		version = o.PublishedID
	}
	if version == "" {
		return Version{}, errs.New(errs.Conflict, "There are no changes to publish.")
	}
	if err := o.unseen(seen); err != nil {
		return Version{}, err
	}
	v, err := versionByID(ctx, tx, version)
	if err != nil {
		return Version{}, err
	}
	lacks, err := missing(ctx, tx, o, v)
	if err != nil {
		return Version{}, err
	}
	if err := lacks.Err(); err != nil {
		return Version{}, err
	}
	now := s.clock.Now()
	if err := sealVersion(ctx, tx, v.ID, now); err != nil {
		return Version{}, err
	}
	if o.Status == StatusArchived { // it may have been merged into another one, and is an offer of its own again
		if err := setMergedInto(ctx, tx, o.ID, ""); err != nil {
			return Version{}, err
		}
	}
	first := o.PublishedAt.IsZero()
	o.Status, o.PublishedID, o.DraftID, o.UpdatedAt, o.ArchivedAt = StatusPublished, v.ID, "", now, time.Time{}
	if first {
		o.PublishedAt = now
	}
	if o.ReviewBy == "" || o.ReviewBy < now.Format(time.DateOnly) {
		o.ReviewBy = now.Add(reviewAfter).Format(time.DateOnly)
	}
	if err := updateOffer(ctx, tx, o); err != nil {
		return Version{}, err
	}
	if earns, by, granted, err := grantOf(ctx, tx, v.ID); err != nil {
		return Version{}, err
	} else if granted {
		if err := updateEarns(ctx, tx, o.ID, earns, by, now); err != nil {
			return Version{}, err
		}
	}
	if v.PublishedAt.IsZero() {
		v.PublishedAt = now
	}
	err = audit.Record(ctx, tx, now, actor, audit.Event{Action: "offer.published", Kind: "offer", ID: o.ID, Unit: o.UnitID,
		Detail: map[string]any{"version": v.Number, "title": v.Title}})
	if err != nil {
		return Version{}, err
	}
	return v, events.Publish(ctx, tx, now, OfferPublished{OfferID: o.ID, VersionID: v.ID, UnitID: o.UnitID, First: first})
}

// Archive takes an offer out of the catalogue for good, or until it is published again. Managers
// of its unit may. What was earned with it stays. Conflict when it is archived already or has
// dates to come, which must be cancelled first so that the people who registered hear of it. Emits OfferArchived.
func (s *Service) Archive(ctx context.Context, actor authz.Actor, offer id.ID, reason string) error {
	o, err := offerByID(ctx, s.db, offer)
	if err != nil {
		return err
	}
	if err := requireOn(actor, PublishOffers, o); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.archiveTx(ctx, tx, actor, offer, reason); err != nil {
			return err
		}
		return s.touchTx(ctx, tx, offer)
	})
}

// archiveTx archives without telling the index: the caller touches.
func (s *Service) archiveTx(ctx context.Context, tx *db.Tx, actor authz.Actor, offer id.ID, reason string) error {
	o, err := lockOffer(ctx, tx, offer)
	if err != nil {
		return err
	}
	if o.Status == StatusArchived {
		return errs.New(errs.Conflict, "This offer is archived already.")
	}
	now := s.clock.Now()
	later, err := laterOccurrence(ctx, tx, offer, now)
	if err != nil {
		return err
	}
	if later && o.Status == StatusPublished {
		return errs.New(errs.Conflict, "It has dates that have not ended. Cancel them first, so that the people who registered hear of it.")
	}
	o.Status, o.ArchivedAt, o.UpdatedAt = StatusArchived, now, now
	if err := updateOffer(ctx, tx, o); err != nil {
		return err
	}
	err = audit.Record(ctx, tx, now, actor, audit.Event{Action: "offer.archived", Kind: "offer", ID: o.ID, Unit: o.UnitID,
		Detail: map[string]any{"reason": line(reason)}})
	if err != nil {
		return err
	}
	return events.Publish(ctx, tx, now, OfferArchived{OfferID: o.ID, UnitID: o.UnitID})
}
