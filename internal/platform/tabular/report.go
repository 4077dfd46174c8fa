package tabular

import (
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Outcome is what became of one row of an import.
type Outcome string

// The outcomes. In a dry run they are what would become of the row.
const (
	Created   Outcome = "created"
	Changed   Outcome = "changed"
	Unchanged Outcome = "unchanged"
	Refused   Outcome = "refused"
)

// Change is one field of an existing thing that the row changes.
type Change struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// Problem is one thing that is wrong with a row; Field is empty when it is the row as a whole.
type Problem struct {
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
}

// RowReport is what became of one row.
type RowReport struct {
	// Line is where the row starts in its file, see Row.Line.
	Line int `json:"line"`
	// Key is the natural key by which people know the thing; Title is its name.
	Key      string    `json:"key,omitempty"`
	Title    string    `json:"title,omitempty"`
	Outcome  Outcome   `json:"outcome"`
	Changes  []Change  `json:"changes,omitempty"`
	Problems []Problem `json:"problems,omitempty"`
	Notes    []string  `json:"notes,omitempty"`
}

// Counts says how many rows had which outcome. Total is their sum.
type Counts struct {
	Total     int `json:"total"`
	Created   int `json:"created"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Refused   int `json:"refused"`
}

// Report is what every import gives back: all rows counted, and the rows that
// people must look at one by one. Its texts are finished sentences in English.
type Report struct {
	// Kind is what was imported, such as "offers"; Source is where it came from, such as a file name.
	Kind   string `json:"kind"`
	Source string `json:"source"`
	// DryRun says that nothing was saved.
	DryRun bool `json:"dry_run"`
	// Notes say how the file was read as a whole.
	Notes []string `json:"notes"`
	// Problems say why it was refused as a whole; rows that were taken before that are listed all the same.
	Problems []Problem   `json:"problems,omitempty"`
	Counts   Counts      `json:"counts"`
	Rows     []RowReport `json:"rows"`
	// Truncated says that Rows does not hold every row that was counted.
	Truncated bool `json:"truncated"`

	listed map[Outcome]int
}

// How many rows of each outcome a report lists; what goes beyond is counted.
const (
	maxListed          = 10_000
	maxListedUnchanged = 1_000
)

// What a report keeps of a long text: it is for the eye, the data is elsewhere.
const (
	maxReportTitle = 200
	maxReportValue = 1_000
)

// NewReport returns an empty report.
func NewReport(kind, source string, dryRun bool) *Report {
	return &Report{Kind: kind, Source: source, DryRun: dryRun, Notes: []string{}, Rows: []RowReport{}}
}

// Note adds sentences about the file as a whole, each once.
func (r *Report) Note(sentences ...string) {
	for _, s := range sentences {
		if !slices.Contains(r.Notes, s) {
			r.Notes = append(r.Notes, s)
		}
	}
}

// Add counts one row and lists it as long as there is room. It panics on an
// outcome that is none of the four.
func (r *Report) Add(row RowReport) {
	r.Counts.Total++
	limit := maxListed
	switch row.Outcome {
	case Created:
		r.Counts.Created++
	case Changed:
		r.Counts.Changed++
	case Unchanged:
		r.Counts.Unchanged++
		limit = maxListedUnchanged
	case Refused:
		r.Counts.Refused++
	default:
		panic(fmt.Sprintf("tabular: %q is no outcome of a row", row.Outcome))
	}
	if r.listed == nil {
		r.listed = map[Outcome]int{}
		for _, listed := range r.Rows {
			r.listed[listed.Outcome]++
		}
	}
	if r.listed[row.Outcome] >= limit {
		r.Truncated = true
		return
	}
	r.listed[row.Outcome]++
	row.Key, row.Title = shorten(row.Key, maxReportTitle), shorten(row.Title, maxReportTitle)
	row.Changes = slices.Clone(row.Changes)
	for i := range row.Changes {
		c := &row.Changes[i]
		c.From, c.To = shorten(c.From, maxReportValue), shorten(c.To, maxReportValue)
	}
	r.Rows = append(r.Rows, row)
}

// Fail says that the file was refused as a whole, with the problems that err tells of.
func (r *Report) Fail(err error) {
	if e := errs.As(err); e == nil || e.Kind == errs.Internal {
		r.Problems = []Problem{{Message: "The file could not be taken because of a fault on our side. Try again, and tell us if it stays so."}}
		return
	}
	r.Problems = ProblemsOf(err)
}

// Refuse adds a refused row with the problems that err tells of.
func (r *Report) Refuse(line int, key, title string, err error) {
	r.Add(RowReport{Line: line, Key: key, Title: title, Outcome: Refused, Problems: ProblemsOf(err)})
}

// ProblemsOf turns an error into problems for people: the fields of an errs
// error, or its sentence. Of a fault of ours only that there was one is said.
func ProblemsOf(err error) []Problem {
	if err == nil {
		return nil
	}
	e := errs.As(err)
	if e == nil || e.Kind == errs.Internal {
		return []Problem{{Message: "This row could not be taken because of a fault on our side. Try again, and tell us if it stays so."}}
	}
	if len(e.Fields) == 0 {
		return []Problem{{Message: sentence(e)}}
	}
	problems := make([]Problem, len(e.Fields))
	for i, f := range e.Fields {
		problems[i] = Problem{Field: f.Name, Message: sentence(&errs.Error{Message: f.Message, Args: f.Args})}
	}
	return problems
}

// NameField adds an error about one cell, such as DateReader and ParseTime
// return, to fields under the name of the field it belongs to. A nil error adds nothing.
func NameField(fields *errs.Fields, name string, err error) {
	if e := errs.As(err); e != nil && len(e.Fields) > 0 {
		fields.Add(name, e.Fields[0].Message, e.Fields[0].Args...)
	} else if e != nil {
		fields.Add(name, e.Message, e.Args...)
	} else if err != nil {
		fields.Add(name, "This could not be read.")
	}
}
