package webhooksweb

import (
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/webhooks"
)

// Deps names what the pages need.
type Deps struct {
	Webhooks *webhooks.Service
	People   *people.Service
	Sessions *web.Sessions
}

// Pages serves the area's pages.
type Pages struct {
	webhooks *webhooks.Service
	people   *people.Service
	sessions *web.Sessions
}

// New returns the pages.
func New(d Deps) *Pages { return &Pages{d.Webhooks, d.People, d.Sessions} }

// Routes is the site map of the area.
func (p *Pages) Routes() []web.Route {
	admin := web.Fresh(web.Staff(authz.Admin))
	return []web.Route{
		{Name: "work.webhooks", Pattern: "GET /work/webhooks", Access: admin, Handler: p.list},
		{Name: "work.webhook.new", Pattern: "GET /work/webhooks/new", Access: admin, Handler: p.form},
		{Name: "work.webhook.create", Pattern: "POST /work/webhooks/new", Access: admin, Handler: p.create},
		{Name: "work.webhook", Pattern: "GET /work/webhooks/{id}", Access: admin, Handler: p.show},
		{Name: "work.webhook.edit", Pattern: "GET /work/webhooks/{id}/edit", Access: admin, Handler: p.edit},
		{Name: "work.webhook.save", Pattern: "POST /work/webhooks/{id}/edit", Access: admin, Handler: p.save},
		{Name: "work.webhook.pause", Pattern: "POST /work/webhooks/{id}/pause", Access: admin, Handler: p.pause},
		{Name: "work.webhook.secret", Pattern: "POST /work/webhooks/{id}/secret", Access: admin, Handler: p.rotate},
		{Name: "work.webhook.try", Pattern: "POST /work/webhooks/{id}/try", Access: admin, Handler: p.try},
		{Name: "work.webhook.again", Pattern: "POST /work/webhooks/{id}/again", Access: admin, Handler: p.again},
		{Name: "work.webhook.remove", Pattern: "POST /work/webhooks/{id}/remove", Access: admin, Handler: p.remove},
		{Name: "work.webhook.delivery", Pattern: "GET /work/webhooks/{id}/deliveries/{delivery}", Access: admin, Handler: p.delivery},
	}
}
