package registrationweb_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// TestTheMainJob walks from registering to the questions after completing, by pages alone.
func TestTheMainJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := registrationtest.New(t, d)
		o := w.Seats(t, 1)
		p := w.Persons(t, 2)
		first, second, manager := newSite(t, w, p[0]), newSite(t, w, p[1]), newSite(t, w, w.Manager)

		first.want(first.get("/my"), 200, "Nothing is coming up", "Nothing is under way")
		first.want(first.get("/register/"+string(o.ID)), 200, "Confirm your registration", "Free", "EDT")
		mine := first.want(first.post("/register/"+string(o.ID), "reason", registration.Reasons[0], "toward", "Running the desk alone"), 303, "/my/registrations/")
		first.want(first.get(mine), 200, "You are registered", "You have a seat", "Running the desk alone")
		first.want(first.get("/register/"+string(o.ID)), 303, mine)
		first.want(first.get(mine+"/calendar.ics"), 200, "BEGIN:VCALENDAR", "America/Chicago")

		second.want(second.get("/register/"+string(o.ID)), 200, "Join the waiting list")
		other := second.want(second.post("/register/"+string(o.ID)), 303, "/my/registrations/")
		second.want(second.get("/my"), 200, "You are next")
		// Where to join online is for those who have a seat.
		for _, path := range []string{other, other + "/calendar.ics"} {
			if strings.Contains(second.want(second.get(path), 200), "meet.example") {
				t.Errorf("%s tells where to join to somebody who waits", path)
			}
		}
		first.want(first.get(mine+"/calendar.ics"), 200, "meet.example")
		first.want(first.get(other), 404)
		manager.want(manager.get("/work/occurrences/"+string(o.ID)+"/queue"), 200, p[1].Name, "Every seat went to the person whose turn it was")

		first.want(first.post(mine+"/cancel"), 303, "/my")
		second.want(second.get("/my"), 200, "A seat is held for you until", "Confirm the seat")
		second.want(second.post(other+"/confirm"), 303, other)

		roster := "/work/occurrences/" + string(o.ID) + "/roster"
		manager.want(manager.get(roster), 200, p[1].Name, "1 of 1")
		manager.want(manager.post("/work/occurrences/"+string(o.ID)+"/code", "code_word", "Blue Heron"), 303, roster)
		first.want(first.get(roster), 403)
		stranger := newSite(t, w, w.Stranger)
		stranger.want(stranger.get(roster), 404)

		w.Clock.Set(o.StartsAt.Add(time.Minute))
		second.want(second.post(other+"/code", "word", "red heron"), 422, "This is not the word that was said")
		second.want(second.post(other+"/code", "word", " BLUE heron "), 303, other)
		w.Clock.Set(o.EndsAt)
		email := emailOf(t, w, p[1])
		file := "Name,Email,Join time,Leave time\nSomebody," + email + ",2026-03-09 10:00,2026-03-09 10:40\nSomebody," + email + ",2026-03-09 10:30,2026-03-09 11:00\nUnknown,who@example.net,2026-03-09 10:00,2026-03-09 11:00\n"
		imports := "/work/occurrences/" + string(o.ID) + "/import"
		page := manager.want(manager.upload(imports, "joins.csv", file), 200, "Take the file in", "Nobody with this address is registered here")
		kept := regexp.MustCompile(`name="kept" value="([^"]+)"`).FindStringSubmatch(page)
		if kept == nil {
			t.Fatal("the file was not kept")
		}
		manager.want(manager.post(imports, "kept", strings.ReplaceAll(kept[1], "&#43;", "+"), "name", "joins.csv"), 303, "/unmatched")
		list := manager.want(manager.get("/work/occurrences/"+string(o.ID)+"/unmatched"), 200, "Unknown", "1 h")
		action := regexp.MustCompile(`/work/unmatched/[0-9a-f-]+`).FindString(list)
		if !regexp.MustCompile(`<form method="post" action="` + action + `"[^>]* novalidate`).MatchString(list) {
			t.Error("a browser asks for a person before it lets a row belong to nobody")
		}
		manager.want(manager.post(action, "occurrence", string(o.ID)), 422, "Enter the address or the name of somebody on the roster", "Rows that fit nobody", "Unknown")
		manager.want(manager.post(action, "occurrence", string(o.ID), "ignore", "yes"), 303, "/unmatched")
		manager.want(manager.upload(imports, "joins.csv", file), 200, "This file was taken in before")
		manager.want(manager.get(roster), 200, "Attended", "1 h", "Close this occurrence")
		manager.want(manager.post("/work/occurrences/"+string(o.ID)+"/close"), 303, roster)
		manager.want(manager.get(roster), 200, "1 completed")
		second.want(second.get("/my"), 200, "Completed", "Answer a few questions")
		second.want(second.post(other+"/evaluation?kind=completion", "useful", "9"), 422, "Choose how useful it was")
		second.want(second.post(other+"/evaluation?kind=completion", "useful", "4", "level", "right", "text", "Try it on Monday"), 303, "/my")
		manager.want(manager.get("/work/occurrences/"+string(o.ID)+"/answers"), 200, "1 answer so far")
		manager.want(manager.get(roster+".csv"), 200, email, "completed")
	})
}

func emailOf(t *testing.T, w *registrationtest.World, a authz.Actor) string {
	t.Helper()
	p, err := w.People.Person(t.Context(), a.PersonID)
	if err != nil {
		t.Fatal(err)
	}
	return p.Email
}

func TestSelfPacedByPages(t *testing.T) {
	w := registrationtest.New(t, dbtest.SQLite(t))
	offer := cataloguetest.Offer(t, w.World, cataloguetest.SelfPaced, registrationtest.Free)
	s := newSite(t, w, w.Persons(t, 1)[0])
	s.want(s.get("/begin/"+offer.Key), 200, "Begin at your own pace")
	mine := s.want(s.post("/begin/"+offer.Key), 303, "/my/registrations/")
	s.want(s.get("/my"), 200, "Under way", "Begun on")
	s.want(s.get(mine), 200, "I have completed this")
	s.want(s.post(mine+"/complete"), 303, mine)
	s.want(s.get(mine), 200, "You have completed this")
}

func TestAManagerDecides(t *testing.T) {
	w := registrationtest.New(t, dbtest.SQLite(t))
	o := w.Seats(t, 0)
	p := w.Persons(t, 1)[0]
	s := newSite(t, w, w.Manager)
	s.want(s.get("/work/occurrences/"+string(o.ID)+"/register"), 200)
	s.want(s.post("/work/occurrences/"+string(o.ID)+"/register", "email", "nobody@example.net"), 422, "Nobody here has this address")
	s.want(s.post("/work/occurrences/"+string(o.ID)+"/register", "email", emailOf(t, w, p), "payer", "unit"), 303)
	r := w.Register(t, p, o.ID)
	if r.Payer != "unit" || r.Channel != "staff" {
		t.Errorf("got %+v", r.Facts)
	}
	w.Clock.Set(o.EndsAt)
	one := "/work/registrations/" + string(r.ID)
	s.want(s.get(one), 200, "Decide by hand", "Cancel for them")
	s.want(s.post(one+"/decide", "completed", "yes"), 422, "Say in a few words why")
	s.want(s.post(one+"/decide", "completed", "yes", "reason", "Helped to run it"), 303, one)
	s.want(s.get(one), 200, "Completed", "Helped to run it")
	s.as = w.Auditor
	s.want(s.post(one+"/cancel", "reason", "x"), http.StatusForbidden)
}

// TestTheCertificateIsAClickAway leads from My learning and from the registration straight to what was earned.
func TestTheCertificateIsAClickAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := registrationtest.New(t, d)
		a := w.Persons(t, 1)[0]
		s := newSite(t, w, a)
		s.awards.Register(w.Queue)
		r := w.Completed(t, a, catalogue.Certificate)
		plain := w.Completed(t, a)
		w.Work(t)
		list, err := s.awards.Mine(t.Context(), a, page.Request{})
		if err != nil || len(list.Items) != 1 {
			t.Fatalf("%d certificates, %v", len(list.Items), err)
		}
		award, entry := "/awards/"+string(list.Items[0].ID), "/my/record/"+string(list.Items[0].EntryID)
		my := s.want(s.get("/my"), 200, `href="`+award+`"`, `href="`+entry+`"`, "/my/awards", "/my/transcript")
		if n := strings.Count(my, `href="/awards/`); n != 1 {
			t.Errorf("%d certificates are linked, of one", n)
		}
		s.want(s.get("/my/registrations/"+string(r.ID)), 200, "See your certificate", `href="`+award+`"`, `href="`+entry+`"`)
		if got := s.want(s.get("/my/registrations/"+string(plain.ID)), 200, "See it in your record"); strings.Contains(got, "/awards/") {
			t.Error("a certificate is linked where none was earned")
		}

		// What was withdrawn leads nowhere any more.
		err = d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := w.Record.CorrectTx(ctx, tx, w.Clock.Now(), authz.System("attendance"), list.Items[0].EntryID, record.Correction{Withdraw: true, Reason: "It was somebody else"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.want(s.get("/my"), 200); strings.Contains(got, award) || strings.Contains(got, entry) {
			t.Error("My learning leads to an entry that was withdrawn")
		}
		s.want(s.get("/my/registrations/"+string(r.ID)), 200, "was withdrawn")
		// Nobody else's page leads there either.
		other := newSite(t, w, w.Learner)
		if got := other.want(other.get("/my"), 200); strings.Contains(got, "/awards/") {
			t.Error("somebody else's certificate is linked")
		}
	})
}

// TestQueriesDoNotGrow holds the pages with lists to a number of queries that does not depend on
// how much there is.
func TestQueriesDoNotGrow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := registrationtest.New(t, d)
		a := w.Persons(t, 1)[0]
		self, manager := newSite(t, w, a), newSite(t, w, w.Manager)
		self.awards.Register(w.Queue)
		w.Completed(t, a, catalogue.Certificate)
		o := w.Seats(t, 3, func(o *catalogue.Occurrence) {
			o.StartsAt, o.EndsAt = o.StartsAt.AddDate(1, 0, 0), o.EndsAt.AddDate(1, 0, 0)
		})
		w.Register(t, a, o.ID)
		w.Work(t)
		roster := "/work/occurrences/" + string(o.ID) + "/roster"
		few := [2]int64{self.queries("/my"), manager.queries(roster)}
		for i := range 12 {
			w.Register(t, a, w.Seats(t, 0, func(o *catalogue.Occurrence) { o.Label = fmt.Sprint(i) }).ID)
		}
		for range 6 {
			w.Completed(t, a, catalogue.Certificate)
		}
		for _, p := range w.Persons(t, 30) {
			w.Register(t, p, o.ID)
		}
		w.Work(t)
		many := [2]int64{self.queries("/my"), manager.queries(roster)}
		if many[0] > few[0]+1 || many[1] > few[1]+1 || many[0] > 12 || many[1] > 16 {
			t.Errorf("My learning asks %d and then %d queries, the roster %d and then %d", few[0], many[0], few[1], many[1])
		}
	})
}

// TestRegisteringShowsTheOtherDates: whoever comes from a list of offers chooses the date where they register.
func TestRegisteringShowsTheOtherDates(t *testing.T) {
	w := registrationtest.New(t, dbtest.SQLite(t))
	o := w.Seats(t, 1)
	again := cataloguetest.Occurrence(t, w.World, o.OfferID, func(c *catalogue.Occurrence) {
		c.StartsAt, c.EndsAt = o.StartsAt.AddDate(0, 0, 2), o.EndsAt.AddDate(0, 0, 2)
	})
	called := cataloguetest.Occurrence(t, w.World, o.OfferID, func(c *catalogue.Occurrence) {
		c.StartsAt, c.EndsAt = o.StartsAt.AddDate(0, 0, 4), o.EndsAt.AddDate(0, 0, 4)
	})
	if err := w.CancelOccurrence(t.Context(), w.Manager, called.ID, "No room"); err != nil {
		t.Fatal(err)
	}
	p := w.Persons(t, 2)
	first, second := newSite(t, w, p[0]), newSite(t, w, p[1])
	page := first.want(first.get("/register/"+string(o.ID)), 200, "Other dates", `href="/register/`+string(again.ID)+`"`)
	if strings.Contains(page, string(called.ID)) {
		t.Error("a date that is called off is offered")
	}
	first.want(first.post("/register/"+string(o.ID)), 303)
	// Where the one is full the other one is a way out.
	second.want(second.get("/register/"+string(o.ID)), 200, "All seats are taken", `href="/register/`+string(again.ID)+`"`)
	second.want(second.get("/register/"+string(again.ID)), 200, `href="/register/`+string(o.ID)+`"`, "Waiting list")
	w.Clock.Set(o.EndsAt)
	if page := second.want(second.get("/register/"+string(again.ID)), 200); strings.Contains(page, "Other dates") {
		t.Error("a date that is over is offered")
	}
}
