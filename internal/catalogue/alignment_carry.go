package catalogue

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// carryChunk is how many alignments one transaction carries at most.
const carryChunk = 500

// followFramework brings alignments up to a new version of their framework: what is the same stays, what was replaced or merged moves, and for the
// rest a decision is opened. It may be run any number of times.
func (s *Service) followFramework(ctx context.Context, _ string, e standards.FrameworkPublished) error {
	return s.carryAlignments(ctx, e.FrameworkID)
}

// leaveFramework makes the pages of offers that are aligned with a framework anew, since nobody can choose it any more.
func (s *Service) leaveFramework(ctx context.Context, _ string, e standards.FrameworkRetired) error {
	return s.carryAlignments(ctx, e.FrameworkID)
}

// carryAlignments goes through all alignments with a framework, in order, a chunk to a transaction.
func (s *Service) carryAlignments(ctx context.Context, framework id.ID) error {
	var after Alignment
	for {
		// The database may ask for the chunk to be run again, so that it is behind us only when it is committed.
		var (
			last Alignment
			more bool
		)
		err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			list, err := alignmentsWith(ctx, tx, framework, after.CompetencyID, after.OfferID, carryChunk)
			if more = err == nil && len(list) > 0; !more {
				return err
			}
			err = s.carryTx(ctx, tx, framework, list)
			last = list[len(list)-1]
			return err
		})
		if err != nil || !more {
			return err
		}
		after = last
	}
}

// carrying is one chunk being carried.
type carrying struct {
	now    time.Time
	fates  map[id.ID]standards.Fate
	levels []standards.Level
	// version is that of today, "" where none is published.
	version id.ID
	// have are the alignments of the offers, by offer and competency.
	have  map[[2]id.ID]Alignment
	facts []alignmentFact
	open  []openDecision
}

// openDecision is what a person must decide.
type openDecision struct {
	id id.ID
	Alignment
	became  string
	version id.ID
	at      time.Time
}

// carryTx carries a chunk. The offers are locked and read again, so that what somebody says meanwhile is neither lost nor overwritten.
func (s *Service) carryTx(ctx context.Context, tx *db.Tx, framework id.ID, list []Alignment) error {
	var offers, competencies []id.ID
	for _, a := range list {
		offers, competencies = append(offers, a.OfferID), append(competencies, a.CompetencyID)
	}
	slices.Sort(offers)
	offers = slices.Compact(offers)
	locked, err := lockOffers(ctx, tx, offers)
	if err != nil {
		return err
	}
	have, err := alignmentsOf(ctx, tx, offers)
	if err != nil {
		return err
	}
	c := carrying{now: s.clock.Now(), have: map[[2]id.ID]Alignment{}}
	for _, all := range have {
		for _, a := range all {
			c.have[[2]id.ID{a.OfferID, a.CompetencyID}] = a
		}
	}
	if c.fates, err = s.standards.Became(ctx, tx, competencies); err != nil {
		return err
	}
	if c.version, c.levels, err = s.standards.LevelsNow(ctx, tx, framework); err != nil {
		return err
	}
	for _, a := range list {
		if now, ok := c.have[[2]id.ID{a.OfferID, a.CompetencyID}]; ok {
			c.carry(now)
		}
	}
	if err := openDecisions(ctx, tx, c.open); err != nil {
		return err
	}
	if len(c.facts) > 0 {
		if err := s.keepAlignments(ctx, tx, authz.System("job"), locked, c.facts); err != nil {
			return err
		}
	}
	if err := s.settleDecisions(ctx, tx, offers, c.now); err != nil {
		return err
	}
	return s.touchTx(ctx, tx, offers...)
}

// carry says what becomes of one alignment.
func (c *carrying) carry(a Alignment) {
	fate, ok := c.fates[a.CompetencyID]
	switch {
	case !ok || c.version == "":
		return
	case !fate.Decided():
		c.decide(a, string(fate.Became))
	case !c.takes(a.Level):
		c.decide(a, "level")
	case fate.Became == standards.BecameSame:
	default:
		c.move(a, fate)
	}
}

// takes reports whether the levels of today hold one, or neither has any.
func (c *carrying) takes(level string) bool {
	return c.rank(level) > 0 || level == "" && len(c.levels) == 0
}

// rank is the place of a level among those of today, 0 for none.
func (c *carrying) rank(level string) int {
	return 1 + slices.IndexFunc(c.levels, func(l standards.Level) bool { return l.Code == level })
}

func (c *carrying) decide(a Alignment, became string) {
	c.open = append(c.open, openDecision{id: id.New(), Alignment: a, became: became, version: c.version, at: c.now})
}

// move takes an alignment to what took the place of its competency. Where the offer teaches that already, the higher level holds.
func (c *carrying) move(a Alignment, fate standards.Fate) {
	gone := alignmentFact{id: id.New(), what: factWithdrawn, Alignment: a}
	gone.Level, gone.Version, gone.By, gone.At, gone.Basis, gone.From, gone.Became = "", c.version, "", c.now, ByCarrying, "", string(fate.Became)
	c.facts = append(c.facts, gone)
	delete(c.have, [2]id.ID{a.OfferID, a.CompetencyID})
	to := [2]id.ID{a.OfferID, fate.To[0]}
	if had, ok := c.have[to]; ok && c.rank(had.Level) >= c.rank(a.Level) {
		return
	}
	a.Version, a.By, a.At, a.Basis, a.From, a.Became, a.CompetencyID = c.version, "", c.now, ByCarrying, gone.CompetencyID, string(fate.Became), fate.To[0]
	c.facts = append(c.facts, alignmentFact{id: id.New(), what: factAligned, Alignment: a})
	c.have[to] = a
}

// settleDecisions closes the decisions of at most 500 offers that have nothing to decide any more: the alignment is gone, or can be chosen as it is.
func (s *Service) settleDecisions(ctx context.Context, tx *db.Tx, offers []id.ID, now time.Time) error {
	list, err := waitingOf(ctx, tx, offers)
	if err != nil || len(list) == 0 {
		return err
	}
	var ids []id.ID
	for _, w := range list {
		if w.competency != "" {
			ids = append(ids, w.competency)
		}
	}
	choices, err := s.standards.Choices(ctx, tx, ids)
	if err != nil {
		return err
	}
	var settled []id.ID
	for _, w := range list {
		if c, ok := choices[w.competency]; w.competency == "" || ok && c.Takes(w.level) {
			settled = append(settled, w.decision)
		}
	}
	return markSettled(ctx, tx, settled, now)
}
