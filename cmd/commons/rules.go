package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
	shippedrules "learningcommons.dev/commons/internal/rules/shipped"
)

// rulesCommand reads rules and evaluates them; it needs no database.
type rulesCommand struct {
	Check  rulesCheckCommand  `cmd:"" help:"Read files with rules and say everything that is wrong, with line and column."`
	Eval   rulesEvalCommand   `cmd:"" help:"Say where somebody stands with a rule: what is met, what is missing, when it falls due."`
	List   rulesListCommand   `cmd:"" help:"List the rules that come with the program, or print one."`
	Schema rulesSchemaCommand `cmd:"" help:"Print the JSON Schema of rules, for editors."`
}

type rulesCheckCommand struct {
	Files []string `arg:"" name:"file" help:"Files with one rule each, YAML or JSON; - reads standard input."`
}

// Help implements kong.HelpProvider.
func (rulesCheckCommand) Help() string {
	return "The language is taught by docs/rules.md. Each line that is wrong is FILE:LINE:COLUMN and what to write instead; the status is 1 when there is one.\n\nExamples:\n\n    commons rules check wisconsin.yaml\n    commons rules check states/*.yaml"
}

// Run reads the files.
func (c *rulesCheckCommand) Run(t terminal) error {
	failed := false
	for _, f := range c.Files {
		p, err := readRule(t, f, rulefile.Check)
		if err != nil {
			failed = true
			fmt.Fprintln(t.err, sentence(err))
			continue
		}
		r := p.Rule()
		draft := ""
		if r.Draft {
			draft = " (draft)"
		}
		fmt.Fprintf(t.out, "%s: %s is right%s\n", f, r.Key, draft)
	}
	if failed {
		return errFailed
	}
	return nil
}

// openFile opens a file, or standard input for "-".
func openFile(t terminal, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(t.in), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, errs.Bad(name, "This file cannot be read: %v.", errors.Unwrap(err))
	}
	return f, nil
}

// located is what is wrong in a file, each line with the file's name.
type located struct {
	file     string
	problems rulefile.Problems
}

// Error implements error.
func (l located) Error() string {
	var b strings.Builder
	for i, p := range l.problems {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s:%d:%d: %s", l.file, p.Line, p.Column, p.Says)
	}
	return b.String()
}

func locate(file string, err error) error {
	var p rulefile.Problems
	if errors.As(err, &p) {
		return located{file, p}
	}
	return err
}

// readRule reads a rule from a file, or one that comes with the program by its name.
func readRule(t terminal, name string, read func([]byte) (*rules.Program, error)) (*rules.Program, error) {
	if text, ok := shippedrules.Text(name); ok {
		return read(text)
	}
	if _, err := os.Stat(name); err != nil && name != "-" && !strings.ContainsAny(name, "./") {
		return nil, errs.Bad(name, "There is no such file, and no rule of this name comes with the program: commons rules list names them.")
	}
	f, err := openFile(t, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, rulefile.MaxBytes+1))
	if err != nil {
		return nil, err
	}
	p, err := read(text)
	return p, locate(name, err)
}

type rulesSchemaCommand struct{}

// Help implements kong.HelpProvider.
func (rulesSchemaCommand) Help() string {
	return "Editors that know JSON Schema complete and check rules with it while they are written.\n\nExample:\n\n    commons rules schema > rule.schema.json"
}

// Run prints it.
func (rulesSchemaCommand) Run(t terminal) error {
	_, err := t.out.Write(rulefile.Schema)
	return err
}

type rulesListCommand struct {
	Rule string `arg:"" optional:"" help:"Name of the rule to print."`
}

// Help implements kong.HelpProvider.
func (rulesListCommand) Help() string {
	return "Drafts are rules that nobody has verified at their source.\n\nExamples:\n\n    commons rules list\n    commons rules list us-wi-director > wisconsin.yaml"
}

// Run lists them.
func (c *rulesListCommand) Run(t terminal) error {
	if c.Rule != "" {
		text, ok := shippedrules.Text(c.Rule)
		if !ok {
			return errs.Bad("rule", "%s does not come with the program; see commons rules list.", c.Rule)
		}
		_, err := t.out.Write(text)
		return err
	}
	for _, p := range shippedrules.All() {
		r := p.Rule()
		state := "verified"
		if r.Draft {
			state = "draft"
		}
		fmt.Fprintf(t.out, "%-28s %-9s %s\n", r.Key, state, r.Name)
	}
	return nil
}

type rulesEvalCommand struct {
	Rule    string `required:"" help:"File with the rule, or the name of one that comes with the program."`
	Entries string `required:"" help:"File with entries as JSON lines, as commons export record writes them; - reads standard input."`
	AsOf    string `help:"Day to look at, such as 2026-03-12; when left out today, where this machine is." placeholder:"DATE"`
	Role    string `help:"Role, where the rule tells roles apart."`
	WhatIf  string `help:"File with further entries that somebody thinks of." placeholder:"FILE"`
	Person  string `help:"Whose entries are meant, where the file has those of several people." placeholder:"ID"`
	JSON    bool   `help:"Print as JSON."`
}

// Help implements kong.HelpProvider.
func (rulesEvalCommand) Help() string {
	return "The rule's language and the lines of entries are taught by docs/rules.md. The status is 0 whatever the answer is, and 1 when a file is wrong.\n\nExamples:\n\n    commons rules eval --rule us-in-librarian --entries mine.jsonl --role director\n    commons rules eval --rule wisconsin.yaml --entries mine.jsonl --as-of 2026-03-31 --json"
}

// Run evaluates.
func (c *rulesEvalCommand) Run(t terminal) error {
	p, err := readRule(t, c.Rule, rulefile.Read)
	if err != nil {
		return err
	}
	facts, err := c.facts(t, c.Entries, p.Rule().Binds, c.Person)
	if err != nil {
		return err
	}
	if c.Role != "" && len(p.Rule().Roles) == 0 {
		return errs.Bad("--role", "This rule tells no roles apart: leave it out.")
	}
	q := rules.Request{Role: c.Role, Explain: true}
	if c.AsOf == "" {
		y, m, d := clock.System{}.Now().Local().Date()
		q.AsOf = rules.Date(y, int(m), d)
	} else if day, ok := rules.ParseDay(c.AsOf); ok {
		q.AsOf = day
	} else {
		return errs.Bad("--as-of", "%s is no day; write it as 2026-03-12.", c.AsOf)
	}
	if c.WhatIf != "" {
		if q.WhatIf, err = c.thoughts(t, p.Rule().Binds, facts); err != nil {
			return err
		}
	}
	res, err := p.Evaluate(rules.NewPerson(facts), q)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(t.out, rulefile.NewView(res))
	}
	return rulefile.WriteText(t.out, res)
}

func (c *rulesEvalCommand) facts(t terminal, name, binds, person string) (rules.Facts, error) {
	f, err := openFile(t, name)
	if err != nil {
		return rules.Facts{}, err
	}
	defer f.Close()
	facts, err := rulefile.ReadFacts(f, binds, person)
	return facts, locate(name, err)
}

func (c *rulesEvalCommand) thoughts(t terminal, binds string, facts rules.Facts) ([]rules.Entry, error) {
	f, err := openFile(t, c.WhatIf)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := rulefile.ReadThoughts(f, binds, facts)
	return list, locate(c.WhatIf, err)
}
