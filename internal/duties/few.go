package duties

import (
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/rules"
)

// withoutMembers takes out of what stands for a group how those stand of whom whoever looks may not see it: single members always, and where they are fewer
// than five all but the status, for an amount of few, or what few add to that of others, is theirs, and so is a day. A part that asks those of one role is about
// as many as have it.
func (d *Duty) withoutMembers(unseen []rules.Facts) {
	d.StatusAlone = len(unseen) < people.Fewest
	for _, role := range groupRoles(d.Rule.Program.Rule()) {
		n := 0
		for _, m := range unseen {
			if holds(m, role) {
				n++
			}
		}
		d.StatusAlone = d.StatusAlone || n > 0 && n < people.Fewest
	}
	res := d.Result
	if !d.StatusAlone {
		hideMembers(&res.Tree)
		return
	}
	n := res.Tree
	res.Tree = rules.Node{Need: n.Need, Path: n.Path, Name: n.Name, Status: n.Status}
	// The days of the cycle are the group's own; another day is that of a part, and may be one member's.
	if res.Due != 0 {
		res.Due = res.CycleTo
	}
	if res.ExpiredOn != res.CycleTo {
		res.ExpiredOn = 0
	}
	res.MakeUpUntil = 0
}

// hideMembers takes out of a result how single members stand.
func hideMembers(n *rules.Node) {
	if n.Need != nil && n.Need.Kind == rules.Each {
		n.Children = nil
	}
	for i := range n.Children {
		hideMembers(&n.Children[i])
	}
}

// groupRoles returns the roles of which a rule asks something of members, in any version.
func groupRoles(r rules.Rule) (out []string) {
	for i := range r.Versions {
		r.Versions[i].Needs.Walk(func(n *rules.Need) {
			if n.Role != "" && (n.Kind == rules.Each || n.Kind == rules.Together) {
				out = append(out, n.Role)
			}
		})
	}
	return out
}

// holds reports whether somebody has held a role, ever.
func holds(m rules.Facts, role string) bool {
	for _, e := range m.Entries {
		if e.Kind == rules.HeldRole && strings.EqualFold(strings.TrimSpace(e.Name), strings.TrimSpace(role)) {
			return true
		}
	}
	return false
}
