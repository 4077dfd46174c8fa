package catalogueweb

import (
	"context"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// How much of each list the workspace's first page shows, and how far it looks ahead.
const (
	waitingShown  = 6
	upcomingShown = 8
	upcomingAhead = 60 * 24 * time.Hour
)

// workPage is what waits for a person who works here.
type workPage struct {
	Doors []door
	// Lists tells whether the person's roles open the list of offers.
	Lists, mayEdit bool
	// exports tells whether they may take the list of registrations.
	exports     bool
	Drafts, Due page.Page[catalogue.OfferRow]
	Upcoming    []catalogue.UpcomingDate
	// Recoveries counts the accounts asked back that wait for the actor, Merges the merges.
	Recoveries, Merges int
	Notice             string
}

// door is a part of the workspace that the person's roles open.
type door struct{ Href, Icon, Title, Text string }

// work shows the workspace.
func (p *Pages) work(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	v := workPage{Doors: doorsOf(ctx, actor), Lists: actor.MaySomewhere(catalogue.ReadDrafts), mayEdit: actor.MaySomewhere(catalogue.EditOffers), exports: actor.MaySomewhere(registration.ListRegistrations), Notice: p.sessions.TakeFlash(ctx)}
	var err error
	if v.Recoveries, v.Merges, err = p.people.WaitingForTwo(ctx, actor); err != nil {
		return err
	}
	if v.Lists {
		if err := p.fillWork(ctx, actor, &v); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, workView(v))
}

// fillWork adds what waits: drafts, reviews that are due, and the dates to come.
func (p *Pages) fillWork(ctx context.Context, actor authz.Actor, v *workPage) (err error) {
	few := page.Request{Limit: waitingShown}
	if v.Drafts, err = p.catalogue.List(ctx, actor, catalogue.ListRequest{Unpublished: true, Request: few}); err != nil {
		return err
	}
	if v.Due, err = p.catalogue.List(ctx, actor, catalogue.ListRequest{ReviewDue: true, Request: few}); err != nil {
		return err
	}
	if !v.mayEdit {
		return nil
	}
	v.Upcoming, err = p.catalogue.Upcoming(ctx, actor, p.clock.Now().Add(upcomingAhead), upcomingShown)
	return err
}

// doorsOf are the parts of the workspace that the actor's roles open.
func doorsOf(ctx context.Context, a authz.Actor) []door {
	var out []door
	add := func(open bool, href, icon, title, text string) {
		if open {
			out = append(out, door{href, icon, title, text})
		}
	}
	edits := a.MaySomewhere(catalogue.EditOffers)
	add(a.MaySomewhere(catalogue.ReadDrafts), "/work/offers", "journal-text", i18n.T(ctx, "Offers"), i18n.T(ctx, "Drafts and what is published, with dates and rosters."))
	add(a.MaySomewhere(registration.ReadRosters), "/work/gaps", "clipboard-check", i18n.T(ctx, "What offers still lack"), i18n.T(ctx, "What an assessor would miss, the soonest date first."))
	add(edits, "/work/offers/new", "plus-lg", i18n.T(ctx, "New offer"), i18n.T(ctx, "Begin with a title. Nobody sees it until it is published."))
	add(edits, "/work/offers/paste", "clipboard", i18n.T(ctx, "Paste rows"), i18n.T(ctx, "Many offers at once, straight from a spreadsheet."))
	add(edits, "/work/import", "upload", i18n.T(ctx, "Import a file"), i18n.T(ctx, "Tables and calendar files, with a dry run first."))
	add(a.MaySomewhere(catalogue.ReadDrafts), "/work/sources", "rss", i18n.T(ctx, "Sources"), i18n.T(ctx, "Calendars and feeds that bring offers by themselves, and how they are."))
	add(a.Has(authz.Reviewer, authz.AccreditationStaff, authz.Admin, authz.Auditor), "/work/reviews", "patch-check", i18n.T(ctx, "Reviews"), i18n.T(ctx, "What asks to be recognised, and how its hours were counted."))
	add(a.Has(authz.AccreditationStaff, authz.Auditor), "/work/proposals", "person-check", i18n.T(ctx, "Proposals"), i18n.T(ctx, "Corrections and revocations that need a second person."))
	add(a.MaySomewhere(catalogue.ReadStreams), "/work/streams", "diagram-3", i18n.T(ctx, "Streams"), i18n.T(ctx, "Ordered clusters of offers, and what recognition takes in them."))
	add(a.MaySomewhere(catalogue.AlignOffers), alignmentsPath, "bullseye", i18n.T(ctx, "What offers teach"), i18n.T(ctx, "Offers matched with competencies, and those that nobody has matched yet."))
	add(a.Has(authz.CurriculumEditor, authz.Admin, authz.Auditor), "/work/standards", "journal-text", i18n.T(ctx, "Competency frameworks"), i18n.T(ctx, "What people can do, level by level: drafts, versions, imports."))
	add(a.MaySomewhere(measures.ReadDemand), "/work/demand", "bar-chart", i18n.T(ctx, "What people need"), i18n.T(ctx, "Everybody's gaps, without names, against what there is."))
	add(a.MaySomewhere(measures.DecideSuggestions), "/work/suggestions", "chat-left-text", i18n.T(ctx, "Suggestions"), i18n.T(ctx, "What people say that they need: decide, and reply."))
	add(a.Has(authz.Admin, authz.Auditor, authz.UnitManager), "/work/people", "people", i18n.T(ctx, "People"), i18n.T(ctx, "Who is here, with their roles and memberships."))
	add(a.Has(authz.Admin), "/work/recoveries", "shield-lock", i18n.T(ctx, "Accounts asked back"), i18n.T(ctx, "By people who cannot sign in any more; two of the staff decide."))
	add(a.Has(authz.Admin), "/work/merges", "people-fill", i18n.T(ctx, "Merges"), i18n.T(ctx, "Two accounts of one person; two of the staff decide."))
	add(a.Has(authz.Admin), "/work/members/import", "person-lines-fill", i18n.T(ctx, "Import memberships"), i18n.T(ctx, "From the membership system, with the difference shown first."))
	add(a.Has(authz.Admin), "/work/units", "diagram-3", i18n.T(ctx, "Units"), i18n.T(ctx, "Who offers learning: founded, renamed, merged."))
	add(a.Has(authz.Admin, authz.UnitManager, authz.UnitEditor), "/work/platforms", "camera-video", i18n.T(ctx, "Platforms"), i18n.T(ctx, "Where the association meets online, and how many people each holds."))
	add(a.Has(authz.Admin), "/work/organisations", "building", i18n.T(ctx, "Organisations"), i18n.T(ctx, "Libraries, systems, states and schools."))
	add(a.Has(authz.Admin), "/work/webhooks", "megaphone", i18n.T(ctx, "Webhooks"), i18n.T(ctx, "Other programs that are told by themselves what happens here."))
	return out
}
