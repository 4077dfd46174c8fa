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

// whollyLive reports whether all of it takes place on its dates, and nothing at one's own pace.
func whollyLive(v catalogue.Version) bool { return v.Synchronous && v.Format != catalogue.Blended }

// tooShort reports whether a date is shorter than what the offer's worksheet counts of it.
func tooShort(v catalogue.Version, counted int, windows []Window) bool {
	return whollyLive(v) && Length(windows) < counted
}

// leastForCEU is the contact minutes below which nothing earns CEU.
const leastForCEU = 30

// credit is the contact minutes and the tenths of a CEU that a completion is worth. Attended minutes
// count up to what the approved worksheet counts, or the length that the offer states. The whole counts
// where attended is 0: where the rule asks for no attendance, or somebody decided by hand. On a date of
// what is wholly live nobody had more contact than the date is long; windows are empty without a date.
//
// CEU is all or nothing: the worksheet's tenths, as the rule was met. There is none without a worksheet,
// where the offer may not earn any, on a date that is too short, or for less than half an hour.
func credit(v catalogue.Version, earns bool, worksheet *catalogue.Worksheet, attended int, windows []Window) (minutes, tenths int) {
	most := v.Minutes
	if worksheet != nil {
		most = worksheet.CountedMinutes
	}
	short := len(windows) > 0 && tooShort(v, most, windows)
	if short {
		most = Length(windows)
	}
	minutes = most
	if attended > 0 && (attended < most || most == 0) {
		minutes = attended
	}
	if earns && worksheet != nil && !short && minutes >= leastForCEU {
		tenths = worksheet.Tenths
	}
	return minutes, tenths
}
