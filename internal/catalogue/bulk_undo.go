package catalogue

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// BulkView is a change to many offers with what stands in the way of undoing it.
type BulkView struct {
	BulkEdit
	// Titles are those of its offers, in their order.
	Titles []string
	// Edited are the titles of offers that somebody has changed since.
	Edited []string
	// NeedsPublisher says that only who may publish all its offers can undo it, and that the actor may not.
	NeedsPublisher bool
	// MayUndo says that it stands, that its time is not over, that nobody has changed anything since, and that the actor may undo it.
	MayUndo bool
}

// ShowBulk returns a change to many offers. Whoever may edit all of them may; NotFound for everybody else.
func (s *Service) ShowBulk(ctx context.Context, actor authz.Actor, bulk id.ID) (BulkView, error) {
	v, _, err := s.bulkView(ctx, s.db, actor, bulk, "")
	return v, err
}

func (s *Service) bulkView(ctx context.Context, q db.Q, actor authz.Actor, bulk id.ID, suffix string) (BulkView, []Offer, error) {
	e, err := bulkByID(ctx, q, bulk, suffix)
	if err != nil {
		return BulkView{}, nil, err
	}
	offers, err := offersByID(ctx, q, e.Offers, suffix)
	if err != nil {
		return BulkView{}, nil, err
	}
	v := BulkView{BulkEdit: e}
	ids := make([]id.ID, len(offers))
	for i, o := range offers {
		if !actor.May(EditOffers, o.UnitID) {
			return BulkView{}, nil, errNoBulk
		}
		v.NeedsPublisher = v.NeedsPublisher || e.Change.publishers() && !actor.May(PublishOffers, o.UnitID)
		ids[i] = workingVersion(o)
	}
	versions, err := versionsByID(ctx, q, ids)
	if err != nil {
		return BulkView{}, nil, err
	}
	for i, o := range offers {
		title := versions[ids[i]].Title
		v.Titles = append(v.Titles, title)
		if !o.UpdatedAt.Equal(e.MadeAt) {
			v.Edited = append(v.Edited, title)
		}
	}
	v.MayUndo = e.UndoneAt.IsZero() && len(v.Edited) == 0 && !v.NeedsPublisher && s.clock.Now().Before(e.UndoUntil)
	return v, offers, nil
}

var errNoBulk = errs.New(errs.NotFound, "There is no such change.")

// UndoBulk takes back a change to many offers, for all of them or for none, as something that happens now: what it wrote stays among the
// versions. Offers that it published for the first time are archived. Whoever may make the change may undo it. Conflict when it is
// undone already, when its time is over, or when somebody has changed one of the offers since: those are named by ShowBulk.
func (s *Service) UndoBulk(ctx context.Context, actor authz.Actor, bulk id.ID) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		v, offers, err := s.bulkView(ctx, tx, actor, bulk, tx.Dialect().ForUpdate())
		if err != nil {
			return err
		}
		now := s.clock.Now()
		switch {
		case !v.UndoneAt.IsZero():
			return errs.New(errs.Conflict, "This change was undone already.")
		case !now.Before(v.UndoUntil):
			return errs.New(errs.Conflict, "The time to undo this change is over.")
		case len(v.Edited) > 0:
			return errs.New(errs.Conflict, "Somebody has changed some of these offers since, so nothing was undone. Changed offers: %d.", len(v.Edited))
		}
		before, err := bulkBefores(ctx, tx, bulk)
		if err != nil {
			return err
		}
		for _, o := range offers {
			if err := s.undoOne(ctx, tx, actor, v.Change, o, before[o.ID], now); err != nil {
				return err
			}
			err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "offer.bulk-edit-undone", Kind: "offer", ID: o.ID, Unit: o.UnitID, Detail: map[string]any{"bulk": bulk}})
			if err != nil {
				return err
			}
		}
		if err := markUndone(ctx, tx, bulk, actor.PersonID, now); err != nil {
			return err
		}
		if v.Change.Act != "" {
			return s.touchTx(ctx, tx, v.Offers...)
		}
		return nil
	})
}

// undoOne brings one offer back to what it was.
func (s *Service) undoOne(ctx context.Context, tx *db.Tx, actor authz.Actor, c BulkChange, o Offer, was bulkBefore, now time.Time) error {
	switch c.Act {
	case "":
		if c.UnitID != "" && was.Unit != o.UnitID {
			if err := actor.Require(PublishOffers, o.UnitID); err != nil {
				return err
			}
		}
		o.DraftID, o.OwnerID, o.UpdatedAt = was.Draft, was.Owner, now
		if err := updateOffer(ctx, tx, o); err != nil {
			return err
		}
		return updateOwnership(ctx, tx, []id.ID{o.ID}, "", was.Unit, was.UnitName, now)
	case BulkArchive:
		if err := actor.Require(PublishOffers, o.UnitID); err != nil {
			return err
		}
		if was.Status == StatusPublished {
			if was.Draft == "" {
				_, err := s.publishTx(ctx, tx, actor, o.ID, time.Time{})
				return err
			}
			// Its draft was not what was published: that stays a draft.
			o.DraftID = ""
			if err := updateOffer(ctx, tx, o); err != nil {
				return err
			}
			if _, err := s.publishTx(ctx, tx, actor, o.ID, time.Time{}); err != nil {
				return err
			}
			again, err := lockOffer(ctx, tx, o.ID)
			if err != nil {
				return err
			}
			again.DraftID = was.Draft
			return updateOffer(ctx, tx, again)
		}
		o.Status, o.ArchivedAt, o.UpdatedAt = was.Status, time.Time{}, now
		return updateOffer(ctx, tx, o)
	}
	if err := actor.Require(PublishOffers, o.UnitID); err != nil {
		return err
	}
	if was.Status != StatusPublished {
		return s.archiveTx(ctx, tx, actor, o.ID, "")
	}
	v, err := versionByID(ctx, tx, was.Published)
	if err != nil {
		return err
	}
	if v, err = s.writeVersion(ctx, tx, actor, o, v, v.Content, now); err != nil {
		return err
	}
	o.DraftID = v.ID
	if err := updateOffer(ctx, tx, o); err != nil {
		return err
	}
	_, err = s.publishTx(ctx, tx, actor, o.ID, time.Time{})
	return err
}

// inOrder returns offers in the order of their ids in a list.
func inOrder(list []Offer, ids []id.ID) []Offer {
	slices.SortFunc(list, func(a, b Offer) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return list
}
