// Package measurestest builds suggestions, and people who assessed themselves, for the tests of other packages.
package measurestest

import (
	"cmp"
	"context"
	"iter"
	"log/slog"
	"slices"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/mail"
)

// World is a Service on a catalogue with people of every kind.
type World struct {
	*measures.Service
	*cataloguetest.World
	Curriculum authz.Actor
	// Saying is what everybody says now.
	Saying *Saying
	Box    *mail.Box
	Jobs   *jobs.Queue
}

// Levels are those of every framework in a World.
var Levels = []string{"foundational", "practitioner", "expert"}

// New makes a World whose competencies are all of the area technology.
func New(t testing.TB, d *db.DB) *World {
	t.Helper()
	c := cataloguetest.New(t, d)
	w := &World{World: c, Curriculum: c.Actor(t, "Cora Vance", authz.Binding{Role: authz.CurriculumEditor}), Saying: &Saying{}, Box: &mail.Box{Clock: c.Clock}}
	w.Service = w.With(w.Saying)
	w.Jobs = jobs.New(d, c.Clock, slog.New(slog.DiscardHandler))
	w.Service.Register(w.Jobs)
	return w
}

// With returns a Service on the World that takes self-assessments from elsewhere.
func (w *World) With(a measures.Assessments) *measures.Service {
	return measures.New(measures.Deps{DB: w.DB, Clock: w.Clock, Log: slog.New(slog.DiscardHandler), People: w.People, Catalogue: w.World.Service, Mail: w.Box, BaseURL: "https://commons.example", Assessments: a,
		Standards: w.Standards,
		Competencies: func(_ context.Context, ids []id.ID) (map[id.ID]measures.Competency, error) {
			out := map[id.ID]measures.Competency{}
			for _, i := range ids {
				out[i] = measures.Competency{ID: i, FrameworkKey: "lc-technology", Framework: "Learning Commons: Technology", Code: "T", Title: "Using " + string(i), Area: "technology", Levels: Levels}
			}
			return out, nil
		}})
}

// Suggest lets the learner say something.
func (w *World) Suggest(t testing.TB, actor authz.Actor, text string, change ...func(*measures.Wish)) measures.Suggestion {
	t.Helper()
	wish := measures.Wish{Text: text, From: measures.FromLearning}
	for _, f := range change {
		f(&wish)
	}
	v, err := w.Service.Suggest(t.Context(), actor, wish)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Saying is what people say of themselves, as a source of self-assessments.
type Saying struct{ List []measures.Assessed }

// Say lets somebody say something of a competency, in place of what they said before.
func (s *Saying) Say(person, competency id.ID, audience catalogue.Audience, said measures.Said, level string) {
	s.Forget(person, competency)
	s.List = append(s.List, measures.Assessed{Person: person, Audience: audience, Competency: competency, Said: said, Level: level})
}

// Forget takes back what somebody said of a competency.
func (s *Saying) Forget(person, competency id.ID) {
	s.List = slices.DeleteFunc(s.List, func(a measures.Assessed) bool { return a.Person == person && a.Competency == competency })
}

// Latest implements measures.Assessments.
func (s *Saying) Latest(context.Context) iter.Seq2[measures.Assessed, error] {
	list := slices.Clone(s.List)
	slices.SortStableFunc(list, func(a, b measures.Assessed) int { return cmp.Compare(a.Person, b.Person) })
	return func(yield func(measures.Assessed, error) bool) {
		for _, a := range list {
			if !yield(a, nil) {
				return
			}
		}
	}
}
