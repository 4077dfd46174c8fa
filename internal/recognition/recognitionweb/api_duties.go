package recognitionweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
)

// dutiesAPI adds what an assessor would find of an offer.
func (p *Pages) dutiesAPI(a *web.API, op operation) {
	reads, both := web.Scope(authz.ScopeRegistrationsRead), web.Scope(authz.ScopeRegistrationsRead, authz.ScopeCatalogueRead)
	web.Operation(a, op("duties", http.MethodGet, "/offers/{key}/duties", "What an assessor would miss of an offer and of its dates", web.NotPublic), reads, p.apiDuties)
	web.Operation(a, op("gaps", http.MethodGet, "/gaps", "What published offers lack before their next dates, the soonest first", "Of the units whose rosters the token’s owner may see. A page may hold fewer than asked for, and go on."), both, p.apiGaps)
	file := op("gaps-file", "", "/gaps.csv", "All that published offers lack before their next dates, as a table", "")
	file.Parameters = []*huma.Param{web.QueryParam("unit", "Acronym of one unit.")}
	web.File(a, file, "text/csv", both, p.exportGaps)
	web.Operation(a, op("save-duties", http.MethodPut, "/offers/{key}/duties", "Write what an assessor reads of an offer beside its wording", ""), web.Scope(authz.ScopeCatalogueWrite, authz.ScopeRegistrationsRead), p.apiSaveDuties)
}

type statementJSON struct {
	Need           string            `json:"need" maxLength:"4000"`
	FollowUp       string            `json:"follow_up" maxLength:"4000"`
	Qualifications map[string]string `json:"qualifications" doc:"What qualifies each presenter, by id of the person. Who is left out keeps theirs; an empty text takes one out."`
}

type (
	DutiesIn struct {
		Key string `path:"key" maxLength:"200" doc:"Key or id of the offer."`
	}
	listDutiesIn struct {
		DutiesIn
		Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"25" doc:"How many past dates."`
	}
	saveDutiesIn struct {
		DutiesIn
		web.Match
		Body statementJSON
	}
	dutiesOut struct {
		ETag string `header:"ETag"`
		Body struct {
			Statement statementJSON `json:"statement"`
			Gaps      []string      `json:"gaps" doc:"need, outcomes, presenter, qualification, worksheet, results, follow-up."`
			Past      []pastJSON    `json:"past" doc:"A page of the dates that are over or were closed, the latest first."`
			Next      *string       `json:"next"`
		}
	}
	pastJSON struct {
		Occurrence string    `json:"occurrence"`
		StartsAt   time.Time `json:"starts_at"`
		Open       bool      `json:"open" doc:"It was not closed."`
		Conflicts  int       `json:"conflicts"`
		Unresolved int       `json:"unresolved"`
		Attended   int       `json:"attended"`
	}
)

type (
	gapsIn struct {
		PageIn
		Unit string `query:"unit" maxLength:"64" doc:"Acronym of one unit."`
	}
	gapsOut struct {
		Body struct {
			Items []offerGapsJSON `json:"items"`
			Next  *string         `json:"next"`
		}
	}
	offerGapsJSON struct {
		Offer  string     `json:"offer"`
		Key    string     `json:"key"`
		Title  string     `json:"title"`
		Unit   string     `json:"unit_name"`
		NextAt *time.Time `json:"next_date_at" doc:"Null without a date to come."`
		Gaps   []string   `json:"gaps" doc:"need, outcomes, presenter, qualification, worksheet."`
	}
)

func (p *Pages) apiGaps(ctx context.Context, in *gapsIn) (*gapsOut, error) {
	var unit id.ID
	if in.Unit != "" {
		u, ok, err := p.people.UnitNamed(ctx, in.Unit)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, errs.Bad("unit", "There is no such unit.")
		}
		unit = u.ID
	}
	list, err := p.recognition.UnitGaps(ctx, authz.From(ctx), unit, page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &gapsOut{}
	out.Body.Items, out.Body.Next = []offerGapsJSON{}, web.Optional(list.Next)
	for _, o := range list.Items {
		x := offerGapsJSON{string(o.ID), o.Key, o.Version.Title, o.UnitName, web.Moment(o.NextAt), []string{}}
		for _, g := range o.Gaps {
			x.Gaps = append(x.Gaps, string(g))
		}
		out.Body.Items = append(out.Body.Items, x)
	}
	return out, nil
}

func statementToJSON(st recognition.Statement) statementJSON {
	out := statementJSON{st.Need, st.FollowUp, map[string]string{}}
	for person, words := range st.Qualifications {
		out.Qualifications[string(person)] = words
	}
	return out
}

// statementTag names what can be written, and not what is counted beside it.
func statementTag(st recognition.Statement) string { return web.ETag(statementToJSON(st)) }

func (p *Pages) dutiesOf(ctx context.Context, key string, r page.Request) (*dutiesOut, id.ID, error) {
	o, err := p.catalogue.OfferByKey(ctx, authz.From(ctx), key)
	if err != nil {
		return nil, "", err
	}
	d, err := p.recognition.Duties(ctx, authz.From(ctx), o.ID, r)
	if err != nil {
		return nil, "", err
	}
	out := &dutiesOut{}
	b := &out.Body
	b.Statement = statementToJSON(d.Statement)
	b.Gaps, b.Past, b.Next = []string{}, []pastJSON{}, web.Optional(d.Next)
	for _, g := range d.Gaps {
		b.Gaps = append(b.Gaps, string(g))
	}
	for _, x := range d.Past {
		b.Past = append(b.Past, pastJSON{string(x.ID), x.StartsAt, x.Open, x.Conflicts, x.Unresolved, x.Attended})
	}
	out.ETag = statementTag(d.Statement)
	return out, o.ID, nil
}

func (p *Pages) apiDuties(ctx context.Context, in *listDutiesIn) (*dutiesOut, error) {
	out, _, err := p.dutiesOf(ctx, in.Key, page.Request{Cursor: in.Cursor, Limit: in.Limit})
	return out, err
}

func (p *Pages) apiSaveDuties(ctx context.Context, in *saveDutiesIn) (*dutiesOut, error) {
	_, offer, err := p.dutiesOf(ctx, in.Key, page.Request{Limit: pastShown})
	if err != nil {
		return nil, err
	}
	st := recognition.Statement{OfferID: offer, Need: web.Clean(in.Body.Need), FollowUp: web.Clean(in.Body.FollowUp), Qualifications: map[id.ID]string{}}
	for person, words := range in.Body.Qualifications {
		if i, ok := id.Parse(person); ok {
			st.Qualifications[i] = web.Clean(words)
		}
	}
	if err := p.recognition.SaveStatement(ctx, authz.From(ctx), st, web.Still(in.Match, statementTag)); err != nil {
		return nil, err
	}
	out, _, err := p.dutiesOf(ctx, in.Key, page.Request{Limit: pastShown})
	return out, err
}
