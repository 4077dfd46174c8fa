package duties

import (
	"context"
	"maps"
	"slices"

	"learningcommons.dev/commons/internal/rules"
)

// asksForCompetency reports whether what people and other voices say of competencies counts in a rule.
func asksForCompetency(r Rule) bool { return asks(r.Program.Rule(), rules.HasSkill) }

// withhold takes out of kept standings, for whoever is not the person themselves, where people stand with rules that ask for a competency:
// what they and other voices say of it is in there, and they agreed to show nothing of that. That the rule binds them stays. The names of the rules come in.
func (s *Service) withhold(ctx context.Context, list []Standing) error {
	keys := map[string]bool{}
	for _, st := range list {
		keys[st.Rule] = true
	}
	if len(keys) == 0 {
		return nil
	}
	found, err := s.written(ctx, s.db, slices.Sorted(maps.Keys(keys)))
	if err != nil {
		return err
	}
	for i, st := range list {
		switch r, ok := found[st.Rule]; {
		case ok && r.Unreadable != nil: // nobody can say whether it asks for one
			list[i] = Standing{PersonID: st.PersonID, Rule: st.Rule, Status: StatusUnknown, Scale: 1}
		case ok && asksForCompetency(r):
			list[i] = Standing{PersonID: st.PersonID, Rule: st.Rule, Status: StatusWithheld, Scale: 1}
		}
		if r, ok := found[st.Rule]; ok {
			list[i].Name = r.Name()
		}
	}
	return nil
}
