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
)

// maxReason is how many characters a reason may have.
const maxReason = 2000

// checkReason cleans a reason and says what is wrong with it; empty is said when there is none.
func checkReason(f *errs.Fields, reason, empty string) string {
	reason = strings.TrimSpace(reason)
	f.Check(reason != "" || empty == "", "reason", empty)
	f.Check(utf8.RuneCountInString(reason) <= maxReason, "reason", "This is too long: %d characters fit.", maxReason)
	return reason
}

// Revoke takes back the award with this code, which is read as people type it. The award stays as
// it was; whoever verifies it is told from then on, and its owner reads the reason. Needs RevokeAwards;
// nobody revokes their own. Errors: NotFound, Invalid on "reason", Conflict when it was revoked before.
func (s *Service) Revoke(ctx context.Context, actor authz.Actor, code, reason string) error {
	if err := actor.Require(RevokeAwards, ""); err != nil {
		return err
	}
	var f errs.Fields
	reason = checkReason(&f, reason, "Say why. The person whose certificate it is reads it.")
	if err := f.Err(); err != nil {
		return err
	}
	if code = id.CleanCode(code); code == "" {
		return errNoAward()
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
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
		now := s.clock.Now()
		added, err := insertRevocation(ctx, tx, a.ID, actor.PersonID, revocation{reason, now})
		if err != nil {
			return fmt.Errorf("recognition: revoke: %w", err)
		}
		if !added {
			return errs.New(errs.Conflict, "This certificate was revoked before.")
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "award.revoked", Kind: "award", ID: a.ID, Detail: map[string]any{"reason": reason}})
	})
}
