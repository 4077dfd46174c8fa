package catalogue

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/bojanz/currency"

	"learningcommons.dev/commons/internal/platform/money"
)

// node is a JSON-LD object. Keys are written in order, so the same view gives the same bytes.
type node map[string]any

// JSONLD describes an offer in the words of schema.org: what takes place at a time as
// EducationEvent, what is taught as Course with its instances, the rest as LearningResource. The result is safe
// inside a script element. baseURL begins the addresses, without a slash at its end.
func JSONLD(v View, baseURL string) []byte {
	page := baseURL + "/offers/" + v.Key
	provider := node{"@type": "Organization", "name": v.Unit.Name}
	var dates []Occurrence
	for _, o := range v.Occurrences {
		if o.Status == Scheduled {
			dates = append(dates, o)
		}
	}
	var out any
	switch {
	case !v.Kind.teaches() && v.Kind != Conference:
		n := common(v, page)
		n["@type"] = "LearningResource"
		n["provider"] = provider
		out = n
	case v.Kind.Live() && len(dates) > 0:
		events := make([]node, 0, len(dates))
		for _, o := range dates {
			n := common(v, page)
			n["@type"] = "EducationEvent"
			n["@id"] = page + "#" + string(o.ID)
			n["organizer"] = provider
			n["eventStatus"] = "https://schema.org/EventScheduled"
			happening(n, v, o, page)
			events = append(events, n)
		}
		if len(events) == 1 {
			out = events[0]
		} else {
			out = node{"@graph": events}
		}
	default:
		n := common(v, page)
		n["@type"] = "Course"
		n["provider"] = provider
		n["hasCourseInstance"] = instances(v, dates, page)
		out = n
	}
	if n, ok := out.(node); ok {
		n["@context"] = "https://schema.org"
	}
	b, err := json.Marshal(out)
	if err != nil {
		panic("catalogue: JSON-LD cannot be encoded: " + err.Error()) // strings, numbers and lists always can
	}
	return b
}

// common is what is said of an offer whatever its type.
func common(v View, page string) node {
	x := v.Version
	n := node{"@id": page, "url": page, "name": x.Title, "description": x.Summary, "inLanguage": x.Language}
	if x.Minutes > 0 {
		n["timeRequired"] = fmt.Sprintf("PT%dM", x.Minutes)
	}
	if x.Level != "" {
		n["educationalLevel"] = x.Level.Label()
	}
	if len(x.Objectives) > 0 {
		n["teaches"] = x.Objectives
	}
	var about, audience, sponsors []string
	for _, a := range v.Areas {
		about = append(about, a.Title)
	}
	for _, a := range x.Audiences {
		audience = append(audience, a.Label())
	}
	for _, u := range v.Cosponsors {
		sponsors = append(sponsors, u.Name)
	}
	sponsors = append(sponsors, x.ExtraSponsors...)
	if len(about) > 0 {
		n["about"] = about
	}
	if len(x.Themes) > 0 {
		n["keywords"] = x.Themes
	}
	if len(audience) > 0 {
		n["audience"] = named("Audience", "audienceType", audience)
	}
	if len(sponsors) > 0 {
		n["sponsor"] = named("Organization", "name", sponsors)
	}
	if len(x.Accessibility.Features) > 0 {
		n["accessibilityFeature"] = texts(x.Accessibility.Features)
	}
	if x.Accessibility.Statement != "" {
		n["accessibilitySummary"] = x.Accessibility.Statement
	}
	if len(v.Earns) > 0 {
		var earns []string
		for _, r := range v.Earns {
			earns = append(earns, r.Label())
		}
		n["educationalCredentialAwarded"] = earns
	}
	n["isAccessibleForFree"] = priceBand(x.Prices) == "free"
	var offers []node
	for _, p := range x.Prices {
		offers = append(offers, node{"@type": "Offer", "category": p.Class, "price": decimal(p.Amount), "priceCurrency": p.Amount.Currency, "url": page})
	}
	if len(offers) > 0 {
		n["offers"] = offers
	}
	return n
}

func named(kind, property string, names []string) []node {
	out := make([]node, len(names))
	for i, name := range names {
		out[i] = node{"@type": kind, property: name}
	}
	return out
}

// decimal writes an amount as schema.org wants it: a plain number with the decimals of its currency.
func decimal(a money.Amount) string {
	n, err := currency.NewAmountFromInt64(a.Minor, a.Currency)
	if err != nil {
		return ""
	}
	return n.Number()
}

// happening adds when and where an occurrence takes place. The link of its platform is for those who registered.
func happening(n node, v View, o Occurrence, page string) {
	loc := o.Location()
	n["startDate"], n["endDate"] = o.StartsAt.In(loc).Format(time.RFC3339), o.EndsAt.In(loc).Format(time.RFC3339)
	online := node{"@type": "VirtualLocation", "url": page}
	place := node{"@type": "Place", "name": o.Place, "address": o.Place}
	mode := map[Format]string{InPerson: "Offline", Online: "Online", Blended: "Mixed"}[v.Version.Format]
	if mode != "" {
		n["eventAttendanceMode"] = "https://schema.org/" + mode + "EventAttendanceMode"
	}
	switch {
	case v.Version.Format == Blended && o.Place != "":
		n["location"] = []node{place, online}
	case v.Version.Format == InPerson && o.Place != "":
		n["location"] = place
	case v.Version.Format != InPerson:
		n["location"] = online
	}
	if o.Capacity > 0 {
		n["maximumAttendeeCapacity"] = o.Capacity
	}
	if len(v.Version.Presenters) > 0 {
		var names []string
		for _, p := range v.Version.Presenters {
			names = append(names, p.Name)
		}
		n["performer"] = named("Person", "name", names)
	}
}

// instances are the occurrences of a course, or the one that begins at any time.
func instances(v View, dates []Occurrence, page string) []node {
	mode := map[Format]string{InPerson: "Onsite", Online: "Online", Blended: "Blended"}[v.Version.Format]
	if mode == "" {
		mode = "Online"
	}
	workload := fmt.Sprintf("PT%dM", v.Version.Minutes)
	var out []node
	for _, o := range dates {
		n := node{"@type": "CourseInstance", "@id": page + "#" + string(o.ID), "courseMode": mode, "courseWorkload": workload}
		happening(n, v, o, page)
		out = append(out, n)
	}
	if len(out) == 0 {
		out = append(out, node{"@type": "CourseInstance", "courseMode": mode, "courseWorkload": workload})
	}
	return out
}
