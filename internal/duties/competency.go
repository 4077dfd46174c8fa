package duties

import (
	"context"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/standards"
)

// Named is a competency of a framework that a rule names, and what became of it.
type Named struct {
	// As is how the rule names it: "key/code", the framework's key and the competency's code.
	As string
	// From is the first day of the version of the rule that does.
	From rules.Day
	ID   id.ID
	standards.Fate
	// Successors are what stands for it today, in the order of their framework.
	Successors []standards.Place
}

// NameOf is how a rule names a competency: the key of its framework, a slash and its code; of one without a code its id.
func NameOf(p standards.Place) string {
	if p.Code == "" {
		return string(p.ID)
	}
	return p.Key + "/" + p.Code
}

// follow fills in what became of the competencies that rules name. A name means what was written down when the version of the rule first used it, so a
// code that is given to another one later changes no rule.
func (s *Service) follow(ctx context.Context, q db.Q, list map[string]Rule) error {
	var keys []string
	for key, r := range list {
		if len(competenciesIn(r.Program.Rule().Versions...)) > 0 {
			keys = append(keys, key)
		}
	}
	written, err := namesOf(ctx, q, keys)
	if err != nil {
		return err
	}
	type place struct {
		rule string
		from rules.Day
		name string
	}
	means := map[place]id.ID{}
	for _, n := range written {
		means[place{n.rule, n.from, n.name}] = n.competency
	}
	var ids []id.ID
	for _, key := range keys {
		r := list[key]
		for _, v := range r.Program.Rule().Versions {
			for _, as := range competenciesIn(v) {
				c := means[place{key, v.From, strings.ToLower(as)}]
				if c == "" {
					c, _ = id.Parse(strings.ToLower(as))
				}
				if c != "" {
					r.Competencies = append(r.Competencies, Named{As: as, From: v.From, ID: c})
					ids = append(ids, c)
				}
			}
		}
		list[key] = r
	}
	if len(ids) == 0 {
		return nil
	}
	fates, err := s.Standards.Became(ctx, q, ids)
	if err != nil {
		return err
	}
	for _, f := range fates {
		ids = append(ids, f.To...)
	}
	places, err := s.Standards.Places(ctx, q, ids)
	if err != nil {
		return err
	}
	for key, r := range list {
		r.Competencies = slices.DeleteFunc(r.Competencies, func(n Named) bool { return fates[n.ID].Became == "" })
		for i := range r.Competencies {
			n := &r.Competencies[i]
			n.Fate = fates[n.ID]
			for _, to := range n.To {
				n.Successors = append(n.Successors, places[to])
			}
		}
		list[key] = r
	}
	return nil
}

// meant says to the evaluator which competency each version means by a name: its id, under which people have it.
func (r Rule) meant() map[rules.Day]map[string]string {
	out := map[rules.Day]map[string]string{}
	for _, n := range r.Competencies {
		if out[n.From] == nil {
			out[n.From] = map[string]string{}
		}
		out[n.From][strings.ToLower(n.As)] = string(n.ID)
	}
	return out
}

// changed says to the evaluator what became of each, by its id.
func (r Rule) changed() map[string]rules.Change {
	if len(r.Competencies) == 0 {
		return nil
	}
	out := make(map[string]rules.Change, len(r.Competencies))
	for _, n := range r.Competencies {
		if c := n.change(func(c id.ID) string { return string(c) }); c != nil {
			out[string(n.ID)] = *c
		}
	}
	return out
}

// change is what became of a competency, nil where it is the same; one that goes on does so as it is called.
func (n Named) change(called func(id.ID) string) *rules.Change {
	switch {
	case n.Became == standards.BecameSame:
		return nil
	case n.Decided():
		return &rules.Change{To: []string{called(n.To[0])}}
	}
	c := &rules.Change{Split: n.Became == standards.BecameSplit, Retired: n.Became == standards.BecameRetired}
	for _, p := range n.Successors {
		c.To = append(c.To, NameOf(p))
	}
	return c
}

// competenciesIn returns the competencies that versions name, each once, in their order.
func competenciesIn(versions ...rules.Version) []string {
	var out []string
	add := func(list ...string) {
		for _, n := range list {
			if !slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, n) }) {
				out = append(out, n)
			}
		}
	}
	var filter func(f *rules.Filter)
	filter = func(f *rules.Filter) {
		if f == nil {
			return
		}
		add(f.Competencies...)
		for i := range f.Any {
			filter(&f.Any[i])
		}
		filter(f.Not)
	}
	for _, v := range versions {
		v.Needs.Walk(func(n *rules.Need) {
			if n.Kind == rules.HasSkill {
				add(n.Target)
			}
			filter(n.Of)
			filter(n.CarryOf)
			for _, c := range n.Categories {
				filter(c.Of)
			}
		})
	}
	return out
}

// showCompetencies adds what persons have shown: of their record at its entries and, unless the record alone is asked for, of what they and
// others say as facts of their own.
func (s *Service) showCompetencies(ctx context.Context, q db.Q, of map[id.ID]*known, survivor map[id.ID]id.ID, ids []id.ID, recordAlone bool) error {
	shown, err := s.Assessment.AbilitiesOf(ctx, q, ids)
	if err != nil {
		return err
	}
	var about []id.ID
	at := map[id.ID]*rules.Entry{}
	for _, k := range of {
		for i := range k.entries {
			at[id.ID(k.entries[i].ID)] = &k.entries[i]
		}
	}
	for _, a := range shown {
		about = append(about, a.Competency)
	}
	places, err := s.Standards.Places(ctx, q, about)
	if err != nil {
		return err
	}
	said := map[id.ID][]rules.Entry{}
	for _, a := range shown {
		level := rules.Level{Name: string(a.Competency), Level: a.Level}
		if a.Basis == assessment.ByRecord {
			if e := at[a.EntryID]; e != nil {
				e.Competencies = append(e.Competencies, level)
			}
			continue
		}
		if recordAlone {
			continue
		}
		e := rules.Entry{ID: string(a.AnswerID), Kind: rules.Competency, Name: level.Name, Title: places[a.Competency].Title, Day: civil(s.people.DayOf(a.Since)), Assurance: string(record.ByPerson),
			Competencies: []rules.Level{level}}
		if a.Another {
			e.Assurance = string(record.ByThirdParty)
		}
		if !a.Until.IsZero() {
			// What is taken back on a day is not held on it.
			if e.Until = civil(s.people.DayOf(a.Until)) - 1; e.Until < e.Day {
				continue
			}
		}
		p := survivor[a.PersonID]
		said[p] = append(said[p], e)
	}
	for p, list := range said {
		if k := of[p]; k != nil {
			k.entries = append(k.entries, list...)
		}
	}
	return nil
}
