package assessment

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// Everything is all that is kept of one person here, for taking it along.
type Everything struct {
	Targets     []ExportedTarget
	Answers     []ExportedAnswer
	Goals       []Goal
	Reflections []Reflection
	Invitations []Invitation
	Looks       []LookedAt
}

// ExportedTarget is a target with how it stands and how it stood.
type ExportedTarget struct {
	Target
	Counts    Counts
	Rows      []Row
	Snapshots []Snapshot
}

// ExportedAnswer is what somebody said, with the words it was said of.
type ExportedAnswer struct {
	Answer
	Framework, Code, Title string
	// Name is whom the person invited, empty for their own.
	Name string
}

// Export returns all that is kept of the actor; scope assessment:read.
func (s *Service) Export(ctx context.Context, actor authz.Actor) (Everything, error) {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentRead)
	if err != nil {
		return Everything{}, err
	}
	var e Everything
	if e.Targets, err = s.exportTargets(ctx, ids); err != nil {
		return e, err
	}
	if e.Answers, err = s.exportAnswers(ctx, ids); err != nil {
		return e, err
	}
	if e.Goals, err = s.Goals(ctx, actor); err != nil {
		return e, err
	}
	if e.Reflections, err = reflectionsOf(ctx, s.db, ids); err != nil {
		return e, err
	}
	if e.Invitations, err = invitationsOf(ctx, s.db, ids); err != nil {
		return e, err
	}
	e.Looks, err = looksOf(ctx, s.db, ids)
	return e, err
}

func (s *Service) exportTargets(ctx context.Context, ids []id.ID) ([]ExportedTarget, error) {
	targets, err := targetsOf(ctx, s.db, ids, maxTargets)
	if err != nil {
		return nil, err
	}
	all, err := s.readMany(ctx, s.db, targets, ids)
	if err != nil {
		return nil, err
	}
	lists := make([][]Line, len(all))
	for i, w := range all {
		lists[i] = w.Lines
	}
	texts, err := s.textsOf(ctx, s.db, lists...)
	if err != nil {
		return nil, err
	}
	out := make([]ExportedTarget, len(all))
	for i, w := range all {
		out[i] = ExportedTarget{Target: w.Target, Counts: countLines(w.Lines), Rows: rowsOf(w.Lines, texts)}
		if out[i].Snapshots, err = snapshotsOf(ctx, s.db, w.Target.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) exportAnswers(ctx context.Context, ids []id.ID) ([]ExportedAnswer, error) {
	answers, err := answersOf(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	texts, err := s.standards.Texts(ctx, s.db, named(nil, answers, nil))
	if err != nil {
		return nil, err
	}
	names, err := invitationNames(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	out := make([]ExportedAnswer, len(answers))
	for i, a := range answers {
		t := texts[a.Competency]
		out[i] = ExportedAnswer{a, t.Framework, t.Code, t.Title, names[a.InvitationID]}
	}
	return out, nil
}

// ExportMap returns every row of the actor's own target, for a table; scope assessment:read.
func (s *Service) ExportMap(ctx context.Context, actor authz.Actor, target id.ID) (Target, []Row, error) {
	t, ids, err := s.ownTarget(ctx, s.db, actor, authz.ScopeAssessmentRead, target)
	if err != nil {
		return t, nil, err
	}
	w, err := s.readOne(ctx, s.db, t, ids)
	if err != nil {
		return t, nil, err
	}
	texts, err := s.textsOf(ctx, s.db, w.Lines)
	return t, rowsOf(w.Lines, texts), err
}
