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
	email                   string
	library                 organisation
	libraryName             string
	// since is when the membership of today began, in one period after the other.
	since time.Time
}

// classOn is the class of membership on a day, "" for somebody who was no member then.
func (p *person) classOn(t time.Time) string {
	if p.class == "" || day(t) < day(p.since) {
		return ""
	}
	return p.class
}

// longAgo is how many years the personas and those who work for a unit have been here.
const longAgo = 11

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
	emails := s.w.to("emails", "id", "address_key", "address", "person_id", "is_primary", "verified_at", "created_at")
	periods := s.w.to("membership_periods", "id", "person_id", "class", "event", "starts_on", "ends_on", "source", "recorded_at")
	roles := s.w.to("role_bindings", "id", "person_id", "role", "unit_id", "organisation_id", "granted_at")

	libraries := s.organisationsOf("library", "school")
	joined := s.now.AddDate(-3, 0, 0)
	add := func(p person, email, number, libraryType string) {
		years := 1 + s.rand.IntN(3)
		p.email = email
		var memberNumber any
		if number != "" {
			memberNumber = number
		}
		created := joined.Add(time.Duration(s.rand.IntN(690*24)) * time.Hour)
		if len(s.people) < s.stays {
			created, years = s.now.AddDate(-longAgo, 0, s.rand.IntN(300)), 9
		}
		s.w.add(persons, p.id, p.name, people.SortName(p.name), memberNumber, p.zone, "en", libraryType, "", p.role, p.library.id, p.libraryName, created, created)
		s.w.add(emails, id.New(), strings.ToLower(email), email, p.id, true, created, created)
		if p.class != "" {
			p.since = s.addPeriods(periods, p, years)
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

// addPeriods gives a member so many yearly periods, the last of which holds today, and returns the first day.
func (s *seeder) addPeriods(t *table, p person, years int) time.Time {
	start := s.now.AddDate(0, 0, -s.rand.IntN(360)-1).AddDate(1-years, 0, 0)
	for y := range years {
		event := "renew"
		if y == 0 {
			event = "join"
		}
		from := start.AddDate(y, 0, 0)
		s.w.add(t, id.New(), p.id, p.class, event, day(from), day(from.AddDate(1, 0, -1)), "demo", from)
	}
	return start
}

// seedStaff gives every unit that offers something a person who manages its learning. Personas
// work for the units that they are bound to.
func (s *seeder) seedStaff(context.Context) error {
	s.staff = map[id.ID]id.ID{}
	next := 0
	s.reviewer = s.people[0].id
	if s.size.Personas {
		next = len(s.words.Personas)
		s.staff[s.units["PLA"].ID] = s.persona("unit-editor").id
		s.reviewer = s.persona("reviewer").id
	} else {
		next = 1
	}
	roles := s.w.to("role_bindings", "id", "person_id", "role", "unit_id", "organisation_id", "granted_at")
	for _, t := range s.texts {
		unit := s.units[t.Unit]
		if unit.SuccessorID != "" {
			unit = s.unitsByID[unit.SuccessorID]
		}
		if s.staff[unit.ID] != "" {
			continue
		}
		p := s.people[next%len(s.people)]
		next++
		s.staff[unit.ID] = p.id
		s.w.add(roles, id.New(), p.id, "unit-manager", unit.ID, id.ID(""), s.now.AddDate(-longAgo+1, 0, 0))
	}
	return nil
}

// staffOf is who works on a unit's offers, today in the unit in which it lives on.
func (s *seeder) staffOf(unit people.Unit) id.ID {
	if unit.SuccessorID != "" {
		return s.staff[unit.SuccessorID]
	}
	return s.staff[unit.ID]
}

// persona returns one of the people to sign in as.
func (s *seeder) persona(key string) *person {
	for i, p := range s.words.Personas {
		if p.Key == key {
			return &s.people[i]
		}
	}
	panic("demo: there is no persona " + key)
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
