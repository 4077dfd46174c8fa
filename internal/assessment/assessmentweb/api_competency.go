package assessmentweb

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

type (
	competencyIn struct {
		TargetIn
		Competency string `path:"competency" maxLength:"64"`
	}
	// SayingJSON is what somebody said of a competency, at one time.
	SayingJSON struct {
		At         string `json:"at"`
		Voice      string `json:"voice" enum:"self,peer,mentor,supervisor"`
		Name       string `json:"name" doc:"Whom I invited, empty for my own."`
		Competency id.ID  `json:"competency" doc:"What was asked about: another id where that has become this competency since."`
		Said       string `json:"said" enum:"level,none,skipped,outside"`
		Level      string `json:"level" doc:"Code of the level, where said is level."`
		Contests   bool   `json:"contests" doc:"What the record proves is not how it is."`
	}
	competencyOut struct {
		Body struct {
			RowJSON
			History []SayingJSON `json:"history" doc:"All that was ever said, the latest first."`
			Offers  []string     `json:"offers" doc:"Keys of offers that close the gap, those that can be taken first."`
		}
	}
)

func (p *Pages) apiCompetency(ctx context.Context, in *competencyIn) (*competencyOut, error) {
	target, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	competency, err := web.ID(in.Competency)
	if err != nil {
		return nil, err
	}
	c, err := p.assessment.ShowCompetency(ctx, authz.From(ctx), target, competency)
	if err != nil {
		return nil, err
	}
	var out competencyOut
	out.Body.RowJSON, out.Body.History, out.Body.Offers = rowToJSON(c.Row), make([]SayingJSON, len(c.History)), make([]string, len(c.Gap.Offers))
	for i, x := range c.History {
		out.Body.History[i] = SayingJSON{x.At.UTC().Format(timeFormat), string(x.Voice), c.Names[x.InvitationID], x.Competency, string(x.Said), x.Level, x.Contests}
	}
	for i, x := range c.Gap.Offers {
		out.Body.Offers[i] = x.Key
	}
	return &out, nil
}
