package main

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestStoppingBreaksNoRequest stops a server under load. Whoever turns away once the server says that
// it is not ready gets every answer whole.
func TestStoppingBreaksNoRequest(t *testing.T) {
	t.Parallel() // it waits for most of its time
	onEach(t, func(t *testing.T, w *trial) {
		for range rounds(2, 10) {
			p := w.serve(t, nil, "--drain", "4s")
			var ready atomic.Bool
			ready.Store(true)
			var broken, asked atomic.Int64
			stop := w.load(t.Context(), 8, func() string {
				if ready.Load() {
					return p.address
				}
				return ""
			}, func(status int, began time.Time) {
				asked.Add(1)
				if status == 0 || status >= 500 {
					broken.Add(1)
				}
			})
			until(t, 10*time.Second, "some answers", func() bool { return asked.Load() > 50 })
			if err := p.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			until(t, 5*time.Second, "the server says that it is not ready", func() bool {
				resp, err := http.Get(p.address + "/readyz")
				if err != nil {
					return true
				}
				defer resp.Body.Close()
				if alive, err := http.Get(p.address + "/healthz"); err != nil || alive.StatusCode != 200 {
					t.Errorf("the server that stops is not alive: %v", err)
				} else {
					alive.Body.Close()
				}
				return resp.StatusCode == http.StatusServiceUnavailable
			})
			ready.Store(false)
			if err := p.Wait(); err != nil {
				t.Errorf("the server ended with %v: %s", err, p.log)
			}
			stop()
			if n := broken.Load(); n > 0 {
				t.Errorf("%d of %d requests were broken", n, asked.Load())
			}
		}
	})
}

// TestNothingSecretIsLogged runs the main job with secrets in every place that takes one and looks for
// them in the log.
func TestNothingSecretIsLogged(t *testing.T) {
	onEach(t, func(t *testing.T, w *trial) {
		w.env = []string{"COMMONS_SMTP_HOST=127.0.0.1", "COMMONS_SMTP_PORT=1", "COMMONS_SMTP_PLAIN=true", "COMMONS_SMTP_USER=canary", "COMMONS_SMTP_PASSWORD=canary-smtp-secret",
			"COMMONS_MAIL_FROM=learning@example.org", "COMMONS_METRICS_TOKEN=canary-metrics-secret"}
		p := w.serve(t, nil)
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		for range 20 {
			w.register(t.Context(), client, p.address)
			w.addEntry(t.Context(), client, p.address)
		}
		send := func(method, path, body string, header ...string) string {
			t.Helper()
			req, err := http.NewRequestWithContext(t.Context(), method, p.address+path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Sec-Fetch-Site", "same-origin")
			if body != "" {
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			for i := 0; i < len(header); i += 2 {
				req.Header.Set(header[i], header[i+1])
			}
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			b, _ := io.ReadAll(resp.Body)
			return string(b)
		}
		send("POST", "/sign-in", "email=canary-person%40example.org&password=canary-password")
		send("POST", "/sign-up", "email=canary-person%40example.org&name=Canary+Example")
		send("GET", "/sign-in/link/canary-link-token", "")
		send("GET", "/shared/canary-share-token", "")
		send("GET", "/catalogue?q=canary-words", "")
		send("GET", "/metrics", "", "Authorization", "Bearer canary-metrics-secret")
		send("GET", "/api/v1/me/registrations", "", "Authorization", "Bearer canary-api-token")
		send("POST", "/my/shares", "label=canary-label", "Cookie", w.cookies[0])
		until(t, 30*time.Second, "a letter has failed, which is logged", func() bool { return strings.Contains(p.log.String(), "will be tried again") })
		log := p.log.String()
		for _, line := range strings.Split(strings.TrimSpace(log), "\n") {
			if !strings.HasPrefix(line, "{") || !strings.HasSuffix(line, "}") {
				t.Errorf("this line of the log is no JSON: %s", line)
			}
		}
		secrets := append(append([]string{"canary", "@example.org"}, w.tokens...), "learning@example.org")
		for _, c := range w.cookies {
			_, value, _ := strings.Cut(c, "=")
			secrets = append(secrets, value)
		}
		for _, s := range secrets {
			if i := strings.Index(log, s); i >= 0 {
				t.Errorf("the log holds %q: ...%s", s, log[max(0, i-150):min(len(log), i+100)])
			}
		}
	})
}
