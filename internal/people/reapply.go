package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// ReapplyTx ends again, in a database that was restored, what the log says was ended after the backup:
// a token, a role, a password, an address, a linked account, a factor, an account, a merge. It reports false when there is nothing to end. Only restoring calls it.
func (s *Service) ReapplyTx(ctx context.Context, tx *db.Tx, e audit.Entry) (bool, error) {
	var d struct {
		Token        id.ID      `json:"token"`
		Role         authz.Role `json:"role"`
		Organisation id.ID      `json:"organisation"`
		Factor       string     `json:"factor"`
		Provider     string     `json:"provider"`
		Linked       id.ID      `json:"linked"`
		Alias        id.ID      `json:"alias"`
		Address      string     `json:"address"`
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
		if done, err = forgetPassword(ctx, tx, ids[0]); err == nil {
			done, err = alsoTokens(ctx, tx, done, ids, e.At)
		}
	case "address.removed":
		done, err = removeNamed(ctx, tx, ids, d.Address)
	case "person.closed":
		if done, err = setClosed(ctx, tx, ids[0], true, e.At); err == nil {
			done, err = alsoTokens(ctx, tx, done, ids, e.At)
		}
	case "person.signed-out":
		done, err = revokeTokensOf(ctx, tx, ids, e.At)
	case "person.merged":
		// It is not merged again, which gives more than it takes; what it ended ends.
		var theirs []id.ID
		if theirs, err = allIDs(ctx, tx, d.Alias); err == nil {
			done, err = revokeTokensOf(ctx, tx, append(ids, theirs...), e.At)
		}
	case "person.merge-undone":
		done, err = s.partAgainTx(ctx, tx, ids, d.Alias, e.At)
	case "factor.ended", "factor.reset", "factor.code-used", "factor.codes-renewed", "passkey.removed", "passkey.flagged":
		done, err = reapplyFactor(ctx, tx, e.Action, ids, d.Factor, e.At)
	default:
		err = errors.New("people: nothing of ours: " + e.Action)
	}
	if err != nil || !done {
		return false, err
	}
	return true, audit.Record(ctx, tx, s.clock.Now(), authz.System("restore"), audit.Event{Action: e.Action, Kind: e.Kind, ID: e.ID, Unit: e.Unit,
		Detail: map[string]any{"token": d.Token, "role": d.Role, "organisation": d.Organisation, "provider": d.Provider, "linked": d.Linked, "factor": d.Factor, "alias": d.Alias, "address": d.Address, "again": e.No}})
}

// alsoTokens ends the tokens of a person too; their sessions are in no backup.
func alsoTokens(ctx context.Context, tx *db.Tx, done bool, ids []id.ID, at time.Time) (bool, error) {
	ended, err := revokeTokensOf(ctx, tx, ids, at)
	return done || ended, err
}

// removeNamed removes the address that the log names by its id, also where letters go to it by now. Older logs name it by a hash.
func removeNamed(ctx context.Context, tx *db.Tx, ids []id.ID, name string) (bool, error) {
	if name == "" {
		return false, nil
	}
	all, err := addressesOf(ctx, tx, ids)
	if err != nil {
		return false, err
	}
	for _, a := range all {
		if string(a.ID) == name || id.Hash(a.Key) == name {
			return true, deleteAddress(ctx, tx, a.Key)
		}
	}
	return false, nil
}

// partAgainTx undoes a merge again; of one that came after the backup too, the tokens of both end.
func (s *Service) partAgainTx(ctx context.Context, tx *db.Tx, ids []id.ID, alias id.ID, at time.Time) (bool, error) {
	if slices.Contains(ids[1:], alias) {
		_, err := s.partTx(ctx, tx, at, ids[0], alias)
		return true, err
	}
	theirs, err := allIDs(ctx, tx, alias)
	if err != nil {
		return false, err
	}
	return revokeTokensOf(ctx, tx, append(ids, theirs...), at)
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
		if err := deletePasskeys(ctx, tx, ids); err != nil {
			return false, err
		}
		return alsoTokens(ctx, tx, f.Any(), ids, at)
	case "factor.code-used":
		return useCode(ctx, tx, at, ids, factor)
	case "factor.codes-renewed":
		return f.CodesLeft > 0, deleteCodes(ctx, tx, ids)
	case "passkey.removed":
		return deletePasskey(ctx, tx, ids, id.ID(factor))
	}
	return flagPasskey(ctx, tx, factor, at)
}
