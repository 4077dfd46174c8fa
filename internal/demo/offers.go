package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// offer is one offer that was made, with what registrations copy of it.
type offer struct {
	id, version                  id.ID
	key, kind, title, unitName   string
	unit                         people.Unit
	areas                        []string
	level, format, language      string
	minutes, counted, tenths     int
	prices                       map[string]int
	certificate, ceu, recognised bool
	registrable                  bool
	published, expires           time.Time
	presenters                   []id.ID
	completion                   catalogue.Completion
	staff                        id.ID
	occurrences                  []occurrence
}

func (o *offer) priceFor(class string) int {
	switch {
	case class == "student":
		return o.prices["student"]
	case class != "":
		return o.prices["member"]
	}
	return o.prices["non-member"]
}

// seedOffers makes every offer that was written, once; a trial that wants more repeats them as
// further editions.
func (s *seeder) seedOffers(ctx context.Context) error {
	presenters, err := s.seedPresenters(ctx)
	if err != nil {
		return err
	}
	if s.choices, err = s.competencies(ctx); err != nil {
		return err
	}
	for i := range s.size.Offers {
		text := s.texts[i%len(s.texts)]
		if edition := i / len(s.texts); edition > 0 {
			text.Title = fmt.Sprintf("%s (edition %d)", text.Title, edition+1)
		}
		if err := s.addOffer(text, i, presenters); err != nil {
			return err
		}
		if s.w.full() {
			if err := s.w.flush(ctx); err != nil {
				return err
			}
		}
	}
	if err := s.w.flush(ctx); err != nil {
		return err
	}
	s.summary.Offers = len(s.offers)
	return s.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE change_counters SET n = n + 1 WHERE name = 'catalogue'`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE offers SET change_no = (SELECT n FROM change_counters WHERE name = 'catalogue')`)
		return err
	})
}

// seedPresenters makes a person of each presenter's name.
func (s *seeder) seedPresenters(context.Context) (map[string]id.ID, error) {
	out := map[string]id.ID{}
	persons := s.w.to("persons", "id", "name", "sort_name", "member_number", "zone", "language", "library_type", "work_kind", "role_title", "organisation_id", "library_name", "created_at", "updated_at")
	created := s.now.AddDate(-longAgo, 0, 0)
	for _, t := range s.texts {
		for _, name := range t.Presenters {
			if out[name] != "" {
				continue
			}
			out[name] = id.New()
			s.w.add(persons, out[name], name, people.SortName(name), nil, "America/Chicago", "en", "", "", "", id.ID(""), "", created, created)
			s.summary.People++
		}
	}
	return out, nil
}

// ownerOf returns the unit that offers a text, its name on that day, and when it was published.
// What is written under a name of before and can be begun at any time is from before; what takes
// place this year is offered by the unit that there is now.
func (s *seeder) ownerOf(text offerText, firstStart time.Time) (unit people.Unit, name string, published time.Time, err error) {
	unit, ok := s.units[text.Unit]
	if !ok {
		return unit, "", published, fmt.Errorf("offer %q: there is no unit %s", text.Title, text.Unit)
	}
	if !firstStart.IsZero() {
		if unit.SuccessorID != "" {
			unit = s.unitsByID[unit.SuccessorID]
		}
		return unit, unit.Name, firstStart.AddDate(0, 0, -50-s.rand.IntN(40)), nil
	}
	if unit.EndedOn != "" {
		end, err := time.Parse(time.DateOnly, unit.EndedOn)
		return unit, unit.Name, end.AddDate(0, 0, -30-s.rand.IntN(390)), err
	}
	if unit.Acronym != text.Unit {
		i := slices.IndexFunc(unit.Names, func(n people.UnitName) bool { return n.Acronym == text.Unit })
		return unit, unit.Names[i].Name, time.Date(2016, 3, 1+s.rand.IntN(900), 15, 0, 0, 0, time.UTC), nil
	}
	return unit, unit.Name, s.now.AddDate(0, 0, -330-s.rand.IntN(60)), nil
}

func (s *seeder) addOffer(text offerText, i int, presenters map[string]id.ID) error {
	registrable := text.Kind != "outside" && text.Kind != "toolkit" && text.Kind != "publication"
	var dates []occurrence
	var first time.Time
	if text.Live && registrable {
		dates = s.dates(text, i)
		first = dates[0].starts
	}
	unit, unitName, published, err := s.ownerOf(text, first)
	if err != nil {
		return err
	}
	o := offer{id: id.New(), version: id.New(), key: id.Slug(text.Title, 60) + "-" + id.Tail(8), kind: text.Kind, title: text.Title, unit: unit, unitName: unitName,
		areas: text.Areas, level: text.Level, format: text.Format, language: text.Language, minutes: text.Minutes, counted: text.Minutes, prices: text.Prices,
		certificate: slices.Contains(text.Earns, "certificate"), ceu: slices.Contains(text.Earns, "ceu"),
		recognised: len(text.Earns) > 0, registrable: registrable, published: published, completion: completion(text), staff: s.staffOf(unit),
	}
	var cosponsors []id.ID
	for _, acronym := range text.Cosponsors {
		u, ok := s.units[acronym]
		if !ok {
			return fmt.Errorf("offer %q: there is no unit %s", text.Title, acronym)
		}
		cosponsors = append(cosponsors, u.ID)
	}
	offers := s.w.to("offers", "id", "key", "kind", "status", "unit_id", "unit_name", "published_id", "owner_id", "review_by", "expires_on", "earns", "earns_set_by", "earns_set_at", "created_by", "created_at", "updated_at", "published_at")
	versions := s.w.to("offer_versions", "id", "offer_id", "number", "title", "sort_title", "summary", "description", "objectives", "areas", "level", "audiences", "format", "synchronous", "language", "minutes",
		"prices", "accessibility", "peer", "prerequisites", "themes", "platform", "link", "cosponsors", "completion", "extra_sponsors", "created_by", "created_at", "updated_at", "published_at")
	written, decided := published.AddDate(0, 0, -21), published.AddDate(0, 0, -3)
	var setBy id.ID
	var setAt time.Time
	if o.recognised {
		setBy, setAt = s.reviewer, decided
	}
	s.w.add(offers, o.id, o.key, text.Kind, "published", unit.ID, unitName, o.version, o.staff, s.reviewBy(text, i), s.expiry(&o, i), db.JSON(text.Earns), setBy, setAt, o.staff, written, published, published)
	s.w.add(versions, o.version, o.id, 1, text.Title, catalogue.SortTitle(text.Title, text.Language), text.Summary, text.Description, db.JSON(text.Objectives), db.JSON(text.Areas), text.Level, db.JSON(text.Audiences), text.Format, text.Live, text.Language, text.Minutes,
		db.JSON(s.prices(text)), db.JSON(accessibility(text.Accessibility)), db.JSON(s.peer(text, published)), db.JSON(catalogue.Prerequisites{Text: text.Prerequisites}), db.JSON(text.Themes), text.Platform, text.Link, db.JSON(cosponsors), db.JSON(o.completion), db.JSON([]string{}), o.staff, written, published.AddDate(0, 0, -12), published)
	pt := s.w.to("offer_presenters", "version_id", "position", "person_id", "name", "part")
	for k, name := range text.Presenters {
		s.w.add(pt, o.version, k+1, presenters[name], name, "presenter")
		o.presenters = append(o.presenters, presenters[name])
	}
	if err := s.addAlignments(&o, text); err != nil {
		return err
	}
	if o.ceu {
		s.addWorksheet(&o, published)
	}
	if o.recognised {
		s.addReview(&o, text, published)
	}
	for k := range dates {
		s.summary.Occurrences++
		s.describe(&dates[k], &o, text, i)
	}
	o.occurrences = dates
	if text.Kind == "conference" {
		s.conference = dates
	}
	s.offers = append(s.offers, o)
	return nil
}

// reviewBy is the day on which an offer is looked at again: for most some day next year, for some of them by now.
func (s *seeder) reviewBy(text offerText, i int) string {
	if i%4 == 1 && text.Unit == "PLA" {
		return day(s.now.AddDate(0, 0, -3-i%30))
	}
	return day(s.now.AddDate(0, 0, 20+s.rand.IntN(500)-60))
}

// expiry gives recordings a last day; one in six has passed it.
func (s *seeder) expiry(o *offer, i int) string {
	if o.kind != "recording" {
		return ""
	}
	o.expires = s.now.AddDate(0, 0, 40+s.rand.IntN(400))
	if s.recordings++; s.recordings%6 == 0 {
		o.expires = s.now.AddDate(0, 0, -15)
	}
	return day(o.expires)
}

// addWorksheet makes the approved calculation of a version's hours. A tenth of longer things is breaks.
func (s *seeder) addWorksheet(o *offer, at time.Time) {
	t := s.w.to("worksheets", "id", "version_id", "counted", "excluded", "counted_minutes", "tenths", "method", "status", "author_id", "proposed_at", "decided_by", "decided_at")
	excluded := 0
	if o.minutes > 180 {
		excluded = o.minutes / 10
	}
	o.counted = o.minutes - excluded
	o.tenths = catalogue.CEUTenths(o.counted)
	lines := func(label string, minutes int) any {
		if minutes == 0 {
			return db.JSON([]catalogue.Stretch{})
		}
		return db.JSON([]catalogue.Stretch{{What: label, Minutes: minutes}})
	}
	s.w.add(t, id.New(), o.version, lines("Teaching, practice and assessment", o.counted), lines("Breaks and welcome", excluded), o.counted, o.tenths,
		"Counted by the clock from the published schedule.", "approved", o.staff, at.AddDate(0, 0, -10), s.reviewer, at.AddDate(0, 0, -3))
}

// addReview makes the granted review that an offer's recognition rests on.
func (s *seeder) addReview(o *offer, text offerText, at time.Time) {
	t := s.w.to("offer_reviews", "id", "offer_id", "version_id", "title", "offer_key", "unit_id", "unit_name", "asked", "asked_by", "asked_at", "decision", "granted", "decided_by", "decided_at")
	s.w.add(t, id.New(), o.id, o.version, o.title, o.key, o.unit.ID, o.unitName, db.JSON(text.Earns), o.staff, at.AddDate(0, 0, -9), "granted", db.JSON(text.Earns), s.reviewer, at.AddDate(0, 0, -3))
}
