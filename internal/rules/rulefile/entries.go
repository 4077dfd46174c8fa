package rulefile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"learningcommons.dev/commons/internal/rules"
)

// The bounds of a file of entries.
const (
	maxLine    = 1 << 20
	maxEntries = 500_000
)

// ReadEntries reads JSON lines and hands each entry to f with whom it is about; lines that say what names of competencies mean
// are none. What is wrong is returned as Problems, the first hundred of them, and nothing is handed over from a line that is wrong.
func ReadEntries(in io.Reader, f func(person string, e rules.Entry)) error {
	return readLines(in, "line", func(l *Line) string {
		if l.Kind != KindName {
			f(l.Person, l.entry())
		}
		return ""
	})
}

// readLines hands over line by line, and takes what is wrong with one beside its form. A line without an id is called by its number.
func readLines(in io.Reader, called string, f func(*Line) string) error {
	sc := bufio.NewScanner(in)
	sc.Buffer(make([]byte, 64<<10), maxLine)
	var problems Problems
	seen := map[[2]string]int{}
	line, reader := 0, newLineReader()
	for sc.Scan() && len(problems) < 100 {
		line++
		text := bytes.TrimRight(bytes.TrimPrefix(sc.Bytes(), []byte("\ufeff")), " \t\r")
		if len(text) == 0 {
			continue
		}
		say := func(format string, args ...any) {
			problems = append(problems, Problem{line, 1, fmt.Sprintf(format, args...)})
		}
		if !utf8.Valid(text) {
			_, col := badByte(text)
			problems = append(problems, Problem{line, col, notUTF8})
			continue
		}
		l, wrong := reader.read(text, line)
		if len(wrong) > 0 {
			problems = append(problems, wrong...)
			continue
		}
		if l.ID == "" {
			l.ID = fmt.Sprintf("%s %d", called, line)
		}
		if at := seen[[2]string{l.Person, l.ID}]; at > 0 {
			say("The id %q is in line %d already: an entry counts once.", l.ID, at)
			continue
		}
		seen[[2]string{l.Person, l.ID}] = line
		if len(seen) > maxEntries {
			say("The file is too long: at most %d entries.", maxEntries)
			break
		}
		if wrong := f(&l); wrong != "" {
			say("%s", wrong)
		}
	}
	if err := sc.Err(); errors.Is(err, bufio.ErrTooLong) {
		problems = append(problems, Problem{line + 1, 1, "This line is too long."})
	} else if err != nil {
		return err
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// ReadFacts reads JSON lines into the facts of one person, or of a group or organisation with its members. For a rule
// that binds a person, person says whose entries are meant where the lines name several.
func ReadFacts(in io.Reader, binds, person string) (rules.Facts, error) {
	by := map[string]*rules.Facts{}
	var order []string
	var names names
	err := readLines(in, "line", func(l *Line) string {
		if l.Kind == KindName {
			names.add(l)
			return ""
		}
		who := l.Person
		if by[who] == nil {
			by[who] = &rules.Facts{Who: who}
			order = append(order, who)
		}
		by[who].Entries = append(by[who].Entries, l.entry())
		return ""
	})
	if err != nil {
		return rules.Facts{}, err
	}
	if binds != "person" {
		out := rules.Facts{}
		if own := by[""]; own != nil {
			out = *own
		}
		for _, who := range order {
			if who != "" {
				out.Members = append(out.Members, *by[who])
			}
		}
		out.Changed, out.Meant = names.changed, names.meant
		return out, nil
	}
	// Lines that name nobody are about whoever is meant.
	var own []rules.Entry
	if by[""] != nil {
		own = by[""].Entries
		order = slices.DeleteFunc(order, func(who string) bool { return who == "" })
	}
	switch {
	case person != "" && by[person] == nil:
		return rules.Facts{}, Problems{{1, 1, fmt.Sprintf("No entry is of the person %q.", person)}}
	case person == "" && len(order) > 1:
		return rules.Facts{}, Problems{{1, 1, "The entries are of several people: say with --person whose are meant."}}
	case person == "" && len(order) == 1:
		person = order[0]
	}
	out := rules.Facts{Who: person, Changed: names.changed, Meant: names.meant}
	if person != "" {
		out.Entries = by[person].Entries
	}
	out.Entries = append(out.Entries, own...)
	return out, nil
}

// ReadThoughts reads JSON lines of what somebody only thinks of, for Request.WhatIf: those of a member name the person. One that is among the facts
// already is refused, for it would count twice, and so is one of somebody else where the facts are of one person.
func ReadThoughts(in io.Reader, binds string, facts rules.Facts) (out []rules.Entry, err error) {
	there := map[[2]string]bool{}
	for _, f := range append([]rules.Facts{facts}, facts.Members...) {
		for _, e := range f.Entries {
			there[[2]string{f.Who, e.ID}] = true
		}
	}
	err = readLines(in, "thought", func(l *Line) string {
		if l.Kind == KindName {
			return ""
		}
		if binds == "person" {
			if l.Person != "" && facts.Who != "" && l.Person != facts.Who {
				return fmt.Sprintf("What is thought of is of %s, and the record is of %s.", l.Person, facts.Who)
			}
			l.Person = facts.Who
		}
		if there[[2]string{l.Person, l.ID}] {
			return fmt.Sprintf("The id %q is among the entries already: an entry counts once, and what is there is not thought of.", l.ID)
		}
		e := l.entry()
		e.Who = l.Person
		out = append(out, e)
		return ""
	})
	return out, err
}
