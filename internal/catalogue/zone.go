package catalogue

import (
	"time"
	_ "time/tzdata" // zones must be known on machines that have no zone files

	"learningcommons.dev/commons/internal/platform/errs"
)

// loadZone returns the location of an IANA zone; the empty name and "Local", which would be the
// machine's own, are refused.
func loadZone(zone string) (*time.Location, error) {
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "" || zone == "Local" {
		return nil, errs.Bad("zone", "“%s” is not a time zone that is known here. Choose one such as America/Chicago.", zone)
	}
	return loc, nil
}
