package catalogueweb

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
)

func TestARowShowsWhatPeopleChooseBy(t *testing.T) {
	s := newSite(t)
	o, _ := s.offered(t, 3)
	cataloguetest.Earns(t, s.World, o.ID, catalogue.Certificate, catalogue.CEU)
	page := s.get(t, "", "/catalogue", 200)
	has(t, page, "Reading the weather in a circulation report", "/offers/"+o.Key, "Rural Libraries Division", "9 March 2026, 15:00 to 16:00 UTC",
		"1 h", "Online", "Foundational", "USD", "free for members", "0.1 CEU", "Certificate", "3 seats left", "Collections", `name="area"`, `name="accessibility"`)
	member := s.get(t, "member", "/catalogue", 200)
	has(t, member, "your member price", "Free")
	lacks(t, page, secretLink)
}

func TestSearchNarrowsAndTakesBack(t *testing.T) {
	s := newSite(t)
	s.offered(t, 0)
	s.offered(t, 0, cataloguetest.Titled("Maps for beginners"), func(d *catalogue.Draft) { d.Areas = []string{"technology"} })
	page := s.get(t, "", "/catalogue?area=technology&sort=title", 200)
	has(t, page, "Maps for beginners", "1 offer found", `href="/catalogue?sort=title"`)
	lacks(t, page, "Reading the weather")
	both := s.get(t, "", "/catalogue?area=technology,collections", 200)
	has(t, both, "2 offers found", `href="/catalogue?area=collections"`)
	none := s.get(t, "", "/catalogue?q=maps&level=expert", 200)
	has(t, none, "No offers found", "without filters", `href="/catalogue?q=maps"`, `<details class="lc-more mt-4" id="missed" open>`)
	has(t, s.get(t, "", "/catalogue?q=beginers", 200), "Did you mean", `href="/catalogue?q=beginners"`)
}

func TestPagesNeedNoScript(t *testing.T) {
	s := newSite(t)
	o, c := s.offered(t, 3)
	inline := regexp.MustCompile(`<script(?: [^>]*)?>|\son[a-z]+=|\sstyle=`)
	for _, at := range []string{"/catalogue", "/offers/" + o.Key} {
		for _, m := range inline.FindAllString(s.get(t, "", at, 200), -1) {
			if !strings.Contains(m, "src=") && !strings.Contains(m, "application/ld+json") {
				t.Errorf("%s has %q, which the content security policy forbids", at, m)
			}
		}
	}
	has(t, s.get(t, "", "/catalogue", 200), `<form id="find" action="/catalogue" method="get">`)
	has(t, s.get(t, "", "/offers/"+o.Key, 200), "/register/"+string(c.ID))
}

func TestPagerReachesEveryOfferOnce(t *testing.T) {
	s := newSite(t)
	for i := range 45 {
		cataloguetest.Offer(t, s.World, cataloguetest.Titled(fmt.Sprintf("Offer number %02d of many", i)))
	}
	seen := map[string]int{}
	at := "/catalogue?sort=title"
	for pages := 0; at != "" && pages < 10; pages++ {
		page := s.get(t, "", at, 200)
		for _, m := range regexp.MustCompile(`Offer number \d\d of many</a>`).FindAllString(page, -1) {
			seen[m]++
		}
		at = ""
		if m := regexp.MustCompile(`href="([^"]*)" rel="next"`).FindStringSubmatch(page); m != nil {
			at = unescape.Replace(m[1])
		}
	}
	if len(seen) != 45 {
		t.Fatalf("the pages show %d offers of 45", len(seen))
	}
	for title, n := range seen {
		if n != 1 {
			t.Errorf("%s is there %d times", title, n)
		}
	}
}

func TestQueriesDoNotGrowWithRows(t *testing.T) {
	s := newSite(t)
	count := func(n int) (int64, int64) {
		var key string
		for i := range n {
			o, _ := s.offered(t, 5, cataloguetest.Titled(fmt.Sprintf("A title of its own %d", i)))
			key = o.Key
		}
		s.get(t, "", "/catalogue?level=foundational", 200) // brings the index up to date and makes the secret of the day
		return s.queries(t, "/catalogue?level=foundational"), s.queries(t, "/offers/"+key)
	}
	list, offer := count(2)
	if list > 1 {
		t.Errorf("the catalogue asks %d queries, want one, for the seats", list)
	}
	if offer > 14 {
		t.Errorf("an offer's page asks %d queries, want at most 14", offer)
	}
	moreList, moreOffer := count(17)
	if moreList > list || moreOffer > offer+1 {
		t.Errorf("with 19 offers it is %d and %d queries, before %d and %d", moreList, moreOffer, list, offer)
	}
}

func TestHostileAddressesAreNoErrors(t *testing.T) {
	s := newSite(t)
	s.offered(t, 3)
	for _, q := range []string{
		"area=technology&area=collections&area=technology", "role=learner&role=admin", "q=%27%20OR%201%3D1--", `q=%22%29%3BDROP`, "q=%25%5F%25%5F%25%5F%25%5F",
		"q=%00%FF%FE", "q=%E2%80%AE%E2%80%8B", "q=" + strings.Repeat("a%20", 5000), "q=(a%2B)%2B%24", "q=%22%22%22%2D%2D%2A", "sort=title;drop", "sort=-1", "cursor=AAAA",
		"cursor=" + strings.Repeat("A", 9000), "limit=1000000000", "offset=-1", "area=" + url.QueryEscape("<script>alert(1)</script>"), "area=%27;--", "when=..%2F..", "%zz", "q=a;b", "=",
		"language=" + strings.Repeat("x,", 3000), "q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E",
	} {
		w := s.do(t, "", "GET", "/catalogue?"+q, "", nil)
		if w.Code != 200 && w.Code != 303 {
			t.Errorf("/catalogue?%.60s: status %d", q, w.Code)
		}
		lacks(t, w.Body.String(), "<script>alert", "<img src=x")
	}
	for _, at := range []string{"/catalogue/", "/CATALOGUE", "/catalogue;x", "//catalogue", "/api/%2e%2e/admin", "/offers/", "/offers/%00", "/offers/..%2f..%2fetc", "/conferences/1", "/occurrences/x/calendar.ics", "/offers/" + strings.Repeat("k", 5000)} {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL, _ = url.Parse("http://commons.example" + at)
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		if w.Code >= 500 || w.Code == 200 {
			t.Errorf("%.60s: status %d", at, w.Code)
		}
	}
	for _, method := range []string{"TRACE", "PROPFIND", "DELETE", "FOO"} {
		if w := s.do(t, "", method, "/catalogue", "", nil); w.Code >= 500 || w.Code < 400 {
			t.Errorf("%s: status %d", method, w.Code)
		}
	}
}

func TestOfferPage(t *testing.T) {
	s := newSite(t)
	o, c := s.offered(t, 1, cataloguetest.Titled(`Weather </script><script>alert(1)</script> & co`), func(d *catalogue.Draft) {
		d.Presenters = []catalogue.Presenter{{Name: "Ines Calder", Email: "ines@example.org"}}
		d.Description = "Bring **numbers**.\n\n<script>alert(2)</script>"
	})
	page := s.get(t, "", "/offers/"+o.Key, 200)
	has(t, page, "Tell a trend from noise", "Ines Calder", "<strong>numbers</strong>", "Live captions", "10:00 to 11:00", "Register", "/units/RLD")
	lacks(t, page, "<script>alert", secretLink, "ines@example.org")
	m := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("the page carries no JSON-LD")
	}
	var data map[string]any
	if err := json.Unmarshal([]byte(m[1]), &data); err != nil {
		t.Fatalf("the JSON-LD cannot be read: %v", err)
	}
	if data["name"] != `Weather </script><script>alert(1)</script> & co` {
		t.Errorf("the JSON-LD names it %v", data["name"])
	}
	w := s.do(t, "", "GET", "/offers/"+o.Key+"/calendar.ics", "", nil)
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/calendar") {
		t.Errorf("calendar: status %d, %s", w.Code, w.Header().Get("Content-Type"))
	}
	has(t, w.Body.String(), "BEGIN:VEVENT", string(c.ID))
	lacks(t, w.Body.String(), secretLink)
	has(t, s.get(t, "", "/occurrences/"+string(c.ID)+"/calendar.ics", 200), string(c.ID))
}

func TestDraftsAndArchivedOffers(t *testing.T) {
	s := newSite(t)
	draft, _, err := s.Create(t.Context(), s.Editor, s.Unit.ID, cataloguetest.Draft())
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"", "learner", "stranger"} {
		s.get(t, who, "/offers/"+draft.Key, 404)
		s.get(t, who, "/offers/"+draft.Key+"?preview", 404)
		s.get(t, who, "/api/v1/offers/"+draft.Key, 404)
	}
	page := s.get(t, "editor", "/offers/"+draft.Key+"?preview", 200)
	has(t, page, "Preview", "Back to editing", "noindex")
	lacks(t, page, "ld+json")
	o := cataloguetest.Offer(t, s.World, cataloguetest.Titled("Gone by now"))
	if err := s.Archive(t.Context(), s.Manager, o.ID, ""); err != nil {
		t.Fatal(err)
	}
	has(t, s.get(t, "", "/offers/"+o.Key, 410), "Gone by now")
}

func TestSelfPacedOfferIsBegun(t *testing.T) {
	s := newSite(t)
	o := cataloguetest.Offer(t, s.World, cataloguetest.SelfPaced)
	has(t, s.get(t, "", "/offers/"+o.Key, 200), "/begin/"+o.Key)
	s.get(t, "", "/offers/"+o.Key+"/calendar.ics", 404)
}

func TestConferenceByDay(t *testing.T) {
	s := newSite(t)
	whole := cataloguetest.Offer(t, s.World, cataloguetest.Titled("Fields and shelves"), func(d *catalogue.Draft) { d.Kind = catalogue.Conference })
	day := s.Clock.Now().AddDate(0, 0, 10)
	date := cataloguetest.Occurrence(t, s.World, whole.ID, cataloguetest.At(day, 30*60*60e9))
	for i, title := range []string{"Opening talk", "Closing talk"} {
		o := cataloguetest.Offer(t, s.World, cataloguetest.Titled(title), func(d *catalogue.Draft) { d.Kind = catalogue.ConferenceSession })
		cataloguetest.Occurrence(t, s.World, o.ID, cataloguetest.At(day.AddDate(0, 0, i), 60*60e9), func(c *catalogue.Occurrence) { c.ParentID, c.Room = date.ID, "Hall A" })
	}
	page := s.get(t, "", "/conferences/"+string(date.ID), 200)
	has(t, page, "Programme of Fields and shelves", "Opening talk", "Closing talk", "12 March 2026", "13 March 2026", "Hall A", "10:00 to 11:00")
	has(t, s.get(t, "", "/offers/"+whole.Key, 200), "/conferences/"+string(date.ID))
}

func TestMissedIsKeptWithoutNames(t *testing.T) {
	s := newSite(t)
	_, page := s.post(t, "", "/catalogue/missed", url.Values{"q": {"falconry"}, "level": {"expert"}, "text": {" "}}, 422)
	has(t, page, "Tell us in a few words", `value="falconry"`)
	to, _ := s.post(t, "", "/catalogue/missed", url.Values{"q": {"falconry"}, "text": {"Handling birds at programmes"}}, 303)
	if to != "/catalogue/thanks" {
		t.Errorf("it leads to %s", to)
	}
	has(t, s.get(t, "", to, 200), "Thank you")
	var words, text string
	if err := s.DB.QueryRow(t.Context(), "SELECT words, text FROM suggestions WHERE person_id IS NULL").Scan(&words, &text); err != nil || words != "falconry" || text != "Handling birds at programmes" {
		t.Errorf("kept %q, %q, %v", words, text, err)
	}
}

func TestSearchesAreCountedUnlessAskedNotTo(t *testing.T) {
	s := newSite(t)
	s.offered(t, 0)
	count := func() (n int) {
		t.Helper()
		if err := s.measures.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.DB.QueryRow(t.Context(), "SELECT COUNT(*) FROM searches").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	s.get(t, "", "/catalogue", 200)
	if n := count(); n != 0 {
		t.Errorf("looking at everything was counted as %d searches", n)
	}
	s.get(t, "", "/catalogue?q=weather", 200)
	for _, header := range []string{"DNT", "Sec-GPC"} {
		r := httptest.NewRequest("GET", "/catalogue?q=weather", nil)
		r.Header.Set(header, "1")
		s.handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	if n := count(); n != 1 {
		t.Errorf("%d searches are counted, want 1", n)
	}
}
