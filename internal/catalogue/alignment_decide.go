package catalogue

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/standards"
)

// AlignmentDecision is an alignment that a new version of its framework left behind, for a person to decide.
type AlignmentDecision struct {
	ID    id.ID
	Offer Offer
	// Title is the offer's.
	Title string
	// Was is what it taught, up to Level.
	Was   standards.Place
	Level string
	// Became is "split" or "retired" of the competency, or "level" where that stands and its level is gone.
	Became   string
	OpenedAt time.Time
	// Options are what it may teach instead; none where nothing is left.
	Options      []standards.Choice
	competencyID id.ID
	frameworkID  id.ID
}

// DecisionsRequest asks for decisions that wait. Unit narrows to one unit and those that have merged into it.
type DecisionsRequest struct {
	Unit id.ID
	page.Request
}

// AlignmentDecisions lists what waits for a decision, the oldest first, and counts it. Those who may align offers: curriculum staff for all published offers, others for
// those of their units. Errors: Unauthenticated, Forbidden, Invalid for a cursor that is not ours.
func (s *Service) AlignmentDecisions(ctx context.Context, actor authz.Actor, r DecisionsRequest) (page.Page[AlignmentDecision], int, error) {
	units, err := s.alignScope(ctx, actor, r.Unit)
	if err != nil {
		return page.Page[AlignmentDecision]{}, 0, err
	}
	publicOnly := units.all && !actor.May(EditOffers, "")
	n, err := countDecisions(ctx, s.db, units, publicOnly)
	if err != nil {
		return page.Page[AlignmentDecision]{}, 0, err
	}
	list, err := waitingDecisions(ctx, s.db, r, units, publicOnly)
	if err != nil {
		return list, 0, err
	}
	return list, n, s.fillDecisions(ctx, s.db, list.Items)
}

// fillDecisions names what the offers taught, and what they may teach instead.
func (s *Service) fillDecisions(ctx context.Context, q db.Q, list []AlignmentDecision) error {
	ids := make([]id.ID, len(list))
	for i, d := range list {
		ids[i] = d.competencyID
	}
	places, err := s.standards.Places(ctx, q, ids)
	if err != nil {
		return err
	}
	fates, err := s.standards.Became(ctx, q, ids)
	if err != nil {
		return err
	}
	var options []id.ID
	for _, f := range fates {
		options = append(options, f.To...)
	}
	choices, err := s.standards.Choices(ctx, q, options)
	if err != nil {
		return err
	}
	for i := range list {
		d := &list[i]
		d.Was = places[d.competencyID]
		for _, to := range fates[d.competencyID].To {
			if c, ok := choices[to]; ok {
				d.Options = append(d.Options, c)
			}
		}
	}
	return nil
}

// DecideAlignment decides what an offer teaches instead: some of the decision's options, each up to a level, or none of them. Who may is as with Align. Errors: Conflict
// where it is decided already; Invalid for what is no option; NotFound.
func (s *Service) DecideAlignment(ctx context.Context, actor authz.Actor, decision id.ID, chosen []Aligning) error {
	offer, err := decisionOffer(ctx, s.db, decision)
	if err != nil {
		return err
	}
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
		d, err := openDecisionByID(ctx, tx, decision)
		if err != nil {
			return err
		}
		facts, outcome, err := s.decided(ctx, tx, actor, d, chosen)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		if len(facts) > 0 {
			if err := s.keepAlignments(ctx, tx, actor, map[id.ID]Offer{o.ID: o}, facts); err != nil {
				return err
			}
		}
		if err := closeDecision(ctx, tx, decision, outcome, actor.PersonID, now); err != nil {
			return err
		}
		err = audit.Record(ctx, tx, now, actor, audit.Event{Action: "alignment.decided", Kind: "offer", ID: o.ID, Unit: o.UnitID, Detail: map[string]any{"competency": d.competencyID, "became": d.Became, "outcome": outcome}})
		if err != nil || o.Status != StatusPublished {
			return err
		}
		return s.touchTx(ctx, tx, o.ID)
	})
}

// decided returns the facts of a decision: what is no longer taught, and what is taught instead.
func (s *Service) decided(ctx context.Context, tx *db.Tx, actor authz.Actor, d AlignmentDecision, chosen []Aligning) ([]alignmentFact, string, error) {
	one := []AlignmentDecision{d}
	if err := s.fillDecisions(ctx, tx, one); err != nil {
		return nil, "", err
	}
	d = one[0]
	for i := range chosen {
		if !slices.ContainsFunc(d.Options, func(c standards.Choice) bool { return c.ID == chosen[i].CompetencyID }) {
			return nil, "", errs.Bad("competency", "This is none of what the competency became.")
		}
		chosen[i].Basis = ByDecision
	}
	now := s.clock.Now()
	facts, err := s.aligned(ctx, tx, actor, now, d.Offer.ID, chosen)
	if err != nil {
		return nil, "", err
	}
	stays := slices.ContainsFunc(chosen, func(a Aligning) bool { return a.CompetencyID == d.competencyID })
	for i := range facts {
		if facts[i].CompetencyID != d.competencyID {
			facts[i].From, facts[i].Became = d.competencyID, d.Became
		}
	}
	have, err := alignmentsOf(ctx, tx, []id.ID{d.Offer.ID})
	if err != nil {
		return nil, "", err
	}
	for _, a := range have[d.Offer.ID] {
		if a.CompetencyID == d.competencyID && !stays {
			f := alignmentFact{id: id.New(), what: factWithdrawn, Alignment: a}
			f.Level, f.By, f.At, f.Basis, f.From, f.Became = "", actor.PersonID, now, ByDecision, "", d.Became
			facts = append(facts, f)
		}
	}
	outcome := "dropped"
	if len(chosen) > 0 {
		outcome = "moved"
	}
	return facts, outcome, nil
}
