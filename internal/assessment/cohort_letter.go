package assessment

import (
	"context"
	"fmt"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/registration"
)

const (
	jobCohortAsk    = "assessment.cohort-ask"
	jobCohortLetter = "assessment.cohort-letter"
)

// asking asks to write to those of a cohort who were not written to yet. Of a cohort of an offer, its participants behind After are taken in first; empty does not.
type asking struct{ CohortID, After id.ID }

// cohortLetter is one letter of a cohort: the one that asks to join or, with After, the one that asks to answer once more.
type cohortLetter struct {
	CohortID, PersonID id.ID
	After              bool
}

// askChunk is how many people one job of a cohort sees to.
const askChunk = 200

// ask takes in the participants of a cohort's offer and asks for a letter to everybody who was not written to: each is claimed in the transaction that asks for
// their letter, so that it is asked for once, however often the job runs.
func (s *Service) ask(ctx context.Context, job asking) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := lockCohort(ctx, tx, job.CohortID)
		if err != nil || !c.EndedAt.IsZero() {
			return err
		}
		now, more, next := s.clock.Now(), false, id.ID("")
		if c.OfferID != "" && job.After != "" && s.participants != nil {
			people, err := s.participants(ctx, tx, c.OfferID, job.After, askChunk)
			if err != nil {
				return err
			}
			if _, err := s.addMembersTx(ctx, tx, now, c.ID, people); err != nil {
				return err
			}
			if len(people) == askChunk {
				more, next = true, people[askChunk-1]
			}
		}
		claimed, err := claimUnasked(ctx, tx, now, c.ID, askChunk)
		if err != nil {
			return err
		}
		for _, p := range claimed {
			if err := events.Enqueue(ctx, tx, now, time.Time{}, jobCohortLetter, cohortLetter{CohortID: c.ID, PersonID: p}); err != nil {
				return err
			}
		}
		if more || len(claimed) == askChunk {
			return events.Enqueue(ctx, tx, now, time.Time{}, jobCohortAsk, asking{c.ID, next})
		}
		return nil
	})
}

// registered asks whoever gets a seat in an offer to join its cohorts.
func (s *Service) registered(ctx context.Context, e registration.Registered) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		cohorts, err := openCohortsOf(ctx, tx, e.OfferID)
		if err != nil || len(cohorts) == 0 {
			return err
		}
		ids, err := s.people.LockTx(ctx, tx, e.PersonID)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		for _, c := range cohorts {
			added, err := s.addMembersTx(ctx, tx, now, c, ids[:1])
			if err != nil {
				return err
			}
			if added == 0 {
				continue
			}
			if err := events.Enqueue(ctx, tx, now, time.Time{}, jobCohortAsk, asking{CohortID: c}); err != nil {
				return err
			}
		}
		return nil
	})
}

// completed notes when somebody completed the offer of cohorts, and asks them once for their after where they count. What was taken for their before since then,
// while the job waited, is none.
func (s *Service) completed(ctx context.Context, e registration.Completed) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := s.people.LockTx(ctx, tx, e.PersonID)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		at := now
		if !e.At.IsZero() {
			at = e.At
		}
		members, err := markCompleted(ctx, tx, at, e.OfferID, ids)
		if err != nil {
			return err
		}
		for _, m := range members {
			if !m.In() {
				continue
			}
			if err := s.countTx(ctx, tx, m.TargetID); err != nil {
				return err
			}
			if err := events.Enqueue(ctx, tx, now, time.Time{}, jobCohortLetter, cohortLetter{m.ID, m.PersonID, true}); err != nil {
				return err
			}
		}
		return nil
	})
}

// sendCohortLetter writes to one person of a cohort, where what it asks for still stands.
func (s *Service) sendCohortLetter(ctx context.Context, key string, job cohortLetter) error {
	p, err := s.people.Person(ctx, job.PersonID)
	if err != nil || p.Closed || p.Email == "" {
		return err
	}
	ids, err := s.people.IDs(ctx, p.ID)
	if err != nil {
		return err
	}
	m, err := membershipIn(ctx, s.db, ids, job.CohortID)
	if errs.Is(err, errs.NotFound) {
		return nil // ended before they agreed
	}
	if err != nil {
		return err
	}
	if m.PersonID != job.PersonID {
		return nil // accounts were joined since: the letter is of their other place
	}
	if job.After && !m.AfterDue() || !job.After && !m.MaySay() {
		return nil
	}
	if keepers, err := s.keepers(ctx, s.db, ids[:1]); err != nil || keepers[ids[0]] {
		return err
	}
	if err := s.nameOffers(ctx, []*Cohort{&m.Cohort}); err != nil {
		return err
	}
	ctx = i18n.With(ctx, i18n.Locale{Lang: p.Language})
	subject, parts := m.letter(ctx, job.After)
	parts = append(append([]string{i18n.T(ctx, "Hello %s,", p.Name)}, parts...), s.baseURL+"/my/standing")
	if err := s.mail.Send(ctx, mail.Message{To: p.Email, ToName: p.Name, Subject: subject, Text: strings.Join(parts, "\n\n") + "\n", Key: key}); err != nil {
		return fmt.Errorf("assessment: letter: %w", err)
	}
	return nil
}

// letter is what somebody of a cohort reads.
func (m Membership) letter(ctx context.Context, after bool) (subject string, parts []string) {
	if after {
		return i18n.T(ctx, "See what has changed: %s", m.Title), []string{
			i18n.T(ctx, "You have completed “%s”. Answer the short questions for “%s” once more, and see what has changed for you.", m.Offer, m.Profile),
			i18n.T(ctx, "Whoever runs it sees numbers of the group, never your own answers. You can leave the group at any time."),
		}
	}
	asks := i18n.T(ctx, "You are asked to join the group “%s”: you answer short questions for “%s” now and again afterwards.", m.Title, m.Profile)
	if m.Offer != "" {
		asks = i18n.T(ctx, "You have a seat in “%s” and are asked to join its group: you answer short questions for “%s” now, and again when you have completed it.", m.Offer, m.Profile)
	}
	return i18n.T(ctx, "You are asked to join: %s", m.Title), []string{asks,
		i18n.T(ctx, "Whoever runs it sees how many of the group were where, never your own answers, and no number is about fewer than five. Of five people, four who tell each other what they said could tell the fifth. It is for you to say whether you want that; nothing depends on it."),
	}
}
