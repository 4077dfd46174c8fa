package standards

import (
	"context"
	"math"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/search"
)

// matcher is what can be chosen, by the words that it is written in. It never changes: another set of published versions makes another one.
type matcher struct {
	versions []matchVersion
	choices  []Choice
	byID     map[id.ID]int32
	// postings are by stem, in the order of choices.
	postings map[string][]posting
	// mass is what the words of a choice's title weigh together.
	mass []float64
}

type matchVersion struct {
	id       id.ID
	language string
}

// posting says that a word stands in a choice, and where.
type posting struct {
	choice int32
	field  field
	// level is that of the statement, as a place in the choice's levels; -1 where there is none.
	level int8
}

// field is a part of what a competency says. What it is called says most of it.
type field uint8

const (
	inTitle field = iota
	inStatements
	inDescription
)

var fieldWeight = [...]float64{inTitle: 4, inStatements: 2, inDescription: 1}

// matchChunk is how many competencies are read for a matcher at a time.
const matchChunk = 500

// matching returns the matcher of what can be chosen now. It asks one query where nothing was published or retired since. After that one caller makes the
// next, and the others find what could be chosen before until it is there; they wait only where there never was one.
func (s *Service) matching(ctx context.Context) (*matcher, error) {
	versions, err := selectableVersions(ctx, s.db)
	if err != nil {
		return nil, err
	}
	if m := s.matcher.Load(); m != nil && slices.Equal(m.versions, versions) {
		return m, nil
	}
	if old := s.matcher.Load(); !s.building.TryLock() {
		if old != nil {
			return old, nil
		}
		s.building.Lock()
	}
	defer s.building.Unlock()
	if m := s.matcher.Load(); m != nil && slices.Equal(m.versions, versions) {
		return m, nil
	}
	m, err := newMatcher(ctx, s.db, versions)
	if err == nil {
		s.matcher.Store(m)
	}
	return m, err
}

// newMatcher reads all that can be chosen.
func newMatcher(ctx context.Context, q db.Q, versions []matchVersion) (*matcher, error) {
	m := &matcher{versions: versions, postings: map[string][]posting{}, byID: map[id.ID]int32{}}
	for _, v := range versions {
		levels, err := levelsOf(ctx, q, v.id)
		if err != nil {
			return nil, err
		}
		for after := 0; ; {
			list, err := choicesOf(ctx, q, v.id, after, matchChunk)
			if err != nil {
				return nil, err
			}
			if len(list) == 0 {
				break
			}
			after = list[len(list)-1].Position
			statements, err := statementsOf(ctx, q, v.id, list[0].Position, after)
			if err != nil {
				return nil, err
			}
			for _, c := range list {
				c.Levels = levels
				m.add(c, statements[c.ID], v.language)
			}
		}
	}
	m.weigh()
	return m, nil
}

// add puts a choice behind the others.
func (m *matcher) add(c Choice, statements []Indicator, language string) {
	at := int32(len(m.choices))
	m.choices, m.byID[c.ID] = append(m.choices, c), at
	put := func(text string, f field, level int8) {
		for w := range search.Words(text, language) {
			if idle(w.Stem) {
				continue
			}
			list := m.postings[w.Stem]
			if p := (posting{at, f, level}); !slices.Contains(list[max(0, len(list)-8):], p) {
				m.postings[w.Stem] = append(list, p)
			}
		}
	}
	put(c.Title, inTitle, -1)
	for _, s := range statements {
		put(s.Text, inStatements, int8(slices.IndexFunc(c.Levels, func(l Level) bool { return l.Code == s.Level })))
	}
	put(c.Description, inDescription, -1)
}

// weigh finds what the titles weigh, once all choices are there.
func (m *matcher) weigh() {
	m.mass = make([]float64, len(m.choices))
	for stem, list := range m.postings {
		rare := m.rarity(stem)
		last := int32(-1)
		for _, p := range list {
			if p.field == inTitle && p.choice != last {
				m.mass[p.choice] += rare
				last = p.choice
			}
		}
	}
}

// rarity is how much a word tells, up to 1 for what stands in a single competency: what stands in many tells little.
func (m *matcher) rarity(stem string) float64 {
	n, last := 0, int32(-1)
	for _, p := range m.postings[stem] {
		if p.choice != last {
			n, last = n+1, p.choice
		}
	}
	if n == 0 {
		return 0
	}
	return math.Log(1+float64(len(m.choices))/float64(n)) / math.Log(1+float64(len(m.choices)))
}
