package catalogue

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"learningcommons.dev/commons/internal/platform/errs"
)

// plain turns a cell that may hold HTML into its text on one line. Text without a tag or an
// entity is only trimmed, so that "a < b" stays what it is.
func plain(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return line(s)
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	hidden := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return line(b.String())
		case html.TextToken:
			if hidden == 0 {
				b.WriteString(html.UnescapeString(string(z.Raw())))
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			if hides(string(name)) {
				hidden++
			} else if breaks(string(name)) {
				b.WriteByte(' ')
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if hides(string(name)) {
				hidden = max(0, hidden-1)
			} else if breaks(string(name)) {
				b.WriteByte(' ')
			}
		case html.SelfClosingTagToken:
			b.WriteByte(' ')
		}
	}
}

func hides(tag string) bool { return tag == "script" || tag == "style" }

// breaks reports whether the words around a tag are not one word.
func breaks(tag string) bool {
	switch tag {
	case "a", "b", "i", "em", "strong", "span", "u", "sup", "sub", "small":
		return false
	}
	return true
}

// split takes a cell apart that lists several things: on lines of their own, or between semicolons or bars.
func split(cell string) []string {
	return list(strings.FieldsFunc(cell, func(r rune) bool { return r == '\n' || r == ';' || r == '|' }))
}

// splitWords is split for words of a vocabulary, which hold no commas.
func splitWords(cell string) []string {
	return list(strings.FieldsFunc(cell, func(r rune) bool { return r == '\n' || r == ';' || r == '|' || r == ',' }))
}

// word finds the value of a vocabulary that a cell means, by value or by label.
func word(terms []term, cell string) (string, bool) {
	folded := strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(cell))
	for _, t := range terms {
		for _, name := range []string{t.value, t.label} {
			if strings.NewReplacer(" ", "", "-", "").Replace(strings.ToLower(name)) == folded {
				return t.value, true
			}
		}
	}
	return "", false
}

var (
	presenterMail = regexp.MustCompile(`^(.*?)\s*<\s*([^<>\s]+@[^<>\s]+)\s*>$`)
	minutesWords  = regexp.MustCompile(`(?i)^(?:(\d{1,4})\s*(?:h|hrs?|hours?))?\s*(?:(\d{1,6})\s*(?:m|min|mins|minutes?)?)?$`)
	clockLength   = regexp.MustCompile(`^(\d{1,3}):([0-5]\d)$`)
)

// presentersIn reads "Name <address>; Name".
func presentersIn(cell string) []Presenter {
	var out []Presenter
	for _, s := range split(cell) {
		p := Presenter{Name: s}
		if m := presenterMail.FindStringSubmatch(s); m != nil {
			p.Name, p.Email = m[1], m[2]
		} else if strings.Contains(s, "@") && !strings.Contains(s, " ") {
			p.Name, p.Email = "", s
		}
		out = append(out, p)
	}
	return out
}

// minutesIn reads a length: 90, "90 min", "1 h 30 min", "1:30", "2 hours".
func minutesIn(cell string) (int, error) {
	cell = line(cell)
	hours, minutes := "", ""
	if m := clockLength.FindStringSubmatch(cell); m != nil {
		hours, minutes = m[1], m[2]
	} else if m := minutesWords.FindStringSubmatch(cell); m != nil && cell != "" {
		hours, minutes = m[1], m[2]
	} else {
		return 0, errs.New(errs.Invalid, "“%s” is not a length. Write it in minutes, such as 90.", cell)
	}
	h, _ := strconv.Atoi(hours) // the patterns let only digits through, or nothing, which is 0
	m, _ := strconv.Atoi(minutes)
	if n := h*60 + m; n > 0 && n <= maxMinutes {
		return n, nil
	}
	return 0, errs.New(errs.Invalid, "“%s” is not a length. Write it in minutes, such as 90.", cell)
}
