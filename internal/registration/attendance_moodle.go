package registration

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// moodleTable is an export of Moodle: activity completion, course completion or grades.
//
// Moodle gives no minutes. Who completed every activity that the export lists, or the course, or who has
// a grade, counts as having been there for the whole; who completed some counts for that share of the
// time, rounded down. Nobody has completed what they failed. What Moodle said stands beside the fact.
type moodleTable struct {
	form     Form
	who      map[string]int
	total    int      // the column of the course's end or grade, -1 without one
	totals   []int    // the columns of the grade as number, share or letter
	parts    []int    // the columns that state an activity's completion
	headings []string // of all columns
	known    bool     // some row spoke Moodle's words
}

var (
	moodleTotal    = regexp.MustCompile(`(?i)^(?:course total|total del curso|total du cours|total do curso|kurs gesamt|kurstotal|summe für den kurs)\b`)
	moodleComplete = []string{"coursecomplete", "cursocompletado", "cursofinalizado", "coursacheve", "courstermine", "cursoconcluido", "kursabgeschlossen"}
	notCompleted   = []string{"not complete", "no completad", "no finalizad", "sin completar", "non terminé", "non achevé", "pas terminé", "pas achevé", "inachevé", "não conclu", "nicht abgeschlossen"}
	failedWords    = []string{"did not", "not pass", "not achiev", "fail", "no ha", "no alcanz", "no aprob", "no logr", "no obtuv", "reprob", "n'a pas", "n’a pas", "non attein", "échou", "não ", "nicht"}
	completedWords = []string{"completed", "complete", "completad", "finalizad", "terminé", "achevé", "conclu", "abgeschlossen"}
)

// moodleHeader returns how to read the table when its headings are those of a Moodle export, else nil.
func moodleHeader(cells []string) *moodleTable {
	who := moodlePeople(cells)
	_, email := who["email"]
	_, name := who["name"]
	if !email && !name {
		return nil
	}
	t := &moodleTable{who: who, total: -1, form: MoodleGrades, headings: cells}
	for i, c := range cells {
		if moodleTotal.MatchString(strings.TrimSpace(c)) {
			t.totals = append(t.totals, i)
		}
	}
	if len(t.totals) > 0 {
		t.total = t.totals[0]
	}
	if t.total >= 0 {
		return t
	}
	t.form = MoodleCompletion
	for i, c := range cells {
		if slices.Contains(moodleComplete, tabular.Fold(c)) {
			t.total = i
		}
	}
	// The progress report leaves the heading of the names empty; the course report calls the first column ID.
	first := ""
	if len(cells) > 0 {
		first = tabular.Fold(cells[0])
	}
	if t.total < 0 && (first != "" || !email) {
		return nil
	}
	if first == "" {
		who["name"] = 0
	}
	for i, c := range cells {
		if i != t.total && !taken(who, i) && strings.TrimSpace(c) != "" {
			t.parts = append(t.parts, i)
		}
	}
	if t.total < 0 && len(t.parts) == 0 {
		return nil
	}
	return t
}

// moodlePeople finds the columns that name people.
func moodlePeople(cells []string) map[string]int {
	fields := slices.DeleteFunc(slices.Clone(attendanceFields), func(f tabular.FieldSpec) bool {
		return !slices.Contains([]string{"email", "name", "first", "last"}, f.Name)
	})
	mapping, _ := tabular.Guess(cells, fields)
	who := map[string]int{}
	for field, heading := range mapping {
		who[field] = slices.Index(cells, heading)
	}
	if _, ok := who["name"]; !ok && mapping["last"] != "" {
		who["name"] = -1
	}
	return who
}

func taken(who map[string]int, column int) bool {
	for _, i := range who {
		if i == column {
			return true
		}
	}
	return false
}

// visit reads one row. ok is false where it says nothing of this person.
func (t *moodleTable) visit(row tabular.Row, length int) (v Visit, ok bool, err error) {
	cells := row.Cells()
	at := func(i int) string {
		if i < 0 || i >= len(cells) {
			return ""
		}
		return strings.TrimSpace(cells[i])
	}
	get := func(field string) string {
		if i, ok := t.who[field]; ok {
			return at(i)
		}
		return ""
	}
	v = Visit{Line: row.Line, Name: get("name"), Address: get("email"), Minutes: length}
	if v.Name == "" {
		v.Name = strings.TrimSpace(get("first") + " " + get("last"))
	}
	if v.Name == "" && v.Address == "" {
		return v, false, nil
	}
	if t.form == MoodleGrades {
		return t.grade(v, at)
	}
	done, all, failed := 0, 0, ""
	for _, i := range t.parts {
		switch completionState(at(i)) {
		case 1:
			done, all = done+1, all+1
		case -1:
			if all++; failed == "" && failedCell(at(i)) {
				failed = shortText(strings.TrimSpace(t.headings[i]), 40) + ": " + shortText(at(i), 60)
			}
		}
	}
	t.known = t.known || all > 0
	if t.total >= 0 {
		switch c := at(t.total); {
		case c != "" && completionState(c) >= 0 && strings.Trim(c, "-–—") != "":
			t.known = true
			v.Says = fmt.Sprintf("Course completed: %s", shortText(c, 60))
			return v, true, nil
		case failedCell(c):
			t.known = true
			return v, false, errFailed(c)
		case all == 0:
			return v, false, nil
		}
	}
	switch {
	case done == 0 && failed != "":
		return v, false, errFailed(failed)
	case done == 0:
		return v, false, nil
	}
	v.Minutes = length * done / all
	v.Says = fmt.Sprintf("Completed %d of %d activities", done, all)
	if failed != "" {
		v.Says += "; " + failed
	}
	return v, true, nil
}

// errFailed is of somebody who took part and failed: how much of it they attended, nothing here says.
func errFailed(said string) error {
	return errs.New(errs.Invalid, "Moodle says “%s”, which is no completion and does not say how long this person took part. Record it by hand.", shortText(said, 100))
}

// passShare is the share of the grade below which it does not say that somebody has done the whole.
const passShare = 50

// grade reads the course's total. Moodle may give it as a number, as a share and as a letter at once.
func (t *moodleTable) grade(v Visit, at func(int) string) (Visit, bool, error) {
	t.known = true
	cell := at(t.total)
	if strings.Trim(cell, "-–—") == "" {
		return v, false, nil
	}
	for _, i := range t.totals {
		c := strings.TrimSpace(strings.ReplaceAll(at(i), ",", "."))
		number, percent := strings.CutSuffix(c, "%")
		share, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		switch {
		case err == nil && share == 0:
			return v, false, errs.New(errs.Invalid, "The grade is 0, which does not say whether this person took part. Record it by hand.")
		case err == nil && percent && share < passShare, strings.HasPrefix(strings.ToUpper(c), "F") && len(c) <= 2:
			return v, false, errFailed("Course total: " + at(i))
		}
	}
	v.Says = "Course total: " + shortText(cell, 60)
	return v, true, nil
}

// failedCell reports whether an activity was done and failed: "Completed (did not achieve pass grade)".
func failedCell(cell string) bool {
	_, note, ok := strings.Cut(strings.ToLower(cell), "(")
	return ok && slices.ContainsFunc(failedWords, func(w string) bool { return strings.Contains(note, w) })
}

// completionState returns 1 for completed, -1 for not completed or failed and 0 for anything else.
func completionState(cell string) int {
	c := strings.ToLower(cell)
	starts := func(w string) bool { return strings.HasPrefix(c, w) }
	switch {
	case slices.ContainsFunc(notCompleted, starts):
		return -1
	case slices.ContainsFunc(completedWords, starts) && failedCell(cell):
		return -1
	case slices.ContainsFunc(completedWords, starts):
		return 1
	}
	return 0
}

// shortText cuts a text that comes from a file to n runes.
func shortText(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
