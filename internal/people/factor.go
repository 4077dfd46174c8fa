package people

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
)

// recoveryCodes is how many codes for a lost app a person gets at once.
const recoveryCodes = 10

// Factors are what a person can prove with who they are, beside a password and letters.
type Factors struct {
	// App is since when an app that shows codes is asked for at every sign-in; zero when none is.
	App time.Time
	// CodesLeft counts the recovery codes that were not used.
	CodesLeft int
	Passkeys  []Passkey
}

// Any reports whether there is a second factor that works.
func (f Factors) Any() bool {
	return !f.App.IsZero() || slices.ContainsFunc(f.Passkeys, func(k Passkey) bool { return k.FlaggedAt.IsZero() })
}

// CodeApp is an app that was begun with and waits for its first code.
type CodeApp struct {
	// Secret is what a person types where no camera is; Address what the square of dots says.
	Secret, Address string
}

var (
	errCode   = errs.Bad("code", "This code is not right, or was used already. Wait for the next one, and see whether the clock of your device is right.")
	errNoApp  = errs.New(errs.NotFound, "No app is waiting for its first code. Begin once more.")
	errHasApp = errs.New(errs.Conflict, "An app is set up already. Turn it off first to set up another one.")
)

// Factors returns the person's own factors.
func (s *Service) Factors(ctx context.Context, actor authz.Actor) (Factors, error) {
	person, err := actor.RequirePerson("")
	if err != nil {
		return Factors{}, err
	}
	ids, err := s.IDs(ctx, person)
	if err != nil {
		return Factors{}, err
	}
	return factorsOf(ctx, s.db, ids)
}

// errSecondFirst keeps whoever knows a password from making themselves a second factor beside those there are.
var errSecondFirst = errs.New(errs.Forbidden, "You have a second factor. Confirm with it that it is you before you change how you sign in.")

// mayChange returns the actor's person when they may change their factors: nobody another's, no token its
// owner's, and whoever has one only after they proved it in this session.
func (s *Service) mayChange(ctx context.Context, actor authz.Actor) (id.ID, error) {
	return actor.PersonID, s.proved(ctx, actor)
}

// proved refuses who has a second factor and has not proved it in this session: they must not make other ways in, by which
// more could be done than by this one.
func (s *Service) proved(ctx context.Context, actor authz.Actor) error {
	f, err := s.Factors(ctx, actor)
	if err == nil && f.Any() && !actor.Second {
		err = errSecondFirst
	}
	return err
}

// AsksCode reports whether the person must give a code after the first factor, under whichever alias
// the app was set up. The caller has seen the first factor.
func (s *Service) AsksCode(ctx context.Context, person id.ID) (bool, error) {
	ids, err := s.IDs(ctx, person)
	if err != nil {
		return false, err
	}
	f, err := factorsOf(ctx, s.db, ids)
	return !f.App.IsZero(), err
}

// BeginApp makes a secret for an app that shows codes. It asks for nothing before ConfirmApp.
// Conflict when an app is set up already.
func (s *Service) BeginApp(ctx context.Context, actor authz.Actor) error {
	person, err := s.mayChange(ctx, actor)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := allIDs(ctx, tx, person)
		if err != nil {
			return err
		}
		f, err := factorsOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		if !f.App.IsZero() {
			return errHasApp
		}
		return beginApp(ctx, tx, now, person, newTOTPSecret())
	})
}

// WaitingApp returns the app that waits for its first code. NotFound when none does.
func (s *Service) WaitingApp(ctx context.Context, actor authz.Actor) (CodeApp, error) {
	person, err := s.mayChange(ctx, actor)
	if err != nil {
		return CodeApp{}, err
	}
	apps, err := appsOf(ctx, s.db, []id.ID{person})
	if err != nil {
		return CodeApp{}, err
	}
	if len(apps) == 0 || !apps[0].confirmed.IsZero() {
		return CodeApp{}, errNoApp
	}
	p, err := s.Person(ctx, person)
	if err != nil {
		return CodeApp{}, err
	}
	return CodeApp{apps[0].secret, totpAddress(s.issuer, p.Email, apps[0].secret)}, nil
}

// ConfirmApp turns the app on with its first code, and returns fresh recovery codes, which cannot be
// had again. Invalid at the field code; NotFound when no app waits. The person is told by letter.
func (s *Service) ConfirmApp(ctx context.Context, actor authz.Actor, code string) ([]string, error) {
	person, err := s.mayChange(ctx, actor)
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	var codes []string
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		apps, err := appsOf(ctx, tx, []id.ID{person})
		if err != nil {
			return err
		}
		if len(apps) == 0 || !apps[0].confirmed.IsZero() {
			return errNoApp
		}
		step, ok := matchTOTP(apps[0].secret, digitsOf(code), now)
		if !ok {
			return errCode
		}
		done, err := confirmApp(ctx, tx, now, person, apps[0].secret, step)
		if err != nil {
			return err
		}
		if !done {
			return errNoApp
		}
		if codes, err = s.freshCodes(ctx, tx, person); err != nil {
			return err
		}
		return s.factorChanged(ctx, tx, now, actor, person, "factor.added", noticeAppOn, "app")
	})
	return codes, err
}

// EndApp turns the app off, and the recovery codes with it. NotFound when none is on.
func (s *Service) EndApp(ctx context.Context, actor authz.Actor) error {
	person, err := s.mayChange(ctx, actor)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := allIDs(ctx, tx, person)
		if err != nil {
			return err
		}
		n, err := deleteApps(ctx, tx, ids)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.NotFound, "No app is set up.")
		}
		return s.factorChanged(ctx, tx, now, actor, person, "factor.ended", noticeAppOff, "app")
	})
}

// RenewCodes makes ten new recovery codes in the place of those there were. NotFound without an app.
func (s *Service) RenewCodes(ctx context.Context, actor authz.Actor) ([]string, error) {
	person, err := s.mayChange(ctx, actor)
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	var codes []string
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := allIDs(ctx, tx, person)
		if err != nil {
			return err
		}
		f, err := factorsOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		if f.App.IsZero() {
			return errs.New(errs.NotFound, "No app is set up.")
		}
		if err := deleteCodes(ctx, tx, ids); err != nil {
			return err
		}
		if codes, err = s.freshCodes(ctx, tx, person); err != nil {
			return err
		}
		return s.factorChanged(ctx, tx, now, actor, person, "factor.codes-renewed", noticeCodes, "codes")
	})
	return codes, err
}

// freshCodes makes recovery codes of 100 bits each and keeps their hashes.
func (s *Service) freshCodes(ctx context.Context, tx *db.Tx, person id.ID) ([]string, error) {
	codes := make([]string, recoveryCodes)
	hashes := make([]string, recoveryCodes)
	for i := range codes {
		codes[i] = id.Code()
		hashes[i] = id.Hash(codes[i])
	}
	return codes, insertCodes(ctx, tx, person, hashes)
}

// CheckCode takes a code of the person's app, or one of their recovery codes, each once. Invalid at the
// field code otherwise. It is for whoever was seen to have the first factor, and for the person
// themselves; the caller limits how often it may be tried.
func (s *Service) CheckCode(ctx context.Context, person id.ID, code string) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := allIDs(ctx, tx, person)
		if err != nil {
			return err
		}
		if short := digitsOf(code); len(short) == totpDigits {
			return useTOTP(ctx, tx, now, ids, short)
		}
		used, err := useCode(ctx, tx, now, ids, id.Hash(id.CleanCode(code)))
		if err != nil {
			return err
		}
		if !used {
			return errCode
		}
		return s.factorChanged(ctx, tx, now, authz.Actor{PersonID: ids[0], Via: "web"}, ids[0], "factor.code-used", noticeCodeUsed, id.Hash(id.CleanCode(code)))
	})
}

func useTOTP(ctx context.Context, tx *db.Tx, now time.Time, ids []id.ID, code string) error {
	apps, err := appsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, a := range apps {
		step, ok := matchTOTP(a.secret, code, now)
		if !ok || a.confirmed.IsZero() {
			continue
		}
		if used, err := useStep(ctx, tx, a.person, a.secret, step); err != nil || used {
			return err
		}
	}
	return errCode
}

// digitsOf leaves out the spaces that people put into codes, and returns "" for what is none.
func digitsOf(code string) string {
	code = strings.Join(strings.Fields(code), "")
	if strings.Trim(code, "0123456789") != "" || len(code) != totpDigits {
		return ""
	}
	return code
}

// ResetFactors ends every second factor of a person who lost them, and every session and token. The
// system only, which the operator's command is: no administrator can do it alone.
func (s *Service) ResetFactors(ctx context.Context, actor authz.Actor, person id.ID) error {
	if !actor.IsSystem() {
		return errs.New(errs.Forbidden, "Only the operator may do this.")
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		survivor, err := openPerson(ctx, tx, person)
		if err != nil {
			return err
		}
		return s.resetTx(ctx, tx, now, actor, survivor)
	})
}

func (s *Service) resetTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, person id.ID) error {
	ids, err := allIDs(ctx, tx, person)
	if err != nil {
		return err
	}
	if _, err := deleteApps(ctx, tx, ids); err != nil {
		return err
	}
	if err := deletePasskeys(ctx, tx, ids); err != nil {
		return err
	}
	if err := s.endAllTx(ctx, tx, now, person); err != nil {
		return err
	}
	return s.factorChanged(ctx, tx, now, actor, person, "factor.reset", noticeReset, "all")
}

// factorChanged keeps in the log what was changed, and tells the person.
func (s *Service) factorChanged(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, person id.ID, action, what, factor string) error {
	if err := s.notify(ctx, tx, now, notice{PersonID: person, What: what}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "person", ID: person, Detail: map[string]any{"factor": factor}})
}
