package duties_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/duties/dutiestest"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/rules"
)

const trustees = `rule: own-board
name: The board learns together
status: verified
binds: group
versions:
  - version: "1"
    cycle: {kind: calendar, length: 1 year}
    needs:
      all_of:
        - {name: Each trustee, each: {members: 80%, serving: trustee, need: {at_least: 2 hours}}}
        - {name: The board together, together: {at_least: 10 hours}}
        - {name: A plan, at_least: 1 activity, of: {kind: document, tag: strategic plan}, over: ever}
`

// library is an organisation within a state, with who coordinates the library and who the state.
func library(t *testing.T, w *dutiestest.World) (lib people.Organisation, director, state authz.Actor) {
	t.Helper()
	add := func(kind, name string, parent id.ID) people.Organisation {
		o, err := w.People.AddOrganisation(t.Context(), system, people.Organisation{Kind: kind, Name: name, ParentID: parent})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	top := add("state", "Wetland State Library", "")
	lib = add("library", "Reed Bay Public Library", top.ID)
	director = w.Person(t, peopletest.Role(authz.Binding{Role: authz.Coordinator, OrganisationID: lib.ID}))
	state = w.Person(t, peopletest.Role(authz.Binding{Role: authz.Coordinator, OrganisationID: top.ID}))
	return lib, director, state
}

// confirm confirms all who wait for the library.
func confirm(t *testing.T, w *dutiestest.World, director authz.Actor, lib id.ID) {
	t.Helper()
	all, err := w.WhoCounts(t.Context(), director, lib, page.Request{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all.Items {
		if err := w.Confirm(t.Context(), director, lib, m.ID); err != nil {
			t.Fatal(err)
		}
	}
}

func TestADirectorSeesThoseWhoAgreedAndNobodyElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		ctx := t.Context()
		lib, director, state := library(t, w)
		bind(t, w, duties.Binding{Rule: newYork, Certified: "2022-01-01"})
		if err := w.Bind(ctx, w.Other, duties.Binding{Rule: newYork, Certified: "2022-01-01"}); err != nil {
			t.Fatal(err)
		}
		w.Learned(t, w.Me.PersonID, "2024-05-05", 600)
		w.Work(t)
		team := func(a authz.Actor) []duties.Member {
			t.Helper()
			p, err := w.Team(ctx, a, lib.ID, page.Request{})
			if err != nil {
				t.Fatal(err)
			}
			return p.Items
		}
		if got := team(director); len(got) != 0 {
			t.Fatalf("before anybody agreed: %v", got)
		}
		if err := w.Agree(ctx, w.Me, lib.ID, "", ""); err != nil {
			t.Fatal(err)
		}
		if err := w.Agree(ctx, w.Me, lib.ID, "", ""); kindOf(err) != "invalid" {
			t.Errorf("agreed twice: %v", err)
		}
		if got := team(director); len(got) != 0 {
			t.Fatalf("before the library confirmed it: %v", got)
		}
		confirm(t, w, director, lib.ID)
		for _, a := range []authz.Actor{director, state} {
			got := team(a)
			if len(got) != 1 || got[0].Name != w.Me.Name || len(got[0].Standings) != 1 {
				t.Fatalf("%+v", got)
			}
			if st := got[0].Standings[0]; st.Status != "partly" || st.Due.String() != "2026-12-31" || st.Missing != 3000 || st.Unit != "hours" {
				t.Errorf("%+v", st)
			}
		}
		for name, a := range map[string]authz.Actor{"a stranger": w.Other, "the administrator": w.Admin, "a visitor": {}} {
			if _, err := w.Team(ctx, a, lib.ID, page.Request{}); kindOf(err) != "not-found" && kindOf(err) != "unauthenticated" {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := w.OfOrganisation(ctx, a, lib.ID); kindOf(err) != "not-found" && kindOf(err) != "unauthenticated" {
				t.Errorf("%s: %v", name, err)
			}
			if err := w.BindOrganisation(ctx, a, lib.ID, "own-board", ""); kindOf(err) != "not-found" && kindOf(err) != "unauthenticated" {
				t.Errorf("%s: %v", name, err)
			}
		}
		team(director) // within an hour it is the same look
		looks, err := w.Looks(ctx, w.Me, page.Request{})
		if err != nil || len(looks.Items) != 2 || looks.Items[1].ViewerName != director.Name || looks.Items[1].Organisation != lib.Name {
			t.Errorf("%+v %v", looks.Items, err)
		}
		b, err := w.TeamCalendar(ctx, director, lib.ID)
		if err != nil || !strings.Contains(string(b), "DTSTART;VALUE=DATE:20261231") {
			t.Errorf("%s %v", b, err)
		}
		consents, err := w.Consents(ctx, w.Me)
		if err != nil || len(consents) != 1 || consents[0].Organisation != lib.Name {
			t.Fatalf("%+v %v", consents, err)
		}
		if err := w.TakeBack(ctx, w.Other, consents[0].ID); kindOf(err) != "not-found" {
			t.Errorf("another takes it back: %v", err)
		}
		if err := w.TakeBack(ctx, w.Me, consents[0].ID); err != nil {
			t.Fatal(err)
		}
		if got := team(director); len(got) != 0 {
			t.Errorf("after it was taken back: %v", got)
		}
		if err := w.Agree(ctx, w.Me, lib.ID, "", "2026-09-16"); kindOf(err) != "invalid" {
			t.Errorf("from tomorrow on: %v", err)
		}
		w.Sound(t)
	})
}

func TestABoardIsBoundTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		ctx := t.Context()
		lib, director, _ := library(t, w)
		first, err := w.WriteRule(ctx, w.Editor, trustees)
		if err == nil {
			err = w.PublishRule(ctx, w.Editor, "own-board", "", first.Seen())
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Bind(ctx, w.Me, duties.Binding{Rule: "own-board"}); kindOf(err) != "invalid" {
			t.Errorf("a person takes a board's rule: %v", err)
		}
		if err := w.BindOrganisation(ctx, director, lib.ID, newYork, ""); kindOf(err) != "invalid" {
			t.Errorf("a library takes a person's rule: %v", err)
		}
		if err := w.BindOrganisation(ctx, director, lib.ID, "own-board", ""); err != nil {
			t.Fatal(err)
		}
		look := func() duties.Duty {
			t.Helper()
			o, err := w.OfOrganisation(ctx, director, lib.ID)
			if err != nil || len(o.Duties) != 1 {
				t.Fatalf("%+v %v", o, err)
			}
			return o.Duties[0]
		}
		if got := look(); got.Status() != rules.NotYet {
			t.Errorf("with nobody: %s", got.Status())
		}
		for _, a := range []authz.Actor{w.Me, w.Other} {
			if err := w.Agree(ctx, a, lib.ID, "trustee", "2020-01-01"); err != nil {
				t.Fatal(err)
			}
		}
		w.Learned(t, w.Me.PersonID, "2026-03-02", 480)
		if got := look(); got.Status() != rules.NotYet {
			t.Errorf("before the library confirmed them: %s", got.Status())
		}
		confirm(t, w, director, lib.ID)
		w.Learned(t, w.Other.PersonID, "2026-03-03", 60)
		if got := look(); got.Status() != rules.Partly || got.Result.Due.String() != "2026-12-31" {
			t.Errorf("%s due %s", got.Status(), got.Result.Due)
		}
		for _, x := range []duties.Said{{Kind: duties.KindDocument, Rule: "own-board", Name: "strategic plan", Day: "2025-05-05"}, {Kind: duties.KindActivity, Rule: "own-board", Name: "Evening on ethics", Day: "2026-06-06", Minutes: 60}} {
			if err := w.SayOfOrganisation(ctx, director, lib.ID, x); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.SayOfOrganisation(ctx, director, lib.ID, duties.Said{Kind: duties.KindActivity, Rule: "own-board", Name: "x", Day: "2026-06-06"}); kindOf(err) != "invalid" {
			t.Errorf("an activity without hours: %v", err)
		}
		w.Learned(t, w.Other.PersonID, "2026-04-04", 120)
		if got := look(); got.Status() != rules.Met {
			t.Errorf("%s: %+v", got.Status(), got.Result.Tree)
		}
		o, err := w.OfOrganisation(ctx, director, lib.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range o.Statements {
			if x.Kind == duties.KindDocument {
				if err := w.WithdrawOfOrganisation(ctx, w.Me, lib.ID, x.ID); kindOf(err) != "not-found" {
					t.Errorf("a trustee takes the plan back: %v", err)
				}
				if err := w.WithdrawOfOrganisation(ctx, director, lib.ID, x.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := look(); got.Status() != rules.Partly {
			t.Errorf("without the plan: %s", got.Status())
		}
		// Whoever takes back is counted no more.
		consents, err := w.Consents(ctx, w.Other)
		if err == nil {
			err = w.TakeBack(ctx, w.Other, consents[0].ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		if o, err := w.OfOrganisation(ctx, director, lib.ID); err != nil || o.Counted != 1 {
			t.Errorf("%d are counted: %v", o.Counted, err)
		}
		w.Clock.Advance(time.Minute)
		if err := w.EndOfOrganisation(ctx, director, lib.ID, "own-board"); err != nil {
			t.Fatal(err)
		}
		if o, err := w.OfOrganisation(ctx, director, lib.ID); err != nil || len(o.Duties) != 0 {
			t.Errorf("%+v %v", o.Duties, err)
		}
		w.Sound(t)
	})
}

func TestACalendarHasASecretAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		ctx := t.Context()
		bind(t, w, duties.Binding{Rule: lssc, Certified: "2022-12-01"})
		secret, err := w.RenewFeed(ctx, w.Me)
		if err != nil {
			t.Fatal(err)
		}
		b, err := w.Feed(ctx, secret)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"DTSTART;VALUE=DATE:20251130", "DTSTART;VALUE=DATE:20261130", "DTSTART;VALUE=DATE:20270131", "Falls due: Library Support"} {
			if !strings.Contains(string(b), want) {
				t.Errorf("%s is missing from\n%s", want, b)
			}
		}
		if strings.Count(string(b), "BEGIN:VEVENT") != 3 {
			t.Errorf("%s", b)
		}
		again, err := w.RenewFeed(ctx, w.Me)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Feed(ctx, secret); kindOf(err) != "not-found" {
			t.Errorf("the address before: %v", err)
		}
		// Whoever was given the address of an account that is joined with another gets nothing of the other.
		other := w.Person(t)
		old, err := w.RenewFeed(ctx, other)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.People.Merge(ctx, authz.System("test"), other.PersonID, w.Me.PersonID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Feed(ctx, old); kindOf(err) != "not-found" {
			t.Errorf("the address of an account that was joined: %v", err)
		}
		if err := w.StopFeed(ctx, w.Me); err != nil {
			t.Fatal(err)
		}
		if since, err := w.FeedSince(ctx, w.Me); err != nil || !since.IsZero() {
			t.Errorf("after stopping there is a calendar since %v: %v", since, err)
		}
		if _, err := w.Feed(ctx, again); kindOf(err) != "not-found" {
			t.Errorf("a stopped address: %v", err)
		}
		if _, err := w.RenewFeed(ctx, authz.Actor{PersonID: w.Me.PersonID, Token: true, Scopes: authz.Scopes}); kindOf(err) != "forbidden" {
			t.Errorf("a token makes an address: %v", err)
		}
	})
}

// TestWhoCountsForALibrary lets strangers agree, whom the library declines, and moves the library under another, whose coordinator sees nothing by it.
func TestWhoCountsForALibrary(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dutiestest.New(t, d)
		lib, director, state := library(t, w)
		for _, a := range []authz.Actor{w.Me, w.Other} {
			if err := w.Agree(ctx, a, lib.ID, "", ""); err != nil {
				t.Fatal(err)
			}
		}
		who, err := w.WhoCounts(ctx, director, lib.ID, page.Request{})
		if err != nil || len(who.Items) != 2 || !who.Items[0].Waits() || who.Items[0].Name != w.Me.Name {
			t.Fatalf("%+v, %v", who, err)
		}
		mine, others := who.Items[0].ID, who.Items[1].ID
		for name, a := range map[string]authz.Actor{"the person": w.Me, "an administrator": w.Admin} {
			if err := w.Confirm(ctx, a, lib.ID, mine); kindOf(err) != "not-found" {
				t.Errorf("%s confirms: %v", name, err)
			}
			if err := w.Decline(ctx, a, lib.ID, mine); kindOf(err) != "not-found" {
				t.Errorf("%s declines: %v", name, err)
			}
			if _, err := w.WhoCounts(ctx, a, lib.ID, page.Request{}); kindOf(err) != "not-found" {
				t.Errorf("%s reads who counts: %v", name, err)
			}
		}
		if err := w.Confirm(ctx, director, lib.ID, mine); err != nil {
			t.Fatal(err)
		}
		if err := w.Confirm(ctx, state, lib.ID, mine); err != nil {
			t.Errorf("confirmed again: %v", err)
		}
		if err := w.Decline(ctx, director, lib.ID, others); err != nil {
			t.Fatal(err)
		}
		if err := w.Confirm(ctx, director, lib.ID, others); kindOf(err) != "not-found" {
			t.Errorf("what was declined is confirmed: %v", err)
		}
		consents, err := w.Consents(ctx, w.Other)
		if err != nil || len(consents) != 1 || !consents[0].Declined || consents[0].EndedAt.IsZero() {
			t.Errorf("%+v, %v", consents, err)
		}
		if err := w.Agree(ctx, w.Other, lib.ID, "", ""); err != nil {
			t.Errorf("agrees again: %v", err)
		}
		sees := func(a authz.Actor) int {
			t.Helper()
			p, err := w.Team(ctx, a, lib.ID, page.Request{})
			if err != nil {
				t.Fatal(err)
			}
			return len(p.Items)
		}
		if a, b := sees(director), sees(state); a != 1 || b != 1 {
			t.Errorf("the director sees %d, the state %d", a, b)
		}
		// Another system takes the library over: who agreed before did not agree to that.
		system2, err := w.People.AddOrganisation(ctx, system, people.Organisation{Kind: "system", Name: "Sandbar System"})
		if err != nil {
			t.Fatal(err)
		}
		moved := lib
		moved.ParentID = system2.ID
		if err := w.People.ChangeOrganisation(ctx, w.Admin, moved); err != nil {
			t.Fatal(err)
		}
		newcomer := w.Person(t, peopletest.Role(authz.Binding{Role: authz.Coordinator, OrganisationID: system2.ID}))
		if n := sees(newcomer); n != 0 {
			t.Errorf("who came to be above later sees %d", n)
		}
		// How the library stands is the same for both; how each of them stands, and the amounts of few, are for those alone who see them.
		text := "rule: own-each\nname: Each learns\nstatus: verified\nbinds: group\nneeds: {name: Each of them, each: {members: all, need: {at_least: 2 hours}}}\n"
		if _, err := w.WriteRule(ctx, w.Editor, text); err != nil {
			t.Fatal(err)
		}
		if err := w.PublishRule(ctx, w.Editor, "own-each", "", ""); err != nil {
			t.Fatal(err)
		}
		if err := w.BindOrganisation(ctx, director, lib.ID, "own-each", ""); err != nil {
			t.Fatal(err)
		}
		for who, want := range map[string]int{"director": 1, "newcomer": 0} {
			a := map[string]authz.Actor{"director": director, "newcomer": newcomer}[who]
			o, err := w.OfOrganisation(ctx, a, lib.ID)
			if err != nil || len(o.Duties) != 1 {
				t.Fatalf("%+v, %v", o, err)
			}
			if res := o.Duties[0].Result; res.Status != rules.NotYet || len(res.Tree.Children) != want || res.Tree.Needed != int64(want) {
				t.Errorf("the %s sees %d members, %d of %d, %s", who, len(res.Tree.Children), res.Tree.Counted, res.Tree.Needed, res.Status)
			}
		}
		if who, err := w.WhoCounts(ctx, newcomer, lib.ID, page.Request{}); err != nil || len(who.Items) != 0 {
			t.Errorf("%+v, %v", who, err)
		}
		if err := w.Decline(ctx, newcomer, lib.ID, mine); kindOf(err) != "not-found" {
			t.Errorf("who sees nothing declines: %v", err)
		}
		if _, err := w.Team(ctx, state, lib.ID, page.Request{}); kindOf(err) != "not-found" {
			t.Errorf("who is above no more: %v", err)
		}
		// Who looks after it confirms their own by agreeing.
		if err := w.Agree(ctx, director, lib.ID, "director", ""); err != nil {
			t.Fatal(err)
		}
		if n := sees(director); n != 2 {
			t.Errorf("the director sees %d, themselves among them", n)
		}
		w.Sound(t)
	})
}

// TestAllAreCounted counts more people than are read at once.
func TestAllAreCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dutiestest.New(t, d)
		lib, director, _ := library(t, w)
		text := "rule: own-many\nstatus: verified\nbinds: group\nneeds: {each: {members: all, need: {award: nobody has it}}}\n"
		first, err := w.WriteRule(ctx, w.Editor, text)
		if err == nil {
			err = w.PublishRule(ctx, w.Editor, "own-many", "", first.Seen())
		}
		if err == nil {
			err = w.BindOrganisation(ctx, director, lib.ID, "own-many", "")
		}
		if err != nil {
			t.Fatal(err)
		}
		const n = 260
		err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			for i := range n {
				p, err := w.People.AddPersonTx(ctx, tx, w.Clock.Now(), people.NewPerson{Name: fmt.Sprintf("Person %d", i)})
				if err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, `INSERT INTO duty_agreements (id, person_id, organisation_id, since, agreed_at, confirmed_at) VALUES ($1, $2, $3, '2026-01-01', 1, 1)`, "a"+string(p.ID), p.ID, lib.ID); err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, `INSERT INTO duty_agreement_sights (agreement_id, organisation_id) VALUES ($1, $2)`, "a"+string(p.ID), lib.ID); err != nil {
					return err
				}
				for _, rule := range []string{"us-ny-librarian", "lssc-renewal"} {
					due := rules.Date(2026, 1, 1) + rules.Day(2*i)
					if _, err := tx.Exec(ctx, `INSERT INTO duty_standings (person_id, rule_key, status, as_of, due, next_day, computed_at) VALUES ($1, $2, 'partly', '2026-01-01', $3, '2026-01-02', 1)`, p.ID, rule, due.String()); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		o, err := w.OfOrganisation(ctx, director, lib.ID)
		if err != nil || o.Counted != n || len(o.Duties) != 1 || o.Duties[0].Result.Tree.Needed != n {
			t.Fatalf("%d counted, %v", o.Counted, err)
		}
		// Two accounts of one person are one member, once they are joined.
		two, err := w.Team(ctx, director, lib.ID, page.Request{Limit: 2})
		if err != nil || len(two.Items) != 2 {
			t.Fatalf("%d members, %v", len(two.Items), err)
		}
		if err := w.People.Merge(ctx, authz.System("test"), two.Items[1].PersonID, two.Items[0].PersonID); err != nil {
			t.Fatal(err)
		}
		if o, err = w.OfOrganisation(ctx, director, lib.ID); err != nil || o.Counted != n-1 || o.Duties[0].Result.Tree.Needed != n-1 {
			t.Errorf("%d counted after two were joined, %v", o.Counted, err)
		}
		if two, err = w.Team(ctx, director, lib.ID, page.Request{Limit: 2}); err != nil || len(two.Items) != 1 {
			t.Errorf("%d members on the page of the two, %v", len(two.Items), err)
		}
		// The calendar says that it has not all, and has what comes next.
		b, err := w.TeamCalendar(ctx, director, lib.ID)
		if err != nil || strings.Count(string(b), "BEGIN:VEVENT") != 500 || !strings.Contains(string(b), "the next 500 days") || !strings.Contains(string(b), "20270602") || strings.Contains(string(b), "20260909") {
			t.Errorf("%d days, %v", strings.Count(string(b), "BEGIN:VEVENT"), err)
		}
	})
}
