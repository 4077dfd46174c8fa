package offerfile

import (
	"regexp"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/tabular"
)

// seriesNames are the members, folded, in which programs name the series that a date with an id of its own belongs to.
var seriesNames = []string{"seriesid", "series", "seriesmasterid", "eventseries", "eventseriesid", "recurringeventid", "recurringid", "recurrencekey", "recurid", "repeatid", "masterid", "masterevent", "mastereventid",
	"parent", "parentid", "parentevent", "parenteventid", "superevent"}

// kin notes the series that a member names. A series that only has a name is none: many things are called "Talks".
func (r *Row) kin(name string, x *node) {
	folded := tabular.Fold(strings.TrimPrefix(name, "field_"))
	if !slices.Contains(seriesNames, folded) {
		return
	}
	id := x.get("id", "@id", "uuid", "key", "url").str()
	if x.kind == 'n' || x.kind == 's' && (strings.HasSuffix(folded, "id") || strings.HasSuffix(folded, "key")) {
		id = x.text
	}
	if id = strings.TrimSpace(id); id != "" && id != "0" {
		r.Kin = append(r.Kin, "series "+id)
	}
}

// otherDates are the names of the other dates of an offer, where a list names them by the ids under which they stand in the file themselves.
func otherDates(x *node) []string {
	var out []string
	for _, d := range x.items {
		id := d.get("event_id").str()
		if x.kind != 'a' || id == "" || slices.ContainsFunc(d.names, titles) || !slices.ContainsFunc(d.names, dated) {
			return nil
		}
		out = append(out, "event "+id)
	}
	return out
}

// whenApart returns the object in which an offer says when it is, where it does not say so itself: {"title": ..., "schedule": {"start": ..., "end": ...}}.
func whenApart(o *node) []*node {
	var found []*node
	for i, x := range o.items {
		if onlyDates(o.names[i], &node{kind: 'a', items: []*node{x}}) {
			found = append(found, x)
		} else if dated(o.names[i]) {
			return nil
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found
}

// ofDates is how a member is called that says when something takes place. What else begins and ends, such as enrollment, sales and the office's hours, says no date.
var ofDates = regexp.MustCompile(`^(?:events?|sessions?|meetings?|class(?:es)?|webinars?|courses?|programs?|workshops?|trainings?|lessons?|lectures?|activity|field|local|utc|schedules?|scheduled|when|times?|timings?|dates?|days?|` +
	`occurrences?|recurrences?|instances?|slots?|showings?|showtimes?|performances?|ranges?|span|next|upcoming|future|all|other|more|and|fechas?|horarios?|sesiones|seances?|horaires?|\d)+$`)

// onlyDates reports whether a member is a list of when something takes place and of nothing else: each says when, and none what it is called.
func onlyDates(name string, x *node) bool {
	if x.kind != 'a' || len(x.items) == 0 || !ofDates.MatchString(tabular.Fold(name)) {
		return false
	}
	return !slices.ContainsFunc(x.items, func(d *node) bool {
		if inner := wrapped(d); inner != nil {
			d = inner
		}
		says := slices.ContainsFunc(d.names, dated) || d.get("value") != nil && d.get("end_value") != nil
		return d.kind != 'o' || !says || slices.ContainsFunc(d.names, titles)
	})
}
