package catalogue_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

func TestJSONLD(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	for _, c := range []struct {
		kind  catalogue.Kind
		dates int
		want  string
	}{
		{catalogue.Webinar, 1, "EducationEvent"}, {catalogue.Webinar, 0, "Course"}, {catalogue.Conference, 1, "EducationEvent"}, {catalogue.Course, 1, "Course"},
		{catalogue.MicroLesson, 0, "Course"}, {catalogue.Publication, 0, "LearningResource"}, {catalogue.Recording, 1, "LearningResource"},
	} {
		o := ct.Offer(t, w, ct.Titled("Maps </script> & <b>globes</b>"), func(d *catalogue.Draft) { d.Kind = c.kind })
		for range c.dates {
			ct.Occurrence(t, w, o.ID)
		}
		v, err := w.Show(ctx, w.Visitor, o.Key)
		must(t, err)
		b := catalogue.JSONLD(v, "https://commons.example")
		if strings.ContainsAny(string(b), "<>&") {
			t.Errorf("the description of a %s could leave its script element: %s", c.kind, b)
		}
		var n map[string]any
		must(t, json.Unmarshal(b, &n))
		if n["@type"] != c.want || n["@context"] != "https://schema.org" || n["name"] != "Maps </script> & <b>globes</b>" {
			t.Errorf("a %s with %d dates is described as %s", c.kind, c.dates, b)
		}
		if strings.Contains(string(b), "meet.example") {
			t.Errorf("the platform's link is public: %s", b)
		}
	}
}

func TestCalendarFile(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	o := ct.Offer(t, w)
	one := ct.Occurrence(t, w, o.ID)
	ct.Occurrence(t, w, o.ID, func(o *catalogue.Occurrence) {
		o.Place = "Main hall"
		for i := range 2 {
			at := one.StartsAt.Add(time.Duration(i+1) * 24 * time.Hour)
			o.Days = append(o.Days, catalogue.Day{Title: "Evening", StartsAt: at, EndsAt: at.Add(2 * time.Hour)})
		}
	})
	v, err := w.Show(ctx, w.Visitor, o.Key)
	must(t, err)
	b, err := w.CalendarFile(v, v.Occurrences...)
	must(t, err)
	if strings.Contains(string(b), "meet.example") {
		t.Error("the platform's link is public")
	}
	feed, err := calendar.Read(strings.NewReader(string(b)), calendar.Options{})
	must(t, err)
	if len(feed.Events) != 3 || len(feed.Problems) != 0 {
		t.Fatalf("the file holds %d events and the problems %v", len(feed.Events), feed.Problems)
	}
	if e := feed.Events[0]; !e.Start.Equal(one.StartsAt) || e.Zone != "America/Chicago" || e.UID != string(one.ID)+"@learningcommons.dev" {
		t.Errorf("the first event is %+v", e.Event)
	}
}
