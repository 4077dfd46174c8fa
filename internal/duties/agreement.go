package duties

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
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/rules"
)

// Consent is that a person lets those who look after an organisation, or one that it is part of, see where they stand with their
// duties: states, days and amounts, and never an entry.
type Consent struct {
	ID, PersonID, OrganisationID id.ID
	// Organisation is its name of today.
	Organisation string
	// Role is what the person is there, for rules that ask for members of a role; Since is a civil date.
	Role, Since string
	AgreedAt    time.Time
	// ConfirmedAt is zero while who looks after the organisation has not confirmed it: nobody is counted by it until then.
	ConfirmedAt time.Time
	// EndedAt is zero while it is open. EndedBy is who ended it, be it the person or who looks after the organisation.
	EndedAt              time.Time
	ConfirmedBy, EndedBy id.ID
	// Declined says that who looks after the organisation ended it, and not the person. Consents fills it in.
	Declined bool

	// seen says that those see by it for whom it was read.
	seen bool
}

// Waits reports whether it waits to be confirmed.
func (c Consent) Waits() bool { return c.ConfirmedAt.IsZero() && c.EndedAt.IsZero() }

// Look is one look of somebody else at where a person stands.
type Look struct {
	ID             id.ID
	OrganisationID id.ID
	Organisation   string
	ViewerID       id.ID
	ViewerName     string
	At             time.Time
}

func errNoAgreement() error { return errs.New(errs.NotFound, "There is no such agreement.") }

// Agree lets those who look after an organisation, or what it is part of today, see where the actor stands, once one of them has confirmed it;
// who looks after it themselves confirms it by that. Only for oneself, and not by a token. Errors: Invalid by field (organisation, role, since),
// also when it is open already.
func (s *Service) Agree(ctx context.Context, actor authz.Actor, organisation id.ID, role, since string) error {
	person, ids, err := s.self(ctx, actor)
	if err != nil {
		return err
	}
	role = strings.TrimSpace(role)
	if since == "" {
		since = s.today().String()
	}
	var f errs.Fields
	day, ok := rules.ParseDay(since)
	f.Check(ok, "since", "Enter a date that exists, such as 2026-03-12.")
	f.Check(!ok || day <= s.today(), "since", "This day is still to come. Enter a day up to today.")
	f.Check(len([]rune(role)) <= maxName, "role", "This is too long; %d characters fit.", maxName)
	if err := f.Err(); err != nil {
		return err
	}
	path, err := s.people.OrganisationPath(ctx, organisation)
	if errs.Is(err, errs.NotFound) {
		return errs.Bad("organisation", "Choose a library from the list.")
	}
	if err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		open, err := consentsOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(open, func(c Consent) bool { return c.OrganisationID == organisation && c.EndedAt.IsZero() }) {
			return errs.Bad("organisation", "You have agreed for this one already.")
		}
		c := Consent{ID: id.New(), PersonID: person, OrganisationID: organisation, Role: role, Since: since, AgreedAt: now}
		if len(coordinates(actor, path)) > 0 {
			c.ConfirmedAt, c.ConfirmedBy = now, actor.PersonID
		}
		if err := insertConsent(ctx, tx, c, path); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "duties.shared", Kind: "duty-agreement", ID: c.ID})
	})
}

// Consents returns what the actor has agreed to, the latest first, what they took back too. Only for oneself.
func (s *Service) Consents(ctx context.Context, actor authz.Actor) ([]Consent, error) {
	_, ids, err := s.self(ctx, actor)
	if err != nil {
		return nil, err
	}
	list, err := consentsOf(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	organisations := make([]id.ID, len(list))
	for i, c := range list {
		organisations[i] = c.OrganisationID
	}
	names, err := s.people.OrganisationNames(ctx, organisations)
	for i, c := range list {
		list[i].Organisation, list[i].Declined = names[c.OrganisationID], c.EndedBy != "" && !slices.Contains(ids, c.EndedBy)
	}
	return list, err
}

// TakeBack ends an agreement of the actor's at once. Ending it again changes nothing. Another's is NotFound. Not by a token.
func (s *Service) TakeBack(ctx context.Context, actor authz.Actor, consent id.ID) error {
	person, ids, err := s.self(ctx, actor)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := consentByID(ctx, tx, consent)
		if err != nil {
			return err
		}
		if !slices.Contains(ids, c.PersonID) {
			return errNoAgreement()
		}
		if ended, err := endConsent(ctx, tx, consent, person, now); err != nil || !ended {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "duties.unshared", Kind: "duty-agreement", ID: consent})
	})
}

// Looks returns who looked at where the actor stands, the latest first. Only for oneself, and not by a token.
func (s *Service) Looks(ctx context.Context, actor authz.Actor, p page.Request) (page.Page[Look], error) {
	var none page.Page[Look]
	_, ids, err := s.self(ctx, actor)
	if err != nil {
		return none, err
	}
	var after lookKey
	if _, err := page.Decode(p.Cursor, &after); err != nil {
		return none, err
	}
	list, err := looksAt(ctx, s.db, ids, after, p.Size()+1)
	if err != nil {
		return none, err
	}
	out := page.Cut(list, p.Size(), func(l Look) any { return lookKey{l.At, l.ID} })
	var viewers, organisations []id.ID
	for _, l := range out.Items {
		viewers, organisations = append(viewers, l.ViewerID), append(organisations, l.OrganisationID)
	}
	persons, err := s.people.Persons(ctx, viewers)
	if err != nil {
		return none, err
	}
	names, err := s.people.OrganisationNames(ctx, organisations)
	for i, l := range out.Items {
		out.Items[i].ViewerName, out.Items[i].Organisation = persons[l.ViewerID].Name, names[l.OrganisationID]
	}
	return out, err
}
