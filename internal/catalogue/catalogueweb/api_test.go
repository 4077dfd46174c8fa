package catalogueweb

import (
	"encoding/json"
	"fmt"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
)

func decode[T any](t *testing.T, body string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return v
}

type apiPage struct {
	Items []struct {
		Key       string
		CEUTenths int `json:"ceu_tenths"`
		Prices    []apiPrice
		Next      *apiDate `json:"next_occurrence"`
	}
	Total  int
	Next   *string
	Facets map[string][]apiValue
}

func TestAPIPagesThroughTheCatalogue(t *testing.T) {
	s := newSite(t)
	for i := range 7 {
		s.offered(t, 5, cataloguetest.Titled(fmt.Sprintf("Number %d", i)))
	}
	seen := map[string]bool{}
	cursor := ""
	for range 10 {
		p := decode[apiPage](t, s.get(t, "", "/api/v1/offers?limit=3&area=collections,technology&area=technology&cursor="+cursor, 200))
		if p.Total != 7 || len(p.Facets["area"]) == 0 {
			t.Fatalf("total %d, facets %v", p.Total, p.Facets)
		}
		for _, o := range p.Items {
			seen[o.Key] = true
			if o.Next == nil || o.Next.Zone != "America/Chicago" || o.Next.SeatsLeft == nil || *o.Next.SeatsLeft != 5 || o.Prices[0].Amount.Currency != "USD" {
				t.Errorf("%+v", o)
			}
		}
		if p.Next == nil {
			break
		}
		cursor = *p.Next
	}
	if len(seen) != 7 {
		t.Errorf("the pages hold %d offers of 7", len(seen))
	}
}

func TestAPIRefusesWhatIsNotAQuestion(t *testing.T) {
	s := newSite(t)
	s.offered(t, 5)
	for _, q := range []string{"limit=1000000000", "limit=0", "limit=-1", "limit=1.5", "limit=x", "cursor=AAAA", "cursor=-1", "sort=title;drop", "sort=id"} {
		w := s.do(t, "", "GET", "/api/v1/offers?"+q, "", nil)
		if w.Code != 422 || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: status %d, %s", q, w.Code, w.Header().Get("Content-Type"))
		}
	}
	for _, at := range []string{"/api/v1/offers/nothing", "/api/v1/occurrences/1", "/api/v1/occurrences/01a20b0c-612c-798f-b776-015d706f12c2", "/api/v1/offers/nothing/occurrences"} {
		s.get(t, "", at, 404)
	}
	s.actors["narrow"] = s.Learner
	a := s.Learner
	a.Token, a.Scopes = true, []string{"record:read"}
	s.actors["narrow"] = a
	if p := decode[apiPage](t, s.get(t, "narrow", "/api/v1/offers", 200)); p.Total != 1 {
		t.Errorf("with a token for other things there are %d offers", p.Total)
	}
	// With it even an editor sees only what is public.
	editor := s.Editor
	editor.Token, editor.Scopes = true, []string{"record:read"}
	s.actors["narrow"] = editor
	draft, _, err := s.Create(t.Context(), s.Editor, s.Unit.ID, cataloguetest.Draft(cataloguetest.Titled("Hidden")))
	if err != nil {
		t.Fatal(err)
	}
	s.get(t, "narrow", "/api/v1/offers/"+draft.Key, 404)
}

func TestAPIShowsAnOffer(t *testing.T) {
	s := newSite(t)
	o, c := s.offered(t, 5)
	cataloguetest.Earns(t, s.World, o.ID, catalogue.CEU)
	body := s.get(t, "", "/api/v1/offers/"+o.Key, 200)
	v := decode[apiOffer](t, body)
	if v.CEUTenths != 1 || len(v.Occurrences) != 1 || v.Occurrences[0].ID != c.ID || v.Minutes != 60 || v.Unit.Acronym != "RLD" {
		t.Errorf("%+v", v)
	}
	lacks(t, body, secretLink, "null,\"items")
	list := decode[struct{ Items []apiOccurrence }](t, s.get(t, "", "/api/v1/offers/"+o.Key+"/occurrences", 200))
	one := decode[apiOccurrence](t, s.get(t, "", "/api/v1/occurrences/"+string(c.ID), 200))
	if len(list.Items) != 1 || one.ID != list.Items[0].ID || *one.SeatsLeft != 5 || one.Zone != "America/Chicago" {
		t.Errorf("%+v and %+v", list, one)
	}
}
