package catalogueweb

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// A form sends days as lines without ids; what attendance says of one stays with it when a line before it goes or comes.
func TestDaysOfAFormStayThemselves(t *testing.T) {
	s := newSite(t)
	o := cataloguetest.Offer(t, s.World)
	first := time.Date(2026, 3, 31, 19, 0, 0, 0, time.UTC)
	c := cataloguetest.Occurrence(t, s.World, o.ID, func(c *catalogue.Occurrence) {
		for i := range 3 {
			at := first.AddDate(0, 0, i)
			c.Days = append(c.Days, catalogue.Day{Title: fmt.Sprintf("Day %d", i+1), StartsAt: at, EndsAt: at.Add(time.Hour)})
		}
	})
	save := func(change func(lines []string) []string) []catalogue.Day {
		t.Helper()
		form := inForm(s.get(t, "manager", dateHref(c.ID), 200))
		form.Set("days", strings.Join(change(strings.Split(form.Get("days"), "\n")), "\n"))
		s.post(t, "manager", dateHref(c.ID), form, 303)
		now, err := s.Occurrences(t.Context(), []id.ID{c.ID})
		if err != nil {
			t.Fatal(err)
		}
		return now[c.ID].Days
	}
	form := inForm(s.get(t, "manager", dateHref(c.ID), 200))
	form.Del("sequence")
	s.post(t, "manager", dateHref(c.ID), form, 409)
	days := save(func(l []string) []string { return l[1:] })
	if len(days) != 2 || days[0].ID != c.Days[1].ID || days[1].ID != c.Days[2].ID {
		t.Errorf("without the first line the days are %+v", days)
	}
	days = save(func(l []string) []string { return append([]string{"2026-03-30 14:00-15:00 Before all"}, l...) })
	if len(days) != 3 || days[1].ID != c.Days[1].ID || days[2].ID != c.Days[2].ID || days[0].ID == c.Days[0].ID {
		t.Errorf("with a line in front the days are %+v", days)
	}
}

// The night in which the clocks change is 23 hours long, and what ends after it ends on time.
func TestSittingOverTheChangeOfClocks(t *testing.T) {
	var bad errs.Fields
	d := readDay("2026-03-07 22:00-04:00 Night", "America/Chicago", &bad)
	if len(bad) > 0 || d.EndsAt.Sub(d.StartsAt) != 5*time.Hour {
		t.Errorf("it lasts %s (%v)", d.EndsAt.Sub(d.StartsAt), bad)
	}
}

// An expired offer is no longer found, but its page, its dates and their calendar files stay; nothing can be begun.
func TestExpiredOfferSaysSo(t *testing.T) {
	s := newSite(t)
	expires := s.Clock.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	o, c := s.offered(t, 3, func(d *catalogue.Draft) { d.ExpiresOn = expires })
	conference := cataloguetest.Offer(t, s.World, cataloguetest.Titled("Days of maps"), func(d *catalogue.Draft) { d.Kind, d.ExpiresOn = catalogue.Conference, expires })
	day := cataloguetest.Occurrence(t, s.World, conference.ID)
	paced := cataloguetest.Offer(t, s.World, cataloguetest.SelfPaced, func(d *catalogue.Draft) { d.ExpiresOn = expires })
	s.Clock.Advance(5 * 24 * time.Hour)
	for _, who := range []string{"", "learner", "auditor"} {
		page := s.get(t, who, "/offers/"+o.Key, 200)
		has(t, page, "It has not been offered since")
		lacks(t, page, registerHref(c.ID), "ld+json")
		lacks(t, s.get(t, who, "/offers/"+paced.Key, 200), "/begin/")
		s.get(t, who, "/offers/"+o.Key+"/calendar.ics", 200)
		s.get(t, who, "/occurrences/"+string(c.ID)+"/calendar.ics", 200)
		s.get(t, who, "/conferences/"+string(day.ID), 200)
		s.get(t, who, "/api/v1/occurrences/"+string(c.ID), 200)
	}
	// Whoever may read drafts may read their dates.
	draft, _, err := s.Create(t.Context(), s.Editor, s.Unit.ID, cataloguetest.Draft())
	if err != nil {
		t.Fatal(err)
	}
	date := cataloguetest.Occurrence(t, s.World, draft.ID)
	s.get(t, "auditor", "/api/v1/occurrences/"+string(date.ID), 200)
	s.get(t, "stranger", "/api/v1/occurrences/"+string(date.ID), 404)
	s.get(t, "", "/api/v1/occurrences/"+string(date.ID), 404)
}

func TestConferenceThatIsOverOrCancelled(t *testing.T) {
	s := newSite(t)
	whole := cataloguetest.Offer(t, s.World, func(d *catalogue.Draft) { d.Kind = catalogue.Conference })
	first := cataloguetest.Occurrence(t, s.World, whole.ID, cataloguetest.Seats(12))
	second := cataloguetest.Occurrence(t, s.World, whole.ID, cataloguetest.At(first.StartsAt.AddDate(0, 1, 0), time.Hour))
	has(t, s.get(t, "", "/conferences/"+string(first.ID), 200), "12 seats left", "1 other date", `href="/offers/`+whole.Key+`#dates"`)
	if err := s.CancelOccurrence(t.Context(), s.Manager, second.ID, "Flood"); err != nil {
		t.Fatal(err)
	}
	page := s.get(t, "", "/conferences/"+string(second.ID), 200)
	has(t, page, "Cancelled")
	lacks(t, page, registerHref(second.ID), "Put it in my calendar")
	s.Clock.Set(first.EndsAt)
	page = s.get(t, "", "/conferences/"+string(first.ID), 200)
	has(t, page, "It is over")
	lacks(t, page, "seats left", registerHref(first.ID))
}

// A part whose key ends in the word that makes one optional is named by its whole key, and what somebody may not see is not named by its id.
func TestPartsAreNamedAsTheyAreCalled(t *testing.T) {
	s := newSite(t)
	whole := cataloguetest.Offer(t, s.World)
	part := cataloguetest.Offer(t, s.World, cataloguetest.Titled("Masks optional"))
	s.post(t, "manager", workHref(whole.ID)+"/parts", s.looked(t, whole.ID, url.Values{"parts": {part.Key}}), 303)
	parts, err := s.PartsOf(t.Context(), s.DB, whole.ID)
	if err != nil || len(parts) != 1 || !parts[0].Required {
		t.Errorf("the parts are %+v (%v)", parts, err)
	}
	theirs, _, err := s.Create(t.Context(), s.Stranger, s.Other.ID, cataloguetest.Draft(cataloguetest.Titled("Not yet told")))
	if err != nil {
		t.Fatal(err)
	}
	_, page := s.post(t, "manager", workHref(whole.ID)+"/parts", s.looked(t, whole.ID, url.Values{"parts": {string(theirs.ID)}}), 422)
	lacks(t, page, "Not yet told")
}

func TestACourseUnderWay(t *testing.T) {
	s := newSite(t)
	o := cataloguetest.Offer(t, s.World, func(d *catalogue.Draft) { d.Kind = catalogue.Course })
	c := cataloguetest.Occurrence(t, s.World, o.ID, cataloguetest.At(s.Clock.Now(), 42*24*time.Hour), cataloguetest.Seats(9))
	s.Clock.Advance(30 * time.Hour)
	page := s.get(t, "", "/catalogue?when=this-week", 200)
	has(t, page, "Under way until 13 April 2026", "9 seats left")
	lacks(t, page, "Took place")
	has(t, s.get(t, "", "/offers/"+o.Key, 200), registerHref(c.ID))
	has(t, s.get(t, "", "/api/v1/offers", 200), `"under_way":true`)
}

func TestOwnerIsShownAndHandedOn(t *testing.T) {
	s := newSite(t)
	o := cataloguetest.Offer(t, s.World)
	page := s.get(t, "editor", workHref(o.ID), 200)
	has(t, page, "Looked after by "+s.Editor.Name)
	lacks(t, page, `name="owner"`)
	form := inForm(s.get(t, "manager", workHref(o.ID), 200))
	form.Set("owner", "nobody@example.org")
	_, page = s.post(t, "manager", workHref(o.ID), form, 422)
	has(t, page, "Choose somebody with a role in the unit", `value="nobody@example.org"`)
}
