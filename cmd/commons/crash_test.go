package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
)

// asProgram makes the test binary behave as the program, for tests that need a process to kill.
const asProgram = "TEST_AS_COMMONS"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// kills is how often the server dies under load, crashTime after what time a slow machine may stop.
const (
	kills     = 20
	crashTime = 25 * time.Second
)

// TestNoAcknowledgedRegistrationIsLost kills the server under writes, again and again. Whatever it
// answered with 201 must be there afterwards, seats must agree, and the file must be whole.
func TestNoAcknowledgedRegistrationIsLost(t *testing.T) {
	if testing.Short() {
		t.Skip("kills a server for some seconds")
	}
	dir := filepath.Join(t.TempDir(), "data")
	must(t, "seed", "--data", dir, "--scale", "40")
	bodies, tokens := crashWorld(t, dir)
	acked := map[string]bool{}
	var mu sync.Mutex
	var next atomic.Int64
	began, round := time.Now(), 0
	for ; round < kills && (round < 3 || time.Since(began) < crashTime); round++ {
		cmd := exec.Command(os.Args[0], "serve", "--data", dir, "--addr", "127.0.0.1:0")
		cmd.Env = append(os.Environ(), asProgram+"=1")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			t.Fatalf("round %d: the server did not start again: %v", round, err)
		}
		_, address, _ := strings.Cut(strings.TrimSpace(line), "ready at ")
		ctx, cancel := context.WithCancel(t.Context())
		var (
			wg   sync.WaitGroup
			here atomic.Int64
		)
		for range 8 {
			wg.Go(func() {
				for ctx.Err() == nil {
					n := int(next.Add(1))
					id, status := register(ctx, address, tokens[n%len(tokens)], bodies[n/len(tokens)%len(bodies)])
					if status == http.StatusCreated || status == http.StatusOK { // made, or there already
						mu.Lock()
						acked[id] = true
						mu.Unlock()
						here.Add(1)
					} else if status != 0 && status != http.StatusConflict {
						t.Errorf("round %d: status %d", round, status)
					}
				}
			})
		}
		enough, patience := 5+rand.Int64N(40), time.Now().Add(2*time.Second)
		for here.Load() < enough && time.Now().Before(patience) {
			time.Sleep(time.Millisecond)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
		cancel()
		wg.Wait()
	}

	d, err := db.Open(t.Context(), db.Config{Dir: dir, Existing: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for id := range acked {
		var state string
		if err := d.QueryRow(t.Context(), `SELECT state FROM registrations WHERE id = $1`, id).Scan(&state); err != nil {
			t.Errorf("registration %s was acknowledged: %v", id, err)
		}
	}
	if len(acked) < 2*round {
		t.Errorf("only %d registrations were acknowledged: the load is too small to prove anything", len(acked))
	}
	t.Logf("%d registrations acknowledged over %d kills", len(acked), round)
	if status, out, stderr := commons(t, "doctor", "--data", dir); status != 0 {
		t.Errorf("doctor: %s%s", out, stderr)
	}
}

// crashWorld returns what to register for and tokens to do it with.
func crashWorld(t *testing.T, dir string) (bodies, tokens []string) {
	t.Helper()
	ctx := t.Context()
	a, err := app.New(ctx, app.Config{Data: dir, Existing: true, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	column := func(query string, args ...any) []string {
		rows, err := a.DB.Query(ctx, query, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var out []string
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				t.Fatal(err)
			}
			out = append(out, s)
		}
		return out
	}
	for _, o := range column(`SELECT id FROM occurrences WHERE starts_at > $1 AND (opens_at IS NULL OR opens_at <= $1) AND (closes_at IS NULL OR closes_at > $1) AND (capacity = 0 OR capacity - taken > 200) AND status = 'scheduled' ORDER BY id`, a.Clock.Now()) {
		bodies = append(bodies, fmt.Sprintf(`{"occurrence":%q}`, o))
	}
	for _, email := range column(`SELECT address FROM emails WHERE verified_at IS NOT NULL AND is_primary ORDER BY address LIMIT 200`) {
		p, err := a.People.PersonByEmail(ctx, email)
		if err != nil {
			t.Fatal(err)
		}
		token, err := a.People.CreateToken(ctx, authz.System("cli"), p.ID, "crash", []string{authz.ScopeRegistrationsWrite}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, token)
	}
	if len(bodies) == 0 || len(tokens) == 0 {
		t.Fatalf("%d dates and %d people to register", len(bodies), len(tokens))
	}
	return bodies, tokens
}

// register returns the new registration's id and the status, 0 when no whole answer came.
func register(ctx context.Context, address, token, body string) (id string, status int) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/api/v1/registrations", strings.NewReader(body))
	if err != nil {
		return "", 0
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		time.Sleep(5 * time.Millisecond)
		return "", 0
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	var r struct{ ID string }
	if err != nil || resp.StatusCode < 300 && json.Unmarshal(b, &r) != nil {
		return "", 0
	}
	return r.ID, resp.StatusCode
}
