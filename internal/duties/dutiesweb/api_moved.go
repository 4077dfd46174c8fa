package dutiesweb

import (
	"context"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
)

type (
	successorJSON struct {
		ID    string `json:"id"`
		Name  string `json:"name" doc:"As a rule names it."`
		Title string `json:"title"`
	}
	movedJSON struct {
		Name   string          `json:"name" doc:"As the rule names the competency."`
		ID     string          `json:"id"`
		Became string          `json:"became" enum:"split,merged,retired"`
		To     []successorJSON `json:"to"`
	}
	movedRuleJSON struct {
		RuleJSON
		Moved []movedJSON `json:"moved"`
	}
	movedOut struct {
		Body struct {
			Items []movedRuleJSON `json:"items"`
		}
	}
)

func (p *Pages) apiMoved(ctx context.Context, _ *struct{}) (*movedOut, error) {
	list, err := p.duties.MovedRules(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	var out movedOut
	out.Body.Items = make([]movedRuleJSON, len(list))
	for i, m := range list {
		out.Body.Items[i].RuleJSON = p.ruleJSON(m.Rule)
		for _, n := range m.Moved {
			x := movedJSON{Name: n.As, ID: string(n.ID), Became: string(n.Became), To: []successorJSON{}}
			for _, to := range n.Successors {
				x.To = append(x.To, successorJSON{string(to.ID), duties.NameOf(to), to.Title})
			}
			out.Body.Items[i].Moved = append(out.Body.Items[i].Moved, x)
		}
	}
	return &out, nil
}
