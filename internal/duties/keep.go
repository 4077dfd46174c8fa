package duties

import (
	"context"
	"maps"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
)

// refresh works out again where persons stand, with some rules or, when none is named, with all that bind them, and keeps it.
// It is safe to run twice and at the same time as another: what was read later wins. The number of queries does not depend
// on how many they are, up to 500.
func (s *Service) refresh(ctx context.Context, persons []id.ID, keys ...string) error {
	list, err := s.workOut(ctx, persons, keys...)
	if err != nil || len(list) == 0 {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return keepStandings(ctx, tx, list) })
}

// workOut returns where persons stand now, and ends what is kept of them that binds them no more.
func (s *Service) workOut(ctx context.Context, persons []id.ID, only ...string) ([]Standing, error) {
	asked := func(rule string) bool { return len(only) == 0 || slices.Contains(only, rule) }
	now, today := s.clock.Now(), s.today()
	of, survivor, err := s.statements(ctx, s.db, persons)
	if err != nil {
		return nil, err
	}
	var out []Standing
	keys := map[string]bool{}
	bound := map[id.ID]map[string]Statement{}
	for p, k := range of {
		bound[p] = boundBy(k.standing, today)
		for _, x := range k.standing {
			if x.Kind != KindBound || !asked(x.Rule) {
				continue
			}
			if _, still := bound[p][x.Rule]; still {
				keys[x.Rule] = true
			} else {
				out = append(out, ended(p, x.Rule, today, now))
			}
		}
	}
	found, err := s.rules(ctx, s.db, slices.Sorted(maps.Keys(keys)))
	if err != nil {
		return nil, err
	}
	for p := range of { // who is bound by nothing is not read
		if !slices.ContainsFunc(slices.Collect(maps.Keys(bound[p])), asked) {
			delete(of, p)
		}
	}
	if err := s.learn(ctx, s.db, of, survivor, wantedBy(found)); err != nil {
		return nil, err
	}
	for p, k := range of {
		for key, st := range bound[p] {
			if r, ok := found[key]; ok && asked(key) {
				out = append(out, one(r, st, *k, today, now))
			}
		}
	}
	out = append(out, merged(survivor, out, today, now)...)
	stale, err := s.stale(ctx, survivor, bound, asked)
	for _, st := range stale {
		out = append(out, ended(st.PersonID, st.Rule, today, now))
	}
	return out, err
}

// one evaluates one rule for one person.
func one(r Rule, st Statement, k known, today rules.Day, now time.Time) Standing {
	f := k.facts(r)
	d := stand(r, st, rules.NewPerson(f), rules.Request{AsOf: today})
	out := standingOf(k.person, d, f.Entries, today, now)
	out.OwnWord = d.ownWord(k, today)
	return out
}

// ownWord reports whether a duty would stand otherwise without what its person says of what was done, decided or granted.
func (d Duty) ownWord(k known, today rules.Day) bool {
	said := len(k.standing)
	k.standing = slices.DeleteFunc(slices.Clone(k.standing), func(x Statement) bool { return x.isFor(d.Rule.Key) && !slices.Contains(binding, x.Kind) })
	if d.Result == nil || len(k.standing) == said {
		return false
	}
	other := stand(d.Rule, d.Bound, rules.NewPerson(k.facts(d.Rule)), rules.Request{AsOf: today}).Result
	if other == nil {
		return true
	}
	with, without := Standing{}, Standing{}
	with.show(d.Result)
	without.show(other)
	return with.Status != without.Status || with.Due != without.Due || with.GraceUntil != without.GraceUntil || with.Missing != without.Missing
}

// merged ends what is kept under other ids of the same persons, from before their accounts became one.
func merged(survivor map[id.ID]id.ID, list []Standing, today rules.Day, now time.Time) []Standing {
	var out []Standing
	for alias, p := range survivor {
		if alias == p {
			continue
		}
		for _, st := range list {
			if st.PersonID == p {
				out = append(out, ended(alias, st.Rule, today, now))
			}
		}
	}
	return out
}

// stale returns what is kept of rules that bind nobody there any more, be it that a merge was undone or that it stands under an alias.
func (s *Service) stale(ctx context.Context, survivor map[id.ID]id.ID, bound map[id.ID]map[string]Statement, asked func(string) bool) ([]Standing, error) {
	kept, err := standingsOf(ctx, s.db, idsOf(survivor))
	return slices.DeleteFunc(kept, func(st Standing) bool {
		_, binds := bound[survivor[st.PersonID]][st.Rule]
		return !asked(st.Rule) || binds
	}), err
}
