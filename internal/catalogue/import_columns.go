package catalogue

import (
	"regexp"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/catalogue/offerfile"
	"learningcommons.dev/commons/internal/platform/tabular"
)

var (
	// dressed is what exporters put round the name of a column: a star before it, a remark behind it.
	dressed = regexp.MustCompile(`(?is)^[\s*#•-]*(.*?)\s*(?:\((?:optional|required|if any|usd|us\$|\$)\)|\*)?$`)
	// ofAThing is a kind of thing before the name of a column.
	ofAThing = regexp.MustCompile(`(?is)^(?:event|session|course|class|webinar|workshop|program|programme|training|meeting)[ _](.*)$`)
)

// thingFields are the columns that may have a kind of thing before their names. Others mean something else by it: "Course Type" is no kind of
// offer, "Class Students" no price.
var thingFields = []string{"title", "id", "summary", "description", "date", "time", "end", "end_date", "zone", "place", "room", "link", "capacity", "status"}

// whenFields are the columns whose names may end in the zone of what they hold: "Start (ET)".
var whenFields = []string{"date", "time", "end", "end_date"}

// guess finds the columns of a table: by their names as they stand, then by those that are left without their dress, so that "Event Start
// Date", "*Room (Optional)" and "Time (Pacific)" are found as well.
func guess(remembered tabular.Mapping, headers []string) (tabular.Mapping, []string) {
	mapping, unused := remembered.Guess(headers, importFields)
	for _, pass := range []struct {
		bare   func(heading string) string
		fields []string // all where there are none
	}{{undressed, nil}, {withoutThing, thingFields}, {withoutZone, whenFields}} {
		as := map[string]string{}
		var bare []string
		for _, h := range unused {
			if name := pass.bare(h); name != h {
				bare = append(bare, name)
				as[name] = h
			}
		}
		free := slices.DeleteFunc(slices.Clone(importFields), func(f tabular.FieldSpec) bool {
			_, done := mapping[f.Name]
			return done || pass.fields != nil && !slices.Contains(pass.fields, f.Name)
		})
		more, _ := tabular.Guess(bare, free)
		for field, h := range more {
			mapping[field] = as[h]
			unused = slices.DeleteFunc(unused, func(u string) bool { return u == as[h] })
		}
	}
	return mapping, whenLeft(mapping, unused)
}

func undressed(heading string) string { return dressed.FindStringSubmatch(heading)[1] }

func withoutThing(heading string) string {
	name := undressed(heading)
	if m := ofAThing.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	return name
}

var headingEnd = regexp.MustCompile(`(?s)^(.*\S)\s*[(\[]([^()\[\]]*\pL[^()\[\]]*)[)\]]\s*$`)

// withoutZone takes off a heading the zone in which the times below it are.
func withoutZone(heading string) string {
	if m := headingEnd.FindStringSubmatch(undressed(heading)); m != nil && zoneInHeading(heading) != "" {
		return withoutThing(m[1])
	}
	return heading
}

// zoneInHeading is the zone that a heading names for the times below it: "Start (ET)", "start_utc"; "" where it names none.
func zoneInHeading(heading string) string {
	if m := headingEnd.FindStringSubmatch(heading); m != nil {
		if zone, err := tabular.ParseZone(m[2]); err == nil {
			return zone
		}
	}
	folded := tabular.Fold(heading)
	for _, utc := range []string{"utc", "gmt"} {
		if strings.HasPrefix(folded, utc) || strings.HasSuffix(folded, utc) {
			return "UTC"
		}
	}
	return ""
}

// zonesOfColumns are the zones that the headings of the times of a table name, by field.
func zonesOfColumns(mapping tabular.Mapping) map[string]string {
	zones := map[string]string{}
	for _, field := range whenFields {
		zones[field] = zoneInHeading(mapping[field])
	}
	return zones
}

// zoneOf is the zone that the first of the headings of some fields names that names one, or "".
func (rd *rowReader) zoneOf(fields ...string) string {
	for _, field := range fields {
		if zone := rd.zones[field]; zone != "" {
			return zone
		}
	}
	return ""
}

// whenLeft takes the only columns that are left whose names say when something begins or ends, where no other does, and returns those that are left then.
func whenLeft(mapping tabular.Mapping, unused []string) []string {
	var starts, ends []string
	for _, h := range unused {
		begins, finishes := offerfile.SaysWhen(h)
		if begins {
			starts = append(starts, h)
		} else if finishes {
			ends = append(ends, h)
		}
	}
	take := func(list []string, field string, others ...string) {
		for _, name := range append(others, field) {
			if _, done := mapping[name]; done || len(list) != 1 {
				return
			}
		}
		mapping[field] = list[0]
		unused = slices.DeleteFunc(unused, func(h string) bool { return h == list[0] })
	}
	take(starts, "date", "time")
	take(ends, "end", "end_date")
	return unused
}
