package measuresweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
)

// Who may call what, in words.
const (
	whoOneself  = "Everybody, for themselves."
	whoDeciders = "Curriculum editors and administrators; editors and managers for what was passed to their unit."
	whoPlanners = "Curriculum editors, unit managers, administrators and auditors."
)

// API adds the area's operations.
func (p *Pages) API(a *web.API) {
	op := func(id, method, path, summary, who string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Summary: summary, Description: who, Tags: []string{"Needs"}}
	}
	own, decides := web.Scope(authz.ScopeChoicesManage), web.Scope(authz.ScopeSuggestionsDecide)
	say := op("suggest", http.MethodPost, "/me/suggestions", "Say what one needs", whoOneself)
	say.DefaultStatus = http.StatusCreated
	web.Operation(a, say, own, p.apiSuggest)
	web.Operation(a, op("list-my-suggestions", http.MethodGet, "/me/suggestions", "One's suggestions, the newest first, with what became of them", whoOneself), own, p.apiMine)
	web.Operation(a, op("withdraw-suggestion", http.MethodDelete, "/me/suggestions/{id}", "Take a suggestion back", whoOneself), own, p.apiWithdraw)
	web.Operation(a, op("list-suggestions", http.MethodGet, "/suggestions", "Suggestions: what waits longest first, or, of what is decided, the latest decision first", whoDeciders), decides, p.apiQueue)
	web.Operation(a, op("show-suggestion", http.MethodGet, "/suggestions/{id}", "One suggestion, with its decisions and with others that say much the same", whoDeciders), decides, p.apiSuggestion)
	web.Operation(a, op("decide-suggestions", http.MethodPost, "/suggestions/decisions", "Decide on suggestions, and on what was joined with them", whoDeciders), decides, p.apiDecide)
	web.Operation(a, op("show-demand", http.MethodGet, "/demand", "Everybody's gaps against what can still be taken, the thinnest first", whoPlanners), web.Scope(authz.ScopeDemandRead), p.apiDemand)
}

type (
	wishJSON struct {
		Text       string             `json:"text" maxLength:"2000" example:"Repairing torn bindings"`
		Words      string             `json:"words,omitempty" maxLength:"200" doc:"Words of a search that found nothing."`
		Area       string             `json:"area,omitempty" maxLength:"100" doc:"Code of a content area."`
		Competency *id.ID             `json:"competency,omitempty" doc:"Id of a competency."`
		Level      catalogue.Level    `json:"level,omitempty" enum:"foundational,practitioner,expert"`
		Format     catalogue.Format   `json:"format,omitempty" enum:"in-person,online,blended"`
		Audience   catalogue.Audience `json:"audience,omitempty" maxLength:"50"`
		Unit       *id.ID             `json:"unit,omitempty" doc:"Id of the unit that is meant to decide."`
	}
	// WishJSON is wishJSON under a name that may be embedded.
	WishJSON wishJSON

	suggestionJSON struct {
		ID    id.ID     `json:"id"`
		At    time.Time `json:"said_at"`
		Named bool      `json:"named" doc:"Somebody waits for a reply. Nobody is told who."`
		WishJSON
		State  measures.State `json:"state" enum:"open,planned,there,not-now,joined,withdrawn"`
		Joined *id.ID         `json:"joined_with,omitempty"`
		Joins  int            `json:"joined" doc:"How many were joined with it."`
	}
	// SuggestionJSON is suggestionJSON under a name that may be embedded.
	SuggestionJSON suggestionJSON

	decisionJSON struct {
		Decision measures.Decision `json:"decision" enum:"planned,there,not-now,joined,passed,withdrawn"`
		At       time.Time         `json:"decided_at"`
		Reply    string            `json:"reply,omitempty"`
		Offer    *id.ID            `json:"offer,omitempty"`
		Unit     *id.ID            `json:"unit,omitempty"`
	}
)

// optionalID is an id of an answer that may be none.
func optionalID(i id.ID) *id.ID {
	if i == "" {
		return nil
	}
	return &i
}

func suggestionOf(s measures.Suggestion) suggestionJSON {
	return suggestionJSON{ID: s.ID, At: s.SaidAt, Named: s.Named(), State: s.State, Joined: optionalID(s.JoinedID), Joins: s.Joins,
		WishJSON: WishJSON{s.Text, s.Words, s.Area, optionalID(s.Competency), s.Level, s.Format, s.Audience, optionalID(s.Unit)}}
}

func decisionsJSON(list []measures.Decided) []decisionJSON {
	out := make([]decisionJSON, len(list))
	for i, d := range list {
		out[i] = decisionJSON{d.Decision, d.At, d.Reply, optionalID(d.OfferID), optionalID(d.UnitID)}
	}
	return out
}

type (
	suggestIn struct{ Body wishJSON }
	// PageIn asks for a page of a list.
	PageIn struct {
		Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	toldJSON struct {
		SuggestionJSON
		Answer  measures.State `json:"answer" doc:"Where it stands, or what it was joined with."`
		Replies []decisionJSON `json:"replies" doc:"The latest first."`
	}
	suggestionOut struct{ Body suggestionJSON }
	mineOut       struct {
		Body struct {
			Items []toldJSON `json:"items"`
			Next  *string    `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
	// SuggestionIn names a suggestion.
	SuggestionIn struct {
		ID string `path:"id" maxLength:"64" doc:"Id of the suggestion."`
	}
)

func wishFrom(w wishJSON) measures.Wish {
	out := measures.Wish{Text: web.Clean(w.Text), Words: web.Clean(w.Words), From: measures.FromProgram, Area: w.Area, Level: w.Level, Format: w.Format, Audience: w.Audience}
	if w.Competency != nil {
		out.Competency = *w.Competency
	}
	if w.Unit != nil {
		out.Unit = *w.Unit
	}
	return out
}

func (p *Pages) apiSuggest(ctx context.Context, in *suggestIn) (*suggestionOut, error) {
	v, err := p.measures.Suggest(ctx, authz.From(ctx), wishFrom(in.Body))
	if err != nil {
		return nil, err
	}
	return &suggestionOut{suggestionOf(v)}, nil
}

func (p *Pages) apiMine(ctx context.Context, in *PageIn) (*mineOut, error) {
	list, err := p.measures.Mine(ctx, authz.From(ctx), page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &mineOut{}
	out.Body.Items, out.Body.Next = []toldJSON{}, web.Optional(list.Next)
	for _, t := range list.Items {
		out.Body.Items = append(out.Body.Items, toldJSON{SuggestionJSON(suggestionOf(t.Suggestion)), t.Answer, decisionsJSON(t.Replies)})
	}
	return out, nil
}

func (p *Pages) apiWithdraw(ctx context.Context, in *SuggestionIn) (*struct{}, error) {
	which, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, p.measures.Withdraw(ctx, authz.From(ctx), which)
}

type (
	queueIn struct {
		PageIn
		State      string `query:"state" enum:"open,planned,there,not-now,joined" default:"open"`
		Area       string `query:"area" maxLength:"100" doc:"Code of a content area."`
		Unit       string `query:"unit" maxLength:"64" doc:"Id of the unit that they were passed to."`
		Competency string `query:"competency" maxLength:"64" doc:"Id of the competency that they are about."`
		Words      string `query:"q" maxLength:"200" doc:"Found anywhere in the text."`
	}
	waitingJSON struct {
		SuggestionJSON
		Alike int `json:"alike" doc:"How many of the others that wait say much the same; 10 at most."`
	}
	queueOut struct {
		Body struct {
			Items []waitingJSON `json:"items"`
			Next  *string       `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
	caseOut struct {
		Body struct {
			SuggestionJSON
			Decisions []decisionJSON   `json:"decisions" doc:"The latest first."`
			With      []suggestionJSON `json:"joined_here" doc:"Those that were joined with it, at most 50."`
			Alike     []suggestionJSON `json:"alike" doc:"Others that wait and say much the same, the nearest first, at most 10."`
		}
	}
	decideIn struct {
		Body struct {
			Suggestions []id.ID           `json:"suggestions" minItems:"1" maxItems:"100"`
			Decision    measures.Decision `json:"decision" enum:"planned,there,not-now,joined,passed"`
			Offer       string            `json:"offer,omitempty" maxLength:"500" doc:"Key, id or address of the offer that is there."`
			Into        *id.ID            `json:"into,omitempty" doc:"The suggestion to join them with."`
			Unit        *id.ID            `json:"unit,omitempty" doc:"The unit to pass them to."`
			Reply       string            `json:"reply,omitempty" maxLength:"2000" doc:"What whoever said it reads; required but for joining and passing."`
		}
	}
)

func (p *Pages) apiQueue(ctx context.Context, in *queueIn) (*queueOut, error) {
	list, err := p.measures.Queue(ctx, authz.From(ctx), measures.QueueRequest{State: measures.State(in.State), Area: in.Area, Unit: id.ID(in.Unit), Competency: id.ID(in.Competency), Words: in.Words, Request: page.Request{Cursor: in.Cursor, Limit: in.Limit}})
	if err != nil {
		return nil, err
	}
	out := &queueOut{}
	out.Body.Items, out.Body.Next = []waitingJSON{}, web.Optional(list.Next)
	for _, s := range list.Items {
		out.Body.Items = append(out.Body.Items, waitingJSON{SuggestionJSON(suggestionOf(s.Suggestion)), s.Alike})
	}
	return out, nil
}

func (p *Pages) apiSuggestion(ctx context.Context, in *SuggestionIn) (*caseOut, error) {
	which, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := p.measures.Suggestion(ctx, authz.From(ctx), which)
	if err != nil {
		return nil, err
	}
	list := func(of []measures.Suggestion) []suggestionJSON {
		out := make([]suggestionJSON, len(of))
		for i, s := range of {
			out[i] = suggestionOf(s)
		}
		return out
	}
	out := &caseOut{}
	out.Body.SuggestionJSON, out.Body.Decisions, out.Body.With, out.Body.Alike = SuggestionJSON(suggestionOf(c.Suggestion)), decisionsJSON(c.History), list(c.With), list(c.Alike)
	return out, nil
}

func (p *Pages) apiDecide(ctx context.Context, in *decideIn) (*struct{}, error) {
	b := in.Body
	v := measures.Verdict{Decision: b.Decision, Offer: b.Offer, Reply: web.Clean(b.Reply)}
	if b.Into != nil {
		v.Into = *b.Into
	}
	if b.Unit != nil {
		v.Unit = *b.Unit
	}
	return nil, p.measures.Decide(ctx, authz.From(ctx), b.Suggestions, v)
}
