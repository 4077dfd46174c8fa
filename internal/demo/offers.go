package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
)

// offer is one offer that was made, with what registrations copy of it.
type offer struct {
	id, version                               id.ID
	key, title, unitName                      string
	unit                                      people.Unit
	areas                                     []string
	level, format                             string
	minutes, tenths                           int
	prices                                    map[string]int
	certificate, ceu, recognised, registrable bool
	occurrences                               []occurrence
}

type occurrence struct {
	id           id.ID
	starts, ends time.Time
	capacity     int
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

// zones are where things take place, as in the association's own calendar mostly on Central and Eastern time.
var zones = []string{"America/Chicago", "America/Chicago", "America/New_York", "America/New_York", "America/Denver", "America/Los_Angeles"}

// seedOffers makes every offer that was written, once; a trial that wants more repeats them as
// further editions.
func (s *seeder) seedOffers(ctx context.Context) error {
	presenters, err := s.seedPresenters(ctx)
	if err != nil {
		return err
	}
	owner := s.people[0].id
	for i := range s.size.Offers {
		text := s.texts[i%len(s.texts)]
		if edition := i / len(s.texts); edition > 0 {
			text.Title = fmt.Sprintf("%s (edition %d)", text.Title, edition+1)
		}
		if err := s.addOffer(text, i, owner, presenters); err != nil {
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
	created := s.now.AddDate(-2, 0, 0)
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

func (s *seeder) addOffer(text offerText, i int, owner id.ID, presenters map[string]id.ID) error {
	unit, ok := s.units[text.Unit]
	if !ok {
		return fmt.Errorf("offer %q: there is no unit %s", text.Title, text.Unit)
	}
	published := s.now.AddDate(0, 0, -30-s.rand.IntN(330))
	o := offer{id: id.New(), version: id.New(), key: id.Slug(text.Title, 60) + "-" + id.Tail(4), title: text.Title, unit: unit, unitName: s.People.NameOn(unit, day(published)),
		areas: text.Areas, level: text.Level, format: text.Format, minutes: text.Minutes, prices: text.Prices,
		certificate: slices.Contains(text.Earns, "certificate"), ceu: slices.Contains(text.Earns, "ceu"),
		recognised:  len(text.Earns) > 0,
		registrable: text.Kind != "outside" && text.Kind != "toolkit" && text.Kind != "publication",
	}
	var cosponsors []id.ID
	for _, acronym := range text.Cosponsors {
		u, ok := s.units[acronym]
		if !ok {
			return fmt.Errorf("offer %q: there is no unit %s", text.Title, acronym)
		}
		cosponsors = append(cosponsors, u.ID)
	}
	offers := s.w.to("offers", "id", "key", "kind", "status", "unit_id", "unit_name", "published_id", "owner_id", "review_by", "earns", "earns_set_by", "earns_set_at", "created_by", "created_at", "updated_at", "published_at")
	versions := s.w.to("offer_versions", "id", "offer_id", "number", "title", "sort_title", "summary", "description", "objectives", "areas", "level", "audiences", "format", "synchronous", "language", "minutes",
		"prices", "accessibility", "peer", "prerequisites", "themes", "platform", "link", "cosponsors", "completion", "extra_sponsors", "created_by", "created_at", "updated_at", "published_at")
	reviewBy := day(s.now.AddDate(0, 0, 20+s.rand.IntN(500)-60))
	var setBy id.ID
	var setAt time.Time
	if o.recognised && s.size.Personas {
		setBy, setAt = s.people[5].id, published
	}
	s.w.add(offers, o.id, o.key, text.Kind, "published", unit.ID, o.unitName, o.version, owner, reviewBy, db.JSON(text.Earns), setBy, setAt, owner, published, published, published)
	s.w.add(versions, o.version, o.id, 1, text.Title, catalogue.SortTitle(text.Title, text.Language), text.Summary, text.Description, db.JSON(text.Objectives), db.JSON(text.Areas), text.Level, db.JSON(text.Audiences), text.Format, text.Live, text.Language, text.Minutes,
		db.JSON(s.prices(text)), db.JSON(accessibility(text.Accessibility)), db.JSON(s.peer(text, published)), db.JSON(catalogue.Prerequisites{Text: text.Prerequisites}), db.JSON(text.Themes), text.Platform, text.Link, db.JSON(cosponsors), db.JSON(completion(text)), db.JSON([]string{}), owner, published, published, published)
	pt := s.w.to("offer_presenters", "version_id", "position", "person_id", "name", "part")
	for k, name := range text.Presenters {
		s.w.add(pt, o.version, k+1, presenters[name], name, "presenter")
	}
	if o.ceu {
		s.addWorksheet(&o, published)
	}
	if text.Live && o.registrable {
		s.addOccurrences(&o, text, i)
	}
	s.offers = append(s.offers, o)
	return nil
}

func (s *seeder) prices(text offerText) []catalogue.Price {
	var out []catalogue.Price
	for _, class := range []string{"member", "non-member", "student"} {
		if cents, ok := text.Prices[class]; ok {
			out = append(out, catalogue.Price{Class: class, Amount: money.USD(int64(cents))})
		}
	}
	return out
}

// accessibility reads the features out of the sentence that the unit wrote.
func accessibility(statement string) catalogue.Accessibility {
	a := catalogue.Accessibility{Statement: statement}
	lower := strings.ToLower(statement)
	for _, f := range []struct {
		feature catalogue.Feature
		words   []string
	}{
		{catalogue.Captions, []string{"caption", "subtítulo", "sous-titr"}},
		{catalogue.Transcript, []string{"transcript", "transcripción", "transcription"}},
		{catalogue.SignLanguage, []string{"asl", "sign language", "interpret"}},
		{catalogue.StepFree, []string{"step-free", "ramp", "lift", "wheelchair", "elevator"}},
		{catalogue.HearingLoop, []string{"hearing loop", "induction loop"}},
		{catalogue.LargePrint, []string{"large print", "large-print"}},
		{catalogue.ScreenReader, []string{"screen reader", "screen-reader", "tagged"}},
		{catalogue.AudioDescription, []string{"audio description", "audio-described", "described"}},
		{catalogue.PlainLanguage, []string{"plain language", "plain-language"}},
		{catalogue.Keyboard, []string{"keyboard"}},
	} {
		if slices.ContainsFunc(f.words, func(w string) bool { return strings.Contains(lower, w) }) {
			a.Features = append(a.Features, f.feature)
		}
	}
	return a
}

func (s *seeder) peer(text offerText, published time.Time) catalogue.Peer {
	if text.Peer == "" {
		return catalogue.Peer{}
	}
	return catalogue.Peer{What: text.Peer, ReviewedBy: "Hamid Farrokhzad-Lee", ReviewedOn: day(published.AddDate(0, 0, -7))}
}

func completion(text offerText) catalogue.Completion {
	switch {
	case !text.Live:
		return catalogue.Completion{Rule: catalogue.BySelf}
	case text.Minutes > 120:
		return catalogue.Completion{Rule: catalogue.ByShare, Percent: 80}
	}
	return catalogue.Completion{Rule: catalogue.ByMinutes, Minutes: max(1, text.Minutes*4/5)}
}

// addWorksheet makes the approved calculation of a version's hours. A tenth of longer things is breaks.
func (s *seeder) addWorksheet(o *offer, at time.Time) {
	t := s.w.to("worksheets", "id", "version_id", "counted", "excluded", "counted_minutes", "tenths", "method", "status", "author_id", "proposed_at", "decided_by", "decided_at")
	excluded := 0
	if o.minutes > 180 {
		excluded = o.minutes / 10
	}
	counted := o.minutes - excluded
	o.tenths = catalogue.CEUTenths(counted)
	author, reviewer := s.people[0].id, s.people[1].id
	if s.size.Personas {
		author, reviewer = s.people[3].id, s.people[5].id
	}
	lines := func(label string, minutes int) any {
		if minutes == 0 {
			return db.JSON([]catalogue.Stretch{})
		}
		return db.JSON([]catalogue.Stretch{{What: label, Minutes: minutes}})
	}
	s.w.add(t, id.New(), o.version, lines("Teaching, practice and assessment", counted), lines("Breaks and welcome", excluded), counted, o.tenths,
		"Counted by the clock from the published schedule.", "approved", author, at.AddDate(0, 0, -10), reviewer, at.AddDate(0, 0, -3))
}

// addOccurrences gives a live offer a time that is past and one or two to come.
func (s *seeder) addOccurrences(o *offer, text offerText, i int) {
	t := s.w.to("occurrences", "id", "offer_id", "status", "zone", "starts_at", "ends_at", "place", "platform", "platform_link", "capacity", "opens_at", "closes_at", "code_word", "created_by", "created_at", "updated_at")
	days := s.w.to("occurrence_days", "id", "occurrence_id", "position", "title", "starts_at", "ends_at")
	zone := zones[i%len(zones)]
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	local := s.now.In(loc)
	offsets := []int{-20 - s.rand.IntN(260), 1 + s.rand.IntN(45)}
	if i%3 == 0 {
		offsets = append(offsets, 50+s.rand.IntN(110))
	}
	hours := []int{9, 10, 11, 13, 14, 15}
	for k, offset := range offsets {
		date := local.AddDate(0, 0, offset)
		for date.Weekday() == time.Saturday || date.Weekday() == time.Sunday {
			date = date.AddDate(0, 0, 1)
		}
		parts := max(1, text.Parts)
		length := time.Duration(max(15, text.Minutes/parts)) * time.Minute
		length = min(length, 8*time.Hour)
		start := time.Date(date.Year(), date.Month(), date.Day(), hours[s.rand.IntN(len(hours))], 0, 0, 0, loc)
		last := start.AddDate(0, 0, stepDays(text)*(parts-1))
		oc := occurrence{id: id.New(), starts: start.UTC(), ends: last.Add(length).UTC(), capacity: text.Capacity}
		if !s.size.Personas {
			oc.capacity *= 10 // a trial fills its rooms with many more people
		}
		if s.size.Personas && k == 1 && i%16 == 5 && text.Capacity > 0 {
			oc.capacity = 6 // some are nearly full, with people waiting
		}
		code := []string{"heron", "lantern", "marigold", "quarto", "signal", "thicket"}[i%6]
		link := ""
		if text.Platform != "" {
			link = "https://meet.example.org/" + string(oc.id)[24:]
		}
		made := oc.starts.AddDate(0, 0, -90)
		if made.After(s.now) {
			made = s.now.AddDate(0, 0, -5)
		}
		s.w.add(t, oc.id, o.id, "scheduled", zone, oc.starts, oc.ends, text.Place, text.Platform, link, oc.capacity, made, oc.starts, code, s.people[0].id, made, made)
		if parts > 1 {
			for d := range parts {
				from := start.AddDate(0, 0, stepDays(text)*d)
				s.w.add(days, id.New(), oc.id, d+1, fmt.Sprintf("%d", d+1), from, from.Add(length))
			}
		}
		o.occurrences = append(o.occurrences, oc)
		s.summary.Occurrences++
	}
}

// stepDays is how many days lie between two sittings: institutes run day by day, courses week by week.
func stepDays(text offerText) int {
	if text.Kind == "institute" || text.Kind == "preconference" || text.Kind == "workshop" {
		return 1
	}
	return 7
}
