package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"learningcommons.dev/commons/internal/bench"
)

// benchCommand measures this machine.
type benchCommand struct {
	Scale       int           `help:"Number of offers in the trial; there are 25 times as many people and 100 times as many registrations." default:"2000"`
	People      int           `help:"Number of people, where it is not 25 times that of the offers; there are four registrations for each." placeholder:"N"`
	Duration    time.Duration `help:"How long each measure runs, at most a minute." default:"3s"`
	Connections int           `help:"How many ask at once." default:"8"`
	DB          string        `help:"Measure on this empty PostgreSQL database instead of an embedded one." name:"db" placeholder:"URL"`
	Nodes       int           `help:"How many servers work on that database." default:"1"`
	Keep        string        `help:"Keep the embedded trial in this directory, and measure the one that is there already." placeholder:"DIR"`
	JSON        bool          `help:"Print the report as JSON."`
}

// Help implements kong.HelpProvider.
func (benchCommand) Help() string {
	return "Fills a database of its own, serves it on this machine, asks it for a while, and prints rates, times, memory, and the rate of a bare net/http server in the same run. The server is a process of its own, and the memory is its alone; server and load share the cores. Every request draws another query, facet, offer, date and person; a wrong answer fails the run, and every registration that was acknowledged is looked up at the end. Between two measures the server does what the requests left to do, such as letters.\n\nExamples:\n\n    commons bench\n    commons bench --duration 10s --connections 16 --json\n    commons bench --scale 100000 --people 1000000 --keep ./trial"
}

// Run measures.
func (c *benchCommand) Run(ctx context.Context, t terminal) error {
	switch {
	case c.Scale < 1 || c.Scale > maxScale:
		return fmt.Errorf("--scale takes a number from 1 to %d, not %d", maxScale, c.Scale)
	case c.Connections < 1 || c.Connections > 1000:
		return fmt.Errorf("--connections takes a number from 1 to 1000, not %d", c.Connections)
	}
	switch {
	case c.People < 0 || c.People > maxPeople:
		return fmt.Errorf("--people takes a number up to %d, not %d", maxPeople, c.People)
	case c.Nodes < 1 || c.Nodes > 8:
		return fmt.Errorf("--nodes takes a number from 1 to 8, not %d", c.Nodes)
	case c.Nodes > 1 && c.DB == "":
		return fmt.Errorf("several servers need a PostgreSQL database: name an empty one by --db")
	case c.Keep != "" && c.DB != "":
		return fmt.Errorf("--keep keeps an embedded trial, so it does not go with --db")
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	r, err := bench.Run(ctx, bench.Options{Scale: c.Scale, People: c.People, Nodes: c.Nodes, Duration: c.Duration, Connections: c.Connections, DatabaseURL: c.DB, Keep: c.Keep, Program: []string{program, "serve"}, Log: t.err})
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(t.out, r)
	} else {
		err = c.print(t, r)
	}
	if err == nil && r.Errors() > 0 {
		err = fmt.Errorf("%d answers were wrong, so nothing was measured; see first_error", r.Errors())
	}
	return err
}

// print writes the report for people.
func (c *benchCommand) print(t terminal, r bench.Report) error {
	fmt.Fprintf(t.out, "%s, %d cores, %d connections: %d offers, %d dates, %d people, %d registrations, %d entries (%.0f MB)\n",
		r.Database, r.Cores, r.Connections, r.Size.Offers, r.Size.Occurrences, r.Size.People, r.Size.Registrations, r.Size.Entries, r.DataMB)
	fmt.Fprintf(t.out, "seeded in %.1f s, ready in %.2f s, the server's memory at the end %.0f MB (heap %.0f MB)\n", r.SeedSeconds, r.ReadySeconds, r.MemoryMB, r.HeapMB)
	w := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "per second\tp50 ms\tp99 ms\tserver's CPU ms\tof the floor\tMB\terrors\t  ")
	for _, m := range r.Measures {
		fmt.Fprintf(w, "%.0f\t%.2f\t%.2f\t%.3f\t1/%.1f\t%.0f\t%d\t  %s\n", m.Rate, m.P50, m.P99, m.CPU, m.Floor, m.MemoryMB, m.Errors, m.Name)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, m := range r.Measures {
		if m.WorkSeconds >= 1 {
			fmt.Fprintf(t.out, "after %q the server worked for %.1f s on what was left to do, such as letters\n", m.Name, m.WorkSeconds)
		}
	}
	fmt.Fprintf(t.out, "the list of all %d registrations: %.2f s, the server's memory meanwhile at most %.0f MB\n", r.Export.Rows, r.Export.Seconds, r.Export.MemoryMB)
	if r.SeenMS > 0 {
		fmt.Fprintf(t.out, "a change of the catalogue is on every node's pages after %.0f ms, of %d nodes\n", r.SeenMS, r.Nodes)
	}
	for _, m := range r.Measures {
		if m.FirstError != "" {
			fmt.Fprintf(t.out, "first_error of %s: %s\n", m.Name, m.FirstError)
		}
	}
	return nil
}
