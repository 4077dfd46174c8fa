package catalogue

import (
	"context"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// ApprovedWorksheet returns the approved worksheet of a version, and false when it has none.
func (s *Service) ApprovedWorksheet(ctx context.Context, q db.Q, version id.ID) (Worksheet, bool, error) {
	return approvedWorksheet(ctx, q, version)
}

// Worksheet returns a worksheet by its id, for later areas. NotFound otherwise.
func (s *Service) Worksheet(ctx context.Context, q db.Q, worksheet id.ID) (Worksheet, error) {
	w, ok, err := worksheetByID(ctx, q, worksheet)
	if err == nil && !ok {
		err = errs.New(errs.NotFound, "There is no such worksheet.")
	}
	return w, err
}

// Worksheets returns all worksheets of a version, newest first, for later areas.
func (s *Service) Worksheets(ctx context.Context, q db.Q, version id.ID) ([]Worksheet, error) {
	return worksheetsOf(ctx, q, version)
}

// DecideWorksheetTx approves a proposed worksheet or returns it with a reason. Accreditation staff
// may, but never the author. Conflict when it was decided already, or when the version was
// edited after it was proposed. Recognition calls it.
func (s *Service) DecideWorksheetTx(ctx context.Context, tx *db.Tx, actor authz.Actor, worksheet id.ID, approve bool, reason string) error {
	if err := actor.Require(DecideWorksheets, ""); err != nil {
		return err
	}
	w, err := s.Worksheet(ctx, tx, worksheet)
	if err != nil {
		return err
	}
	if actor.PersonID != "" {
		// The author may since have been merged into the one who decides.
		author, err := s.people.Surviving(ctx, tx, w.AuthorID)
		if err != nil {
			return err
		}
		if author == actor.PersonID {
			return errs.New(errs.Forbidden, "Nobody decides on a worksheet of their own. Ask a colleague.")
		}
	}
	status, action := WorksheetApproved, "worksheet.approved"
	if !approve {
		status, action = WorksheetReturned, "worksheet.returned"
		if strings.TrimSpace(reason) == "" {
			return errs.Bad("reason", "Say what has to change before it can be approved.")
		}
	}
	v, err := versionByID(ctx, tx, w.VersionID)
	if err != nil {
		return err
	}
	// Whoever is saving the version has the offer's row; what they have written is read after them.
	if _, err := lockOffer(ctx, tx, v.OfferID); err != nil {
		return err
	}
	if v, err = versionByID(ctx, tx, w.VersionID); err != nil {
		return err
	}
	if v.UpdatedAt.After(w.ProposedAt) {
		return errs.New(errs.Conflict, "The offer was changed after this worksheet was proposed. Ask for a new one.")
	}
	now := s.clock.Now()
	ok, err := decideWorksheet(ctx, tx, worksheet, status, actor.PersonID, now, reason)
	if db.IsUnique(err) || err == nil && !ok {
		return errs.New(errs.Conflict, "This worksheet has been decided already.")
	}
	if err != nil {
		return err
	}
	o, err := offerByID(ctx, tx, v.OfferID)
	if err != nil {
		return err
	}
	err = audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "offer", ID: o.ID, Unit: o.UnitID,
		Detail: map[string]any{"worksheet": w.ID, "version": v.Number, "tenths": w.Tenths, "reason": reason}})
	if err != nil {
		return err
	}
	return s.touchTx(ctx, tx, o.ID)
}

// earnable brings what an offer shall earn into its order, and refuses what there is not.
func earnable(earns []Recognition) ([]Recognition, error) {
	clean := []Recognition{}
	for _, r := range Recognitions {
		if slices.Contains(earns, r) {
			clean = append(clean, r)
		}
	}
	for _, r := range earns {
		if !r.Valid() {
			return nil, errs.Bad("earns", "“%s” is nothing that an offer can earn.", string(r))
		}
	}
	return clean, nil
}

// SetEarnsTx sets what an offer may earn. Only the review in recognition calls it, which has
// checked who decides. CEU takes effect while the published version has an approved worksheet.
func (s *Service) SetEarnsTx(ctx context.Context, tx *db.Tx, actor authz.Actor, offer id.ID, earns []Recognition) error {
	o, err := lockOffer(ctx, tx, offer)
	if err != nil {
		return err
	}
	clean, err := earnable(earns)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	if err := updateEarns(ctx, tx, offer, clean, actor.PersonID, now); err != nil {
		return err
	}
	err = audit.Record(ctx, tx, now, actor, audit.Event{Action: "offer.earns-set", Kind: "offer", ID: o.ID, Unit: o.UnitID,
		Detail: map[string]any{"from": o.Earns, "to": clean}})
	if err != nil {
		return err
	}
	return s.touchTx(ctx, tx, offer)
}
