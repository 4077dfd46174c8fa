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
// EducationEvent, what is taught as Course with its instances, the rest as LearningResource. A date that was cancelled
// is among them and says so. The result is safe inside a script element. baseURL begins the addresses, without a slash at its end.
func JSONLD(v View, baseURL string) []byte {
	page := baseURL + "/offers/" + v.Key
	var out node
	switch {
	case v.Kind.Live() && len(v.Occurrences) > 0:
		events := make([]node, 0, len(v.Occurrences))
		for _, o := range v.Occurrences {
			n := common(v, page)
			n["@type"], n["@id"] = "EducationEvent", page+"#"+string(o.ID)
			n["organizer"] = provider(v)
			happening(n, v, o, page)
			within(n, v, o, baseURL)
			if names := presenterNames(v); len(names) > 0 {
				n["performer"] = named("Person", "name", names)
			}
			events = append(events, n)
		}
		out = node{"@graph": events}
		if len(events) == 1 {
			out = events[0]
		}
	case v.Kind.teaches():
		out = work(v, page, "Course")
		if list := instances(v, page); len(list) > 0 {
			out["hasCourseInstance"] = list
		}
		if len(v.Earns) > 0 {
			var earns []string
			for _, r := range v.Earns {
				earns = append(earns, r.Label())
			}
			out["educationalCredentialAwarded"] = earns
		}
	default:
		out = work(v, page, "LearningResource")
	}
	out["@context"] = "https://schema.org"
	b, err := json.Marshal(out)
	if err != nil {
		panic("catalogue: JSON-LD cannot be encoded: " + err.Error()) // strings, numbers and lists always can
	}
	return b
}

func provider(v View) node { return node{"@type": "Organization", "name": v.Unit.Name} }

func presenterNames(v View) []string {
	var names []string
	for _, p := range v.Version.Presenters {
		names = append(names, p.Name)
	}
	return names
}

// common is what can be said of an event and of a work alike.
func common(v View, page string) node {
	x := v.Version
	n := node{"@id": page, "url": page, "name": x.Title, "description": x.Summary, "inLanguage": x.Language}
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
		n["about"] = named("Thing", "name", about)
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
	n["isAccessibleForFree"] = priceBand(x.Prices) == priceFree
	var offers []node
	for _, p := range x.Prices {
		category := "Paid"
		if p.Amount.IsZero() {
			category = "Free"
		}
		offers = append(offers, node{"@type": "Offer", "name": p.Class, "category": category, "price": decimal(p.Amount), "priceCurrency": p.Amount.Currency, "url": page})
	}
	if len(offers) > 0 {
		n["offers"] = offers
	}
	return n
}

// accessWords are our features for access in the vocabulary for accessibilityFeature. What is missing has no word there.
var accessWords = map[Feature]string{
	Captions: "captions", Transcript: "transcript", SignLanguage: "signLanguage", AudioDescription: "audioDescription", LargePrint: "largePrint",
}

// work is what can be said of a work: how long it takes, and how it can be used.
func work(v View, page, kind string) node {
	x, n := v.Version, common(v, page)
	n["@type"], n["provider"] = kind, provider(v)
	if x.Minutes > 0 {
		n["timeRequired"] = isoMinutes(x.Minutes)
	}
	var features []string
	for _, f := range x.Accessibility.Features {
		if word := accessWords[f]; word != "" {
			features = append(features, word)
		}
		if f == Keyboard {
			n["accessibilityControl"] = "fullKeyboardControl"
		}
	}
	if len(features) > 0 {
		n["accessibilityFeature"] = features
	}
	if x.Accessibility.Statement != "" {
		n["accessibilitySummary"] = x.Accessibility.Statement
	}
	return n
}

func isoMinutes(n int) string { return fmt.Sprintf("PT%dM", n) }

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

// happening adds whether, when and where an occurrence takes place. The link of its platform is for those who registered.
func happening(n node, v View, o Occurrence, page string) {
	loc := o.Location()
	n["startDate"], n["endDate"] = o.StartsAt.In(loc).Format(time.RFC3339), o.EndsAt.In(loc).Format(time.RFC3339)
	n["duration"] = isoMinutes(o.ScheduledMinutes())
	n["eventStatus"] = "https://schema.org/EventScheduled"
	if o.Status == Cancelled {
		n["eventStatus"] = "https://schema.org/EventCancelled"
	}
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
}

// subEvents is how many sessions of a conference are named: the rest stands in its programme.
const subEvents = 100

// within adds the conference that an occurrence belongs to, or the sessions that belong to it.
func within(n node, v View, o Occurrence, baseURL string) {
	if c, ok := v.Conferences[o.ParentID]; ok {
		n["superEvent"] = node{"@type": "EducationEvent", "@id": baseURL + "/offers/" + c.Key + "#" + string(o.ParentID), "name": c.Title, "url": baseURL + "/conferences/" + string(o.ParentID)}
	}
	var list []node
	for _, s := range v.Sessions {
		if s.ParentID != o.ID || len(list) == subEvents {
			continue
		}
		of, loc := v.SessionOffers[s.OfferID], s.Location()
		page := baseURL + "/offers/" + of.Key
		sub := node{"@type": "EducationEvent", "@id": page + "#" + string(s.ID), "name": of.Title, "url": page,
			"startDate": s.StartsAt.In(loc).Format(time.RFC3339), "endDate": s.EndsAt.In(loc).Format(time.RFC3339)}
		if s.Status == Cancelled {
			sub["eventStatus"] = "https://schema.org/EventCancelled"
		}
		list = append(list, sub)
	}
	if len(list) > 0 {
		n["subEvent"] = list
	}
}

// instances are the occurrences of a course and, where it is begun at any time, one without a date.
func instances(v View, page string) []node {
	mode := map[Format]string{InPerson: "Onsite", Online: "Online", Blended: "Blended"}[v.Version.Format]
	if mode == "" {
		mode = "Online"
	}
	instance := func() node {
		n := node{"@type": "CourseInstance", "courseMode": mode}
		if v.Version.Minutes > 0 {
			n["courseWorkload"] = isoMinutes(v.Version.Minutes)
		}
		if names := presenterNames(v); len(names) > 0 {
			n["instructor"] = named("Person", "name", names)
		}
		return n
	}
	var out []node
	for _, o := range v.Occurrences {
		n := instance()
		n["@id"] = page + "#" + string(o.ID)
		happening(n, v, o, page)
		out = append(out, n)
	}
	if v.SelfPaced() {
		out = append(out, instance())
	}
	return out
}
