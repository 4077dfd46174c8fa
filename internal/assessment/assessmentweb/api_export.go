package assessmentweb

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"iter"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/web"
)

type (
	exportedLineJSON struct {
		Competency id.ID  `json:"competency"`
		Framework  string `json:"framework"`
		Code       string `json:"code"`
		Title      string `json:"title"`
		Wanted     string `json:"wanted"`
		Standing   string `json:"standing"`
		Basis      string `json:"basis"`
		State      string `json:"state"`
	}
	exportedSnapshotJSON struct {
		SnapshotJSON
		ID    id.ID              `json:"id"`
		Lines []exportedLineJSON `json:"lines"`
	}
	exportedTargetJSON struct {
		ID        id.ID                  `json:"id"`
		Kind      string                 `json:"kind"`
		Title     string                 `json:"title"`
		MadeAt    string                 `json:"made_at"`
		EndedAt   *string                `json:"ended_at" doc:"When I put it away."`
		Counts    countsJSON             `json:"counts"`
		Map       []RowJSON              `json:"map"`
		Ended     []RowJSON              `json:"ended" doc:"What its frameworks dropped, with what was known of it."`
		Snapshots []exportedSnapshotJSON `json:"snapshots"`
	}
	exportedAnswerJSON struct {
		At         string `json:"at"`
		Voice      string `json:"voice"`
		Name       string `json:"name" doc:"Whom I invited, empty for my own."`
		Competency id.ID  `json:"competency"`
		Framework  string `json:"framework"`
		Code       string `json:"code"`
		Title      string `json:"title"`
		Said       string `json:"said"`
		Level      string `json:"level"`
		Contests   bool   `json:"contests"`
	}
	exportedProofJSON struct {
		Competency id.ID  `json:"competency"`
		Code       string `json:"code"`
		Title      string `json:"title"`
		Level      string `json:"level"`
		Entry      id.ID  `json:"entry" doc:"The entry of my record that shows it."`
		Completed  string `json:"completed"`
		On         string `json:"on"`
		AddedAt    string `json:"added_at"`
	}
	exportedGoalJSON struct {
		GoalJSON
		MadeAt    string `json:"made_at"`
		UpdatedAt string `json:"updated_at"`
	}
	exportedInvitationJSON struct {
		InvitationJSON
		Message    string  `json:"message"`
		SentAt     *string `json:"sent_at"`
		AnsweredAt *string `json:"answered_at"`
	}
	exportedCohortJSON struct {
		Cohort      string  `json:"cohort"`
		Profile     string  `json:"profile"`
		AddedAt     string  `json:"added_at"`
		AskedAt     *string `json:"asked_at"`
		JoinedAt    *string `json:"joined_at"`
		CompletedAt *string `json:"completed_at"`
		LeftAt      *string `json:"left_at"`
		Target      *string `json:"target"`
		Before      *string `json:"before" doc:"Id of the snapshot."`
		After       *string `json:"after"`
		Counted     bool    `json:"counted"`
	}
	reflectionJSON struct {
		Part string `json:"part" enum:"values,interests,preferences,reflection"`
		Says string `json:"says"`
		At   string `json:"at"`
		Seen string `json:"seen" doc:"To be given back with a change."`
	}
	lookJSON struct {
		At     string `json:"at"`
		What   string `json:"what" enum:"map,answers,reflection"`
		Name   string `json:"name"`
		Target string `json:"target"`
	}
	everythingJSON struct {
		Targets     []exportedTargetJSON     `json:"targets" doc:"Those that I put away too."`
		Answers     []exportedAnswerJSON     `json:"answers"`
		Proofs      []exportedProofJSON      `json:"proofs"`
		Goals       []exportedGoalJSON       `json:"goals"`
		Reflections []reflectionJSON         `json:"reflections"`
		Invitations []exportedInvitationJSON `json:"invitations"`
		Looks       []lookJSON               `json:"looks"`
		Cohorts     []exportedCohortJSON     `json:"cohorts"`
	}
)

// momentJSON is a moment that may not have come.
func momentJSON(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return web.Optional(t.UTC().Format(timeFormat))
}

func exportedTargetToJSON(t assessment.ExportedTarget) exportedTargetJSON {
	out := exportedTargetJSON{t.ID, string(t.Kind), t.Title, t.MadeAt.UTC().Format(timeFormat), momentJSON(t.EndedAt), countsToJSON(t.Counts), rowsToJSON(t.Rows), rowsToJSON(t.Ended), []exportedSnapshotJSON{}}
	for _, s := range t.Snapshots {
		x := exportedSnapshotJSON{snapshotsToJSON([]assessment.Snapshot{s.Snapshot})[0], s.ID, []exportedLineJSON{}}
		for _, l := range s.Lines {
			x.Lines = append(x.Lines, exportedLineJSON{l.Competency, l.Framework, l.Code, l.Title, l.Wanted, l.Level, string(l.Basis), string(l.State)})
		}
		out.Snapshots = append(out.Snapshots, x)
	}
	return out
}

func exportedAnswerToJSON(a assessment.ExportedAnswer) exportedAnswerJSON {
	return exportedAnswerJSON{a.At.UTC().Format(timeFormat), string(a.Voice), a.Name, a.Competency, a.Framework, a.Code, a.Title, string(a.Said), a.Level, a.Contests}
}

func exportedProofToJSON(x assessment.ExportedProof) exportedProofJSON {
	return exportedProofJSON{x.Competency, x.Text.Code, x.Text.Title, x.Level, x.EntryID, x.Proof.Title, x.On, x.AddedAt.UTC().Format(timeFormat)}
}

func exportedGoalToJSON(g assessment.Goal) exportedGoalJSON {
	return exportedGoalJSON{goalToJSON(g), g.MadeAt.UTC().Format(timeFormat), g.UpdatedAt.UTC().Format(timeFormat)}
}

func exportedInvitationToJSON(i assessment.Invitation) exportedInvitationJSON {
	return exportedInvitationJSON{invitationToJSON(i), i.Message, momentJSON(i.SentAt), momentJSON(i.AnsweredAt)}
}

func exportedCohortToJSON(m assessment.ExportedMembership) exportedCohortJSON {
	return exportedCohortJSON{m.Cohort, m.Profile, m.AddedAt.UTC().Format(timeFormat), momentJSON(m.AskedAt), momentJSON(m.JoinedAt), momentJSON(m.CompletedAt), momentJSON(m.LeftAt),
		web.Optional(string(m.TargetID)), web.Optional(string(m.BeforeID)), web.Optional(string(m.AfterID)), m.Counted}
}

func lookToJSON(l assessment.LookedAt) lookJSON {
	return lookJSON{l.At.UTC().Format(timeFormat), l.What, l.Name, l.Target}
}

func reflectionToJSON(x assessment.Reflection) reflectionJSON {
	return reflectionJSON{string(x.Part), x.Says, x.At.UTC().Format(timeFormat), x.Seen()}
}

func reflectionsToJSON(list []assessment.Reflection) []reflectionJSON {
	out := make([]reflectionJSON, len(list))
	for i, x := range list {
		out[i] = reflectionToJSON(x)
	}
	return out
}

// exportPart is one part of an export: its name, and what yields its items as they are written.
type exportPart struct {
	name  string
	items iter.Seq2[any, error]
}

// partOf names a part of which each item is written by write.
func partOf[T, J any](name string, items iter.Seq2[T, error], write func(T) J) exportPart {
	return exportPart{name, func(yield func(any, error) bool) {
		for x, err := range items {
			if !yield(write(x), err) {
				return
			}
		}
	}}
}

// listed yields a list that is read as a whole, when it is ranged over.
func listed[T any](read func() ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		list, err := read()
		if err != nil {
			var none T
			yield(none, err)
			return
		}
		for _, x := range list {
			if !yield(x, nil) {
				return
			}
		}
	}
}

// exportParts are the parts of an export, in the order of everythingJSON.
func exportParts(ctx context.Context, e assessment.Export) []exportPart {
	return []exportPart{
		partOf("targets", e.Targets(ctx), exportedTargetToJSON),
		partOf("answers", e.Answers(ctx), exportedAnswerToJSON),
		partOf("proofs", listed(func() ([]assessment.ExportedProof, error) { return e.Proofs(ctx) }), exportedProofToJSON),
		partOf("goals", e.Goals(ctx), exportedGoalToJSON),
		partOf("reflections", listed(func() ([]assessment.Reflection, error) { return e.Reflections(ctx) }), reflectionToJSON),
		partOf("invitations", e.Invitations(ctx), exportedInvitationToJSON),
		partOf("looks", e.Looks(ctx), lookToJSON),
		partOf("cohorts", listed(func() ([]assessment.ExportedMembership, error) { return e.Cohorts(ctx) }), exportedCohortToJSON),
	}
}

// writeParts writes an export as one JSON object, item by item.
func writeParts(w io.Writer, parts []exportPart) error {
	b := bufio.NewWriter(w)
	for i, p := range parts {
		opening := ",\n"
		if i == 0 {
			opening = "{\n"
		}
		b.WriteString(opening + `"` + p.name + `": [`)
		n := 0
		for x, err := range p.items {
			if err != nil {
				return err
			}
			line, err := json.Marshal(x)
			if err != nil {
				return err
			}
			if n++; n > 1 {
				b.WriteByte(',')
			}
			b.WriteString("\n")
			b.Write(line)
		}
		b.WriteString("]")
	}
	b.WriteString("\n}\n")
	return b.Flush()
}

// export writes all that is kept of the person, for the page and for programs.
func (p *Pages) export(w http.ResponseWriter, r *http.Request) error {
	e, err := p.assessment.Export(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	web.Attachment(w, "where-i-stand.json", "application/json")
	return writeParts(w, exportParts(r.Context(), e))
}

func (p *Pages) exportMap(w http.ResponseWriter, r *http.Request) error {
	target, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	_, rows, err := p.assessment.ExportMap(ctx, authz.From(ctx), target)
	if err != nil {
		return err
	}
	d := web.NewDownload(w, "map", tabular.CSV, mapFileColumns)
	for _, row := range rows {
		if err := d.Row(mapFileRow(ctx, row)...); err != nil {
			return err
		}
	}
	return d.Close()
}

// exportAnswers is everything that was ever said of the person, as a table.
func (p *Pages) exportAnswers(w http.ResponseWriter, r *http.Request) error {
	e, err := p.assessment.Export(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	d := web.NewDownload(w, "answers", tabular.CSV, []string{"at", "voice", "name", "framework", "code", "competency", "said", "level", "contests"})
	for a, err := range e.Answers(r.Context()) {
		if err != nil {
			return err
		}
		if err := d.Row(a.At.UTC().Format(timeFormat), string(a.Voice), a.Name, a.Framework, a.Code, a.Title, string(a.Said), a.Level, a.Contests); err != nil {
			return err
		}
	}
	return d.Close()
}
