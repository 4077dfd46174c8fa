package demo

import (
	"context"
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/id"
)

// seedWorkers makes the personas who only work here. They draw nothing from chance.
func (s *seeder) seedWorkers(ctx context.Context) error {
	if !s.size.Personas {
		return nil
	}
	persons := s.w.to("persons", "id", "name", "sort_name", "member_number", "zone", "language", "library_type", "work_kind", "role_title", "organisation_id", "library_name", "created_at", "updated_at")
	emails := s.w.to("emails", "id", "address_key", "address", "person_id", "is_primary", "verified_at", "created_at")
	periods := s.w.to("membership_periods", "id", "person_id", "class", "event", "starts_on", "ends_on", "source", "recorded_at")
	roles := s.w.to("role_bindings", "id", "person_id", "role", "unit_id", "organisation_id", "granted_at")
	for _, p := range s.words.Workers {
		person, created := id.New(), s.now.AddDate(-1, 0, 0)
		s.w.add(persons, person, p.Name, people.SortName(p.Name), p.Number, p.Zone, "en", p.LibraryOf, "", p.RoleTitle, id.ID(""), p.Library, created, created)
		s.w.add(emails, id.New(), strings.ToLower(p.Email), p.Email, person, true, created, created)
		s.w.add(periods, id.New(), person, p.Class, "join", day(created), day(created.AddDate(2, 0, -1)), "demo", created)
		for _, role := range p.Roles {
			s.w.add(roles, id.New(), person, role, id.ID(""), id.ID(""), s.now)
		}
		s.summary.People++
	}
	return nil
}
