package main

import (
	"context"
	"fmt"
	"strings"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/page"
)

// roleCommand grants and ends roles.
type roleCommand struct {
	Grant roleGrantCommand `cmd:"" help:"Give a person a role."`
	End   roleEndCommand   `cmd:"" help:"End a person's role."`
}

// roleArgs name a role and where it holds.
type roleArgs struct {
	where
	Person       string `help:"Address of the person." required:""`
	Role         string `help:"mentor, unit-editor, unit-manager, reviewer, accreditation-staff, coordinator, admin or auditor." required:"" enum:"mentor,unit-editor,unit-manager,reviewer,accreditation-staff,coordinator,admin,auditor"`
	Unit         string `help:"Acronym of the unit, for unit-editor and unit-manager." placeholder:"ACRONYM"`
	Organisation string `help:"Name of the organisation, for coordinator." placeholder:"NAME"`
}

// change resolves the names and hands them to f.
func (c roleArgs) change(ctx context.Context, t terminal, f func(a *app.App, p people.Person, b authz.Binding) error) error {
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := named(ctx, a, c.Person)
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

// Help implements kong.HelpProvider.
func (roleGrantCommand) Help() string {
	return "A unit's editor and manager need the unit, a coordinator the organisation; the other roles hold everywhere.\n\nExamples:\n\n    commons role grant --person ada@example.org --role admin\n    commons role grant --person ben@example.org --role unit-editor --unit ACRL"
}

// Run grants the role.
func (c *roleGrantCommand) Run(ctx context.Context, t terminal) error {
	return c.change(ctx, t, func(a *app.App, p people.Person, b authz.Binding) error {
		if err := a.People.GrantRole(ctx, authz.System("cli"), p.ID, b); err != nil {
			return err
		}
		fmt.Fprintf(t.out, "%s is now %s\n", p.Name, b.Role)
		return nil
	})
}

type roleEndCommand struct{ roleArgs }

// Help implements kong.HelpProvider.
func (roleEndCommand) Help() string {
	return "The role is named exactly as it was given, with its unit or organisation. What it allowed is refused from the next request on.\n\nExample:\n\n    commons role end --person ben@example.org --role unit-editor --unit ACRL"
}

// Run ends the role.
func (c *roleEndCommand) Run(ctx context.Context, t terminal) error {
	return c.change(ctx, t, func(a *app.App, p people.Person, b authz.Binding) error {
		if err := a.People.EndRole(ctx, authz.System("cli"), p.ID, b); err != nil {
			return err
		}
		fmt.Fprintf(t.out, "%s is no longer %s\n", p.Name, b.Role)
		return nil
	})
}
