package search

import (
	"fmt"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
)

// Index can be searched and changed by any number of goroutines at once. Readers never wait.
type Index struct {
	schema  *schema
	current atomic.Pointer[snapshot]
	writing sync.Mutex // held by Replace and Apply
	pool    sync.Pool  // of *matcher
}

// schema is a checked Schema.
type schema struct {
	Schema
	weights int // the sum of the fields' weights
}

// New returns an empty index. It panics on a schema that contradicts itself,
// which is a mistake of the program.
func New(s Schema) *Index {
	c := &schema{Schema: s}
	var fields []string
	for _, f := range s.Fields {
		if f.Weight < 1 {
			panic(fmt.Sprintf("search: field %q has weight %d", f.Name, f.Weight))
		}
		c.weights += f.Weight
		fields = append(fields, f.Name)
	}
	for _, names := range [][]string{fields, s.Facets, s.Sorts} {
		for i, n := range names {
			if n == "" || slices.Contains(names[:i], n) {
				panic(fmt.Sprintf("search: name %q is empty or used twice", n))
			}
		}
	}
	if s.Default != "" {
		if _, ok := c.parseOrder(s.Default); !ok {
			panic(fmt.Sprintf("search: default order %q is no sort key", s.Default))
		}
	}
	x := &Index{schema: c, pool: sync.Pool{New: func() any { return new(matcher) }}}
	x.current.Store(&snapshot{schema: c, dicts: newDicts(c)})
	return x
}

func newDicts(s *schema) []facetDict {
	dicts := make([]facetDict, len(s.Facets))
	for i := range dicts {
		dicts[i].groups = new(grouped)
	}
	return dicts
}

// Replace makes docs all there is. The old content is searched until the new one
// is ready; the two are swapped at once. A change by Apply waits for it. The
// iterator must not call Replace or Apply.
func (x *Index) Replace(docs iter.Seq[Document]) {
	x.writing.Lock()
	defer x.writing.Unlock()
	b := newBuilder(x.schema, newDicts(x.schema))
	for d := range docs {
		b.add(d)
	}
	next := &snapshot{schema: x.schema, dicts: b.dicts}
	next.push(b.segment())
	x.current.Store(next)
}

// Apply removes the documents with the IDs in deletes, then adds upserts or puts
// them in the place of those with their IDs. All of it is visible, at once, when
// Apply returns. It costs about as much as the documents that change; now and
// then it merges what earlier calls have added.
func (x *Index) Apply(upserts []Document, deletes []string) {
	x.writing.Lock()
	defer x.writing.Unlock()
	now := x.current.Load()
	b := newBuilder(x.schema, now.dicts)
	gone := slices.Clone(deletes)
	for _, d := range upserts {
		b.add(d)
		gone = append(gone, d.ID)
	}
	next := &snapshot{schema: x.schema, dicts: b.dicts}
	for _, v := range now.views {
		if v = v.without(gone, len(x.schema.Fields)); v.live > 0 {
			next.views = append(next.views, v)
			next.live += v.live
		}
	}
	next.push(b.segment())
	next.compact()
	x.current.Store(next)
}

// Len returns how many documents there are.
func (x *Index) Len() int { return x.current.Load().live }
