package people

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// memberPlan is what the rows of one person change.
type memberPlan struct {
	person    Person // without an id: to be added
	name      string
	number    string // to be set, when the person has none
	addresses []memberAddress
	steps     []settlement
}

func (p *memberPlan) known() bool { return p.person.ID != "" }

// recognised is who the numbers and addresses of some rows belong to today.
type recognised struct {
	owners, members map[string]id.ID // by address and by member number
	ids             []id.ID
	// barred are those among them who have a role and whose account a new address would open: a list gives nobody a role.
	barred map[id.ID]bool
}

func recognise(ctx context.Context, q db.Q, groups []*memberGroup) (recognised, error) {
	var numbers, keys []string
	for _, g := range groups {
		if g.number != "" {
			numbers = append(numbers, g.number)
		}
		for _, l := range g.lines {
			for _, a := range l.addresses {
				keys = append(keys, a.key)
			}
		}
	}
	slices.Sort(keys)
	var r recognised
	var err error
	if r.owners, err = personsByKeys(ctx, q, slices.Compact(keys)); err != nil {
		return r, err
	}
	if r.members, err = personsByNumbers(ctx, q, numbers); err != nil {
		return r, err
	}
	r.ids = slices.AppendSeq(slices.Collect(maps.Values(r.owners)), maps.Values(r.members))
	slices.Sort(r.ids)
	r.ids = slices.Compact(r.ids)
	return r, nil
}

// lockMembers locks the people that the rows are about, so that two imports of one file, or an
// import and a hand, do not plan the same period at once.
func lockMembers(ctx context.Context, tx *db.Tx, groups []*memberGroup) error {
	r, err := recognise(ctx, tx, groups)
	for err == nil {
		if _, err = lockSurvivors(ctx, tx, r.ids); err != nil {
			break
		}
		before := r.ids
		if r, err = recognise(ctx, tx, groups); err == nil && slices.Equal(r.ids, before) {
			return nil
		}
	}
	return err
}

// barredFrom returns those of these people who have a role and whose account an address opens that nobody has confirmed.
func barredFrom(ctx context.Context, q db.Q, now time.Time, people []id.ID) (map[id.ID]bool, error) {
	holders, err := roleHolders(ctx, q, now)
	out := map[id.ID]bool{}
	for _, person := range holders {
		if _, asked := slices.BinarySearch(people, person); err != nil || !asked {
			continue
		}
		var ids []id.ID
		if ids, err = allIDs(ctx, q, person); err == nil {
			out[person], err = opensAccount(ctx, q, ids, "")
		}
	}
	return out, err
}

// planMembers decides for every row what becomes of it, and returns what is to be written.
func planMembers(ctx context.Context, q db.Q, now time.Time, groups []*memberGroup) ([]*memberPlan, error) {
	r, err := recognise(ctx, q, groups)
	if err != nil {
		return nil, err
	}
	if r.barred, err = barredFrom(ctx, q, now, r.ids); err != nil {
		return nil, err
	}
	persons, err := personsByID(ctx, q, r.ids)
	if err != nil {
		return nil, err
	}
	periods, err := periodsByPerson(ctx, q, r.ids)
	if err != nil {
		return nil, err
	}
	var out []*memberPlan
	for _, g := range groups {
		if p := g.plan(r, persons, periods); p != nil {
			out = append(out, p)
		}
	}
	return out, nil
}

// plan decides about the rows of one person; nil when every one is refused.
func (g *memberGroup) plan(r recognised, persons map[id.ID]Person, periods map[id.ID][]Period) *memberPlan {
	p := &memberPlan{number: g.number}
	person := r.members[g.number]
	var lines []*memberLine
	for _, l := range g.lines {
		l.report.Outcome, l.report.Changes, l.report.Problems = "", nil, nil // a transaction may be run again
		l.report.Notes = slices.Clone(l.readNotes)
		for _, a := range l.addresses {
			person = cmp.Or(person, r.owners[a.key])
		}
		if err := g.fits(l, person, r, persons); err != nil {
			l.refuse(err)
			continue
		}
		lines = append(lines, l)
		if p.name == "" {
			p.name = l.name
		}
	}
	p.person = persons[person]
	if !p.known() && p.name == "" {
		for _, l := range lines {
			l.refuse(errs.Bad("name", "This person is not known yet, and the row has no name."))
		}
		lines = nil
	}
	if len(lines) == 0 {
		return nil
	}
	p.settleLines(lines, effective(periods[person]))
	if !slices.ContainsFunc(lines, func(l *memberLine) bool { return !l.refused() }) {
		return nil
	}
	p.describe(lines, r.owners)
	return p
}

// fits sees that a row and the person it was recognised as do not contradict each other.
func (g *memberGroup) fits(l *memberLine, person id.ID, r recognised, persons map[id.ID]Person) error {
	if person == "" {
		return nil
	}
	p, byNumber := persons[person], r.members[g.number] != ""
	added := false
	for _, a := range l.addresses {
		owner := r.owners[a.key]
		if owner != "" && owner != person {
			return errs.Bad("email", "The address %s belongs to %s, who is not the person that the rest of the row is about.", a.text, persons[owner].Name)
		}
		added = added || owner == ""
	}
	switch {
	case p.Closed:
		return errs.New(errs.Conflict, "The account of %s was closed.", p.Name)
	case byNumber && !shareName(l.name, p.Name):
		return errs.Bad("number", "The member number belongs to %s, and the row is about %s. Correct the number; if this is the same person under a new name, leave the name in the row empty.", p.Name, l.name)
	case !byNumber && g.number != "" && p.MemberNumber != "":
		return errs.Bad("number", "The address belongs to %s, whose member number is %s.", p.Name, p.MemberNumber)
	case added && r.barred[person]:
		return errs.Bad("email", "%s has a role and has confirmed no address, so no file adds one. Leave the address in the row empty; they ask for their account at Sign in.", p.Name)
	case !byNumber && !sameName(l.name, p.Name):
		return errs.Bad("name", "The address belongs to %s. If that is the same person, let the row have the member number that we know.", p.Name)
	}
	return nil
}

// settleLines compares the rows with the periods that count. Of several rows about one first day
// the last one is meant, and rows are taken by their first day, so that the order in the file and
// a second import make no difference.
func (p *memberPlan) settleLines(lines []*memberLine, have []Period) {
	ordered := slices.Clone(lines)
	slices.SortStableFunc(ordered, func(a, b *memberLine) int { return strings.Compare(a.start, b.start) })
	for i, l := range ordered {
		if i+1 < len(ordered) && ordered[i+1].start == l.start {
			l.report.Outcome = tabular.Unchanged
			l.note("Line %d says more about this period and was taken instead.", ordered[i+1].report.Line)
			continue
		}
		st, err := settle(have, l.wanted)
		if err != nil {
			l.refuse(err)
			continue
		}
		if st.same {
			l.report.Outcome = tabular.Unchanged
			continue
		}
		p.steps = append(p.steps, st)
		change := tabular.Change{Field: "membership", To: periodText(st.event, st.class, st.start, st.end)}
		l.report.Outcome = tabular.Created
		if st.replaces {
			l.report.Outcome = tabular.Changed
			change.From = periodText(st.old.Event, st.old.Class, st.old.StartsOn, st.old.EndsOn)
			have = slices.DeleteFunc(slices.Clone(have), func(o Period) bool { return o.ID == st.old.ID && o.StartsOn == st.old.StartsOn })
		}
		l.report.Changes = append(l.report.Changes, change)
		have = append(have, Period{Class: st.class, Event: st.event, StartsOn: st.start, EndsOn: st.end})
	}
}

// describe notes in the report what else the rows bring: a person, a number, addresses.
func (p *memberPlan) describe(lines []*memberLine, owners map[string]id.ID) {
	seen := map[string]bool{}
	first := true
	for _, l := range lines {
		if l.refused() {
			continue
		}
		add := func(field, from, to string) {
			l.report.Changes = append(l.report.Changes, tabular.Change{Field: field, From: from, To: to})
			if l.report.Outcome == tabular.Unchanged {
				l.report.Outcome = tabular.Changed
			}
		}
		if first && !p.known() {
			add("person", "", p.name)
			l.report.Outcome = tabular.Created
		}
		if first && p.known() && p.person.MemberNumber == "" && p.number != "" {
			add("number", "", p.number)
		}
		for _, a := range l.addresses {
			if owners[a.key] == "" && !seen[a.key] {
				seen[a.key] = true
				p.addresses = append(p.addresses, a)
				add("email", "", a.text)
			}
		}
		first = false
	}
}

func periodText(event, class, start, end string) string {
	if end == Forever {
		end = "no end"
	}
	return fmt.Sprintf("%s, %s, %s to %s", class, event, start, end)
}
