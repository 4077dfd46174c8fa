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
		if m := byKey[r.Key].moved(); len(m) > 0 {
			out = append(out, MovedRule{byKey[r.Key], m})
		}
	}
	return out, nil
}

// moved are the competencies of the last version that were split, merged or retired.
func (r Rule) moved() []Named {
	versions := r.Program.Rule().Versions
	last := competenciesIn(versions[len(versions)-1])
	var out []Named
	for _, n := range r.Competencies {
		if n.Became != standards.BecameSame && n.Became != standards.BecameReplaced && slices.Contains(last, n.As) {
			out = append(out, n)
		}
	}
	return out
}

// ProposedText is the text of an own rule with a further version, from tomorrow on, that names what its moved competencies became: the one
// that a competency was merged into or replaced by, all that one was split into. A retired one stays, for its writer to say what takes its place.
// It is false where nothing has moved, or a draft waits. Nothing is kept of it. Those who may EditRules.
func (s *Service) ProposedText(ctx context.Context, actor authz.Actor, key string) (string, bool, error) {
	if err := actor.Require(EditRules, ""); err != nil {
		return "", false, err
	}
	own, err := s.OwnRule(ctx, actor, key)
	if err != nil || own.Draft() {
		return "", false, err
	}
	r, err := s.Rule(ctx, key)
	if err != nil || len(r.moved()) == 0 {
		return "", false, err
	}
	to := map[string][]string{}
	for _, n := range r.Competencies {
		if n.Became != standards.BecameSame && n.Became != standards.BecameRetired {
			for _, p := range n.Successors {
				to[n.As] = append(to[n.As], NameOf(p))
			}
		}
	}
	rule := r.Program.Rule()
	next := rule.Versions[len(rule.Versions)-1]
	next.Name, next.From, next.Until = "", s.today()+1, 0
	next.Note = "Competencies are named as in the present version of their framework."
	needs := renamed(*next.Needs, to)
	next.Needs = &needs
	rule.Versions = append(slices.Clone(rule.Versions), next)
	return string(rulefile.Write(rule)), true, nil
}

// renamed is a requirement with other names of competencies. One that has become several is asked for in each of them.
func renamed(n rules.Need, to map[string][]string) rules.Need {
	n.Of = renamedFilter(n.Of, to)
	n.Categories = slices.Clone(n.Categories)
	for i := range n.Categories {
		n.Categories[i].Of = renamedFilter(n.Categories[i].Of, to)
	}
	n.Needs = slices.Clone(n.Needs)
	for i := range n.Needs {
		n.Needs[i] = renamed(n.Needs[i], to)
	}
	if n.Kind != rules.HasSkill || len(to[n.Target]) == 0 {
		return n
	}
	if names := to[n.Target]; len(names) == 1 {
		n.Target = names[0]
		return n
	}
	all := rules.Need{Kind: rules.AllOf, ID: n.ID, Name: n.Name, Note: n.Note, For: n.For, Since: n.Since, SinceEnrolled: n.SinceEnrolled}
	for _, name := range to[n.Target] {
		all.Needs = append(all.Needs, rules.Need{Kind: rules.HasSkill, Target: name, Level: n.Level, Assurance: n.Assurance})
	}
	return all
}

func renamedFilter(f *rules.Filter, to map[string][]string) *rules.Filter {
	if f == nil {
		return nil
	}
	c := *f
	c.Competencies = nil
	for _, n := range f.Competencies {
		names := to[n]
		if len(names) == 0 {
			names = []string{n}
		}
		for _, name := range names {
			if !slices.ContainsFunc(c.Competencies, func(o string) bool { return strings.EqualFold(o, name) }) {
				c.Competencies = append(c.Competencies, name)
			}
		}
	}
	c.Any = slices.Clone(f.Any)
	for i := range c.Any {
		c.Any[i] = *renamedFilter(&f.Any[i], to)
	}
	c.Not = renamedFilter(f.Not, to)
	return &c
}
