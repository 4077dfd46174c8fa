package people

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// organisationFields are the columns of a table of organisations.
var organisationFields = []tabular.FieldSpec{
	{Name: "name", Aliases: []string{"library name", "organisation", "organization", "institution", "nombre", "nom"}, Required: true},
	{Name: "key", Aliases: []string{"code", "id", "identifier", "scheme key", "isil", "código", "identifiant"}, Required: true},
	{Name: "kind", Aliases: []string{"type", "tipo"}},
	{Name: "scheme", Aliases: []string{"list", "register"}},
	{Name: "part_of", Aliases: []string{"part of", "parent", "parent key", "parent code", "system"}},
	{Name: "place", Aliases: []string{"city", "town", "ciudad", "ville"}},
	{Name: "region", Aliases: []string{"state", "province", "estado", "provincia"}},
	{Name: "country", Aliases: []string{"country code", "país", "pays"}},
}

// outletFields are the columns that are read of the survey's outlet file.
var outletFields = []tabular.FieldSpec{
	{Name: "fscs", Aliases: []string{"FSCS ID", "FSCSKEY"}, Required: true},
	{Name: "outlet", Aliases: []string{"FSCS ID_SEQ", "FSCS_SEQ"}, Required: true},
	{Name: "name", Aliases: []string{"LIBRARY NAME", "LIBNAME"}, Required: true},
	{Name: "system", Aliases: []string{"LIBRARY SYSTEM"}},
	{Name: "region", Aliases: []string{"STATE", "STABR"}},
	{Name: "county", Aliases: []string{"COUNTY", "CNTY"}},
	{Name: "city"},
	{Name: "location"},
}

// organisationReader returns what reads one row of the file, by its format.
func organisationReader(t *tabular.Reader, o *OrganisationImport, report *tabular.Report) (func(tabular.Row, *organisationLine) error, error) {
	if o.Format == "" {
		o.Format = FormatTable
		if outlets, _ := tabular.Guess(t.Headers(), outletFields); outlets["fscs"] != "" && outlets["outlet"] != "" {
			o.Format = FormatPLS
		}
	}
	fields, read := organisationFields, o.readTable
	switch o.Format {
	case FormatTable:
	case FormatPLS:
		fields, read = outletFields, readOutlet
		report.Note("Read as the outlet file of the Public Libraries Survey. Names in capitals alone were written as names are.")
	default:
		return nil, errs.Bad("format", "There is no format %s. The formats are: %s, %s.", o.Format, FormatTable, FormatPLS)
	}
	mapping, unread := tabular.Guess(t.Headers(), fields)
	if err := mapping.Complete(fields); err != nil {
		return nil, err
	}
	if unread = slices.DeleteFunc(unread, func(h string) bool { return h == "" }); len(unread) > 0 {
		report.Note(fmt.Sprintf("Columns that were not read: %s.", strings.Join(unread, ", ")))
	}
	if o.Format == FormatTable && mapping["scheme"] == "" && o.Scheme == "" {
		return nil, errs.Bad("scheme", "Say whose list the codes are from, such as ISIL: in a column “scheme”, or with the file.")
	}
	return read, t.Use(mapping)
}

// readTable takes a row of a table with our own columns.
func (o *OrganisationImport) readTable(row tabular.Row, l *organisationLine) error {
	l.Organisation = Organisation{Kind: strings.ToLower(cmp.Or(row.Get("kind"), "library")), Name: row.Get("name"), Scheme: cmp.Or(row.Get("scheme"), o.Scheme), SchemeKey: row.Get("key"),
		Place: row.Get("place"), Region: row.Get("region"), Country: row.Get("country")}
	l.parentKey = row.Get("part_of")
	var f errs.Fields
	f.Check(l.SchemeKey != "", "key", "The code is missing.")
	for _, field := range []string{"name", "key", "place", "region"} {
		f.Check(!tabular.LooksLikeFormula(row.Get(field)), field, "The cell looks like a formula: %s", short(row.Get(field)))
		f.Check(len(row.Get(field)) <= 300, field, "The cell is longer than a name: %s", short(row.Get(field)))
	}
	return f.Err()
}

var (
	fscsID   = regexp.MustCompile(`^[A-Z]{2}[0-9]{4}$`)
	outletNo = regexp.MustCompile(`^[0-9]{1,4}$`)
	// cityLine is the line of an address that holds nothing but city and state.
	cityLine = regexp.MustCompile(`^([^,0-9]+), [A-Z]{2}$`)
)

// readOutlet takes a row of the survey's outlet file. The column LIBRARY ID is each state's own and names nothing uniquely; FSCS id and
// outlet number do. Where the address does not have the city on a line of its own, the county stands for it.
func readOutlet(row tabular.Row, l *organisationLine) error {
	fscs, no, region := strings.ToUpper(row.Get("fscs")), row.Get("outlet"), strings.ToUpper(row.Get("region"))
	var f errs.Fields
	f.Check(fscsID.MatchString(fscs), "fscs", "“%s” is not an FSCS id: two letters and four digits.", short(fscs))
	f.Check(outletNo.MatchString(no), "outlet", "“%s” is not the number of an outlet.", short(no))
	f.Check(len(row.Get("name")) <= 300, "name", "The cell is longer than a name: %s", short(row.Get("name")))
	place := row.Get("city")
	for _, line := range strings.Split(row.Get("location"), "\n") {
		if m := cityLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil && place == "" {
			place = m[1]
		}
	}
	place = cmp.Or(place, row.Get("county"))
	l.Organisation = Organisation{Kind: "library", Name: plainCase(row.Get("name")), Scheme: "FSCS", Place: plainCase(place), Region: region, Country: "US"}
	if len(f) == 0 {
		l.SchemeKey = fmt.Sprintf("%s-%03s", fscs, no)
	}
	l.family = &Organisation{Kind: "system", Name: plainCase(CleanName(cmp.Or(row.Get("system"), row.Get("name")))), Scheme: "FSCS", SchemeKey: fscs, Region: region, Country: "US"}
	return f.Err()
}

// smallWords are written small inside a name.
var smallWords = strings.Fields("a an and at by de del for in la las los of on or the to")

// plainCase writes a name that stands in capitals alone as names are written. Any other stays.
func plainCase(name string) string {
	if strings.ToUpper(name) != name {
		return name
	}
	words := strings.Fields(strings.ToLower(name))
	for i, word := range words {
		parts := strings.Split(word, "-")
		for j, p := range parts {
			switch {
			case len(p) > 1 && strings.Trim(p, "ivx") == "":
				parts[j] = strings.ToUpper(p) // Branch II
			case i+j > 0 && slices.Contains(smallWords, p):
			default:
				parts[j] = capitals(p)
			}
		}
		words[i] = strings.Join(parts, "-")
	}
	return strings.Join(words, " ")
}

// capitals raises the first letter of a word and each that follows a sign within it, but the s of "friend's".
func capitals(word string) string {
	letters := []rune(word)
	for i, r := range letters {
		if i == 0 || !unicode.IsLetter(letters[i-1]) && !unicode.IsDigit(letters[i-1]) && !(letters[i-1] == '\'' && i == len(letters)-1) {
			letters[i] = unicode.ToUpper(r)
		}
	}
	return string(letters)
}

// organisationSaid are the fields that are remembered as the file said them.
var organisationSaid = []struct {
	name string
	of   func(*Organisation) *string
}{
	{"name", func(o *Organisation) *string { return &o.Name }},
	{"kind", func(o *Organisation) *string { return &o.Kind }},
	{"place", func(o *Organisation) *string { return &o.Place }},
	{"region", func(o *Organisation) *string { return &o.Region }},
	{"country", func(o *Organisation) *string { return &o.Country }},
}

// saidPartOf is under what is remembered what it is part of.
const saidPartOf = "part_of"

// said is what the row says, by field.
func (l *organisationLine) said() map[string]string {
	out := map[string]string{}
	for _, f := range organisationSaid {
		if v := *f.of(&l.Organisation); v != "" {
			out[f.name] = v
		}
	}
	if l.parentKey != "" {
		out[saidPartOf] = l.parentKey
	}
	return out
}
