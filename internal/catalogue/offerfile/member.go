package offerfile

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/tabular"
)

// flags are members that are true or false and say something of an offer where they are true.
var flags = map[string][2]string{
	"isfree": {"price", "free"}, "free": {"price", "free"}, "isaccessibleforfree": {"price", "free"},
	"allday": {"whole_days", "yes"}, "isallday": {"whole_days", "yes"}, "fulldayevent": {"whole_days", "yes"}, "falldayevent": {"whole_days", "yes"},
	"isonline": {"format", "online"}, "online": {"format", "online"}, "onlineevent": {"format", "online"}, "isonlineevent": {"format", "online"}, "isvirtual": {"format", "online"}, "virtual": {"format", "online"},
	"cancelled": {"status", "cancelled"}, "canceled": {"status", "cancelled"}, "iscancelled": {"status", "cancelled"}, "iscanceled": {"status", "cancelled"},
}

// member puts a member of an object into the row.
func (r *Row) member(name string, x *node) {
	name = strings.TrimPrefix(name, "field_") // Drupal
	switch {
	case x.kind == 'b':
		if f := flags[tabular.Fold(name)]; f[0] != "" && x.text == "true" {
			r.put(f[0], f[1])
		}
	case x.kind == 'a' && !slices.ContainsFunc(x.items, func(i *node) bool { return i.kind != 'n' }):
		// Numbers of things that stand elsewhere.
	case x.kind == 'o' && slices.Contains([]string{"venue", "location", "place"}, name):
		r.put(name, placeOf(x))
	case x.kind == 'o' && x.get("end_value") != nil:
		r.put(name, x.get("value").str())
		r.put("end", x.get("end_value").str())
	case x.kind == 'o' && x.get("amount") != nil:
		r.put(name, strings.TrimSpace(x.get("amount").str()+" "+x.get("currency").str()))
	case x.kind == 'o' && x.get("minor") != nil:
		r.put(name, minor(x))
	case x.kind == 'o' && x.get("dateTime", "local", "date_time") != nil:
		// {"dateTime": ..., "timeZone": ...} and {"local": ..., "timezone": ...}
		r.put(name, x.str())
		r.put("zone", x.get("timeZone", "timezone", "tz").str())
	case name == "prices" && x.kind == 'a':
		for _, p := range x.items {
			class := strings.ReplaceAll(p.get("class", "name").str(), "-", "_")
			if amount := p.get("amount", "price"); class == "member" || class == "non_member" || class == "student" {
				r.put("price_"+class, moneyText(amount))
			}
		}
	case x.kind == 'o' && (strings.Contains(strings.ToLower(name), "link") || strings.HasSuffix(strings.ToLower(name), "url")):
		r.put(name, cmp.Or(x.get("uri", "url", "href", "public").str(), x.str()))
	case (x.kind == 'n' || x.kind == 's') && epoch(name, x.text) != "":
		r.put(name, epoch(name, x.text))
	case name == "content_html" || name == "content_text" || name == "description_html":
		r.put("description", x.str())
	case name == "unit" && x.kind == 'o':
		r.put(name, x.get("acronym", "name").str())
	case x.kind == 'a':
		r.put(name, strings.Join(x.texts(), "; "))
	default:
		if x.kind == 'o' && len(x.items) > 0 && isStart(name) && x.str() == "" {
			r.note("What stands under “" + name + "” was not understood.")
		}
		r.put(name, x.str())
	}
}

// placeOf writes a place: its name, and what its address adds to it.
func placeOf(x *node) string {
	address := x.get("address")
	parts := []string{x.get("name", "venue", "title").str()}
	if address != nil && address.kind != 'o' {
		parts, address = append(parts, address.str()), x
	}
	for _, m := range [][]string{{"localized_address_display", "streetAddress", "address_1"}, {"addressLocality", "city"}, {"addressRegion", "region", "state"}} {
		parts = append(parts, address.get(m...).str())
	}
	shown := ""
	for _, s := range parts {
		switch {
		case s == "" || !slices.ContainsFunc(placeParts(s), func(p string) bool { return !slices.Contains(placeParts(shown), p) }):
		case shown == "":
			shown = s
		default:
			shown += ", " + s
		}
	}
	return shown
}

var postcode = regexp.MustCompile(`\s+\d{4,5}(?:-\d{4})?$`)

// placeParts are the parts of a place between its commas, without a postcode behind them.
func placeParts(s string) []string {
	parts := strings.Split(s, ",")
	for i, p := range parts {
		parts[i] = postcode.ReplaceAllString(strings.TrimSpace(p), "")
	}
	return parts
}

func moneyText(n *node) string {
	if n.get("minor") != nil {
		return minor(n)
	}
	return n.str()
}

// minor writes an amount in minor units, as the REST interface gives it.
func minor(n *node) string {
	units, err := strconv.ParseInt(n.get("minor").str(), 10, 64)
	if err != nil || units < 0 {
		return n.get("minor").str()
	}
	s := strconv.FormatInt(units/100, 10) + "." + strconv.FormatInt(units%100+100, 10)[1:]
	if c := n.get("currency").str(); c != "" {
		s += " " + c
	}
	return s
}

// ofOData is how OData writes moments before its fourth version: /Date(1807887600000)/.
var ofOData = regexp.MustCompile(`^/Date\((\d{10,13})(?:[+-]\d{4})?\)/$`)

// epoch writes a count of seconds or milliseconds since 1970, where the name says that it is a time; "" where it is none.
func epoch(name, digits string) string {
	name = strings.ToLower(name)
	if !slices.ContainsFunc([]string{"date", "start", "end", "time", "_at", "_ts"}, func(s string) bool { return strings.Contains(name, s) }) {
		return ""
	}
	if m := ofOData.FindStringSubmatch(digits); m != nil {
		digits = m[1]
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case err != nil:
		return ""
	case len(digits) == 13:
		n /= 1000
	case len(digits) != 10:
		return ""
	}
	return time.Unix(n, 0).UTC().Format("2006-01-02T15:04:05Z")
}
