package people

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// The bounds of a password: NIST SP 800-63B-4 asks for length and a look at the common ones, and
// for no rules about what it is made of. The upper bound only keeps the work small.
const (
	minPassword = 12
	maxPassword = 256
)

// commonPasswords are those of twelve letters and more that stand in every list of guesses.
var commonPasswords = []string{
	"123456789012", "1234567890123", "password1234", "passwordpassword", "password12345", "qwertyuiop12", "qwertyuiop123", "qwertyuiopas",
	"iloveyou1234", "administrator", "letmeinletmein", "welcome12345", "librarylibrary", "librarian123", "changemechangeme", "qwerty123456",
	"abcdefghijkl", "aaaaaaaaaaaa", "111111111111", "000000000000", "unbelievable", "1q2w3e4r5t6y",
}

var errSignIn = errs.Bad("password", "This address and this password do not belong together. Try again, or have a link sent to you instead.")

// SignIn returns the person whose address and password these are. Whatever does not fit is the
// same Invalid error, after the same work. Where very many sign in at once it is Unavailable for a moment.
func (s *Service) SignIn(ctx context.Context, address, password string) (Person, error) {
	key, ok := FoldEmail(address)
	if len(password) > maxPassword {
		password, ok = password[:maxPassword], false
	}
	c, err := credentialByKey(ctx, s.db, key)
	if err != nil {
		return Person{}, err
	}
	good, err := s.passwords.matchesSoon(ctx, password, c.hash)
	if err != nil {
		return Person{}, err
	}
	if !good || !ok || c.closed {
		return Person{}, errSignIn
	}
	if stale(c.hash) {
		hash, now := s.passwords.hash(password), s.clock.Now()
		if err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return setPassword(ctx, tx, c.person, hash, now) }); err != nil {
			return Person{}, err
		}
	}
	return s.Person(ctx, c.person)
}

// HashPassword returns the form in which a password is kept, for NewPerson. It takes some tens of
// milliseconds and must not be called inside a transaction.
func (s *Service) HashPassword(password string) string { return s.passwords.hash(password) }

// ChangePassword sets the person's own password, for which the current one must be known if there
// is one. Every session and API token ends; the caller signs this browser in again.
func (s *Service) ChangePassword(ctx context.Context, actor authz.Actor, current, password string) error {
	person, err := actor.RequirePerson("")
	if err != nil {
		return err
	}
	if err := s.proved(ctx, actor); err != nil {
		return err
	}
	p, err := s.Person(ctx, person)
	if err != nil {
		return err
	}
	c, err := credentialOf(ctx, s.db, person)
	if err != nil {
		return err
	}
	var f errs.Fields
	if c.hash != "" {
		f.Check(len(current) <= maxPassword && s.passwords.matches(current, c.hash), "current", "This is not your current password.")
	}
	checkPassword(&f, "password", password, p.Email)
	if err := f.Err(); err != nil {
		return err
	}
	hash, now := s.passwords.hash(password), s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.setPasswordTx(ctx, tx, now, actor, person, hash) })
}

// setPasswordTx sets a password and ends everything that could be in somebody else's hands.
func (s *Service) setPasswordTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, person id.ID, hash string) error {
	if err := setPassword(ctx, tx, person, hash, now); err != nil {
		return err
	}
	if err := s.endAllTx(ctx, tx, now, person); err != nil {
		return err
	}
	if err := s.notify(ctx, tx, now, notice{PersonID: person, What: noticePassword}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, now, actor, audit.Event{Action: "password.changed", Kind: "person", ID: person})
}

// endAllTx ends the sessions and API tokens of a person, under whichever alias they began, and the
// links sent.
func (s *Service) endAllTx(ctx context.Context, tx *db.Tx, now time.Time, person id.ID) error {
	ids, err := allIDs(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, i := range ids {
		if err := s.endSessions(ctx, tx, i); err != nil {
			return err
		}
	}
	if _, err := revokeTokensOf(ctx, tx, ids, now); err != nil {
		return err
	}
	return deleteLinksOf(ctx, tx, ids)
}

// checkPassword complains about a password that is too easily guessed.
func checkPassword(f *errs.Fields, field, password, address string) {
	folded := strings.ToLower(password)
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		f.Add(field, "Use at least %d characters. Four or five unrelated words are easy to keep in mind.", minPassword)
	case len(password) > maxPassword:
		f.Add(field, "Use at most %d characters.", maxPassword)
	case slices.Contains(commonPasswords, folded) || strings.Count(folded, folded[:1]) == len(folded):
		f.Add(field, "This password is among the first that are guessed. Choose another one.")
	case len(local) >= 5 && strings.Contains(folded, local):
		f.Add(field, "A password with your address in it is guessed early. Choose another one.")
	}
}
