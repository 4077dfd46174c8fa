package registration

import (
	"slices"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
)

// QuestionKind is how a question of an offer's own is answered.
type QuestionKind string

// The kinds of questions.
const (
	Agree    QuestionKind = "agree"   // a statement, from strongly disagree to strongly agree
	OneOf    QuestionKind = "one"     // one of its options
	SomeOf   QuestionKind = "several" // any number of its options
	NumberOf QuestionKind = "number"  // 0 to 10
	FreeText QuestionKind = "text"    // in one's own words
)

// QuestionKinds lists them in the order in which they are offered.
var QuestionKinds = []QuestionKind{Agree, OneOf, SomeOf, NumberOf, FreeText}

// AgreeWords are the answers to an Agree question; the first belongs to "1".
var AgreeWords = []string{"Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"}

// highestNumber is the most that a NumberOf question can be answered with.
const highestNumber = 10

// Question is one question of an offer's own.
type Question struct {
	// Key names the question among those of its survey; it is given when the survey is saved.
	Key      string       `json:"key"`
	Kind     QuestionKind `json:"kind"`
	Text     string       `json:"text"`
	Options  []string     `json:"options,omitempty"` // of OneOf and SomeOf
	Required bool         `json:"required,omitempty"`
	// Place is where an editor wants it among the others; equal places keep their order.
	Place int `json:"-"`
}

// The bounds of a survey: more is not answered.
const (
	MaxQuestions = 30
	maxOptions   = 20
	maxQuestion  = 500 // bytes, of a question or an option
)

// Choices are the values that can be answered, with their words. A question in free text has none.
func (q Question) Choices() []Choice {
	var out []Choice
	switch q.Kind {
	case Agree:
		for i, w := range AgreeWords {
			out = append(out, Choice{strconv.Itoa(i + 1), w})
		}
	case NumberOf:
		for i := range highestNumber + 1 {
			out = append(out, Choice{strconv.Itoa(i), strconv.Itoa(i)})
		}
	case OneOf, SomeOf:
		for i, o := range q.Options {
			out = append(out, Choice{strconv.Itoa(i + 1), o})
		}
	}
	return out
}

// standardForm is the association's form, from which an offer's own can start.
var standardForm = []Question{
	{Kind: Agree, Required: true, Text: "It taught me what the description promised."},
	{Kind: Agree, Required: true, Text: "I can use what I learned in my work."},
	{Kind: Agree, Text: "The presenters knew their subject and explained it well."},
	{Kind: OneOf, Required: true, Text: "Was the level right for you?", Options: []string{"Too easy for me", "Right for me", "Too hard for me"}},
	{Kind: SomeOf, Text: "What helped you to learn?", Options: []string{"Examples from practice", "Exercises", "Talking with others", "Handouts and slides", "Time for questions"}},
	{Kind: NumberOf, Text: "How likely are you to recommend it to a colleague, from 0 (not at all) to 10 (certainly)?"},
	{Kind: FreeText, Text: "What will you do with it?"},
	{Kind: FreeText, Text: "What should be different next time?"},
}

// StandardForm returns the association's form.
func StandardForm() []Question {
	out := slices.Clone(standardForm)
	for i := range out {
		out[i].Options = slices.Clone(out[i].Options)
	}
	return out
}

// StandardWord returns a wording of the association's form, and of the scales, as the key under which it is translated. What somebody
// worded themselves is not translated: it is in the language in which they wrote it.
func StandardWord(text string) (string, bool) {
	for _, w := range AgreeWords {
		if w == text {
			return w, true
		}
	}
	for _, q := range standardForm {
		if q.Text == text {
			return q.Text, true
		}
		for _, o := range q.Options {
			if o == text {
				return o, true
			}
		}
	}
	return "", false
}

// cleanQuestions brings questions into their order, gives them keys, and leaves out those without a text.
// The complaints name the field and its number as they came in: text_1, kind_1, options_1.
func cleanQuestions(list []Question) ([]Question, error) {
	var f errs.Fields
	var out []Question
	for i, q := range list {
		at := "_" + strconv.Itoa(i+1)
		q.Text = strings.TrimSpace(q.Text)
		var options []string
		for _, o := range q.Options {
			if o = strings.TrimSpace(o); o != "" {
				options = append(options, o)
				f.Check(len(o) <= maxQuestion, "options"+at, "Please use fewer words.")
			}
		}
		if q.Text == "" {
			f.Check(len(options) == 0, "text"+at, "Write the question that these answers belong to.")
			continue
		}
		f.Check(len(q.Text) <= maxQuestion, "text"+at, "Please use fewer words.")
		f.Check(slices.Contains(QuestionKinds, q.Kind), "kind"+at, "Choose how it is answered.")
		q.Options = nil
		if q.Kind == OneOf || q.Kind == SomeOf {
			q.Options = options
			f.Check(len(options) >= 2, "options"+at, "Give two answers or more, one a line.")
			f.Check(len(options) <= maxOptions, "options"+at, "Give at most %d answers.", maxOptions)
			f.Check(len(slices.Compact(slices.Sorted(slices.Values(options)))) == len(options), "options"+at, "Each answer stands once.")
		}
		out = append(out, q)
	}
	f.Check(len(out) <= MaxQuestions, "text_1", "Ask at most %d questions.", MaxQuestions)
	slices.SortStableFunc(out, func(a, b Question) int { return a.Place - b.Place })
	for i := range out {
		out[i].Key, out[i].Place = "q"+strconv.Itoa(i+1), 0
	}
	return out, f.Err()
}

// SurveyAnswers are one person's answers by the key of the question: the values of the choices, or the text.
type SurveyAnswers map[string][]string

// clean keeps what belongs to the questions and complains about what is missing, by the key of the question.
func (a SurveyAnswers) clean(questions []Question) (SurveyAnswers, error) {
	var f errs.Fields
	out := SurveyAnswers{}
	for _, q := range questions {
		var given []string
		for _, v := range a[q.Key] {
			if v = strings.TrimSpace(v); v != "" {
				given = append(given, v)
			}
		}
		switch {
		case len(given) == 0:
			f.Check(!q.Required, q.Key, "Please answer this.")
			continue
		case q.Kind == FreeText:
			f.Check(len(given[0]) <= maxNote, q.Key, "Please use fewer words.")
			given = given[:1]
		default:
			choices := q.Choices()
			f.Check(!slices.ContainsFunc(given, func(v string) bool { return !has(choices, v) }), q.Key, "Choose the answer that fits best.")
			f.Check(q.Kind == SomeOf || len(given) == 1, q.Key, "Choose the answer that fits best.")
			slices.Sort(given)
			given = slices.Compact(given)
		}
		out[q.Key] = given
	}
	return out, f.Err()
}
