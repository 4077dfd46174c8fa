package duties

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
)

// Question is how somebody looks at one duty of theirs.
type Question struct {
	// AsOf is a civil date, today when empty.
	AsOf string
	// WhatIf are entries that they think of.
	WhatIf []rules.Entry
	// Registered adds what they are registered for and have begun, as if it were completed.
	Registered bool
}

// Past is an earlier cycle as it ended.
type Past struct {
	From, To rules.Day
	Status   rules.Status
	Result   *rules.Result
}

// One is a duty in full.
type One struct {
	Duty
	Today rules.Day
	// Without is where they stand without what was only thought of, where something was.
	Without *rules.Result
	// Planned are the entries that registrations would make.
	Planned []rules.Entry
	// Statements are all that was said for the duty, the latest first, those that were corrected among them.
	Statements []Statement
	Past       []Past
	// Entries are what is known of the person, by id and as it was written.
	Entries map[string]rules.Entry
	// Ended says that the duty was ended; it is shown as it stands.
	Ended bool
}

// Standing reports whether a statement of the list stands.
func (o One) Standing(x Statement) bool { return StandingOf(o.Statements)[x.ID] }

// StandingOf returns which statements of a list stand: nobody took them back or put others in their place.
func StandingOf(list []Statement) map[id.ID]bool {
	out := map[id.ID]bool{}
	for _, x := range effective(list) {
		out[x.ID] = true
	}
	return out
}

// maxPast bounds the earlier cycles that are shown.
const maxPast = 6

// One returns a duty of the actor's, also one that was ended, as they ask to look at it; scopes as of Mine. Errors:
// NotFound when it is none of theirs, Invalid under as_of. Only for oneself.
func (s *Service) One(ctx context.Context, actor authz.Actor, rule string, q Question) (One, error) {
	var none One
	person, err := actor.RequirePerson(authz.ScopeRecordRead)
	if err != nil {
		return none, err
	}
	today := s.today()
	asOf := today
	if q.AsOf != "" {
		day, ok := rules.ParseDay(q.AsOf)
		if !ok || day < rules.Date(1900, 1, 1) || day > rules.Date(2200, 1, 1) {
			return none, errs.Bad("as_of", "Enter a date that exists, such as 2026-03-12.")
		}
		asOf = day
	}
	r, err := s.rule(ctx, rule)
	if err != nil {
		return none, err
	}
	recordAlone := !actor.HasScope(authz.ScopeAssessmentRead)
	k, bound, about, err := s.readOne(ctx, person, r, recordAlone)
	if err != nil {
		return none, err
	}
	one := One{Today: today, Ended: bound.Until != "", Statements: about}
	whatIf := slices.Clone(q.WhatIf)
	if q.Registered {
		if one.Planned, err = s.planned(ctx, actor, r); err != nil {
			return none, err
		}
		whatIf = append(whatIf, one.Planned...)
	}
	facts := k.facts(r)
	one.Entries = make(map[string]rules.Entry, len(facts.Entries))
	for _, e := range facts.Entries {
		one.Entries[e.ID] = e
	}
	p := rules.NewPerson(facts)
	if q.Registered && q.AsOf == "" {
		asOf = whenAllIsDone(one.Planned, today, stand(r, bound, p, rules.Request{AsOf: today}).Result)
	}
	one.Duty = stand(r, bound, p, rules.Request{AsOf: asOf, WhatIf: whatIf, Explain: true})
	one.RecordAlone = recordAlone && asksForCompetency(r)
	if len(whatIf) > 0 {
		one.Without = stand(r, bound, p, rules.Request{AsOf: asOf}).Result
	}
	one.Past = past(r, p, one.Result)
	return one, nil
}

// readOne returns what is known of a person, the statement that the rule binds or bound them, and all that was said for
// it, the latest first. NotFound when it never bound them.
func (s *Service) readOne(ctx context.Context, person id.ID, r Rule, recordAlone bool) (known, Statement, []Statement, error) {
	of, survivor, err := s.statements(ctx, s.db, []id.ID{person})
	if err != nil {
		return known{}, Statement{}, nil, err
	}
	all, err := statementsOf(ctx, s.db, idsOf(survivor))
	if err != nil {
		return known{}, Statement{}, nil, err
	}
	var bound Statement
	for _, x := range effective(all) {
		if x.Kind == KindBound && x.Rule == r.Key && (bound.ID == "" || bound.Until != "") {
			bound = x
		}
	}
	if bound.ID == "" {
		return known{}, Statement{}, nil, errNoDuty()
	}
	about := slices.DeleteFunc(all, func(x Statement) bool { return x.Rule != r.Key })
	slices.Reverse(about)
	k := of[survivor[person]]
	err = s.learn(ctx, s.db, of, survivor, wantedBy(map[string]Rule{r.Key: r}).byRecord(recordAlone))
	return *k, bound, about, err
}

// past looks at the cycles before the one of the result, each on its last day.
func past(r Rule, p *rules.Person, now *rules.Result) []Past {
	var out []Past
	for now != nil && now.CycleFrom > 1 && len(out) < maxPast {
		before := now.CycleFrom - 1
		res, err := r.Program.Evaluate(p, rules.Request{AsOf: before, Explain: true})
		if err != nil || res.CycleFrom == 0 || res.CycleFrom >= now.CycleFrom || res.Status == rules.DoesNotApply || slices.Contains(res.Notes, rules.NotBegun) {
			break
		}
		out = append(out, Past{res.CycleFrom, res.CycleTo, res.Status, res})
		now = res
	}
	return out
}
