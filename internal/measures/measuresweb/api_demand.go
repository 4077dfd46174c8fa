package measuresweb

import (
	"context"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

type (
	demandIn struct {
		Month      string `query:"month" pattern:"^[0-9]{4}-[0-9]{2}$" doc:"One of the months; the latest when left out."`
		Area       string `query:"area" maxLength:"100" doc:"Code of a content area."`
		Level      string `query:"level" enum:"foundational,practitioner,expert"`
		Audience   string `query:"audience" maxLength:"50" doc:"Of the people, and of the offers."`
		Competency string `query:"competency" maxLength:"64" doc:"Id of a competency; narrows the gaps."`
		Format     string `query:"format" enum:"in-person,online,blended" doc:"Narrows the offers."`
		Unit       string `query:"unit" maxLength:"50" doc:"Acronym; narrows the offers."`
		Limit      int    `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"How many competencies at most."`
	}
	monthJSON struct {
		Month string `json:"month" example:"2026-11"`
		Gaps  int    `json:"gaps"`
	}
	cellJSON struct {
		Area     string          `json:"area" doc:"Code; empty for competencies of frameworks without a content area."`
		Level    catalogue.Level `json:"level"`
		Gaps     int             `json:"gaps" doc:"Counted by competency."`
		Offers   int             `json:"offers"`
		Upcoming int             `json:"upcoming"`
		OnDemand int             `json:"on_demand"`
		Mark     measures.Mark   `json:"mark" enum:"nothing,thin,served,no-gap"`
	}
	needJSON struct {
		Competency id.ID           `json:"competency"`
		Framework  string          `json:"framework" doc:"Key."`
		Code       string          `json:"code"`
		Title      string          `json:"title"`
		Area       string          `json:"area"`
		Level      catalogue.Level `json:"level"`
		Gaps       int             `json:"gaps"`
		Offers     int             `json:"offers" doc:"That teach it up to this level and can still be taken."`
		Mark       measures.Mark   `json:"mark" enum:"nothing,thin,served,no-gap"`
	}
	questionJSON struct {
		Competency id.ID  `json:"competency"`
		Title      string `json:"title"`
		Skipped    int    `json:"skipped"`
		NotMine    int    `json:"not_my_work"`
	}
	fruitlessJSON struct {
		Words  string `json:"words"`
		Visits int    `json:"visits"`
		Last   string `json:"last_month"`
	}
	demandOut struct {
		Body struct {
			Month     string          `json:"month" doc:"Empty before anything is counted."`
			Months    []monthJSON     `json:"months" doc:"The earliest first. What a month says never changes."`
			Cells     []cellJSON      `json:"cells" doc:"By content area and level, the thinnest first."`
			Needs     []needJSON      `json:"needs" doc:"Competencies, the thinnest first."`
			Total     int             `json:"total" doc:"How many needs there are."`
			Questions []questionJSON  `json:"questions" doc:"What people skip, or call no part of their work."`
			Searches  []fruitlessJSON `json:"searches" doc:"Words looked for in vain in five visits or more of a month that is over."`
		}
	}
)

func (p *Pages) apiDemand(ctx context.Context, in *demandIn) (*demandOut, error) {
	r := measures.DemandRequest{Month: in.Month, Area: in.Area, Level: catalogue.Level(in.Level), Audience: catalogue.Audience(in.Audience), Format: catalogue.Format(in.Format), Unit: in.Unit, Most: in.Limit}
	if in.Competency != "" {
		c, err := web.ID(in.Competency)
		if err != nil {
			return nil, err
		}
		r.Competency = c
	}
	v, err := p.measures.Demand(ctx, authz.From(ctx), r)
	if err != nil {
		return nil, err
	}
	out := &demandOut{}
	b := &out.Body
	b.Month, b.Total, b.Months, b.Cells, b.Needs, b.Questions, b.Searches = v.Month, v.Total, []monthJSON{}, []cellJSON{}, []needJSON{}, []questionJSON{}, []fruitlessJSON{}
	for _, m := range v.Months {
		b.Months = append(b.Months, monthJSON(m))
	}
	for _, c := range v.Cells {
		b.Cells = append(b.Cells, cellJSON{c.Area, c.Level, c.Gaps, c.Offers, c.Upcoming, c.OnDemand, c.Mark})
	}
	for _, n := range v.Needs {
		b.Needs = append(b.Needs, needJSON{n.ID, n.FrameworkKey, n.Code, n.Title, n.Area, n.Level, n.Gaps, n.Offers, n.Mark})
	}
	for _, q := range v.Questions {
		b.Questions = append(b.Questions, questionJSON{q.ID, q.Title, q.Skipped, q.NotMine})
	}
	for _, f := range v.Searches {
		b.Searches = append(b.Searches, fruitlessJSON(f))
	}
	return out, nil
}
