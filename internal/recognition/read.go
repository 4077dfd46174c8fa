package recognition

import (
	"context"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// errNoAward is said of awards that do not exist and of those of other people.
func errNoAward() error { return errs.New(errs.NotFound, "There is no such certificate.") }

// Award returns one of the actor's own awards; scope record:read. Everybody else is told that there is none.
func (s *Service) Award(ctx context.Context, actor authz.Actor, award id.ID) (Held, error) {
	if _, err := actor.RequirePerson(authz.ScopeRecordRead); err != nil {
		return Held{}, err
	}
	a, err := awardByID(ctx, s.db, award)
	if err != nil {
		return Held{}, err
	}
	ids, err := s.people.IDs(ctx, actor.PersonID)
	if err != nil {
		return Held{}, err
	}
	if !slices.Contains(ids, a.PersonID) {
		return Held{}, errNoAward()
	}
	return s.holdOne(ctx, a)
}

// Mine lists the actor's own awards, the latest first; scope record:read. It takes a fixed number of queries.
func (s *Service) Mine(ctx context.Context, actor authz.Actor, p page.Request) (page.Page[Held], error) {
	var none page.Page[Held]
	if _, err := actor.RequirePerson(authz.ScopeRecordRead); err != nil {
		return none, err
	}
	ids, err := s.people.IDs(ctx, actor.PersonID)
	if err != nil {
		return none, err
	}
	after, err := goOn(p.Cursor)
	if err != nil {
		return none, err
	}
	list, err := awardsOf(ctx, s.db, ids, after, p.Size()+1)
	if err != nil {
		return none, fmt.Errorf("recognition: mine: %w", err)
	}
	cut := page.Cut(list, p.Size(), func(a stored) any { return listKey{a.IssuedAt, a.ID} })
	held, err := s.hold(ctx, cut.Items)
	return page.Page[Held]{Items: held, Next: cut.Next}, err
}

func (s *Service) holdOne(ctx context.Context, a stored) (Held, error) {
	held, err := s.hold(ctx, []stored{a})
	if err != nil {
		return Held{}, err
	}
	return held[0], nil
}

// hold works out where awards stand, in one query for every 500.
func (s *Service) hold(ctx context.Context, list []stored) ([]Held, error) {
	entries := make([]id.ID, len(list))
	for i, a := range list {
		entries[i] = a.EntryID
	}
	newest, err := s.record.Newest(ctx, s.db, entries)
	if err != nil {
		return nil, err
	}
	out := make([]Held, len(list))
	for i, a := range list {
		out[i] = Held{a.Award, a.standing(newest[a.EntryID])}
	}
	return out, nil
}
