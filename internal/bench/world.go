package bench

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// world is what requests are drawn from.
type world struct {
	keys, titles []string
	words        []string // that stand in many titles
	units        []string
	occurrences  []string
	tokens       []string
	cookies      []string
	// auditor is the cookie of somebody who may see everything.
	auditor       string
	registrations int // that there are at the beginning

	mu    sync.Mutex
	acked map[string]bool // registrations that were answered with 201
}

// peopleActing is how many people the load acts as, in a small trial two for each offer.
const peopleActing = 1000

// wordsDrawn is how many words the searches with many hits are drawn from.
const wordsDrawn = 60

// gather reads what there is, and makes tokens and sessions for some people.
func gather(ctx context.Context, a *app.App) (*world, error) {
	w := &world{acked: map[string]bool{}}
	var err error
	if w.keys, err = column(ctx, a.DB, `SELECT o.key FROM offers o WHERE o.status = 'published' ORDER BY o.id`); err != nil {
		return nil, err
	}
	// Only what the search still shows: an offer past its last day has a page, but is not found.
	today := a.Clock.Now().Format(time.DateOnly)
	if w.titles, err = column(ctx, a.DB, `SELECT v.title FROM offers o JOIN offer_versions v ON v.id = o.published_id
		WHERE o.status = 'published' AND (o.expires_on = '' OR o.expires_on > $1) ORDER BY o.id`, today); err != nil {
		return nil, err
	}
	w.words = frequent(w.titles, wordsDrawn)
	units, err := a.People.Units(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		w.units = append(w.units, u.Acronym)
	}
	// Dates at which a seat is certain: taking one is what is measured.
	if w.occurrences, err = column(ctx, a.DB, `SELECT id FROM occurrences WHERE status = 'scheduled' AND parent_id IS NULL AND starts_at > $1 AND (opens_at IS NULL OR opens_at <= $1)
		AND (closes_at IS NULL OR closes_at > $1) AND (capacity = 0 OR capacity - taken >= 50) ORDER BY id LIMIT 3000`, a.Clock.Now()); err != nil {
		return nil, err
	}
	members, err := column(ctx, a.DB, `SELECT id FROM persons WHERE member_number IS NOT NULL ORDER BY id`)
	if err != nil {
		return nil, err
	}
	people := spread(members, min(peopleActing, 2*len(w.keys)))
	if len(people) == 0 {
		return nil, fmt.Errorf("the trial is too small to measure: it has no members")
	}
	for _, p := range people {
		token, err := a.People.CreateToken(ctx, authz.System("bench"), id.ID(p), "bench", authz.Scopes, a.Clock.Now().AddDate(0, 0, 1))
		if err != nil {
			return nil, err
		}
		session, err := signIn(ctx, a, id.ID(p))
		if err != nil {
			return nil, err
		}
		w.tokens, w.cookies = append(w.tokens, token), append(w.cookies, session)
	}
	if err := a.People.GrantRole(ctx, authz.System("bench"), id.ID(people[0]), authz.Binding{Role: authz.Auditor}); err != nil {
		return nil, err
	}
	w.auditor = w.cookies[0]
	if err := a.DB.QueryRow(ctx, `SELECT COUNT(*) FROM registrations`).Scan(&w.registrations); err != nil {
		return nil, err
	}
	if len(w.keys) == 0 || len(w.words) == 0 || len(w.occurrences) == 0 {
		return nil, fmt.Errorf("the trial is too small to measure: %d offers, %d dates to register for, %d people", len(w.keys), len(w.occurrences), len(w.tokens))
	}
	return w, nil
}

// spread returns n of all, as far from each other as they can be.
func spread(all []string, n int) []string {
	n = min(n, len(all))
	out := make([]string, n)
	for i := range out {
		out[i] = all[i*len(all)/n]
	}
	return out
}

// signIn makes a session as signing in does and returns its cookie.
func signIn(ctx context.Context, a *app.App, person id.ID) (string, error) {
	ctx, err := a.Sessions.Load(ctx, "")
	if err != nil {
		return "", err
	}
	if err := a.Sessions.SignIn(ctx, person, web.How{Way: web.ByProgram}); err != nil {
		return "", err
	}
	return a.Sessions.Cookie.Name + "=" + a.Sessions.Token(ctx), nil
}

// frequent returns the n longer words that stand in most titles.
func frequent(titles []string, n int) []string {
	count := map[string]int{}
	for _, t := range titles {
		for _, word := range strings.FieldsFunc(strings.ToLower(t), func(r rune) bool { return r < 'a' || r > 'z' }) {
			if len(word) > 3 {
				count[word]++
			}
		}
	}
	words := make([]string, 0, len(count))
	for word := range count {
		words = append(words, word)
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	return words[:min(n, len(words))]
}

// keepRegistration notes a registration that the server acknowledged.
func keepRegistration(w *world, body []byte) error {
	var r struct{ ID, State string }
	if err := json.Unmarshal(body, &r); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.acked[r.ID] = true
	return nil
}

// acknowledged looks every acknowledged registration up after the server has ended.
func acknowledged(ctx context.Context, o Options, dir string, w *world) error {
	a, err := open(ctx, o, dir)
	if err != nil {
		return err
	}
	defer a.Close()
	all := make([]string, 0, len(w.acked))
	for i := range w.acked {
		all = append(all, i)
	}
	found := 0
	for chunk := range slices.Chunk(all, 400) {
		var n int
		if err := a.DB.QueryRow(ctx, `SELECT COUNT(*) FROM registrations WHERE id IN (`+db.List(1, len(chunk))+`)`, db.Args(chunk)...).Scan(&n); err != nil {
			return err
		}
		found += n
	}
	if found != len(all) {
		return fmt.Errorf("the server acknowledged %d registrations and kept %d", len(all), found)
	}
	return nil
}

// column reads one column of text.
func column(ctx context.Context, q db.Q, query string, args ...any) ([]string, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
