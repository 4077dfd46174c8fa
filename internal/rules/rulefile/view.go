package rulefile

import (
	"encoding/json"
	"slices"

	"learningcommons.dev/commons/internal/rules"
)

// View is a Result as JSON has it. Amounts are numbers of their unit, cut to two digits after the point; what is missing is rounded up.
type View struct {
	Rule    string         `json:"rule"`
	Name    string         `json:"name,omitempty"`
	Version string         `json:"version,omitempty"`
	Draft   bool           `json:"draft,omitempty"`
	Duty    string         `json:"duty,omitempty"`
	Status  rules.Status   `json:"status"`
	AsOf    rules.Day      `json:"as_of"`
	Role    string         `json:"role,omitempty"`
	Due     string         `json:"due,omitempty"`
	Cycle   *CycleView     `json:"cycle,omitempty"`
	Notes   []rules.Reason `json:"notes,omitempty"`
	Needs   NodeView       `json:"needs"`
	Entries []EntryView    `json:"entries"`
}

// CycleView has the days of a cycle.
type CycleView struct {
	From           string `json:"from,omitempty"`
	To             string `json:"to,omitempty"`
	CountsFrom     string `json:"counts_from,omitempty"`
	RenewalOpens   string `json:"renewal_opens,omitempty"`
	GivenUntil     string `json:"given_until,omitempty"`
	GraceUntil     string `json:"grace_until,omitempty"`
	InGrace        bool   `json:"in_grace,omitempty"`
	ReinstateUntil string `json:"reinstate_until,omitempty"`
}

// NodeView is one requirement.
type NodeView struct {
	Path       string         `json:"path"`
	Kind       string         `json:"kind,omitempty"`
	ID         string         `json:"id,omitempty"`
	Name       string         `json:"name,omitempty"`
	Target     string         `json:"target,omitempty"`
	Status     rules.Status   `json:"status"`
	Unit       string         `json:"unit,omitempty"`
	Needed     json.Number    `json:"needed,omitempty"`
	Counted    json.Number    `json:"counted,omitempty"`
	Missing    json.Number    `json:"missing,omitempty"`
	Carried    json.Number    `json:"carried_over,omitempty"`
	Waived     json.Number    `json:"waived,omitempty"`
	Exact      *ExactView     `json:"exact,omitempty"`
	Due        string         `json:"due,omitempty"`
	MetOn      string         `json:"met_on,omitempty"`
	Reason     rules.Reason   `json:"reason,omitempty"`
	Detail     string         `json:"detail,omitempty"`
	Categories []CategoryView `json:"categories,omitempty"`
	Years      []CategoryView `json:"years,omitempty"`
	Needs      []NodeView     `json:"needs,omitempty"`

	unit   unitWords
	inside bool // more is missing than the whole lacks
}

// ExactView has amounts in whole parts, of which PerUnit make one: minutes of an hour, tenths of a CEU.
type ExactView struct {
	PerUnit int64 `json:"per_unit"`
	Needed  int64 `json:"needed"`
	Counted int64 `json:"counted"`
	Missing int64 `json:"missing"`
}

// CategoryView is one category of an amount.
type CategoryView struct {
	Name    string      `json:"name"`
	AtLeast json.Number `json:"at_least,omitempty"`
	Waived  json.Number `json:"waived,omitempty"`
	AtMost  json.Number `json:"at_most,omitempty"`
	Each    string      `json:"each,omitempty"`
	Counted json.Number `json:"counted"`
	Missing json.Number `json:"missing,omitempty"`
}

// EntryView says of one entry where it counted, and where not and why.
type EntryView struct {
	Entry      string        `json:"entry"`
	Who        string        `json:"who,omitempty"`
	Kind       string        `json:"kind"`
	Day        rules.Day     `json:"day"`
	Title      string        `json:"title,omitempty"`
	WhatIf     bool          `json:"what_if,omitempty"`
	Counted    []CountedView `json:"counted,omitempty"`
	NotCounted []RefusedView `json:"not_counted,omitempty"`
}

// CountedView is where an entry counted, and with how much; of a waiver, how much less is needed for it.
type CountedView struct {
	Path     string      `json:"path"`
	Amount   json.Number `json:"amount,omitempty"`
	Waived   json.Number `json:"waived,omitempty"`
	Unit     string      `json:"unit,omitempty"`
	Category string      `json:"category,omitempty"`
}

// RefusedView is where an entry did not count, or not with all of it.
type RefusedView struct {
	Path     string       `json:"path"`
	Reason   rules.Reason `json:"reason"`
	Amount   json.Number  `json:"amount,omitempty"`
	Unit     string       `json:"unit,omitempty"`
	Category string       `json:"category,omitempty"`
}

// NewView turns a Result, evaluated with Explain, into what JSON shows.
func NewView(r *rules.Result) View {
	v := View{Rule: r.Rule, Name: r.Name, Version: r.Version, Draft: r.Draft, Duty: r.Duty, Status: r.Status, AsOf: r.AsOf, Role: r.Role, Due: r.Due.String(), Notes: r.Notes, Entries: []EntryView{}}
	if r.CycleFrom != 0 || r.CycleTo != 0 || r.Early > 1 {
		v.Cycle = &CycleView{From: r.CycleFrom.String(), To: r.CycleTo.String(), CountsFrom: r.Early.String(), RenewalOpens: r.Opens.String(),
			GivenUntil: r.GivenUntil.String(), GraceUntil: r.GraceUntil.String(), InGrace: r.InGrace, ReinstateUntil: r.ReinstateUntil.String()}
	}
	if v.Cycle != nil && r.Early <= 1 {
		v.Cycle.CountsFrom = ""
	}
	// What all have done together is of a member too: it is one entry.
	type key struct {
		who, id, kind string
		day           rules.Day
	}
	seen := map[key]int{}
	of := func(e *rules.Entry) *EntryView {
		k := key{e.Who, e.ID, e.Kind, e.Day}
		i, ok := seen[k]
		if !ok {
			i = len(v.Entries)
			seen[k] = i
			v.Entries = append(v.Entries, EntryView{Entry: e.ID, Who: e.Who, Kind: e.Kind, Day: e.Day, Title: e.Title, WhatIf: e.WhatIf})
		}
		return &v.Entries[i]
	}
	v.Needs = nodeView(&r.Tree, of)
	slices.SortStableFunc(v.Entries, func(a, b EntryView) int { return int(a.Day) - int(b.Day) })
	return v
}

func categoryViews(n *rules.Node, list []rules.CategoryNode) (out []CategoryView) {
	for _, c := range list {
		row := CategoryView{Name: c.Name, Counted: json.Number(n.Say(c.Counted))}
		if c.Needed >= 0 {
			row.AtLeast, row.Missing = json.Number(n.SayMissing(c.Needed)), json.Number(n.SayMissing(c.Missing))
			if c.Waived > 0 {
				row.Waived = json.Number(n.Say(c.Waived))
			}
		}
		if c.Most >= 0 {
			row.AtMost, row.Each = json.Number(n.Say(c.Most)), c.Each
		}
		out = append(out, row)
	}
	return out
}

func nodeView(n *rules.Node, of func(*rules.Entry) *EntryView) NodeView {
	v := NodeView{Path: n.Path, Name: n.Name, Status: n.Status, Unit: n.Unit, Due: n.Due.String(), MetOn: n.MetOn.String(), Reason: n.Reason, Detail: n.Detail}
	num := func(parts int64) json.Number { return json.Number(n.Say(parts)) }
	if n.Need != nil {
		v.Kind, v.ID, v.Target = n.Need.Kind, n.Need.ID, n.Need.Target
		if n.Need.Before != 0 {
			v.Target = n.Need.Before.String()
		}
	}
	v.unit, v.inside = unitWordsOf(n), n.Missing > max(0, n.Needed-n.Counted)
	if n.Unit != "" {
		v.Needed, v.Counted, v.Missing = json.Number(n.SayMissing(n.Needed)), num(n.Counted), json.Number(n.SayMissing(n.Missing))
		if n.Scale > 1 {
			v.Exact = &ExactView{n.Scale, n.Needed, n.Counted, n.Missing}
		}
		if n.Carry != 0 {
			v.Carried = num(n.Carry)
		}
		if n.Waived > 0 {
			v.Waived = num(n.Waived)
		}
	}
	v.Categories, v.Years = categoryViews(n, n.Categories), categoryViews(n, n.Years)
	for _, u := range n.Uses {
		c := CountedView{Path: n.Path, Category: u.Category}
		if u.Parts > 0 {
			c.Amount, c.Unit = num(u.Parts), n.Unit
		}
		if u.Entry.Kind == rules.Waived {
			c.Amount, c.Waived = "", c.Amount
		}
		e := of(u.Entry)
		e.Counted = append(e.Counted, c)
	}
	for _, x := range n.Refused {
		c := RefusedView{Path: n.Path, Reason: x.Reason, Category: x.Detail}
		if x.Parts > 0 {
			c.Amount, c.Unit = num(x.Parts), n.Unit
		}
		e := of(x.Entry)
		e.NotCounted = append(e.NotCounted, c)
	}
	for i := range n.Children {
		v.Needs = append(v.Needs, nodeView(&n.Children[i], of))
	}
	return v
}
