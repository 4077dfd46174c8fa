package assessmentweb

import (
	"context"
	"encoding/json"
	"net/http"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/web"
)

type (
	exportedTargetJSON struct {
		ID        id.ID          `json:"id"`
		Kind      string         `json:"kind"`
		Title     string         `json:"title"`
		MadeAt    string         `json:"made_at"`
		Counts    countsJSON     `json:"counts"`
		Map       []rowJSON      `json:"map"`
		Snapshots []snapshotJSON `json:"snapshots"`
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
		Targets     []exportedTargetJSON `json:"targets"`
		Answers     []exportedAnswerJSON `json:"answers"`
		Goals       []goalJSON           `json:"goals"`
		Reflections []reflectionJSON     `json:"reflections"`
		Invitations []invitationJSON     `json:"invitations"`
		Looks       []lookJSON           `json:"looks"`
	}
	exportOut struct{ Body everythingJSON }
)

func everythingToJSON(e assessment.Everything) everythingJSON {
	out := everythingJSON{Targets: []exportedTargetJSON{}, Answers: []exportedAnswerJSON{}, Goals: goalsToJSON(e.Goals), Reflections: reflectionsToJSON(e.Reflections), Invitations: invitationsToJSON(e.Invitations), Looks: []lookJSON{}}
	for _, t := range e.Targets {
		out.Targets = append(out.Targets, exportedTargetJSON{t.ID, string(t.Kind), t.Title, t.MadeAt.UTC().Format(timeFormat), countsToJSON(t.Counts), rowsToJSON(t.Rows), snapshotsToJSON(t.Snapshots)})
	}
	for _, a := range e.Answers {
		out.Answers = append(out.Answers, exportedAnswerJSON{a.At.UTC().Format(timeFormat), string(a.Voice), a.Name, a.Competency, a.Framework, a.Code, a.Title, string(a.Said), a.Level, a.Contests})
	}
	for _, l := range e.Looks {
		out.Looks = append(out.Looks, lookJSON{l.At.UTC().Format(timeFormat), l.What, l.Name, l.Target})
	}
	return out
}

func reflectionsToJSON(list []assessment.Reflection) []reflectionJSON {
	out := make([]reflectionJSON, len(list))
	for i, x := range list {
		out[i] = reflectionJSON{string(x.Part), x.Says, x.At.UTC().Format(timeFormat), x.Seen()}
	}
	return out
}

func (p *Pages) apiExport(ctx context.Context, _ *struct{}) (*exportOut, error) {
	e, err := p.assessment.Export(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	return &exportOut{everythingToJSON(e)}, nil
}

func (p *Pages) export(w http.ResponseWriter, r *http.Request) error {
	e, err := p.assessment.Export(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	web.Attachment(w, "where-i-stand.json", "application/json")
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(everythingToJSON(e))
}

func (p *Pages) exportMap(w http.ResponseWriter, r *http.Request) error {
	target, err := pathID(r, "id")
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
	for _, a := range e.Answers {
		if err := d.Row(a.At.UTC().Format(timeFormat), string(a.Voice), a.Name, a.Framework, a.Code, a.Title, string(a.Said), a.Level, a.Contests); err != nil {
			return err
		}
	}
	return d.Close()
}
