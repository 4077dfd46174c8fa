package standards

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// DecisionsPage is how many competencies a preview asks about at a time, and the most that one call may decide.
const DecisionsPage = 25

// Preview is what publishing a draft would change. Before the first version is published only To is filled.
type Preview struct {
	Comparison
	// Undecided are competencies of the version before of which nobody said what became of them, in the order of its tree: a page, with how
	// many there are in all and the place to go on after, 0 at the end.
	Undecided                 []Open
	NUndecided, NextUndecided int
	// Decided are those that are gone and decided on: a page likewise.
	Decided               []Gone
	NDecided, NextDecided int
	// First says that no version was published yet.
	First   bool
	MayEdit bool
}

// PreviewPlace says where the pages of a preview begin: behind these places of the version before, or of the draft.
type PreviewPlace struct {
	Undecided, Decided int
	ComparePlace
}

// Open is a competency that nobody decided on yet, with what may have become of it.
type Open struct {
	Competency
	Suggestions []Suggestion
}

// Ready reports whether the draft can be published.
func (p Preview) Ready() bool {
	return p.To.Status == Draft && !p.To.Unverified && p.NUndecided == 0 && p.To.Competencies > 0
}

// Preview compares the draft of a framework with what it would replace. Whoever may see drafts. Errors: NotFound, Conflict without a draft.
func (s *Service) Preview(ctx context.Context, actor authz.Actor, framework id.ID) (Preview, error) {
	return s.PreviewFrom(ctx, actor, framework, PreviewPlace{})
}

// PreviewFrom is Preview with later pages of what is to be decided. It compares the two versions on their first page alone, which is work for large ones.
func (s *Service) PreviewFrom(ctx context.Context, actor authz.Actor, framework id.ID, from PreviewPlace) (Preview, error) {
	if err := requireDrafts(actor); err != nil {
		return Preview{}, err
	}
	all, err := s.readable(ctx, actor, framework)
	if err != nil {
		return Preview{}, err
	}
	d, ok := draftOf(all)
	if !ok {
		return Preview{}, noDraft()
	}
	p := Preview{Comparison: Comparison{To: d, Versions: all}, First: len(all) == 1, MayEdit: actor.May(EditFrameworks, "")}
	if p.To.Competencies, err = countCompetencies(ctx, s.db, d.ID); err != nil || p.First {
		return p, err
	}
	p.From = all[1]
	if from.Undecided == 0 && from.Decided == 0 {
		if err := s.compare(ctx, &p.Comparison, from.ComparePlace); err != nil {
			return p, err
		}
	}
	return p, s.decisions(ctx, &p, from)
}

// decisions fills in what is to be decided and what is decided.
func (s *Service) decisions(ctx context.Context, p *Preview, from PreviewPlace) (err error) {
	before, draft := p.From.ID, p.To.ID
	if p.NUndecided, p.NDecided, err = countDecisions(ctx, s.db, before, draft); err != nil {
		return err
	}
	if p.NUndecided > 0 {
		open, err := undecidedIn(ctx, s.db, before, draft, from.Undecided, DecisionsPage+1)
		if err != nil {
			return err
		}
		if len(open) > DecisionsPage {
			open = open[:DecisionsPage]
			p.NextUndecided = open[DecisionsPage-1].Position
		}
		if err := fillEach(ctx, s.db, before, open); err != nil {
			return err
		}
		if p.Undecided, err = suggest(ctx, s.db, before, draft, open); err != nil {
			return err
		}
	}
	if p.NDecided > 0 {
		if p.Decided, err = decidedIn(ctx, s.db, before, draft, from.Decided, DecisionsPage+1); err != nil {
			return err
		}
		if len(p.Decided) > DecisionsPage {
			p.Decided = p.Decided[:DecisionsPage]
			p.NextDecided = p.Decided[DecisionsPage-1].Position
		}
	}
	return nil
}
