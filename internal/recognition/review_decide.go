package recognition

import (
	"context"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Decision is a reviewer's answer.
type Decision struct {
	// Granted is what the offer may earn in place of what it earned: from now on, or from when the draft
	// that was asked about is published. Nothing when Return is set.
	Granted []catalogue.Recognition
	// Return sends the review back and leaves what the offer earns as it is; Reason is then required.
	Return bool
	Reason string
}

// Decide answers an open review. Reviewers may, but neither who asked nor the author of the
// worksheet. Granting CEU approves the version's worksheet in the same transaction, which needs
// accreditation staff. Errors: NotFound, Forbidden, Invalid by field, Conflict when it was decided before or
// when the offer has gone on to another wording.
func (s *Service) Decide(ctx context.Context, actor authz.Actor, review id.ID, d Decision) (Review, error) {
	if err := actor.Require(DecideReviews, ""); err != nil {
		return Review{}, err
	}
	var f errs.Fields
	if d.Return {
		d.Reason = checkReason(&f, "reason", d.Reason, "Say what has to change before it can be granted.")
	} else {
		d.Reason = checkReason(&f, "reason", d.Reason, "")
		granted, err := known("granted", d.Granted)
		if e := errs.As(err); e != nil {
			f = append(f, e.Fields...)
		}
		d.Granted = granted
	}
	if err := f.Err(); err != nil {
		return Review{}, err
	}
	var r Review
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		r, err = s.decide(ctx, tx, actor, review, d)
		return err
	})
	return r, err
}

func (s *Service) decide(ctx context.Context, tx *db.Tx, actor authz.Actor, review id.ID, d Decision) (Review, error) {
	r, err := reviewByID(ctx, tx, review)
	if err != nil {
		return r, err
	}
	if !r.Open() {
		return r, errDecided()
	}
	w, err := s.worksheet(ctx, tx, r.VersionID)
	if err != nil {
		return r, err
	}
	bar, err := s.bar(ctx, tx, actor, r, w)
	if err != nil {
		return r, err
	}
	if bar != nil {
		return r, bar
	}
	r.DecidedBy, r.DecidedAt, r.DecidedByName, r.Reason, r.Decision = actor.PersonID, s.clock.Now(), actor.Name, d.Reason, Returned
	if !d.Return {
		r.Decision, r.Granted = Granted, d.Granted
	}
	done, err := decideReview(ctx, tx, r)
	if err != nil {
		return r, fmt.Errorf("recognition: decide: %w", err)
	}
	if !done {
		return r, errDecided()
	}
	if r.Decision == Granted {
		if err := s.grant(ctx, tx, actor, r, w); err != nil {
			return r, err
		}
	}
	return r, audit.Record(ctx, tx, r.DecidedAt, actor, audit.Event{Action: "review." + r.Decision, Kind: "review", ID: r.ID, Unit: r.UnitID,
		Detail: map[string]any{"offer": r.OfferID, "granted": r.Granted, "reason": r.Reason}})
}

// grant keeps with the version what was granted, which the offer earns as soon as it is the published one, and approves the worksheet where that is CEU.
func (s *Service) grant(ctx context.Context, tx *db.Tx, actor authz.Actor, r Review, w *catalogue.Worksheet) error {
	o, err := s.catalogue.OfferByID(ctx, tx, r.OfferID)
	if err != nil {
		return err
	}
	if moved(o, r) {
		return errs.New(errs.Conflict, "The offer has been changed since, and what was asked about is no longer its wording. Return the review and ask for a new one.")
	}
	if slices.Contains(r.Granted, catalogue.CEU) {
		if err := actor.Require(catalogue.DecideWorksheets, ""); err != nil {
			return err
		}
		if w == nil {
			return errs.Bad("granted", "CEU needs a worksheet, and this version has none.")
		}
		if w.Status == catalogue.WorksheetProposed {
			if err := s.catalogue.DecideWorksheetTx(ctx, tx, actor, w.ID, true, r.Reason); err != nil {
				return err
			}
		}
	}
	return s.catalogue.GrantTx(ctx, tx, actor, r.OfferID, r.VersionID, r.Granted)
}

func errDecided() error { return errs.New(errs.Conflict, "This review was decided before.") }
