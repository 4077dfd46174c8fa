package people

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

const (
	// challengeLife is how long a browser may take to have a challenge signed.
	challengeLife = 5 * time.Minute
	// maxPasskeys bounds the passkeys of one person.
	maxPasskeys = 20
)

// Passkey is a key that a device of the person's holds and opens by what it knows of them: their
// finger, face or PIN (WebAuthn, W3C). One is two factors by itself.
type Passkey struct {
	ID   id.ID
	Name string
	// CreatedAt, UsedAt and FlaggedAt are in UTC. FlaggedAt is when the counter of its signatures went
	// backwards: there may be a copy, and it opens nothing any more.
	CreatedAt, UsedAt, FlaggedAt time.Time

	person     id.ID
	credential webauthn.Credential
}

var (
	errPasskey   = errs.Bad("passkey", "This passkey did not work here. Try again, or sign in another way.")
	errNoPasskey = errs.New(errs.NotFound, "There is no such passkey.")
	errChallenge = errs.Bad("passkey", "This took too long, or was sent twice. Try again.")
)

// newRelyingParty returns what checks passkeys for the site at baseURL, or nil where browsers make none:
// they are bound to a name, and an address in numbers has none.
func newRelyingParty(baseURL, name string) *webauthn.WebAuthn {
	u, err := url.Parse(baseURL)
	if err != nil || u.Hostname() == "" {
		return nil
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return nil
	}
	w, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: name, RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired}})
	if err != nil {
		return nil
	}
	return w
}

// Passkeys reports whether the site can have passkeys: it must be reached by a name.
func (s *Service) Passkeys() bool { return s.relying != nil }

// holder is a person as the library of passkeys sees them.
type holder struct {
	id          id.ID
	name, email string
	keys        []Passkey
}

// WebAuthnID implements webauthn.User.
func (h holder) WebAuthnID() []byte { return []byte(h.id) }

// WebAuthnName implements webauthn.User.
func (h holder) WebAuthnName() string { return h.email }

// WebAuthnDisplayName implements webauthn.User.
func (h holder) WebAuthnDisplayName() string { return h.name }

// WebAuthnCredentials implements webauthn.User.
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	var out []webauthn.Credential
	for _, k := range h.keys {
		if k.FlaggedAt.IsZero() {
			out = append(out, k.credential)
		}
	}
	return out
}

// BeginPasskey returns what the browser needs to make a passkey for the actor, as JSON, and the secret
// of the challenge, which works once and for five minutes: the caller binds it to the browser.
func (s *Service) BeginPasskey(ctx context.Context, actor authz.Actor) (options []byte, challenge string, err error) {
	person, err := s.mayChange(ctx, actor)
	if err != nil {
		return nil, "", err
	}
	if s.relying == nil {
		return nil, "", errNoPasskey
	}
	h, err := s.holder(ctx, person)
	if err != nil {
		return nil, "", err
	}
	if len(h.keys) >= maxPasskeys {
		return nil, "", errs.New(errs.Conflict, "You have %d passkeys. Remove one that is not needed first.", len(h.keys))
	}
	made, session, err := s.relying.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return nil, "", fmt.Errorf("people: passkey: %w", err)
	}
	return s.challenge(ctx, made.Response, session)
}

// BeginPasskeySignIn is BeginPasskey for signing in: whoever holds a passkey of this site may answer.
func (s *Service) BeginPasskeySignIn(ctx context.Context) (options []byte, challenge string, err error) {
	if s.relying == nil {
		return nil, "", errNoPasskey
	}
	made, session, err := s.relying.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, "", fmt.Errorf("people: passkey: %w", err)
	}
	return s.challenge(ctx, made.Response, session)
}

func (s *Service) challenge(ctx context.Context, options any, session *webauthn.SessionData) ([]byte, string, error) {
	secret, now := id.Secret(), s.clock.Now()
	b, err := json.Marshal(options)
	if err != nil {
		return nil, "", fmt.Errorf("people: passkey: %w", err)
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return insertChallenge(ctx, tx, id.Hash(secret), *session, now.Add(challengeLife))
	})
	return b, secret, err
}

// takeChallenge uses a challenge up.
func (s *Service) takeChallenge(ctx context.Context, secret string) (webauthn.SessionData, error) {
	var data webauthn.SessionData
	now := s.clock.Now()
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		found, ok, err := takeChallenge(ctx, tx, id.Hash(secret), now)
		if err == nil && !ok {
			err = errChallenge
		}
		data = found
		return err
	})
	return data, err
}

// AddPasskey keeps what a browser made after BeginPasskey, under a name. Invalid at the field passkey
// when it does not answer the challenge, was not made for this site, or its holder was not verified.
func (s *Service) AddPasskey(ctx context.Context, actor authz.Actor, challenge, name string, response []byte) error {
	person, err := s.mayChange(ctx, actor)
	if err != nil {
		return err
	}
	if s.relying == nil {
		return errNoPasskey
	}
	session, err := s.takeChallenge(ctx, challenge)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return errPasskey
	}
	h, err := s.holder(ctx, person)
	if err != nil {
		return err
	}
	made, err := s.relying.CreateCredential(h, session, parsed)
	if err != nil {
		return errPasskey
	}
	if name = CleanName(name); name == "" {
		name = "Passkey"
	}
	now := s.clock.Now()
	k := Passkey{ID: id.New(), Name: name, CreatedAt: now, person: person, credential: *made}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertPasskey(ctx, tx, k); db.IsUnique(err) {
			return errs.Bad("passkey", "This passkey is known here already.")
		} else if err != nil {
			return err
		}
		return s.factorChanged(ctx, tx, now, actor, person, "passkey.added", noticePasskey, string(k.ID))
	})
}

// PasskeySignIn returns the person whose passkey answered a challenge of BeginPasskeySignIn. Invalid at
// the field passkey otherwise. A passkey whose counter went backwards may be a copy: it is refused from
// then on, and its owner told.
func (s *Service) PasskeySignIn(ctx context.Context, challenge string, response []byte) (Person, error) {
	if s.relying == nil {
		return Person{}, errNoPasskey
	}
	session, err := s.takeChallenge(ctx, challenge)
	if err != nil {
		return Person{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return Person{}, errPasskey
	}
	var failed error
	user, used, err := s.relying.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		who, ok := id.Parse(string(handle))
		if !ok {
			return nil, errPasskey
		}
		h, err := s.holder(ctx, who)
		if err != nil && !errs.Is(err, errs.NotFound) {
			failed = err
		}
		h.id = who // the handle that the key was made for, which may be an alias by now
		return h, err
	}, session, parsed)
	if failed != nil {
		return Person{}, failed
	}
	if err != nil {
		return Person{}, errPasskey
	}
	return s.passkeyUsed(ctx, user.(holder), used)
}

// passkeyUsed keeps that a passkey was used, and looks at its counter.
func (s *Service) passkeyUsed(ctx context.Context, h holder, used *webauthn.Credential) (Person, error) {
	now := s.clock.Now()
	key := base64.RawURLEncoding.EncodeToString(used.ID)
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		person, err := openPerson(ctx, tx, h.id)
		if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Conflict) {
			return errPasskey
		}
		if err != nil {
			return err
		}
		if !used.Authenticator.CloneWarning {
			return setPasskeyUsed(ctx, tx, key, *used, now)
		}
		if _, err := flagPasskey(ctx, tx, key, now); err != nil {
			return err
		}
		return s.factorChanged(ctx, tx, now, authz.Actor{PersonID: person, Via: "web"}, person, "passkey.flagged", noticeFlagged, key)
	})
	if err != nil {
		return Person{}, err
	}
	if used.Authenticator.CloneWarning {
		return Person{}, errPasskey
	}
	return s.Person(ctx, h.id)
}

// holder returns a person with their passkeys, whichever alias these were made under.
func (s *Service) holder(ctx context.Context, person id.ID) (holder, error) {
	p, err := s.Person(ctx, person)
	if err != nil {
		return holder{}, err
	}
	if p.Closed {
		return holder{}, errNoPerson
	}
	ids, err := s.IDs(ctx, person)
	if err != nil {
		return holder{}, err
	}
	keys, err := passkeysOf(ctx, s.db, ids)
	return holder{id: p.ID, name: p.Name, email: p.Email, keys: keys}, err
}

// RenamePasskey gives one's own passkey another name. NotFound for anybody else's.
func (s *Service) RenamePasskey(ctx context.Context, actor authz.Actor, key id.ID, name string) error {
	if name = CleanName(name); name == "" {
		return errs.Bad("name", "Enter a name by which you know it.")
	}
	return s.withOwn(ctx, actor, func(ctx context.Context, tx *db.Tx, now time.Time, ids []id.ID) error {
		found, err := renamePasskey(ctx, tx, ids, key, name)
		if err != nil {
			return err
		}
		if !found {
			return errNoPasskey
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "passkey.renamed", Kind: "person", ID: ids[0], Detail: map[string]any{"factor": key}})
	})
}

// RemovePasskey makes one's own passkey worthless. NotFound for anybody else's; Conflict where it is the only way in.
func (s *Service) RemovePasskey(ctx context.Context, actor authz.Actor, key id.ID) error {
	return s.withOwn(ctx, actor, func(ctx context.Context, tx *db.Tx, now time.Time, ids []id.ID) error {
		found, err := deletePasskey(ctx, tx, ids, key)
		if err != nil {
			return err
		}
		if !found {
			return errNoPasskey
		}
		if err := s.keepsWayIn(ctx, tx, ids); err != nil {
			return err
		}
		return s.factorChanged(ctx, tx, now, actor, ids[0], "passkey.removed", noticePasskeyGone, string(key))
	})
}

// withOwn runs f in a transaction with all ids of the actor's person, who is locked.
func (s *Service) withOwn(ctx context.Context, actor authz.Actor, f func(ctx context.Context, tx *db.Tx, now time.Time, ids []id.ID) error) error {
	person, err := s.mayChange(ctx, actor)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := lockSurvivors(ctx, tx, []id.ID{person}); err != nil {
			return err
		}
		ids, err := allIDs(ctx, tx, person)
		if err != nil {
			return err
		}
		return f(ctx, tx, now, ids)
	})
}
