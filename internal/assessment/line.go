package assessment

import (
	"slices"

	"learningcommons.dev/commons/internal/platform/id"
)

// State is how a standing compares with what the target asks.
type State string

// The states of a line.
const (
	StateMet       State = "met"
	StateGap       State = "gap"
	StateOpen      State = "open"        // nobody has said anything
	StateLikelyMet State = "likely-met"  // not asked, because other answers make it near certain
	StateLikelyGap State = "likely-gap"  // likewise
	StateAgain     State = "again"       // what was answered has been split: please look again
	StateOutside   State = "not-my-work" // the person called it no part of their work
)

// Short reports whether something may be missing: what offers are looked for.
func (s State) Short() bool { return s == StateGap || s == StateLikelyGap }

// spoken reports whether somebody has said something, or the record shows it.
func (s State) spoken() bool { return s == StateMet || s == StateGap || s == StateOutside }

// Line is one competency of a target with where the person stands in it.
type Line struct {
	Item
	Standing
	State State
	// Because names the competencies whose answers an estimate rests on.
	Because []id.ID
}

// Missing is how many levels are between the standing and what is asked; 0 where that is met or not known.
func (l Line) Missing() int {
	if l.State == StateMet || l.State == StateOutside {
		return 0
	}
	return max(0, l.Item.Rank-l.Best.Rank)
}

// Facts are what is known of a person, by competency of today.
type Facts struct {
	Answers map[id.ID][]Answer
	Proofs  map[id.ID][]Proof
}

// linesOf holds a target against what is known. Items and facts must have followed their frameworks, see Fates.
func linesOf(items []Item, f Facts) []Line {
	out := make([]Line, 0, len(items))
	for _, i := range items {
		l := Line{Item: i, Standing: standingOf(i.Competency, f.Answers[i.Competency], f.Proofs[i.Competency])}
		switch {
		case l.Outside:
			l.State = StateOutside
		case !l.Known() && i.SplitFrom != "" && len(f.Answers[i.SplitFrom]) > 0:
			l.State = StateAgain
		case !l.Known():
			l.State = StateOpen
		case l.Best.Rank >= i.Rank:
			l.State = StateMet
		default:
			l.State = StateGap
		}
		out = append(out, l)
	}
	estimate(out)
	return out
}

// enough is how many answers in a framework an estimate needs: two, and one in four of what the target asks of it.
func enough(asks int) int { return max(2, (asks+3)/4) }

// estimate marks lines that nobody has spoken of and that other answers in the same framework make near certain: likely met when every one of
// them is at a level above what is asked here, likely a gap when every one of them is two levels below it, or none at all. What the work
// stands or falls with is never estimated.
func estimate(lines []Line) {
	type answered struct {
		lowest, highest int
		who             []id.ID
	}
	said, asks := map[id.ID]*answered{}, map[id.ID]int{}
	for _, l := range lines {
		asks[l.Framework]++
		own, ok := l.Own()
		if !ok || !own.counts() {
			continue
		}
		a := said[l.Framework]
		if a == nil {
			a = &answered{lowest: own.Rank}
			said[l.Framework] = a
		}
		a.lowest, a.highest = min(a.lowest, own.Rank), max(a.highest, own.Rank)
		a.who = append(a.who, l.Competency)
	}
	for i := range lines {
		l := &lines[i]
		a := said[l.Framework]
		if l.State != StateOpen || l.Weight > 2 || a == nil || len(a.who) < enough(asks[l.Framework]) {
			continue
		}
		switch {
		case a.lowest > l.Item.Rank:
			l.State, l.Because = StateLikelyMet, a.who
		case a.highest == 0 || a.highest+2 <= l.Item.Rank:
			l.State, l.Because = StateLikelyGap, a.who
		}
	}
}

// Counts say how a target stands as a whole.
type Counts struct{ Met, Gaps, LikelyMet, LikelyGaps, Open, Again, Outside int }

// All is how many competencies there are, but for those that are no part of the work.
func (c Counts) All() int { return c.Met + c.Gaps + c.LikelyMet + c.LikelyGaps + c.Open + c.Again }

func countLines(lines []Line) (c Counts) {
	for _, l := range lines {
		switch l.State {
		case StateMet:
			c.Met++
		case StateGap:
			c.Gaps++
		case StateLikelyMet:
			c.LikelyMet++
		case StateLikelyGap:
			c.LikelyGaps++
		case StateAgain:
			c.Again++
		case StateOutside:
			c.Outside++
		default:
			c.Open++
		}
	}
	return c
}

// gapsOf returns the lines in which something is or may be missing: what weighs most first, then what is furthest away, what is sure before what is likely.
func gapsOf(lines []Line) []Line {
	var out []Line
	for _, l := range lines {
		if l.State.Short() {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int {
		switch {
		case a.Weight != b.Weight:
			return b.Weight - a.Weight
		case (a.State == StateGap) != (b.State == StateGap):
			if a.State == StateGap {
				return -1
			}
			return 1
		case a.Missing() != b.Missing():
			return b.Missing() - a.Missing()
		}
		return a.Position - b.Position
	})
	return out
}
