package recognition

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/record"
)

// ProposalKind is what is proposed.
type ProposalKind string

// The kinds of proposals.
const (
	ToRevoke  ProposalKind = "revoke-award"  // take back an award
	ToCorrect ProposalKind = "correct-entry" // correct or withdraw an entry that others vouch for
)

// The decisions on a proposal.
const (
	Confirmed = "confirmed"
	Declined  = "declined"
	TakenBack = "taken-back" // by who proposed it
)

// Proposal is a change that waits for a second person, or what became of it.
type Proposal struct {
	ID   id.ID
	Kind ProposalKind
	// ObjectID is the award or the entry, PersonID whose it is, Title what it was called that day.
	ObjectID, PersonID id.ID
	Title              string
	// Change is what the entry should say; nothing for a revocation.
	Change     record.Correction
	Reason     string
	ProposedBy id.ID
	ProposedAt time.Time
	// Decision is empty while the proposal is open; Answer is what was written beside it.
	Decision  string
	Answer    string
	DecidedBy id.ID
	DecidedAt time.Time
	// The names of today, for lists.
	PersonName, ProposedByName, DecidedByName string
}

// Open reports whether the proposal waits for a second person.
func (p Proposal) Open() bool { return p.Decision == "" }

// Proposals lists those that wait, the oldest first. Needs ReadProposals. It takes two queries.
func (s *Service) Proposals(ctx context.Context, actor authz.Actor, p page.Request) (page.Page[Proposal], error) {
	var none page.Page[Proposal]
	if err := actor.Require(ReadProposals, ""); err != nil {
		return none, err
	}
	after, err := goOn(p.Cursor)
	if err != nil {
		return none, err
	}
	list, err := openProposals(ctx, s.db, after, p.Size()+1)
	if err != nil {
		return none, fmt.Errorf("recognition: proposals: %w", err)
	}
	cut := page.Cut(list, p.Size(), func(p Proposal) any { return listKey{p.ProposedAt, p.ID} })
	return cut, s.nameProposals(ctx, cut.Items)
}

// DecidedProposals returns the last twenty that were decided or taken back, the latest first. Needs ReadProposals.
func (s *Service) DecidedProposals(ctx context.Context, actor authz.Actor) ([]Proposal, error) {
	if err := actor.Require(ReadProposals, ""); err != nil {
		return nil, err
	}
	list, err := decidedProposals(ctx, s.db, 20)
	if err != nil {
		return nil, fmt.Errorf("recognition: proposals: %w", err)
	}
	return list, s.nameProposals(ctx, list)
}

// OpenProposal returns the id of the proposal about an award or an entry that waits, empty when
// there is none or the actor may not see proposals.
func (s *Service) OpenProposal(ctx context.Context, actor authz.Actor, kind ProposalKind, object id.ID) (id.ID, error) {
	if !actor.May(ReadProposals, "") {
		return "", nil
	}
	proposal, err := openProposalOf(ctx, s.db, kind, object)
	if err != nil {
		return "", fmt.Errorf("recognition: proposal: %w", err)
	}
	return proposal, nil
}

// OpenRevocation is OpenProposal for the award with this code.
func (s *Service) OpenRevocation(ctx context.Context, actor authz.Actor, code string) (id.ID, error) {
	a, err := awardByCode(ctx, s.db, code)
	if err != nil {
		return "", err
	}
	return s.OpenProposal(ctx, actor, ToRevoke, a.ID)
}

// ProposalCase is a proposal with what it is about, as that stands today.
type ProposalCase struct {
	Proposal
	// Award is set for ToRevoke; Entry, which may have been corrected since, for ToCorrect.
	Award Held
	Entry record.Entry
	// Moved says that the award or entry has changed since, so that it can only be declined.
	Moved bool
	// Mine says that the actor proposed it; Bar is why the actor may not decide, nil when they may.
	Mine bool
	Bar  error
}

// Proposal returns one proposal with what it is about. Needs ReadProposals. Reading an entry that
// way is a look at its owner's record and is written down. Errors: NotFound.
func (s *Service) Proposal(ctx context.Context, actor authz.Actor, proposal id.ID) (ProposalCase, error) {
	if err := actor.Require(ReadProposals, ""); err != nil {
		return ProposalCase{}, err
	}
	p, err := proposalByID(ctx, s.db, proposal)
	if err != nil {
		return ProposalCase{}, err
	}
	one := []Proposal{p}
	if err := s.nameProposals(ctx, one); err != nil {
		return ProposalCase{}, err
	}
	c := ProposalCase{Proposal: one[0]}
	if p.Kind == ToRevoke {
		a, err := awardByID(ctx, s.db, p.ObjectID)
		if err != nil {
			return ProposalCase{}, err
		}
		if c.Award, err = s.holdOne(ctx, a); err != nil {
			return ProposalCase{}, err
		}
		c.Moved = c.Award.Status == Revoked
	} else {
		if c.Entry, err = s.record.LookAtProposed(ctx, actor, p.ObjectID); err != nil {
			return ProposalCase{}, err
		}
		c.Moved = c.Entry.ID != p.ObjectID
	}
	c.Mine, c.Bar, err = s.barProposal(ctx, s.db, actor, p)
	return c, err
}

// barProposal says why the actor may not decide on the proposal, whatever their role: it is
// their own, or their own record, under whatever id.
func (s *Service) barProposal(ctx context.Context, q db.Q, actor authz.Actor, p Proposal) (mine bool, bar, err error) {
	needs := RevokeAwards
	if p.Kind == ToCorrect {
		needs = record.CorrectEntries
	}
	proposer, err := s.people.Surviving(ctx, q, p.ProposedBy)
	if err != nil {
		return false, nil, err
	}
	owner, err := s.people.Surviving(ctx, q, p.PersonID)
	if err != nil {
		return false, nil, err
	}
	mine = actor.PersonID != "" && proposer == actor.PersonID
	switch {
	case actor.PersonID == "":
		bar = errs.New(errs.Forbidden, "A proposal is decided by a person.")
	case mine:
		bar = errs.New(errs.Forbidden, "Nobody decides on their own proposal. Ask a colleague.")
	case owner == actor.PersonID:
		bar = errs.New(errs.Forbidden, "Nobody decides on their own record. Ask a colleague.")
	default:
		bar = actor.Require(needs, "")
	}
	return mine, bar, nil
}

// nameProposals fills in names, in one query.
func (s *Service) nameProposals(ctx context.Context, list []Proposal) error {
	var ids []id.ID
	for _, p := range list {
		ids = append(ids, p.PersonID, p.ProposedBy)
		if p.DecidedBy != "" {
			ids = append(ids, p.DecidedBy)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	persons, err := s.people.Persons(ctx, ids)
	if err != nil {
		return err
	}
	for i, p := range list {
		list[i].PersonName, list[i].ProposedByName, list[i].DecidedByName = persons[p.PersonID].Name, persons[p.ProposedBy].Name, persons[p.DecidedBy].Name
	}
	return nil
}
