package catalogue

import (
	"cmp"
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// Lesson is an alignment as it is shown: with the competency and the level of today.
type Lesson struct {
	Alignment
	Choice standards.Choice
	// At is the level; it is empty where the framework has none, or none of this code any more.
	At standards.Level
}

// lessonsOf shows alignments, by framework and then in the order of its tree. What cannot be chosen any more is left out, and returned apart.
func (s *Service) lessonsOf(ctx context.Context, list []Alignment) (shown []Lesson, gone []Alignment, err error) {
	ids := make([]id.ID, len(list))
	for i, a := range list {
		ids[i] = a.CompetencyID
	}
	if len(ids) == 0 {
		return nil, nil, nil
	}
	choices, err := s.standards.ChoicesNow(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range list {
		c, ok := choices[a.CompetencyID]
		if !ok {
			gone = append(gone, a)
			continue
		}
		at, _ := c.Level(a.Level)
		shown = append(shown, Lesson{a, c, at})
	}
	slices.SortFunc(shown, compareLessons)
	return shown, gone, nil
}

// lessonsOfOffer returns what one offer teaches, as far as it can be chosen now.
func (s *Service) lessonsOfOffer(ctx context.Context, q db.Q, offer id.ID) ([]Lesson, error) {
	have, err := alignmentsOf(ctx, q, []id.ID{offer})
	if err != nil {
		return nil, err
	}
	shown, _, err := s.lessonsOf(ctx, have[offer])
	return shown, err
}

func compareLessons(a, b Lesson) int {
	return cmp.Or(cmp.Compare(a.Choice.Framework, b.Choice.Framework), cmp.Compare(a.Framework, b.Framework), cmp.Compare(a.Choice.Position, b.Choice.Position))
}

// Lessons returns what published offers teach, by offer, as their pages show it. Everybody may; what is not published is left out.
func (s *Service) Lessons(ctx context.Context, offers []id.ID) (map[id.ID][]Lesson, error) {
	if err := s.fresh(ctx); err != nil {
		return nil, err
	}
	var public []id.ID
	for _, c := range s.index.cardsOf(offers) {
		public = append(public, c.OfferID)
	}
	have, err := alignmentsOf(ctx, s.db, public)
	if err != nil {
		return nil, err
	}
	var all []Alignment
	for _, o := range public {
		all = append(all, have[o]...)
	}
	shown, _, err := s.lessonsOf(ctx, all)
	out := make(map[id.ID][]Lesson, len(public))
	for _, l := range shown {
		out[l.OfferID] = append(out[l.OfferID], l)
	}
	return out, err
}
