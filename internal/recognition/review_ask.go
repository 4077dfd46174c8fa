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

// Overview is what an offer earns and what was asked for it, for those who edit it.
type Overview struct {
	Offer catalogue.Offer
	// Version is the wording that a review would be asked about: the draft, or what is published.
	Version catalogue.Version
	// Earns is what completing the offer earns now, with the tenths of a CEU.
	Earns     []catalogue.Recognition
	CEUTenths int
	// Granted is what a review granted the draft, to be earned once it is published; Lapsed says that the
	// latest grant was of a draft that was changed since, so that it covers nothing.
	Granted []catalogue.Recognition
	Lapsed  bool
	// Worksheet is the version's, approved or waiting for it; nil when there is none.
	Worksheet *catalogue.Worksheet
	// Reviews are all of the offer's, the latest first.
	Reviews []Review
}

// Waiting reports whether a review of the offer is open.
func (o Overview) Waiting() bool { return slices.ContainsFunc(o.Reviews, Review.Open) }

// Overview returns what an offer earns and its reviews. Those who may ask for recognition may see it.
func (s *Service) Overview(ctx context.Context, actor authz.Actor, offer id.ID) (Overview, error) {
	var (
		v   Overview
		err error
	)
	if v.Offer, v.Version, err = s.mayAsk(ctx, actor, offer); err != nil {
		return Overview{}, err
	}
	approved := false
	if v.Offer.PublishedID != "" {
		var w catalogue.Worksheet
		if w, approved, err = s.catalogue.ApprovedWorksheet(ctx, s.db, v.Offer.PublishedID); err != nil {
			return Overview{}, err
		}
		if slices.Contains(v.Offer.Earns, catalogue.CEU) {
			v.CEUTenths = w.Tenths
		}
	}
	for _, r := range v.Offer.Earns {
		if r != catalogue.CEU || approved {
			v.Earns = append(v.Earns, r)
		}
	}
	if v.Worksheet, err = s.worksheet(ctx, s.db, v.Version.ID); err != nil {
		return Overview{}, err
	}
	if v.Reviews, err = reviewsOf(ctx, s.db, offer); err != nil {
		return Overview{}, fmt.Errorf("recognition: overview: %w", err)
	}
	if err := s.drafted(ctx, &v); err != nil {
		return Overview{}, fmt.Errorf("recognition: overview: %w", err)
	}
	return v, s.name(ctx, v.Reviews)
}

// drafted fills in what was granted to drafts.
func (s *Service) drafted(ctx context.Context, v *Overview) (err error) {
	if v.Offer.DraftID != "" {
		if v.Granted, _, err = s.catalogue.Granted(ctx, s.db, v.Offer.DraftID); err != nil {
			return err
		}
	}
	i := slices.IndexFunc(v.Reviews, func(r Review) bool { return r.Decision == Granted })
	if i < 0 || !moved(v.Offer, v.Reviews[i]) {
		return nil
	}
	was, err := s.catalogue.VersionByID(ctx, s.db, v.Reviews[i].VersionID)
	v.Lapsed = was.PublishedAt.IsZero()
	return err
}

// mayAsk returns the offer with the wording that its editors go on with, to those who may ask.
func (s *Service) mayAsk(ctx context.Context, actor authz.Actor, offer id.ID) (catalogue.Offer, catalogue.Version, error) {
	o, v, err := s.catalogue.Edit(ctx, actor, offer)
	if err != nil {
		return o, v, err
	}
	return o, v, actor.Require(AskForReviews, o.UnitID)
}

// Ask opens a review of what an offer may earn, on the wording that stands now: its draft, or
// what is published. Asking for CEU needs a worksheet. Editors of the unit may ask.
// Errors: Invalid on "asked", Conflict while another review of the offer is open.
func (s *Service) Ask(ctx context.Context, actor authz.Actor, offer id.ID, asked []catalogue.Recognition) (Review, error) {
	o, v, err := s.mayAsk(ctx, actor, offer)
	if err != nil {
		return Review{}, err
	}
	person, err := actor.RequirePerson("")
	if err != nil {
		return Review{}, err
	}
	clean, err := known("asked", asked)
	if err != nil {
		return Review{}, err
	}
	r := Review{ID: id.New(), OfferID: o.ID, VersionID: v.ID, Title: v.Title, Key: o.Key, UnitID: o.UnitID, UnitName: o.UnitName,
		Asked: clean, AskedBy: person, AskedAt: s.clock.Now(), AskedByName: actor.Name}
	return r, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if slices.Contains(clean, catalogue.CEU) {
			w, err := s.worksheet(ctx, tx, v.ID)
			if err != nil {
				return err
			}
			if w == nil {
				return errs.Bad("asked", "CEU needs a worksheet first: say which minutes count, and how they were counted.")
			}
		}
		added, err := insertReview(ctx, tx, r)
		if err != nil {
			return fmt.Errorf("recognition: ask: %w", err)
		}
		if !added {
			return errs.New(errs.Conflict, "This offer is being reviewed already. Wait for the decision, then ask again.")
		}
		return audit.Record(ctx, tx, r.AskedAt, actor, audit.Event{Action: "review.asked", Kind: "review", ID: r.ID, Unit: o.UnitID,
			Detail: map[string]any{"offer": o.ID, "asked": clean}})
	})
}

// known brings a choice of what an offer can earn into its order, and refuses one of nothing or
// of what there is not.
func known(field string, list []catalogue.Recognition) ([]catalogue.Recognition, error) {
	var out []catalogue.Recognition
	for _, r := range catalogue.Recognitions {
		if slices.Contains(list, r) {
			out = append(out, r)
		}
	}
	if len(out) == 0 || slices.ContainsFunc(list, func(r catalogue.Recognition) bool { return !r.Valid() }) {
		return nil, errs.Bad(field, "Choose what completing it should earn.")
	}
	return out, nil
}
