package catalogueweb

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/id"
)

// congress is a conference of two days with sessions in two rooms.
func (s *site) congress(t *testing.T) (conference catalogue.Occurrence, sessions map[string]catalogue.Offer) {
	t.Helper()
	first := time.Date(2026, 6, 8, 14, 0, 0, 0, time.UTC) // nine in Chicago
	whole := cataloguetest.Offer(t, s.World, cataloguetest.Titled("Spring meeting"), func(d *catalogue.Draft) { d.Kind = catalogue.Conference })
	conference = cataloguetest.Occurrence(t, s.World, whole.ID, cataloguetest.At(first, 34*time.Hour))
	sessions = map[string]catalogue.Offer{}
	for _, x := range []struct {
		title, room, slot string
		hours             int
		level             catalogue.Level
	}{
		{"Maps for all", "Room A", "talk", 0, catalogue.Foundational}, {"Open tables", "Room B", "Round tables", 0, catalogue.Expert},
		{"Corner chat", "", "Coffee corner", 2, catalogue.Expert}, {"Second day", "Room A", "uncommons", 26, catalogue.Foundational},
	} {
		o := cataloguetest.Offer(t, s.World, cataloguetest.Titled(x.title), func(d *catalogue.Draft) { d.Kind, d.Level = catalogue.ConferenceSession, x.level })
		cataloguetest.Occurrence(t, s.World, o.ID, cataloguetest.At(first.Add(time.Duration(x.hours)*time.Hour), time.Hour), func(c *catalogue.Occurrence) {
			c.ParentID, c.Room, c.Slot = conference.ID, x.room, x.slot
		})
		sessions[x.title] = o
	}
	return conference, sessions
}

// TestAPastProgrammeComesLast: who looks at a conference wants the next one.
func TestAPastProgrammeComesLast(t *testing.T) {
	s := newSite(t)
	first := time.Date(2026, 6, 8, 14, 0, 0, 0, time.UTC)
	o := cataloguetest.Offer(t, s.World, cataloguetest.Titled("Spring meeting"), func(d *catalogue.Draft) { d.Kind = catalogue.Conference })
	gone := cataloguetest.Occurrence(t, s.World, o.ID, cataloguetest.At(first.AddDate(-1, 0, 0), 34*time.Hour))
	next := cataloguetest.Occurrence(t, s.World, o.ID, cataloguetest.At(first, 34*time.Hour))
	talk := cataloguetest.Offer(t, s.World, cataloguetest.Titled("Maps for all"), func(d *catalogue.Draft) { d.Kind = catalogue.ConferenceSession })
	cataloguetest.Occurrence(t, s.World, talk.ID, cataloguetest.At(first, time.Hour), func(c *catalogue.Occurrence) { c.ParentID = next.ID })
	page := s.get(t, "", "/offers/"+o.Key, http.StatusOK)
	has(t, page, "/conferences/"+string(next.ID), "/conferences/"+string(gone.ID))
	if strings.Index(page, "/conferences/"+string(gone.ID)) < strings.Index(page, "/conferences/"+string(next.ID)) {
		t.Error("the programme of the year before comes first")
	}
}

func TestAProgrammeIsNarrowedAndChosenFrom(t *testing.T) {
	s := newSite(t)
	conference, sessions := s.congress(t)
	path := "/conferences/" + string(conference.ID)
	page := s.get(t, "", path, http.StatusOK)
	has(t, page, "4 sessions", `id="day-2026-06-08"`, `id="day-2026-06-09"`, `role="columnheader">Room B`, "Room not fixed yet", "Round tables", "Uncommons", "informal", "Coffee corner", `data-label="Room A"`)
	if fixed, none := strings.LastIndex(page, `role="columnheader">Room`+" B"), strings.LastIndex(page, `role="columnheader">Room not fixed yet`); none < fixed {
		t.Error("what has no room yet does not come last")
	}
	page = s.get(t, "", path+"?type=round-tables&type=talk&level=expert", http.StatusOK)
	has(t, page, "1 session", "Open tables", `value="talk" checked`)
	lacks(t, page, "Maps for all", "Second day")
	has(t, s.get(t, "", path+"?level=expert&day=2026-06-09", http.StatusOK), "No session has all that you chose")
	has(t, s.get(t, "", path+"?mine=1", http.StatusOK), "Nothing is in your timetable")

	cookie := string(sessions["Maps for all"].ID) + "." + string(sessions["Open tables"].ID)
	w, _ := s.ask(t, "", "GET", path+"?mine=1", nil, cookie)
	has(t, w.Body.String(), "Maps for all", "Open tables", "At the same time as Maps for all", "2 sessions")
	lacks(t, w.Body.String(), "Corner chat")
	w, _ = s.ask(t, "", "GET", path+"/mine.ics", nil, cookie)
	if file := w.Body.String(); strings.Count(file, "BEGIN:VEVENT") != 2 || !strings.Contains(file, "Open tables") || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Errorf("the timetable is %s", file)
	}
	s.get(t, "", "/conferences/"+string(id.Named("none"))+"/mine.ics", http.StatusNotFound)
}

// A programme is narrowed by words and as the catalogue is; a facet in which all sessions are alike is not offered.
func TestAProgrammeIsNarrowedLikeTheCatalogue(t *testing.T) {
	s := newSite(t)
	conference, _ := s.congress(t)
	o := cataloguetest.Offer(t, s.World, cataloguetest.Titled("Atlas of Peru"), func(d *catalogue.Draft) {
		d.Kind, d.Format, d.Language, d.Prices = catalogue.ConferenceSession, catalogue.InPerson, "es", nil
		d.Presenters = []catalogue.Presenter{{Name: "Inés Quispe"}}
	})
	cataloguetest.Occurrence(t, s.World, o.ID, cataloguetest.Seats(3), cataloguetest.At(conference.StartsAt, time.Hour), func(c *catalogue.Occurrence) { c.ParentID, c.Room = conference.ID, "Salon C" })
	path := "/conferences/" + string(conference.ID)
	page := s.get(t, "", path, http.StatusOK)
	has(t, page, `name="format" value="in-person"`, `name="language" value="es"`, "español", `name="price" value="free"`, "Title, presenter or room")
	lacks(t, page, `name="unit"`, `name="recognition"`)
	for _, asked := range []string{"q=ines", "q=peru+atl", "q=salon", "format=in-person", "language=es", "price=free", "q=Quispe&format=in-person"} {
		page := s.get(t, "", path+"?"+asked, http.StatusOK)
		has(t, page, "Atlas of Peru", "1 session")
		lacks(t, page, "Maps for all", "Second day")
	}
	has(t, s.get(t, "", path+"?q=ines&format=online", http.StatusOK), "No session has all that you chose")
	has(t, s.get(t, "", path+"?q=ines&mine=1", http.StatusOK), `name="q" value="ines"`)
}

// Who has chosen a session sees that it does not take place, and registers for one from the programme itself.
func TestACancelledSessionStaysInTheProgramme(t *testing.T) {
	s := newSite(t)
	conference, sessions := s.congress(t)
	path, date := "/conferences/"+string(conference.ID), map[string]catalogue.Occurrence{}
	for title, o := range sessions {
		v, err := s.Show(t.Context(), s.Visitor, o.Key)
		if err != nil {
			t.Fatal(err)
		}
		date[title] = v.Occurrences[0]
	}
	has(t, s.get(t, "", path, http.StatusOK), `href="/register/`+string(date["Maps for all"].ID)+`"`, `aria-label="Register: Maps for all"`)
	if err := s.CancelOccurrence(t.Context(), s.Manager, date["Maps for all"].ID, "Ill"); err != nil {
		t.Fatal(err)
	}
	page := s.get(t, "", path, http.StatusOK)
	has(t, page, "<s><a href=\"/offers/"+sessions["Maps for all"].Key+`">Maps for all</a></s>`, "Cancelled")
	lacks(t, page, `href="/register/`+string(date["Maps for all"].ID)+`"`)
	cookie := string(sessions["Maps for all"].ID) + "." + string(sessions["Open tables"].ID)
	w, _ := s.ask(t, "", "GET", path+"?mine=1", nil, cookie)
	has(t, w.Body.String(), "<s><a", "Open tables")
	lacks(t, w.Body.String(), "At the same time as")
	w, _ = s.ask(t, "", "GET", path+"/mine.ics", nil, cookie)
	if file := w.Body.String(); strings.Count(file, "STATUS:CANCELLED") != 1 || strings.Count(file, "BEGIN:VEVENT") != 2 {
		t.Errorf("the timetable is %s", file)
	}
}

func TestAProgrammeAsksABoundedNumberOfQueries(t *testing.T) {
	s := newSite(t)
	conference, _ := s.congress(t)
	path := "/conferences/" + string(conference.ID)
	before := s.queries(t, path)
	s.get(t, "", path, http.StatusOK)
	for range 6 {
		o := cataloguetest.Offer(t, s.World, func(d *catalogue.Draft) { d.Kind = catalogue.ConferenceSession })
		cataloguetest.Occurrence(t, s.World, o.ID, cataloguetest.At(conference.StartsAt, time.Hour), func(c *catalogue.Occurrence) { c.ParentID = conference.ID })
	}
	s.get(t, "", "/catalogue", http.StatusOK) // brings the index up to date
	if after := s.queries(t, path); after > before {
		t.Errorf("%d queries for 4 sessions, %d for 10", before, after)
	}
}
