package assessment

import (
	"context"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// Term says how far ahead a goal lies.
type Term string

// The terms.
const (
	ShortTerm Term = "short"
	LongTerm  Term = "long"
)

// GoalState is where a goal stands.
type GoalState string

// The states of a goal.
const (
	GoalOpen    GoalState = "open"
	GoalReached GoalState = "reached"
	GoalDropped GoalState = "dropped"
)

// Goal is what somebody sets themselves, with a reason and a day on which to look at it again.
type Goal struct {
	ID       id.ID
	PersonID id.ID
	GoalText
	State     GoalState
	MadeAt    time.Time
	UpdatedAt time.Time
	// CompetencyTitle is what its framework calls the competency, where it has one. A competency that another one stands for today is given as that.
	CompetencyTitle string
	// Parts are what the competency was split into: which of them the goal is about is for the person to say.
	Parts []GoalPart
	// Ended says that the framework has dropped the competency.
	Ended bool
}

// GoalPart is a competency that a goal may be about since another one was split.
type GoalPart struct {
	Competency id.ID
	Title      string
}

// ToDecide reports whether the person must say what the goal is about.
func (g Goal) ToDecide() bool { return g.State == GoalOpen && len(g.Parts) > 0 }

// GoalText is what a person says of a goal.
type GoalText struct {
	Says, Reason string
	Term         Term
	// ReviewOn is a civil date.
	ReviewOn string
	// Competency may be empty.
	Competency id.ID
}

// Seen says which state of a goal somebody has read who now changes it; empty does not ask.
func (g Goal) Seen() string { return g.UpdatedAt.UTC().Format(time.RFC3339Nano) }

const maxGoals = 100

// check says what is wrong with it, field by field.
func (g GoalText) check() error {
	var f errs.Fields
	f.Check(g.Says != "", "says", "Say what you want to reach.")
	f.Check(len([]rune(g.Says)) <= 300, "says", "Keep it under %d characters.", 300)
	f.Check(len([]rune(g.Reason)) <= 2000, "reason", "Keep it under %d characters.", 2000)
	f.Check(g.Term == ShortTerm || g.Term == LongTerm, "term", "Choose how far ahead it lies.")
	_, err := time.Parse(time.DateOnly, g.ReviewOn)
	f.Check(err == nil, "review_on", "Enter a date that exists, such as 2026-03-12.")
	return f.Err()
}

// Goals returns the actor's own goals, those that are open first, the nearest review before the others; scope assessment:read.
func (s *Service) Goals(ctx context.Context, actor authz.Actor) ([]Goal, error) {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentRead)
	if err != nil {
		return nil, err
	}
	list, err := goalsOf(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	return list, s.followGoals(ctx, list)
}

// followGoals brings goals to the competencies of today and adds their words.
func (s *Service) followGoals(ctx context.Context, list []Goal) error {
	var items []Item
	for _, g := range list {
		if g.Competency != "" {
			items = append(items, Item{Competency: g.Competency})
		}
	}
	if len(items) == 0 {
		return nil
	}
	fates, err := s.fates(ctx, s.db, items, nil, nil)
	if err != nil {
		return err
	}
	named := make([]id.ID, 0, len(items))
	for _, i := range items {
		named = append(append(named, i.Competency, fates[i.Competency].Now), fates[i.Competency].Parts...)
	}
	texts, err := s.standards.Texts(ctx, s.db, named)
	if err != nil {
		return err
	}
	for i := range list {
		g := &list[i]
		fate := fates[g.Competency]
		for _, p := range fate.Parts {
			g.Parts = append(g.Parts, GoalPart{p, texts[p].Title})
		}
		g.Ended = fate.Ended
		if fate.Now != "" {
			g.Competency = fate.Now
		}
		g.CompetencyTitle = texts[g.Competency].Title
	}
	return nil
}

// AddGoal keeps a goal of the actor's own; a letter comes on its review date. Scope assessment:write. Errors: Invalid by field, Conflict for too many.
func (s *Service) AddGoal(ctx context.Context, actor authz.Actor, g GoalText) (Goal, error) {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentWrite)
	if err != nil {
		return Goal{}, err
	}
	if g, err = s.cleanGoal(ctx, g); err != nil {
		return Goal{}, err
	}
	now := s.clock.Now()
	out := Goal{ID: id.New(), PersonID: ids[0], GoalText: g, State: GoalOpen, MadeAt: now, UpdatedAt: now}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := countGoals(ctx, tx, ids)
		if err != nil {
			return err
		}
		if n >= maxGoals {
			return errs.New(errs.Conflict, "You have %d open goals. Close one first.", n)
		}
		if err := insertGoal(ctx, tx, out); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "goal.set", Kind: "goal", ID: out.ID})
	})
	return out, err
}

// cleanGoal brings a text into order and finds what is wrong with it.
func (s *Service) cleanGoal(ctx context.Context, g GoalText) (GoalText, error) {
	g.Says, g.Reason = strings.TrimSpace(g.Says), strings.TrimSpace(g.Reason)
	if err := g.check(); err != nil {
		return g, err
	}
	if g.Competency == "" {
		return g, nil
	}
	texts, err := s.standards.Texts(ctx, s.db, []id.ID{g.Competency})
	if err == nil && len(texts) == 0 {
		err = errs.Bad("competency", "There is no such competency.")
	}
	return g, err
}

// ChangeGoal says anew what a goal of the actor's own is, and where it stands; scope assessment:write. Errors: Invalid by field, NotFound, Stale when it was
// changed since seen.
func (s *Service) ChangeGoal(ctx context.Context, actor authz.Actor, goal id.ID, g GoalText, state GoalState, seen string) error {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentWrite)
	if err != nil {
		return err
	}
	if g, err = s.cleanGoal(ctx, g); err != nil {
		return err
	}
	switch state {
	case GoalOpen, GoalReached, GoalDropped:
	default:
		return errs.Bad("state", "Choose where the goal stands.")
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockGoal(ctx, tx, goal); err != nil {
			return err
		}
		was, err := goalByID(ctx, tx, goal)
		if err != nil {
			return err
		}
		if !slices.Contains(ids, was.PersonID) {
			return noGoal()
		}
		if err := errs.Unseen(seen, was.Seen(), "This goal has been changed since you opened it. Look at what it says now, and do it again."); err != nil {
			return err
		}
		next := was
		next.GoalText, next.State, next.UpdatedAt = g, state, now
		if err := updateGoal(ctx, tx, next); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "goal.changed", Kind: "goal", ID: goal, Detail: map[string]any{"state": state}})
	})
}

// remind asks for a letter about each open goal whose review date has come, once for each date. Two servers that do it at once take different ones.
func (s *Service) remind(ctx context.Context) error {
	const batch = 200
	for {
		n := 0
		err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			due, err := claimReviews(ctx, tx, s.people.Today(), batch)
			if err != nil {
				return err
			}
			n = len(due)
			now := s.clock.Now()
			for _, r := range due {
				if err := events.Enqueue(ctx, tx, now, time.Time{}, jobReview, r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n < batch {
			return err
		}
	}
}

func noGoal() error { return errs.New(errs.NotFound, "There is no such goal of yours.") }
