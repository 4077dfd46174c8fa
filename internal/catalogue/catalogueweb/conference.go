package catalogueweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// conferencePage is one date of a conference with what takes place in it, narrowed as the address says.
type conferencePage struct {
	offerPage
	Occurrence catalogue.Occurrence
	Programme  []programmeDay
	// Total is how many sessions there are, Shown how many are left.
	Total, Shown int
	// Mine says that only the reader's own choices are shown; Chosen is how many those are.
	Mine   bool
	Chosen int
	Facets []programmeFacet
	filter url.Values
	// words narrow it to what has them in title, presenters or room.
	words string
	// areaTitles are the titles of the content areas by code.
	areaTitles map[string]string
}

// programmeFacet is one way to narrow a programme.
type programmeFacet struct {
	Name, Title string
	Options     []ui.FacetOption
}

// programmeDay is what begins on one day, as clocks at the place of the conference have it: a row for each time, a column for each room.
type programmeDay struct {
	// Date is the day in words, Anchor what a link to it is called.
	Date, Anchor string
	Rooms        []string
	Slots        []programmeSlot
}

// programmeSlot is what begins at one time, room by room.
type programmeSlot struct {
	Time  string
	Rooms [][]session
}

// session is one part of a conference: a date of an offer of its own.
type session struct {
	catalogue.ProgrammeItem
	// Registered says that the reader has a place in it.
	Registered bool
	// Clashes are the titles of what the reader has chosen for the same time.
	Clashes []string
}

// chosen reports whether the reader means to go there.
func (s session) chosen(ctx context.Context) bool { return s.Registered || shortlisted(ctx, s.OfferID) }

// conference shows the programme of a conference.
func (p *Pages) conference(w http.ResponseWriter, r *http.Request) error {
	r, err := p.withShortlist(w, r)
	if err != nil {
		return err
	}
	v, o, err := p.occurrence(r)
	if err != nil {
		return err
	}
	if v.Kind != catalogue.Conference {
		return web.Redirect(w, r, "/offers/"+v.Key)
	}
	ctx := r.Context()
	all, err := p.sessionsOf(ctx, v, o.ID)
	if err != nil {
		return err
	}
	page := conferencePage{Occurrence: o, offerPage: offerPage{View: v, class: class(r), now: p.clock.Now(), base: p.baseURL, Canonical: p.baseURL + "/conferences/" + string(o.ID)},
		Total: len(all), Mine: r.URL.Query().Has("mine"), filter: url.Values{}, words: strings.TrimSpace(cut(web.Clean(r.URL.Query().Get("q")), maxWords))}
	for _, name := range catalogue.ProgrammeFacets {
		if values := facetValues(r.URL.Query()[name]); len(values) > 0 {
			page.filter[name] = values
		}
	}
	if page.areaTitles, err = p.areaNames(r); err != nil {
		return err
	}
	page.fill(ctx, all)
	return web.Render(w, r, http.StatusOK, conferenceView(page))
}

// conferenceMine serves the reader's own timetable of a conference as a calendar.
func (p *Pages) conferenceMine(w http.ResponseWriter, r *http.Request) error {
	r, err := p.withShortlist(w, r)
	if err != nil {
		return err
	}
	v, o, err := p.occurrence(r)
	if err != nil {
		return err
	}
	all, err := p.sessionsOf(r.Context(), v, o.ID)
	if err != nil {
		return err
	}
	var mine []catalogue.ProgrammeItem
	for _, s := range all {
		if s.chosen(r.Context()) {
			mine = append(mine, s.ProgrammeItem)
		}
	}
	file, err := p.catalogue.ProgrammeCalendar(i18n.T(r.Context(), "My timetable of %s", v.Version.Title), mine)
	if err != nil {
		return err
	}
	web.Attachment(w, v.Key+"-mine.ics", "text/calendar; charset=utf-8")
	_, err = w.Write(file)
	return err
}

// sessionsOf returns the programme with what the reader has chosen of it.
func (p *Pages) sessionsOf(ctx context.Context, v catalogue.View, conference id.ID) ([]session, error) {
	items, err := p.catalogue.Programme(ctx, v, conference)
	if err != nil {
		return nil, err
	}
	var registered []id.ID
	if actor := authz.From(ctx); actor.SignedIn() && p.registered != nil {
		if registered, err = p.registered(ctx, actor); err != nil {
			return nil, err
		}
	}
	out := make([]session, len(items))
	for i, x := range items {
		out[i] = session{ProgrammeItem: x, Registered: slices.Contains(registered, x.ID)}
	}
	for i := range out {
		for j := range out {
			if i != j && !out[i].Cancelled() && !out[j].Cancelled() && out[j].chosen(ctx) && out[i].Overlaps(out[j].ProgrammeItem) {
				out[i].Clashes = append(out[i].Clashes, out[j].Offer.Title)
			}
		}
	}
	return out, nil
}

// fits reports whether a session is among what was asked for, one facet left out of the question.
func (p conferencePage) fits(ctx context.Context, s session, but string) bool {
	for name, wanted := range p.filter {
		if name != but && !slices.ContainsFunc(s.Values(name), func(v string) bool { return slices.Contains(wanted, v) }) {
			return false
		}
	}
	return s.Says(p.words) && (!p.Mine || s.chosen(ctx))
}

// fill counts the facets and lays the sessions out by day, time and room.
func (p *conferencePage) fill(ctx context.Context, all []session) {
	for _, name := range catalogue.ProgrammeFacets {
		// What all sessions have in common narrows nothing.
		if f := p.facet(ctx, name, all); len(f.Options) > 1 || len(p.filter[name]) > 0 {
			p.Facets = append(p.Facets, f)
		}
	}
	days := map[string][]session{}
	var order []string
	for _, s := range all {
		if s.chosen(ctx) {
			p.Chosen++
		}
		if !p.fits(ctx, s, "") {
			continue
		}
		p.Shown++
		if days[s.Day()] == nil {
			order = append(order, s.Day())
		}
		days[s.Day()] = append(days[s.Day()], s)
	}
	for _, day := range order {
		p.Programme = append(p.Programme, p.layOut(ctx, day, days[day]))
	}
}

// layOut puts the sessions of a day in rows by time and columns by room.
func (p *conferencePage) layOut(ctx context.Context, day string, list []session) programmeDay {
	loc := p.Occurrence.Location()
	out := programmeDay{Date: i18n.DateIn(ctx, list[0].StartsAt, loc), Anchor: "day-" + day}
	items := make([]catalogue.ProgrammeItem, len(list))
	for i, s := range list {
		items[i] = s.ProgrammeItem
		if !slices.Contains(out.Rooms, s.Room) {
			out.Rooms = append(out.Rooms, s.Room)
		}
	}
	slices.Sort(out.Rooms)
	if out.Rooms[0] == "" { // what has no room yet comes last
		out.Rooms = append(out.Rooms[1:], "")
	}
	for _, at := range catalogue.Starts(items) {
		slot := programmeSlot{Time: i18n.TimeIn(ctx, at, loc), Rooms: make([][]session, len(out.Rooms))}
		for _, s := range list {
			if s.StartsAt.Equal(at) {
				i := slices.Index(out.Rooms, s.Room)
				slot.Rooms[i] = append(slot.Rooms[i], s)
			}
		}
		out.Slots = append(out.Slots, slot)
	}
	return out
}

// facet counts the values of one facet among the sessions that the others leave.
func (p *conferencePage) facet(ctx context.Context, name string, all []session) programmeFacet {
	var order []string
	counts, labels := map[string]int{}, map[string]string{}
	for _, s := range all {
		for _, v := range s.Values(name) {
			if _, known := labels[v]; !known {
				order = append(order, v)
				labels[v] = p.valueLabel(ctx, name, v, s)
			}
			if p.fits(ctx, s, name) {
				counts[v]++
			}
		}
	}
	f := programmeFacet{Name: name, Title: facetTitle(ctx, name)}
	for _, v := range order {
		f.Options = append(f.Options, ui.FacetOption{Value: v, Label: labels[v], Count: counts[v], Selected: slices.Contains(p.filter[name], v)})
	}
	return f
}

func (p *conferencePage) valueLabel(ctx context.Context, facet, value string, s session) string {
	switch facet {
	case "day":
		return i18n.DateIn(ctx, s.StartsAt, p.Occurrence.Location())
	case "area":
		return i18n.T(ctx, p.areaTitles[value])
	}
	return i18n.T(ctx, s.ProgrammeLabel(facet, value))
}

func facetTitle(ctx context.Context, facet string) string {
	switch facet {
	case "day":
		return i18n.T(ctx, "Day")
	case "type":
		return i18n.T(ctx, "Type")
	}
	return i18n.T(ctx, catalogue.FacetLabel(facet))
}

// roomWords name a room, also where none is fixed.
func roomWords(ctx context.Context, room string) string {
	return cmp.Or(room, i18n.T(ctx, "Room not fixed yet"))
}

// presenterNames are who presents a session.
func presenterNames(ctx context.Context, s session) string {
	var names []string
	for _, x := range s.Version.Presenters {
		names = append(names, x.Name)
	}
	return i18n.List(ctx, names)
}

// href is the address of the programme, narrowed or not, with the reader's own choices only or all.
func (p conferencePage) href(mine bool) string {
	q := url.Values{}
	for name, values := range p.filter {
		q[name] = values
	}
	if mine {
		q.Set("mine", "1")
	}
	if p.words != "" {
		q.Set("q", p.words)
	}
	path := "/conferences/" + string(p.Occurrence.ID)
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
