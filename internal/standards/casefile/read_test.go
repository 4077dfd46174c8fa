package casefile

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzRead: whatever the bytes, reading ends with a package or an error, and what was read keeps its promises.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		f.Fatal("no corpus", err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Read(bytes.NewReader(b), Limits{Bytes: 1 << 20, Items: 100, Associations: 300})
		if err != nil {
			return
		}
		if len(p.Document.Identifier) != 36 || p.Document.Title == "" {
			t.Errorf("a document without a name: %+v", p.Document)
		}
		seen := map[string]bool{}
		for _, it := range p.Items {
			if len(it.Identifier) != 36 || it.FullStatement == "" || seen[it.Identifier] {
				t.Errorf("an item that should have been refused: %+v", it)
			}
			seen[it.Identifier] = true
		}
		// What is kept can be given back.
		var out bytes.Buffer
		w := NewWriter(&out)
		form := Form{Version: V1p1, Base: "https://commons.example"}
		if err := w.Part("CFDocument", form.DocumentObject(p.Document, true)); err != nil {
			t.Fatal(err)
		}
		w.Begin("CFItems")
		for _, it := range p.Items {
			if err := w.Add(form.ItemObject(it, nil)); err != nil {
				t.Fatal(err)
			}
		}
		w.End()
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		again, err := Read(bytes.NewReader(out.Bytes()), Limits{Bytes: 64 << 20, Items: 100, Associations: 300})
		if err != nil || len(again.Items) != len(p.Items) || len(again.Faults) != 0 {
			t.Errorf("what was written cannot be read: %v %+v\n%s", err, again, &out)
		}
	})
}
