package app

import (
	"net/http/httptest"
	"testing"
)

// BenchmarkPages answers the main pages of the demonstration (some 330 offers, 440 people) in
// process: what one page costs in time and allocations, without the network.
func BenchmarkPages(b *testing.B) {
	tr := newTrial(b)
	offer := tr.one(b, `SELECT o.key FROM offers o JOIN occurrences c ON c.offer_id = o.id WHERE o.status = 'published' AND c.starts_at > $1 GROUP BY o.key ORDER BY COUNT(*) DESC, o.key LIMIT 1`, tr.clock.Now())
	for _, c := range []struct{ name, persona, path string }{
		{"home", "", "/"},
		{"catalogue", "", "/catalogue?area=technology&sort=title"},
		{"search", "", "/catalogue?q=library"},
		{"offer", "", "/offers/" + offer},
		{"my learning", "learner", "/my"},
		{"my record", "learner", "/my/record"},
	} {
		b.Run(c.name, func(b *testing.B) {
			cookies, _ := tr.carrier(b, c.persona)
			b.ReportAllocs()
			for b.Loop() {
				var w *httptest.ResponseRecorder
				if w = tr.serve(b.Context(), "GET", c.path, "", cookies, ""); w.Code != 200 {
					b.Fatal(w.Code)
				}
				b.SetBytes(int64(w.Body.Len()))
			}
		})
	}
}
