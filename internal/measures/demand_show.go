package measures

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// DemandRequest narrows the demand view. Nobody's gap names a format or a unit: these narrow what there is alone.
type DemandRequest struct {
	// Month is one of DemandView.Months; empty is the latest.
	Month      string
	Area       string
	Level      catalogue.Level
	Audience   catalogue.Audience
	Competency id.ID
	Format     catalogue.Format
	// Unit is an acronym.
	Unit string
	// Most is how many competencies are listed at most; 0 means 20. Whoever lets it be typed bounds it.
	Most int
}

// Mark says how what there is compares with what people need.
type Mark string

// The marks.
const (
	MarkNothing Mark = "nothing" // people need it, and there is no offer
	MarkThin    Mark = "thin"    // more than twice as many gaps for each offer as in the whole table
	MarkServed  Mark = "served"
	MarkNoGap   Mark = "no-gap" // nobody's gap is counted here
)

// Cell is demand against supply at one place of the table.
type Cell struct {
	Area  string
	Level catalogue.Level
	// Gaps are counted by competency: somebody with gaps in two of the area counts twice.
	Gaps int
	catalogue.SupplyCount
	Mark Mark
}

// Need is demand against supply for a competency at one level of the catalogue.
type Need struct {
	Competency
	// Month is that of the figures.
	Month string
	Level catalogue.Level
	Gaps  int
	// Offers is how many published offers that can still be taken teach it up to this level.
	Offers int
	Mark   Mark
}

// Question is a competency that people do not answer.
type Question struct {
	Competency
	Skipped, NotMine int
}

// MonthTotal is a month of the figures.
type MonthTotal struct {
	Month string
	Gaps  int
}

// Fruitless is what people looked for in vain.
type Fruitless struct {
	Words  string
	Visits int
	// Last is the last month in which five visits looked for it.
	Last string
}

// DemandView is what people need against what there is.
type DemandView struct {
	DemandRequest
	// Months are those of the last year that are counted, the earliest first, with the gaps that the request is narrowed to.
	Months []MonthTotal
	// Cells are those with a gap or an offer, the thinnest first.
	Cells []Cell
	// Needs are competencies with gaps, the thinnest first, Total how many there are.
	Needs []Need
	Total int
	// Questions are those that people skip or call no part of their work, the most frequent first.
	Questions []Question
	Searches  []Fruitless
}

// How much is shown.
const (
	needsShown     = 20
	questionsShown = 10
	searchesShown  = 20
	monthsShown    = 12
)

// Demand returns what people need against what there is. Who may: ReadDemand, somewhere. Every figure is a sum of cells of five people and
// more. NotFound for a month that is not counted; Invalid for what cannot be filtered by. Five queries, and the index of the catalogue.
func (s *Service) Demand(ctx context.Context, actor authz.Actor, r DemandRequest) (DemandView, error) {
	v := DemandView{DemandRequest: r}
	if err := mayReadDemand(actor); err != nil {
		return v, err
	}
	if err := r.check(); err != nil {
		return v, err
	}
	var err error
	if v.Months, err = demandMonths(ctx, s.db, monthOf(s.clock.Now().AddDate(0, -monthsShown, 0)), r); err != nil {
		return v, err
	}
	if v.Searches, err = fruitless(ctx, s.db, monthOf(s.clock.Now().AddDate(0, -searchesBack, 0)), searchesShown); err != nil {
		return v, err
	}
	if v.Month == "" && len(v.Months) > 0 {
		v.Month = v.Months[len(v.Months)-1].Month
	}
	if r.Month != "" && !slices.ContainsFunc(v.Months, func(m MonthTotal) bool { return m.Month == r.Month }) {
		return v, errs.New(errs.NotFound, "There are no figures of this month.")
	}
	supply, err := s.catalogue.Supply(ctx, r.supplyFilter())
	if err != nil {
		return v, err
	}
	figures, err := demandFigures(ctx, s.db, v.Month, r)
	if err != nil {
		return v, err
	}
	called, err := s.called(ctx, figures)
	if err != nil {
		return v, err
	}
	taught, err := s.taught(ctx, r, called)
	if err != nil {
		return v, err
	}
	v.Cells = cellsFrom(figures, supply, r)
	v.Needs, v.Questions = needsFrom(figures, called, taught, r.Level), questionsFrom(figures, called)
	v.Total = len(v.Needs)
	for i := range v.Needs {
		v.Needs[i].Month = v.Month
	}
	v.Needs = v.Needs[:min(len(v.Needs), cmp.Or(r.Most, needsShown))]
	return v, nil
}

// EachNeed streams every competency with a gap in the month, as Demand lists them, for files. Who may and errors: as of Demand.
func (s *Service) EachNeed(ctx context.Context, actor authz.Actor, r DemandRequest) iter.Seq2[Need, error] {
	return func(yield func(Need, error) bool) {
		r.Most = 1 << 30
		v, err := s.Demand(ctx, actor, r)
		if err != nil {
			yield(Need{}, err)
			return
		}
		for _, n := range v.Needs {
			if !yield(n, nil) {
				return
			}
		}
	}
}

func mayReadDemand(actor authz.Actor) error {
	if actor.MaySomewhere(ReadDemand) {
		return nil
	}
	return actor.Require(ReadDemand, "")
}

func (r DemandRequest) check() error {
	var f errs.Fields
	f.Check(r.Level == "" || r.Level.Valid(), "level", "Choose one of the levels.")
	f.Check(r.Format == "" || r.Format.Valid(), "format", "Choose one of the formats.")
	f.Check(r.Audience == "" || r.Audience.Valid(), "audience", "Choose one of the audiences.")
	return f.Err()
}

// supplyFilter is what narrows the offers.
func (r DemandRequest) supplyFilter() map[string][]string {
	filter := map[string][]string{}
	for name, value := range map[string]string{"audience": string(r.Audience), "format": string(r.Format), "unit": r.Unit} {
		if value != "" {
			filter[name] = []string{value}
		}
	}
	return filter
}

// figure is the sum of the cells of a competency that say the same.
type figure struct {
	competency id.ID
	area       string
	said       Said
	band       catalogue.Level
	people     int
}

// called returns what the competencies of figures are called: a query.
func (s *Service) called(ctx context.Context, figures []figure) (map[id.ID]Competency, error) {
	var ids []id.ID
	for _, f := range figures {
		if n := len(ids); n == 0 || ids[n-1] != f.competency {
			ids = append(ids, f.competency)
		}
	}
	return competenciesByID(ctx, s.db, ids)
}

// taught returns how many offers that can still be taken teach each competency at each level of the catalogue.
func (s *Service) taught(ctx context.Context, r DemandRequest, called map[id.ID]Competency) (map[taughtKey]int, error) {
	found, err := s.catalogue.SupplyTaught(ctx, r.supplyFilter())
	if err != nil {
		return nil, err
	}
	out := make(map[taughtKey]int, len(found))
	for t, n := range found {
		c, ok := called[t.CompetencyID]
		// Under no level stand all that teach it, which is the figure where the framework has none.
		if ok && (t.Level == "") == (len(c.Levels) == 0) {
			out[taughtKey{c.ID, bandOf(t.Level, c.Levels)}] += n
		}
	}
	return out, nil
}

type taughtKey struct {
	competency id.ID
	level      catalogue.Level
}

// cellsFrom holds the gaps against the offers, area by level.
func cellsFrom(figures []figure, supply map[catalogue.SupplyKey]catalogue.SupplyCount, r DemandRequest) []Cell {
	gaps := map[catalogue.SupplyKey]int{}
	for _, f := range figures {
		if f.said == SaidGap {
			gaps[catalogue.SupplyKey{Area: f.area, Level: f.band}] += f.people
		}
	}
	for k := range supply {
		if _, ok := gaps[k]; !ok {
			gaps[k] = 0
		}
	}
	var out []Cell
	for k, n := range gaps {
		if r.Area != "" && k.Area != r.Area || r.Level != "" && k.Level != r.Level {
			continue
		}
		out = append(out, Cell{Area: k.Area, Level: k.Level, Gaps: n, SupplyCount: supply[k]})
	}
	usual := usualOf(out, func(c Cell) (int, int) { return c.Gaps, c.Offers })
	for i := range out {
		out[i].Mark = usual.mark(out[i].Gaps, out[i].Offers)
	}
	slices.SortFunc(out, func(a, b Cell) int {
		return cmp.Or(thinner(a.Gaps, a.Offers, b.Gaps, b.Offers), cmp.Compare(a.Area, b.Area), cmp.Compare(a.Level, b.Level))
	})
	return out
}

// needsFrom holds the gaps in competencies, at one level or all, against the offers that teach them, the thinnest first.
func needsFrom(figures []figure, called map[id.ID]Competency, taught map[taughtKey]int, level catalogue.Level) []Need {
	gaps := map[taughtKey]int{}
	for _, f := range figures {
		if f.said == SaidGap && (level == "" || level == f.band) {
			gaps[taughtKey{f.competency, f.band}] += f.people
		}
	}
	out := make([]Need, 0, len(gaps))
	for k, n := range gaps {
		c := called[k.competency]
		c.ID = k.competency
		out = append(out, Need{Competency: c, Level: k.level, Gaps: n, Offers: taught[k]})
	}
	usual := usualOf(out, func(n Need) (int, int) { return n.Gaps, n.Offers })
	for i := range out {
		out[i].Mark = usual.mark(out[i].Gaps, out[i].Offers)
	}
	slices.SortFunc(out, func(a, b Need) int {
		return cmp.Or(thinner(a.Gaps, a.Offers, b.Gaps, b.Offers), cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Level, b.Level))
	})
	return out
}

// questionsFrom are the competencies that people do not answer, the most frequent first.
func questionsFrom(figures []figure, called map[id.ID]Competency) []Question {
	of := map[id.ID]*Question{}
	for _, f := range figures {
		q := of[f.competency]
		if q == nil {
			q = &Question{Competency: called[f.competency]}
			q.ID = f.competency
			of[f.competency] = q
		}
		switch f.said {
		case SaidSkipped:
			q.Skipped += f.people
		case SaidNotMine:
			q.NotMine += f.people
		}
	}
	var out []Question
	for _, q := range of {
		if q.Skipped+q.NotMine > 0 {
			out = append(out, *q)
		}
	}
	slices.SortFunc(out, func(a, b Question) int {
		return cmp.Or(cmp.Compare(b.Skipped+b.NotMine, a.Skipped+a.NotMine), cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	})
	return out[:min(len(out), questionsShown)]
}

// thinner sorts by gaps for each offer, the most first. One offer is added everywhere, so that what has none can be compared too.
func thinner(gaps, offers, otherGaps, otherOffers int) int {
	return cmp.Or(cmp.Compare(otherGaps*(offers+1), gaps*(otherOffers+1)), cmp.Compare(otherGaps, gaps))
}

// usual is how many gaps and offers a whole table has.
type usual struct{ gaps, offers int }

func usualOf[T any](list []T, of func(T) (gaps, offers int)) (u usual) {
	for _, x := range list {
		g, o := of(x)
		u.gaps, u.offers = u.gaps+g, u.offers+o
	}
	return u
}

func (u usual) mark(gaps, offers int) Mark {
	switch {
	case gaps == 0:
		return MarkNoGap
	case offers == 0:
		return MarkNothing
	case gaps*u.offers > 2*u.gaps*offers:
		return MarkThin
	}
	return MarkServed
}
