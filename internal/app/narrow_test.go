package app

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// TestNarrowTokens sends every operation that changes something with a token that has exactly the scopes that are stated, held by somebody
// with every role and by a learner: what is refused has changed nothing, and is refused to a token with every scope too.
func TestNarrowTokens(t *testing.T) {
	tr := newTrial(t)
	chief := tr.chief(t)
	marisol, err := tr.People.PersonByEmail(t.Context(), "marisol@example.org")
	if err != nil {
		t.Fatal(err)
	}
	tokens := map[string]string{}
	token := func(person id.ID, scopes ...string) string {
		key := string(person) + strings.Join(scopes, " ")
		if tokens[key] == "" {
			tr.endNarrow(t, person, tokens)
			name := "narrow"
			if len(scopes) == len(authz.Scopes) {
				name = "wide"
			}
			secret, err := tr.People.CreateToken(t.Context(), authz.System("cli"), person, name, scopes, time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			tokens[key] = secret
			tr.ask(t, secret, "GET", "/api/v1/units", "", nil) // that it was used is written once in a while
		}
		return tokens[key]
	}
	said, words := tr.scopes(t)
	try := func(pattern, path, body string, holder id.ID) (narrow int) {
		t.Helper()
		method, _, _ := strings.Cut(pattern, " ")
		secret, wide := token(holder, strings.Fields(said[pattern])...), token(holder, authz.Scopes...)
		count, before := tr.changes(t), tr.snapshot(t)
		defer before.Rollback()
		w := tr.send(t, method, path, map[string][]string{"json": {body}}, nil, secret)
		if w.Code < 400 {
			return w.Code
		}
		if tr.changes(t) != count { // the count includes what was rolled back
			if tables := tr.changed(t, before); len(tables) > 0 {
				t.Errorf("%s with %s alone was refused with %d and changed rows of %s", pattern, said[pattern], w.Code, strings.Join(tables, ", "))
			}
		}
		if w.Code == http.StatusForbidden || w.Code == http.StatusNotFound {
			if strings.Contains(words[pattern], authz.ScopeCataloguePublish) { // some of what it does puts before everybody what it changes, and it says so
				return w.Code
			}
			if all := tr.send(t, method, path, map[string][]string{"json": {body}}, nil, wide); all.Code != w.Code {
				t.Errorf("%s %s: %d with %s alone, %d with every scope: %s", pattern, path, w.Code, said[pattern], all.Code, w.Body)
			}
		}
		return w.Code
	}

	fixtures := tr.fixtures(t)
	reached := map[string]bool{}
	for _, pattern := range slices.Sorted(maps.Keys(said)) {
		for _, f := range fixtures[pattern] {
			for _, holder := range []id.ID{chief, marisol.ID} {
				code := try(pattern, f.path, f.form.Get("json"), holder)
				reached[pattern] = reached[pattern] || code != http.StatusForbidden && code != http.StatusNotFound
			}
		}
	}
	// What is not published is found by whoever may change it, and what was done is not said to have failed.
	pla, _, err := tr.People.UnitNamed(t.Context(), "PLA")
	if err != nil {
		t.Fatal(err)
	}
	draft := func() string {
		o, _, err := tr.Catalogue.Create(t.Context(), authz.System("test"), pla.ID, catalogue.Draft{Kind: catalogue.Webinar, Content: catalogue.Content{Title: "Not published yet", Minutes: 60}})
		if err != nil {
			t.Fatal(err)
		}
		return o.Key
	}
	source := tr.source(t, "PLA", "Narrowly held")
	for _, x := range []struct {
		pattern, body string
		want          int
	}{
		{"PATCH /api/v1/offers/{key}", `{"summary":"By program"}`, 200},
		{"POST /api/v1/offers/{key}/occurrences", bodies("POST /api/v1/offers/{key}/occurrences", objects{}).Get("json"), 201},
		{"POST /api/v1/offers/{key}/duplicate", "", 201},
		{"PUT /api/v1/offers/{key}/parts", fmt.Sprintf(`{"parts":[{"offer":%q}]}`, draft()), 200},
		{"POST /api/v1/offers/{key}/discard", "", 409}, // never published: it is archived instead
		{"POST /api/v1/offers/{key}/publish", "", 422},
		{"POST /api/v1/offers/{key}/archive", `{"reason":"By program"}`, 200},
		{"PUT /api/v1/offers/{key}/duties", `{"need":"Asked for","follow_up":"","qualifications":{}}`, 200},
		{"POST /api/v1/sources/{id}/pause", `{"paused":true}`, 200},
		{"PUT /api/v1/sources/{id}", `{"name":"By a program","unit":"PLA","address":"https://events.example.invalid/feed.ics","schedule":"hand"}`, 200},
		{"POST /api/v1/organisations", `{"kind":"library","name":"Narrow Library","scheme":"ISIL","scheme_key":"US-NARROW"}`, 201},
		{"POST /api/v1/organisations", `{"kind":"library","name":"Another Library","scheme":"ISIL","scheme_key":"US-NARROW"}`, 409},
	} {
		_, path, _ := strings.Cut(strings.NewReplacer("{key}", draft(), "{id}", source).Replace(x.pattern), " ")
		reached[x.pattern] = true
		if code := try(x.pattern, path, x.body, chief); code != x.want {
			t.Errorf("%s with %s alone: %d, want %d", x.pattern, said[x.pattern], code, x.want)
		}
	}
	conference := tr.one(t, `SELECT c.id FROM occurrences c JOIN offers o ON o.id = c.offer_id WHERE o.kind = 'conference' AND o.status = 'published' ORDER BY c.id LIMIT 1`)
	if code := try("POST /api/v1/conferences/{id}/programme", "/api/v1/conferences/"+conference+"/programme?dry_run=true", "id,offer\n", chief); code != http.StatusOK {
		t.Errorf("a programme: %d", code)
	}
	// What was said for a duty, and the duties of a library: a learner's own, and whoever looks after it.
	joanna, err := tr.People.PersonByEmail(t.Context(), "joanna@example.org")
	if err != nil {
		t.Fatal(err)
	}
	own := "/api/v1/me/duties/us-ny-librarian/statements/" + tr.one(t, `SELECT s.id FROM duty_statements s JOIN emails e ON e.person_id = s.person_id WHERE e.address_key = 'marisol@example.org' AND s.kind = 'certified' AND s.rule_key = 'us-ny-librarian' ORDER BY s.id LIMIT 1`)
	library := tr.one(t, `SELECT id FROM organisations WHERE name = 'Alder Falls Public Library'`)
	at := "/api/v1/me/organisations/" + library
	for _, x := range []struct {
		pattern, path, body string
		holder              id.ID
		want                int
	}{
		{"DELETE /api/v1/me/duties/{key}/statements/{id}", own, "", marisol.ID, 204},
		{"PUT /api/v1/me/duties/{key}/statements/{id}", own, `{"day":"2024-01-01"}`, marisol.ID, 409},
		{"POST /api/v1/me/organisations/{id}/duties", at + "/duties", `{"rule":"own-board-learning"}`, joanna.ID, 422},
		{"POST /api/v1/me/organisations/{id}/duties/{key}/statements", at + "/duties/own-board-learning/statements", `{"kind":"document","name":"strategic plan","day":"2026-01-05"}`, joanna.ID, 204},
		{"DELETE /api/v1/me/organisations/{id}/statements/{statement}", at + "/statements/{plan}", "", joanna.ID, 204},
		{"POST /api/v1/me/organisations/{id}/duties/{key}/end", at + "/duties/own-board-learning/end", "", joanna.ID, 204},
	} {
		if before, ok := strings.CutSuffix(x.path, "{plan}"); ok {
			x.path = before + tr.one(t, `SELECT id FROM duty_statements WHERE organisation_id = $1 AND kind = 'document' ORDER BY id DESC LIMIT 1`, library)
		}
		reached[x.pattern] = true
		if code := try(x.pattern, x.path, x.body, x.holder); code != x.want {
			t.Errorf("%s with %s alone: %d, want %d", x.pattern, said[x.pattern], code, x.want)
		}
	}
	// What nothing of the demonstration is there for.
	elsewhere := []string{"POST /api/v1/bulk-edits/{id}/undo", "PUT /api/v1/me/searches/{id}", "DELETE /api/v1/me/searches/{id}",
		"POST /api/v1/me/record/{id}/correct", "POST /api/v1/me/record/{id}/withdraw", "POST /api/v1/conferences/{id}/programme"}
	for pattern := range said {
		if !reached[pattern] && !slices.Contains(elsewhere, pattern) {
			t.Errorf("%s was only refused, so nothing is tried", pattern)
		}
	}
	archived := draft()
	try("POST /api/v1/offers/{key}/archive", "/api/v1/offers/"+archived+"/archive", `{"reason":"By program"}`, chief)
	if w := tr.ask(t, token(marisol.ID, authz.Scopes...), "GET", "/api/v1/offers/"+archived, "", nil); w.Code != http.StatusNotFound {
		t.Errorf("a stranger reads an archived draft: %d", w.Code)
	}
}

// endNarrow ends the narrow tokens of somebody who has nearly as many as one may have, and forgets them.
func (tr *trial) endNarrow(t *testing.T, person id.ID, tokens map[string]string) {
	t.Helper()
	list, err := tr.People.Tokens(t.Context(), authz.System("cli"), person)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 20 {
		return
	}
	for _, x := range list {
		if x.Name != "narrow" {
			continue
		}
		if err := tr.People.EndToken(t.Context(), authz.System("cli"), person, x.ID); err != nil {
			t.Fatal(err)
		}
	}
	wide := string(person) + strings.Join(authz.Scopes, " ")
	maps.DeleteFunc(tokens, func(key, _ string) bool { return strings.HasPrefix(key, string(person)) && key != wide })
}

// chief is somebody with every role that writes, in the unit of the fixtures too.
func (tr *trial) chief(t *testing.T) id.ID {
	t.Helper()
	p, err := tr.People.PersonByEmail(t.Context(), "walter@example.org")
	if err != nil {
		t.Fatal(err)
	}
	pla, _, err := tr.People.UnitNamed(t.Context(), "PLA")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []authz.Binding{{Role: authz.AccreditationStaff}, {Role: authz.UnitManager, UnitID: pla.ID}} {
		if err := tr.People.GrantRole(t.Context(), authz.System("test"), p.ID, b); err != nil {
			t.Fatal(err)
		}
	}
	return p.ID
}

// scopes is what the description says that a token needs, for each operation that changes something, and what it says of it in words.
func (tr *trial) scopes(t *testing.T) (scopes, words map[string]string) {
	t.Helper()
	var d struct {
		Paths map[string]map[string]struct {
			Scope       string `json:"x-scope"`
			Description string
		}
	}
	tr.ask(t, "", "GET", "/api/openapi.json", "", &d)
	scopes, words = map[string]string{}, map[string]string{}
	for path, methods := range d.Paths {
		for method, op := range methods {
			if method == "get" {
				continue
			}
			if op.Scope == "" {
				t.Errorf("%s %s states no scope", method, path)
			}
			pattern := strings.ToUpper(method) + " " + path
			scopes[pattern], words[pattern] = op.Scope, op.Description
		}
	}
	return scopes, words
}

// TestWhatIsNotPublicIsFoundByTwoScopes asks what is known of an archived offer with the scope that is stated, and with the one that its description adds.
func TestWhatIsNotPublicIsFoundByTwoScopes(t *testing.T) {
	tr := newTrial(t)
	chief := tr.chief(t)
	key := tr.one(t, `SELECT o.key FROM offers o JOIN units u ON u.id = o.unit_id WHERE o.status = 'published' AND u.acronym = 'PLA' AND NOT EXISTS
		(SELECT 1 FROM occurrences c WHERE c.offer_id = o.id AND c.status = 'scheduled' AND c.ends_at > $1) ORDER BY o.key LIMIT 1`, tr.clock.Now())
	o, err := tr.Catalogue.OfferByKey(t.Context(), authz.System("test"), key)
	if err != nil {
		t.Fatal(err)
	}
	if err := tr.Catalogue.Archive(t.Context(), authz.System("test"), o.ID, ""); err != nil {
		t.Fatal(err)
	}
	var d struct {
		Paths map[string]map[string]struct {
			Scope       string `json:"x-scope"`
			Description string
		}
	}
	tr.ask(t, "", "GET", "/api/openapi.json", "", &d)
	token := func(scopes ...string) string {
		secret, err := tr.People.CreateToken(t.Context(), authz.System("cli"), chief, "narrow", scopes, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	for _, what := range []string{"duties", "evaluation", "survey"} {
		op := d.Paths["/api/v1/offers/{key}/"+what]["get"]
		if !strings.Contains(op.Description, authz.ScopeCatalogueRead) {
			t.Errorf("%s does not say what more it needs: %s", what, op.Description)
		}
		path, stated := "/api/v1/offers/"+key+"/"+what, strings.Fields(op.Scope)
		if w := tr.ask(t, token(stated...), "GET", path, "", nil); w.Code != http.StatusNotFound {
			t.Errorf("%s with %v: %d", what, stated, w.Code)
		}
		if w := tr.ask(t, token(append(stated, authz.ScopeCatalogueRead)...), "GET", path, "", nil); w.Code != http.StatusOK {
			t.Errorf("%s with that and catalogue:read: %d %s", what, w.Code, w.Body)
		}
	}
}
