package tabular

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/zones"
)

var (
	zoneOffset  = regexp.MustCompile(`(?i)^(?:UTC|GMT)? ?([+\-\x{2212}])(\d{1,2})(?::?(\d{2}))?$`)
	offsetNamed = regexp.MustCompile(`(?i)^((?:UTC|GMT)?[+-]\d{1,2}:?\d{2}) ?\([^()]*\)$`)
	zonePrefix  = regexp.MustCompile(`^\([^()]*\)\s*`)
)

// ParseZone returns the zone that a word stands for: ET and Eastern, the names
// of the IANA database and of Windows, cities, and offsets such as +02:00 or
// UTC-5. The result is for LoadZone. An unknown word is Invalid.
func ParseZone(word string) (string, error) {
	s := trim(word)
	if len(s) > maxDateText {
		return "", unknownZone(word)
	}
	// Browsers write "GMT-0500 (Central Daylight Time)".
	s = offsetNamed.ReplaceAllString(s, "$1")
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
	if zone := zones.Word(s); zone != "" {
		return zone, nil
	}
	if _, err := LoadZone(s); err == nil {
		return s, nil
	}
	if zone := zones.Public(trim(word)); zone == "UTC" || strings.Contains(zone, "/") {
		return zone, nil
	}
	return "", unknownZone(word)
}

func unknownZone(word string) error {
	return invalid("%s is not a time zone that is known here. Write a name such as ET, UTC or Europe/London.", quote(word))
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
