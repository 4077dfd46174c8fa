package app

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
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
	hook := tr.webhook(t)
	walter, err := tr.People.PersonByEmail(t.Context(), "walter@example.org")
	if err != nil {
		t.Fatal(err)
	}
	others := []string{tr.one(t, `SELECT id FROM persons WHERE member_number LIKE '2%' ORDER BY id LIMIT 1`), tr.one(t, `SELECT id FROM persons WHERE member_number LIKE '2%' ORDER BY id LIMIT 1 OFFSET 1`)}
	ids := map[string]string{"/webhooks/": hook, "/offers/": offer, "/occurrences/": roster, "/registrations/": mine,
		"/people/": others[0], "/organisations/": tr.one(t, `SELECT id FROM organisations ORDER BY id LIMIT 1`), "/units/": "PLA"}
	learner := tr.token(t, authz.Scopes)
	staff, err := tr.People.CreateToken(t.Context(), authz.System("cli"), walter.ID, "described", authz.Scopes, time.Time{})
	if err != nil {
		t.Fatal(err)
	}

	if _, err := tr.Webhooks.Try(t.Context(), authz.Actor{PersonID: walter.ID, Roles: []authz.Binding{{Role: authz.Admin}}}, id.ID(hook)); err != nil {
		t.Fatal(err)
	}

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
	asking := map[string]string{"/api/v1/people/{id}/merge": "?other=" + others[1]}
	seen := 0
	for path, methods := range d.Paths {
		op, ok := methods["get"]
		if !ok {
			continue
		}
		target := path
		if a, b := strings.Index(path, "{"), strings.Index(path, "}"); a > 0 {
			target = path[:a] + ids[strings.TrimPrefix(path[:a], "/api/v1")] + path[b+1:]
		}
		token := staff
		if strings.HasPrefix(path, "/api/v1/me") || strings.HasPrefix(path, "/api/v1/registrations/") {
			token = learner
		}
		target += asking[path]
		w := tr.ask(t, token, "GET", target, "", nil)
		described := op.Responses[fmt.Sprint(w.Code)].Content["application/json"].Schema
		var v any
		if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || w.Code != 200 {
			t.Errorf("%s: %d %v", target, w.Code, err)
			continue
		}
		if o, ok := v.(map[string]any); ok {
			if items, ok := o["items"].([]any); ok && len(items) == 0 {
				t.Errorf("%s: the answer is empty, so nothing is tried", target)
			}
			delete(o, "$schema")
		}
		check(path, described, v)
		seen++
	}
	if seen < 7 {
		t.Errorf("only %d operations were tried", seen)
	}
}
