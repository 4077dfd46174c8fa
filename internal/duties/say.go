package duties

import (
	"context"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
)

func errNoStatement() error { return errs.New(errs.NotFound, "There is no such statement of yours.") }

// clean tidies what was typed.
func (x *Said) clean() {
	x.Name, x.Day, x.Until, x.Unit = strings.TrimSpace(x.Name), strings.TrimSpace(x.Day), strings.TrimSpace(x.Until), strings.TrimSpace(x.Unit)
}

// Say adds a statement about the actor for a duty of theirs; only they, scope duties:write. Emits Stated. Errors: Invalid by
// field (kind, name, day, until, hours, amount, unit), NotFound when the rule is no duty of theirs.
func (s *Service) Say(ctx context.Context, actor authz.Actor, x Said) error {
	person, ids, err := s.owner(ctx, actor, authz.ScopeDutiesWrite)
	if err != nil {
		return err
	}
	r, err := s.Rule(ctx, x.Rule)
	if err != nil {
		return err
	}
	x.clean()
	if err := x.acceptable(r, ofPersons, s.today()); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := statementsOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		if _, bound := boundBy(effective(all), s.today())[x.Rule]; !bound {
			return errNoDuty()
		}
		return s.say(ctx, tx, now, actor, subject{person: person}, x)
	})
}

// acceptable checks a statement of one of the kinds for the rule.
func (x Said) acceptable(r Rule, kinds []Kind, today rules.Day) error {
	var f errs.Fields
	f.Check(slices.Contains(kinds, x.Kind), "kind", "Choose what it is.")
	if x.Kind == KindRole {
		f.Check(len(r.Asks().Roles) == 0 || slices.Contains(r.Asks().Roles, x.Name), "name", "Choose one of the roles of this rule.")
	}
	if x.Kind == KindWaived {
		x.waivable(r, &f)
	}
	x.check(&f, "", today)
	return f.Err()
}

// waivable checks that the rule asks for what was waived.
func (x Said) waivable(r Rule, f *errs.Fields) {
	known := x.Name == "" || r.Program.CanWaive(x.Name, "")
	f.Check(known, "name", "Choose one of the requirements of this rule.")
	switch {
	case x.Amount == 0 && x.Unit != "":
		f.Add("amount", "Enter how much was waived.")
	case x.Amount == 0:
		f.Check(x.Name != "", "amount", "Enter how much was waived, or choose of what.")
	default:
		f.Check(!known || r.Program.CanWaive(x.Name, x.Unit) && x.Unit != "", "unit", "Choose a unit in which the rule asks for it.")
	}
	f.Check(x.Amount >= 0 && x.Amount <= maxWaived, "amount", "This is more than a rule asks for.")
}

// maxWaived bounds what one decision waives, in hundredths.
const maxWaived = 100_000_00

// self is owner where no token may, whatever its scopes: what opens somebody's duties to others is theirs alone.
func (s *Service) self(ctx context.Context, actor authz.Actor) (id.ID, []id.ID, error) {
	return s.owner(ctx, actor, "")
}

// owner is the actor as a person, with every id of theirs; a token needs the scope.
func (s *Service) owner(ctx context.Context, actor authz.Actor, scope string) (id.ID, []id.ID, error) {
	person, err := actor.RequirePerson(scope)
	if err != nil {
		return "", nil, err
	}
	ids, err := s.people.IDs(ctx, person)
	return person, ids, err
}

// Correct puts another statement of the same kind and rule in the place of one of the actor's own, or with Withdraw
// takes it back; what it said before stays readable. x.Rule, when it is given, is the duty that it counts for. Only they; scope
// duties:write. Emits Stated. Errors: Invalid by field, NotFound for another's and for one that counts for another duty, Conflict when it was corrected before.
func (s *Service) Correct(ctx context.Context, actor authz.Actor, statement id.ID, x Said, withdraw bool) error {
	person, ids, err := s.owner(ctx, actor, authz.ScopeDutiesWrite)
	if err != nil {
		return err
	}
	return s.correct(ctx, actor, subject{person: person}, statement, x, withdraw, ofPersons,
		func(ctx context.Context, q db.Q) ([]Statement, error) { return statementsOf(ctx, q, ids) })
}

// correct is Correct for whomever read finds the statements of.
func (s *Service) correct(ctx context.Context, actor authz.Actor, of subject, statement id.ID, x Said, withdraw bool, kinds []Kind,
	read func(context.Context, db.Q) ([]Statement, error)) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := read(ctx, tx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(o Statement) bool { return o.ID == statement })
		if at < 0 || !slices.Contains(kinds, all[at].Kind) || x.Rule != "" && !all[at].isFor(x.Rule) {
			return errNoStatement()
		}
		old := all[at]
		x.clean()
		x.Kind, x.Rule = old.Kind, old.Rule
		if withdraw {
			x = old.Said
		} else {
			found, err := s.rules(ctx, tx, []string{old.Rule})
			if err != nil {
				return err
			}
			r, ok := found[old.Rule]
			switch {
			case !ok:
				return errNoRule()
			case r.Unreadable != nil:
				return errUnreadable()
			}
			if err := x.acceptable(r, kinds, s.today()); err != nil {
				return err
			}
		}
		return s.replace(ctx, tx, now, actor, of, old, x, withdraw)
	})
}

// replace puts a statement in the place of an old one.
func (s *Service) replace(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, of subject, old Statement, x Said, withdraw bool) error {
	st := Statement{ID: id.New(), PersonID: of.person, OrganisationID: of.organisation, Said: x, CorrectsID: old.ID, Withdrawn: withdraw, SaidBy: actor.PersonID, SaidAt: now}
	if err := s.put(ctx, tx, now, actor, st); err != nil {
		return err
	}
	return s.stated(ctx, tx, now, of)
}

// End says that a rule does not bind the actor any more from a day on, today when it is empty. What was said for it stays.
// Only they; scope duties:write. Emits Stated. Errors: Invalid by field (until), NotFound when it is no duty of theirs.
func (s *Service) End(ctx context.Context, actor authz.Actor, rule, day string) error {
	person, ids, err := s.owner(ctx, actor, authz.ScopeDutiesWrite)
	if err != nil {
		return err
	}
	return s.end(ctx, actor, subject{person: person}, rule, day,
		func(ctx context.Context, q db.Q) ([]Statement, error) { return statementsOf(ctx, q, ids) })
}

func (s *Service) end(ctx context.Context, actor authz.Actor, of subject, rule, day string, read func(context.Context, db.Q) ([]Statement, error)) error {
	today := s.today()
	if day == "" {
		day = today.String()
	}
	var f errs.Fields
	Said{Kind: KindBound, Rule: rule, Until: day}.check(&f, "", today)
	if err := f.Err(); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := read(ctx, tx)
		if err != nil {
			return err
		}
		ended := false
		for _, old := range effective(all) {
			if old.Kind != KindBound || old.Rule != rule || old.Until != "" {
				continue
			}
			x := old.Said
			x.Until, ended = day, true
			if err := s.replace(ctx, tx, now, actor, of, old, x, false); err != nil {
				return err
			}
		}
		if !ended {
			return errNoDuty()
		}
		return nil
	})
}
