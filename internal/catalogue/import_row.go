package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// importRow is a row that has been read and not yet been taken. It is never changed afterwards, as
// a transaction may be run again.
type importRow struct {
	line  int
	key   string // in the source
	title string
	unit  id.ID
	// unitNamed says that the row itself names the unit.
	unitNamed bool
	kind      Kind
	// says is what the row says of its offer. One that is known by its title alone says nothing of how that is written.
	says       Draft
	categories []string
	titleIsKey bool
	// when is the date that the row gives, or nil.
	when   *importDate
	emails []string
	notes  []string
	err    error // why the row is refused
}

// importDate is a date of a row.
type importDate struct {
	key          string // among the offer's dates
	formerly     string // its key as long as the calendar had it at another time
	starts, ends time.Time
	zone         string
	place, room  string
	platform     string
	link         string
	capacity     int
	hasCapacity  bool
	cancelled    bool
	// sequence counts the changes of a date where its source does (numbered).
	sequence      int
	numbered      bool
	lengthIsKnown bool
	// repeated says that an earlier row of the file gives the same date, and has said all about it.
	repeated bool
}

// note keeps a sentence for the report.
func (r *importRow) note(sentence string) {
	if sentence != "" {
		r.notes = append(r.notes, sentence)
	}
}

// rowReader reads the rows of one table.
type rowReader struct {
	run   *importRun
	dates *tabular.DateReader
	// other reads dates outside the column of dates, of which nothing was learned.
	other *tabular.DateReader
	// zones are those that the headings of the times name, by field.
	zones map[string]string
	// assumed counts the rows of which nothing says how long they take.
	assumed int
	// leftOut are words of a feed, by field, that mean nothing here.
	leftOut []string
}

// read turns the cells of a row of a name into an importRow; whatever is wrong with them is its err.
func (rd *rowReader) read(ctx context.Context, row tabular.Row, name naming) importRow {
	title, off := calledOff(plain(row.Get("title")))
	r := importRow{line: row.Line, title: title, notes: slices.Clone(row.Notes)}
	var f errs.Fields
	f.Check(r.title != "", "title", "The title is missing.")
	_, sum := wordOr(nil, sumWords, r.title)
	f.Check(!sum || row.Get("date")+row.Get("time")+row.Get("id") != "", "title", "“%s” looks like the sum of the rows above, not like an offer.", r.title)
	for _, name := range textFields {
		f.Check(!tabular.LooksLikeFormula(row.Get(name)), name, "“%s” is a formula, not a text.", cutWords(line(row.Get(name)), 60))
	}
	r.kind = rd.run.o.Kind
	if value := rd.word(row.Get("kind"), "kind", kindTerms, kindWords, "“%s” is not a kind of offer. Write one of: %s.", &f); value != "" {
		r.kind = Kind(value)
	}
	if err := rd.unit(ctx, row, &r, &f); err != nil {
		r.err = err
		return r
	}
	date := rd.when(row, &r, &f)
	if r.when != nil {
		r.when.cancelled = r.when.cancelled || off
	} else {
		r.title = plain(row.Get("title")) // nothing else would say that it does not take place
	}
	rd.content(row, &r, &f)
	if r.key = name.offer; r.key == "" {
		r.key, r.titleIsKey = titleKey(r.title)+date, true
	}
	if rd.run.feed != nil {
		f = r.forgive(f)
	}
	if r.err = f.Err(); r.err != nil {
		return r
	}
	rd.run.sight(&r, name.date)
	return r
}

// forgive leaves out what a feed says badly and an offer can do without, and returns the other complaints: nobody here can correct a feed.
func (r *importRow) forgive(complaints errs.Fields) (others errs.Fields) {
	for _, c := range complaints {
		switch name, _, _ := strings.Cut(c.Name, "_"); name {
		case "price":
			r.says.Prices = nil
		case "areas":
			r.says.Areas = slices.DeleteFunc(r.says.Areas, func(code string) bool { return code == "" })
		case "capacity":
			if r.when != nil {
				r.when.hasCapacity = false
			}
		case "review":
			r.says.ReviewBy = ""
		case "expires":
			r.says.ExpiresOn = ""
		case "minutes":
		default:
			others = append(others, c)
			continue
		}
		r.note("Left out: " + tabular.ProblemsOf(errs.Fields{c}.Err())[0].Message)
	}
	return others
}

// titleKey is how the keys of rows begin that have no id; the day follows.
func titleKey(title string) string { return "title:" + cmp.Or(people.Fold(title), title) + "|" }

// sight tells the dates of one offer apart: by the name that one has, else the same start is the same date.
func (run *importRun) sight(r *importRow, name string) {
	if r.when == nil {
		return
	}
	at := r.when.starts.UnixMicro()
	n := slices.Index(run.starts[r.key], at)
	r.when.repeated = n >= 0
	if n < 0 {
		n = len(run.starts[r.key])
		run.starts[r.key] = append(run.starts[r.key], at)
	}
	r.when.key = "row:" + strconv.Itoa(n+1)
	if name != "" {
		r.when.key, r.when.repeated = name, false
	}
}

// unit finds out who offers it, and whether the actor may enter it.
func (rd *rowReader) unit(ctx context.Context, row tabular.Row, r *importRow, f *errs.Fields) error {
	r.unit = rd.run.o.Unit
	if cell := row.Get("unit"); cell != "" {
		u, ok, err := rd.run.s.people.UnitNamed(ctx, cell)
		if err != nil {
			return err
		}
		if !ok {
			units, err := rd.run.s.people.Units(ctx)
			if err != nil {
				return err
			}
			var names []string
			for _, u := range units {
				names = append(names, u.Acronym)
			}
			f.Add("unit", "“%s” is not a unit of ours. Write one of: %s.", cell, cutWords(strings.Join(names, ", "), 400))
			return nil
		}
		if u, err = rd.run.s.people.CurrentUnit(ctx, u.ID); err != nil {
			return err
		}
		r.unit, r.unitNamed = u.ID, true
	}
	if r.unit == "" {
		f.Add("unit", "Nothing says which unit offers it. Name the unit of the whole file, or give the file a column called Unit.")
		return nil
	}
	may, err := rd.run.rightsIn(ctx, r.unit)
	if err != nil {
		return err
	}
	f.Check(may.edit, "unit", "Your roles do not allow you to enter offers of %s.", may.unit.Acronym)
	return nil
}

// word reads a word of a vocabulary. One that is not known is the fault of a table, which its editor can correct; what other programs
// publish has words of its own, which are noted once for all rows and left out.
func (rd *rowReader) word(cell, field string, terms []term, others meaning, message string, f *errs.Fields) string {
	if cell == "" {
		return ""
	}
	value, ok := wordOr(terms, others, cell)
	switch {
	case ok:
	case rd.run.feed != nil:
		rd.leftOut = append(rd.leftOut, field+": "+cutWords(line(cell), 40))
	default:
		f.Add(field, message, cell, valuesOf(terms))
	}
	return value
}

// leftOutNote names the words of a feed that are none of ours.
func (rd *rowReader) leftOutNote() string {
	slices.Sort(rd.leftOut)
	words := slices.Compact(rd.leftOut)
	if len(words) == 0 {
		return ""
	}
	if more := len(words) - 12; more > 0 {
		words = append(words[:12], fmt.Sprintf("and %d more", more))
	}
	return "Words of its own that mean nothing here were left out: " + strings.Join(words, ", ") + "."
}

// content reads what a row says of its offer.
func (rd *rowReader) content(row tabular.Row, r *importRow, f *errs.Fields) {
	d := &r.says
	d.Title = r.title
	d.Summary, d.Description = plain(row.Get("summary")), calendar.PlainText(row.Get("description"))
	d.Objectives, d.Themes = points(row.Get("objectives")), splitWords(row.Get("themes"))
	d.Accessibility.Statement, d.Prerequisites.Text = calendar.PlainText(row.Get("accessibility")), calendar.PlainText(row.Get("prerequisites"))
	d.Language, d.Platform = row.Get("language"), plain(row.Get("platform"))
	if code := languageNames[people.Fold(d.Language)]; code != "" {
		d.Language = code
	}
	d.Link = rd.link(row.Get("link"), r)
	d.ExtraSponsors = append(d.ExtraSponsors, split(plain(row.Get("sponsor")))...)
	d.Level = Level(rd.word(row.Get("level"), "level", levelTerms, levelWords, "“%s” is not a level. Write one of: %s.", f))
	d.Format = Format(rd.word(row.Get("format"), "format", formatTerms, formatWords, "“%s” is not a format. Write one of: %s.", f))
	for _, cell := range splitWords(row.Get("audiences")) {
		if value := rd.word(cell, "audiences", audienceTerms, audienceWords, "“%s” is not an audience. Write one or more of: %s.", f); value != "" {
			d.Audiences = append(d.Audiences, Audience(value))
		}
	}
	n, err := lengthOf(row)
	tabular.NameField(f, "minutes", err)
	d.Minutes = n
	if r.when != nil && d.Minutes == 0 {
		// A date of several days has its nights in it, and says nothing of the time for learning.
		if n := r.when.ends.Sub(r.when.starts); r.when.lengthIsKnown && n <= longestSitting {
			d.Minutes = int(n / time.Minute)
		}
	}
	for _, cell := range splitWords(row.Get("areas")) {
		code, ok := rd.run.area(cell)
		f.Check(ok, "areas", "“%s” is not a content area. Write one or more of: %s.", cell, rd.run.areaCodes())
		d.Areas = append(d.Areas, code)
	}
	r.categories = split(plain(row.Get("category")))
	d.Prices = pricesIn(row, f)
	for _, c := range []struct {
		column string
		to     *string
	}{{"review_by", &d.ReviewBy}, {"expires_on", &d.ExpiresOn}} {
		if cell := row.Get(c.column); cell != "" {
			day, _, err := rd.other.Date(cell)
			tabular.NameField(f, c.column, err)
			*c.to = day.String()
		}
	}
	d.Presenters = presentersIn(row.Get("presenters"))
	for _, p := range d.Presenters {
		if p.Email != "" {
			r.emails = append(r.emails, p.Email)
		} else if strings.ContainsAny(p.Name, ",&/") || strings.Contains(p.Name, " and ") {
			r.note(fmt.Sprintf("“%s” was taken for the name of one person. Write a semicolon between several.", p.Name))
		}
	}
}

// link reads the address of an offer's own page. One that no browser should be sent to (javascript:, file:), and one that only means
// something where it was published, is left out with a note; what is only misspelt is the row's own fault.
func (rd *rowReader) link(cell string, r *importRow) string {
	link, note := wholeAddress(cell)
	if link != "" && !webAddress(link) && (scheme.MatchString(link) || rd.run.feed != nil) {
		link, note = "", fmt.Sprintf("The link “%s” is none of a web page, and was left out.", cutWords(line(cell), 60))
	}
	r.note(note)
	return link
}

func valuesOf(terms []term) string {
	var out []string
	for _, t := range terms {
		out = append(out, t.value)
	}
	return strings.Join(out, ", ")
}

func (run *importRun) areaCodes() string {
	var out []string
	for _, a := range run.areas {
		out = append(out, a.Code)
	}
	return strings.Join(out, ", ")
}
