package people

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/oidc"
)

// maxLinked bounds the linked accounts of one person.
const maxLinked = 20

// WaysPath is the page on how one signs in, to which letters lead.
const WaysPath = "/my/sign-in"

// Linked is an account at a provider by which a person signs in.
type Linked struct {
	ID     id.ID
	Issuer string
	// Account is what the provider calls it.
	Account          string
	LinkedAt, UsedAt time.Time
	// Provider is its name and Label what people call it; empty where the operator's file does not have it any more.
	Provider, Label string
}

// LinkedAccounts returns the person's own linked accounts, those of merged persons too.
func (s *Service) LinkedAccounts(ctx context.Context, actor authz.Actor) ([]Linked, error) {
	person, err := actor.RequirePerson("")
	if err != nil {
		return nil, err
	}
	ids, err := s.IDs(ctx, person)
	if err != nil {
		return nil, err
	}
	return s.linkedAccounts(ctx, ids)
}

// linkedAccounts is LinkedAccounts of a person, given by all their ids.
func (s *Service) linkedAccounts(ctx context.Context, ids []id.ID) ([]Linked, error) {
	all, err := linkedOf(ctx, s.db, ids)
	for i := range all {
		if p, ok := s.providerOf(all[i].Issuer); ok {
			all[i].Provider, all[i].Label = p.Name, p.Label
		}
	}
	return all, err
}

// linkAccountTx links an account to a person, who is told by a letter. Forbidden when they have as many as one may.
func (s *Service) linkAccountTx(ctx context.Context, tx *db.Tx, now time.Time, p Provider, person id.ID, c oidc.Claims) error {
	if _, err := lockSurvivors(ctx, tx, []id.ID{person}); err != nil {
		return err
	}
	ids, err := allIDs(ctx, tx, person)
	if err != nil {
		return err
	}
	if all, err := linkedOf(ctx, tx, ids); err != nil {
		return err
	} else if len(all) >= maxLinked {
		return errs.New(errs.Forbidden, "You have %d linked accounts. Unlink one that is not needed first.", len(all))
	}
	l := Linked{ID: id.New(), Issuer: c.Issuer, Account: accountName(p, c), LinkedAt: now}
	if err := insertLinked(ctx, tx, l, c.Subject, person); err != nil {
		return err
	}
	if err := s.notify(ctx, tx, now, notice{PersonID: person, What: noticeLinked, Addresses: []string{p.Label}}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, now, authz.Actor{PersonID: person, Via: "web"}, audit.Event{Action: "sign-in.linked", Kind: "person", ID: person, Detail: map[string]any{"linked": l.ID, "provider": p.Name}})
}

// Unlink takes away one of the person's own linked accounts, and the roles that its provider gave; they are told. The only way in
// stays: a Conflict where there is neither an address nor another account nor a passkey. NotFound when it is not theirs.
func (s *Service) Unlink(ctx context.Context, actor authz.Actor, linked id.ID) error {
	person, err := actor.RequirePerson("")
	if err != nil {
		return err
	}
	if err := s.proved(ctx, actor); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := lockSurvivors(ctx, tx, []id.ID{person}); err != nil { // so that of the last two ways in one stays
			return err
		}
		ids, err := allIDs(ctx, tx, person)
		if err != nil {
			return err
		}
		all, err := linkedOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		var gone *Linked
		sameIssuer := false
		for i, l := range all {
			if l.ID == linked {
				gone = &all[i]
			}
		}
		if gone == nil {
			return errs.New(errs.NotFound, "This account is not linked to yours.")
		}
		for _, l := range all {
			sameIssuer = sameIssuer || l.ID != linked && l.Issuer == gone.Issuer
		}
		if _, err := deleteLinked(ctx, tx, ids, linked); err != nil {
			return err
		}
		if err := s.keepsWayIn(ctx, tx, ids); err != nil {
			return err
		}
		name, label := "", gone.Issuer
		if p, ok := s.providerOf(gone.Issuer); ok {
			name, label = p.Name, p.Label
		}
		if name != "" && !sameIssuer {
			if err := s.setRulesTx(ctx, tx, now, now, name, ids, nil); err != nil {
				return err
			}
		}
		if err := s.notify(ctx, tx, now, notice{PersonID: person, What: noticeUnlinked, Addresses: []string{label}}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "sign-in.unlinked", Kind: "person", ID: person, Detail: map[string]any{"linked": linked, "provider": name}})
	})
}

// keepsWayIn is a Conflict when a person, given by all their ids, has no way to sign in any more. The caller has locked the person, so that of the last two
// ways one stays.
func (s *Service) keepsWayIn(ctx context.Context, tx *db.Tx, ids []id.ID) error {
	open, err := s.wayIn(ctx, tx, ids)
	if err == nil && !open {
		err = errs.New(errs.Conflict, "This is your only way in. Add an e-mail address first, so that you can sign in by a link.")
	}
	return err
}

// HasWayIn reports whether a person can sign in by anything: an address, an account elsewhere or a passkey. Those who may look people up.
func (s *Service) HasWayIn(ctx context.Context, actor authz.Actor, person id.ID) (bool, error) {
	if err := actor.Require(maySeePeople, ""); err != nil {
		return false, err
	}
	ids, err := s.IDs(ctx, person)
	if err != nil {
		return false, err
	}
	return s.wayIn(ctx, s.db, ids)
}

// wayIn reports whether a person, given by all their ids, has an address, an account at a provider that is offered, or a passkey that works.
func (s *Service) wayIn(ctx context.Context, q db.Q, ids []id.ID) (bool, error) {
	addresses, err := addressesOf(ctx, q, ids)
	if err != nil || len(addresses) > 0 {
		return err == nil, err
	}
	all, err := linkedOf(ctx, q, ids)
	if err != nil {
		return false, err
	}
	for _, l := range all {
		if _, ok := s.providerOf(l.Issuer); ok {
			return true, nil
		}
	}
	keys, err := passkeysOf(ctx, q, ids)
	return s.Passkeys() && (Factors{Passkeys: keys}).Any(), err
}
