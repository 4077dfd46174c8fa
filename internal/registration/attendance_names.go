package registration

import (
	"context"
	"maps"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// addressKey is what an address in a file is compared by. Platforms cover part of some, as in a***@example.org: whose such
// a one is nobody can say, and several people have the same, so it is none.
func addressKey(address string) (key string, ok bool) {
	if strings.ContainsAny(address, "*•●…") {
		return "", false
	}
	return people.FoldEmail(address)
}

// calledAs is the key under which a person of the unit said who a row is: the address where it has one,
// otherwise the name.
func calledAs(name, address string) string {
	if key, ok := addressKey(address); ok {
		return "mail:" + key
	}
	return "name:" + tabular.Fold(name)
}

// remember returns who the rows of the file were said to be when earlier files came in.
func (in *intake) remember(ctx context.Context) (map[string]id.ID, error) {
	called := map[string]bool{}
	for _, v := range slices.Concat(in.file.Visits, in.file.Absent) {
		if key := calledAs(v.Name, v.Address); key != "name:" {
			called[key] = true
		}
	}
	known, err := namesKnown(ctx, in.s.db, in.unit, slices.Sorted(maps.Keys(called)))
	if err != nil || len(known) == 0 {
		return nil, err
	}
	persons, err := in.s.people.Persons(ctx, slices.Collect(maps.Values(known)))
	if err != nil {
		return nil, err
	}
	for key, person := range known {
		known[key] = persons[person].ID
	}
	return known, nil
}

// propose finds, for rows that fit nobody, the one person on the roster who has the name. Nothing is
// done with it until somebody confirms.
func (s *Service) propose(ctx context.Context, occurrence id.ID, list []Unmatched) error {
	if len(list) == 0 {
		return nil
	}
	in, err := s.registrationsIn(ctx, occurrence)
	if err != nil {
		return err
	}
	persons, err := s.people.Persons(ctx, slices.Collect(maps.Keys(in)))
	if err != nil {
		return err
	}
	byName := map[string][]id.ID{}
	for person, r := range in {
		if !r.State.HoldsSeat() || r.State == StateHeld {
			continue
		}
		keys := map[string]bool{}
		for _, name := range []string{r.PersonName, persons[person].Name} {
			for _, key := range nameKeys(name) {
				keys[key] = true
			}
		}
		for key := range keys {
			byName[key] = append(byName[key], person)
		}
	}
	for i := range list {
		for _, key := range nameKeys(list[i].Name) {
			if found := byName[key]; len(found) == 1 && list[i].Why != OwnAttendance && list[i].Why != NoSeat {
				list[i].Proposed, list[i].ProposedName = in[found[0]].ID, persons[found[0]].Name
				break
			}
		}
	}
	return nil
}

// nameKeys are the forms in which one name is met: "Ada Lin (Adalin)" has two names, and "Lin, Ada" is
// "Ada Lin".
func nameKeys(name string) []string {
	var out []string
	add := func(n string) {
		if last, first, ok := strings.Cut(n, ","); ok {
			n = first + " " + last
		}
		if key := tabular.Fold(n); key != "" && !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	outer, inner, ok := strings.Cut(name, "(")
	if !ok {
		add(name)
		return out
	}
	add(outer)
	add(strings.TrimSuffix(strings.TrimSpace(inner), ")"))
	return out
}
