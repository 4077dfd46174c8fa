package measuresweb

import (
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
)

// Routes is the site map of the area.
func (p *Pages) Routes() []web.Route {
	deciders := web.Staff(authz.UnitEditor, authz.UnitManager, authz.CurriculumEditor, authz.Admin)
	planners := web.Staff(authz.UnitManager, authz.CurriculumEditor, authz.Admin, authz.Auditor)
	return []web.Route{
		{Name: "suggest", Pattern: "GET /suggest", Access: web.SignedIn, Handler: p.suggestForm},
		{Name: "suggest.send", Pattern: "POST /suggest", Access: web.SignedIn, Handler: p.suggest, MaxBody: 1 << 15},
		{Name: "my.suggestions", Pattern: "GET /my/suggestions", Access: web.SignedIn, Handler: p.mine},
		{Name: "my.suggestion.withdraw", Pattern: "POST /my/suggestions/{id}/withdraw", Access: web.SignedIn, Handler: p.withdraw},

		{Name: "work.suggestions", Pattern: "GET /work/suggestions", Access: deciders, Handler: p.queue},
		{Name: "work.suggestions.export", Pattern: "GET /work/suggestions.csv", Access: deciders, Handler: p.exportQueue},
		{Name: "work.suggestions.decide", Pattern: "POST /work/suggestions", Access: deciders, Handler: p.decideMany},
		{Name: "work.suggestion", Pattern: "GET /work/suggestions/{id}", Access: deciders, Handler: p.suggestion},
		{Name: "work.suggestion.decide", Pattern: "POST /work/suggestions/{id}", Access: deciders, Handler: p.decide},
		{Name: "work.demand", Pattern: "GET /work/demand", Access: planners, Handler: p.demand},
		{Name: "work.demand.table", Pattern: "GET /work/demand/table.csv", Access: planners, Handler: p.exportTable},
		{Name: "work.demand.export", Pattern: "GET /work/demand.csv", Access: planners, Handler: p.exportNeeds},
	}
}
