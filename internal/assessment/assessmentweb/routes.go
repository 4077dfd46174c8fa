package assessmentweb

import (
	"learningcommons.dev/commons/internal/platform/web"
)

// Routes is the site map of the area.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Name: "roles", Pattern: "GET /roles", Access: web.Public, Handler: p.roles, Entry: "roles"},
		{Name: "role", Pattern: "GET /roles/{key}", Access: web.Public, Handler: p.role},

		{Name: "my.standing", Pattern: "GET /my/standing", Access: web.SignedIn, Handler: p.home, Entry: "standing"},
		{Name: "my.standing.choose", Pattern: "GET /my/standing/choose", Access: web.SignedIn, Handler: p.choose},
		{Name: "my.target.begin", Pattern: "POST /my/standing/targets", Access: web.SignedIn, Handler: p.begin},
		{Name: "my.target", Pattern: "GET /my/standing/targets/{id}", Access: web.SignedIn, Handler: p.target},
		{Name: "my.target.ask", Pattern: "GET /my/standing/targets/{id}/ask", Access: web.SignedIn, Handler: p.ask},
		{Name: "my.target.answer", Pattern: "POST /my/standing/targets/{id}/ask", Access: web.SignedIn, Handler: p.answer},
		{Name: "my.target.finish", Pattern: "POST /my/standing/targets/{id}/finish", Access: web.SignedIn, Handler: p.finish},
		{Name: "my.target.more", Pattern: "POST /my/standing/targets/{id}/more", Access: web.SignedIn, Handler: p.more},
		{Name: "my.target.again", Pattern: "POST /my/standing/targets/{id}/again", Access: web.SignedIn, Handler: p.again},
		{Name: "my.target.snapshot", Pattern: "POST /my/standing/targets/{id}/snapshot", Access: web.SignedIn, Handler: p.snapshot},
		{Name: "my.target.end", Pattern: "POST /my/standing/targets/{id}/end", Access: web.SignedIn, Handler: p.end},
		{Name: "my.target.competency", Pattern: "GET /my/standing/targets/{id}/competencies/{competency}", Access: web.SignedIn, Handler: p.competency},
	}
}
