package calendar

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/platform/zones"
)

var somewhere = []string{
	"", "America/New_York", "America/Chicago", "Europe/London", "Europe/Paris", "America/Phoenix", "Australia/Sydney",
	"Asia/Kolkata", "Africa/Casablanca", "America/Caracas", "Australia/Lord_Howe", "Europe/Dublin", "America/Sao_Paulo",
}

// plainWords draws text that comes back as it went in: no markup, no character
// references, no space around it.
func plainWords(t *rapid.T, name, pattern string) string {
	s := rapid.StringMatching(pattern).Draw(t, name)
	return normalText(s)
}

func drawEvent(t *rapid.T) Event {
	const words = `[A-Za-zéßžЖ日😀 ,;:'"^\\/\-]{0,120}`
	e := Event{
		UID:          rapid.StringMatching(`[a-z0-9@.\-]{1,90}`).Draw(t, "uid"),
		Sequence:     rapid.IntRange(0, 1000).Draw(t, "sequence"),
		Summary:      oneLine(plainWords(t, "summary", words)),
		Description:  plainWords(t, "description", `([A-Za-zéßžЖ日😀 ,;:"\\]{0,60}\n?){0,5}`),
		Location:     oneLine(plainWords(t, "location", words)),
		Status:       rapid.SampledFrom([]Status{Confirmed, Tentative, Cancelled}).Draw(t, "status"),
		LastModified: time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "modified"), 0).UTC(),
		AllDay:       rapid.Bool().Draw(t, "allDay"),
	}
	if rapid.Bool().Draw(t, "url") {
		e.URL = "https://example.org/" + rapid.StringMatching(`[a-z0-9/?=&;,.]{0,80}`).Draw(t, "path")
	}
	if rapid.Bool().Draw(t, "organizer") {
		e.Organizer = Person{Name: strings.NewReplacer(`"`, `'`, `\`, `/`).Replace(oneLine(plainWords(t, "name", words))), Email: "desk@example.org"}
	}
	start := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "start"), 0).UTC()
	length := time.Duration(rapid.IntRange(0, 400_000).Draw(t, "seconds")) * time.Second
	if e.AllDay {
		start = start.Truncate(24 * time.Hour)
		length = length.Truncate(24*time.Hour) + 24*time.Hour
	} else if e.Zone = rapid.SampledFrom(somewhere).Draw(t, "zone"); e.Zone == "" {
		e.Zone = "UTC"
	}
	e.Start, e.End = start, start.Add(length)
	return e
}

// TestRoundTrip: what is written is read back as it was, in every zone and year.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawEvent(t)
		var b bytes.Buffer
		if err := Write(&b, Calendar{Name: "All of it", Events: []Event{e}}); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if rapid.Bool().Draw(t, "bare LF") {
			text = strings.ReplaceAll(text, "\r\n", "\n")
		}
		f, err := Read(strings.NewReader(text), Options{})
		if err != nil || len(f.Problems) > 0 || len(f.Events) != 1 {
			t.Fatalf("%v, %v in\n%s", err, f.Problems, text)
		}
		got := f.Events[0]
		if got.Zone == "UTC" && e.Zone != "UTC" {
			// A start in the repeated hour is written without its zone.
			loc, _ := zones.Load(e.Zone)
			if first, last := instantsOf(wallIn(e.Start, loc), loc); first.Equal(last) {
				t.Fatalf("the zone is lost in\n%s", text)
			}
			got.Zone = e.Zone
		}
		if d := cmp.Diff(e, got.Event); d != "" {
			t.Fatalf("%s in\n%s", d, text)
		}
		if len(got.Notes) > 0 {
			t.Fatalf("notes: %v", got.Notes)
		}
	})
}

// TestInstants: every instant is found again from what clocks showed, but for
// the second pass through a repeated hour, which gives the first.
func TestInstants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc, err := zones.Load(rapid.SampledFrom(somewhere).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "at"), 0).UTC()
		first, last := instantsOf(wallIn(at, loc), loc)
		if !at.Equal(first) && !at.Equal(last) {
			t.Fatalf("%v shows %v, which is %v or %v", at, wallIn(at, loc), first, last)
		}
		if first.After(last) {
			t.Fatalf("%v after %v", first, last)
		}
	})
}
