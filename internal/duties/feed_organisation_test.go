package duties_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/duties/dutiestest"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
)

// TestTheCalendarOfALibraryHasASecretAddress subscribes a director, who shares the address of nobody else and loses it with the role.
func TestTheCalendarOfALibraryHasASecretAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		ctx := t.Context()
		lib, director, state := library(t, w)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err := w.WriteRule(ctx, w.Editor, "rule: own-board\nname: The board learns\nstatus: verified\nbinds: group\nversions:\n  - needs: {each: {members: all, need: {at_least: 2 hours}}}\n    cycle: {kind: calendar, length: 1 year}\n")
		must(err)
		must(w.PublishRule(ctx, w.Editor, "own-board", "", ""))
		must(w.BindOrganisation(ctx, director, lib.ID, "own-board", ""))
		must(w.Agree(ctx, w.Me, lib.ID, "", ""))
		confirm(t, w, director, lib.ID)
		bind(t, w, duties.Binding{Rule: lssc, Certified: "2022-12-01"})
		w.Work(t)
		renew := func(a authz.Actor) string {
			t.Helper()
			secret, err := w.RenewOrganisationFeed(ctx, a, lib.ID)
			must(err)
			return secret
		}
		dead := func(when, secret string) {
			t.Helper()
			if _, err := w.Feed(ctx, secret); kindOf(err) != "not-found" {
				t.Errorf("%s: %v", when, err)
			}
		}
		old, others := renew(director), renew(state)
		b, err := w.Feed(ctx, old)
		must(err)
		if got := string(b); strings.Count(got, "BEGIN:VEVENT") != 1 || !strings.Contains(got, "DTSTART;VALUE=DATE:20261231") || !strings.Contains(got, "The board learns") || !strings.Contains(got, "Reed Bay") || strings.Contains(got, "Library Support") {
			t.Errorf("%s", got)
		}
		// The program fetches all day: whoever is counted is told once.
		var looks int
		must(d.QueryRow(ctx, `SELECT COUNT(*) FROM duty_looks`).Scan(&looks))
		for range 3 {
			w.Clock.Advance(2 * time.Hour)
			if _, err := w.Feed(ctx, old); err != nil {
				t.Fatal(err)
			}
		}
		var again int
		must(d.QueryRow(ctx, `SELECT COUNT(*) FROM duty_looks`).Scan(&again))
		if looks == 0 || again != looks {
			t.Errorf("%d looks, then %d", looks, again)
		}
		secret := renew(director)
		dead("renewed", old)
		if _, since, err := w.OrganisationFeed(ctx, director, lib.ID); err != nil || !since.Equal(w.Clock.Now()) {
			t.Errorf("since %v: %v", since, err)
		}
		for who, a := range map[string]authz.Actor{"a member": w.Me, "an administrator": w.Admin, "a token": {PersonID: director.PersonID, Token: true, Scopes: authz.Scopes, Roles: director.Roles}} {
			if _, err := w.RenewOrganisationFeed(ctx, a, lib.ID); err == nil {
				t.Errorf("%s makes an address", who)
			}
			if err := w.StopOrganisationFeed(ctx, a, lib.ID); err == nil {
				t.Errorf("%s stops an address", who)
			}
		}
		must(w.StopOrganisationFeed(ctx, state, lib.ID))
		must(w.StopOrganisationFeed(ctx, state, lib.ID))
		dead("stopped", others)
		if _, err := w.Feed(ctx, secret); err != nil {
			t.Errorf("another's address was stopped: %v", err)
		}
		// Who is coordinator no more has no calendar; who is again has to make one.
		role := authz.Binding{Role: authz.Coordinator, OrganisationID: lib.ID}
		must(w.People.EndRole(ctx, system, director.PersonID, role))
		dead("coordinator no more", secret)
		must(w.People.GrantRole(ctx, system, director.PersonID, role))
		dead("coordinator again", secret)
		// What was stopped stays so when an older backup is restored.
		secret = renew(director)
		var feed id.ID
		must(d.QueryRow(ctx, `SELECT id FROM duty_organisation_feeds`).Scan(&feed))
		must(d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			done, err := w.ReapplyTx(ctx, tx, audit.Entry{Action: "organisation-calendar.stopped", Kind: "duty-calendar", ID: feed})
			if !done {
				t.Error("nothing was ended again")
			}
			return err
		}))
		dead("ended again", secret)
	})
}
