package registration

import (
	"context"
	"iter"
	"time"

	"learningcommons.dev/commons/internal/platform/i18n"
)

// SurveyColumns head the lines of SurveyLines.
var SurveyColumns = []string{"wording", "asked_since", "question_no", "question", "kind", "answer", "count"}

// SurveyLines lists what is shown of answers for tables: a line for each answer that can be chosen and for each text.
func SurveyLines(ctx context.Context, own []SurveyResults) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, res := range own {
			if res.Shown == 0 {
				continue
			}
			for i, q := range res.Questions {
				line := func(answer string, n int) bool {
					return yield([]any{res.Survey.Number, res.Survey.PublishedAt.UTC().Format(time.RFC3339), i + 1, Wording(ctx, q.Text), string(q.Kind), answer, n})
				}
				for j, c := range q.Choices() {
					if !line(Wording(ctx, c.Label), q.Counts[j]) {
						return
					}
				}
				for _, text := range q.Texts {
					if !line(text, 1) {
						return
					}
				}
			}
		}
	}
}

// Wording is a text of a survey for the reader: translated where it is the association's.
func Wording(ctx context.Context, text string) string {
	if key, ok := StandardWord(text); ok {
		return i18n.T(ctx, key)
	}
	return text
}
