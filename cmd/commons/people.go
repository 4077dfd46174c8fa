package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/page"
)

// personCommand adds and shows people.
type personCommand struct {
	Add  personAddCommand  `cmd:"" help:"Add a person with a confirmed address."`
	Find personFindCommand `cmd:"" help:"Find people by name or address."`
	Show personShowCommand `cmd:"" help:"Show one person: addresses, roles, memberships."`
}

type personAddCommand struct {
	where
	Name  string `help:"Name as it should stand on certificates." required:""`
	Email string `help:"Address; it counts as confirmed." required:""`
	JSON  bool   `help:"Print as JSON."`
}

// Help implements kong.HelpProvider.
func (personAddCommand) Help() string {
	return "The person signs in by a link sent to the address, and can set a password then. Adding the same address twice is refused."
}

// Run adds the person.
func (c *personAddCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	var p people.Person
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		p, err = a.People.AddPersonTx(ctx, tx, a.Clock.Now(), people.NewPerson{Name: c.Name, Email: c.Email, Verified: true})
		return err
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(t.out).Encode(map[string]any{"id": p.ID, "name": p.Name, "email": p.Email})
	}
	fmt.Fprintf(t.out, "%s <%s> was added as %s\n", p.Name, p.Email, p.ID)
	return nil
}

type personFindCommand struct {
	where
	Text string `arg:"" help:"Part of a name, or a whole address."`
	JSON bool   `help:"Print as JSON."`
}

// Run finds people.
func (c *personFindCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	found, err := a.People.FindPeople(ctx, authz.System("cli"), c.Text, page.Request{Limit: page.MaxLimit})
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(t.out).Encode(found.Items)
	}
	for _, p := range found.Items {
		fmt.Fprintf(t.out, "%s  %s <%s>\n", p.ID, p.Name, p.Email)
	}
	if len(found.Items) == 0 {
		return errs.New(errs.NotFound, "Nobody was found for %s.", c.Text)
	}
	return nil
}

type personShowCommand struct {
	where
	Person string `arg:"" help:"Address of the person."`
}

// Run shows the person as JSON.
func (c *personShowCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := a.People.PersonByEmail(ctx, c.Person)
	if err != nil {
		return err
	}
	actor := authz.System("cli")
	roles, err := a.People.Roles(ctx, actor, p.ID)
	if err != nil {
		return err
	}
	periods, err := a.People.Memberships(ctx, actor, p.ID)
	if err != nil {
		return err
	}
	addresses, err := a.People.Addresses(ctx, actor, p.ID)
	if err != nil {
		return err
	}
	e := json.NewEncoder(t.out)
	e.SetIndent("", "  ")
	return e.Encode(map[string]any{"person": p, "addresses": addresses, "roles": roles, "memberships": periods})
}

// roleCommand grants and ends roles.
type roleCommand struct {
	Grant roleGrantCommand `cmd:"" help:"Give a person a role."`
	End   roleEndCommand   `cmd:"" help:"End a person's role."`
}

// roleArgs name a role and where it holds.
type roleArgs struct {
	where
	Person       string `help:"Address of the person." required:""`
	Role         string `help:"mentor, unit-editor, unit-manager, reviewer, accreditation-staff, coordinator, admin or auditor." required:""`
	Unit         string `help:"Acronym of the unit, for unit-editor and unit-manager." placeholder:"ACRONYM"`
	Organisation string `help:"Name of the organisation, for coordinator." placeholder:"NAME"`
}

// change resolves the names and hands them to f.
func (c roleArgs) change(ctx context.Context, f func(a *app.App, p people.Person, b authz.Binding) error) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := a.People.PersonByEmail(ctx, c.Person)
	if err != nil {
		return err
	}
	b := authz.Binding{Role: authz.Role(c.Role)}
	if c.Unit != "" {
		u, ok, err := a.People.UnitNamed(ctx, c.Unit)
		if err != nil {
			return err
		}
		if !ok {
			return errs.New(errs.NotFound, "There is no unit %s.", c.Unit)
		}
		b.UnitID = u.ID
	}
	if c.Organisation != "" {
		found, err := a.People.SearchOrganisations(ctx, c.Organisation, page.Request{Limit: 2})
		if err != nil {
			return err
		}
		if len(found.Items) != 1 && (len(found.Items) == 0 || !strings.EqualFold(found.Items[0].Name, c.Organisation)) {
			return errs.New(errs.NotFound, "There is not exactly one organisation named %s.", c.Organisation)
		}
		b.OrganisationID = found.Items[0].ID
	}
	return f(a, p, b)
}

type roleGrantCommand struct{ roleArgs }

// Run grants the role.
func (c *roleGrantCommand) Run(ctx context.Context, t terminal) error {
	return c.change(ctx, func(a *app.App, p people.Person, b authz.Binding) error {
		if err := a.People.GrantRole(ctx, authz.System("cli"), p.ID, b); err != nil {
			return err
		}
		fmt.Fprintf(t.out, "%s is now %s\n", p.Name, b.Role)
		return nil
	})
}

type roleEndCommand struct{ roleArgs }

// Run ends the role.
func (c *roleEndCommand) Run(ctx context.Context, t terminal) error {
	return c.change(ctx, func(a *app.App, p people.Person, b authz.Binding) error {
		if err := a.People.EndRole(ctx, authz.System("cli"), p.ID, b); err != nil {
			return err
		}
		fmt.Fprintf(t.out, "%s is no longer %s\n", p.Name, b.Role)
		return nil
	})
}

// tokenCommand makes tokens.
type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" help:"Make a token; it is printed alone, once."`
}

type tokenCreateCommand struct {
	where
	Person string   `help:"Address of the person for whom the token acts." required:""`
	Scope  []string `help:"What the token may do; repeat it. catalogue:read, catalogue:write, registrations:read, registrations:write, attendance:write, record:read, record:write." required:"" sep:","`
	Name   string   `help:"What the token is for." default:"command line"`
	Days   int      `help:"How many days it is good for; 0 means until it is ended." default:"0"`
}

// Help implements kong.HelpProvider.
func (tokenCreateCommand) Help() string {
	return "A token never does more than its owner may, and only what its scopes say. It is stored as a hash and cannot be shown again."
}

// Run makes the token and prints it alone.
func (c *tokenCreateCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := a.People.PersonByEmail(ctx, c.Person)
	if err != nil {
		return err
	}
	var expires time.Time
	if c.Days > 0 {
		expires = a.Clock.Now().AddDate(0, 0, c.Days)
	}
	secret, err := a.People.CreateToken(ctx, authz.System("cli"), p.ID, c.Name, c.Scope, expires)
	if err != nil {
		return err
	}
	fmt.Fprintln(t.out, secret)
	return nil
}
