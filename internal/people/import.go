package people

import (
	"context"
	"fmt"
	"io"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// ImportOptions say how a file of memberships is read.
type ImportOptions struct {
	// Source names the file for the report and the periods it makes.
	Source string
	// DryRun reports what would change and changes nothing.
	DryRun bool
	// DateOrder settles dates such as 03-04-2026 where the file itself does not.
	DateOrder tabular.DateOrder
	// Classes says which class a word of the file means, such as "Associate" for "regular"; what is no word of ours is refused without.
	Classes map[string]string
	// Unknown, where it is set, is told each word that means no class, once.
	Unknown func(word string)
	// Mapping says which columns hold what; the rest is guessed from the headers.
	Mapping tabular.Mapping
	Table   tabular.Options
}

// folded returns the classes by words as they are compared. Invalid on "class" for a class that is none.
func (o ImportOptions) folded() (map[string]string, error) {
	var f errs.Fields
	out := map[string]string{}
	for word, class := range o.Classes {
		f.Check(Classes.Has(class), "class", "“%s” names no class of membership that we know. Write one of: %s.", short(class), strings.Join(Classes, ", "))
		out[Fold(word)] = class
	}
	return out, f.Err()
}

// importChunk is how many rows one transaction takes.
const importChunk = 300

// importRows bounds one file, because the rows of one person must be looked at together.
const importRows = 200_000

// ImportMemberships takes in a file of memberships, one row for each period: number, name,
// address, class, first and last day. The report says row by row what was, or in a dry run would
// be, created, changed, left as it is, or refused and why.
//
// People are recognised by member number, else by address; a row in which the two point to
// different people, or whose name has no word in common with the person's, and two rows that give
// one address or number to two people, are refused: a slip of the pen must not bring one person's
// address into another's account. What is added to the account of a known person is told to them, and no address is added that would open the account of
// somebody who has a role.
// A period with
// the first day of a known one replaces it (prolonged, shortened, other class); any other overlap
// is refused. Nobody is removed for not being in the file, nobody gets a role by a file, and
// importing the same file twice changes nothing. Rows are committed in chunks: an import that was
// stopped half-way is simply repeated.
//
// Only those who may import memberships. Errors are about the file as a whole: Invalid.
func (s *Service) ImportMemberships(ctx context.Context, actor authz.Actor, r io.Reader, o ImportOptions) (tabular.Report, error) {
	if err := actor.Require(mayImportMembers, ""); err != nil {
		return tabular.Report{}, err
	}
	report := tabular.NewReport("memberships", o.Source, o.DryRun)
	lines, err := readMembers(r, o, report)
	if err != nil {
		return *report, err
	}
	if len(lines) == 0 {
		report.Note("No rows: the file has headings and nothing below them.")
	}
	return s.takeMembers(ctx, actor, lines, o, report)
}

// takeMembers plans and, unless it is a dry run, writes rows that were read, and reports what became of each.
func (s *Service) takeMembers(ctx context.Context, actor authz.Actor, lines []*memberLine, o ImportOptions, report *tabular.Report) (tabular.Report, error) {
	groups := groupMembers(lines)
	for len(groups) > 0 {
		n, rows := 0, 0
		for n < len(groups) && (n == 0 || rows+len(groups[n].lines) <= importChunk) {
			rows += len(groups[n].lines)
			n++
		}
		if err := s.importGroups(ctx, actor, groups[:n], o); err != nil {
			return *report, fmt.Errorf("people: import: %w", err)
		}
		groups = groups[n:]
	}
	for _, l := range lines {
		report.Add(l.report)
	}
	return *report, nil
}

// importTries is how often a chunk is planned again when somebody else has just added a person or
// an address that it was going to add.
const importTries = 4

// importGroups plans what the rows of some people change and, unless it is a dry run, does it.
func (s *Service) importGroups(ctx context.Context, actor authz.Actor, groups []*memberGroup, o ImportOptions) error {
	err := s.importOnce(ctx, actor, groups, o)
	for try := 1; errs.Is(err, errs.Conflict) && try < importTries; try++ {
		err = s.importOnce(ctx, actor, groups, o)
	}
	return err
}

func (s *Service) importOnce(ctx context.Context, actor authz.Actor, groups []*memberGroup, o ImportOptions) error {
	if o.DryRun {
		_, err := planMembers(ctx, s.db, s.clock.Now(), groups)
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockMembers(ctx, tx, groups); err != nil {
			return err
		}
		now := s.clock.Now()
		plans, err := planMembers(ctx, tx, now, groups)
		if err != nil {
			return err
		}
		for _, p := range plans {
			if err := s.applyMember(ctx, tx, now, actor, p, o.Source); err != nil {
				return err
			}
		}
		return nil
	})
}
