package people

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
)

const (
	// RecoveryWait is how long an account's owner has to say that it was not them, after the second member of staff confirmed.
	RecoveryWait = 24 * time.Hour
	// recoverySetLife is how long the link works with which a password is set then.
	recoverySetLife = 72 * time.Hour
	// recoveryHandLife is how long somebody has to open the letter to the address they gave.
	recoveryHandLife = 24 * time.Hour
	// tellAgainAfter is how long a letter is left to its attempts before another one is asked for, and recoveryUnreached how long after the confirmation an address
	// to which no server answers counts as one that no letter reaches.
	tellAgainAfter, recoveryUnreached = time.Hour, 7 * 24 * time.Hour
	// openRecoveries bounds the requests of which one account's addresses are told at once, recoveriesAnHour those from one address.
	openRecoveries, recoveriesAnHour = 3, 3
)

// Recovery is a request to get an account back of which the password and the addresses, or the second factor, are lost. Staff decide
// on it: one opens it, another one confirms, and then the account's owner has RecoveryWait to stop it.
type Recovery struct {
	ID id.ID
	// Name, Account and Said are in the words of whoever asks: who they are, an address or the member number of the account, and
	// by what they can be known.
	Name, Account, Said string
	// Contact is where they can be written to; it is known to be theirs once HandedAt is set.
	Contact string
	// ResetsFactors says that second factors are taken off; otherwise they stay.
	ResetsFactors     bool
	AskedAt, HandedAt time.Time
	// PersonID is whose account it is, empty while nobody knows.
	PersonID id.ID
	// Two decide on it; Outcome is RecoveryDone, RecoveryStopped, RecoveryRefused or RecoveryLapsed.
	Two
	// Told is, where one request is looked at, what became of the letters to the account's addresses that say it is confirmed; before that they are the addresses
	// that will be told.
	Told []Told
	// DueAt is when the wait is over, zero until every letter was handed over; SentAt is when the link to set a password went out.
	DueAt, SentAt time.Time

	key, language string
}

// The outcomes of a recovery.
const (
	RecoveryDone    = "done"
	RecoveryStopped = "stopped" // by whoever reads the letters to the account
	RecoveryRefused = "refused"
	RecoveryLapsed  = "lapsed"
)

// RecoveryAsk is what somebody says who wants their account back.
type RecoveryAsk struct {
	Name, Account, Said, Contact string
	ResetsFactors                bool
}

var errNoRecovery = errs.New(errs.NotFound, "There is no such request.")

// AskRecovery asks for an account back. Everybody; nothing is looked up, so the answer is the same whoever it is and whatever there is. The
// address given gets a letter, and only who opens it hands the request in. Invalid when something is missing.
func (s *Service) AskRecovery(ctx context.Context, a RecoveryAsk) error {
	a.Name, a.Account, a.Said, a.Contact = CleanName(a.Name), strings.TrimSpace(a.Account), strings.TrimSpace(a.Said), strings.TrimSpace(a.Contact)
	key, ok := FoldEmail(a.Contact)
	var f errs.Fields
	f.Check(a.Name != "", "name", "Enter your name as it stands on your account.")
	f.Check(a.Account != "" && len(a.Account) <= maxAddress, "account", "Enter an address or the member number of the account.")
	f.Check(ok, "email", "Enter an e-mail address such as name@example.org.")
	f.Check(utf8.RuneCountInString(a.Said) <= maxSaid, "said", "Use at most %d characters.", maxSaid)
	if err := f.Err(); err != nil {
		return err
	}
	now := s.clock.Now()
	r := Recovery{ID: id.New(), Name: a.Name, Account: a.Account, Said: a.Said, Contact: a.Contact, ResetsFactors: a.ResetsFactors, AskedAt: now, key: key, language: i18n.From(ctx).Lang}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertRecovery(ctx, tx, r); err != nil {
			return err
		}
		return s.writeContactTx(ctx, tx, now, r.ID, recoveryAsked)
	})
}

// Told is an address that is told of a recovery.
type Told struct {
	Address string
	// At is when the mail server answered, zero before; Refused says that it will never take a letter to this address, or did not take one for recoveryUnreached.
	At      time.Time
	Refused bool
}

// PeekRecovery returns the request that a link in a letter is about, without using the link. Gone when it was used, has run out, or what
// it is about has ended.
func (s *Service) PeekRecovery(ctx context.Context, purpose RecoveryLink, secret string) (Recovery, error) {
	which, ok, err := recoveryByLink(ctx, s.db, id.Hash(secret), purpose, s.clock.Now())
	if err != nil {
		return Recovery{}, err
	}
	if !ok {
		return Recovery{}, errLink
	}
	r, err := recoveryByID(ctx, s.db, which, "")
	if err == nil && (!r.EndedAt.IsZero() || purpose == RecoveryHandIn && !r.HandedAt.IsZero()) {
		err = errLink
	}
	return r, err
}

// HandInRecovery hands a request in whose letter was opened: from now on it waits for staff, and the account's addresses are told. Gone as
// for PeekRecovery.
func (s *Service) HandInRecovery(ctx context.Context, secret string) error {
	now := s.clock.Now()
	return s.byRecoveryLink(ctx, RecoveryHandIn, secret, func(ctx context.Context, tx *db.Tx, r Recovery) error {
		if err := handInRecovery(ctx, tx, now, r.ID); err != nil {
			return err
		}
		// Whose account it is is found later, so that here nothing differs, not even the time.
		return events.Enqueue(ctx, tx, now, time.Time{}, jobRecoveryHanded, recoveryJob{ID: r.ID})
	})
}

// byRecoveryLink uses a link up and calls f with what it is about, which is locked. Of several at once one wins.
func (s *Service) byRecoveryLink(ctx context.Context, purpose RecoveryLink, secret string, f func(context.Context, *db.Tx, Recovery) error) error {
	if _, err := s.PeekRecovery(ctx, purpose, secret); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		which, used, err := useRecoveryLink(ctx, tx, id.Hash(secret), purpose, now)
		if err != nil {
			return err
		}
		if !used {
			return errLink
		}
		r, err := recoveryByID(ctx, tx, which, tx.Dialect().ForUpdate())
		if err != nil {
			return err
		}
		if !r.EndedAt.IsZero() {
			return errLink
		}
		return f(ctx, tx, r)
	})
}

// findRecovered finds out whose account a request that was handed in is about, and tells its addresses.
func (s *Service) findRecovered(ctx context.Context, _ string, j recoveryJob) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := recoveryByID(ctx, tx, j.ID, tx.Dialect().ForUpdate())
		if err != nil || r.PersonID != "" || !r.EndedAt.IsZero() {
			return err
		}
		person, err := s.accountNamed(ctx, tx, r.Account)
		if err != nil {
			return err
		}
		var open []Recovery
		if person != "" {
			// Two that come at once must not both count themselves the last one allowed.
			if _, err := lockSurvivors(ctx, tx, []id.ID{person}); err != nil {
				return err
			}
			if open, err = s.openRecoveriesOf(ctx, tx, person); err != nil {
				return err
			}
		}
		if person == "" || len(open) >= openRecoveries { // staff sees to it; so nobody's mailbox is filled, and nobody learns who is here
			return recordRecovery(ctx, tx, now, authz.Actor{Via: "web"}, r, "recovery.asked")
		}
		return s.knowRecovered(ctx, tx, now, authz.Actor{Via: "web"}, r, person)
	})
}

// knowRecovered keeps whose account a request is about, and tells its addresses of the request.
func (s *Service) knowRecovered(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, r Recovery, person id.ID) error {
	if err := setRecovered(ctx, tx, r.ID, person); err != nil {
		return err
	}
	r.PersonID = person
	if err := s.tellOwnerTx(ctx, tx, now, r, recoveryAsked); err != nil {
		return err
	}
	return recordRecovery(ctx, tx, now, actor, r, "recovery.asked")
}

// accountNamed returns whose address or member number it is, empty when nobody's whose account is open.
func (s *Service) accountNamed(ctx context.Context, q db.Q, account string) (id.ID, error) {
	person := id.ID("")
	if key, ok := FoldEmail(account); ok {
		owners, err := personsByKeys(ctx, q, []string{key})
		if err != nil {
			return "", err
		}
		person = owners[key]
	}
	if person == "" {
		owners, err := personsByNumbers(ctx, q, []string{account})
		if err != nil {
			return "", err
		}
		person = owners[account]
	}
	if person == "" {
		return "", nil
	}
	person, err := openPerson(ctx, q, person)
	if errs.Is(err, errs.NotFound) {
		return "", nil
	}
	return person, err
}

func (s *Service) openRecoveriesOf(ctx context.Context, tx *db.Tx, person id.ID) ([]Recovery, error) {
	ids, err := allIDs(ctx, tx, person)
	if err != nil {
		return nil, err
	}
	return openRecoveriesOf(ctx, tx, ids)
}

// endRecoveryTx ends a request; unless it was done, whoever asked is told.
func (s *Service) endRecoveryTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, r Recovery, outcome string) error {
	if err := endRecovery(ctx, tx, now, r.ID, actor.PersonID, outcome); err != nil {
		return err
	}
	if outcome != RecoveryDone {
		if err := s.writeContactTx(ctx, tx, now, r.ID, recoveryEnded); err != nil {
			return err
		}
	}
	return recordRecovery(ctx, tx, now, actor, r, "recovery."+outcome)
}

func recordRecovery(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, r Recovery, action string) error {
	e := audit.Event{Action: action, Kind: "recovery", ID: r.ID}
	if r.PersonID != "" {
		e = audit.Event{Action: action, Kind: "person", ID: r.PersonID, Detail: map[string]any{"recovery": r.ID}}
	}
	return audit.Record(ctx, tx, now, actor, e)
}
