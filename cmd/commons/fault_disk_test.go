package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// answers counts what a load was told.
type answers struct{ good, busy, none, bad atomic.Int64 }

func (a *answers) seen(status int, _ time.Time) {
	switch {
	case status == 0:
		a.none.Add(1)
	case status == http.StatusServiceUnavailable:
		a.busy.Add(1)
	case status >= 500:
		a.bad.Add(1)
	default:
		a.good.Add(1)
	}
}

// reads fails the test when a page of the server cannot be read.
func reads(t *testing.T, address string) {
	t.Helper()
	for _, path := range []string{"/", "/catalogue", "/api/v1/offers", "/sign-in"} {
		resp, err := http.Get(address + path)
		if err != nil {
			t.Errorf("%s cannot be read: %v", path, err)
			continue
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s cannot be read: %d", path, resp.StatusCode)
		}
	}
}

// TestADiskThatIsFull takes away the space under load (F4, F6, G5): no write is acknowledged that is
// not there, reads go on, and work resumes within five seconds of space coming back. By a limit on the
// size of files, and by a disk that has no room for any write.
func TestADiskThatIsFull(t *testing.T) {
	if testing.Short() {
		t.Skip("works a server for some seconds")
	}
	full := func(t *testing.T, fill func(t *testing.T, p *process) (free func())) {
		w := newTrial(t, "--data", filepath.Join(t.TempDir(), "data"))
		p := w.serve(t, nil)
		var a answers
		stop := w.load(t.Context(), 8, func() string { return p.address }, a.seen)
		for range rounds(1, 10) {
			had := w.acked()
			until(t, 20*time.Second, "some writes", func() bool { return w.acked() > had+20 })
			free := fill(t, p)
			was := a.busy.Load()
			until(t, 30*time.Second, "the disk is full", func() bool { return a.busy.Load() > was+20 })
			reads(t, p.address)
			free()
			was = a.good.Load()
			until(t, 5*time.Second, "work resumes", func() bool { return a.good.Load() > was+5 })
		}
		stop()
		p.kill()
		if a.none.Load() > 8 || a.bad.Load() > 0 {
			t.Errorf("%d requests had no answer and %d a wrong one", a.none.Load(), a.bad.Load())
		}
		t.Logf("%d writes acknowledged, %d refused", w.acked(), a.busy.Load())
		w.holds(t, w.where...)
	}
	t.Run("limit", func(t *testing.T) {
		full(t, func(t *testing.T, p *process) func() {
			limit := func(n string) {
				if out, err := exec.Command("prlimit", "--pid", fmt.Sprint(p.Process.Pid), "--fsize="+n+":unlimited").CombinedOutput(); err != nil {
					t.Fatalf("prlimit: %v: %s", err, out)
				}
			}
			limit("4096")
			return func() { limit("unlimited") }
		})
	})
	t.Run("no room", func(t *testing.T) {
		full(t, func(t *testing.T, p *process) func() { return p.failing(t, "pwrite64", "ENOSPC") })
	})
}

// failing has every one of these system calls of a running process fail with an error, until stop is called.
func (p *process) failing(t *testing.T, calls, with string) (stop func()) {
	t.Helper()
	c := exec.Command("strace", "-f", "-qq", "-o", "/dev/null", "-p", strconv.Itoa(p.Process.Pid), "-e", "trace="+calls, "-e", "inject="+calls+":error="+with)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() { // told to end, it lets go of the process first
		c.Process.Signal(syscall.SIGTERM)
		c.Wait()
	})
	t.Cleanup(stop)
	until(t, 30*time.Second, "the tracer holds every thread", func() bool { return traced(t, p.Process.Pid) })
	return stop
}

// traced reports whether a tracer holds every thread of a process.
func traced(t *testing.T, pid int) bool {
	t.Helper()
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	if err != nil || len(files) == 0 {
		t.Fatalf("the threads of %d cannot be listed: %v", pid, err)
	}
	for _, f := range files {
		if b, err := os.ReadFile(f); err == nil && strings.Contains(string(b), "TracerPid:\t0\n") {
			return false
		}
	}
	return true
}

// TestADiskThatFails makes every sync of the disk fail under load (F5, G5): nothing is acknowledged
// from then on, reads go on, and what was acknowledged before is there.
func TestADiskThatFails(t *testing.T) {
	if testing.Short() {
		t.Skip("works a server for some seconds")
	}
	for i := range rounds(1, 10) {
		w := newTrial(t, "--data", filepath.Join(t.TempDir(), "data"))
		p := w.serve(t, nil)
		var a answers
		var broken, late atomic.Int64 // since when every sync fails, in microseconds; writes begun after it that were acknowledged
		stop := w.load(t.Context(), 8, func() string { return p.address }, func(status int, began time.Time) {
			a.seen(status, began)
			wrote := status == http.StatusCreated || status == http.StatusSeeOther // what was there already is only read
			if since := broken.Load(); since > 0 && began.UnixMicro() > since && wrote {
				late.Add(1)
			}
		})
		until(t, 60*time.Second, "writes are acknowledged", func() bool { return w.acked() > 30+17*i })
		p.failing(t, "fsync,fdatasync", "EIO")
		broken.Store(time.Now().UnixMicro())
		was := a.busy.Load()
		until(t, 60*time.Second, "writes are refused", func() bool { return a.busy.Load() > was+20 })
		reads(t, p.address)
		stop()
		if n := late.Load(); n > 0 {
			t.Errorf("%d writes were acknowledged that no sync made durable", n)
		}
		p.kill()
		if a.bad.Load() > 0 {
			t.Errorf("%d answers were wrong", a.bad.Load())
		}
		t.Logf("%d writes acknowledged before, %d refused after", w.acked(), a.busy.Load())
		w.holds(t, w.where...)
	}
}

// TestTheLogIsOnTheDiskBeforeTheAnswer traces a server, and PostgreSQL with it (G4): between the
// write-ahead log's last write and the answer that acknowledges it lies a sync of the log.
func TestTheLogIsOnTheDiskBeforeTheAnswer(t *testing.T) {
	if testing.Short() {
		t.Skip("traces a server for some seconds")
	}
	t.Run("sqlite", func(t *testing.T) {
		answersAreDurable(t, newTrial(t, "--data", filepath.Join(t.TempDir(), "data")), `commons\.db-wal`)
	})
	t.Run("postgres", func(t *testing.T) {
		c := newCluster(t)
		answersAreDurable(t, newTrial(t, "--db", c.url), `pg_wal/[0-9A-F]{24}`, "-p", c.pid(t))
	})
}

// answersAreDurable asks one thing at a time of a server that is traced, together with the processes that more names.
func answersAreDurable(t *testing.T, w *trial, log string, more ...string) {
	trace := filepath.Join(t.TempDir(), "trace")
	p := w.serve(t, append([]string{"strace", "-f", "-qq", "-y", "-s", "24", "-o", trace, "-e", "trace=pwrite64,pwritev,fsync,fdatasync,write"}, more...))
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	n := rounds(40, 500)
	for i := range n {
		if i%4 == 3 {
			w.addEntry(t.Context(), client, p.address)
		} else {
			w.register(t.Context(), client, p.address)
		}
	}
	p.kill()
	f, err := os.Open(trace)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var lines []string
	for sc := bufio.NewScanner(f); sc.Scan(); {
		lines = append(lines, sc.Text())
	}
	good, early := durableOrder(lines, log)
	if good < n/2 || early > 0 {
		t.Errorf("of %d requests %d were answered after a sync of the log and %d before it", n, good, early)
	}
	t.Logf("%d answers, each after a sync of the log", good)
}

var answer = regexp.MustCompile(`^\d+ +write\(\d+<[^>]*>, "HTTP/1\.1 (201|303)`)

// durableOrder counts the acknowledging answers of a trace before which the log, a file whose path ends so, was synced after it
// was written, and those before which it was not. The one client asks one thing at a time.
func durableOrder(lines []string, log string) (good, early int) {
	var (
		write   = regexp.MustCompile(`^(\d+) +pwrite(?:64|v)\(\d+<[^>]*` + log + `>`)
		sync    = regexp.MustCompile(`^(\d+) +f(?:data)?sync\(\d+<[^>]*` + log + `>(.*)`)
		resumed = regexp.MustCompile(`^(\d+) +<\.\.\. f(?:data)?sync resumed>(.*)`)

		syncing = map[string]bool{} // who is in a sync of the log
		synced  bool                // since the last answer
		dirty   bool
	)
	for _, l := range lines {
		if write.MatchString(l) {
			dirty = true
		} else if m := sync.FindStringSubmatch(l); m != nil {
			if strings.Contains(m[2], "unfinished") {
				syncing[m[1]] = true
			} else if strings.Contains(m[2], "= 0") && dirty {
				synced, dirty = true, false
			}
		} else if m := resumed.FindStringSubmatch(l); m != nil && syncing[m[1]] {
			delete(syncing, m[1])
			if strings.Contains(m[2], "= 0") && dirty {
				synced, dirty = true, false
			}
		} else if answer.MatchString(l) {
			if synced {
				good++
			} else {
				early++
			}
			synced = false
		}
	}
	return good, early
}

// TestDurableOrderCanFail shows that the reading of traces tells an answer that came too early.
func TestDurableOrderCanFail(t *testing.T) {
	write, sync, tell := `7 pwrite64(5</d/commons.db-wal>, "", 24, 0) = 24`, `7 fdatasync(5</d/commons.db-wal>) = 0`, `8 write(9<socket:[1]>, "HTTP/1.1 201 Created\r\nCo", 400) = 400`
	for _, c := range []struct {
		lines       []string
		good, early int
	}{
		{[]string{write, sync, tell}, 1, 0},
		{[]string{write, tell, sync}, 0, 1},
		{[]string{write, sync, tell, write, tell, sync}, 1, 1},
		{[]string{write, `7 fdatasync(5</d/commons.db-wal> <unfinished ...>`, tell, `7 <... fdatasync resumed>) = 0`}, 0, 1},
		{[]string{write, `7 fdatasync(5</d/commons.db-wal> <unfinished ...>`, `7 <... fdatasync resumed>) = 0`, tell}, 1, 0},
		{[]string{write, `7 fdatasync(5</d/commons.db-wal>) = -1 EIO`, tell}, 0, 1},
	} {
		if good, early := durableOrder(c.lines, `commons\.db-wal`); good != c.good || early != c.early {
			t.Errorf("%d after and %d before a sync, want %d and %d: %q", good, early, c.good, c.early, c.lines)
		}
	}
}

// TestADamagedFileIsFound flips bytes in the file and cuts the write-ahead log off (F8): the doctor
// says so, and the server does not start on a damaged file. What a cut log has lost can only be known
// by the head of the audit log that was noted elsewhere.
func TestADamagedFileIsFound(t *testing.T) {
	if testing.Short() {
		t.Skip("works a server for some seconds")
	}
	dir := filepath.Join(t.TempDir(), "data")
	w := newTrial(t, "--data", dir)
	file := filepath.Join(dir, "commons.db")
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{1, 3, 5} { // sixths of the file
		b := append([]byte{}, whole...)
		from := len(b) / 6 * at / 4096 * 4096
		for i := from; i < from+3*4096; i++ {
			b[i] ^= 0x5a
		}
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if status, out, stderr := commons(t, "doctor", "--data", dir); status != 1 || !strings.Contains(out+stderr, "file: ") && !strings.Contains(stderr, "is damaged") {
			t.Errorf("damage at %d is not found: %d %s%s", from, status, out, stderr)
		}
		if p, err := w.tryServe(nil); err == nil {
			t.Errorf("a server started on a file that is damaged at %d", from)
			p.kill()
		}
	}
	if err := os.WriteFile(file, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	p := w.serve(t, nil)
	stop := w.load(t.Context(), 4, func() string { return p.address }, nil)
	until(t, 20*time.Second, "some writes", func() bool { return w.acked() > 30 })
	stop()
	p.kill()
	if err := exec.Command("cp", "-a", dir, dir+".cut").Run(); err != nil {
		t.Fatal(err)
	}
	w.run(t, "export", "endings") // seals the log
	out := w.run(t, "doctor")
	head := strings.TrimSpace(out[strings.LastIndex(strings.TrimSpace(out), " ")+1:])
	if err := os.Truncate(filepath.Join(dir+".cut", "commons.db-wal"), 4096); err != nil {
		t.Fatal(err)
	}
	if status, out, _ := commons(t, "doctor", "--data", dir+".cut", "--log-head", head); status != 1 || !strings.Contains(out, "its end was cut off") {
		t.Errorf("a log that was cut off is not found: %d %s", status, out)
	}
}
