package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/demo"
	"learningcommons.dev/commons/internal/platform/audit"
)

// migrateCommand migrates and says where the schema stands.
type migrateCommand struct {
	where
	JSON bool `help:"Print the versions as JSON."`
}

// Help implements kong.HelpProvider.
func (migrateCommand) Help() string {
	return "Makes the database where there is none. serve does the same when it starts; migrate lets you do it before. Forward only: take a copy first.\n\nExamples:\n\n    commons migrate\n    commons migrate --db postgres://commons@127.0.0.1/commons --json"
}

// Run migrates.
func (c *migrateCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.make(ctx, t) // opening migrates
	if err != nil {
		return err
	}
	defer a.Close()
	has, want, err := a.DB.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(t.out, map[string]int64{"schema": has, "schema_wanted": want})
	}
	fmt.Fprintf(t.out, "schema version %d of %d\n", has, want)
	return nil
}

// maxScale bounds a trial: 2.5 million people.
const maxScale = 100_000

// maxPeople bounds those of a trial that says how many.
const maxPeople = 2_500_000

// seedCommand fills an empty database.
type seedCommand struct {
	where
	Scale  int  `help:"Make a trial: N offers, 25 N people, 100 N registrations, 60 N completions." placeholder:"N"`
	People int  `help:"Number of people, where it is not 25 times that of the offers; there are four registrations for each." placeholder:"N"`
	JSON   bool `help:"Print the counts as JSON."`
}

// Help implements kong.HelpProvider.
func (seedCommand) Help() string {
	return "Without --scale it makes the association's units, content areas and competency frameworks and changes nothing that is there. With --scale it fills an empty database with a trial of that size, to measure with; it refuses one that holds offers.\n\nExamples:\n\n    commons seed\n    commons seed --scale 2000 --data ./trial"
}

// Run seeds.
func (c *seedCommand) Run(ctx context.Context, t terminal) error {
	if c.Scale < 0 || c.Scale > maxScale {
		return fmt.Errorf("--scale takes a number from 1 to %d, not %d", maxScale, c.Scale)
	}
	if c.People < 0 || c.People > maxPeople {
		return fmt.Errorf("--people takes a number up to %d, not %d", maxPeople, c.People)
	}
	a, err := c.make(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	deps := demo.Deps{DB: a.DB, Clock: a.Clock, People: a.People, Standards: a.Standards, Catalogue: a.Catalogue}
	if c.Scale == 0 {
		if err := demo.Reference(ctx, deps); err != nil {
			return err
		}
		if c.JSON {
			units, err := a.People.Units(ctx)
			if err != nil {
				return err
			}
			return printJSON(t.out, demo.Summary{Units: len(units)})
		}
		fmt.Fprintln(t.out, "units, content areas and competency frameworks are in place")
		return nil
	}
	began := time.Now()
	sum, err := demo.Seed(ctx, deps, demo.Scale(c.Scale, c.People))
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(t.out, sum)
	}
	fmt.Fprintf(t.out, "%d offers, %d occurrences, %d people, %d registrations, %d entries, %d certificates in %.1f s\n",
		sum.Offers, sum.Occurrences, sum.People, sum.Registrations, sum.Entries, sum.Awards, time.Since(began).Seconds())
	return nil
}

// doctorCommand checks the database.
type doctorCommand struct {
	where
	LogHead string `help:"End of the log as an earlier doctor printed it, to see that nothing before it was changed since." placeholder:"ROW:SEAL"`
	JSON    bool   `help:"Print what was found as JSON."`
}

// Help implements kong.HelpProvider.
func (doctorCommand) Help() string {
	return "Reads the embedded database's file for damage, and then each area checks its own rules: seats against registrations, versions against offers, corrections, certificates, the chain of the log, work that was given up. It changes nothing and works beside a running server. The exit status is 1 when something is wrong.\n\nIt prints the end of the log's chain. Note it elsewhere and hand it to a later doctor: whoever owns the database can cut off the end of the log or write it anew, and only a head that was noted outside shows that.\n\nExamples:\n\n    commons doctor\n    commons doctor --log-head 1204:5f2c9a...\n    commons doctor --json | jq -e .ok"
}

// health is what doctor found.
type health struct {
	OK           bool     `json:"ok"`
	Database     string   `json:"database"`
	Schema       int64    `json:"schema"`
	SchemaWanted int64    `json:"schema_wanted"`
	Program      string   `json:"program"`
	LogHead      string   `json:"log_head"`
	Findings     []string `json:"findings"`
}

// Run checks.
func (c *doctorCommand) Run(ctx context.Context, t terminal) error {
	h, err := c.examine(ctx, t)
	if err != nil {
		if !c.JSON {
			return err
		}
		h.Findings = []string{sentence(err)}
	}
	h.OK = len(h.Findings) == 0
	switch {
	case c.JSON:
		if err := printJSON(t.out, h); err != nil {
			return err
		}
	case h.OK:
		fmt.Fprintf(t.out, "nothing is wrong (%s, schema %d)\nthe log ends at %s\n", h.Database, h.Schema, cmp.Or(h.LogHead, "its beginning: nothing is sealed yet"))
	default:
		for _, f := range h.Findings {
			fmt.Fprintln(t.out, f)
		}
	}
	if !h.OK {
		return errFailed
	}
	return nil
}

// examine opens the database as it is and looks.
func (c *doctorCommand) examine(ctx context.Context, t terminal) (health, error) {
	h := health{Program: app.BuildVersion(), Findings: []string{}}
	a, err := c.open(ctx, t)
	if err != nil {
		return h, err
	}
	defer a.Close()
	h.Database = a.DB.Dialect().String()
	if h.Schema, h.SchemaWanted, err = a.DB.SchemaVersion(ctx); err != nil {
		return h, err
	}
	found, attention, err := a.Check(ctx)
	h.Findings = append(append(h.Findings, found...), attention...)
	if err != nil || len(found) > 0 && strings.HasPrefix(found[0], "file: ") {
		return h, err // of a damaged file nothing more is asked
	}
	if c.LogHead != "" {
		holds, err := audit.Holds(ctx, a.DB, c.LogHead)
		if err != nil {
			return h, err
		}
		if !holds {
			h.Findings = append(h.Findings, fmt.Sprintf("audit: the log does not hold %s: its end was cut off or it was written anew", c.LogHead))
		}
	}
	h.LogHead, err = audit.Head(ctx, a.DB)
	return h, err
}

// versionCommand says the version.
type versionCommand struct {
	JSON bool `help:"Print as JSON."`
}

// Run prints it.
func (c *versionCommand) Run(t terminal) error {
	if c.JSON {
		return printJSON(t.out, map[string]string{"version": app.BuildVersion()})
	}
	fmt.Fprintln(t.out, "commons", app.BuildVersion())
	return nil
}
