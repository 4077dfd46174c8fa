package tabular

import (
	"strings"
	"testing"
	"time"
)

var epoch = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)

func TestParseTime(t *testing.T) {
	for cell, want := range map[string]string{
		"2:00pm ET":                            "14:00 America/New_York",
		"14:00":                                "14:00",
		"2 pm":                                 "14:00",
		"2pm CT":                               "14:00 America/Chicago",
		"2:00 PM Eastern":                      "14:00 America/New_York",
		"2.30 p.m.":                            "14:30",
		"12am":                                 "00:00",
		"12:15 a.m. PT":                        "00:15 America/Los_Angeles",
		"12 pm":                                "12:00",
		"noon":                                 "12:00",
		"12 noon MT":                           "12:00 America/Denver",
		"Noon Eastern Time":                    "12:00 America/New_York",
		"14:00 Europe/London":                  "14:00 Europe/London",
		"14:00:30":                             "14:00:30",
		"14:00:30Z":                            "14:00:30 UTC",
		"14:00:30.5+05:30":                     "14:00:30 UTC+05:30",
		"14:00 UTC+2":                          "14:00 UTC+02:00",
		"14:00 GMT−0330":                       "14:00 UTC-03:30",
		"14:00 UTC+00:00":                      "14:00 UTC",
		"00:00":                                "00:00",
		"23:59":                                "23:59",
		"9:30":                                 "09:30",
		"2:00":                                 "02:00 “2:00” was read as 02:00 in the morning, because there is no pm.",
		"2:00 (ET)":                            "02:00 America/New_York “2:00 (ET)” was read as 02:00 in the morning, because there is no pm.",
		"10:00 Eastern Standard Time":          "10:00 America/New_York",
		"10:00 W. Europe Standard Time":        "10:00 Europe/Berlin",
		"10:00 Central Standard Time (Mexico)": "10:00 America/Mexico_City",
		"10:00 (UTC-05:00) Eastern Time (US & Canada)": "10:00 America/New_York",
		"10:00 Eastern Time (US and Canada)":           "10:00 America/New_York",
		"10:00 AKT":                                    "10:00 America/Anchorage",
		"10:00 HST":                                    "10:00 Pacific/Honolulu",
		"10:00 AT":                                     "10:00 America/Halifax",
		"10:00 GMT":                                    "10:00 UTC",
		"10:00 BST":                                    "10:00 Europe/London",
		"10:00 CET":                                    "10:00 Europe/Berlin",
		"25:00":                                        "“25:00” is not a time: hours go from 0 to 23.",
		"24:00":                                        "“24:00” is not a time: hours go from 0 to 23.",
		"14:60":                                        "“14:60” is not a time: minutes and seconds go from 0 to 59.",
		"14:00 pm":                                     "“14:00 pm” is not a time: with am and pm, hours go from 1 to 12.",
		"0:30 am":                                      "“0:30 am” is not a time: with am and pm, hours go from 1 to 12.",
		"midnight":                                     "“midnight” can be the beginning or the end of the day. Write 00:00 and the date of the day that begins.",
		"2:00pm - 3:00pm ET":                           "“2:00pm - 3:00pm ET” is a span of time. Give the beginning alone.",
		"10:00-11:00":                                  "“10:00-11:00” is a span of time. Give the beginning alone.",
		"noon to 1 pm":                                 "“noon to 1 pm” is a span of time. Give the beginning alone.",
		"2pm XYZT":                                     "“XYZT” is not a time zone that is known here. Write a name such as ET, UTC or Europe/London.",
		"2pm IST":                                      "“IST” is not a time zone that is known here. Write a name such as ET, UTC or Europe/London.",
		"2pm Local":                                    "“Local” is not a time zone that is known here. Write a name such as ET, UTC or Europe/London.",
		"2pm ../../etc/passwd":                         "“../../etc/passwd” is not a time zone that is known here. Write a name such as ET, UTC or Europe/London.",
		"2pm UTC+15":                                   "“UTC+15” is not a time zone that is known here. Write a name such as ET, UTC or Europe/London.",
		"14":                                           "“14” is not a time that can be read. Write it as 14:00 or 2:00 pm.",
		"1400":                                         "“1400” is not a time that can be read. Write it as 14:00 or 2:00 pm.",
		"afternoon":                                    "“afternoon” is not a time that can be read. Write it as 14:00 or 2:00 pm.",
		"":                                             "The time is missing.",
		"2pm " + strings.Repeat("x", 1<<20):            "“2pm " + strings.Repeat("x", 55) + "…” is not a time that can be read. Write it as 14:00 or 2:00 pm.",
	} {
		at, note, err := ParseTime(cell)
		got := strings.TrimSpace(at.String() + " " + note)
		if err != nil {
			wantInvalid(t, err)
			got = err.Error()
		}
		if got != want {
			t.Errorf("%.60q\n got %s\nwant %s", cell, got, want)
		}
	}
}

// TestZones reads zones as people write them, and loads none that depends on this machine.
func TestZones(t *testing.T) {
	for word, zone := range map[string]string{"ET": "America/New_York", "Chicago": "America/Chicago", "Chicago, IL": "America/Chicago", "Boston": "America/New_York",
		"Pacific Standard Time": "America/Los_Angeles", "Namibia Standard Time": "Africa/Windhoek", "(UTC-05:00) Eastern Time (US & Canada)": "America/New_York", "UTC-5": "UTC-05:00", "europe/london": "Europe/London"} {
		if got, err := ParseZone(word); got != zone || err != nil {
			t.Errorf("%q: %q, %v", word, got, err)
		}
	}
	for _, zone := range []string{"", "Local", "EST5EDT", "Nowhere/City", "../UTC"} {
		_, err := LoadZone(zone)
		wantInvalid(t, err)
	}
}

func TestLocation(t *testing.T) {
	home := time.FixedZone("home", 3600)
	if loc, err := (TimeOfDay{}).Location(home); loc != home || err != nil {
		t.Error(loc, err)
	}
	if loc, err := (TimeOfDay{Zone: "UTC-05:30"}).Location(home); err != nil || loc.String() != "UTC-05:30" {
		t.Error(loc, err)
	} else if _, offset := epoch.In(loc).Zone(); offset != -(5*3600 + 1800) {
		t.Error(offset)
	}
}

func TestLocal(t *testing.T) {
	for _, test := range []struct {
		date, at, zone, want string
	}{
		{"2016-07-14", "14:00", "America/New_York", "2016-07-14T18:00:00Z"},
		{"2016-01-14", "14:00", "America/New_York", "2016-01-14T19:00:00Z"},
		{"2016-03-13", "01:59:59", "America/New_York", "2016-03-13T06:59:59Z"},
		{"2016-03-13", "03:00", "America/New_York", "2016-03-13T07:00:00Z"},
		{"2016-03-13", "02:30", "America/New_York", "02:30 on 13 March 2016 does not exist in America/New_York: the clocks jump over it."},
		{"2016-03-27", "01:30", "Europe/London", "01:30 on 27 March 2016 does not exist in Europe/London: the clocks jump over it."},
		{"2016-11-06", "01:30", "America/New_York", "2016-11-06T05:30:00Z 01:30 on 6 November 2016 comes twice in America/New_York, because the clocks go back; the first was taken."},
		{"2016-11-06", "02:00", "America/New_York", "2016-11-06T07:00:00Z"},
		{"2016-10-30", "00:59", "Europe/London", "2016-10-29T23:59:00Z"},
		{"2016-04-03", "02:30", "Australia/Sydney", "2016-04-02T15:30:00Z 02:30 on 3 April 2016 comes twice in Australia/Sydney, because the clocks go back; the first was taken."},
		{"2011-12-30", "12:00", "Pacific/Apia", "12:00 on 30 December 2011 does not exist in Pacific/Apia: the clocks jump over it."},
		{"2016-07-14", "14:00", "Pacific/Kiritimati", "2016-07-14T00:00:00Z"},
		{"2016-07-14", "14:00", "UTC+05:30", "2016-07-14T08:30:00Z"},
	} {
		d, _, err := NewDateReader("").Date(test.date)
		if err != nil {
			t.Fatal(err)
		}
		at, _, err := ParseTime(test.at)
		if err != nil {
			t.Fatal(err)
		}
		loc, err := LoadZone(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		when, note, err := Local(d, at, loc)
		got := strings.TrimSpace(when.Format(time.RFC3339) + " " + note)
		if err != nil {
			wantInvalid(t, err)
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s %s %s\n got %s\nwant %s", test.date, test.at, test.zone, got, test.want)
		}
	}
}

// TestLocalEveryQuarterHour goes through two years of a zone: each instant's
// own wall clock leads back to it, or to the same reading an hour before.
func TestLocalEveryQuarterHour(t *testing.T) {
	for _, zone := range []string{"America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"} {
		loc, err := LoadZone(zone)
		if err != nil {
			t.Fatal(err)
		}
		for at := time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2013; at = at.Add(15 * time.Minute) {
			wall := at.In(loc)
			got, note, err := Local(Date{wall.Year(), wall.Month(), wall.Day()}, TimeOfDay{Hour: wall.Hour(), Minute: wall.Minute()}, loc)
			if err != nil || !got.Equal(at) && (note == "" || got.After(at)) {
				t.Fatalf("%v: %v %q %v", wall, got, note, err)
			}
		}
	}
}

func FuzzTimes(f *testing.F) {
	for _, seed := range []string{"2:00pm ET", "14:00:30Z", "noon", "12 noon MT", "10:00-11:00", "14:00 UTC+2", "2 pm (UTC-05:00) Eastern Time (US & Canada)", "25:00", "1:1 am", "10:00 a/b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		at, _, err := ParseTime(cell)
		if err != nil {
			wantInvalid(t, err)
			return
		}
		if at.Hour < 0 || at.Hour > 23 || at.Minute < 0 || at.Minute > 59 || at.Second < 0 || at.Second > 59 {
			t.Errorf("%q is %+v", cell, at)
		}
		loc, err := at.Location(time.UTC)
		if err != nil || loc == time.Local {
			t.Errorf("%q: %v %v", cell, loc, err)
		}
		again, _, err := ParseTime(at.String())
		if err != nil || again != at {
			t.Errorf("%q was read as %v, which is %v %v", cell, at, again, err)
		}
	})
}

func FuzzParseSpan(f *testing.F) {
	for _, seed := range []string{"", "2-3 pm ET", "10am - noon", "14:00-15:00", "11 pm to 1 am ET", "2 pm ET / 1 pm CT", "2pm (", "14h30", "--", "noon-noon"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		from, to, _, err := ParseSpan(cell)
		if err != nil {
			wantInvalid(t, err)
			return
		}
		for _, at := range []*TimeOfDay{&from, to} {
			if at == nil {
				continue
			}
			if at.Hour < 0 || at.Hour > 23 || at.Minute < 0 || at.Minute > 59 {
				t.Errorf("%q is %s", cell, at)
			}
			if at.Zone != "" {
				if _, err := LoadZone(at.Zone); err != nil {
					t.Errorf("%q: %v", cell, err)
				}
			}
		}
	})
}
