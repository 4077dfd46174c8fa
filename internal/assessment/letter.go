package assessment

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/mail"
)

// The names of this area's jobs.
const (
	jobInvite = "assessment.invite"
	jobReview = "assessment.review"
)

// invited asks for the letter of an invitation. It holds no secret: that is made when the letter is written.
type invited struct{ InvitationID id.ID }

// sendInvitation writes the letter with a link of its own, which ends with it where the letter cannot leave. What was taken back meanwhile is not sent, nor is what
// has left since it was asked for, nor in the name of somebody who has closed their account.
func (s *Service) sendInvitation(ctx context.Context, key string, job invited) error {
	i, err := invitationByID(ctx, s.db, job.InvitationID)
	if err != nil {
		return err
	}
	if !i.Open(s.clock.Now()) || !i.waits() {
		return nil
	}
	p, err := s.people.Person(ctx, i.PersonID)
	if err != nil || p.Closed {
		return err
	}
	secret := id.Secret()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return insertToken(ctx, tx, s.clock.Now(), i.ID, id.Hash(secret))
	})
	if err != nil {
		return err
	}
	words := i18n.With(ctx, i18n.Locale{Lang: i.language})
	subject, text := i.letter(words, p.Name, s.baseURL+"/voices/"+secret)
	if err := s.mail.Send(ctx, mail.Message{To: i.Address, ToName: i.Name, Subject: subject, Text: text, Key: key}); err != nil {
		ended := s.db.InTx(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error { return deleteToken(ctx, tx, id.Hash(secret)) })
		return fmt.Errorf("assessment: letter: %w", errors.Join(err, ended))
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return markSent(ctx, tx, s.clock.Now(), i.ID) })
}

// letter is what somebody reads who is invited.
func (i Invitation) letter(ctx context.Context, person, link string) (subject, text string) {
	subject = i18n.T(ctx, "%s would like to know what you see", person)
	asks := i18n.T(ctx, "%s looks at where they stand for “%s” and asks you, as %s, what you see: about twelve short questions, each with statements to recognise.", person, i.Target, i18n.T(ctx, i.Voice.invitedAs()))
	stays := i18n.T(ctx, "What you say stays with them. You need no account.")
	if i.Voice == ByReader {
		subject = i18n.T(ctx, "%s lets you read where they stand", person)
		asks = i18n.T(ctx, "%s has looked at where they stand for “%s” and lets you read it.", person, i.Target)
		stays = i18n.T(ctx, "They see when you looked, and can take it back at any time. You need no account.")
	}
	parts := []string{i18n.T(ctx, "Hello %s,", i.Name), asks}
	if i.Message != "" {
		parts = append(parts, i18n.T(ctx, "They wrote: %s", i.Message))
	}
	parts = append(parts, link, stays, i18n.T(ctx, "The link works until %s, or until they take it back.", i18n.Date(ctx, i.ExpiresAt)))
	return subject, strings.Join(parts, "\n\n") + "\n"
}

// invitedAs is the role in which somebody is asked, in the middle of a sentence; a translation key.
func (b Basis) invitedAs() string {
	switch b {
	case ByMentor:
		return "a mentor"
	case BySupervisor:
		return "a supervisor"
	}
	return "a peer"
}

// reviewed asks for the letter on the review date of a goal.
type reviewed struct {
	GoalID id.ID
	On     string
}

// sendReview reminds a person of a goal on its review date; not when the goal was reviewed meanwhile.
func (s *Service) sendReview(ctx context.Context, key string, job reviewed) error {
	g, err := goalByID(ctx, s.db, job.GoalID)
	if err != nil || g.State != GoalOpen || g.ReviewOn != job.On {
		return err
	}
	p, err := s.people.Person(ctx, g.PersonID)
	if err != nil || p.Closed || p.Email == "" {
		return err
	}
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		zone = time.UTC
	}
	ctx = i18n.With(ctx, i18n.Locale{Lang: p.Language, Zone: zone})
	parts := []string{i18n.T(ctx, "Hello %s,", p.Name), i18n.T(ctx, "You wanted to look at this goal again today:"), "“" + g.Says + "”"}
	if g.Reason != "" {
		parts = append(parts, i18n.T(ctx, "Your reason was: %s", g.Reason))
	}
	parts = append(parts, i18n.T(ctx, "Is it reached, does it still matter, or does it need more time? You say so here:"), s.baseURL+"/my/standing/goals")
	m := mail.Message{To: p.Email, ToName: p.Name, Subject: i18n.T(ctx, "A goal to look at again"), Text: strings.Join(parts, "\n\n") + "\n", Key: key}
	if err := s.mail.Send(ctx, m); err != nil {
		return fmt.Errorf("assessment: letter: %w", err)
	}
	return nil
}
