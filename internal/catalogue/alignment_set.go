package catalogue

import (
	"context"
	"slices"
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// AlignmentsMost is how many competencies an offer may be aligned with: who teaches more says nothing by it.
const AlignmentsMost = 40

// Aligning is one alignment that somebody wants.
type Aligning struct {
	CompetencyID id.ID
	// Level is the code of one of the framework's levels; empty where that has none.
	Level string
	// Basis is ByTyping where it is empty.
	Basis Basis
}

// SeenAlignments says which alignments of an offer somebody has read who now changes them: the last fact. Empty does not ask.
type SeenAlignments string

// seenNoAlignments is what is seen where nothing was ever said.
const seenNoAlignments SeenAlignments = "none"

// Align says that an offer teaches competencies, each up to a level; one that it taught at another level is taught at the new one from now on.
// What is said already is passed over. Editors of its unit may, and for published offers curriculum editors. Errors: Invalid on "competency" and "level" by row
// for what cannot be chosen; Stale when somebody else has changed them since seen; NotFound and Forbidden.
func (s *Service) Align(ctx context.Context, actor authz.Actor, offer id.ID, list []Aligning, seen SeenAlignments) error {
	return s.changeAlignments(ctx, actor, offer, seen, func(ctx context.Context, tx *db.Tx, now time.Time) ([]alignmentFact, error) {
		return s.aligned(ctx, tx, actor, now, offer, list)
	})
}

// Withdraw says that an offer does not teach these competencies after all. What it does not teach is passed over. Who may, and the errors,
// are those of Align.
func (s *Service) Withdraw(ctx context.Context, actor authz.Actor, offer id.ID, competencies []id.ID, seen SeenAlignments) error {
	return s.withdraw(ctx, actor, offer, competencies, seen, ByTyping)
}

func (s *Service) withdraw(ctx context.Context, actor authz.Actor, offer id.ID, competencies []id.ID, seen SeenAlignments, basis Basis) error {
	return s.changeAlignments(ctx, actor, offer, seen, func(ctx context.Context, tx *db.Tx, now time.Time) ([]alignmentFact, error) {
		have, err := alignmentsOf(ctx, tx, []id.ID{offer})
		if err != nil {
			return nil, err
		}
		var facts []alignmentFact
		for _, a := range have[offer] {
			if slices.Contains(competencies, a.CompetencyID) {
				f := alignmentFact{id: id.New(), what: factWithdrawn, Alignment: a}
				f.By, f.At, f.Basis, f.Level, f.From, f.Became = actor.PersonID, now, basis, "", "", ""
				facts = append(facts, f)
			}
		}
		return facts, nil
	})
}

// changeAlignments asks who acts, and writes what change says under the lock of the offer.
func (s *Service) changeAlignments(ctx context.Context, actor authz.Actor, offer id.ID, seen SeenAlignments, change func(context.Context, *db.Tx, time.Time) ([]alignmentFact, error)) error {
	o, err := offerByID(ctx, s.db, offer)
	if err != nil {
		return err
	}
	if err := requireAlign(actor, o); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := lockOffer(ctx, tx, offer)
		if err != nil {
			return err
		}
		if seen != "" {
			now, err := seenAlignments(ctx, tx, offer)
			if err != nil {
				return err
			}
			if err := errs.Unseen(seen, now, "Somebody else has changed what this offer teaches since you opened it. Look at what it says now, and do it again."); err != nil {
				return err
			}
		}
		facts, err := change(ctx, tx, s.clock.Now())
		if err != nil || len(facts) == 0 {
			return err
		}
		if err := s.keepAlignments(ctx, tx, actor, map[id.ID]Offer{o.ID: o}, facts); err != nil {
			return err
		}
		if err := s.settleDecisions(ctx, tx, []id.ID{offer}, facts[0].At); err != nil {
			return err
		}
		if o.Status != StatusPublished {
			return nil
		}
		return s.touchTx(ctx, tx, offer)
	})
}

// aligned checks what somebody wants against the frameworks and what is said already, and returns the facts that it takes.
func (s *Service) aligned(ctx context.Context, tx *db.Tx, actor authz.Actor, now time.Time, offer id.ID, list []Aligning) ([]alignmentFact, error) {
	ids := make([]id.ID, len(list))
	for i, a := range list {
		ids[i] = a.CompetencyID
	}
	if err := s.standards.HoldTx(ctx, tx, ids); err != nil {
		return nil, err
	}
	choices, err := s.standards.Choices(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	have, err := alignmentsOf(ctx, tx, []id.ID{offer})
	if err != nil {
		return nil, err
	}
	levels := map[id.ID]string{}
	for _, a := range have[offer] {
		levels[a.CompetencyID] = a.Level
	}
	// Who has more by a merge of offers may still change what is said, but not add to it.
	most := max(AlignmentsMost, len(levels))
	var f errs.Fields
	var facts []alignmentFact
	named := map[id.ID]bool{}
	for i, a := range list {
		c, ok := choices[a.CompetencyID]
		wrong := wrongAligning(c, ok, a.Level)
		if wrong == nil && named[a.CompetencyID] {
			wrong = errs.Bad("competency", "This competency is listed twice. Say it once, up to one level.")
		}
		named[a.CompetencyID] = true
		if wrong != nil {
			if err := f.Row("alignments["+strconv.Itoa(i)+"]", wrong); err != nil {
				return nil, err
			}
			continue
		}
		if level, said := levels[a.CompetencyID]; said && level == a.Level {
			continue
		}
		levels[a.CompetencyID] = a.Level
		fact := alignmentFact{id: id.New(), what: factAligned}
		fact.Alignment = Alignment{OfferID: offer, CompetencyID: c.ID, Framework: c.FrameworkID, Version: c.VersionID, Level: a.Level, By: actor.PersonID, At: now, Basis: a.Basis}
		if fact.Basis == "" {
			fact.Basis = ByTyping
		}
		facts = append(facts, fact)
	}
	f.Check(len(levels) <= most, "competency", "An offer can be aligned with %d competencies at most.", AlignmentsMost)
	return facts, f.Err()
}

// wrongAligning says what keeps a competency from being taught at a level, or nil.
func wrongAligning(c standards.Choice, ok bool, level string) error {
	switch {
	case !ok:
		return errs.Bad("competency", "This competency cannot be chosen: no published framework holds it now.")
	case level == "" && len(c.Levels) > 0:
		return errs.Bad("level", "Choose up to which level it is taught.")
	case !c.Takes(level):
		return errs.Bad("level", "“%s” has no level “%s”.", c.Framework, level)
	}
	return nil
}

// keepAlignments writes facts of locked offers, what holds by them, the audit rows, and AlignmentsChanged for each offer.
func (s *Service) keepAlignments(ctx context.Context, tx *db.Tx, actor authz.Actor, offers map[id.ID]Offer, facts []alignmentFact) error {
	if err := insertAlignmentFacts(ctx, tx, facts); err != nil {
		return err
	}
	if err := setAlignments(ctx, tx, facts); err != nil {
		return err
	}
	var list []audit.Event
	for _, f := range facts {
		list = append(list, audit.Event{Action: "offer." + f.what, Kind: "offer", ID: f.OfferID, Unit: offers[f.OfferID].UnitID,
			Detail: map[string]any{"competency": f.CompetencyID, "level": f.Level, "basis": f.Basis}})
	}
	if err := audit.RecordAll(ctx, tx, facts[0].At, actor, list); err != nil {
		return err
	}
	for _, offer := range aboutOffers(facts) {
		if err := events.Publish(ctx, tx, facts[0].At, AlignmentsChanged{OfferID: offer}); err != nil {
			return err
		}
	}
	return nil
}

// aboutOffers returns the offers that facts are about, each once, in the order of their ids.
func aboutOffers(facts []alignmentFact) []id.ID {
	out := make([]id.ID, len(facts))
	for i, f := range facts {
		out[i] = f.OfferID
	}
	slices.Sort(out)
	return slices.Compact(out)
}
