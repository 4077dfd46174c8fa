package duties

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
)

// LetterSteps are how many days before something falls due people may be written to, the most first.
var LetterSteps = []int{90, 30, 7}

// lettersAtFirst are those at which people are written to who have not said otherwise.
var lettersAtFirst = []int{90, 30}

// LettersBefore returns how many days before something falls due the actor is written to, of LetterSteps; none for never. Who has said nothing is
// at 90 and 30. Only for oneself; scope record:read.
func (s *Service) LettersBefore(ctx context.Context, actor authz.Actor) ([]int, error) {
	person, err := actor.RequirePerson(authz.ScopeRecordRead)
	if err != nil {
		return nil, err
	}
	ids, err := s.people.IDs(ctx, person)
	if err != nil {
		return nil, err
	}
	return wishOf(ctx, s.db, ids)
}

// SetLettersBefore says how many days before something falls due the actor wants to be written to, and returns them in order; none is never. Only for
// oneself; scope duties:write. Errors: Invalid under before.
func (s *Service) SetLettersBefore(ctx context.Context, actor authz.Actor, before []int) ([]int, error) {
	person, err := actor.RequirePerson(authz.ScopeDutiesWrite)
	if err != nil {
		return nil, err
	}
	before = slices.Clone(before)
	slices.Sort(before)
	slices.Reverse(before)
	before = slices.Compact(before)
	for _, n := range before {
		if !slices.Contains(LetterSteps, n) {
			return nil, errs.Bad("before", "Choose among the days that are offered.")
		}
	}
	now := s.clock.Now()
	return before, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertWish(ctx, tx, person, before, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "duty-letters.chosen", Kind: "person", ID: person})
	})
}

// wishOf is when a person, given by all their ids, wants to be written to.
func wishOf(ctx context.Context, q db.Q, ids []id.ID) ([]int, error) {
	wishes, err := wishesOf(ctx, q, ids)
	if err != nil || len(wishes) == 0 {
		return lettersAtFirst, err
	}
	return wishes[len(wishes)-1].before, nil
}

// letterJob is the handler that writes one letter.
const letterJob = "duties.letter"

// letterArgs is one letter: to whom, and about what.
type letterArgs struct {
	Person id.ID      `json:"person"`
	About  []aboutDue `json:"about"`
}

// aboutDue is a duty that falls due on a day, and the step that was reached.
type aboutDue struct {
	Rule   string    `json:"rule"`
	Due    rules.Day `json:"due"`
	Before int       `json:"before"`
	// What is what falls due on the day, as letterOf says it.
	What string `json:"what"`
}

// letterOf returns the day before which people are written to about where they stand, and what falls due on it: the end of a cycle, its grace, or a day
// of its own. It is 0 where nothing is missing that can still be made up, and while an open leave moves the day on. An end that a decision moved is another than
// the one that it was before.
func letterOf(res *rules.Result) (day rules.Day, what string) {
	day = res.MakeUpUntil
	switch {
	case day == 0 || res.Waits:
		return 0, ""
	case res.InGrace:
		what = "grace of " + res.CycleFrom.String()
	case res.CycleFrom != 0 && day == res.CycleTo:
		what = "end of " + res.CycleFrom.String()
	default:
		return day, day.String()
	}
	if slices.Contains(res.Notes, rules.MoreTime) {
		what += " until " + day.String()
	}
	return day, what
}

// remind asks for a letter to everybody of whom something falls due within one of the steps that they want, and who was not written to at it in this cycle. Of several
// steps at once only the nearest is written at, and all that has reached one goes in one letter. What was asked for is written down in the transaction
// that asks, so that it is done once, however often this runs.
func (s *Service) remind(ctx context.Context) error {
	today := s.today()
	last := today + rules.Day(LetterSteps[0])
	for after := id.ID(""); ; {
		persons, err := personsDueSoon(ctx, s.db, today, last, after, lookChunk)
		if err != nil || len(persons) == 0 {
			return err
		}
		known, err := s.people.Persons(ctx, persons)
		if err != nil {
			return err
		}
		after = persons[len(persons)-1]
		persons = slices.DeleteFunc(persons, func(p id.ID) bool { return known[p].Closed })
		if len(persons) == 0 {
			continue
		}
		err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.remindTx(ctx, tx, today, last, persons) })
		if err != nil {
			return err
		}
	}
}

// remindTx is remind for some persons.
func (s *Service) remindTx(ctx context.Context, tx *db.Tx, today, last rules.Day, persons []id.ID) error {
	standings, err := lockDueSoon(ctx, tx, today, last, persons)
	if err != nil {
		return err
	}
	survivor, err := s.people.ManyIDs(ctx, tx, persons)
	if err != nil {
		return err
	}
	ids := idsOf(survivor)
	wishes, err := wishesOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	wants := map[id.ID][]int{}
	for _, w := range wishes {
		wants[survivor[w.person]] = append([]int{}, w.before...)
	}
	list, err := lettersOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	written := map[id.ID][]letter{}
	for _, l := range list {
		l.person = survivor[l.person]
		written[l.person] = append(written[l.person], l)
	}
	var add []letter
	var order []id.ID
	about := map[id.ID][]aboutDue{}
	for _, st := range standings {
		p := survivor[st.PersonID]
		steps, said := wants[p]
		if !said {
			steps = lettersAtFirst
		}
		reached := stepsReached(letter{person: p, rule: st.Rule, due: st.LetterDay, about: st.LetterAbout}, steps, today)
		if len(reached) == 0 {
			continue
		}
		isWritten := func(l letter) bool {
			return slices.ContainsFunc(written[p], func(w letter) bool { return w.says(l) })
		}
		nearest := reached[len(reached)-1]
		if !isWritten(nearest) {
			if about[p] == nil {
				order = append(order, p)
			}
			about[p] = append(about[p], aboutDue{nearest.rule, nearest.due, nearest.before, nearest.about})
		}
		for _, l := range reached {
			if !isWritten(l) {
				written[p], add = append(written[p], l), append(add, l)
			}
		}
	}
	if len(add) == 0 {
		return nil
	}
	now := s.clock.Now()
	if err := insertLetters(ctx, tx, add, now); err != nil {
		return err
	}
	for _, p := range order {
		if err := events.Enqueue(ctx, tx, now, time.Time{}, letterJob, letterArgs{p, about[p]}); err != nil {
			return err
		}
	}
	return nil
}

// stepsReached are the letters of the steps that a duty has reached, the nearest last.
func stepsReached(l letter, steps []int, today rules.Day) (out []letter) {
	for _, n := range steps {
		if l.before = n; l.due-today <= rules.Day(n) {
			out = append(out, l)
		}
	}
	return out
}
