package tabular

import (
	"strings"
	"testing"
	"time"
)

// TestResyncLongFile gives up one line of a long file, and takes all the others.
func TestResyncLongFile(t *testing.T) {
	const rows = 100_000
	r, err := Open(strings.NewReader("a,b\n1,2\n3,\"4\n"+strings.Repeat("5,6\n", rows)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	good, bad := 0, 0
	for row, err := range r.Rows() {
		if err != nil {
			bad++
			if row.Line != 3 {
				t.Errorf("line %d is refused: %v", row.Line, err)
			}
			continue
		}
		good++
	}
	if good != rows+1 || bad != 1 || r.Err() != nil {
		t.Errorf("%d rows were taken and %d refused, %v", good, bad, r.Err())
	}
}

// TestResyncEnds reads files in which nearly every line opens quotes again: it must not take for ever.
func TestResyncEnds(t *testing.T) {
	for name, line := range map[string]string{"opened": "x,\"y\n", "closed early": "\"\"x,y\n", "doubled": "x,\"\"\"\"y\n", "alone": "\"\n", "long": "\"" + strings.Repeat("y", 1000) + "\n"} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			r, err := Open(strings.NewReader("a,b\nx,\""+strings.Repeat(line, (2<<20)/len(line))), Options{MaxRows: 10 << 20})
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for range r.Rows() {
				n++
			}
			if took := time.Since(begin); took > 20*time.Second {
				t.Errorf("%d rows took %s", n, took)
			}
		})
	}
}
