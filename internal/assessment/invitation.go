package assessment

import (
	"context"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
)

// ByReader marks an invitation to read, with nothing to answer.
const ByReader Basis = "reader"

// Roles are what somebody can be invited as.
var Roles = append(slices.Clone(Voices), ByReader)

const (
	// invitationLasts is how long an invitation works when it is not taken back before.
	invitationLasts = 90 * 24 * time.Hour
	// maxInvitations bounds how many invitations of one person are open.
	maxInvitations = 30
	// lettersOfOne and lettersToOne bound how many letters one person sends in a day and how many come to one address, from whomever.
	lettersOfOne = 40
	lettersToOne = 5
)

// Sees says which parts somebody may read; each is let and taken back by itself.
type Sees struct {
	// Map is where the person stands, competency by competency.
	Map bool
	// Answers is what the person said, beside what the reader said.
	Answers bool
	// Reflection is what the person wrote about themselves.
	Reflection bool
}

// Any reports whether there is anything to read.
func (s Sees) Any() bool { return s.Map || s.Answers || s.Reflection }

// and returns what both let be seen.
func (s Sees) and(o Sees) Sees {
	return Sees{s.Map && o.Map, s.Answers && o.Answers, s.Reflection && o.Reflection}
}

// Invitation asks somebody what they see, or lets them read, until it is taken back. The secret in its link is not kept, only its hash.
type Invitation struct {
	ID       id.ID
	PersonID id.ID
	TargetID id.ID
	// Target is the target's title.
	Target string
	Voice  Basis
	// Name and Address are whom the person means; Message is what they write to them.
	Name, Address, Message string
	Sees                   Sees
	MadeAt, ExpiresAt      time.Time
	// SentAt is when the letter left, AnsweredAt when the questions were finished, EndedAt when it was taken back; zero while it was not.
	SentAt, AnsweredAt, EndedAt time.Time
	// Looks is how often something was read by it, LastLook when last.
	Looks    int
	LastLook time.Time

	addressKey string
	language   string
	askedAt    time.Time
}

// Open reports whether the invitation works at a moment.
func (i Invitation) Open(now time.Time) bool { return i.EndedAt.IsZero() && now.Before(i.ExpiresAt) }

// waits reports whether a letter was asked for that has not left.
func (i Invitation) waits() bool { return i.SentAt.IsZero() || i.SentAt.Before(i.askedAt) }

// Asks reports whether there is still something to answer.
func (i Invitation) Asks() bool { return i.Voice != ByReader && i.AnsweredAt.IsZero() }

// Readable returns what may be read now: a voice answers first.
func (i Invitation) Readable() Sees {
	if i.Asks() {
		return Sees{}
	}
	return i.Sees
}

// NewInvitation is what a person says of whom they invite.
type NewInvitation struct {
	Voice                  Basis
	Name, Address, Message string
	Sees                   Sees
}

// check says what is wrong with it, field by field.
func (n NewInvitation) check() error {
	var f errs.Fields
	f.Check(slices.Contains(Roles, n.Voice), "voice", "Choose what this person is to you.")
	f.Check(n.Name != "", "name", "Enter the name of the person.")
	f.Check(len([]rune(n.Name)) <= 100, "name", "Keep it under %d characters.", 100)
	_, ok := people.FoldEmail(n.Address)
	f.Check(ok, "address", "Enter an e-mail address such as name@example.org.")
	f.Check(len([]rune(n.Message)) <= 1000, "message", "Keep it under %d characters.", 1000)
	f.Check(n.Voice != ByReader || n.Sees.Any(), "sees", "Choose what this person may see.")
	return f.Err()
}

// Invite asks somebody by letter what they see of the actor, or lets them read; scope assessment:write. Where the same is open for the same target, voice and
// address, that is returned as it is and no letter is written: so what is taken back is gone, however often the form was sent. Errors: Invalid by field (voice,
// name, address, message, sees), where what is open there lets see something else on "address"; NotFound, Conflict for too many that are open, TooMany for too
// many letters in a day.
func (s *Service) Invite(ctx context.Context, actor authz.Actor, target id.ID, n NewInvitation) (Invitation, error) {
	t, ids, err := s.ownTarget(ctx, s.db, actor, authz.ScopeAssessmentWrite, target)
	if err != nil {
		return Invitation{}, err
	}
	n.Name, n.Address, n.Message = strings.TrimSpace(n.Name), strings.TrimSpace(n.Address), strings.TrimSpace(n.Message)
	if err := n.check(); err != nil {
		return Invitation{}, err
	}
	if !t.EndedAt.IsZero() {
		return Invitation{}, errs.New(errs.Conflict, "You have put this target away.")
	}
	now := s.clock.Now()
	key, _ := people.FoldEmail(n.Address)
	own, err := s.people.VerifiedAddresses(ctx, ids[0])
	if err != nil {
		return Invitation{}, err
	}
	if slices.Contains(own, key) {
		return Invitation{}, errs.Bad("address", "This is your own address. Invite somebody else.")
	}
	i := Invitation{ID: id.New(), PersonID: ids[0], TargetID: t.ID, Target: t.Title, Voice: n.Voice, Name: n.Name, Address: n.Address, Message: n.Message, Sees: n.Sees,
		MadeAt: now, ExpiresAt: now.Add(invitationLasts), addressKey: key, language: i18n.From(ctx).Lang}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := s.people.LockTx(ctx, tx, ids[0]); err != nil {
			return err
		}
		if twin, err := openTwin(ctx, tx, i); err == nil {
			if twin.Sees != i.Sees {
				return errs.Bad("address", "This person has an open invitation already, which lets them see something else. Change there what they may see.")
			}
			i = twin
			return nil
		} else if !errs.Is(err, errs.NotFound) {
			return err
		}
		if err := boundLetters(ctx, tx, ids, key, now); err != nil {
			return err
		}
		open, err := countOpenInvitations(ctx, tx, ids, now)
		if err != nil {
			return err
		}
		if open >= maxInvitations {
			return errs.New(errs.Conflict, "You have %d open invitations. Take one back that is no longer needed first.", open)
		}
		if err := insertInvitation(ctx, tx, i); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "invitation.made", Kind: "invitation", ID: i.ID}); err != nil {
			return err
		}
		return events.Enqueue(ctx, tx, now, time.Time{}, jobInvite, invited{i.ID})
	})
	return i, err
}

// boundLetters is TooMany where a person has sent as many letters in a day as they may, or where so many came to one address.
func boundLetters(ctx context.Context, tx *db.Tx, persons []id.ID, address string, now time.Time) error {
	sent, came, err := lettersSince(ctx, tx, persons, address, now.Add(-24*time.Hour))
	switch {
	case err != nil:
		return err
	case sent >= lettersOfOne:
		return errs.New(errs.TooMany, "You have sent %d letters within a day. Send the next one tomorrow.", sent)
	case came >= lettersToOne:
		return errs.New(errs.TooMany, "Several letters have gone to this address within a day. Send the next one tomorrow.")
	}
	return nil
}

// Invitations returns the actor's own invitations for all targets: those that work first, then the last of those that ended; scope assessment:read.
func (s *Service) Invitations(ctx context.Context, actor authz.Actor) ([]Invitation, error) {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentRead)
	if err != nil {
		return nil, err
	}
	return invitationsOf(ctx, s.db, ids, s.clock.Now())
}

// LetSee says anew what somebody may read; it holds from the next request on. Scope assessment:write. Another's invitation is NotFound, one that was taken
// back a Conflict.
func (s *Service) LetSee(ctx context.Context, actor authz.Actor, invitation id.ID, sees Sees) error {
	return s.changeInvitation(ctx, actor, invitation, func(ctx context.Context, tx *db.Tx, i Invitation) error {
		if !i.EndedAt.IsZero() {
			return errs.New(errs.Conflict, "This invitation was taken back. Make a new one.")
		}
		if err := updateSees(ctx, tx, i.ID, sees); err != nil {
			return err
		}
		return audit.Record(ctx, tx, s.clock.Now(), actor, audit.Event{Action: "invitation.changed", Kind: "invitation", ID: i.ID,
			Detail: map[string]any{"map": sees.Map, "answers": sees.Answers, "reflection": sees.Reflection}})
	})
}

// Withdraw takes an invitation back at once: what it opened is gone, whatever way it is asked for. What was said by it stays with the actor. Doing it again
// changes nothing; scope assessment:write.
func (s *Service) Withdraw(ctx context.Context, actor authz.Actor, invitation id.ID) error {
	return s.changeInvitation(ctx, actor, invitation, func(ctx context.Context, tx *db.Tx, i Invitation) error {
		if !i.EndedAt.IsZero() {
			return nil
		}
		now := s.clock.Now()
		if err := endInvitation(ctx, tx, now, i.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "invitation.withdrawn", Kind: "invitation", ID: i.ID})
	})
}

// SendAgain sends the letter of an open invitation once more, with a further link; scope assessment:write. Conflict where it is not open or the
// letter was asked for a short while ago, TooMany for too many letters in a day.
func (s *Service) SendAgain(ctx context.Context, actor authz.Actor, invitation id.ID) error {
	return s.changeInvitation(ctx, actor, invitation, func(ctx context.Context, tx *db.Tx, i Invitation) error {
		now := s.clock.Now()
		if !i.Open(now) {
			return errs.New(errs.Conflict, "This invitation does not work any more. Make a new one.")
		}
		if now.Sub(i.SentAt) < resendAfter || now.Sub(i.askedAt) < resendAfter {
			return errs.New(errs.Conflict, "The letter was sent a short while ago. Wait a little before you send it again.")
		}
		if err := boundLetters(ctx, tx, []id.ID{i.PersonID}, i.addressKey, now); err != nil {
			return err
		}
		if err := markAsked(ctx, tx, now, i.ID); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "invitation.sent-again", Kind: "invitation", ID: i.ID}); err != nil {
			return err
		}
		return events.Enqueue(ctx, tx, now, time.Time{}, jobInvite, invited{i.ID})
	})
}

// resendAfter is how long a letter must be gone before it is sent again.
const resendAfter = 10 * time.Minute

// changeInvitation does something to one of the actor's own invitations, which it locks.
func (s *Service) changeInvitation(ctx context.Context, actor authz.Actor, invitation id.ID, f func(ctx context.Context, tx *db.Tx, i Invitation) error) error {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentWrite)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockInvitation(ctx, tx, invitation); err != nil {
			return err
		}
		i, err := invitationByID(ctx, tx, invitation)
		if err != nil {
			return err
		}
		if !slices.Contains(ids, i.PersonID) {
			return noInvitation()
		}
		return f(ctx, tx, i)
	})
}

// noInvitation is what everybody else hears of an invitation.
func noInvitation() error { return errs.New(errs.NotFound, "There is no such invitation.") }

// ended is what a guest hears whose access was taken back, or has run out.
func ended() error {
	return errs.New(errs.Gone, "This invitation has ended. Ask the person who sent it to you for a new one.")
}
