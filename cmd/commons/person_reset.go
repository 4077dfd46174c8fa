package main

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/authz"
)

// personResetCommand takes off the second factors of somebody who lost them.
type personResetCommand struct {
	where
	Person string `help:"Address of the person." required:""`
}

// Help implements kong.HelpProvider.
func (personResetCommand) Help() string {
	return "For the operator, when nobody else can help: make sure first, by other means than mail, that it is the person who asks. Codes from an app, recovery codes and passkeys end, and so does every session and token; the person is told by letter, which a running server sends, and signs in by password or link. It stands in the log.\n\nExample:\n\n    commons person reset-second-factor --person ada@example.org"
}

// Run takes them off.
func (c *personResetCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := named(ctx, a, c.Person)
	if err != nil {
		return err
	}
	if err := a.People.ResetFactors(ctx, authz.System("cli"), p.ID); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s has no second factor any more, and is signed out everywhere\n", p.Name)
	return nil
}
