package recognitionweb_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web/webtest"
	"learningcommons.dev/commons/internal/recognition/recognitionweb"
)

func TestAProgramAndCertificates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		p := webtest.New(t, d, s.Clock, recognitionweb.New(recognitionweb.Deps{Recognition: s.recognition, Catalogue: s.World.Service, People: s.People, Sessions: s.sessions, Clock: s.Clock}).API)
		h := s.award(s.Learner)
		mine := p.As(s.Learner, authz.ScopeRecordRead)
		var list struct {
			Items []struct{ ID, Code, Status string }
		}
		mine.Ask(200, "GET", "/api/v1/me/awards", nil).Into(&list)
		if len(list.Items) != 1 || list.Items[0].Code != h.Code || list.Items[0].Status != "valid" {
			t.Fatalf("%+v", list)
		}
		at := "/api/v1/me/awards/" + string(h.ID)
		mine.Ask(200, "GET", at, nil)
		if got := mine.Ask(200, "GET", at+"/certificate.pdf", nil); !strings.HasPrefix(got.Body.String(), "%PDF") {
			t.Error("no PDF")
		}
		p.As(s.Editor, authz.ScopeRecordRead).Ask(404, "GET", at, nil)
		p.As(s.Editor, authz.ScopeRecordRead).Ask(404, "GET", at+"/certificate.pdf", nil)
		p.As(s.Learner, authz.ScopeRegistrationsRead).Ask(403, "GET", "/api/v1/me/awards", nil)
		p.Ask(401, "GET", "/api/v1/me/awards", nil)

		// Everybody verifies; a code that was never issued and a mistyped one get one answer, and guessing ends.
		verified := p.Ask(200, "GET", "/api/v1/verify/"+strings.ToLower(h.Code), nil)
		if verified.Header().Get("Cache-Control") != "no-store" || strings.Contains(verified.Body.String(), string(s.Learner.PersonID)) {
			t.Errorf("verified: %v %s", verified.Header(), verified.Body)
		}
		mistyped, unknown := p.Ask(404, "GET", "/api/v1/verify/nonsense", nil), p.Ask(404, "GET", "/api/v1/verify/"+id.Code(), nil)
		if mistyped.Body.String() != unknown.Body.String() {
			t.Errorf("%s and %s", mistyped.Body, unknown.Body)
		}
		guesses := 0
		for ; guesses < 100 && p.Send("GET", "/api/v1/verify/"+id.Code(), "", "").Code == 404; guesses++ {
		}
		if guesses >= 100 {
			t.Error("codes can be guessed without end")
		}
	})
}

func TestAProgramReadsWhatWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		p := webtest.New(t, d, s.Clock, recognitionweb.New(recognitionweb.Deps{Recognition: s.recognition, Catalogue: s.World.Service, People: s.People, Sessions: s.sessions, Clock: s.Clock}).API)
		o := s.proposed()
		r, err := s.recognition.Ask(t.Context(), s.Editor, o.ID, []catalogue.Recognition{catalogue.Certificate})
		s.must(err)
		h := s.award(s.Learner)
		x, err := s.recognition.ProposeRevocation(t.Context(), s.both, h.Code, "Issued by mistake")
		s.must(err)
		staff := p.As(s.both, authz.ScopeRecognitionRead)
		for _, path := range []string{"/api/v1/reviews", "/api/v1/proposals"} {
			var list struct{ Items []struct{ ID string } }
			staff.Ask(200, "GET", path, nil).Into(&list)
			if len(list.Items) != 1 || list.Items[0].ID != string(r.ID) && list.Items[0].ID != string(x.ID) {
				t.Errorf("%s: %+v", path, list)
			}
			staff.Ask(200, "GET", path+"/"+list.Items[0].ID, nil)
			staff.Ask(404, "GET", path+"/"+string(id.Named("none")), nil)
			p.As(s.both, authz.ScopeRecordRead).Ask(403, "GET", path, nil)
			p.As(s.Learner, authz.ScopeRecognitionRead).Ask(403, "GET", path, nil)
			staff.Ask(422, "GET", path+"?cursor=nonsense", nil)
		}
		var one struct {
			Mine bool
			Bar  string
		}
		staff.Ask(200, "GET", "/api/v1/proposals/"+string(x.ID), nil).Into(&one)
		if !one.Mine || one.Bar == "" {
			t.Errorf("one's own proposal: %+v", one)
		}
	})
}

// TestAProgramReadsWhatOffersLack lists the gaps of the units whose rosters somebody may see, as a list and as a table.
func TestAProgramReadsWhatOffersLack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		p := webtest.New(t, d, s.Clock, recognitionweb.New(recognitionweb.Deps{Recognition: s.recognition, Catalogue: s.World.Service, People: s.People, Sessions: s.sessions, Clock: s.Clock}).API)
		o := cataloguetest.Offer(t, s.World.World)
		var list struct {
			Items []struct {
				Key  string
				Gaps []string
			}
		}
		staff := p.As(s.Editor, authz.ScopeRegistrationsRead, authz.ScopeCatalogueRead)
		staff.Ask(200, "GET", "/api/v1/gaps?unit="+s.Unit.Acronym, nil).Into(&list)
		if len(list.Items) != 1 || list.Items[0].Key != o.Key || len(list.Items[0].Gaps) == 0 {
			t.Errorf("%+v", list)
		}
		if file := staff.Ask(200, "GET", "/api/v1/gaps.csv", nil); !strings.Contains(file.Body.String(), o.Key) {
			t.Errorf("%s", file.Body)
		}
		staff.Ask(422, "GET", "/api/v1/gaps?unit=NOSUCH", nil)
		p.As(s.Learner, authz.ScopeRegistrationsRead, authz.ScopeCatalogueRead).Ask(403, "GET", "/api/v1/gaps", nil)
	})
}
