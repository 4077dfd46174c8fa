package catalogueweb

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

func TestTheCurriculumAndItsStreams(t *testing.T) {
	s := newSite(t)
	v, err := s.Standards.Create(t.Context(), s.Curriculum, standards.About{Title: "Collecting", ContentArea: "collections"})
	if err != nil {
		t.Fatal(err)
	}
	c := map[string]id.ID{}
	for _, code := range []string{"WEED", "BIND"} {
		c[code] = cataloguetest.Competency(t, s.World, v.FrameworkID, code)
	}
	cataloguetest.Publish(t, s.World, v.FrameworkID)
	o := cataloguetest.Offer(t, s.World, cataloguetest.SelfPaced, cataloguetest.Titled("Weed in an hour"))
	other := cataloguetest.Offer(t, s.World, cataloguetest.SelfPaced, cataloguetest.Titled("Weed again"))
	cataloguetest.Align(t, s.World, o.ID, c["WEED"], "foundational")
	cataloguetest.Align(t, s.World, other.ID, c["WEED"], "foundational")

	page := s.get(t, "", curriculumPath, http.StatusOK)
	has(t, page, "By content area and level", "fewer than 5 offers can be taken", "Thin", "few offers", "Weed in an hour")
	page = s.get(t, "", areaHref("collections"), http.StatusOK)
	has(t, page, "WEED Can do WEED", "1 competency is taught by no offer that can be taken now.", "No offer", "There is no stream in this area yet.")
	s.get(t, "", areaHref("nowhere"), http.StatusNotFound)

	// A stream is drafted; what is wrong comes back filled.
	form := url.Values{"title": {"From shelf to shelf"}, "objectives": {"Keep a shelf alive"}, "area": {"collections"}, "level": {"foundational"}, "offers": {"/offers/" + o.Key + " required\nno-such-offer"}, "goals": {"collecting WEED foundational\ncollecting NOTHING expert"}, "minimum-certificate": {"1"}, "minimum-certificate-minutes": {"60"}}
	_, page = s.post(t, "curriculum", "/work/streams/new", form, http.StatusUnprocessableEntity)
	has(t, page, "names no competency", "From shelf to shelf", "no-such-offer")
	form.Set("offers", o.Key+" required")
	form.Set("goals", "collecting WEED foundational\ncollecting BIND foundational")
	s.post(t, "manager", "/work/streams/new", form, http.StatusForbidden)
	to, _ := s.post(t, "curriculum", "/work/streams/new", form, http.StatusSeeOther)
	page = s.get(t, "curriculum", to, http.StatusOK)
	has(t, page, o.Key+" required", "collecting WEED foundational", "1 of its competencies is taught by none of its offers yet.", "Publish")
	seen := seenIn(t, page)
	s.post(t, "curriculum", to+"/publish", url.Values{"seen": {"old"}}, http.StatusPreconditionFailed)
	s.post(t, "curriculum", to+"/publish", url.Values{"seen": {seen}}, http.StatusSeeOther)
	// Saved over what somebody else has changed: the page says what stands there, and what is typed can be saved then.
	form.Set("seen", seen)
	form.Set("summary", "Typed meanwhile")
	_, page = s.post(t, "curriculum", to, form, http.StatusPreconditionFailed)
	has(t, page, "Typed meanwhile", "What it says now")
	if seenIn(t, page) == seen {
		t.Error("the form holds what was seen before")
	}
	// A competency is named by its id as well, which is how one without a code comes back; half a line is refused at its field.
	form.Set("goals", "collecting "+string(c["WEED"])+" foundational\ncollecting")
	_, page = s.post(t, "curriculum", "/work/streams/new", form, http.StatusUnprocessableEntity)
	has(t, page, "“collecting” names no competency")
	lacks(t, page, "“collecting "+string(c["WEED"]))
	s.get(t, "editor", to, http.StatusForbidden)
	has(t, s.get(t, "auditor", "/work/streams", http.StatusOK), "From shelf to shelf")

	var list struct {
		Items []struct{ Key, URL string }
	}
	if s.program(t, "", "GET", "/streams", "", 200, &list); len(list.Items) != 1 {
		t.Fatalf("%+v", list)
	}
	key := list.Items[0].Key
	page = s.get(t, "", streamHref(key), http.StatusOK)
	has(t, page, "Weed in an hour", "Required", "No offer leads there yet", "What recognition takes", "1 h")
	page = s.get(t, "", areaHref("collections"), http.StatusOK)
	has(t, page, "From shelf to shelf", "1 gap", "Would fit", "Weed again")
	for file, want := range map[string]string{"cells": "collections,foundational,0,2,0,2,1", "competencies": "BIND", "streams": key, "one-off": other.Key} {
		if got := s.get(t, "", curriculumPath+"/"+file+".csv", http.StatusOK); !strings.Contains(got, want) {
			t.Errorf("%s: %s", file, got)
		}
	}

	// A program does the same.
	var said struct {
		Key, Status string
		Version     int
		Gaps        []string
		Offers      []struct{ Offer string }
	}
	etag := s.program(t, "curriculum", "GET", "/streams/"+key, "", 200, &said).Get("ETag")
	if len(said.Gaps) != 1 || said.Gaps[0] != string(c["BIND"]) || len(said.Offers) != 1 {
		t.Errorf("%+v", said)
	}
	body := `{"title":"By program","objectives":["Do it"],"offers":[{"offer":"` + other.Key + `"}],"goals":[{"competency":"` + string(c["WEED"]) + `","level":"foundational"}],"minimums":[]}`
	s.program(t, "curriculum", "PUT", "/streams/"+key, body, 412, nil, "If-Match", `"old"`)
	s.program(t, "curriculum", "PUT", "/streams/"+key, body, 200, &said, "If-Match", etag)
	if said.Version != 2 {
		t.Errorf("%+v", said)
	}
	s.program(t, "editor", "PUT", "/streams/"+key, body, 403, nil)
	// Who has read what is published has not seen the draft behind it.
	published := s.program(t, "curriculum", "GET", "/streams/"+key, "", 200, nil).Get("ETag")
	s.program(t, "curriculum", "PUT", "/streams/"+key, body, 412, nil, "If-Match", published)
	s.program(t, "", "GET", "/streams/"+key+"?draft=true", "", 404, nil)
	var draft struct{ Title string }
	latest := s.program(t, "curriculum", "GET", "/streams/"+key+"?draft=true", "", 200, &draft).Get("ETag")
	if draft.Title != "By program" {
		t.Errorf("the draft says %q", draft.Title)
	}
	s.program(t, "curriculum", "PUT", "/streams/"+key, body, 200, &said, "If-Match", latest)
	s.program(t, "curriculum", "POST", "/streams/"+key+"/publish", "", 204, nil)
	s.program(t, "curriculum", "POST", "/streams", body, 200, &said)
	s.program(t, "", "GET", "/streams/"+said.Key, "", 404, nil)
	s.program(t, "curriculum", "POST", "/streams/"+key+"/archive", "", 204, nil)
	s.get(t, "", streamHref(key), http.StatusGone)
	var rows struct{ Items []struct{ Offers int } }
	if s.program(t, "", "GET", "/curriculum/collections/competencies", "", 200, &rows); len(rows.Items) != 2 || rows.Items[0].Offers != 2 {
		t.Errorf("%+v", rows)
	}
	var whole struct{ Takeable int }
	if s.program(t, "", "GET", "/curriculum", "", 200, &whole); whole.Takeable != 2 {
		t.Errorf("%+v", whole)
	}
	var one struct{ Total int }
	if s.program(t, "", "GET", "/curriculum/one-off?area=collections&limit=1", "", 200, &one); one.Total != 2 {
		t.Errorf("%+v", one)
	}
}

// seenIn is what a page's form says of what was seen.
func seenIn(t *testing.T, page string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `name="seen" value="`)
	if !ok {
		t.Fatal("the page says nothing of what was seen")
	}
	seen, _, _ := strings.Cut(rest, `"`)
	return seen
}

func TestTheCompetenciesOfAnAreaHavePages(t *testing.T) {
	s := newSite(t)
	v, err := s.Standards.Create(t.Context(), s.Curriculum, standards.About{Title: "Collecting", ContentArea: "collections"})
	if err != nil {
		t.Fatal(err)
	}
	const all = 103
	for n := range all {
		cataloguetest.Competency(t, s.World, v.FrameworkID, fmt.Sprintf("C-%03d", n))
	}
	cataloguetest.Publish(t, s.World, v.FrameworkID)
	seen := map[string]bool{}
	address := regexp.MustCompile(`href="(/curriculum/collections\?after=[^"#]+)#competencies"`)
	to, pages := areaHref("collections"), 0
	for ; to != "" && pages < 3; pages++ {
		body := s.get(t, "", to, http.StatusOK)
		for _, code := range regexp.MustCompile(`C-\d{3} Can`).FindAllString(body, -1) {
			seen[code] = true
		}
		if to = ""; address.MatchString(body) {
			to = html.UnescapeString(address.FindStringSubmatch(body)[1])
		}
	}
	if pages != 2 || len(seen) != all {
		t.Errorf("%d competencies on %d pages", len(seen), pages)
	}
}
