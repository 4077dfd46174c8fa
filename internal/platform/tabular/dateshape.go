package tabular

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// dateCell is a cell taken apart into the numbers of a date.
type dateCell struct {
	text string
	// shape is set when the order of day and month is to be told from the
	// numbers: how many digits between which separators, as "dd-dd-dddd".
	shape string
	// first and second are the numbers of a shape in the order in which they stand.
	first, second int
	// year, month and day are those of a cell whose order is plain.
	year, month, day int
	weekday          string // as written, in lower case; empty when there is none
	shortYear        bool
}

// maxDateText is longer than any date that people write.
const maxDateText = 64

// readDateCell recognises the forms of dates. It does not ask whether there is such a day.
func readDateCell(text string) (dateCell, bool) {
	text = trim(text)
	if text == "" || len(text) > maxDateText {
		return dateCell{}, false
	}
	parts := dateParts(text)
	c, ok := numericDate(parts)
	if !ok {
		c, ok = namedDate(parts)
	}
	c.text = text
	return c, ok
}

// dateParts splits a text into runs of digits, words, and what stands between
// them, with the dashes of word processors taken for hyphens.
func dateParts(text string) []string {
	var parts []string
	kind := 0
	for _, r := range text {
		if unicode.Is(unicode.Pd, r) || r == '\u2212' {
			r = '-'
		}
		k := 3
		switch {
		case r >= '0' && r <= '9':
			k = 1
		case unicode.IsLetter(r):
			k = 2
		}
		if k != kind {
			parts = append(parts, "")
			kind = k
		}
		parts[len(parts)-1] += string(r)
	}
	return parts
}

// numericDate takes 2016-07-14, 14.06.2016, 06/14/2016 and 20160714.
func numericDate(p []string) (dateCell, bool) {
	if len(p) == 1 && len(p[0]) == 8 && digits(p[0]) {
		return dateCell{year: number(p[0][:4]), month: number(p[0][4:6]), day: number(p[0][6:])}, true
	}
	if len(p) != 5 || p[1] != p[3] || !strings.Contains("-/.", p[1]) || len(p[1]) != 1 ||
		!digits(p[0]) || !digits(p[2]) || !digits(p[4]) {
		return dateCell{}, false
	}
	a, b, c := len(p[0]), len(p[2]), len(p[4])
	switch {
	case a == 4 && b <= 2 && c <= 2:
		return dateCell{year: number(p[0]), month: number(p[2]), day: number(p[4])}, true
	case a <= 2 && b <= 2 && c == 4:
		d := dateCell{first: number(p[0]), second: number(p[2]), year: number(p[4])}
		d.shape = strings.Repeat("d", a) + p[1] + strings.Repeat("d", b) + p[1] + "dddd"
		return d, true
	case a <= 2 && b <= 2 && c == 2:
		return dateCell{shortYear: true}, true
	}
	return dateCell{}, false
}

// namedDate takes 14 June 2016, June 14, 2016, 14-Jun-2016, 2016 June 14, with a
// weekday before or not. The month's name leaves no doubt about the order.
func namedDate(p []string) (dateCell, bool) {
	var c dateCell
	var numbers []string
	for i, part := range p {
		word := Fold(part)
		if word == "" {
			word = part
		}
		switch {
		case digits(part):
			numbers = append(numbers, part)
		case c.month == 0 && monthNames[word] > 0:
			c.month = monthNames[word]
		case i == 0 && weekdayNames[word] != "":
			c.weekday = weekdayNames[word]
		case i > 0 && digits(p[i-1]) && len(p[i-1]) <= 2 && strings.Contains(" st nd rd th er ", " "+word+" "):
		case word == "of" || word == "de" || word == "del":
		case strings.Trim(word, " ,.-/'’") != "":
			return dateCell{}, false
		}
	}
	if c.month == 0 || len(numbers) != 2 {
		return dateCell{}, false
	}
	day, year := numbers[0], numbers[1]
	if len(day) == 4 {
		day, year = year, day
	}
	if len(day) > 2 || len(year) != 4 && len(year) != 2 {
		return dateCell{}, false
	}
	c.day, c.year, c.shortYear = number(day), number(year), len(year) == 2
	return c, true
}

func digits(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// number is for runs of at most eight digits.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

var (
	monthNames   = map[string]int{"sept": 9}
	weekdayNames = map[string]string{"tues": "tuesday", "wednes": "wednesday", "thur": "thursday", "thurs": "thursday"}
)

// otherMonths and otherWeekdays are the names in Spanish, French, German and Portuguese, folded.
var (
	otherMonths = [][]string{
		{"enero", "ene", "janvier", "janv", "januar", "janner", "janeiro"}, {"febrero", "fevrier", "fevr", "februar", "fevereiro", "fev"}, {"marzo", "mars", "marz", "maerz", "mrz", "marco"},
		{"abril", "abr", "avril", "avr"}, {"mayo", "mai", "maio"}, {"junio", "juin", "juni", "junho"}, {"julio", "juillet", "juil", "juli", "julho"}, {"agosto", "ago", "aout"},
		{"septiembre", "setiembre", "septembre", "setembro"}, {"octubre", "octobre", "oktober", "okt", "outubro"}, {"noviembre", "novembre", "novembro"}, {"diciembre", "dic", "decembre", "dezember", "dez", "dezembro"},
	}
	otherWeekdays = [][]string{
		{"domingo", "dimanche", "sonntag"}, {"lunes", "lundi", "montag"}, {"martes", "mardi", "dienstag"}, {"miercoles", "mercredi", "mittwoch"}, {"jueves", "jeudi", "donnerstag"}, {"viernes", "vendredi", "freitag"},
		{"sabado", "samedi", "samstag"},
	}
)

func init() {
	for i, names := range otherMonths {
		for _, name := range names {
			monthNames[name] = i + 1
		}
	}
	for i, names := range otherWeekdays {
		for _, name := range names {
			weekdayNames[name] = strings.ToLower(time.Weekday(i).String())
		}
	}
	for m := time.January; m <= time.December; m++ {
		name := strings.ToLower(m.String())
		monthNames[name], monthNames[name[:3]] = int(m), int(m)
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		name := strings.ToLower(d.String())
		weekdayNames[name], weekdayNames[name[:3]] = name, name
	}
}
