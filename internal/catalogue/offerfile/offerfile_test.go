package offerfile

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"learningcommons.dev/commons/internal/platform/errs"
)

// read returns the rows as lines of "column=value", in order of the columns.
func read(t *testing.T, s string) ([]string, Table) {
	t.Helper()
	table, err := Read([]byte(s), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range table.Rows {
		var cells []string
		for name, value := range r.Cells {
			cells = append(cells, name+"="+value)
		}
		slices.Sort(cells)
		out = append(out, strings.Join(cells, " | "))
	}
	return out, table
}

func TestReadsWhatOthersPublish(t *testing.T) {
	for _, c := range []struct {
		name, text string
		format     Format
		want       []string
	}{
		{"an event in a graph", `{"@context":"https://schema.org","@graph":[{"@type":"Organization","@id":"#o","name":"Lakeland Library"},
			{"@type":"EducationEvent","@id":"https://l.example/e/1","name":"Mending","startDate":"2026-05-02T18:00:00-05:00","endDate":"2026-05-02T19:00:00-05:00",
			"eventAttendanceMode":"https://schema.org/OnlineEventAttendanceMode","location":{"@type":"VirtualLocation","url":"https://meet.example/x"},"organizer":{"@id":"#o"},
			"offers":{"@type":"Offer","price":"25.00","priceCurrency":"USD"},"performer":[{"@type":"Person","name":"Pia Lund"},{"@type":"Person","name":"Quin Abe"}]}]}`, JSONLD,
			[]string{"date=2026-05-02T18:00:00-05:00 | end=2026-05-02T19:00:00-05:00 | format=online | id=https://l.example/e/1 | kind=webinar | presenters=Pia Lund; Quin Abe | price=25.00 | sponsor=Lakeland Library | title=Mending"}},
		{"a course with instances", `[{"@context":"http://schema.org/","@type":"Course","name":"Cataloguing","url":"https://l.example/c","description":"All of it.","inLanguage":"fr","isAccessibleForFree":true,
			"hasCourseInstance":[{"@type":"CourseInstance","courseMode":"onsite","startDate":"2026-06-01T09:00:00Z","location":{"@type":"Place","name":"Main hall","address":{"addressLocality":"Omaha","addressRegion":"NE"}}},
			{"@type":["CourseInstance"],"startDate":"2026-09-01T09:00:00Z","courseMode":"online"}]}]`, JSONLD,
			[]string{"date=2026-06-01T09:00:00Z | description=All of it. | format=in-person | id=https://l.example/c | kind=course | language=fr | link=https://l.example/c | place=Main hall, Omaha, NE | price=free | title=Cataloguing",
				"date=2026-09-01T09:00:00Z | description=All of it. | format=online | id=https://l.example/c | kind=course | language=fr | link=https://l.example/c | price=free | title=Cataloguing"}},
		{"prefixed names, a list, cancelled", `{"@context":{"schema":"https://schema.org/"},"@type":"schema:ItemList","schema:itemListElement":[{"@type":"schema:ListItem","schema:item":{"@type":"schema:BusinessEvent","schema:name":{"@value":"Kites"},"schema:startDate":"2026-05-02","schema:eventStatus":"https://schema.org/EventCancelled","schema:url":"https://l.example/k"}}]}`, JSONLD,
			[]string{"date=2026-05-02 | id=https://l.example/k | link=https://l.example/k | status=cancelled | title=Kites"}},
		{"a web page", "<!doctype html><html><head><title>Events</title>\n<script type=\"application/ld+json\">\n<!--\n{\"@context\":\"https://schema.org\",\"@type\":\"Event\",\"name\":\"A &amp; B\",\"startDate\":\"2026-05-02T10:00\"}\n-->\n</script><script type='application/ld+json'>{broken</script></head></html>", Page,
			[]string{"date=2026-05-02T10:00 | title=A &amp; B"}},
		{"RSS with the event module", `<?xml version="1.0"?><rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title><language>en-us</language>
			<item><title>Story &amp; hour</title><link>https://l.example/1</link><guid isPermaLink="false">n-1</guid><pubDate>Sat, 14 Mar 2026 14:00:00 GMT</pubDate><description>Short.</description><content:encoded><![CDATA[<p>Longer text here.</p>]]></content:encoded><category>Kids</category><category>Books</category><ev:startdate>2026-05-02T18:00:00Z</ev:startdate><ev:location>Room 1</ev:location></item>
			<item><title>An article</title><link>https://l.example/2</link></item></channel></rss>`, RSS,
			[]string{"category=Kids; Books | date=2026-05-02T18:00:00Z | description=<p>Longer text here.</p> | id=n-1 | language=en-us | link=https://l.example/1 | place=Room 1 | summary=Short. | title=Story & hour",
				"id=https://l.example/2 | language=en-us | link=https://l.example/2 | title=An article"}},
		{"RSS with day and times apart", `<rss xmlns:libcal="https://libcal.example/"><channel><item><title>Knit</title><libcal:date>2026-05-02</libcal:date><libcal:start>18:00:00</libcal:start><libcal:end>19:00:00</libcal:end></item></channel></rss>`, RSS,
			[]string{"date=2026-05-02 | end=19:00:00 | time=18:00:00 | title=Knit"}},
		{"Atom", `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:gd="http://schemas.google.com/g/2005"><title>T</title><entry><id>urn:1</id><title type="html">One</title><link rel="self" href="https://l.example/self"/><link href="https://l.example/one"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div></content><gd:when startTime="2026-05-02T10:00:00Z" endTime="2026-05-02T11:00:00Z"/></entry></feed>`, Atom,
			[]string{`date=2026-05-02T10:00:00Z | description=<div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div> | end=2026-05-02T11:00:00Z | id=urn:1 | link=https://l.example/one | title=One`}},
		{"rows of JSON", `[{"Event Title":"Kites","When":"2026-05-02 14:00","tags":["a","b"],"limit":30,"gone":null}]`, JSON, []string{"Event Title=Kites | When=2026-05-02 14:00 | limit=30 | tags=a; b"}},
		{"what the REST interface gives", `{"items":[{"id":"7","title":"Kites","unit":{"acronym":"ACRL","name":"X"},"status":"published","minutes":60,"prices":[{"class":"non-member","amount":{"minor":2550,"currency":"USD"}}],"presenters":[{"name":"Pia Lund","part":"presenter"}],"occurrences":[{"id":"8","starts_at":"2026-05-02T14:00:00Z","ends_at":"2026-05-02T15:00:00Z","zone":"America/Chicago","status":"cancelled","minutes":60}]}],"next":""}`, JSON,
			[]string{"date_id=7 8 | ends_at=2026-05-02T15:00:00Z | id=7 | minutes=60 | presenters=Pia Lund | price_non_member=25.50 USD | starts_at=2026-05-02T14:00:00Z | status=cancelled | title=Kites | unit=ACRL | zone=America/Chicago"}},
		{"moments as objects and counts", `{"events":[{"name":{"text":"A","html":"A"},"start":{"timezone":"America/Chicago","local":"2026-05-02T10:00:00","utc":"x"}},{"name":{"text":"B"},"start_time":1777734000}]}`, JSON,
			[]string{"name=A | start=2026-05-02T10:00:00 | zone=America/Chicago", "name=B | start_time=2026-05-02T15:00:00Z"}},
		{"arrays of arrays, and lines", `[["title","date"],["Kites","2026-05-02"]]`, JSON, []string{"date=2026-05-02 | title=Kites"}},
		{"one object a line", "{\"title\":\"A\"}\n{\"title\":\"B\"}\n", JSON, []string{"title=A", "title=B"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, table := read(t, c.text)
			if table.Format != c.format || !slices.Equal(got, c.want) {
				t.Errorf("%s\n got %s\nwant %s", table.Format, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	text := `[{"title":"Café"}]`
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	bare, _ := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(text)
	for _, s := range []string{text, "\ufeff" + text, utf16, bare, strings.ReplaceAll(text, "é", "\xe9"), "\r\n\r\n " + text,
		`<?xml version="1.0" encoding="ISO-8859-1"?><rss><channel><item><title>Caf` + "\xe9" + `</title></item></channel></rss>`,
		`<rss><channel><item><title>Caf` + "\xe9" + `</title></item></channel></rss>`, `<rss><channel><item><title>Caf&eacute;</title></item></channel></rss>`,
		`<html><meta charset="windows-1252"><script type="application/ld+json">{"@type":"Event","name":"Caf` + "\xe9" + `","startDate":"2026-05-02"}</script></html>`} {
		if got, _ := read(t, s); !strings.HasSuffix(got[0], "title=Café") {
			t.Errorf("%q: %q", s, got)
		}
	}
}

func TestIDsThatNameNothing(t *testing.T) {
	got, table := read(t, `[{"@type":"Event","@id":"#event","name":"A","startDate":"2026-05-02"},{"@type":"Event","@id":"#event","name":"B","startDate":"2026-05-03"}]`)
	if len(got) != 2 || strings.Contains(got[0], "id=") || len(table.Notes) != 1 {
		t.Errorf("%q %q", got, table.Notes)
	}
}

func TestRefusals(t *testing.T) {
	for s, want := range map[string]string{
		"": "empty", "[": "broken", `{"a":`: "broken", `[{"a":1},`: "broken", "[1,2]": "Line 1", "{}": "no events", "[]": "no list", `{"a":{"b":1}}`: "", strings.Repeat("[", 100_000): "too deep",
		strings.Repeat(`{"a":`, 100_000): "too deep", "<rss><channel><item><title>x": "broken", "<rss></rss>": "no events", "<html></html>": "no", "<": "",
		`<link rel="alternate" type="text/calendar" href="/cal.ics">`: "/cal.ics", `<link rel="alternate" type="text/calendar" href="/b.ics"><script type="application/ld+json">{broken</script>`: "/b.ics", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>`: "",
	} {
		_, err := Read([]byte(s), Options{})
		if want != "" && (!errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), want)) {
			t.Errorf("%.60q: %v, want %q", s, err, want)
		}
	}
}

func fuzz(f *testing.F, seeds ...string) {
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		if b, err := os.ReadFile(name); err == nil {
			f.Add(b)
		}
	}
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		table, err := Read(b, Options{})
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Fatal(err)
			}
			return
		}
		if len(table.Rows) == 0 || len(table.Rows) > maxRows {
			t.Fatalf("%d rows", len(table.Rows))
		}
		n := 0
		for row := range table.Reader().Rows() {
			n++
			for _, c := range row.Cells() {
				if !utf8.ValidString(c) {
					t.Fatalf("%q is no text", c)
				}
			}
			if row.Line < 1 || row.Line > 1+strings.Count(string(decode(b)), "\n") {
				t.Fatalf("line %d", row.Line)
			}
		}
		if n > len(table.Rows) {
			t.Fatalf("%d rows became %d", len(table.Rows), n)
		}
	})
}

func FuzzJSON(f *testing.F) {
	fuzz(f, `[{"title":"a","occurrences":[{"starts_at":1}]}]`, `{"a":[{"b":{"minor":-1}}]}`, `[["a"],[1]]`)
}

func FuzzJSONLD(f *testing.F) {
	var many []any
	for i := range 20 {
		many = append(many, map[string]any{"@type": "Event", "@id": fmt.Sprint(i), "name": "x", "location": map[string]any{"@id": fmt.Sprint(i + 1)}})
	}
	b, _ := json.Marshal(map[string]any{"@graph": many})
	fuzz(f, string(b), `{"@type":"Course","name":"a","hasCourseInstance":{"@id":"1","@type":"Course","x":1}}`, `<script type="application/ld+json">{"@type":"Event"}</script>`)
}

func FuzzFeed(f *testing.F) {
	fuzz(f, `<rss><channel><item><title>a</title></item></channel></rss>`, `<feed><entry><title>a<b>c</b></title></entry></feed>`, `<rdf:RDF><item/></rdf:RDF>`, `<rss><item><item></item>`)
}
