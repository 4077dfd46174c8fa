package standards

import (
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// TranslationDraft is what a competency says in another language, as an editor writes it. Empty texts are not translated.
type TranslationDraft struct {
	Title, Description string
	// Statements are the can-do statements by their id.
	Statements map[id.ID]string
	// Seen is when what the editor read of the competency was last changed; the zero time does not ask.
	Seen time.Time
}

// StatementField is the name of the field of a can-do statement in a form of translations.
func StatementField(statement id.ID) string { return "statement-" + string(statement) }

// Tag brings the code of a language into its usual form, such as pt-BR; "" where it is none.
func Tag(code string) string {
	t, err := language.Parse(strings.TrimSpace(code))
	if err != nil || t == language.Und {
		return ""
	}
	return t.String()
}

// SaveTranslation replaces what a competency of the draft says in another language, its can-do statements too. Curriculum editors and administrators
// may. Errors: Invalid on "language", "title", "description" and StatementField; NotFound, Conflict; Stale when the competency was changed since
// Seen.
func (s *Service) SaveTranslation(ctx context.Context, actor authz.Actor, framework, competency id.ID, code string, t TranslationDraft) error {
	tag := Tag(code)
	return s.inDraft(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, d Version) error {
		c, err := unchanged(ctx, tx, d.ID, competency, []time.Time{t.Seen})
		if err != nil {
			return err
		}
		list, err := t.rows(d, c, tag)
		if err != nil {
			return err
		}
		if err := replaceTranslations(ctx, tx, d.ID, c, tag, list); err != nil {
			return err
		}
		if err := touchCompetency(ctx, tx, now, d.ID, competency); err != nil {
			return err
		}
		return record(ctx, tx, now, actor, "competency.translated", framework, map[string]any{"competency": competency, "title": c.Title, "language": tag, "texts": len(list)})
	})
}

// rows are the texts as they are kept.
func (t TranslationDraft) rows(d Version, c Competency, tag string) ([]Translation, error) {
	t.Title, t.Description = strings.TrimSpace(t.Title), strings.TrimSpace(t.Description)
	var f errs.Fields
	f.Check(tag != "", "language", "Write the language as a code, such as en or pt-BR.")
	f.Check(tag != Tag(d.Language), "language", "This is the language that the framework itself is written in.")
	f.Check(t.Title != "" || t.Description == "", "title", "Translate the title as well.")
	f.Check(len([]rune(t.Title)) <= maxText, "title", "Keep it under %d characters.", maxText)
	f.Check(len([]rune(t.Description)) <= maxText, "description", "Keep it under %d characters.", maxText)
	var out []Translation
	if t.Title != "" {
		out = append(out, Translation{string(c.ID), tag, t.Title, t.Description})
	}
	for _, i := range c.Indicators {
		text := strings.TrimSpace(t.Statements[i.ID])
		f.Check(len([]rune(text)) <= maxText, StatementField(i.ID), "Keep it under %d characters.", maxText)
		if text != "" {
			out = append(out, Translation{Object: string(i.ID), Language: tag, Title: text})
		}
	}
	for i, text := range t.Statements {
		f.Check(strings.TrimSpace(text) == "" || slices.ContainsFunc(c.Indicators, func(h Indicator) bool { return h.ID == i }), StatementField(i), "The draft does not have this statement any more.")
	}
	return out, f.Err()
}

// Languages returns the languages in which a version says anything, beside its own, in the order of their codes.
func (s *Service) Languages(ctx context.Context, v Version) ([]string, error) {
	return languagesOf(ctx, s.db, v.ID)
}
