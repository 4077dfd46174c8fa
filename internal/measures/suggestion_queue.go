package measures

import (
	"context"
	"iter"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// QueueRequest asks for a page of suggestions.
type QueueRequest struct {
	// State narrows to one; empty is Open.
	State State
	// Area, Unit and Words narrow further; Words are found anywhere in what was said.
	Area  string
	Unit  id.ID
	Words string
	// Competency narrows to those about one.
	Competency id.ID
	page.Request
}

// Waiting is a suggestion in the queue.
type Waiting struct {
	Suggestion
	// Alike is how many of the others that wait say much the same.
	Alike int
}

// Queue returns suggestions that the actor may decide on: what waits longest first or, of what is decided, the latest decision first.
// What was taken back is nobody's to read. Who may: DecideSuggestions, of all or of their units. Invalid for a state that there is not. Four queries.
func (s *Service) Queue(ctx context.Context, actor authz.Actor, r QueueRequest) (page.Page[Waiting], error) {
	scope, err := s.queueScope(actor, &r)
	if err != nil {
		return page.Page[Waiting]{}, err
	}
	list, err := queued(ctx, s.db, scope, r)
	if err != nil {
		return page.Page[Waiting]{}, err
	}
	out := page.Page[Waiting]{Next: list.Next}
	var pool []likeness
	if r.State == Open {
		if pool, err = s.pool(ctx, actor); err != nil {
			return out, err
		}
	}
	for _, v := range list.Items {
		out.Items = append(out.Items, Waiting{v, len(alikeIn(pool, v, maxAlike))})
	}
	return out, nil
}

// EachQueued streams what Queue lists, all pages of it. Who may and errors: as of Queue.
func (s *Service) EachQueued(ctx context.Context, actor authz.Actor, r QueueRequest) iter.Seq2[Suggestion, error] {
	return func(yield func(Suggestion, error) bool) {
		scope, err := s.queueScope(actor, &r)
		if err != nil {
			yield(Suggestion{}, err)
			return
		}
		for r.Limit, r.Cursor = page.MaxLimit, ""; ; {
			list, err := queued(ctx, s.db, scope, r)
			if err != nil {
				yield(Suggestion{}, err)
				return
			}
			for _, v := range list.Items {
				if !yield(v, nil) {
					return
				}
			}
			if r.Cursor = list.Next; r.Cursor == "" {
				return
			}
		}
	}
}

// scope is whose suggestions may be read: everybody's, or those of units.
type scope struct {
	all   bool
	units []id.ID
}

func (s *Service) queueScope(actor authz.Actor, r *QueueRequest) (scope, error) {
	sc, err := scopeOf(actor)
	if err != nil {
		return sc, err
	}
	if r.State == "" {
		r.State = Open
	}
	if !r.State.Valid() || r.State == Withdrawn {
		return sc, errs.Bad("state", "Choose one of the states.")
	}
	return sc, nil
}

func scopeOf(actor authz.Actor) (scope, error) {
	switch {
	case actor.May(DecideSuggestions, ""):
		return scope{all: true}, nil
	case actor.MaySomewhere(DecideSuggestions):
		return scope{units: actor.Units(DecideSuggestions.InUnit...)}, nil
	}
	return scope{}, actor.Require(DecideSuggestions, "")
}

// Case is a suggestion with all that whoever decides needs to see.
type Case struct {
	Suggestion
	// History are its decisions, the latest first.
	History []Decided
	// With are the suggestions that were joined with it, at most maxWith.
	With []Suggestion
	// Lead is the one that it was joined with, or nil where the actor may not read that.
	Lead *Suggestion
	// Alike are others that say much the same, the nearest first.
	Alike []Suggestion
}

// maxWith is how many joined suggestions a page lists.
const maxWith = 50

// Suggestion returns one that the actor may decide on; others are NotFound.
func (s *Service) Suggestion(ctx context.Context, actor authz.Actor, suggestion id.ID) (Case, error) {
	v, err := s.one(ctx, s.db, actor, suggestion)
	if err != nil {
		return Case{}, err
	}
	c := Case{Suggestion: v}
	all, err := decisionsOf(ctx, s.db, []id.ID{v.ID})
	if err != nil {
		return c, err
	}
	c.History = all[v.ID]
	if c.With, err = joinedWith(ctx, s.db, v.ID, maxWith); err != nil {
		return c, err
	}
	if v.JoinedID != "" {
		lead, err := s.one(ctx, s.db, actor, v.JoinedID)
		if err == nil {
			c.Lead = &lead
		} else if !errs.Is(err, errs.NotFound) {
			return c, err
		}
	}
	pool, err := s.pool(ctx, actor)
	if err != nil {
		return c, err
	}
	near := alikeIn(pool, v, maxAlike)
	c.Alike, err = suggestionsByID(ctx, s.db, near)
	return c, err
}

// OpenSuggestions counts what waits for the actor's decision, at most so many; for the workspace.
func (s *Service) OpenSuggestions(ctx context.Context, actor authz.Actor, most int) (int, error) {
	sc, err := scopeOf(actor)
	if err != nil {
		return 0, err
	}
	return countQueued(ctx, s.db, sc, most)
}

// pool is what waits for the actor, at most poolMost of the newest, to look for the like in.
func (s *Service) pool(ctx context.Context, actor authz.Actor) ([]likeness, error) {
	sc, err := scopeOf(actor)
	if err != nil {
		return nil, err
	}
	return openTexts(ctx, s.db, sc, poolMost)
}

// plain is a text in lower case without accents, as it is looked for. Signs stay, so that somebody can look for C++.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ToLower(text)))
}
