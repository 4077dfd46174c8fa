package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
)

// personMergeCommand makes two accounts of one human being one.
type personMergeCommand struct {
	where
	From   string `arg:"" help:"Address of the account that becomes part of the other."`
	Into   string `arg:"" help:"Address of the account that stays."`
	DryRun bool   `help:"Show what would come along and change nothing."`
	JSON   bool   `help:"Print as JSON."`
}

// Help implements kong.HelpProvider.
func (personMergeCommand) Help() string {
	return "Everything of FROM counts for INTO: addresses, memberships, roles, registrations and record. The merge can be undone on the page of the person; what is recorded after it stays with INTO even then.\n\nExamples:\n\n    commons person merge old@example.org ada@example.org --dry-run\n    commons person merge old@example.org ada@example.org"
}

// merging is what comes along with a merge.
type merging struct {
	Merged        bool       `json:"merged"` // false for a dry run
	From          listed     `json:"from"`
	Into          listed     `json:"into"`
	Addresses     []string   `json:"addresses"`
	Roles         []roleLine `json:"roles"`
	Memberships   []periods  `json:"memberships"`
	Registrations int        `json:"registrations"`
	Entries       int        `json:"entries"`
}

// Run merges, or shows what would come along.
func (c *personMergeCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	from, err := named(ctx, a, c.From)
	if err != nil {
		return err
	}
	into, err := named(ctx, a, c.Into)
	if err != nil {
		return err
	}
	v, err := a.People.PreviewMerge(ctx, authz.System("cli"), from.ID, into.ID)
	if err != nil {
		return err
	}
	m := merging{From: listed{v.From.ID, v.From.Name, v.From.Email}, Into: listed{v.Into.ID, v.Into.Name, v.Into.Email},
		Addresses: []string{}, Roles: []roleLine{}, Memberships: []periods{}}
	if err := m.gather(ctx, a, v); err != nil {
		return err
	}
	if !c.DryRun {
		if err := a.People.Merge(ctx, authz.System("cli"), v.From.ID, v.Into.ID); err != nil {
			return err
		}
		m.Merged = true
	}
	if c.JSON {
		return printJSON(t.out, m)
	}
	m.print(t.out)
	return nil
}

func (m *merging) gather(ctx context.Context, a *app.App, v people.MergePreview) error {
	for _, x := range v.Addresses {
		m.Addresses = append(m.Addresses, x.Address)
	}
	for _, r := range v.Roles {
		where, err := placeOf(ctx, a, r.Binding)
		if err != nil {
			return err
		}
		m.Roles = append(m.Roles, roleLine{Role: r.Role, Unit: r.UnitID, Organisation: r.OrganisationID, Where: where, GrantedAt: r.GrantedAt})
	}
	for _, x := range v.Periods {
		m.Memberships = append(m.Memberships, periods{x.Class, x.StartsOn, x.EndsOn})
	}
	ids, err := a.People.IDs(ctx, v.From.ID)
	if err != nil {
		return err
	}
	m.Registrations, m.Entries, err = a.Held(ctx, ids)
	return err
}

func (m *merging) print(w io.Writer) {
	says := "%s <%s> would become part of %s <%s>, and with it:\n"
	if m.Merged {
		says = "%s <%s> is now part of %s <%s>, and with it:\n"
	}
	fmt.Fprintf(w, says, m.From.Name, m.From.Email, m.Into.Name, m.Into.Email)
	for _, x := range m.Addresses {
		fmt.Fprintf(w, "  address       %s\n", x)
	}
	for _, r := range m.Roles {
		where := ""
		if r.Where != "" {
			where = " in " + r.Where
		}
		fmt.Fprintf(w, "  role          %s%s since %s\n", r.Role, where, r.GrantedAt.Format(time.DateOnly))
	}
	for _, x := range m.Memberships {
		fmt.Fprintf(w, "  membership    %s, %s to %s\n", x.Class, x.StartsOn, x.EndsOn)
	}
	fmt.Fprintf(w, "  registrations %d\n  entries       %d\n", m.Registrations, m.Entries)
}
