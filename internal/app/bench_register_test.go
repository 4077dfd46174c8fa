package app

import (
	"math/rand/v2"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
)

// BenchmarkRegister registers people of the demonstration through the REST surface, in process: a seat
// taken, audited, announced, answered. Dates and people are drawn so that nearly every one is new.
func BenchmarkRegister(b *testing.B) {
	tr := newTrial(b)
	ctx := b.Context()
	dates := tr.all(b, `SELECT c.id FROM occurrences c JOIN offers o ON o.id = c.offer_id WHERE o.status = 'published' AND c.status = 'scheduled' AND c.parent_id IS NULL
		AND c.starts_at > $1 AND (c.opens_at IS NULL OR c.opens_at <= $1)
		AND (c.closes_at IS NULL OR c.closes_at > $1) AND (c.capacity = 0 OR c.capacity - c.taken >= 50) ORDER BY c.id`, tr.clock.Now())
	var tokens []string
	for _, p := range tr.all(b, `SELECT id FROM persons WHERE member_number IS NOT NULL ORDER BY id`) {
		token, err := tr.People.CreateToken(ctx, authz.System("bench"), id.ID(p), "bench", authz.Scopes, tr.clock.Now().AddDate(0, 0, 1))
		if err != nil {
			b.Fatal(err)
		}
		tokens = append(tokens, token)
	}
	r := rand.New(rand.NewPCG(1, 2))
	made := 0
	b.ReportAllocs()
	for b.Loop() {
		w := tr.serve(ctx, "POST", "/api/v1/registrations", `{"occurrence":"`+dates[r.IntN(len(dates))]+`"}`, nil, tokens[r.IntN(len(tokens))])
		switch w.Code {
		case 201:
			made++
		case 200:
		default:
			b.Fatal(w.Code, w.Body)
		}
	}
	b.ReportMetric(float64(made)/float64(b.N), "new/op")
}

// all returns the first column of every row of a query.
func (tr *trial) all(t testing.TB, query string, args ...any) []string {
	rows, err := tr.DB.Query(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}
