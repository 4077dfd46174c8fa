package rulefile_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/rules/rulefile"
)

// TestWordsOfBoardsAreRefusedWhereTheyMeanNothing has the words that say more of an amount, a cycle or members.
func TestWordsOfBoardsAreRefusedWhereTheyMeanNothing(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"lasting in a cycle", "rule: x\ncycle: {length: 5 years}\nneeds: {award: a, lasting: 3 years, over: cycle}", `3:43: lasting counts the days on which it was held`},
		{"carried over without an amount", "rule: x\ncycle: {length: 1 year}\nneeds:\n  at_least: 9 hours\n  carry_over: {from_last: 6 months}", `5:16: Say how much is carried over at most`},
		{"carried over from the whole", "rule: x\ncycle: {length: 1 year}\nneeds:\n  at_least: 9 hours\n  carry_over: {at_most: 1 hour, from_last: 12 months}", `5:44: That is the whole of a cycle`},
		{"carried over how", "rule: x\ncycle: {length: 1 year}\nneeds:\n  at_least: 9 hours\n  carry_over: {at_most: 1 hour, within: 2 months}", `5:33: "within" is not known here; there are: at_most, of, from_last.`},
		{"a first length with fixed", "rule: x\ncycle:\n  kind: calendar\n  length: 2 years\n  anchor: 2025-01-01\n  first_length: 1 year\nneeds: {nothing: true}", `6:17: first_length belongs to rolling cycles`},
		{"each year of a first length", "rule: x\ncycle: {length: 2 years, first_length: 18 months}\nneeds: {at_least: 5 hours, each_year: 1 hour}", `3:39: Only a cycle of whole years`},
		{"each without a most", "rule: x\nneeds: {at_least: 9 hours, categories: [{name: a, of: {tag: a}, at_least: 1 hour, each: title}]}", `2:89: each says of what the most is one`},
		{"each what", "rule: x\nneeds: {at_least: 9 hours, categories: [{name: a, of: {tag: a}, at_most: 1 hour, each: month}]}", `2:88: "month" is not possible for each; there are: provider, title, year, day, member.`},
		{"a most for each year without years", "rule: x\nneeds: {at_least: 9 hours, categories: [{name: a, of: {tag: a}, at_most: 1 hour, each: year}]}", `2:88: Only a cycle of whole years has a most for each of them.`},
		{"a most for each year of all time", "rule: x\ncycle: {length: 2 years}\nneeds: {at_least: 9 hours, over: ever, categories: [{name: a, of: {tag: a}, at_most: 1 hour, each: year}]}", `3:100: over and within look at other times`},
		{"a most for each year in a time of one's own", "rule: x\nbinds: group\ncycle: {length: 2 years}\nneeds: {each: {finish_within: 1 year, need: {at_least: 9 hours, categories: [{name: a, of: {tag: a}, at_most: 1 hour, each: year}]}}}", `leave each: year out here`},
		{"a most for each member of one", "rule: x\nneeds: {at_least: 9 hours, categories: [{name: a, at_most: 1 hour, each: member}]}", `2:74: A most for each member is of what several did: it belongs inside together.`},
		{"a part of the members", "rule: x\nbinds: group\nneeds: {each: {members: 3/2, need: {nothing: true}}}", `3:25: Write all, a number such as 3, or a share such as 80% or 2/3.`},
		{"who comes late as what", "rule: x\nbinds: group\ncycle: {length: 1 year}\nneeds: {each: {first: by month, need: {nothing: true}}}", `4:23: first is about members who began to serve`},
		{"who comes late without a cycle", "rule: x\nbinds: group\nneeds: {each: {serving: a, first: by month, need: {nothing: true}}}", `3:35: Without a cycle nobody comes in the middle`},
		{"who comes late in a time of their own", "rule: x\nbinds: group\ncycle: {length: 1 year}\nneeds: {each: {serving: a, first: by month, finish_within: 1 year, need: {nothing: true}}}", `4:35: With finish_within each member has a time of their own`},
		{"carried over by who comes late", "rule: x\nbinds: group\ncycle: {length: 1 year}\nneeds: {each: {serving: a, first: by month, need: {at_least: 5 hours, carry_over: 1 hour}}}", `4:83: What a member owed of the cycle before is not known`},
		{"inside one for each", "rule: x\nneeds: {at_least: 9 hours, categories: [{name: a, of: {tag: a}, at_most: 1 hour, part_of: b}, {name: b, of: {tag: b}, at_most: 2 hours, each: title}]}", `2:91: The most of "b" is one for each title`},
		{"one for each competes", "rule: x\nneeds:\n  all_of:\n    - {at_least: 9 hours}\n    - {at_least: 9 hours, categories: [{name: a, of: {tag: a}, at_most: 1 hour, each: title}]}", `a most for each of something`},
		{"a title how often", "rule: x\nneeds: {at_least: 5 hours, same_title: once in long}", `2:40: Write once, or once in so long, such as once in 3 years.`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := rulefile.Read([]byte(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("said %v, want %s", err, c.want)
			}
		})
	}
}
