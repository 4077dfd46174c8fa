package duties_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/duties/dutiestest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

func TestMoreTimeMovesTheDayEverywhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		w.choose(w.Me, []int{30})
		w.bind(w.Me, "ten", "2025-10-01")
		w.day("2026-09-20")
		w.got(w.Me, "before the decision", 1)
		w.must(w.Say(ctx, w.Me, duties.Said{Kind: duties.KindExtended, Rule: "ten", Day: "2026-09-18", Until: "2026-12-31"}))
		w.Work(t)
		one, err := w.One(ctx, w.Me, "ten", duties.Question{})
		w.must(err)
		if one.Result.Due.String() != "2026-12-31" || one.Result.GraceUntil.String() != "2027-01-31" || !slices.Contains(one.Result.Notes, rules.MoreTime) {
			t.Errorf("due %s, grace until %s, %v", one.Result.Due, one.Result.GraceUntil, one.Result.Notes)
		}
		if before, err := w.One(ctx, w.Me, "ten", duties.Question{AsOf: "2026-09-17"}); err != nil || before.Result.Due.String() != "2026-09-30" {
			t.Errorf("on the day before it was decided: due %s %v", before.Result.Due, err)
		}
		file, err := w.CalendarFile(ctx, w.Me)
		w.must(err)
		if !bytes.Contains(file, []byte("DTSTART;VALUE=DATE:20261231")) || bytes.Contains(file, []byte("VALUE=DATE:20260930")) {
			t.Errorf("the calendar has\n%s", file)
		}
		w.day("2026-10-05")
		w.got(w.Me, "after the day that it was", 1)
		w.day("2026-12-02")
		if l := last(w.letters(w.Me)); l.Subject != "Falls due on 31 December 2026: The ten" {
			w.got(w.Me, "30 days before the new day", 2)
			t.Errorf("%q", l.Subject)
		}
		w.Sound(t)
	})
}

func TestWaiversAreSaidOfADuty(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		w.rule("both", "{kind: calendar, length: 1 year}", "{all_of: [{name: Hours, at_least: 10 hours, categories: [{name: Ethics, of: {area: ethics}, at_least: 2 hours}]}, {name: Law, exam: law}]}")
		w.bind(w.Me, "both", "")
		say := func(x duties.Said) error {
			if x.Kind == "" {
				x.Kind = duties.KindWaived
			}
			x.Rule, x.Day = "both", "2026-03-01"
			return w.Say(ctx, w.Me, x)
		}
		for _, c := range []struct {
			said  duties.Said
			field string
		}{
			{duties.Said{}, "amount"},
			{duties.Said{Unit: "hours"}, "amount"},
			{duties.Said{Name: "Law", Amount: 100, Unit: "hours"}, "unit"},
			{duties.Said{Amount: 100}, "unit"},
			{duties.Said{Amount: 100, Unit: "CEU"}, "unit"},
			{duties.Said{Amount: -1, Unit: "hours"}, "amount"},
			{duties.Said{Name: "Lwa"}, "name"},
			{duties.Said{Name: "Law", Until: "2026-12-31"}, "until"},
			{duties.Said{Kind: duties.KindExtended}, "until"},
			{duties.Said{Kind: duties.KindExtended, Until: "2026-02-28"}, "until"},
			{duties.Said{Kind: duties.KindExtended, Until: "2036-03-02"}, "until"},
			{duties.Said{Kind: duties.KindExtended, Until: "2026-12-31", Amount: 1, Unit: "hours"}, "amount"},
		} {
			if got := fields(say(c.said)); got[0] != c.field || len(got) != 2 {
				t.Errorf("%+v: %q, want %s", c.said, got, c.field)
			}
		}
		for _, x := range []duties.Said{{Amount: 850, Unit: "hours"}, {Name: "Ethics"}, {Name: "law"}} {
			w.must(say(x))
		}
		w.Learned(t, w.Me.PersonID, "2026-05-05", 60)
		w.Work(t)
		one, err := w.One(ctx, w.Me, "both", duties.Question{})
		w.must(err)
		hours := one.Result.Tree.Children[0]
		if one.Status() != rules.Partly || hours.Needed != 90 || hours.Waived != 510 || hours.Missing != 30 || one.Result.Tree.Children[1].Reason != rules.WasWaived {
			t.Errorf("%s, %+v", one.Status(), hours)
		}
		// A correction keeps the kind and says the rest anew.
		for _, x := range one.Statements {
			if x.Amount > 0 {
				w.must(w.Correct(ctx, w.Me, x.ID, duties.Said{Day: "2026-03-01", Amount: 900, Unit: "minutes"}, false))
			}
		}
		if one, err = w.One(ctx, w.Me, "both", duties.Question{}); err != nil || one.Result.Tree.Children[0].Waived != 9 || one.Statements[0].Amount != 900 {
			t.Errorf("%+v %v", one.Result.Tree.Children[0], err)
		}
		// What is taken out says the same as the page.
		var lines bytes.Buffer
		enc := json.NewEncoder(&lines)
		w.must(w.EachFact(ctx, system, w.Me.PersonID, "both", func(l rulefile.Line) error { return enc.Encode(l) }))
		f, err := rulefile.ReadFacts(strings.NewReader(lines.String()), "person", "")
		w.must(err)
		res, err := one.Rule.Program.Evaluate(rules.NewPerson(f), rules.Request{AsOf: one.Today, Explain: true})
		w.must(err)
		if file, page := view(t, res), view(t, one.Result); file != page {
			t.Errorf("the lines say\n%s\nthe page says\n%s\nof\n%s", file, page, lines.String())
		}
		w.Sound(t)
	})
}

func TestDecisionsAboutALibraryAreSaidByWhoLooksAfterIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		ctx := t.Context()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		lib, director, _ := library(t, w)
		first, err := w.WriteRule(ctx, w.Editor, trustees)
		must(err)
		must(w.PublishRule(ctx, w.Editor, "own-board", "", first.Seen()))
		must(w.BindOrganisation(ctx, director, lib.ID, "own-board", ""))
		more := duties.Said{Kind: duties.KindExtended, Rule: "own-board", Day: "2026-09-01", Until: "2027-03-31"}
		if err := w.SayOfOrganisation(ctx, w.Me, lib.ID, more); kindOf(err) != "not-found" {
			t.Errorf("somebody else decides: %v", err)
		}
		must(w.SayOfOrganisation(ctx, director, lib.ID, more))
		o, err := w.OfOrganisation(ctx, director, lib.ID)
		must(err)
		if got := o.Duties[0].Result.GraceUntil.String(); got != "2027-03-31" {
			t.Errorf("it can be made up until %q", got)
		}
		if err := w.Say(ctx, w.Me, more); kindOf(err) != "not-found" {
			t.Errorf("a member says it of the board's duty: %v", err)
		}
	})
}
