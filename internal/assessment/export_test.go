package assessment

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
)

// FollowTx is followTx for tests.
func (s *Service) FollowTx(ctx context.Context, tx *db.Tx, person, entry id.ID) error {
	return s.followTx(ctx, tx, person, entry)
}

// ProveRecord is what follows a merge, for tests.
func (s *Service) ProveRecord(ctx context.Context, person id.ID) error {
	return s.proveRecord(ctx, person)
}

// LookTx is lookTx for tests.
func (s *Service) LookTx(ctx context.Context, tx *db.Tx, actor authz.Actor, r Received, ids []id.ID) (Shown, error) {
	return s.lookTx(ctx, tx, actor, r, ids, everything(0))
}

// Count is the job that counts a finished round, for tests.
func (s *Service) Count(ctx context.Context, e Finished) error { return s.count(ctx, e) }

// ShareOf is shareOf for tests.
var ShareOf = shareOf

// Ask is the job that writes to the people of a cohort, for tests.
func (s *Service) Ask(ctx context.Context, cohort id.ID) error {
	return s.ask(ctx, asking{CohortID: cohort, After: " "})
}

// SendCohortLetter is the job of one letter, for tests.
func (s *Service) SendCohortLetter(ctx context.Context, key string, cohort, person id.ID) error {
	return s.sendCohortLetter(ctx, key, cohortLetter{CohortID: cohort, PersonID: person})
}

// SendInvitation is the job of an invitation's letter, for tests.
func (s *Service) SendInvitation(ctx context.Context, key string, invitation id.ID) error {
	return s.sendInvitation(ctx, key, invited{invitation})
}

// Registered and Completed are what registration tells, for tests.
func (s *Service) Registered(ctx context.Context, person, offer id.ID) error {
	return s.registered(ctx, registration.Registered{Subject: registration.Subject{PersonID: person, OfferID: offer}})
}

// Completed is described at Registered.
func (s *Service) Completed(ctx context.Context, person, offer id.ID) error {
	return s.CompletedAt(ctx, person, offer, s.clock.Now())
}

// CompletedAt is Completed, told later than it was.
func (s *Service) CompletedAt(ctx context.Context, person, offer id.ID, at time.Time) error {
	return s.completed(ctx, registration.Completed{PersonID: person, OfferID: offer, At: at})
}

// Walk goes through the questions of items as somebody does who says the same of all: to the end, on as long as more is offered, and once again. It returns the
// moment at which there was a round with nothing to ask, or "".
func Walk(items []Item, say func(Item) (Said, string, int)) string {
	items = slices.Clone(items)
	for i := range items {
		items[i].Position = i + 1
	}
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	answers := map[id.ID][]Answer{}
	w := whole{Round: Round{Number: 1, Most: FirstQuestions, BegunAt: now}, asked: map[id.ID]bool{}}
	answer := func() (n int) {
		for w.Lines = linesOf(items, Facts{Answers: answers}); ; n++ {
			next, _ := w.next()
			if next == nil {
				w.Round.FinishedAt = now
				return n
			}
			now = now.Add(time.Minute)
			a := Answer{Competency: next.Competency, Voice: BySelf, At: now}
			a.Said, a.Level, a.Rank = say(next.Item)
			w.asked[a.Competency], answers[a.Competency] = true, append(answers[a.Competency], a)
			w.Lines = linesOf(items, Facts{Answers: answers})
		}
	}
	if answer() == 0 {
		return "at the beginning"
	}
	for w.more() {
		w.Round = w.Round.further(len(w.asked))
		if answer() == 0 {
			return "when more was asked for"
		}
	}
	for _, l := range w.Lines {
		if !w.asked[l.Competency] {
			return "before all was asked"
		}
	}
	w.Round, w.asked = Round{Number: 2, Most: FirstQuestions, BegunAt: now.Add(time.Hour)}, map[id.ID]bool{}
	now = w.Round.BegunAt
	if answer() == 0 {
		return "when it was gone through again"
	}
	return ""
}

// Snapshots returns how a target stood over time, for tests.
func (s *Service) Snapshots(ctx context.Context, actor authz.Actor, target id.ID) ([]Snapshot, error) {
	m, err := s.Map(ctx, actor, target, 0)
	return m.Snapshots, err
}

// Others returns what other voices say, for tests.
func (s Standing) Others() []Statement {
	var out []Statement
	for _, x := range s.All {
		if x.Basis != BySelf && x.Basis != ByRecord {
			out = append(out, x)
		}
	}
	return out
}
