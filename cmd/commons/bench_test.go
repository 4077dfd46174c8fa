package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/bench"
)

// TestBenchMeasures runs a small bench: every question is answered rightly, by a server of its own
// that does not take the association's settings over.
func TestBenchMeasures(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a trial and serves it")
	}
	kept := filepath.Join(t.TempDir(), "trial")
	status, out, stderr := execute([]string{"COMMONS_DB=postgres://nobody@127.0.0.1:1/production"}, "bench", "--scale", "60", "--duration", "300ms", "--connections", "2", "--keep", kept, "--json")
	if status != 0 {
		t.Fatalf("bench: %s", stderr)
	}
	var r bench.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if r.Database != "sqlite" || r.Size.Offers != 60 || r.DataMB <= 0 || r.HeapMB <= 0 || len(r.Measures) != 9 || r.Export.Rows == 0 || r.Export.MemoryMB <= 0 {
		t.Errorf("report %+v", r)
	}
	for _, m := range r.Measures {
		if m.Requests == 0 || m.CPU <= 0 && m.Name != "bare net/http" || m.Errors != 0 || m.Rate <= 0 || m.P50 <= 0 || m.P99 < m.P50 {
			t.Errorf("%+v", m)
		}
	}
	// The kept trial is measured as it is, whatever scale is asked for.
	status, out, stderr = execute(nil, "bench", "--scale", "10", "--duration", "100ms", "--connections", "2", "--keep", kept, "--json")
	var again bench.Report
	if err := json.Unmarshal([]byte(out), &again); err != nil || status != 0 || again.Size != r.Size || again.SeedSeconds != r.SeedSeconds {
		t.Errorf("again: %v, %d, %+v, %s", err, status, again, stderr)
	}
	// A directory that may be an association's is left alone.
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "commons.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, stderr := execute(nil, "bench", "--keep", other); status == 0 || !strings.Contains(stderr, "no trial") {
		t.Errorf("a directory with files: %d %s", status, stderr)
	}
}
