package duties_test

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/duties/dutiestest"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/page"
)

func TestWhatWasEndedAfterABackupIsEndedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		ctx := t.Context()
		lib, director, _ := library(t, w)
		if err := w.Agree(ctx, w.Me, lib.ID, "", ""); err != nil {
			t.Fatal(err)
		}
		secret, err := w.RenewFeed(ctx, w.Me)
		if err != nil {
			t.Fatal(err)
		}
		consents, err := w.Consents(ctx, w.Me)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range []audit.Entry{{Action: "duties.unshared", Kind: "duty-agreement", ID: consents[0].ID, At: w.Clock.Now().Add(time.Minute)}, {Action: "duty-calendar.stopped", Kind: "person", ID: w.Me.PersonID}} {
			for _, want := range []bool{true, false} {
				var done bool
				if err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { done, err = w.ReapplyTx(ctx, tx, e); return err }); err != nil || done != want {
					t.Errorf("%s: %v %v", e.Action, done, err)
				}
			}
		}
		if team, err := w.Team(ctx, director, lib.ID, page.Request{}); err != nil || len(team.Items) != 0 {
			t.Errorf("%v %v", team.Items, err)
		}
		if _, err := w.Feed(ctx, secret); kindOf(err) != "not-found" {
			t.Errorf("the calendar: %v", err)
		}
		w.Sound(t)
	})
}

func TestACloseAccountIsShownToNobody(t *testing.T) {
	w := dutiestest.New(t, dbtest.SQLite(t))
	ctx := t.Context()
	lib, director, _ := library(t, w)
	p := peopletest.Person(t, w.People)
	a := peopletest.Actor(t, w.People, p)
	if err := w.Agree(ctx, a, lib.ID, "", ""); err != nil {
		t.Fatal(err)
	}
	secret, err := w.RenewFeed(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.People.ClosePerson(ctx, a, p.ID); err != nil {
		t.Fatal(err)
	}
	if team, err := w.Team(ctx, director, lib.ID, page.Request{}); err != nil || len(team.Items) != 0 {
		t.Errorf("%v %v", team.Items, err)
	}
	if _, err := w.Feed(ctx, secret); kindOf(err) != "not-found" {
		t.Errorf("the calendar: %v", err)
	}
}
