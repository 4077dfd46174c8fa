package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// sourceCommand looks after the sources of offers.
type sourceCommand struct {
	List  sourceListCommand  `cmd:"" help:"List the sources, those in trouble first."`
	Add   sourceAddCommand   `cmd:"" help:"Add a source that is fetched from an address."`
	Run   sourceRunCommand   `cmd:"" help:"Fetch a source now and take what is new."`
	Pause sourcePauseCommand `cmd:"" help:"Stop fetching a source on its schedule, or go on with --resume."`
}

// Help implements kong.HelpProvider.
func (sourceCommand) Help() string {
	return "A source is fetched on its schedule by the running server.\n\nExamples:\n\n    commons source add \"Lakeland events\" https://lakeland.example.org/events.ics --unit PLA --owner edith@example.org --schedule daily\n    commons source list\n    commons source run \"Lakeland events\" --unit PLA --json"
}

// sourceNamed finds a source by its name and its unit.
type sourceNamed struct {
	where
	Name string `arg:"" help:"Name of the source."`
	Unit string `help:"Unit that it belongs to." placeholder:"ACRONYM" required:""`
}

func (n sourceNamed) find(ctx context.Context, a *app.App) (catalogue.Source, error) {
	u, ok, err := a.People.UnitNamed(ctx, n.Unit)
	if err != nil {
		return catalogue.Source{}, err
	}
	if !ok {
		return catalogue.Source{}, errs.New(errs.NotFound, "There is no unit %s. Units and their acronyms are made by commons seed.", n.Unit)
	}
	list, err := a.Catalogue.Sources(ctx, authz.System("cli"))
	if err != nil {
		return catalogue.Source{}, err
	}
	for _, s := range list {
		if s.Name == n.Name && s.UnitID == u.ID {
			return s, nil
		}
	}
	return catalogue.Source{}, errs.New(errs.NotFound, "%s has no source called “%s”.", n.Unit, n.Name)
}

type sourceListCommand struct{ where }

// Help implements kong.HelpProvider.
func (sourceListCommand) Help() string {
	return "Each with its unit, schedule, last good run and what is wrong.\n\nExample:\n\n    commons source list"
}

// Run lists.
func (c *sourceListCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	list, err := a.Catalogue.Sources(ctx, authz.System("cli"))
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tUNIT\tSCHEDULE\tLAST GOOD RUN\tFAILURES\tWHAT IS WRONG")
	for _, s := range list {
		acronym, good := "", "never"
		if s.UnitID != "" {
			u, err := a.People.Unit(ctx, s.UnitID)
			if err != nil {
				return err
			}
			acronym = u.Acronym
		}
		if !s.LastGood.IsZero() {
			good = s.LastGood.Format(time.RFC3339)
		}
		schedule := string(s.Schedule)
		if s.Paused {
			schedule = "paused"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\n", s.Name, acronym, schedule, good, s.Failures, s.Trouble)
	}
	return w.Flush()
}

type sourceAddCommand struct {
	sourceNamed
	Address   string `arg:"" help:"Address of the calendar, feed or file."`
	Owner     string `help:"Address of the person who answers for it; its runs may do what they may." placeholder:"EMAIL"`
	Schedule  string `help:"How often it is fetched." enum:"hand,hourly,daily,weekly" default:"daily"`
	Kind      string `help:"Kind of offer; what each item says when left out."`
	Publish   bool   `help:"Publish what is complete enough, instead of leaving drafts."`
	Zone      string `help:"Time zone of times that carry none (IANA name)." placeholder:"ZONE"`
	DateOrder string `help:"How to read dates such as 03-04-2016." enum:",dmy,mdy" default:""`
}

// Help implements kong.HelpProvider.
func (sourceAddCommand) Help() string {
	return "Nothing is fetched before the running server finds it due, or you run it.\n\nExample:\n\n    commons source add \"Lakeland events\" https://lakeland.example.org/events.ics --unit PLA --owner edith@example.org --schedule daily"
}

// Run adds.
func (c *sourceAddCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	u, ok, err := a.People.UnitNamed(ctx, c.Unit)
	if err != nil {
		return err
	}
	if !ok {
		return errs.New(errs.NotFound, "There is no unit %s. Units and their acronyms are made by commons seed.", c.Unit)
	}
	to := catalogue.SourceSettings{Name: c.Name, UnitID: u.ID, Address: c.Address, Schedule: catalogue.Schedule(c.Schedule), Kind: catalogue.Kind(c.Kind), Publish: c.Publish, Zone: c.Zone, DateOrder: tabular.DateOrder(c.DateOrder)}
	if c.Owner != "" {
		p, err := a.People.PersonByEmail(ctx, c.Owner)
		if err != nil {
			return err
		}
		to.OwnerID = p.ID
	}
	s, err := a.Catalogue.SaveSource(ctx, authz.System("cli"), "", to)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Added %s (%s).\n", s.Name, s.ID)
	return nil
}

type sourceRunCommand struct {
	sourceNamed
	Accept        bool     `help:"Take an answer that no longer names most of the dates to come."`
	JSON          bool     `help:"Print the report as JSON."`
	OutboundAllow []string `help:"Address inside, with its port, that may be called; repeat it." env:"COMMONS_OUTBOUND_ALLOW" placeholder:"ADDRESS:PORT"`
}

// Help implements kong.HelpProvider.
func (sourceRunCommand) Help() string {
	return "The exit status is 1 when the source failed, asks for a decision, or had rows refused.\n\nExample:\n\n    commons source run \"Lakeland events\" --unit PLA --json"
}

// Run fetches.
func (c *sourceRunCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.calling(ctx, t, c.OutboundAllow)
	if err != nil {
		return err
	}
	defer a.Close()
	s, err := c.find(ctx, a)
	if err != nil {
		return err
	}
	run, err := a.Catalogue.RunSource(ctx, authz.System("cli"), s.ID, c.Accept)
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(t.out, run.Report)
	} else if run.Outcome == catalogue.RunSame {
		_, err = fmt.Fprintln(t.out, "Nothing is new.")
	} else {
		err = run.Report.WriteText(t.out)
	}
	switch {
	case err != nil:
		return err
	case run.Trouble != "":
		return errors.New(run.Trouble)
	case run.Report.Counts.Refused > 0:
		return fmt.Errorf("%d of %d rows were refused; the report says why", run.Report.Counts.Refused, run.Report.Counts.Total)
	}
	return nil
}

type sourcePauseCommand struct {
	sourceNamed
	Resume bool `help:"Go on."`
}

// Help implements kong.HelpProvider.
func (sourcePauseCommand) Help() string {
	return "Its offers and its settings stay.\n\nExamples:\n\n    commons source pause \"Lakeland events\" --unit PLA\n    commons source pause \"Lakeland events\" --unit PLA --resume"
}

// Run pauses.
func (c *sourcePauseCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	s, err := c.find(ctx, a)
	if err != nil {
		return err
	}
	_, err = a.Catalogue.PauseSource(ctx, authz.System("cli"), s.ID, !c.Resume)
	return err
}
