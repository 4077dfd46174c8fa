package people

import (
	"context"
	"maps"
	"strings"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// ChangeOrganisation gives the organisation with o's id the kind, name, place, codes and parent of
// o. Moving it takes all that is part of it along, and with that what coordinators see. Registrations
// and records keep the library's name of their day. Admins only. NotFound when there is none;
// Invalid where a field is not good, also when it would become part of itself or has another's code.
// Saving the same changes nothing. What is there must meet the conditions.
func (s *Service) ChangeOrganisation(ctx context.Context, actor authz.Actor, o Organisation, conditions ...func(Organisation) error) error {
	if err := actor.Require(mayManageOrgs, ""); err != nil {
		return err
	}
	if err := o.clean(); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lockOrganisationPaths(ctx, tx, o.ID, o.ParentID); err != nil {
			return err
		}
		was, ok, err := organisationByID(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		if !ok {
			return errNoOrganisation
		}
		if err := errs.Holds(was, conditions); err != nil {
			return err
		}
		changed := organisationChanges(was, o)
		if len(changed) == 0 {
			return nil
		}
		if o.ParentID != "" && o.ParentID != was.ParentID {
			if err := mayBePartOf(ctx, tx, o.ID, o.ParentID); err != nil {
				return err
			}
		}
		ok, err = updateOrganisation(ctx, tx, o)
		if err != nil {
			return err
		}
		if !ok {
			return errs.Bad("scheme_key", "Another organisation has this code.")
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "organisation.changed", Kind: "organisation", ID: o.ID, Detail: changed})
	})
}

// mayBePartOf refuses a parent that is none, and one that is part of the organisation itself. The
// path of the parent is locked.
func mayBePartOf(ctx context.Context, tx *db.Tx, organisation, parent id.ID) error {
	path, err := idsAbove(ctx, tx, parent)
	if err != nil {
		return err
	}
	if len(path) == 0 {
		return errs.Bad("parent", "There is no such organisation.")
	}
	if path[organisation] {
		return errs.Bad("parent", "It cannot be part of itself, or of something that is part of it.")
	}
	return nil
}

// lockOrganisationPaths locks the organisation, and the parent with all that it is part of, until
// the transaction ends, the lowest id first. Two moves that together would make a ring have an
// organisation in common then, and the second one sees what the first has done.
func lockOrganisationPaths(ctx context.Context, tx *db.Tx, organisation, parent id.ID) error {
	above, err := idsAbove(ctx, tx, parent)
	for err == nil {
		locked := maps.Clone(above)
		locked[organisation] = true
		if err = lockOrganisations(ctx, tx, locked); err != nil {
			break
		}
		// One of them may have been moved while we waited: then its new path is locked too.
		var now map[id.ID]bool
		if now, err = idsAbove(ctx, tx, parent); err == nil && maps.Equal(now, above) {
			return nil
		}
		above = now
	}
	return err
}

// organisationChanges is what differs, as the log keeps it: what it was and what it is.
func organisationChanges(was, is Organisation) map[string]any {
	out := map[string]any{}
	for name, pair := range map[string][2]string{
		"name": {was.Name, is.Name}, "kind": {was.Kind, is.Kind}, "part_of": {string(was.ParentID), string(is.ParentID)},
		"scheme": {was.Scheme, is.Scheme}, "scheme_key": {was.SchemeKey, is.SchemeKey},
		"place": {was.Place, is.Place}, "region": {was.Region, is.Region}, "country": {was.Country, is.Country},
	} {
		if pair[0] != pair[1] {
			out[name] = map[string]string{"from": pair[0], "to": pair[1]}
		}
	}
	return out
}

// clean tidies what was typed and says what is wrong with it.
func (o *Organisation) clean() error {
	o.Name, o.Place, o.Region = CleanName(o.Name), CleanName(o.Place), CleanName(o.Region)
	o.Scheme, o.SchemeKey, o.Country = CleanName(o.Scheme), CleanName(o.SchemeKey), strings.ToUpper(CleanName(o.Country))
	var f errs.Fields
	f.Check(o.Name != "", "name", "Enter a name.")
	f.Check(OrganisationKinds.Has(o.Kind), "kind", "Choose what kind of organisation it is.")
	f.Check(o.Country == "" || len(o.Country) == 2, "country", "Enter the country as its two letters, such as US.")
	f.Check(o.Scheme != "" || o.SchemeKey == "", "scheme", "Say whose list the code is from, such as ISIL.")
	f.Check(o.SchemeKey != "" || o.Scheme == "", "scheme_key", "Enter its code in that list, or leave both empty.")
	return f.Err()
}
