package dutiesweb

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
)

// organisationAPI adds the duties of libraries and boards, for those who look after them.
func (p *Pages) organisationAPI(a *web.API) {
	oversees := web.Scope(authz.ScopeDutiesOversee)
	op := func(id, method, path, summary, more string, status int) huma.Operation {
		return operation(id, method, path, "Duties", summary, "Coordinators of the organisation, or of what it is part of. "+more, status)
	}
	web.Operation(a, op("organisations-looked-after", http.MethodGet, "/me/organisations", "Organisations that one looks after", "", http.StatusOK), oversees, p.apiLookedAfter)
	web.Operation(a, op("organisation-duties", http.MethodGet, "/me/organisations/{id}/duties", "The duties of an organisation and of its board, with where they stand", "Whose record was read for it is told so.", http.StatusOK), oversees, p.apiOrganisation)
	web.Operation(a, op("organisation-people", http.MethodGet, "/me/organisations/{id}/people", "Where those stand who agreed to show it", "Everybody who is listed is told who looked.", http.StatusOK), oversees, p.apiTeam)
	web.Operation(a, op("add-organisation-duty", http.MethodPost, "/me/organisations/{id}/duties", "Say that a rule binds an organisation", "422 under rule when it does already.", http.StatusNoContent), oversees, p.apiBindOrganisation)
	web.Operation(a, op("end-organisation-duty", http.MethodPost, "/me/organisations/{id}/duties/{key}/end", "Say that a rule binds an organisation no more, from today on", "What was said for it stays.", http.StatusNoContent), oversees, p.apiEndOrganisation)
	web.Operation(a, op("say-of-organisation", http.MethodPost, "/me/organisations/{id}/duties/{key}/statements", "Say what an organisation did for a duty, such as a plan that it made", "", http.StatusNoContent), oversees, p.apiSayOrganisation)
	web.Operation(a, op("withdraw-of-organisation", http.MethodDelete, "/me/organisations/{id}/statements/{statement}", "Take a statement of an organisation back", "It stays readable, and counts no more.", http.StatusNoContent), oversees, p.apiWithdrawOrganisation)
}

type (
	// OrganisationIn names an organisation.
	OrganisationIn struct {
		ID string `path:"id" maxLength:"64"`
	}
	lookedAfterJSON struct {
		ID     id.ID   `json:"id"`
		Name   string  `json:"name"`
		PartOf *string `json:"part_of" doc:"Name of what it is part of."`
	}
	lookedAfterOut struct {
		Body struct {
			Items []lookedAfterJSON `json:"items"`
		}
	}
	organisationDutyJSON struct {
		DutyJSON
		StatusAlone bool     `json:"status_alone" doc:"Amounts and requirements within it are left out: fewer than five of those who are counted do not let you see how they stand, and would be told by them."`
		Needs       NeedJSON `json:"needs"`
	}
	organisationOut struct {
		Body struct {
			ID         id.ID                  `json:"id"`
			Name       string                 `json:"name"`
			Counted    int                    `json:"counted" doc:"How many people agreed to be counted."`
			Duties     []organisationDutyJSON `json:"duties" doc:"The most urgent first."`
			Statements []StatementJSON        `json:"statements" doc:"What was said for them, the latest first."`
		}
	}
	teamIn struct {
		OrganisationIn
		Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	keptJSON struct {
		Rule   string      `json:"rule"`
		Name   string      `json:"name"`
		Status string      `json:"status" enum:"met,partly,not yet,expired,does not apply,unknown,withheld" doc:"withheld where it asks for what they say of their competencies."`
		Own    bool        `json:"own_word" doc:"It would stand otherwise without what they say of themselves, such as an examination, an award, more time or a waiver. Nobody has checked it."`
		Due    *string     `json:"due"`
		Amount *AmountJSON `json:"amount" doc:"What was waived is in needed and in counted."`
		As     *time.Time  `json:"worked_out_at" doc:"null where it is withheld."`
	}
	memberJSON struct {
		Name         string     `json:"name"`
		Organisation string     `json:"organisation" doc:"For which they agreed."`
		Role         string     `json:"role" doc:"What they are there, as they said."`
		Duties       []keptJSON `json:"duties" doc:"The most urgent first."`
	}
	teamOut struct {
		Body struct {
			Items []memberJSON `json:"items"`
			Next  *string      `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
	bindOrganisationIn struct {
		OrganisationIn
		Body struct {
			Rule      string `json:"rule" maxLength:"200" doc:"Key of a rule for groups or organisations." example:"own-board-learning"`
			Certified string `json:"certified,omitempty" maxLength:"10" doc:"Day of its certificate or aid, where the rule has one."`
		}
	}
	// OrganisationDutyIn names a duty of an organisation.
	OrganisationDutyIn struct {
		OrganisationIn
		Key string `path:"key" maxLength:"200" doc:"Name of the rule."`
	}
	sayOrganisationIn struct {
		OrganisationDutyIn
		Body struct {
			Kind string `json:"kind" enum:"certified,award,agreement,document,activity,extended,waived"`
			StatementBody
		} `example:"{\"kind\": \"document\", \"name\": \"strategic plan\", \"day\": \"2026-02-02\"}"`
	}
	withdrawOrganisationIn struct {
		OrganisationIn
		Statement string `path:"statement" maxLength:"64"`
	}
)

func (p *Pages) apiLookedAfter(ctx context.Context, _ *struct{}) (*lookedAfterOut, error) {
	list, err := p.duties.LookedAfter(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	var out lookedAfterOut
	out.Body.Items = make([]lookedAfterJSON, len(list))
	for i, o := range list {
		out.Body.Items[i] = lookedAfterJSON{o.ID, o.Name, web.Optional(o.ParentName)}
	}
	return &out, nil
}

func (p *Pages) apiOrganisation(ctx context.Context, in *OrganisationIn) (*organisationOut, error) {
	organisation, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	o, err := p.duties.OfOrganisation(ctx, authz.From(ctx), organisation)
	if err != nil {
		return nil, err
	}
	var out organisationOut
	b := &out.Body
	b.ID, b.Name, b.Counted, b.Duties = o.Organisation.ID, o.Organisation.Name, o.Counted, make([]organisationDutyJSON, len(o.Duties))
	for i, d := range o.Duties {
		b.Duties[i] = organisationDutyJSON{p.dutyJSON(d), d.StatusAlone, noNeeds()}
		if d.Result != nil {
			b.Duties[i].Needs = needJSON(&d.Result.Tree)
		}
	}
	b.Statements = statementsJSON(o.Statements)
	slices.Reverse(b.Statements)
	return &out, nil
}

func (p *Pages) apiTeam(ctx context.Context, in *teamIn) (*teamOut, error) {
	organisation, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	team, err := p.duties.Team(ctx, authz.From(ctx), organisation, page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	var out teamOut
	out.Body.Items, out.Body.Next = make([]memberJSON, len(team.Items)), web.Optional(team.Next)
	for i, m := range team.Items {
		out.Body.Items[i] = memberOf(m)
	}
	return &out, nil
}

func memberOf(m duties.Member) memberJSON {
	x := memberJSON{m.Name, m.Organisation, m.Role, make([]keptJSON, len(m.Standings))}
	for i, st := range m.Standings {
		x.Duties[i] = keptJSON{Rule: st.Rule, Name: st.Name, Status: st.Status, Own: st.OwnWord, Due: web.Optional(st.Due.String()), As: web.Moment(st.ComputedAt)}
		if st.Unit != "" {
			x.Duties[i].Amount = &AmountJSON{st.Unit, st.Scale, st.Needed, st.Counted, st.Missing}
		}
	}
	return x
}

func (p *Pages) apiBindOrganisation(ctx context.Context, in *bindOrganisationIn) (*struct{}, error) {
	organisation, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, p.duties.BindOrganisation(ctx, authz.From(ctx), organisation, in.Body.Rule, in.Body.Certified)
}

func (p *Pages) apiEndOrganisation(ctx context.Context, in *OrganisationDutyIn) (*struct{}, error) {
	organisation, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, p.duties.EndOfOrganisation(ctx, authz.From(ctx), organisation, in.Key)
}

func (p *Pages) apiSayOrganisation(ctx context.Context, in *sayOrganisationIn) (*struct{}, error) {
	organisation, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	x, err := in.Body.said(in.Body.Kind, in.Key)
	if err != nil {
		return nil, err
	}
	return nil, atMinutes(p.duties.SayOfOrganisation(ctx, authz.From(ctx), organisation, x))
}

func (p *Pages) apiWithdrawOrganisation(ctx context.Context, in *withdrawOrganisationIn) (*struct{}, error) {
	organisation, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	statement, err := web.ID(in.Statement)
	if err != nil {
		return nil, err
	}
	return nil, p.duties.WithdrawOfOrganisation(ctx, authz.From(ctx), organisation, statement)
}
