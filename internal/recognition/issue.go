package recognition

import (
	"context"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
)

// issueFor gives the certificate for the entry of a completion, when the version that was
// registered for earns one. A review that is granted later gives none for what was completed before it.
func (s *Service) issueFor(ctx context.Context, offer, entry id.ID) error {
	o, err := s.catalogue.OfferByID(ctx, s.db, offer)
	if err != nil {
		return fmt.Errorf("recognition: issue: %w", err)
	}
	entries, err := s.record.Many(ctx, s.db, []id.ID{entry})
	if err != nil {
		return fmt.Errorf("recognition: issue: %w", err)
	}
	earns, err := s.catalogue.EarnsOf(ctx, s.db, o, entries[entry].VersionID)
	if err != nil {
		return fmt.Errorf("recognition: issue: %w", err)
	}
	if !slices.Contains(earns, catalogue.Certificate) {
		return nil
	}
	return s.settle(ctx, entry)
}

// reissue gives a new certificate for a correction when there was one for what the record said
// before. One that was revoked does not come back that way.
func (s *Service) reissue(ctx context.Context, correction id.ID) error {
	chain, err := s.record.Chain(ctx, authz.System("job"), correction)
	if err != nil {
		return fmt.Errorf("recognition: reissue: %w", err)
	}
	entries := make([]id.ID, len(chain))
	for i, e := range chain {
		entries[i] = e.ID
	}
	awards, err := awardsFor(ctx, s.db, entries)
	if err != nil {
		return fmt.Errorf("recognition: reissue: %w", err)
	}
	revoked := slices.ContainsFunc(awards, func(a stored) bool { return !a.revocation.At.IsZero() })
	if len(awards) == 0 || revoked {
		return nil
	}
	return s.settle(ctx, correction)
}

// settle gives the certificate for what stands today in the place of the entry, and looks again
// afterwards: the job of a correction that came in between found no certificate to replace.
func (s *Service) settle(ctx context.Context, entry id.ID) error {
	var issued id.ID
	for {
		newest, err := s.record.Newest(ctx, s.db, []id.ID{entry})
		if err != nil {
			return fmt.Errorf("recognition: issue: %w", err)
		}
		e := newest[entry]
		if e.Withdrawn || e.ID == issued {
			return nil
		}
		if err := s.issue(ctx, e); err != nil {
			return fmt.Errorf("recognition: issue: %w", err)
		}
		issued = e.ID
	}
}

// issue gives the certificate for exactly this entry, unless it has one. It states the entry's
// facts and the name that the person has today.
func (s *Service) issue(ctx context.Context, e record.Entry) error {
	person, err := s.people.Person(ctx, e.PersonID)
	if err != nil {
		return err
	}
	a := Award{
		ID: id.New(), Kind: AttendanceCertificate, PersonID: person.ID, EntryID: e.ID, Code: id.Code(), RecipientName: person.Name,
		Title: e.Title, Issuer: e.Provider, BeganOn: e.BeganOn, EndedOn: e.EndedOn, Minutes: e.Minutes, CEUTenths: e.CEUTenths, IssuedAt: s.clock.Now(),
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		added, err := insertAward(ctx, tx, a)
		if err != nil || !added {
			return err
		}
		if err := events.Publish(ctx, tx, a.IssuedAt, AwardIssued{a.subject(e.OfferID)}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, a.IssuedAt, authz.System("job"), audit.Event{Action: "award.issued", Kind: "award", ID: a.ID, Unit: e.UnitID,
			Detail: map[string]any{"kind": a.Kind, "entry": a.EntryID, "ceu_tenths": a.CEUTenths}})
	})
}
