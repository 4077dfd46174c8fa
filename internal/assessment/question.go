package assessment

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// Choice is what can be recognised at one level of a competency.
type Choice struct {
	standards.Level
	// Statements are what somebody at the level can do; where the framework has none for it, what the level means.
	Statements []string
}

// choicesOf are the levels of a competency with their can-do statements, the lowest first. A level without a statement of its own is left out where
// others have some, unless it is asked for, or is higher than all that have some: it could else never be reached. Such a one says what the level means.
func choicesOf(t standards.Text, wanted string) []Choice {
	levels := levelsOrOne(t.Levels)
	all, highest := make([]Choice, len(levels)), -1
	for n, l := range levels {
		all[n].Level = l
		for _, i := range t.Indicators {
			if i.Level == l.Code {
				all[n].Statements, highest = append(all[n].Statements, i.Text), n
			}
		}
	}
	var out []Choice
	for n, c := range all {
		switch {
		case len(c.Statements) > 0:
		case highest < 0 && c.Description != "":
			c.Statements = []string{c.Description}
		case highest < 0:
		case n < highest && c.Code != wanted:
			continue
		case c.Description != "":
			c.Statements = []string{c.Title, c.Description}
		}
		out = append(out, c)
	}
	return out
}

// Question is one competency to be answered.
type Question struct {
	Target   Target
	Round    Round
	Progress Progress
	// Line is what is known, Text what the framework says; both are empty when Done.
	Line    Line
	Text    standards.Text
	Choices []Choice
	// Left out are the competencies that other answers make near certain.
	LeftOut []Asked
	// Done says that the round asks nothing more.
	Done bool
}

// Question returns what the round of a target asks next or, for a competency that is named, that one; scope assessment:read. Somebody else's target and a
// competency that is not asked for are NotFound, one that was asked for until its framework changed is Gone.
func (s *Service) Question(ctx context.Context, actor authz.Actor, target, competency id.ID) (Question, error) {
	t, ids, err := s.ownTarget(ctx, s.db, actor, authz.ScopeAssessmentRead, target)
	if err != nil {
		return Question{}, err
	}
	w, err := s.readOne(ctx, s.db, t, ids)
	if err != nil {
		return Question{}, err
	}
	q := Question{Target: t, Round: w.Round}
	next, progress := w.next()
	q.Progress = progress
	if competency != "" {
		l, ok := w.line(competency)
		if !ok {
			return q, s.askedOnce(ctx, s.db, t.ID, competency)
		}
		next = &l
	}
	var out []Line
	if !w.Round.Thorough() {
		out = estimated(w.Lines)
	}
	ask := make([]id.ID, 0, 1+len(out))
	for _, l := range out[:min(len(out), shownLeftOut)] {
		ask = append(ask, l.Competency)
	}
	if next != nil {
		ask = append(ask, next.Competency)
	}
	texts, err := s.standards.Texts(ctx, s.db, ask)
	if err != nil {
		return q, err
	}
	for _, l := range out {
		if x, ok := texts[l.Competency]; ok && (next == nil || l.Competency != next.Competency) {
			q.LeftOut = append(q.LeftOut, Asked{l.Item, x})
		}
	}
	if next == nil {
		q.Done = true
		return q, nil
	}
	q.Line, q.Text = *next, texts[next.Competency]
	q.Choices = choicesOf(q.Text, q.Line.Item.Level)
	return q, nil
}

// shownLeftOut bounds how many of the competencies that are left out a page names.
const shownLeftOut = 12

func notAsked() error {
	return errs.New(errs.NotFound, "This target does not ask for that competency.")
}

// askedOnce is Gone where a target asked for a competency until a later version of its framework made something else of it, and else NotFound.
func (s *Service) askedOnce(ctx context.Context, q db.Q, target, competency id.ID) error {
	items, err := itemsOfMany(ctx, q, []id.ID{target})
	if err != nil {
		return err
	}
	chosen := named(items[target], nil, nil)
	became, err := s.standards.Became(ctx, q, chosen)
	if err != nil {
		return err
	}
	once := slices.Contains(chosen, competency)
	for _, f := range became {
		once = once || slices.ContainsFunc(f.Steps, func(step standards.FateStep) bool { return step.From == competency })
	}
	if once {
		return errs.New(errs.Gone, "Its framework has changed, and this is not asked any more.")
	}
	return notAsked()
}

// Saying is what somebody says of a competency.
type Saying struct {
	Competency id.ID
	// Level is the code of the level whose statements were recognised; else Said says which of the others it is.
	Level string
	Said  Said
	// Contests says that what the record proves is not how it is.
	Contests bool
}

// checked returns the answer that a saying makes of a competency with this text.
func (y Saying) checked(t standards.Text) (Answer, error) {
	a := Answer{Competency: y.Competency, Version: t.VersionID, Said: y.Said, Contests: y.Contests}
	if y.Level != "" {
		for _, l := range levelsOrOne(t.Levels) {
			if l.Code == y.Level {
				a.Said, a.Level, a.Rank = SaidLevel, l.Code, l.Rank
				return a, nil
			}
		}
		return a, errs.Bad("answer", "Choose one of the answers.")
	}
	switch y.Said {
	case SaidNone, SaidSkipped, SaidOutside:
		return a, nil
	}
	return a, errs.Bad("answer", "Choose the statement that you recognise, or one of the answers below.")
}

// Say writes down what the actor says of a competency of their own target and reports whether the round is finished with it; scope assessment:write. When
// nothing is left to ask, the round is finished, a snapshot is taken and Finished is published. What says the same as the person's last answer, in the same round and on the same day, is no new
// fact; on a later day it confirms it, and what contests the record anew is one. Errors: Invalid on "answer", NotFound, Gone for a competency that the target asked for until a later version of its framework made something else
// of it; TooMany for more answers within an hour than there can be questions.
func (s *Service) Say(ctx context.Context, actor authz.Actor, target id.ID, y Saying) (finished bool, err error) {
	t, ids, err := s.ownTarget(ctx, s.db, actor, authz.ScopeAssessmentWrite, target)
	if err != nil {
		return false, err
	}
	texts, err := s.standards.Texts(ctx, s.db, []id.ID{y.Competency})
	if err != nil {
		return false, err
	}
	text, known := texts[y.Competency]
	if !known {
		return false, notAsked()
	}
	a, err := y.checked(text)
	if err != nil {
		return false, err
	}
	now := s.clock.Now()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := latestRound(ctx, tx, t.ID, tx.Dialect().ForUpdate())
		if err != nil {
			return err
		}
		a.ID, a.PersonID, a.RoundID, a.Voice, a.By, a.At = id.New(), ids[0], r.ID, BySelf, actor.PersonID, now
		if known, err := s.knownTx(ctx, tx, ids, a); err != nil || known {
			return err
		}
		if err := boundOwn(ctx, tx, ids, now); err != nil {
			return err
		}
		if err := answerTx(ctx, tx, a); err != nil {
			return err
		}
		// The whole is read once, with the answer in it; where the target does not ask for it, nothing of this is kept.
		w, err := s.readOne(ctx, tx, t, ids)
		if err != nil {
			return err
		}
		if _, ok := w.line(y.Competency); !ok {
			return s.askedOnce(ctx, tx, t.ID, y.Competency)
		}
		if err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "assessment.answered", Kind: "target", ID: t.ID}); err != nil {
			return err
		}
		if r.Finished() {
			return s.lookAgainTx(ctx, tx, now, ids[0])
		}
		if next, _ := w.next(); next == nil {
			finished = true
			return s.finishTx(ctx, tx, now, actor, w)
		}
		return nil
	})
	return finished, err
}

// knownTx reports whether an answer of the person's own says nothing new. One that contests the record does where the record has proved something since.
func (s *Service) knownTx(ctx context.Context, tx *db.Tx, persons []id.ID, a Answer) (bool, error) {
	last, err := lastOwn(ctx, tx, persons, a.Competency)
	if err != nil || !s.confirmsNothing(a, last) {
		return false, err
	}
	if !a.Contests {
		return true, nil
	}
	proofs, err := proofsOf(ctx, tx, persons)
	if err != nil {
		return false, err
	}
	proofs = slices.DeleteFunc(proofs, func(p Proof) bool { return !p.AddedAt.After(last.At) })
	fates, err := s.fates(ctx, tx, nil, nil, proofs)
	return !slices.ContainsFunc(proofs, func(p Proof) bool { return fates.under(p.Competency) == a.Competency }), err
}

// boundOwn is TooMany where a person has given as many answers within an hour as there can be questions: each of them is kept for good and read with all others.
func boundOwn(ctx context.Context, tx *db.Tx, persons []id.ID, now time.Time) error {
	n, err := saidSince(ctx, tx, persons, now.Add(-time.Hour))
	if err == nil && n >= maxQuestions {
		err = errs.New(errs.TooMany, "You have answered very often within an hour. Go on in an hour.")
	}
	return err
}
