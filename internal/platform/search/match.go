package search

import (
	"cmp"
	"slices"
)

// matcher is the working memory of a query in one view. Matchers are pooled.
type matcher struct {
	view  *view
	dicts []facetDict // of the snapshot
	// matched counts the slots that each document has answered, stamp is the last
	// of them (1 is the first), scores is what they add up to. All three are zero
	// but for the touched documents.
	matched, stamp []uint8
	scores         []uint32
	touched        []uint32
	left           []uint32 // of touched, the documents that have answered all slots so far, or any when loose

	base bitset // live documents that the words and ranges allow
	hits bitset // of base, those that the filters allow
	// filters holds the documents of each filter, own is room for the others'.
	filters []bitset
	own     bitset
	// worth is what each document fulfils of a preference; empty without one.
	worth []uint32
}

// begin prepares a matcher for a view of a snapshot.
func (m *matcher) begin(s *snapshot, v *view) {
	m.view, m.dicts = v, s.dicts
	if n := len(v.ids); cap(m.matched) < n {
		m.matched, m.stamp, m.scores = make([]uint8, n), make([]uint8, n), make([]uint32, n)
	} else {
		m.matched, m.stamp, m.scores = m.matched[:n], m.stamp[:n], m.scores[:n]
	}
}

// forget makes the matcher ready for another query.
func (m *matcher) forget() {
	if len(m.touched) > len(m.matched)/8 {
		clear(m.matched)
		clear(m.stamp)
		clear(m.scores)
	} else {
		for _, d := range m.touched {
			m.matched[d], m.stamp[d], m.scores[d] = 0, 0, 0
		}
	}
	m.touched, m.left = m.touched[:0], m.left[:0]
}

// run finds the live documents that have all the wanted slots, or any when loose,
// and none of the unwanted ones. at is the view's place in the snapshot.
func (m *matcher) run(slots []*slot, at int, loose bool) {
	var wanted [maxTerms]*slot
	n := 0
	for _, sl := range slots {
		if !sl.exclude {
			wanted[n] = sl
			n++
		}
	}
	m.base = m.base.resized(len(m.view.ids))
	if n > 0 {
		m.answer(wanted[:n], at, loose)
		for _, d := range m.left {
			if m.view.has(d) {
				m.base.add(d)
			}
		}
	} else if m.view.alive != nil {
		copy(m.base, m.view.alive)
	} else {
		m.base.fill(len(m.view.ids))
	}
	for _, sl := range slots {
		if sl.exclude {
			m.exclude(&sl.views[at])
		}
	}
}

// answer fills matched, scores and left.
func (m *matcher) answer(wanted []*slot, at int, loose bool) {
	// Rare words first: they leave little for the others to look at.
	slices.SortStableFunc(wanted, func(a, b *slot) int {
		return cmp.Compare(a.views[at].cost(m.view), b.views[at].cost(m.view))
	})
	for i, sl := range wanted {
		step := uint8(i + 1)
		all := !loose && step > 1
		f := &sl.views[at]
		// The phrase comes before the words, while the stamp tells what was added for it.
		m.view.eachPhrase(f, func(d uint32) bool {
			return m.stamp[d] != step && (!all || m.matched[d] == step-1)
		}, func(d, impact uint32) { m.addOne(d, sl.weight*impact, step) })
		for _, w := range f.words {
			weight := sl.weight
			if !w.exact {
				weight = inflected(weight)
			}
			docs, impacts := m.view.postings(w.word)
			if all {
				m.addToLeft(docs, impacts, weight, step)
			} else {
				m.add(docs, impacts, weight, step)
			}
		}
		if all {
			m.left = slices.DeleteFunc(m.left, func(d uint32) bool { return m.matched[d] != step })
		} else {
			m.left = append(m.left, m.touched[len(m.left):]...)
		}
		if len(m.left) == 0 && !loose {
			return
		}
	}
}

func (m *matcher) addOne(d, score uint32, step uint8) {
	if m.stamp[d] != step {
		if m.stamp[d] == 0 {
			m.touched = append(m.touched, d)
		}
		m.stamp[d] = step
		m.matched[d]++
	}
	m.scores[d] += score
}

// add counts the postings of a form of the slot at step.
func (m *matcher) add(docs []uint32, impacts []uint16, weight uint32, step uint8) {
	for i, d := range docs {
		m.addOne(d, weight*uint32(impacts[i]), step)
	}
}

// addToLeft is add for those documents only that have answered all slots before.
func (m *matcher) addToLeft(docs []uint32, impacts []uint16, weight uint32, step uint8) {
	if len(m.left)*16 < len(docs) {
		for _, d := range m.left {
			if i, ok := slices.BinarySearch(docs, d); ok {
				m.addOne(d, weight*uint32(impacts[i]), step)
			}
		}
		return
	}
	for i, d := range docs {
		if m.matched[d] >= step-1 {
			m.addOne(d, weight*uint32(impacts[i]), step)
		}
	}
}

// exclude removes the documents of an unwanted slot.
func (m *matcher) exclude(f *forms) {
	for _, w := range f.words {
		docs, _ := m.view.postings(w.word)
		for _, d := range docs {
			m.base.remove(d)
		}
	}
	m.view.eachPhrase(f, m.base.has, func(d, _ uint32) { m.base.remove(d) })
}
