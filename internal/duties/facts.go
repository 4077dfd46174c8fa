package duties

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// known is all that is known of one person.
type known struct {
	person id.ID
	// standing are the statements that stand, entries what the record and others say.
	standing []Statement
	entries  []rules.Entry
}

// facts are what a rule may look at: the record, and of the statements those about all rules and about this one.
func (k known) facts(r Rule) rules.Facts {
	list := make([]rules.Entry, 0, len(k.entries)+len(k.standing))
	return rules.Facts{Who: string(k.person), Entries: said(append(list, k.entries...), k.standing, r.Key), Changed: r.changed(), Meant: r.meant()}
}

// said adds the statements that a rule may look at.
func said(list []rules.Entry, standing []Statement, rule string) []rules.Entry {
	for _, x := range standing {
		if !x.isFor(rule) {
			continue
		}
		if e, ok := x.entry(); ok {
			list = append(list, e)
		}
	}
	return list
}

// wanted says what is read beside the record, because not every rule asks for it.
type wanted struct {
	awards, competencies bool
	// recordAlone leaves out what people and other voices say that they can do.
	recordAlone bool
}

func wantedBy(list map[string]Rule) (w wanted) {
	for _, r := range list {
		w.awards = w.awards || asks(r.Program.Rule(), rules.HasAward)
		w.competencies = w.competencies || len(r.Competencies) > 0
	}
	return w
}

// byRecord asks for facts of the record alone.
func (w wanted) byRecord(only bool) wanted {
	w.recordAlone = only
	return w
}

// statements returns what persons have said, by the surviving person, with whom each of their ids stands for.
func (s *Service) statements(ctx context.Context, q db.Q, persons []id.ID) (map[id.ID]*known, map[id.ID]id.ID, error) {
	survivor, err := s.people.ManyIDs(ctx, q, persons)
	if err != nil {
		return nil, nil, err
	}
	all, err := statementsOf(ctx, q, idsOf(survivor))
	if err != nil {
		return nil, nil, err
	}
	said := map[id.ID][]Statement{}
	for _, x := range all {
		p := survivor[x.PersonID]
		said[p] = append(said[p], x)
	}
	out := map[id.ID]*known{}
	for _, p := range survivor {
		if out[p] == nil {
			out[p] = &known{person: p, standing: effective(said[p])}
		}
	}
	return out, survivor, nil
}

// learn fills in the entries of those who are there.
func (s *Service) learn(ctx context.Context, q db.Q, of map[id.ID]*known, survivor map[id.ID]id.ID, w wanted) error {
	var ids []id.ID
	for i, p := range survivor {
		if of[p] != nil {
			ids = append(ids, i)
		}
	}
	err := s.Record.EachOf(ctx, q, ids, func(e record.Entry) {
		k := of[survivor[e.PersonID]]
		k.entries = append(k.entries, s.entryOf(e))
	})
	if err != nil {
		return err
	}
	if w.awards {
		held, err := s.Recognition.HeldBy(ctx, ids)
		if err != nil {
			return err
		}
		for _, h := range held {
			if h.Status == recognition.Valid {
				k := of[survivor[h.PersonID]]
				k.entries = append(k.entries, s.awardOf(h))
			}
		}
	}
	if w.competencies {
		return s.showCompetencies(ctx, q, of, survivor, ids, w.recordAlone)
	}
	return nil
}

// entryOf is an entry of the record as rules read it.
func (s *Service) entryOf(e record.Entry) rules.Entry {
	day, _ := rules.ParseDay(e.EndedOn)
	out := rules.Entry{ID: string(e.ID), Kind: string(e.Kind), Title: e.Title, Day: day, Minutes: int64(e.Minutes), CEUTenths: int64(e.CEUTenths),
		Activity: e.Activity, Format: e.Format, Provider: e.Provider, Assurance: string(e.Assurance), Areas: e.Areas}
	// When it was handed in is known of what people and events brought in themselves; an import comes later. A correction was
	// handed in with its first version.
	if e.Provenance != record.FromImport {
		out.Reported = max(civil(s.people.DayOf(e.HandedInAt)), day)
	}
	if n, ok := rulefile.Amount(e.Claimed.Amount); ok && e.Claimed.Unit != "" {
		out.Credits = []rules.Credit{{Unit: e.Claimed.Unit, Hundredths: n}}
	}
	return out
}

// awardOf is an award as rules read it: held since the association's day on which it was issued, by the name on it.
func (s *Service) awardOf(h recognition.Held) rules.Entry {
	return rules.Entry{ID: string(h.ID), Kind: rules.HeldAward, Name: h.Title, Title: h.Title, Day: civil(s.people.DayOf(h.IssuedAt)), Assurance: string(record.ByAssociation)}
}

func idsOf(survivor map[id.ID]id.ID) []id.ID {
	out := make([]id.ID, 0, len(survivor))
	for i := range survivor {
		out = append(out, i)
	}
	return out
}
