package people

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
)

// CheckPassword returns nil when the password is the person's own, else Invalid at the field password.
// Only the person themselves, with a browser session.
func (s *Service) CheckPassword(ctx context.Context, actor authz.Actor, password string) error {
	person, err := actor.RequirePerson("")
	if err != nil {
		return err
	}
	c, err := credentialOf(ctx, s.db, person)
	if err != nil {
		return err
	}
	if len(password) > maxPassword || !s.passwords.matches(password, c.hash) || c.closed {
		return errs.Bad("password", "This is not your password.")
	}
	return nil
}
