package main

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/app"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/web"
)

func TestMain(m *testing.M) {
	status := m.Run()
	if built != "" {
		os.RemoveAll(filepath.Dir(built))
	}
	os.Exit(status)
}

// built is the program as it is shipped, once a test has asked for it: without the race detector, which
// writes into the log and makes a server several times slower. The detector watches the same code in the areas' tests.
var built string

// shipped builds it, once.
var shipped = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "commons-shipped-")
	if err != nil {
		return "", err
	}
	built = filepath.Join(dir, "commons")
	if out, err := exec.Command("go", "build", "-o", built, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return built, nil
})

// rounds is how often something is tried: a few times in ./check, often in ./check --long.
func rounds(few, many int) int {
	if os.Getenv("COMMONS_LONG") != "" {
		return many
	}
	return few
}

// trial is a filled database of its own with people who register and write into their records, and
// with what the server has told them.
type trial struct {
	where []string // --data DIR or --db URL
	env   []string

	crowd
	next atomic.Int64
	// pace is how long each of those who write waits between two writes.
	pace time.Duration

	mu            sync.Mutex
	registrations map[string]bool
	made          map[string]bool // those of the registrations that were not there before
	entries       map[string]bool
	strange       []string // answers that nobody should get
}

// onEach runs f with a trial on each database.
func onEach(t *testing.T, f func(t *testing.T, w *trial)) {
	if testing.Short() {
		t.Skip("works servers for some seconds")
	}
	t.Run("sqlite", func(t *testing.T) { f(t, newTrial(t, "--data", filepath.Join(t.TempDir(), "data"))) })
	t.Run("postgres", func(t *testing.T) { f(t, newTrial(t, "--db", "")) })
}

// newTrial returns a trial in a directory, on a PostgreSQL database that is there and empty, or, where no address is
// given, on one of its own. It is filled once for each kind in a test process, and copied.
func newTrial(t *testing.T, where ...string) *trial {
	t.Helper()
	w := &trial{where: where, registrations: map[string]bool{}, made: map[string]bool{}, entries: map[string]bool{}}
	switch {
	case where[0] == "--data":
		file, from, err := filledFile()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(where[1], 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(where[1], db.File), file, 0o600); err != nil {
			t.Fatal(err)
		}
		w.crowd = from
	case where[1] == "":
		w.where = []string{"--db", filledPostgres.URL(t, func(url string) (err error) {
			filledCrowd, err = fill(context.Background(), []string{"--db", url})
			return err
		})}
		w.crowd = filledCrowd
	default:
		from, err := fill(t.Context(), where)
		if err != nil {
			t.Fatal(err)
		}
		w.crowd = from
	}
	return w
}

var (
	filledPostgres dbtest.Filled
	filledCrowd    crowd
)

// filled is the file of a filled database, with its crowd.
type filled struct {
	file []byte
	crowd
}

// filledFile makes it, once.
func filledFile() ([]byte, crowd, error) {
	f, err := filledOnce()
	return f.file, f.crowd, err
}

var filledOnce = sync.OnceValues(func() (filled, error) {
	dir, err := os.MkdirTemp("", "commons-filled-")
	if err != nil {
		return filled{}, err
	}
	defer os.RemoveAll(dir)
	who, err := fill(context.Background(), []string{"--data", dir})
	if err != nil {
		return filled{}, err
	}
	if _, err := os.Stat(filepath.Join(dir, db.File+"-wal")); err == nil {
		return filled{}, errors.New("the filled database was not closed: its log is still there")
	}
	file, err := os.ReadFile(filepath.Join(dir, db.File))
	return filled{file, who}, err
})

// crowd is those of a filled database who write, and what they ask for.
type crowd struct{ bodies, tokens, cookies []string }

// fill puts a small association into a database.
func fill(ctx context.Context, where []string) (crowd, error) {
	var w crowd
	if status, _, stderr := execute(nil, append([]string{"seed", "--scale", "12"}, where...)...); status != 0 {
		return w, fmt.Errorf("seed: %s", stderr)
	}
	a, err := app.New(ctx, configOf(where))
	if err != nil {
		return w, err
	}
	defer a.Close()
	column := func(query string, args ...any) []string {
		rows, e := a.DB.Query(ctx, query, args...)
		list, e := db.Collect(rows, e, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
		err = errors.Join(err, e)
		return list
	}
	for _, o := range column(`SELECT id FROM occurrences WHERE starts_at > $1 AND (opens_at IS NULL OR opens_at <= $1) AND (closes_at IS NULL OR closes_at > $1) AND (capacity = 0 OR capacity - taken > 200) AND status = 'scheduled' ORDER BY id`, a.Clock.Now()) {
		w.bodies = append(w.bodies, fmt.Sprintf(`{"occurrence":%q}`, o))
	}
	for i, email := range column(`SELECT address FROM emails WHERE verified_at IS NOT NULL AND is_primary ORDER BY address LIMIT 300`) {
		p, err := a.People.PersonByEmail(ctx, email)
		if err != nil {
			return w, err
		}
		token, err := a.People.CreateToken(ctx, authz.System("cli"), p.ID, "trial", []string{authz.ScopeRegistrationsWrite, authz.ScopeRegistrationsRead}, time.Time{})
		if err != nil {
			return w, err
		}
		w.tokens = append(w.tokens, token)
		if i < 8 {
			in, err := a.Sessions.Load(ctx, "")
			if err != nil {
				return w, err
			}
			if err := a.Sessions.SignIn(in, p.ID, web.How{Way: web.ByProgram}); err != nil {
				return w, err
			}
			w.cookies = append(w.cookies, a.Sessions.Cookie.Name+"="+a.Sessions.Token(in))
		}
	}
	if err == nil && (len(w.bodies) == 0 || len(w.tokens) == 0) {
		err = fmt.Errorf("%d dates and %d people to register", len(w.bodies), len(w.tokens))
	}
	return w, err
}

func configOf(where []string) app.Config {
	c := app.Config{Existing: true, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)}
	if where[0] == "--db" {
		c.DatabaseURL = where[1]
	} else {
		c.Data = where[1]
	}
	return c
}

// execute runs the program as it ships, with more of the environment, to its end.
func execute(env []string, args ...string) (status int, out, stderr string) {
	path, err := shipped()
	if err != nil {
		return 1, "", err.Error()
	}
	var o, e strings.Builder
	cmd := exec.Command(path, args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = append(os.Environ(), env...), &o, &e
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		return 1, "", err.Error()
	}
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}

// run runs a command on the trial's database, which has to succeed.
func (w *trial) run(t *testing.T, args ...string) string {
	t.Helper()
	status, out, stderr := execute(w.env, append(args, w.where...)...)
	if status != 0 {
		t.Fatalf("commons %s: status %d: %s%s", strings.Join(args, " "), status, out, stderr)
	}
	return out
}

// process is a program that runs.
type process struct {
	*exec.Cmd
	address string
	log     *lines
}

// lines keeps what a process writes to its log.
type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

// Write implements io.Writer.
func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// command is the program as a process of its own, behind the words of a wrapper ("strace", "-f").
func (w *trial) command(wrapper []string, args ...string) *process {
	path, err := shipped()
	if err != nil {
		panic("the program cannot be built: " + err.Error())
	}
	words := append(append(append([]string{}, wrapper...), path), append(args, w.where...)...)
	p := &process{Cmd: exec.Command(words[0], words[1:]...), log: &lines{}}
	p.Env = append(os.Environ(), w.env...)
	p.Stderr = p.log
	p.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that a wrapper and what it runs end together
	p.WaitDelay = 10 * time.Second
	return p
}

// kill ends a process as a crash does, and the wrapper around it.
func (p *process) kill() {
	syscall.Kill(-p.Process.Pid, syscall.SIGKILL)
	p.Wait()
}

// serve starts a server and waits until it is ready. It is killed with the test.
func (w *trial) serve(t *testing.T, wrapper []string, args ...string) *process {
	t.Helper()
	p, err := w.tryServe(wrapper, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	return p
}

func (w *trial) tryServe(wrapper []string, args ...string) (*process, error) {
	p := w.command(wrapper, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	out, err := p.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		p.kill()
		return nil, fmt.Errorf("the server did not start: %w: %s", err, p.log)
	}
	_, p.address, _ = strings.Cut(strings.TrimSpace(line), "ready at ")
	return p, nil
}

// load lets n people at a time write to a server, until stop is called or there is no address. seen is told each answer; it may be nil.
func (w *trial) load(ctx context.Context, n int, address func() string, seen func(status int, began time.Time)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: n}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for i := range n {
		wg.Go(func() {
			for ctx.Err() == nil {
				began, status, to := time.Now(), 0, address()
				if to == "" {
					return
				}
				if i%4 == 3 {
					status = w.addEntry(ctx, client, to)
				} else {
					status = w.register(ctx, client, to)
				}
				if seen != nil {
					seen(status, began)
				}
				if status == 0 || status >= 500 {
					time.Sleep(5 * time.Millisecond)
				}
				time.Sleep(w.pace)
			}
		})
	}
	return func() {
		cancel()
		wg.Wait()
		client.CloseIdleConnections()
	}
}

// register asks for a seat and notes what was acknowledged. It returns 0 when no whole answer came.
func (w *trial) register(ctx context.Context, client *http.Client, address string) int {
	n := int(w.next.Add(1))
	who := n % len(w.tokens)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/api/v1/registrations", strings.NewReader(w.bodies[(n/len(w.tokens)+who)%len(w.bodies)]))
	if err != nil {
		return 0
	}
	req.Header.Set("Authorization", "Bearer "+w.tokens[who])
	req.Header.Set("Content-Type", "application/json")
	status, body, _ := ask(client, req)
	var r struct{ ID string }
	switch status {
	case 0, http.StatusConflict, http.StatusServiceUnavailable:
	case http.StatusCreated, http.StatusOK: // made, or there already
		if json.Unmarshal(body, &r) != nil {
			return 0
		}
		w.note(w.registrations, r.ID)
		if status == http.StatusCreated {
			w.note(w.made, r.ID)
		}
	default:
		w.odd(status, body)
	}
	return status
}

// addEntry writes an entry into a record, as a form of a browser does.
func (w *trial) addEntry(ctx context.Context, client *http.Client, address string) int {
	n := int(w.next.Add(1))
	form := url.Values{"title": {fmt.Sprint("Read report ", n)}, "provider": {"Example Press"}, "ended": {"2026-01-15"}, "hours": {"1"}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/my/record/add", strings.NewReader(form.Encode()))
	if err != nil {
		return 0
	}
	req.Header.Set("Cookie", w.cookies[n%len(w.cookies)])
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	status, body, header := ask(client, req)
	switch status {
	case 0, http.StatusServiceUnavailable:
	case http.StatusSeeOther:
		w.note(w.entries, strings.TrimPrefix(header.Get("Location"), "/my/record/"))
	default:
		w.odd(status, body)
	}
	return status
}

func ask(client *http.Client, req *http.Request) (status int, body []byte, header http.Header) {
	resp, err := client.Do(req)
	if err != nil {
		return 0, nil, nil
	}
	defer resp.Body.Close()
	if body, err = io.ReadAll(resp.Body); err != nil {
		return 0, nil, nil
	}
	return resp.StatusCode, body, resp.Header
}

func (w *trial) note(where map[string]bool, id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	where[id] = true
}

func (w *trial) odd(status int, body []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.strange) < 5 {
		w.strange = append(w.strange, fmt.Sprintf("%d %.200s", status, body))
	}
}

// acked is how much was acknowledged so far.
func (w *trial) acked() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.registrations) + len(w.entries)
}

// sofar copies what was acknowledged.
func (w *trial) sofar() *trial {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := &trial{registrations: map[string]bool{}, made: map[string]bool{}, entries: map[string]bool{}}
	maps.Copy(c.registrations, w.registrations)
	maps.Copy(c.made, w.made)
	maps.Copy(c.entries, w.entries)
	return c
}

// holds looks whether a database has all that was acknowledged and nothing that breaks a rule.
func (w *trial) holds(t *testing.T, where ...string) {
	t.Helper()
	for _, s := range w.strange {
		t.Errorf("somebody was answered %s", s)
	}
	c := configOf(where)
	d, err := db.Open(t.Context(), db.Config{Dir: c.Data, URL: c.DatabaseURL, Existing: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for table, ids := range map[string]map[string]bool{"registrations": w.registrations, "entries": w.entries} {
		if len(ids) == 0 {
			t.Errorf("nothing of %s was acknowledged: the load proves nothing", table)
		}
		missing := 0
		for id := range ids {
			var one int
			if err := d.QueryRow(t.Context(), `SELECT 1 FROM `+table+` WHERE id = $1`, id).Scan(&one); err != nil {
				if missing++; missing < 5 {
					t.Errorf("%s of %s was acknowledged: %v", id, table, err)
				}
			}
		}
	}
	if status, out, stderr := execute(nil, append([]string{"doctor"}, where...)...); status != 0 {
		t.Errorf("doctor: %s%s", out, stderr)
	}
}

// until waits for something to become true.
func until(t *testing.T, patience time.Duration, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !f(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after %s still not: %s", patience, what)
		}
	}
}
