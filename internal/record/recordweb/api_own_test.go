package recordweb

import (
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web/webtest"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/record/recordtest"
)

type m = map[string]any

func TestAProgramKeepsARecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		pages := New(Deps{Record: s.record, Recognition: s.proposals, Clock: s.clock, BaseURL: "https://commons.example"})
		p := webtest.New(t, d, s.clock, pages.API)
		ana, ben := s.person("Ana Fuentes Oliva"), s.person("Ben Achterberg")
		mine, theirs := p.As(ana, authz.ScopeRecordRead, authz.ScopeRecordWrite), p.As(ben, authz.ScopeRecordRead, authz.ScopeRecordWrite)

		claim := m{"title": "A course on maps", "provider": "Elsewhere", "ended_on": "2026-11-01", "contact_minutes": 90, "note": "The badge is on the wall", "link": "https://example.org/badge"}
		var made struct{ ID, Title, Note, Assurance string }
		first := mine.Ask(201, "POST", "/api/v1/me/record", claim, "Idempotency-Key", "one")
		first.Into(&made)
		if made.Assurance != "person" || made.Note != "The badge is on the wall" {
			t.Errorf("added: %+v", made)
		}
		if again := mine.Ask(201, "POST", "/api/v1/me/record", claim, "Idempotency-Key", "one"); again.Body.String() != first.Body.String() {
			t.Error("a repeated request added another entry")
		}
		mine.Ask(422, "POST", "/api/v1/me/record", m{"title": "Another"}, "Idempotency-Key", "one")
		mine.Ask(422, "POST", "/api/v1/me/record", m{"title": "No provider", "ended_on": "2027-11-01"})
		p.As(ana, authz.ScopeRecordRead).Ask(403, "POST", "/api/v1/me/record", claim)
		at := "/api/v1/me/record/" + made.ID
		theirs.Ask(404, "GET", at, nil)
		theirs.Ask(404, "POST", at+"/correct", m{"title": "Mine now", "reason": "x"})
		mine.Ask(404, "POST", "/api/v1/me/record/"+string(id.Named("none"))+"/correct", m{"reason": "x"})
		var now struct {
			ID, Title, Corrects string
			Minutes             int `json:"contact_minutes"`
		}
		mine.Ask(200, "POST", at+"/correct", m{"title": "A course on old maps", "reason": "The full title"}).Into(&now)
		if now.Title != "A course on old maps" || now.Minutes != 90 || now.Corrects != made.ID {
			t.Errorf("corrected: %+v", now)
		}
		mine.Ask(409, "POST", at+"/correct", m{"title": "Once more", "reason": "Too late"})
		var chain struct {
			Items []struct {
				ID, Reason string
				Withdrawn  bool
			}
		}
		mine.Ask(204, "POST", "/api/v1/me/record/"+now.ID+"/withdraw", m{"reason": "It was not mine"})
		mine.Ask(200, "GET", at, nil).Into(&chain)
		if len(chain.Items) != 3 || !chain.Items[2].Withdrawn || chain.Items[1].Reason != "The full title" {
			t.Errorf("the chain: %+v", chain)
		}
		verified := s.append(recordtest.Learning(ana.PersonID))
		mine.Ask(403, "POST", "/api/v1/me/record/"+string(verified.ID)+"/correct", m{"reason": "x"})

		// No token, whatever its scopes, makes or ends a link, or sees who looked.
		all := p.As(ana, authz.Scopes...)
		for _, path := range []string{"/api/v1/me/shares", "/api/v1/me/views"} {
			all.Ask(404, "GET", path, nil)
		}
		program := authz.Actor{PersonID: ana.PersonID, Token: true, Scopes: authz.Scopes}
		if _, _, err := s.record.Share(t.Context(), program, record.NewShare{Label: "For the director"}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a token makes a link: %v", err)
		}
		if _, err := s.record.Shares(t.Context(), program); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a token reads the links: %v", err)
		}
		if _, err := s.record.Views(t.Context(), program, page.Request{}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a token reads who looked: %v", err)
		}
		for path, starts := range map[string]string{"/api/v1/me/transcript.pdf": "%PDF", "/api/v1/me/transcript.csv": ""} {
			if got := mine.Ask(200, "GET", path, nil); got.Body.Len() == 0 || !strings.HasPrefix(got.Body.String(), starts) {
				t.Errorf("%s: %.80q", path, got.Body)
			}
		}
		mine.Ask(422, "GET", "/api/v1/me/transcript.csv?from=2026-12-31&to=2026-01-01", nil)
	})
}

func TestAProgramReadsATranscriptOnlyWithAPurpose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		p := webtest.New(t, d, s.clock, New(Deps{Record: s.record, Recognition: s.proposals, Clock: s.clock}).API)
		ana := s.person("Ana Fuentes Oliva")
		s.append(recordtest.Learning(ana.PersonID))
		staff, other := s.person("Eve Nakamura", authz.AccreditationStaff), s.person("Ola Brandt", authz.AccreditationStaff)
		at := "/api/v1/people/" + string(ana.PersonID)
		reader := p.As(staff, authz.ScopeTranscriptsRead)
		var look struct {
			ID    string
			Until time.Time
		}
		p.As(staff, authz.ScopeRecordRead).Ask(403, "POST", at+"/looks", m{"purpose": "A question of hers"})
		p.As(ana, authz.ScopeTranscriptsRead).Ask(403, "POST", at+"/looks", m{"purpose": "A question of hers"})
		reader.Ask(422, "POST", at+"/looks", m{"purpose": "why"})
		reader.Ask(404, "POST", "/api/v1/people/"+string(id.Named("none"))+"/looks", m{"purpose": "A question of hers"})
		reader.Ask(201, "POST", at+"/looks", m{"purpose": "A question of hers"}).Into(&look)
		var tr record.TranscriptJSON
		reader.Ask(200, "GET", at+"/transcript?look="+look.ID, nil).Into(&tr)
		if len(tr.Entries) != 1 || tr.Name != ana.Name {
			t.Errorf("%+v", tr)
		}
		reader.Ask(200, "GET", at+"/transcript.pdf?look="+look.ID, nil)
		reader.Ask(422, "GET", at+"/transcript", nil)
		p.As(other, authz.ScopeTranscriptsRead).Ask(410, "GET", at+"/transcript?look="+look.ID, nil)
		s.clock.Advance(record.LookLasts + time.Minute)
		reader.Ask(410, "GET", at+"/transcript?look="+look.ID, nil)
	})
}
