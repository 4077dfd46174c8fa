package catalogue

import (
	"context"
	"slices"

	lru "github.com/hashicorp/golang-lru/v2"

	"learningcommons.dev/commons/internal/platform/id"
)

// viewsMost is how many views are remembered, ten kilobytes or so each.
const viewsMost = 4096

// keptViews remembers what everybody sees of published offers until anything in the catalogue changes: this process's
// changes count at once, those of others once the index has seen them (see pollEvery).
type keptViews struct{ views *lru.Cache[string, keptView] }

type keptView struct {
	generation int64 // of the index
	View
}

func newKeptViews() keptViews {
	c, err := lru.New[string, keptView](viewsMost)
	if err != nil {
		panic("catalogue: " + err.Error()) // only for less than one
	}
	return keptViews{c}
}

// publicView returns what everybody sees of an offer, if it is remembered, with the seats of this moment.
func (s *Service) publicView(ctx context.Context, key string) (View, bool, error) {
	kept, ok := s.views.views.Get(key)
	if !ok || kept.generation != s.index.generation.Load() {
		return View{}, false, nil
	}
	v := kept.View
	var err error
	if v.Occurrences, err = s.withSeatsOf(ctx, v.Occurrences); err != nil {
		return View{}, false, err
	}
	v.Sessions, err = s.withSeatsOf(ctx, v.Sessions)
	return v, err == nil, err
}

// keepView remembers what everybody sees of an offer, as it was read at a generation of the index.
func (s *Service) keepView(v View, generation int64) View {
	v.Made = cardsMade.Add(1)
	s.views.views.Add(v.Key, keptView{generation, v})
	return v
}

// withSeatsOf returns a copy of occurrences with the seats of this moment, see keptSeats.
func (s *Service) withSeatsOf(ctx context.Context, list []Occurrence) ([]Occurrence, error) {
	now := s.clock.Now()
	var limited []id.ID
	for _, o := range list {
		if o.Capacity > 0 && now.Before(o.EndsAt) {
			limited = append(limited, o.ID)
		}
	}
	seats, err := s.seats.of(ctx, s.db, now, limited)
	if err != nil {
		return nil, err
	}
	list = slices.Clone(list)
	for i, o := range list {
		if n, ok := seats[o.ID]; ok {
			list[i].Taken, list[i].Capacity = n.taken, n.capacity
		}
	}
	return list, nil
}
