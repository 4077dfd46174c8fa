package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/demo"
)

// migrateCommand migrates and says where the schema stands.
type migrateCommand struct{ where }

// Run migrates.
func (c *migrateCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx) // opening migrates
	if err != nil {
		return err
	}
	defer a.Close()
	has, want, err := a.DB.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "schema version %d of %d\n", has, want)
	return nil
}

// seedCommand fills an empty database.
type seedCommand struct {
	where
	Scale int  `help:"Make a trial: N offers, 25 N people, 100 N registrations, 60 N completions." placeholder:"N"`
	JSON  bool `help:"Print the counts as JSON."`
}

// Help implements kong.HelpProvider.
func (seedCommand) Help() string {
	return "Without --scale it makes the association's units and content areas and changes nothing that is there. With --scale it fills an empty database with a trial of that size, to measure with; it refuses one that holds offers."
}

// Run seeds.
func (c *seedCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	deps := demo.Deps{DB: a.DB, Clock: a.Clock, People: a.People, Catalogue: a.Catalogue}
	if c.Scale <= 0 {
		if err := demo.Reference(ctx, deps); err != nil {
			return err
		}
		fmt.Fprintln(t.out, "units and content areas are in place")
		return nil
	}
	began := time.Now()
	sum, err := demo.Seed(ctx, deps, demo.Scale(c.Scale))
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(t.out).Encode(sum)
	}
	fmt.Fprintf(t.out, "%d offers, %d occurrences, %d people, %d registrations, %d entries, %d certificates in %.1f s\n",
		sum.Offers, sum.Occurrences, sum.People, sum.Registrations, sum.Entries, sum.Awards, time.Since(began).Seconds())
	return nil
}

// doctorCommand checks the database.
type doctorCommand struct {
	where
	JSON bool `help:"Print what was found as JSON."`
}

// Help implements kong.HelpProvider.
func (doctorCommand) Help() string {
	return "Each area checks its own rules: seats against registrations, versions against offers, corrections, certificates, the chain of the log. It changes nothing. The exit status is 1 when something is wrong."
}

// Run checks.
func (c *doctorCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	found, err := a.Check(ctx)
	if err != nil {
		return err
	}
	has, want, err := a.DB.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		if found == nil {
			found = []string{}
		}
		err = json.NewEncoder(t.out).Encode(struct {
			OK           bool     `json:"ok"`
			Database     string   `json:"database"`
			Schema       int64    `json:"schema"`
			SchemaWanted int64    `json:"schema_wanted"`
			Program      string   `json:"program"`
			Findings     []string `json:"findings"`
		}{len(found) == 0, a.DB.Dialect().String(), has, want, app.Version, found})
		if err != nil {
			return err
		}
	} else {
		for _, f := range found {
			fmt.Fprintln(t.out, f)
		}
		if len(found) == 0 {
			fmt.Fprintf(t.out, "nothing is wrong (%s, schema %d)\n", a.DB.Dialect(), has)
		}
	}
	if len(found) > 0 {
		return errFailed
	}
	return nil
}

// versionCommand says the version.
type versionCommand struct {
	JSON bool `help:"Print as JSON."`
}

// Run prints it.
func (c *versionCommand) Run(t terminal) error {
	if c.JSON {
		return json.NewEncoder(t.out).Encode(map[string]string{"version": app.Version})
	}
	fmt.Fprintln(t.out, "commons", app.Version)
	return nil
}
