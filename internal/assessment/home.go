package assessment

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// TargetView is a target with how it stands as a whole.
type TargetView struct {
	Target
	Round    Round
	Counts   Counts
	Progress Progress
}

// Home is where somebody stands, over all that they want to reach.
type Home struct {
	Targets []TargetView
	// Again are competencies that were split since they were answered.
	Again []AgainRow
}

// AgainRow is a competency to look at again, and for which target.
type AgainRow struct {
	Row
	TargetID id.ID
}

// Home returns the actor's own targets, the latest first; scope assessment:read. It asks a bounded number of queries, however many targets there are.
func (s *Service) Home(ctx context.Context, actor authz.Actor) (Home, error) {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentRead)
	if err != nil {
		return Home{}, err
	}
	targets, err := targetsOf(ctx, s.db, ids, maxTargets)
	if err != nil {
		return Home{}, err
	}
	all, err := s.readMany(ctx, s.db, targets, ids)
	if err != nil {
		return Home{}, err
	}
	var h Home
	var again []Line
	whose := map[id.ID]id.ID{}
	for _, w := range all {
		v := TargetView{Target: w.Target, Round: w.Round, Counts: countLines(w.Lines)}
		_, v.Progress = w.next()
		h.Targets = append(h.Targets, v)
		for _, l := range w.Lines {
			if _, listed := whose[l.Competency]; l.State == StateAgain && !listed && len(again) < shownLeftOut {
				again, whose[l.Competency] = append(again, l), w.Target.ID
			}
		}
	}
	if len(again) == 0 {
		return h, nil
	}
	texts, err := s.textsOf(ctx, s.db, again)
	if err != nil {
		return h, err
	}
	for _, r := range rowsOf(again, texts) {
		h.Again = append(h.Again, AgainRow{r, whose[r.Competency]})
	}
	return h, nil
}

// Competency is one line of a target with all that is said of it side by side.
type Competency struct {
	Target Target
	Row
	Choices []Choice
	// History is all that was ever said, the latest first.
	History []Answer
	// Names are those of whoever answered by invitation.
	Names map[id.ID]string
	Gap   Gap
}

// ShowCompetency returns a competency of the actor's own target with everything that is said of it and what would close its gap; scope assessment:read.
func (s *Service) ShowCompetency(ctx context.Context, actor authz.Actor, target, competency id.ID) (Competency, error) {
	t, ids, err := s.ownTarget(ctx, s.db, actor, authz.ScopeAssessmentRead, target)
	if err != nil {
		return Competency{}, err
	}
	w, err := s.readOne(ctx, s.db, t, ids)
	if err != nil {
		return Competency{}, err
	}
	l, ok := w.line(competency)
	if !ok {
		return Competency{}, notAsked()
	}
	gaps, err := s.close(ctx, actor, []Line{l}, offersOfOne)
	if err != nil {
		return Competency{}, err
	}
	if len(gaps) == 0 {
		return Competency{}, errs.New(errs.NotFound, "There is no such competency.")
	}
	c := Competency{Target: t, Row: gaps[0].Row, Gap: gaps[0], Choices: choicesOf(gaps[0].Text, l.Item.Level)}
	if c.History, err = historyOf(ctx, s.db, ids, w.names(competency)); err != nil {
		return c, err
	}
	c.Names, err = invitationNames(ctx, s.db, ids)
	return c, err
}
