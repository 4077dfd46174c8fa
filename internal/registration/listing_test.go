package registration_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

func TestTheListOfAllRegistrations(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		o := w.Seats(t, 3)
		people := w.Persons(t, 4)
		begun := w.Clock.Now()
		for i, p := range people {
			w.Clock.Set(begun.Add(time.Duration(i) * time.Hour))
			w.Register(t, p, o.ID)
		}
		list := func(a authz.Actor, when registration.Period) (out []registration.Listed) {
			t.Helper()
			must(t, when, w.Registrations.EachRegistration(t.Context(), a, when, func(l registration.Listed) error {
				out = append(out, l)
				return nil
			}))
			return out
		}
		all := list(authz.System("test"), registration.Period{})
		if len(all) != 4 || all[0].PersonID != people[0].PersonID || all[3].State != registration.StateWaitlisted || !all[0].StartsAt.Equal(o.StartsAt) || all[0].UnitName == "" {
			t.Fatalf("got %+v", all)
		}
		if got := list(authz.System("test"), registration.Period{From: begun.Add(time.Hour), To: begun.Add(3 * time.Hour)}); len(got) != 2 || got[0].ID != all[1].ID {
			t.Errorf("a period has %d of 4", len(got))
		}
		if got := list(w.Manager, registration.Period{}); len(got) != 4 {
			t.Errorf("the unit's manager gets %d of 4", len(got))
		}
		if got := list(w.Stranger, registration.Period{}); len(got) != 0 {
			t.Errorf("another unit's manager gets %d", len(got))
		}
		var recorded int
		must(t, 0, w.DB.QueryRow(t.Context(), `SELECT COUNT(*) FROM audit_log WHERE action = 'registrations.exported'`).Scan(&recorded))
		if recorded != 4 {
			t.Errorf("%d lists are recorded of 4", recorded)
		}
		err := w.Registrations.EachRegistration(t.Context(), people[1], registration.Period{}, func(registration.Listed) error { return nil })
		want(t, err, errs.Forbidden)
	})
}
