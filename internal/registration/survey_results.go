package registration

import (
	"context"
	"maps"
	"slices"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// SurveyResults are the answers to one wording of an offer's own questions, added up.
type SurveyResults struct {
	Survey Survey
	// N is how many answered this wording, about whatever date; Shown how many of these the sums are made of.
	N, Shown  int
	Questions []QuestionResults
}

// QuestionResults are the answers to one question.
type QuestionResults struct {
	Question
	// Answered is how many answered it, Counts how often each of its Choices was given, in their order.
	Answered int
	Counts   []int
	// Texts are the answers in people's own words, in the order of the alphabet.
	Texts []string
}

// SurveyResults returns the answers to an offer's own questions, the latest wording first: to all its dates, or to one of them where occurrence is
// not empty. Those who may ReadRosters in its unit; NotFound for everybody else.
func (s *Service) SurveyResults(ctx context.Context, actor authz.Actor, offer, occurrence id.ID) ([]SurveyResults, error) {
	if _, err := s.OfferToRead(ctx, actor, offer); err != nil {
		return nil, err
	}
	surveys, err := surveysOf(ctx, s.db, offer)
	if err != nil {
		return nil, err
	}
	var ids []id.ID
	for _, x := range surveys {
		ids = append(ids, x.ID)
	}
	answers, err := surveyAnswersOf(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	var out []SurveyResults
	for _, x := range surveys {
		if x.PublishedAt.IsZero() || len(x.Questions) == 0 {
			continue
		}
		res := SurveyResults{Survey: x, N: len(answers[x.ID])}
		var shown []SurveyAnswers
		for _, c := range cells(answers[x.ID], s.month()) {
			if occurrence == "" || c.occurrence == occurrence {
				shown = append(shown, c.answers...)
			}
		}
		res.Shown = len(shown)
		for _, q := range x.Questions {
			res.Questions = append(res.Questions, addUp(q, shown))
		}
		out = append(out, res)
	}
	return out, nil
}

// OfferToRead returns an offer to those who may ReadRosters in its unit; NotFound for everybody else.
func (s *Service) OfferToRead(ctx context.Context, actor authz.Actor, offer id.ID) (catalogue.Offer, error) {
	o, err := s.catalogue.OfferByID(ctx, s.db, offer)
	if err != nil {
		return o, err
	}
	if err := actor.Require(ReadRosters, o.UnitID); err != nil {
		if !errs.Is(err, errs.Unauthenticated) {
			err = errNoOffer
		}
		return o, err
	}
	return o, nil
}

// cell is the smallest number of answers that anything shown is made of: those of some whole months about one date, or about all the dates
// together that had too few.
type cell struct {
	occurrence id.ID
	answers    []SurveyAnswers
}

// cells sorts answers, the earliest month first, into cells of MinAnswers or more. Every sum that is ever shown, of an offer or of a date, today or in a year, is
// made of whole cells, and a cell does not change once its months are over. So is the difference of any two of them, and nobody finds out by
// subtracting what fewer than MinAnswers people said.
func cells(list []surveyAnswered, month string) []cell {
	var out []cell
	begin := 0
	for i, a := range list {
		last := i+1 == len(list) || list[i+1].month != a.month
		if a.month >= month || !last || i+1-begin < MinAnswers {
			continue
		}
		out = append(out, split(list[begin:i+1])...)
		begin = i + 1
	}
	return out
}

// split makes cells of MinAnswers answers or more: by date where a date has as many, while what is left is none or as many too.
func split(list []surveyAnswered) []cell {
	by := map[id.ID][]SurveyAnswers{}
	for _, a := range list {
		by[a.occurrence] = append(by[a.occurrence], a.answers)
	}
	rest := by[""]
	delete(by, "")
	var dates []id.ID // the largest first
	for _, o := range slices.Sorted(maps.Keys(by)) {
		if len(by[o]) < MinAnswers {
			rest = append(rest, by[o]...)
		} else {
			dates = append(dates, o)
		}
	}
	slices.SortStableFunc(dates, func(a, b id.ID) int { return len(by[b]) - len(by[a]) })
	if n := len(dates); n > 0 && len(rest) > 0 && len(rest) < MinAnswers {
		rest = append(rest, by[dates[n-1]]...)
		dates = dates[:n-1]
	}
	var out []cell
	for _, o := range dates {
		out = append(out, cell{o, by[o]})
	}
	if len(rest) > 0 {
		out = append(out, cell{"", rest})
	}
	return out
}

func addUp(q Question, shown []SurveyAnswers) QuestionResults {
	res := QuestionResults{Question: q}
	counts := map[string]int{}
	for _, a := range shown {
		given := a[q.Key]
		if len(given) == 0 {
			continue
		}
		res.Answered++
		if q.Kind == FreeText {
			res.Texts = append(res.Texts, given...)
			continue
		}
		for _, v := range given {
			counts[v]++
		}
	}
	for _, c := range q.Choices() {
		res.Counts = append(res.Counts, counts[c.Value])
	}
	slices.Sort(res.Texts)
	return res
}

// AnsweredDates returns the dates of an offer about which answers to its own questions are shown apart. Those who may ReadRosters in its unit.
func (s *Service) AnsweredDates(ctx context.Context, actor authz.Actor, offer id.ID) ([]catalogue.Occurrence, error) {
	if _, err := s.OfferToRead(ctx, actor, offer); err != nil {
		return nil, err
	}
	surveys, err := surveysOf(ctx, s.db, offer)
	if err != nil {
		return nil, err
	}
	var ids []id.ID
	for _, x := range surveys {
		ids = append(ids, x.ID)
	}
	answers, err := surveyAnswersOf(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	which := map[id.ID]bool{}
	for _, list := range answers {
		for _, c := range cells(list, s.month()) {
			if c.occurrence != "" {
				which[c.occurrence] = true
			}
		}
	}
	found, err := s.catalogue.Occurrences(ctx, slices.Sorted(maps.Keys(which)))
	return slices.SortedFunc(maps.Values(found), func(a, b catalogue.Occurrence) int { return b.StartsAt.Compare(a.StartsAt) }), err
}
