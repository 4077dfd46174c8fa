package search

import (
	"slices"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/page"
)

// Search answers a query. Any text is fine; the only errors are Invalid ones: a
// sort key, range or facet that the schema does not have, or a cursor that is
// not of this query.
func (x *Index) Search(q Query) (Result, error) {
	s := x.current.Load()
	text, terms := parse(q.Text)
	wanted := slices.ContainsFunc(terms, func(t term) bool { return !t.exclude })
	order, err := x.schema.orderOf(q.Sort, wanted)
	if err != nil {
		return Result{}, err
	}
	sel, err := s.selection(q)
	if err != nil {
		return Result{}, err
	}
	counter, err := s.newCounter(q)
	if err != nil {
		return Result{}, err
	}
	prefer, err := s.prefers(q.Prefer)
	if err != nil {
		return Result{}, err
	}
	sort := q.Sort + q.Prefer.sum()
	after, further, err := decodeCursor(q.After, text, sort)
	if err != nil {
		return Result{}, err
	}
	slots := s.resolveAll(terms)
	if further {
		if len(after.Weights) != len(slots) {
			return Result{}, errs.Bad("cursor", badCursor)
		}
		for i, w := range after.Weights {
			slots[i].weight = w
		}
	}

	matchers, loose := x.match(s, slots, after.Loose, !further)
	defer x.release(matchers)
	r := Result{Loose: loose}
	first := top{limit: page.Request{Limit: q.Limit}.Size()}
	following := 0 // hits after the cursor, as far as a page needs to know
	for _, m := range matchers {
		m.narrow(sel)
		counter.add(m, sel)
		m.prefer(prefer)
		r.Total += m.hits.len()
		following += order.first(m, &first, after, further)
	}
	r.Facets, r.Groups = counter.result()
	r.Terms = found(slots)
	hits := first.sorted()
	r.IDs = make([]string, len(hits))
	for i, h := range hits {
		r.IDs[i] = h.id
	}
	if n := len(hits); following > n {
		next := cursor{Less: hits[n-1].less, Key: hits[n-1].key, ID: hits[n-1].id, Loose: loose}
		for _, sl := range slots {
			next.Weights = append(next.Weights, sl.weight)
		}
		r.Next = next.encode(text, sort)
	}
	if !further && (loose || r.Total == 0) {
		r.DidYouMean = x.didYouMean(s, text, slots, sel)
	}
	if !further && r.DidYouMean == "" {
		total := r.Total
		if loose {
			total = 0
		}
		r.DidYouMean = x.respaced(s, text, slots, sel, total)
	}
	return r, nil
}

func (s *snapshot) resolveAll(terms []term) []*slot {
	slots := make([]*slot, len(terms))
	for i, t := range terms {
		slots[i] = s.resolve(t)
	}
	return slots
}

// match runs the slots in every view. Where nothing has all of them and
// mayLoosen is set, it looks for any of them. The matchers are to be released.
func (x *Index) match(s *snapshot, slots []*slot, loose, mayLoosen bool) ([]*matcher, bool) {
	matchers := make([]*matcher, len(s.views))
	matched := false
	for i, v := range s.views {
		m := x.pool.Get().(*matcher)
		m.begin(s, v)
		m.run(slots, i, loose)
		matchers[i] = m
		matched = matched || !m.base.empty()
	}
	if matched || loose || !mayLoosen || len(slots) < 2 {
		return matchers, loose
	}
	for i, m := range matchers {
		m.forget()
		m.run(slots, i, true)
		matched = matched || !m.base.empty()
	}
	return matchers, matched
}

func (x *Index) release(matchers []*matcher) {
	for _, m := range matchers {
		m.forget()
		m.view, m.dicts = nil, nil
		x.pool.Put(m)
	}
}

// found returns the words of the index that answer the wanted slots, sorted.
func found(slots []*slot) []string {
	var words []string
	for _, sl := range slots {
		if !sl.exclude {
			words = append(words, sl.known...)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}
