package recordweb

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/record/recordtest"
)

func TestAPIReadsOnesOwnRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ana := s.person("Ana Fuentes Oliva")
		n := recordtest.Outside(ana.PersonID)
		n.Why = "To chair better"
		s.append(n)
		s.append(recordtest.Learning(ana.PersonID))
		s.append(recordtest.Learning(s.person("Ben Achterberg").PersonID))
		mux := web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) { web.WriteProblem(w, r, err) })
		New(Deps{Record: s.record, Clock: s.clock}).API(web.NewAPI(mux, d, s.clock, "test"))
		get := func(a authz.Actor, status int, path string, into any) {
			t.Helper()
			r := httptest.NewRequest(http.MethodGet, path, nil)
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, r.WithContext(authz.With(r.Context(), a)))
			if w.Code != status {
				t.Fatalf("%s: status %d, want %d\n%s", path, w.Code, status, w.Body)
			}
			if into != nil {
				if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
					t.Fatal(err)
				}
			}
		}
		token := ana
		token.Token, token.Scopes = true, []string{authz.ScopeRecordRead}

		var list struct {
			Items []ownEntry
			Next  string
		}
		get(token, 200, "/api/v1/me/record?assurance=person", &list)
		if len(list.Items) != 1 || list.Items[0].Why != "To chair better" || list.Items[0].Stated == nil || *list.Items[0].Stated != (record.CreditJSON{Amount: "1", Unit: "CEU"}) || list.Items[0].CEUTenths != 0 {
			t.Errorf("%+v", list)
		}
		get(token, 200, "/api/v1/me/record?limit=1", &list)
		if len(list.Items) != 1 || list.Next == "" {
			t.Errorf("%+v", list)
		}
		var tr record.TranscriptJSON
		get(token, 200, "/api/v1/me/transcript?from=2026-01-01&to=2026-12-31", &tr)
		if len(tr.Entries) != 2 || len(tr.Totals) != 2 || tr.From != "2026-01-01" || tr.Name != ana.Name {
			t.Errorf("%+v", tr)
		}
		get(token, 422, "/api/v1/me/transcript?from=2026-12-31&to=2026-01-01", nil)
		get(authz.Actor{}, 401, "/api/v1/me/record", nil)
		token.Scopes = []string{authz.ScopeCatalogueRead}
		get(token, 403, "/api/v1/me/transcript", nil)
	})
}
