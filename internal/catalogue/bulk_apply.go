package catalogue

import (
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// BulkEdit is a change that was made to many offers.
type BulkEdit struct {
	ID        id.ID
	MadeBy    id.ID
	MadeAt    time.Time
	UndoUntil time.Time
	Change    BulkChange
	UndoneAt  time.Time // zero while it stands
	Offers    []id.ID
}

// bulkBefore is what an offer was before a change to many.
type bulkBefore struct {
	Status    Status `json:"status"`
	Published id.ID  `json:"published,omitempty"`
	Draft     id.ID  `json:"draft,omitempty"`
	Owner     id.ID  `json:"owner,omitempty"`
	Unit      id.ID  `json:"unit"`
	UnitName  string `json:"unit_name"`
}

// previewBulk reads a set of offers, which a suffix may lock, and works out what becomes of each.
func (s *Service) previewBulk(ctx context.Context, q db.Q, actor authz.Actor, offers []id.ID, c BulkChange, suffix string) (BulkPreview, error) {
	found, err := offersByID(ctx, q, offers, suffix)
	if err != nil {
		return BulkPreview{}, err
	}
	if len(found) != len(offers) {
		return BulkPreview{}, notYours()
	}
	var versionIDs, ids []id.ID
	for _, o := range found {
		if err := requireOn(actor, EditOffers, o); err != nil {
			return BulkPreview{}, err
		}
		ids, versionIDs = append(ids, o.ID), append(versionIDs, workingVersion(o))
	}
	versions, err := versionsByID(ctx, q, versionIDs)
	if err != nil {
		return BulkPreview{}, err
	}
	later := map[id.ID]bool{}
	if c.Act == BulkArchive {
		if later, err = withLaterDates(ctx, q, ids, s.clock.Now()); err != nil {
			return BulkPreview{}, err
		}
	}
	// Who looks after an offer is asked once for each unit, of which there are few.
	owners := map[id.ID]error{}
	var p BulkPreview
	for _, o := range found {
		v := versions[workingVersion(o)]
		r := BulkRow{Offer: o, Before: v.Content, After: v.Content, Act: c.Act}
		if c.content() {
			r.After = c.apply(DraftOf(o, v).clean().Content)
			r.Before = DraftOf(o, v).clean().Content
		}
		if c.OwnerID != "" && c.OwnerID != o.OwnerID {
			r.NewOwner = c.OwnerID
			if _, asked := owners[o.UnitID]; !asked {
				owners[o.UnitID] = s.checkOwner(ctx, o.UnitID, c.OwnerID, actor.May(PublishOffers, o.UnitID))
			}
			r.Problem = owners[o.UnitID]
		}
		if c.UnitID != "" && c.UnitID != o.UnitID {
			r.NewUnit = c.UnitID
		}
		if r.Problem == nil {
			if r.Problem, err = s.bulkProblem(ctx, q, actor, r, v, later[o.ID]); err != nil {
				return BulkPreview{}, err
			}
		}
		if o.UpdatedAt.After(p.Seen) {
			p.Seen = o.UpdatedAt
		}
		p.Rows = append(p.Rows, r)
	}
	return p, nil
}

// workingVersion is what editors go on with: the draft, or what is published.
func workingVersion(o Offer) id.ID {
	if o.DraftID != "" {
		return o.DraftID
	}
	return o.PublishedID
}

// bulkProblem says why a change cannot be made to one offer.
func (s *Service) bulkProblem(ctx context.Context, q db.Q, actor authz.Actor, r BulkRow, v Version, later bool) (problem, fault error) {
	o := r.Offer
	var f errs.Fields
	for _, p := range r.After.Prices {
		f.Check(p.Amount.Valid(), "prices", "A price would fall below zero.")
	}
	if r.NewUnit != "" {
		f.Check(actor.May(PublishOffers, o.UnitID), "unit", "Only a manager of its unit can give it to another one.")
		f.Check(o.PublishedID == "", "unit", "It was published already, and stays with its unit: people have registered with it.")
	}
	switch r.Act {
	case BulkPublish:
		if !actor.May(PublishOffers, o.UnitID) {
			return actor.Require(PublishOffers, o.UnitID), nil
		}
		f.Check(o.DraftID != "" || o.Status == StatusArchived, "act", "There are no changes to publish.")
		lacks, err := missing(ctx, q, o, v)
		if err != nil {
			return nil, err
		}
		f = append(f, lacks...)
	case BulkArchive:
		if !actor.May(PublishOffers, o.UnitID) {
			return actor.Require(PublishOffers, o.UnitID), nil
		}
		f.Check(o.Status != StatusArchived, "act", "This offer is archived already.")
		f.Check(!later || o.Status != StatusPublished, "act", "It has dates that have not ended. Cancel them first, so that the people who registered hear of it.")
	}
	return f.Err(), nil
}

// BulkEdit makes a change to all offers of a set, or to none: one draft version and one audit row each. Errors as of PreviewBulk;
// Invalid when it cannot be made to one of them, and Conflict when one has been changed since seen. What is said changes in drafts: what is published stays until
// it is published. It can be undone for BulkUndo.
func (s *Service) BulkEdit(ctx context.Context, actor authz.Actor, offers []id.ID, c BulkChange, seen time.Time) (BulkEdit, error) {
	if err := s.checkBulk(ctx, actor, offers, c); err != nil {
		return BulkEdit{}, err
	}
	var unitName string
	if c.UnitID != "" {
		u, err := s.people.CurrentUnit(ctx, c.UnitID)
		if err != nil {
			return BulkEdit{}, err
		}
		c.UnitID, unitName = u.ID, u.Name
	}
	now := s.clock.Now()
	e := BulkEdit{ID: id.New(), MadeBy: actor.PersonID, MadeAt: now, UndoUntil: now.Add(BulkUndo), Change: c}
	return e, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		p, err := s.previewBulk(ctx, tx, actor, offers, c, tx.Dialect().ForUpdate())
		if err != nil {
			return err
		}
		if p.Seen.After(seen) {
			return errs.New(errs.Conflict, "Somebody has changed one of these offers since you looked. Look at the changes again.")
		}
		if n := p.Problems(); n > 0 {
			return errs.Bad("offer", "It cannot be done to all of them, so nothing was changed. Offers with a problem: %d.", n)
		}
		rows := slices.DeleteFunc(p.Rows, func(r BulkRow) bool { return !r.Changes() })
		if len(rows) == 0 {
			return errs.Bad("act", "All of them say this already. There is nothing to change.")
		}
		e.Offers = e.Offers[:0]
		for _, r := range rows {
			e.Offers = append(e.Offers, r.Offer.ID)
		}
		if err := insertBulk(ctx, tx, e, rows); err != nil {
			return err
		}
		return s.applyBulk(ctx, tx, actor, rows, c, unitName, e)
	})
}

// applyBulk writes what was worked out.
func (s *Service) applyBulk(ctx context.Context, tx *db.Tx, actor authz.Actor, rows []BulkRow, c BulkChange, unitName string, e BulkEdit) error {
	var say []BulkRow
	for _, r := range rows {
		if !sameContent(r.Before, r.After) {
			say = append(say, r)
		}
	}
	if err := bulkVersions(ctx, tx, actor, say, e.MadeAt); err != nil {
		return err
	}
	for _, r := range rows {
		var err error
		switch r.Act {
		case BulkPublish:
			_, err = s.publishTx(ctx, tx, actor, r.Offer.ID, time.Time{})
		case BulkArchive:
			err = s.archiveTx(ctx, tx, actor, r.Offer.ID, "")
		}
		if err != nil {
			return err
		}
		err = audit.Record(ctx, tx, e.MadeAt, actor, audit.Event{Action: "offer.bulk-edited", Kind: "offer", ID: r.Offer.ID, Unit: r.Offer.UnitID,
			Detail: map[string]any{"bulk": e.ID, "change": c}})
		if err != nil {
			return err
		}
	}
	if err := updateOwnership(ctx, tx, e.Offers, c.OwnerID, c.UnitID, unitName, e.MadeAt); err != nil {
		return fmt.Errorf("catalogue: bulk edit: %w", err)
	}
	if c.Act != "" {
		return s.touchTx(ctx, tx, e.Offers...)
	}
	return nil
}
