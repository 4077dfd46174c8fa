package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// importCommand takes in a file.
type importCommand struct {
	Offers        importOffersCommand        `cmd:"" help:"Take in offers from CSV, TSV, XLSX, iCalendar (also as XML or JSON), schema.org JSON-LD, RSS, Atom or JSON."`
	Memberships   importMembershipsCommand   `cmd:"" name:"members" aliases:"memberships" help:"Take in memberships from CSV, TSV or XLSX."`
	Organisations importOrganisationsCommand `cmd:"" aliases:"organizations" help:"Take in libraries, systems and other organisations from CSV, TSV or XLSX."`
	Frameworks    importFrameworksCommand    `cmd:"" help:"Take in a competency framework from CASE (JSON), CSV, TSV or XLSX."`
}

// importing is what all have in common.
type importing struct {
	where
	File   string `arg:"" help:"The file, or - for standard input." type:"path"`
	DryRun bool   `help:"Say what would happen and change nothing."`
	JSON   bool   `help:"Print the report as JSON: counts, and row by row what was created, changed, unchanged or refused and why."`
}

// dated is what those have in common whose files hold dates.
type dated struct {
	DateOrder string `help:"How to read dates such as 03-04-2016 where the file itself does not prove it: dmy or mdy." enum:",dmy,mdy" default:""`
}

// file opens the file.
func (i importing) file(t terminal) (io.ReadCloser, error) {
	if i.File == "-" {
		return io.NopCloser(t.in), nil
	}
	f, err := os.Open(i.File)
	if err != nil {
		var pe *os.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, fmt.Errorf("the file %s cannot be read: %w", i.File, err)
	}
	if s, err := f.Stat(); err == nil && s.IsDir() {
		f.Close()
		return nil, fmt.Errorf("%s is a directory: name a file in it", i.File)
	}
	return f, nil
}

// take opens the file and the database, lets them be brought together, and writes the report.
func (i importing) take(ctx context.Context, t terminal, in func(a *app.App, file io.Reader) (tabular.Report, error)) error {
	f, err := i.file(t)
	if err != nil {
		return err
	}
	defer f.Close()
	a, err := i.make(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	report, err := in(a, f)
	return i.print(t, report, err)
}

// print writes the report and fails when rows were refused, or the file as a whole (failure). Of a file that was refused before
// any of its rows was taken, people read the reason alone.
func (i importing) print(t terminal, r tabular.Report, failure error) error {
	if failure != nil {
		r.Fail(failure)
	}
	if i.JSON {
		if err := printJSON(t.out, r); err != nil {
			return err
		}
	} else if failure == nil || r.Counts.Total > 0 {
		if err := r.WriteText(t.out); err != nil {
			return err
		}
	}
	if failure != nil {
		return failure
	}
	if r.Counts.Refused > 0 {
		return fmt.Errorf("%d of %d rows were refused; the report says why", r.Counts.Refused, r.Counts.Total)
	}
	return nil
}

// importOffersCommand takes in offers.
type importOffersCommand struct {
	importing
	dated
	Source   string            `help:"Where the file comes from; how its columns are read is remembered by this name and its unit. The file's name when left out."`
	Unit     string            `help:"Unit that owns the offers, where the file does not say." placeholder:"ACRONYM"`
	Zone     string            `help:"Time zone of times that carry none (IANA name)." placeholder:"ZONE"`
	Publish  bool              `help:"Publish what is complete enough, instead of leaving drafts."`
	Kind     string            `help:"Kind of offer, where the file does not say; outside for RSS and Atom, else webinar, when left out." default:""`
	Format   string            `help:"Format of the file, where its content does not tell: csv, tsv, xlsx, ics, json, jsonld, rss, atom or html." default:"auto"`
	Default  map[string]string `help:"What offers say where the file says nothing, such as level=foundational; several values of one with a semicolon between them. May be given several times: summary, areas, level, audiences, format, language, minutes, objectives, accessibility." mapsep:"none" placeholder:"FIELD=VALUE"`
	Category map[string]string `help:"Which content area a category stands for, such as Computers=technology; remembered with the source. May be given several times." placeholder:"CATEGORY=AREA"`
	Column   map[string]string `help:"Which column holds a field, such as title=Veranstaltung; remembered with the source. May be given several times. Nothing behind the sign means that no column does." placeholder:"FIELD=HEADER"`
}

// Help implements kong.HelpProvider.
func (importOffersCommand) Help() string {
	return "Taking in the same file twice changes nothing; one bad row never stops the others; an import that was stopped half-way is simply repeated. An order of day and month is only inferred from dates of the same shape that leave no doubt, and the report says so. The exit status is 1 when rows were refused.\n\nExamples:\n\n    commons import offers calendar.csv --dry-run\n    commons import offers calendar.csv --unit ACRL --zone America/Chicago --publish\n    commons import offers feed.ics --source acrl-calendar --unit ACRL --dry-run --json\n    curl -s https://example.org/feed.ics | commons import offers - --source feed --unit PLA"
}

// Run imports.
func (c *importOffersCommand) Run(ctx context.Context, t terminal) error {
	return c.take(ctx, t, func(a *app.App, f io.Reader) (tabular.Report, error) {
		o, err := c.options(ctx, a)
		if err != nil {
			return tabular.Report{}, err
		}
		return a.Catalogue.ImportOffers(ctx, authz.System("cli"), f, o)
	})
}

// options are those of the command, with the unit looked up.
func (c *importOffersCommand) options(ctx context.Context, a *app.App) (o catalogue.ImportOptions, err error) {
	o = catalogue.ImportOptions{Source: c.Source, DateOrder: tabular.DateOrder(c.DateOrder), Zone: c.Zone, DryRun: c.DryRun, Publish: c.Publish,
		Kind: catalogue.Kind(c.Kind), Format: c.Format, Mapping: c.Column, Areas: c.Category}
	if o.Source == "" {
		o.Source = filepath.Base(c.File)
	}
	if c.Unit != "" {
		u, ok, err := a.People.UnitNamed(ctx, c.Unit)
		if err != nil {
			return o, err
		}
		if !ok {
			return o, errs.New(errs.NotFound, "There is no unit %s. Units and their acronyms are made by commons seed.", c.Unit)
		}
		o.Unit = u.ID
	}
	o.Defaults, err = catalogue.ReadDefaults(c.Default)
	return o, err
}

// importMembershipsCommand takes in memberships.
type importMembershipsCommand struct {
	importing
	dated
	Class map[string]string `help:"Class that a word of the file means, such as Associate=regular. May be given several times." placeholder:"WORD=CLASS"`
}

// Help implements kong.HelpProvider.
func (importMembershipsCommand) Help() string {
	return "One row for each period of membership: number, name, address, class, first and last day. Periods are kept as they were; nobody is removed for not being in the file, and no file gives anybody a role. The exit status is 1 when rows were refused.\n\nExamples:\n\n    commons import memberships members.csv --dry-run\n    commons import memberships members.csv --date-order mdy\n    commons import memberships members.csv --class Associate=regular --class \"Personal Member=regular\"\n    commons import memberships members.xlsx --json > report.json"
}

// Run imports.
func (c *importMembershipsCommand) Run(ctx context.Context, t terminal) error {
	return c.take(ctx, t, func(a *app.App, f io.Reader) (tabular.Report, error) {
		return a.People.ImportMemberships(ctx, authz.System("cli"), f, people.ImportOptions{
			Source: filepath.Base(c.File), DryRun: c.DryRun, DateOrder: tabular.DateOrder(c.DateOrder), Classes: c.Class})
	})
}

// importOrganisationsCommand takes in organisations.
type importOrganisationsCommand struct {
	importing
	Format string `help:"Format of the file, where its headings do not tell: table, or imls-pls for the outlet file of the Public Libraries Survey." enum:",table,imls-pls" default:""`
	Scheme string `help:"List that the codes of a table are from, such as ISIL, where no column says it."`
}

// Help implements kong.HelpProvider.
func (importOrganisationsCommand) Help() string {
	return "One row for each organisation: name, code, kind, what it is part of, place, region, country. An organisation is known again by its code; what people have changed here stays unless the file says something new; nothing is removed for not being in the file. Of the Public Libraries Survey each outlet becomes a library, and outlets with one FSCS id become parts of a system. The exit status is 1 when rows were refused.\n\nExamples:\n\n    commons import organisations outlets.csv --dry-run\n    commons import organisations outlets.csv --format imls-pls\n    commons import organisations libraries.xlsx --scheme ISIL --json > report.json"
}

// Run imports.
func (c *importOrganisationsCommand) Run(ctx context.Context, t terminal) error {
	return c.take(ctx, t, func(a *app.App, f io.Reader) (tabular.Report, error) {
		return a.People.ImportOrganisations(ctx, authz.System("cli"), f, people.OrganisationImport{
			Source: filepath.Base(c.File), DryRun: c.DryRun, Format: c.Format, Scheme: c.Scheme})
	})
}
