package assessment

import (
	"cmp"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// Statement is the latest that one basis says of a competency.
type Statement struct {
	Basis Basis
	Said  Said
	Level string
	Rank  int
	At    time.Time
	// Invitation says by whom of those who were asked.
	Invitation id.ID
	// Title and On name the completion, for ByRecord.
	Title, On string
	// Contested says that the person does not agree with their record; the statement then does not count.
	Contested bool
}

// counts reports whether a standing may rest on it.
func (s Statement) counts() bool { return s.Said == SaidLevel && !s.Contested || s.Said == SaidNone }

// Standing is where somebody stands in one competency: all that is said of it, side by side, and the highest of that.
type Standing struct {
	// All holds the latest statement of each basis and each voice: the person's own first, then the record's, then the others by time.
	All []Statement
	// Best is the highest that counts; its Said is empty where nothing does.
	Best Statement
	// Outside says that the person called it no part of their work.
	Outside bool
	// Contested says that the person does not agree with something that their record shows, be it the highest of that or not.
	Contested bool
}

// Known reports whether anybody says anything that counts.
func (s Standing) Known() bool { return s.Best.Said != "" }

// Own returns the person's own latest statement, if there is one.
func (s Standing) Own() (Statement, bool) {
	if len(s.All) > 0 && s.All[0].Basis == BySelf {
		return s.All[0], true
	}
	return Statement{}, false
}

// Proved returns the highest that the record shows, contested or not.
func (s Standing) Proved() (Statement, bool) {
	i := slices.IndexFunc(s.All, func(x Statement) bool { return x.Basis == ByRecord })
	if i < 0 {
		return Statement{}, false
	}
	return s.All[i], true
}

// standingOf computes a standing from the answers and proofs of one competency, in any order. today is the competency; answers may have been given under older
// names of it. A question that was skipped changes nothing, but that the record may be contested by it.
func standingOf(today id.ID, answers []Answer, proofs []Proof) Standing {
	if len(answers) == 0 && len(proofs) == 0 {
		return Standing{}
	}
	answers = slices.Clone(answers)
	slices.SortStableFunc(answers, func(a, b Answer) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	var s Standing
	var own spoken
	contested := contests{}
	others := map[speaker]spoken{}
	var order []speaker
	for _, a := range answers {
		if a.Voice == BySelf {
			contested.add(today, a)
		}
		switch {
		case a.Said == SaidSkipped:
		case a.Voice == BySelf:
			own = own.with(today, a)
		default:
			by := a.speaker()
			order = append(slices.DeleteFunc(order, func(x speaker) bool { return x == by }), by)
			others[by] = others[by].with(today, a)
		}
	}
	if len(own) > 0 {
		x := own.statement()
		s.All = append(s.All, x)
		s.Outside = x.Said == SaidOutside
	}
	if p, ok := highestProof(today, proofs, contested); ok {
		s.All = append(s.All, p)
		s.Contested = slices.ContainsFunc(proofs, func(p Proof) bool { return contested.of(today, p) })
	}
	for _, by := range order {
		s.All = append(s.All, others[by].statement())
	}
	for _, x := range s.All {
		if x.counts() && (!s.Known() || x.Rank > s.Best.Rank) {
			s.Best = x
		}
	}
	return s
}

// spoken is what one voice says of a competency now: its latest answer or, of several competencies that are one today, the latest of each.
type spoken []Answer

// with adds a later answer. It stands in the place of the one before under the same name; under the name of today, in the place of all.
func (s spoken) with(today id.ID, a Answer) spoken {
	return append(slices.DeleteFunc(s, func(x Answer) bool { return a.Competency == today || a.Competency == x.Competency }), a)
}

// statement is the highest of it. What is no part of the work says nothing beside what is.
func (s spoken) statement() Statement {
	best := s[0]
	for _, a := range s[1:] {
		if best.Said == SaidOutside || a.Said != SaidOutside && a.Rank > best.Rank {
			best = a
		}
	}
	return Statement{Basis: best.Voice, Said: best.Said, Level: best.Level, Rank: best.Rank, At: best.At, Invitation: best.InvitationID}
}

// contests say, by the name under which the person answered last, when they did not agree with their record; zero where they did.
type contests map[id.ID]time.Time

// add takes in a later answer of the person's own. One under the name of today settles what was said under all others; skipping settles nothing.
func (c contests) add(today id.ID, a Answer) {
	switch {
	case a.Said == SaidSkipped && !a.Contests:
		return
	case a.Said != SaidSkipped && a.Competency == today:
		clear(c)
	}
	c[a.Competency] = time.Time{}
	if a.Contests {
		c[a.Competency] = a.At
	}
}

// of reports whether the person did not agree with a proof that was there already: under its own name, under that of today or, where nothing was said under
// its own, under any.
func (c contests) of(today id.ID, p Proof) bool {
	_, spoken := c[p.Competency]
	for name, at := range c {
		if !at.IsZero() && !p.AddedAt.After(at) && (!spoken || name == p.Competency || name == today) {
			return true
		}
	}
	return false
}

// highestProof returns the highest of the proofs that nobody contests, else the highest. A proof from after the contest is not meant by it.
func highestProof(today id.ID, proofs []Proof, contested contests) (best Statement, ok bool) {
	proofs = slices.Clone(proofs)
	slices.SortFunc(proofs, func(a, b Proof) int {
		return cmp.Or(cmp.Compare(a.On, b.On), a.AddedAt.Compare(b.AddedAt), cmp.Compare(a.Title, b.Title), cmp.Compare(a.EntryID, b.EntryID))
	})
	for _, p := range proofs {
		x := Statement{Basis: ByRecord, Said: SaidLevel, Level: p.Level, Rank: p.Rank, At: p.AddedAt, Title: p.Title, On: p.On,
			Contested: contested.of(today, p)}
		switch {
		case !ok, best.Contested && !x.Contested, best.Contested == x.Contested && x.Rank >= best.Rank:
			best, ok = x, true
		}
	}
	return best, ok
}
