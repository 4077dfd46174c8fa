package catalogueweb

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
)

// Making one of two offers is asked for on a page that names what goes with it; the old address and its calendar lead to the one that stays.
func TestAMergeIsConfirmed(t *testing.T) {
	s := newSite(t)
	keep, _ := s.offered(t, 0, cataloguetest.Titled("Kept"))
	drop, c := s.offered(t, 0, cataloguetest.Titled("Dropped"))
	cataloguetest.Occurrence(t, s.World, drop.ID, func(o *catalogue.Occurrence) {
		o.StartsAt, o.EndsAt = c.StartsAt.AddDate(0, 0, 5), c.EndsAt.AddDate(0, 0, 5)
	})
	page := s.get(t, "manager", mergeHref(keep.ID, drop.ID), http.StatusOK)
	has(t, page, "“Kept” from our own editors stays.", "“Dropped” from our own editors is archived.", "Nobody has registered", "1 date leaves the catalogue", "Make them one")
	s.get(t, "stranger", mergeHref(keep.ID, drop.ID), http.StatusForbidden)
	s.post(t, "manager", "/work/duplicates", url.Values{"do": {"merge"}, "keep": {string(keep.ID)}, "drop": {string(drop.ID)}}, http.StatusSeeOther)
	for _, path := range []string{"", "/calendar.ics"} {
		w := s.do(t, "", "GET", "/offers/"+drop.Key+path, "", nil)
		if to := w.Header().Get("Location"); w.Code != http.StatusFound || to != "/offers/"+keep.Key+path {
			t.Errorf("%s leads to %d %s", path, w.Code, to)
		}
	}
	if w := s.do(t, "manager", "GET", mergeHref(keep.ID, drop.ID), "", nil); w.Code != http.StatusSeeOther {
		t.Errorf("merged already: %d", w.Code)
	}
}

// The dates that a platform cannot hold any more are listed where its limit is lowered.
func TestALowerLimitNamesTheDates(t *testing.T) {
	s := newSite(t)
	p, err := s.SavePlatform(t.Context(), s.Admin, catalogue.Platform{Name: "Zoom", Seats: 100})
	if err != nil {
		t.Fatal(err)
	}
	o := cataloguetest.Offer(t, s.World, cataloguetest.Titled("A full evening"))
	cataloguetest.Occurrence(t, s.World, o.ID, cataloguetest.Seats(80), func(c *catalogue.Occurrence) { c.Platform = "zoom" })
	to, _ := s.post(t, "admin", "/work/platforms", url.Values{"id": {string(p.ID)}, "name": {"Zoom"}, "seats": {"50"}}, http.StatusSeeOther)
	has(t, s.get(t, "admin", strings.TrimSuffix(to, "#over"), http.StatusOK), "Dates that it cannot hold", "A full evening")
	to, _ = s.post(t, "admin", "/work/platforms", url.Values{"id": {string(p.ID)}, "name": {"Zoom"}, "seats": {"90"}}, http.StatusSeeOther)
	lacks(t, s.get(t, "admin", to, http.StatusOK), "Dates that it cannot hold")
	has(t, s.get(t, "manager", "/work/offers/"+string(o.ID)+"/occurrences/new", http.StatusOK), `list="platforms"`, `<option value="Zoom">People at once: 90</option>`, "The register knows: Zoom.")
}
