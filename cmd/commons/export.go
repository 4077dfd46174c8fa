package main

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/registration"
)

// exportCommand writes lists.
type exportCommand struct {
	Offers exportOffersCommand `cmd:"" help:"Every offer with its unit and state."`
	People exportPeopleCommand `cmd:"" help:"Every person with address and class of membership."`
	Roster exportRosterCommand `cmd:"" help:"Who is registered for an occurrence."`
	// Registrations is long: it is read and written a piece at a time.
	Registrations exportRegistrationsCommand `cmd:"" help:"Every registration ever made, with the facts of its day."`
	Record        exportRecordCommand        `cmd:"" help:"The entries of records as JSON lines, for commons rules eval."`
	Endings       exportEndingsCommand       `cmd:"" help:"What was ended or revoked, to be ended again after a restore."`
}

// exporting is what they have in common.
type exporting struct {
	where
	Format string `help:"csv, tsv or xlsx." enum:"csv,tsv,xlsx" default:"csv"`
}

// write opens the database and hands a table to f. Cells that a spreadsheet would take for formulas are made harmless.
func (e exporting) write(ctx context.Context, t terminal, header []string, f func(a *app.App, row func(cells ...any) error) error) error {
	a, err := e.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	w, err := tabular.NewWriter(t.out, tabular.Format(e.Format))
	if err != nil {
		return err
	}
	if err := w.WriteHeader(header...); err != nil {
		return err
	}
	if err := f(a, w.WriteRow); err != nil {
		return err
	}
	return w.Close()
}

type exportOffersCommand struct{ exporting }

// Help implements kong.HelpProvider.
func (exportOffersCommand) Help() string {
	return "Drafts and archived offers are among them.\n\nExamples:\n\n    commons export offers > offers.csv\n    commons export offers --format xlsx > offers.xlsx\n    commons export offers --db postgres://commons@127.0.0.1/commons --format tsv | cut -f 1,2"
}

// Run writes the offers, a page at a time.
func (c *exportOffersCommand) Run(ctx context.Context, t terminal) error {
	header := []string{"key", "title", "kind", "status", "unit", "updated"}
	return c.write(ctx, t, header, func(a *app.App, row func(...any) error) error {
		r := catalogue.ListRequest{Request: page.Request{Limit: page.MaxLimit}}
		for {
			list, err := a.Catalogue.List(ctx, authz.System("cli"), r)
			if err != nil {
				return err
			}
			for _, o := range list.Items {
				if err := row(o.Key, o.Title, string(o.Kind), string(o.Status), o.UnitName, o.UpdatedAt); err != nil {
					return err
				}
			}
			if r.Cursor = list.Next; list.Next == "" {
				return nil
			}
		}
	})
}

type exportPeopleCommand struct{ exporting }

// Help implements kong.HelpProvider.
func (exportPeopleCommand) Help() string {
	return "The list holds addresses: keep it as carefully as the database.\n\nExamples:\n\n    commons export people > people.csv\n    commons export people --format xlsx > people.xlsx"
}

// Run writes the people.
func (c *exportPeopleCommand) Run(ctx context.Context, t terminal) error {
	header := []string{"id", "name", "address", "member number", "class"}
	return c.write(ctx, t, header, func(a *app.App, row func(...any) error) error {
		return a.People.EachPerson(ctx, authz.System("cli"), "", func(p people.Listed) error {
			return row(string(p.ID), p.Name, p.Email, p.MemberNumber, p.Class)
		})
	})
}

type exportRosterCommand struct {
	exporting
	Occurrence string `arg:"" help:"Id of the occurrence."`
}

// Help implements kong.HelpProvider.
func (exportRosterCommand) Help() string {
	return "The id stands in the address of the roster's page and in /api/v1/offers/KEY/occurrences.\n\nExample:\n\n    commons export roster 01a2143d-4345-7949-8b29-f30a62392097 > roster.csv"
}

// Run writes the roster.
func (c *exportRosterCommand) Run(ctx context.Context, t terminal) error {
	occurrence, ok := id.Parse(c.Occurrence)
	if !ok {
		return errs.Bad("occurrence", "%s is not an id.", c.Occurrence)
	}
	header := []string{"name", "address", "state", "library", "class", "minutes", "registered"}
	return c.write(ctx, t, header, func(a *app.App, row func(...any) error) error {
		return a.Registration.EachOnRoster(ctx, authz.System("cli"), occurrence, func(r registration.Row) error {
			return row(r.PersonName, r.Person.Email, string(r.State), r.LibraryName, r.Class, r.Minutes, r.CreatedAt)
		})
	})
}

type exportEndingsCommand struct {
	where
	After int64 `help:"Only what comes after this number of the log." default:"0"`
}

// Help implements kong.HelpProvider.
func (exportEndingsCommand) Help() string {
	return "A JSON line for each account, merge, address, token, role, link, webhook and password that was ended or changed, and each certificate that was revoked. commons restore --reapply ends them again. A server writes the same by itself with --endings; this is for a database that can still be read.\n\nExamples:\n\n    commons export endings > endings.jsonl\n    commons export endings --after 1204 >> endings.jsonl"
}

// Run writes them.
func (c *exportEndingsCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	return a.WriteEndings(ctx, c.After, t.out)
}

type exportRegistrationsCommand struct {
	exporting
	From time.Time `help:"First day on which they were made, UTC." format:"2006-01-02"`
	To   time.Time `help:"Last day." format:"2006-01-02"`
}

// Help implements kong.HelpProvider.
func (exportRegistrationsCommand) Help() string {
	return "The list says who learned what: keep it as carefully as the database.\n\nExamples:\n\n    commons export registrations > registrations.csv\n    commons export registrations --from 2026-01-01 --to 2026-03-31 --format xlsx > quarter.xlsx"
}

// Run writes the registrations.
func (c *exportRegistrationsCommand) Run(ctx context.Context, t terminal) error {
	period := registration.Period{From: c.From}
	if !c.To.IsZero() {
		period.To = c.To.AddDate(0, 0, 1)
	}
	header := []string{"registration", "person", "name", "class", "library", "role", "offer", "title", "unit", "starts", "state", "minutes", "price", "currency", "payer", "channel", "registered", "completed", "occurrence", "offer_id"}
	return c.write(ctx, t, header, func(a *app.App, row func(...any) error) error {
		return a.Registration.EachRegistration(ctx, authz.System("cli"), period, func(l registration.Listed) error {
			return row(string(l.ID), string(l.PersonID), l.PersonName, l.Class, l.LibraryName, l.RoleTitle, l.OfferKey, l.OfferTitle, l.UnitName, l.StartsAt,
				string(l.State), l.Minutes, l.Price.Minor, l.Price.Currency, l.Payer, l.Channel, l.CreatedAt, l.CompletedAt, string(l.OccurrenceID), string(l.OfferID))
		})
	})
}
