package record

import (
	"learningcommons.dev/commons/internal/platform/errs"
)

// Period is a span of civil dates, both ends included; an empty end is open. An entry is in the
// period that holds the day on which it ended.
type Period struct {
	From, To string
}

// Check complains about dates that are none or that run backwards, under the fields "from" and "to".
func (p Period) Check() error {
	var f errs.Fields
	f.Check(p.From == "" || validDate(p.From), "from", "Enter a date that exists, such as 2026-03-12.")
	f.Check(p.To == "" || validDate(p.To), "to", "Enter a date that exists, such as 2026-03-12.")
	if len(f) == 0 && p.From != "" && p.To != "" {
		f.Check(p.From <= p.To, "to", "The last day comes before the first one.")
	}
	return f.Err()
}

// IsZero reports whether the period is all time.
func (p Period) IsZero() bool { return p.From == "" && p.To == "" }

// bounds returns the period with its open ends at the ends of the calendar.
func (p Period) bounds() (from, to string) {
	from, to = p.From, p.To
	if to == "" {
		to = "9999-12-31"
	}
	return from, to
}
