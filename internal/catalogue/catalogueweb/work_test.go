package catalogueweb

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/id"
)

func TestWorkspaceIsForThoseWhoWorkHere(t *testing.T) {
	s := newSite(t)
	o, c := s.offered(t, 3)
	s.get(t, "", "/work", 401)
	s.get(t, "learner", "/work", 403)
	page := s.get(t, "manager", "/work", 200)
	has(t, page, "/work/offers/new", "/work/import", "/work/people", "/work/occurrences/"+string(c.ID)+"/roster")
	lacks(t, page, "/work/organisations", "/work/reviews")
	has(t, s.get(t, "admin", "/work", 200), "/work/organisations", "/work/members/import")
	lacks(t, s.get(t, "auditor", "/work", 200), "/work/offers/new")
	lacks(t, s.get(t, "stranger", "/work/offers", 200), "Reading the weather")
	has(t, s.get(t, "auditor", "/work/offers", 200), "/offers/"+o.Key+"?preview")
	for _, path := range []string{"", "/worksheet", "/occurrences/new"} {
		s.get(t, "stranger", "/work/offers/"+string(id.New())+path, 404)
		s.get(t, "learner", "/work/offers/"+string(o.ID)+path, 403)
	}
	draft, _, err := s.Create(t.Context(), s.Editor, s.Unit.ID, cataloguetest.Draft())
	if err != nil {
		t.Fatal(err)
	}
	s.get(t, "stranger", "/work/offers/"+string(draft.ID), 404)
	s.post(t, "stranger", "/work/offers/"+string(draft.ID), url.Values{"title": {"Mine now"}}, 404)
}

func TestListIsNarrowedAndExported(t *testing.T) {
	s := newSite(t)
	s.offered(t, 3)
	if _, _, err := s.Create(t.Context(), s.Editor, s.Unit.ID, cataloguetest.Draft(cataloguetest.Titled("=HYPERLINK(1)"))); err != nil {
		t.Fatal(err)
	}
	has(t, s.get(t, "editor", "/work/offers?show=draft&unit=RLD", 200), "=HYPERLINK")
	lacks(t, s.get(t, "editor", "/work/offers?show=published", 200), "=HYPERLINK")
	w := s.do(t, "editor", "GET", "/work/offers.csv", "", nil)
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
		t.Fatalf("status %d, %s", w.Code, w.Header().Get("Content-Type"))
	}
	has(t, w.Body.String(), "Reading the weather", "'=HYPERLINK")
	if w := s.do(t, "editor", "GET", "/work/offers?cursor=zzz", "", nil); w.Code != 303 {
		t.Errorf("an edited cursor gives %d", w.Code)
	}
}

func TestOfferFromTitleToPublished(t *testing.T) {
	s := newSite(t)
	_, page := s.post(t, "editor", "/work/offers/new", url.Values{"kind": {"webinar"}, "title": {""}, "minutes": {"sixty"}, "summary": {"Kept as typed"}, "unit": {string(s.Unit.ID)}}, 422)
	has(t, page, "Enter a whole number", "Kept as typed", `value="sixty"`, `href="#f-minutes"`, "autofocus")
	at, _ := s.post(t, "editor", "/work/offers/new", url.Values{"kind": {"webinar"}, "title": {"Shelving by moonlight"}, "language": {"en"}, "unit": {string(s.Unit.ID)}}, 303)

	form := inForm(s.get(t, "manager", at, 200))
	form.Set("do", "publish")
	_, page = s.post(t, "manager", at, form, 422)
	has(t, page, "cannot be published yet", `href="#f-objectives"`, `href="#f-areas"`, `href="#f-level"`, `href="#f-minutes"`, `href="#f-accessibility"`)

	form = inForm(page)
	form.Set("do", "publish")
	form.Set("summary", "In the dark.")
	form.Set("objectives", "Read call numbers by touch\nKeep calm")
	form["areas"] = []string{"collections"}
	form.Set("level", "foundational")
	form.Set("format", "online")
	form.Set("minutes", "45")
	form.Set("price_member", "0")
	form.Set("price_non-member", "12.50")
	form.Set("accessibility", "Captions.")
	form.Set("presenters", "Ines Calder <ines@example.org>\nOmar Vale; moderator")
	form.Set("cosponsors", "maps")
	to, _ := s.post(t, "manager", at, form, 303)
	has(t, s.get(t, "", to, 200), "Shelving by moonlight", "Read call numbers by touch", "Ines Calder", "moderator", "USD", "12.50", "Map Round Table", "45 min")

	// The form comes back as it is kept: saving it unchanged changes nothing.
	form = inForm(s.get(t, "editor", at, 200))
	if form.Get("presenters") != "Ines Calder\nOmar Vale; moderator" || form.Get("price_non-member") != "12.50" || form.Get("objectives") != "Read call numbers by touch\nKeep calm" {
		t.Errorf("the form holds %v", form)
	}
	form.Set("do", "publish")
	s.post(t, "editor", at, form, 403)
	form.Del("do")
	form.Set("seen", "1")
	_, page = s.post(t, "editor", at, form, 409)
	has(t, page, "Somebody else has changed this offer")
}

func TestActsOnAnOffer(t *testing.T) {
	s := newSite(t)
	o, c := s.offered(t, 3)
	at := workHref(o.ID)
	copyAt, _ := s.post(t, "editor", at+"/duplicate", nil, 303)
	has(t, s.get(t, "editor", copyAt, 200), "Reading the weather", "Draft")
	_, page := s.post(t, "manager", at+"/archive", url.Values{"reason": {"old"}}, 409)
	has(t, page, "dates that have not ended")
	s.post(t, "editor", at+"/archive", nil, 403)
	s.post(t, "editor", dateHref(c.ID)+"/cancel", url.Values{"reason": {"ill"}}, 403)
	_, page = s.post(t, "manager", dateHref(c.ID)+"/cancel", url.Values{"reason": {""}}, 422)
	has(t, page, "Say why it is cancelled")
	s.post(t, "manager", dateHref(c.ID)+"/cancel", url.Values{"reason": {"The presenter is ill"}}, 303)
	has(t, s.get(t, "", "/offers/"+o.Key, 200), "Cancelled")
	s.post(t, "manager", at+"/archive", url.Values{"reason": {"old"}}, 303)
	s.get(t, "", "/offers/"+o.Key, 410)
	s.post(t, "manager", at+"/publish", nil, 409)
	s.post(t, "manager", at+"/publish", url.Values{"seen": {"yesterday"}}, 409)
	s.post(t, "manager", at+"/publish", s.looked(t, o.ID, nil), 303)
	s.get(t, "", "/offers/"+o.Key, 200)

	part := cataloguetest.Offer(t, s.World, cataloguetest.Titled("One of two"), cataloguetest.SelfPaced)
	_, page = s.post(t, "manager", at+"/parts", s.looked(t, o.ID, url.Values{"parts": {"nothing-like-it"}}), 422)
	has(t, page, "nothing-like-it", "There is no offer at")
	s.post(t, "manager", at+"/parts", url.Values{"parts": {part.Key}}, 409)
	s.post(t, "manager", at+"/parts", s.looked(t, o.ID, url.Values{"parts": {"https://commons.example/offers/" + part.Key + " optional"}}), 303)
	has(t, s.get(t, "", "/offers/"+o.Key, 200), "One of two")
}

func TestDatesOfAnOffer(t *testing.T) {
	s := newSite(t)
	o := cataloguetest.Offer(t, s.World)
	at := workHref(o.ID) + "/occurrences/new"
	s.get(t, "editor", at, 200)
	// The clocks jump over 02:30 on 8 March 2026 in Chicago.
	_, page := s.post(t, "manager", at, url.Values{"zone": {"America/Chicago"}, "starts_at": {"2026-03-08T02:30"}, "ends_at": {"2026-03-08T04:00"}, "capacity": {"twenty"}}, 422)
	has(t, page, `value="twenty"`, `value="2026-03-08T02:30"`, `href="#f-starts_at"`, `href="#f-capacity"`)
	form := url.Values{
		"zone": {"America/Chicago"}, "days": {"2026-03-31 14:00-15:30 First steps\n2026-04-02 22:30-00:15 Late"}, "capacity": {"20"}, "opens_at": {"2026-03-03T09:00"},
		"platform": {"Meeting room"}, "platform_link": {secretLink}, "code_word": {"heron"},
	}
	s.post(t, "manager", at, form, 303)
	page = s.get(t, "", "/offers/"+o.Key, 200)
	has(t, page, "First steps", "2 sittings", "Registration opens on 3 March 2026")
	lacks(t, page, secretLink, "heron")

	date := regexp.MustCompile(`/work/occurrences/[0-9a-f-]{36}`).FindString(s.get(t, "editor", workHref(o.ID), 200))
	form = inForm(s.get(t, "editor", date, 200))
	if form.Get("days") != "2026-03-31 14:00-15:30 First steps\n2026-04-02 22:30-00:15 Late" || form.Get("code_word") != "heron" {
		t.Errorf("the form holds %v", form)
	}
	form.Set("place", "Cedar Hall")
	s.post(t, "editor", date, form, 303)
	has(t, s.get(t, "", "/offers/"+o.Key, 200), "Cedar Hall")
	_, page = s.post(t, "editor", date, form, 409)
	has(t, page, "Somebody else has changed this date")
	form = inForm(s.get(t, "manager", date, 200))
	form.Set("capacity", "0")
	_, page = s.post(t, "manager", date, form, 422)
	has(t, page, "0 seats is not a limit.", `href="#f-capacity"`)
	form.Set("capacity", "-1")
	s.post(t, "manager", date, form, 422)
	s.post(t, "stranger", date, form, 403)
}

func TestWorksheetIsProposedLineByLine(t *testing.T) {
	s := newSite(t)
	o := cataloguetest.Offer(t, s.World)
	at := workHref(o.ID) + "/worksheet"
	form := func(v url.Values) url.Values { return s.looked(t, o.ID, v) }
	_, page := s.post(t, "editor", at, form(url.Values{"counted": {"an hour or so"}, "method": {"By guess"}}), 422)
	has(t, page, "an hour or so", "By guess", `href="#f-counted"`)
	_, page = s.post(t, "editor", at, form(url.Values{"counted": {"500 Talk"}, "method": {"Agenda"}}), 422)
	has(t, page, "more than the 60")
	sheet := url.Values{"counted": {"50 Talk"}, "excluded": {"10 Welcome"}, "method": {"Agenda"}}
	s.post(t, "editor", at, sheet, 409)
	s.post(t, "editor", at, form(sheet), 303)
	// A colleague's proposal is shown, and not replaced by a form that was opened before it.
	_, page = s.post(t, "manager", at, form(sheet), 409)
	has(t, page, "Somebody else has proposed a worksheet")
	page = s.get(t, "manager", at, 200)
	has(t, page, "Waiting for a decision", "50 Talk")
	s.post(t, "manager", at, inForm(page), 303)
	cataloguetest.Earns(t, s.World, o.ID, catalogue.CEU)
	has(t, s.get(t, "editor", at, 200), "Approved", "0.1 CEU")
}

const rows = "Title\tDate\tTime\tMinutes\nRows that fly\t2026-05-04\t2:00 PM ET\t60\nRows that sink\tsomeday\t\t60\n"

func TestPastedRowsBecomeDrafts(t *testing.T) {
	s := newSite(t)
	form := url.Values{"rows": {""}, "kind": {"webinar"}, "zone": {"America/Chicago"}}
	_, page := s.post(t, "editor", "/work/offers/paste", form, 422)
	has(t, page, "Choose the unit", "Paste the rows")
	form.Set("rows", rows)
	form.Set("unit", string(s.Unit.ID))
	_, page = s.post(t, "editor", "/work/offers/paste", form, 200)
	has(t, page, "What would be done", "Rows that fly", "Refused", "Save this 1 row", "Rows that sink\tsomeday")
	lacks(t, s.get(t, "editor", "/work/offers", 200), "Rows that fly")
	form.Set("do", "apply")
	_, page = s.post(t, "editor", "/work/offers/paste", form, 200)
	has(t, page, "What was done")
	has(t, s.get(t, "editor", "/work/offers", 200), "Rows that fly")
	form.Set("unit", string(s.Other.ID))
	s.post(t, "editor", "/work/offers/paste", form, 403)
}

func TestFileIsTriedBeforeItIsImported(t *testing.T) {
	s := newSite(t)
	send := func(fields map[string]string, file string, status int) string {
		t.Helper()
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		for k, v := range fields {
			m.WriteField(k, v)
		}
		if file != "" {
			w, _ := m.CreateFormFile("file", "spring.tsv")
			w.Write([]byte(file))
		}
		m.Close()
		w := s.do(t, "editor", "POST", "/work/import", m.FormDataContentType(), &b)
		if w.Code != status {
			t.Fatalf("status %d, want %d\n%s", w.Code, status, w.Body)
		}
		return w.Body.String()
	}
	fields := map[string]string{"unit": string(s.Unit.ID), "kind": "webinar", "zone": "America/Chicago"}
	has(t, send(fields, "", 422), "Choose a file")
	page := send(fields, rows, 200)
	has(t, page, "What would be done", "Rows that fly", "spring.tsv")
	data := regexp.MustCompile(`name="data" value="([^"]*)"`).FindStringSubmatch(page)
	if data == nil {
		t.Fatal("the file is not carried to the import")
	}
	fields["data"], fields["name"], fields["source"], fields["do"] = data[1], "spring.tsv", "spring.tsv", "apply"
	has(t, send(fields, "", 200), "What was done")
	has(t, s.get(t, "editor", "/work/offers", 200), "Rows that fly")
	fields["do"] = "try"
	lacks(t, send(fields, "", 200), "Save this")
	for _, hostile := range []string{"Title,Date\n\"never closed", strings.Repeat("a,", 1_000_00), "\xff\xfeT\x00i\x00t\x00l\x00e\x00", "\x00\x01\x02"} {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		m.WriteField("unit", string(s.Unit.ID))
		w, _ := m.CreateFormFile("file", "x.csv")
		w.Write([]byte(hostile))
		m.Close()
		if w := s.do(t, "editor", "POST", "/work/import", m.FormDataContentType(), &b); w.Code >= 500 {
			t.Errorf("%.20q: status %d", hostile, w.Code)
		}
	}
}
