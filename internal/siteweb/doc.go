// Package siteweb has the pages that belong to no single area: the ways into
// learning and into the association, the pages about the place, and the demonstration's own.
package siteweb

import (
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/platform/web"
)

// Deps is what the pages need.
type Deps struct {
	Catalogue *catalogue.Service
	People    *people.Service
	Sessions  *web.Sessions
	Clock     clock.Clock
	// Demo opens the demonstration's pages; Box holds the letters they show.
	Demo bool
	Box  *mail.Box
	// Personas lists who can be signed in as in the demonstration.
	Personas []Persona
	// Document returns the description of the REST interface; BaseURL is the address of the site, for examples.
	Document func() *huma.OpenAPI
	BaseURL  string
}

// Persona is somebody to sign in as by one click.
type Persona struct{ Key, Name, Email, What string }

// Pages are the pages.
type Pages struct {
	Deps
	once sync.Once
	made Reference
}

// New returns the pages.
func New(d Deps) *Pages { return &Pages{Deps: d} }
