package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// world is what requests are drawn from.
type world struct {
	keys, titles []string
	occurrences  []id.ID
	tokens       []string
	next         atomic.Int64
}

// tokensMade is how many people the load acts as.
const tokensMade = 400

// gather reads what there is and makes tokens for some people.
func gather(ctx context.Context, a *app.App) (*world, error) {
	w := &world{}
	rows, err := a.DB.Query(ctx, `SELECT o.key, v.title FROM offers o JOIN offer_versions v ON v.id = o.published_id ORDER BY o.id LIMIT 5000`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key, title string
		if err := rows.Scan(&key, &title); err != nil {
			return nil, err
		}
		w.keys, w.titles = append(w.keys, key), append(w.titles, title)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if w.occurrences, err = ids(ctx, a.DB, `SELECT id FROM occurrences WHERE starts_at > $1 AND capacity = 0 ORDER BY id LIMIT 2000`, a.Clock.Now()); err != nil {
		return nil, err
	}
	people, err := ids(ctx, a.DB, `SELECT id FROM persons WHERE member_number IS NOT NULL ORDER BY id LIMIT $1`, tokensMade)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		token, err := a.People.CreateToken(ctx, authz.System("bench"), p, "bench", authz.Scopes, a.Clock.Now().AddDate(0, 0, 1))
		if err != nil {
			return nil, err
		}
		w.tokens = append(w.tokens, token)
	}
	if len(w.keys) == 0 || len(w.occurrences) == 0 || len(w.tokens) == 0 {
		return nil, fmt.Errorf("bench: the trial is too small to measure")
	}
	return w, nil
}

func ids(ctx context.Context, q db.Q, query string, args ...any) ([]id.ID, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []id.ID
	for rows.Next() {
		var i id.ID
		if err := rows.Scan(&i); err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, rows.Err()
}

var (
	areas = []string{"advocacy", "collections", "intellectual-freedom", "knowledge-organization", "leadership", "literacy", "management", "policy-principles", "technology", "user-services"}
	many  = []string{"library", "people", "learning", "staff", "community", "reading", "plan", "collection", "teen", "budget", "digital", "story"}
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// questions are what is measured.
var questions = []struct {
	name string
	ask  ask
}{
	{"catalogue page with facets", func(_ *load, r *rand.Rand, base string) *http.Request {
		q := url.Values{}
		if r.IntN(2) == 0 {
			q.Set("area", pick(r, areas))
		}
		if r.IntN(2) == 0 {
			q.Set("level", string(pick(r, catalogue.Levels)))
		}
		if r.IntN(3) == 0 {
			q.Set("format", string(pick(r, catalogue.Formats)))
		}
		return get(base + "/catalogue?" + q.Encode())
	}},
	{"search, many hits", func(_ *load, r *rand.Rand, base string) *http.Request {
		return get(base + "/catalogue?q=" + pick(r, many) + "&area=" + pick(r, areas))
	}},
	{"search, one hit", func(l *load, r *rand.Rand, base string) *http.Request {
		return get(base + "/catalogue?q=" + url.QueryEscape(`"`+pick(r, l.world.titles)+`"`))
	}},
	{"offer page", func(l *load, r *rand.Rand, base string) *http.Request {
		return get(base + "/offers/" + pick(r, l.world.keys))
	}},
	{"my record by token", func(l *load, r *rand.Rand, base string) *http.Request {
		req := get(base + "/api/v1/me/record")
		req.Header.Set("Authorization", "Bearer "+pick(r, l.world.tokens))
		return req
	}},
	{"registration by token, durable", func(l *load, r *rand.Rand, base string) *http.Request {
		n := int(l.world.next.Add(1))
		body := fmt.Sprintf(`{"occurrence":%q}`, l.world.occurrences[n/len(l.world.tokens)%len(l.world.occurrences)])
		req, err := http.NewRequest(http.MethodPost, base+"/api/v1/registrations", strings.NewReader(body))
		if err != nil {
			panic("bench: " + err.Error())
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+l.world.tokens[n%len(l.world.tokens)])
		return req
	}},
}
