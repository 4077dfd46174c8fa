package duties

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/rules"
)

// LookLasts is for how long looks of the same person are one.
const LookLasts = time.Hour

// Member is somebody who agreed, with where they stand; the most urgent duty first, none where nothing binds them.
type Member struct {
	Consent
	Name      string
	Standings []Standing
}

// Team returns the people who agreed for an organisation or one that is part of it, whose agreement was confirmed and names what the actor coordinates, in the order in which they did, with what is kept
// of where they stand. Every one of them is told who looked. Its coordinator, or one of what it is part of, scope duties:oversee; NotFound for everybody
// else. The number of queries does not depend on how many they are.
func (s *Service) Team(ctx context.Context, actor authz.Actor, organisation id.ID, p page.Request) (page.Page[Member], error) {
	var none page.Page[Member]
	_, by, err := s.mayLookAfter(ctx, actor, organisation)
	if err != nil {
		return none, err
	}
	var after id.ID
	if _, err := page.Decode(p.Cursor, &after); err != nil {
		return none, err
	}
	within, err := s.people.OrganisationsWithin(ctx, organisation)
	if err != nil {
		return none, err
	}
	list, err := openConsents(ctx, s.db, within, open{by: by}, after, p.Size()+1)
	if err != nil {
		return none, err
	}
	cut := page.Cut(list, p.Size(), func(c Consent) any { return c.ID })
	if err := s.noteLooks(ctx, actor, organisation, cut.Items, LookLasts); err != nil {
		return none, err
	}
	members, err := s.stands(ctx, cut.Items)
	return page.Page[Member]{Items: members, Next: cut.Next}, err
}

// stands adds names and kept standings to agreements.
func (s *Service) stands(ctx context.Context, list []Consent) ([]Member, error) {
	if len(list) == 0 {
		return nil, nil
	}
	persons, agreedFor := make([]id.ID, len(list)), make([]id.ID, len(list))
	for i, c := range list {
		persons[i], agreedFor[i] = c.PersonID, c.OrganisationID
	}
	names, err := s.people.Persons(ctx, persons)
	if err != nil {
		return nil, err
	}
	organisations, err := s.people.OrganisationNames(ctx, agreedFor)
	if err != nil {
		return nil, err
	}
	survivors := make([]id.ID, 0, len(list))
	for _, p := range names {
		if !slices.Contains(survivors, p.ID) {
			survivors = append(survivors, p.ID)
		}
	}
	kept, err := standingsOf(ctx, s.db, survivors)
	if err == nil {
		err = s.withhold(ctx, kept)
	}
	if err != nil {
		return nil, err
	}
	var out []Member
	shown := map[[2]id.ID]bool{}
	for _, c := range list {
		p := names[c.PersonID]
		if p.Closed || shown[[2]id.ID{p.ID, c.OrganisationID}] { // an account of theirs that was joined with this one agreed too
			continue
		}
		shown[[2]id.ID{p.ID, c.OrganisationID}] = true
		m := Member{Consent: c, Name: p.Name}
		m.Organisation = organisations[c.OrganisationID]
		for _, st := range kept {
			if st.PersonID == p.ID {
				m.Standings = append(m.Standings, st)
			}
		}
		slices.SortFunc(m.Standings, Standing.Compare)
		out = append(out, m)
	}
	return out, nil
}

// noteLooks writes down, before anything is shown, at whom the actor looks, once in so long. One's own is no look.
func (s *Service) noteLooks(ctx context.Context, actor authz.Actor, organisation id.ID, list []Consent, lasts time.Duration) error {
	var persons []id.ID
	for _, c := range list {
		if c.PersonID != actor.PersonID {
			persons = append(persons, c.PersonID)
		}
	}
	if len(persons) == 0 {
		return nil
	}
	now := s.clock.Now()
	seen, err := lookedAt(ctx, s.db, actor.PersonID, organisation, persons, now.Add(-lasts))
	if err != nil {
		return err
	}
	persons = slices.DeleteFunc(persons, func(p id.ID) bool { return seen[p] })
	if len(persons) == 0 {
		return nil
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return insertLooks(ctx, tx, actor.PersonID, organisation, persons, now)
	})
}

// maxCalendar bounds the days in a director's calendar file.
const maxCalendar = 500

// TeamCalendar returns the days of an organisation's duties and of those who agreed, as a calendar file. Where there are more than fit, the next ones
// are in it and its name says so. Who may is as of Team.
func (s *Service) TeamCalendar(ctx context.Context, actor authz.Actor, organisation id.ID) ([]byte, error) {
	own, err := s.OfOrganisation(ctx, actor, organisation)
	if err != nil {
		return nil, err
	}
	ids, err := s.people.IDs(ctx, actor.PersonID)
	if err != nil {
		return nil, err
	}
	f, err := organisationFeedOf(ctx, s.db, ids, organisation)
	if err != nil {
		return nil, err
	}
	since, err := s.shownSince(ctx, f, own)
	if err != nil {
		return nil, err
	}
	c := s.ownCalendar(ctx, own, since)
	for p := (page.Request{Limit: page.MaxLimit}); ; {
		team, err := s.Team(ctx, actor, organisation, p)
		if err != nil {
			return nil, err
		}
		for _, m := range team.Items {
			for _, st := range m.Standings {
				if e, ok := s.dayOf(ctx, organisation, m, st); ok {
					c.Events = append(c.Events, e)
				}
			}
		}
		if p.Cursor = team.Next; p.Cursor == "" {
			break
		}
	}
	if len(c.Events) > maxCalendar {
		today, _ := time.Parse(time.DateOnly, s.today().String())
		slices.SortStableFunc(c.Events, func(a, b calendar.Event) int { // what is still to come first, the soonest of it before the rest
			if past := a.Start.Before(today); past != b.Start.Before(today) {
				if past {
					return 1
				}
				return -1
			}
			return a.Start.Compare(b.Start)
		})
		c.Events, c.Name = c.Events[:maxCalendar], i18n.T(ctx, "%s, the next %d days", c.Name, maxCalendar)
	}
	return writeCalendar(c)
}

// dayOf is the day on which a member's duty falls due, where it does. What of it runs out is theirs: they agreed to show the day.
func (s *Service) dayOf(ctx context.Context, organisation id.ID, m Member, st Standing) (calendar.Event, bool) {
	if st.Due == 0 || st.Due >= rules.MaxDay || st.Status == string(rules.DoesNotApply) {
		return calendar.Event{}, false
	}
	title := i18n.T(ctx, "%s: %s falls due", m.Name, st.Name)
	switch {
	case st.RunsOut:
		title = i18n.T(ctx, "%s: something of %s runs out", m.Name, st.Name)
	case st.Status == string(rules.Met):
		title = i18n.T(ctx, "%s: %s ends, all is done", m.Name, st.Name)
	case st.Status == string(rules.Expired) && st.Due < st.AsOf:
		title = i18n.T(ctx, "%s: %s ran out", m.Name, st.Name)
	}
	if st.OwnWord {
		title = i18n.T(ctx, "%s, by their own word", title)
	}
	e := dayEvent(string(m.ID)+"-"+st.Rule, title, st.Due, st.ChangedAt)
	e.URL = s.BaseURL + "/my/organisations/" + string(organisation)
	return e, true
}

// OrganisationsNamed returns organisations in whose name the words occur, for choosing one. Everybody signed in.
func (s *Service) OrganisationsNamed(ctx context.Context, actor authz.Actor, text string) ([]people.Organisation, error) {
	if _, err := actor.RequirePerson(""); err != nil {
		return nil, err
	}
	found, err := s.people.SearchOrganisations(ctx, text, page.Request{Limit: 20})
	return found.Items, err
}
