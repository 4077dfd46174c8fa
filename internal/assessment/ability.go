package assessment

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
)

// Ability is that one basis says now of a person that they can do something, at a level. What the person contests of their record is none.
type Ability struct {
	PersonID id.ID
	// Competency is the one that stands today for what was said; of what was split or ended, the old one.
	Competency id.ID
	Level      string
	Basis      Basis
	// Since is when this basis began to say so without a break; of ByRecord it is the day of the completion.
	Since time.Time
	// EntryID is the completion, for ByRecord; InvitationID tells one voice from another.
	EntryID, InvitationID id.ID
}

// AbilitiesOf returns all that is shown now of what persons can do, of those too who never chose a target: the latest of each voice, and every completion
// that proves something. Each stands under the id that was asked for or is of the same person. For later areas, which show what comes of it to the person
// alone. Who lets others see where they stand with their duties has agreed to nothing that is said of them: for those ByRecord counts and nothing else. The number of queries does not depend on how many persons there are, up to 500.
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
	proofs, owner, err := s.provedNow(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	fates, err := s.fates(ctx, q, nil, answers, proofs)
	if err != nil {
		return nil, err
	}
	type about struct{ person, competency id.ID }
	saidOf, provedOf := map[about][]Answer{}, map[about][]Proof{}
	var all []about
	place := func(person, competency id.ID) about {
		a := about{survivor[person], competency}
		if now := fates.now(competency); now != "" {
			a.competency = now
		}
		if saidOf[a] == nil && provedOf[a] == nil {
			all = append(all, a)
		}
		return a
	}
	for _, x := range answers {
		a := place(x.PersonID, x.Competency)
		saidOf[a] = append(saidOf[a], x)
	}
	for _, p := range proofs {
		a := place(owner[p.EntryID], p.Competency)
		provedOf[a] = append(provedOf[a], p)
	}
	var out []Ability
	for _, a := range all {
		for _, x := range abilities(a.competency, saidOf[a], provedOf[a]) {
			x.PersonID, x.Competency = a.person, a.competency
			out = append(out, x)
		}
	}
	return out, nil
}

// provedNow returns what the records of persons prove by what offers teach today, and whose each entry is.
func (s *Service) provedNow(ctx context.Context, q db.Q, ids []id.ID) ([]Proof, map[id.ID]id.ID, error) {
	var entries []record.Entry
	owner, older := map[id.ID]id.ID{}, map[id.ID][]id.ID{}
	err := s.record.EachOf(ctx, q, ids, func(e record.Entry) {
		if shows(e) {
			entries = append(entries, e)
			owner[e.ID], older[e.ID] = e.PersonID, []id.ID{e.ID, e.CorrectsID}
		}
	})
	if err != nil {
		return nil, nil, err
	}
	proofs, err := s.provedBy(ctx, q, entries)
	if err != nil {
		return nil, nil, err
	}
	// What is written down says when it came in, which decides what a contest means.
	known, err := proofsOf(ctx, q, ids)
	carryAdded(proofs, known, older)
	return proofs, owner, err
}

// abilities are what answers, the earliest first, and proofs of one competency of today of one person say that they can do.
func abilities(today id.ID, answers []Answer, proofs []Proof) []Ability {
	var out []Ability
	for _, x := range standingOf(today, answers, nil).All {
		if x.counts() && x.Said == SaidLevel {
			out = append(out, Ability{Level: x.Level, Basis: x.Basis, Since: since(answers, x), InvitationID: x.Invitation})
		}
	}
	for _, p := range proofs {
		if standingOf(today, answers, []Proof{p}).Contested {
			continue
		}
		on, _ := time.Parse(time.DateOnly, p.On)
		out = append(out, Ability{Level: p.Level, Basis: ByRecord, Since: on, EntryID: p.EntryID})
	}
	return out
}

// since is when the voice of a statement began to say it without a break. A question that was skipped is none.
func since(answers []Answer, x Statement) time.Time {
	at := x.At
	for _, a := range slices.Backward(answers) {
		if a.Voice != x.Basis || a.InvitationID != x.Invitation || a.Said == SaidSkipped {
			continue
		}
		if a.Said != x.Said || a.Level != x.Level {
			break
		}
		at = a.At
	}
	return at
}
