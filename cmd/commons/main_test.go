package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"learningcommons.dev/commons/internal/platform/db"
)

// commons runs a command as the shell would.
func commons(t *testing.T, args ...string) (status int, out, err string) {
	t.Helper()
	var o, e bytes.Buffer
	status = run(t.Context(), args, terminal{&o, &e, strings.NewReader("")})
	return status, o.String(), e.String()
}

// must is commons for commands that have to succeed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	status, out, err := commons(t, args...)
	if status != 0 {
		t.Fatalf("commons %s: status %d: %s", strings.Join(args, " "), status, err)
	}
	return out
}

// refused expects one sentence on standard error that has the words, and nothing on standard output.
func refused(t *testing.T, status int, words string, args ...string) {
	t.Helper()
	got, out, err := commons(t, args...)
	if got != status || out != "" || strings.Count(err, "\n") != 1 || !strings.HasPrefix(err, "commons: ") || !strings.Contains(err, words) {
		t.Errorf("commons %s: status %d, output %q, error %q; want status %d and %q", strings.Join(args, " "), got, out, err, status, words)
	}
}

func TestWrongInputIsOneSentence(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	must(t, "seed", "--data", dir)
	must(t, "person", "add", "--data", dir, "--name", "Ada Example", "--email", "ada@example.org")
	d := "--data=" + dir
	refused(t, 2, "see commons --help", "bogus")
	refused(t, 2, "see commons serve --help", "serve", "--bogus")
	refused(t, 2, "see commons import --help", "import")
	refused(t, 2, "see commons import offers --help", "import", "offers")
	refused(t, 2, "--person", "token", "create", d)
	refused(t, 2, "csv", "export", "offers", d, "--format", "pdf")
	refused(t, 2, "mentor", "role", "grant", d, "--person", "ada@example.org", "--role", "king")
	refused(t, 2, "scale", "seed", d, "--scale", "abc")
	refused(t, 1, "--scale takes", "seed", d, "--scale=-3")
	refused(t, 1, "--scale takes", "bench", "--scale", "0")
	refused(t, 1, "--connections takes", "bench", "--connections", "0")
	refused(t, 1, "nosuch.csv cannot be read: no such file", "import", "offers", d, "nosuch.csv")
	refused(t, 1, "is a directory", "import", "offers", d, dir)
	refused(t, 1, "no unit NOSUCH", "import", "offers", d, "--unit", "NOSUCH", os.Args[0])
	refused(t, 1, "xyz is not an id", "export", "roster", d, "xyz")
	refused(t, 1, "nobody with the address nobody@example.org", "person", "show", d, "nobody@example.org")
	refused(t, 1, "Nobody was found", "person", "find", d, "zzzz")
	refused(t, 1, "belongs to somebody", "person", "add", d, "--name", "Bo", "--email", "ada@example.org")
	refused(t, 1, "email: ", "person", "add", d, "--name", "Bo", "--email", "bad")
	refused(t, 1, "scope: There is no scope nonsense", "token", "create", d, "--person", "ada@example.org", "--scope", "nonsense")
	refused(t, 1, "--days takes", "token", "create", d, "--person", "ada@example.org", "--scope", "record:read", "--days=-1")
	refused(t, 1, "unit: ", "role", "grant", d, "--person", "ada@example.org", "--role", "unit-editor")
	refused(t, 1, "no unit NOSUCH", "role", "grant", d, "--person", "ada@example.org", "--role", "unit-editor", "--unit", "NOSUCH")
	refused(t, 1, "does not have that role", "role", "end", d, "--person", "ada@example.org", "--role", "admin")
	refused(t, 1, "--smtp-host needs --mail-from", "serve", d, "--smtp-host", "mail.example.org")
	refused(t, 1, "is no network of a proxy", "serve", d, "--addr", "127.0.0.1:0", "--smtp-host", "mail.example.org", "--mail-from", "learning@example.org", "--trusted-proxy", "the proxy")
	refused(t, 1, "begins with postgres://", "doctor", "--db", "mysql://127.0.0.1/x")
	refused(t, 1, "does not let us in", "doctor", "--db", "postgres://nobody:secretword@127.0.0.1:1/x")
	if _, _, err := commons(t, "doctor", "--db", "postgres://nobody:secretword@127.0.0.1:x/x"); strings.Contains(err, "secretword") {
		t.Errorf("the password is shown: %s", err)
	}
	refused(t, 1, "127.0.0.1:99999 cannot be used", "demo", "--addr", "127.0.0.1:99999")
	held, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	refused(t, 1, "address already in use", "demo", "--addr", held.Addr().String(), d)
}

func TestHelpTeaches(t *testing.T) {
	var p program
	parser, err := kong.New(&p)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range parser.Model.Leaves(false) {
		args := append(strings.Fields(c.Path())[0:], "--help")
		status, out, stderr := commons(t, args...)
		if status != 0 || stderr != "" || !strings.Contains(out, "Usage: commons "+strings.Join(args[:len(args)-1], " ")) {
			t.Errorf("%v: status %d, %q", args, status, stderr)
		}
		if c.Name != "version" && !strings.Contains(out, "\n    commons ") {
			t.Errorf("%v shows no example:\n%s", args, out)
		}
	}
}

func TestCommandsDoNotMakeADatabaseByMistake(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "nothing")
	d := "--data=" + dir
	for _, args := range [][]string{
		{"doctor", d}, {"export", "offers", d}, {"export", "people", d}, {"person", "find", d, "ada"}, {"person", "show", d, "ada@example.org"},
		{"person", "merge", d, "old@example.org", "ada@example.org"},
		{"token", "create", d, "--person", "ada@example.org", "--scope", "record:read"}, {"role", "grant", d, "--person", "ada@example.org", "--role", "admin"},
	} {
		refused(t, 1, "there is no database in "+dir, args...)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the directory was made")
	}
	status, out, _ := commons(t, "doctor", d, "--json")
	var h health
	if err := json.Unmarshal([]byte(out), &h); err != nil || status != 1 || h.OK || len(h.Findings) != 1 {
		t.Errorf("doctor --json: status %d, %s", status, out)
	}
}

func TestDamagedAndOtherDatabases(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	d := "--data=" + dir
	must(t, "seed", d)
	file := filepath.Join(dir, db.File)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	change := func(statement string) {
		t.Helper()
		c, err := sql.Open("sqlite", file)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := c.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	change(`DELETE FROM goose_db_version WHERE version_id = (SELECT MAX(version_id) FROM goose_db_version)`)
	refused(t, 1, "run commons migrate first", "export", "offers", d)
	change(`INSERT INTO goose_db_version (version_id, is_applied, tstamp) VALUES (9999, 1, '2026-01-01')`)
	for _, args := range [][]string{{"serve", d, "--addr", "127.0.0.1:0"}, {"doctor", d}, {"migrate", d}} {
		status, _, err := commons(t, args...)
		if status != 1 || !strings.Contains(err, "newer version of Learning Commons") {
			t.Errorf("%v: status %d, %s", args, status, err)
		}
	}

	b := bytes.Clone(whole)
	unit := bytes.Index(b, []byte("Association of College")) // on a page with the rows of a table
	copy(b[unit/4096*4096:], bytes.Repeat([]byte{0xa5}, 200))
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, stderr := commons(t, "doctor", d)
	if status != 1 || !strings.Contains(out, "file: ") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("a damaged file: status %d, %q, %q", status, out, stderr)
	}
	copy(whole, "this is no database at all, but a letter")
	if err := os.WriteFile(file, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, 1, "is damaged or no database", "doctor", d)
}

// output is what a server prints while it runs.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(b)
}

// String returns what was printed so far.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// started runs a server until stop is called, which returns its exit status.
func started(t *testing.T, args ...string) (address string, stderr *output, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, stderr := &output{}, &output{}
	done := make(chan int, 1)
	go func() { done <- run(ctx, args, terminal{out, stderr, strings.NewReader("")}) }()
	stop = sync.OnceValue(func() int { cancel(); return <-done })
	t.Cleanup(func() { stop() })
	for range 600 {
		if _, rest, ok := strings.Cut(out.String(), "ready at "); ok && strings.Contains(rest, "\n") {
			address, _, _ = strings.Cut(rest, "\n")
			return address, stderr, stop
		}
		select {
		case status := <-done:
			t.Fatalf("commons %s ended with status %d: %s", strings.Join(args, " "), status, stderr)
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatalf("commons %s was not ready in 30 s: %s", strings.Join(args, " "), stderr)
	return "", nil, nil
}

func TestCommandsWorkBesideAServer(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	d := "--data=" + dir
	must(t, "seed", d)
	must(t, "person", "add", d, "--name", "Ada Example", "--email", "ada@example.org")
	address, stderr, stop := started(t, "serve", d, "--addr", "127.0.0.1:0")

	c, err := sql.Open("sqlite", filepath.Join(dir, db.File)+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	older := func(statement string) {
		t.Helper()
		if _, err := c.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	var added int
	if err := c.QueryRow(`SELECT COUNT(*) FROM audit_log WHERE action = 'person.added' AND via = 'cli'`).Scan(&added); err != nil || added != 1 {
		t.Errorf("%d rows of the log say that a person was added (%v)", added, err)
	}
	// As the database of an older program: a second server is refused before it would migrate it.
	older(`CREATE TABLE versions AS SELECT * FROM goose_db_version; DELETE FROM goose_db_version WHERE version_id = (SELECT MAX(version_id) FROM versions)`)
	refused(t, 1, "another server is already running on the data directory "+dir, "demo", d, "--addr", "127.0.0.1:0")
	older(`DELETE FROM goose_db_version; INSERT INTO goose_db_version SELECT * FROM versions; DROP TABLE versions`)
	token := must(t, "token", "create", d, "--person", "ada@example.org", "--scope", "record:read", "registrations:write")
	if !strings.HasPrefix(token, "lc_") || strings.Count(token, "\n") != 1 || strings.ContainsAny(strings.TrimSpace(token), " \t") {
		t.Fatalf("the token is not alone: %q", token)
	}
	must(t, "role", "grant", d, "--person", "ada@example.org", "--role", "unit-editor", "--unit", "ACRL")
	if out := must(t, "person", "show", d, "ada@example.org"); !strings.Contains(out, "unit-editor in Association of College and Research Libraries since ") {
		t.Errorf("the role's unit is not named: %s", out)
	}
	var shown struct {
		Roles []struct{ Role string }
		Email string
	}
	if err := json.Unmarshal([]byte(must(t, "person", "show", d, "ada@example.org", "--json")), &shown); err != nil || len(shown.Roles) != 1 || shown.Email != "ada@example.org" {
		t.Errorf("person show: %+v, %v", shown, err)
	}
	must(t, "person", "add", d, "--name", "Ada Exampel", "--email", "old@example.org")
	for _, step := range []struct {
		says string
		args []string
	}{{"would become part of", []string{"--dry-run"}}, {"would become part of", []string{"--dry-run"}}, {"is now part of", nil}} {
		if out := must(t, append([]string{"person", "merge", d, "old@example.org", "ada@example.org"}, step.args...)...); !strings.Contains(out, step.says) || !strings.Contains(out, "address       old@example.org") {
			t.Errorf("person merge %v: %s", step.args, out)
		}
	}
	refused(t, 1, "one person already", "person", "merge", d, "old@example.org", "ada@example.org", "--json")
	file := filepath.Join(t.TempDir(), "offers.csv")
	if err := os.WriteFile(file, []byte("title,unit,start,summary\nReading the room,ACRL,2027-05-04 14:00,How to read a room\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var report struct {
		Counts struct{ Created, Refused int }
	}
	_, out, _ := commons(t, "import", "offers", d, file, "--zone", "America/Chicago", "--json")
	if err := json.Unmarshal([]byte(out), &report); err != nil || report.Counts.Created != 1 {
		t.Errorf("import beside a server: %s (%v)", out, err)
	}
	if err := os.WriteFile(file, []byte("date,time\n2027-05-04,14:00\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"offers", "members"} {
		var failed struct{ Problems []struct{ Message string } }
		code, out, _ := commons(t, "import", kind, d, file, "--json")
		if err := json.Unmarshal([]byte(out), &failed); err != nil || code != 1 || len(failed.Problems) == 0 || failed.Problems[0].Message == "" {
			t.Errorf("a file of %s that cannot be taken: %d, %s (%v)", kind, code, out, err)
		}
	}
	if list := must(t, "export", "offers", d); !strings.Contains(list, "Reading the room") {
		t.Errorf("export beside a server: %s", list)
	}
	var h health
	if err := json.Unmarshal([]byte(must(t, "doctor", d, "--json")), &h); err != nil || !h.OK || h.Schema != h.SchemaWanted {
		t.Errorf("doctor: %+v, %v", h, err)
	}
	if status, out, _ := commons(t, "doctor", d, "--log-head", "1:0123"); status != 1 || !strings.Contains(out, "does not hold 1:0123") {
		t.Errorf("doctor with a head that is not there: %d %s", status, out)
	}

	answers := func(token string, want int) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/api/v1/me/record", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+strings.TrimSpace(token))
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("the token is answered %d, not %d", resp.StatusCode, want)
		}
	}
	answers(token, http.StatusUnauthorized) // the merge ended it
	token = must(t, "token", "create", d, "--person", "ada@example.org", "--scope", "record:read")
	answers(token, http.StatusOK)
	if status := stop(); status != 0 {
		t.Errorf("told to stop, the server ended with status %d: %s", status, stderr)
	}
	if strings.Contains(stderr.String(), strings.TrimSpace(token)) {
		t.Error("the log holds the token")
	}
}
