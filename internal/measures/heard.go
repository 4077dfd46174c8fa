package measures

import (
	"context"
	"iter"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/id"
)

// saidOf is what a state of a line says to planners.
var saidOf = map[assessment.State]Said{
	assessment.StateMet: SaidMet, assessment.StateGap: SaidGap, assessment.StateOutside: SaidNotMine, assessment.StateOpen: SaidSkipped,
}

// heard is where the figures hear from people's self-assessments.
type heard struct{ from *assessment.Service }

// Latest implements Assessments. Somebody with several targets counts for the audience of the latest.
func (h heard) Latest(ctx context.Context) iter.Seq2[Assessed, error] {
	return func(yield func(Assessed, error) bool) {
		var person id.ID
		var audience catalogue.Audience
		for l, err := range h.from.EachLatest(ctx) {
			if err != nil {
				yield(Assessed{}, err)
				return
			}
			if l.PersonID != person {
				person, audience = l.PersonID, l.Audience
			}
			a := Assessed{Person: person, Audience: audience, Competency: l.Competency, Said: saidOf[l.State]}
			if a.Said == SaidGap {
				a.Level = l.Wanted
			}
			if a.Said != "" && !yield(a, nil) {
				return
			}
		}
	}
}

// inStandards says what competencies are called: those that can be chosen now.
func (s *Service) inStandards(ctx context.Context, ids []id.ID) (map[id.ID]Competency, error) {
	found, err := s.standards.Choices(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[id.ID]Competency, len(found))
	for i, c := range found {
		m := Competency{ID: i, FrameworkKey: c.Key, Framework: c.Framework, Code: c.Code, Title: c.Title, Area: c.ContentArea}
		for _, l := range c.Levels {
			m.Levels = append(m.Levels, l.Code)
		}
		out[i] = m
	}
	return out, nil
}
