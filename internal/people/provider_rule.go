package people

import (
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/oidc"
)

// given is what the rules of a provider give to a person today.
type given struct {
	roles []authz.Binding
	// number is the member number that the provider knows.
	number string
	// class and until are a membership with its last day; class is empty where no rule gives one.
	class, until string
	days         int
}

// judge holds what a provider says against its rules. What no rule names is nobody's.
func (s *Service) judge(ctx context.Context, p Provider, c oidc.Claims) (given, error) {
	g := given{number: numberOf(p, c)}
	today := s.clock.Now().In(s.zone)
	for _, r := range p.Rules {
		if !c.Says(r.Claim, r.Contains) {
			continue
		}
		if r.Role != "" {
			b, ok, err := s.bindingOf(ctx, r)
			if err != nil {
				return g, err
			}
			if ok && !slices.Contains(g.roles, b) {
				g.roles = append(g.roles, b)
			}
			continue
		}
		if g.class != "" {
			continue // the first one counts
		}
		until := today.AddDate(0, 0, r.Days).Format(time.DateOnly)
		if r.Until != "" {
			if until = c.Text(r.Until); len(until) > len(time.DateOnly) {
				until = until[:len(time.DateOnly)]
			}
		}
		if civil(until) && until >= today.Format(time.DateOnly) {
			g.class, g.until, g.days = r.Membership, until, r.Days
		}
	}
	return g, nil
}

// bindingOf returns the role of a rule with the unit as it is today; false when there is no such unit.
func (s *Service) bindingOf(ctx context.Context, r Rule) (authz.Binding, bool, error) {
	b := authz.Binding{Role: r.Role}
	if r.Unit == "" {
		return b, true, nil
	}
	u, ok, err := s.UnitNamed(ctx, r.Unit)
	b.UnitID = u.ID
	return b, ok, err
}

// membershipSource marks the periods that a provider's rules made.
func membershipSource(provider string) string { return "sign-in: " + provider }

// applyTx makes roles and membership what the rules say, for the person who has just come in.
func (s *Service) applyTx(ctx context.Context, tx *db.Tx, now time.Time, p Provider, person id.ID, g given) error {
	if len(p.Rules) == 0 && p.NumberClaim == "" {
		return nil
	}
	if _, err := lockSurvivors(ctx, tx, []id.ID{person}); err != nil {
		return err
	}
	ids, err := allIDs(ctx, tx, person)
	if err != nil {
		return err
	}
	if err := s.setRulesTx(ctx, tx, now, now.AddDate(0, 0, p.roleDays()), p.Name, ids, g.roles); err != nil {
		return err
	}
	if err := s.learnNumberTx(ctx, tx, now, ids[0], g.number); err != nil {
		return err
	}
	if slices.ContainsFunc(p.Rules, func(r Rule) bool { return r.Membership != "" }) {
		return s.setMembershipTx(ctx, tx, now, p, ids, g)
	}
	return nil
}

// learnNumberTx notes the member number that a provider knows of somebody who has none here; one that is somebody else's is left alone.
func (s *Service) learnNumberTx(ctx context.Context, tx *db.Tx, now time.Time, person id.ID, number string) error {
	if number == "" {
		return nil
	}
	owners, err := personsByNumbers(ctx, tx, []string{number})
	if err != nil || owners[number] != "" {
		return err
	}
	found, err := personsByID(ctx, tx, []id.ID{person})
	if err != nil || found[person].MemberNumber != "" {
		return err
	}
	if err := setMemberNumber(ctx, tx, person, number, now); err != nil {
		return err
	}
	return audit.Record(ctx, tx, now, byRule(), audit.Event{Action: "person.numbered", Kind: "person", ID: person})
}

// setRulesTx makes the roles that a provider's rules have given to a person, by all their ids, exactly these until then. What people gave stays as it is.
func (s *Service) setRulesTx(ctx context.Context, tx *db.Tx, now, until time.Time, provider string, ids []id.ID, want []authz.Binding) error {
	have, err := rolesByRule(ctx, tx, ids, provider)
	if err != nil {
		return err
	}
	var events []audit.Event
	var ended, kept []id.ID
	held := map[authz.Binding]bool{}
	for _, h := range have {
		if slices.Contains(want, h.Binding) && (h.endsAt.IsZero() || now.Before(h.endsAt)) {
			kept, held[h.Binding] = append(kept, h.id), true
		} else {
			ended = append(ended, h.id)
			events = append(events, roleEvent("role.ended", ids[0], h.Binding, provider))
		}
	}
	var added []authz.Binding
	for _, b := range want {
		if !held[b] {
			added = append(added, b)
			events = append(events, roleEvent("role.granted", ids[0], b, provider))
		}
	}
	if err := renewRoles(ctx, tx, until, kept); err != nil || len(events) == 0 {
		return err
	}
	if err := endRolesByID(ctx, tx, now, ended); err != nil {
		return err
	}
	if err := insertRolesByRule(ctx, tx, now, until, ids[0], provider, added); err != nil {
		return err
	}
	return audit.RecordAll(ctx, tx, now, byRule(), events)
}

// byRule is who acts when a rule gives or takes.
func byRule() authz.Actor { return authz.System("sign-in") }

func roleEvent(action string, person id.ID, b authz.Binding, provider string) audit.Event {
	return audit.Event{Action: action, Kind: "person", ID: person, Unit: b.UnitID, Detail: map[string]any{"role": b.Role, "organisation": b.OrganisationID, "provider": provider}}
}

// setMembershipTx prolongs or ends the membership that a provider vouches for. A membership from elsewhere is left alone: what the association
// has recorded is truer than what a provider says.
func (s *Service) setMembershipTx(ctx context.Context, tx *db.Tx, now time.Time, p Provider, ids []id.ID, g given) error {
	periods, err := periodsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	today, source := s.DayOf(now), membershipSource(p.Name)
	have := effective(periods)
	i := slices.IndexFunc(have, func(m Period) bool { return m.Covers(today) })
	if i < 0 {
		if g.class == "" {
			return nil
		}
		_, err := s.AddMembershipTx(ctx, tx, now, byRule(), ids[0], g.class, today, g.until, source)
		if errs.Is(err, errs.Conflict) { // one that is to come is known already
			return nil
		}
		return err
	}
	m := have[i]
	if m.Source != source {
		return nil
	}
	end := g.until
	switch {
	case g.class == "":
		g.class, end = m.Class, max(m.StartsOn, now.In(s.zone).AddDate(0, 0, -1).Format(time.DateOnly))
	case g.class == m.Class && g.days > 0 && m.EndsOn >= now.In(s.zone).AddDate(0, 0, g.days/2).Format(time.DateOnly):
		return nil // it lasts long enough: not every sign-in makes a row
	}
	_, err = s.AddMembershipTx(ctx, tx, now, byRule(), m.PersonID, g.class, m.StartsOn, end, source)
	return err
}

// CheckProviders says what in the operator's file does not fit this database, by its line: units that there are none of.
func (s *Service) CheckProviders(ctx context.Context) error {
	for _, p := range s.providers {
		for _, r := range p.Rules {
			if r.Role == "" {
				continue
			}
			if _, ok, err := s.bindingOf(ctx, r); err != nil {
				return err
			} else if !ok {
				return fmt.Errorf("the file of providers: line %d: unit: there is no unit %q; write the acronym of one that is listed under Units, or add it first", r.line, r.Unit)
			}
		}
	}
	return nil
}

// EndRolesWithoutRule ends every role that a rule gave which the operator's file does not have any more: what the file does not
// say holds for nobody. It is called when a server starts, and returns how many it ended.
func (s *Service) EndRolesWithoutRule(ctx context.Context) (int, error) {
	allowed := map[string][]authz.Binding{}
	for _, p := range s.providers {
		for _, r := range p.Rules {
			if r.Role == "" {
				continue
			}
			b, ok, err := s.bindingOf(ctx, r)
			if err != nil {
				return 0, err
			}
			if ok {
				allowed[p.Name] = append(allowed[p.Name], b)
			}
		}
	}
	now, n := s.clock.Now(), 0
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		kinds, err := kindsByRule(ctx, tx)
		if err != nil {
			return err
		}
		for _, k := range kinds {
			if slices.Contains(allowed[k.provider], k.Binding) {
				continue
			}
			persons, err := endKind(ctx, tx, now, k)
			if err != nil {
				return err
			}
			events := make([]audit.Event, len(persons))
			for i, person := range persons {
				events[i] = roleEvent("role.ended", person, k.Binding, k.provider)
			}
			if err := audit.RecordAll(ctx, tx, now, byRule(), events); err != nil {
				return err
			}
			n += len(persons)
		}
		return nil
	})
	return n, err
}
