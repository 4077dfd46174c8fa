package zones

import (
	"strings"
	"testing"
)

func TestWindowsZonesExist(t *testing.T) {
	for _, table := range []map[string]string{windowsZones, windowsLabels} {
		for windows, iana := range table {
			if _, err := Load(iana); err != nil {
				t.Errorf("%s: %v", windows, err)
			}
			if windows != strings.ToLower(windows) {
				t.Errorf("%s is not in lower case", windows)
			}
		}
	}
}

func TestWordsAndCitiesExist(t *testing.T) {
	for word, zone := range words {
		if word != key(word) {
			t.Errorf("%q can never be found", word)
		}
		if _, err := Load(zone); err != nil {
			t.Errorf("%q: %v", word, err)
		}
	}
	for name, c := range cities {
		if _, err := Load(c.zone); err != nil || name != strings.ToLower(name) || len(c.states) == 0 {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestPublic(t *testing.T) {
	for name, want := range map[string]string{
		"America/Chicago": "America/Chicago", "america/chicago": "America/Chicago", "Chicago": "America/Chicago", "CHICAGO": "America/Chicago", "Chicago, IL": "America/Chicago",
		"Boston, MA": "America/New_York", "Boston, Lincolnshire": "", "Portland": "", "New York": "America/New_York", "Paris": "Europe/Paris", "Washington, D.C.": "America/New_York",
		"Eastern Time": "America/New_York", "ET": "America/New_York", "Central Standard Time": "America/Chicago", "Eastern Standard Time (Mexico)": "America/Cancun",
		"(UTC-06:00) Central Time (US & Canada)": "America/Chicago", "/mozilla.org/20050126_1/America/New_York": "America/New_York", "GMT": "UTC", "Z": "UTC", "": "", "Local": "", "localtime": "", "UTC-05:00": "Etc/GMT+5", "GMT+1": "Etc/GMT-1", "GMT-0330": "", "UTC+15": "", "../etc/passwd": "", "My own zone": "",
	} {
		if got := Public(name); got != want {
			t.Errorf("Public(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestPlace(t *testing.T) {
	for place, want := range map[[2]string]string{
		{"Denver", "CO"}: "America/Denver", {"Elm", "Colorado"}: "America/Denver", {"Boise", "ID"}: "America/Boise", {"Elm", "ID"}: "", {"Houston", "TX"}: "America/Chicago", {"El Paso", "TX"}: "", {"Paris", ""}: "",
		{"", "New York"}: "America/New_York", {"Detroit", "mi"}: "America/Detroit", {"Boise", "TX"}: "",
	} {
		if got := Place(place[0], place[1], ""); got != want {
			t.Errorf("%v is %q, not %q", place, got, want)
		}
	}
	for country, want := range map[string]string{"US": "America/Los_Angeles", "United  States": "America/Los_Angeles", "Canada": "America/Los_Angeles", "AU": "", "Australia": "", "U": ""} {
		if got := Place("Perth", "WA", country); got != want {
			t.Errorf("WA in %q is %q, not %q", country, got, want)
		}
	}
}
