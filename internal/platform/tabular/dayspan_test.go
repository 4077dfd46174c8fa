package tabular

import "testing"

func TestRange(t *testing.T) {
	for cell, want := range map[string]string{
		"April 14-16, 2027":                       "2027-04-14 2027-04-16",
		"April 14–16, 2027":                       "2027-04-14 2027-04-16",
		"Sept. 30 - Oct. 2, 2027":                 "2027-09-30 2027-10-02",
		"14-16 April 2027":                        "2027-04-14 2027-04-16",
		"30 September to 2 October 2027":          "2027-09-30 2027-10-02",
		"Mon, March 1, 2027 - Wed, March 3, 2027": "2027-03-01 2027-03-03",
		"5/13/2027 - 5/15/2027":                   "2027-05-13 2027-05-15",
		"2027-05-03 through 2027-05-05":           "2027-05-03 2027-05-05",
		"December 30, 2026 – January 2, 2027":     "2026-12-30 2027-01-02",
		"14 al 16 de abril de 2027":               "2027-04-14 2027-04-16",
		"2027-05-03":                              "",
		"14-Jun-2027":                             "",
		"April 16-14, 2027":                       "",
		"May 1, 2027 10:00 - 11:00":               "",
		"January 1, 2025 - May 1, 2027":           "",
		"April 14-16":                             "",
		"":                                        "",
		"-":                                       "",
	} {
		first, last, _, ok := NewDateReader(UnknownOrder).Range(cell)
		got := ""
		if ok {
			got = first.String() + " " + last.String()
		}
		if got != want {
			t.Errorf("%q is %q, want %q", cell, got, want)
		}
	}
	r := NewDateReader(MonthFirst)
	if first, last, _, ok := r.Range("5/3/2027 - 5/5/2027"); !ok || first.String() != "2027-05-03" || last.String() != "2027-05-05" {
		t.Error(first, last, ok)
	}
}

func TestMomentsAndCompactTimes(t *testing.T) {
	r := NewDateReader(UnknownOrder)
	if from, to, ok := r.Moments("2027-01-20T10:00:00-0600 to 2027-01-20T12:00:00-0600"); !ok || from != "2027-01-20T10:00:00-0600" || to != "2027-01-20T12:00:00-0600" {
		t.Error(from, to, ok)
	}
	if _, _, ok := r.Moments("2027-01-20 10:00 - 12:00"); ok {
		t.Error("a time alone is no moment")
	}
	for cell, want := range map[string]string{
		"20270408T230000Z": "2027-04-08 23:00 UTC", "20270408T1805": "2027-04-08 18:05", "20270408T180530-0500": "2027-04-08 18:05:30 UTC-05:00", "20270408T2560": "", "2027-04-08 230000": "",
	} {
		d, at, _, err := r.Moment(cell)
		if got := d.String() + " " + at.String(); err == nil && got != want || err != nil && want != "" {
			t.Errorf("%s is %s, %v", cell, got, err)
		}
	}
	if at, _, err := ParseTime("0.416666666666667"); err != nil || at.String() != "10:00" {
		t.Error(at, err)
	}
}
