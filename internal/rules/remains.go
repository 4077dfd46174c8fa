package rules

import "slices"

// remains says on which day the whole expired, and until when what is missing can still be made up. What can be met no
// more fell due on the day on which it expired.
func (res *Result) remains(f *frame, missed bool) {
	if res.Status == Expired {
		lost := res.Tree.lostOn()
		if missed {
			if lost = f.end; lost >= res.AsOf { // no further cycle is given, so the one before was the last
				lost = f.from - 1
			}
		}
		if res.ExpiredOn = res.Tree.Due; lost != 0 {
			res.ExpiredOn, res.Due = lost, lost
			return
		}
	}
	switch {
	case res.Status == Met || res.Status == DoesNotApply:
	case !res.InGrace:
		res.MakeUpUntil = res.Due
	case !res.ForRenewal:
		res.MakeUpUntil = res.GraceUntil
	}
}

// lostOn returns the last day on which an expired requirement could be met, 0 while it still can: an award that ran out
// may be renewed as long as there is time.
func (n *Node) lostOn() Day {
	if n.Status != Expired {
		return 0
	}
	over := Day(0)
	if n.fr.due != 0 && n.fr.asOf > n.fr.due {
		over = n.fr.end
	}
	switch {
	case len(n.Children) > 0:
	case n.Need.Kind == HasAward:
		return over
	default:
		return n.Due
	}
	spare, days := -int(n.Needed), []Day{}
	for i := range n.Children {
		c := &n.Children[i]
		if c.Status != DoesNotApply {
			spare++
		}
		if day := c.lostOn(); day != 0 {
			days = append(days, day)
		}
	}
	if spare = max(spare, 0); len(days) <= spare {
		return over
	}
	slices.Sort(days)
	return days[spare]
}
