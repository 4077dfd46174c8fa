package people

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
)

// applyMember writes what a plan says.
func (s *Service) applyMember(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, p *memberPlan, source string) error {
	var err error
	if p.known() {
		err = s.addToMember(ctx, tx, now, actor, p, source)
	} else {
		err = s.addMember(ctx, tx, now, actor, p)
	}
	if err != nil {
		return err
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

// addMember adds a person who was not known.
func (s *Service) addMember(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, p *memberPlan) error {
	n := NewPerson{Name: p.name, MemberNumber: p.number}
	if len(p.addresses) > 0 {
		n.Email = p.addresses[0].text
	}
	var err error
	if p.person, err = s.AddPersonTx(ctx, tx, now, n); err != nil {
		return err
	}
	for i, a := range p.addresses {
		if i == 0 {
			continue
		}
		if err := insertEmail(ctx, tx, now, Address{Key: a.key, Address: a.text, PersonID: p.person.ID}); err != nil {
			return err
		}
	}
	return audit.Record(ctx, tx, now, actor, audit.Event{Action: "person.imported", Kind: "person", ID: p.person.ID})
}

// addToMember adds a number and addresses to the account of a known person, who is told.
func (s *Service) addToMember(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, p *memberPlan, source string) error {
	n := notice{PersonID: p.person.ID, What: noticeListed}
	record := func(action string, detail map[string]any) error {
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "person", ID: p.person.ID, Detail: detail})
	}
	if p.number != "" && p.person.MemberNumber == "" {
		if err := setMemberNumber(ctx, tx, p.person.ID, p.number, now); err != nil {
			return err
		}
		if err := record("number.added", map[string]any{"number": p.number, "source": source}); err != nil {
			return err
		}
		n.Number = p.number
	}
	primary := p.person.Email == ""
	for _, a := range p.addresses {
		if err := insertEmail(ctx, tx, now, Address{Key: a.key, Address: a.text, PersonID: p.person.ID, Primary: primary}); err != nil {
			return err
		}
		if err := record("address.added", map[string]any{"source": source}); err != nil {
			return err
		}
		n.Addresses, primary = append(n.Addresses, a.text), false
	}
	if n.Number == "" && len(n.Addresses) == 0 {
		return nil
	}
	return s.notify(ctx, tx, now, n)
}
