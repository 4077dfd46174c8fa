package duties

import (
	"cmp"
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
)

func errNoDuty() error { return errs.New(errs.NotFound, "This is none of your duties.") }

// Duty is a rule that binds somebody, and where they stand.
type Duty struct {
	Rule Rule
	// Bound says since when it is known.
	Bound Statement
	// Result is nil while the rule cannot be answered: NeedsRole says that it must know the role first, and Rule.Unreadable that its text
	// cannot be read.
	Result    *rules.Result
	NeedsRole bool
	// NeedsDay says that nothing falls due because the day of the certificate, or of enrolling, is not known.
	NeedsDay bool
	// RecordAlone says that what the person and other voices say of competencies was left out, because a token asked that may not read it.
	RecordAlone bool
	// StatusAlone says that the amounts of a group were left out, because they would tell how few of its members stand.
	StatusAlone bool
}

// Status is where somebody stands, or "" while that cannot be said.
func (d Duty) Status() rules.Status {
	if d.Result == nil {
		return ""
	}
	return d.Result.Status
}

// urgency puts duties in the order in which they want to be looked at: what cannot be answered and what has run out
// first, then by what falls due, what is met and what does not apply last.
func (d Duty) urgency() (group int, due rules.Day) {
	if d.Result == nil {
		return 0, 0
	}
	due = cmp.Or(d.Result.Due, rules.MaxDay)
	switch {
	case d.Result.Status == rules.Expired:
		return 1, due
	case d.Result.Status == rules.Met:
		return 3, due
	case d.Result.Status == rules.DoesNotApply:
		return 4, due
	}
	return 2, due
}

// Mine returns the actor's duties of today with where they stand, the most urgent first; scope record:read, and assessment:read
// for what is said of competencies: without it the record alone counts. The number of queries does not depend on how many there
// are. Only for oneself.
func (s *Service) Mine(ctx context.Context, actor authz.Actor) ([]Duty, error) {
	person, err := actor.RequirePerson(authz.ScopeRecordRead)
	if err != nil {
		return nil, err
	}
	return s.dutiesOf(ctx, person, !actor.HasScope(authz.ScopeAssessmentRead))
}

func (s *Service) dutiesOf(ctx context.Context, person id.ID, recordAlone bool) ([]Duty, error) {
	today := s.today()
	k, bound, found, err := s.read(ctx, person, today, recordAlone)
	if err != nil {
		return nil, err
	}
	out := []Duty{}
	for key, st := range bound {
		if r, ok := found[key]; ok {
			d := stand(r, st, rules.NewPerson(k.facts(r)), rules.Request{AsOf: today, Explain: true})
			d.RecordAlone = recordAlone && asksForCompetency(r)
			out = append(out, d)
		}
	}
	slices.SortFunc(out, compareDuties)
	return out, nil
}

// compareDuties puts the most urgent first.
func compareDuties(a, b Duty) int {
	ga, da := a.urgency()
	gb, db := b.urgency()
	return cmp.Or(cmp.Compare(ga, gb), cmp.Compare(da, db), cmp.Compare(sortKey(a.Rule), sortKey(b.Rule)))
}

// read returns what is known of a person and the rules that bind them on the day.
func (s *Service) read(ctx context.Context, person id.ID, on rules.Day, recordAlone bool) (known, map[string]Statement, map[string]Rule, error) {
	of, survivor, err := s.statements(ctx, s.db, []id.ID{person})
	if err != nil {
		return known{}, nil, nil, err
	}
	k := of[survivor[person]]
	bound := boundBy(k.standing, on)
	keys := make([]string, 0, len(bound))
	for key := range bound {
		keys = append(keys, key)
	}
	found, err := s.rules(ctx, s.db, keys)
	if err != nil || len(bound) == 0 {
		return *k, bound, found, err
	}
	err = s.learn(ctx, s.db, of, survivor, wantedBy(found).byRecord(recordAlone))
	return *k, bound, found, err
}

// stand evaluates a rule. What a rule must know first is no error.
func stand(r Rule, st Statement, p *rules.Person, q rules.Request) Duty {
	d := Duty{Rule: r, Bound: st}
	if r.Unreadable != nil {
		return d
	}
	res, err := r.Program.Evaluate(p, q)
	if err != nil {
		d.NeedsRole = true
		return d
	}
	d.Result = res
	d.NeedsDay = slices.Contains(res.Notes, rules.NoStart) || slices.Contains(res.Notes, rules.NoEnrolment)
	return d
}
