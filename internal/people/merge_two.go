package people

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
)

// MergeRequest is a merge that one administrator proposes and another one agrees to, because both persons can sign in, or one who cannot has a role: whoever
// comes in as one of them is the other one too from then on.
type MergeRequest struct {
	ID id.ID
	// From becomes part of Into. Outcome is MergeDone, MergeRefused or MergeLapsed.
	From, Into id.ID
	Two
}

// The outcomes of a proposed merge.
const (
	MergeDone    = "done"
	MergeRefused = "refused"
	MergeLapsed  = "lapsed"
)

var errNoMerge = errs.New(errs.NotFound, "There is no such proposal.")

// ProposeMerge proposes to merge two persons, with how it was made sure that they are one: another administrator has to agree, and every address of both is told.
// Where one of the two has no way to sign in and no role, there is nothing for anybody to gain: they are merged at once, and no request is returned.
// Those who may merge people. Forbidden for one's own account and for a role that is too new, Conflict when it is proposed already, Invalid without a proof.
func (s *Service) ProposeMerge(ctx context.Context, actor authz.Actor, alias, into id.ID, proof string) (which id.ID, err error) {
	if err := actor.Require(mayMergePeople, ""); err != nil {
		return "", err
	}
	now := s.clock.Now()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		which = ""
		if _, err := lockSurvivors(ctx, tx, []id.ID{alias, into}); err != nil {
			return err
		}
		from, to, err := mergeable(ctx, tx, actor, alias, into)
		if err != nil {
			return err
		}
		two, err := s.needsTwo(ctx, tx, from, to)
		if err != nil {
			return err
		}
		if !two {
			return s.mergeTx(ctx, tx, now, actor, from, to)
		}
		proof, err := checkProof(proof)
		if err != nil {
			return err
		}
		if err := s.mayVouch(ctx, tx, mayMergePeople, actor, now, from, to); err != nil {
			return err
		}
		open, err := openMergesWith(ctx, tx, []id.ID{from, to})
		if err != nil {
			return err
		}
		for _, m := range open {
			if m.From == from && m.Into == to || m.From == to && m.Into == from {
				return errs.New(errs.Conflict, "This merge is proposed already. Another administrator decides on it.")
			}
		}
		m := MergeRequest{ID: id.New(), From: from, Into: to, Two: Two{OpenedBy: actor.PersonID, OpenedAt: now, Proof: proof}}
		if err := insertMergeRequest(ctx, tx, m); err != nil {
			return err
		}
		which = m.ID
		if err := s.tellBoth(ctx, tx, now, noticeToMerge, from, to); err != nil {
			return err
		}
		return recordMerge(ctx, tx, now, actor, m, "merge.proposed")
	})
	return which, err
}

// AgreeMerge carries a proposed merge out. Another administrator than the one who proposed it, who says by its Opening which proof they read. The errors are
// those of ConfirmRecovery.
func (s *Service) AgreeMerge(ctx context.Context, actor authz.Actor, which id.ID, read string) error {
	return s.decideMerge(ctx, actor, which, func(ctx context.Context, tx *db.Tx, now time.Time, m MergeRequest) error {
		if err := s.maySecond(ctx, tx, mayMergePeople, actor, m.Two, read, m.OpenedAt, m.From, m.Into); err != nil {
			return err
		}
		from, to, err := mergeable(ctx, tx, actor, m.From, m.Into)
		if errs.Is(err, errs.NotFound) { // one of them was closed
			err = errMoved
		}
		if err != nil {
			return err
		}
		if err := endMergeRequest(ctx, tx, now, m.ID, actor.PersonID, MergeDone); err != nil {
			return err
		}
		if err := recordMerge(ctx, tx, now, actor, m, "merge."+MergeDone); err != nil {
			return err
		}
		return s.mergeTx(ctx, tx, now, actor, from, to)
	})
}

// RefuseMerge ends a proposal; whoever made it may do so too. Those who may merge people, and neither of the two.
func (s *Service) RefuseMerge(ctx context.Context, actor authz.Actor, which id.ID) error {
	return s.decideMerge(ctx, actor, which, func(ctx context.Context, tx *db.Tx, now time.Time, m MergeRequest) error {
		return endMergeTx(ctx, tx, now, actor, m, MergeRefused)
	})
}

// decideMerge calls f with a proposal that is under way, with its persons locked, for an actor who may decide on it.
func (s *Service) decideMerge(ctx context.Context, actor authz.Actor, which id.ID, f func(context.Context, *db.Tx, time.Time, MergeRequest) error) error {
	if err := actor.Require(mayMergePeople, ""); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := mergeRequestByID(ctx, tx, which, "")
		if err != nil {
			return err
		}
		if _, err := lockSurvivors(ctx, tx, []id.ID{m.From, m.Into}); err != nil {
			return err
		}
		if m, err = mergeRequestByID(ctx, tx, which, tx.Dialect().ForUpdate()); err != nil {
			return err
		}
		if !m.EndedAt.IsZero() {
			return errMoved
		}
		if actor.PersonID == m.From || actor.PersonID == m.Into { // neither was merged since: that ends the proposal
			return errOwn
		}
		return f(ctx, tx, now, m)
	})
}

// MergeRequests returns the proposals under way, the oldest first, one page of them. Those who may merge people.
func (s *Service) MergeRequests(ctx context.Context, actor authz.Actor, r page.Request) (page.Page[MergeRequest], error) {
	if err := actor.Require(mayMergePeople, ""); err != nil {
		return page.Page[MergeRequest]{}, err
	}
	return pageOfMergeRequests(ctx, s.db, r)
}

// EndedMerges returns the proposals that ended lately, the latest first. Those who may merge people.
func (s *Service) EndedMerges(ctx context.Context, actor authz.Actor) ([]MergeRequest, error) {
	if err := actor.Require(mayMergePeople, ""); err != nil {
		return nil, err
	}
	return mergeRequestsWhere(ctx, s.db, `ended_at IS NOT NULL ORDER BY ended_at DESC, id DESC LIMIT 20`)
}

// MergeRequest returns a proposal. Those who may merge people; NotFound otherwise.
func (s *Service) MergeRequest(ctx context.Context, actor authz.Actor, which id.ID) (MergeRequest, error) {
	if err := actor.Require(mayMergePeople, ""); err != nil {
		return MergeRequest{}, err
	}
	m, err := mergeRequestByID(ctx, s.db, which, "")
	if err == nil {
		err = s.lookAt(ctx, mayMergePeople, actor, &m.Two, m.OpenedAt, m.From, m.Into)
	}
	return m, err
}

// needsTwo reports whether both of two persons have a way to sign in, or one who has none has a role: whoever gives them a way in gives the role.
func (s *Service) needsTwo(ctx context.Context, q db.Q, from, to id.ID) (bool, error) {
	both := true
	for _, person := range []id.ID{from, to} {
		ids, err := allIDs(ctx, q, person)
		if err != nil {
			return false, err
		}
		open, err := s.wayIn(ctx, q, ids)
		if err != nil {
			return false, err
		}
		if open {
			continue
		}
		both = false
		held, err := rolesOf(ctx, q, ids, s.clock.Now())
		if err != nil || slices.ContainsFunc(held, func(r RoleHeld) bool { return r.EndedAt.IsZero() }) {
			return err == nil, err
		}
	}
	return both, nil
}

// tellBoth tells every address of two persons, confirmed or not, that they are to be one or have become one. No letter names anybody: it may
// be read by whoever is not the person at all.
func (s *Service) tellBoth(ctx context.Context, tx *db.Tx, now time.Time, what string, persons ...id.ID) error {
	for _, person := range persons {
		ids, err := allIDs(ctx, tx, person)
		if err != nil {
			return err
		}
		all, err := addressesOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, a := range all {
			if err := s.notify(ctx, tx, now, notice{PersonID: person, What: what, Address: a.Address, Unnamed: true}); err != nil {
				return err
			}
		}
	}
	return nil
}

// endMergesWith ends every proposal in which one of these people takes part: what was vouched for two persons does not hold for those that a merge, or undoing one, makes
// of them.
func endMergesWith(ctx context.Context, tx *db.Tx, now time.Time, ids []id.ID) error {
	open, err := openMergesWith(ctx, tx, ids)
	return endMergesTx(ctx, tx, now, "merge", open, err)
}

func endMergesTx(ctx context.Context, tx *db.Tx, now time.Time, via string, open []MergeRequest, err error) error {
	for _, m := range open {
		if err == nil {
			err = endMergeTx(ctx, tx, now, authz.System(via), m, MergeLapsed)
		}
	}
	return err
}

func endMergeTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, m MergeRequest, outcome string) error {
	if err := endMergeRequest(ctx, tx, now, m.ID, actor.PersonID, outcome); err != nil {
		return err
	}
	return recordMerge(ctx, tx, now, actor, m, "merge."+outcome)
}

// sweepMergesTx ends proposals on which nobody decided, and forgets those that ended long ago.
func sweepMergesTx(ctx context.Context, tx *db.Tx, now time.Time) error {
	open, err := mergeRequestsWhere(ctx, tx, `ended_at IS NULL AND opened_at < $1 ORDER BY id`+tx.Dialect().ForUpdate(), now.Add(-twoKept))
	if err := endMergesTx(ctx, tx, now, "job", open, err); err != nil {
		return err
	}
	return deleteMergesBefore(ctx, tx, now.Add(-twoForgotten))
}

func recordMerge(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, m MergeRequest, action string) error {
	return audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "person", ID: m.Into, Detail: map[string]any{"alias": m.From, "merge": m.ID}})
}
