package catalogueweb

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
)

// table reads a file of ours: its rows as maps by column.
func table(t *testing.T, text string) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%v in %q", err, text)
	}
	var out []map[string]string
	for _, r := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = r[i]
		}
		out = append(out, m)
	}
	return out
}

// TestListsGoOutAsCSV: what a search finds, the shortlist, the sources and the links that fail.
func TestListsGoOutAsCSV(t *testing.T) {
	s := newSite(t)
	o, _ := s.offered(t, 3, cataloguetest.Titled("=Weather, and more"))
	s.offered(t, 0, cataloguetest.Titled("Another hour"))
	has(t, s.get(t, "", "/catalogue?q=weather", http.StatusOK), `href="/catalogue.csv?q=weather"`)
	rows := table(t, s.get(t, "", "/catalogue.csv?q=weather", http.StatusOK))
	if len(rows) != 1 || rows[0]["key"] != o.Key || rows[0]["seats_left"] != "3" || rows[0]["address"] != "https://commons.example/offers/"+o.Key || !strings.HasSuffix(rows[0]["starts"], "-05:00") {
		t.Errorf("found are %v", rows)
	}
	if rows := table(t, s.get(t, "", "/catalogue.csv", http.StatusOK)); len(rows) != 2 {
		t.Errorf("all are %v", rows)
	}
	w, _ := s.ask(t, "", "GET", "/shortlist.csv", nil, string(o.ID))
	if rows := table(t, w.Body.String()); len(rows) != 1 || rows[0]["id"] != string(o.ID) {
		t.Errorf("the shortlist is %v", rows)
	}
	if _, err := s.SaveSource(t.Context(), s.Editor, "", catalogue.SourceSettings{Name: "Lakeland", UnitID: s.Unit.ID, Address: "https://l.example/feed", Schedule: catalogue.NoSchedule}); err != nil {
		t.Fatal(err)
	}
	has(t, s.get(t, "editor", "/work/sources", http.StatusOK), `href="/work/sources.csv"`)
	if rows := table(t, s.get(t, "editor", "/work/sources.csv", http.StatusOK)); len(rows) != 1 || rows[0]["name"] != "Lakeland" || rows[0]["last_run"] != "" {
		t.Errorf("the sources are %v", rows)
	}
	if rows := table(t, s.get(t, "stranger", "/work/sources.csv", http.StatusOK)); len(rows) != 0 {
		t.Errorf("a stranger sees %v", rows)
	}
	if rows := table(t, s.get(t, "editor", "/work/links.csv", http.StatusOK)); len(rows) != 0 {
		t.Errorf("the links are %v", rows)
	}
	s.get(t, "learner", "/work/links.csv", http.StatusForbidden)
}

// copies adds so many copies of the only offer there is.
func (s *site) copies(t *testing.T, n int) {
	t.Helper()
	another := `'00000000-0000-4000-8000-%s' || substr('0000000000' || n, -10)`
	for _, x := range []struct {
		table   string
		differs map[string]string
	}{
		{"offers", map[string]string{"id": fmt.Sprintf(another, "00"), "key": "key || '-' || n", "published_id": fmt.Sprintf(another, "01")}},
		{"offer_versions", map[string]string{"id": fmt.Sprintf(another, "01"), "offer_id": fmt.Sprintf(another, "00"), "title": "title || ' ' || n"}},
	} {
		rows, err := s.DB.Query(t.Context(), `SELECT * FROM `+x.table+` LIMIT 0`)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		rows.Close()
		if err != nil {
			t.Fatal(err)
		}
		values := make([]string, len(columns))
		for i, c := range columns {
			values[i] = cmp.Or(x.differs[c], "x."+c)
		}
		query := `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $1)
			INSERT INTO ` + x.table + ` (` + strings.Join(columns, ", ") + `) SELECT ` + strings.Join(values, ", ") + ` FROM numbers, (SELECT * FROM ` + x.table + ` ORDER BY id DESC LIMIT 1) x`
		err = s.DB.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, query, n)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestASearchGoesOutWhole: a table of what a search finds has no end but that of the search.
func TestASearchGoesOutWhole(t *testing.T) {
	s := newSite(t)
	s.offered(t, 0, cataloguetest.Titled("An evening"))
	const copies = 5_119
	s.copies(t, copies)
	for _, query := range []string{"?sort=title", "?q=evening"} {
		seen := map[string]bool{}
		for _, r := range table(t, s.get(t, "", "/catalogue.csv"+query, http.StatusOK)) {
			seen[r["key"]] = true
		}
		if len(seen) != copies+1 {
			t.Errorf("%s: of %d offers the table has %d", query, copies+1, len(seen))
		}
	}
}
