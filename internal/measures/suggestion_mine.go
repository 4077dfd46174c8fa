package measures

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// Told is a suggestion as its owner sees it.
type Told struct {
	Suggestion
	// Answer is where it stands: its own state or, once it was joined with another, that one's.
	Answer State
	// Replies are the decisions on it, the latest first. Handing it to a unit is none.
	Replies []Decided
}

// Mine returns a page of the actor's own suggestions, the newest first, with what became of them. Needs a person;
// scope choices:manage.
func (s *Service) Mine(ctx context.Context, actor authz.Actor, r page.Request) (page.Page[Told], error) {
	ids, err := s.mine(ctx, actor)
	if err != nil {
		return page.Page[Told]{}, err
	}
	list, err := suggestionsOf(ctx, s.db, ids, r)
	if err != nil {
		return page.Page[Told]{}, err
	}
	out := page.Page[Told]{Next: list.Next}
	var about, leads []id.ID
	for _, v := range list.Items {
		about = append(about, v.ID)
		if v.JoinedID != "" {
			leads = append(leads, v.JoinedID)
		}
	}
	states, err := statesOf(ctx, s.db, leads)
	if err != nil {
		return out, err
	}
	decisions, err := decisionsOf(ctx, s.db, about)
	if err != nil {
		return out, err
	}
	for _, v := range list.Items {
		t := Told{Suggestion: v, Answer: v.State}
		if lead := states[v.JoinedID]; v.State == Joined && lead != Open {
			t.Answer = lead
		}
		for _, d := range decisions[v.ID] {
			if d.Decision != DecidePassed && d.Decision != DecideWithdrawn {
				t.Replies = append(t.Replies, d)
			}
		}
		out.Items = append(out.Items, t)
	}
	return out, nil
}

// Withdraw takes back one of the actor's own suggestions. Those who decide do not see it any more; what was joined with it stays, with
// the oldest of these in its place. NotFound for anybody else's; taking back twice is no error.
func (s *Service) Withdraw(ctx context.Context, actor authz.Actor, suggestion id.ID) error {
	ids, err := s.mine(ctx, actor)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		group, err := lockGroup(ctx, tx, []id.ID{suggestion})
		if err != nil {
			return err
		}
		v, ok := group[suggestion]
		if !ok || !slices.Contains(ids, v.PersonID) {
			return noSuggestion()
		}
		if v.State == Withdrawn {
			return nil
		}
		heir, err := firstJoined(ctx, tx, v.ID)
		if err != nil {
			return err
		}
		if heir != "" {
			if err := inherit(ctx, tx, now, v, heir); err != nil {
				return err
			}
		}
		d := Decided{ID: id.New(), SuggestionID: v.ID, Decision: DecideWithdrawn, By: actor.PersonID, At: now}
		if err := insertDecisions(ctx, tx, []Decided{d}); err != nil {
			return err
		}
		if err := setState(ctx, tx, now, []id.ID{v.ID}, Withdrawn, ""); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "suggestion.withdrawn", Kind: "suggestion", ID: v.ID, Unit: v.Unit})
	})
}

// one returns a suggestion that the actor may decide on; others are NotFound, and so is what was taken back.
func (s *Service) one(ctx context.Context, q db.Q, actor authz.Actor, suggestion id.ID) (Suggestion, error) {
	v, err := suggestionByID(ctx, q, suggestion)
	if err != nil {
		return v, err
	}
	return v, mayDecide(actor, v)
}

// mayDecide is nil for whoever may read a suggestion and decide on it.
func mayDecide(actor authz.Actor, v Suggestion) error {
	if !actor.SignedIn() && !actor.IsSystem() {
		return errs.New(errs.Unauthenticated, "Sign in to go on.")
	}
	if v.State == Withdrawn || !actor.May(DecideSuggestions, v.Unit) {
		return noSuggestion()
	}
	return nil
}
