package catalogueweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// platformsPage is the register of platforms, with the form of one of them for those who keep it.
type platformsPage struct {
	List []catalogue.Platform
	// Over are the dates to come that the platform that is being changed cannot hold.
	Over    []catalogue.PlannedDate
	MayKeep bool
	Form    url.Values
	Notice  string
	Errors  ui.FormErrors
}

func (p *Pages) platforms(w http.ResponseWriter, r *http.Request) error {
	return p.showPlatforms(w, r, http.StatusOK, platformsPage{Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showPlatforms(w http.ResponseWriter, r *http.Request, status int, v platformsPage) error {
	ctx := r.Context()
	var err error
	if v.List, err = p.catalogue.Platforms(ctx); err != nil {
		return err
	}
	v.MayKeep = authz.From(ctx).May(catalogue.KeepPlatforms, "")
	if v.Form == nil {
		v.Form = url.Values{}
		for _, one := range v.List {
			if string(one.ID) == r.URL.Query().Get("edit") {
				v.Form = platformForm(one)
			}
		}
	}
	if which, ok := id.Parse(v.Form.Get("id")); ok && v.MayKeep {
		if v.Over, err = p.catalogue.OverPlatform(ctx, authz.From(ctx), which); err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
	}
	return web.Render(w, r, status, platformsView(v))
}

func platformForm(p catalogue.Platform) url.Values {
	f := url.Values{"id": {string(p.ID)}, "name": {p.Name}, "purpose": {p.Purpose}, "report": {p.Report}, "review": {p.Review}, "reviewed_on": {p.ReviewedOn}}
	if p.Seats > 0 {
		f.Set("seats", strconv.Itoa(p.Seats))
	}
	if p.Retired {
		f.Set("retired", "yes")
	}
	return f
}

func (p *Pages) savePlatform(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	one := catalogue.Platform{ID: id.ID(form.Get("id")), Name: form.Get("name"), Purpose: form.Get("purpose"), Report: form.Get("report"), Review: form.Get("review"), ReviewedOn: form.Get("reviewed_on"), Retired: form.Get("retired") != ""}
	if seats := strings.TrimSpace(form.Get("seats")); seats != "" {
		if one.Seats, err = strconv.Atoi(seats); err != nil {
			one.Seats = -1 // no number of seats, as the service says
		}
	}
	saved, err := p.catalogue.SavePlatform(ctx, authz.From(ctx), one)
	if errs.Is(err, errs.Invalid) {
		return p.showPlatforms(w, r, http.StatusUnprocessableEntity, platformsPage{Form: form, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	p.flash(r, i18n.T(ctx, "%s is saved.", saved.Name))
	over, err := p.catalogue.OverPlatform(ctx, authz.From(ctx), saved.ID)
	if err != nil {
		return err
	}
	if len(over) > 0 {
		return web.Redirect(w, r, "/work/platforms?edit="+string(saved.ID)+"#over")
	}
	return web.Redirect(w, r, "/work/platforms")
}

// reportOptions are the reports of attendance that a platform may give.
func reportOptions(ctx context.Context, chosen string) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "None"), Selected: chosen == ""}}
	for _, f := range registration.Forms {
		out = append(out, ui.Option{Value: string(f), Label: i18n.T(ctx, f.Label()), Selected: chosen == string(f)})
	}
	return out
}

func reportWord(ctx context.Context, report string) string {
	if report == "" {
		return ""
	}
	return i18n.T(ctx, registration.Form(report).Label())
}

func seatsWord(ctx context.Context, seats int) string {
	if seats == 0 {
		return i18n.T(ctx, "no limit")
	}
	return i18n.Number(ctx, seats)
}

// platformHelp says which platforms of the register there are to choose from.
func platformHelp(ctx context.Context, list []catalogue.Platform) string {
	if len(list) == 0 {
		return ""
	}
	names := make([]string, len(list))
	for i, one := range list {
		names[i] = one.Name
	}
	return i18n.T(ctx, "The register knows: %s. The seats of others are not checked.", i18n.List(ctx, names))
}
