package people

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/mail"
)

const (
	// letterLate is how old a request for a link may be when its letter is written at last.
	letterLate = time.Hour
	// lettersAnHour bounds the links sent to one address, so that nobody's mailbox can be filled.
	lettersAnHour = 6
	// linksKept is how long links that can no longer be used are kept; uploads as long.
	linksKept = 48 * time.Hour
)

// Register registers the area's jobs.
func (s *Service) Register(q *jobs.Queue) {
	jobs.Handle(q, jobLetter, s.writeLetter)
	jobs.Handle(q, jobNotice, s.writeNotice)
	jobs.Handle(q, jobTokenEnds, s.writeTokenEnds)
	jobs.Handle(q, jobRecoveryLetter, s.writeRecoveryLetter)
	jobs.Handle(q, jobRecoveryHanded, s.findRecovered)
	jobs.Handle(q, jobRecoveryDue, s.recoveryIsDue)
	q.Every("people.sweep", time.Hour, s.sweep)
}

// writeLetter decides what a request for a link leads to, makes the link and sends it. Every
// attempt makes a link of its own, because the secret of an earlier one is nowhere to be had; the
// letter's key keeps a second letter from going out.
func (s *Service) writeLetter(ctx context.Context, key string, l letter) error {
	now := s.clock.Now()
	addressKey, ok := FoldEmail(l.Address)
	if !ok || now.Sub(l.AskedAt) > letterLate {
		return nil
	}
	sent, err := countLinks(ctx, s.db, addressKey, now.Add(-time.Hour))
	if err != nil || sent >= lettersAnHour {
		return err
	}
	owners, err := personsByKeys(ctx, s.db, []string{addressKey})
	if err != nil {
		return err
	}
	var p Person
	opens := true
	owner := owners[addressKey]
	if owner != "" {
		if p, err = s.Person(ctx, owner); err != nil {
			return err
		}
		if p.Closed {
			return nil
		}
		ids, err := s.IDs(ctx, owner)
		if err != nil {
			return err
		}
		if opens, err = opensAccount(ctx, s.db, ids, addressKey); err != nil {
			return err
		}
	}
	ctx = i18n.With(ctx, i18n.Locale{Lang: firstOf(p.Language, l.Lang)})
	m := mail.Message{To: l.Address, ToName: firstOf(p.Name, l.Name), Key: key}
	purpose, person := l.Purpose, owner
	switch {
	case purpose == LinkConfirm:
		asker, err := s.Surviving(ctx, s.db, l.PersonID)
		if err != nil {
			return err
		}
		if owner != "" && owner != asker {
			// The owner is told, and the one who asked sees no difference.
			s.compose(ctx, &m, "taken", "")
			return s.mail.Send(ctx, m)
		}
		person = asker
	case !opens:
		// Whoever reads this may be somebody else than the owner: not even the name is told.
		m.ToName = ""
		s.compose(ctx, &m, "unconfirmed", s.baseURL+"/my/addresses")
		return s.mail.Send(ctx, m)
	case owner == "":
		purpose = LinkSignUp
	case purpose == LinkSignUp:
		purpose = LinkSignIn
	}
	secret := id.Secret()
	link := Link{Purpose: purpose, Address: l.Address, PersonID: person, Name: l.Name, Next: l.Next, ExpiresAt: now.Add(linkLife[purpose]), key: addressKey}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return insertLink(ctx, tx, id.Hash(secret), now, link) })
	if err != nil {
		return err
	}
	text := string(purpose)
	if purpose != l.Purpose {
		text = string(l.Purpose) + " as " + text
	}
	s.compose(ctx, &m, text, s.linkAddress(purpose, secret))
	if err := s.mail.Send(ctx, m); err != nil {
		// A link in a letter that never left must not count against the address.
		undo := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return deleteLink(ctx, tx, id.Hash(secret)) })
		if undo != nil {
			return fmt.Errorf("people: letter: %w (and its link was left: %w)", err, undo)
		}
		return fmt.Errorf("people: letter: %w", err)
	}
	return nil
}

// linkAddress is where a link leads.
func (s *Service) linkAddress(p Purpose, secret string) string {
	switch p {
	case LinkSignIn:
		return s.baseURL + "/sign-in/link/" + secret
	case LinkPassword:
		return s.baseURL + "/password/" + secret
	}
	return s.baseURL + "/confirm/" + secret
}

// writeNotice tells a person what was changed, at the address they are known to read.
func (s *Service) writeNotice(ctx context.Context, key string, n notice) error {
	p, err := s.Person(ctx, n.PersonID)
	if err != nil {
		return err
	}
	to := n.Address
	if to == "" {
		if to, err = s.readAddress(ctx, p); err != nil {
			return err
		}
	}
	if p.Closed || to == "" {
		return nil
	}
	ctx = i18n.With(ctx, i18n.Locale{Lang: p.Language})
	m := mail.Message{To: to, ToName: p.Name, Key: key}
	if n.Unnamed {
		m.ToName = ""
	}
	about := n.Addresses
	if n.Number != "" {
		about = append(about, i18n.T(ctx, "Member number %s", n.Number))
	}
	if !n.Ends.IsZero() {
		about = append(about, i18n.T(ctx, "Ends %s", i18n.DateTime(ctx, n.Ends)))
	}
	s.compose(ctx, &m, "notice "+n.What, s.baseURL+noticePage(n.What), about...)
	if err := s.mail.Send(ctx, m); err != nil {
		return fmt.Errorf("people: notice: %w", err)
	}
	return nil
}

// readAddress returns the address that the person is known to read: the one for letters, or else
// another one that was confirmed. It is "" when none was.
func (s *Service) readAddress(ctx context.Context, p Person) (string, error) {
	if p.EmailVerified {
		return p.Email, nil
	}
	ids, err := s.IDs(ctx, p.ID)
	if err != nil {
		return "", err
	}
	all, err := addressesOf(ctx, s.db, ids)
	for _, a := range all {
		if !a.VerifiedAt.IsZero() {
			return a.Address, err
		}
	}
	return "", err
}

// sweep forgets links, tries to sign in and uploads that nobody can use any more.
func (s *Service) sweep(ctx context.Context) error {
	before := s.clock.Now().Add(-linksKept)
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := deleteLinksBefore(ctx, tx, before); err != nil {
			return err
		}
		if err := deleteChallengesBefore(ctx, tx, s.clock.Now()); err != nil {
			return err
		}
		if err := deleteAttemptsBefore(ctx, tx, s.clock.Now()); err != nil {
			return err
		}
		if err := sweepMergesTx(ctx, tx, s.clock.Now()); err != nil {
			return err
		}
		if err := s.sweepRecoveriesTx(ctx, tx, s.clock.Now()); err != nil {
			return err
		}
		return deleteUploadsBefore(ctx, tx, before)
	})
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
