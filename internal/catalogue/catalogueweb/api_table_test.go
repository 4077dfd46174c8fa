package catalogueweb

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// file asks for a file as one of the actors.
func (s *site) file(t *testing.T, who, path string) string {
	t.Helper()
	r := httptest.NewRequest("GET", "/api/v1"+path, nil)
	r.Header.Set("Authorization", "Bearer "+who)
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
		t.Fatalf("%s as %s: %d %.500s", path, who, w.Code, w.Body)
	}
	return w.Body.String()
}

// TestAProgramTakesTablesOutAndIn takes the offers and the programme of a conference out, changes a cell of each and takes them in.
func TestAProgramTakesTablesOutAndIn(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		whole := cataloguetest.Offer(t, s.World, cataloguetest.Titled("Conference"), func(d *catalogue.Draft) { d.Kind = catalogue.Conference })
		session := cataloguetest.Offer(t, s.World, cataloguetest.Titled("Session"), func(d *catalogue.Draft) { d.Kind = catalogue.ConferenceSession })
		starts := s.Clock.Now().Add(240 * time.Hour).UTC().Truncate(time.Hour)
		date := cataloguetest.Occurrence(t, s.World, whole.ID, cataloguetest.At(starts, 8*time.Hour))
		inside := cataloguetest.Occurrence(t, s.World, session.ID, cataloguetest.At(starts, time.Hour), func(o *catalogue.Occurrence) { o.ParentID, o.Room = date.ID, "Room A" })
		take := func(who, path, file string, status int) (r tabular.Report) {
			t.Helper()
			s.program(t, who, "POST", path, file, status, &r, "Content-Type", "text/csv")
			return r
		}
		offers := s.file(t, "editor", "/offers.csv")
		changed := strings.Replace(offers, "Session", "Another session", 1)
		if !strings.Contains(offers, session.Key) || changed == offers {
			t.Fatalf("%s", offers)
		}
		for _, c := range []struct {
			query   string
			changed int
		}{{"?dry_run=true", 1}, {"", 1}, {"", 0}} {
			if r := take("editor", "/offers/table"+c.query, changed, 200); r.Counts.Changed != c.changed || r.Counts.Refused != 0 {
				t.Errorf("%s: %+v %+v", c.query, r.Counts, r.Rows)
			}
		}
		var d struct{ Title string }
		if s.program(t, "editor", "GET", "/offers/"+session.Key+"/draft", "", 200, &d); d.Title != "Another session" {
			t.Errorf("%+v", d)
		}
		take("learner", "/offers/table", changed, 403)

		at := "/conferences/" + string(date.ID) + "/programme"
		programme := s.file(t, "editor", at+".csv")
		moved := strings.Replace(programme, "Room A", "Room B", 1)
		if !strings.Contains(programme, string(inside.ID)) || moved == programme {
			t.Fatalf("%s", programme)
		}
		for _, c := range []struct {
			file, query string
			changed     int
		}{{programme, "", 0}, {moved, "?dry_run=true", 1}, {moved, "", 1}, {moved, "", 0}} {
			if r := take("manager", at+c.query, c.file, 200); r.Counts.Changed != c.changed || r.Counts.Refused != 0 {
				t.Errorf("%s: %+v %+v", c.query, r.Counts, r.Rows)
			}
		}
		var o struct{ Room string }
		if s.program(t, "editor", "GET", "/occurrences/"+string(inside.ID), "", 200, &o); o.Room != "Room B" {
			t.Errorf("%+v", o)
		}
		take("stranger", at, moved, 403)
		take("manager", "/conferences/"+string(inside.ID)+"/programme", moved, 404)
	})
}

// TestCodesAreListed finds every code, those of no offer too.
func TestCodesAreListed(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		o := cataloguetest.Offer(t, s.World)
		type list []struct {
			Value, Label string
			Count        int
		}
		var codes struct {
			Areas, Kinds, Audiences, Features list
			Classes                           []string
		}
		s.program(t, "", "GET", "/codes", "", 200, &codes)
		if len(codes.Kinds) != len(catalogue.Kinds) || len(codes.Audiences) != len(catalogue.Audiences) || len(codes.Features) != len(catalogue.Features) || len(codes.Areas) == 0 || len(codes.Classes) != len(catalogue.PriceClasses) {
			t.Fatalf("%+v", codes)
		}
		for _, k := range codes.Kinds {
			if want := map[bool]int{true: 1}[k.Value == string(o.Kind)]; k.Count != want || k.Label == "" {
				t.Errorf("%s: %s, %d", k.Value, k.Label, k.Count)
			}
		}
	})
}
