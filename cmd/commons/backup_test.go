package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/backup"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// TestBackupUnderLoadRestores makes backups beside a server under full load and restores each, into
// the same kind of database and into the other (G18).
func TestBackupUnderLoadRestores(t *testing.T) {
	onEach(t, func(t *testing.T, w *trial) {
		p := w.serve(t, nil)
		dir := t.TempDir()
		for i := range rounds(2, 20) {
			stop := w.load(t.Context(), 8, func() string { return p.address }, nil)
			was := w.acked()
			until(t, 60*time.Second, "some writes", func() bool { return w.acked() > was+40 && len(w.sofar().entries) > 0 })
			known, began := w.sofar(), w.acked()
			var out written
			if err := json.Unmarshal([]byte(w.run(t, "backup", "--json", dir)), &out); err != nil {
				t.Fatal(err)
			}
			if w.acked() <= began {
				t.Error("nothing was written during the backup")
			}
			stop()
			to := []string{"--data", filepath.Join(t.TempDir(), "restored")}
			if i%2 == 1 {
				to = []string{"--db", dbtest.EmptyPostgresURL(t)}
			}
			if status, _, stderr := execute(nil, append([]string{"restore", out.File}, to...)...); status != 0 {
				t.Fatalf("restore: %s", stderr)
			}
			known.holds(t, to...)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
			t.Errorf("backups left %v behind", left)
		}
	})
}

// TestKilledWhileBackingUpOrRestoring kills both at random moments (F3): a backup is whole or not
// there, and a database is the one before or the one restored.
func TestKilledWhileBackingUpOrRestoring(t *testing.T) {
	onEach(t, func(t *testing.T, w *trial) {
		dir := t.TempDir()
		file := filepath.Join(dir, "first.zip")
		began := time.Now()
		w.run(t, "backup", file)
		took := time.Since(began)
		whole := 0
		for i := range rounds(4, 25) {
			to := filepath.Join(dir, "killed"+string(rune('a'+i))+".zip")
			w.killed(t, time.Duration(rand.Int64N(int64(2*took+200*time.Millisecond))), "backup", to)
			if _, err := os.Stat(to); err != nil {
				continue
			}
			whole++
			a, err := backup.Open(to)
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Verify(t.Context()); err != nil {
				t.Error(err)
			}
			a.Close()
		}
		w.run(t, "person", "add", "--name", "Later Example", "--email", "later@example.org")
		restored := 0
		for range rounds(4, 25) {
			w.killed(t, time.Duration(rand.Int64N(int64(4*took+time.Second))), "restore", "--replace", file)
			if status, _, _ := execute(nil, append([]string{"person", "show", "later@example.org"}, w.where...)...); status != 0 {
				restored++ // the database of before the person
				w.run(t, "person", "add", "--name", "Later Example", "--email", "later@example.org")
			}
			w.run(t, "doctor")
		}
		t.Logf("%d backups were whole and %d restores done when they were killed", whole, restored)
		if w.run(t, "restore", "--replace", file); strings.Contains(w.where[0], "data") {
			if left, _ := filepath.Glob(filepath.Join(w.where[1], "restoring*")); len(left) > 0 {
				t.Errorf("restoring left %v behind", left)
			}
		}
	})
}

// killed runs a command and kills it after a time.
func (w *trial) killed(t *testing.T, after time.Duration, args ...string) {
	t.Helper()
	p := w.command(nil, args...)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(after, func() { p.Process.Kill() })
	p.Wait()
	late.Stop()
}

// TestRestoreRefuses what it must not put in the place of a database, and leaves that as it is.
func TestRestoreRefuses(t *testing.T) {
	onEach(t, func(t *testing.T, w *trial) {
		dir := t.TempDir()
		good := filepath.Join(dir, "good.zip")
		w.run(t, "backup", good)
		refused(t, 1, "is there already", append([]string{"backup", good}, w.where...)...)
		b, err := os.ReadFile(good)
		if err != nil {
			t.Fatal(err)
		}
		write := func(name string, b []byte) string {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
		to := append([]string{"--replace"}, w.where...)
		no := func(words, file string) {
			t.Helper()
			refused(t, 1, words, append([]string{"restore", file}, to...)...)
		}
		no("no whole backup", write("cut.zip", b[:len(b)-100]))
		no("no whole backup", write("text.zip", []byte("no archive")))
		flipped := append([]byte{}, b...)
		for i := range 300 { // more than the head of a part, whose times say nothing that is used
			flipped[len(b)/2+i] ^= 1
		}
		no("no whole backup", write("flipped.zip", flipped))
		no("checksum", altered(t, good, filepath.Join(dir, "edited.zip"), func(m *backup.Manifest) { m.Parts[3].SHA256 = strings.Repeat("0", 64) }))
		no("rows, and the manifest says", altered(t, good, filepath.Join(dir, "rows.zip"), func(m *backup.Manifest) { m.Parts[3].Rows++ }))
		no("schema version 1 ", altered(t, good, filepath.Join(dir, "schema.zip"), func(m *backup.Manifest) { m.Schema = 1 }))
		no("there is no table", altered(t, good, filepath.Join(dir, "table.zip"), func(m *backup.Manifest) { m.Parts[3].Name = "passwords" }))
		refused(t, 1, "it was used", append([]string{"restore", good}, w.where...)...)
		w.run(t, "doctor")
		if w.where[0] == "--data" {
			w.serve(t, nil)
			no("another server", good)
		}
	})
}

// altered writes a backup anew with another manifest; its parts follow their new names.
func altered(t *testing.T, from, to string, change func(m *backup.Manifest)) string {
	t.Helper()
	if err := backup.Alter(from, to, change); err != nil {
		t.Fatal(err)
	}
	return to
}

// TestRestoreEndsAgain what was ended after the backup: an old backup must not open what was closed (F32).
func TestRestoreEndsAgain(t *testing.T) {
	t.Parallel() // it waits for most of its time
	onEach(t, func(t *testing.T, w *trial) {
		dir := t.TempDir()
		file, endings := filepath.Join(dir, "old.zip"), filepath.Join(dir, "endings.jsonl")
		email := "ada@example.org"
		w.run(t, "person", "add", "--name", "Ada Example", "--email", email)
		w.run(t, "person", "add", "--name", "Bo Example", "--email", "bo@example.org")
		for _, e := range []string{email, "bo@example.org"} {
			w.run(t, "role", "grant", "--person", e, "--role", "admin")
		}
		w.run(t, "backup", file)
		w.run(t, "role", "end", "--person", email, "--role", "admin")
		p := w.serve(t, nil, "--endings", endings) // the server notes by itself
		until(t, 30*time.Second, "the ending is noted", func() bool { b, _ := os.ReadFile(endings); return strings.Contains(string(b), "role.ended") })
		p.kill()
		if out := w.run(t, "export", "endings"); !strings.Contains(out, `"action":"role.ended"`) {
			t.Errorf("export endings: %s", out)
		}
		out := w.run(t, "restore", "--replace", file)
		if !strings.Contains(out, "holds again") {
			t.Errorf("nothing warns of what is open again: %s", out)
		}
		if out := w.run(t, "person", "show", "--json", email); !strings.Contains(out, `"ended_at": null`) {
			t.Fatalf("the old backup has not the role of then: %s", out)
		}
		out = w.run(t, "restore", "--replace", "--reapply", endings, file)
		if !strings.Contains(out, "1 were ended again") {
			t.Errorf("restore --reapply: %s", out)
		}
		if out := w.run(t, "person", "show", "--json", email); strings.Contains(out, `"ended_at": null`) {
			t.Errorf("the role that was ended is back: %s", out)
		}
	})
}

// TestBackupHoldsNoSession looks for what must not come back: sessions and links.
func TestBackupHoldsNoSession(t *testing.T) {
	w := newTrial(t, "--data", filepath.Join(t.TempDir(), "data"))
	file := filepath.Join(t.TempDir(), "b.zip")
	w.run(t, "backup", file)
	a, err := backup.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	empty := map[string]bool{"web_sessions": false, "mail_links": false, "visit_salts": false}
	for _, p := range a.Manifest.Parts {
		if _, ok := empty[p.Name]; ok {
			empty[p.Name] = p.Rows == 0
		}
	}
	for name, ok := range empty {
		if !ok {
			t.Errorf("the backup has rows of %s, or no such part", name)
		}
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the backup: %v %v", info.Mode(), err)
	}
}
