package catalogueweb

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/ui"
)

// TestSourceIsChangedInItsForm: all that a source is told comes back in its form, with who looks after it.
func TestSourceIsChangedInItsForm(t *testing.T) {
	s := newSite(t)
	if err := s.People.GrantRole(t.Context(), authz.System("test"), s.Editor.PersonID, s.Editor.Roles[0]); err != nil {
		t.Fatal(err)
	}
	editor, err := s.People.Person(t.Context(), s.Editor.PersonID)
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"name": {"Lakeland events"}, "unit": {string(s.Unit.ID)}, "address": {"webcal://events.example.invalid/private-1234/feed.ics"}, "schedule": {"daily"}, "zone": {"America/Chicago"},
		"areas": {"technology"}, "level": {"expert"}, "language": {"fr"}, "minutes": {"45"}, "objectives": {"Tell one from the other\nMend both"}, "accessibility": {"Ask us."}, "columns": {"title = Veranstaltung"}, "categories": {"Computers = technology"}}
	with := func(name, value string) url.Values {
		out := url.Values{}
		for k, v := range form {
			out[k] = v
		}
		out.Set(name, value)
		return out
	}
	for name, value := range map[string]string{"owner": "nobody@example.org", "minutes": "many", "level": "none such", "columns": "Veranstaltung", "categories": "Computers = none such", "address": "http://127.0.0.1/"} {
		if _, page := s.post(t, "manager", "/work/sources/new", with(name, value), 422); !strings.Contains(page, `href="#`+ui.FieldID(name)) {
			t.Errorf("%s=%s is no complaint about it", name, value)
		}
	}
	to, _ := s.post(t, "manager", "/work/sources/new", with("owner", editor.Email), 303)
	has(t, s.get(t, "editor", to, 200), "Edith Marlow", "https://events.example.invalid/private-1234/feed.ics", "Change")
	page := s.get(t, "auditor", to, 200)
	has(t, page, "events.example.invalid")
	lacks(t, page, "private-1234", `href="events.example.invalid"`)
	page = s.get(t, "editor", to+"/edit", 200)
	has(t, page, "Now it is Edith Marlow.", "title = Veranstaltung", "computers = technology", "Tell one from the other\nMend both", `value="45"`, `value="technology" checked`, `value="expert" selected`, `value="fr" selected`)
	// Sent back as it came it changes nothing, and the owner stays.
	s.post(t, "manager", to, with("address", "https://events.example.invalid/private-1234/feed.ics"), 303)
	has(t, s.get(t, "editor", to, 200), "Edith Marlow")
	s.post(t, "manager", to, with("address", "https://events.example.invalid/else.ics"), 303)
	has(t, s.get(t, "editor", to, 200), "Mani Chandra")
	// The name leads to whose it is.
	_, page = s.post(t, "editor", "/work/sources/new", form, 409)
	has(t, page, `href="`+to+`/edit"`)
}

// TestSourceOfFilesIsChanged: one whose files are brought by hand has a page that leads on, and no address that leads nowhere.
func TestSourceOfFilesIsChanged(t *testing.T) {
	s := newSite(t)
	if _, err := s.ImportOffers(t.Context(), s.Editor, strings.NewReader("title\nKites\n"), catalogue.ImportOptions{Source: "kites.csv", Unit: s.Unit.ID}); err != nil {
		t.Fatal(err)
	}
	list, err := s.Sources(t.Context(), s.Editor)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	page := s.get(t, "editor", sourceHref(list[0].ID), 200)
	has(t, page, sourceHref(list[0].ID)+"/edit", "its files are brought by hand", "Last file")
	lacks(t, page, `<a href="" `, "Fetch it now", "Never", "Failures in a row")
	lacks(t, s.get(t, "editor", "/work/sources", 200), "Never")
	form := url.Values{"name": {"kites"}, "unit": {string(s.Unit.ID)}, "schedule": {"hand"}, "zone": {"America/Chicago"}}
	s.post(t, "editor", sourceHref(list[0].ID), form, 303)
	form.Set("schedule", "daily")
	_, page = s.post(t, "editor", sourceHref(list[0].ID), form, 422)
	has(t, page, "Give the address from which it is fetched.")
}

// TestFilesSayWhatTheyAre: what a file says of its kind is not overruled by a form that was left as it is, and its headings can be named.
func TestFilesSayWhatTheyAre(t *testing.T) {
	s := newSite(t)
	send := func(fields url.Values, name, file string, status int) string {
		t.Helper()
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		for k := range fields {
			m.WriteField(k, fields.Get(k))
		}
		w, _ := m.CreateFormFile("file", name)
		w.Write([]byte(file))
		m.Close()
		r := s.do(t, "manager", "POST", "/work/import", m.FormDataContentType(), &b)
		if r.Code != status {
			t.Fatalf("status %d, want %d\n%s", r.Code, status, r.Body)
		}
		return r.Body.String()
	}
	empty := inForm(s.get(t, "manager", "/work/import", 200))
	if kind := empty.Get("kind"); kind != "" {
		t.Errorf("the form begins with the kind %q", kind)
	}
	fields := url.Values{"unit": {string(s.Unit.ID)}, "zone": {"America/Chicago"}, "kind": {empty.Get("kind")}, "do": {"apply"}, "publish": {"1"},
		"summary": {"To read."}, "areas": {"technology"}, "level": {"expert"}, "format": {"online"}, "language": {"en"}, "minutes": {"10"}, "accessibility": {"Ask us."}}
	send(fields, "news.xml", `<rss version="2.0"><channel><title>N</title><item><title>An article</title><link>https://example.org/a</link></item></channel></rss>`, 200)
	p, err := s.List(t.Context(), s.Manager, catalogue.ListRequest{})
	if err != nil || len(p.Items) != 1 || p.Items[0].Kind != catalogue.Outside || p.Items[0].Status != catalogue.StatusPublished {
		t.Fatalf("an article came in as %+v, %v", p.Items, err)
	}
	const table = "Veranstaltung;Datum\nDrachen;4.5.2026\n"
	page := send(fields, "t.csv", table, 422)
	has(t, page, `href="#`+ui.FieldID("columns")+`"`, "Veranstaltung | Datum", `<details class="lc-more mb-4" open`)
	fields.Set("columns", "title = Veranstaltung")
	fields.Set("do", "try")
	has(t, send(fields, "t.csv", table, 200), "Drachen", "title = Veranstaltung")
}
