package people_test

import (
	"context"
	"testing"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

// TestARecoveryIsForOneAccount merges the account away when its link has been sent, and undoes a merge meanwhile: what was vouched for one account
// gives nobody another.
func TestARecoveryIsForOneAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, l := context.Background(), newLost(t, d)
		other := peopletest.Person(t, l.Service)
		sent := func() string {
			l.confirmed(people.RecoveryAsk{Account: lostAddress})
			l.Clock.Advance(people.RecoveryWait)
			return l.link(newAddress, "/recover/set/")
		}
		gone := func(when, set string) {
			t.Helper()
			if _, err := l.SetRecovered(ctx, set, newPassword); !errs.Is(err, errs.Gone) {
				t.Errorf("%s: %v", when, err)
			}
		}
		set := sent()
		if err := l.Merge(ctx, authz.System("test"), l.person.ID, other.ID); err != nil {
			t.Fatal(err)
		}
		gone("after a merge", set)
		set = sent()
		if err := l.UndoMerge(ctx, authz.System("test"), other.ID, l.person.ID); err != nil {
			t.Fatal(err)
		}
		gone("after a merge was undone", set)
		if _, err := l.SetRecovered(ctx, sent(), newPassword); err != nil {
			t.Errorf("with neither: %v", err)
		}
	})
}

// TestOneRecoveryEndsTheOthers gives an account back while somebody else has asked for it too.
func TestOneRecoveryEndsTheOthers(t *testing.T) {
	ctx, l := context.Background(), newLost(t, dbtest.SQLite(t))
	rival := l.confirmed(people.RecoveryAsk{Account: lostAddress, Contact: "rival@elsewhere.example"})
	l.confirmed(people.RecoveryAsk{Account: lostAddress})
	l.Clock.Advance(people.RecoveryWait)
	set, theirs := l.link(newAddress, "/recover/set/"), l.link("rival@elsewhere.example", "/recover/set/")
	if _, err := l.SetRecovered(ctx, set, newPassword); err != nil {
		t.Fatal(err)
	}
	if _, err := l.SetRecovered(ctx, theirs, newPassword); !errs.Is(err, errs.Gone) {
		t.Errorf("taken back by somebody else: %v", err)
	}
	if got := l.outcome(rival); got != people.RecoveryRefused {
		t.Errorf("the other ended %q", got)
	}
}
