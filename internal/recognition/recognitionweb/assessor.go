package recognitionweb

import (
	"archive/zip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/registration"
)

// assessorFile sends what an assessor asks for about a date as one file: a page to read, and its parts as
// tables and JSON for programs. It is written as it is read, so a large roster costs little memory.
func (p *Pages) assessorFile(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	f, err := p.recognition.AssessorFile(ctx, actor, occurrence)
	if err != nil {
		return err
	}
	web.Attachment(w, f.Offer.Key+"-"+f.Occurrence.StartsAt.In(f.Occurrence.Location()).Format(time.DateOnly)+".zip", "application/zip")
	out := zip.NewWriter(w)
	create := func(name string) (io.Writer, error) {
		return out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: f.TakenAt})
	}
	page, err := create("index.html")
	if err != nil {
		return err
	}
	if err := assessorView(f).Render(ctx, page); err != nil {
		return err
	}
	part, err := create("file.json")
	if err != nil {
		return err
	}
	e := json.NewEncoder(part)
	e.SetIndent("", "  ")
	if err := e.Encode(assessorJSON(f)); err != nil {
		return err
	}
	for _, table := range []struct {
		name   string
		header []string
		rows   func(recognition.Attendee) [][]any
	}{
		{"roster.csv", []string{"registration", "name", "email", "library", "state", "minutes", "decided_reason", "registered_at", "completed_at"}, rosterParts},
		{"evidence.csv", []string{"registration", "name", "session_starts_at", "source", "present", "minutes", "exact", "says", "came_in_at", "by", "file", "form", "total_minutes", "said_at", "clock_off_seconds", "followed"}, evidenceParts},
		{"awards.csv", []string{"registration", "name", "code", "title", "ended_on", "minutes", "ceu_tenths", "issued_at", "status", "since", "reason"}, awardParts},
	} {
		part, err := create(table.name)
		if err != nil {
			return err
		}
		csv, err := tabular.NewWriter(part, tabular.CSV)
		if err != nil {
			return err
		}
		if err := csv.WriteHeader(table.header...); err != nil {
			return err
		}
		err = p.recognition.EachAttendee(ctx, actor, occurrence, func(a recognition.Attendee) error {
			for _, row := range table.rows(a) {
				if err := csv.WriteRow(row...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := csv.Close(); err != nil {
			return err
		}
	}
	for _, table := range []struct {
		name string
		own  []registration.SurveyResults
	}{{"answers.csv", f.Own}, {"answers-of-this-date.csv", f.OwnHere}} {
		if len(table.own) == 0 {
			continue
		}
		part, err := create(table.name)
		if err != nil {
			return err
		}
		csv, err := tabular.NewWriter(part, tabular.CSV)
		if err != nil {
			return err
		}
		if err := csv.WriteHeader(registration.SurveyColumns...); err != nil {
			return err
		}
		for line := range registration.SurveyLines(ctx, table.own) {
			if err := csv.WriteRow(line...); err != nil {
				return err
			}
		}
		if err := csv.Close(); err != nil {
			return err
		}
	}
	return out.Close()
}

func rosterParts(a recognition.Attendee) [][]any {
	return [][]any{{string(a.ID), a.PersonName, a.Person.Email, a.LibraryName, string(a.State), a.Minutes, a.DecidedReason, stamp(a.CreatedAt), stamp(a.CompletedAt)}}
}

func evidenceParts(a recognition.Attendee) [][]any {
	var rows [][]any
	for _, e := range a.Evidence {
		rows = append(rows, []any{string(a.ID), a.PersonName, stamp(e.Window.Start), string(e.How), strconv.FormatBool(e.Present), e.Minutes, strconv.FormatBool(e.Exact), e.Says, stamp(e.At), e.ByName, e.File, string(e.Form), e.Total, stamp(e.SaidAt), e.ClockOff, e.Chosen})
	}
	return rows
}

func awardParts(a recognition.Attendee) [][]any {
	var rows [][]any
	for _, w := range a.Awards {
		rows = append(rows, []any{string(a.ID), a.PersonName, w.Code, w.Title, w.EndedOn, w.Minutes, w.CEUTenths, stamp(w.IssuedAt), string(w.Status), stamp(w.Since), w.Reason})
	}
	return rows
}

// stamp writes a moment for programs, "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// assessorJSON is the file for programs: the names are those of the glossary.
func assessorJSON(f recognition.AssessorFile) map[string]any {
	counts := map[string]int{}
	for s, n := range f.Counts {
		counts[string(s)] = n
	}
	gaps := f.Gaps
	if gaps == nil {
		gaps = []recognition.Gap{}
	}
	out := map[string]any{
		"offer": f.Offer.Key, "title": f.Version.Title, "version": f.Version.Number, "unit": f.UnitName, "occurrence": string(f.Occurrence.ID), "starts_at": stamp(f.Occurrence.StartsAt), "ends_at": stamp(f.Occurrence.EndsAt),
		"need": f.Statement.Need, "outcomes": f.Version.Objectives, "presenters": presentersJSON(f), "completion": f.Version.Completion, "counts": counts, "closed_at": stamp(f.Closed),
		"need_written_at": stamp(f.Statement.UpdatedAt), "follow_up_written_at": stamp(f.FollowUpAt), "wordings": wordingsJSON(f), "results_about": "all dates of the offer",
		"results": f.Results, "own_results": ownJSON(f.Own), "own_results_of_this_date": ownJSON(f.OwnHere), "follow_up": f.Statement.FollowUp, "gaps": gaps, "conflicts": f.Conflicts, "taken_at": stamp(f.TakenAt),
	}
	if f.Worksheet != nil {
		out["worksheet"] = worksheetJSON(f.Wording)
	}
	return out
}

func worksheetJSON(w recognition.Wording) map[string]any {
	return map[string]any{"counted": w.Worksheet.Counted, "excluded": w.Worksheet.Excluded, "counted_minutes": w.Worksheet.CountedMinutes, "ceu_tenths": w.Worksheet.Tenths, "method": w.Worksheet.Method,
		"author": w.Author, "proposed_at": stamp(w.Worksheet.ProposedAt), "approved_by": w.Approver, "approved_at": stamp(w.Worksheet.DecidedAt)}
}

// wordings are all versions that people registered for, that of most of them first.
func wordings(f recognition.AssessorFile) []recognition.Wording {
	return append([]recognition.Wording{f.Wording}, f.Others...)
}

func wordingsJSON(f recognition.AssessorFile) []map[string]any {
	out := []map[string]any{}
	for _, w := range wordings(f) {
		one := map[string]any{"version": w.Version.Number, "title": w.Version.Title, "people": w.People, "outcomes": w.Version.Objectives, "completion": w.Version.Completion}
		if w.Worksheet != nil {
			one["worksheet"] = worksheetJSON(w)
		}
		out = append(out, one)
	}
	return out
}

// worksheetWord is what a wording's worksheet counts.
func worksheetWord(ctx context.Context, w recognition.Wording) string {
	if w.Worksheet == nil {
		return i18n.T(ctx, "There is no worksheet for CEU")
	}
	return i18n.Duration(ctx, w.Worksheet.CountedMinutes)
}

// kindWord is when a set of questions is asked.
func kindWord(ctx context.Context, k registration.Kind) string {
	switch k {
	case registration.After90Days:
		return i18n.T(ctx, "After 90 days")
	case registration.RecognitionLater:
		return i18n.T(ctx, "After a year")
	}
	return i18n.T(ctx, "At the end")
}

// choiceQuestion is what the choices of a set answer.
func choiceQuestion(ctx context.Context, k registration.Kind) string {
	switch k {
	case registration.After90Days:
		return i18n.T(ctx, "Have they used what they learned?")
	case registration.RecognitionLater:
		return i18n.T(ctx, "Has the recognition helped them?")
	}
	return i18n.T(ctx, "Was the level right?")
}

func choicesOf(k registration.Kind) []registration.Choice {
	switch k {
	case registration.After90Days:
		return registration.Used
	case registration.RecognitionLater:
		return registration.Helped
	}
	return registration.Levels
}

// ownJSON are the answers to the offer's own questions that are shown, by wording.
func ownJSON(own []registration.SurveyResults) []map[string]any {
	out := []map[string]any{}
	for _, res := range own {
		questions := []map[string]any{}
		for _, q := range res.Questions {
			counts := []map[string]any{}
			for i, c := range q.Choices() {
				counts = append(counts, map[string]any{"answer": c.Label, "count": q.Counts[i]})
			}
			questions = append(questions, map[string]any{"question": q.Text, "kind": q.Kind, "answered": q.Answered, "answers": counts, "texts": q.Texts})
		}
		out = append(out, map[string]any{"wording": res.Survey.Number, "asked_since": stamp(res.Survey.PublishedAt), "answered": res.N, "shown": res.Shown, "questions": questions})
	}
	return out
}

func presentersJSON(f recognition.AssessorFile) []map[string]string {
	out := []map[string]string{}
	for _, p := range f.Version.Presenters {
		out = append(out, map[string]string{"name": p.Name, "part": p.Part, "qualification": f.Statement.Qualifications[p.PersonID]})
	}
	return out
}

// statesShown are those that the page counts, in their order.
var statesShown = []registration.State{registration.StateRegistered, registration.StateAttended, registration.StateNoShow, registration.StateCompleted, registration.StateNotCompleted, registration.StateCancelled}

// stateText is a state in words.
func stateText(ctx context.Context, s registration.State) string {
	switch s {
	case registration.StateRegistered:
		return i18n.T(ctx, "Registered")
	case registration.StateAttended:
		return i18n.T(ctx, "Attended")
	case registration.StateNoShow:
		return i18n.T(ctx, "Not there")
	case registration.StateCompleted:
		return i18n.T(ctx, "Completed")
	case registration.StateNotCompleted:
		return i18n.T(ctx, "Not completed")
	}
	return i18n.T(ctx, "Cancelled")
}

// usefulSum is how many answers say useful or more, of how many.
func usefulSum(r registration.Results) (n, of int) {
	for _, c := range r.Useful {
		of += c
	}
	for _, c := range r.Useful[2:] {
		n += c
	}
	return n, of
}
