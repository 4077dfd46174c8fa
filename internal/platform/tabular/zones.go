package tabular

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zones must be known on machines that have no zone files
	"unicode"
)

// zoneWords are the names of zones that people and other systems write, folded
// by zoneKey. Abbreviations are read as in North America and Europe, and those
// of standard and summer time alike as the zone: "2 pm EST" in July means the
// clocks on the wall. Abbreviations that stand for several zones (IST) are not here.
// The names that Windows uses are those of the Unicode CLDR table windowsZones.
var zoneWords = map[string]string{
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
	for _, z := range []struct{ abbreviation, name, zone string }{
		{"e", "eastern", "America/New_York"}, {"c", "central", "America/Chicago"},
		{"m", "mountain", "America/Denver"}, {"p", "pacific", "America/Los_Angeles"},
		{"ak", "alaska", "America/Anchorage"}, {"ak", "alaskan", "America/Anchorage"},
		{"h", "hawaii", "Pacific/Honolulu"}, {"h", "hawaiian", "Pacific/Honolulu"},
		{"a", "atlantic", "America/Halifax"}, {"n", "newfoundland", "America/St_Johns"},
	} {
		for _, ending := range []string{"t", "st", "dt"} {
			zoneWords[z.abbreviation+ending] = z.zone
		}
		for _, ending := range []string{"", " time", " standard time", " daylight time", " time us canada", " us canada", " us and canada", " time us and canada", " time canada"} {
			zoneWords[z.name+ending] = z.zone
		}
	}
}

var (
	zoneOffset = regexp.MustCompile(`(?i)^(?:UTC|GMT)? ?([+\-\x{2212}])(\d{1,2})(?::?(\d{2}))?$`)
	zonePrefix = regexp.MustCompile(`^\([^()]*\)\s*`)
)

// ParseZone returns the zone that a word stands for: ET and Eastern, the names
// of the IANA database, the common names of Windows, and offsets such as +02:00 or
// UTC-5. The result is for LoadZone. An unknown word is Invalid.
func ParseZone(word string) (string, error) {
	s := trim(word)
	if len(s) > maxDateText {
		return "", unknownZone(word)
	}
	// Calendars write "(UTC-05:00) Eastern Time (US & Canada)", where the name says more than the offset.
	if rest := zonePrefix.ReplaceAllString(s, ""); rest != "" {
		s = rest
	} else {
		s = trim(strings.Trim(s, "()"))
	}
	if m := zoneOffset.FindStringSubmatch(s); m != nil {
		hours, _ := strconv.Atoi(m[2])
		minutes, _ := strconv.Atoi(m[3])
		if hours > 14 || minutes > 59 || hours == 14 && minutes > 0 {
			return "", unknownZone(word)
		}
		sign := "-"
		if m[1] == "+" {
			sign = "+"
		}
		if hours == 0 && minutes == 0 {
			return "UTC", nil
		}
		return fmt.Sprintf("UTC%s%02d:%02d", sign, hours, minutes), nil
	}
	if zone, ok := zoneWords[zoneKey(s)]; ok {
		return zone, nil
	}
	if _, err := LoadZone(s); err != nil {
		return "", unknownZone(word)
	}
	return s, nil
}

func unknownZone(word string) error {
	return invalid("%s is not a time zone that is known here. Write a name such as ET, UTC or Europe/London.", quote(word))
}

// zoneKey folds the name of a zone to lower-case words.
func zoneKey(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// LoadZone returns the location of a zone that ParseZone has returned. It never
// returns the machine's own zone.
func LoadZone(zone string) (*time.Location, error) {
	if zone == "UTC" {
		return time.UTC, nil
	}
	if m := zoneOffset.FindStringSubmatch(zone); m != nil {
		hours, _ := strconv.Atoi(m[2])
		minutes, _ := strconv.Atoi(m[3])
		seconds := hours*3600 + minutes*60
		if m[1] != "+" {
			seconds = -seconds
		}
		return time.FixedZone(zone, seconds), nil
	}
	// Names of the database have a slash; what has none is a file beside them or the machine's own zone.
	if !strings.Contains(zone, "/") {
		return nil, unknownZone(zone)
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return nil, unknownZone(zone)
	}
	return loc, nil
}
