package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// zone is what a TZID turned out to mean.
type zone struct {
	name string // IANA, or "" when only the file knows it
	loc  *time.Location
	// own is the file's definition, kept beside the public zone to compare.
	own *time.Location
	// note is said about every event that uses the zone; empty when there is nothing to say.
	note string
	args []any
}

// zones finds zones for one reading.
type zones struct {
	floating zone // of times that name no zone; loc is nil without a default
	defs     map[string]*component
	found    map[string]*zone // by TZID; nil for those that are unknown
	budget   *budget
}

// maxZones bounds the different names that one file may use.
const maxZones = 300

func newZones(name string) (*zones, error) {
	z := &zones{defs: map[string]*component{}, found: map[string]*zone{}, budget: newBudget()}
	if name != "" {
		loc, err := loadZone(name)
		if err != nil {
			return nil, err
		}
		z.floating = zone{name: name, loc: loc, note: "The file names no time zone for this event; %s is assumed.", args: []any{name}}
	}
	return z, nil
}

// define takes the VTIMEZONEs of the file; the first of a name counts.
func (z *zones) define(list []*component) {
	for _, c := range list {
		id := strings.TrimSpace(c.one["TZID"].value)
		if _, seen := z.defs[id]; !seen && id != "" && len(z.defs) < maxZones {
			z.defs[id] = c
		}
	}
}

// lookup returns the zone that a TZID means, or false.
func (z *zones) lookup(tzid string) (*zone, bool) {
	tzid = strings.Trim(strings.TrimSpace(tzid), `"`)
	if found, seen := z.found[tzid]; seen {
		return found, found != nil
	}
	if len(z.found) >= maxZones {
		return nil, false
	}
	found := z.resolve(tzid)
	z.found[tzid] = found
	return found, found != nil
}

// resolve prefers the public zone to the file's own definition: the definitions
// that programs write are often cut down to one half of the year, and only a
// public name can be kept. Where the two disagree about an event, it is noted.
func (z *zones) resolve(tzid string) *zone {
	def := z.defs[tzid]
	var own *time.Location
	if def != nil {
		own = defineZone(def, z.budget)
	}
	name := publicZone(tzid)
	if name == "" && def != nil {
		name = publicZone(def.one["X-LIC-LOCATION"].value)
	}
	if slices.Contains([]string{"EST", "MST", "HST"}, name) && own != nil {
		name = "" // a fixed offset in the public list, hardly ever what is meant
	}
	if name != "" {
		if loc, err := loadZone(name); err == nil {
			return &zone{name: name, loc: loc, own: own}
		}
	}
	if own != nil {
		return &zone{loc: own, note: "The time zone %q is known to this file only; its times are kept without a zone.", args: []any{clip(tzid)}}
	}
	return nil
}

// publicZone returns the IANA name for a TZID as programs write it, or "".
func publicZone(tzid string) string {
	tzid = strings.TrimSpace(tzid)
	if tzid == "" {
		return ""
	}
	key := strings.ToLower(tzid)
	if isUTC(tzid) || key == "z" || key == "tzone://microsoft/utc" || key == "universal" || key == "zulu" {
		return "UTC"
	}
	if name := exactZone(tzid); name != "" {
		return name
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
	return cityZone(parts[len(parts)-1])
}

// exactZone returns tzid as an IANA name, if it is one apart from blanks and letter case.
func exactZone(tzid string) string {
	tzid = strings.ReplaceAll(tzid, " ", "_")
	for _, prefix := range []string{"posix/", "right/"} {
		tzid = strings.TrimPrefix(tzid, prefix)
	}
	for _, name := range []string{tzid, titled(tzid)} {
		if _, err := loadZone(name); err == nil {
			if isUTC(name) {
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
	for _, region := range []string{"America", "Europe", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian"} {
		if _, err := loadZone(region + "/" + city); err == nil {
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

// loadZone loads an IANA zone. The empty name is UTC.
func loadZone(name string) (*time.Location, error) {
	if isUTC(name) {
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

func isUTC(name string) bool {
	switch strings.ToUpper(name) {
	case "", "UTC", "GMT", "ETC/UTC", "ETC/GMT":
		return true
	}
	return false
}
