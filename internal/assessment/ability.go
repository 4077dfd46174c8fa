package assessment

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
)

// Ability is that one basis says of a person that they can do something, at a level. What the person contests of their record is none.
type Ability struct {
	PersonID id.ID
	// Competency is the one that stands today for what was said; of what was split or ended, the old one.
	Competency id.ID
	Level      string
	Basis      Basis
	// Since is when it was said; of ByRecord it is the day of the completion. Who says the same again confirms it: that is an ability of its own.
	Since time.Time
	// Until is when the same voice began to say less, zero while it does not. Of ByRecord it is always zero.
	Until time.Time
	// Another says that somebody else said it signed in. Of whoever answers by a link alone nobody knows who they are.
	Another bool
	// EntryID is the completion, for ByRecord; AnswerID is what was said.
	EntryID, AnswerID id.ID

	rank int
}

// AbilitiesOf returns all that is or was shown of what persons can do, of those too who never chose a target: every level that a voice named, with how long
// it went on saying so, and every completion that proves something. Each stands under the surviving person. For later areas, which show what comes of it
// to the person alone. Who lets others see where they stand with their duties has agreed to nothing that is said of them: for those ByRecord counts and
// nothing else. The number of queries does not depend on how many persons there are, up to 500.
func (s *Service) AbilitiesOf(ctx context.Context, q db.Q, persons []id.ID) ([]Ability, error) {
	if len(persons) == 0 {
		return nil, nil
	}
	survivor, err := s.people.ManyIDs(ctx, q, persons)
	if err != nil {
		return nil, err
	}
	ids := make([]id.ID, 0, len(survivor))
	for i := range survivor {
		ids = append(ids, i)
	}
	answers, err := answersOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	proved, err := s.provedNow(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	fates, err := s.fates(ctx, q, nil, answers, slices.Concat(proved.now, proved.known))
	if err != nil {
		return nil, err
	}
	fates.carryAdded(proved)
	another, err := s.others(ctx, q, answers, survivor)
	if err != nil {
		return nil, err
	}
	type about struct{ person, competency id.ID }
	saidOf, provedOf := map[about][]Answer{}, map[about][]Proof{}
	var all []about
	place := func(person, competency id.ID) about {
		a := about{survivor[person], fates.under(competency)}
		if saidOf[a] == nil && provedOf[a] == nil {
			all = append(all, a)
		}
		return a
	}
	for _, x := range answers {
		a := place(x.PersonID, x.Competency)
		saidOf[a] = append(saidOf[a], x)
	}
	for _, p := range proved.now {
		a := place(p.PersonID, p.Competency)
		provedOf[a] = append(provedOf[a], p)
	}
	var out []Ability
	for _, a := range all {
		for _, x := range abilities(a.competency, saidOf[a], provedOf[a]) {
			x.PersonID, x.Competency, x.Another = a.person, a.competency, another[x.AnswerID]
			out = append(out, x)
		}
	}
	return out, nil
}

// WouldShow returns what completions of offers would show if they came now, by offer, each of the competency that stands today. What people contested
// before a completion does not touch it. For later areas, which say where somebody would stand. The number of queries does not depend on how many offers there
// are, up to 500.
func (s *Service) WouldShow(ctx context.Context, q db.Q, offers []id.ID) (map[id.ID][]Ability, error) {
	entries := make([]record.Entry, len(offers))
	for i, o := range offers {
		entries[i] = record.Entry{ID: o, NewEntry: record.NewEntry{OfferID: o}}
	}
	proofs, err := s.provedBy(ctx, q, entries)
	if err != nil {
		return nil, err
	}
	fates, err := s.fates(ctx, q, nil, nil, proofs)
	out := map[id.ID][]Ability{}
	for _, p := range proofs {
		out[p.EntryID] = append(out[p.EntryID], Ability{Competency: fates.under(p.Competency), Level: p.Level, Basis: ByRecord, Since: p.AddedAt})
	}
	return out, err
}

// provedNow returns what the records of persons prove by what offers teach today.
func (s *Service) provedNow(ctx context.Context, q db.Q, ids []id.ID) (proved, error) {
	var entries []record.Entry
	out := proved{older: map[id.ID][]id.ID{}}
	err := s.record.EachOf(ctx, q, ids, func(e record.Entry) {
		if shows(e) {
			entries = append(entries, e)
			out.older[e.ID] = []id.ID{e.ID, e.CorrectsID}
		}
	})
	if err != nil {
		return out, err
	}
	if out.now, err = s.provedBy(ctx, q, entries); err != nil {
		return out, err
	}
	out.known, err = proofsOf(ctx, q, ids)
	return out, err
}

// others returns the answers that somebody else gave signed in, whoever of one's own accounts were merged since.
func (s *Service) others(ctx context.Context, q db.Q, answers []Answer, survivor map[id.ID]id.ID) (map[id.ID]bool, error) {
	signed := slices.DeleteFunc(slices.Clone(answers), func(a Answer) bool { return a.Voice == BySelf || a.By == "" })
	if len(signed) == 0 {
		return nil, nil
	}
	by := make([]id.ID, len(signed))
	for i, a := range signed {
		by[i] = a.By
	}
	slices.Sort(by)
	is, err := s.people.ManyIDs(ctx, q, slices.Compact(by))
	out := map[id.ID]bool{}
	for _, a := range signed {
		out[a.ID] = is[a.By] != survivor[a.PersonID]
	}
	return out, err
}

// abilities are what answers, the earliest first, and proofs of one competency of one person say that they can do. today is the competency.
func abilities(today id.ID, answers []Answer, proofs []Proof) []Ability {
	of := map[speaker][]Answer{}
	var speakers []speaker
	for _, a := range answers {
		by := a.speaker()
		if of[by] == nil {
			speakers = append(speakers, by)
		}
		of[by] = append(of[by], a)
	}
	var out []Ability
	for _, by := range speakers {
		out = append(out, saidBy(today, of[by])...)
	}
	for _, p := range proofs {
		if standingOf(today, answers, []Proof{p}).Contested {
			continue
		}
		on, _ := time.Parse(time.DateOnly, p.On)
		out = append(out, Ability{Level: p.Level, Basis: ByRecord, Since: on, EntryID: p.EntryID, rank: p.Rank})
	}
	return out
}

// saidBy turns what one voice said, the earliest first, into abilities: each level that it named, until what it says as a whole is less. A question that
// was skipped changes nothing.
func saidBy(today id.ID, answers []Answer) []Ability {
	var out []Ability
	var now spoken
	for _, a := range answers {
		if a.Said == SaidSkipped {
			continue
		}
		now = now.with(today, a)
		rank := now.statement().Rank
		for i := range out {
			if out[i].Until.IsZero() && out[i].rank > rank {
				out[i].Until = a.At
			}
		}
		if a.Said == SaidLevel {
			out = append(out, Ability{Level: a.Level, Basis: a.Voice, Since: a.At, AnswerID: a.ID, rank: a.Rank})
		}
	}
	return out
}
