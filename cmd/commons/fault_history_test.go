package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// TestHistoriesOverKillsAreLinearizable lets people fight for seats through one server, or two on one
// PostgreSQL, of which one after the other is killed and started again (G2). Who got no answer does not
// know what became of the call; all that anybody was told must still fit one order.
func TestHistoriesOverKillsAreLinearizable(t *testing.T) {
	const people, seats, calls = 6, 2, 20
	onEach(t, func(t *testing.T, w *trial) {
		servers := 1
		if w.where[0] == "--db" {
			servers = 2
		}
		addresses := make([]atomic.Value, servers)
		running := make([]*process, servers)
		for i := range running {
			running[i] = w.serve(t, nil)
			addresses[i].Store(running[i].address)
		}
		like, tokens := w.takers(t, running[0].address, people)
		occurrence := w.smallOne(t, like, seats)
		for range rounds(2, 40) {
			seed := rand.Uint64()
			h := registrationtest.NewHistory()
			ctx, cancel := context.WithCancel(t.Context())
			var wg sync.WaitGroup
			for who := range people {
				wg.Go(func() {
					r := rand.New(rand.NewPCG(seed, uint64(who)))
					client := &http.Client{Timeout: 20 * time.Second}
					last := ""
					for range calls {
						do, path, body := registrationtest.Register, "/api/v1/registrations", fmt.Sprintf(`{"occurrence":%q}`, occurrence)
						if last != "" && r.IntN(3) > 0 {
							do, body = registrationtest.Cancel, "{}"
							if r.IntN(2) == 0 {
								do = registrationtest.Confirm
							}
							path += "/" + last + "/" + do
						}
						h.Call(who, registrationtest.Ask{Do: do, Person: who}, func() string {
							req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, addresses[who%servers].Load().(string)+path, strings.NewReader(body))
							if err != nil {
								return registrationtest.Unknown
							}
							req.Header.Set("Authorization", "Bearer "+tokens[who])
							req.Header.Set("Content-Type", "application/json")
							resp, err := client.Do(req)
							if op := new(net.OpError); errors.As(err, &op) && op.Op == "dial" {
								time.Sleep(30 * time.Millisecond)
								return registrationtest.NotAsked // nobody was there to hear it
							}
							status, answer := 0, []byte(nil)
							if err == nil {
								status = resp.StatusCode
								if answer, err = io.ReadAll(resp.Body); err != nil {
									status = 0
								}
								resp.Body.Close()
							}
							var got struct{ ID, State string }
							switch {
							case status == http.StatusConflict || status == http.StatusGone:
								return registrationtest.Refused
							case status/100 == 2 && json.Unmarshal(answer, &got) == nil:
								last = got.ID
								return got.State
							case status != 0 && status != http.StatusServiceUnavailable:
								w.odd(status, answer)
							}
							last = ""
							time.Sleep(30 * time.Millisecond)
							return registrationtest.Unknown
						})
					}
				})
			}
			killing := make(chan struct{})
			go func() {
				defer close(killing)
				for i := 0; i < 2 && ctx.Err() == nil; i++ { // what is not known makes the search for an order long
					time.Sleep(time.Duration(20+rand.IntN(100)) * time.Millisecond)
					running[i%servers].kill()
					p, err := w.tryServe(nil)
					if err != nil {
						t.Error(err)
						return
					}
					running[i%servers] = p
					addresses[i%servers].Store(p.address)
				}
			}()
			wg.Wait()
			cancel()
			<-killing
			h.Linearizable(t, people, seats, seed)
			occurrence = w.smallOne(t, like, seats)
		}
		for _, p := range running {
			p.kill()
		}
		for _, s := range w.strange {
			t.Errorf("somebody was answered %s", s)
		}
		w.run(t, "doctor")
	})
}

// takers finds a date and people who may all register for its offer.
func (w *trial) takers(t *testing.T, address string, n int) (occurrence string, tokens []string) {
	t.Helper()
	client := &http.Client{Timeout: 20 * time.Second}
	var body struct{ Occurrence string }
	for _, b := range w.bodies {
		tokens = nil
		for _, token := range w.tokens[:3*n] {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/api/v1/registrations", strings.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+token)
			req.Header.Set("Content-Type", "application/json")
			if status, _, _ := ask(client, req); status/100 == 2 {
				tokens = append(tokens, token)
			}
			if len(tokens) == n {
				if err := json.Unmarshal([]byte(b), &body); err != nil {
					t.Fatal(err)
				}
				return body.Occurrence, tokens
			}
		}
	}
	t.Fatalf("no date has %d people who may register", n)
	return "", nil
}

// smallOne adds a date like another one, with a few seats.
func (w *trial) smallOne(t *testing.T, like string, seats int) string {
	t.Helper()
	c := configOf(w.where)
	d, err := db.Open(t.Context(), db.Config{Dir: c.Data, URL: c.DatabaseURL, Existing: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	occurrence := string(id.New())
	err = d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO occurrences (id, offer_id, status, zone, starts_at, ends_at, capacity, created_at, updated_at)
			SELECT $1, offer_id, 'scheduled', zone, starts_at, ends_at, $2, created_at, updated_at FROM occurrences WHERE id = $3`, occurrence, seats, like)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return occurrence
}
