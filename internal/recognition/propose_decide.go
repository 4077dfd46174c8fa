package recognition

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// ConfirmProposal makes an open proposal true: the award is revoked, or the entry corrected, in the
// same transaction. Its owner reads the proposal's reason. Those who could have proposed it may,
// except who did and whose record it is. Errors: NotFound, Forbidden, Conflict when it was decided before or when
// what it is about has changed since.
func (s *Service) ConfirmProposal(ctx context.Context, actor authz.Actor, proposal id.ID) (Proposal, error) {
	return s.settleProposal(ctx, actor, proposal, Confirmed, "")
}

// DeclineProposal closes an open proposal and leaves everything as it is; answer says why and is
// required. Who may and errors are those of ConfirmProposal, and Invalid on "answer".
func (s *Service) DeclineProposal(ctx context.Context, actor authz.Actor, proposal id.ID, answer string) (Proposal, error) {
	if err := actor.Require(ReadProposals, ""); err != nil {
		return Proposal{}, err
	}
	var f errs.Fields
	answer = checkReason(&f, "answer", answer, "Say why. Whoever proposed it reads it.")
	if err := f.Err(); err != nil {
		return Proposal{}, err
	}
	return s.settleProposal(ctx, actor, proposal, Declined, answer)
}

// TakeBackProposal closes the actor's own open proposal. Another's is Forbidden.
func (s *Service) TakeBackProposal(ctx context.Context, actor authz.Actor, proposal id.ID) (Proposal, error) {
	return s.settleProposal(ctx, actor, proposal, TakenBack, "")
}

func (s *Service) settleProposal(ctx context.Context, actor authz.Actor, proposal id.ID, decision, answer string) (Proposal, error) {
	if err := actor.Require(ReadProposals, ""); err != nil {
		return Proposal{}, err
	}
	var p Proposal
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if p, err = proposalByID(ctx, tx, proposal); err != nil {
			return err
		}
		mine, bar, err := s.barProposal(ctx, tx, actor, p)
		switch {
		case err != nil:
			return err
		case decision == TakenBack && !mine:
			return errs.New(errs.Forbidden, "Only who proposed it can take it back.")
		case decision != TakenBack && bar != nil:
			return bar
		}
		p.Decision, p.Answer, p.DecidedBy, p.DecidedAt, p.DecidedByName = decision, answer, actor.PersonID, s.clock.Now(), actor.Name
		done, err := decideProposal(ctx, tx, p)
		if err != nil {
			return fmt.Errorf("recognition: decide on a proposal: %w", err)
		}
		if !done {
			return errs.New(errs.Conflict, "This proposal was decided before.")
		}
		if decision == Confirmed {
			if err := s.carryOut(ctx, tx, actor, p); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, p.DecidedAt, actor, audit.Event{Action: "proposal." + decision, Kind: "proposal", ID: p.ID,
			Detail: map[string]any{"kind": p.Kind, "object": p.ObjectID, "proposed_by": p.ProposedBy, "answer": answer}})
	})
	return p, err
}

// carryOut does what was proposed.
func (s *Service) carryOut(ctx context.Context, tx *db.Tx, actor authz.Actor, p Proposal) error {
	if p.Kind == ToCorrect {
		c := p.Change
		c.Reason = p.Reason
		_, err := s.record.CorrectAgreedTx(ctx, tx, p.DecidedAt, p.ProposedBy, actor, p.ObjectID, c)
		return err
	}
	added, err := insertRevocation(ctx, tx, p.ObjectID, actor.PersonID, revocation{p.Reason, p.DecidedAt})
	if err != nil {
		return fmt.Errorf("recognition: revoke: %w", err)
	}
	if !added {
		return errRevoked()
	}
	a, err := awardByID(ctx, tx, p.ObjectID)
	if err != nil {
		return err
	}
	e, err := s.record.ByID(ctx, tx, a.EntryID)
	if err != nil {
		return err
	}
	if err := events.Publish(ctx, tx, p.DecidedAt, AwardRevoked{a.subject(e.OfferID)}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, p.DecidedAt, actor, audit.Event{Action: "award.revoked", Kind: "award", ID: p.ObjectID,
		Detail: map[string]any{"reason": p.Reason, "proposed_by": p.ProposedBy}})
}
