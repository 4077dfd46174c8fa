package rulefile

import (
	"slices"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/rules"
)

func (d *reader) wrong(v *value, format string, args ...any) {
	if v.kind != 'w' {
		d.say(v.line, v.col, format, args...)
	}
}

func (d *reader) place(path string, v *value) { d.at[path] = [2]int{v.line, v.col} }

// pathsOf remembers where the values of keys stand.
func (d *reader) pathsOf(v *value, path string, keys ...string) {
	for _, k := range keys {
		if x := v.get(k); x != nil {
			d.place(path+"."+k, x)
		}
	}
}

func (d *reader) isMap(v *value, otherwise string) bool {
	if v.kind != 'm' {
		d.wrong(v, "%s", otherwise)
	}
	return v.kind == 'm'
}

// known complains about keys that are not words of the language here. say may return a better sentence with %q for the key.
func (d *reader) known(v *value, keys []string, say func(key string) string) {
	for _, p := range v.pairs {
		if slices.Contains(keys, p.key) {
			continue
		}
		if say != nil {
			if s := say(p.key); s != "" {
				d.say(p.line, p.col, s, p.key)
				continue
			}
		}
		if w := rules.Nearest(p.key, keys); w != "" {
			d.say(p.line, p.col, "%q is not known here; did you mean %q?", p.key, w)
		} else {
			d.say(p.line, p.col, "%q is not known here; there are: %s.", p.key, strings.Join(keys, ", "))
		}
	}
}

func (d *reader) scalar(v *value) string {
	if v.kind != 's' {
		d.wrong(v, "Here stands one word, number or text.")
	}
	return strings.TrimSpace(v.text)
}

func (d *reader) text(v *value, key string) string {
	x := v.get(key)
	if x == nil || x.kind == 'n' {
		return ""
	}
	return d.scalar(x)
}

// word returns the value of a key that must be one of the words.
func (d *reader) word(v *value, key string, words []string, otherwise string) string {
	x := v.get(key)
	if x == nil {
		return otherwise
	}
	s := d.scalar(x)
	if x.kind == 's' && !slices.Contains(words, s) {
		if w := rules.Nearest(s, words); w != "" {
			d.wrong(x, "%q is not possible for %s; did you mean %q?", s, key, w)
		} else {
			d.wrong(x, "%q is not possible for %s; there are: %s.", s, key, strings.Join(words, ", "))
		}
	}
	return s
}

// words returns one text or a list of texts.
func (d *reader) words(v *value, key string) []string {
	x := v.get(key)
	switch {
	case x == nil:
		return nil
	case x.kind == 's':
		if s := d.scalar(x); s != "" {
			return []string{s}
		}
	case x.kind == 'l':
		var out []string
		for _, y := range x.list {
			if s := d.scalar(y); s != "" {
				if slices.Contains(out, s) {
					d.wrong(y, "%q is there twice.", s)
				}
				out = append(out, s)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	d.wrong(x, "%s needs a word or a list of words, such as [one, another].", key)
	return nil
}

func (d *reader) day(v *value, key string) rules.Day {
	x := v.get(key)
	if x == nil {
		return 0
	}
	day, ok := rules.ParseDay(d.scalar(x))
	if !ok && x.kind == 's' {
		d.wrong(x, "%q is no day; write it as 2026-03-12.", x.text)
	}
	return day
}

func (d *reader) span(v *value, key string) rules.Span {
	x := v.get(key)
	if x == nil {
		return rules.Span{}
	}
	s, ok := ParseSpan(d.scalar(x))
	if !ok && x.kind == 's' {
		d.wrong(x, "%q is no length of time; write a number and years, months, weeks or days, such as 5 years.", x.text)
	}
	return s
}

// ParseSpan reads "5 years", "18 months", "2 weeks" or "90 days".
func ParseSpan(s string) (rules.Span, bool) {
	number, unit, ok := strings.Cut(strings.TrimSpace(strings.ReplaceAll(s, "\u00a0", " ")), " ")
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 1 || n > 36500 {
		return rules.Span{}, false
	}
	var out rules.Span
	switch strings.TrimSuffix(strings.TrimSpace(unit), "s") {
	case "year":
		out.Months = 12 * n
	case "month":
		out.Months = n
	case "week":
		out.Days = 7 * n
	case "day":
		out.Days = n
	default:
		return out, false
	}
	return out, out.Months <= 1200 && out.Days <= 36500
}

func (d *reader) number(v *value, key string, least, most int64) int64 {
	x := v.get(key)
	if x == nil {
		return 0
	}
	n, err := strconv.ParseInt(d.scalar(x), 10, 64)
	if x.kind == 's' && (err != nil || n < least || n > most) {
		d.wrong(x, "%s is a whole number from %d to %d.", key, least, most)
		return 0
	}
	return n
}

func (d *reader) yes(v *value, key string, otherwise bool) bool {
	x := v.get(key)
	if x == nil {
		return otherwise
	}
	switch s := d.scalar(x); s {
	case "true", "True", "TRUE", "yes":
		return true
	case "false", "False", "FALSE", "no":
		return false
	}
	if x.kind == 's' {
		d.wrong(x, "%s is true or false.", key)
	}
	return otherwise
}

// hundredths reads a number with at most two digits after the point.
func hundredths(s string) (int64, bool) {
	whole, part, point := strings.Cut(strings.TrimSpace(s), ".")
	if whole == "" || len(whole) > 7 || point && (part == "" || len(part) > 2) {
		return 0, false
	}
	for len(part) < 2 {
		part += "0"
	}
	n, err := strconv.ParseUint(whole+part, 10, 63)
	return int64(n), err == nil
}

// amount reads "60 hours".
func (d *reader) amount(x *value) rules.Amount {
	s := strings.ReplaceAll(d.scalar(x), "\u00a0", " ") // as word processors write it
	number, unit, _ := strings.Cut(s, " ")
	h, ok := hundredths(number)
	unit = strings.TrimSpace(unit)
	switch {
	case x.kind != 's':
	case !ok && strings.Contains(number, ","):
		d.wrong(x, "%q is no number that can be read: write 1000 without a comma, and a half as 0.5.", number)
	case strings.HasSuffix(s, "%"):
		d.wrong(x, "%q is no amount; a share is written out: half of 60 hours is 30 hours.", s)
	case !ok:
		d.wrong(x, "%q is no amount; write a number and its unit, such as 60 hours, 3 CEU or 4 activities.", s)
	case strings.Contains(unit, " per ") || strings.Contains(unit, " a year"):
		d.wrong(x, "Write the amount alone, such as %s %s: the time in which it is owed is the length of the cycle; each_year is for a least in every year of a longer one.", number, strings.Fields(unit)[0])
	case unit == "":
		d.wrong(x, "%s of what? Write the unit as well, such as %s hours.", number, number)
	default:
		return rules.Amount{Hundredths: h, Unit: unit}
	}
	return rules.Amount{Unit: "hours"}
}

func (d *reader) amountOf(v *value, key, path string) rules.Amount {
	x := v.get(key)
	if x == nil {
		return rules.Amount{}
	}
	d.place(path+"."+key, x)
	return d.amount(x)
}
