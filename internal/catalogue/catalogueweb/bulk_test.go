package catalogueweb

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
)

var inputs = regexp.MustCompile(`<input[^>]*>`)

func TestManyOffersAreChangedAndBroughtBack(t *testing.T) {
	s := newSite(t)
	one, _ := s.offered(t, 0)
	two, _ := s.offered(t, 0, cataloguetest.Titled("Another hour"))
	has(t, s.get(t, "editor", "/work/offers", http.StatusOK), `form="bulk" name="offer" value="`+string(one.ID)+`"`, "Change all that match")
	lacks(t, s.get(t, "auditor", "/work/offers", http.StatusOK), `form="bulk"`)

	_, page := s.post(t, "editor", "/work/offers/bulk", url.Values{"do": {"ticked"}}, http.StatusOK)
	has(t, page, "No offer is ticked")
	_, page = s.post(t, "editor", "/work/offers/bulk", url.Values{"do": {"all"}, "q": {"another"}}, http.StatusOK)
	has(t, page, string(two.ID))
	lacks(t, page, string(one.ID), "Publish all of them")

	form := url.Values{"offer": {string(one.ID), string(two.ID)}, "do": {"preview"}}
	_, page = s.post(t, "manager", "/work/offers/bulk", form, http.StatusUnprocessableEntity)
	has(t, page, "Choose what to change.", "Publish all of them")
	form.Set("price_percent", "a tenth")
	_, page = s.post(t, "manager", "/work/offers/bulk", form, http.StatusUnprocessableEntity)
	has(t, page, "Enter a whole number, with a minus sign", `value="a tenth"`)
	form.Set("price_percent", "-10%")
	form.Set("level", "expert")
	form.Set("minutes", "45")
	form.Set("language", "fr")
	form.Set("accessibility", "Ask us.")
	_, page = s.post(t, "manager", "/work/offers/bulk", form, http.StatusOK)
	has(t, page, "Level: “Foundational” becomes “Expert”", "Minutes in all: “60” becomes “45”", "Language: “en” becomes “fr”", "becomes “Ask us.”", `name="accessibility" value="Ask us."`, "22.50", "Make these changes")
	apply := url.Values{"offer": form["offer"], "level": {"expert"}, "price_percent": {"-10%"}, "seen": {attr(findInput(page, "seen"), "value")}, "do": {"apply"}}

	s.Clock.Advance(time.Minute)
	draft := cataloguetest.Draft(cataloguetest.Titled("Changed meanwhile"))
	if _, err := s.SaveDraft(t.Context(), s.Editor, two.ID, draft); err != nil {
		t.Fatal(err)
	}
	_, page = s.post(t, "manager", "/work/offers/bulk", apply, http.StatusConflict)
	has(t, page, "Somebody has changed one of these offers since you looked.", "Changed meanwhile")
	apply.Set("seen", attr(findInput(page, "seen"), "value"))
	to, _ := s.post(t, "manager", "/work/offers/bulk", apply, http.StatusSeeOther)
	page = s.get(t, "manager", to, http.StatusOK)
	has(t, page, "Undo the change", "Changed meanwhile")
	s.get(t, "stranger", to, http.StatusNotFound)
	s.post(t, "stranger", to+"/undo", nil, http.StatusNotFound)
	s.post(t, "manager", to+"/undo", nil, http.StatusSeeOther)
	has(t, s.get(t, "manager", to, http.StatusOK), "It was undone on")
	if _, v, err := s.Edit(t.Context(), s.Editor, one.ID); err != nil || v.Level != catalogue.Foundational {
		t.Errorf("%s (%v)", v.Level, err)
	}
	// Somebody else's offer in the set refuses all of it.
	s.post(t, "stranger", "/work/offers/bulk", apply, http.StatusForbidden)
}

// findInput returns the tag of a field by its name.
func findInput(page, name string) string {
	for _, m := range inputs.FindAllString(page, -1) {
		if attr(m, "name") == name {
			return m
		}
	}
	return ""
}
