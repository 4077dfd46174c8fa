package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
)

// schema is what the description of the API says about a value, as far as this test asks.
type schema struct {
	Ref                  string            `json:"$ref"`
	Type                 any               `json:"type"`
	Properties           map[string]schema `json:"properties"`
	Required             []string          `json:"required"`
	Items                *schema           `json:"items"`
	AdditionalProperties json.RawMessage   `json:"additionalProperties"`
}

// TestAnswersAreAsDescribed asks every operation that reads and holds the answer against the
// description: a client made from it must be able to read all that comes.
func TestAnswersAreAsDescribed(t *testing.T) {
	tr := newTrial(t)
	var d struct {
		Paths map[string]map[string]struct {
			OperationID string
			Responses   map[string]struct {
				Content map[string]struct{ Schema schema }
			}
		}
		Components struct{ Schemas map[string]schema }
	}
	tr.ask(t, "", "GET", "/api/openapi.json", "", &d)
	roster := tr.one(t, `SELECT occurrence_id FROM registrations WHERE occurrence_id IS NOT NULL GROUP BY occurrence_id ORDER BY COUNT(*) DESC LIMIT 1`)
	offer := tr.one(t, `SELECT offer_id FROM occurrences WHERE id = $1`, roster)
	mine := tr.one(t, `SELECT r.id FROM registrations r JOIN emails e ON e.person_id = r.person_id WHERE e.address_key = 'marisol@example.org' ORDER BY r.id LIMIT 1`)
	// What not everything of its kind has is asked of one that has it.
	special := map[string]string{
		"/api/v1/occurrences/{id}/unmatched":        tr.one(t, `SELECT occurrence_id FROM attendance_unmatched WHERE resolution = '' ORDER BY id LIMIT 1`),
		"/api/v1/occurrences/{id}/conflicts":        tr.conflict(t),
		"/api/v1/occurrences/{id}/attendance/files": tr.one(t, `SELECT occurrence_id FROM attendance_files ORDER BY id LIMIT 1`),
		"/api/v1/me/record/{id}":                    tr.one(t, `SELECT n.id FROM entries n JOIN emails e ON e.person_id = n.person_id WHERE e.address_key = 'marisol@example.org' ORDER BY n.id LIMIT 1`),
		"/api/v1/me/awards/{id}":                    tr.one(t, `SELECT a.id FROM awards a JOIN emails e ON e.person_id = a.person_id WHERE e.address_key = 'marisol@example.org' ORDER BY a.id LIMIT 1`),
		"/api/v1/rules/{key}":                       "us-wi-director",
		"/api/v1/rules/{key}/texts":                 "own-board-learning",
		"/api/v1/me/duties/{key}":                   "us-ny-librarian",
		"/api/v1/me/organisations/{id}/duties":      tr.one(t, `SELECT id FROM organisations WHERE name = 'Alder Falls Public Library'`),
		"/api/v1/me/organisations/{id}/people":      tr.one(t, `SELECT id FROM organisations WHERE name = 'Alder Falls Public Library'`),
		"/api/v1/verify/{code}":                     tr.one(t, `SELECT code FROM awards ORDER BY id LIMIT 1`),
		"/api/v1/reviews/{id}":                      tr.one(t, `SELECT id FROM offer_reviews ORDER BY id LIMIT 1`),
		"/api/v1/proposals/{id}":                    tr.proposal(t, "ottilie@example.org", 1),
		"/api/v1/occurrences/{id}/queue":            roster,
		"/api/v1/registrations/{id}/ticket":         tr.one(t, `SELECT r.id FROM registrations r JOIN emails e ON e.person_id = r.person_id WHERE e.address_key = 'marisol@example.org' AND r.state = 'registered' AND r.occurrence_id IN (SELECT id FROM occurrences WHERE place <> '' OR room <> '') ORDER BY r.id LIMIT 1`),
	}
	tokens := []string{tr.token(t, authz.Scopes)}
	walter, err := tr.People.PersonByEmail(t.Context(), "walter@example.org")
	if err != nil {
		t.Fatal(err)
	}
	others := []string{tr.one(t, `SELECT id FROM persons WHERE member_number LIKE '2%' ORDER BY id LIMIT 1`), tr.one(t, `SELECT id FROM persons WHERE member_number LIKE '2%' ORDER BY id LIMIT 1 OFFSET 1`)}
	ids := map[string]string{"/offers/": offer, "/occurrences/": roster, "/registrations/": mine,
		"/people/": others[0], "/organisations/": tr.one(t, `SELECT id FROM organisations ORDER BY id LIMIT 1`), "/units/": "PLA"}
	for _, address := range []string{"walter@example.org", "hamid@example.org", "joanna@example.org"} { // who administers, who reviews and accredits, and who looks after libraries
		p, err := tr.People.PersonByEmail(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		staff, err := tr.People.CreateToken(t.Context(), authz.System("cli"), p.ID, "described", authz.Scopes, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, staff)
	}

	// A rule names a competency that has ended.
	editor := authz.Actor{PersonID: id.ID(others[0]), Name: "Cora Vance", Roles: []authz.Binding{{Role: authz.CurriculumEditor}}, Via: "web"}
	_, err = tr.Duties.WriteRule(t.Context(), editor, "rule: own-skill\nstatus: verified\nneeds: {competency: lc-advocacy/ADV-08}\n")
	if err == nil {
		err = tr.Duties.PublishRule(t.Context(), editor, "own-skill", "", "")
	}
	if err != nil {
		t.Fatal(err)
	}
	tr.secondVersion(t, editor, "lc-advocacy", "ADV-08")

	var check func(where string, s schema, v any)
	check = func(where string, s schema, v any) {
		if s.Ref != "" {
			s = d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
		}
		if s.Type == nil {
			if strings.Count(where, ".") < 2 { // plain facts, such as those of the log, may be anything; an answer may not
				t.Errorf("%s is not described", where)
			}
			return
		}
		switch v := v.(type) {
		case map[string]any:
			for _, k := range s.Required {
				if _, ok := v[k]; !ok {
					t.Errorf("%s: %s is promised and missing", where, k)
				}
			}
			for k, x := range v {
				p, ok := s.Properties[k]
				if !ok && json.Unmarshal(s.AdditionalProperties, &p) != nil {
					t.Errorf("%s: %s is not described", where, k)
				}
				check(where+"."+k, p, x)
			}
		case []any:
			for _, x := range v {
				if s.Items == nil {
					t.Errorf("%s: a list is not described", where)
					break
				}
				check(where+"[]", *s.Items, x)
			}
		}
	}
	asking := map[string]string{"/api/v1/people/{id}/merge": "?other=" + others[1], "/api/v1/compare": "?offers=" + offer}
	admin := authz.Actor{PersonID: walter.ID, Roles: []authz.Binding{{Role: authz.Admin}}}
	// What has to be there to be read: the questions of an offer's own, that are due about a registration.
	due := tr.one(t, `SELECT q.registration_id FROM evaluation_requests q JOIN registrations r ON r.id = q.registration_id JOIN emails e ON e.person_id = r.person_id
		WHERE e.address_key = 'marisol@example.org' AND q.kind = 'completion' ORDER BY q.registration_id LIMIT 1`)
	err = tr.DB.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE evaluation_requests SET due_at = $1, answered_in = '' WHERE registration_id = $2`, trialDay.AddDate(0, 0, -1), due)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	asks := id.ID(tr.one(t, `SELECT offer_id FROM registrations WHERE id = $1`, due))
	if err := tr.Registration.SaveSurvey(t.Context(), admin, asks, registration.StandardForm(), time.Time{}); err != nil {
		t.Fatal(err)
	}
	desk, err := tr.Registration.SurveyDesk(t.Context(), admin, asks)
	if err == nil {
		err = tr.Registration.PublishSurvey(t.Context(), admin, asks, desk.Draft.UpdatedAt)
	}
	if err != nil {
		t.Fatal(err)
	}
	special["/api/v1/registrations/{id}/survey"], special["/api/v1/offers/{key}/survey"] = due, string(asks)
	source := id.ID(tr.source(t, "PLA", "Described"))
	run, err := tr.Catalogue.RunSource(t.Context(), authz.System("test"), source, false)
	if err != nil {
		t.Fatal(err)
	}
	offers := []id.ID{id.ID(offer)}
	preview, err := tr.Catalogue.PreviewBulk(t.Context(), admin, offers, catalogue.BulkChange{AddThemes: []string{"described"}})
	if err != nil {
		t.Fatal(err)
	}
	bulk, err := tr.Catalogue.BulkEdit(t.Context(), admin, offers, catalogue.BulkChange{AddThemes: []string{"described"}}, preview.Seen)
	if err != nil {
		t.Fatal(err)
	}
	marisol, err := tr.People.PersonByEmail(t.Context(), "marisol@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tr.Catalogue.SaveSearch(t.Context(), authz.Actor{PersonID: marisol.ID}, "Described", catalogue.Question{Words: "library"}, catalogue.Never); err != nil {
		t.Fatal(err)
	}
	if _, err := tr.Catalogue.AddToShortlist(t.Context(), authz.Actor{PersonID: marisol.ID}, offers...); err != nil {
		t.Fatal(err)
	}
	standing := tr.assessments(t)
	ids["/profiles/"], ids["/me/standing/"], ids["/me/received/"] = "trustee", standing.ownTarget, standing.received
	ids["/cohorts/"] = standing.cohort
	special["/api/v1/me/received/{id}/question"] = standing.asked
	if _, err := tr.Assessment.Look(t.Context(), authz.Actor{}, assessment.Guest{Secret: standing.ownLink}, 0); err != nil {
		t.Fatal(err)
	}
	ids["/frameworks/"], ids["/suggestions/"] = "lc-advocacy", tr.suggestion(t, "devin@example.org", 0)
	ids["/sources/"], ids["/bulk-edits/"] = string(source), string(bulk.ID)
	ids["/conferences/"] = tr.one(t, `SELECT c.id FROM occurrences c JOIN offers o ON o.id = c.offer_id WHERE o.kind = 'conference' AND o.status = 'published' ORDER BY c.id LIMIT 1`)
	tr.secondVersion(t, admin, "lc-literacy", "LIT-08")
	special["/api/v1/frameworks/{key}/changes"] = "lc-literacy"
	draft := tr.made(t, true, true)
	for _, part := range []string{"draft", "draft/competencies/{competency}", "draft/taken-out", "draft/decisions", "draft/preview", "compare"} {
		special["/api/v1/frameworks/{key}/"+part] = draft.key
	}
	asking["/api/v1/frameworks/{key}/compare"] = "?from=1&to=2"
	special["/api/v1/offers/{key}/alignments/suggestions"] = tr.one(t, `SELECT o.key FROM offers o JOIN offer_versions v ON v.id = o.published_id WHERE v.title = 'Report a catalogue error so that it gets mended'`)
	special["/api/v1/offers/{key}/alignments"] = tr.one(t, `SELECT MIN(o.key) FROM offers o JOIN alignments a ON a.offer_id = o.id WHERE o.status = 'published'`)
	special["/api/v1/curriculum/{area}/competencies"] = "collections"
	special["/api/v1/streams/{key}"] = tr.streams(t, "key")[1]
	mayBeEmpty := []string{"/api/v1/link-checks", "/api/v1/duplicates"} // nothing was fetched yet
	seen, files := 0, 0
	look, err := tr.Record.Look(t.Context(), authz.Actor{PersonID: walter.ID, Roles: []authz.Binding{{Role: authz.Admin}}}, id.ID(others[0]), "A question of the person's own")
	if err != nil {
		t.Fatal(err)
	}
	asking["/api/v1/people/{id}/transcript"] = "?look=" + string(look.ID)
	for path, methods := range d.Paths {
		op, ok := methods["get"]
		if !ok {
			continue
		}
		if content := op.Responses["200"].Content; content["application/json"].Schema.isNone() {
			files++
			continue // a file, which the test of its area reads
		}
		target := path
		if a, b := strings.Index(path, "{"), strings.Index(path, "}"); a > 0 {
			which := ids[strings.TrimPrefix(path[:a], "/api/v1")]
			if s, ok := special[path]; ok {
				which = s
			}
			target = path[:a] + which + path[b+1:]
		}
		target = strings.Replace(target, "{run}", string(run.ID), 1)
		target = strings.Replace(target, "/draft/competencies/{competency}", "/draft/competencies/"+draft.competency, 1)
		of := "lc-advocacy"
		if strings.HasPrefix(path, "/api/v1/me/standing/") {
			of = standing.ownTarget
		}
		target = strings.Replace(target, "{competency}", tr.competency(t, of), 1)
		target += asking[path]
		var w *httptest.ResponseRecorder
		for _, token := range tokens { // the first who may, and has some
			next := tr.ask(t, token, "GET", target, "", nil)
			if w == nil || w.Code != 200 || next.Code == 200 {
				w = next
			}
			if w.Code != 403 && w.Code != 404 && !strings.Contains(w.Body.String(), `"items":[]`) {
				break
			}
		}
		described := op.Responses[fmt.Sprint(w.Code)].Content["application/json"].Schema
		var v any
		if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || w.Code != 200 {
			t.Errorf("%s: %d %v", target, w.Code, err)
			continue
		}
		if o, ok := v.(map[string]any); ok {
			if items, ok := o["items"].([]any); ok && len(items) == 0 && !slices.Contains(mayBeEmpty, path) {
				t.Errorf("%s: the answer is empty, so nothing is tried", target)
			}
			delete(o, "$schema")
		}
		check(path, described, v)
		seen++
	}
	if seen < 20 || files == 0 {
		t.Errorf("only %d operations and %d files were found", seen, files)
	}
}

// isNone reports whether nothing is described.
func (s schema) isNone() bool { return s.Ref == "" && s.Properties == nil && s.Items == nil }

// conflict makes one person of a date that was held say that they were there, which nobody else says, and returns the date.
func (tr *trial) conflict(t *testing.T) string {
	t.Helper()
	r := tr.one(t, `SELECT r.id FROM registrations r JOIN occurrences o ON o.id = r.occurrence_id WHERE r.state IN ('no-show', 'registered', 'not-completed') AND o.status = 'scheduled'
		AND o.starts_at > $1 AND o.ends_at < $2 AND NOT EXISTS (SELECT 1 FROM attendance a WHERE a.registration_id = r.id) ORDER BY r.id LIMIT 1`, trialDay.AddDate(0, 0, -25), trialDay)
	person := tr.one(t, `SELECT person_id FROM registrations WHERE id = $1`, r)
	day := tr.one(t, `SELECT COALESCE(MIN(d.id), '') FROM registrations r LEFT JOIN occurrence_days d ON d.occurrence_id = r.occurrence_id WHERE r.id = $1`, r)
	if err := tr.Registration.SayThere(t.Context(), authz.Actor{PersonID: id.ID(person), Via: "web"}, id.ID(r), id.ID(day), 0, "I was there"); err != nil {
		t.Fatal(err)
	}
	return tr.one(t, `SELECT occurrence_id FROM registrations WHERE id = $1`, r)
}
