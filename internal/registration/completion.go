package registration

import (
	"learningcommons.dev/commons/internal/catalogue"
)

// Verdict is what the offer's written rule says about one registration.
type Verdict string

// The verdicts. Undecided means that the rule leaves it to a person, or to the learner.
const (
	Met       Verdict = "met"
	NotMet    Verdict = "not-met"
	Undecided Verdict = "undecided"
)

// Judge applies the written rule to what was attended. length is the scheduled minutes, and
// parts whether all required parts are completed, which only the rule of parts asks.
func Judge(c catalogue.Completion, length int, p Presence, parts bool) Verdict {
	met := false
	switch c.Rule {
	case catalogue.ByMinutes:
		met = p.Present && p.Minutes >= c.Minutes
	case catalogue.ByShare:
		met = p.Present && p.Minutes*100 >= c.Percent*length
	case catalogue.ByParts:
		met = parts
	default:
		return Undecided
	}
	if met {
		return Met
	}
	return NotMet
}

// asksAttendance reports whether somebody without any attendance has missed what they registered
// for. Under the other rules the learner, or the parts, may still complete it.
func asksAttendance(rule catalogue.Rule) bool {
	return rule != catalogue.BySelf && rule != catalogue.ByParts
}

// credit is the contact minutes and the tenths of a CEU that a completion is worth. Attended minutes
// count up to what the approved worksheet counts, or the length that the offer states; where
// the rule asks for no attendance, the whole counts. CEU is all or nothing: the worksheet's tenths, as the
// rule was met, and none without a worksheet or where the offer may not earn any.
func credit(v catalogue.Version, earns bool, worksheet *catalogue.Worksheet, attended int) (minutes, tenths int) {
	most := v.Minutes
	if worksheet != nil {
		most = worksheet.CountedMinutes
	}
	minutes = most
	if attended > 0 && (attended < most || most == 0) {
		minutes = attended
	}
	if earns && worksheet != nil && minutes > 0 {
		tenths = worksheet.Tenths
	}
	return minutes, tenths
}
