package catalogue

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// OneOffRequest asks for offers that can be taken and are in no published stream. Area narrows to a content area by its code.
type OneOffRequest struct {
	Area string
	page.Request
}

// OneOff is such an offer, with the streams that it would fit.
type OneOff struct {
	Card
	Fits []Fit
}

// Fit is a stream that teaches, or is to cover, competencies that an offer teaches as well.
type Fit struct {
	Key, Title string
	// Shared counts these competencies.
	Shared int
}

// fitsShown is how many streams an offer is said to fit.
const fitsShown = 3

// oneOffKey is the place of an offer in the list.
type oneOffKey struct {
	Title string
	ID    id.ID
}

func (k oneOffKey) compare(o oneOffKey) int {
	return cmp.Or(strings.Compare(k.Title, o.Title), strings.Compare(string(k.ID), string(o.ID)))
}

// OneOffs lists offers that stand by themselves, by title, and counts them. Everybody may. Errors: Invalid for a cursor that is not ours.
func (s *Service) OneOffs(ctx context.Context, r OneOffRequest) (page.Page[OneOff], int, error) {
	var after oneOffKey
	further, err := page.Decode(r.Cursor, &after)
	if err != nil {
		return page.Page[OneOff]{}, 0, err
	}
	l, err := s.layout(ctx, authz.Actor{}) // by what is published alone: a draft of a stream fits nobody yet
	if err != nil {
		return page.Page[OneOff]{}, 0, err
	}
	key := func(c *Card) oneOffKey { return oneOffKey{SortTitle(c.Title, c.Language), c.OfferID} }
	var list []Card
	for _, c := range l.takeable {
		if !l.inStream[c.OfferID] && (r.Area == "" || slices.Contains(c.Areas, r.Area)) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b Card) int { return key(&a).compare(key(&b)) })
	n := len(list)
	if further {
		list = slices.DeleteFunc(list, func(c Card) bool { return key(&c).compare(after) <= 0 })
	}
	cut := page.Cut(list[:min(len(list), r.Size()+1)], r.Size(), func(c Card) any { return key(&c) })
	of := s.streamCompetencies(l)
	out := page.Page[OneOff]{Next: cut.Next}
	for _, c := range cut.Items {
		out.Items = append(out.Items, OneOff{c, fitsOf(&c, l.streams, of)})
	}
	return out, n, nil
}

// streamCompetencies are those that each stream teaches or is to cover, in the order of the streams.
func (s *Service) streamCompetencies(l *layout) []map[id.ID]bool {
	out := make([]map[id.ID]bool, len(l.streams))
	for i, st := range l.streams {
		out[i] = map[id.ID]bool{}
		for _, g := range st.Goals {
			out[i][g.CompetencyID] = true
		}
		for _, o := range st.Offers {
			for _, c := range s.index.cardsOf([]id.ID{o.OfferID}) {
				for _, t := range c.Teaches {
					out[i][t.CompetencyID] = true
				}
			}
		}
	}
	return out
}

// fitsOf are the streams that share most with an offer.
func fitsOf(c *Card, streams []StreamSummary, of []map[id.ID]bool) []Fit {
	var out []Fit
	for i, st := range streams {
		f := Fit{Key: st.Key, Title: st.Title}
		for _, t := range c.Teaches {
			if of[i][t.CompetencyID] {
				f.Shared++
			}
		}
		if f.Shared > 0 {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b Fit) int { return cmp.Compare(b.Shared, a.Shared) })
	return out[:min(len(out), fitsShown)]
}
