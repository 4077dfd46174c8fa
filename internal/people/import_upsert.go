package people

import (
	"context"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// MembershipRow is one period of one person as a membership system says it, with the fields of a file's row.
type MembershipRow struct {
	Number, Name string
	// Emails are the person's addresses, the one for letters first.
	Emails []string
	// Class is one of Classes. StartsOn and EndsOn are days such as 2026-02-28; EndsOn may be empty for a class without end.
	Class, StartsOn, EndsOn string
}

// UpsertMost is how many rows are taken in one call.
const UpsertMost = 1000

// UpsertMemberships takes in rows of memberships from another program. What becomes of each is decided as by ImportMemberships, and
// written as by it: the same recognition, the same rules for what is prolonged, shortened and refused; nobody is removed for not being among the rows, nobody
// gets a role, and sending the same rows twice changes nothing. Row n of the report has the line n. Of o only Source, DryRun and Classes count.
//
// Only those who may import memberships. Invalid when there are no rows, or more than UpsertMost.
func (s *Service) UpsertMemberships(ctx context.Context, actor authz.Actor, rows []MembershipRow, o ImportOptions) (tabular.Report, error) {
	if err := actor.Require(mayImportMembers, ""); err != nil {
		return tabular.Report{}, err
	}
	o.Source = CleanName(o.Source)
	var f errs.Fields
	f.Check(len(rows) > 0, "rows", "Send at least one row.")
	f.Check(len(rows) <= UpsertMost, "rows", "Send at most %d rows at once.", UpsertMost)
	f.Check(o.Source != "" && len(o.Source) <= 200, "source", "Say in a few words where the rows come from.")
	if err := f.Err(); err != nil {
		return tabular.Report{}, err
	}
	classes, err := o.folded()
	if err != nil {
		return tabular.Report{}, err
	}
	report := tabular.NewReport("memberships", o.Source, o.DryRun)
	lines := make([]*memberLine, len(rows))
	for i, r := range rows {
		if class, ok := classes[Fold(r.Class)]; ok {
			r.Class = class
		}
		lines[i] = r.line(i + 1)
	}
	return s.takeMembers(ctx, actor, lines, o, report)
}

// line is the row as one of a file; what is wrong with it refuses it.
func (r MembershipRow) line(no int) *memberLine {
	l := &memberLine{report: tabular.RowReport{Line: no}, number: CleanName(r.Number), name: CleanName(r.Name)}
	var f errs.Fields
	f.Check(len(l.number) <= 40, "number", "A member number has at most 40 characters.")
	f.Check(len(l.name) <= 300, "name", "The cell is longer than a name: %s", short(l.name))
	for _, x := range []struct{ field, text string }{{"number", l.number}, {"name", l.name}} {
		f.Check(!tabular.LooksLikeFormula(x.text), x.field, "The cell looks like a formula: %s", short(x.text))
	}
	l.readAddresses(&f, strings.Join(r.Emails, ", "))
	f.Check(l.number != "" || len(r.Emails) > 0, "email", "There is neither a member number nor an address.")
	l.wanted = wanted{class: r.Class, start: r.StartsOn, end: r.EndsOn}
	if l.end == "" && l.class == "life" {
		l.end = Forever
	}
	if err := l.check(); err != nil {
		f = append(f, errs.As(err).Fields...)
	}
	l.report.Key, l.report.Title = l.number, l.name
	if l.number == "" && len(l.addresses) > 0 {
		l.report.Key = l.addresses[0].text
	}
	l.readNotes = l.report.Notes
	if err := f.Err(); err != nil {
		l.refuse(err)
	}
	return l
}
