package catalogue

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/standards"
)

// When a cell of the curriculum is thin. The page states these numbers.
const (
	// ThinOffers is how many offers that can be taken a cell has at least.
	ThinOffers = 5
	// ThinOpenShare is the share of an area's competencies, in per cent, that may be without an offer at a level.
	ThinOpenShare = 33
)

// Thin is a reason why a cell is thin.
type Thin string

// The reasons.
const (
	ThinFew    Thin = "few"
	ThinNoDate Thin = "no-date"
	ThinOpen   Thin = "open"
)

// pastYear is how long a date that is over counts as of the past year.
const pastYear = 365 * 24 * time.Hour

// Curriculum is all that is offered, laid out by content area and level.
type Curriculum struct {
	Areas []CurriculumArea
	// Streams are those that cross areas; the others stand in theirs.
	Streams []StreamSummary
	// Takeable counts the offers that can be taken, OneOff those of them that are in no stream, Unmatched those that are matched with no competency.
	Takeable, OneOff, Unmatched int
}

// CurriculumArea is one content area.
type CurriculumArea struct {
	Area
	// Cells are by level, in the order of Levels.
	Cells []Cell
	// Competencies are those of the frameworks about the area.
	Competencies []CompetencyRow
	Streams      []StreamSummary
	// Takeable counts its offers that can be taken, and OneOff those of them that are in no stream.
	Takeable, OneOff int
}

// Open counts the competencies that no offer teaches at any level that can be taken.
func (a CurriculumArea) Open() int {
	n := 0
	for _, c := range a.Competencies {
		if c.Offers == 0 {
			n++
		}
	}
	return n
}

// Cell is one level of a content area. An offer counts once: by a date to come, else as one that can be begun at any time, else by when it was last.
type Cell struct {
	Level                        Level
	Upcoming, OnDemand, PastYear int
	// Of counts the competencies that can be taught at the level, Open those that no offer that can be taken teaches there.
	Of, Open int
	Thin     []Thin
}

// Takeable is how many offers can be taken.
func (c Cell) Takeable() int { return c.Upcoming + c.OnDemand }

// judge says why the cell is thin.
func (c *Cell) judge() {
	if c.Takeable() < ThinOffers {
		c.Thin = append(c.Thin, ThinFew)
	}
	if c.Upcoming == 0 {
		c.Thin = append(c.Thin, ThinNoDate)
	}
	if c.Open*100 > c.Of*ThinOpenShare {
		c.Thin = append(c.Thin, ThinOpen)
	}
}

// CompetencyRow is a competency with the offers that can be taken and teach it.
type CompetencyRow struct {
	standards.Choice
	// At are the numbers of offers by level of the framework, in their order; Offers counts all.
	At     []int
	Offers int
}

// StreamSummary is a stream in a list.
type StreamSummary struct {
	Stream
	// Offered counts its offers that are in the catalogue, Takeable those that can be taken, Gaps the goals that none of them leads to.
	Offered, Takeable, Gaps int
}

// Curriculum lays out what is offered. Everybody may read it; who may see streams that are not published sees them among the others. It reads the index once and
// asks a bounded number of queries.
func (s *Service) Curriculum(ctx context.Context, actor authz.Actor) (Curriculum, error) {
	l, err := s.layout(ctx, actor)
	if err != nil {
		return Curriculum{}, err
	}
	return s.curriculum(ctx, l)
}

// CurriculumPage is Curriculum with a page of the offers that stand by themselves, as OneOffs lists them, and how many there are.
func (s *Service) CurriculumPage(ctx context.Context, actor authz.Actor, r OneOffRequest) (Curriculum, page.Page[OneOff], int, error) {
	l, err := s.layout(ctx, actor)
	if err != nil {
		return Curriculum{}, page.Page[OneOff]{}, 0, err
	}
	list, n, err := s.oneOffs(l, r)
	if err != nil {
		return Curriculum{}, list, 0, err
	}
	c, err := s.curriculum(ctx, l)
	return c, list, n, err
}

func (s *Service) curriculum(ctx context.Context, l *layout) (Curriculum, error) {
	areas, err := s.Areas(ctx)
	if err != nil {
		return Curriculum{}, err
	}
	c := Curriculum{Areas: l.areas(areas)}
	for _, st := range l.streams {
		if st.Area == "" {
			c.Streams = append(c.Streams, st)
		}
	}
	for _, card := range l.takeable {
		c.Takeable++
		if !l.inStream[card.OfferID] {
			c.OneOff++
		}
		if len(card.Teaches) == 0 {
			c.Unmatched++
		}
	}
	return c, nil
}

// layout is what a page of the curriculum is made of.
type layout struct {
	// cards are all offers in the catalogue, takeable those that can be taken.
	cards, takeable []*Card
	now             time.Time
	choices         map[string][]standards.Choice
	streams         []StreamSummary
	inStream        map[id.ID]bool
	// taught counts the offers that can be taken by competency and level.
	taught map[Taught]int
	// by counts them by competency.
	by map[id.ID]int
}

// layout reads the index, the streams and the frameworks.
func (s *Service) layout(ctx context.Context, actor authz.Actor) (*layout, error) {
	if err := s.fresh(ctx); err != nil {
		return nil, err
	}
	l := &layout{now: s.clock.Now(), inStream: map[id.ID]bool{}, taught: map[Taught]int{}, by: map[id.ID]int{}}
	s.index.mu.RLock()
	for _, e := range s.index.entries {
		l.cards = append(l.cards, &e.card) // an entry is made anew, never changed
	}
	s.index.mu.RUnlock()
	for _, c := range l.cards {
		if c.over() == 1 || c.Next == nil && !c.SelfPaced {
			continue
		}
		l.takeable = append(l.takeable, c)
		for _, t := range c.Teaches {
			l.taught[t]++
			l.by[t.CompetencyID]++
		}
	}
	var err error
	if l.choices, err = s.standards.ChoicesByArea(ctx); err != nil {
		return nil, err
	}
	return l, s.layStreams(ctx, actor, l)
}

// layStreams adds the streams that the actor may see.
func (s *Service) layStreams(ctx context.Context, actor authz.Actor, l *layout) error {
	// Whoever reads: of what is published the published text counts, so that staff see the figures that everybody does.
	list, err := readStreams(ctx, s.db, actor.May(ReadStreams, ""))
	if err != nil {
		return err
	}
	undecided, err := s.followStreams(ctx, list)
	if err != nil {
		return err
	}
	var goals []id.ID
	for _, st := range list {
		for _, g := range st.Goals {
			goals = append(goals, g.CompetencyID)
		}
	}
	choices, err := s.standards.ChoicesNow(ctx, goals)
	if err != nil {
		return err
	}
	can := map[id.ID]bool{}
	for _, c := range l.takeable {
		can[c.OfferID] = true
	}
	for _, st := range list {
		if st.Status == StatusArchived {
			continue
		}
		sum := StreamSummary{Stream: st, Gaps: len(undecided[st.VersionID])}
		cards := map[id.ID]Card{}
		for _, o := range st.Offers {
			for _, c := range s.index.cardsOf([]id.ID{o.OfferID}) {
				cards[c.OfferID] = c
				sum.Offered++
				if can[c.OfferID] {
					sum.Takeable++
				}
				l.inStream[c.OfferID] = l.inStream[c.OfferID] || st.Status == StatusPublished
			}
		}
		for _, g := range st.Goals {
			choice, ok := choices[g.CompetencyID]
			if !ok || g.undecided(undecided[st.VersionID]) {
				continue
			}
			at, _ := choice.Level(g.Level)
			lesson := Lesson{Alignment{CompetencyID: g.CompetencyID, Level: g.Level}, choice, at}
			led := false
			for _, c := range cards {
				led = led || teachesUpTo(&c, lesson)
			}
			if !led {
				sum.Gaps++
			}
		}
		l.streams = append(l.streams, sum)
	}
	return nil
}

// areas lays out the content areas: every offer is looked at once.
func (l *layout) areas(areas []Area) []CurriculumArea {
	out := make([]CurriculumArea, len(areas))
	at := make(map[string]*CurriculumArea, len(areas))
	for i, a := range areas {
		out[i] = CurriculumArea{Area: a, Cells: make([]Cell, len(Levels))}
		for k, level := range Levels {
			out[i].Cells[k].Level = level
		}
		at[a.Code] = &out[i]
	}
	for _, c := range l.cards {
		level := slices.Index(Levels, c.Level)
		for _, code := range c.Areas {
			if a := at[code]; a != nil && level >= 0 {
				l.count(c, &a.Cells[level])
			}
		}
	}
	for _, c := range l.takeable {
		for _, code := range c.Areas {
			if a := at[code]; a != nil {
				a.Takeable++
				if !l.inStream[c.OfferID] {
					a.OneOff++
				}
			}
		}
	}
	for i := range out {
		l.fill(&out[i])
	}
	return out
}

// count counts an offer in a cell.
func (l *layout) count(c *Card, cell *Cell) {
	switch {
	case c.Next != nil && !c.Next.Past:
		cell.Upcoming++
	case c.SelfPaced:
		cell.OnDemand++
	case c.Next != nil && l.now.Sub(c.Next.EndsAt) <= pastYear:
		cell.PastYear++
	}
}

// fill adds the competencies and the streams of an area.
func (l *layout) fill(out *CurriculumArea) {
	for _, c := range l.choices[out.Code] {
		row := CompetencyRow{Choice: c, Offers: l.by[c.ID], At: make([]int, len(c.Levels))}
		for i, level := range c.Levels {
			row.At[i] = l.taught[Taught{c.ID, level.Code}]
			if at := slices.Index(Levels, Level(level.Code)); at >= 0 {
				out.Cells[at].Of++
				if row.At[i] == 0 {
					out.Cells[at].Open++
				}
			}
		}
		out.Competencies = append(out.Competencies, row)
	}
	for i := range out.Cells {
		out.Cells[i].judge()
	}
	for _, st := range l.streams {
		if st.Area == out.Code {
			out.Streams = append(out.Streams, st)
		}
	}
}
