package calendar

import (
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/zones"
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

// zoneBook finds zones for one reading.
type zoneBook struct {
	floating zone // of times that name no zone; loc is nil without a default
	defs     map[string]*component
	found    map[string]*zone // by TZID; nil for those that are unknown
	budget   *Budget
}

// maxZones bounds the different names that one file may use.
const maxZones = 300

func newZones(name string, b *Budget) (*zoneBook, error) {
	z := &zoneBook{defs: map[string]*component{}, found: map[string]*zone{}, budget: b}
	if name != "" {
		loc, err := zones.Load(name)
		if err != nil {
			return nil, err
		}
		z.floating = zone{name: name, loc: loc, note: "The file names no time zone for this event; %s is assumed.", args: []any{name}}
	}
	return z, nil
}

// define takes the VTIMEZONEs of the file; the first of a name counts.
func (z *zoneBook) define(list []*component) {
	for _, c := range list {
		id := strings.TrimSpace(c.one["TZID"].value)
		if _, seen := z.defs[id]; !seen && id != "" && len(z.defs) < maxZones {
			z.defs[id] = c
		}
	}
}

// lookup returns the zone that a TZID means, or false.
func (z *zoneBook) lookup(tzid string) (*zone, bool) {
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
func (z *zoneBook) resolve(tzid string) *zone {
	def := z.defs[tzid]
	var own *time.Location
	if def != nil {
		own = defineZone(def, z.budget)
	}
	name := zones.Public(tzid)
	if name == "" && def != nil {
		name = zones.Public(def.one["X-LIC-LOCATION"].value)
	}
	if slices.Contains([]string{"EST", "MST", "HST"}, name) && own != nil {
		name = "" // a fixed offset in the public list, hardly ever what is meant
	}
	if name != "" {
		if loc, err := zones.Load(name); err == nil {
			return &zone{name: name, loc: loc, own: own}
		}
	}
	if own != nil {
		return &zone{loc: own, note: "The time zone %q is known to this file only; its times are kept without a zone.", args: []any{clip(tzid)}}
	}
	return nil
}
