package demo

import (
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// occurrence is a date of an offer. It is written together with its registrations, because its
// counters follow them.
type occurrence struct {
	id, parent        id.ID
	zone              string
	starts, ends      time.Time
	opens             time.Time
	capacity          int
	place, room, slot string
	platform          string
	link, code        string
	days              []sitting
}

// sitting is one day of an occurrence that has several, or the whole of one that has not; then it has no id.
type sitting struct {
	id           id.ID
	title        string
	starts, ends time.Time
}

func (w sitting) minutes() int { return int(w.ends.Sub(w.starts) / time.Minute) }

// sittings are the spans in which attendance counts.
func (oc *occurrence) sittings() []sitting {
	if len(oc.days) > 0 {
		return oc.days
	}
	return []sitting{{starts: oc.starts, ends: oc.ends}}
}

// zones are where things take place, as in the association's own calendar mostly on Central and Eastern time.
var zones = []string{"America/Chicago", "America/Chicago", "America/New_York", "America/New_York", "America/Denver", "America/Los_Angeles"}

func location(zone string) *time.Location {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// dates gives a live offer a time that is past and one or two to come. The sessions of a
// conference are held at it, past and to come.
func (s *seeder) dates(text offerText, i int) []occurrence {
	if text.Kind == "conference-session" && len(s.conference) > 0 {
		s.sessions++
		return []occurrence{s.session(s.conference[0], text), s.session(s.conference[1], text)}
	}
	zone := zones[i%len(zones)]
	offsets := []int{-20 - s.rand.IntN(260), 1 + s.rand.IntN(45)}
	switch {
	case text.Kind == "conference":
		zone, offsets = "America/Chicago", []int{-150, 72}
	case i%3 == 0:
		offsets = append(offsets, 50+s.rand.IntN(110))
	}
	out := make([]occurrence, len(offsets))
	for k, offset := range offsets {
		out[k] = s.date(text, zone, offset)
		if s.size.Personas && k == 1 && i%5 == 2 && text.Capacity > 0 && text.Capacity <= 60 {
			out[k].capacity = 6 // some are full, with people waiting
		}
	}
	return out
}

// date makes a date so many days from today, or on the next working day.
func (s *seeder) date(text offerText, zone string, offset int) occurrence {
	loc := location(zone)
	date := s.now.In(loc).AddDate(0, 0, offset)
	for !working(date) {
		date = date.AddDate(0, 0, 1)
	}
	parts := max(1, text.Parts)
	length := min(time.Duration(max(15, text.Minutes/parts))*time.Minute, 8*time.Hour)
	hours := []int{9, 10, 11, 13, 14, 15}
	hour := hours[s.rand.IntN(len(hours))]
	if length > 4*time.Hour {
		hour = 9
	}
	start := time.Date(date.Year(), date.Month(), date.Day(), hour, 0, 0, 0, loc)
	last := start.AddDate(0, 0, stepDays(text)*(parts-1))
	oc := occurrence{id: id.New(), zone: zone, starts: start.UTC(), ends: last.Add(length).UTC(), capacity: text.Capacity, place: text.Place}
	if parts > 1 {
		for d := range parts {
			from := start.AddDate(0, 0, stepDays(text)*d)
			oc.days = append(oc.days, sitting{id.New(), fmt.Sprintf("%s %d", partWord(text), d+1), from.UTC(), from.Add(length).UTC()})
		}
	}
	return oc
}

// working reports whether libraries hold courses on a day: not at weekends nor on the great holidays.
func working(d time.Time) bool {
	_, month, n := d.Date()
	switch {
	case d.Weekday() == time.Saturday || d.Weekday() == time.Sunday:
		return false
	case month == time.December && n >= 24 || month == time.January && n == 1 || month == time.July && n == 4:
		return false
	case month == time.November && (d.Weekday() == time.Thursday && n >= 22 && n <= 28 || d.Weekday() == time.Friday && n >= 23 && n <= 29):
		return false
	}
	return true
}

// slotTypes are those of the programme, one after the other.
var slotTypes = []string{"talk", "talk", "workshop", "round-tables", "talk", "posters", "unconference"}

// rooms are those of a conference.
var rooms = []string{"Hall B", "Room 117", "Room 204", "Room 205", "Room 214", "Theatre"}

// session places a conference session in the programme: one day after the other, room by room.
func (s *seeder) session(conference occurrence, text offerText) occurrence {
	loc := location(conference.zone)
	d := conference.days[s.sessions%len(conference.days)]
	first := d.starts.In(loc)
	slot := s.sessions / len(conference.days) % 4
	start := time.Date(first.Year(), first.Month(), first.Day(), []int{9, 11, 13, 15}[slot], 0, 0, 0, loc)
	oc := occurrence{id: id.New(), parent: conference.id, zone: conference.zone, starts: start.UTC(), ends: start.Add(time.Duration(text.Minutes) * time.Minute).UTC(),
		capacity: text.Capacity, place: conference.place, slot: slotTypes[s.sessions%len(slotTypes)]}
	if oc.slot != "unconference" { // those agree on a room when they meet
		oc.room = rooms[s.sessions/len(conference.days)/4%len(rooms)]
	}
	return oc
}

// describe adds what follows from the offer: how to take part, and since when one can register.
func (s *seeder) describe(oc *occurrence, o *offer, text offerText, i int) {
	if !s.size.Personas {
		oc.capacity *= 10 // a trial fills its rooms with many more people
	}
	oc.code = []string{"heron", "lantern", "marigold", "quarto", "signal", "thicket"}[i%6]
	if oc.platform = text.Platform; oc.platform != "" {
		oc.link = "https://meet.example.org/" + string(oc.id)[24:]
	}
	oc.opens = oc.starts.AddDate(0, 0, -90)
	if after := o.published.AddDate(0, 0, 1); oc.opens.Before(after) {
		oc.opens = after
	}
	if latest := s.now.AddDate(0, 0, -21); oc.opens.After(latest) && latest.After(o.published) {
		oc.opens = latest
	}
}

// addOccurrence holds an occurrence with the seats and numbers that its registrations have drawn.
func (s *seeder) addOccurrence(o *offer, oc *occurrence, taken, numbers int) {
	t := s.w.to("occurrences", "id", "offer_id", "parent_id", "status", "zone", "starts_at", "ends_at", "place", "room", "slot", "platform", "platform_link", "capacity", "taken", "queue_no", "opens_at", "closes_at", "code_word", "created_by", "created_at", "updated_at")
	s.w.add(t, oc.id, o.id, oc.parent, "scheduled", oc.zone, oc.starts, oc.ends, oc.place, oc.room, oc.slot, oc.platform, oc.link, oc.capacity, taken, numbers, oc.opens, oc.starts, oc.code, o.staff, oc.opens, oc.opens)
	days := s.w.to("occurrence_days", "id", "occurrence_id", "position", "title", "starts_at", "ends_at")
	for k, d := range oc.days {
		s.w.add(days, d.id, oc.id, k, d.title, d.starts, d.ends)
	}
}

// stepDays is how many days lie between two sittings: courses run week by week, everything else day by day.
func stepDays(text offerText) int {
	if text.Kind == "course" || text.Kind == "webinar" {
		return 7
	}
	return 1
}

// partWord is what one sitting of several is called.
func partWord(text offerText) string {
	words := map[string][2]string{"en": {"Day", "Part"}, "es": {"Día", "Parte"}, "fr": {"Jour", "Partie"}}[text.Language]
	if stepDays(text) == 1 {
		return words[0]
	}
	return words[1]
}
