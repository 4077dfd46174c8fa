package siteweb

import (
	"learningcommons.dev/commons/internal/platform/web"
)

// Routes is the site map of what belongs to no single area.
func (p *Pages) Routes() []web.Route {
	routes := []web.Route{
		{Name: "ways", Pattern: "GET /ways", Access: web.Public, Handler: p.ways, Entry: "ways"},
		{Name: "involved", Pattern: "GET /involved", Access: web.Public, Handler: p.involved, Entry: "involved"},
		{Name: "about", Pattern: "GET /about", Access: web.Public, Handler: p.text(about)},
		{Name: "accessibility", Pattern: "GET /accessibility", Access: web.Public, Handler: p.text(accessibility)},
		{Name: "privacy", Pattern: "GET /privacy", Access: web.Public, Handler: p.text(privacy)},
		{Name: "developers", Pattern: "GET /developers", Access: web.Public, Handler: p.developers},
		{Name: "developers.area", Pattern: "GET /developers/{area}", Access: web.Public, Handler: p.developersArea},
		{Name: "styleguide", Pattern: "GET /styleguide", Access: web.Public, Handler: p.styleguide},
	}
	if p.Demo {
		routes = append(routes,
			web.Route{Name: "demo", Pattern: "GET /demo", Access: web.Public, Handler: p.demo},
			web.Route{Name: "demo.sign-in", Pattern: "POST /demo/sign-in", Access: web.Public, Handler: p.demoSignIn},
			web.Route{Name: "demo.letters", Pattern: "GET /demo/letters", Access: web.Public, Handler: p.demoLetters},
		)
	}
	return routes
}
