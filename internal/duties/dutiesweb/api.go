package dutiesweb

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/rules"
)

// API adds the area's operations. Rules are read and tried by everybody; duties by their person.
func (p *Pages) API(a *web.API) {
	public, own := web.PublicScope(authz.ScopeStandardsRead), web.Scope(authz.ScopeRecordRead)
	op := func(id, method, path, tag, summary, who string) huma.Operation {
		return operation(id, method, path, tag, summary, who, http.StatusOK)
	}
	const everybody, oneself = "Everybody.", "For oneself: nobody else sees them, no administrator either."
	web.Operation(a, op("list-rules", http.MethodGet, "/rules", "Rules", "Rules of states, certificates and the association, by state and name", everybody), public, p.apiRules)
	web.Operation(a, op("list-moved-rules", http.MethodGet, "/rules/moved", "Rules", "Rules that name competencies which a later version of their framework split, merged or ended", "Those who see rules that are not published."), web.Scope(authz.ScopeStandardsRead), p.apiMoved)
	web.Operation(a, op("show-rule", http.MethodGet, "/rules/{key}", "Rules", "One rule with its text", everybody), public, p.apiRule)
	web.Operation(a, op("check-rule", http.MethodPost, "/rules/check", "Rules", "Read a rule that somebody writes, and say everything that is wrong", everybody), public, p.apiCheck)
	web.Operation(a, op("evaluate-rule", http.MethodPost, "/rules/evaluate", "Rules", "Say where somebody with the given entries stands with a rule", everybody), public, p.apiEvaluate)
	web.Operation(a, op("list-duties", http.MethodGet, "/me/duties", "Duties", "One's duties, the most urgent first, with where one stands", oneself), own, p.apiMine)
	web.Operation(a, op("show-duty-letters", http.MethodGet, "/me/duties/letters", "Duties", "How many days before something falls due one is written to", oneself+" Who has said nothing is at 90 and 30."), own, p.apiLetters)
	web.Operation(a, op("choose-duty-letters", http.MethodPut, "/me/duties/letters", "Duties", "Say how many days before something falls due one wants to be written to", oneself), web.Scope(authz.ScopeDutiesWrite), p.apiChooseLetters)
	web.Operation(a, op("show-duty", http.MethodGet, "/me/duties/{key}", "Duties", "One duty in full: requirement by requirement, and entry by entry what counted and why not", oneself), own, p.apiOne)
	p.sayAPI(a)
	p.organisationAPI(a)
	p.writeAPI(a)
}

// RuleJSON is a rule in short.
type RuleJSON struct {
	Key        string `json:"key"`
	Name       string `json:"name"`
	Place      string `json:"place" doc:"Code of the state whose rule it is, such as us-ny; empty for others."`
	Binds      string `json:"binds" enum:"person,group,organisation"`
	Duty       string `json:"duty" enum:"required,recommended,voluntary"`
	Own        bool   `json:"own" doc:"The association wrote it. The others come with the program."`
	Draft      bool   `json:"draft" doc:"Nobody has verified it at its source."`
	Selectable bool   `json:"selectable" doc:"People may say that it binds them."`
	Source     string `json:"source"`
	Note       string `json:"note"`
	URL        string `json:"url"`
}

func (p *Pages) ruleJSON(r duties.Rule) RuleJSON {
	rule := r.Program.Rule()
	duty := rule.Duty
	if duty == "" {
		duty = "required"
	}
	return RuleJSON{Key: r.Key, Name: r.Name(), Place: r.Place(), Binds: r.Binds(), Duty: duty, Own: r.Own, Draft: r.Draft(), Selectable: r.Selectable(), Source: rule.Source, Note: rule.Note, URL: p.baseURL + rulePath(r.Key)}
}

type (
	rulesIn struct {
		Q      string `query:"q" maxLength:"200" doc:"Words of its name, key, state or source."`
		Place  string `query:"place" maxLength:"10" doc:"Code of a state, or none for rules of no state."`
		Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	rulesOut struct {
		Body struct {
			Items []RuleJSON `json:"items"`
			Next  *string    `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
)

func (p *Pages) apiRules(ctx context.Context, in *rulesIn) (*rulesOut, error) {
	found, err := p.duties.Rules(ctx, duties.ListRequest{Text: web.Clean(in.Q), Place: in.Place, Request: page.Request{Cursor: in.Cursor, Limit: in.Limit}})
	if err != nil {
		return nil, err
	}
	var out rulesOut
	out.Body.Items, out.Body.Next = make([]RuleJSON, len(found.Items)), web.Optional(found.Next)
	for i, r := range found.Items {
		out.Body.Items[i] = p.ruleJSON(r)
	}
	return &out, nil
}

type (
	ruleIn struct {
		Key string `path:"key" maxLength:"200" doc:"Name of the rule."`
	}
	versionJSON struct {
		Name  string  `json:"name"`
		From  *string `json:"in_force_from" doc:"First day, null for a version that was always in force."`
		Until *string `json:"in_force_until" doc:"Last day, null for one that goes on."`
		Note  string  `json:"what_changed"`
	}
	ruleOut struct {
		Body struct {
			RuleJSON
			Roles    []string      `json:"roles" doc:"Those between which it tells apart."`
			Versions []versionJSON `json:"versions" doc:"The earliest first."`
			Text     string        `json:"text" doc:"The rule as it is written down; docs/rules.md teaches the language."`
		}
	}
)

func (p *Pages) apiRule(ctx context.Context, in *ruleIn) (*ruleOut, error) {
	r, err := p.duties.Rule(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	var out ruleOut
	b, rule := &out.Body, r.Program.Rule()
	b.RuleJSON, b.Text = p.ruleJSON(r), r.Text
	b.Roles = append([]string{}, rule.Roles...)
	b.Versions = versionsJSON(rule)
	return &out, nil
}

func versionsJSON(rule rules.Rule) []versionJSON {
	out := make([]versionJSON, len(rule.Versions))
	for i, v := range rule.Versions {
		out[i] = versionJSON{v.Name, web.Optional(v.From.String()), web.Optional(v.Until.String()), v.Note}
	}
	return out
}

type (
	checkIn struct {
		Body struct {
			Text string `json:"text" maxLength:"100000" doc:"A rule as YAML or JSON." example:"{\"rule\": \"ten-hours\", \"name\": \"Ten hours\", \"needs\": {\"at_least\": \"10 hours\"}}"`
		}
	}
	checkOut struct {
		Body struct {
			Key      string        `json:"key"`
			Name     string        `json:"name"`
			Draft    bool          `json:"draft"`
			Versions []versionJSON `json:"versions"`
		}
	}
)

func (p *Pages) apiCheck(ctx context.Context, in *checkIn) (*checkOut, error) {
	if err := p.asks.Take(web.PlaceOf(ctx)); err != nil {
		return nil, err
	}
	program, err := p.duties.CheckText(in.Body.Text)
	if err != nil {
		return nil, err
	}
	var out checkOut
	rule := program.Rule()
	out.Body.Key, out.Body.Name, out.Body.Draft, out.Body.Versions = rule.Key, rule.Name, rule.Draft, versionsJSON(rule)
	return &out, nil
}

// noNeeds is what stands where a rule could not be looked at.
func noNeeds() NeedJSON {
	return NeedJSON{Categories: []categoryJSON{}, Years: []categoryJSON{}, Needs: []NeedJSON{}}
}
