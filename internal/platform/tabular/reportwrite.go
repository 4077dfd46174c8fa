package tabular

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteText writes the report for a terminal: the notes, each listed row that
// is not simply unchanged, and the counts at the end, where they are still in view.
func (r *Report) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	line := func(format string, args ...any) {
		fmt.Fprintf(b, format, args...)
		b.WriteByte('\n')
	}
	// Cells of a file may hold anything; a terminal obeys control characters.
	safe := func(s string) string { return shorten(s, 4*maxReportValue) }

	heading := "Import of " + safe(r.Kind) + " from " + safe(r.Source)
	if r.DryRun {
		heading += ", dry run: nothing was saved"
	}
	line("%s", heading)
	for _, note := range r.Notes {
		line("  %s", safe(note))
	}
	for _, row := range r.Rows {
		if row.Outcome == Unchanged && len(row.Problems) == 0 && len(row.Notes) == 0 {
			continue
		}
		line("%s", strings.TrimRight(fmt.Sprintf("line %-6d %-9s  %s", row.Line, row.Outcome, safe(row.label())), " "))
		for _, c := range row.Changes {
			line("    %s: %s -> %s", safe(c.Field), orNothing(safe(c.From)), orNothing(safe(c.To)))
		}
		for _, p := range row.Problems {
			line("    %s", safe(p.text()))
		}
		for _, note := range row.Notes {
			line("    %s", safe(note))
		}
	}
	if r.Truncated {
		line("More rows were counted than are listed.")
	}
	c := r.Counts
	rows := "rows"
	if c.Total == 1 {
		rows = "row"
	}
	line("%d %s: %d created, %d changed, %d unchanged, %d refused.", c.Total, rows, c.Created, c.Changed, c.Unchanged, c.Refused)
	return writeError(b.Flush())
}

// label is how a row is called beside its line.
func (r RowReport) label() string {
	switch {
	case r.Key == "" || r.Key == r.Title:
		return r.Title
	case r.Title == "":
		return r.Key
	}
	return r.Key + ": " + r.Title
}

func (p Problem) text() string {
	if p.Field == "" {
		return p.Message
	}
	return p.Field + ": " + p.Message
}

func orNothing(s string) string {
	if s == "" {
		return "(nothing)"
	}
	return s
}

// WriteCSV writes the listed rows for a spreadsheet, one line for each change,
// problem and note, and one for a row that has none of them.
func (r *Report) WriteCSV(w io.Writer) error {
	out, err := NewWriter(w, CSV, WithBOM())
	if err != nil {
		return err
	}
	if err := out.WriteHeader("line", "outcome", "key", "title", "field", "from", "to", "message"); err != nil {
		return err
	}
	for _, row := range r.Rows {
		write := func(field, from, to, message string) {
			if err == nil {
				err = out.WriteRow(row.Line, row.Outcome, row.Key, row.Title, field, from, to, message)
			}
		}
		for _, c := range row.Changes {
			write(c.Field, c.From, c.To, "")
		}
		for _, p := range row.Problems {
			write(p.Field, "", "", p.Message)
		}
		for _, note := range row.Notes {
			write("", "", "", note)
		}
		if len(row.Changes)+len(row.Problems)+len(row.Notes) == 0 {
			write("", "", "", "")
		}
		if err != nil {
			return err
		}
	}
	return out.Close()
}
