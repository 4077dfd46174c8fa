package main

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// personCommand adds, shows and merges people.
type personCommand struct {
	Add               personAddCommand   `cmd:"" help:"Add a person with a confirmed address."`
	Find              personFindCommand  `cmd:"" help:"Find people by name or address."`
	Show              personShowCommand  `cmd:"" help:"Show one person: addresses, roles, memberships."`
	ResetSecondFactor personResetCommand `cmd:"" help:"Take off every second factor of a person who lost them."`
	Merge             personMergeCommand `cmd:"" help:"Make two accounts of one human being one, or show what that would do."`
}

type personAddCommand struct {
	where
	Name  string `help:"Name as it should stand on certificates." required:""`
	Email string `help:"Address; it counts as confirmed." required:""`
	JSON  bool   `help:"Print as JSON."`
}

// Help implements kong.HelpProvider.
func (personAddCommand) Help() string {
	return "The person signs in by a link sent to the address, and can set a password then. Adding the same address twice is refused.\n\nExample:\n\n    commons person add --name \"Ada Example\" --email ada@example.org"
}

// Run adds the person.
func (c *personAddCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.make(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := a.People.AddPerson(ctx, authz.System("cli"), people.NewPerson{Name: c.Name, Email: c.Email, Verified: true})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(t.out, listed{p.ID, p.Name, p.Email})
	}
	fmt.Fprintf(t.out, "%s <%s> was added as %s\n", p.Name, p.Email, p.ID)
	return nil
}

// listed is a person in a line.
type listed struct {
	ID    id.ID  `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

type personFindCommand struct {
	where
	Text string `arg:"" help:"Part of a name, or a whole address."`
	JSON bool   `help:"Print as JSON."`
}

// Help implements kong.HelpProvider.
func (personFindCommand) Help() string {
	return "Shows at most 100. The exit status is 1 when nobody is found.\n\nExamples:\n\n    commons person find ada\n    commons person find ada@example.org --json"
}

// Run finds people.
func (c *personFindCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	found, err := a.People.FindPeople(ctx, authz.System("cli"), c.Text, page.Request{Limit: page.MaxLimit})
	if err != nil {
		return err
	}
	if c.JSON {
		out := make([]listed, len(found.Items))
		for i, p := range found.Items {
			out[i] = listed{p.ID, p.Name, p.Email}
		}
		return printJSON(t.out, out)
	}
	for _, p := range found.Items {
		fmt.Fprintf(t.out, "%s  %s", p.ID, p.Name)
		if p.Email != "" {
			fmt.Fprintf(t.out, " <%s>", p.Email)
		}
		fmt.Fprintln(t.out)
	}
	if len(found.Items) == 0 {
		return errs.New(errs.NotFound, "Nobody was found for %s.", c.Text)
	}
	return nil
}

// named returns the person with the address.
func named(ctx context.Context, a *app.App, address string) (people.Person, error) {
	p, err := a.People.PersonByEmail(ctx, address)
	if errs.Is(err, errs.NotFound) {
		return p, errs.New(errs.NotFound, "There is nobody with the address %s.", address)
	}
	return p, err
}
