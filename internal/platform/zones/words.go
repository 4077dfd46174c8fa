package zones

import (
	"strings"
	"unicode"
)

// words are the names of zones that people and other systems write, folded
// by key. Abbreviations are read as in North America and Europe, and those
// of standard and summer time alike as the zone: "2 pm EST" in July means the
// clocks on the wall. Abbreviations that stand for several zones (IST) are not here.
// The names that Windows uses are those of the Unicode CLDR table windowsZones.
var words = map[string]string{
	"utc": "UTC", "gmt": "UTC", "z": "UTC", "zulu": "UTC", "coordinated universal time": "UTC", "universal time": "UTC",
	"bst": "Europe/London", "british summer time": "Europe/London", "uk time": "Europe/London", "london": "Europe/London",
	"wet": "Europe/Lisbon",
	"cet": "Europe/Berlin", "cest": "Europe/Berlin", "central european time": "Europe/Berlin", "central european summer time": "Europe/Berlin",
	"eet": "Europe/Helsinki", "eest": "Europe/Helsinki",
	"arizona": "America/Phoenix", "arizona time": "America/Phoenix",
	"aest": "Australia/Sydney", "aedt": "Australia/Sydney", "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland",
	"jst": "Asia/Tokyo",

	"gmt standard time": "Europe/London", "gmt daylight time": "Europe/London", "greenwich standard time": "Atlantic/Reykjavik",
	"w europe standard time": "Europe/Berlin", "central europe standard time": "Europe/Budapest", "romance standard time": "Europe/Paris",
	"central european standard time": "Europe/Warsaw", "e europe standard time": "Europe/Chisinau", "gtb standard time": "Europe/Bucharest",
	"fle standard time": "Europe/Kiev", "turkey standard time": "Europe/Istanbul", "russian standard time": "Europe/Moscow",
	"us eastern standard time": "America/Indianapolis", "us mountain standard time": "America/Phoenix",
	"canada central standard time": "America/Regina", "central standard time mexico": "America/Mexico_City",
	"sa pacific standard time": "America/Bogota", "sa western standard time": "America/La_Paz", "pacific sa standard time": "America/Santiago",
	"e south america standard time": "America/Sao_Paulo", "argentina standard time": "America/Buenos_Aires",
	"israel standard time": "Asia/Jerusalem", "arab standard time": "Asia/Riyadh", "arabian standard time": "Asia/Dubai",
	"egypt standard time": "Africa/Cairo", "south africa standard time": "Africa/Johannesburg",
	"w central africa standard time": "Africa/Lagos", "e africa standard time": "Africa/Nairobi", "morocco standard time": "Africa/Casablanca",
	"pakistan standard time": "Asia/Karachi", "india standard time": "Asia/Calcutta", "bangladesh standard time": "Asia/Dhaka",
	"se asia standard time": "Asia/Bangkok", "singapore standard time": "Asia/Singapore", "china standard time": "Asia/Shanghai",
	"taipei standard time": "Asia/Taipei", "tokyo standard time": "Asia/Tokyo", "korea standard time": "Asia/Seoul",
	"w australia standard time": "Australia/Perth", "aus central standard time": "Australia/Darwin", "cen australia standard time": "Australia/Adelaide",
	"e australia standard time": "Australia/Brisbane", "aus eastern standard time": "Australia/Sydney", "tasmania standard time": "Australia/Hobart",
	"new zealand standard time": "Pacific/Auckland",
}

func init() {
	// The zones of North America go by many names of the same pattern.
	for zone, names := range map[string]string{
		"America/New_York": "hora del este, tiempo del este, heure de l est, heure normale de l est, heure avancée de l est", "America/Chicago": "hora del centro, tiempo del centro, heure du centre, heure normale du centre, heure avancée du centre",
		"America/Denver": "hora de la montaña, tiempo de la montaña, heure des rocheuses", "America/Los_Angeles": "hora del pacífico, tiempo del pacífico, heure du pacifique, heure normale du pacifique, heure avancée du pacifique",
	} {
		for name := range strings.SplitSeq(names, ", ") {
			words[name] = zone
		}
	}
	for _, z := range []struct{ abbreviation, name, zone string }{
		{"e", "eastern", "America/New_York"}, {"c", "central", "America/Chicago"},
		{"m", "mountain", "America/Denver"}, {"p", "pacific", "America/Los_Angeles"},
		{"ak", "alaska", "America/Anchorage"}, {"ak", "alaskan", "America/Anchorage"},
		{"h", "hawaii", "Pacific/Honolulu"}, {"h", "hawaiian", "Pacific/Honolulu"},
		{"a", "atlantic", "America/Halifax"}, {"n", "newfoundland", "America/St_Johns"},
	} {
		for _, ending := range []string{"t", "st", "dt"} {
			words[z.abbreviation+ending] = z.zone
		}
		for _, ending := range []string{"", " time", " standard time", " daylight time", " time us canada", " us canada", " us and canada", " time us and canada", " time canada"} {
			words[z.name+ending] = z.zone
		}
	}
}

// Word returns the zone that people mean by a word such as ET, Eastern or Central European Time, or "".
func Word(s string) string { return words[key(s)] }

// key folds the name of a zone to lower-case words.
func key(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// city is a city that has no zone of its own name, and the states in which it is the one that is meant.
type city struct {
	zone   string
	states []string
}

// cities are large cities of North America that IANA does not name, or that people write with their state.
var cities = map[string]city{
	"albuquerque":    {"America/Denver", []string{"nm", "new_mexico"}},
	"atlanta":        {"America/New_York", []string{"ga", "georgia"}},
	"austin":         {"America/Chicago", []string{"tx", "texas"}},
	"baltimore":      {"America/New_York", []string{"md", "maryland"}},
	"boston":         {"America/New_York", []string{"ma", "massachusetts"}},
	"detroit":        {"America/Detroit", []string{"mi", "michigan"}},
	"indianapolis":   {"America/Indiana/Indianapolis", []string{"in", "indiana"}},
	"louisville":     {"America/Kentucky/Louisville", []string{"ky", "kentucky"}},
	"anchorage":      {"America/Anchorage", []string{"ak", "alaska"}},
	"reno":           {"America/Los_Angeles", []string{"nv", "nevada"}},
	"boise":          {"America/Boise", []string{"id", "idaho"}},
	"buffalo":        {"America/New_York", []string{"ny", "new_york"}},
	"calgary":        {"America/Edmonton", []string{"ab", "alberta"}},
	"charlotte":      {"America/New_York", []string{"nc", "north_carolina"}},
	"chicago":        {"America/Chicago", []string{"il", "illinois"}},
	"cincinnati":     {"America/New_York", []string{"oh", "ohio"}},
	"cleveland":      {"America/New_York", []string{"oh", "ohio"}},
	"dallas":         {"America/Chicago", []string{"tx", "texas"}},
	"denver":         {"America/Denver", []string{"co", "colorado"}},
	"honolulu":       {"Pacific/Honolulu", []string{"hi", "hawaii"}},
	"houston":        {"America/Chicago", []string{"tx", "texas"}},
	"kansas_city":    {"America/Chicago", []string{"mo", "missouri", "ks", "kansas"}},
	"las_vegas":      {"America/Los_Angeles", []string{"nv", "nevada"}},
	"los_angeles":    {"America/Los_Angeles", []string{"ca", "california"}},
	"memphis":        {"America/Chicago", []string{"tn", "tennessee"}},
	"miami":          {"America/New_York", []string{"fl", "florida"}},
	"milwaukee":      {"America/Chicago", []string{"wi", "wisconsin"}},
	"minneapolis":    {"America/Chicago", []string{"mn", "minnesota"}},
	"nashville":      {"America/Chicago", []string{"tn", "tennessee"}},
	"new_orleans":    {"America/Chicago", []string{"la", "louisiana"}},
	"new_york_city":  {"America/New_York", []string{"ny"}},
	"oklahoma_city":  {"America/Chicago", []string{"ok", "oklahoma"}},
	"omaha":          {"America/Chicago", []string{"ne", "nebraska"}},
	"orlando":        {"America/New_York", []string{"fl", "florida"}},
	"ottawa":         {"America/New_York", []string{"on", "ontario"}},
	"philadelphia":   {"America/New_York", []string{"pa", "pennsylvania"}},
	"phoenix":        {"America/Phoenix", []string{"az", "arizona"}},
	"pittsburgh":     {"America/New_York", []string{"pa", "pennsylvania"}},
	"raleigh":        {"America/New_York", []string{"nc", "north_carolina"}},
	"sacramento":     {"America/Los_Angeles", []string{"ca", "california"}},
	"saint_louis":    {"America/Chicago", []string{"mo", "missouri"}},
	"salt_lake_city": {"America/Denver", []string{"ut", "utah"}},
	"san_antonio":    {"America/Chicago", []string{"tx", "texas"}},
	"san_diego":      {"America/Los_Angeles", []string{"ca", "california"}},
	"san_francisco":  {"America/Los_Angeles", []string{"ca", "california"}},
	"seattle":        {"America/Los_Angeles", []string{"wa", "washington"}},
	"st._louis":      {"America/Chicago", []string{"mo", "missouri"}},
	"tampa":          {"America/New_York", []string{"fl", "florida"}},
	"tucson":         {"America/Phoenix", []string{"az", "arizona"}},
	"washington":     {"America/New_York", []string{"dc", "d.c.", "district_of_columbia"}},
}
