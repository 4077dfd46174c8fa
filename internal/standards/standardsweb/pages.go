package standardsweb

import (
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// Deps is what the pages need.
type Deps struct {
	Standards *standards.Service
	Catalogue *catalogue.Service
	Sessions  *web.Sessions
	// BaseURL is the site's address without a slash at its end.
	BaseURL string
}

// Pages are the pages of frameworks.
type Pages struct {
	standards *standards.Service
	catalogue *catalogue.Service
	sessions  *web.Sessions
	baseURL   string
}

// New returns the pages.
func New(d Deps) *Pages { return &Pages{d.Standards, d.Catalogue, d.Sessions, d.BaseURL} }
