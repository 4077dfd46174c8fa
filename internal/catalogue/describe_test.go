package catalogue_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// What may be said of each type, from schema.org: the properties of the type and of those above it, as far as they are used here.
var (
	ofThings = "@type @id @context name url description"
	ofWorks  = ofThings + " about audience inLanguage keywords isAccessibleForFree offers provider sponsor timeRequired accessibilityFeature accessibilityControl accessibilitySummary educationalLevel teaches"
	ofEvents = ofThings + " about audience inLanguage keywords isAccessibleForFree offers organizer sponsor performer startDate endDate duration eventStatus eventAttendanceMode location maximumAttendeeCapacity"

	properties = map[string]string{
		"LearningResource": ofWorks,
		"Course":           ofWorks + " educationalCredentialAwarded hasCourseInstance",
		"EducationEvent":   ofEvents + " educationalLevel teaches",
		"CourseInstance":   ofEvents + " courseMode courseWorkload instructor",
		"Offer":            ofThings + " category price priceCurrency",
		"Organization":     ofThings, "Person": ofThings, "Thing": ofThings,
		"Audience":        ofThings + " audienceType",
		"Place":           ofThings + " address",
		"VirtualLocation": ofThings,
	}
	vocabulary = map[string]string{
		"category": "Free Paid", "courseMode": "Onsite Online Blended", "accessibilityControl": "fullKeyboardControl",
		"accessibilityFeature": "captions transcript signLanguage audioDescription largePrint",
		"eventStatus":          "https://schema.org/EventScheduled https://schema.org/EventCancelled",
		"eventAttendanceMode":  "https://schema.org/OnlineEventAttendanceMode https://schema.org/OfflineEventAttendanceMode https://schema.org/MixedEventAttendanceMode",
	}
)

// wantWords walks through a description and wants each property to be one of its type, with a value of its vocabulary.
func wantWords(t *testing.T, kind catalogue.Kind, v any) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			wantWords(t, kind, x)
		}
	case map[string]any:
		for name, value := range v {
			is, _ := v["@type"].(string)
			if name == "@graph" || name == "@context" {
				is = ""
			} else if !slices.Contains(strings.Fields(properties[is]), name) {
				t.Errorf("a %s is a %s with the property %s", kind, is, name)
			}
			if words := vocabulary[name]; words != "" {
				list, ok := value.([]any)
				if !ok {
					list = []any{value}
				}
				for _, x := range list {
					if !slices.Contains(strings.Fields(words), x.(string)) {
						t.Errorf("%s of a %s is %v", name, kind, x)
					}
				}
			}
			wantWords(t, kind, value)
		}
	}
}

func TestJSONLD(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	types := map[catalogue.Kind][2]string{ // with dates, and without
		catalogue.Webinar: {"EducationEvent", "Course"}, catalogue.Workshop: {"EducationEvent", "Course"}, catalogue.Preconference: {"EducationEvent", "Course"},
		catalogue.Institute: {"EducationEvent", "Course"}, catalogue.ConferenceSession: {"EducationEvent", "Course"},
		catalogue.Conference: {"EducationEvent", "LearningResource"}, catalogue.Course: {"Course", "Course"}, catalogue.MicroLesson: {"Course", "Course"}, catalogue.MOOC: {"Course", "Course"},
		catalogue.Toolkit: {"LearningResource", "LearningResource"}, catalogue.Publication: {"LearningResource", "LearningResource"},
		catalogue.Recording: {"LearningResource", "LearningResource"}, catalogue.Outside: {"LearningResource", "LearningResource"},
	}
	for _, kind := range catalogue.Kinds {
		for dates, want := range map[int]string{1: types[kind][0], 0: types[kind][1], 2: types[kind][0]} {
			o := ct.Offer(t, w, ct.Titled("Maps </script> & <b>globes</b>"), func(d *catalogue.Draft) {
				d.Kind, d.Accessibility.Features, d.Themes, d.ExtraSponsors = kind, catalogue.Features, []string{"maps"}, []string{"A press"}
				d.Presenters = []catalogue.Presenter{{Name: "Ines Calder"}}
				d.Completion = catalogue.Completion{Rule: catalogue.ByHand}
			})
			ct.Earns(t, w, o.ID, catalogue.Certificate)
			for i := range dates {
				c := ct.Occurrence(t, w, o.ID, ct.Seats(3))
				if i == 1 {
					must(t, w.CancelOccurrence(ctx, w.Manager, c.ID, "Ill"))
				}
			}
			v, err := w.Show(ctx, w.Visitor, o.Key)
			must(t, err)
			b := catalogue.JSONLD(v, "https://commons.example")
			if strings.ContainsAny(string(b), "<>&") {
				t.Errorf("the description of a %s could leave its script element: %s", kind, b)
			}
			var n map[string]any
			must(t, json.Unmarshal(b, &n))
			if n["@context"] != "https://schema.org" {
				t.Errorf("a %s has no context: %s", kind, b)
			}
			wantWords(t, kind, n)
			first := n
			if list, ok := n["@graph"].([]any); ok {
				first = list[0].(map[string]any)
			}
			if first["@type"] != want || first["name"] != "Maps </script> & <b>globes</b>" {
				t.Errorf("a %s with %d dates is described as %s", kind, dates, b)
			}
			if want != "LearningResource" && strings.Count(string(b), "EventCancelled") != max(0, dates-1) {
				t.Errorf("of a %s with %d dates is said: %s", kind, dates, b)
			}
			if strings.Contains(string(b), "meet.example") {
				t.Errorf("the platform's link is public: %s", b)
			}
		}
	}
}

// A webinar of which all dates are cancelled is no course to begin at any time.
func TestJSONLDOfACancelledWebinar(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	o := ct.Offer(t, w)
	c := ct.Occurrence(t, w, o.ID)
	must(t, w.CancelOccurrence(ctx, w.Manager, c.ID, "Ill"))
	v, err := w.Show(ctx, w.Visitor, o.Key)
	must(t, err)
	if b := string(catalogue.JSONLD(v, "https://commons.example")); !strings.Contains(b, "EventCancelled") || strings.Contains(b, "CourseInstance") {
		t.Errorf("it is described as %s", b)
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
	if strings.Contains(string(b), "meet.example") || strings.Contains(string(b), "METHOD") {
		t.Errorf("the public file holds the platform's link or a method:\n%s", b)
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
