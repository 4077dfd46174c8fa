package people

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
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
	addresses []*memberLine
	steps     []settlement
}

func (p *memberPlan) known() bool { return p.person.ID != "" }

// planMembers decides for every row what becomes of it, and returns what is to be written.
func planMembers(ctx context.Context, q db.Q, groups []*memberGroup) ([]*memberPlan, error) {
	var numbers, keys []string
	for _, g := range groups {
		if g.number != "" {
			numbers = append(numbers, g.number)
		}
		for _, l := range g.lines {
			if l.key != "" {
				keys = append(keys, l.key)
			}
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	owners, err := personsByKeys(ctx, q, keys)
	if err != nil {
		return nil, err
	}
	members, err := personsByNumbers(ctx, q, numbers)
	if err != nil {
		return nil, err
	}
	var ids []id.ID
	for _, m := range []map[string]id.ID{owners, members} {
		for _, person := range m {
			ids = append(ids, person)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	persons, err := personsByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	periods, err := periodsByPerson(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var out []*memberPlan
	for _, g := range groups {
		if p := g.plan(owners, members, persons, periods); p != nil {
			out = append(out, p)
		}
	}
	return out, nil
}

// plan decides about the rows of one person; nil when every one is refused.
func (g *memberGroup) plan(owners, members map[string]id.ID, persons map[id.ID]Person, periods map[id.ID][]Period) *memberPlan {
	p := &memberPlan{number: g.number}
	person := members[g.number]
	var lines []*memberLine
	for _, l := range g.lines {
		l.report.Outcome, l.report.Changes, l.report.Problems = "", nil, nil // a transaction may be run again
		l.report.Notes = slices.Clone(l.readNotes)
		if person == "" {
			person = owners[l.key]
		}
		if err := g.fits(l, person, owners[l.key], members[g.number] != "", persons); err != nil {
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
	p.describe(lines, owners)
	return p
}

// fits sees that a row and the person it was recognised as do not contradict each other.
func (g *memberGroup) fits(l *memberLine, person, owner id.ID, byNumber bool, persons map[id.ID]Person) error {
	p := persons[person]
	switch {
	case person == "":
		return nil
	case owner != "" && owner != person:
		return errs.Bad("email", "The address belongs to %s, who is not the person that the rest of the row is about.", persons[owner].Name)
	case p.Closed:
		return errs.New(errs.Conflict, "The account of %s was closed.", p.Name)
	case !byNumber && g.number != "" && p.MemberNumber != "":
		return errs.Bad("number", "The address belongs to %s, whose member number is %s.", p.Name, p.MemberNumber)
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
		if l.key != "" && owners[l.key] == "" && !seen[l.key] {
			seen[l.key] = true
			p.addresses = append(p.addresses, l)
			add("email", "", l.address)
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

// applyMember writes what a plan says.
func (s *Service) applyMember(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, p *memberPlan, source string) error {
	if !p.known() {
		n := NewPerson{Name: p.name, MemberNumber: p.number}
		if len(p.addresses) > 0 {
			n.Email = p.addresses[0].address
			p.addresses = p.addresses[1:]
		}
		var err error
		if p.person, err = s.AddPersonTx(ctx, tx, now, n); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "person.imported", Kind: "person", ID: p.person.ID}); err != nil {
			return err
		}
	} else if p.number != "" && p.person.MemberNumber == "" {
		if err := setMemberNumber(ctx, tx, p.person.ID, p.number, now); err != nil {
			return err
		}
	}
	for _, l := range p.addresses {
		primary := p.person.Email == ""
		if err := insertEmail(ctx, tx, now, Address{Key: l.key, Address: l.address, PersonID: p.person.ID, Primary: primary}); err != nil {
			return err
		}
		p.person.Email = firstOf(p.person.Email, l.address)
	}
	for _, st := range p.steps {
		period := st.period(now, p.person.ID, source)
		if err := insertPeriod(ctx, tx, actor, period); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, now, actor, membershipEvent(period)); err != nil {
			return err
		}
	}
	return nil
}
