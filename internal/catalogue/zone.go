package catalogue

import (
	"sync"
	"time"
	_ "time/tzdata" // zones must be known on machines that have no zone files

	"learningcommons.dev/commons/internal/platform/errs"
)

// zones are the locations that were asked for before, by name: reading one from the table takes its time.
var zones sync.Map

// loadZone returns the location of an IANA zone; the empty name and "Local", which would be the
// machine's own, are refused.
func loadZone(zone string) (*time.Location, error) {
	if loc, ok := zones.Load(zone); ok {
		return loc.(*time.Location), nil
	}
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "" || zone == "Local" {
		return nil, errs.Bad("zone", "“%s” is not a time zone that is known here. Choose one such as America/Chicago.", zone)
	}
	zones.Store(zone, loc)
	return loc, nil
}
