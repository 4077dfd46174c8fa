package bench

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// server is the program under measure, in a process of its own.
type server struct {
	address string
	stop    func()
}

// stopPatience is how long the server may take to end before it is killed.
const stopPatience = 30 * time.Second

// start runs the program on the filled database and waits until it is ready.
func start(ctx context.Context, o Options, dir string) (*server, error) {
	args := append(o.Program[1:len(o.Program):len(o.Program)], "--addr", "127.0.0.1:0", "--data", dir)
	if o.DatabaseURL != "" {
		args = append(args, "--db", o.DatabaseURL)
	}
	cmd := exec.CommandContext(ctx, o.Program[0], args...)
	cmd.Stderr = o.Log
	// The association's own settings are not the trial's: above all not its database.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "COMMONS_") })
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = stopPatience
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("the server could not be started: %w", err)
	}
	s := &server{stop: sync.OnceFunc(func() {
		cmd.Process.Signal(os.Interrupt)
		late := time.AfterFunc(stopPatience, func() { cmd.Process.Kill() })
		defer late.Stop()
		cmd.Wait()
	})}
	line, err := bufio.NewReader(out).ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(line), "ready at ")
	if err != nil || !ok {
		s.stop()
		return nil, fmt.Errorf("the server did not become ready: %s", line)
	}
	s.address = address
	return s, nil
}

// usage is what a server says of itself: memory in MB, processor time in seconds since its start, messages that are due, and the
// seconds that the oldest work has waited.
type usage struct{ resident, heap, cpu, due, waiting float64 }

// use asks the server what it uses.
func (s *server) use(ctx context.Context) (u usage, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+"/metrics", nil)
	if err != nil {
		return u, err
	}
	resp, err := (&http.Client{Timeout: 10 * time.Second}).Do(req)
	if err != nil {
		return u, fmt.Errorf("bench: read what the server uses: %w", err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return u, err
	}
	for line := range strings.Lines(string(b)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		v, _ := strconv.ParseFloat(value, 64)
		switch name {
		case "process_resident_memory_bytes":
			u.resident = v / (1 << 20)
		case "go_memstats_heap_inuse_bytes":
			u.heap = v / (1 << 20)
		case "process_cpu_seconds_total":
			u.cpu = v
		case "commons_outbox_rows":
			u.due = v
		case "commons_work_waiting_seconds":
			u.waiting = v
		}
	}
	if u.heap == 0 || u.cpu == 0 {
		return u, fmt.Errorf("bench: the server does not say what it uses (status %d)", resp.StatusCode)
	}
	return u, nil
}

// size returns how much the files of a directory hold, in MB.
func size(dir string) float64 {
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	var n int64
	for _, f := range files {
		if s, err := os.Stat(f); err == nil {
			n += s.Size()
		}
	}
	return float64(n) / (1 << 20)
}
