package catalogue

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/errs"
)

// plain turns a cell that may hold HTML into its text on one line. Text without a tag or an
// entity is only trimmed, so that "a < b" stays what it is. Markup that was hidden twice, as feeds do, is taken away as well.
func plain(s string) string {
	out := withoutTags(s)
	if hiddenTag.MatchString(s) || strings.Contains(s, "&amp;") && entity.MatchString(out) {
		out = withoutTags(out)
	}
	return out
}

// entity is what is left of one that was hidden twice.
var entity = regexp.MustCompile(`&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,5});`)

var hiddenTag = regexp.MustCompile(`(?i)&lt;/?(?:p|br|b|i|u|em|strong|span|div|a|sup|sub)(?:\s[^<>]*)?/?&gt;`)

func withoutTags(s string) string {
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

var (
	offBefore = regexp.MustCompile(`(?i)^(?:[\[(*]+\s*` + offWords + `\s*[\])*]+\s*[:–—-]?|` + offWords + `\s*[:–—-])\s*(\S.*)$`)
	offBehind = regexp.MustCompile(`(?i)^(.*\S)\s*(?:[\[(*]+\s*` + offWords + `\s*[\])*]+|\s[:–—-]\s*` + offWords + `)$`)
)

// offWords are what people write before or behind the title of what does not take place.
const offWords = `(?:event |class |session )?(?:cancell?ed|cancelad[oa]|annulée?)`

// calledOff takes off a title what says that it does not take place: "CANCELLED: Kites", "Kites (canceled)".
func calledOff(title string) (string, bool) {
	for _, form := range []*regexp.Regexp{offBefore, offBehind} {
		if m := form.FindStringSubmatch(title); m != nil {
			return m[1], true
		}
	}
	return title, false
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
	for _, t := range terms {
		if t.value == cell {
			return cell, true
		}
	}
	folded := closed.Replace(strings.ToLower(cell))
	for _, t := range terms {
		if closed.Replace(strings.ToLower(t.value)) == folded || closed.Replace(strings.ToLower(t.label)) == folded {
			return t.value, true
		}
	}
	return "", false
}

// closed closes the gaps in a name.
var closed = strings.NewReplacer(" ", "", "-", "", "_", "")

var (
	presenterMail = regexp.MustCompile(`^(.*?)\s*<\s*([^<>\s]+@[^<>\s]+)\s*>$`)
	spelledLength = regexp.MustCompile(`^(?:` + quantity + `\s*(?:hours|hour|hrs|hr|h|horas|hora|heures|heure)\.?)?\s*(?:and|y|et|,)?\s*(?:` + quantity + `\s*(?:minutes|minute|mins|min|mn|minutos|minuto|m)?\.?)?$`)
	clockLength   = regexp.MustCompile(`^(\d{1,3}):([0-5]\d)(?::00)?$`)
	isoLength     = regexp.MustCompile(`^pt(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:\d{1,2}s)?$`)
	listMark      = regexp.MustCompile(`^(?:[-–•*·]|\(?\d{1,2}[.)])\s+`)
	bareAddress   = regexp.MustCompile(`^(?i:[a-z0-9-]+\.)+[a-zA-Z]{2,}(?::\d+)?(?:[/?#]\S*)?$`)
	scheme        = regexp.MustCompile(`^(?i:[a-z][a-z0-9+.-]*):(?:[^0-9/]|//)`)
	numberWords   = strings.NewReplacer("half an hour", "30 minutes", "half hour", "30 minutes", "an hour", "1 hour", "one ", "1 ", "two ", "2 ", "three ", "3 ", "four ", "4 ",
		"una ", "1 ", "une ", "1 ", "½", ".5", "¼", ".25", "¾", ".75")
)

// quantity is a number of hours or minutes, perhaps with decimals.
const quantity = `(\d{0,6}(?:[.,]\d{1,2})?)`

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

// minutesIn reads a length: 90, "90 min", "1 h 30 min", "1h30", "1.5 hrs", "1:30", "2 hours", "PT1H30M".
func minutesIn(cell string) (int, error) {
	s := numberWords.Replace(strings.ToLower(line(cell)))
	hours, minutes := "", ""
	for _, form := range []*regexp.Regexp{clockLength, isoLength, spelledLength} {
		if m := form.FindStringSubmatch(s); m != nil && s != "" {
			hours, minutes = m[1], m[2]
			break
		}
	}
	h, okH := quantityOf(hours)
	m, okM := quantityOf(minutes)
	// A part of a minute is a slip: somebody has left out the hours.
	if n := int(math.Round(h*60 + m)); okH && okM && m == math.Trunc(m) && n > 0 && n <= maxMinutes {
		return n, nil
	}
	return 0, errs.New(errs.Invalid, "“%s” is not a length. Write it in minutes, such as 90.", cutWords(line(cell), 60))
}

func quantityOf(s string) (float64, bool) {
	if s == "" {
		return 0, true
	}
	n, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	return n, err == nil
}

// points takes a cell apart into its points, without the signs and numbers before them.
func points(cell string) []string {
	items := split(calendar.PlainText(cell))
	for i, s := range items {
		items[i] = listMark.ReplaceAllString(s, "")
	}
	return list(items)
}

// wholeAddress completes the address of a page that was written without its scheme, and says so.
func wholeAddress(cell string) (address, note string) {
	if !webAddress(cell) && bareAddress.MatchString(cell) {
		return "https://" + cell, "“" + cutWords(cell, 60) + "” was taken as https://" + cutWords(cell, 60) + "."
	}
	return cell, ""
}
