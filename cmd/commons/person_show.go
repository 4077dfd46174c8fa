package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// personShowCommand shows one person.
type personShowCommand struct {
	where
	Person string `arg:"" help:"Address of the person."`
	JSON   bool   `help:"Print as JSON."`
}

// Help implements kong.HelpProvider.
func (personShowCommand) Help() string {
	return "Example:\n\n    commons person show ada@example.org"
}

// shown is one person with what hangs on them.
type shown struct {
	listed
	Verified     bool       `json:"email_verified"`
	MemberNumber string     `json:"member_number"`
	Closed       bool       `json:"closed"`
	Addresses    []string   `json:"addresses"`
	Roles        []roleLine `json:"roles"`
	Memberships  []periods  `json:"memberships"`
}

// roleLine is a role that the person holds or held.
type roleLine struct {
	Role         authz.Role `json:"role"`
	Unit         id.ID      `json:"unit_id,omitempty"`
	Organisation id.ID      `json:"organisation_id,omitempty"`
	Where        string     `json:"where,omitempty"` // the name of either
	GrantedAt    time.Time  `json:"granted_at"`
	EndedAt      *time.Time `json:"ended_at"`
}

// periods is a period of membership, with its first and last day.
type periods struct {
	Class    string `json:"class"`
	StartsOn string `json:"starts_on"`
	EndsOn   string `json:"ends_on"`
}

// Run shows the person.
func (c *personShowCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	p, err := named(ctx, a, c.Person)
	if err != nil {
		return err
	}
	s := shown{listed: listed{p.ID, p.Name, p.Email}, Verified: p.EmailVerified, MemberNumber: p.MemberNumber, Closed: p.Closed,
		Addresses: []string{}, Roles: []roleLine{}, Memberships: []periods{}}
	if err := s.gather(ctx, a); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(t.out, s)
	}
	s.print(t.out)
	return nil
}

func (s *shown) gather(ctx context.Context, a *app.App) error {
	actor := authz.System("cli")
	addresses, err := a.People.Addresses(ctx, actor, s.ID)
	if err != nil {
		return err
	}
	for _, x := range addresses.Known {
		s.Addresses = append(s.Addresses, x.Address)
	}
	roles, err := a.People.Roles(ctx, actor, s.ID)
	if err != nil {
		return err
	}
	for _, r := range roles {
		line := roleLine{Role: r.Role, Unit: r.UnitID, Organisation: r.OrganisationID, GrantedAt: r.GrantedAt}
		if line.Where, err = placeOf(ctx, a, r.Binding); err != nil {
			return err
		}
		if !r.EndedAt.IsZero() {
			line.EndedAt = &r.EndedAt
		}
		s.Roles = append(s.Roles, line)
	}
	held, err := a.People.Memberships(ctx, actor, s.ID)
	if err != nil {
		return err
	}
	for _, m := range held {
		if !m.Replaced {
			s.Memberships = append(s.Memberships, periods{m.Class, m.StartsOn, m.EndsOn})
		}
	}
	return nil
}

// placeOf names the unit or organisation in which a role holds.
func placeOf(ctx context.Context, a *app.App, b authz.Binding) (string, error) {
	switch {
	case b.UnitID != "":
		u, err := a.People.Unit(ctx, b.UnitID)
		return u.Name, err
	case b.OrganisationID != "":
		o, err := a.People.Organisation(ctx, b.OrganisationID)
		return o.Name, err
	}
	return "", nil
}

func (s *shown) print(w io.Writer) {
	fmt.Fprintf(w, "%s\n  id            %s\n", s.Name, s.ID)
	if s.Closed {
		fmt.Fprintln(w, "  closed")
	}
	if s.MemberNumber != "" {
		fmt.Fprintf(w, "  member number %s\n", s.MemberNumber)
	}
	for _, x := range s.Addresses {
		fmt.Fprintf(w, "  address       %s\n", x)
	}
	for _, r := range s.Roles {
		where := ""
		if r.Where != "" {
			where = " in " + r.Where
		}
		ended := ""
		if r.EndedAt != nil {
			ended = ", ended " + r.EndedAt.Format(time.DateOnly)
		}
		fmt.Fprintf(w, "  role          %s%s since %s%s\n", r.Role, where, r.GrantedAt.Format(time.DateOnly), ended)
	}
	for _, m := range s.Memberships {
		fmt.Fprintf(w, "  membership    %s, %s to %s\n", m.Class, m.StartsOn, m.EndsOn)
	}
}
