package registrationweb_test

import (
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// TestWrongTurns takes the turns that people take from pages that stood open too long. Each ends on
// the page where the thing stands as it is now, with the reason in words.
func TestWrongTurns(t *testing.T) {
	w := registrationtest.New(t, dbtest.SQLite(t))
	o := w.Seats(t, 1, func(o *catalogue.Occurrence) {
		o.CancelUntil, o.ClosesAt, o.CodeWord = o.StartsAt.Add(-24*time.Hour), o.StartsAt.Add(-time.Hour), "Blue Heron"
	})
	p := w.Persons(t, 3)
	first, second, third := newSite(t, w, p[0]), newSite(t, w, p[1]), newSite(t, w, p[2])
	register := "/register/" + string(o.ID)
	mine := first.want(first.post(register), 303)
	other := second.want(second.post(register), 303)

	first.want(first.post(register), 303, mine)
	first.want(first.get(mine), 200, "You were registered already", "You have a seat")
	second.want(second.post(other+"/confirm"), 409, "Nothing was changed", "You are on the waiting list")

	first.want(first.post(mine+"/cancel"), 303)
	first.want(first.get(mine), 200, "This registration is cancelled", "Cancelled by the person")
	w.Clock.Advance(24 * time.Hour)
	second.want(second.post(other+"/confirm"), 410, "The time to confirm this seat is over", "Nothing was changed")
	w.Work(t)
	second.want(second.get(other), 200, "The held seat was not confirmed in time", "Register again")

	mine = first.want(first.post(register), 303)
	w.Clock.Set(o.StartsAt.Add(-24 * time.Hour))
	first.want(first.post(mine+"/cancel"), 409, "The time to cancel is over", "You have a seat")
	w.Clock.Set(o.StartsAt.Add(-time.Hour))
	third.want(third.post(register, "toward", "Running the desk"), 409, "Registration has closed", "Back to the offer")
	third.want(third.get(register), 200, "Registration has closed")

	w.Clock.Set(o.StartsAt)
	for range 6 {
		first.want(first.post(mine+"/code", "word", "grey heron"), 422, "This is not the word", `value="grey heron"`)
	}
	slow := first.post(mine+"/code", "word", "blue heron")
	first.want(slow, 429, "That was tried too often", `value="blue heron"`)
	if slow.Header().Get("Retry-After") == "" {
		t.Error("nobody says how long to wait")
	}
	w.Clock.Advance(time.Minute)
	first.want(first.post(mine+"/code", "word", "BLUE\u00a0heron "), 303, mine)
	first.want(first.get(mine+"/code"), 200, "Your attendance is recorded")

	manager := newSite(t, w, w.Manager)
	for name, content := range map[string]string{"picture.png": "\x89PNG\r\n\x1a\n\x00\x00", "offers.csv": "Title,Price\nA,1\n", "empty.csv": "", "open.csv": "Email,Minutes\n\"a@example.org,5\n"} {
		got := manager.upload("/work/occurrences/"+string(o.ID)+"/import", name, content)
		if got.Code != 422 && got.Code != 200 || !strings.Contains(got.Body.String(), "File of joins and leaves") || strings.Contains(got.Body.String(), "Take the file in") {
			t.Errorf("%s: status %d", name, got.Code)
		}
	}
	manager.want(manager.upload("/work/occurrences/"+string(o.ID)+"/import", "amb.csv", "Email,Joined,Left\na@example.org,10:00,10:99\n"), 200, "minutes and seconds go from 0 to 59")
}
