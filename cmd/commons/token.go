package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
)

// tokenCommand makes tokens.
type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" help:"Make a token; it is printed alone, once."`
}

type tokenCreateCommand struct {
	where
	Person string   `help:"Address of the person for whom the token acts." required:""`
	Scope  []string `help:"What the token may do; more of them after it, after commas, or repeated. /developers lists all of them; catalogue:read and record:read are two." required:"" sep:","`
	More   []string `arg:"" optional:"" name:"scope" help:"More scopes."`
	Name   string   `help:"What the token is for." default:"command line"`
	Days   int      `help:"How many days it is good for; 0 means until it is ended." default:"0"`
}

// Help implements kong.HelpProvider.
func (tokenCreateCommand) Help() string {
	return "A token never does more than its owner may, and only what its scopes say. It is stored as a hash and cannot be shown again. Its owner can end it under Your record, Tokens.\n\nExamples:\n\n    commons token create --person ada@example.org --scope record:read\n    TOKEN=$(commons token create --person ada@example.org --days 30 --scope registrations:write record:read)\n    curl -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8080/api/v1/me/record"
}

// Run makes the token and prints it alone.
func (c *tokenCreateCommand) Run(ctx context.Context, t terminal) error {
	if c.Days < 0 {
		return errors.New("--days takes a number of days to come, or 0 for no end")
	}
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := named(ctx, a, c.Person)
	if err != nil {
		return err
	}
	var expires time.Time
	if c.Days > 0 {
		expires = a.Clock.Now().AddDate(0, 0, c.Days)
	}
	secret, err := a.People.CreateToken(ctx, authz.System("cli"), p.ID, c.Name, append(c.Scope, c.More...), expires)
	if err != nil {
		return err
	}
	fmt.Fprintln(t.out, secret)
	return nil
}
