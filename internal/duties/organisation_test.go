package duties_test

import (
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
		w.Learned(t, w.Me.PersonID, "2026-03-03", 480)
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
		if err := w.StopFeed(ctx, w.Me); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Feed(ctx, again); kindOf(err) != "not-found" {
			t.Errorf("a stopped address: %v", err)
		}
		if _, err := w.RenewFeed(ctx, authz.Actor{PersonID: w.Me.PersonID, Token: true, Scopes: authz.Scopes}); kindOf(err) != "forbidden" {
			t.Errorf("a token makes an address: %v", err)
		}
	})
}
