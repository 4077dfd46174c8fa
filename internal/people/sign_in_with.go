package people

import (
	"context"
	"crypto/subtle"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/oidc"
)

// AttemptLife is how long somebody may take at the provider.
const AttemptLife = 15 * time.Minute

// attempt is a try to sign in that has not come back yet.
type attempt struct {
	browserHash, provider, nonce, verifier string
	person                                 id.ID // who wants to link; empty for signing in
	next                                   string
	// confirms says that person proves once more who they are, instead of linking; joins that whoever comes has said that they are new.
	confirms, joins bool
	expiresAt       time.Time
}

// Aim is what somebody goes to a provider for.
type Aim int

// The aims. For the last two somebody must be signed in.
const (
	ToSignIn  Aim = iota
	ToJoin        // as somebody who was never here, and has been asked (TurnedAsked)
	ToLink        // the account there to theirs
	ToConfirm     // that it is still they, by an account that is linked
)

// Entered is who came in with a provider.
type Entered struct {
	Person   Person
	Provider Provider
	Next     string
	// New says that the person was made just now or, listed by their number, came in for the first time; Linked that the account was linked to a person who is signed in, Confirmed
	// that this person has proved once more who they are.
	New, Linked, Confirmed bool
	// At is when they signed in at the provider, zero when it does not say: it may have been long ago.
	At time.Time
	// Second says that the provider asked for two factors, where the operator believes it.
	Second bool
}

// BeginWith begins to sign in with a provider and returns the address there that the browser goes to. Browser is a secret
// that only this browser has: no other one can end what it began. To link and to confirm the actor must be signed in; next is where to go on then.
// To confirm the provider is asked to have them sign in anew. NotFound without such a provider, else a Turned.
func (s *Service) BeginWith(ctx context.Context, actor authz.Actor, provider, browser, next string, aim Aim) (string, error) {
	p, ok := s.Provider(provider)
	if !ok {
		return "", errNoProvider
	}
	a := attempt{browserHash: id.Hash(browser), provider: p.Name, nonce: id.Secret(), verifier: id.Secret(), next: next, expiresAt: s.clock.Now().Add(AttemptLife)}
	a.joins = aim == ToJoin
	if aim == ToLink || aim == ToConfirm {
		var err error
		if a.person, err = actor.RequirePerson(""); err != nil {
			return "", err
		}
		a.confirms = aim == ToConfirm
	}
	if aim == ToLink {
		if err := s.proved(ctx, actor); err != nil {
			return "", err
		}
	}
	state := id.Secret()
	address, err := p.client.AuthURL(ctx, a.asked(state))
	if err != nil {
		return "", turnedBy(err, p, a)
	}
	return address, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return insertAttempt(ctx, tx, id.Hash(state), a) })
}

// FinishWith ends what BeginWith began, with what came back through the browser. The account there is looked up by issuer
// and subject alone. One that is not known is linked to nobody by its address: whoever has an account here proves that
// first. Whoever is not signed in gets a Turned that says why.
func (s *Service) FinishWith(ctx context.Context, actor authz.Actor, provider, browser, state string, answer oidc.Answer) (Entered, error) {
	p, ok := s.Provider(provider)
	if !ok {
		return Entered{}, errNoProvider
	}
	a, found, err := s.takeAttempt(ctx, state)
	switch {
	case err != nil:
		return Entered{}, err
	case !found || a.provider != p.Name || !s.clock.Now().Before(a.expiresAt):
		return Entered{}, &Turned{Why: TurnedLate, Provider: p}
	case subtle.ConstantTimeCompare([]byte(a.browserHash), []byte(id.Hash(browser))) != 1:
		return Entered{}, &Turned{Why: TurnedBrowser, Provider: p}
	}
	if a.person != "" {
		if owner, err := s.Surviving(ctx, s.db, a.person); err != nil {
			return Entered{}, err
		} else if owner != actor.PersonID || actor.Token {
			return Entered{}, &Turned{Why: TurnedOther, Provider: p, Linking: true}
		}
		if !a.confirms {
			if err := s.proved(ctx, actor); err != nil {
				return Entered{}, err
			}
		}
	}
	claims, err := p.client.Redeem(ctx, a.asked(state), answer)
	if err != nil {
		return Entered{}, turnedBy(err, p, a)
	}
	given, err := s.judge(ctx, p, claims)
	if err != nil {
		return Entered{}, err
	}
	out := Entered{Provider: p, Next: a.next, Confirmed: a.confirms, At: claims.SignedInAt, Second: p.SecondFactor.in(claims)}
	var person id.ID
	now := s.clock.Now()
	enter := func(ctx context.Context, tx *db.Tx) error {
		var err error
		person, out.New, out.Linked, err = s.enterTx(ctx, tx, now, p, a, claims)
		if err != nil {
			return err
		}
		return s.applyTx(ctx, tx, now, p, person, given)
	}
	err = s.db.InTx(ctx, enter)
	if errs.Is(err, errs.Conflict) { // somebody did the same at the same moment: now it is done
		err = s.db.InTx(ctx, enter)
	}
	if err != nil {
		return Entered{}, err
	}
	out.Person, err = s.Person(ctx, person)
	return out, err
}

// asked is the attempt as the provider's client has it.
func (a attempt) asked(state string) oidc.Attempt {
	out := oidc.Attempt{State: state, Nonce: a.nonce, Verifier: a.verifier}
	if a.confirms {
		out.Since = a.expiresAt.Add(-AttemptLife)
	}
	return out
}

// takeAttempt takes an attempt out, so that of several answers to it one counts.
func (s *Service) takeAttempt(ctx context.Context, state string) (a attempt, found bool, err error) {
	if state == "" {
		return a, false, nil
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, found, err = takeAttempt(ctx, tx, id.Hash(state))
		return err
	})
	return a, found, err
}

// enterTx finds or makes the person that an account at a provider belongs to.
func (s *Service) enterTx(ctx context.Context, tx *db.Tx, now time.Time, p Provider, a attempt, c oidc.Claims) (person id.ID, made, linked bool, err error) {
	owner, known, err := linkedTo(ctx, tx, c.Issuer, c.Subject)
	if err != nil {
		return "", false, false, err
	}
	turn := func(why Why, known ...string) error {
		return &Turned{Why: why, Provider: p, Linking: a.person != "", Next: a.next, Account: strings.Join(known, ""), There: accountName(p, c)}
	}
	if known {
		person, err := openPerson(ctx, tx, owner)
		if errs.Is(err, errs.NotFound) {
			return "", false, false, turn(TurnedClosed)
		}
		if err != nil {
			return "", false, false, err
		}
		if a.person != "" {
			if mine, err := surviving(ctx, tx, a.person); err != nil || mine != person {
				return "", false, false, orElse(err, turn(TurnedTaken))
			}
		}
		return person, false, false, useLinked(ctx, tx, c.Issuer, c.Subject, accountName(p, c), now)
	}
	if a.confirms { // by an account that proves nothing yet
		return "", false, false, turn(TurnedTaken)
	}
	if a.person != "" {
		if person, err = openPerson(ctx, tx, a.person); err != nil {
			return "", false, false, err
		}
		return person, false, true, s.linkAccountTx(ctx, tx, now, p, person, c)
	}
	if person, made, err = s.joinWithTx(ctx, tx, now, p, a, c, turn); err != nil {
		return "", false, false, err
	}
	return person, made, false, s.linkAccountTx(ctx, tx, now, p, person, c)
}

// joinWithTx makes a person out of what a provider says, unless they may be here already. Who brings no address by which that could be seen
// is asked first; whoever then says that they are new is made new, and a wrong answer gives them nothing of somebody else's. Who stands in a list by a number that proves who they are is not made again.
func (s *Service) joinWithTx(ctx context.Context, tx *db.Tx, now time.Time, p Provider, a attempt, c oidc.Claims, turn func(why Why, known ...string) error) (person id.ID, made bool, err error) {
	n := NewPerson{Name: nameOf(p, c), MemberNumber: numberOf(p, c)}
	key := ""
	if p.verified(c) { // an address that nobody has seen to is not kept: the person adds it by opening a letter
		n.Email, n.Verified = c.Text(p.EmailClaim), true
		var ok bool
		if key, ok = FoldEmail(n.Email); !ok {
			n.Email, n.Verified = "", false
		}
	}
	owners, err := personsByKeys(ctx, tx, []string{key})
	if err != nil {
		return "", false, err
	}
	numbers, err := personsByNumbers(ctx, tx, []string{n.MemberNumber})
	if err != nil {
		return "", false, err
	}
	record := func(action string) error {
		return audit.Record(ctx, tx, now, authz.Actor{PersonID: person, Via: "web"}, audit.Event{Action: action, Kind: "person", ID: person, Detail: map[string]any{"provider": p.Name}})
	}
	switch {
	case key != "" && owners[key] != "":
		return "", false, turn(TurnedKnown, n.Email)
	case n.MemberNumber != "" && numbers[n.MemberNumber] != "":
		person = numbers[n.MemberNumber]
		if open, err := s.listedAloneTx(ctx, tx, now, person); err != nil || !open || !p.NumberIsProof {
			return "", false, orElse(err, turn(TurnedKnown, n.MemberNumber))
		}
		if err := record("person.taken-up"); err != nil || key == "" {
			return person, true, err
		}
		if err := addAddress(ctx, tx, now, person, key, n.Email); err != nil {
			return "", false, err
		}
		return person, true, record("address.added")
	case !p.NewPeople:
		return "", false, turn(TurnedStranger)
	case key == "" && !a.joins:
		return "", false, turn(TurnedAsked)
	}
	added, err := s.AddPersonTx(ctx, tx, now, n)
	if err != nil {
		return "", false, err
	}
	person = added.ID
	return person, true, record("person.joined")
}

// listedAloneTx reports whether nobody can have come in as a person yet, who stands in a list and no more: they have no address, no account elsewhere, no passkey
// and no role. It locks the person, so that of two who come at once one is taken for them.
func (s *Service) listedAloneTx(ctx context.Context, tx *db.Tx, now time.Time, person id.ID) (bool, error) {
	if _, err := lockSurvivors(ctx, tx, []id.ID{person}); err != nil {
		return false, err
	}
	if _, err := openPerson(ctx, tx, person); errs.Is(err, errs.NotFound) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	ids, err := allIDs(ctx, tx, person)
	if err != nil {
		return false, err
	}
	addresses, err := addressesOf(ctx, tx, ids)
	if err != nil || len(addresses) > 0 {
		return false, err
	}
	linked, err := linkedOf(ctx, tx, ids)
	if err != nil || len(linked) > 0 {
		return false, err
	}
	keys, err := passkeysOf(ctx, tx, ids)
	if err != nil || len(keys) > 0 {
		return false, err
	}
	roles, err := rolesOf(ctx, tx, ids, now)
	return err == nil && len(roles) == 0, err
}

// nameOf is what a new person is called until they say otherwise.
func nameOf(p Provider, c oidc.Claims) string {
	local, _, _ := strings.Cut(c.Text(p.EmailClaim), "@")
	for _, name := range []string{c.Text(p.NameClaim), c.Text("preferred_username"), local, c.Subject} {
		if name = CleanName(name); name != "" {
			return name
		}
	}
	return p.Label
}

// numberOf is the member number that a provider knows, "" when it is none that could be.
func numberOf(p Provider, c oidc.Claims) string {
	if p.NumberClaim == "" {
		return ""
	}
	number := c.Text(p.NumberClaim)
	if len(number) > 64 {
		return ""
	}
	return number
}

// accountName is what a person recognises their account at a provider by.
func accountName(p Provider, c oidc.Claims) string {
	for _, name := range []string{c.Text(p.EmailClaim), c.Text("preferred_username"), c.Text(p.NameClaim), c.Subject} {
		if name = CleanName(name); name != "" {
			return name
		}
	}
	return p.Label
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
