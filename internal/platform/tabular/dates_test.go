package tabular

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// readDate returns a date, or the words of its refusal, and the note.
func readDate(t *testing.T, r *DateReader, cell string) string {
	t.Helper()
	d, note, err := r.Date(cell)
	if err != nil {
		wantInvalid(t, err)
		return err.Error()
	}
	return strings.TrimSpace(d.String() + " " + note)
}

func TestDate(t *testing.T) {
	r := NewDateReader(UnknownOrder)
	for cell, want := range map[string]string{
		"2016-07-14":             "2016-07-14",
		" 2016-07-14 ":           "2016-07-14",
		"2016/7/4":               "2016-07-04",
		"2016.07.14":             "2016-07-14",
		"20160714":               "2016-07-14",
		"14-06-2016":             "2016-06-14",
		"06/14/2016":             "2016-06-14",
		"14.06.2016":             "2016-06-14",
		"14–06–2016":             "2016-06-14",
		"5/5/2016":               "2016-05-05",
		"14 June 2016":           "2016-06-14",
		"14th of June, 2016":     "2016-06-14",
		"June 14, 2016":          "2016-06-14",
		"JUNE 1st 2016":          "2016-06-01",
		"Jun 14 2016":            "2016-06-14",
		"Sept. 14, 2016":         "2016-09-14",
		"14-Jun-2016":            "2016-06-14",
		"2016 June 14":           "2016-06-14",
		"Tuesday, June 14, 2016": "2016-06-14",
		"Tue 14 Jun 2016":        "2016-06-14",
		"29-02-2016":             "2016-02-29",
		"29 February 2000":       "2000-02-29",
		"2016-07-14 00:00:00":    "2016-07-14",
		"2016-07-14T00:00:00":    "2016-07-14",
		"14.06.2016 0:00":        "2016-06-14",
		"9999-12-31":             "9999-12-31",
		"29-02-2015":             "“29-02-2015” is not a date: February 2015 has 28 days.",
		"02/29/2015":             "“02/29/2015” is not a date: February 2015 has 28 days.",
		"29 Feb 1900":            "“29 Feb 1900” is not a date: February 1900 has 28 days.",
		"2015-02-29":             "“2015-02-29” is not a date: February 2015 has 28 days.",
		"20150229":               "“20150229” is not a date: February 2015 has 28 days.",
		"31.06.2016":             "“31.06.2016” is not a date: June 2016 has 30 days.",
		"13-13-2016":             "“13-13-2016” is not a date: neither 13 nor 13 is a month.",
		"2016-13-01":             "“2016-13-01” is not a date: there is no month 13.",
		"2016-00-01":             "“2016-00-01” is not a date: there is no month 0.",
		"2016-01-00":             "“2016-01-00” is not a date: there is no day 0.",
		"00-05-2016":             "“00-05-2016” is not a date: there is no day 0.",
		"0000-01-01":             "“0000-01-01” is not a date that can be taken: the year must be from 1800 to 9999.",
		"14062016":               "“14062016” is not a date that can be taken: the year must be from 1800 to 9999.",
		"14-06-16":               "“14-06-16” has a year of two digits. Write the year with four.",
		"14 June 16":             "“14 June 16” has a year of two digits. Write the year with four.",
		"Monday, June 14, 2016":  "“Monday, June 14, 2016” contradicts itself: 14 June 2016 is a Tuesday.",
		"2016-07-14 14:00":       "“2016-07-14 14:00” should be a date alone, without “14:00”.",
		"14-06/2016":             "“14-06/2016” is not a date that can be read. Write it as 2016-07-14.",
		"June 2016":              "“June 2016” is not a date that can be read. Write it as 2016-07-14.",
		"42565":                  "“42565” is not a date. It may be a spreadsheet's count of days, which would be 2016-07-14: give the column the form of dates, and save the file again.", "5 de mayo de 2026": "2026-05-05", "1er août 2026": "2026-08-01", "mardi 5 mai 2026": "2026-05-05",
		"soon":                       "“soon” is not a date that can be read. Write it as 2016-07-14.",
		"=TODAY()":                   "“=TODAY()” is not a date that can be read. Write it as 2016-07-14.",
		"１４-06-2016":                 "“１４-06-2016” is not a date that can be read. Write it as 2016-07-14.",
		strings.Repeat("9", 100_000): "“" + strings.Repeat("9", 59) + "…” is not a date that can be read. Write it as 2016-07-14.",
		"":                           "The date is missing.",
		"10-03-2016": "“10-03-2016” can be 10 March 2016 or 3 October 2016; no other date of this form in the column shows which. " +
			"Give the date order: dmy (day first) or mdy (month first).",
	} {
		if got := readDate(t, r, cell); got != want {
			t.Errorf("%.60q\n got %s\nwant %s", cell, got, want)
		}
	}
}

func TestDateOrders(t *testing.T) {
	for _, test := range []struct {
		name  string
		order DateOrder
		cells []string
		want  []string // of the same cells
		notes []string
	}{
		{"day first shown by the column", "", []string{"10-03-2016", "14-06-2016", "12-02-2016", "2015-10-06"},
			[]string{"2016-03-10 “10-03-2016” was read day first, as 10 March 2016.", "2016-06-14", "2016-02-12 “12-02-2016” was read day first, as 12 February 2016.", "2015-10-06"},
			[]string{"Dates such as 10-03-2016 were read day first because 14-06-2016 can only be so."}},
		{"month first shown by the column", "", []string{"06/14/2016", "01/02/2016"},
			[]string{"2016-06-14", "2016-01-02 “01/02/2016” was read month first, as 2 January 2016."},
			[]string{"Dates such as 01/02/2016 were read month first because 06/14/2016 can only be so."}},
		{"another shape shows nothing", "", []string{"14-06-2016", "10/03/2016", "10.3.2016", "June 14, 2016"},
			[]string{"2016-06-14", refusedOrder("10/03/2016", "10 March 2016", "3 October 2016"), refusedOrder("10.3.2016", "10 March 2016", "3 October 2016"), "2016-06-14"},
			[]string{
				"Dates such as 10.3.2016 were refused: they can be day first or month first, and no date of this form shows which. Give the date order.",
				"Dates such as 10/03/2016 were refused: they can be day first or month first, and no date of this form shows which. Give the date order.",
			}},
		{"fewer digits are another shape", "", []string{"3/14/2016", "03/04/2016"},
			[]string{"2016-03-14", refusedOrder("03/04/2016", "3 April 2016", "4 March 2016")},
			[]string{"Dates such as 03/04/2016 were refused: they can be day first or month first, and no date of this form shows which. Give the date order."}},
		{"a contradiction", "", []string{"14-06-2016", "06-14-2016", "10-03-2016"},
			[]string{"2016-06-14", "2016-06-14", "“10-03-2016” can be 10 March 2016 or 3 October 2016; the column contradicts itself: 14-06-2016 can only be day first and 06-14-2016 only month first. " +
				"Give the date order: dmy (day first) or mdy (month first)."},
			[]string{"Dates such as 10-03-2016 were refused: 14-06-2016 can only be day first, but 06-14-2016 only month first. Give the date order."}},
		{"a day that never was shows nothing", "", []string{"29-02-2015", "10-03-2016"},
			[]string{"“29-02-2015” is not a date: February 2015 has 28 days.", refusedOrder("10-03-2016", "10 March 2016", "3 October 2016")},
			[]string{"Dates such as 10-03-2016 were refused: they can be day first or month first, and no date of this form shows which. Give the date order."}},
		{"equal day and month show nothing and need nothing", "", []string{"05-05-2016"}, []string{"2016-05-05"}, nil},
		{"given order", DayFirst, []string{"10-03-2016", "6/14/2016"},
			[]string{"2016-03-10 “10-03-2016” was read day first, as 10 March 2016.", "2016-06-14"},
			[]string{"Dates such as 10-03-2016 were read day first, as you said."}},
		{"given order against the column", MonthFirst, []string{"10-03-2016", "14-06-2016"},
			[]string{"“10-03-2016” can be 10 March 2016 or 3 October 2016: you said month first, but 14-06-2016 in this column can only be day first. Correct the file, or give the other order.", "2016-06-14"},
			[]string{"Dates such as 10-03-2016 were refused: you said month first, but 14-06-2016 can only be day first."}},
		{"given order settles a contradiction", MonthFirst, []string{"10-03-2016", "14-06-2016", "06-14-2016"},
			[]string{"2016-10-03 “10-03-2016” was read month first, as 3 October 2016.", "2016-06-14", "2016-06-14"},
			[]string{"Dates such as 10-03-2016 were read month first, as you said, although 14-06-2016 cannot be so."}},
		{"dates with times show it too", "", []string{"14/06/2016 14:00", "10/03/2016"},
			[]string{"“14/06/2016 14:00” should be a date alone, without “14:00”.", "2016-03-10 “10/03/2016” was read day first, as 10 March 2016."},
			[]string{"Dates such as 10/03/2016 were read day first because 14/06/2016 can only be so."}},
		{"nothing in doubt", "", []string{"14-06-2016", "x", ""},
			[]string{"2016-06-14", "“x” is not a date that can be read. Write it as 2016-07-14.", "The date is missing."}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := learned(test.order, test.cells)
			var got []string
			for _, cell := range test.cells {
				got = append(got, readDate(t, r, cell))
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(test.notes, r.Notes()); d != "" {
				t.Error(d)
			}
		})
	}
}

// learned is a reader that has seen the cells of a column.
func learned(order DateOrder, cells []string) *DateReader {
	r := NewDateReader(order)
	for _, cell := range cells {
		r.Learn(cell)
	}
	return r
}

func TestDays(t *testing.T) {
	r := learned(MonthFirst, []string{"46387", "12/31/2026 23:59", "03/04/2026"}).Days()
	for cell, want := range map[string]string{
		"46387":                "2026-12-31 “46387” was read as a spreadsheet's count of days: 31 December 2026.",
		"46387.999":            "2026-12-31 “46387.999” was read as a spreadsheet's count of days: 31 December 2026.",
		"2026-12-31 23:59":     "2026-12-31 The time of day in “2026-12-31 23:59” was left out.",
		"2026-12-31T23:59:59Z": "2026-12-31 The time of day in “2026-12-31T23:59:59Z” was left out.",
		"03/04/2026 11:59 PM":  "2026-03-04 “03/04/2026” was read month first, as 4 March 2026. The time of day in “03/04/2026 11:59 PM” was left out.",
		"2026-12-31 00:00":     "2026-12-31",
		"2026-12-31 for ever":  "“2026-12-31 for ever” should be a date alone, without “for ever”.",
		"60":                   "“60” is not a date that can be read. Write it as 2016-07-14.",
		"99999":                "“99999” is not a date that can be read. Write it as 2016-07-14.",
		"12/31/26":             "“12/31/26” has a year of two digits. Write the year with four.",
		"2027-02-29 23:59":     "“2027-02-29” is not a date: February 2027 has 28 days.",
	} {
		if got := readDate(t, r, cell); got != want {
			t.Errorf("%q\n got %s\nwant %s", cell, got, want)
		}
	}
	r = NewDateReader(UnknownOrder).Days()
	r.Learn("46387")
	if notes := r.Notes(); len(notes) != 1 || notes[0] != "Numbers such as 46387 were read as a spreadsheet's counts of days from 1900." {
		t.Errorf("notes = %v", notes)
	}
}

func refusedOrder(cell, a, b string) string {
	return "“" + cell + "” can be " + a + " or " + b + "; no other date of this form in the column shows which. Give the date order: dmy (day first) or mdy (month first)."
}

func TestParseDateOrder(t *testing.T) {
	for s, want := range map[string]DateOrder{"": "", "dmy": DayFirst, " MDY ": MonthFirst} {
		if got, err := ParseDateOrder(s); got != want || err != nil {
			t.Errorf("%q: %v %v", s, got, err)
		}
	}
	_, err := ParseDateOrder("ymd")
	wantInvalid(t, err)
}

func TestMoment(t *testing.T) {
	r := learned(UnknownOrder, []string{"07/14/2016 02:00:00 PM"})
	for cell, want := range map[string]string{
		"2016-07-14 14:00":               "2016-07-14 14:00",
		"2016-07-14T14:00:30Z":           "2016-07-14 14:00:30 UTC",
		"2016-07-14T14:00:30.123+02:00":  "2016-07-14 14:00:30 UTC+02:00",
		"2016-07-14T14:00-05:00":         "2016-07-14 14:00 UTC-05:00",
		"2016-07-14 14:00:00 -0500":      "2016-07-14 14:00 UTC-05:00",
		"07/14/2016 02:00:00 PM":         "2016-07-14 14:00",
		"01/02/2016, 2:00 PM":            "2016-01-02 14:00 “01/02/2016” was read month first, as 2 January 2016.",
		"July 14, 2016 at 2:00 PM ET":    "2016-07-14 14:00 America/New_York",
		"14 Jul 2016 noon Europe/London": "2016-07-14 12:00 Europe/London",
		"2016-07-14":                     "“2016-07-14” holds no time of day. Write it behind the date, or into a column of its own called Time.",
		"2016-07-14 soon":                "“soon” is not a time that can be read. Write it as 14:00 or 2:00 pm.",
		"2015-02-29 14:00":               "“2015-02-29” is not a date: February 2015 has 28 days.",
		"14:00":                          "“14:00” is not a date that can be read. Write it as 2016-07-14.",
	} {
		d, at, note, err := r.Moment(cell)
		got := strings.TrimSpace(d.String() + " " + at.String() + " " + note)
		if err != nil {
			wantInvalid(t, err)
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q\n got %s\nwant %s", cell, got, want)
		}
	}
}

// TestDatesRoundTrip writes any day in each form and reads the same day.
func TestDatesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.Int64Range(-62_000, 250_000).Draw(t, "day") // 1800 to 2654
		at := epoch.AddDate(0, 0, int(day))
		for _, layout := range []string{
			"2006-01-02", "2006/1/2", "20060102", "2 January 2006", "January 2, 2006", "Mon 2 Jan 2006", "02-Jan-2006", "2006-01-02 00:00:00",
		} {
			d, note, err := NewDateReader(UnknownOrder).Date(at.Format(layout))
			if err != nil || note != "" || d.String() != at.Format("2006-01-02") {
				t.Fatalf("%s: %v %q %v", at.Format(layout), d, note, err)
			}
		}
		for layout, order := range map[string]DateOrder{"02-01-2006": DayFirst, "1/2/2006": MonthFirst} {
			d, _, err := NewDateReader(order).Date(at.Format(layout))
			if err != nil || d.String() != at.Format("2006-01-02") {
				t.Fatalf("%s: %v %v", at.Format(layout), d, err)
			}
		}
	})
}

func FuzzDates(f *testing.F) {
	for _, seed := range []string{"2016-07-14", "14-06-2016", "06/14/2016", "June 14, 2016", "20160714", "Tue 14 Jun 2016 2pm ET", "2016-02-29T10:00:00Z", "－１", "00-00-0000", "April 14-16, 2027", "30 Sept – 2 Oct 2027"} {
		f.Add(seed, "10-03-2016")
	}
	f.Fuzz(func(t *testing.T, cell, other string) {
		r := learned(UnknownOrder, []string{cell, other})
		r.Notes()
		d, _, err := r.Date(cell)
		if err != nil {
			wantInvalid(t, err)
		} else if again, _, err := r.Date(d.String()); err != nil || again != d {
			t.Errorf("%q was read as %v, which is %v %v", cell, d, again, err)
		}
		// A date that is read without a given order is read the same with either one, or is said to be in doubt.
		if d, _, err := NewDateReader(UnknownOrder).Date(cell); err == nil {
			for _, order := range []DateOrder{DayFirst, MonthFirst} {
				if same, _, err := NewDateReader(order).Date(cell); err != nil || same != d {
					t.Errorf("%q is %v, but %v %v when read %s", cell, d, same, err, order)
				}
			}
		}
		if _, _, _, err := r.Moment(cell); err != nil {
			wantInvalid(t, err)
		}
		if first, last, _, ok := r.Range(cell); ok && (first.IsZero() || !last.utc().After(first.utc())) {
			t.Errorf("%q is from %v to %v", cell, first, last)
		}
	})
}
