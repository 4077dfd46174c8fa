package rulefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"learningcommons.dev/commons/internal/rules"
)

var lineKeys = []string{"person", "id", "kind", "day", "until", "reported", "title", "name", "minutes", "ceu_tenths", "credits", "activity", "format",
	"provider", "assurance", "areas", "tags", "level", "competencies", "covers", "means", "became", "to"}

// lineReader reads lines of entries, one after the other, and collects what is wrong with one.
type lineReader struct {
	text   []byte
	line   int
	entry  Line
	fields map[string]field // of the entry
	keys   map[string]int   // where each key stands
	wrong  Problems
}

func newLineReader() *lineReader {
	r := &lineReader{keys: map[string]int{}}
	r.fields = r.entry.fields()
	return r
}

// read reads an entry, or says what is wrong with it, in the order of the line.
func (r *lineReader) read(text []byte, line int) (Line, Problems) {
	r.text, r.line, r.entry, r.wrong = text, line, Line{}, nil
	clear(r.keys)
	l := &r.entry
	if !r.object() || len(r.wrong) > 0 {
		return *l, r.wrong.sorted()
	}
	l.Kind, l.Assurance = strings.ToLower(strings.TrimSpace(l.Kind)), strings.ToLower(strings.TrimSpace(l.Assurance))
	if l.Kind == KindName {
		r.name(l)
		return *l, r.wrong.sorted()
	}
	all := append(slices.Clone(rules.Done), rules.Held...)
	switch {
	case l.Kind == "":
		l.Kind = rules.Learning
	case !slices.Contains(all, l.Kind):
		if w := rules.Nearest(l.Kind, all); w != "" {
			r.say("kind", "%q is no kind of entry; did you mean %q?", l.Kind, w)
		} else {
			r.say("kind", "%q is no kind of entry; there are: %s.", l.Kind, strings.Join(all, ", "))
		}
	case slices.Contains([]string{rules.HeldAward, rules.HeldRole, rules.Competency, rules.Portfolio, rules.Agreement, rules.Examination}, l.Kind) && l.Name == "":
		r.say("kind", "An entry of kind %s says which in name.", l.Kind)
	}
	r.decision(l)
	if l.Day == 0 {
		r.say("day", "An entry has a day, such as \"day\": \"2026-03-12\".")
	}
	if l.Until != nil && *l.Until != 0 && *l.Until < l.Day {
		r.say("until", "until comes before day.")
	}
	if l.Assurance != "" && !slices.Contains(rules.Assurances, l.Assurance) {
		r.say("assurance", "%q is no assurance; there are: %s.", l.Assurance, strings.Join(rules.Assurances, ", "))
	}
	for key, n := range map[string]int64{"minutes": l.Minutes, "ceu_tenths": l.CEUTenths} {
		if n < 0 || n > 10_000_000 {
			r.say(key, "%s is a whole number from 0 to 10000000.", key)
		}
	}
	for u, n := range l.Credits {
		if _, ok := hundredths(n.String()); !ok {
			r.say("credits", "%s of %s is no amount: a number with at most two digits after the point.", n, u)
		}
	}
	for _, c := range l.Covers {
		if l.Kind == rules.Waived {
			break // these are names of requirements
		}
		if k, of, ok := piece(c); ok && (k < 1 || k > of || of > 60) {
			r.say("covers", "%q is no piece of a part: write the first of two as %q.", c, strings.TrimSpace(c[:strings.LastIndexByte(c, ' ')])+" 1/2")
		}
	}
	return *l, r.wrong.sorted()
}

// decision says what is wrong with a decision about somebody.
func (r *lineReader) decision(l *Line) {
	if l.Kind != rules.Extended && l.Kind != rules.Waived {
		return
	}
	if l.Name == "" {
		r.say("kind", "An entry of kind %s says in name about which rule: its rule or its name.", l.Kind)
	}
	if l.Kind == rules.Extended {
		if l.Until == nil || *l.Until == 0 {
			r.say("kind", "An entry of kind extended says the new last day in until.")
		}
		return
	}
	if len(l.Credits) == 0 && len(l.Covers) == 0 {
		r.say("kind", "An entry of kind waived says how much in credits, such as {\"hours\": 10}, or of what in covers, or both.")
	}
	for _, key := range []string{"minutes", "ceu_tenths"} {
		if _, there := r.keys[key]; there {
			r.say(key, "What is waived stands in credits, such as {\"hours\": 10} or {\"CEU\": 1.5}.")
		}
	}
	if l.Until != nil {
		r.say("until", "A waiver has no last day: it is of the cycle in which its day lies.")
	}
}

// piece reads the end of "technology 1/2".
func piece(covers string) (k, of int, ok bool) {
	a, b, cut := strings.Cut(covers[strings.LastIndexByte(covers, ' ')+1:], "/")
	k, err1 := strconv.Atoi(a)
	of, err2 := strconv.Atoi(b)
	return k, of, cut && err1 == nil && err2 == nil && strings.Contains(covers, " ")
}

// say says what is wrong at a key, or at the line where it is not there.
func (r *lineReader) say(key, format string, args ...any) {
	r.sayAt(r.keys[key], format, args...)
}

func (r *lineReader) sayAt(at int, format string, args ...any) {
	column := 1 + utf8.RuneCount(r.text[:min(at, len(r.text))])
	r.wrong = append(r.wrong, Problem{r.line, column, fmt.Sprintf(format, args...)})
}

// object goes over the keys of the line one by one, and reports whether it is an object at all.
func (r *lineReader) object() bool {
	d := json.NewDecoder(bytes.NewReader(r.text))
	no := func() bool {
		r.sayAt(int(d.InputOffset()), "This is no JSON: an entry is one line such as {\"day\": \"2026-03-12\", \"minutes\": 60}, with a comma between two keys and nothing after it.")
		return false
	}
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		r.sayAt(0, "An entry is one line such as {\"day\": \"2026-03-12\", \"minutes\": 60}.")
		return false
	}
	for d.More() {
		from := int(d.InputOffset())
		t, err := d.Token()
		key, isKey := t.(string)
		if err != nil || !isKey {
			return no()
		}
		at := from + bytes.IndexByte(r.text[from:], '"')
		var raw json.RawMessage
		if d.Decode(&raw) != nil {
			return no()
		}
		target := r.fields[key]
		switch _, twice := r.keys[key]; {
		case twice:
			r.sayAt(at, "%q is there twice: keep one of them.", key)
		case target.value == nil:
			if w := rules.Nearest(key, lineKeys); w != "" {
				r.sayAt(at, "%q is not known here; did you mean %q?", key, w)
			} else {
				r.sayAt(at, "%q is not known here; there are: %s.", key, strings.Join(lineKeys, ", "))
			}
		default:
			var form *json.UnmarshalTypeError
			switch err := json.Unmarshal(raw, target.value); {
			case err != nil && raw[0] == '"' && !errors.As(err, &form): // a day that is none
				r.sayAt(at, "%s: %s.", key, err)
			case err != nil:
				r.sayAt(at, "%s: write %s.", key, target.wants)
			}
		}
		r.keys[key] = at
	}
	if _, err := d.Token(); err != nil || len(bytes.TrimSpace(r.text[d.InputOffset():])) > 0 {
		return no()
	}
	return true
}

// field is where the value of a key goes, and what it must be.
type field struct {
	value any
	wants string
}

func (l *Line) fields() map[string]field {
	const (
		text  = "a text in quotation marks"
		day   = "a day in quotation marks, such as \"2026-03-12\""
		whole = "a whole number without quotation marks, such as 60"
		words = "a list of words, such as [\"technology\"]"
	)
	return map[string]field{
		"person": {&l.Person, text}, "id": {&l.ID, text}, "kind": {&l.Kind, text}, "title": {&l.Title, text}, "name": {&l.Name, text}, "activity": {&l.Activity, text},
		"format": {&l.Format, text}, "provider": {&l.Provider, text}, "assurance": {&l.Assurance, text}, "level": {&l.Level, text}, "means": {&l.Means, text}, "became": {&l.Became, text},
		"day": {&l.Day, day}, "until": {&l.Until, day}, "reported": {&l.Reported, day}, "minutes": {&l.Minutes, whole}, "ceu_tenths": {&l.CEUTenths, whole},
		"areas": {&l.Areas, words}, "tags": {&l.Tags, words}, "covers": {&l.Covers, words}, "to": {&l.To, words}, "credits": {&l.Credits, "units with what is stated in them, such as {\"LEU\": 1.5}"},
		"competencies": {&l.Competencies, "competencies with their levels, such as {\"cataloguing\": \"practitioner\"}"},
	}
}
