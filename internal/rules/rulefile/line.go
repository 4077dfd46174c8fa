package rulefile

import (
	"encoding/json"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/rules"
)

// Line is an entry as a JSON line has it, or with KindName what a rule means by the name of a competency. Person is empty for what is the
// group's or the organisation's own.
type Line struct {
	Person       string                 `json:"person,omitempty"`
	ID           string                 `json:"id,omitempty"`
	Kind         string                 `json:"kind"`
	Day          rules.Day              `json:"day,omitempty"`
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
	Competencies map[string]Levels      `json:"competencies,omitempty"`
	Covers       []string               `json:"covers,omitempty"`
	Means        string                 `json:"means,omitempty"`
	Became       string                 `json:"became,omitempty"`
	To           []string               `json:"to,omitempty"`
}

// Levels are those of one competency: one is a word, several are a list of words.
type Levels []string

// MarshalJSON implements json.Marshaler.
func (l Levels) MarshalJSON() ([]byte, error) {
	if len(l) == 1 {
		return json.Marshal(l[0])
	}
	return json.Marshal([]string(l))
}

// UnmarshalJSON implements json.Unmarshaler.
func (l *Levels) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '[' {
		return json.Unmarshal(b, (*[]string)(l))
	}
	var one string
	err := json.Unmarshal(b, &one)
	*l = Levels{one}
	return err
}

// LineOf writes an entry of a person as ReadEntries reads it.
func LineOf(person string, e rules.Entry) Line {
	l := Line{Person: person, ID: e.ID, Kind: e.Kind, Day: e.Day, Title: e.Title, Name: e.Name, Minutes: e.Minutes, CEUTenths: e.CEUTenths, Activity: e.Activity,
		Format: e.Format, Provider: e.Provider, Assurance: e.Assurance, Areas: e.Areas, Tags: e.Tags, Covers: e.Covers}
	if e.Until != 0 {
		l.Until = &e.Until
	}
	if e.Reported != 0 {
		l.Reported = &e.Reported
	}
	for _, c := range e.Credits {
		if l.Credits == nil {
			l.Credits = map[string]json.Number{}
		}
		l.Credits[c.Unit] = json.Number(number(c.Hundredths))
	}
	for _, c := range e.Competencies {
		if e.Kind == rules.Competency && c.Name == e.Name && l.Level == "" {
			l.Level = c.Level
			continue
		}
		if l.Competencies == nil {
			l.Competencies = map[string]Levels{}
		}
		l.Competencies[c.Name] = append(l.Competencies[c.Name], c.Level)
	}
	return l
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
	for name, levels := range l.Competencies {
		for _, level := range levels {
			e.Competencies = append(e.Competencies, rules.Level{Name: name, Level: level})
		}
	}
	if l.Kind == rules.Competency {
		e.Competencies = append(e.Competencies, rules.Level{Name: l.Name, Level: l.Level})
	}
	slices.SortStableFunc(e.Competencies, func(a, b rules.Level) int { return strings.Compare(a.Name, b.Name) })
	return e
}

// Amount reads what can stand under credits: digits, and at most two after the point. "1.5" is 150 hundredths.
func Amount(s string) (int64, bool) { return hundredths(s) }
