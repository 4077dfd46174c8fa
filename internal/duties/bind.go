package duties

import (
	"context"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
)

// Asks is what a rule must be told before it can say when something falls due. All of it may be said later.
type Asks struct {
	// Roles are those between which the rule tells apart.
	Roles []string
	// Certified: the day of the certificate decides. Enrolled: the day of enrolling does.
	Certified, Enrolled bool
}

// Asks returns what the rule must be told.
func (r Rule) Asks() Asks {
	rule := r.Program.Rule()
	a := Asks{Roles: rule.Roles}
	for _, v := range rule.Versions {
		a.Enrolled = a.Enrolled || !v.FinishWithin.IsZero()
		a.Certified = a.Certified || v.Cycle != nil && (v.Cycle.Kind == rules.Rolling || v.Cycle.First != "" && v.Cycle.First != "whole")
	}
	return a
}

// heeds reports whether the day of a certificate, and that of enrolling, can change what comes out of the rule. It is so of more rules than must be told.
func (r Rule) heeds() (certified, enrolled bool) {
	rule := r.Program.Rule()
	certified = asks(rule, rules.CertifiedBefore)
	for _, v := range rule.Versions {
		begins := v.Cycle != nil || v.Transition == rules.Newcomers
		certified, enrolled = certified || begins, enrolled || begins || !v.FinishWithin.IsZero()
		v.Needs.Walk(func(n *rules.Need) { enrolled = enrolled || n.SinceEnrolled })
	}
	return certified, enrolled
}

// Binding is what a person says who takes a duty on. All but Rule may be empty; days are civil dates.
type Binding struct {
	Rule string
	// Role is one of the rule's roles, RoleSince its first day.
	Role, RoleSince     string
	Certified, Enrolled string
}

// Bind says that a rule binds the actor; only they; scope duties:write. Emits Stated. Errors: Invalid by field (rule, role,
// role_since, certified, enrolled), also for a day that the rule does not look at, and when it binds them already.
func (s *Service) Bind(ctx context.Context, actor authz.Actor, b Binding) error {
	person, ids, err := s.owner(ctx, actor, authz.ScopeDutiesWrite)
	if err != nil {
		return err
	}
	r, err := s.Rule(ctx, b.Rule)
	switch {
	case errs.Is(err, errs.NotFound):
		return errs.Bad("rule", "Choose one of the rules.")
	case err != nil:
		return err
	}
	list, err := b.statements(r, s.today())
	if err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := statementsOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		if _, bound := boundBy(effective(all), s.today())[b.Rule]; bound {
			return errs.Bad("rule", "This rule is among your duties already.")
		}
		return s.say(ctx, tx, now, actor, subject{person: person}, list...)
	})
}

// statements are what the binding says, checked.
func (b Binding) statements(r Rule, today rules.Day) ([]Said, error) {
	var f errs.Fields
	f.Check(r.Selectable(), "rule", "Nobody has verified this rule at its source, so it binds nobody here yet.")
	f.Check(r.Binds() == "person", "rule", "This rule is for a board or a library. Whoever looks after it there adds it.")
	list := []Said{{Kind: KindBound, Rule: b.Rule}}
	add := func(x Said, field string) {
		var wrong errs.Fields
		x.check(&wrong, "", today)
		for _, w := range wrong {
			f.Add(field, w.Message, w.Args...)
		}
		list = append(list, x)
	}
	a := r.Asks()
	role := strings.TrimSpace(b.Role)
	f.Check(role == "" || slices.Contains(a.Roles, role), "role", "Choose one of the roles.")
	f.Check(role != "" || b.RoleSince == "", "role", "Choose the role that you have had since then.")
	if role != "" {
		f.Check(b.RoleSince != "", "role_since", "Enter since when.")
		if b.RoleSince != "" {
			add(Said{Kind: KindRole, Rule: b.Rule, Name: role, Day: b.RoleSince}, "role_since")
		}
	}
	certified, enrolled := r.heeds()
	f.Check(certified || b.Certified == "", "certified", "This rule looks at no certificate. Leave its day out.")
	f.Check(enrolled || b.Enrolled == "", "enrolled", "This rule looks at no day of enrolling. Leave it out.")
	if certified && b.Certified != "" {
		add(Said{Kind: KindCertified, Rule: b.Rule, Day: b.Certified}, "certified")
	}
	if enrolled && b.Enrolled != "" {
		add(Said{Kind: KindEnrolled, Rule: b.Rule, Day: b.Enrolled}, "enrolled")
	}
	return list, f.Err()
}

// subject is whom statements are about: a person or an organisation.
type subject struct{ person, organisation id.ID }

// say writes new statements about the subject. The log says that something was said, and not what.
func (s *Service) say(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, of subject, list ...Said) error {
	for _, x := range list {
		st := Statement{ID: id.New(), PersonID: of.person, OrganisationID: of.organisation, Said: x, SaidBy: actor.PersonID, SaidAt: now}
		if err := s.put(ctx, tx, now, actor, st); err != nil {
			return err
		}
	}
	return s.stated(ctx, tx, now, of)
}

// put writes one statement with its audit row.
func (s *Service) put(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, st Statement) error {
	if err := insertStatement(ctx, tx, st); err != nil {
		return err
	}
	return audit.Record(ctx, tx, now, actor, audit.Event{Action: "duty.stated", Kind: "duty-statement", ID: st.ID})
}

// stated tells the jobs of whom something new is known.
func (s *Service) stated(ctx context.Context, tx *db.Tx, now time.Time, of subject) error {
	return events.Publish(ctx, tx, now, Stated{PersonID: of.person, OrganisationID: of.organisation})
}
