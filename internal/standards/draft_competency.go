package standards

import (
	"context"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// CompetencyDraft is what an editor writes of a competency.
type CompetencyDraft struct {
	Code, Kind, Title, Description string
	// Statements are the can-do statements by the code of their level.
	Statements map[string][]string
	// Seen is when what the editor read was last changed; the zero time does not ask.
	Seen time.Time
}

// Sizes of a competency's lists.
const maxStatements = 50

func (c *CompetencyDraft) check(levels []Level) error {
	c.Code, c.Kind, c.Title, c.Description = strings.TrimSpace(c.Code), strings.TrimSpace(c.Kind), strings.TrimSpace(c.Title), strings.TrimSpace(c.Description)
	var f errs.Fields
	f.Check(c.Title != "", "title", "Give the competency a title.")
	f.Check(len([]rune(c.Title)) <= maxText, "title", "Keep it under %d characters.", maxText)
	f.Check(len([]rune(c.Description)) <= maxText, "description", "Keep it under %d characters.", maxText)
	f.Check(len([]rune(c.Code)) <= maxCode, "code", "Keep it under %d characters.", maxCode)
	f.Check(!strings.Contains(c.Code, ","), "code", "A code has no comma in it.")
	f.Check(len([]rune(c.Kind)) <= maxCode, "kind", "Keep it under %d characters.", maxCode)
	for code, list := range c.Statements {
		list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return strings.TrimSpace(s) == "" })
		c.Statements[code] = list
		name := "statements-" + code
		f.Check(slices.ContainsFunc(levels, func(l Level) bool { return l.Code == code }), name, "There is no such level in this version.")
		f.Check(len(list) <= maxStatements, name, "At most %d statements at one level.", maxStatements)
		for _, s := range list {
			f.Check(len([]rune(s)) <= maxText, name, "Keep it under %d characters.", maxText)
		}
	}
	return f.Err()
}

// indicators makes those of a competency. A statement that was there before keeps its id, also where it is worded a little differently now, so
// that its translations and what refers to it stay.
func (c CompetencyDraft) indicators(levels []Level, had []Indicator) []Indicator {
	var out []Indicator
	for _, l := range levels {
		for _, text := range c.Statements[l.Code] {
			out = append(out, Indicator{Level: l.Code, Text: strings.TrimSpace(text)})
		}
	}
	used := map[id.ID]bool{}
	keep := func(alike func(h, n Indicator) bool) {
		for i := range out {
			if out[i].ID != "" {
				continue
			}
			at := slices.IndexFunc(had, func(h Indicator) bool { return !used[h.ID] && h.Level == out[i].Level && alike(h, out[i]) })
			if at >= 0 {
				out[i].ID, used[had[at].ID] = had[at].ID, true
			}
		}
	}
	keep(func(h, n Indicator) bool { return h.Text == n.Text })
	keep(func(h, n Indicator) bool { return similarity(titleWords(h.Text), titleWords(n.Text)) >= reworded })
	for i := range out {
		if out[i].ID == "" {
			out[i].ID = newID()
		}
	}
	return out
}

// reworded is the share of words that a statement must keep to be the same one.
const reworded = 0.75

// codeFree refuses a code that another competency of the version has.
func codeFree(ctx context.Context, tx *db.Tx, version, competency id.ID, code string) error {
	if code == "" {
		return nil
	}
	found, err := findCompetencies(ctx, tx, version, code)
	if err != nil {
		return err
	}
	for _, c := range found {
		if c.ID != competency && c.Code == code {
			return errs.Bad("code", "“%s” has this code already.", c.Title)
		}
	}
	return nil
}

// AddCompetency adds a competency to the draft, as the last one under parent, or of all where parent is empty. Errors: Invalid, NotFound, Conflict.
func (s *Service) AddCompetency(ctx context.Context, actor authz.Actor, framework, parent id.ID, c CompetencyDraft) (Competency, error) {
	out := Competency{ID: newID(), ParentID: parent, Depth: 1, kept: "{}"}
	err := s.inDraft(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, d Version) error {
		levels, err := levelsOf(ctx, tx, d.ID)
		if err != nil {
			return err
		}
		if err := c.check(levels); err != nil {
			return err
		}
		if err := codeFree(ctx, tx, d.ID, "", c.Code); err != nil {
			return err
		}
		end := 0
		if parent != "" {
			p, err := oneCompetency(ctx, tx, d.ID, parent)
			if err != nil {
				return err
			}
			out.Depth = p.Depth + 1
			end, err = endOf(ctx, tx, d.ID, p)
			if err != nil {
				return err
			}
		} else if end, err = endOf(ctx, tx, d.ID, Competency{Depth: 0}); err != nil {
			return err
		}
		if err := shift(ctx, tx, d.ID, end, 1); err != nil {
			return err
		}
		out.Position, out.Code, out.Kind, out.Title, out.Description = end+1, c.Code, c.Kind, c.Title, c.Description
		out.place, out.Indicators = placeID(framework, out.ID, parent), c.indicators(levels, nil)
		if err := insertCompetencies(ctx, tx, now, d, []Competency{out}); err != nil {
			return err
		}
		return record(ctx, tx, now, actor, "competency.added", framework, map[string]any{"competency": out.ID, "title": out.Title})
	})
	return out, err
}

// SaveCompetency changes what the draft says of a competency. Errors: Invalid, NotFound; Conflict, also where somebody changed it since Seen.
func (s *Service) SaveCompetency(ctx context.Context, actor authz.Actor, framework, competency id.ID, c CompetencyDraft) error {
	return s.inDraft(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, d Version) error {
		levels, err := levelsOf(ctx, tx, d.ID)
		if err != nil {
			return err
		}
		had, err := unchanged(ctx, tx, d.ID, competency, []time.Time{c.Seen})
		if err != nil {
			return err
		}
		if err := c.check(levels); err != nil {
			return err
		}
		if err := codeFree(ctx, tx, d.ID, competency, c.Code); err != nil {
			return err
		}
		had.Indicators = c.indicators(levels, had.Indicators)
		had.Code, had.Kind, had.Title, had.Description = c.Code, c.Kind, c.Title, c.Description
		if err := updateCompetency(ctx, tx, now, d.ID, had); err != nil {
			return err
		}
		return record(ctx, tx, now, actor, "competency.changed", framework, map[string]any{"competency": competency, "title": c.Title})
	})
}

// MoveCompetency moves a competency of the draft one place up or down among those under the same, with all that is under it. At the end it stays.
// Errors: NotFound, Conflict; Stale when it was changed since seen, where that is given.
func (s *Service) MoveCompetency(ctx context.Context, actor authz.Actor, framework, competency id.ID, up bool, seen ...time.Time) error {
	return s.inDraft(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, d Version) error {
		c, err := unchanged(ctx, tx, d.ID, competency, seen)
		if err != nil {
			return err
		}
		other, ok, err := neighbour(ctx, tx, d.ID, c, up)
		if err != nil || !ok {
			return err
		}
		first, second := c, other
		if up {
			first, second = other, c
		}
		end, err := endOf(ctx, tx, d.ID, second)
		if err != nil {
			return err
		}
		if err := swap(ctx, tx, d.ID, first.Position, second.Position, end); err != nil {
			return err
		}
		if err := touchCompetency(ctx, tx, now, d.ID, competency); err != nil {
			return err
		}
		return record(ctx, tx, now, actor, "competency.moved", framework, map[string]any{"competency": competency, "title": c.Title, "up": up})
	})
}

// RemoveCompetency takes a competency out of the draft. What is under it must be taken out before. Where the version before holds it, somebody
// must decide before publishing what became of it. Errors: NotFound, Conflict; Stale when it was changed since seen, where that is given.
func (s *Service) RemoveCompetency(ctx context.Context, actor authz.Actor, framework, competency id.ID, seen ...time.Time) error {
	return s.inDraft(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, d Version) error {
		c, err := unchanged(ctx, tx, d.ID, competency, seen)
		if err != nil {
			return err
		}
		under, err := below(ctx, tx, d.ID, competency, 1)
		if err != nil {
			return err
		}
		if len(under) > 0 {
			return errs.New(errs.Conflict, "Take out first what stands under “%s”.", c.Title)
		}
		if err := deleteCompetency(ctx, tx, d.ID, c); err != nil {
			return err
		}
		return record(ctx, tx, now, actor, "competency.taken-out", framework, map[string]any{"competency": competency, "title": c.Title})
	})
}
