package standards

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// PutUnder moves a competency of the draft, with all that is under it, to the end of what stands under parent, or of the top level where parent
// is empty. Curriculum editors and administrators may. Errors: NotFound; Conflict; Invalid on "parent" where parent is the competency itself or
// stands under it; Stale when the competency was changed since seen, where that is given.
func (s *Service) PutUnder(ctx context.Context, actor authz.Actor, framework, competency, parent id.ID, seen ...time.Time) error {
	return s.relocate(ctx, actor, framework, competency, seen, func(ctx context.Context, tx *db.Tx, draft id.ID, c Competency, end int) (spot, error) {
		to := spot{parent: parent, depth: 1}
		p := Competency{} // the top level is under nothing, at depth 0
		if parent != "" {
			var err error
			if p, err = oneCompetency(ctx, tx, draft, parent); err != nil {
				return to, err
			}
			if p.Position >= c.Position && p.Position <= end {
				return to, errs.Bad("parent", "“%s” cannot stand under itself, nor under what stands under it.", c.Title)
			}
		}
		to.depth = p.Depth + 1
		var err error
		to.behind, err = endOf(ctx, tx, draft, p)
		return to, err
	})
}

// Indent moves a competency of the draft, with all that is under it, under the one above it at its level, as the last. The first stays where it
// is. Curriculum editors and administrators may. Errors: NotFound, Conflict.
func (s *Service) Indent(ctx context.Context, actor authz.Actor, framework, competency id.ID) error {
	return s.relocate(ctx, actor, framework, competency, nil, func(ctx context.Context, tx *db.Tx, draft id.ID, c Competency, _ int) (spot, error) {
		to, ok, err := neighbour(ctx, tx, draft, c, true)
		if err != nil || !ok {
			return here(c), err
		}
		return spot{to.ID, c.Depth + 1, c.Position - 1}, nil
	})
}

// Outdent moves a competency of the draft, with all that is under it, up a level, behind what it stood under. What is at the top stays where it
// is. Curriculum editors and administrators may. Errors: NotFound, Conflict.
func (s *Service) Outdent(ctx context.Context, actor authz.Actor, framework, competency id.ID) error {
	return s.relocate(ctx, actor, framework, competency, nil, func(ctx context.Context, tx *db.Tx, draft id.ID, c Competency, _ int) (spot, error) {
		if c.ParentID == "" {
			return here(c), nil
		}
		p, err := oneCompetency(ctx, tx, draft, c.ParentID)
		if err != nil {
			return here(c), err
		}
		end, err := endOf(ctx, tx, draft, p)
		return spot{p.ParentID, p.Depth, end}, err
	})
}

// spot is a place in a tree: under which, how deep, and behind which place as it counts before the move.
type spot struct {
	parent        id.ID
	depth, behind int
}

// here is where a competency stands now.
func here(c Competency) spot { return spot{c.ParentID, c.Depth, c.Position - 1} }

// relocate moves a competency and what is under it, up to the place end, to where find says.
func (s *Service) relocate(ctx context.Context, actor authz.Actor, framework, competency id.ID, seen []time.Time, find func(ctx context.Context, tx *db.Tx, draft id.ID, c Competency, end int) (spot, error)) error {
	return s.inDraft(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, d Version) error {
		c, err := unchanged(ctx, tx, d.ID, competency, seen)
		if err != nil {
			return err
		}
		end, err := endOf(ctx, tx, d.ID, c)
		if err != nil {
			return err
		}
		to, err := find(ctx, tx, d.ID, c, end)
		if err != nil {
			return err
		}
		stays := to.behind >= c.Position-1 && to.behind <= end // behind itself, or where it is
		if stays && to.parent == c.ParentID {
			return nil
		}
		if err := moveRange(ctx, tx, d.ID, c.Position, end, to.behind, to.depth-c.Depth); err != nil {
			return err
		}
		if to.parent != c.ParentID {
			if err := setParent(ctx, tx, now, d.ID, c.ID, to.parent, placeID(framework, c.ID, to.parent)); err != nil {
				return err
			}
		}
		return record(ctx, tx, now, actor, "competency.moved", framework, map[string]any{"competency": competency, "title": c.Title, "under": to.parent})
	})
}

// Spots are where a competency can be moved to: what holds the words, and may stand above it.
type Spots struct {
	Version
	Competency
	// Parent is what it stands under now, its id empty at the top.
	Parent Competency
	Found  []Found
	// More says that there are others than those that are listed.
	More bool
}

// Found is a competency that a search found, with the title of what it stands under.
type Found struct {
	Competency
	Under string
	// Framework is the title of its framework, Key that in addresses.
	Framework, Key string
}

// shownFound bounds how much a search lists.
const shownFound = 20

// Spots looks in the draft for where a competency can be moved to: by code or by words of the title; without words it is the top level.
// Curriculum editors and administrators may. Errors: NotFound, Conflict without a draft.
func (s *Service) Spots(ctx context.Context, actor authz.Actor, framework, competency id.ID, words string) (Spots, error) {
	var out Spots
	d, err := s.draftToEdit(ctx, actor, framework)
	if err != nil {
		return out, err
	}
	out.Version = d
	if out.Competency, err = oneCompetency(ctx, s.db, d.ID, competency); err != nil {
		return out, err
	}
	if out.ParentID != "" {
		if out.Parent, err = oneCompetency(ctx, s.db, d.ID, out.ParentID); err != nil {
			return out, err
		}
	}
	end, err := endOf(ctx, s.db, d.ID, out.Competency)
	if err != nil {
		return out, err
	}
	out.Found, err = searchIn(ctx, s.db, d.ID, words, out.Position, end, shownFound+1)
	if len(out.Found) > shownFound {
		out.Found, out.More = out.Found[:shownFound], true
	}
	return out, err
}

// draftToEdit returns the draft of a framework for whoever may edit it.
func (s *Service) draftToEdit(ctx context.Context, actor authz.Actor, framework id.ID) (Version, error) {
	if err := actor.Require(EditFrameworks, ""); err != nil {
		return Version{}, err
	}
	all, err := versionsOf(ctx, s.db, framework)
	if err != nil {
		return Version{}, err
	}
	if len(all) == 0 {
		return Version{}, nothing()
	}
	d, ok := draftOf(all)
	if !ok {
		return d, noDraft()
	}
	return d, nil
}

// PageWith returns behind which place the page of a draft's tree begins that shows a competency; 0 for the first, and where it is not there.
// Needs ReadDrafts. NotFound where there is no such framework.
func (s *Service) PageWith(ctx context.Context, actor authz.Actor, framework, competency id.ID) (after int, err error) {
	if err := requireDrafts(actor); err != nil {
		return 0, err
	}
	all, err := s.readable(ctx, actor, framework)
	if err != nil {
		return 0, err
	}
	c, err := oneCompetency(ctx, s.db, all[0].ID, competency)
	if errs.Is(err, errs.NotFound) {
		return 0, nil
	}
	return max(0, c.Position-1) / PageSize * PageSize, err
}
