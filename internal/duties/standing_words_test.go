package duties

import (
	"math/rand/v2"
	"testing"

	"learningcommons.dev/commons/internal/rules"
)

// TestTheWordsOfBoardsChangeNothingBeforeTheirDay has a rule for each word that makes a day of its own.
func TestTheWordsOfBoardsChangeNothingBeforeTheirDay(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 3))
	for key, text := range map[string]string{
		"a most for each year": "cycle: {length: 3 years}\nneeds: {at_least: 60 hours, categories: [{name: c, of: {area: technology}, at_most: 20 hours, each: year}]}",
	} {
		read, _ := (&compiled{}).of("rule: own\nstatus: verified\n"+text, "own")
		if read.wrong != nil {
			t.Fatalf("%s: %v", key, read.wrong)
		}
		for range 40 {
			facts := randomFacts(r, []string{"director"})
			for i := range facts {
				if facts[i].Kind == rules.Learning {
					facts[i].Title = []string{"A", "B"}[r.IntN(2)]
				}
			}
			dayByDay(t, Rule{Key: key, Program: read.program}, facts)
		}
	}
}
