package rulefile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/rules"
)

// The bounds of a file of entries.
const (
	maxLine    = 1 << 20
	maxEntries = 500_000
)

// Line is an entry as a JSON line has it. Person is empty for what is the group's or the organisation's own.
type Line struct {
	Person       string                 `json:"person,omitempty"`
	ID           string                 `json:"id"`
	Kind         string                 `json:"kind"`
	Day          rules.Day              `json:"day"`
	Until        *rules.Day             `json:"until,omitempty"`
	Reported     *rules.Day             `json:"reported,omitempty"`
	Title        string                 `json:"title,omitempty"`
	Name         string                 `json:"name,omitempty"`
	Minutes      int64                  `json:"minutes,omitempty"`
	CEUTenths    int64                  `json:"ceu_tenths,omitempty"`
	Credits      map[string]json.Number `json:"credits,omitempty"`
	Activity     string                 `json:"activity,omitempty"`
	Format       string                 `json:"format,omitempty"`
	Provider     string                 `json:"provider,omitempty"`
	Assurance    string                 `json:"assurance,omitempty"`
	Areas        []string               `json:"areas,omitempty"`
	Tags         []string               `json:"tags,omitempty"`
	Level        string                 `json:"level,omitempty"`
	Competencies map[string]string      `json:"competencies,omitempty"`
	Covers       []string               `json:"covers,omitempty"`
}

// ReadEntries reads JSON lines and hands each entry to f with whom it is about. What is wrong is returned as
// Problems, the first hundred of them, and nothing is handed over from a line that is wrong.
func ReadEntries(in io.Reader, f func(person string, e rules.Entry)) error {
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
		l, wrong := reader.read(text, line)
		if len(wrong) > 0 {
			problems = append(problems, wrong...)
			continue
		}
		if l.ID == "" {
			l.ID = fmt.Sprintf("line %d", line)
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
		f(l.Person, l.entry())
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

func (l *Line) entry() rules.Entry {
	e := rules.Entry{ID: l.ID, Kind: l.Kind, Day: l.Day, Title: l.Title, Name: l.Name, Minutes: l.Minutes, CEUTenths: l.CEUTenths, Activity: l.Activity,
		Format: l.Format, Provider: l.Provider, Assurance: l.Assurance, Areas: l.Areas, Tags: l.Tags, Covers: l.Covers}
	if l.Until != nil {
		e.Until = *l.Until
	}
	if l.Reported != nil {
		e.Reported = *l.Reported
	}
	for u, n := range l.Credits {
		h, _ := hundredths(n.String())
		e.Credits = append(e.Credits, rules.Credit{Unit: u, Hundredths: h})
	}
	slices.SortFunc(e.Credits, func(a, b rules.Credit) int { return strings.Compare(a.Unit, b.Unit) })
	for name, level := range l.Competencies {
		e.Competencies = append(e.Competencies, rules.Level{Name: name, Level: level})
	}
	if l.Kind == rules.Competency {
		e.Competencies = append(e.Competencies, rules.Level{Name: l.Name, Level: l.Level})
	}
	slices.SortFunc(e.Competencies, func(a, b rules.Level) int { return strings.Compare(a.Name, b.Name) })
	return e
}

// ReadFacts reads JSON lines into the facts of one person, or of a group or organisation with its members. For a rule
// that binds a person, person says whose entries are meant where the lines name several.
func ReadFacts(in io.Reader, binds, person string) (rules.Facts, error) {
	by := map[string]*rules.Facts{}
	var order []string
	err := ReadEntries(in, func(who string, e rules.Entry) {
		if by[who] == nil {
			by[who] = &rules.Facts{Who: who}
			order = append(order, who)
		}
		by[who].Entries = append(by[who].Entries, e)
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
	out := rules.Facts{Who: person}
	if person != "" {
		out.Entries = by[person].Entries
	}
	out.Entries = append(out.Entries, own...)
	return out, nil
}

// IsAmount reports whether the number can stand under credits: digits, and at most two after the point.
func IsAmount(n json.Number) bool {
	_, ok := hundredths(n.String())
	return ok
}
