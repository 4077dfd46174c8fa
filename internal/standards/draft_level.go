package standards

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// SaveLevels replaces the levels of the draft, the lowest first. A level is known again by its code; one without a code is new, one without a
// title is taken away, which only works where no statement is at it. Errors: Invalid on "level-N", N from 0; Conflict; Stale when the draft was
// changed since seen.
func (s *Service) SaveLevels(ctx context.Context, actor authz.Actor, framework id.ID, given []Level, seen Seen) error {
	return s.inDraft(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, d Version) error {
		if err := seen.unseen(d.Seen()); err != nil {
			return err
		}
		had, err := levelsOf(ctx, tx, d.ID)
		if err != nil {
			return err
		}
		used, err := usedLevels(ctx, tx, d.ID)
		if err != nil {
			return err
		}
		var f errs.Fields
		var levels []Level
		for i, l := range given {
			l.Title, l.Description = strings.TrimSpace(l.Title), strings.TrimSpace(l.Description)
			name := LevelField(i)
			known := slices.ContainsFunc(had, func(h Level) bool { return h.Code == l.Code })
			if l.Title == "" {
				f.Check(!known || !slices.Contains(used, l.Code), name, "Statements are at this level. Move or take them away first.")
				continue
			}
			f.Check(len([]rune(l.Title)) <= maxCode, name, "Keep it under %d characters.", maxCode)
			f.Check(len([]rune(l.Description)) <= maxText, name, "Keep it under %d characters.", maxText)
			f.Check(!slices.ContainsFunc(levels, func(o Level) bool { return strings.EqualFold(o.Title, l.Title) }), name, "Two levels have this title.")
			if !known || slices.ContainsFunc(levels, func(o Level) bool { return o.Code == l.Code }) {
				l.Code = levelCode(l.Title, append(slices.Clone(had), levels...))
			}
			l.Rank = len(levels) + 1
			levels = append(levels, l)
		}
		for _, code := range used {
			if !slices.ContainsFunc(levels, func(l Level) bool { return l.Code == code }) && f.Err() == nil {
				f.Add(LevelField(0), "Statements are at a level that is not in this list. Load the page again.")
			}
		}
		f.Check(len(levels) <= maxLevels, LevelField(maxLevels), "A framework has at most %d levels.", maxLevels)
		if err := f.Err(); err != nil {
			return err
		}
		if err := replaceLevels(ctx, tx, d.ID, levels); err != nil {
			return err
		}
		return record(ctx, tx, now, actor, "framework.levels-changed", framework, map[string]any{"version": d.Number, "levels": len(levels)})
	})
}

// LevelField is the name of the field of the i-th level in a form.
func LevelField(i int) string { return "level-" + strconv.Itoa(i) }
