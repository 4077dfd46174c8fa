package duties

import (
	"context"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
)

// Counter says how many a rule binds, to whom no person's standing is to be told. Numbers are rounded down to fives, so that one
// person more or less does not show; Few says that it binds fewer than five, and Apart that met and not met can be told apart,
// because each is five or more. Who is done by their own word alone is not among the met.
type Counter struct {
	Bound, Met, NotMet int
	Few, Apart         bool
}

// counter makes a Counter of exact numbers.
func counter(bound, met int) Counter {
	notMet := bound - met
	if bound < people.Fewest {
		return Counter{Few: bound > 0}
	}
	c := Counter{Bound: bound / people.Fewest * people.Fewest, Apart: met >= people.Fewest && notMet >= people.Fewest}
	if c.Apart {
		c.Met, c.NotMet = met/people.Fewest*people.Fewest, notMet/people.Fewest*people.Fewest
	}
	return c
}

// Counters returns how many each rule binds, by key. Those who may ReadRules.
func (s *Service) Counters(ctx context.Context, actor authz.Actor) (map[string]Counter, error) {
	if err := actor.Require(ReadRules, ""); err != nil {
		return nil, err
	}
	return s.counters(ctx)
}

func (s *Service) counters(ctx context.Context) (map[string]Counter, error) {
	list, err := countStandings(ctx, s.db)
	if err != nil {
		return nil, err
	}
	bound, met := map[string]int{}, map[string]int{}
	for _, x := range list {
		bound[x.rule] += x.n
		if x.met {
			met[x.rule] += x.n
		}
	}
	out := map[string]Counter{}
	for rule, n := range bound {
		out[rule] = counter(n, met[rule])
	}
	return out, nil
}
