package catalogue

import (
	"context"
	"maps"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// copyAlignments says of a locked offer what is said of another one, but for competencies of which something was said of it before; together they may be more than
// AlignmentsMost, since a merge must lose nothing. What a new version has left behind by now is carried or opened for a decision at once: the job that does so may have
// passed already. The caller tells the index.
func (s *Service) copyAlignments(ctx context.Context, tx *db.Tx, actor authz.Actor, from, to Offer) error {
	have, err := alignmentsOf(ctx, tx, []id.ID{from.ID})
	if err != nil {
		return err
	}
	held := make([]id.ID, len(have[from.ID]))
	for i, a := range have[from.ID] {
		held[i] = a.CompetencyID
	}
	if err := s.standards.HoldTx(ctx, tx, held); err != nil {
		return err
	}
	have, err = alignmentsOf(ctx, tx, []id.ID{from.ID})
	if err != nil {
		return err
	}
	said, err := saidOf(ctx, tx, []id.ID{to.ID})
	if err != nil {
		return err
	}
	known := map[id.ID]bool{}
	for _, c := range said[to.ID] {
		known[c] = true
	}
	now := s.clock.Now()
	var facts []alignmentFact
	for _, a := range have[from.ID] {
		if known[a.CompetencyID] {
			continue
		}
		a.OfferID, a.By, a.At, a.Basis, a.From, a.Became = to.ID, actor.PersonID, now, ByCopy, "", ""
		facts = append(facts, alignmentFact{id: id.New(), what: factAligned, Alignment: a})
	}
	if len(facts) == 0 {
		return nil
	}
	if err := s.keepAlignments(ctx, tx, actor, map[id.ID]Offer{to.ID: to}, facts); err != nil {
		return err
	}
	byFramework := map[id.ID][]Alignment{}
	for _, f := range facts {
		byFramework[f.Framework] = append(byFramework[f.Framework], f.Alignment)
	}
	for _, framework := range slices.Sorted(maps.Keys(byFramework)) {
		if err := s.carryTx(ctx, tx, framework, byFramework[framework]); err != nil {
			return err
		}
	}
	return nil
}
