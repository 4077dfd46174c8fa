package people_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// TestAdministratorsSeeHowSomebodySignsIn looks at an account, signs it out everywhere, and lists who has a role and one factor.
func TestAdministratorsSeeHowSomebodySignsIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newPost(t, d)
		admin := peopletest.Actor(t, w.Service, peopletest.Person(t, w.Service, peopletest.Named("Walter Admin"), peopletest.Role(authz.Binding{Role: authz.Admin})))
		staff := peopletest.Person(t, w.Service, peopletest.Named("Bo Lind"), peopletest.Email("bo@library.example"), peopletest.Role(authz.Binding{Role: authz.Reviewer}))
		learner := peopletest.Person(t, w.Service, peopletest.Named("Cy Moss"))
		secret, err := w.CreateToken(ctx, peopletest.Actor(t, w.Service, staff), staff.ID, "A program", []string{authz.ScopeRecordRead}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		v, err := w.SigningIn(ctx, admin, staff.ID)
		if err != nil || len(v.Tokens) != 1 || v.Factors.Any() || len(v.Linked) != 0 {
			t.Errorf("%+v, %v", v, err)
		}
		for name, ends := range map[string]time.Duration{"Until now": time.Hour, "A while": 2 * time.Hour} {
			if _, err := w.CreateToken(ctx, peopletest.Actor(t, w.Service, staff), staff.ID, name, []string{authz.ScopeRecordRead}, w.Clock.Now().Add(ends)); err != nil {
				t.Fatal(err)
			}
		}
		w.Clock.Advance(time.Hour)
		if v, err = w.SigningIn(ctx, admin, staff.ID); err != nil || len(v.Tokens) != 2 || v.Tokens[0].Name == "Until now" || v.Tokens[1].Name == "Until now" {
			t.Errorf("with one that has ended there are %+v, %v", v.Tokens, err)
		}
		names := func() string {
			t.Helper()
			list, err := w.StaffWithoutFactor(ctx, admin, page.Request{})
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, l := range list.Items {
				out = append(out, l.Name)
			}
			return strings.Join(out, ", ")
		}
		if got := names(); got != "Walter Admin, Bo Lind" && got != "Bo Lind, Walter Admin" {
			t.Errorf("without a second factor: %s", got)
		}
		err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO code_apps (person_id, secret, created_at, confirmed_at) VALUES ($1, 'x', 1, 1)`, admin.PersonID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := names(); got != "Bo Lind" {
			t.Errorf("without a second factor: %s", got)
		}

		if err := w.SignOutEverywhere(ctx, peopletest.Actor(t, w.Service, learner), staff.ID); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a learner signs somebody out: %v", err)
		}
		if err := w.SignOutEverywhere(ctx, admin, id.Named("nobody")); !errs.Is(err, errs.NotFound) {
			t.Errorf("nobody is signed out: %v", err)
		}
		if err := w.SignOutEverywhere(ctx, admin, staff.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.ActorByToken(ctx, secret); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("the token goes on: %v", err)
		}
		if subject, _, _ := w.letter("bo@library.example"); subject != "You were signed out everywhere" {
			t.Errorf("the last letter: %s", subject)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM audit_log WHERE action = 'person.signed-out' AND object_id = $1`, string(staff.ID)); n != 1 {
			t.Errorf("%d audit rows", n)
		}
		// A backup from before brings the token back until the log is applied again.
		if secret, err = w.CreateToken(ctx, peopletest.Actor(t, w.Service, staff), staff.ID, "As it was", []string{authz.ScopeRecordRead}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			done, err := w.ReapplyTx(ctx, tx, audit.Entry{Action: "person.signed-out", Kind: "person", ID: staff.ID, At: w.Clock.Now(), Detail: []byte("{}")})
			if !done {
				t.Error("nothing was ended again")
			}
			return err
		})
		if _, gone := w.ActorByToken(ctx, secret); err != nil || !errs.Is(gone, errs.Unauthenticated) {
			t.Errorf("after a restore: %v, %v", err, gone)
		}
		for _, who := range []authz.Actor{peopletest.Actor(t, w.Service, learner), {}} {
			if _, err := w.SigningIn(ctx, who, staff.ID); err == nil {
				t.Error("somebody else sees how one signs in")
			}
			if _, err := w.StaffWithoutFactor(ctx, who, page.Request{}); err == nil {
				t.Error("somebody else sees the staff")
			}
		}
	})
}
