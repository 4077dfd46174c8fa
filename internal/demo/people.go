package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/id"
)

type organisation struct {
	id           id.ID
	name, kind   string
	region, zone string
}

// person is one invented person, with what registrations copy of them.
type person struct {
	id                      id.ID
	name, role, class, zone string
	library                 organisation
	libraryName             string
}

// seedOrganisations makes states, their systems and the systems' libraries.
func (s *seeder) seedOrganisations(context.Context) error {
	t := s.w.to("organisations", "id", "kind", "name", "sort_name", "parent_id", "place", "region", "country", "created_at")
	add := func(kind, name, place, region, zone string, parent id.ID) id.ID {
		o := organisation{id.New(), name, kind, region, zone}
		s.w.add(t, o.id, kind, name, strings.ToLower(name), parent, place, region, "US", s.now)
		s.orgs = append(s.orgs, o)
		return o.id
	}
	for _, st := range s.words.States {
		state := add("state", st.Name, "", st.Region, st.Zone, "")
		for i, name := range st.Systems {
			system := add("system", name, "", st.Region, st.Zone, state)
			for j, town := range st.Towns {
				if j%len(st.Systems) != i {
					continue
				}
				add("library", town+" Public Library", town, st.Region, st.Zone, system)
				add("library", town+" Community College Library", town, st.Region, st.Zone, system)
				add("school", town+" Union School Library", town, st.Region, st.Zone, system)
			}
		}
		add("chapter", st.Region+" Library Association", "", st.Region, st.Zone, "")
	}
	s.summary.Organisations = len(s.orgs)
	return nil
}

// seedPeople makes the personas and everybody else. Six in ten are members.
func (s *seeder) seedPeople(ctx context.Context) error {
	persons := s.w.to("persons", "id", "name", "sort_name", "member_number", "zone", "language", "library_type", "work_kind", "role_title", "organisation_id", "library_name", "created_at", "updated_at")
	emails := s.w.to("emails", "address_key", "address", "person_id", "is_primary", "verified_at", "created_at")
	periods := s.w.to("membership_periods", "id", "person_id", "class", "event", "starts_on", "ends_on", "source", "recorded_at")
	roles := s.w.to("role_bindings", "id", "person_id", "role", "unit_id", "organisation_id", "granted_at")

	libraries := s.organisationsOf("library", "school")
	joined := s.now.AddDate(-3, 0, 0)
	add := func(p person, email, number, libraryType string) {
		var memberNumber any
		if number != "" {
			memberNumber = number
		}
		created := joined.Add(time.Duration(s.rand.IntN(900*24)) * time.Hour)
		s.w.add(persons, p.id, p.name, people.SortName(p.name), memberNumber, p.zone, "en", libraryType, "", p.role, p.library.id, p.libraryName, created, created)
		s.w.add(emails, strings.ToLower(email), email, p.id, true, created, created)
		if p.class != "" {
			s.addPeriods(periods, p)
		}
		s.people = append(s.people, p)
	}
	if s.size.Personas {
		for _, ps := range s.words.Personas {
			p := person{id: id.New(), name: ps.Name, role: ps.RoleTitle, class: ps.Class, zone: ps.Zone, libraryName: ps.Library}
			for _, o := range s.orgs {
				if o.name == ps.Library {
					p.library = o
				}
			}
			add(p, ps.Email, ps.Number, ps.LibraryOf)
			for _, r := range ps.Roles {
				role, where, _ := strings.Cut(r, ":")
				unit, org := s.units[where].ID, id.ID("")
				for _, o := range s.orgs {
					if o.name == where {
						org = o.id
					}
				}
				if where != "" && unit == "" && org == "" {
					return fmt.Errorf("persona %s: there is no %q", ps.Key, where)
				}
				s.w.add(roles, id.New(), p.id, role, unit, org, s.now)
			}
		}
	}
	classes := []string{"regular", "regular", "regular", "regular", "student", "support-staff", "retired", "trustee", "", "", "", "", "", "regular"}
	for i := len(s.people); i < s.size.People; i++ {
		library := pick(s.rand, libraries)
		name := s.words.Given[i%len(s.words.Given)] + " " + s.words.Family[(i/len(s.words.Given)*7+i)%len(s.words.Family)]
		p := person{id: id.New(), name: name, role: pick(s.rand, s.words.Roles), class: pick(s.rand, classes), zone: library.zone, library: library, libraryName: library.name}
		number := ""
		if p.class != "" {
			number = fmt.Sprint(2_000_000 + i)
		}
		add(p, fmt.Sprintf("%s.%d@example.org", id.Slug(name, 40), i), number, map[string]string{"library": "public", "school": "school"}[library.kind])
		if s.w.full() {
			if err := s.w.flush(ctx); err != nil {
				return err
			}
		}
	}
	s.summary.People = len(s.people)
	return nil
}

// addPeriods gives a member one to three yearly periods, the last of which holds today.
func (s *seeder) addPeriods(t *table, p person) {
	years := 1 + s.rand.IntN(3)
	start := s.now.AddDate(0, 0, -s.rand.IntN(360)-1).AddDate(1-years, 0, 0)
	for y := range years {
		event := "renew"
		if y == 0 {
			event = "join"
		}
		from := start.AddDate(y, 0, 0)
		s.w.add(t, id.New(), p.id, p.class, event, day(from), day(from.AddDate(1, 0, -1)), "demo", from)
	}
}

func (s *seeder) organisationsOf(kinds ...string) []organisation {
	var out []organisation
	for _, o := range s.orgs {
		for _, k := range kinds {
			if o.kind == k {
				out = append(out, o)
			}
		}
	}
	return out
}
