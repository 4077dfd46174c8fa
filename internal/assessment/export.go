package assessment

import (
	"context"
	"iter"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// Export is all that is kept of one person here, for taking it along: each part is read as it is ranged over, page by page, so that it is complete and never
// held as a whole.
type Export struct {
	s       *Service
	persons []id.ID
	names   map[id.ID]string
}

// Export returns all that is kept of the actor; scope assessment:read.
func (s *Service) Export(ctx context.Context, actor authz.Actor) (Export, error) {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentRead)
	if err != nil {
		return Export{}, err
	}
	names, err := invitationNames(ctx, s.db, ids)
	return Export{s, ids, names}, err
}

// exportChunk is how many rows are read at a time, exportTargets how many targets: each comes with all its snapshots.
const (
	exportChunk   = 500
	exportTargets = 1
)

// pages reads rows in the order of their ids until there are none.
func pages[T any](read func(after id.ID) ([]T, error), key func(T) id.ID) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for after := id.ID(" "); ; {
			list, err := read(after)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, x := range list {
				if !yield(x, nil) {
					return
				}
				after = key(x)
			}
			if len(list) == 0 {
				return
			}
		}
	}
}

// ExportedTarget is a target, put away or not, with how it stands and every snapshot of how it stood.
type ExportedTarget struct {
	Target
	Counts Counts
	Rows   []Row
	// Ended is what its frameworks dropped, with what was known of it.
	Ended     []Row
	Snapshots []ExportedSnapshot
}

// ExportedSnapshot is a snapshot with what it lists, in the words of today.
type ExportedSnapshot struct {
	Snapshot
	Lines []ExportedLine
}

// ExportedLine is one competency of a snapshot: what was asked for, where the person stood and on whose word.
type ExportedLine struct {
	Competency             id.ID
	Framework, Code, Title string
	Wanted, Level          string
	Basis                  Basis
	State                  State
}

// Targets yields every target, the earliest first.
func (e Export) Targets(ctx context.Context) iter.Seq2[ExportedTarget, error] {
	return pages(func(after id.ID) ([]ExportedTarget, error) { return e.s.exportTargets(ctx, e.persons, after) }, func(t ExportedTarget) id.ID { return t.ID })
}

func (s *Service) exportTargets(ctx context.Context, persons []id.ID, after id.ID) ([]ExportedTarget, error) {
	targets, err := everyTargetAfter(ctx, s.db, persons, after, exportTargets)
	if err != nil {
		return nil, err
	}
	all, err := s.readMany(ctx, s.db, targets, persons)
	if err != nil {
		return nil, err
	}
	var lists [][]Line
	for _, w := range all {
		lists = append(lists, w.Lines, w.Ended)
	}
	texts, err := s.textsOf(ctx, s.db, lists...)
	if err != nil {
		return nil, err
	}
	out := make([]ExportedTarget, len(all))
	for i, w := range all {
		out[i] = ExportedTarget{Target: w.Target, Counts: countLines(w.Lines), Rows: rowsOf(w.Lines, texts), Ended: rowsOf(w.Ended, texts)}
		if out[i].Snapshots, err = s.exportSnapshots(ctx, w.Target.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) exportSnapshots(ctx context.Context, target id.ID) ([]ExportedSnapshot, error) {
	lines, err := everySnapshotLine(ctx, s.db, target)
	if err != nil {
		return nil, err
	}
	var named []id.ID
	for _, list := range lines {
		for _, l := range list {
			named = append(named, l.Competency)
		}
	}
	slices.Sort(named)
	named = slices.Compact(named)
	texts, err := s.standards.Texts(ctx, s.db, named)
	if err != nil {
		return nil, err
	}
	list, err := everySnapshot(ctx, s.db, target)
	if err != nil {
		return nil, err
	}
	out := make([]ExportedSnapshot, len(list))
	for i, x := range list {
		out[i] = ExportedSnapshot{x, lines[x.ID]}
		for k := range out[i].Lines {
			l := &out[i].Lines[k]
			t := texts[l.Competency]
			l.Framework, l.Code, l.Title = t.Framework, t.Code, t.Title
		}
	}
	return out, nil
}

// ExportedAnswer is what somebody said, with the words it was said of.
type ExportedAnswer struct {
	Answer
	Framework, Code, Title string
	// Name is whom the person invited, empty for their own.
	Name string
}

// Answers yields everything that was ever said of the person, the earliest first.
func (e Export) Answers(ctx context.Context) iter.Seq2[ExportedAnswer, error] {
	return pages(func(after id.ID) ([]ExportedAnswer, error) {
		answers, err := answersAfter(ctx, e.s.db, e.persons, after, exportChunk)
		if err != nil {
			return nil, err
		}
		texts, err := e.s.standards.Texts(ctx, e.s.db, named(nil, answers, nil))
		if err != nil {
			return nil, err
		}
		out := make([]ExportedAnswer, len(answers))
		for i, a := range answers {
			t := texts[a.Competency]
			out[i] = ExportedAnswer{a, t.Framework, t.Code, t.Title, e.names[a.InvitationID]}
		}
		return out, nil
	}, func(a ExportedAnswer) id.ID { return a.ID })
}

// ExportedProof is what an entry of the record shows, with the words of the competency.
type ExportedProof struct {
	Proof
	Text standards.Text
}

// Proofs returns what the record shows today, the earliest first.
func (e Export) Proofs(ctx context.Context) ([]ExportedProof, error) {
	list, err := proofsOf(ctx, e.s.db, e.persons)
	if err != nil {
		return nil, err
	}
	texts, err := e.s.standards.Texts(ctx, e.s.db, named(nil, nil, list))
	if err != nil {
		return nil, err
	}
	out := make([]ExportedProof, len(list))
	for i, p := range list {
		out[i] = ExportedProof{p, texts[p.Competency]}
	}
	return out, nil
}

// Goals yields every goal, the earliest first.
func (e Export) Goals(ctx context.Context) iter.Seq2[Goal, error] {
	return pages(func(after id.ID) ([]Goal, error) {
		list, err := goalsAfter(ctx, e.s.db, e.persons, after, exportChunk)
		if err != nil {
			return nil, err
		}
		return list, e.s.followGoals(ctx, list)
	}, func(g Goal) id.ID { return g.ID })
}

// Reflections returns what the person wrote about themselves.
func (e Export) Reflections(ctx context.Context) ([]Reflection, error) {
	return reflectionsOf(ctx, e.s.db, e.persons)
}

// Invitations yields every invitation with what the person wrote in it, the earliest first.
func (e Export) Invitations(ctx context.Context) iter.Seq2[Invitation, error] {
	return pages(func(after id.ID) ([]Invitation, error) {
		return invitationsAfter(ctx, e.s.db, e.persons, after, exportChunk)
	}, func(i Invitation) id.ID { return i.ID })
}

// Looks yields who looked, the earliest first.
func (e Export) Looks(ctx context.Context) iter.Seq2[LookedAt, error] {
	return pages(func(after id.ID) ([]LookedAt, error) { return looksAfter(ctx, e.s.db, e.persons, after, exportChunk) }, func(l LookedAt) id.ID { return l.ID })
}

// Cohorts returns every cohort that the person was asked to join, and what came of it; the earliest first.
func (e Export) Cohorts(ctx context.Context) ([]ExportedMembership, error) {
	return everyMembership(ctx, e.s.db, e.persons)
}

// ExportedMembership is a person's place in a cohort, one that ended or was left too.
type ExportedMembership struct {
	Cohort, Profile                                 string
	AddedAt, AskedAt, JoinedAt, CompletedAt, LeftAt time.Time
	TargetID, BeforeID, AfterID                     id.ID
	// Counted says that the person is in a five.
	Counted bool
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
