package standardsweb_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// TestAnOlderPackageAndItsAddressesSayTheSame reads the package of a version that was, and asks each of its objects at the address that it has there: it
// says what the package says, whatever the newest version says of it, and the newest package leads to the newest.
func TestAnOlderPackageAndItsAddressesSayTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, p := newSite(t, d), newPrograms(t, d)
		at, a, _, _ := p.begun(t)
		framework := strings.TrimPrefix(at, "/api/v1/frameworks/")
		p.editor.Ask(200, "PUT", at+"/draft/competencies/"+string(a), object{"code": "A", "title": "Said anew", "statements": []object{{"level": "expert", "text": "Leads all."}}})
		p.editor.Ask(200, "POST", at+"/draft/competencies/"+string(a)+"/move", object{"to": "down"})
		p.editor.Ask(200, "POST", at+"/draft/publish", nil)
		older, err := s.Show(t.Context(), s.Editor, framework, 1, 0)
		if err != nil {
			t.Fatal(err)
		}
		newer, err := s.Show(t.Context(), s.Editor, framework, 2, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, version := range []string{"v1p1", "v1p0"} {
			for identifier, isOld := range map[string]bool{string(older.ID): true, string(older.FrameworkID): false, string(newer.ID): true} {
				var file map[string]any
				if err := json.Unmarshal([]byte(s.get("/ims/case/"+version+"/CFPackages/"+identifier, 200)), &file); err != nil {
					t.Fatal(err)
				}
				asked := 0
				for _, list := range []string{"CFItems", "CFAssociations", "CFRubrics"} {
					for _, x := range file[list].([]any) {
						inside := x.(map[string]any)
						uri := inside["uri"].(string)
						if strings.Contains(uri, "?version="+identifier) != isOld {
							t.Errorf("%s: its address is %s", identifier, uri)
						}
						var alone map[string]any
						if err := json.Unmarshal([]byte(s.get(strings.TrimPrefix(uri, standardstest.BaseURL), 200)), &alone); err != nil {
							t.Fatal(err)
						}
						if of, ok := alone["CFDocumentURI"].(map[string]any); ok && of["identifier"] != file["CFDocument"].(map[string]any)["identifier"] {
							t.Errorf("%s is of the document %v", uri, of)
						}
						delete(alone, "CFDocumentURI")
						want, _ := json.Marshal(inside)
						got, _ := json.Marshal(alone)
						if string(want) != string(got) {
							t.Errorf("%s says\n%s\nand the package\n%s", uri, got, want)
						}
						asked++
					}
				}
				if asked != 3+3+1 {
					t.Errorf("%s: %d objects", identifier, asked)
				}
			}
		}
		for query, status := range map[string]int{"?version=x": 404, "?version=" + string(older.FrameworkID): 404, "?version=%zz": 400} {
			w := s.send(httptest.NewRequest("GET", "/ims/case/v1p1/CFItems/"+string(a)+query, nil))
			if w.Code != status {
				t.Errorf("%s: %d", query, w.Code)
			}
		}
	})
}
