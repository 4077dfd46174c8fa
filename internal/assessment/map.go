package assessment

import (
	"context"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// Row is a line of a target with the words of its framework.
type Row struct {
	Line
	Text standards.Text
}

// WantedTitle is the name of the level that is asked for.
func (r Row) WantedTitle() string { return levelTitle(levelsOrOne(r.Text.Levels), r.Item.Level) }

// LevelTitle is the name of a level of the competency's framework, empty for none.
func (r Row) LevelTitle(code string) string {
	if code == "" {
		return ""
	}
	return levelTitle(levelsOrOne(r.Text.Levels), code)
}

// Levels are those of the competency's framework.
func (r Row) Levels() []standards.Level { return levelsOrOne(r.Text.Levels) }

// Gap is a row in which something is or may be missing, with what closes it.
type Gap struct {
	Row
	Offers []catalogue.Card
}

// Map is a target as its page shows it.
type Map struct {
	Target Target
	Round  Round
	Counts Counts
	// Rows are a page of the competencies in the target's order; Next is the place to go on behind, 0 at the end.
	Rows []Row
	Next int
	// Gaps are the first ones, what weighs most first; MoreGaps is how many there are beyond them.
	Gaps     []Gap
	MoreGaps int
	// Ended are competencies that their frameworks dropped since; they are nobody's gap.
	Ended     []Row
	Snapshots []Snapshot
	Progress  Progress
	// More says that something could be asked yet, if only what is estimated.
	More bool
}

// How much of a map stands on a page.
const (
	mapRows      = 100
	mapGaps      = 10
	offersPerGap = 3
	offersOfOne  = 20
	endedMost    = 50
)

// Map returns how the actor's own target stands, with its gaps and the offers that close them, those that can be taken first; scope assessment:read. after is a
// place in the target's order to go on behind. Somebody else's target is NotFound.
func (s *Service) Map(ctx context.Context, actor authz.Actor, target id.ID, after int) (Map, error) {
	t, ids, err := s.ownTarget(ctx, s.db, actor, authz.ScopeAssessmentRead, target)
	if err != nil {
		return Map{}, err
	}
	w, err := s.readOne(ctx, s.db, t, ids)
	if err != nil {
		return Map{}, err
	}
	m, err := s.mapOf(ctx, s.db, w, after, mapRows)
	if err != nil {
		return m, err
	}
	gaps := gapsOf(w.Lines)
	m.MoreGaps = max(0, len(gaps)-mapGaps)
	if m.Gaps, err = s.close(ctx, actor, gaps[:min(len(gaps), mapGaps)], offersPerGap); err != nil {
		return m, err
	}
	m.Snapshots, err = snapshotsOf(ctx, s.db, t.ID)
	return m, err
}

// mapOf is the part of a map that others may be let see, with so many rows behind a place.
func (s *Service) mapOf(ctx context.Context, q db.Q, w whole, after, rows int) (Map, error) {
	m := Map{Target: w.Target, Round: w.Round, Counts: countLines(w.Lines), More: w.more()}
	_, m.Progress = w.next()
	var lines []Line
	for _, l := range w.Lines {
		if l.Position > after {
			lines = append(lines, l)
		}
	}
	if len(lines) > rows {
		lines = lines[:rows]
		m.Next = lines[rows-1].Position
	}
	ended := w.Ended[:min(len(w.Ended), endedMost)]
	texts, err := s.textsOf(ctx, q, lines, ended)
	if err != nil {
		return m, err
	}
	m.Rows, m.Ended = rowsOf(lines, texts), rowsOf(ended, texts)
	return m, nil
}

// textsOf reads the words of lines.
func (s *Service) textsOf(ctx context.Context, q db.Q, lists ...[]Line) (map[id.ID]standards.Text, error) {
	var items []Item
	for _, list := range lists {
		for _, l := range list {
			items = append(items, l.Item)
		}
	}
	return s.standards.Texts(ctx, q, named(items, nil, nil))
}

// rowsOf puts the words to lines; a line whose words are not there is left out.
func rowsOf(lines []Line, texts map[id.ID]standards.Text) []Row {
	out := make([]Row, 0, len(lines))
	for _, l := range lines {
		if t, ok := texts[l.Competency]; ok {
			out = append(out, Row{l, t})
		}
	}
	return out
}

// close finds what closes gaps.
func (s *Service) close(ctx context.Context, actor authz.Actor, lines []Line, perGap int) ([]Gap, error) {
	texts, err := s.textsOf(ctx, s.db, lines)
	if err != nil {
		return nil, err
	}
	rows := rowsOf(lines, texts)
	found, err := s.catalogue.Closers(ctx, actor, wantsOf(rows), perGap)
	if err != nil {
		return nil, err
	}
	out := make([]Gap, len(rows))
	for i, r := range rows {
		out[i] = Gap{r, found[r.Competency]}
	}
	return out, nil
}

// wantsOf are the levels that would bring somebody nearer to what is asked: above where they stand, and not above what they want. What is met wants nothing.
func wantsOf(rows []Row) []catalogue.Want {
	out := make([]catalogue.Want, 0, len(rows))
	for _, r := range rows {
		if r.State == StateMet || r.State == StateOutside {
			continue
		}
		w := catalogue.Want{Competency: r.Competency, Weight: r.Weight}
		for _, l := range r.Text.Levels {
			if l.Rank > r.Best.Rank && l.Rank <= r.Item.Rank {
				w.Levels = append(w.Levels, l.Code)
			}
		}
		out = append(out, w)
	}
	return out
}
