package app

import (
	"context"
	"iter"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/platform/id"
)

// competencies says to the figures what competencies are called: those that can be chosen now.
func (a *App) competencies(ctx context.Context, ids []id.ID) (map[id.ID]measures.Competency, error) {
	found, err := a.Standards.Choices(ctx, a.DB, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[id.ID]measures.Competency, len(found))
	for i, c := range found {
		m := measures.Competency{ID: i, FrameworkKey: c.Key, Framework: c.Framework, Code: c.Code, Title: c.Title, Area: c.ContentArea}
		for _, l := range c.Levels {
			m.Levels = append(m.Levels, l.Code)
		}
		out[i] = m
	}
	return out, nil
}

// became says to the figures what stands in the place of competencies today.
func (a *App) became(ctx context.Context, ids []id.ID) (map[id.ID]id.ID, error) {
	fates, err := a.Standards.Became(ctx, a.DB, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[id.ID]id.ID, len(fates))
	for i, f := range fates {
		out[i] = f.Successor()
	}
	return out, nil
}

// audienceOf is the audience that a role belongs to. A profile that is not listed counts without one.
var audienceOf = map[string]catalogue.Audience{
	"library-assistant": catalogue.SupportStaff, "childrens-librarian": catalogue.Public, "cataloguer": catalogue.Librarians, "branch-manager": catalogue.Managers,
	"director": catalogue.Managers, "trustee": catalogue.Trustees, "systems-librarian": catalogue.Librarians, "school-librarian": catalogue.School,
	"academic-liaison": catalogue.Academic, "archivist": catalogue.Special, "friend-or-volunteer": catalogue.Friends, "student": catalogue.Students,
}

// saidOf is what a state of a line says to planners.
var saidOf = map[assessment.State]measures.Said{
	assessment.StateMet: measures.SaidMet, assessment.StateGap: measures.SaidGap, assessment.StateOutside: measures.SaidNotMine, assessment.StateOpen: measures.SaidSkipped,
}

// assessments is where the figures hear from people. In the demonstration nobody speaks: its figures are seeded, and those who play with it are too few.
func (a *App) assessments() measures.Assessments {
	if a.Demo {
		return nil
	}
	return everybody{a.Assessment}
}

// everybody is where the figures hear from people's self-assessments.
type everybody struct{ from *assessment.Service }

// Latest implements measures.Assessments. Somebody with several targets counts for the audience of the latest.
func (e everybody) Latest(ctx context.Context) iter.Seq2[measures.Assessed, error] {
	return func(yield func(measures.Assessed, error) bool) {
		var person id.ID
		var audience catalogue.Audience
		for l, err := range e.from.EachLatest(ctx) {
			if err != nil {
				yield(measures.Assessed{}, err)
				return
			}
			if l.PersonID != person {
				person, audience = l.PersonID, audienceOf[l.ProfileKey]
			}
			a := measures.Assessed{Person: person, Audience: audience, Competency: l.Competency, Said: saidOf[l.State]}
			if a.Said == measures.SaidGap {
				a.Level = l.Wanted
			}
			if a.Said != "" && !yield(a, nil) {
				return
			}
		}
	}
}
