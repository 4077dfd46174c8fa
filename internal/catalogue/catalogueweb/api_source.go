package catalogueweb

import (
	"context"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/web"
)

// sourceAPI adds the operations on the sources that offers come from.
func (p *Pages) sourceAPI(a *web.API) {
	reads, writes := web.Scope(authz.ScopeCatalogueRead), web.Scope(authz.ScopeCatalogueWrite)
	const editors = "Editors and managers of its unit, and administrators."
	web.Operation(a, described("Sources", "list-sources", http.MethodGet, "/sources", "The sources of one's units, those in trouble first", whoInsiders), reads, p.apiSources)
	add := described("Sources", "add-source", http.MethodPost, "/sources", "Add a source", editors+" One that publishes is for managers; the token then needs catalogue:publish as well.")
	add.DefaultStatus = http.StatusCreated
	web.Operation(a, add, writes, p.apiAddSource)
	web.Operation(a, described("Sources", "show-source", http.MethodGet, "/sources/{id}", "One source with its last runs", whoInsiders), reads, p.apiSource)
	web.Operation(a, described("Sources", "change-source", http.MethodPut, "/sources/{id}", "Change a source", editors+" What one brings that publishes is for managers."), writes, p.apiChangeSource)
	web.Operation(a, described("Sources", "run-source", http.MethodPost, "/sources/{id}/run", "Fetch a source now and take what is new", editors), writes, p.apiRunSource)
	web.Operation(a, described("Sources", "pause-source", http.MethodPost, "/sources/{id}/pause", "Pause a source, or let it go on", editors), writes, p.apiPauseSource)
	web.Operation(a, described("Sources", "show-source-run", http.MethodGet, "/sources/{id}/runs/{run}", "One run with what it changed, row by row", whoInsiders), reads, p.apiSourceRun)
}

type (
	sourceSettingsJSON struct {
		Name      string             `json:"name" maxLength:"200" example:"Lakeland events"`
		Unit      string             `json:"unit" maxLength:"64" example:"PLA" doc:"Acronym or id of the unit that owns what it brings."`
		Owner     string             `json:"owner,omitempty" maxLength:"64" doc:"Id of who answers for it; its runs do what they may. When left out, whoever adds it or changes what it brings. Managers name others, who may do nothing that they may not."`
		Address   string             `json:"address" maxLength:"2000" example:"https://events.example.org/feed.ics" doc:"Empty for one whose files are brought by hand."`
		Schedule  catalogue.Schedule `json:"schedule" enum:"hand,hourly,daily,weekly"`
		Kind      catalogue.Kind     `json:"kind,omitempty" maxLength:"40" doc:"Of what it brings, where the items do not say."`
		Publish   bool               `json:"publish,omitempty" doc:"Publish what is complete; otherwise everything new stays a draft."`
		DateOrder tabular.DateOrder  `json:"date_order,omitempty" enum:"dmy,mdy"`
		Zone      string             `json:"zone,omitempty" maxLength:"64"`
		Defaults  defaultsJSON       `json:"defaults,omitempty" doc:"What new offers say where their items say nothing."`
		Columns   map[string]string  `json:"columns,omitempty" doc:"Which heading of a table holds which field, such as title: Veranstaltung; as it was found out when left out."`
	}
	defaultsJSON struct {
		Summary       string               `json:"summary,omitempty" maxLength:"2000"`
		Areas         []string             `json:"areas,omitempty" maxItems:"40" doc:"Codes of content areas."`
		Level         catalogue.Level      `json:"level,omitempty" maxLength:"40"`
		Audiences     []catalogue.Audience `json:"audiences,omitempty" maxItems:"40"`
		Format        catalogue.Format     `json:"format,omitempty" maxLength:"40"`
		Language      string               `json:"language,omitempty" maxLength:"35"`
		Minutes       int                  `json:"minutes,omitempty" minimum:"0" maximum:"1000000"`
		Objectives    []string             `json:"objectives,omitempty" maxItems:"40"`
		Accessibility string               `json:"accessibility,omitempty" maxLength:"5000"`
	}
	offerSourceJSON struct {
		ID        id.ID              `json:"id"`
		Name      string             `json:"name"`
		Unit      id.ID              `json:"unit"`
		Owner     id.ID              `json:"owner,omitempty"`
		Address   string             `json:"address" doc:"Its host alone for those who may not change it."`
		Schedule  catalogue.Schedule `json:"schedule"`
		Kind      catalogue.Kind     `json:"kind,omitempty"`
		Publish   bool               `json:"publish"`
		DateOrder tabular.DateOrder  `json:"date_order,omitempty"`
		Zone      string             `json:"zone,omitempty"`
		Defaults  defaultsJSON       `json:"defaults"`
		Columns   map[string]string  `json:"columns,omitempty"`
		Paused    bool               `json:"paused"`
		LastRun   *time.Time         `json:"last_run"`
		LastGood  *time.Time         `json:"last_good"`
		NextRun   *time.Time         `json:"next_run"`
		Failures  int                `json:"failures" doc:"Runs since the last good one."`
		Trouble   string             `json:"trouble,omitempty" doc:"What was wrong with the last run, in words."`
		Asks      bool               `json:"asks" doc:"A person has to decide whether the last answer is taken."`
		UpdatedAt time.Time          `json:"updated_at"`
	}
	RunJSON struct {
		ID        id.ID          `json:"id"`
		StartedAt time.Time      `json:"started_at"`
		EndedAt   *time.Time     `json:"ended_at"`
		Outcome   string         `json:"outcome" enum:"applied,same,asked,failed"`
		Trouble   string         `json:"trouble,omitempty"`
		Counts    tabular.Counts `json:"counts"`
		Cancelled int            `json:"cancelled" doc:"Dates that were cancelled."`
		Gone      int            `json:"gone" doc:"Dates to come that the source no longer names."`
	}
	sourceWithRunsJSON struct {
		Source offerSourceJSON `json:"source"`
		Runs   []RunJSON       `json:"runs" doc:"The latest first."`
	}
	SourceIn struct {
		ID string `path:"id" maxLength:"64"`
	}
	runIn struct {
		SourceIn
		Run string `path:"run" maxLength:"64"`
	}
	sourcesOut struct {
		Body struct {
			Items []offerSourceJSON `json:"items"`
		}
	}
	addSourceIn    struct{ Body sourceSettingsJSON }
	changeSourceIn struct {
		SourceIn
		web.Match
		Body sourceSettingsJSON
	}
	sourceOut struct {
		ETag string `header:"ETag"`
		Body offerSourceJSON
	}
	sourceRunsOut struct {
		ETag string `header:"ETag"`
		Body sourceWithRunsJSON
	}
	runSourceIn struct {
		SourceIn
		Body struct {
			Accept bool `json:"accept,omitempty" doc:"Take it although it no longer names most of the dates to come."`
		}
	}
	pauseSourceIn struct {
		SourceIn
		Body struct {
			Paused bool `json:"paused"`
		}
	}
	runOut struct {
		Body struct {
			RunJSON
			Report tabular.Report `json:"report"`
		}
	}
)

func sourceToJSON(s catalogue.Source) offerSourceJSON {
	return offerSourceJSON{s.ID, s.Name, s.UnitID, s.OwnerID, s.Address, s.Schedule, s.Kind, s.Publish, s.DateOrder, s.Zone, defaultsJSON(s.Defaults), s.Columns, s.Paused, web.Moment(s.LastRun), web.Moment(s.LastGood), web.Moment(s.NextRun),
		s.Failures, s.Trouble, s.Asks, s.UpdatedAt.UTC()}
}

func runToJSON(r catalogue.SourceRun) RunJSON {
	return RunJSON{r.ID, r.StartedAt.UTC(), web.Moment(r.EndedAt), r.Outcome, r.Trouble, r.Report.Counts, r.Cancelled, r.Gone}
}

// sourceTag names what people decide about a source, and not what its runs leave.
func sourceTag(s catalogue.Source) string {
	s.Columns = nil
	return web.ETag([]any{s.SourceSettings, s.Paused, s.UpdatedAt.UTC()})
}

func (p *Pages) sourceSettings(ctx context.Context, j sourceSettingsJSON) (catalogue.SourceSettings, error) {
	to := catalogue.SourceSettings{Name: web.Clean(j.Name), Address: j.Address, Schedule: j.Schedule, Kind: j.Kind, Publish: j.Publish, DateOrder: j.DateOrder, Zone: j.Zone,
		Defaults: catalogue.Defaults(j.Defaults), Columns: j.Columns}
	var err error
	if to.UnitID, err = p.unitOf(ctx, j.Unit); err != nil {
		return to, err
	}
	if j.Owner != "" {
		var ok bool
		if to.OwnerID, ok = id.Parse(j.Owner); !ok {
			return to, errs.Bad("owner", "There is no such person.")
		}
	}
	return to, nil
}

func (p *Pages) apiSources(ctx context.Context, _ *struct{}) (*sourcesOut, error) {
	all, err := p.catalogue.Sources(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	out := &sourcesOut{}
	out.Body.Items = []offerSourceJSON{}
	for _, s := range all {
		out.Body.Items = append(out.Body.Items, sourceToJSON(s))
	}
	return out, nil
}

func (p *Pages) apiSource(ctx context.Context, in *SourceIn) (*sourceRunsOut, error) {
	which, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	s, runs, err := p.catalogue.Source(ctx, authz.From(ctx), which)
	if err != nil {
		return nil, err
	}
	out := &sourceRunsOut{ETag: sourceTag(s), Body: sourceWithRunsJSON{sourceToJSON(s), []RunJSON{}}}
	for _, r := range runs {
		out.Body.Runs = append(out.Body.Runs, runToJSON(r))
	}
	return out, nil
}

func (p *Pages) apiAddSource(ctx context.Context, in *addSourceIn) (*sourceOut, error) {
	to, err := p.sourceSettings(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	s, err := p.catalogue.SaveSource(ctx, authz.From(ctx), "", to)
	if err != nil {
		return nil, err
	}
	return &sourceOut{sourceTag(s), sourceToJSON(s)}, nil
}

func (p *Pages) apiChangeSource(ctx context.Context, in *changeSourceIn) (*sourceOut, error) {
	which, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	to, err := p.sourceSettings(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	s, err := p.catalogue.SaveSource(ctx, authz.From(ctx), which, to, web.Still(in.Match, sourceTag))
	if err != nil {
		return nil, err
	}
	return &sourceOut{sourceTag(s), sourceToJSON(s)}, nil
}

func runSaid(r catalogue.SourceRun) *runOut {
	out := &runOut{}
	if out.Body.RunJSON, out.Body.Report = runToJSON(r), r.Report; out.Body.Report.Rows == nil {
		out.Body.Report.Rows, out.Body.Report.Notes = []tabular.RowReport{}, full(r.Report.Notes)
	}
	return out
}

func (p *Pages) apiRunSource(ctx context.Context, in *runSourceIn) (*runOut, error) {
	which, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	r, err := p.catalogue.RunSource(ctx, authz.From(ctx), which, in.Body.Accept)
	if err != nil {
		return nil, err
	}
	return runSaid(r), nil
}

func (p *Pages) apiPauseSource(ctx context.Context, in *pauseSourceIn) (*sourceOut, error) {
	which, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	s, err := p.catalogue.PauseSource(ctx, authz.From(ctx), which, in.Body.Paused)
	if err != nil {
		return nil, err
	}
	return &sourceOut{sourceTag(s), sourceToJSON(s)}, nil
}

func (p *Pages) apiSourceRun(ctx context.Context, in *runIn) (*runOut, error) {
	which, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	run, ok := id.Parse(in.Run)
	if !ok {
		return nil, errs.New(errs.NotFound, "There is no such run.")
	}
	_, r, err := p.catalogue.SourceRun(ctx, authz.From(ctx), which, run)
	if err != nil {
		return nil, err
	}
	return runSaid(r), nil
}
