package assessmentweb

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

type (
	statementJSON struct {
		Basis     string  `json:"basis" enum:"self,record,peer,mentor,supervisor"`
		Said      string  `json:"said" enum:"level,none,outside"`
		Level     string  `json:"level"`
		At        string  `json:"at"`
		Contested bool    `json:"contested"`
		Title     *string `json:"title" doc:"What was completed, for the record."`
	}
	// RowJSON is a competency of a target with where the person stands in it.
	RowJSON struct {
		AskedJSON
		State    stateJSON       `json:"state" doc:"Null where only the answers may be read."`
		Standing string          `json:"standing" doc:"Code of the level that is reached, empty for none."`
		Basis    string          `json:"basis" doc:"On whose word, empty where nothing is known."`
		Said     []statementJSON `json:"said" doc:"All that is said of it, side by side."`
	}
	gapJSON struct {
		Competency id.ID    `json:"competency"`
		Offers     []string `json:"offers" doc:"Keys of offers that close it, those that can be taken first, then full ones. What is over is none."`
	}
	// SnapshotJSON is how a target stood.
	SnapshotJSON struct {
		At     string     `json:"at"`
		Why    string     `json:"why" enum:"finished,asked,record"`
		Counts countsJSON `json:"counts"`
	}
	targetOut struct {
		Body struct {
			TargetJSON
			Map       []RowJSON      `json:"map"`
			Gaps      []gapJSON      `json:"gaps" doc:"The first ten, what weighs most first."`
			Snapshots []SnapshotJSON `json:"snapshots" doc:"The earliest first."`
		}
	}
)

// stateJSON is how a standing compares with what is asked, null where that may not be told.
type stateJSON assessment.State

// MarshalJSON implements json.Marshaler.
func (s stateJSON) MarshalJSON() ([]byte, error) { return json.Marshal(web.Optional(string(s))) }

// Schema implements huma.SchemaProvider.
func (stateJSON) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Nullable: true, Enum: []any{"met", "gap", "open", "likely-met", "likely-gap", "again", "not-my-work", nil}}
}

func rowToJSON(r assessment.Row) RowJSON {
	out := RowJSON{AskedJSON: AskedJSON{r.Competency, r.Text.Key, r.Text.Code, r.Text.Title, r.Item.Level, r.Weight, r.Why}, State: stateJSON(r.State), Standing: r.Best.Level, Basis: string(r.Best.Basis), Said: []statementJSON{}}
	for _, s := range r.All {
		out.Said = append(out.Said, statementJSON{string(s.Basis), string(s.Said), s.Level, s.At.UTC().Format(timeFormat), s.Contested, web.Optional(s.Title)})
	}
	return out
}

func rowsToJSON(rows []assessment.Row) []RowJSON {
	out := make([]RowJSON, len(rows))
	for i, r := range rows {
		out[i] = rowToJSON(r)
	}
	return out
}

func snapshotsToJSON(list []assessment.Snapshot) []SnapshotJSON {
	out := make([]SnapshotJSON, len(list))
	for i, s := range list {
		out[i] = SnapshotJSON{s.At.UTC().Format(timeFormat), string(s.Why), countsToJSON(s.Counts)}
	}
	return out
}

func (p *Pages) apiTarget(ctx context.Context, in *TargetIn) (*targetOut, error) {
	target, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	actor := authz.From(ctx)
	m, err := p.assessment.Map(ctx, actor, target, 0)
	if err != nil {
		return nil, err
	}
	_, rows, err := p.assessment.ExportMap(ctx, actor, target)
	if err != nil {
		return nil, err
	}
	var out targetOut
	b := &out.Body
	b.TargetJSON, b.Map, b.Snapshots = targetToJSON(m.Target, m.Round, m.Progress.Left, m.Counts), rowsToJSON(rows), snapshotsToJSON(m.Snapshots)
	b.Gaps = make([]gapJSON, len(m.Gaps))
	for i, g := range m.Gaps {
		b.Gaps[i] = gapJSON{g.Competency, make([]string, len(g.Offers))}
		for k, c := range g.Offers {
			b.Gaps[i].Offers[k] = c.Key
		}
	}
	return &out, nil
}

type (
	choiceJSON struct {
		Level      string   `json:"level"`
		Statements []string `json:"statements"`
	}
	questionJSON struct {
		AskedJSON
		Choices []choiceJSON `json:"choices" doc:"The lowest first."`
		Asked   int          `json:"asked"`
		Left    int          `json:"left"`
	}
	questionOut struct {
		Body struct {
			Question *questionJSON `json:"question"`
		}
	}
	answerIn struct {
		TargetIn
		Body struct {
			Competency string `json:"competency" maxLength:"64"`
			Said       string `json:"said" enum:"level,none,skipped,outside" doc:"level: the statements of a level are recognised; none: none of them yet; outside: no part of the work."`
			Level      string `json:"level,omitempty" maxLength:"200" doc:"Code of the level, where said is level."`
			Contests   bool   `json:"contests,omitempty" doc:"What the record proves is not how it is."`
		}
	}
	answerOut struct {
		Body struct {
			Finished bool `json:"finished" doc:"That was the last question of the round."`
		}
	}
)

func (p *Pages) apiQuestion(ctx context.Context, in *TargetIn) (*questionOut, error) {
	target, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	q, err := p.assessment.Question(ctx, authz.From(ctx), target, "")
	if err != nil {
		return nil, err
	}
	var out questionOut
	if q.Done {
		return &out, nil
	}
	j := &questionJSON{AskedJSON: askedToJSON([]assessment.Asked{{Item: q.Line.Item, Text: q.Text}})[0], Choices: choicesToJSON(q.Choices), Asked: q.Progress.Asked, Left: q.Progress.Left}
	out.Body.Question = j
	return &out, nil
}

func choicesToJSON(list []assessment.Choice) []choiceJSON {
	out := make([]choiceJSON, len(list))
	for i, c := range list {
		out[i] = choiceJSON{c.Code, append([]string{}, c.Statements...)}
	}
	return out
}

func (p *Pages) apiAnswer(ctx context.Context, in *answerIn) (*answerOut, error) {
	target, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	y := assessment.Saying{Contests: in.Body.Contests}
	var ok bool
	if y.Competency, ok = id.Parse(in.Body.Competency); !ok {
		return nil, errs.Bad("competency", "There is no such competency.")
	}
	if y.Said = assessment.Said(in.Body.Said); y.Said == assessment.SaidLevel {
		y.Said, y.Level = "", in.Body.Level
	}
	var out answerOut
	out.Body.Finished, err = p.assessment.Say(ctx, authz.From(ctx), target, y)
	if err != nil {
		return nil, err
	}
	return &out, nil
}
