package catalogueweb

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/id"
)

// ask sends a request with a shortlist cookie and returns the answer and the cookie afterwards.
func (s *site) ask(t *testing.T, who, method, target string, form url.Values, cookie string) (*httptest.ResponseRecorder, string) {
	t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if cookie != "" {
		r.AddCookie(&http.Cookie{Name: shortlistCookie, Value: cookie})
	}
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+who)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == shortlistCookie {
			if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode {
				t.Errorf("the cookie is %v", c)
			}
			cookie = c.Value
			if c.MaxAge < 0 {
				cookie = ""
			}
		}
	}
	return w, cookie
}

func TestAVisitorKeepsAShortlistAndBringsItAlong(t *testing.T) {
	s := newSite(t)
	o, _ := s.offered(t, 3)
	second, _ := s.offered(t, 0, cataloguetest.Titled("Second one"))
	w, cookie := s.ask(t, "", "POST", "/shortlist", url.Values{"add": {string(o.ID)}, "next": {"/catalogue?q=x"}}, "")
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/catalogue?q=x#keep-"+string(o.ID) || cookie != string(o.ID) {
		t.Fatalf("%d to %s with cookie %q", w.Code, to, cookie)
	}
	w, cookie = s.ask(t, "", "POST", "/shortlist", url.Values{"add": {string(second.ID)}, "next": {"https://elsewhere.example/"}}, cookie+".nonsense."+cookie)
	if to := w.Header().Get("Location"); to != "/shortlist#keep-"+string(second.ID) || cookie != string(o.ID)+"."+string(second.ID) {
		t.Fatalf("to %s with cookie %q", to, cookie)
	}
	w, _ = s.ask(t, "", "GET", "/catalogue", nil, cookie)
	has(t, w.Body.String(), "On your shortlist", `aria-label="On your shortlist: Second one. Take it off"`)
	w, _ = s.ask(t, "", "GET", "/shortlist", nil, cookie)
	has(t, w.Body.String(), "Second one", "At the same time as", "2 offers", "2 h", "50", "This browser keeps the list")

	// Whoever signs in finds it in the account, and the browser forgets it.
	w, cookie = s.ask(t, "learner", "GET", "/shortlist", nil, cookie)
	has(t, w.Body.String(), "Second one")
	if cookie != "" {
		t.Errorf("the cookie is still %q", cookie)
	}
	w, _ = s.ask(t, "learner", "GET", "/catalogue", nil, "")
	has(t, w.Body.String(), "On your shortlist")
	s.ask(t, "learner", "POST", "/shortlist", url.Values{"remove": {string(o.ID)}}, "")
	w, _ = s.ask(t, "learner", "GET", "/shortlist", nil, "")
	has(t, w.Body.String(), "Second one")
	lacks(t, w.Body.String(), o.Key)
	w, _ = s.ask(t, "stranger", "GET", "/shortlist", nil, "")
	has(t, w.Body.String(), "Nothing is on your shortlist")
}

func TestTheCookieOfAShortlistIsBounded(t *testing.T) {
	s := newSite(t)
	var ids []string
	for i := range catalogue.ShortlistMost {
		o, _ := s.offered(t, 0, cataloguetest.Titled(fmt.Sprint("Offer ", i)))
		ids = append(ids, string(o.ID))
	}
	over, _ := s.offered(t, 0)
	w, cookie := s.ask(t, "", "POST", "/shortlist", url.Values{"add": {string(over.ID)}}, strings.Join(ids, "."))
	if w.Code != http.StatusConflict || len(cookie) > 4000 {
		t.Errorf("status %d, cookie of %d bytes", w.Code, len(cookie))
	}
	if w, _ = s.ask(t, "", "GET", "/shortlist", nil, strings.Repeat(string(over.ID)+".", 90)); w.Code != http.StatusOK {
		t.Errorf("a long cookie: %d", w.Code)
	}
}

func TestOffersStandSideBySide(t *testing.T) {
	s := newSite(t)
	one, _ := s.offered(t, 3)
	two, _ := s.offered(t, 0, cataloguetest.Titled("Another hour"), func(d *catalogue.Draft) { d.Level = catalogue.Expert })
	page := s.get(t, "", "/compare?offer="+one.Key+"&offer="+two.Key, http.StatusOK)
	has(t, page, `<th scope="row" role="rowheader">Level`, "differs", "the same", "Foundational", "3 seats left", "No limit of seats", "free for members", "/register/", `data-label="Another hour"`)
	has(t, s.get(t, "member", "/compare?offer="+one.Key+"&offer="+two.Key, http.StatusOK), "your member price")
	has(t, s.get(t, "", "/compare?offer="+one.Key, http.StatusOK), "Choose at least two offers")
	has(t, s.get(t, "", "/compare?offer="+one.Key+"&offer=nothing&offer="+two.Key, http.StatusOK), "1 offer that was to be compared is not in the catalogue")
	has(t, s.get(t, "", "/compare?offer=a&offer=b&offer=c&offer=d&offer=e", http.StatusOK), "1 more that you chose is not shown", "Choose at least two offers")
}

func TestSearchesAreSavedAndStopped(t *testing.T) {
	s := newSite(t)
	s.offered(t, 0)
	has(t, s.get(t, "", "/catalogue?q=weather&level=foundational", http.StatusOK), `href="/my/searches?q=weather&amp;level=foundational"`)
	page := s.get(t, "learner", "/my/searches?q=weather&level=foundational", http.StatusOK)
	has(t, page, "“weather”; Level: Foundational")
	form := url.Values{"q": {"weather"}, "level": {"foundational"}, "every": {"daily"}}
	_, page = s.post(t, "learner", "/my/searches", form, http.StatusUnprocessableEntity)
	has(t, page, "Give it a name.")
	form.Set("name", "Weather & more")
	s.post(t, "learner", "/my/searches", form, http.StatusSeeOther)
	page = s.get(t, "learner", "/my/searches", http.StatusOK)
	has(t, page, "Weather &amp; more", "At most once a day", `href="/catalogue?q=weather&amp;level=foundational"`)
	lacks(t, s.get(t, "stranger", "/my/searches", http.StatusOK), "Weather")
	saved, err := s.SavedSearches(t.Context(), s.Learner)
	if err != nil || len(saved) != 1 {
		t.Fatal(saved, err)
	}
	stop := "/searches/stop/" + saved[0].StopKey
	has(t, s.get(t, "", stop, http.StatusOK), "You get a letter when")
	has(t, s.get(t, "learner", "/my/searches", http.StatusOK), "At most once a day") // looking at the page stops nothing
	_, page = s.post(t, "", stop, url.Values{"List-Unsubscribe": {"One-Click"}}, http.StatusOK)
	has(t, page, "These letters are stopped")
	id := "/my/searches/" + string(saved[0].ID)
	_, page = s.post(t, "learner", id, url.Values{"name": {"  "}, "every": {"never"}}, http.StatusUnprocessableEntity)
	has(t, page, "Give it a name.", `<details class="lc-more" open`, `<option value="never" selected`)
	s.post(t, "learner", id, url.Values{"name": {"Weather"}, "every": {"weekly"}}, http.StatusSeeOther)
	s.post(t, "stranger", id+"/delete", nil, http.StatusNotFound)
	s.post(t, "learner", id+"/delete", nil, http.StatusSeeOther)
	s.get(t, "", stop, http.StatusNotFound)
}

func TestSoonIsSaidInDaysOfTheReader(t *testing.T) {
	now := time.Date(2026, 3, 2, 22, 0, 0, 0, time.UTC)
	for hours, want := range map[int]string{-1: "", 1: "Starts today", 3: "Starts tomorrow", 26: "Starts in 2 days", 24 * 7: "Starts in 7 days", 24 * 8: ""} {
		if got := soonWords(t.Context(), now.Add(time.Duration(hours)*time.Hour), now); got != want {
			t.Errorf("in %d hours: %q, not %q", hours, got, want)
		}
	}
}

// TestWhyAnOfferIsNearIsSaidOnEachPageAnew has one offer near to two others, for another reason each.
func TestWhyAnOfferIsNearIsSaidOnEachPageAnew(t *testing.T) {
	s := newSite(t)
	at := func(l catalogue.Level, title string) catalogue.Offer {
		return cataloguetest.Offer(t, s.World, func(d *catalogue.Draft) { d.Level, d.Areas, d.Title = l, []string{"collections"}, title })
	}
	series, above := at(catalogue.Foundational, "Winter reading: mysteries"), at(catalogue.Expert, "Mysteries of reading")
	at(catalogue.Practitioner, "Winter reading: poems")
	for i := range 6 { // what most offers have in common counts for nothing
		cataloguetest.Offer(t, s.World, func(d *catalogue.Draft) { d.Title = fmt.Sprint("Something else ", i) })
	}
	for range 2 { // anew, and from what is kept
		has(t, s.get(t, "", "/offers/"+series.Key, 200), "Winter reading: poems", "Of the same series, Winter reading")
		page := s.get(t, "", "/offers/"+above.Key, 200)
		has(t, page, "Winter reading: poems", "Same topic, to begin with")
		if strings.Contains(page, "Of the same series") {
			t.Error("it says of one offer what it said of another")
		}
	}
}

// archived takes an offer out of the catalogue.
func (s *site) archived(t *testing.T, offer id.ID) {
	t.Helper()
	o, _, err := s.Edit(t.Context(), s.Manager, offer)
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.Preview(t.Context(), s.Manager, o.Key)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range v.Occurrences {
		if err := s.CancelOccurrence(t.Context(), s.Manager, c.ID, "Rain"); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Archive(t.Context(), s.Manager, offer, "over"); err != nil {
		t.Fatal(err)
	}
}

// What is gone stands on the shortlist by its title, takes no room and is forgotten by a button, in an account and in a browser.
func TestWhatIsGoneIsForgotten(t *testing.T) {
	s := newSite(t)
	gone, _ := s.offered(t, 0, cataloguetest.Titled("Gone for good"))
	here, _ := s.offered(t, 0, cataloguetest.Titled("Still here"))
	cookie := string(gone.ID) + "." + string(here.ID)
	s.ask(t, "learner", "GET", "/shortlist", nil, cookie)
	s.archived(t, gone.ID)
	for _, who := range []string{"", "learner"} {
		c := cookie
		if who != "" {
			c = ""
		}
		w, c := s.ask(t, who, "GET", "/shortlist", nil, c)
		has(t, w.Body.String(), "1 offer that was here is no longer in the catalogue.", "Gone for good</a>", "Forget what is gone", "Still here")
		w, c = s.ask(t, who, "POST", "/shortlist", url.Values{"forget": {"gone"}}, c)
		if w.Code != http.StatusSeeOther {
			t.Fatalf("forgetting as %q: %d", who, w.Code)
		}
		w, _ = s.ask(t, who, "GET", "/shortlist", nil, c)
		has(t, w.Body.String(), "Still here")
		lacks(t, w.Body.String(), "Gone for good", "no longer in the catalogue")
	}
}

// Whoever has just signed in reads on while nothing can be written: the browser keeps what they chose until it can.
func TestAFullDiskKeepsTheShortlistInTheBrowser(t *testing.T) {
	s := newSite(t)
	o, _ := s.offered(t, 0)
	pragma := func(text string) {
		t.Helper()
		if _, err := s.DB.Writer().Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	pragma("PRAGMA query_only = ON")
	for _, path := range []string{"/", "/catalogue", "/offers/" + o.Key, "/shortlist"} {
		w, cookie := s.ask(t, "learner", "GET", path, nil, string(o.ID))
		if w.Code != http.StatusOK || cookie != string(o.ID) {
			t.Errorf("%s: %d, and the browser keeps %q", path, w.Code, cookie)
		}
	}
	w, _ := s.ask(t, "learner", "GET", "/catalogue", nil, string(o.ID))
	has(t, w.Body.String(), "On your shortlist")
	pragma("PRAGMA query_only = OFF")
	if _, cookie := s.ask(t, "learner", "GET", "/catalogue", nil, string(o.ID)); cookie != "" {
		t.Errorf("the browser still keeps %q", cookie)
	}
	w, _ = s.ask(t, "learner", "GET", "/catalogue", nil, "")
	has(t, w.Body.String(), "On your shortlist")
}

// TestTheShortlistSaysThatThereAreOtherDates: the list is of offers, and leads to the dates between which one chooses.
func TestTheShortlistSaysThatThereAreOtherDates(t *testing.T) {
	s := newSite(t)
	o, first := s.offered(t, 3)
	cataloguetest.Occurrence(t, s.World, o.ID, func(c *catalogue.Occurrence) {
		c.StartsAt, c.EndsAt = first.StartsAt.AddDate(0, 0, 1), first.EndsAt.AddDate(0, 0, 1)
	})
	w, _ := s.ask(t, "", "GET", "/shortlist", nil, string(o.ID))
	has(t, w.Body.String(), `href="/offers/`+o.Key+`#dates"`, "and 1 more date")
}
