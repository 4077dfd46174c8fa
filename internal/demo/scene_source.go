package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
)

// calendarOfNeighbours is a calendar file that the editor brought twice, the second time with a changed time and one event more.
// One of its events is a webinar of the unit's own, announced by the neighbours too.
func (st *stage) calendarOfNeighbours() {
	if st.err != nil {
		return
	}
	st.on(-9, 10)
	dates, err := st.catalogue.Upcoming(st.ctx, st.as("unit-editor"), st.now.Add(60*24*time.Hour), 40)
	st.keep("the dates of a unit", err)
	i := slices.IndexFunc(dates, func(u catalogue.UpcomingDate) bool {
		return u.ParentID == "" && u.StartsAt.After(st.now.Add(10*24*time.Hour)) && u.EndsAt.Sub(u.StartsAt) < 3*time.Hour
	})
	events := []event{
		{"trolley", "A book trolley that fits the lift", "Two branches measured their lifts first. Bring a tape measure and a plan of your own building.", st.moment(st.weekday(31), 15), 90},
		{"frost", "Pipes, frost and the weekend rota", "Who is called when the heating fails on a Saturday? A morning with a caretaker, an insurer and a director.", st.moment(st.weekday(38), 10), 120},
	}
	if i >= 0 {
		events = append(events, event{"again", dates[i].Title, "Announced by the Public Library Association.", dates[i].StartsAt, int(dates[i].EndsAt.Sub(dates[i].StartsAt).Minutes())})
	}
	st.bring(events)
	events[0].starts = events[0].starts.Add(time.Hour)
	st.on(-1, 9)
	st.bring(append(events, event{"deposit", "Deposit collections in a fire station", "Three fire stations lend books between calls. What is asked for, what comes back, and who drives.", st.moment(st.weekday(45), 14), 60}))
}

// event is one of a calendar file; its minutes are how long it lasts.
type event struct {
	uid, title, text string
	starts           time.Time
	minutes          int
}

// bring takes in a calendar file with these events, as the editor of the Public Library Association.
func (st *stage) bring(events []event) {
	if st.err != nil {
		return
	}
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Prairie Bend Library System//Events//EN\r\n")
	const stamp = "20060102T150405Z"
	for _, e := range events {
		fmt.Fprintf(&b, "BEGIN:VEVENT\r\nUID:%s@prairie-bend.example\r\nDTSTAMP:%s\r\nDTSTART:%s\r\nDTEND:%s\r\nSUMMARY:%s\r\nDESCRIPTION:%s\r\nEND:VEVENT\r\n",
			e.uid, st.clock.Now().Format(stamp), e.starts.Format(stamp), e.starts.Add(time.Duration(e.minutes)*time.Minute).Format(stamp), quoted.Replace(e.title), quoted.Replace(e.text))
	}
	b.WriteString("END:VCALENDAR\r\n")
	_, err := st.catalogue.ImportOffers(st.ctx, st.as("unit-editor"), strings.NewReader(b.String()),
		catalogue.ImportOptions{Source: "Prairie Bend Library System", Unit: st.units["PLA"].ID, Zone: "America/Chicago", Kind: catalogue.Workshop})
	st.keep("a calendar of neighbours", err)
}

// quoted writes a text as iCalendar wants it.
var quoted = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`)
