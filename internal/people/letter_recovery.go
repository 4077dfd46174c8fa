package people

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/mail"
)

// The names of the jobs about recoveries.
const (
	jobRecoveryHanded = "people.recovery-handed"
	jobRecoveryDue    = "people.recovery-due"
	jobRecoveryLetter = "people.recovery-letter"
)

type recoveryJob struct{ ID id.ID }

// recoveryLetter is a letter about a recovery: to one of the account's addresses, or to whoever asked where Address is empty.
type recoveryLetter struct {
	ID      id.ID
	Step    string
	Address string
	// Verified says that the address is known to be the owner's; otherwise not even their name is told.
	Verified bool
}

// The steps that letters tell of.
const (
	recoveryAsked     = "asked"
	recoveryConfirmed = "confirmed"
	recoveryDue       = "due"
	recoveryDone      = "done"
	recoveryEnded     = "ended" // without the account being given back
)

// RecoveryLink is what a link in a letter about a recovery is for.
type RecoveryLink string

// The purposes.
const (
	RecoveryHandIn RecoveryLink = "hand-in" // by whoever asks, at the address they gave
	RecoveryStop   RecoveryLink = "stop"    // by whoever reads letters to the account
	RecoverySet    RecoveryLink = "set"     // a new password, by whoever asked
)

// recoveryStopLife outlasts every recovery, so that the oldest letter still stops it.
const recoveryStopLife = 2*twoKept + recoverySetLife

// writeContactTx asks for a letter to whoever asked for the account.
func (s *Service) writeContactTx(ctx context.Context, tx *db.Tx, now time.Time, recovery id.ID, step string) error {
	return events.Enqueue(ctx, tx, now, time.Time{}, jobRecoveryLetter, recoveryLetter{ID: recovery, Step: step})
}

// tellOwnerTx asks for a letter to every address that the account has.
func (s *Service) tellOwnerTx(ctx context.Context, tx *db.Tx, now time.Time, r Recovery, step string) error {
	ids, err := allIDs(ctx, tx, r.PersonID)
	if err != nil {
		return err
	}
	all, err := addressesOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	return s.tellTx(ctx, tx, now, r, step, all)
}

func (s *Service) tellTx(ctx context.Context, tx *db.Tx, now time.Time, r Recovery, step string, all []Address) error {
	for _, a := range all {
		l := recoveryLetter{ID: r.ID, Step: step, Address: a.Address, Verified: !a.VerifiedAt.IsZero()}
		if err := events.Enqueue(ctx, tx, now, time.Time{}, jobRecoveryLetter, l); err != nil {
			return err
		}
	}
	return nil
}

// tellConfirmedTx asks for the letters that say that a recovery is confirmed, and keeps to whom they go. The wait begins when the mail server has
// answered to the last of them; at once for an account without an address.
func (s *Service) tellConfirmedTx(ctx context.Context, tx *db.Tx, now time.Time, r Recovery) error {
	ids, err := allIDs(ctx, tx, r.PersonID)
	if err != nil {
		return err
	}
	all, err := addressesOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, a := range all {
		if err := insertTold(ctx, tx, r.ID, a.Address); err != nil {
			return err
		}
	}
	if len(all) == 0 {
		return s.beginWaitTx(ctx, tx, now, r)
	}
	return s.tellTx(ctx, tx, now, r, recoveryConfirmed, all)
}

func (s *Service) beginWaitTx(ctx context.Context, tx *db.Tx, now time.Time, r Recovery) error {
	due := now.Add(RecoveryWait)
	if err := setRecoveryDue(ctx, tx, due, r.ID); err != nil {
		return err
	}
	return events.Enqueue(ctx, tx, now, due, jobRecoveryDue, recoveryJob{ID: r.ID})
}

// answered keeps that the mail server took the letter to an address, or never will, and begins the wait when it was the last one.
func (s *Service) answered(ctx context.Context, l recoveryLetter, refused bool) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := recoveryByID(ctx, tx, l.ID, tx.Dialect().ForUpdate())
		if err != nil || !r.EndedAt.IsZero() || !r.DueAt.IsZero() {
			return err
		}
		left, err := setTold(ctx, tx, now, l.ID, l.Address, refused)
		if err != nil || left > 0 {
			return err
		}
		return s.beginWaitTx(ctx, tx, now, r)
	})
}

// toldOf returns whom a recovery is told to once it is confirmed, or who would be.
func (s *Service) toldOf(ctx context.Context, q db.Q, r Recovery) ([]Told, error) {
	if !r.ConfirmedAt.IsZero() {
		if told, err := toldOf(ctx, q, r.ID); err != nil || len(told) > 0 { // else it has no address, or was confirmed before this was kept
			return told, err
		}
	}
	ids, err := allIDs(ctx, q, r.PersonID)
	if err != nil {
		return nil, err
	}
	all, err := addressesOf(ctx, q, ids)
	out := make([]Told, len(all))
	for i, a := range all {
		out[i].Address = a.Address
	}
	return out, err
}

// writeRecoveryLetter writes a letter with a link of its own, whose secret is nowhere else.
func (s *Service) writeRecoveryLetter(ctx context.Context, key string, l recoveryLetter) error {
	r, err := recoveryByID(ctx, s.db, l.ID, "")
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if l.Step == recoveryConfirmed && l.Address != "" { // it may be asked for several times
		told, err := toldOf(ctx, s.db, r.ID)
		if err != nil || slices.ContainsFunc(told, func(t Told) bool { return t.Address == l.Address && !t.At.IsZero() }) {
			return err
		}
	}
	m := mail.Message{To: l.Address, Key: key}
	lang := r.language
	if l.Address == "" {
		m.To, m.ToName = r.Contact, r.Name
	} else {
		p, err := s.Person(ctx, r.PersonID)
		if err != nil {
			return err
		}
		lang = p.Language
		if l.Verified {
			m.ToName = p.Name
		}
	}
	purpose, path, life := RecoveryLink(""), "", time.Duration(0)
	now := s.clock.Now()
	switch {
	case l.Step == recoveryDone, l.Step == recoveryEnded:
	case !r.EndedAt.IsZero():
		return nil // it tells of what is over
	case l.Address != "":
		purpose, path, life = RecoveryStop, "/recover/stop/", recoveryStopLife
	case l.Step == recoveryAsked:
		sent, err := countRecoveries(ctx, s.db, r.key, now.Add(-time.Hour))
		if err != nil || sent > recoveriesAnHour || now.Sub(r.AskedAt) > letterLate {
			return err
		}
		m.ToName = "" // somebody wrote it who may be anybody
		purpose, path, life = RecoveryHandIn, "/recover/", recoveryHandLife
	case l.Step == recoveryDue:
		purpose, path, life = RecoverySet, "/recover/set/", r.SentAt.Add(recoverySetLife).Sub(now)
	}
	link := ""
	if purpose != "" {
		secret := id.Secret()
		link = s.baseURL + path + secret
		err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return insertRecoveryLink(ctx, tx, id.Hash(secret), r.ID, purpose, now.Add(life))
		})
		if err != nil {
			return err
		}
	}
	ctx = i18n.With(ctx, i18n.Locale{Lang: lang, Zone: s.zone})
	if l.Address == "" {
		composeToContact(ctx, &m, l.Step, link, r)
	} else {
		composeToOwner(ctx, &m, l.Step, link, now)
	}
	err = s.mail.Send(ctx, m)
	refused := errors.Is(err, mail.ErrRefused)
	if err != nil && !refused {
		return fmt.Errorf("people: letter: %w", err)
	}
	if l.Step == recoveryConfirmed && l.Address != "" {
		return s.answered(ctx, l, refused)
	}
	return err
}

func composeToContact(ctx context.Context, m *mail.Message, step, link string, r Recovery) {
	t := func(text string, args ...any) string { return i18n.T(ctx, text, args...) }
	switch step {
	case recoveryAsked:
		frame(ctx, m, t("Hand in your request"), t("Somebody, probably you, gave this address and asked the association to get an account back. Open this link to hand the request in. It works once, until this time tomorrow:"), link,
			t("If you did not ask for this, you need not do anything: nothing happens unless the link is opened."))
	case recoveryConfirmed:
		frame(ctx, m, t("Your account is about to be given back"), t("Two members of staff have looked at your request. So that nobody can take an account by a trick, its addresses are told now, and a day passes. Then a link to set a new password is sent to you."))
	case recoveryDue:
		frame(ctx, m, t("Set a new password"), t("The wait is over. Open this link to set a new password. It works once, for three days, and signs you out everywhere else:"), link)
	case recoveryEnded:
		frame(ctx, m, t("Nothing came of your request"), t("You asked the association to get an account back. The request was not gone on with. If the account is yours, speak with the association, and ask again."))
	}
}

func composeToOwner(ctx context.Context, m *mail.Message, step, link string, now time.Time) {
	t := func(text string, args ...any) string { return i18n.T(ctx, text, args...) }
	subject, said := "", ""
	switch step {
	case recoveryAsked:
		subject, said = t("Somebody asks for your account"), t("Somebody, perhaps you, says that they cannot sign in to your account any more and asks the association for it. Nothing happens before two members of staff have made sure who asks, and a day has gone by.")
	case recoveryConfirmed:
		subject, said = t("Your account is about to be given back"), t("Two members of staff have made sure that it is you who asks for your account. A day from now, not before %s, a link to set a new password is sent to the address that was given.", i18n.DateTime(ctx, now.Add(RecoveryWait)))
	case recoveryDue:
		subject, said = t("A link to your account was sent"), t("The wait is over: a link to set a new password for your account was sent to the address that was given. Until it is used it can still be stopped.")
	case recoveryDone:
		frame(ctx, m, t("Your account was given back"), t("A new password was set for your account by the link that the association sent. Letters go to another address now, you were signed out everywhere, and every API token has ended."),
			t("If this was not you, answer to the association at once."))
		return
	}
	frame(ctx, m, subject, said, t("If it is you who asks, you need not do anything. If this was not you, stop it at once by this link:"), link)
}
