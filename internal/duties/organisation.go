package duties

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/rules"
)

func errNoOrganisation() error {
	return errs.New(errs.NotFound, "There is no such organisation that you look after.")
}

// LookedAfter returns the organisations that the actor looks after as their coordinator, by name. Everybody signed in; scope duties:oversee.
func (s *Service) LookedAfter(ctx context.Context, actor authz.Actor) ([]people.Organisation, error) {
	if _, err := actor.RequirePerson(authz.ScopeDutiesOversee); err != nil {
		return nil, err
	}
	var out []people.Organisation
	for _, b := range actor.Roles {
		if b.Role != authz.Coordinator {
			continue
		}
		o, err := s.people.Organisation(ctx, b.OrganisationID)
		if errs.Is(err, errs.NotFound) { // the others are still theirs
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	sortBy(out, func(o people.Organisation) string { return o.Name })
	return out, nil
}

// mayLookAfter returns the organisation, when the actor is the coordinator of it or of one that it is part of, and of which of these they are.
// Everybody else is told that there is none; a token needs the scope duties:oversee.
func (s *Service) mayLookAfter(ctx context.Context, actor authz.Actor, organisation id.ID) (people.Organisation, []id.ID, error) {
	var none people.Organisation
	if _, err := actor.RequirePerson(authz.ScopeDutiesOversee); err != nil {
		return none, nil, err
	}
	if !actor.Has(authz.Coordinator) {
		return none, nil, errNoOrganisation()
	}
	path, err := s.people.OrganisationPath(ctx, organisation)
	if errs.Is(err, errs.NotFound) {
		err = errNoOrganisation()
	}
	if err != nil {
		return none, nil, err
	}
	by := coordinates(actor, path)
	if len(by) == 0 {
		return none, nil, errNoOrganisation()
	}
	return path[len(path)-1], by, nil
}

// mayConfirm is mayLookAfter for people alone: who is counted for a library is decided by no program.
func (s *Service) mayConfirm(ctx context.Context, actor authz.Actor, organisation id.ID) (people.Organisation, []id.ID, error) {
	if _, err := actor.RequirePerson(""); err != nil {
		return people.Organisation{}, nil, err
	}
	return s.mayLookAfter(ctx, actor, organisation)
}

// coordinates returns those organisations of a path that the actor is the coordinator of.
func coordinates(actor authz.Actor, path []people.Organisation) []id.ID {
	var out []id.ID
	for _, b := range actor.Roles {
		if b.Role == authz.Coordinator && slices.ContainsFunc(path, func(o people.Organisation) bool { return o.ID == b.OrganisationID }) {
			out = append(out, b.OrganisationID)
		}
	}
	return out
}

// OrganisationDuties are the duties of an organisation, or of a group there, with what was said for them.
type OrganisationDuties struct {
	Organisation people.Organisation
	Duties       []Duty
	Statements   []Statement
	// Counted is how many people have agreed to be counted there.
	Counted int
}

// OfOrganisation returns the duties of an organisation as they stand today. The record of a member is read when they agreed, and
// only where they stand comes out, member by member for whoever sees all of them by their agreements, else the whole alone, and of that no amounts where they would tell how fewer than five stand; what they and other voices say of their competencies is not read. Its coordinator, or one of what it is part of; scope duties:oversee; NotFound for everybody else.
func (s *Service) OfOrganisation(ctx context.Context, actor authz.Actor, organisation id.ID) (OrganisationDuties, error) {
	return s.ofOrganisation(ctx, actor, organisation, LookLasts)
}

func (s *Service) ofOrganisation(ctx context.Context, actor authz.Actor, organisation id.ID, lasts time.Duration) (OrganisationDuties, error) {
	o, by, err := s.mayLookAfter(ctx, actor, organisation)
	if err != nil {
		return OrganisationDuties{}, err
	}
	out := OrganisationDuties{Organisation: o}
	if out.Statements, err = statementsOfOrganisation(ctx, s.db, organisation); err != nil {
		return out, err
	}
	standing := effective(out.Statements)
	today := s.today()
	bound := boundBy(standing, today)
	found, err := s.rules(ctx, s.db, slices.Sorted(maps.Keys(bound)))
	if err != nil {
		return out, err
	}
	agreed, err := s.counted(ctx, organisation, by)
	if err != nil {
		return out, err
	}
	out.Counted = len(agreed)
	members, err := s.members(ctx, agreed, found)
	if err != nil {
		return out, err
	}
	if len(found) > 0 {
		out.Counted = len(members)
	}
	for key, st := range bound {
		r, ok := found[key]
		if !ok {
			continue
		}
		f := rules.Facts{Who: o.Name, Entries: said(nil, standing, key), Changed: r.changed(), Meant: r.meant()}
		var unseen []rules.Facts
		for _, m := range members {
			one := m.known.facts(r)
			one.Who, one.Entries = m.name, append(one.Entries, m.roles...)
			f.Members = append(f.Members, one)
			if !m.seen {
				unseen = append(unseen, one)
			}
		}
		d := stand(r, st, rules.NewPerson(f), rules.Request{AsOf: today})
		if d.Result != nil && len(unseen) > 0 {
			d.withoutMembers(unseen)
		}
		out.Duties = append(out.Duties, d)
	}
	slices.SortFunc(out.Duties, compareDuties)
	if out.Counted > 0 && len(found) > 0 {
		err = s.noteLooks(ctx, actor, organisation, agreed, lasts)
	}
	return out, err
}

// roleEntries are what the person is in the organisation, as rules read it.
func (c Consent) roleEntries() []rules.Entry {
	if c.Role == "" {
		return nil
	}
	return []rules.Entry{{ID: string(c.ID), Kind: rules.HeldRole, Name: c.Role, Day: civil(c.Since), Assurance: "person"}}
}

// counted returns the agreements of all who are counted for an organisation, however many they are, and which of them coordinators of one of some organisations
// see by.
func (s *Service) counted(ctx context.Context, organisation id.ID, by []id.ID) (out []Consent, err error) {
	for after := id.ID(""); ; after = out[len(out)-1].ID {
		list, err := openConsents(ctx, s.db, []id.ID{organisation}, open{by: by, unseen: true}, after, lookChunk)
		if out = append(out, list...); err != nil || len(list) < lookChunk {
			return out, err
		}
	}
}

// member is somebody who is counted: once, whatever accounts of theirs agreed, with what they are there by each agreement.
type member struct {
	known *known
	name  string
	roles []rules.Entry
	// seen says that whoever looks sees how this member stands.
	seen bool
}

// members reads what is known of those who agreed, in the order in which they did, so many at a time; nothing where no rule asks for it.
func (s *Service) members(ctx context.Context, consents []Consent, found map[string]Rule) (out []*member, err error) {
	if len(found) == 0 {
		return nil, nil
	}
	by, called := map[id.ID]*member{}, map[string]int{}
	for part := range slices.Chunk(consents, lookChunk) {
		persons := make([]id.ID, len(part))
		for i, c := range part {
			persons[i] = c.PersonID
		}
		of, survivor, err := s.statements(ctx, s.db, persons)
		if err != nil {
			return nil, err
		}
		if err := s.learn(ctx, s.db, of, survivor, wantedBy(found).byRecord(true)); err != nil {
			return nil, err
		}
		list, err := s.people.Persons(ctx, persons)
		if err != nil {
			return nil, err
		}
		for _, c := range part {
			p, k := list[c.PersonID], of[survivor[c.PersonID]]
			if p.Closed || k == nil {
				continue
			}
			m := by[k.person]
			if m == nil {
				m = &member{known: k, name: nameOnce(called, p.Name)}
				by[k.person], out = m, append(out, m)
			}
			m.roles = append(m.roles, c.roleEntries()...)
			m.seen = m.seen || c.seen
		}
	}
	return out, nil
}

// nameOnce is a name with its number, where it was called before: a rule tells members apart by their names, so two of one name need two.
func nameOnce(called map[string]int, name string) string {
	called[people.Fold(name)]++
	if n := called[people.Fold(name)]; n > 1 {
		return name + " (" + strconv.Itoa(n) + ")"
	}
	return name
}

// BindOrganisation says that a rule for groups or organisations binds one; since is the day of its certificate, empty where there
// is none. Its coordinator. Emits Stated. Errors: NotFound, Invalid by field (rule, certified).
func (s *Service) BindOrganisation(ctx context.Context, actor authz.Actor, organisation id.ID, rule, certified string) error {
	if _, _, err := s.mayLookAfter(ctx, actor, organisation); err != nil {
		return err
	}
	r, err := s.Rule(ctx, rule)
	if errs.Is(err, errs.NotFound) {
		return errs.Bad("rule", "Choose one of the rules.")
	}
	if err != nil {
		return err
	}
	var f errs.Fields
	f.Check(r.Selectable(), "rule", "Nobody has verified this rule at its source, so it binds nobody here yet.")
	f.Check(r.Binds() != "person", "rule", "This rule is for people, each for themselves.")
	list := []Said{{Kind: KindBound, Rule: rule}}
	if certified != "" {
		x := Said{Kind: KindCertified, Rule: rule, Day: certified}
		var wrong errs.Fields
		x.check(&wrong, "", s.today())
		for _, w := range wrong {
			f.Add("certified", w.Message, w.Args...)
		}
		list = append(list, x)
	}
	if err := f.Err(); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := statementsOfOrganisation(ctx, tx, organisation)
		if err != nil {
			return err
		}
		if _, twice := boundBy(effective(all), s.today())[rule]; twice {
			return errs.Bad("rule", "This rule is among its duties already.")
		}
		return s.say(ctx, tx, now, actor, subject{organisation: organisation}, list...)
	})
}

// SayOfOrganisation adds a statement for a duty of an organisation: a plan that it made, what it learned together. Its coordinator.
// Emits Stated. Errors: NotFound, Invalid by field.
func (s *Service) SayOfOrganisation(ctx context.Context, actor authz.Actor, organisation id.ID, x Said) error {
	if _, _, err := s.mayLookAfter(ctx, actor, organisation); err != nil {
		return err
	}
	r, err := s.Rule(ctx, x.Rule)
	if err != nil {
		return err
	}
	x.clean()
	if err := x.acceptable(r, ofOrganisations, s.today()); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := statementsOfOrganisation(ctx, tx, organisation)
		if err != nil {
			return err
		}
		if _, bound := boundBy(effective(all), s.today())[x.Rule]; !bound {
			return errNoDuty()
		}
		return s.say(ctx, tx, now, actor, subject{organisation: organisation}, x)
	})
}

// WithdrawOfOrganisation takes a statement of an organisation back; it stays readable. Its coordinator. Errors: NotFound, Conflict.
func (s *Service) WithdrawOfOrganisation(ctx context.Context, actor authz.Actor, organisation, statement id.ID) error {
	if _, _, err := s.mayLookAfter(ctx, actor, organisation); err != nil {
		return err
	}
	return s.correct(ctx, actor, subject{organisation: organisation}, statement, Said{}, true, ofOrganisations,
		func(ctx context.Context, q db.Q) ([]Statement, error) {
			return statementsOfOrganisation(ctx, q, organisation)
		})
}

// EndOfOrganisation says that a rule binds an organisation no more from today on. Its coordinator. Errors: NotFound.
func (s *Service) EndOfOrganisation(ctx context.Context, actor authz.Actor, organisation id.ID, rule string) error {
	if _, _, err := s.mayLookAfter(ctx, actor, organisation); err != nil {
		return err
	}
	return s.end(ctx, actor, subject{organisation: organisation}, rule, "", func(ctx context.Context, q db.Q) ([]Statement, error) {
		return statementsOfOrganisation(ctx, q, organisation)
	})
}
