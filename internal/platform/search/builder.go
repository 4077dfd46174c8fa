package search

import (
	"maps"
	"math"
	"slices"
)

// builder turns documents into a store with an unsorted vocabulary.
type builder struct {
	schema *schema
	store
	vocabulary map[string]uint32
	dicts      []facetDict
	owned      []bool // which of dicts are copies that may grow
	key        []byte
	lang       language // of the document at hand
}

func newBuilder(s *schema, dicts []facetDict) *builder {
	return &builder{schema: s, store: newStore(s), vocabulary: make(map[string]uint32), dicts: slices.Clone(dicts), owned: make([]bool, len(dicts))}
}

// add appends a document. Of several with one ID, the last counts.
func (b *builder) add(d Document) {
	b.lang = languageOf(d.Lang)
	b.ids = append(b.ids, d.ID)
	for _, f := range b.schema.Fields {
		b.addText(d.Text[f.Name])
		b.ends = append(b.ends, uint32(len(b.tokens)))
	}
	for f, name := range b.schema.Facets {
		b.addValues(f, d.Facets[name])
	}
	for i, name := range b.schema.Sorts {
		key := int64(noSort)
		if v, ok := d.Sorts[name]; ok {
			key = min(max(v, noSort+1), math.MaxInt64-1)
		}
		b.sorts[i] = append(b.sorts[i], key)
	}
}

func (b *builder) addText(text string) {
	s := scanner{text: text}
	for s.next() {
		switch {
		case s.lead:
			b.addWord(s.joined, "", 0)
			b.addWord(s.parts[1], "", aliasBit)
		case len(s.parts) == 1:
			b.addWord(s.parts[0], s.surface(), 0)
		default:
			for _, p := range s.parts {
				b.addWord(p, "", 0)
			}
			if s.joined != nil {
				b.addWord(s.joined, "", aliasBit)
			}
		}
	}
}

func (b *builder) addWord(word []byte, shown string, flag uint32) {
	b.key = append(append(b.key[:0], b.lang), word...)
	w, ok := b.vocabulary[string(b.key)]
	if !ok {
		w = uint32(len(b.words))
		key := string(b.key)
		b.vocabulary[key] = w
		b.words = append(b.words, key)
		b.shown = append(b.shown, "")
	}
	b.shown[w] = max(b.shown[w], shown)
	b.tokens = append(b.tokens, w|flag)
}

func (b *builder) addValues(f int, values []string) {
	l := &b.facets[f]
	from := len(l.values)
	for _, v := range values {
		if v == "" {
			continue
		}
		id := b.valueID(f, v)
		if !slices.Contains(l.values[from:], id) {
			l.values = append(l.values, id)
		}
	}
	l.start = append(l.start, uint32(len(l.values)))
}

func (b *builder) valueID(f int, value string) uint32 {
	d := &b.dicts[f]
	if id, ok := d.ids[value]; ok {
		return id
	}
	if !b.owned[f] {
		b.owned[f] = true
		ids := make(map[string]uint32, len(d.ids)+1)
		maps.Copy(ids, d.ids)
		*d = facetDict{values: slices.Clip(d.values), ids: ids, groups: d.groups}
	}
	id := uint32(len(d.values))
	d.values = append(d.values, value)
	d.ids[value] = id
	return id
}

// segment makes a segment of what was added.
func (b *builder) segment() *segment {
	picks := make([]pick, len(b.ids))
	for d := range picks {
		picks[d] = pick{&b.store, uint32(d)}
	}
	slices.SortStableFunc(picks, comparePicks)
	last := picks[:0]
	for i, p := range picks {
		if i+1 == len(picks) || picks[i+1].id() != p.id() {
			last = append(last, p)
		}
	}
	return newSegment(b.schema, last)
}
