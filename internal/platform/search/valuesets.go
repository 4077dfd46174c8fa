package search

// valueSets holds the documents of each value of one facet in a segment.
type valueSets struct {
	// docs[starts[v]:starts[v+1]] are the documents with value v, ascending. It may end before the facet's dictionary does.
	starts, docs []uint32
	// dense holds those of values that many documents have once more, as sets: going through a set costs the
	// same however many are in it.
	dense map[uint32]bitset
	// work is what counting all values against a set costs, in steps of a word or of a document.
	work int
}

// denseFrom is one in how many documents must have a value for it to be worth a set: as many as a word of it holds.
const denseFrom = 64

// setsOf turns the lists of values by document into sets of documents by value.
func setsOf(l valueLists) (s valueSets) {
	if len(l.values) == 0 {
		return s
	}
	values := 0
	for _, v := range l.values {
		values = max(values, int(v)+1)
	}
	s.starts = make([]uint32, values+1)
	for _, v := range l.values {
		s.starts[v+1]++
	}
	for v := range values {
		s.starts[v+1] += s.starts[v]
	}
	n := len(l.start) - 1
	fill := append([]uint32(nil), s.starts...)
	s.docs, s.dense = make([]uint32, len(l.values)), map[uint32]bitset{}
	for d := range uint32(n) {
		for _, v := range l.of(d) {
			s.docs[fill[v]] = d
			fill[v]++
		}
	}
	for v := range s.count() {
		of := s.of(v)
		if len(of) == 0 || len(of)*denseFrom < n {
			s.work += len(of)
			continue
		}
		set := newBitset(n)
		for _, d := range of {
			set.add(d)
		}
		s.dense[v] = set
		s.work += len(set)
	}
	return s
}

// count returns how many values there are, one that no document has any more among them.
func (s *valueSets) count() uint32 { return uint32(max(0, len(s.starts)-1)) }

// of returns the documents with a value, ascending.
func (s *valueSets) of(value uint32) []uint32 {
	if int(value)+1 >= len(s.starts) {
		return nil
	}
	return s.docs[s.starts[value]:s.starts[value+1]]
}

// common returns how many documents of a set have a value.
func (s *valueSets) common(value uint32, set bitset) int {
	if dense, ok := s.dense[value]; ok {
		return dense.common(set)
	}
	n := 0
	for _, d := range s.of(value) {
		n += int(set[d/64] >> (d % 64) & 1)
	}
	return n
}

// addTo adds the documents with a value to a set.
func (s *valueSets) addTo(set bitset, value uint32) {
	if dense, ok := s.dense[value]; ok {
		set.or(dense)
		return
	}
	for _, d := range s.of(value) {
		set.add(d)
	}
}
