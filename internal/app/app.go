package app

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/platform/outbound"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/webhooks"
)

// Version is the program's version, set when it is built.
var Version = "0.1.0"

// BuildVersion is Version with the commit that the program was built of, where the builder knew it, and whether it was changed since.
func BuildVersion() string {
	var commit, changed string
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				commit = "+" + s.Value[:min(len(s.Value), 12)]
			case s.Key == "vcs.modified" && s.Value == "true":
				changed = ".changed"
			}
		}
	}
	return Version + commit + changed
}

// App is the whole program on one database.
type App struct {
	Config
	DB       *db.DB
	Jobs     *jobs.Queue
	Sessions *web.Sessions
	Mux      *web.Mux
	// Outbound calls addresses that people typed.
	Outbound *outbound.Client
	// Box holds the letters when no mail server was given.
	Box *mail.Box

	People       *people.Service
	Standards    *standards.Service
	Catalogue    *catalogue.Service
	Record       *record.Service
	Registration *registration.Service
	Assessment   *assessment.Service
	Recognition  *recognition.Service
	Duties       *duties.Service
	Webhooks     *webhooks.Service
	Measures     *measures.Service

	zone    *time.Location
	proxies []netip.Prefix
	metrics *metrics
	trace   *tracing
	ready   readiness
}

// New opens the database, brings its schema up to date (unless Config.Existing is set) and builds every area on it.
func New(ctx context.Context, c Config) (*App, error) {
	if c.Clock == nil {
		c.Clock = clock.System{}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Association == "" {
		c.Association = "American Library Association"
	}
	if c.Zone == "" {
		c.Zone = "America/Chicago"
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return nil, fmt.Errorf("%s is no time zone that is known here: use a name such as America/Chicago", c.Zone)
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	if err := checkBaseURL(c.BaseURL); err != nil {
		return nil, err
	}
	proxies, err := web.ParseProxies(c.TrustedProxies)
	if err != nil {
		return nil, err
	}
	calls, err := c.outbound()
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, db.Config{Dir: c.Data, URL: c.DatabaseURL, Existing: c.Existing})
	if err != nil {
		return nil, err
	}
	if err := c.prepare(ctx, d); err != nil {
		d.Close()
		return nil, err
	}
	return build(c, d, zone, proxies, calls), nil
}

// prepare makes an opened database fit to be used. A server takes it first, so that one that is
// refused has changed nothing under the server that runs, and looks at its file.
func (c Config) prepare(ctx context.Context, d *db.DB) error {
	if c.Serving {
		if err := d.LockServer(ctx); err != nil {
			return err
		}
		if err := d.GlanceAtFile(ctx); err != nil {
			return err
		}
	}
	if c.Existing {
		return d.RequireSchema(ctx)
	}
	return d.Migrate(ctx)
}

// checkBaseURL refuses an outer address that letters and cookies could not be made for.
func checkBaseURL(base string) error {
	if base == "" {
		return nil
	}
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil {
		return fmt.Errorf("%s is no address of a site: it looks like https://learning.example.org, without a path", base)
	}
	return nil
}

// outbound makes the client for addresses that people typed.
func (c Config) outbound() (*outbound.Client, error) {
	o := outbound.Options{Product: "LearningCommons/" + Version}
	if c.BaseURL != "" {
		o.Product += " (+" + c.BaseURL + ")"
	}
	for _, s := range c.OutboundAllow {
		a, err := netip.ParseAddrPort(s)
		if err != nil {
			return nil, fmt.Errorf("%s is no address that could be called: it looks like 10.0.0.5:8080", s)
		}
		o.Allow = append(o.Allow, a)
	}
	return outbound.New(o), nil
}

// build makes the areas, lowest first, and then what stands on all of them.
func build(c Config, d *db.DB, zone *time.Location, proxies []netip.Prefix, calls *outbound.Client) *App {
	a := &App{Config: c, DB: d, Outbound: calls, zone: zone, proxies: proxies}
	if a.Mail == nil {
		a.Box = &mail.Box{Clock: c.Clock}
		a.Mail = a.Box
	}
	a.Sessions = web.NewSessions(d, c.Clock, strings.HasPrefix(c.BaseURL, "https://"))
	a.Jobs = jobs.New(d, c.Clock, c.Log)
	a.People = people.New(people.Deps{DB: d, Clock: c.Clock, Mail: a.Mail, BaseURL: c.BaseURL, Issuer: c.Association, Zone: zone, EndSessions: web.EndAll, Providers: c.Providers, Calls: calls})
	a.Standards = standards.New(standards.Deps{DB: d, Clock: c.Clock, People: a.People, BaseURL: c.BaseURL})
	a.Catalogue = catalogue.New(catalogue.Deps{DB: d, Clock: c.Clock, People: a.People, Standards: a.Standards, BaseURL: c.BaseURL, Calls: calls, Mail: a.Mail, Zone: zone, Invented: c.Demo, Log: c.Log})
	a.Record = record.New(record.Deps{DB: d, Clock: c.Clock, People: a.People})
	a.Registration = registration.New(registration.Deps{DB: d, Clock: c.Clock, People: a.People, Catalogue: a.Catalogue, Record: a.Record, Mail: a.Mail, BaseURL: c.BaseURL,
		Organiser: calendar.Person{Name: c.Association, Email: c.MailFrom}})
	a.Assessment = assessment.New(assessment.Deps{DB: d, Clock: c.Clock, People: a.People, Standards: a.Standards, Catalogue: a.Catalogue, Record: a.Record, Participants: a.Registration.Participants, Mail: a.Mail, BaseURL: c.BaseURL})
	a.Recognition = recognition.New(recognition.Deps{DB: d, Clock: c.Clock, People: a.People, Catalogue: a.Catalogue, Record: a.Record, Registration: a.Registration, Association: c.Association, BaseURL: c.BaseURL})
	a.Duties = duties.New(duties.Deps{DB: d, Clock: c.Clock, People: a.People, Catalogue: a.Catalogue, Record: a.Record, Registration: a.Registration, Recognition: a.Recognition, Standards: a.Standards, Assessment: a.Assessment, Mail: a.Mail, BaseURL: c.BaseURL, Log: c.Log})
	a.Webhooks = webhooks.New(webhooks.Deps{DB: d, Clock: c.Clock, People: a.People, Catalogue: a.Catalogue, Calls: calls, Log: c.Log})
	heard := a.Assessment
	if a.Demo { // nobody speaks: its figures are seeded, and those who play with it are too few
		heard = nil
	}
	a.Measures = measures.New(measures.Deps{DB: d, Clock: c.Clock, Log: c.Log, People: a.People, Catalogue: a.Catalogue, Standards: a.Standards, Assessment: heard, Mail: a.Mail, Zone: zone, BaseURL: c.BaseURL})
	a.metrics = newMetrics(a)
	a.subscribe()
	a.Mux = web.NewMux(a.fail)
	a.route()
	return a
}

// Close closes the database after the transactions under way.
func (a *App) Close() error { return a.DB.Close() }

// Handler returns everything that stands between the network and the areas.
func (a *App) Handler() http.Handler {
	stack := &web.Stack{
		Mux:          a.Mux,
		Sessions:     a.Sessions,
		Log:          a.Log,
		Secure:       strings.HasPrefix(a.BaseURL, "https://"),
		Proxies:      a.proxies,
		SecondFor:    a.SecondFactorFor,
		Authenticate: a.People.Authenticate,
		Prepare:      a.prepare,
		Done:         a.metrics.observe,
	}
	return stack.Handler()
}

// Check looks at the database's file and then runs every area's own check. It returns what is
// broken, as sentences, and what is sound and yet waits for somebody; of a damaged file it says nothing more, because no answer could be believed.
func (a *App) Check(ctx context.Context) (broken, attention []string, err error) {
	broken, err = a.DB.CheckFile(ctx)
	if err != nil || len(broken) > 0 {
		return broken, nil, err
	}
	for area, check := range a.checks() {
		found, err := check(ctx)
		if err != nil {
			return broken, nil, fmt.Errorf("app: check %s: %w", area, err)
		}
		broken = append(broken, of(area, found)...)
	}
	found, err := a.Duties.Attention(ctx)
	return broken, of("duties", found), err
}

// of says of sentences which area they are of.
func of(area string, found []string) (out []string) {
	for _, f := range found {
		out = append(out, area+": "+f)
	}
	return out
}

// checks are each area's own, lowest first.
func (a *App) checks() iter.Seq2[string, func(context.Context) ([]string, error)] {
	return func(yield func(string, func(context.Context) ([]string, error)) bool) {
		_ = yield("catalogue", a.Catalogue.Check) && yield("people", a.People.Check) && yield("standards", a.Standards.Check) && yield("record", a.Record.Check) &&
			yield("registration", a.Registration.Check) && yield("assessment", a.Assessment.Check) && yield("recognition", a.Recognition.Check) && yield("duties", a.Duties.Check) && yield("webhooks", a.Webhooks.Check) &&
			yield("audit", a.checkAudit) && yield("jobs", a.Jobs.Check)
	}
}
