package assessment

import (
	"context"
	"maps"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// whole is a target with everything that is known of it.
type whole struct {
	Target
	Round Round
	// Lines are what it asks for today; Ended is what its frameworks dropped, with what was known of it.
	Lines []Line
	Ended []Line
	// asked holds what was answered or skipped in the round.
	asked map[id.ID]bool
	// fates says under which other names facts were written down.
	fates Fates
}

// names returns every competency that stands as this one today, itself first.
func (w whole) names(competency id.ID) []id.ID {
	out := []id.ID{competency}
	for _, was := range slices.Sorted(maps.Keys(w.fates)) {
		if was != competency && w.fates[was].Now == competency {
			out = append(out, was)
		}
	}
	return out
}

// readMany reads targets of one person, given by all their ids: nine queries, however many targets there are and whatever they ask for up to 500
// competencies.
func (s *Service) readMany(ctx context.Context, q db.Q, targets []Target, persons []id.ID) ([]whole, error) {
	return s.readWith(ctx, q, targets, persons, func(Answer) bool { return true })
}

// readWith is readMany by those answers alone that count says count.
func (s *Service) readWith(ctx context.Context, q db.Q, targets []Target, persons []id.ID, count func(Answer) bool) ([]whole, error) {
	if len(targets) == 0 {
		return nil, nil
	}
	ids := make([]id.ID, len(targets))
	for i, t := range targets {
		ids[i] = t.ID
	}
	rounds, err := latestRounds(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	items, err := itemsOfMany(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	answers, err := answersOf(ctx, q, persons)
	if err != nil {
		return nil, err
	}
	answers = slices.DeleteFunc(answers, func(a Answer) bool { return !count(a) })
	proofs, err := proofsOf(ctx, q, persons)
	if err != nil {
		return nil, err
	}
	var all []Item
	for _, list := range items {
		all = append(all, list...)
	}
	fates, err := s.fates(ctx, q, all, answers, proofs)
	if err != nil {
		return nil, err
	}
	ranks, err := s.ranksToday(ctx, q, all)
	if err != nil {
		return nil, err
	}
	facts := fates.followFacts(answers, proofs)
	out := make([]whole, len(targets))
	for i, t := range targets {
		w := whole{Target: t, Round: rounds[t.ID], asked: map[id.ID]bool{}, fates: fates}
		now, ended := fates.followItems(ranks.items(items[t.ID]))
		w.Lines, w.Ended = linesOf(now, ranks.facts(now, facts)), linesOf(ended, facts)
		for c, list := range facts.Answers {
			for _, a := range list {
				if a.RoundID == w.Round.ID && a.Voice == BySelf {
					w.asked[c] = true
				}
			}
		}
		out[i] = w
	}
	return out, nil
}

// readOne is readMany of one target.
func (s *Service) readOne(ctx context.Context, q db.Q, t Target, persons []id.ID) (whole, error) {
	list, err := s.readMany(ctx, q, []Target{t}, persons)
	if err != nil {
		return whole{}, err
	}
	return list[0], nil
}

// readFor is readOne by those answers alone that count says count.
func (s *Service) readFor(ctx context.Context, q db.Q, t Target, persons []id.ID, count func(Answer) bool) (whole, error) {
	list, err := s.readWith(ctx, q, []Target{t}, persons, count)
	if err != nil {
		return whole{}, err
	}
	return list[0], nil
}

// line returns the line of a competency; ok is false where the target does not ask for it.
func (w whole) line(competency id.ID) (Line, bool) {
	for _, l := range w.Lines {
		if l.Competency == competency {
			return l, true
		}
	}
	return Line{}, false
}

// next is what the round asks next.
func (w whole) next() (*Line, Progress) {
	if w.Round.Finished() {
		return nil, Progress{Asked: len(w.asked)}
	}
	return nextQuestion(w.Lines, w.Round, w.asked)
}

// more reports whether the round would ask something if the person wanted to be asked more.
func (w whole) more() bool {
	w.Round = w.Round.further(len(w.asked))
	next, _ := w.next()
	return next != nil
}
