package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"learningcommons.dev/commons/internal/app"
)

// restoreCommand puts a backup back.
type restoreCommand struct {
	where
	File    string `arg:"" help:"The backup." type:"path"`
	Reapply string `help:"File of endings (commons serve --endings, commons export endings): what it says was ended after the backup is ended again." type:"path" placeholder:"FILE"`
	Replace bool   `help:"Give up the database that is there."`
	Anyway  bool   `help:"Put it in place although the doctor finds something broken in it."`
	JSON    bool   `help:"Print what was done as JSON."`
}

// Help implements kong.HelpProvider.
func (restoreCommand) Help() string {
	return "Stop the servers first. The whole backup is read and compared with its checksums before anything is touched; then the database is the old one until, in one step, it is the restored one. A backup of another schema version is refused: restore it with the program that made it and upgrade then. Everybody signs in anew. The doctor looks before the embedded database takes its place, and what it finds broken keeps the old one there, unless you say --anyway; on PostgreSQL it looks in the end. The exit status is 1 when it finds something broken.\n\nExamples:\n\n    commons restore commons-20260302-031500.000.zip --data ./drill\n    commons restore commons-20260302-031500.000.zip --replace --reapply /var/log/commons/endings.jsonl\n    commons restore commons-20260302-031500.000.zip --db postgres://commons@127.0.0.1/commons"
}

// restoredJSON is what restore says.
type restoredJSON struct {
	OK           bool      `json:"ok"`
	Rows         int64     `json:"rows"`
	Schema       int64     `json:"schema"`
	Of           time.Time `json:"of"`
	LogHead      string    `json:"log_head"`
	Reapplied    int       `json:"reapplied"`
	EndingsUntil time.Time `json:"endings_until,omitzero"`
	Warnings     []string  `json:"warnings"`
	Findings     []string  `json:"findings"`
}

// Run restores.
func (c *restoreCommand) Run(ctx context.Context, t terminal) error {
	config := ours().config(c.where, slog.New(slog.NewTextHandler(t.err, &slog.HandlerOptions{Level: slog.LevelWarn})))
	r, err := app.Restore(ctx, config, c.File, app.RestoreOptions{Replace: c.Replace, Reapply: c.Reapply, Anyway: c.Anyway})
	if errors.Is(err, app.ErrSick) {
		for _, s := range r.Findings {
			fmt.Fprintln(t.err, s)
		}
	}
	if err != nil {
		return fmt.Errorf("nothing was restored: %w", err)
	}
	out := restoredJSON{OK: len(r.Findings) == 0, Rows: r.Rows(), Schema: r.Schema, Of: r.At, LogHead: r.LogHead, Reapplied: r.Reapplied, EndingsUntil: r.EndingsUntil,
		Warnings: gap(r, c.Reapply != ""), Findings: append([]string{}, r.Findings...)}
	if c.JSON {
		if err := printJSON(t.out, out); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(t.out, "%d rows of %s are restored\n", out.Rows, out.Of.Format(time.RFC3339))
		for _, s := range append(out.Warnings, out.Findings...) {
			fmt.Fprintln(t.out, s)
		}
	}
	if !out.OK {
		return errFailed
	}
	return nil
}

// gap says what a restored database does not know, and what of it waits for somebody.
func gap(r app.Restored, reapplied bool) []string {
	at := r.At.Format(time.RFC3339)
	out := []string{fmt.Sprintf("warning: nothing that was done after %s is in it: registrations, attendance, certificates. Work that was waiting then is done now, letters are sent again under the same Message-ID", at)}
	switch {
	case !reapplied:
		out = append(out, fmt.Sprintf("warning: what was ended or revoked after %s holds again: tokens, roles, links, passwords, certificates. End it again by --reapply", at))
	case r.EndingsUntil.Before(r.At):
		out = append(out, fmt.Sprintf("warning: the file of endings tells of nothing after %s, so nothing was ended again", at))
	default:
		out = append(out, fmt.Sprintf("%d were ended again; what was ended after %s is not known", r.Reapplied, r.EndingsUntil.Format(time.RFC3339)))
	}
	for _, s := range r.Attention {
		out = append(out, "warning: "+s)
	}
	return out
}
