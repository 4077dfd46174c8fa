package main

import (
	"context"
	"io"
	"path/filepath"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/standards"
)

// importFrameworksCommand takes in a competency framework.
type importFrameworksCommand struct {
	importing
	Framework string `help:"Key of the framework that a table is of, where it is here already." placeholder:"KEY"`
	Title     string `help:"Title of a new framework, for a table; the file's name when left out."`
}

// Help implements kong.HelpProvider.
func (importFrameworksCommand) Help() string {
	return "A CASE package 1.1 or 1.0 says itself which framework it is. A table has a row for each competency: title, code, description, parent (a code), kind, and for each level a column that begins with Can do. What the file says becomes the draft, whole; nothing is published. The exit status is 1 when rows were refused.\n\nExamples:\n\n    commons import frameworks package.json --dry-run\n    commons import frameworks competencies.csv --title \"Story time\"\n    commons import frameworks competencies.xlsx --framework story-time --json > report.json"
}

// Run imports.
func (c *importFrameworksCommand) Run(ctx context.Context, t terminal) error {
	return c.take(ctx, t, func(a *app.App, f io.Reader) (tabular.Report, error) {
		out, err := a.Standards.Import(ctx, authz.System("cli"), f, standards.ImportOptions{Source: filepath.Base(c.File), DryRun: c.DryRun, Framework: c.Framework, Title: c.Title})
		return out.Report, err
	})
}
