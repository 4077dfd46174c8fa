package rules_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/rules"
)

// TestGroupsAgreeWithAskingOneByOne compares random boards with asking every member, and adding all up.
func TestGroupsAgreeWithAskingOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := someFilter(t)
		owed := int64(rapid.IntRange(1, 8).Draw(t, "quarters"))
		all := int64(rapid.IntRange(1, 24).Draw(t, "quarters together"))
		amount := func(quarters int64) rules.Need {
			return rules.Need{Kind: rules.AtLeast, Amount: rules.Amount{Hundredths: 25 * quarters, Unit: "hours"}, Of: of}
		}
		each := rules.Need{Kind: rules.Each, Needs: []rules.Need{amount(owed)}}
		if rapid.Bool().Draw(t, "serving") {
			each.Role = "trustee"
		}
		switch rapid.IntRange(0, 2).Draw(t, "members") {
		case 0:
			each.Count = rapid.IntRange(1, 4).Draw(t, "count")
		case 1:
			each.Percent = rapid.IntRange(1, 100).Draw(t, "percent")
		}
		root := rules.Need{Kind: rules.AllOf, Needs: []rules.Need{each, {Kind: rules.Together, Needs: []rules.Need{amount(all)}}}}
		year := rules.Cycle{Kind: rules.Calendar, Length: rules.Span{Months: 12}}
		p, wrong := rules.Compile(rules.Rule{Key: "board", Binds: "group", Versions: []rules.Version{{Cycle: &year, Needs: &root}}})
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		facts, asked, met, sum := rules.Facts{}, 0, 0, int64(0)
		january := rules.Date(2026, 1, 1)
		for m := range rapid.IntRange(0, 5).Draw(t, "people") {
			member := rules.Facts{Who: fmt.Sprint("m", m)}
			has := int64(0)
			for i := range rapid.IntRange(0, 4).Draw(t, "entries") {
				e := someEntry(t, fmt.Sprint(i))
				e.Kind, e.Name = rules.Learning, ""
				if e.Day >= january && e.Day <= asOf && fits(of, &e) {
					has += e.Minutes
				}
				member.Entries = append(member.Entries, e)
			}
			sum += has
			role := rules.Entry{ID: "r", Kind: rules.HeldRole, Name: "trustee", Day: asOf - rules.Day(rapid.IntRange(-1, 1).Draw(t, "since")), Until: asOf + rules.Day(rapid.IntRange(-1, 1).Draw(t, "until"))}
			if role.Until >= role.Day {
				member.Entries = append(member.Entries, role)
			}
			facts.Members = append(facts.Members, member)
			if each.Role == "" || role.Day <= asOf && role.Until >= asOf {
				if asked++; has >= owed*15 {
					met++
				}
			}
		}
		want := asked
		switch {
		case each.Count > 0:
			want = each.Count
		case each.Percent > 0:
			for want = 0; want*100 < asked*each.Percent; {
				want++
			}
		}
		res, err := p.Evaluate(rules.NewPerson(facts), rules.Request{AsOf: asOf, Explain: true})
		if err != nil {
			t.Fatal(err)
		}
		one, together := res.Tree.Children[0], res.Tree.Children[1]
		if (one.Status == rules.Met) != (asked > 0 && met >= want) || asked > 0 && one.Counted != int64(met) {
			t.Fatalf("%s, %d of %d; asking one by one %d of %d\n%s", one.Status, one.Counted, one.Needed, met, want, shown(t, res))
		}
		if len(facts.Members) > 0 && ((together.Status == rules.Met) != (sum >= all*15) || together.Children[0].Counted != sum) {
			t.Fatalf("%s with %d, adding up %d of %d\n%s", together.Status, together.Children[0].Counted, sum, all*15, shown(t, res))
		}
	})
}
