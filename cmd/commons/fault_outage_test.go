package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/webhooks"
)

// cluster is a PostgreSQL of the test's own, with every durable setting at its default.
type cluster struct {
	bin, dir string
	url      string
	port     int
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		path, err := exec.LookPath("pg_ctl")
		if err != nil {
			t.Fatal("no PostgreSQL is installed: ./check installs it")
		}
		found = []string{filepath.Dir(path)}
	}
	dir, err := os.MkdirTemp("", "commons-cluster-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{bin: found[len(found)-1], dir: dir, port: l.Addr().(*net.TCPAddr).Port}
	l.Close()
	c.url = fmt.Sprintf("postgres://commons@127.0.0.1:%d/postgres", c.port)
	if u, err := user.Lookup("postgres"); os.Getuid() == 0 && err == nil { // it refuses to run as root
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	c.must(t, "initdb", "-D", filepath.Join(dir, "data"), "-U", "commons", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
	c.must(t, "pg_ctl", "-D", filepath.Join(dir, "data"), "-w", "-l", filepath.Join(dir, "log"), "-o", fmt.Sprintf("-p %d -k %s -c listen_addresses=127.0.0.1", c.port, dir), "start")
	t.Cleanup(func() { c.run("pg_ctl", "-D", filepath.Join(dir, "data"), "-m", "immediate", "stop") })
	return c
}

func (c *cluster) run(name string, args ...string) ([]byte, error) {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = c.dir
	if u, err := user.Lookup("postgres"); os.Getuid() == 0 && err == nil {
		uid, _ := strconv.ParseUint(u.Uid, 10, 32)
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	return nil, cmd.Run() // its output is the server's too, which would keep a pipe open
}

func (c *cluster) must(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := c.run(name, args...); err != nil {
		log, _ := os.ReadFile(filepath.Join(c.dir, "log"))
		t.Fatalf("%s: %v: %s%s", name, err, out, log)
	}
}

// pid is the process of which all others of the cluster come.
func (c *cluster) pid(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(c.dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, _, _ := strings.Cut(string(b), "\n")
	return pid
}

// TestPostgresRestarts lets PostgreSQL fall every five seconds under load, as by kill -9 (F11): no
// acknowledged write is lost, and three seconds after it is back nobody gets an error any more.
func TestPostgresRestarts(t *testing.T) {
	if testing.Short() {
		t.Skip("restarts PostgreSQL under a server")
	}
	c := newCluster(t)
	w := newTrial(t, "--db", c.url)
	p := w.serve(t, nil)
	var a answers
	var mu sync.Mutex
	var lastError time.Time
	stop := w.load(t.Context(), 8, func() string { return p.address }, func(status int, began time.Time) {
		a.seen(status, began)
		if status == 0 || status >= 500 {
			mu.Lock()
			lastError = time.Now()
			mu.Unlock()
		}
	})
	var worst time.Duration
	n := rounds(2, 12)
	for range n {
		was := a.good.Load()
		until(t, 20*time.Second, "some writes", func() bool { return a.good.Load() > was+20 })
		time.Sleep(time.Second)
		c.must(t, "pg_ctl", "-D", filepath.Join(c.dir, "data"), "-w", "-m", "immediate", "restart")
		back := time.Now()
		time.Sleep(4 * time.Second) // five seconds from one to the next
		mu.Lock()
		worst = max(worst, lastError.Sub(back))
		mu.Unlock()
	}
	stop()
	if worst > 3*time.Second {
		t.Errorf("%s after PostgreSQL was back there were still errors", worst)
	}
	if a.bad.Load() > 0 || a.none.Load() > 8 {
		t.Errorf("%d wrong answers, %d none: %s", a.bad.Load(), a.none.Load(), p.log)
	}
	t.Logf("%d restarts: %d acknowledged, %d refused, the last error %s after PostgreSQL was back", n, w.acked(), a.busy.Load(), worst.Round(time.Millisecond))
	w.holds(t, w.where...)
}

// post is a mail server that can be down, and can hang.
type post struct {
	address string
	hang    chan struct{} // closed when it answers

	mu      sync.Mutex
	letters map[string]int // by Message-ID
}

// listen starts the mail server at an address; with hang set it takes connections and says nothing.
func listen(t *testing.T, address string, hang bool) *post {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	s := &post{address: l.Addr().String(), hang: make(chan struct{}), letters: map[string]int{}}
	if !hang {
		close(s.hang)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(c)
		}
	}()
	return s
}

// talk is as much of SMTP (RFC 5321) as a client needs.
func (s *post) talk(c net.Conn) {
	defer c.Close()
	select {
	case <-s.hang:
	default:
		<-s.hang
		return // who waited so long gets nothing
	}
	r := bufio.NewReader(c)
	say := func(line string) { fmt.Fprintf(c, "%s\r\n", line) }
	say("220 mail.example.org ready")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(strings.TrimSpace(line)); {
		case strings.HasPrefix(verb, "EHLO"):
			say("250 mail.example.org")
		case verb == "DATA":
			say("354 go on")
			folded := false // the header's value may stand on the next line (RFC 5322, section 2.2.3)
			for {
				line, err := r.ReadString('\n')
				if err != nil {
					return
				}
				if strings.TrimRight(line, "\r\n") == "." {
					break
				}
				id, ok := strings.CutPrefix(strings.ToLower(line), "message-id:")
				id = strings.TrimSpace(id)
				if folded {
					folded, ok = false, true
				} else if ok && id == "" {
					folded, ok = true, false
				}
				if ok {
					s.mu.Lock()
					s.letters[id]++
					s.mu.Unlock()
				}
			}
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *post) count() (letters, twice int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.letters {
		if letters++; n > 1 {
			twice++
		}
	}
	return letters, twice
}

func (w *trial) mailTo(address string) {
	host, port, _ := net.SplitHostPort(address)
	w.env = []string{"COMMONS_SMTP_HOST=" + host, "COMMONS_SMTP_PORT=" + port, "COMMONS_SMTP_PLAIN=true", "COMMONS_MAIL_FROM=learning@example.org"}
}

// undone counts the work that waits or is under way, and the deliveries that wait.
func undone(t *testing.T, w *trial) int {
	t.Helper()
	c := configOf(w.where)
	d, err := db.Open(t.Context(), db.Config{Dir: c.Data, URL: c.DatabaseURL, Existing: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var n int
	err = d.QueryRow(t.Context(), `SELECT (SELECT COUNT(*) FROM outbox WHERE run_at IS NULL OR run_at <= $1) + (SELECT COUNT(*) FROM river_job WHERE kind = 'message' AND state NOT IN ('completed', 'discarded', 'cancelled'))
		+ (SELECT COUNT(*) FROM webhook_deliveries WHERE state = 'waiting')`, time.Now()).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// receiver is another program that is told of registrations.
type receiver struct {
	mu  sync.Mutex
	got map[string]int // by registration
}

// ServeHTTP implements http.Handler.
func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var m struct{ Data struct{ Registration string } }
	if err := json.NewDecoder(q.Body).Decode(&m); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.got[m.Data.Registration]++
	w.WriteHeader(http.StatusNoContent)
}

// hook has the server tell an address of every registration, as an administrator does.
func (w *trial) hook(t *testing.T, address string) {
	t.Helper()
	w.run(t, "person", "add", "--name", "Wyn Example", "--email", "wyn@example.org")
	w.run(t, "role", "grant", "--person", "wyn@example.org", "--role", "admin")
	c := configOf(w.where)
	c.OutboundAllow = []string{address}
	a, err := app.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	p, err := a.People.PersonByEmail(t.Context(), "wyn@example.org")
	if err != nil {
		t.Fatal(err)
	}
	wyn, err := a.People.Actor(t.Context(), p.ID, "web")
	if err == nil {
		_, _, err = a.Webhooks.Create(t.Context(), wyn, webhooks.Settings{Name: "Another program", Address: "http://" + address + "/", Events: []string{"registration.registered"}})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// providerAt writes a file that names one provider, at an address.
func providerAt(t *testing.T, address string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sign-in.yaml")
	text := "providers:\n  - name: members\n    label: the members\n    issuer: http://" + address + "\n    client_id: commons\n    ask: help@members.example.org\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// describes has a provider answer at an address what it is.
func describes(t *testing.T, address string) {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"issuer":"http://%[1]s","authorization_endpoint":"http://%[1]s/authorize","token_endpoint":"http://%[1]s/token","jwks_uri":"http://%[1]s/keys",
			"response_types_supported":["code"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}`, address)
	}))
}

// signInWith begins to sign in with the provider, as the button does. It returns the status and the page, which leads to the provider.
func signInWith(t *testing.T, server string) (status int, page string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server+"/sign-in/with/members", strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	status, body, _ := ask(http.DefaultClient, req)
	return status, string(body)
}

// nobody is an address at which nothing listens yet.
func nobody(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestMailTargetsAndProvidersAreDown takes the mail server, a webhook's target and a provider for signing in away (F21, F22, F23): nobody who
// registers notices, and when they are back everything arrives within two minutes, each once. It is ten minutes in ./check --long and a few seconds otherwise;
// that the times of trying again fit ten minutes, TestWorkIsDoneSoonAfterAnOutage and TestATargetThatIsDownForTenMinutes say too.
func TestMailTargetsAndProvidersAreDown(t *testing.T) {
	t.Parallel() // it waits for most of its time
	onEach(t, func(t *testing.T, w *trial) {
		address, target, provider := nobody(t), nobody(t), nobody(t)
		w.mailTo(address)
		w.env = append(w.env, "COMMONS_OUTBOUND_ALLOW="+target+","+provider, "COMMONS_SIGN_IN="+providerAt(t, provider))
		p := w.serve(t, nil)
		w.hook(t, target)
		var a answers
		if os.Getenv("COMMONS_LONG") != "" {
			w.pace = 500 * time.Millisecond
		}
		began := time.Now()
		stop := w.load(t.Context(), 4, func() string { return p.address }, a.seen)
		until(t, 20*time.Second, "some writes", func() bool { return len(w.sofar().made) > 40 })
		for {
			if status, to := signInWith(t, p.address); status != http.StatusServiceUnavailable {
				t.Errorf("signing in with a provider that is down is answered %d %.200s", status, to)
			}
			if w.pace == 0 || time.Since(began) > 10*time.Minute {
				break
			}
			time.Sleep(10 * time.Second)
		}
		stop()
		until(t, 30*time.Second, "letters have failed", func() bool { return strings.Count(p.log.String(), "will be tried again") > 10 })
		if a.busy.Load()+a.bad.Load() > 0 || a.none.Load() > 4 {
			t.Errorf("without mail, target and provider %d requests were refused, %d wrong, %d not answered", a.busy.Load(), a.bad.Load(), a.none.Load())
		}
		back := time.Now()
		s := listen(t, address, false)
		l, err := net.Listen("tcp", target)
		if err != nil {
			t.Fatal(err)
		}
		r := &receiver{got: map[string]int{}}
		go http.Serve(l, r)
		t.Cleanup(func() { l.Close() })
		describes(t, provider)
		until(t, time.Minute, "signing in leads to the provider", func() bool {
			time.Sleep(3 * time.Second) // after it failed the provider is left alone for a while, and so are those who try again and again
			status, to := signInWith(t, p.address)
			return status == http.StatusOK && strings.Contains(to, "http://"+provider+"/authorize?")
		})
		until(t, 2*time.Minute, "everything is sent", func() bool { time.Sleep(200 * time.Millisecond); return undone(t, w) == 0 })
		letters, twice := s.count()
		if letters < len(w.made) || len(w.made) == 0 || twice > 0 {
			t.Errorf("%d letters arrived for %d registrations, %d of them twice", letters, len(w.made), twice)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		for id := range w.made {
			if r.got[id] == 0 {
				t.Errorf("no webhook told of the registration %s", id)
			}
		}
		for id, n := range r.got {
			if n > 1 {
				t.Errorf("of %s a webhook told %d times", id, n)
			}
		}
		t.Logf("%d letters and %d deliveries, all there %s after mail and target were back", letters, len(r.got), time.Since(back).Round(time.Second))
	})
}

// TestOneOfTwoServersDies kills one of two servers amidst its work: the other takes it up within 90
// seconds. In ./check the time that the other waits is taken off the work's own clock.
func TestOneOfTwoServersDies(t *testing.T) {
	t.Parallel() // it waits for most of its time
	if testing.Short() {
		t.Skip("kills a server amidst its work")
	}
	w := newTrial(t, "--db", "")
	s := listen(t, "127.0.0.1:0", true)
	w.mailTo(s.address)
	first, second := w.serve(t, nil), w.serve(t, nil)
	stop := w.load(t.Context(), 4, func() string { return first.address }, nil)
	until(t, 20*time.Second, "some writes", func() bool { return len(w.sofar().made) > 30 })
	stop()
	d, err := db.Open(t.Context(), db.Config{URL: w.where[1]})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var mine int
	until(t, 30*time.Second, "both work", func() bool {
		err := d.QueryRow(t.Context(), `SELECT COUNT(DISTINCT attempted_by[1]) FROM river_job WHERE kind = 'message' AND state = 'running'`).Scan(&mine)
		return err == nil && mine == 2
	})
	first.kill()
	killed := time.Now()
	if os.Getenv("COMMONS_LONG") == "" {
		if _, err := d.Writer().ExecContext(context.Background(), `UPDATE river_job SET attempted_at = attempted_at - INTERVAL '50 seconds' WHERE state = 'running'`); err != nil {
			t.Fatal(err)
		}
	}
	close(s.hang)
	until(t, 90*time.Second, "all work is done", func() bool { time.Sleep(200 * time.Millisecond); return undone(t, w) == 0 })
	letters, twice := s.count()
	if letters < len(w.made) || twice > 0 {
		t.Errorf("%d letters for %d registrations, %d of them twice", letters, len(w.made), twice)
	}
	t.Logf("%d letters, the last %s after the server was killed", letters, time.Since(killed).Round(time.Second))
	second.kill()
	w.holds(t, w.where...)
}
