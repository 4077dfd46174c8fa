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
	l, err := s.layout(ctx, authz.Actor{})
	if err != nil {
		return page.Page[OneOff]{}, 0, err
	}
	return s.oneOffs(l, r)
}

// EachOneOff calls f with every offer that stands by itself in an area, or with an empty code in any, by title. It lays out the curriculum once.
func (s *Service) EachOneOff(ctx context.Context, area string, f func(OneOff) error) error {
	l, err := s.layout(ctx, authz.Actor{})
	if err != nil {
		return err
	}
	streams := s.fitting(l)
	for _, c := range l.oneOffs(area) {
		if err := f(OneOff{*c.card, streams.fit(c.card)}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) oneOffs(l *layout, r OneOffRequest) (page.Page[OneOff], int, error) {
	var after oneOffKey
	further, err := page.Decode(r.Cursor, &after)
	if err != nil {
		return page.Page[OneOff]{}, 0, err
	}
	list := l.oneOffs(r.Area)
	n := len(list)
	if further {
		from, found := slices.BinarySearchFunc(list, after, func(c keyed, k oneOffKey) int { return c.key.compare(k) })
		if found {
			from++
		}
		list = list[from:]
	}
	cut := page.Cut(list[:min(len(list), r.Size()+1)], r.Size(), func(c keyed) any { return c.key })
	streams := s.fitting(l)
	out := page.Page[OneOff]{Next: cut.Next}
	for _, c := range cut.Items {
		out.Items = append(out.Items, OneOff{*c.card, streams.fit(c.card)})
	}
	return out, n, nil
}

// keyed is an offer with its place in the list.
type keyed struct {
	key  oneOffKey
	card *Card
}

// oneOffs are the offers of an area that can be taken and are in no published stream, in their order.
func (l *layout) oneOffs(area string) []keyed {
	var list []keyed
	for _, c := range l.takeable {
		if !l.inStream[c.OfferID] && (area == "" || slices.Contains(c.Areas, area)) {
			list = append(list, keyed{oneOffKey{SortTitle(c.Title, c.Language), c.OfferID}, c})
		}
	}
	slices.SortFunc(list, func(a, b keyed) int { return a.key.compare(b.key) })
	return list
}

// fitting is what the published streams teach, or are to cover, in their order: a draft fits nobody yet.
type fitting struct {
	streams []StreamSummary
	of      []map[id.ID]bool
}

func (s *Service) fitting(l *layout) fitting {
	var out fitting
	for _, st := range l.streams {
		if st.Status != StatusPublished {
			continue
		}
		has := map[id.ID]bool{}
		for _, g := range st.Goals {
			has[g.CompetencyID] = true
		}
		for _, o := range st.Offers {
			for _, c := range s.index.cardsOf([]id.ID{o.OfferID}) {
				for _, t := range c.Teaches {
					has[t.CompetencyID] = true
				}
			}
		}
		out.streams, out.of = append(out.streams, st), append(out.of, has)
	}
	return out
}

// fit are the streams that share most with an offer.
func (f fitting) fit(c *Card) []Fit {
	var out []Fit
	for i, st := range f.streams {
		x := Fit{Key: st.Key, Title: st.Title}
		for _, t := range c.Teaches {
			if f.of[i][t.CompetencyID] {
				x.Shared++
			}
		}
		if x.Shared > 0 {
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b Fit) int { return cmp.Compare(b.Shared, a.Shared) })
	return out[:min(len(out), fitsShown)]
}
