package assessment

import (
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// fresh is how long an answer needs not be asked again for another target, or is asked last in a later round.
const fresh = 365 * 24 * time.Hour

// lasts reports whether the person's own answer is fresh when a round begins, and nothing that needs closing.
func lasts(l Line, r Round) bool {
	own, ok := l.Own()
	return ok && (l.State == StateMet || l.State == StateOutside) && r.BegunAt.Sub(own.At) < fresh
}

// settled reports whether a line needs no question in a round: it was answered or skipped in it, or what is known is as good as an answer. A later round asks
// all again that the person said before it.
func settled(l Line, r Round, asked map[id.ID]bool) bool {
	if asked[l.Competency] {
		return true
	}
	switch l.State {
	case StateLikelyMet, StateLikelyGap:
		return !r.Thorough()
	case StateAgain, StateOpen:
		return false
	}
	own, ok := l.Own()
	if !ok {
		// What the record proves need not be asked; what others say does not answer for the person.
		p, proved := l.Proved()
		return proved && !p.Contested && p.Rank >= l.Item.Rank
	}
	if r.Number <= 1 && lasts(l, r) {
		return true
	}
	// A gap is asked again for another target too: closing it is what the time between was for.
	return !own.At.Before(r.BegunAt)
}

// Progress says how far a round has come.
type Progress struct {
	// Asked is how many questions were answered or skipped in this round, Left how many may still come at most.
	Asked, Left int
	// Later is how many more could be asked beyond what the round asks.
	Later int
}

// nextQuestion returns what to ask next: what is not known before what is estimated or fresh, of that what weighs most first, and among that from the framework of which least was asked, so that answers say
// as much as they can about the rest. asked holds the competencies that were answered or skipped in this round.
func nextQuestion(lines []Line, r Round, asked map[id.ID]bool) (next *Line, p Progress) {
	perFramework := map[id.ID]int{}
	open := 0
	for _, l := range lines {
		if asked[l.Competency] {
			perFramework[l.Framework]++
		}
	}
	for i := range lines {
		l := &lines[i]
		if settled(*l, r, asked) {
			continue
		}
		open++
		if next == nil || before(*l, *next, r, perFramework) {
			next = l
		}
	}
	p.Asked = len(asked)
	p.Left = min(open, max(0, r.Most-p.Asked))
	p.Later = open - p.Left
	if p.Left == 0 {
		return nil, p
	}
	return next, p
}

// turn is in which turn a line is asked: what was split, then what is not known or may have changed, then what is estimated, then what is fresh.
func turn(l Line, r Round) int {
	switch {
	case l.State == StateAgain:
		return 0
	case l.State == StateLikelyMet, l.State == StateLikelyGap:
		return 2
	case lasts(l, r):
		return 3
	}
	return 1
}

// before reports whether a is asked before b.
func before(a, b Line, r Round, perFramework map[id.ID]int) bool {
	first, second := turn(a, r), turn(b, r)
	switch {
	case first != second:
		return first < second
	case a.Weight != b.Weight:
		return a.Weight > b.Weight
	case perFramework[a.Framework] != perFramework[b.Framework]:
		return perFramework[a.Framework] < perFramework[b.Framework]
	}
	return a.Position < b.Position
}

// estimated returns the lines that a round leaves out because other answers make them near certain.
func estimated(lines []Line) []Line {
	var out []Line
	for _, l := range lines {
		if l.State == StateLikelyMet || l.State == StateLikelyGap {
			out = append(out, l)
		}
	}
	return out
}
