package catalogueweb

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
)

// wellFormed reads XML to its end and returns the text of the elements with a name.
func wellFormed(t *testing.T, text, name string) []string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	var out []string
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == name {
			var s string
			if err := d.DecodeElement(&s, &e); err != nil {
				t.Fatal(err)
			}
			out = append(out, s)
		}
	}
}

func TestFeedsOfASearch(t *testing.T) {
	s := newSite(t)
	o, c := s.offered(t, 3)
	_, cancelled := s.offered(t, 0, cataloguetest.Titled("Maps & <globes>"))
	if err := s.CancelOccurrence(t.Context(), s.Manager, cancelled.ID, "Ill"); err != nil {
		t.Fatal(err)
	}
	has(t, s.get(t, "", "/catalogue?q=weather", 200), `rel="alternate" type="application/atom+xml"`, `href="/catalogue.atom?q=weather"`, `href="/catalogue.ics?q=weather"`)
	atom := s.get(t, "", "/catalogue.atom", 200)
	if titles := wellFormed(t, atom, "title"); len(titles) != 3 || !strings.Contains(strings.Join(titles, "|"), "Maps & <globes>") {
		t.Errorf("titles %q", titles)
	}
	if ids := wellFormed(t, s.get(t, "", "/catalogue.atom?q=weather", 200), "id"); len(ids) != 2 || ids[1] != "urn:uuid:"+string(o.ID) {
		t.Errorf("ids %q", ids)
	}
	all := s.get(t, "", "/catalogue.ics", 200)
	has(t, all, "STATUS:CANCELLED", "STATUS:CONFIRMED", string(c.ID), "REFRESH-INTERVAL")
	lacks(t, all, secretLink, "METHOD:")
	lacks(t, s.get(t, "", "/catalogue.ics?q=weather", 200), string(cancelled.ID))
	// Asked for again with its mark, it is not sent again.
	w := s.do(t, "", "GET", "/occurrences/"+string(c.ID)+"/calendar.ics", "", nil)
	again := s.asked(t, "/occurrences/"+string(c.ID)+"/calendar.ics", w.Header().Get("ETag"))
	if w.Code != 200 || again != 304 {
		t.Errorf("answers %d and then %d", w.Code, again)
	}
}

// TestWhatFeedsSay: an entry says when, where and at what price; the pages give the addresses of calendars to programs that follow them.
func TestWhatFeedsSay(t *testing.T) {
	s := newSite(t)
	o, c := s.offered(t, 3)
	summaries := wellFormed(t, s.get(t, "", "/catalogue.atom", 200), "summary")
	if len(summaries) != 1 {
		t.Fatalf("summaries %q", summaries)
	}
	has(t, summaries[0], `<p class="commons-facts">`, "Online", "1 h", "25.00", "CDT")
	for page, address := range map[string]string{
		"/offers/" + o.Key:       "/offers/" + o.Key + "/calendar.ics",
		"/offers/" + o.Key + "?": "/occurrences/" + string(c.ID) + "/calendar.ics",
		"/catalogue?q=weather":   "/catalogue.ics?q=weather",
	} {
		has(t, s.get(t, "", page, 200), `href="webcal://commons.example`+address+`"`, `https://commons.example`+address)
	}
}

func TestSitemap(t *testing.T) {
	s := newSite(t)
	o, _ := s.offered(t, 3)
	pages := wellFormed(t, s.get(t, "", "/sitemap.xml", 200), "loc")
	if len(pages) != 1 || !strings.HasSuffix(pages[0], "/sitemap/start.xml") {
		t.Fatalf("pages %q", pages)
	}
	page := s.get(t, "", "/sitemap/start.xml", 200)
	if locs := wellFormed(t, page, "loc"); !strings.HasSuffix(locs[len(locs)-1], "/offers/"+o.Key) || len(wellFormed(t, page, "lastmod")) != 1 {
		t.Errorf("addresses %q", locs)
	}
	conference, _ := s.congress(t)
	has(t, s.get(t, "", "/sitemap/start.xml", 200), "/conferences/"+string(conference.ID)+"</loc>")
	has(t, s.get(t, "", "/robots.txt", 200), "Disallow: /calendars/", "\nSitemap: http")
	for _, none := range []string{"/sitemap/x.xml", "/sitemap/start", "/sitemap/ffffffff-ffff-7fff-bfff-ffffffffffff.xml"} {
		s.get(t, "", none, 404)
	}
}

// TestStructuredDataHasWhatSearchEnginesRequire holds the properties without which search engines show nothing: of an event
// name, startDate and location; of a course name, description and provider, and of its instances courseMode with a workload.
func TestStructuredDataHasWhatSearchEnginesRequire(t *testing.T) {
	s := newSite(t)
	for _, kind := range []catalogue.Kind{catalogue.Webinar, catalogue.Workshop, catalogue.Course, catalogue.MOOC} {
		o, _ := s.offered(t, 3, func(d *catalogue.Draft) { d.Kind = kind })
		_, block, _ := strings.Cut(s.get(t, "", "/offers/"+o.Key, 200), `application/ld+json">`)
		block, _, _ = strings.Cut(block, "</script>")
		var n map[string]any
		if err := json.Unmarshal([]byte(block), &n); err != nil {
			t.Fatalf("%s: %v in %q", kind, err, block)
		}
		required := []string{"name", "startDate", "endDate", "eventStatus", "eventAttendanceMode", "location", "organizer", "description", "offers"}
		if n["@type"] == "Course" {
			required = []string{"name", "description", "provider", "offers", "hasCourseInstance"}
		}
		for _, p := range required {
			if n[p] == nil {
				t.Errorf("of a %s %s is missing: %s", kind, p, block)
			}
		}
		list, _ := n["hasCourseInstance"].([]any)
		for _, x := range list {
			if i := x.(map[string]any); i["courseMode"] == nil || i["courseWorkload"] == nil && i["courseSchedule"] == nil {
				t.Errorf("an instance of a %s is %v", kind, i)
			}
		}
	}
}

// A conference names its sessions for machines, and a session its conference.
func TestStructuredDataOfAConference(t *testing.T) {
	s := newSite(t)
	conference, sessions := s.congress(t)
	key := sessions["Maps for all"].Key
	page := s.get(t, "", "/offers/"+key, 200)
	has(t, page, `"superEvent":{"@id":"https://commons.example/offers/`, "#"+string(conference.ID), `"name":"Spring meeting"`)
	whole, _, err := s.Edit(t.Context(), s.Editor, conference.OfferID)
	if err != nil {
		t.Fatal(err)
	}
	page = s.get(t, "", "/offers/"+whole.Key, 200)
	has(t, page, `"subEvent":[`, `"name":"Maps for all"`, `"url":"https://commons.example/offers/`+key+`"`)
}

// asked asks with the mark of an earlier answer, and returns the status.
func (s *site) asked(t *testing.T, target, mark string) int {
	t.Helper()
	r := httptest.NewRequest("GET", target, nil)
	r.Header.Set("If-None-Match", mark)
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Code
}
