package duties_test

import (
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// unreadable was taken by an earlier release: its category asks for more than the assistant owes.
const unreadable = `rule: old
name: The old one
status: verified
roles: [director, assistant]
needs: {at_least: {director: 100 hours, assistant: 10 hours}, categories: [{name: technology, of: {area: technology}, at_least: 20 hours}]}
`

func TestATextThatCannotBeReadAnyMoreStandsInTheWayOfNothingElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newDue(t, d), t.Context()
		mended := strings.Replace(unreadable, "at_least: 20 hours", "at_least: 5 hours", 1)
		_, err := w.WriteRule(ctx, w.Editor, mended)
		w.must(err)
		w.must(w.PublishRule(ctx, w.Editor, "old", "", ""))
		w.must(w.Bind(ctx, w.Me, duties.Binding{Rule: "old", Role: "assistant", RoleSince: "2020-01-01"}))
		w.bind(w.Me, "ten", "2025-12-16")
		w.Keep(t, "old", 2, unreadable)

		w.day("2026-09-16")
		if got := w.letters(w.Me); len(got) != 1 || !strings.Contains(got[0].Text, "The ten") || strings.Contains(got[0].Text, "old") {
			t.Errorf("of what can be worked out it is written still: %v", got)
		}
		list, err := w.Rules(ctx, duties.ListRequest{All: true})
		w.must(err)
		if slices.ContainsFunc(list.Items, func(r duties.Rule) bool { return r.Key == "old" }) || !slices.ContainsFunc(list.Items, func(r duties.Rule) bool { return r.Key == "ten" }) {
			t.Error("the list has it, or not the others")
		}
		if _, err := w.MovedRules(ctx, w.Editor); err != nil {
			t.Errorf("the desk: %v", err)
		}
		if _, err := w.Rule(ctx, "old"); kindOf(err) != "unavailable" {
			t.Errorf("the rule itself: %v", err)
		}
		if err := w.Bind(ctx, w.Other, duties.Binding{Rule: "old"}); kindOf(err) != "unavailable" {
			t.Errorf("taking it on: %v", err)
		}
		mine, err := w.Mine(ctx, w.Me)
		w.must(err)
		if len(mine) != 2 || mine[0].Rule.Name() != "The rule old" || mine[0].Rule.Unreadable == nil || mine[0].Result != nil || mine[1].Result == nil {
			t.Errorf("both duties, the one that cannot be worked out first: %+v", mine)
		}
		one, err := w.One(ctx, w.Me, "old", duties.Question{Registered: true})
		if w.must(err); one.Result != nil || len(one.Statements) != 2 {
			t.Errorf("the duty has what was said and no standing: %+v", one)
		}
		if err := w.Say(ctx, w.Me, duties.Said{Kind: duties.KindLeave, Rule: "old", Day: "2026-01-01"}); kindOf(err) != "unavailable" {
			t.Errorf("saying more: %v", err)
		}

		found, err := w.UnreadableRules(ctx, w.Editor)
		if w.must(err); len(found) != 1 || found[0].Key != "old" || found[0].Unreadable[0].Line != 5 {
			t.Errorf("the desk is told which and where: %+v", found)
		}
		if _, err := w.UnreadableRules(ctx, w.Me); kindOf(err) != "forbidden" {
			t.Errorf("others are told: %v", err)
		}
		own, err := w.OwnRule(ctx, w.Editor, "old")
		if w.must(err); len(own.Unreadable) != 1 {
			t.Errorf("its own page: %+v", own.Unreadable)
		}
		wrong, err := w.Attention(ctx)
		if w.must(err); len(wrong) != 1 || !strings.HasPrefix(wrong[0], "1 published texts") || !strings.Contains(wrong[0], "old") {
			t.Errorf("doctor: %q", wrong)
		}
		w.day("2026-09-17")
		if n := strings.Count(w.Logged.String(), "rule=old"); n != 1 {
			t.Errorf("logged %d times\n%s", n, w.Logged)
		}

		_, err = w.SaveRule(ctx, w.Editor, "old", mended, "")
		w.must(err)
		if got := fields(w.PublishRule(ctx, w.Editor, "old", "", "")); got[0] != "correction" {
			t.Errorf("what cannot be compared is a correction: %v", got)
		}
		w.must(w.PublishRule(ctx, w.Editor, "old", "The category asked for too much.", ""))
		w.Work(t)
		one, err = w.One(ctx, w.Me, "old", duties.Question{})
		if w.must(err); one.Status() != "not yet" {
			t.Errorf("mended: %+v", one.Result)
		}
		w.Sound(t)
	})
}

func TestADutyThatCannotBeWorkedOutCanBeEnded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newDue(t, d), t.Context()
		w.bind(w.Me, "ten", "2025-12-16")
		w.Keep(t, "ten", 2, "rule: ten\nneeds: {no_longer: known}\n")
		w.must(w.End(ctx, w.Me, "ten", ""))
		w.Work(t)
		if mine, err := w.Mine(ctx, w.Me); err != nil || len(mine) != 0 {
			t.Errorf("%v %v", mine, err)
		}
	})
}
