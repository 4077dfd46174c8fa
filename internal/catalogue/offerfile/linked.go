package offerfile

import (
	"cmp"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/zones"
)

// linked is linked data on its way to rows.
type linked struct {
	byID   map[string]*node // what is described, by @id
	rows   []Row
	taken  map[*node]bool
	supers map[string]bool // what events name as what they are part of, by @id
	bounds Options
	budget *calendar.Budget
	// followed counts the nodes of what is named by its @id, as often as it is named.
	followed int
}

// maxFollowed bounds followed: a long thing that is named often would have to be read as often.
const maxFollowed = 2 * maxNodes

// linkedData finds the events and courses of schema.org in values, however deep they stand, and makes rows of them. What is only named by its
// @id is looked up; a course comes with its instances as dates, and a series with the events that are called like it.
//
// It fails with Invalid when that is more than is taken.
func linkedData(roots []*node, bounds Options) ([]Row, error) {
	l := &linked{byID: map[string]*node{}, taken: map[*node]bool{}, supers: map[string]bool{}, bounds: bounds, budget: calendar.NewBudget()}
	for _, r := range roots {
		l.index(r)
	}
	// What has parts comes first, so that a part that stands beside it is not an offer of its own.
	for _, take := range []func(n *node) bool{l.course, l.series, l.event} {
		for _, r := range roots {
			l.walk(r, take)
		}
	}
	switch {
	case len(l.rows) > maxRows:
		return nil, errs.New(errs.Invalid, "The file has more than %d rows.", maxRows)
	case l.full():
		return nil, errTooLarge()
	}
	slices.SortStableFunc(l.rows, func(a, b Row) int { return cmp.Compare(a.Line, b.Line) })
	return l.rows, nil
}

// full reports whether there is more than is taken.
func (l *linked) full() bool { return len(l.rows) > maxRows || l.followed > maxFollowed }

func (l *linked) index(n *node) {
	if id := n.get("@id", "id").str(); id != "" && n.kind == 'o' && len(n.items) > 1 {
		if _, seen := l.byID[id]; !seen {
			l.byID[id] = n
		}
	}
	for _, super := range n.get("superEvent").list() {
		l.supers[super.get("@id").str()] = true
	}
	for _, x := range n.items {
		l.index(x)
	}
}

// of returns a value itself where it only names another one.
func (l *linked) of(n *node) *node {
	if n != nil && n.kind == 'o' && len(n.items) == 1 {
		if whole := l.byID[n.get("@id").str()]; whole != nil && !l.full() {
			l.followed += whole.size
			return whole
		}
	}
	return n
}

func (l *linked) all(n *node) []*node {
	var out []*node
	for _, x := range n.list() {
		out = append(out, l.of(x))
	}
	return out
}

func (n *node) is(want func(string) bool) bool {
	return slices.ContainsFunc(n.get("@type", "type").list(), func(t *node) bool { return want(plainName(t.text)) })
}

func isCourse(t string) bool { return t == "Course" || t == "EducationalOccupationalProgram" }

func isEvent(t string) bool {
	return strings.HasSuffix(t, "Event") && t != "PublicationEvent" && t != "DeliveryEvent" || t == "CourseInstance" || t == "Hackathon" || t == "Festival" || t == "EventSeries"
}

func isSeries(t string) bool { return t == "EventSeries" }

func (l *linked) walk(n *node, take func(n *node) bool) {
	if n == nil || l.full() {
		return
	}
	if n.kind == 'o' && !l.taken[n] && len(n.items) > 2 && take(n) {
		l.taken[n] = true
	}
	for _, x := range n.items {
		l.walk(x, take)
	}
}

// row reads what an event, a course or its instance says of itself.
func (l *linked) row(n *node) Row {
	r := Row{Line: n.line, Cells: map[string]string{}}
	first := func(names ...string) *node { return l.of(n.get(names...)) }
	r.put("title", first("name", "headline", "title").str())
	r.put("id", idOf(n))
	r.put("summary", first("abstract", "disambiguatingDescription").str())
	r.put("description", strings.ReplaceAll(first("description").str(), `\n`, "\n")) // escaped once too often
	r.put("link", cmp.Or(first("url").str(), first("sameAs").str(), first("mainEntityOfPage").str()))
	schedule := first("eventSchedule", "courseSchedule")
	if len(schedule.list()) > 0 {
		schedule = l.of(schedule.list()[0])
	}
	r.put("date", cmp.Or(first("startDate", "startTime").str(), strings.TrimSpace(schedule.get("startDate").str()+" "+schedule.get("startTime").str())))
	r.put("end", first("endDate", "endTime").str())
	if n.get("startDate") == nil && !sittings(n, schedule) {
		r.put("end", schedule.get("endDate").str()) // from the first day to the last
	}
	r.put("zone", schedule.get("scheduleTimezone").str())
	if length := first("duration", "timeRequired").str(); strings.HasPrefix(strings.ToUpper(length), "PT") {
		r.put("minutes", length)
	}
	if work := first("courseWorkload").str(); isoLength(work) > 0 && r.Cells["end"] != "" {
		r.put("minutes", work)
	}
	l.where(n, &r)
	status := plainName(first("eventStatus").str())
	if strings.Contains(status, "Cancel") {
		r.put("status", "cancelled")
	} else if strings.Contains(status, "Postponed") {
		r.note("It says that it is postponed; the date that it gives was taken.")
	}
	r.put("presenters", l.names(n, "performer", "performers", "instructor", "speaker"))
	r.put("sponsor", cmp.Or(l.names(n, "organizer", "provider", "sponsor")))
	r.put("objectives", l.names(n, "teaches"))
	r.put("themes", strings.Join(n.get("keywords").texts(), "; "))
	r.put("level", l.names(n, "educationalLevel"))
	r.put("category", l.names(n, "about", "eventType", "courseCategory"))
	r.put("prerequisites", strings.ReplaceAll(l.names(n, "coursePrerequisites"), "; ", "\n"))
	r.put("accessibility", first("accessibilitySummary").str())
	r.put("capacity", first("maximumAttendeeCapacity").str())
	if lang := first("inLanguage"); lang != nil {
		r.put("language", cmp.Or(lang.get("alternateName").str(), lang.str()))
	}
	l.price(n, &r)
	switch {
	case n.is(func(t string) bool { return t == "ConferenceEvent" }):
		r.put("kind", "conference")
	case r.Cells["format"] == "online":
		r.put("kind", "webinar")
	case r.Cells["format"] != "":
		r.put("kind", "workshop")
	}
	return r
}

// idOf returns what a thing is called for programs.
func idOf(n *node) string {
	id := n.get("identifier")
	if len(id.list()) > 1 {
		id = id.list()[0]
	}
	return cmp.Or(n.get("@id", "id").str(), id.get("value").str(), id.str(), n.get("url").str())
}

// names returns the names of what stands under the first of the members that there is.
func (l *linked) names(n *node, members ...string) string {
	for _, m := range members {
		var out []string
		for _, s := range (&node{kind: 'a', items: l.all(n.get(m))}).texts() {
			// Some programs write the name of a type where they know none.
			if s != "Organization" && s != "Person" && !strings.HasPrefix(s, "http") {
				out = append(out, strings.ReplaceAll(s, ";", ","))
			}
		}
		if len(out) > 0 {
			return strings.Join(out, "; ")
		}
	}
	return ""
}

// where reads places, and whether one has to be at them.
func (l *linked) where(n *node, r *Row) {
	mode := plainName(n.get("eventAttendanceMode", "courseMode").str())
	online, there := false, false
	for _, x := range l.all(n.get("location", "jobLocation")) {
		if x.kind != 'o' {
			s := x.str()
			if strings.HasPrefix(s, "http") || strings.EqualFold(s, "online") || strings.EqualFold(s, "virtual") {
				online = true
			} else if s != "" {
				there = true
				r.put("place", s)
			}
			continue
		}
		if x.is(func(t string) bool { return t == "VirtualLocation" }) {
			online = true
			continue
		}
		there = true
		if whole := l.of(x.get("address")); whole != nil && whole != x.get("address") {
			x = &node{kind: 'o', names: []string{"name", "address"}, items: []*node{{kind: 's', text: x.get("name").str()}, whole}}
		}
		r.put("place", placeOf(x))
		r.clockOf(x.get("address"))
	}
	lower := strings.ToLower(mode)
	switch {
	case strings.Contains(lower, "mixed"), strings.Contains(lower, "blended"), online && there:
		r.put("format", "blended")
	case strings.Contains(lower, "offline"), strings.Contains(lower, "onsite"):
		r.put("format", "in-person")
	case strings.Contains(lower, "online"), online:
		r.put("format", "online")
	case there:
		r.put("format", "in-person")
	}
}

// clockOf takes the zone of a place for times that name none.
func (r *Row) clockOf(address *node) {
	city, state, country := address.get("addressLocality").str(), address.get("addressRegion").str(), address.get("addressCountry").str()
	m := aMoment.FindStringSubmatch(r.Cells["date"])
	if zone := zones.Place(city, state, country); m != nil && m[4] == "" && zone != "" && r.Cells["zone"] == "" {
		r.put("zone", zone)
		r.note("It names no time zone; that of " + strings.TrimPrefix(city+", "+state, ", ") + " was taken: " + zone + ".")
	}
}

// price reads what it costs, in US dollars. Several prices count only where each says for whom it is.
func (l *linked) price(n *node, r *Row) {
	free := strings.ToLower(n.get("isAccessibleForFree", "free").str())
	var plain []string
	byClass := map[string]string{}
	for _, o := range l.all(n.get("offers")) {
		if o.kind != 'o' {
			continue
		}
		spec := l.of(o.get("priceSpecification"))
		if len(spec.list()) > 0 {
			spec = spec.list()[0]
		}
		amount := cmp.Or(o.get("price").str(), spec.get("price").str(), o.get("lowPrice").str())
		if most := o.get("highPrice").str(); most != "" && most != o.get("lowPrice").str() {
			amount = o.get("lowPrice").str() + " - " + most
		}
		if strings.EqualFold(o.get("category").str(), "free") && amount == "" {
			amount = "0"
		}
		if amount == "" {
			continue
		}
		if c := cmp.Or(o.get("priceCurrency").str(), spec.get("priceCurrency").str()); c != "" && !strings.EqualFold(c, "USD") && strings.Trim(amount, "0.,") != "" {
			r.note("Its price is in " + strings.ToUpper(c) + ", and was not taken.")
			continue
		}
		if strings.Trim(amount, "0.,") == "" {
			amount = "free"
		}
		if len(plain) < maxNotes && !slices.Contains(plain, amount) {
			plain = append(plain, amount)
		}
		if class := classOf(o.get("name").str()); class != "" && byClass[class] == "" {
			byClass[class] = amount
		}
	}
	switch {
	case len(plain) > 0 && len(byClass) == len(l.all(n.get("offers"))):
		for class, amount := range byClass {
			r.put("price_"+class, amount)
		}
	case len(plain) == 1 && !strings.Contains(plain[0], " - "):
		r.put("price", plain[0])
	case len(plain) > 0:
		r.note("It has several prices (" + strings.Join(plain, ", ") + "), of which it is not said for whom each is; none was taken.")
	case free == "true":
		r.put("price", "free")
	}
}

// classOf returns the class of person that the name of a ticket speaks of, or "".
func classOf(ticket string) string {
	ticket = strings.ToLower(ticket)
	switch {
	case strings.Contains(ticket, "student"):
		return "student"
	case strings.Contains(ticket, "non-member"), strings.Contains(ticket, "nonmember"), strings.Contains(ticket, "non member"), strings.Contains(ticket, "not a member"):
		return "non_member"
	case strings.Contains(ticket, "member"):
		return "member"
	}
	return ""
}
