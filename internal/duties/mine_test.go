package duties_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/duties/dutiestest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/rules"
)

const newYork, lssc = "us-ny-librarian", "lssc-renewal"

func bind(t *testing.T, w *dutiestest.World, b duties.Binding) {
	t.Helper()
	if err := w.Bind(t.Context(), w.Me, b); err != nil {
		t.Fatal(err)
	}
}

func TestAPersonSaysWhatBindsThemAndSeesWhereTheyStand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		ctx := t.Context()
		bind(t, w, duties.Binding{Rule: newYork, Certified: "2022-01-01"})
		bind(t, w, duties.Binding{Rule: lssc, Certified: "2022-12-01"})
		w.Learned(t, w.Me.PersonID, "2024-05-05", 30*60, "technology")
		w.Learned(t, w.Me.PersonID, "2021-05-05", 30*60, "technology") // before both cycles
		list, err := w.Mine(ctx, w.Me)
		if err != nil || len(list) != 2 {
			t.Fatalf("%v %v", list, err)
		}
		// LSSC: four years from 2022-12-01, so due on 2026-11-30, before New York's 2026-12-31.
		first, second := list[0], list[1]
		if first.Rule.Key != lssc || first.Status() != rules.Partly || first.Result.Due.String() != "2026-11-30" || first.Result.GraceUntil.String() != "2027-01-31" {
			t.Errorf("LSSC: %s %s due %s grace %s", first.Rule.Key, first.Status(), first.Result.Due, first.Result.GraceUntil)
		}
		if n := duties.Headline(first.Result); n.SayMissing(n.Missing) != "2" || duties.UnitOf(n) != "contact hours" {
			t.Errorf("LSSC lacks %s %s", n.SayMissing(n.Missing), duties.UnitOf(n))
		}
		if second.Rule.Key != newYork || second.Result.Due.String() != "2026-12-31" {
			t.Errorf("New York: %s due %s", second.Rule.Key, second.Result.Due)
		}
		if n := duties.Headline(second.Result); n.SayMissing(n.Missing) != "30" {
			t.Errorf("New York lacks %s", n.SayMissing(n.Missing))
		}
		if list, err := w.Mine(ctx, w.Other); err != nil || len(list) != 0 {
			t.Errorf("another sees %v %v", list, err)
		}
		if _, err := w.One(ctx, w.Other, newYork, duties.Question{}); !errs.Is(err, errs.NotFound) {
			t.Errorf("another's duty: %v", err)
		}
		if _, err := w.One(ctx, w.Admin, newYork, duties.Question{}); !errs.Is(err, errs.NotFound) {
			t.Errorf("the administrator's look: %v", err)
		}
		w.Sound(t)
	})
}

func TestWhatIsWrongIsSaidAtItsField(t *testing.T) {
	w := dutiestest.New(t, dbtest.SQLite(t))
	ctx := t.Context()
	for name, c := range map[string]struct {
		b     duties.Binding
		field string
	}{
		"a day to come":            {duties.Binding{Rule: newYork, Certified: "2026-09-16"}, "certified"},
		"no day of the calendar":   {duties.Binding{Rule: newYork, Certified: "2026-02-30"}, "certified"},
		"a year of two digits":     {duties.Binding{Rule: newYork, Certified: "0026-02-03"}, "certified"},
		"no such rule":             {duties.Binding{Rule: "us-ny-nothing"}, "rule"},
		"a rule nobody verified":   {duties.Binding{Rule: "us-ok-librarian"}, "rule"},
		"a rule of one event":      {duties.Binding{Rule: "attendance"}, "rule"},
		"another rule's role":      {duties.Binding{Rule: "us-in-librarian", Role: "trustee", RoleSince: "2020-01-01"}, "role"},
		"a role without its day":   {duties.Binding{Rule: "us-in-librarian", Role: "director"}, "role_since"},
		"a day without its role":   {duties.Binding{Rule: "us-in-librarian", RoleSince: "2020-01-01"}, "role"},
		"an enrolment still ahead": {duties.Binding{Rule: "lssc", Enrolled: "2027-01-01"}, "enrolled"},
	} {
		err := w.Bind(ctx, w.Me, c.b)
		e := errs.As(err)
		if e == nil || e.Kind != errs.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	bind(t, w, duties.Binding{Rule: newYork})
	if err := w.Bind(ctx, w.Me, duties.Binding{Rule: newYork}); !errs.Is(err, errs.Invalid) {
		t.Errorf("twice: %v", err)
	}
	list, err := w.Mine(ctx, w.Me)
	if err != nil || len(list) != 1 || !list[0].NeedsDay {
		t.Fatalf("without a day: %+v %v", list, err)
	}
}

func TestARoleMayBeSaidLater(t *testing.T) {
	w := dutiestest.New(t, dbtest.SQLite(t))
	ctx := t.Context()
	bind(t, w, duties.Binding{Rule: "us-in-librarian", Certified: "2024-01-01"})
	list, err := w.Mine(ctx, w.Me)
	if err != nil || !list[0].NeedsRole || list[0].Result != nil {
		t.Fatalf("%+v %v", list, err)
	}
	if err := w.Say(ctx, w.Me, duties.Said{Kind: duties.KindRole, Rule: "us-in-librarian", Name: "director", Day: "2024-01-01"}); err != nil {
		t.Fatal(err)
	}
	if list, err = w.Mine(ctx, w.Me); err != nil || list[0].NeedsRole || list[0].Result.Role != "director" {
		t.Fatalf("%+v %v", list, err)
	}
	if n := duties.Headline(list[0].Result); n.Say(n.Needed) != "100" || n.Unit != "LEU" {
		t.Errorf("a director owes %s %s", n.Say(n.Needed), n.Unit)
	}
}

func TestCorrectingKeepsWhatWasSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		ctx := t.Context()
		bind(t, w, duties.Binding{Rule: newYork, Certified: "2022-01-01"})
		one, err := w.One(ctx, w.Me, newYork, duties.Question{})
		if err != nil {
			t.Fatal(err)
		}
		var certified duties.Statement
		for _, x := range one.Statements {
			if x.Kind == duties.KindCertified {
				certified = x
			}
		}
		if err := w.Correct(ctx, w.Other, certified.ID, duties.Said{Day: "2023-03-01"}, false); !errs.Is(err, errs.NotFound) {
			t.Errorf("another corrects it: %v", err)
		}
		if err := w.Correct(ctx, w.Me, certified.ID, duties.Said{Day: "2027-03-01"}, false); !errs.Is(err, errs.Invalid) {
			t.Errorf("a day to come: %v", err)
		}
		if err := w.Correct(ctx, w.Me, certified.ID, duties.Said{Day: "2023-03-01"}, false); err != nil {
			t.Fatal(err)
		}
		if err := w.Correct(ctx, w.Me, certified.ID, duties.Said{Day: "2024-03-01"}, false); !errs.Is(err, errs.Conflict) {
			t.Errorf("a second correction of the same: %v", err)
		}
		if one, err = w.One(ctx, w.Me, newYork, duties.Question{}); err != nil || one.Result.Due.String() != "2028-02-29" || len(one.Statements) != 3 || one.Standing(certified) {
			t.Fatalf("due %s, %d statements: %v", one.Result.Due, len(one.Statements), err)
		}
		if err := w.End(ctx, w.Me, newYork, ""); err != nil {
			t.Fatal(err)
		}
		if list, err := w.Mine(ctx, w.Me); err != nil || len(list) != 0 {
			t.Errorf("an ended duty is still there: %v %v", list, err)
		}
		if one, err = w.One(ctx, w.Me, newYork, duties.Question{}); err != nil || !one.Ended {
			t.Errorf("an ended duty is not readable: %v", err)
		}
		if err := w.End(ctx, w.Me, newYork, ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("ended twice: %v", err)
		}
		bind(t, w, duties.Binding{Rule: newYork})
		if list, err := w.Mine(ctx, w.Me); err != nil || len(list) != 1 || list[0].Result.Due.String() != "2028-02-29" {
			t.Errorf("taken on again: %v %v", list, err)
		}
		w.Sound(t)
	})
}

func TestLookingAtAnotherDayAndAtWhatIsOnlyThoughtOf(t *testing.T) {
	w := dutiestest.New(t, dbtest.SQLite(t))
	ctx := t.Context()
	bind(t, w, duties.Binding{Rule: newYork, Certified: "2018-01-01"})
	w.Learned(t, w.Me.PersonID, "2019-05-05", 70*60)
	w.Learned(t, w.Me.PersonID, "2023-05-05", 50*60)
	one, err := w.One(ctx, w.Me, newYork, duties.Question{})
	if err != nil || one.Status() != rules.Partly || len(one.Past) != 1 || one.Past[0].Status != rules.Met || one.Past[0].To.String() != "2022-12-31" {
		t.Fatalf("%s %+v %v", one.Status(), one.Past, err)
	}
	then, err := w.One(ctx, w.Me, newYork, duties.Question{AsOf: "2018-06-01"})
	if err != nil || then.Status() != rules.NotYet || then.Result.Due.String() != "2022-12-31" {
		t.Errorf("in 2018: %s due %s %v", then.Status(), then.Result.Due, err)
	}
	if _, err := w.One(ctx, w.Me, newYork, duties.Question{AsOf: "soon"}); !errs.Is(err, errs.Invalid) {
		t.Errorf("no day: %v", err)
	}
	today, _ := rules.ParseDay("2026-09-15")
	what, err := w.One(ctx, w.Me, newYork, duties.Question{WhatIf: []rules.Entry{{ID: "x", Kind: rules.Learning, Day: today, Minutes: 600}}})
	if err != nil || what.Status() != rules.Met || what.Without.Status != rules.Partly {
		t.Errorf("with ten hours more: %s %v", what.Status(), err)
	}
	if again, err := w.One(ctx, w.Me, newYork, duties.Question{}); err != nil || again.Status() != rules.Partly {
		t.Errorf("what was thought of was kept: %s %v", again.Status(), err)
	}
}

func TestTheRulesThatThereAre(t *testing.T) {
	w := dutiestest.New(t, dbtest.SQLite(t))
	all, err := w.Rules(t.Context(), duties.ListRequest{})
	if err != nil || len(all.Items) < 20 || len(all.Places) < 12 {
		t.Fatalf("%d rules of %d places: %v", len(all.Items), len(all.Places), err)
	}
	found, err := w.Rules(t.Context(), duties.ListRequest{Text: "new york"})
	if err != nil || len(found.Items) != 1 || found.Items[0].Key != newYork {
		t.Errorf("%v %v", found.Items, err)
	}
	choose, err := w.Rules(t.Context(), duties.ListRequest{Selectable: true})
	if err != nil || len(choose.Items) >= len(all.Items) {
		t.Errorf("%d of %d can be chosen", len(choose.Items), len(all.Items))
	}
	for _, r := range choose.Items {
		if r.Draft() {
			t.Errorf("%s is a draft", r.Key)
		}
	}
	if _, err := w.Rule(t.Context(), "nothing"); !errs.Is(err, errs.NotFound) {
		t.Errorf("no rule: %v", err)
	}
	for _, r := range all.Items {
		if r.Text == "" || !strings.Contains(r.Text, "rule: "+r.Key) {
			t.Errorf("%s has no text", r.Key)
		}
	}
}
