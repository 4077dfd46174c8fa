package standards

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// TakenOut is what a draft does not hold any more of the version before, in the order of its tree.
type TakenOut struct {
	Version
	Before Version
	// Missing are a page of them; Next is the place to go on after, 0 at the end, and N counts all.
	Missing []Missing
	Next, N int
	MayEdit bool
}

// Missing is a competency that was taken out of the draft.
type Missing struct {
	Competency
	// Under is the title of what it stood under, empty at the top.
	Under string
	// Whole says that something that stood under it was taken out too.
	Whole bool
}

// TakenOut returns what was taken out of a draft. Whoever may see drafts. Errors: NotFound, Conflict without a draft.
func (s *Service) TakenOut(ctx context.Context, actor authz.Actor, framework id.ID, after int) (TakenOut, error) {
	if err := requireDrafts(actor); err != nil {
		return TakenOut{}, err
	}
	all, err := s.readable(ctx, actor, framework)
	if err != nil {
		return TakenOut{}, err
	}
	d, ok := draftOf(all)
	if !ok {
		return TakenOut{}, noDraft()
	}
	out := TakenOut{Version: d, MayEdit: actor.May(EditFrameworks, "")}
	if len(all) == 1 {
		return out, nil
	}
	out.Before = all[1]
	if out.N, err = countGone(ctx, s.db, out.Before.ID, d.ID); err != nil || out.N == 0 {
		return out, err
	}
	if out.Missing, err = missingIn(ctx, s.db, out.Before.ID, d.ID, after, PageSize+1); err != nil {
		return out, err
	}
	if len(out.Missing) > PageSize {
		out.Missing = out.Missing[:PageSize]
		out.Next = out.Missing[PageSize-1].Position
	}
	return out, nil
}

// PutBack brings a competency that was taken out back into the draft as it stood in the version before: its texts, statements, links and
// translations, under what it stood under, or under the nearest above that which is still there, and behind what stood before it. whole brings with it what
// stood under it and was taken out too. What was decided about it is forgotten. It returns how many came back. Curriculum editors and
// administrators may. Errors: NotFound; Conflict where the draft holds it, where its code is another's now, or where the draft lacks a level that it has statements at;
// Stale when the draft was changed since seen.
func (s *Service) PutBack(ctx context.Context, actor authz.Actor, framework, competency id.ID, whole bool, seen Seen) (int, error) {
	n := 0
	err := s.change(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, all []Version) (err error) {
		if d, ok := draftOf(all); ok {
			if err := seen.unseen(d.Seen()); err != nil {
				return err
			}
		}
		n, err = s.putBack(ctx, tx, now, actor, framework, all, competency, whole)
		return err
	})
	return n, err
}

func (s *Service) putBack(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, framework id.ID, all []Version, competency id.ID, whole bool) (int, error) {
	d, ok := draftOf(all)
	if !ok || len(all) < 2 {
		return 0, noDraft()
	}
	block, err := missingBlock(ctx, tx, all[1].ID, d.ID, competency, whole)
	if err != nil {
		return 0, err
	}
	if err := s.fits(ctx, tx, all[1].ID, d.ID, block); err != nil {
		return 0, err
	}
	to, err := formerSpot(ctx, tx, all[1].ID, d.ID, block[0])
	if err != nil {
		return 0, err
	}
	if to.parent != block[0].ParentID {
		block[0].ParentID, block[0].place, block[0].placeKept = to.parent, placeID(framework, competency, to.parent), ""
	}
	deeper := to.depth - block[0].Depth
	for i := range block {
		block[i].Depth, block[i].Position = block[i].Depth+deeper, to.behind+1+i
	}
	if err := shift(ctx, tx, d.ID, to.behind, len(block)); err != nil {
		return 0, err
	}
	if err := insertCompetencies(ctx, tx, now, d, block); err != nil {
		return 0, err
	}
	if err := bringTranslations(ctx, tx, all[1].ID, d.ID, to.behind+1, to.behind+len(block)); err != nil {
		return 0, err
	}
	if err := forgetDecisions(ctx, tx, d.ID, to.behind+1, to.behind+len(block)); err != nil {
		return 0, err
	}
	if err := touchVersion(ctx, tx, now, d.ID); err != nil {
		return 0, err
	}
	return len(block), record(ctx, tx, now, actor, "competency.put-back", framework, map[string]any{"competency": competency, "title": block[0].Title, "competencies": len(block)})
}

// missingBlock returns a competency of the version before that the draft lacks, with whole also what stood under it and lacks with it, in
// the order of the tree.
func missingBlock(ctx context.Context, tx *db.Tx, before, draft, competency id.ID, whole bool) ([]Competency, error) {
	c, err := oneCompetency(ctx, tx, before, competency)
	if err != nil {
		return nil, err
	}
	if is, err := heldIn(ctx, tx, draft, []id.ID{competency}); err != nil {
		return nil, err
	} else if is[competency] {
		return nil, errs.New(errs.Conflict, "“%s” stands in the draft already.", c.Title)
	}
	block := []Competency{c}
	if !whole {
		return block, nil
	}
	end, err := endOf(ctx, tx, before, c)
	if err != nil {
		return nil, err
	}
	// What stood under something that is still in the draft, elsewhere, stays out: it is put back by itself.
	in := map[id.ID]bool{competency: true}
	for after := c.Position; after < end; {
		list, err := goneIn(ctx, tx, before, draft, "", after, 500)
		if err != nil {
			return nil, err
		}
		if err := fill(ctx, tx, before, list); err != nil {
			return nil, err
		}
		for _, x := range list {
			if x.Position <= end && in[x.ParentID] {
				in[x.ID] = true
				block = append(block, x)
			}
		}
		if len(list) < 500 {
			break
		}
		after = list[len(list)-1].Position
	}
	return block, nil
}

// fits refuses what cannot come back as it was: a code that is another's, a level that is no more. A statement or a link that went elsewhere
// in the draft meanwhile stays there.
func (s *Service) fits(ctx context.Context, tx *db.Tx, before, draft id.ID, block []Competency) error {
	levels, err := levelsOf(ctx, tx, draft)
	if err != nil {
		return err
	}
	had, err := levelsOf(ctx, tx, before)
	if err != nil {
		return err
	}
	var codes []string
	for _, c := range block {
		if c.Code != "" {
			codes = append(codes, c.Code)
		}
		for _, i := range c.Indicators {
			if !slices.ContainsFunc(levels, func(l Level) bool { return l.Code == i.Level }) {
				at := slices.IndexFunc(had, func(l Level) bool { return l.Code == i.Level })
				return errs.New(errs.Conflict, "“%s” has statements at the level “%s”, which the draft does not have any more. Add that level again first.", c.Title, had[at].Title)
			}
		}
	}
	taken, err := findNamed(ctx, tx, draft, codes)
	if err != nil {
		return err
	}
	for _, code := range codes {
		if len(taken[code]) > 0 {
			return errs.New(errs.Conflict, "Another competency of the draft has the code “%s” now. Give that one another code first.", code)
		}
	}
	return leaveMoved(ctx, tx, draft, block)
}

// formerSpot finds in a draft where a competency of the version before stood, as far as its surroundings are still there.
func formerSpot(ctx context.Context, tx *db.Tx, before, draft id.ID, c Competency) (spot, error) {
	way, err := above(ctx, tx, before, c)
	if err != nil {
		return spot{}, err
	}
	ids := make([]id.ID, len(way))
	for i, a := range way {
		ids[i] = a.ID
	}
	is, err := heldIn(ctx, tx, draft, ids)
	if err != nil {
		return spot{}, err
	}
	parent := Competency{}
	for _, i := range slices.Backward(ids) {
		if is[i] {
			if parent, err = oneCompetency(ctx, tx, draft, i); err != nil {
				return spot{}, err
			}
			break
		}
	}
	to := spot{parent.ID, parent.Depth + 1, parent.Position}
	if parent.ID != c.ParentID {
		to.behind, err = endOf(ctx, tx, draft, parent)
		return to, err
	}
	sibling, ok, err := formerNeighbour(ctx, tx, before, draft, c)
	if err != nil || !ok {
		return to, err
	}
	to.behind, err = endOf(ctx, tx, draft, sibling)
	return to, err
}
