package tabular

import (
	"strings"
	"testing"
)

func TestParseSpan(t *testing.T) {
	for cell, want := range map[string]string{
		"2:00 - 3:00 PM CT":                 "14:00 America/Chicago to 15:00 America/Chicago",
		"11:00 a.m. – 12:30 p.m. PT":        "11:00 America/Los_Angeles to 12:30 America/Los_Angeles",
		"11:00 - 1:00 PM ET":                "11:00 America/New_York to 13:00 America/New_York",
		"14:00-15:30 ET":                    "14:00 America/New_York to 15:30 America/New_York",
		"14:00-15:30":                       "14:00 to 15:30",
		"2-3pm ET":                          "14:00 America/New_York to 15:00 America/New_York",
		"10am-2pm ET":                       "10:00 America/New_York to 14:00 America/New_York",
		"10 am - 2 ET":                      "10:00 America/New_York to 14:00 America/New_York",
		"noon - 1 pm Eastern":               "12:00 America/New_York to 13:00 America/New_York",
		"12 noon - 1 pm Eastern":            "12:00 America/New_York to 13:00 America/New_York",
		"10 to noon ET":                     "10:00 America/New_York to 12:00 America/New_York",
		"9:00 AM to 5:00 PM Pacific":        "09:00 America/Los_Angeles to 17:00 America/Los_Angeles",
		"2 pm ET - 3 pm ET":                 "14:00 America/New_York to 15:00 America/New_York",
		"11 PM - 1 AM ET":                   "23:00 America/New_York to 01:00 America/New_York",
		"11-1 ET":                           "“11-1 ET” is not a time that can be read. Write it as 14:00 or 2:00 pm.",
		"9 to 5":                            "“9 to 5” is not a time that can be read. Write it as 14:00 or 2:00 pm.",
		"14:00 - 25:00 ET":                  "“25:00 ET” is not a time: hours go from 0 to 23.",
		"2pm ET":                            "14:00 America/New_York",
		"14:00 UTC-5":                       "14:00 UTC-05:00",
		"14h30 Europe/Paris":                "14:30 Europe/Paris",
		"14 h":                              "14:00",
		"1400 ET":                           "14:00 America/New_York",
		"1400 hrs":                          "14:00",
		"2 pm Eastern (US & Canada)":        "14:00 America/New_York",
		"2 pm ET/1 pm CT/11 am PT":          "14:00 America/New_York",
		"2:00 p.m. EDT (11 a.m. PDT)":       "14:00 America/New_York",
		"2 p.m. Eastern | 1 p.m. MT":        "“2 p.m. Eastern | 1 p.m. MT” contradicts itself: its times are not the same moment.",
		"2 pm ET (call 5)":                  "“ET (call 5)” is not a time zone that is known here. Write a name such as ET, UTC or Europe/London.",
		"10 pm ET / 2 am UTC":               "22:00 America/New_York",
		"2pm " + strings.Repeat("-", 1<<16): "“2pm " + strings.Repeat("-", 55) + "…” is not a time that can be read. Write it as 14:00 or 2:00 pm.",
	} {
		from, to, _, err := ParseSpan(cell)
		got := from.String()
		if to != nil {
			got += " to " + to.String()
		}
		if err != nil {
			wantInvalid(t, err)
			got = err.Error()
		}
		if got != want {
			t.Errorf("%.60q\n got %s\nwant %s", cell, got, want)
		}
	}
}
