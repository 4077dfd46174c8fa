package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// ReapplyTx ends again, in a database that was restored, what the log says was ended after the backup:
// a token, a role, a password, a linked account. It reports false when there is nothing to end. Only restoring calls it.
func (s *Service) ReapplyTx(ctx context.Context, tx *db.Tx, e audit.Entry) (bool, error) {
	var d struct {
		Token        id.ID      `json:"token"`
		Role         authz.Role `json:"role"`
		Organisation id.ID      `json:"organisation"`
		Factor       string     `json:"factor"`
		Provider     string     `json:"provider"`
		Linked       id.ID      `json:"linked"`
	}
	if err := json.Unmarshal(e.Detail, &d); err != nil {
		return false, fmt.Errorf("people: %s: %w", e.Action, err)
	}
	ids, err := allIDs(ctx, tx, e.ID)
	if x := errs.As(err); x != nil && x.Kind == errs.NotFound {
		return false, nil // who came after the backup
	}
	if err != nil {
		return false, err
	}
	done := false
	switch e.Action {
	case "token.ended":
		done, _, err = revokeToken(ctx, tx, ids, d.Token, e.At)
	case "role.ended":
		if d.Provider != "" {
			done, err = endRoleByRule(ctx, tx, e.At, ids, authz.Binding{Role: d.Role, UnitID: e.Unit, OrganisationID: d.Organisation}, d.Provider)
			break
		}
		done, err = endRole(ctx, tx, e.At, authz.Actor{PersonID: e.Actor}, ids, authz.Binding{Role: d.Role, UnitID: e.Unit, OrganisationID: d.Organisation})
	case "sign-in.unlinked":
		done, err = deleteLinked(ctx, tx, ids, d.Linked)
	case "password.changed":
		// The new one is not known here, and the old one must not open the account again.
		done, err = forgetPassword(ctx, tx, ids[0])
	case "factor.ended", "factor.reset", "factor.code-used", "factor.codes-renewed", "passkey.removed", "passkey.flagged":
		done, err = reapplyFactor(ctx, tx, e.Action, ids, d.Factor, e.At)
	default:
		err = errors.New("people: nothing of ours: " + e.Action)
	}
	if err != nil || !done {
		return false, err
	}
	return true, audit.Record(ctx, tx, s.clock.Now(), authz.System("restore"), audit.Event{Action: e.Action, Kind: e.Kind, ID: e.ID, Unit: e.Unit,
		Detail: map[string]any{"token": d.Token, "role": d.Role, "organisation": d.Organisation, "provider": d.Provider, "linked": d.Linked, "factor": d.Factor, "again": e.No}})
}

// reapplyFactor ends a factor again. Of codes that were renewed the new ones are not known here, and
// the old ones must not work again.
func reapplyFactor(ctx context.Context, tx *db.Tx, action string, ids []id.ID, factor string, at time.Time) (bool, error) {
	f, err := factorsOf(ctx, tx, ids)
	if err != nil {
		return false, err
	}
	switch action {
	case "factor.ended", "factor.reset":
		if _, err := deleteApps(ctx, tx, ids); err != nil || action == "factor.ended" {
			return !f.App.IsZero(), err
		}
		return f.Any(), deletePasskeys(ctx, tx, ids)
	case "factor.code-used":
		return useCode(ctx, tx, at, ids, factor)
	case "factor.codes-renewed":
		return f.CodesLeft > 0, deleteCodes(ctx, tx, ids)
	case "passkey.removed":
		return deletePasskey(ctx, tx, ids, id.ID(factor))
	}
	return flagPasskey(ctx, tx, factor, at)
}
