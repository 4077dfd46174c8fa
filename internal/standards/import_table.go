package standards

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// maxTable bounds a table, in bytes.
const maxTable = 64 << 20

// tableFields are the columns of a table of competencies. Beside them a column whose heading begins with "Can do" holds the statements of the
// level that the heading names, one a line.
var tableFields = []tabular.FieldSpec{
	{Name: "title", Aliases: []string{"abbreviatedStatement", "competency", "name", "fullStatement", "statement"}},
	{Name: "description", Aliases: []string{"fullStatement", "statement", "text"}},
	{Name: "code", Aliases: []string{"humanCodingScheme", "human coding scheme", "number"}},
	{Name: "parent", Aliases: []string{"parent code", "under", "isChildOf"}},
	{Name: "level path", Aliases: []string{"smartLevel", "smart level", "outline"}},
	{Name: "kind", Aliases: []string{"CFItemType", "type", "item type"}},
	{Name: "identifier", Aliases: []string{"id", "uuid", "guid"}},
}

// readTable reads a table, or a workbook with the sheets CF Doc, CF Item and CF Association.
func (s *Service) readTable(ctx context.Context, r io.Reader, o ImportOptions) (incoming, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxTable+1))
	if err != nil {
		return incoming{}, errs.Wrap(err, errs.Invalid, "The file cannot be read.")
	}
	if len(data) > maxTable {
		return incoming{}, errs.New(errs.Invalid, "The file is larger than %d megabytes.", maxTable>>20)
	}
	if bytes.HasPrefix(data, []byte("PK")) {
		if doc, err := tabular.Open(bytes.NewReader(data), tabular.Options{Sheet: docSheet, Shown: true}); err == nil {
			return s.readWorkbook(data, doc)
		}
	}
	t, err := openTable(ctx, data)
	if err != nil {
		return incoming{}, err
	}
	in := incoming{notes: t.Notes()}
	var base content
	if in.framework, base, in.seen, err = s.tableFramework(ctx, o); err != nil {
		return in, err
	}
	in.content.About, in.content.Kept, in.content.Unverified = base.About, base.Kept, base.Unverified
	return in, in.table(t, base)
}

// openTable opens the table of a file: below what people write above it, and in a workbook on the first sheet that has competencies.
func openTable(ctx context.Context, data []byte) (*tabular.Reader, error) {
	o := tabular.Options{IsHeader: hasTitle, Shown: true}
	first, err := tabular.Open(bytes.NewReader(data), o)
	if err == nil && hasTitle(first.Headers()) {
		return first, nil
	}
	for _, o.Sheet = range tabular.Sheets(data) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if t, err := tabular.Open(bytes.NewReader(data), o); err == nil && hasTitle(t.Headers()) {
			return t, nil
		}
	}
	if err == nil {
		err = errs.Bad("file", "No column holds what the competencies are called. Call it title, name, competency or fullStatement.")
	}
	return nil, err
}

// hasTitle tells the names of the columns from what stands above them, such as the name of the framework.
func hasTitle(names []string) bool {
	mapping, _ := tabular.Guess(names, tableFields)
	return mapping["title"] != ""
}

// tableFramework finds the framework that a table is of, with its content, or says what a new one is called.
func (s *Service) tableFramework(ctx context.Context, o ImportOptions) (id.ID, content, Seen, error) {
	var c content
	var framework id.ID
	if o.Framework != "" {
		var err error
		if framework, err = frameworkByKey(ctx, s.db, o.Framework); err != nil {
			return "", c, "", err
		}
		if framework == "" {
			return "", c, "", errs.Bad("framework", "There is no framework %s.", o.Framework)
		}
	} else {
		title := strings.TrimSpace(o.Title)
		if title == "" {
			title = strings.TrimSuffix(filepath.Base(o.Source), filepath.Ext(o.Source))
		}
		c.About = About{Title: title}
		c.clean()
		var f errs.Fields
		c.check(&f)
		if err := f.Err(); err != nil {
			return "", c, "", err
		}
		framework = id.Named("framework", people.Fold(title))
	}
	all, err := versionsOf(ctx, s.db, framework)
	if err != nil || len(all) == 0 {
		return framework, c, seenOf(all), err
	}
	c, err = loadContent(ctx, s.db, all[0])
	return framework, c, seenOf(all), err
}

// tableRow is a row before it is known what it stands under.
type tableRow struct {
	Competency
	line         int
	parent, path string
	// indented says that spaces stand before its title in the file.
	indented bool
}

// table reads the rows.
func (in *incoming) table(t *tabular.Reader, base content) error {
	mapping, rest := tabular.Guess(t.Headers(), tableFields)
	cando := map[string]string{} // header to the code of its level
	for _, h := range rest {
		level, ok := canDo(h)
		if !ok {
			in.notes = append(in.notes, said("The column “%s” is not read.", h))
			continue
		}
		code := levelCode(level, in.content.Levels)
		if i := slices.IndexFunc(base.Levels, func(h Level) bool { return h.Title == level }); i >= 0 && !slices.ContainsFunc(in.content.Levels, func(l Level) bool { return l.Code == base.Levels[i].Code }) {
			code = base.Levels[i].Code // it may have had another title when it got its code
		}
		in.content.Levels = append(in.content.Levels, Level{Code: code, Rank: len(in.content.Levels) + 1, Title: level})
		cando[h] = code
		mapping["can do "+code] = h
	}
	stay := map[string]bool{} // levels of the version before that the table has no column of
	if in.saysLevels = len(cando) > 0; in.saysLevels {
		in.describeLevels(base.Levels)
		stay = in.keepLevels(base.Levels)
	}
	if len(in.content.Levels) > maxLevels {
		return errs.New(errs.Invalid, "A framework has at most %d levels.", maxLevels)
	}
	if err := t.Use(mapping); err != nil {
		return err
	}
	known := map[string]id.ID{}
	for _, c := range base.Competencies {
		if c.Code != "" {
			known[c.Code] = c.ID
		}
	}
	var rows []tableRow
	byWord, at := map[string]int{}, slices.Index(t.Headers(), mapping["title"])
	for row, err := range t.Rows() {
		x := tableRow{line: row.Line}
		if err == nil {
			x, err = in.row(row, known)
			x.indented = at < len(row.Cells()) && strings.HasPrefix(row.Cells()[at], " ")
		}
		if err == nil {
			for _, word := range []string{string(x.ID), "c" + x.Code, "p" + x.path} {
				if len(word) > 1 {
					if _, twice := byWord[word]; twice && word[0] != 'c' {
						err = errs.New(errs.Invalid, "This competency stands in the file a second time.")
					} else if twice {
						err = errs.Bad("code", "The code %s stands in the file a second time.", x.Code)
					}
				}
			}
		}
		if err != nil {
			in.rows = append(in.rows, incomingRow{line: row.Line, key: row.Get("code"), title: row.Get("title"), id: x.ID, code: row.Get("code"), err: err})
			continue
		}
		byWord[string(x.ID)] = len(rows)
		if x.Code != "" {
			byWord["c"+x.Code] = len(rows)
		}
		if x.path != "" {
			byWord["p"+x.path] = len(rows)
		}
		rows = append(rows, x)
	}
	if err := t.Err(); err != nil {
		return err
	}
	if mapping["parent"] == "" && mapping["level path"] == "" {
		in.noteOutline(rows, byWord)
	}
	in.nest(rows, byWord)
	in.keepColumns(mapping, base, stay)
	return nil
}

// noteOutline says how to nest rows whose codes or titles look as if they stood under each other, in a table that has no column for it.
func (in *incoming) noteOutline(rows []tableRow, byWord map[string]int) {
	outline, indented := 0, 0
	for _, x := range rows {
		if n := strings.LastIndexByte(x.Code, '.'); n > 0 {
			if _, ok := byWord["c"+x.Code[:n]]; ok {
				outline++
			}
		}
		if x.indented {
			indented++
		}
	}
	if outline > 0 {
		in.notes = append(in.notes, said("Rows whose codes look like an outline (1, 1.1): %d. Nothing says what stands under what; write the same numbers into a column “level path” too, to nest the rows.", outline))
	}
	if indented > 0 {
		in.notes = append(in.notes, said("Rows whose titles begin with spaces: %d. These say nothing here; name what each row stands under in a column “parent”, to nest the rows.", indented))
	}
}

// canDo reads the name of a level from a heading.
func canDo(header string) (string, bool) {
	const begin = "can do"
	if len(header) <= len(begin) || !strings.EqualFold(header[:len(begin)], begin) {
		return "", false
	}
	level := strings.TrimSpace(strings.TrimLeft(header[len(begin):], " :-–"))
	return level, level != ""
}

// describeLevels gives the levels of a table the descriptions that they have here.
func (in *incoming) describeLevels(had []Level) {
	for i, l := range in.content.Levels {
		for _, h := range had {
			if h.Code == l.Code {
				in.content.Levels[i].Description = h.Description
			}
		}
	}
}

// row reads one row. A competency is known again by its identifier, else by its code.
func (in *incoming) row(row tabular.Row, known map[string]id.ID) (tableRow, error) {
	x := tableRow{line: row.Line, parent: row.Get("parent"), path: strings.Trim(row.Get("level path"), ".")}
	x.Code, x.Kind, x.Title, x.Description, x.kept = row.Get("code"), row.Get("kind"), row.Get("title"), row.Get("description"), "{}"
	if x.Title == "" { // as with the statements of a package: the full one is the title where there is no short one
		x.Title, x.Description = x.Description, ""
	}
	var f errs.Fields
	f.Check(x.Title != "", "title", "The row has no title.")
	f.Check(len([]rune(x.Code)) <= maxCode, "code", "Keep it under %d characters.", maxCode)
	f.Check(len([]rune(x.Kind)) <= maxCode, "kind", "Keep it under %d characters.", maxCode)
	if given := row.Get("identifier"); given != "" {
		i, ok := id.Parse(given)
		f.Check(ok, "identifier", "This is no UUID.")
		x.ID = i
	} else if i, ok := known[x.Code]; ok && x.Code != "" {
		x.ID = i
	} else if x.Code != "" {
		x.ID = id.Named(string(in.framework), "code", x.Code)
	} else {
		x.ID = id.Named(string(in.framework), "title", x.Title)
	}
	for _, l := range in.content.Levels {
		lines := strings.Split(row.Get("can do "+l.Code), "\n")
		for _, line := range lines {
			if line = strings.TrimSpace(line); line != "" {
				x.Indicators = append(x.Indicators, Indicator{Level: l.Code, Text: line})
			}
		}
		f.Check(len(lines) <= maxStatements, "can do "+l.Code, "At most %d statements at one level.", maxStatements)
	}
	return x, f.Err()
}

// nest finds what each row stands under: the row with the code or identifier in its column parent, else the one whose outline number its own goes on.
func (in *incoming) nest(rows []tableRow, byWord map[string]int) {
	for _, x := range rows {
		r := incomingRow{line: x.line, key: x.Code, title: x.Title, id: x.ID, code: x.Code}
		switch {
		case x.parent != "":
			i, ok := byWord["c"+x.parent]
			if !ok {
				i, ok = byWord[strings.ToLower(x.parent)]
			}
			if !ok {
				r.err = errs.Bad("parent", "No row of the file has the code %s.", x.parent)
			} else {
				x.ParentID = rows[i].ID
			}
		case strings.Contains(x.path, "."):
			up := x.path[:strings.LastIndexByte(x.path, '.')]
			if i, ok := byWord["p"+up]; ok {
				x.ParentID = rows[i].ID
			} else {
				r.err = errs.Bad("level path", "No row of the file has the outline number %s.", up)
			}
		}
		if r.err == nil {
			in.content.Competencies = append(in.content.Competencies, x.Competency)
		}
		in.rows = append(in.rows, r)
	}
	slices.SortStableFunc(in.rows, func(a, b incomingRow) int { return a.line - b.line })
}
