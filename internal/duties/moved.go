package duties

import (
	"context"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
	"learningcommons.dev/commons/internal/standards"
)

// MovedRule is a rule whose last version names competencies that are not what they were.
type MovedRule struct {
	Rule
	// Moved are those of them that were split, merged or retired. A merged one is followed by itself; of the others somebody decides.
	Moved []Named
}

// MovedRules returns the rules in force that name a competency which a later version of its framework split, merged with others or
// retired, in the order of Rules. What was replaced by one other is followed by itself. Those who may ReadRules.
func (s *Service) MovedRules(ctx context.Context, actor authz.Actor) ([]MovedRule, error) {
	if err := actor.Require(ReadRules, ""); err != nil {
		return nil, err
	}
	all, err := s.all(ctx, s.db)
	if err != nil {
		return nil, err
	}
	byKey := map[string]Rule{}
	for _, r := range all {
		byKey[r.Key] = r
	}
	if err := s.follow(ctx, s.db, byKey); err != nil {
		return nil, err
	}
	var out []MovedRule
	for _, r := range all {
		if m := byKey[r.Key].moved(s.today()); len(m) > 0 {
			out = append(out, MovedRule{byKey[r.Key], m})
		}
	}
	return out, nil
}

// moved are the competencies of the last version that were split, merged or retired. Of a rule that is in force no more nothing is to be decided.
func (r Rule) moved(today rules.Day) []Named {
	if ended := r.Ended(); ended != 0 && ended <= today {
		return nil
	}
	var out []Named
	for _, n := range r.lastNamed() {
		if n.Became != standards.BecameSame && n.Became != standards.BecameReplaced {
			out = append(out, n)
		}
	}
	return out
}

// lastNamed are the competencies that the last version names.
func (r Rule) lastNamed() []Named {
	versions := r.Program.Rule().Versions
	last := versions[len(versions)-1].From
	return slices.DeleteFunc(slices.Clone(r.Competencies), func(n Named) bool { return n.From != last })
}

// ProposedText is the text of an own rule with a further version, from tomorrow on or from the day after its last one begins, that names what its
// moved competencies became: the one that a competency was merged into or replaced by, all that one was split into. A retired one stays, for its writer
// to say what takes its place. It is false where nothing has moved, a draft waits, or the rule ends before. Nothing is kept of it. Those who may EditRules.
func (s *Service) ProposedText(ctx context.Context, actor authz.Actor, key string) (string, bool, error) {
	if err := actor.Require(EditRules, ""); err != nil {
		return "", false, err
	}
	own, err := s.OwnRule(ctx, actor, key)
	if err != nil || own.Draft() {
		return "", false, err
	}
	r, err := s.rule(ctx, key)
	if err != nil || len(r.moved(s.today())) == 0 {
		return "", false, err
	}
	to := names{}
	for _, n := range r.lastNamed() {
		if n.Became != standards.BecameSame && n.Became != standards.BecameRetired {
			for _, p := range n.Successors {
				as := strings.ToLower(n.As)
				to[as] = append(to[as], NameOf(p))
			}
		}
	}
	rule := r.Program.Rule()
	rule.Versions = slices.Clone(rule.Versions)
	last := &rule.Versions[len(rule.Versions)-1]
	next := *last
	next.Name, next.From = "", max(s.today(), last.From)+1
	if next.Until != 0 && next.Until < next.From {
		return "", false, nil
	}
	next.Note = "Competencies are named as in the present version of their framework."
	needs := to.in(*next.Needs, false)
	next.Needs, last.Until = &needs, 0
	rule.Versions = append(rule.Versions, next)
	return string(rulefile.Write(rule)), true, nil
}

// names are what competencies are called now, by what a rule calls them, in small letters.
type names map[string][]string

// in is a requirement with these names. One competency that has become several is asked for in each of them; where it must not be there, none of them may.
func (to names) in(n rules.Need, forbidden bool) rules.Need {
	n.Of, n.CarryOf = to.filter(n.Of), to.filter(n.CarryOf)
	n.Categories = slices.Clone(n.Categories)
	for i := range n.Categories {
		n.Categories[i].Of = to.filter(n.Categories[i].Of)
	}
	if n.Kind == rules.NoneOf {
		forbidden = !forbidden
	}
	old := n.Needs
	n.Needs = nil
	for i := range old {
		if now := to.in(old[i], forbidden); n.Kind != rules.Choose || !to.oneByNow(old[:i], old[i]) {
			n.Needs = append(n.Needs, now)
		}
	}
	if n.Kind == rules.Choose {
		n.Count = min(n.Count, len(n.Needs))
	}
	now := to[strings.ToLower(n.Target)]
	if n.Kind != rules.HasSkill || len(now) == 0 {
		return n
	}
	if len(now) == 1 {
		n.Target = now[0]
		return n
	}
	all := rules.Need{Kind: rules.AllOf, ID: n.ID, Name: n.Name, Note: n.Note, For: n.For, Since: n.Since, SinceEnrolled: n.SinceEnrolled}
	if forbidden {
		all.Kind = rules.AnyOf
	}
	part := n
	part.ID, part.Name, part.Note, part.For, part.Since, part.SinceEnrolled = "", "", "", nil, 0, false
	for _, part.Target = range now {
		all.Needs = append(all.Needs, part)
	}
	return all
}

// oneByNow reports whether a competency of a choice is one by now with another one before it.
func (to names) oneByNow(before []rules.Need, n rules.Need) bool {
	one := func(n rules.Need) string {
		now := to[strings.ToLower(n.Target)]
		switch {
		case n.Kind != rules.HasSkill || len(now) > 1:
			return ""
		case len(now) == 0:
			return strings.ToLower(n.Target)
		}
		return strings.ToLower(now[0])
	}
	return one(n) != "" && slices.ContainsFunc(before, func(b rules.Need) bool { return one(b) == one(n) && !strings.EqualFold(b.Target, n.Target) })
}

func (to names) filter(f *rules.Filter) *rules.Filter {
	if f == nil {
		return nil
	}
	c := *f
	c.Competencies = nil
	for _, n := range f.Competencies {
		now := to[strings.ToLower(n)]
		if len(now) == 0 {
			now = []string{n}
		}
		for _, name := range now {
			if !slices.ContainsFunc(c.Competencies, func(o string) bool { return strings.EqualFold(o, name) }) {
				c.Competencies = append(c.Competencies, name)
			}
		}
	}
	c.Any = slices.Clone(f.Any)
	for i := range c.Any {
		c.Any[i] = *to.filter(&f.Any[i])
	}
	c.Not = to.filter(f.Not)
	return &c
}
