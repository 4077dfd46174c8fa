package registration

import (
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
)

// When the questions come: one at completion, one after a quarter, and for recognised offers one
// after a year, for those who agreed to it.
const (
	askAgainAfter       = 90 * 24 * time.Hour
	askRecognitionAfter = 365 * 24 * time.Hour
)

// course is what a completion needs to know of an offer, in the version that was registered for.
type course struct {
	offer     catalogue.Offer
	version   catalogue.Version
	worksheet *catalogue.Worksheet
	// earns is what completing that version may earn.
	earns []catalogue.Recognition
}

func (s *Service) course(ctx context.Context, q db.Q, r Registration) (course, error) {
	var (
		c   course
		err error
	)
	if c.offer, err = s.catalogue.OfferByID(ctx, q, r.OfferID); err != nil {
		return c, err
	}
	if c.version, err = s.catalogue.VersionByID(ctx, q, r.VersionID); err != nil {
		return c, err
	}
	if c.earns, err = s.catalogue.EarnsOf(ctx, q, c.offer, r.VersionID); err != nil {
		return c, err
	}
	w, ok, err := s.catalogue.ApprovedWorksheet(ctx, q, r.VersionID)
	if ok {
		c.worksheet = &w
	}
	return c, err
}

func (c course) earnsCEU() bool { return slices.Contains(c.earns, catalogue.CEU) }

// complete marks the registration completed and, in the same transaction, appends the entry to the
// record, asks for the evaluation and tells whoever issues awards.
func (t *turn) complete(ctx context.Context, r *Registration, c course, reason Reason, note string) error {
	if err := t.move(ctx, r, StateCompleted, reason, note); err != nil {
		return err
	}
	person, err := t.s.people.Surviving(ctx, t.tx, r.PersonID)
	if err != nil {
		return err
	}
	minutes, tenths := t.credit(c, reason, r.Minutes)
	n := record.NewEntry{
		PersonID: person, Kind: record.KindLearning, Activity: string(c.offer.Kind), Title: c.version.Title, Provider: r.UnitName,
		UnitID: r.UnitID, OfferID: r.OfferID, VersionID: r.VersionID, OccurrenceID: r.OccurrenceID, RegistrationID: r.ID,
		Minutes: minutes, CEUTenths: tenths, Areas: c.version.Areas, Level: string(c.version.Level), Format: string(c.version.Format),
		Assurance: record.ByAssociation, Provenance: record.FromCompletion, SourceRef: record.CompletionSource(r.ID),
		Why: r.Reason, Toward: r.Toward, RecordedBy: t.actor.PersonID,
	}
	n.BeganOn, n.EndedOn = t.dates(*r)
	if reason == ReasonSelfDeclared {
		n.Note = "Completed at one's own pace, by the learner's own declaration."
	}
	entry, _, err := t.s.record.AppendTx(ctx, t.tx, t.now, n)
	if err != nil {
		return err
	}
	if err := insertRequests(ctx, t.tx, t.requests(*r)); err != nil {
		return err
	}
	return events.Publish(ctx, t.tx, t.now, Completed{RegistrationID: r.ID, EntryID: entry.ID, PersonID: person, OfferID: r.OfferID, OccurrenceID: r.OccurrenceID, At: t.now})
}

// credit is what the completion is worth here and now.
func (t *turn) credit(c course, reason Reason, attended int) (minutes, tenths int) {
	if reason != ReasonRuleMet || !asksAttendance(c.version.Completion.Rule) {
		attended = 0
	}
	var windows []Window
	if t.occurrence.ID != "" {
		windows = Windows(t.occurrence)
	}
	return credit(c.version, c.earnsCEU(), c.worksheet, attended, windows)
}

// dates are the civil dates of what was completed: those of the occurrence where it took place, or
// from beginning to completing. What is completed before the last day ends on the day of completing.
func (t *turn) dates(r Registration) (began, ended string) {
	if r.OccurrenceID == "" {
		ended = t.s.people.Today()
		return min(t.s.people.DayOf(r.CreatedAt), ended), ended
	}
	day := func(at time.Time) string { return at.In(t.occurrence.Location()).Format(time.DateOnly) }
	ended = min(day(t.occurrence.EndsAt), day(t.now))
	return min(day(t.occurrence.StartsAt), ended), ended
}

func (t *turn) requests(r Registration) []evaluationRequest {
	out := []evaluationRequest{{r.ID, AtCompletion, t.now}, {r.ID, After90Days, t.now.Add(askAgainAfter)}}
	if r.AskLater {
		out = append(out, evaluationRequest{r.ID, RecognitionLater, t.now.Add(askRecognitionAfter)})
	}
	return out
}

// Complete marks a registration completed by hand. Those who may DecideCompletion, with a reason,
// never for themselves. It says that the whole was completed, whatever was recorded of the attendance,
// so the whole counts, CEU among it. Emits Completed. A second call changes nothing. Conflict before
// the start, and when the person has completed the same date under another account.
func (s *Service) Complete(ctx context.Context, actor authz.Actor, registration id.ID, reason string) (Registration, error) {
	return s.decide(ctx, actor, registration, StateCompleted, reason)
}

// NotComplete marks a registration as not completed by hand. Those who may DecideCompletion, with
// a reason, never for themselves. Emits NotCompleted. What is completed stays so: its entry is
// corrected in the record.
func (s *Service) NotComplete(ctx context.Context, actor authz.Actor, registration id.ID, reason string) (Registration, error) {
	return s.decide(ctx, actor, registration, StateNotCompleted, reason)
}

func (s *Service) decide(ctx context.Context, actor authz.Actor, registration id.ID, to State, reason string) (Registration, error) {
	known, err := s.managed(ctx, actor, DecideCompletion, registration)
	if err != nil {
		return Registration{}, err
	}
	if err := s.notOneself(ctx, actor, known); err != nil {
		return Registration{}, err
	}
	if reason == "" || len(reason) > maxNote {
		return Registration{}, errs.Bad("reason", "Say in a few words why.")
	}
	persons, err := s.people.IDs(ctx, known.PersonID)
	if err != nil {
		return Registration{}, err
	}
	var r Registration
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, now, err := s.turnFor(ctx, tx, actor, staffOr(actor), known)
		if err != nil {
			return err
		}
		if r = now; r.State == to {
			return nil
		}
		if r.OccurrenceID != "" && t.now.Before(t.occurrence.StartsAt) {
			return errs.New(errs.Conflict, "This has not begun yet, so there is nothing to decide.")
		}
		r.DecidedBy, r.DecidedReason = actor.PersonID, reason
		if to != StateCompleted {
			return t.move(ctx, &r, to, ReasonByHand, reason)
		}
		twice, err := amongThem(ctx, tx, r.OccurrenceID, persons, StateCompleted)
		if err != nil {
			return err
		}
		if twice {
			return errs.New(errs.Conflict, "This person has completed this date under another of their accounts, so nothing was changed.")
		}
		c, err := s.course(ctx, tx, r)
		if err != nil {
			return err
		}
		return t.complete(ctx, &r, c, ReasonByHand, reason)
	})
	if err != nil {
		return Registration{}, fmt.Errorf("registration: decide: %w", err)
	}
	return r, nil
}

// Declare completes what the learner says they have completed, where the offer's rule leaves it to
// them. Only the person themselves. Emits Completed. A second call changes nothing.
func (s *Service) Declare(ctx context.Context, actor authz.Actor, registration id.ID) (Registration, error) {
	known, err := s.own(ctx, actor, authz.ScopeRegistrationsWrite, registration)
	if err != nil {
		return Registration{}, err
	}
	var r Registration
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, now, err := s.turnFor(ctx, tx, actor, Learner, known)
		if err != nil {
			return err
		}
		if r = now; r.State == StateCompleted {
			return nil
		}
		c, err := s.course(ctx, tx, r)
		switch {
		case err != nil:
			return err
		case c.version.Completion.Rule != catalogue.BySelf:
			return errs.New(errs.Conflict, "This is completed by another rule, which does not ask you.")
		case r.OccurrenceID != "" && t.now.Before(t.occurrence.StartsAt):
			return errs.New(errs.Conflict, "This has not begun yet.")
		}
		return t.complete(ctx, &r, c, ReasonSelfDeclared, "")
	})
	if err != nil {
		return Registration{}, fmt.Errorf("registration: declare: %w", err)
	}
	return r, nil
}

// followParts completes what a person has open in offers of which the given one is a part, when
// all required parts are completed now. Each is a transaction of its own.
func (s *Service) followParts(ctx context.Context, person, offer id.ID) error {
	wholes, err := s.catalogue.WholesOf(ctx, s.db, offer)
	if err != nil || len(wholes) == 0 {
		return err
	}
	persons, err := s.people.IDs(ctx, person)
	if err != nil {
		return err
	}
	offers := make([]id.ID, len(wholes))
	for i, w := range wholes {
		offers[i] = w.OfferID
	}
	open, err := openInOffers(ctx, s.db, persons, offers)
	if err != nil {
		return err
	}
	for _, r := range open {
		if err := s.completeByParts(ctx, r, persons); err != nil {
			return err
		}
	}
	return nil
}

// completeByParts completes one of them. A dated one waits for its start, and its closing asks again.
func (s *Service) completeByParts(ctx context.Context, known Registration, persons []id.ID) error {
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, r, err := s.turnFor(ctx, tx, authz.System("job"), Program, known)
		if err != nil || r.State != StateRegistered && r.State != StateAttended && r.State != StateNotCompleted {
			return err
		}
		if r.OccurrenceID != "" && t.now.Before(t.occurrence.StartsAt) {
			return nil
		}
		if twice, err := amongThem(ctx, tx, r.OccurrenceID, persons, StateCompleted); err != nil || twice {
			return err
		}
		c, err := s.course(ctx, tx, r)
		if err != nil || c.version.Completion.Rule != catalogue.ByParts {
			return err
		}
		done, err := s.partsDone(ctx, tx, r.OfferID, persons)
		if err != nil || !done {
			return err
		}
		return t.complete(ctx, &r, c, ReasonPartsCompleted, "")
	})
	if err != nil {
		return fmt.Errorf("registration: parts: %w", err)
	}
	return nil
}

// partsDone reports whether the offer has required parts and the person completed all of them.
func (s *Service) partsDone(ctx context.Context, q db.Q, offer id.ID, persons []id.ID) (bool, error) {
	parts, err := s.catalogue.PartsOf(ctx, q, offer)
	if err != nil {
		return false, err
	}
	var required []id.ID
	for _, p := range parts {
		if p.Required {
			required = append(required, p.OfferID)
		}
	}
	done, err := completedOffers(ctx, q, persons, required)
	return err == nil && len(required) > 0 && len(done) == len(required), err
}
