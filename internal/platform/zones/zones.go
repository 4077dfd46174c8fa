// Package zones finds the time zone that a name means: IANA's own names, those of Windows and Outlook, cities, and the words that
// people write. Where a name may mean several zones, it is not known here.
package zones

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones must be known on machines that have no zone files
)

// Public returns the IANA name of a zone as programs and people write it: IANA names in any letter case, those of Windows, cities, and what
// people call a zone. It is "" for what is known by none of them.
func Public(tzid string) string {
	tzid = strings.TrimSpace(tzid)
	if tzid == "" {
		return ""
	}
	key := strings.ToLower(tzid)
	if IsUTC(tzid) || key == "z" || key == "tzone://microsoft/utc" || key == "universal" || key == "zulu" {
		return "UTC"
	}
	if name := exactZone(tzid); name != "" {
		return name
	}
	if m := wholeHours.FindStringSubmatch(tzid); m != nil {
		// Of IANA's own names the sign is turned round.
		return exactZone("Etc/GMT" + map[string]string{"+": "-", "-": "+"}[m[1]] + m[2])
	}
	if name := windowsZones[key]; name != "" {
		return name
	}
	// "(UTC-05:00) Eastern Time (US & Canada)": what Windows shows to people.
	if i := strings.Index(key, ") "); i > 0 && (strings.HasPrefix(key, "(utc") || strings.HasPrefix(key, "(gmt")) {
		key = key[i+2:]
	}
	if name := windowsLabels[strings.ReplaceAll(key, " and canada", " & canada")]; name != "" {
		return name
	}
	// "/mozilla.org/20050126_1/America/New_York": the name is at the end.
	parts := strings.Split(tzid, "/")
	for i := 1; i < len(parts) && i < 8; i++ {
		if tail := parts[i:]; len(tail) > 1 {
			if name := exactZone(strings.Join(tail, "/")); name != "" {
				return name
			}
		}
	}
	if name := cityZone(parts[len(parts)-1]); name != "" {
		return name
	}
	return Word(tzid)
}

// wholeHours are names such as UTC-05:00 and GMT+1.
var wholeHours = regexp.MustCompile(`(?i)^(?:UTC|GMT) ?([+-])0?(\d{1,2})(?::?00)?$`)

// exactZone returns tzid as an IANA name, if it is one apart from blanks and letter case.
func exactZone(tzid string) string {
	tzid = strings.ReplaceAll(tzid, " ", "_")
	for _, prefix := range []string{"posix/", "right/"} {
		tzid = strings.TrimPrefix(tzid, prefix)
	}
	for _, name := range []string{tzid, titled(tzid)} {
		if _, err := Load(name); err == nil {
			if IsUTC(name) {
				return "UTC"
			}
			return name
		}
	}
	return ""
}

// cityZone returns the zone that is named after a city: "New York" or "Paris".
func cityZone(city string) string {
	city = titled(strings.ReplaceAll(strings.TrimSpace(city), " ", "_"))
	if len(city) < 3 {
		return ""
	}
	// "Chicago, IL": the state says nothing more, but that it is another place than the great one.
	name, state, _ := strings.Cut(city, ",_")
	if known, ok := cities[strings.ToLower(name)]; ok && (state == "" || slices.Contains(known.states, strings.ToLower(state))) {
		return known.zone
	} else if ok {
		return ""
	}
	for _, region := range []string{"America", "Europe", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian"} {
		if _, err := Load(region + "/" + city); err == nil {
			return region + "/" + city
		}
	}
	return ""
}

// titled writes a zone name in the letter case of the IANA list.
func titled(name string) string {
	b := []byte(strings.ToLower(name))
	begin := 0
	for i := 0; i <= len(b); i++ {
		if i < len(b) && b[i] != '/' && b[i] != '_' && b[i] != '-' {
			continue
		}
		word := string(b[begin:i])
		if begin == 0 || !slices.Contains([]string{"of", "es", "au"}, word) {
			if begin < i && b[begin] >= 'a' && b[begin] <= 'z' {
				b[begin] -= 'a' - 'A'
			}
		}
		begin = i + 1
	}
	return string(b)
}

// noZones are files that stand beside the zones on many machines, and what Go
// takes for the zone of this machine.
var noZones = []string{"local", "localtime", "posixrules", "factory"}

// Load loads an IANA zone, never that of this machine. The empty name is UTC.
func Load(name string) (*time.Location, error) {
	if IsUTC(name) {
		return time.UTC, nil
	}
	ok := len(name) >= 2 && len(name) <= 64 && !slices.Contains(noZones, strings.ToLower(name))
	for _, c := range []byte(name) {
		ok = ok && (c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("/_-+", c) >= 0)
	}
	// right/ counts leap seconds, which is another time scale than ours.
	if !ok || strings.HasPrefix(name, "right/") || strings.HasPrefix(name, "posix/") || strings.HasPrefix(name, "/") {
		return nil, fmt.Errorf("%q is not a time zone", name)
	}
	return time.LoadLocation(name)
}

// IsUTC reports whether a name means UTC.
func IsUTC(name string) bool {
	switch strings.ToUpper(name) {
	case "", "UTC", "GMT", "ETC/UTC", "ETC/GMT":
		return true
	}
	return false
}
