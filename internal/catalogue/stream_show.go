package catalogue

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// StreamView is a stream as its page shows it.
type StreamView struct {
	Stream
	// Unit owns it; without an id it is the association's.
	Unit people.Unit
	// Cards are its offers that are in the catalogue, in their order.
	Cards []StreamCard
	// Covered are its goals, each with the offers of the stream that lead there.
	Covered []CoveredGoal
	MayEdit bool
}

// StreamCard is an offer of a stream.
type StreamCard struct {
	Card
	Required bool
}

// CoveredGoal is a competency that a stream is to cover.
type CoveredGoal struct {
	Lesson
	// By are the offers of the stream that teach it up to the level, or beyond.
	By []Card
}

// Open reports whether nothing in the stream leads there.
func (g CoveredGoal) Open() bool { return len(g.By) == 0 }

// Gaps counts the goals that nothing in the stream leads to.
func (v StreamView) Gaps() int {
	n := 0
	for _, g := range v.Covered {
		if g.Open() {
			n++
		}
	}
	return n
}

// Streams returns all streams that the actor may see, by title: what is published for everybody; with drafts all that is not archived, for those who
// may edit them, as it was saved last. At most 500.
func (s *Service) Streams(ctx context.Context, actor authz.Actor, drafts bool) ([]Stream, error) {
	if drafts {
		if err := actor.Require(ReadStreams, ""); err != nil {
			return nil, err
		}
	}
	return listStreams(ctx, s.db, drafts)
}

// ShowStream returns a stream by its key: what is published, for everybody. With draft, what was saved last, for those who may edit. NotFound; Gone for what is archived.
func (s *Service) ShowStream(ctx context.Context, actor authz.Actor, key string, draft bool) (StreamView, error) {
	st, err := streamByKey(ctx, s.db, key, draft)
	if err != nil {
		return StreamView{}, err
	}
	may := actor.May(ReadStreams, "")
	switch {
	case may:
	case draft || st.PublishedID == "":
		return StreamView{}, noStream()
	case st.Status == StatusArchived:
		return StreamView{}, errs.New(errs.Gone, "“%s” is no longer offered.", st.Title)
	}
	return s.viewStream(ctx, actor, st)
}

// StreamToEdit returns a stream as it was saved last, for those who may edit it. NotFound for everybody else.
func (s *Service) StreamToEdit(ctx context.Context, actor authz.Actor, stream id.ID) (StreamView, error) {
	if err := actor.Require(ReadStreams, ""); err != nil {
		return StreamView{}, err
	}
	st, err := streamByID(ctx, s.db, stream)
	if err != nil {
		return StreamView{}, err
	}
	return s.viewStream(ctx, actor, st)
}

// StreamToChange is StreamToEdit by the key, for those who may edit or publish it.
func (s *Service) StreamToChange(ctx context.Context, actor authz.Actor, key string) (StreamView, error) {
	if !actor.May(EditStreams, "") {
		if err := actor.Require(PublishStreams, ""); err != nil {
			return StreamView{}, err
		}
	}
	st, err := streamByKey(ctx, s.db, key, true)
	if err != nil {
		return StreamView{}, err
	}
	return s.viewStream(ctx, actor, st)
}

// viewStream adds the offers and what they cover.
func (s *Service) viewStream(ctx context.Context, actor authz.Actor, st Stream) (StreamView, error) {
	v := StreamView{Stream: st, MayEdit: actor.May(EditStreams, "")}
	if st.UnitID != "" {
		u, err := s.people.CurrentUnit(ctx, st.UnitID)
		if err != nil {
			return v, err
		}
		v.Unit = u
	}
	ids := make([]id.ID, len(st.Offers))
	for i, o := range st.Offers {
		ids[i] = o.OfferID
	}
	cards, err := s.Cards(ctx, ids)
	if err != nil {
		return v, err
	}
	for _, o := range st.Offers {
		if c, ok := cards[o.OfferID]; ok {
			v.Cards = append(v.Cards, StreamCard{c, o.Required})
		}
	}
	goals := make([]Alignment, len(st.Goals))
	for i, g := range st.Goals {
		goals[i] = Alignment{CompetencyID: g.CompetencyID, Level: g.Level}
	}
	shown, _, err := s.lessonsOf(ctx, goals)
	if err != nil {
		return v, err
	}
	for _, l := range shown {
		c := CoveredGoal{Lesson: l}
		for _, card := range v.Cards {
			if teachesUpTo(&card.Card, l) {
				c.By = append(c.By, card.Card)
			}
		}
		v.Covered = append(v.Covered, c)
	}
	return v, nil
}

// teachesUpTo reports whether an offer teaches a competency up to the level of a lesson, or beyond.
func teachesUpTo(c *Card, l Lesson) bool {
	return slices.ContainsFunc(c.Teaches, func(t Taught) bool {
		if t.CompetencyID != l.CompetencyID {
			return false
		}
		at, ok := l.Choice.Level(t.Level)
		return !ok && l.At.Rank == 0 || ok && at.Rank >= l.At.Rank
	})
}

// KeysOf returns the keys of offers, published or not, for the forms of those who name them.
func (s *Service) KeysOf(ctx context.Context, offers []id.ID) (map[id.ID]string, error) {
	found, err := offersIn(ctx, s.db, "id", db.Args(offers))
	out := make(map[id.ID]string, len(found))
	for _, o := range found {
		out[o.ID] = o.Key
	}
	return out, err
}
