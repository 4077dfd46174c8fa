package catalogue

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/standards"
)

// maxAlignmentTable is how many lines one table may hold.
const maxAlignmentTable = 10_000

// alignmentFields are the columns that an import reads, by their own names alone: the table is ours.
var alignmentFields = []tabular.FieldSpec{{Name: "offer"}, {Name: "framework"}, {Name: "code"}, {Name: "competency_id"}, {Name: "level"}, {Name: "remove"}}

// ImportAlignments takes a table as EachAlignment writes it: an offer by its key, a competency by its framework's key and its code or by its id, and a level by its code; "yes"
// under remove takes the alignment away. What the table does not hold stays. One bad row stops no other, and a dry run says what would become of each row and saves nothing.
// Those who may AlignOffers somewhere, each row in its offer's unit. Invalid when the file is no such table.
func (s *Service) ImportAlignments(ctx context.Context, actor authz.Actor, r io.Reader, name string, dryRun bool) (tabular.Report, error) {
	if !actor.MaySomewhere(AlignOffers) {
		return tabular.Report{}, actor.Require(AlignOffers, "")
	}
	report := tabular.NewReport("alignments", name, dryRun)
	rows, err := readAlignments(r, report)
	if err != nil {
		return tabular.Report{}, err
	}
	run, err := s.alignmentRun(ctx, actor, rows)
	if err != nil {
		return tabular.Report{}, fmt.Errorf("catalogue: import alignments: %w", err)
	}
	for _, row := range rows {
		run.take(row)
	}
	if !dryRun {
		if err := run.save(ctx); err != nil {
			return tabular.Report{}, fmt.Errorf("catalogue: import alignments: %w", err)
		}
	}
	for _, x := range run.reports {
		report.Add(*x)
	}
	return *report, nil
}

// readAlignments reads the rows of a table; what is wrong with the file at a row is told in the report.
func readAlignments(r io.Reader, report *tabular.Report) ([]tabular.Row, error) {
	t, err := tabular.Open(r, tabular.Options{MaxBytes: maxImport})
	if err != nil {
		return nil, err
	}
	mapping, unused := tabular.Mapping{}.Guess(t.Headers(), alignmentFields)
	if mapping["offer"] == "" || mapping["code"] == "" && mapping["competency_id"] == "" {
		return nil, errs.Bad("file", "The file needs the columns “offer”, “framework”, “code” and “level”. Download the table of what offers teach, and change that.")
	}
	if err := t.Use(mapping); err != nil {
		return nil, err
	}
	for _, header := range unused {
		if !slices.Contains(AlignmentColumns, header) {
			report.Note(fmt.Sprintf("The column “%s” was not used.", header))
		}
	}
	var rows []tabular.Row
	for row, err := range t.Rows() {
		if err != nil {
			report.Refuse(row.Line, row.Get("offer"), row.Get("code"), err)
			continue
		}
		if rows = append(rows, row); len(rows) > maxAlignmentTable {
			return nil, errs.Bad("file", "The file has more than %d rows.", maxAlignmentTable)
		}
	}
	report.Note(t.Notes()...)
	return rows, t.Err()
}

// alignmentRun is one table being taken.
type alignmentRun struct {
	s      *Service
	actor  authz.Actor
	offers map[string]Offer
	// have is the level that an offer teaches a competency at, as far as the rows before go.
	have    map[[2]id.ID]string
	byCode  map[string]map[string][]standards.Choice
	byID    map[id.ID]standards.Choice
	lines   map[[2]id.ID]int
	reports []*tabular.RowReport
	// wants and drops are what the rows say, by offer, with their reports.
	wants, drops map[id.ID][]alignmentWish
}

type alignmentWish struct {
	Aligning
	report *tabular.RowReport
}

// alignmentRun reads what the rows name: a bounded number of queries for any 500 rows.
func (s *Service) alignmentRun(ctx context.Context, actor authz.Actor, rows []tabular.Row) (*alignmentRun, error) {
	run := &alignmentRun{s: s, actor: actor, offers: map[string]Offer{}, have: map[[2]id.ID]string{}, byCode: map[string]map[string][]standards.Choice{}, lines: map[[2]id.ID]int{},
		wants: map[id.ID][]alignmentWish{}, drops: map[id.ID][]alignmentWish{}}
	var keys []any
	var ids []id.ID
	codes := map[string][]string{}
	for _, row := range rows {
		keys = append(keys, strings.ToLower(row.Get("offer")))
		if c, ok := id.Parse(row.Get("competency_id")); ok {
			ids = append(ids, c)
		}
		if row.Get("code") != "" {
			f := strings.ToLower(row.Get("framework"))
			codes[f] = append(codes[f], row.Get("code"))
		}
	}
	found, err := offersIn(ctx, s.db, "key", keys)
	if err != nil {
		return nil, err
	}
	var mine []id.ID
	for _, o := range found {
		if requireAlign(actor, o) == nil {
			run.offers[o.Key] = o
			mine = append(mine, o.ID)
		}
	}
	have, err := alignmentsOf(ctx, s.db, mine)
	if err != nil {
		return nil, err
	}
	for offer, list := range have {
		for _, a := range list {
			run.have[[2]id.ID{offer, a.CompetencyID}] = a.Level
		}
	}
	for key, list := range codes {
		if run.byCode[key], err = s.standards.ChoicesByCode(ctx, s.db, key, list); err != nil {
			return nil, err
		}
	}
	run.byID, err = s.standards.Choices(ctx, s.db, ids)
	return run, err
}

// take reads one row and says what would become of it.
func (run *alignmentRun) take(row tabular.Row) {
	rep := &tabular.RowReport{Line: row.Line, Key: row.Get("offer"), Title: row.Get("code"), Outcome: tabular.Unchanged, Notes: row.Notes}
	run.reports = append(run.reports, rep)
	if err := run.read(row, rep); err != nil {
		rep.Outcome, rep.Problems = tabular.Refused, tabular.ProblemsOf(err)
	}
}

func (run *alignmentRun) read(row tabular.Row, rep *tabular.RowReport) error {
	o, ok := run.offers[strings.ToLower(row.Get("offer"))]
	if !ok {
		return errs.Bad("offer", "You can align no offer with this key.")
	}
	c, err := run.choice(row)
	if err != nil {
		return err
	}
	rep.Title = strings.TrimSpace(c.Code + " " + c.Title)
	pair := [2]id.ID{o.ID, c.ID}
	if first := run.lines[pair]; first > 0 {
		return errs.Bad("code", "The offer and this competency stand in line %d already.", first)
	}
	was, said := run.have[pair]
	if removes(row.Get("remove")) {
		run.lines[pair] = row.Line
		if said {
			rep.Outcome, rep.Changes = tabular.Changed, []tabular.Change{{Field: "level", From: was}}
			run.drops[o.ID] = append(run.drops[o.ID], alignmentWish{Aligning{CompetencyID: c.ID}, rep})
		}
		return nil
	}
	level := strings.ToLower(row.Get("level"))
	if wrong := wrongAligning(c, true, level); wrong != nil {
		return wrong
	}
	run.lines[pair] = row.Line
	switch {
	case said && was == level:
		return nil
	case said:
		rep.Outcome, rep.Changes = tabular.Changed, []tabular.Change{{Field: "level", From: was, To: level}}
	default:
		rep.Outcome = tabular.Created
	}
	run.wants[o.ID] = append(run.wants[o.ID], alignmentWish{Aligning{CompetencyID: c.ID, Level: level, Basis: ByFile}, rep})
	return nil
}

// choice finds the competency of a row: by its code, by its id where there is none, and by both where several have the code.
func (run *alignmentRun) choice(row tabular.Row) (standards.Choice, error) {
	code := row.Get("code")
	if code == "" {
		c, _ := id.Parse(row.Get("competency_id"))
		if found, ok := run.byID[c]; ok {
			return found, nil
		}
		return standards.Choice{}, errs.Bad("code", "Name the competency by its code, or by its id.")
	}
	found := run.byCode[strings.ToLower(row.Get("framework"))][code]
	switch len(found) {
	case 0:
		return standards.Choice{}, errs.Bad("code", "No published framework “%s” has a competency with the code “%s”.", row.Get("framework"), code)
	case 1:
		return found[0], nil
	}
	// A table that this site has written names both.
	if c, ok := id.Parse(row.Get("competency_id")); ok {
		if i := slices.IndexFunc(found, func(f standards.Choice) bool { return f.ID == c }); i >= 0 {
			return found[i], nil
		}
	}
	return standards.Choice{}, errs.Bad("code", "More than one competency of “%s” has the code “%s”: name it by its id.", row.Get("framework"), code)
}

// removes reads the cell that takes an alignment away.
func removes(cell string) bool {
	switch strings.ToLower(strings.TrimSpace(cell)) {
	case "yes", "y", "x", "1", "true", "remove":
		return true
	}
	return false
}

// save writes what the rows say, offer by offer; what is refused now is told at its rows.
func (run *alignmentRun) save(ctx context.Context) error {
	for _, o := range run.offers {
		wants, drops := run.wants[o.ID], run.drops[o.ID]
		if err := run.keep(drops, func(list []Aligning) error {
			ids := make([]id.ID, len(list))
			for i, a := range list {
				ids[i] = a.CompetencyID
			}
			return run.s.withdraw(ctx, run.actor, o.ID, ids, "", ByFile)
		}); err != nil {
			return err
		}
		if err := run.keep(wants, func(list []Aligning) error { return run.s.Align(ctx, run.actor, o.ID, list, "") }); err != nil {
			return err
		}
	}
	return nil
}

// keep does what some rows want and refuses them together where that fails by their own fault.
func (run *alignmentRun) keep(wishes []alignmentWish, do func([]Aligning) error) error {
	if len(wishes) == 0 {
		return nil
	}
	list := make([]Aligning, len(wishes))
	for i, w := range wishes {
		list[i] = w.Aligning
	}
	err := do(list)
	if e := errs.As(err); err != nil && (e == nil || e.Kind == errs.Internal || e.Kind == errs.Unavailable) {
		return err
	}
	if err != nil {
		for _, w := range wishes {
			w.report.Outcome, w.report.Changes, w.report.Problems = tabular.Refused, nil, tabular.ProblemsOf(err)
		}
	}
	return nil
}
