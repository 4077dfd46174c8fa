package recognition

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
)

// maxReason is how many characters a reason may have.
const maxReason = 2000

// checkReason cleans a reason and says what is wrong with its field; empty is said when there is none.
func checkReason(f *errs.Fields, field, reason, empty string) string {
	reason = strings.TrimSpace(reason)
	f.Check(reason != "" || empty == "", field, empty)
	f.Check(utf8.RuneCountInString(reason) <= maxReason, field, "This is too long: %d characters fit.", maxReason)
	return reason
}

// ProposeRevocation asks for the award with this code, which is read as people type it, to be taken
// back. Nothing changes until somebody else confirms. Needs RevokeAwards; nobody proposes it for
// their own. Errors: NotFound, Forbidden, Invalid on "reason", Conflict when it was revoked before
// or when a proposal about it is open.
func (s *Service) ProposeRevocation(ctx context.Context, actor authz.Actor, code, reason string) (Proposal, error) {
	if err := actor.Require(RevokeAwards, ""); err != nil {
		return Proposal{}, err
	}
	var f errs.Fields
	reason = checkReason(&f, "reason", reason, "Say why. The person whose certificate it is reads it.")
	if err := f.Err(); err != nil {
		return Proposal{}, err
	}
	if code = id.CleanCode(code); code == "" {
		return Proposal{}, errNoAward()
	}
	p := Proposal{Kind: ToRevoke, Reason: reason}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := awardByCode(ctx, tx, code)
		if err != nil {
			return err
		}
		owner, err := s.people.Surviving(ctx, tx, a.PersonID)
		if err != nil {
			return err
		}
		if owner == actor.PersonID {
			return errs.New(errs.Forbidden, "Nobody decides on a certificate of their own. Ask a colleague.")
		}
		if !a.revocation.At.IsZero() {
			return errRevoked()
		}
		p.ObjectID, p.PersonID, p.Title = a.ID, a.PersonID, a.Title
		return s.propose(ctx, tx, actor, &p)
	})
	return p, err
}

// ProposeCorrection asks for an entry that others vouch for to be corrected or withdrawn. Nothing
// changes until somebody else confirms. Needs record.CorrectEntries; nobody proposes it for their
// own record. Errors: those of record.CheckCorrection, and Conflict when a proposal about it is open.
func (s *Service) ProposeCorrection(ctx context.Context, actor authz.Actor, entry id.ID, c record.Correction) (Proposal, error) {
	p := Proposal{Kind: ToCorrect, Change: c, Reason: c.Reason}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		e, err := s.record.CheckCorrection(ctx, tx, s.clock.Now(), actor, entry, c)
		if err != nil {
			return err
		}
		p.ObjectID, p.PersonID, p.Title = e.ID, e.PersonID, e.Title
		return s.propose(ctx, tx, actor, &p)
	})
	return p, err
}

// propose writes the proposal down, unless one about the same is open.
func (s *Service) propose(ctx context.Context, tx *db.Tx, actor authz.Actor, p *Proposal) error {
	p.ID, p.ProposedBy, p.ProposedAt, p.ProposedByName = id.New(), actor.PersonID, s.clock.Now(), actor.Name
	added, err := insertProposal(ctx, tx, *p)
	if err != nil {
		return fmt.Errorf("recognition: propose: %w", err)
	}
	if !added {
		return errs.New(errs.Conflict, "Somebody has proposed a change of this already. Decide on that first.")
	}
	return audit.Record(ctx, tx, p.ProposedAt, actor, audit.Event{Action: "proposal.made", Kind: "proposal", ID: p.ID,
		Detail: map[string]any{"kind": p.Kind, "object": p.ObjectID, "reason": p.Reason}})
}

func errRevoked() error { return errs.New(errs.Conflict, "This certificate was revoked before.") }
