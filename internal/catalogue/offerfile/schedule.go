package offerfile

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// scheduled makes rows of what repeats by a Schedule of schema.org. The schedule is written as an event of a calendar, so that one reader
// decides what a rule of repetition is, and how much of it is taken. ok is false where nothing repeats or the rule cannot be read, of which the row then has a note.
func (l *linked) scheduled(n *node, r *Row) (rows []Row, ok bool) {
	schedules := l.all(n.get("eventSchedule", "courseSchedule"))
	if len(schedules) > maxSchedules {
		schedules = schedules[:maxSchedules]
		r.note(fmt.Sprintf("It repeats by more than %d schedules; the others were passed over.", maxSchedules))
	}
	for _, s := range schedules {
		rule, known := ruleOf(s)
		if rule == "" && known || !sittings(n, s) {
			continue
		}
		more, note := l.repeated(n, s, rule, *r)
		if !known || len(more) == 0 {
			r.note(cmp.Or(note, "It repeats by a schedule that is not understood; only the date that it gives was taken."))
			return nil, false
		}
		if note != "" {
			more[0].Notes = append(slices.Clone(more[0].Notes), note)
		}
		rows = append(rows, more...)
	}
	return rows, len(rows) > 0
}

// maxSchedules bounds the schedules of one event, maxExcept the days that one of them leaves out, maxByDays its days of weeks.
const (
	maxSchedules = 20
	maxExcept    = 2_000
	maxByDays    = 100
)

var (
	// aMoment is a day, with a time of day or not, with an offset or not.
	aMoment = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{2}:\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$`)
	isoEach = regexp.MustCompile(`^P(\d{1,3})([DWMY])$`)
	nthDay  = regexp.MustCompile(`^([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)`)
)

// repeated expands one schedule.
func (l *linked) repeated(n, s *node, rule string, r Row) (rows []Row, note string) {
	own := n.get("startDate", "startTime").str()
	day, clock := cmp.Or(s.get("startDate").str(), own), s.get("startTime").str()
	m := aMoment.FindStringSubmatch(day)
	if m != nil && clock != "" {
		m = aMoment.FindStringSubmatch(m[1] + "T" + strings.TrimPrefix(clock, "T"))
	} else if o := aMoment.FindStringSubmatch(own); m != nil && o != nil && m[2] == "" {
		m = append([]string{"", m[1]}, o[2:]...) // the event says when, the schedule on which days
	}
	if m == nil {
		return nil, ""
	}
	first, whole := readWall(m), m[2] == ""
	suffix := m[4]
	zone := cmp.Or(s.get("scheduleTimezone").str(), r.Cells["zone"])
	loc, err := tabular.LoadZone(zone)
	switch {
	case zone != "" && err == nil:
		first, suffix = readIn(m, loc), ""
	case suffix != "":
		at, _ := offsetOf(m) // of the form, else UTC
		loc = at.Location()
	default:
		loc = nil
	}
	if whole {
		loc = nil
	}
	except := s.get("exceptDate").texts()
	if len(except) > maxExcept {
		except = except[:maxExcept]
		note = fmt.Sprintf("Its schedule leaves out more than %d days; the others were passed over.", maxExcept)
	}
	feed, err := calendar.Read(strings.NewReader(asEvent(s, first, whole, rule, except, loc)), calendar.Options{Zone: "UTC", RulesAlone: true, EndlessFrom: l.bounds.EndlessFrom, EndlessTo: l.bounds.EndlessTo, Budget: l.budget})
	if err != nil {
		return nil, ""
	}
	for _, p := range feed.Problems {
		note = p.String()
	}
	length := lengthOf(n, s, m)
	for _, e := range feed.Events {
		one := r
		one.Cells = maps.Clone(r.Cells)
		delete(one.Cells, "end")
		if own := s.get("scheduleTimezone").str(); own != "" {
			one.Cells["zone"] = own
		}
		form := "2006-01-02T15:04:05"
		if whole {
			form = time.DateOnly
		}
		one.Cells["date"] = e.Start.Format(form)
		if !whole {
			one.Cells["date"] += suffix
			if length > 0 {
				one.Cells["end"] = e.Start.Add(length).Format(form) + suffix
			}
		}
		rows = append(rows, one)
		for _, n := range e.Notes {
			if strings.Contains(n.Message, "without an end") {
				note = n.String()
			}
		}
	}
	if suffix != "" && len(rows) > 1 {
		note = strings.TrimSpace(note + fmt.Sprintf(" It repeats at %s%s and names no time zone; where clocks change, later dates may be an hour off.", m[2], suffix))
	}
	return rows, note
}

// readWall is what a clock shows, as if it were UTC.
func readWall(m []string) time.Time {
	t, _ := time.Parse("2006-01-02T15:04:05", m[1]+"T"+cmp.Or(m[2], "00:00")+":"+cmp.Or(m[3], "00"))
	return t
}

// offsetOf is the moment that a time with an offset names; ok is false without one.
func offsetOf(m []string) (at time.Time, ok bool) {
	offset := m[4]
	if len(offset) == 5 {
		offset = offset[:3] + ":" + offset[3:]
	}
	at, err := time.Parse("2006-01-02T15:04:05Z07:00", readWall(m).Format("2006-01-02T15:04:05")+offset)
	return at, err == nil
}

// readIn is what clocks in a zone show, as if it were UTC, at a moment that names an offset; others stay as they are, and so they do without a zone.
func readIn(m []string, loc *time.Location) time.Time {
	at, ok := offsetOf(m)
	if !ok || loc == nil {
		return readWall(m)
	}
	at = at.In(loc)
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
}

// asEvent writes a schedule as a calendar with one event. Its days are those of loc.
func asEvent(s *node, first time.Time, whole bool, rule string, except []string, loc *time.Location) string {
	form, as := "20060102T150405", ""
	if whole {
		form, as = "20060102", ";VALUE=DATE"
	}
	if m := aMoment.FindStringSubmatch(s.get("endDate").str()); m != nil {
		rule += ";UNTIL=" + readIn(m, loc).Format("20060102")
	}
	out := []string{"BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", "DTSTART" + as + ":" + first.Format(form), "RRULE:" + rule}
	for _, x := range except {
		if m := aMoment.FindStringSubmatch(x); m != nil {
			out = append(out, "EXDATE;VALUE=DATE:"+readIn(m, loc).Format("20060102"))
		}
	}
	return strings.Join(append(out, "END:VEVENT", "END:VCALENDAR", ""), "\r\n")
}

// lengthOf is how long each of the dates is, 0 where nothing says so. The end of the event itself may be that of all its dates.
func lengthOf(n, s *node, start []string) time.Duration {
	until := func(end string) time.Duration {
		m := aMoment.FindStringSubmatch(end)
		if m == nil || m[2] == "" || start[2] == "" {
			return 0
		}
		d := readWall([]string{"", start[1], m[2], m[3]}).Sub(readWall(start))
		if d <= 0 {
			d += 24 * time.Hour
		}
		return d
	}
	if clock := s.get("endTime").str(); clock != "" {
		return until(start[1] + "T" + strings.TrimPrefix(clock, "T"))
	}
	if d := isoLength(cmp.Or(s.get("duration").str(), n.get("duration").str())); d > 0 {
		return d
	}
	return until(n.get("endDate", "endTime").str())
}

var isoHours = regexp.MustCompile(`^PT(?:(\d{1,2})H)?(?:(\d{1,4})M)?$`)

func isoLength(s string) time.Duration {
	m := isoHours.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(s)))
	if m == nil {
		return 0
	}
	hours, _ := strconv.Atoi(m[1]) // digits or nothing
	minutes, _ := strconv.Atoi(m[2])
	return time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
}

var (
	each     = map[string]string{"daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY", "yearly": "YEARLY", "annually": "YEARLY", "biweekly": "WEEKLY;INTERVAL=2", "fortnightly": "WEEKLY;INTERVAL=2"}
	eachUnit = map[string]string{"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}
)

// ruleOf writes the rule of a schedule as an RRULE (RFC 5545, section 3.3.10), "" where it does not repeat. known is false where it repeats in a way that is not understood.
func ruleOf(s *node) (rule string, known bool) {
	every := strings.TrimSpace(s.get("repeatFrequency").str())
	days, known := weekdays(s)
	if !known || every == "" && len(days) == 0 {
		return "", known
	}
	freq := "WEEKLY"
	if m := isoEach.FindStringSubmatch(strings.ToUpper(every)); m != nil {
		n, _ := strconv.Atoi(m[1])
		unit := m[2]
		if unit == "D" && n%7 == 0 && n > 0 {
			unit, n = "W", n/7
		}
		freq = eachUnit[unit] + ";INTERVAL=" + strconv.Itoa(n)
	} else if every != "" {
		if freq = each[strings.ToLower(plainName(every))]; freq == "" {
			return "", false
		}
	}
	parts := []string{"FREQ=" + freq}
	if weeks := numbers(s.get("byMonthWeek")); len(weeks) > 0 {
		if len(weeks)*len(days) > maxByDays {
			return "", false
		}
		var of []string
		for _, w := range weeks {
			for _, d := range days {
				of = append(of, w+d)
			}
		}
		days = of
	}
	for _, by := range []struct {
		name   string
		values []string
	}{{"BYDAY", days}, {"BYMONTHDAY", numbers(s.get("byMonthDay"))}, {"BYMONTH", numbers(s.get("byMonth"))}} {
		if len(by.values) > 0 {
			parts = append(parts, by.name+"="+strings.Join(by.values, ","))
		}
	}
	if n := s.get("repeatCount").str(); n != "" {
		parts = append(parts, "COUNT="+n)
	}
	return strings.Join(parts, ";"), true
}

// weekdays are the days of a schedule as a calendar writes them: Monday, https://schema.org/Monday, Mo, 2MO.
func weekdays(s *node) (out []string, known bool) {
	for _, x := range s.get("byDay").texts() {
		for word := range strings.SplitSeq(x, ",") {
			word = strings.ToUpper(strings.TrimSpace(plainName(strings.TrimSpace(word))))
			m := nthDay.FindStringSubmatch(word)
			if m == nil {
				return nil, false
			}
			out = append(out, m[1]+m[2])
		}
	}
	return out, true
}

func numbers(n *node) []string {
	var out []string
	for _, s := range n.texts() {
		for one := range strings.SplitSeq(s, ",") {
			if _, err := strconv.Atoi(strings.TrimSpace(one)); err == nil {
				out = append(out, strings.TrimSpace(one))
			}
		}
	}
	return out
}
