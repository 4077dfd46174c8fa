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

// SurveyReading is what one reading of the answers to an offer's own questions says, the latest wording first.
type SurveyReading struct {
	// All is about all its dates, Here about the one that was asked for.
	All, Here []SurveyResults
	// Dates are those about which answers are shown apart.
	Dates []id.ID
}

// ReadSurveys reads the answers to an offer's own questions once, and keeps no more of them than it has to show, however many there are. Those who may
// ReadRosters in its unit; NotFound for everybody else.
func (s *Service) ReadSurveys(ctx context.Context, actor authz.Actor, offer, occurrence id.ID) (SurveyReading, error) {
	var out SurveyReading
	if _, err := s.OfferToRead(ctx, actor, offer); err != nil {
		return out, err
	}
	surveys, err := surveysOf(ctx, s.db, offer)
	if err != nil {
		return out, err
	}
	var ids []id.ID
	sums, dates := map[id.ID]*surveySums{}, map[id.ID]bool{}
	for _, x := range surveys {
		if !x.PublishedAt.IsZero() && len(x.Questions) > 0 {
			ids = append(ids, x.ID)
			sums[x.ID] = &surveySums{cells: celler{month: s.month()}, all: sumsOf(x), here: sumsOf(x)}
		}
	}
	take := func(sum *surveySums, made []cell) {
		for _, c := range made {
			sum.all.add(c.answers)
			if c.occurrence != "" {
				dates[c.occurrence] = true
				if c.occurrence == occurrence {
					sum.here.add(c.answers)
				}
			}
		}
	}
	err = eachSurveyAnswer(ctx, s.db, ids, func(a surveyAnswered) {
		sum := sums[a.survey]
		sum.n++
		take(sum, sum.cells.add(a))
	})
	if err != nil {
		return out, err
	}
	for _, survey := range ids {
		sum := sums[survey]
		take(sum, sum.cells.end())
		out.All, out.Here = append(out.All, sum.all.results(sum.n)), append(out.Here, sum.here.results(sum.n))
	}
	out.Dates = slices.Sorted(maps.Keys(dates))
	return out, nil
}

// SurveyResults is ReadSurveys for one question: about all dates, or about one of them where occurrence is not empty.
func (s *Service) SurveyResults(ctx context.Context, actor authz.Actor, offer, occurrence id.ID) ([]SurveyResults, error) {
	r, err := s.ReadSurveys(ctx, actor, offer, occurrence)
	if occurrence == "" {
		return r.All, err
	}
	return r.Here, err
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

// celler sorts the answers to one wording, the earliest month first, into cells of MinAnswers or more. Every sum that is ever shown, of an offer or of a date, today or in a year,
// is made of whole cells, and a cell does not change once its months are over. So is the difference of any two of them, and nobody finds out by
// subtracting what fewer than MinAnswers people said. What waits for its cell is all that it keeps.
type celler struct {
	// month is the one that is not over.
	month string
	wait  []surveyAnswered
}

// add takes the next answer and returns the cells that are whole now.
func (c *celler) add(a surveyAnswered) (made []cell) {
	if n := len(c.wait); n > 0 && c.wait[n-1].month != a.month {
		made = c.end()
	}
	if a.month < c.month {
		c.wait = append(c.wait, a)
	}
	return made
}

// end is add where no answer of this month comes any more.
func (c *celler) end() (made []cell) {
	if len(c.wait) >= MinAnswers {
		made, c.wait = split(c.wait), nil
	}
	return made
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

// surveySums are the answers to one wording while they are read.
type surveySums struct {
	n         int
	cells     celler
	all, here surveySum
}

// surveySum adds up answers to a wording.
type surveySum struct {
	SurveyResults
	counts []map[string]int
}

func sumsOf(x Survey) surveySum {
	sum := surveySum{SurveyResults: SurveyResults{Survey: x}}
	for _, q := range x.Questions {
		sum.Questions, sum.counts = append(sum.Questions, QuestionResults{Question: q}), append(sum.counts, map[string]int{})
	}
	return sum
}

func (sum *surveySum) add(shown []SurveyAnswers) {
	sum.Shown += len(shown)
	for i := range sum.Questions {
		res := &sum.Questions[i]
		for _, a := range shown {
			given := a[res.Key]
			if len(given) == 0 {
				continue
			}
			res.Answered++
			if res.Kind == FreeText {
				res.Texts = append(res.Texts, given...)
				continue
			}
			for _, v := range given {
				sum.counts[i][v]++
			}
		}
	}
}

func (sum *surveySum) results(n int) SurveyResults {
	sum.N = n
	for i := range sum.Questions {
		res := &sum.Questions[i]
		for _, c := range res.Choices() {
			res.Counts = append(res.Counts, sum.counts[i][c.Value])
		}
		slices.Sort(res.Texts)
	}
	return sum.SurveyResults
}
