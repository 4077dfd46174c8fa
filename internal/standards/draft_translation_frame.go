package standards

import (
	"context"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// FrameTranslation is what a framework says of itself and of its levels in another language, as an editor writes it. Empty texts are not translated.
type FrameTranslation struct {
	Title, Description string
	// Levels are by their codes; only Title and Description count.
	Levels map[string]Level
}

// LevelTitleField and LevelTextField are the names of the fields of a level in a form of translations.
func LevelTitleField(code string) string { return "level-title-" + code }

// LevelTextField is the name of the field of a level's description.
func LevelTextField(code string) string { return "level-text-" + code }

// SaveFrameTranslation replaces what the draft of a framework says of itself and of its levels in another language. Curriculum editors and administrators
// may. Errors: Invalid on "language", "title", "description", LevelTitleField and LevelTextField; NotFound, Conflict; Stale when the draft was
// changed since seen.
func (s *Service) SaveFrameTranslation(ctx context.Context, actor authz.Actor, framework id.ID, code string, t FrameTranslation, seen Seen) error {
	tag := Tag(code)
	return s.inDraft(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, d Version) error {
		if err := seen.unseen(d.Seen()); err != nil {
			return err
		}
		levels, err := levelsOf(ctx, tx, d.ID)
		if err != nil {
			return err
		}
		list, err := t.rows(d, levels, tag)
		if err != nil {
			return err
		}
		if err := replaceTranslationsOf(ctx, tx, d.ID, frameObjects(levels), tag, list); err != nil {
			return err
		}
		return record(ctx, tx, now, actor, "framework.translated", framework, map[string]any{"version": d.Number, "language": tag, "texts": len(list)})
	})
}

// rows are the texts as they are kept.
func (t FrameTranslation) rows(d Version, levels []Level, tag string) ([]Translation, error) {
	var f errs.Fields
	f.Check(tag != "", "language", "Write the language as a code, such as en or pt-BR.")
	f.Check(tag != Tag(d.Language), "language", "This is the language that the framework itself is written in.")
	var out []Translation
	add := func(object, titleField, title string, most int, textField, text string) {
		title, text = strings.TrimSpace(title), strings.TrimSpace(text)
		f.Check(title != "" || text == "", titleField, "Translate the title as well.")
		f.Check(len([]rune(title)) <= most, titleField, "Keep it under %d characters.", most)
		f.Check(len([]rune(text)) <= maxText, textField, "Keep it under %d characters.", maxText)
		if title != "" {
			out = append(out, Translation{object, tag, title, text})
		}
	}
	add("", "title", t.Title, maxTitle, "description", t.Description)
	for _, l := range levels {
		add(l.Code, LevelTitleField(l.Code), t.Levels[l.Code].Title, maxCode, LevelTextField(l.Code), t.Levels[l.Code].Description)
	}
	return out, f.Err()
}

// frameObjects are what stands for a framework and its levels among the translations of a version.
func frameObjects(levels []Level) []string {
	out := []string{""}
	for _, l := range levels {
		out = append(out, l.Code)
	}
	return out
}

// In returns what the framework is called and what it is for in a language, as far as it is translated.
func (v View) In(language string) (title, description string) {
	return in(v.Translations, "", language, v.Title, v.Description)
}

// LevelIn returns a level in a language, as far as it is translated.
func (v View) LevelIn(language string, l Level) Level {
	l.Title, l.Description = in(v.Translations, l.Code, language, l.Title, l.Description)
	return l
}

// in finds a text in a language, else leaves it as it is.
func in(list []Translation, object, language, title, description string) (string, string) {
	for _, t := range list {
		if t.Object == object && t.Language == language {
			title = t.Title
			if t.Description != "" {
				description = t.Description
			}
		}
	}
	return title, description
}
