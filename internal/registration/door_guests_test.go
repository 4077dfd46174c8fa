package registration_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// TestAConferencesTicketOpensItsSessions scans tickets of a conference at the doors of two sessions: one without a
// price, with a single seat, and one that is paid for apart.
func TestAConferencesTicketOpensItsSessions(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx := t.Context()
		conference := cataloguetest.Offer(t, w.World, registrationtest.Free, cataloguetest.Titled("Conference"), func(d *catalogue.Draft) { d.Kind = catalogue.Conference })
		whole := cataloguetest.Occurrence(t, w.World, conference.ID, cataloguetest.At(w.Clock.Now().Add(48*time.Hour), 48*time.Hour))
		within := func(o *catalogue.Occurrence) {
			o.ParentID, o.StartsAt, o.EndsAt = whole.ID, whole.StartsAt.Add(time.Hour), whole.StartsAt.Add(2*time.Hour)
		}
		session := cataloguetest.Occurrence(t, w.World, cataloguetest.Offer(t, w.World, registrationtest.Free, cataloguetest.Titled("Session")).ID, within, cataloguetest.Seats(1))
		paid := cataloguetest.Occurrence(t, w.World, cataloguetest.Offer(t, w.World, cataloguetest.Titled("Workshop")).ID, within, cataloguetest.Seats(0))
		p := w.Persons(t, 3)
		var codes []string
		for _, a := range p[:2] {
			codes = append(codes, registration.TicketCode(w.Register(t, a, whole.ID).ID))
		}
		w.Clock.Set(session.StartsAt.Add(10 * time.Minute))
		now := w.Clock.Now()
		scan := func(o catalogue.Occurrence, code string) registration.ScanResult {
			t.Helper()
			r, err := w.Registrations.CheckIn(ctx, w.Editor, o.ID, []registration.Scan{{ID: code + string(o.ID)[:8], Code: code, At: now.Add(time.Hour), SentAt: now}})
			if err != nil {
				t.Fatal(err)
			}
			return r[0]
		}
		for range 2 { // a scan of the future is one of now; sent twice it counts once
			if r := scan(session, codes[0]); r.Outcome != registration.ScanRecorded || r.Name != p[0].Name {
				t.Errorf("a ticket of the conference is %+v, %v", r, r.Err)
			}
		}
		made, ok, err := w.Registrations.Existing(ctx, p[0], session.ID, "")
		if err != nil || !ok || made.State != registration.StateAttended || made.Minutes != 60 || made.Channel != "door" {
			t.Errorf("at the session there is %+v, %v, %v", made, ok, err)
		}
		if r := scan(session, codes[1]); r.Outcome != registration.ScanRefused || r.Err == nil {
			t.Errorf("let in without a seat: %+v", r)
		}
		if r := scan(paid, codes[0]); r.Outcome != registration.ScanRefused || r.Err == nil {
			t.Errorf("let in without paying: %+v", r)
		}
		if r := scan(session, registration.TicketCode(w.Register(t, p[2], w.Seats(t, 0).ID).ID)); r.Outcome != registration.ScanRefused {
			t.Errorf("let in with another ticket: %+v", r)
		}
		w.Clock.Set(session.EndsAt)
		if sum, err := w.Registrations.CloseOccurrence(ctx, w.Manager, session.ID); err != nil || sum.Completed != 1 {
			t.Errorf("closed with %+v, %v", sum, err)
		}
	})
}
