package dutiesweb

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/rules"
)

// operation describes one of the area's operations.
func operation(id, method, path, tag, summary, who string, status int) huma.Operation {
	return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Summary: summary, Tags: []string{tag}, Description: who, DefaultStatus: status}
}

// sayAPI adds what a person says of themselves.
func (p *Pages) sayAPI(a *web.API) {
	says := web.Scope(authz.ScopeDutiesWrite)
	op := func(id, method, path, summary, more string, status int) huma.Operation {
		return operation(id, method, path, "Duties", summary, "For oneself. "+more, status)
	}
	web.Operation(a, op("add-duty", http.MethodPost, "/me/duties", "Say that a rule binds one", "422 under rule when it does already.", http.StatusCreated), says, p.apiBind)
	web.Operation(a, op("end-duty", http.MethodPost, "/me/duties/{key}/end", "Say that a rule binds one no more", "What was said for it stays.", http.StatusNoContent), says, p.apiEnd)
	web.Operation(a, op("say-for-duty", http.MethodPost, "/me/duties/{key}/statements", "Say what a duty asks to know, such as a leave or an examination", "", http.StatusNoContent), says, p.apiSay)
	web.Operation(a, op("correct-statement", http.MethodPut, "/me/duties/{key}/statements/{id}", "Put another statement of the same kind in the place of one", "What it said before stays readable. 409 when it was corrected before.", http.StatusNoContent), says, p.apiCorrect)
	web.Operation(a, op("withdraw-statement", http.MethodDelete, "/me/duties/{key}/statements/{id}", "Take a statement back", "It stays readable, and counts no more.", http.StatusNoContent), says, p.apiWithdraw)
}

// StatementBody is what somebody says.
type StatementBody struct {
	Name    string `json:"name,omitempty" maxLength:"400" doc:"What role, award, examination, part of the programme or document; of a waiver, the requirement or category, left out for a part of each amount."`
	Day     string `json:"day" maxLength:"10" doc:"A civil date: when it was given, made or decided, or its first day."`
	Until   string `json:"until,omitempty" maxLength:"10" doc:"Last day of what lasts; left out for what goes on. The new last day where more time was given."`
	Minutes int    `json:"minutes,omitempty" minimum:"0" maximum:"6000000" doc:"Of work, or of learning together."`
	Amount  string `json:"amount,omitempty" maxLength:"20" doc:"How much was waived, such as 1.5; left out where all of what is named was."`
	Unit    string `json:"unit,omitempty" maxLength:"200" doc:"Unit of amount, as the rule names it."`
}

func (b StatementBody) said(kind, rule string) (x duties.Said, err error) {
	x = duties.Said{Kind: duties.Kind(kind), Rule: rule, Name: web.Clean(b.Name), Day: b.Day, Until: b.Until, Minutes: b.Minutes, Unit: web.Clean(b.Unit)}
	if b.Amount != "" {
		x.Amount, err = waivedAmount(b.Amount)
	}
	return x, err
}

// StatementJSON is something that was said.
type StatementJSON struct {
	ID id.ID `json:"id"`
	// Kind and what follows are as in StatementBody.
	Kind      string    `json:"kind"`
	Name      string    `json:"name"`
	Day       *string   `json:"day"`
	Until     *string   `json:"until"`
	Minutes   int       `json:"minutes"`
	Amount    *string   `json:"amount"`
	Unit      *string   `json:"unit"`
	Stands    bool      `json:"stands" doc:"Neither corrected nor taken back."`
	Withdrawn bool      `json:"withdrawn"`
	Corrects  *string   `json:"corrects" doc:"The statement in whose place it stands."`
	SaidAt    time.Time `json:"said_at"`
}

// waivedJSON is how much was waived, as it is written.
func waivedJSON(x duties.Statement) *string {
	number, _, _ := strings.Cut(rules.Amount{Hundredths: x.Amount, Unit: x.Unit}.String(), " ")
	return web.Optional(number)
}

// statementsJSON are statements in the order of the list.
func statementsJSON(list []duties.Statement) []StatementJSON {
	out, stands := make([]StatementJSON, len(list)), duties.StandingOf(list)
	for i, x := range list {
		out[i] = StatementJSON{x.ID, string(x.Kind), x.Name, web.Optional(x.Day), web.Optional(x.Until), x.Minutes, waivedJSON(x), web.Optional(x.Unit), stands[x.ID], x.Withdrawn, web.Optional(string(x.CorrectsID)), x.SaidAt.UTC()}
	}
	return out
}

type (
	bindIn struct {
		Body struct {
			Rule      string `json:"rule" maxLength:"200" doc:"Key of a rule that people may say binds them."`
			Role      string `json:"role,omitempty" maxLength:"200" doc:"One of the rule's roles."`
			RoleSince string `json:"role_since,omitempty" maxLength:"10" doc:"First day of the role."`
			Certified string `json:"certified,omitempty" maxLength:"10" doc:"Day of the certificate, or of its renewal."`
			Enrolled  string `json:"enrolled,omitempty" maxLength:"10" doc:"Day of beginning the programme."`
		} `example:"{\"rule\": \"lssc-renewal\", \"certified\": \"2024-05-02\"}"`
	}
	boundOut struct {
		Body struct {
			Rule string `json:"rule"`
			URL  string `json:"url" doc:"The duty, as an operation gives it."`
		}
	}
	endIn struct {
		Key  string `path:"key" maxLength:"200" doc:"Name of the rule."`
		Body struct {
			On string `json:"on,omitempty" maxLength:"10" doc:"First day on which it binds no more, today when left out."`
		}
	}
	sayIn struct {
		Key  string `path:"key" maxLength:"200" doc:"Name of the rule."`
		Body struct {
			Kind string `json:"kind" enum:"certified,enrolled,role,leave,award,exam,portfolio,agreement,work,course,extended,waived"`
			StatementBody
		} `example:"{\"kind\": \"leave\", \"day\": \"2025-01-06\", \"until\": \"2025-06-30\"}"`
	}
	// StatementIn names a statement.
	StatementIn struct {
		Key string `path:"key" maxLength:"200" doc:"Name of the rule."`
		ID  string `path:"id" maxLength:"64"`
	}
	correctIn struct {
		StatementIn
		Body StatementBody `example:"{\"day\": \"2025-02-03\"}"`
	}
)

func (p *Pages) apiBind(ctx context.Context, in *bindIn) (*boundOut, error) {
	b := in.Body
	if err := p.duties.Bind(ctx, authz.From(ctx), duties.Binding{Rule: b.Rule, Role: b.Role, RoleSince: b.RoleSince, Certified: b.Certified, Enrolled: b.Enrolled}); err != nil {
		return nil, err
	}
	var out boundOut
	out.Body.Rule, out.Body.URL = b.Rule, p.baseURL+"/api/v1/me/duties/"+b.Rule
	return &out, nil
}

func (p *Pages) apiEnd(ctx context.Context, in *endIn) (*struct{}, error) {
	return nil, p.duties.End(ctx, authz.From(ctx), in.Key, in.Body.On)
}

func (p *Pages) apiSay(ctx context.Context, in *sayIn) (*struct{}, error) {
	x, err := in.Body.said(in.Body.Kind, in.Key)
	if err != nil {
		return nil, err
	}
	return nil, atMinutes(p.duties.Say(ctx, authz.From(ctx), x))
}

func (p *Pages) apiCorrect(ctx context.Context, in *correctIn) (*struct{}, error) {
	x, err := in.Body.said("", in.Key)
	if err != nil {
		return nil, err
	}
	return nil, p.correctStatement(ctx, in.StatementIn, x, false)
}

func (p *Pages) apiWithdraw(ctx context.Context, in *StatementIn) (*struct{}, error) {
	return nil, p.correctStatement(ctx, *in, duties.Said{Rule: in.Key}, true)
}

func (p *Pages) correctStatement(ctx context.Context, in StatementIn, x duties.Said, withdraw bool) error {
	statement, err := web.ID(in.ID)
	if err != nil {
		return err
	}
	return atMinutes(p.duties.Correct(ctx, authz.From(ctx), statement, x, withdraw))
}

// atMinutes names the field as programs do: people enter hours.
func atMinutes(err error) error {
	if e := errs.As(err); err != nil && e != nil {
		for i := range e.Fields {
			if e.Fields[i].Name == "hours" {
				e.Fields[i].Name = "minutes"
			}
		}
	}
	return err
}
