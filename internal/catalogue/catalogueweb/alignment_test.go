package catalogueweb

import (
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/standards"
)

// aligning is a site with a framework and an offer that its text proposes a competency for.
func aligning(t *testing.T) (s *site, o catalogue.Offer, c map[string]id.ID) {
	s = newSite(t)
	_, c = cataloguetest.Framework(t, s.World, "Shelves", "WEED", "BIND")
	o = cataloguetest.Offer(t, s.World, cataloguetest.Titled("How one can weed shelves: weed by a policy"))
	return s, o, c
}

func TestAnEditorSaysWhatAnOfferTeaches(t *testing.T) {
	s, o, c := aligning(t)
	at := competenciesHref(o.ID)
	page := s.get(t, "editor", at, http.StatusOK)
	has(t, page, "Nobody has said yet what it teaches", "What its text says it may teach", "WEED Can do WEED", "by the words weed")
	// Nothing ticked is no error page.
	_, page = s.post(t, "editor", at, url.Values{"do": {"confirm"}}, http.StatusConflict)
	has(t, page, "Tick at least one competency.", `action="`+at+`"`)
	// A level that is not chosen is asked for at its field, and the tick is still there.
	_, page = s.post(t, "editor", at, url.Values{"do": {"confirm"}, "competency": {string(c["WEED"])}, levelField(c["WEED"]): {""}}, http.StatusUnprocessableEntity)
	has(t, page, "Choose up to which level it is taught.", `value="`+string(c["WEED"])+`" checked`)
	s.post(t, "editor", at, url.Values{"do": {"confirm"}, "competency": {string(c["WEED"])}, levelField(c["WEED"]): {"practitioner"}}, http.StatusSeeOther)
	page = s.get(t, "editor", at, http.StatusOK)
	has(t, page, "Proposed from its text, confirmed by Edith Marlow", `name="remove"`)
	lacks(t, page, "What its text says it may teach")

	// The public page says so, and leads to the competency.
	page = s.get(t, "", "/offers/"+o.Key, http.StatusOK)
	has(t, page, "/standards/shelves/competencies/"+string(c["WEED"]), "up to Practitioner")

	// What was seen before is out of date.
	seen := regexp.MustCompile(`name="seen" value="([^"]+)"`).FindStringSubmatch(s.get(t, "editor", at, http.StatusOK))[1]
	// A search finds the other one by its code; adding it leads back to the search.
	page = s.get(t, "curriculum", at+"?q=bind", http.StatusOK)
	has(t, page, "BIND Can do BIND", "Add those ticked")
	to, _ := s.post(t, "curriculum", at, url.Values{"do": {"add"}, "competency": {string(c["BIND"])}, levelField(c["BIND"]): {"expert"}, "back": {at + "?q=bind#search"}}, http.StatusSeeOther)
	if to != at+"?q=bind#search" {
		t.Errorf("it leads to %s", to)
	}
	_, page = s.post(t, "editor", at, url.Values{"remove": {string(c["WEED"])}, "seen": {seen}}, http.StatusPreconditionFailed)
	has(t, page, "Somebody else has changed what this offer teaches")
	has(t, s.get(t, "curriculum", at+"?q=bind", http.StatusOK), "Taught already")
	s.post(t, "editor", at, url.Values{"do": {"save"}, "taught": {string(c["WEED"]), string(c["BIND"])}, levelField(c["WEED"]): {"expert"}, levelField(c["BIND"]): {"expert"}}, http.StatusSeeOther)
	if got, err := s.AlignmentsOf(t.Context(), s.DB, []id.ID{o.ID}); err != nil || len(got[o.ID]) != 2 || got[o.ID][0].Level != "expert" || got[o.ID][1].Level != "expert" {
		t.Errorf("%+v %v", got, err)
	}
	s.post(t, "editor", at, url.Values{"remove": {string(c["WEED"])}}, http.StatusSeeOther)
	lacks(t, s.get(t, "editor", at, http.StatusOK), "WEED")
	s.get(t, "stranger", at, http.StatusForbidden)
	s.get(t, "learner", at, http.StatusForbidden)
}

func TestManyOffersAreAlignedAtOnce(t *testing.T) {
	s, o, c := aligning(t)
	other := cataloguetest.Offer(t, s.World, cataloguetest.Titled("How one can bind, and weed"))
	page := s.get(t, "curriculum", alignmentsPath, http.StatusOK)
	has(t, page, "How one can weed shelves", "How one can bind, and weed", "0 of 2")
	pair := func(o, c id.ID) string { return string(o) + " " + string(c) }
	form := url.Values{"do": {"confirm"}, "competency": {pair(o.ID, c["WEED"]), pair(other.ID, c["BIND"]), "x y"}, offerLevelField(o.ID, c["WEED"]): {"expert"}, offerLevelField(other.ID, c["BIND"]): {"foundational"}}
	s.post(t, "stranger", alignmentsPath, form, http.StatusForbidden)
	if _, page = s.post(t, "curriculum", alignmentsPath, url.Values{"do": {"confirm"}}, http.StatusConflict); !strings.Contains(page, "Tick at least one competency.") {
		t.Error("nothing ticked")
	}
	s.post(t, "curriculum", alignmentsPath, form, http.StatusSeeOther)
	has(t, s.get(t, "curriculum", alignmentsPath, http.StatusOK), "Every offer here has competencies", "2 of 2")
	// The catalogue is narrowed by a competency, which stands there by its name.
	page = s.get(t, "", "/catalogue?competency="+string(c["BIND"]), http.StatusOK)
	has(t, page, "BIND Can do BIND", "How one can bind, and weed", `type="hidden" name="competency"`)
	lacks(t, page, "How one can weed shelves")
	has(t, s.get(t, "curriculum", alignmentsPath+"/table.csv", http.StatusOK), "WEED", "expert")
}

func TestAProgramAligns(t *testing.T) {
	s, o, c := aligning(t)
	at := "/offers/" + o.Key + "/alignments"
	var suggested struct {
		Items []struct {
			Competency id.ID
			Level      string
			Words      []string
		}
	}
	etag := s.program(t, "editor", "GET", at+"/suggestions", "", 200, &suggested).Get("ETag")
	if len(suggested.Items) != 1 || suggested.Items[0].Competency != c["WEED"] || len(suggested.Items[0].Words) == 0 || etag == "" {
		t.Fatalf("%+v %s", suggested, etag)
	}
	var now struct{ Items []AlignmentJSON }
	body := `{"alignments":[{"competency":"` + string(c["WEED"]) + `","level":"expert"}]}`
	s.program(t, "editor", "POST", at, body, 200, &now, "If-Match", etag)
	if len(now.Items) != 1 || now.Items[0].Code != "WEED" || now.Items[0].Framework != "shelves" || now.Items[0].Basis != "hand" {
		t.Fatalf("%+v", now)
	}
	s.program(t, "editor", "POST", at, body, 412, nil, "If-Match", etag)
	s.program(t, "editor", "POST", at, `{"alignments":[{"competency":"x"}]}`, 422, nil)
	s.program(t, "learner", "POST", at, body, 403, nil)
	s.program(t, "", "GET", at, "", 200, &now)
	var offer struct{ Alignments []AlignmentJSON }
	if s.program(t, "", "GET", "/offers/"+o.Key, "", 200, &offer); len(offer.Alignments) != 1 {
		t.Errorf("%+v", offer)
	}
	var found struct{ Total int }
	if s.program(t, "", "GET", "/offers?competency="+string(c["WEED"]), "", 200, &found); found.Total != 1 {
		t.Errorf("%d found", found.Total)
	}
	s.program(t, "editor", "DELETE", at+"/"+string(c["WEED"]), "", 200, &now)
	if len(now.Items) != 0 {
		t.Errorf("%+v", now)
	}
	s.program(t, "editor", "POST", at+"/dismissals", `{"competencies":["`+string(c["BIND"])+`"]}`, 200, &suggested)
	var unaligned struct {
		Items           []struct{ Key string }
		Offers, Aligned int
	}
	if s.program(t, "editor", "GET", "/work/alignments", "", 200, &unaligned); len(unaligned.Items) != 1 || unaligned.Offers != 1 || unaligned.Aligned != 0 {
		t.Errorf("%+v", unaligned)
	}
	var r tabular.Report
	s.program(t, "editor", "POST", "/alignments/table", "offer,framework,code,level\n"+o.Key+",shelves,WEED,expert\n", 200, &r, "Content-Type", "text/csv")
	if r.Counts.Created != 1 {
		t.Errorf("%+v", r)
	}
	if f := s.file(t, "editor", "/alignments.csv"); !strings.Contains(f, o.Key) {
		t.Errorf("%s", f)
	}
}

func TestWhatANewVersionLeftIsDecided(t *testing.T) {
	s, o, c := aligning(t)
	ctx := t.Context()
	queue := jobs.New(s.DB, s.Clock, slog.New(slog.DiscardHandler))
	s.Register(queue)
	cataloguetest.Align(t, s.World, o.ID, c["WEED"], "expert")
	cataloguetest.Align(t, s.World, o.ID, c["BIND"], "expert")
	framework := func() id.ID {
		all, err := s.AlignmentsOf(ctx, s.DB, []id.ID{o.ID})
		if err != nil {
			t.Fatal(err)
		}
		return all[o.ID][0].Framework
	}()
	has(t, s.get(t, "curriculum", decisionsPath, http.StatusOK), "Nothing waits for a decision")
	if _, err := s.Standards.BeginDraft(ctx, s.Curriculum, framework); err != nil {
		t.Fatal(err)
	}
	one, two := cataloguetest.Competency(t, s.World, framework, "W1"), cataloguetest.Competency(t, s.World, framework, "W2")
	for _, code := range []string{"WEED", "BIND"} {
		if err := s.Standards.RemoveCompetency(ctx, s.Curriculum, framework, c[code]); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Standards.Decide(ctx, s.Curriculum, framework, []standards.Decision{{Competency: c["WEED"], Became: standards.BecameSplit, Targets: "W1, W2"}}, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.Standards.Decide(ctx, s.Curriculum, framework, []standards.Decision{{Competency: c["BIND"], Became: standards.BecameRetired, Targets: ""}}, ""); err != nil {
		t.Fatal(err)
	}
	cataloguetest.Publish(t, s.World, framework)
	if err := queue.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	page := s.get(t, "curriculum", decisionsPath, http.StatusOK)
	has(t, page, "2 decisions wait.", "It was split. Which of its parts", "W1 Can do W1", "It has ended, and nothing took its place.")
	has(t, s.get(t, "editor", competenciesHref(o.ID), http.StatusOK), "Decide what becomes of it")
	has(t, s.get(t, "stranger", decisionsPath, http.StatusOK), "Nothing waits for a decision")
	var waiting struct {
		Count int
		Items []struct {
			ID           id.ID
			Was, Became  string
			Options      []struct{ Competency id.ID }
			Title, Level string
		}
	}
	s.program(t, "editor", "GET", "/alignment-decisions", "", 200, &waiting)
	by := map[string]id.ID{}
	for _, d := range waiting.Items {
		by[d.Became] = d.ID
	}
	if waiting.Count != 2 || by["split"] == "" || by["retired"] == "" {
		t.Fatalf("%+v", waiting)
	}
	// On a page of a unit's list, one stays there: when it could not be taken, and after it was.
	unit := "?unit=" + url.QueryEscape(s.Unit.Acronym)
	page = s.get(t, "curriculum", decisionsPath+unit, http.StatusOK)
	has(t, page, `action="`+decisionsPath+"/"+string(by["split"])+unit+`"`)
	at := decisionsPath + "/" + string(by["split"]) + unit
	_, page = s.post(t, "editor", at, url.Values{"do": {"choose"}}, http.StatusConflict)
	has(t, page, "Tick at least one competency.")
	_, page = s.post(t, "editor", at, url.Values{"do": {"choose"}, "competency": {string(one)}, levelField(one): {""}}, http.StatusUnprocessableEntity)
	has(t, page, "Choose up to which level it is taught.", `value="`+string(one)+`" checked`)
	s.post(t, "stranger", at, url.Values{"do": {"drop"}}, http.StatusForbidden)
	if to, _ := s.post(t, "editor", at, url.Values{"do": {"choose"}, "competency": {string(one), string(two)}, levelField(one): {"expert"}, levelField(two): {"foundational"}}, http.StatusSeeOther); to != decisionsPath+unit {
		t.Errorf("it leads to %s", to)
	}
	s.program(t, "editor", "POST", "/alignment-decisions/"+string(by["retired"]), `{"alignments":[]}`, 204, nil)
	s.program(t, "editor", "POST", "/alignment-decisions/"+string(by["retired"]), `{"alignments":[]}`, 409, nil)
	page = s.get(t, "", "/offers/"+o.Key, http.StatusOK)
	has(t, page, "W1 Can do W1", "W2 Can do W2")
	lacks(t, page, "BIND", "WEED Can do")
}
