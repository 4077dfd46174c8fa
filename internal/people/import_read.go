package people

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// memberFields are the columns that a file of memberships may have.
var memberFields = []tabular.FieldSpec{
	{Name: "number", Aliases: []string{"member number", "member id", "member no", "membership number", "membership id", "customer id", "id",
		"número de socio", "número de miembro", "numéro de membre", "numéro d'adhérent"}},
	{Name: "name", Aliases: []string{"full name", "member name", "person", "nombre completo", "nombre y apellidos", "nom complet", "nom et prénom"}},
	{Name: "first", Aliases: []string{"first name", "given name", "given names", "forename", "nombre", "nombres", "prénom"}},
	{Name: "last", Aliases: []string{"last name", "family name", "surname", "apellidos", "apellido", "nom de famille", "nom"}},
	{Name: "email", Aliases: []string{"e-mail", "email address", "e-mail address", "mail", "primary email", "correo electrónico", "correo", "courriel", "adresse courriel", "adresse électronique"}},
	{Name: "class", Aliases: []string{"class", "membership class", "member class", "member type", "membership type", "membership", "type", "category",
		"tipo de socio", "tipo de miembro", "clase", "categoría", "tipo", "type de membre", "type d'adhésion", "catégorie de membre", "catégorie"}, Required: true},
	{Name: "start", Aliases: []string{"starts on", "start date", "from", "valid from", "join date", "joined", "begin date", "period start", "effective date",
		"fecha de inicio", "desde", "inicio", "date de début", "début", "depuis"}, Required: true},
	{Name: "end", Aliases: []string{"ends on", "end date", "to", "until", "valid until", "paid thru", "paid through", "expires", "expiration date", "expiry date", "period end", "lapse date",
		"fecha de fin", "fecha de vencimiento", "vencimiento", "hasta", "date de fin", "date d'échéance", "échéance", "jusqu'au", "fin"}},
}

// roleWords are headers of columns that would give people rights, were they read.
var roleWords = []string{"role", "roles", "permission", "permissions", "admin", "isadmin", "rights", "unit", "unitid", "organisation", "organization", "organisationid", "orgid", "password"}

// readMembers reads the whole file. Rows that cannot be read are among the lines, refused.
func readMembers(r io.Reader, o ImportOptions, report *tabular.Report) ([]*memberLine, error) {
	if o.Table.MaxRows == 0 || o.Table.MaxRows > importRows {
		o.Table.MaxRows = importRows
	}
	classes, err := o.folded()
	if err != nil {
		return nil, err
	}
	t, err := tabular.Open(r, o.Table)
	if err != nil {
		return nil, err
	}
	unknown := map[string]bool{}
	mapping, unread := o.Mapping.Guess(t.Headers(), memberFields)
	if err := mapping.Complete(memberFields); err != nil {
		return nil, err
	}
	if err := t.Use(mapping); err != nil {
		return nil, err
	}
	for _, h := range unread {
		if slices.Contains(roleWords, tabular.Fold(h)) {
			report.Note(fmt.Sprintf("The column “%s” was not read: rights are given by hand and never by a file.", h))
		} else if h != "" {
			report.Note(fmt.Sprintf("The column “%s” was not read.", h))
		}
	}
	type raw struct {
		row tabular.Row
		err error
	}
	var rows []raw
	starts, ends := tabular.NewDateReader(o.DateOrder).Days(), tabular.NewDateReader(o.DateOrder).Days()
	for row, err := range t.Rows() {
		rows = append(rows, raw{row, err})
		starts.Learn(row.Get("start"))
		ends.Learn(row.Get("end"))
	}
	if err := t.Err(); err != nil {
		return nil, err
	}
	report.Note(t.Notes()...)
	report.Note(starts.Notes()...)
	report.Note(ends.Notes()...)
	lines := make([]*memberLine, len(rows))
	for i, r := range rows {
		l := &memberLine{report: tabular.RowReport{Line: r.row.Line, Notes: r.row.Notes}}
		if err := r.err; err != nil {
			l.refuse(err)
		} else {
			if word := l.read(r.row, starts, ends, classes); word != "" && o.Unknown != nil && !unknown[classKey(word)] {
				unknown[classKey(word)] = true
				o.Unknown(word)
			}
		}
		l.readNotes = l.report.Notes
		lines[i] = l
	}
	return lines, nil
}

// read takes the cells of one row; what is wrong refuses it. It returns the word for a class that is not known.
func (l *memberLine) read(row tabular.Row, starts, ends *tabular.DateReader, classes map[string]string) (unknown string) {
	var f errs.Fields
	l.number = row.Get("number")
	l.name = CleanName(row.Get("name"))
	if l.name == "" {
		l.name = CleanName(row.Get("first") + " " + row.Get("last"))
	}
	if last, first, ok := strings.Cut(l.name, ","); ok && !strings.Contains(first, ",") {
		l.name = CleanName(first + " " + last)
	}
	for _, field := range []string{"number", "name", "first", "last", "email", "class"} {
		f.Check(!tabular.LooksLikeFormula(row.Get(field)), field, "The cell looks like a formula: %s", short(row.Get(field)))
	}
	f.Check(len(l.number) <= 40, "number", "A member number has at most 40 characters.")
	l.readAddresses(&f, row.Get("email"))
	f.Check(l.number != "" || row.Get("email") != "", "email", "There is neither a member number nor an address.")
	unknown = l.readClass(&f, row.Get("class"), classes)
	l.start = l.date(&f, "start", row.Get("start"), starts)
	if cell := row.Get("end"); cell != "" {
		l.end = l.date(&f, "end", cell, ends)
	} else if l.class == "life" {
		l.end = Forever
	} else {
		f.Add("end", "The last day of membership is missing.")
	}
	if len(f) == 0 && l.start > l.end {
		f.Add("end", "The last day %s is before the first day %s.", l.end, l.start)
	}
	l.report.Key, l.report.Title = l.number, l.name
	if l.number == "" && len(l.addresses) > 0 {
		l.report.Key = l.addresses[0].text
	}
	if err := f.Err(); err != nil {
		l.refuse(err)
	}
	return unknown
}

func (l *memberLine) date(f *errs.Fields, field, cell string, r *tabular.DateReader) string {
	if cell == "" {
		f.Add(field, "The first day of membership is missing.")
		return ""
	}
	d, note, err := r.Date(cell)
	tabular.NameField(f, field, err)
	if note != "" {
		l.report.Notes = append(l.report.Notes, note)
	}
	if err != nil {
		return ""
	}
	return d.String()
}

// short cuts a cell that is cited in a complaint.
func short(cell string) string {
	if r := []rune(cell); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return cell
}
