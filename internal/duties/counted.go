package duties

import (
	"context"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// WhoCounts are the people who agreed for one organisation.
type WhoCounts struct {
	Organisation people.Organisation
	// Page has their agreements with names, those that wait among them, in the order in which they were made.
	page.Page[Member]
}

// WhoCounts returns who agreed for an organisation itself, without where they stand. Its coordinator, or one of what it was part of when they
// agreed; NotFound for everybody else; no token may.
func (s *Service) WhoCounts(ctx context.Context, actor authz.Actor, organisation id.ID, p page.Request) (WhoCounts, error) {
	o, by, err := s.mayConfirm(ctx, actor, organisation)
	if err != nil {
		return WhoCounts{}, err
	}
	var after id.ID
	if _, err := page.Decode(p.Cursor, &after); err != nil {
		return WhoCounts{}, err
	}
	list, err := openConsents(ctx, s.db, []id.ID{organisation}, open{waiting: true, by: by}, after, p.Size()+1)
	if err != nil {
		return WhoCounts{}, err
	}
	cut := page.Cut(list, p.Size(), func(c Consent) any { return c.ID })
	out := WhoCounts{Organisation: o}
	out.Next = cut.Next
	persons := make([]id.ID, len(cut.Items))
	for i, c := range cut.Items {
		persons[i] = c.PersonID
	}
	names, err := s.people.Persons(ctx, persons)
	for _, c := range cut.Items {
		out.Items = append(out.Items, Member{Consent: c, Name: names[c.PersonID].Name})
	}
	return out, err
}

// Confirm says that somebody who agreed for an organisation belongs there: from then on they are counted. Who may is as of WhoCounts. Confirming
// again changes nothing. Errors: NotFound, also when it was taken back.
func (s *Service) Confirm(ctx context.Context, actor authz.Actor, organisation, consent id.ID) error {
	return s.decide(ctx, actor, organisation, consent, func(ctx context.Context, tx *db.Tx, c Consent) (bool, string, error) {
		done, err := confirmConsent(ctx, tx, c.ID, actor.PersonID, s.clock.Now())
		return done, "duties.share-confirmed", err
	})
}

// Decline ends an agreement for an organisation, be it that it waits or counts; its person sees who did, and can agree again. Who may is as of
// WhoCounts. Errors: NotFound, also when it has ended.
func (s *Service) Decline(ctx context.Context, actor authz.Actor, organisation, consent id.ID) error {
	return s.decide(ctx, actor, organisation, consent, func(ctx context.Context, tx *db.Tx, c Consent) (bool, string, error) {
		done, err := endConsent(ctx, tx, c.ID, actor.PersonID, s.clock.Now())
		return done, "duties.unshared", err
	})
}

func (s *Service) decide(ctx context.Context, actor authz.Actor, organisation, consent id.ID, do func(context.Context, *db.Tx, Consent) (done bool, action string, err error)) error {
	_, by, err := s.mayConfirm(ctx, actor, organisation)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := consentByID(ctx, tx, consent)
		if err != nil {
			return err
		}
		seen, err := sees(ctx, tx, consent, by)
		if err != nil {
			return err
		}
		if !seen || c.OrganisationID != organisation || !c.EndedAt.IsZero() {
			return errNoAgreement()
		}
		done, action, err := do(ctx, tx, c)
		if err != nil || !done {
			return err
		}
		return audit.Record(ctx, tx, s.clock.Now(), actor, audit.Event{Action: action, Kind: "duty-agreement", ID: consent})
	})
}
