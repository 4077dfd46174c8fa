package catalogueweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// sourcesPage is where the units' offers come from.
type sourcesPage struct {
	Sources []catalogue.Source
	units   map[id.ID]people.Unit
	mayEdit bool
	Notice  string
}

// sourcePage is one source, with what its runs made.
type sourcePage struct {
	Source  catalogue.Source
	Runs    []catalogue.SourceRun
	Run     *catalogue.SourceRun // whose report is shown
	unit    people.Unit
	owner   string
	mayEdit bool
	Notice  string
}

// sourceForm is the form of a new source, or of one that is changed.
type sourceForm struct {
	ID      id.ID
	form    draftForm
	units   []people.Unit
	areas   []catalogue.Area
	owner   string
	Problem string
	// Other is the source that has the name already, if that is the problem.
	Other  id.ID
	Errors ui.FormErrors
}

func (v sourceForm) reading() readingFields { return readingFields{v.form, v.areas, v.Errors} }

func sourceHref(s id.ID) string { return "/work/sources/" + string(s) }

func (p *Pages) sources(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	v := sourcesPage{units: map[id.ID]people.Unit{}, mayEdit: actor.MaySomewhere(catalogue.EditOffers), Notice: p.sessions.TakeFlash(ctx)}
	var err error
	if v.Sources, err = p.catalogue.Sources(ctx, actor); err != nil {
		return err
	}
	for _, s := range v.Sources {
		if _, seen := v.units[s.UnitID]; !seen && s.UnitID != "" {
			if v.units[s.UnitID], err = p.people.Unit(ctx, s.UnitID); err != nil {
				return err
			}
		}
	}
	return web.Render(w, r, http.StatusOK, sourcesView(v))
}

func (p *Pages) source(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	v := sourcePage{Notice: p.sessions.TakeFlash(ctx)}
	if v.Source, v.Runs, err = p.catalogue.Source(ctx, actor, which); err != nil {
		return err
	}
	v.mayEdit = actor.May(catalogue.EditOffers, v.Source.UnitID)
	if v.Source.UnitID != "" {
		if v.unit, err = p.people.Unit(ctx, v.Source.UnitID); err != nil {
			return err
		}
	}
	if v.owner, err = p.ownerName(ctx, v.Source); err != nil {
		return err
	}
	at := max(0, slices.IndexFunc(v.Runs, func(x catalogue.SourceRun) bool { return string(x.ID) == r.URL.Query().Get("run") }))
	if at < len(v.Runs) {
		v.Run = &v.Runs[at]
	}
	return web.Render(w, r, http.StatusOK, sourceView(v))
}

// ownerName says who looks after a source, "" for nobody.
func (p *Pages) ownerName(ctx context.Context, s catalogue.Source) (string, error) {
	if s.OwnerID == "" {
		return "", nil
	}
	owner, err := p.people.Person(ctx, s.OwnerID)
	return owner.Name, err
}

func (p *Pages) newSource(w http.ResponseWriter, r *http.Request) error {
	return p.showSourceForm(w, r, http.StatusOK, sourceForm{form: draftForm{url.Values{"zone": {usualZone(r.Context())}, "schedule": {string(catalogue.Daily)}}}})
}

func (p *Pages) editSource(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	s, _, err := p.catalogue.Source(r.Context(), authz.From(r.Context()), which)
	if err != nil {
		return err
	}
	f := url.Values{"name": {s.Name}, "unit": {string(s.UnitID)}, "address": {s.Address}, "schedule": {string(s.Schedule)}, "kind": {string(s.Kind)}, "zone": {s.Zone}, "date_order": {string(s.DateOrder)}}
	if s.Publish {
		f.Set("publish", "1")
	}
	f.Set("columns", columnsForm(s.Columns))
	f.Set("categories", pairsForm(s.Categories))
	defaultsForm(f, s.Defaults)
	return p.showSourceForm(w, r, http.StatusOK, sourceForm{ID: which, form: draftForm{f}})
}

func (p *Pages) showSourceForm(w http.ResponseWriter, r *http.Request, status int, v sourceForm) error {
	var err error
	if v.units, err = p.unitsToEdit(r.Context()); err != nil {
		return err
	}
	if v.areas, err = p.catalogue.Areas(r.Context()); err != nil {
		return err
	}
	if v.ID != "" {
		s, _, err := p.catalogue.Source(r.Context(), authz.From(r.Context()), v.ID)
		if err != nil {
			return err
		}
		if v.owner, err = p.ownerName(r.Context(), s); err != nil {
			return err
		}
	}
	return web.Render(w, r, status, sourceFormView(v))
}

// saveSource adds a source, or changes the one in the path.
func (p *Pages) saveSource(w http.ResponseWriter, r *http.Request) error {
	v := sourceForm{}
	var err error
	if r.PathValue("id") != "" {
		if v.ID, err = web.PathID(r, "id"); err != nil {
			return err
		}
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v.form = draftForm{form}
	to := catalogue.SourceSettings{Name: form.Get("name"), Address: form.Get("address"), Schedule: catalogue.Schedule(form.Get("schedule")), Kind: catalogue.Kind(form.Get("kind")),
		Zone: form.Get("zone"), Publish: form.Get("publish") != ""}
	to.UnitID, _ = id.Parse(form.Get("unit"))
	var bad errs.Fields
	to.Defaults, to.Columns, to.Categories = v.form.defaults(&bad), v.form.columns(&bad), v.form.categories(&bad)
	to.DateOrder, err = tabular.ParseDateOrder(form.Get("date_order"))
	tabular.NameField(&bad, "date_order", err)
	if address := strings.TrimSpace(form.Get("owner")); address != "" {
		found, err := p.people.IDsByEmail(ctx, []string{address})
		if err != nil {
			return err
		}
		key, _ := people.FoldEmail(address)
		to.OwnerID = found[key]
		bad.Check(to.OwnerID != "", "owner", "Choose somebody with a role in the unit.")
	}
	var s catalogue.Source
	if err = bad.Err(); err == nil {
		s, err = p.catalogue.SaveSource(ctx, authz.From(ctx), v.ID, to)
	}
	if again, ok := asked(ctx, err); ok {
		status := web.Status(err)
		v.Problem, v.Errors = again.Problem, again.Errors
		if v.Other, err = p.sourceNamed(ctx, to, v.ID); err != nil {
			return err
		}
		return p.showSourceForm(w, r, status, v)
	}
	if err != nil {
		return err
	}
	p.flash(r, i18n.T(ctx, "Saved. Fetch it now to see what it brings."))
	return web.Redirect(w, r, sourceHref(s.ID))
}

// sourceNamed is the other source of a unit that has the name, "" for none.
func (p *Pages) sourceNamed(ctx context.Context, to catalogue.SourceSettings, but id.ID) (id.ID, error) {
	all, err := p.catalogue.Sources(ctx, authz.From(ctx))
	for _, s := range all {
		if s.ID != but && s.UnitID == to.UnitID && s.Name == strings.TrimSpace(to.Name) {
			return s.ID, err
		}
	}
	return "", err
}

// runSource fetches a source while the person waits.
func (p *Pages) runSource(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	run, err := p.catalogue.RunSource(ctx, authz.From(ctx), which, form.Get("accept") != "")
	if again, ok := asked(ctx, err); ok && again.Problem != "" {
		p.flash(r, again.Problem)
		return web.Redirect(w, r, sourceHref(which))
	}
	if err != nil {
		return err
	}
	said := runSentences[run.Outcome]
	if run.NoneTaken() {
		said = "It was fetched, and every row was refused. Nothing was taken."
	}
	p.flash(r, i18n.T(ctx, said))
	return web.Redirect(w, r, sourceHref(which))
}

func (p *Pages) pauseSource(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	if _, err := p.catalogue.PauseSource(r.Context(), authz.From(r.Context()), which, form.Get("pause") == "yes"); err != nil {
		return err
	}
	return web.Redirect(w, r, sourceHref(which))
}

var runSentences = map[string]string{
	catalogue.RunApplied: "It was fetched, and what is new was taken.", catalogue.RunSame: "It was fetched. Nothing is new.",
	catalogue.RunAsked: "It was fetched, and asks for your decision.", catalogue.RunFailed: "It could not be fetched, read or taken to its end.",
}

var runNames = map[string]string{catalogue.RunApplied: "Taken", catalogue.RunSame: "Nothing new", catalogue.RunAsked: "Asks for a decision", catalogue.RunFailed: "Failed"}

var runKinds = map[string]ui.Kind{catalogue.RunApplied: ui.Good, catalogue.RunSame: ui.Neutral, catalogue.RunAsked: ui.Warn, catalogue.RunFailed: ui.Bad}

// runState is how a run went, in a word.
func runState(r catalogue.SourceRun) (ui.Kind, string) {
	if r.NoneTaken() {
		return ui.Bad, "All rows refused"
	}
	return runKinds[r.Outcome], runNames[r.Outcome]
}

// sourceState is how a source is, in a word.
func sourceState(s catalogue.Source) (ui.Kind, string) {
	switch {
	case s.Asks:
		return ui.Warn, "Asks for a decision"
	case s.Failures > 0:
		return ui.Bad, "Does not work"
	case s.Trouble != "":
		return ui.Bad, "Not all taken"
	case s.Paused:
		return ui.Neutral, "Paused"
	case !s.Fetched():
		return ui.Neutral, "Brought by hand"
	case s.LastGood.IsZero():
		return ui.Neutral, "Not fetched yet"
	}
	return ui.Good, "Works"
}

func scheduleLabel(ctx context.Context, s catalogue.Schedule) string {
	for _, x := range catalogue.Schedules {
		if x.Value == s {
			return i18n.T(ctx, x.Label)
		}
	}
	return ""
}

func scheduleOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, x := range catalogue.Schedules {
		out = append(out, ui.Option{Value: string(x.Value), Label: i18n.T(ctx, x.Label)})
	}
	return out
}

func sourceRows(ctx context.Context, p sourcesPage) []ui.Row {
	out := make([]ui.Row, len(p.Sources))
	for i, s := range p.Sources {
		good := s.LastGood
		if !s.Fetched() {
			good = s.LastRun // people see at once what becomes of a file that they bring
		}
		out[i] = ui.Row{Cells: []templ.Component{sourceName(s), sourceMark(s), ui.Text(p.units[s.UnitID].Acronym), ui.Text(scheduleLabel(ctx, s.Schedule)), ui.Text(when(ctx, good)), ui.Text(s.Trouble)}}
	}
	return out
}

func runRows(ctx context.Context, p sourcePage) []ui.Row {
	out := make([]ui.Row, len(p.Runs))
	for i, r := range p.Runs {
		n := r.Report.Counts
		figures := []int{n.Created, n.Changed, n.Unchanged, r.Cancelled, n.Refused}
		cells := []templ.Component{runLink(p.Source.ID, r), runMark(r)}
		for _, x := range figures {
			cells = append(cells, ui.Text(i18n.Number(ctx, x)))
		}
		out[i] = ui.Row{Cells: append(cells, ui.Text(r.Trouble))}
	}
	return out
}
