package catalogue

import (
	"context"
	"slices"

	lru "github.com/hashicorp/golang-lru/v2"

	"learningcommons.dev/commons/internal/platform/id"
)

// How many views, published offers and occurrences are remembered, some ten kilobytes, three and one each.
const (
	viewsMost       = 4096
	offersMost      = 4096
	occurrencesMost = 16_384
)

// remembered is what was read from the database at a generation of the index: it is good until anything in the
// catalogue changes. This process's changes count at once, those of others once the index has seen them (see pollEvery).
// Values are shared and must not be changed.
type remembered[K comparable, V any] struct{ kept *lru.Cache[K, dated[V]] }

type dated[V any] struct {
	generation int64
	value      V
}

func remember[K comparable, V any](most int) remembered[K, V] {
	c, err := lru.New[K, dated[V]](most)
	if err != nil {
		panic("catalogue: " + err.Error()) // only for less than one
	}
	return remembered[K, V]{c}
}

func (r remembered[K, V]) get(key K, generation int64) (V, bool) {
	d, ok := r.kept.Get(key)
	return d.value, ok && d.generation == generation
}

func (r remembered[K, V]) add(key K, generation int64, value V) {
	r.kept.Add(key, dated[V]{generation, value})
}

// published is an offer with its published version.
type published struct {
	offer   Offer
	version Version
}

// current brings the index up to date and returns its generation.
func (s *Service) current(ctx context.Context) (int64, error) {
	err := s.fresh(ctx)
	return s.index.generation.Load(), err
}

// publicView returns what everybody sees of an offer, if it is remembered, with the seats of this moment.
func (s *Service) publicView(ctx context.Context, key string, generation int64) (View, bool, error) {
	v, ok := s.views.get(key, generation)
	if !ok {
		return View{}, false, nil
	}
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
	s.views.add(v.Key, generation, v)
	return v
}

// withSeatsOf returns a copy of occurrences with the seats of this moment, see keptSeats.
func (s *Service) withSeatsOf(ctx context.Context, list []Occurrence) ([]Occurrence, error) {
	ids := make([]id.ID, len(list))
	for i, o := range list {
		ids[i] = o.ID
	}
	seats, err := s.seats.of(ctx, s.db, s.clock.Now(), ids)
	if err != nil {
		return nil, err
	}
	list = slices.Clone(list)
	for i, n := range seats {
		if n.known() {
			list[i].Taken, list[i].Capacity = n.taken, n.capacity
		}
	}
	return list, nil
}
