package registration

import (
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
)

// understand turns cells into times and minutes.
func (f *AttendanceFile) understand(raw []rawVisit, o ReadOptions) {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	moments := newMomentReader(raw, o)
	defer func() { f.Notes = append(f.Notes, moments.notes(f.Visits)...) }()
	rows := map[string]int{}
	said := map[int]time.Duration{}
	for _, row := range raw {
		v := Visit{Line: row.line, Name: row.name(), Address: row.cells["email"]}
		if o.List && row.cells["joined"] == "" && row.cells["left"] == "" && row.length() == "" {
			v.There = true
			f.Visits = append(f.Visits, v)
			continue
		}
		length, err := row.times(&v, moments.in(row.zone))
		if err != nil {
			f.Refused = append(f.Refused, Refusal{row.line, v.Name, err})
			continue
		}
		rows[calledAs(v.Name, v.Address)]++
		said[len(f.Visits)] = length
		f.Visits = append(f.Visits, v)
	}
	if len(o.Windows) != 1 {
		return
	}
	shorter := 0
	for i, v := range f.Visits {
		if length := said[i]; length > 0 && rows[calledAs(v.Name, v.Address)] == 1 && v.Left.Sub(v.Joined)-length > roundedAway {
			if one, ok := v.away(length, o.Windows[0], o.Zone); ok {
				f.Visits[i] = one
				shorter++
			}
		}
	}
	if shorter > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("Rows whose duration is shorter than from joining to leaving: %d. They were away in between, so the duration counts.", shorter))
	}
}

// roundedAway is how far a duration may be off the times beside it without anybody having been away.
const roundedAway = 3 * time.Minute

// away is a visit that was interrupted, of which only the first joining, the last leaving and the length are known. ok is false where it lies outside the window.
func (v Visit) away(length time.Duration, w Window, zone *time.Location) (one Visit, ok bool) {
	from, to := v.Joined, v.Left
	if from.Before(w.Start) {
		from = w.Start
	}
	if to.After(w.End) {
		to = w.End
	}
	v.Says = fmt.Sprintf("Between %s and %s", v.Joined.In(zone).Format("15:04"), v.Left.In(zone).Format("15:04"))
	v.Joined, v.Left = time.Time{}, time.Time{}
	v.Minutes = wholeMinutes(min(length, to.Sub(from)))
	return v, to.After(from)
}

// times fills in when, or how long. Both a join and a leave are needed, or one of them with a
// duration, or a duration alone; what is missing is not made up. It returns the duration where both times stand beside it.
func (v rawVisit) times(to *Visit, m *momentReader) (length time.Duration, err error) {
	var minutes time.Duration
	var unread error
	if c := v.cells["minutes"]; c != "" {
		minutes, unread = parseDuration(c, time.Minute)
	} else if c := v.cells["seconds"]; c != "" {
		minutes, unread = parseDuration(c, time.Second)
	} else if c := v.cells["hours"]; c != "" {
		minutes, unread = parseDuration(c, time.Hour)
	}
	if c := v.cells["attended"]; v.cells["joined"] == "" && said(c, wordsForNo...) && !said(c, "registered") {
		return 0, errs.New(errs.Invalid, "The row says “%s”, and beside it a duration. Record it by hand.", c)
	}
	if unread != nil && (v.cells["joined"] == "" || v.cells["left"] == "") {
		return 0, unread
	}
	hasDuration := unread == nil && v.length() != ""
	var joins, lefts []time.Time
	if c := v.cells["joined"]; c != "" {
		if joins, err = m.at(c); err != nil {
			return 0, err
		}
	}
	if c := v.cells["left"]; c != "" {
		if lefts, err = m.at(c); err != nil {
			return 0, err
		}
	}
	switch {
	case joins == nil && lefts == nil && hasDuration:
		to.Minutes = wholeMinutes(minutes)
		return 0, nil
	case joins == nil && lefts == nil:
		return 0, errs.New(errs.Invalid, "There is neither a time nor a duration in this row.")
	case joins != nil && lefts != nil:
		if to.Joined, to.Left, err = stay(joins, lefts, minutes, hasDuration); err != nil {
			return 0, err
		}
		if hasDuration {
			length = minutes
		}
	case !hasDuration && lefts == nil:
		return 0, errs.New(errs.Invalid, "The time of leaving is missing.")
	case !hasDuration:
		return 0, errs.New(errs.Invalid, "The time of joining is missing.")
	case len(joins) > 1 || len(lefts) > 1:
		return 0, errTwice()
	case lefts == nil:
		to.Joined, to.Left = joins[0], joins[0].Add(minutes)
	default:
		to.Joined, to.Left = lefts[0].Add(-minutes), lefts[0]
	}
	to.Minutes = wholeMinutes(to.Left.Sub(to.Joined))
	return length, nil
}
