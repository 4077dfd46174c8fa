package registration

import (
	"context"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Kind is one set of questions.
type Kind string

// The sets: a short evaluation at completion, one question after 90 days, and one question
// about the recognition after a year, for those who agreed to be asked.
const (
	AtCompletion     Kind = "completion"
	After90Days      Kind = "after-90-days"
	RecognitionLater Kind = "recognition-later"
)

// Kinds lists them in the order in which they come.
var Kinds = []Kind{AtCompletion, After90Days, RecognitionLater}

// Answers are one person's, without the person. The choices are values of the lists below.
type Answers struct {
	Useful int    `json:"useful,omitempty" example:"4"` // 1 to 5, see UsefulWords
	Level  string `json:"level,omitempty" example:"right"`
	Used   string `json:"used,omitempty"`   // after 90 days
	Helped string `json:"helped,omitempty"` // the recognition
	Text   string `json:"text,omitempty"`   // what they will do, did, or what it helped with
}

// A Choice is a value of an answer with its label, a translation key.
type Choice struct{ Value, Label string }

// The choices. UsefulWords[0] belongs to 1.
var (
	UsefulWords = []string{"Not useful", "A little useful", "Useful", "Very useful", "I use it already"}
	Levels      = []Choice{{"too-easy", "Too easy for me"}, {"right", "Right for me"}, {"too-hard", "Too hard for me"}}
	Used        = []Choice{{"yes", "Yes"}, {"partly", "In part"}, {"not-yet", "Not yet"}, {"no", "No"}}
	Helped      = []Choice{{"yes", "Yes"}, {"not-yet", "Not yet"}, {"no", "No"}}
)

func has(list []Choice, value string) bool {
	return slices.ContainsFunc(list, func(c Choice) bool { return c.Value == value })
}

// Question returns the person's own registration and the questions that are due on it. Only the
// person themselves. Conflict when they are answered, not due yet, or not for somebody who was not there.
func (s *Service) Question(ctx context.Context, actor authz.Actor, registration id.ID, kind Kind) (Registration, error) {
	scope := authz.ScopeRegistrationsRead
	if actor.HasScope(authz.ScopeRegistrationsWrite) { // whoever may answer may see what is asked
		scope = authz.ScopeRegistrationsWrite
	}
	r, err := s.own(ctx, actor, scope, registration)
	if err != nil {
		return Registration{}, err
	}
	due, answered, err := requestState(ctx, s.db, r.ID, kind)
	switch {
	case err != nil:
		return Registration{}, err
	case answered:
		return Registration{}, errs.New(errs.Conflict, "You have answered this. Thank you.")
	case !r.State.wasThere():
		return Registration{}, errs.New(errs.Conflict, "This asks those who were there.")
	case due.After(s.clock.Now()):
		return Registration{}, errs.New(errs.Conflict, "It is too early to answer this. We will write to you.")
	}
	return r, nil
}

// wasThere reports whether somebody in this state is asked what they think of it.
func (s State) wasThere() bool {
	return s == StateAttended || s == StateCompleted || s == StateNotCompleted
}

// Answer keeps the answers apart from the name: under a random id with the offer and the month
// alone, mixed among earlier answers, while the request is marked as answered, without a time, in
// the same transaction. There is no audit record and no event, because both would carry a time.
// Only the person themselves, once.
func (s *Service) Answer(ctx context.Context, actor authz.Actor, registration id.ID, kind Kind, a Answers) error {
	if _, err := actor.RequirePerson(authz.ScopeRegistrationsWrite); err != nil {
		return err
	}
	r, err := s.Question(ctx, actor, registration, kind)
	if err != nil {
		return err
	}
	if a, err = a.clean(kind); err != nil {
		return err
	}
	month := s.month()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ok, err := markAnswered(ctx, tx, r.ID, kind)
		if err != nil {
			return err
		}
		if !ok {
			return errs.New(errs.Conflict, "You have answered this. Thank you.")
		}
		return insertAnswers(ctx, tx, kind, r.OfferID, month, a)
	})
	if err != nil {
		return fmt.Errorf("registration: answer: %w", err)
	}
	return nil
}

// clean keeps what belongs to the questions and complains about what is missing.
func (a Answers) clean(kind Kind) (Answers, error) {
	out := Answers{Text: a.Text}
	var f errs.Fields
	switch kind {
	case AtCompletion:
		out.Useful, out.Level = a.Useful, a.Level
		f.Check(a.Useful >= 1 && a.Useful <= len(UsefulWords), "useful", "Choose how useful it was.")
		f.Check(has(Levels, a.Level), "level", "Choose whether the level was right.")
	case After90Days:
		out.Used = a.Used
		f.Check(has(Used, a.Used), "used", "Choose the answer that fits best.")
	case RecognitionLater:
		out.Helped = a.Helped
		f.Check(has(Helped, a.Helped), "helped", "Choose the answer that fits best.")
	}
	f.Check(len(a.Text) <= maxNote, "text", "Please use fewer words.")
	return out, f.Err()
}

// MinAnswers is how many answers are shown together at least: with fewer, people could be recognised.
const MinAnswers = people.Fewest

// Results are the answers about an offer, added up. They are shown by whole months that are over, and
// as many of these together as it takes for MinAnswers to come in at once: whoever compares what is
// shown today with what was shown before sees the sum of so many, never one person's.
type Results struct {
	Kind Kind
	// N is how many answered, Shown how many of these the sums are made of.
	N, Shown int
	// Useful counts the answers 1 to 5; Choices those of the question with choices, by value.
	Useful  [5]int
	Choices map[string]int
	Texts   []string
}

// Results returns the answers about an offer by kind. Those who may ReadRosters in its unit.
func (s *Service) Results(ctx context.Context, actor authz.Actor, offer id.ID) ([]Results, error) {
	o, err := s.catalogue.OfferByID(ctx, s.db, offer)
	if err != nil {
		return nil, err
	}
	if err := requireUnit(actor, ReadRosters, o.UnitID); err != nil {
		return nil, err
	}
	var out []Results
	for _, k := range Kinds {
		answers, err := answersOf(ctx, s.db, offer, k)
		if err != nil {
			return nil, err
		}
		out = append(out, sum(k, answers, s.month()))
	}
	return out, nil
}

// month is the month of answers that are given now.
func (s *Service) month() string { return s.clock.Now().Format("2006-01") }

// sum adds up what of the answers, the earliest month first, is shown in the given month.
func sum(k Kind, answers []answered, month string) Results {
	res := Results{Kind: k, N: len(answers), Choices: map[string]int{}}
	for i, a := range answers {
		last := i+1 == len(answers) || answers[i+1].month != a.month
		if a.month < month && last && i+1-res.Shown >= MinAnswers {
			res.Shown = i + 1
		}
	}
	for _, b := range answers[:res.Shown] {
		a := b.answers
		if a.Useful >= 1 && a.Useful <= 5 {
			res.Useful[a.Useful-1]++
		}
		for _, choice := range []string{a.Level, a.Used, a.Helped} {
			if choice != "" {
				res.Choices[choice]++
			}
		}
		if a.Text != "" {
			res.Texts = append(res.Texts, a.Text)
		}
	}
	slices.Sort(res.Texts)
	return res
}
