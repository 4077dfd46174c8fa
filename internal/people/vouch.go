package people

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

const (
	// vouchAfter is how long somebody has had the role that lets them vouch before what they vouch for came. Who becomes an administrator is told
	// to the others at once, so this is the time they have to see an administrator who is none.
	vouchAfter = 7 * 24 * time.Hour
	// twoKept is how long a request waits for somebody of the staff.
	twoKept = 30 * 24 * time.Hour
	// twoForgotten is how long after its end a request stands in the database with what was written in it; who decided what stays in the log.
	twoForgotten = 365 * 24 * time.Hour
	maxSaid      = 2000
)

// Two are the members of staff without whom something is not done that one alone must not do: one opens it and writes down how they made
// sure, another one reads that and confirms.
type Two struct {
	OpenedBy id.ID
	OpenedAt time.Time
	// Proof is how whoever opened it made sure.
	Proof       string
	ConfirmedBy id.ID
	ConfirmedAt time.Time
	// Outcome is empty while it is under way.
	Outcome string
	EndedBy id.ID
	EndedAt time.Time
	// OpenerMay and Barred are set where one request is looked at: whoever opened it may still vouch for it, and why the one who looks may not; empty where they may.
	OpenerMay bool
	Barred    string
}

const twoColumns = `opened_by, opened_at, proof, confirmed_by, confirmed_at, outcome, ended_by, ended_at`

func (t *Two) targets() []any {
	return []any{&t.OpenedBy, db.Time(&t.OpenedAt), &t.Proof, &t.ConfirmedBy, db.Time(&t.ConfirmedAt), &t.Outcome, &t.EndedBy, db.Time(&t.EndedAt)}
}

// Opening names the proof that was read, for whoever confirms: opened anew by somebody else, it is another one.
func (t Two) Opening() string {
	if t.OpenedAt.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.OpenedAt.UnixMicro(), 36)
}

var (
	errMoved   = errs.New(errs.Conflict, "Somebody else has gone on with this meanwhile. Look at it again.")
	errOwn     = errs.New(errs.Forbidden, "This is about your own account. Others decide on it.")
	errTooNew  = errs.New(errs.Forbidden, "Your role is too new for this. Somebody decides on it who has had theirs for longer: a week before it came.")
	errYours   = errs.New(errs.Forbidden, "You opened this, so somebody else confirms it.")
	errUnstood = errs.New(errs.Conflict, "Whoever opened this may not do so any more. Open it anew.")
)

// WaitingForTwo counts the recoveries and the proposed merges that wait for the actor: none for who may not decide on them.
func (s *Service) WaitingForTwo(ctx context.Context, actor authz.Actor) (recoveries, merges int, err error) {
	if !actor.May(mayRecover, "") || !actor.May(mayMergePeople, "") {
		return 0, 0, nil
	}
	return countWaiting(ctx, s.db, actor.PersonID)
}

// checkProof complains about a proof that says nothing.
func checkProof(proof string) (string, error) {
	proof = strings.TrimSpace(proof)
	var f errs.Fields
	f.Check(utf8.RuneCountInString(proof) >= 10, "proof", "Write how you made sure: whom you called at which known number, what you saw.")
	f.Check(utf8.RuneCountInString(proof) <= maxSaid, "proof", "Use at most %d characters.", maxSaid)
	return proof, f.Err()
}

// mayVouch says why an actor who has the permission may not vouch for what came at that moment, about these people: Forbidden to each of
// them, and to whoever has the role for too short a time.
func (s *Service) mayVouch(ctx context.Context, q db.Q, p authz.Permission, actor authz.Actor, came time.Time, about ...id.ID) error {
	for _, person := range about {
		if person == "" {
			continue
		}
		if who, err := surviving(ctx, q, person); err != nil || who == actor.PersonID {
			return orElse(err, errOwn)
		}
	}
	ok, err := s.vouches(ctx, q, p, actor.PersonID, came)
	if err == nil && !ok {
		err = errTooNew
	}
	return err
}

// lookAt fills in what depends on who looks.
func (s *Service) lookAt(ctx context.Context, p authz.Permission, actor authz.Actor, t *Two, came time.Time, about ...id.ID) (err error) {
	if t.OpenedBy != "" {
		if t.OpenerMay, err = s.vouches(ctx, s.db, p, t.OpenedBy, came); err != nil {
			return err
		}
	}
	err = s.mayVouch(ctx, s.db, p, actor, came, about...)
	if errs.Is(err, errs.Forbidden) {
		t.Barred, err = errs.As(err).Message, nil
	}
	return err
}

// maySecond says why the actor may not be the second of two: what is said of mayVouch; Forbidden to the first; Conflict when the first may
// not vouch any more, or what was read, an Opening, is not what stands there.
func (s *Service) maySecond(ctx context.Context, q db.Q, p authz.Permission, actor authz.Actor, t Two, read string, came time.Time, about ...id.ID) error {
	if t.OpenedBy == "" || !t.ConfirmedAt.IsZero() {
		return errMoved
	}
	first, err := surviving(ctx, q, t.OpenedBy)
	if err != nil {
		return err
	}
	if first == actor.PersonID {
		return errYours
	}
	if still, err := s.vouches(ctx, q, p, first, came); err != nil || !still {
		return orElse(err, errUnstood)
	}
	if read != t.Opening() {
		return errMoved
	}
	return s.mayVouch(ctx, q, p, actor, came, about...)
}

// bothVouch reports whether two stand behind what came at that moment who may still do so, neither of whom is the person it is about, however accounts were
// merged since.
func (s *Service) bothVouch(ctx context.Context, q db.Q, p authz.Permission, t Two, came time.Time, about id.ID) (bool, error) {
	var all [3]id.ID
	for i, who := range []id.ID{about, t.OpenedBy, t.ConfirmedBy} {
		if who == "" {
			return false, nil
		}
		var err error
		if all[i], err = surviving(ctx, q, who); err != nil {
			return false, err
		}
	}
	if all[0] == all[1] || all[0] == all[2] || all[1] == all[2] {
		return false, nil
	}
	for _, who := range all[1:] {
		if still, err := s.vouches(ctx, q, p, who, came); err != nil || !still {
			return false, err
		}
	}
	return true, nil
}

// vouches reports whether somebody can sign in and has a role with the permission now that counts for what came at that moment: the operator gave it, or
// they have had it since vouchAfter before. A role that ended and was given again is a new one.
func (s *Service) vouches(ctx context.Context, q db.Q, p authz.Permission, person id.ID, came time.Time) (bool, error) {
	now := s.clock.Now()
	a, ok, err := loadActor(ctx, q, person, now, s.Today())
	if err != nil || !ok || !a.May(p, "") {
		return false, err
	}
	ids, err := allIDs(ctx, q, person)
	if err != nil {
		return false, err
	}
	held, err := rolesOf(ctx, q, ids, now)
	return slices.ContainsFunc(held, func(r RoleHeld) bool {
		operators := r.GrantedBy == "" && r.Provider == ""
		return slices.Contains(p.Everywhere, r.Role) && r.EndedAt.IsZero() && (operators || !r.GrantedAt.After(came.Add(-vouchAfter)))
	}), err
}
