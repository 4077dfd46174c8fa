package peopleweb

import (
	"context"
	"net/http"
	"slices"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// profilePage is the form of one's own profile.
type profilePage struct {
	people.Profile
	Person people.Person
	// Library is what stands in the field: the organisation's name or the person's own words.
	Library string
	// Chosen is the organisation that is chosen now.
	Chosen people.Organisation
	// Matches are the organisations that a search for Library found; Searched says that there was one.
	Matches  []people.Organisation
	Searched bool
	Periods  []people.Period
	Notice   string
	Errors   ui.FormErrors
}

// libraryMatches is how many organisations a search in the profile offers.
const libraryMatches = 8

func (p *Pages) profile(w http.ResponseWriter, r *http.Request) error {
	person, err := p.people.Person(r.Context(), authz.From(r.Context()).PersonID)
	if err != nil {
		return err
	}
	v := profilePage{Profile: people.ProfileOf(person), Notice: p.sessions.TakeFlash(r.Context())}
	return p.showProfile(w, r, http.StatusOK, v)
}

func (p *Pages) showProfile(w http.ResponseWriter, r *http.Request, status int, v profilePage) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	var err error
	if v.Person, err = p.people.Person(ctx, actor.PersonID); err != nil {
		return err
	}
	if v.OrganisationID != "" {
		if v.Chosen, err = p.people.Organisation(ctx, v.OrganisationID); err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
	}
	if v.Library == "" {
		v.Library = v.LibraryName
	}
	if v.Periods, err = p.people.Memberships(ctx, actor, actor.PersonID); err != nil {
		return err
	}
	v.Periods = slices.DeleteFunc(v.Periods, func(x people.Period) bool { return x.Replaced })
	return web.Render(w, r, status, profileView(v))
}

func (p *Pages) saveProfile(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	organisation, _ := id.Parse(form.Get("organisation"))
	v := profilePage{Library: form.Get("library"), Profile: people.Profile{
		Name: form.Get("name"), Zone: form.Get("zone"), Language: form.Get("language"), LibraryType: form.Get("library_type"),
		WorkKind: form.Get("work_kind"), RoleTitle: form.Get("role_title"), OrganisationID: organisation, LibraryName: form.Get("library"),
	}}
	if form.Get("do") == "find" {
		found, err := p.people.SearchOrganisations(ctx, v.Library, page.Request{Limit: libraryMatches})
		if err != nil {
			return err
		}
		v.Searched, v.Matches = true, found.Items
		return p.showProfile(w, r, http.StatusOK, v)
	}
	if organisation != "" {
		// Words typed over the chosen library's name mean another one.
		if o, err := p.people.Organisation(ctx, organisation); err != nil || form.Get("was") == string(organisation) && o.Name != v.Library {
			v.OrganisationID = ""
		}
	}
	err = p.people.ChangeProfile(ctx, actor, actor.PersonID, v.Profile)
	if errs.Is(err, errs.Invalid) {
		v.Errors = ui.ErrorsOf(ctx, err)
		return p.showProfile(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	p.follow(w, r, v.Language, v.Zone)
	p.sessions.Flash(ctx, i18n.T(ctx, "Your profile is saved."))
	return web.Redirect(w, r, "/my/profile")
}

// zoneNames are the zones on offer. Others that somebody has chosen elsewhere are added to the list.
var zoneNames = []string{
	"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu",
	"America/Puerto_Rico", "Pacific/Guam", "America/Halifax", "America/Toronto", "America/Winnipeg", "America/Edmonton", "America/Vancouver",
	"America/Mexico_City", "America/Bogota", "America/Lima", "America/Santiago", "America/Sao_Paulo", "America/Argentina/Buenos_Aires",
	"Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Europe/Rome", "Europe/Stockholm",
	"Europe/Warsaw", "Europe/Athens", "Europe/Kyiv", "Europe/Istanbul", "Africa/Lagos", "Africa/Accra", "Africa/Cairo", "Africa/Johannesburg", "Africa/Nairobi",
	"Asia/Jerusalem", "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok", "Asia/Singapore", "Asia/Manila", "Asia/Shanghai",
	"Asia/Taipei", "Asia/Seoul", "Asia/Tokyo", "Australia/Perth", "Australia/Adelaide", "Australia/Sydney", "Pacific/Auckland", "UTC",
}

func zoneOptions(ctx context.Context, chosen string) []ui.Option {
	names := zoneNames
	if chosen != "" && !slices.Contains(names, chosen) {
		names = append([]string{chosen}, names...)
	}
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "Not chosen: times are shown in the association's zone")}}
	for _, name := range names {
		if l, ok := location(name); ok {
			out = append(out, ui.Option{Value: name, Label: i18n.ZoneTitle(ctx, l)})
		}
	}
	return out
}

func languageOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "As the browser asks")}}
	for _, l := range i18n.Languages() {
		out = append(out, ui.Option{Value: l.Code, Label: l.Name})
	}
	return out
}

func organisationOptions(ctx context.Context, found []people.Organisation, words string) []ui.Option {
	var out []ui.Option
	for _, o := range found {
		out = append(out, ui.Option{Value: string(o.ID), Label: o.Name, Help: placeOf(ctx, o)})
	}
	return append(out, ui.Option{Value: "none", Label: i18n.T(ctx, "None of these: keep “%s”", words)})
}

// placeOf says where an organisation is and what it is part of.
func placeOf(ctx context.Context, o people.Organisation) string {
	var parts []string
	for _, s := range []string{organisationKindName(ctx, o.Kind), o.Place, o.Region, o.ParentName} {
		if s != "" && !slices.Contains(parts, s) {
			parts = append(parts, s)
		}
	}
	out := ""
	for i, s := range parts {
		if i > 0 {
			out += " · "
		}
		out += s
	}
	return out
}
