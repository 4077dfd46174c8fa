package people

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
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
	// Mapping says which columns hold what; the rest is guessed from the headers.
	Mapping tabular.Mapping
	Table   tabular.Options
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
// different people, or two rows that give one address to two people, are refused. A period with
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

// importGroups plans what the rows of some people change and, unless it is a dry run, does it.
func (s *Service) importGroups(ctx context.Context, actor authz.Actor, groups []*memberGroup, o ImportOptions) error {
	if o.DryRun {
		_, err := planMembers(ctx, s.db, groups)
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		plans, err := planMembers(ctx, tx, groups)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		for _, p := range plans {
			if err := s.applyMember(ctx, tx, now, actor, p, o.Source); err != nil {
				return err
			}
		}
		return nil
	})
}

// memberLine is one row of the file and what becomes of it.
type memberLine struct {
	number, name, address, key string
	wanted
	report tabular.RowReport
	// readNotes are those about how the row was read; planning adds others to the report.
	readNotes []string
}

func (l *memberLine) refused() bool { return l.report.Outcome == tabular.Refused }

func (l *memberLine) refuse(err error) {
	l.report.Outcome, l.report.Changes, l.report.Problems = tabular.Refused, nil, tabular.ProblemsOf(err)
}

func (l *memberLine) note(text string, args ...any) {
	l.report.Notes = append(l.report.Notes, fmt.Sprintf(text, args...))
}

// memberGroup is the rows of one person.
type memberGroup struct {
	number string
	lines  []*memberLine
}

// groupMembers brings together the rows of each person and refuses those that give to one person
// what an earlier row gave to another.
func groupMembers(lines []*memberLine) []*memberGroup {
	var out []*memberGroup
	byNumber, byKey := map[string]*memberGroup{}, map[string]*memberGroup{}
	for _, l := range lines {
		if l.refused() {
			continue
		}
		g := byNumber[l.number]
		other := byKey[l.key]
		switch {
		case other == nil || other == g:
		case g != nil || l.number != "" && other.number != "":
			l.refuse(errs.Bad("email", "The address stands in line %d for another member number.", other.lines[0].report.Line))
			continue
		case !sameName(l.name, other.lines[0].name):
			l.refuse(errs.Bad("email", "The address stands in line %d already, for %s. Two people cannot have one address.", other.lines[0].report.Line, other.lines[0].name))
			continue
		default:
			g = other
		}
		if g == nil {
			g = &memberGroup{}
			out = append(out, g)
		}
		g.lines = append(g.lines, l)
		g.number = cmp.Or(g.number, l.number)
		if l.number != "" {
			byNumber[l.number] = g
		}
		if l.key != "" {
			byKey[l.key] = g
		}
	}
	return out
}

// sameName reports whether two names may be one person's: the same words in any order ("Lee, Ann").
// A missing name contradicts nothing.
func sameName(a, b string) bool {
	words := func(s string) []string {
		w := strings.Fields(Fold(s))
		slices.Sort(w)
		return w
	}
	return a == "" || b == "" || slices.Equal(words(a), words(b))
}
