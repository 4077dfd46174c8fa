package registration

import (
	"iter"
	"time"
)

// SurveyColumns head the lines of SurveyLines.
var SurveyColumns = []string{"wording", "asked_since", "question_no", "question", "kind", "answer", "count"}

// SurveyLines lists what is shown of answers for tables: a line for each answer that can be chosen and for each text. word
// brings the association's wordings into the reader's language.
func SurveyLines(own []SurveyResults, word func(text string) string) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, res := range own {
			if res.Shown == 0 {
				continue
			}
			for i, q := range res.Questions {
				line := func(answer string, n int) bool {
					return yield([]any{res.Survey.Number, res.Survey.PublishedAt.UTC().Format(time.RFC3339), i + 1, word(q.Text), string(q.Kind), answer, n})
				}
				for j, c := range q.Choices() {
					if !line(word(c.Label), q.Counts[j]) {
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
