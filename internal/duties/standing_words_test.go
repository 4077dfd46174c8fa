package duties

import (
	"math/rand/v2"
	"slices"
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

// TestTheWordsOfBoardsChangeNothingBeforeTheirDay has a rule for each word that makes a day of its own.
func TestTheWordsOfBoardsChangeNothingBeforeTheirDay(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 3))
	for key, text := range map[string]string{
		"a most for each year":  "cycle: {length: 3 years}\nneeds: {at_least: 60 hours, categories: [{name: c, of: {area: technology}, at_most: 20 hours, each: year}]}",
		"of the last months":    "cycle: {length: 1 year, grace: 2 months}\nneeds: {at_least: 20 hours, carry_over: {at_most: 10 hours, from_last: 4 months}}",
		"a first length":        "cycle: {length: 2 years, first_length: 1 year, grace: 1 month}\nneeds: {at_least: 20 hours}",
		"a title again":         "cycle: {length: 1 year, grace: 1 month}\nneeds: {at_least: 20 hours, same_title: once in 18 months, carry_over: 5 hours}",
		"a role served of late": "needs: {served: director, lasting: 1 year, within: 3 years}",
		"an award held so long": "needs: {any_of: [{award: grade, lasting: 1 year}, {award: grade, lasting: 10 months, within: 2 years, in_force: false}]}",
	} {
		read, _ := (&compiled{}).of("rule: own\nstatus: verified\n"+text, "own")
		if read.wrong != nil {
			t.Fatalf("%s: %v", key, read.wrong)
		}
		for range 40 {
			facts := randomFacts(r, []string{"director"})
			for i := range r.IntN(3) {
				e := rules.Entry{ID: "a" + string(rune('0'+i)), Kind: rules.HeldAward, Name: "grade", Day: rules.Date(2022, 1, 1) + rules.Day(r.IntN(900))}
				if r.IntN(2) > 0 {
					e.Until = e.Day + rules.Day(r.IntN(600))
				}
				facts = append(facts, e)
			}
			for i := range facts {
				if facts[i].Kind == rules.Learning {
					facts[i].Title = []string{"A", "B"}[r.IntN(2)]
				}
			}
			dayByDay(t, Rule{Key: key, Program: read.program}, facts)
		}
	}
}

func TestACompetencyOfWhatIsCarriedOverIsNamedAndFollowed(t *testing.T) {
	n := rules.Need{Kind: rules.AtLeast, CarryOf: &rules.Filter{Competencies: []string{"core/OLD"}}}
	if named := competenciesIn(rules.Version{Needs: &n}); !slices.Equal(named, []string{"core/OLD"}) {
		t.Errorf("named %v", named)
	}
	if now := (names{"core/old": {"core/NEW"}}).in(n, false); !slices.Equal(now.CarryOf.Competencies, []string{"core/NEW"}) || n.CarryOf.Competencies[0] != "core/OLD" {
		t.Errorf("followed to %v", now.CarryOf)
	}
}
