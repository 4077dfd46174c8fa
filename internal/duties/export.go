package duties

import (
	"context"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// EachFact hands out what rules look at, as lines of entries, so many persons at a time, in the order of their ids; with a person only theirs, under
// the surviving account. That are the entries of the record with the competencies that they show, the awards in force, what people and other voices say
// of their competencies, and the statements about all rules. With the key of a rule the statements for it are there too, and before all others the
// lines that say what it means by the names of competencies: then the lines evaluate to what the person's own page says. That they were taken out is
// recorded. For the program itself alone. Errors: Forbidden, NotFound, Invalid under rule for one that binds no persons.
func (s *Service) EachFact(ctx context.Context, actor authz.Actor, person id.ID, rule string, f func(rulefile.Line) error) error {
	if !actor.IsSystem() {
		return errs.New(errs.Forbidden, "Records are taken out by the command line alone.")
	}
	var r Rule
	if rule != "" {
		var err error
		if r, err = s.Rule(ctx, rule); err != nil {
			return err
		}
		if r.Binds() != "person" {
			return errs.Bad("rule", "This rule is for a board or a library. Name one that binds people, each for themselves.")
		}
	}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, s.clock.Now(), actor, audit.Event{Action: "record.exported", Kind: "record", ID: person})
	})
	if err != nil {
		return err
	}
	if err := s.eachName(ctx, r, f); err != nil {
		return err
	}
	if person != "" {
		return s.factsOf(ctx, []id.ID{person}, rule, f)
	}
	for after := id.ID(""); ; {
		persons, err := s.people.Everybody(ctx, s.db, after, lookChunk)
		if err != nil || len(persons) == 0 {
			return err
		}
		if err := s.factsOf(ctx, persons, rule, f); err != nil {
			return err
		}
		after = persons[len(persons)-1]
	}
}

// eachName hands out what a rule means by names that say something else, or of which something became.
func (s *Service) eachName(ctx context.Context, r Rule, f func(rulefile.Line) error) error {
	var ids []id.ID
	for _, n := range r.Competencies {
		ids = append(append(ids, n.ID), n.To...)
	}
	called, err := s.called(ctx, ids)
	if err != nil {
		return err
	}
	for _, n := range r.Competencies {
		change := n.change(func(c id.ID) string { return called[c] })
		means := called[n.ID]
		if strings.EqualFold(means, n.As) {
			if means = ""; change == nil {
				continue
			}
		}
		if err := f(rulefile.NameLine(n.From, n.As, means, change)); err != nil {
			return err
		}
	}
	return nil
}

// factsOf hands out what is known of some persons.
func (s *Service) factsOf(ctx context.Context, persons []id.ID, rule string, f func(rulefile.Line) error) error {
	of, survivor, err := s.statements(ctx, s.db, persons)
	if err != nil {
		return err
	}
	if err := s.learn(ctx, s.db, of, survivor, wanted{awards: true, competencies: true}); err != nil {
		return err
	}
	var shown []id.ID
	for _, k := range of {
		for _, e := range k.entries {
			for _, c := range e.Competencies {
				shown = append(shown, id.ID(c.Name))
			}
		}
	}
	called, err := s.called(ctx, shown)
	if err != nil {
		return err
	}
	for _, p := range persons {
		k := of[survivor[p]]
		if k == nil {
			continue
		}
		delete(of, k.person)
		for _, e := range said(k.entries, k.standing, rule) {
			rename(&e, called)
			if err := f(rulefile.LineOf(string(k.person), e)); err != nil {
				return err
			}
		}
	}
	return nil
}

// rename gives the competencies of an entry, which has them by their ids, the names that they are called by.
func rename(e *rules.Entry, called map[id.ID]string) {
	e.Competencies = slices.Clone(e.Competencies)
	for i, c := range e.Competencies {
		e.Competencies[i].Name = called[id.ID(c.Name)]
	}
	if e.Kind == rules.Competency {
		e.Name = called[id.ID(e.Name)]
	}
}

// called returns how competencies are called in lines, no two alike: by their names of today, and where another one bears the name by now, by their ids.
func (s *Service) called(ctx context.Context, competencies []id.ID) (map[id.ID]string, error) {
	slices.Sort(competencies)
	competencies = slices.Compact(competencies)
	places, err := s.Standards.Places(ctx, s.db, competencies)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(competencies))
	for _, c := range competencies {
		names = append(names, NameOf(places[c]))
	}
	bearers, err := s.Standards.Bearers(ctx, s.db, names)
	out := make(map[id.ID]string, len(competencies))
	for i, c := range competencies {
		if out[c] = names[i]; bearer(bearers[strings.ToLower(names[i])], time.Time{}) != c {
			out[c] = string(c)
		}
	}
	return out, err
}
