package rules

import (
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
)

// roleOf returns the role that decides. A rule without roles needs none.
func (p *Program) roleOf(person *Person, q Request, frames []*frame) (role string, bound bool, err error) {
	roles := p.rule.Roles
	if len(roles) == 0 {
		return "", true, nil
	}
	if q.Role != "" {
		for _, r := range roles {
			if fold(r) == fold(q.Role) {
				return r, true, nil
			}
		}
		return "", false, errs.Bad("role", "%s is not one of the roles of this rule: %s.", q.Role, strings.Join(roles, ", "))
	}
	from := Day(1)
	if len(frames) > 0 {
		from = frames[len(frames)-1].start
	}
	if best := p.roleIn(person, from, q.AsOf); best != "" {
		return best, true, nil
	}
	anyRole := false
	for _, e := range person.facts {
		anyRole = anyRole || e.Kind == HeldRole
	}
	switch {
	case anyRole:
		return "", false, nil
	case len(roles) == 1:
		return roles[0], true, nil
	}
	return "", false, errs.Bad("role", "Say which role it is: %s.", strings.Join(roles, ", "))
}

// roleIn returns the role of the rule that the record shows in a span, or nothing.
func (p *Program) roleIn(person *Person, from, to Day) string {
	best, bestDays, latest := "", Day(-1), Day(0)
	for _, name := range p.rule.Roles {
		days, _, last := served(person, fold(name), from, to)
		if days == 0 {
			continue
		}
		if p.rule.RoleBy == "latest" && last > latest || p.rule.RoleBy != "latest" && days > bestDays {
			best, bestDays, latest = name, days, last
		}
	}
	return best
}

// served counts the days in a span on which somebody served as the role, and returns the first one of them and the
// first day of the latest time.
func served(p *Person, role string, from, to Day) (days, first, latest Day) {
	return held(p, HeldRole, role, from, to, func(*Entry) bool { return true })
}

// held is served for facts of a kind that may count.
func held(p *Person, kind, name string, from, to Day, may func(*Entry) bool) (days, first, latest Day) {
	after := from
	for _, e := range p.between(1, to) {
		if e.Kind != kind || e.Name != name || !may(e) {
			continue
		}
		last := e.Until
		if last == 0 {
			last = to
		}
		if a, b := max(e.Day, after), min(last, to); b >= a {
			if days == 0 {
				first = a
			}
			days += b - a + 1
			after, latest = b+1, e.Day
		}
	}
	return days, first, latest
}
