package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"learningcommons.dev/commons/internal/platform/jobs"
)

// workCommand looks after work that the servers gave up, such as letters.
type workCommand struct {
	List   workListCommand   `cmd:"" help:"List what was given up within a week, the latest first."`
	Retry  workRetryCommand  `cmd:"" help:"Have a server try it again."`
	Forget workForgetCommand `cmd:"" help:"Delete it: it will never be done."`
}

// workMost bounds what one command handles.
const workMost = 10_000

// workListCommand lists.
type workListCommand struct {
	where
	Most int  `help:"How many at most." default:"100" placeholder:"N"`
	JSON bool `help:"Print the list as JSON."`
}

// Help implements kong.HelpProvider.
func (workListCommand) Help() string {
	return "Work is given up after twenty attempts in half a day. The list says what was to be done and why it failed last.\n\nExamples:\n\n    commons work list\n    commons work list --json"
}

// Run lists.
func (c *workListCommand) Run(ctx context.Context, t terminal) error {
	if c.Most < 1 || c.Most > workMost {
		return fmt.Errorf("--most takes a number from 1 to %d, not %d", workMost, c.Most)
	}
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := a.Jobs.AllGivenUp(ctx, c.Most)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(t.out, all)
	}
	if len(all) == 0 {
		fmt.Fprintln(t.out, "nothing was given up")
		return nil
	}
	w := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	for _, g := range all {
		fmt.Fprintf(w, "%d\t%s\t%s\t%d attempts\t%.120s\n", g.ID, g.At.UTC().Format(time.RFC3339), g.Handler, g.Attempts, g.Error)
	}
	return w.Flush()
}

// chosen names pieces of work.
type chosen struct {
	ID  []int64 `arg:"" optional:"" help:"Numbers from commons work list."`
	All bool    `help:"All that was given up."`
}

// each does something with all that are chosen, and says how many there were.
func (c chosen) each(ctx context.Context, q *jobs.Queue, do func(ctx context.Context, id int64) error) (int, error) {
	if c.All == (len(c.ID) > 0) {
		return 0, errors.New("name the numbers that commons work list shows, or --all")
	}
	ids := c.ID
	if c.All {
		all, err := q.AllGivenUp(ctx, workMost)
		if err != nil {
			return 0, err
		}
		for _, g := range all {
			ids = append(ids, g.ID)
		}
	}
	for i, id := range ids {
		if err := do(ctx, id); err != nil {
			return i, fmt.Errorf("%d: %w", id, err)
		}
	}
	return len(ids), nil
}

// workRetryCommand tries again.
type workRetryCommand struct {
	where
	chosen
}

// Help implements kong.HelpProvider.
func (workRetryCommand) Help() string {
	return "Puts the work back for a running server, for one more attempt each: when the mail server that was away for a day is back, its letters are sent.\n\nExamples:\n\n    commons work retry --all\n    commons work retry 1204 1205"
}

// Run tries again.
func (c *workRetryCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	n, err := c.each(ctx, a.Jobs, a.Jobs.TryAgain)
	fmt.Fprintf(t.out, "%d will be tried again\n", n)
	return err
}

// workForgetCommand forgets.
type workForgetCommand struct {
	where
	chosen
}

// Help implements kong.HelpProvider.
func (workForgetCommand) Help() string {
	return "Deletes work that was given up, so that doctor and the metrics no longer count it.\n\nExamples:\n\n    commons work forget 1204"
}

// Run forgets.
func (c *workForgetCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	n, err := c.each(ctx, a.Jobs, a.Jobs.Forget)
	fmt.Fprintf(t.out, "%d are forgotten\n", n)
	return err
}
