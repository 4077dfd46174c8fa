package main

import (
	"bufio"
	"context"
	"encoding/json"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// exportRecordCommand writes what rules look at.
type exportRecordCommand struct {
	where
	Person string `help:"Address of the person whose lines are meant; everybody's when left out." placeholder:"ADDRESS"`
	Rule   string `help:"Name of a rule: what people have said for its sake is written too." placeholder:"KEY"`
}

// Help implements kong.HelpProvider.
func (exportRecordCommand) Help() string {
	return "A JSON line for each entry that stands today with the competencies that it shows, for each award in force, for what people and other voices say of their competencies, and for what people have said of themselves for all rules. With --rule there is also what they have said for that one, such as the day of a certificate, the role and leaves, and what it means by the names of competencies: commons rules eval then says of the lines what the person's page says. Without it, who knows these days adds them. The lines say who learned what: keep them as carefully as the database. What they mean is in docs/rules.md.\n\nExamples:\n\n    commons export record --person ada@example.org --rule us-ny-librarian > ada.jsonl\n    commons rules eval --rule us-ny-librarian --entries ada.jsonl\n    commons export record > all.jsonl"
}

// Run writes the lines as they are read.
func (c *exportRecordCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	person := id.ID("")
	if c.Person != "" {
		p, err := named(ctx, a, c.Person)
		if err != nil {
			return err
		}
		person = p.ID
	}
	w := bufio.NewWriter(t.out)
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	if err := a.Duties.EachFact(ctx, authz.System("cli"), person, c.Rule, func(l rulefile.Line) error { return out.Encode(l) }); err != nil {
		return err
	}
	return w.Flush()
}
