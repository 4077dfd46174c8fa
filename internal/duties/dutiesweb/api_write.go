package dutiesweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
)

// writeAPI adds writing the association's own rules.
func (p *Pages) writeAPI(a *web.API) {
	writes := web.Scope(authz.ScopeRulesWrite)
	op := func(id, method, path, summary, more string, status int) huma.Operation {
		return operation(id, method, path, "Rules", summary, "Curriculum editors and accreditation staff. "+more, status)
	}
	web.Operation(a, op("list-rule-texts", http.MethodGet, "/rules/{key}/texts", "Every text of one of the association's own rules, the latest first", "Administrators and auditors may too.", http.StatusOK), web.Scope(authz.ScopeStandardsRead), p.apiTexts)
	web.Operation(a, op("write-rule", http.MethodPost, "/rules", "Begin a rule of the association's own as a draft", "422 with the line and column of what is wrong.", http.StatusCreated), writes, p.apiWrite)
	web.Operation(a, op("save-rule", http.MethodPut, "/rules/{key}", "Add a text to a rule: its draft", "412 when another was saved since the one that seen names.", http.StatusOK), writes, p.apiSave)
	web.Operation(a, op("publish-rule", http.MethodPost, "/rules/{key}/publish", "Let the newest text of a rule hold", "What was in force stays in force as it was, unless correction says what mistake is put right. Everybody whom it binds is looked at again.", http.StatusNoContent), web.Scope(authz.ScopeRulesPublish), p.apiPublish)
}

type (
	// RuleTextJSON is a text of one of the association's own rules.
	RuleTextJSON struct {
		Key         string     `json:"key"`
		Number      int        `json:"number"`
		Name        string     `json:"name"`
		Text        string     `json:"text"`
		WrittenAt   time.Time  `json:"written_at"`
		PublishedAt *time.Time `json:"published_at" doc:"Null for a draft."`
		Correction  *string    `json:"correction" doc:"Why it changed what was in force."`
		Seen        string     `json:"seen" doc:"Given back with a change or a publication, it makes sure that nothing newer is overlooked."`
	}
	textsOut struct {
		Body struct {
			Items []RuleTextJSON `json:"items"`
		}
	}
	writeIn struct {
		Body struct {
			Text string `json:"text" maxLength:"100000" doc:"A rule as YAML or JSON; docs/rules.md teaches the language."`
		} `example:"{\"text\": \"rule: ten-hours\\nname: Ten hours\\nneeds: {at_least: 10 hours}\\n\"}"`
	}
	saveIn struct {
		Key  string `path:"key" maxLength:"200" doc:"Name of the rule."`
		Body struct {
			Text string `json:"text" maxLength:"100000" doc:"A rule as YAML or JSON."`
			Seen string `json:"seen,omitempty" maxLength:"20"`
		} `example:"{\"text\": \"rule: ten-hours\\nname: Ten hours\\nneeds: {at_least: 10 hours}\\n\"}"`
	}
	writtenOut struct{ Body RuleTextJSON }
	publishIn  struct {
		Key  string `path:"key" maxLength:"200" doc:"Name of the rule."`
		Body struct {
			Correction string `json:"correction,omitempty" maxLength:"2000"`
			Seen       string `json:"seen,omitempty" maxLength:"20"`
		}
	}
)

func ruleTextJSON(t duties.RuleText) RuleTextJSON {
	return RuleTextJSON{t.Key, t.Number, t.Name, t.Text, t.WrittenAt.UTC(), web.Moment(t.PublishedAt), web.Optional(t.Correction), string(t.Seen())}
}

func (p *Pages) apiTexts(ctx context.Context, in *ruleIn) (*textsOut, error) {
	o, err := p.duties.OwnRule(ctx, authz.From(ctx), in.Key)
	if err != nil {
		return nil, err
	}
	var out textsOut
	out.Body.Items = make([]RuleTextJSON, len(o.Texts))
	for i, t := range o.Texts {
		out.Body.Items[i] = ruleTextJSON(t)
	}
	return &out, nil
}

func (p *Pages) apiWrite(ctx context.Context, in *writeIn) (*writtenOut, error) {
	t, err := p.duties.WriteRule(ctx, authz.From(ctx), in.Body.Text)
	if err != nil {
		return nil, err
	}
	return &writtenOut{ruleTextJSON(t)}, nil
}

func (p *Pages) apiSave(ctx context.Context, in *saveIn) (*writtenOut, error) {
	t, err := p.duties.SaveRule(ctx, authz.From(ctx), in.Key, in.Body.Text, duties.Seen(in.Body.Seen))
	if err != nil {
		return nil, err
	}
	return &writtenOut{ruleTextJSON(t)}, nil
}

func (p *Pages) apiPublish(ctx context.Context, in *publishIn) (*struct{}, error) {
	return nil, p.duties.PublishRule(ctx, authz.From(ctx), in.Key, in.Body.Correction, duties.Seen(in.Body.Seen))
}
