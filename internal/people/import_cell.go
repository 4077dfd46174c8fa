package people

import (
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
)

// addressJoins are words that stand between two addresses in a cell.
var addressJoins = []string{"and", "or", "y", "o", "et", "ou", "&", "/", "|", "+"}

// readAddresses takes the addresses of a cell, the main one first: "a@b.org; c@d.org", "Ann Lee
// <a@b.org>", "mailto:a@b.org".
func (l *memberLine) readAddresses(f *errs.Fields, cell string) {
	rest := cell
	if strings.Contains(cell, "<") {
		// What is outside the brackets is the name of the person.
		rest = ""
		for _, part := range strings.Split(cell, "<")[1:] {
			in, _, _ := strings.Cut(part, ">")
			rest += in + " "
		}
	}
	for _, word := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(",; \t\r\n\u00a0", r) }) {
		if slices.Contains(addressJoins, strings.ToLower(word)) {
			continue
		}
		if len(word) > 7 && strings.EqualFold(word[:7], "mailto:") {
			word, _, _ = strings.Cut(word[7:], "?")
		}
		key, ok := FoldEmail(word)
		if !ok {
			f.Add("email", "“%s” is not an e-mail address, or has letters in it that only look like others.", short(cell))
			return
		}
		if !slices.ContainsFunc(l.addresses, func(a memberAddress) bool { return a.key == key }) {
			l.addresses = append(l.addresses, memberAddress{word, key})
		}
	}
	if len(l.addresses) > 1 {
		l.note("The cell has %d addresses. Letters go to the first one, %s.", len(l.addresses), l.addresses[0].text)
	}
	f.Check(cell == "" || len(l.addresses) > 0, "email", "“%s” is not an e-mail address, or has letters in it that only look like others.", short(cell))
}

// classWords are what lists call each class besides its own name, folded: plain translations and
// spellings, and nothing that has to be guessed.
var classWords = map[string][]string{
	"regular":        {"regulier", "reguliere", "ordinaire", "ordinario", "ordinaria"},
	"student":        {"students", "estudiante", "etudiant", "etudiante"},
	"support-staff":  {"personal de apoyo", "personnel de soutien"},
	"retired":        {"jubilado", "jubilada", "retraite", "retraitee"},
	"trustee":        {"trustees"},
	"organisational": {"organizational", "organizacional", "organisationnel", "organisationnelle"},
	"international":  {"internacional", "internationale"},
	"life":           {"vitalicio", "vitalicia", "de por vida", "a vie"},
}

// notNow are words that turn the others round.
var notNow = []string{"non", "not", "no", "former", "ex", "past", "lapsed", "expired", "pending"}

// readClass takes the class of membership that a cell means, by classes first, which somebody has said for their list. Other words around it are passed
// over, which the row's notes say; a cell that names no class, or two, is refused. It returns a cell that names none.
func (l *memberLine) readClass(f *errs.Fields, cell string, classes map[string]string) (unknown string) {
	folded := Fold(cell)
	if class, ok := classes[folded]; ok {
		l.class = class
		l.note("“%s” was taken as %s.", short(cell), class)
		return ""
	}
	words := strings.Fields(folded)
	var found []string
	for _, class := range Classes {
		name := strings.ReplaceAll(class, "-", " ")
		if folded == name {
			l.class = class
			return ""
		}
		for _, phrase := range append([]string{name}, classWords[class]...) {
			if strings.Contains(" "+folded+" ", " "+phrase+" ") {
				found = append(found, class)
				break
			}
		}
	}
	switch {
	case len(found) == 1 && !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(notNow, w) }):
		l.class = found[0]
		if plain := strings.TrimSuffix(strings.TrimSuffix(folded, " membership"), " member"); plain != strings.ReplaceAll(l.class, "-", " ") {
			l.note("“%s” was taken as %s.", short(cell), l.class)
		}
	case len(found) > 1:
		f.Add("class", "“%s” can be %s. Write one of them.", short(cell), strings.Join(found, " or "))
	default:
		f.Add("class", "“%s” names no class of membership that we know. Write one of: %s.", short(cell), strings.Join(Classes, ", "))
		return cell
	}
	return ""
}
