package app

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/assessment/assessmentweb"
	"learningcommons.dev/commons/internal/catalogue/catalogueweb"
	"learningcommons.dev/commons/internal/duties/dutiesweb"
	"learningcommons.dev/commons/internal/measures/measuresweb"
	"learningcommons.dev/commons/internal/people/peopleweb"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition/recognitionweb"
	"learningcommons.dev/commons/internal/record/recordweb"
	"learningcommons.dev/commons/internal/registration/registrationweb"
	"learningcommons.dev/commons/internal/siteweb"
	"learningcommons.dev/commons/internal/standards/standardsweb"
	"learningcommons.dev/commons/internal/webhooks/webhooksweb"
)

// route adds every area's routes. It is the one place where pages meet.
func (a *App) route() {
	people := peopleweb.New(peopleweb.Deps{People: a.People, Sessions: a.Sessions, Clock: a.Clock, Offers: a.Catalogue.CountByUnit, Held: a.Held, Log: a.Log, BaseURL: a.BaseURL})
	catalogue := catalogueweb.New(catalogueweb.Deps{Catalogue: a.Catalogue, Standards: a.Standards, People: a.People, Measures: a.Measures, Sessions: a.Sessions, Clock: a.Clock, Registered: a.Registration.Places, Wants: a.Assessment.Wants, BaseURL: a.BaseURL})
	standards := standardsweb.New(standardsweb.Deps{Standards: a.Standards, Catalogue: a.Catalogue, Sessions: a.Sessions, BaseURL: a.BaseURL})
	registration := registrationweb.New(registrationweb.Deps{Registration: a.Registration, Catalogue: a.Catalogue, People: a.People, Recognition: a.Recognition, Sessions: a.Sessions, Clock: a.Clock, BaseURL: a.BaseURL})
	record := recordweb.New(recordweb.Deps{Record: a.Record, Recognition: a.Recognition, Sessions: a.Sessions, Clock: a.Clock, BaseURL: a.BaseURL})
	recognition := recognitionweb.New(recognitionweb.Deps{Recognition: a.Recognition, Catalogue: a.Catalogue, People: a.People, Sessions: a.Sessions, Clock: a.Clock, BaseURL: a.BaseURL})
	duties := dutiesweb.New(dutiesweb.Deps{Duties: a.Duties, People: a.People, Catalogue: a.Catalogue, Sessions: a.Sessions, Clock: a.Clock, BaseURL: a.BaseURL})
	assessment := assessmentweb.New(assessmentweb.Deps{Assessment: a.Assessment, Sessions: a.Sessions, Clock: a.Clock, BaseURL: a.BaseURL})
	hooks := webhooksweb.New(webhooksweb.Deps{Webhooks: a.Webhooks, People: a.People, Sessions: a.Sessions})
	needs := measuresweb.New(measuresweb.Deps{Measures: a.Measures, Catalogue: a.Catalogue, People: a.People, Sessions: a.Sessions, BaseURL: a.BaseURL})
	api := web.NewAPI(a.Mux, a.DB, a.Clock, Version)
	site := siteweb.New(siteweb.Deps{Catalogue: a.Catalogue, People: a.People, Sessions: a.Sessions, Clock: a.Clock, Box: a.demoBox(), Demo: a.Demo, Personas: a.personas(), BaseURL: a.BaseURL, Document: func() *huma.OpenAPI { return api.Document() }})

	a.Mux.Add(site.Routes()...)
	a.Mux.Add(people.Routes()...)
	a.Mux.Add(standards.Routes()...)
	a.Mux.Add(catalogue.Routes()...)
	a.Mux.Add(registration.Routes()...)
	a.Mux.Add(record.Routes()...)
	a.Mux.Add(assessment.Routes()...)
	a.Mux.Add(recognition.Routes()...)
	a.Mux.Add(duties.Routes()...)
	a.Mux.Add(hooks.Routes()...)
	a.Mux.Add(needs.Routes()...)
	a.Mux.Add(a.operatorRoutes()...)

	people.API(api)
	standards.API(api)
	catalogue.API(api)
	registration.API(api)
	record.API(api)
	assessment.API(api)
	recognition.API(api)
	duties.API(api)
	needs.API(api)
}

// Held counts the registrations and the entries of a person, given by all their ids.
func (a *App) Held(ctx context.Context, ids []id.ID) (registrations, entries int, err error) {
	if registrations, err = a.Registration.CountOf(ctx, ids); err != nil {
		return 0, 0, err
	}
	entries, err = a.Record.CountOf(ctx, ids)
	return registrations, entries, err
}

// operatorRoutes are for the machines around this one.
func (a *App) operatorRoutes() []web.Route {
	static := ui.Static()
	return []web.Route{
		{Name: "static", Pattern: "GET " + ui.StaticPath, Access: web.Public, Bare: true, Handler: func(w http.ResponseWriter, r *http.Request) error {
			static.ServeHTTP(w, r)
			return nil
		}},
		{Name: "healthz", Pattern: "GET /healthz", Access: web.Public, API: true, Bare: true, Handler: func(w http.ResponseWriter, r *http.Request) error {
			return web.JSON(w, http.StatusOK, map[string]string{"status": "ok"})
		}},
		{Name: "readyz", Pattern: "GET /readyz", Access: web.Public, API: true, Bare: true, Handler: a.readyz},
		{Name: "metrics", Pattern: "GET /metrics", Access: web.Public, API: true, Bare: true, Handler: a.metrics.serve},
	}
}

// pingTimeout is how long the database has to answer a probe; whoever probes must not wait for a stuck one.
const pingTimeout = 2 * time.Second

// readyz says whether this server should get requests: it is not stopping and its database answers.
func (a *App) readyz(w http.ResponseWriter, r *http.Request) error {
	if !a.ready.Load() {
		return errs.New(errs.Unavailable, "This server is starting or stopping.")
	}
	ctx, cancel := context.WithTimeout(r.Context(), pingTimeout)
	defer cancel()
	if err := a.DB.Ping(ctx); err != nil {
		return errs.Wrap(err, errs.Unavailable, "The database does not answer.")
	}
	return web.JSON(w, http.StatusOK, map[string]string{"status": "ready"})
}
