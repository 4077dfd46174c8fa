package app

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/webhooks"
)

// TestAnOldBackupOpensNothing that was ended since, once the endings are applied again: it restores a backup twice, and every way in
// that is open without them is closed with them.
func TestAnOldBackupOpensNothing(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { oldBackup(t, Config{Data: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { oldBackup(t, Config{Data: t.TempDir(), DatabaseURL: dbtest.PostgresURL(t)}) })
}

func oldBackup(t *testing.T, c Config) {
	const password = "four quiet green herons"
	ctx, system := t.Context(), authz.System("cli")
	fake := clock.NewFake(time.Date(2026, 9, 15, 14, 0, 0, 0, time.UTC))
	c.Clock = fake
	a, err := New(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	tokens := map[string]string{}
	person := func(name string) people.Person {
		p, err := a.People.AddPerson(ctx, system, people.NewPerson{Name: name, Email: name + "@library.example", Verified: true, PasswordHash: a.People.HashPassword(password)})
		must(err)
		tokens[name], err = a.People.CreateToken(ctx, system, p.ID, "a program", []string{authz.ScopeRecordRead}, time.Time{})
		must(err)
		return p
	}
	actor := func(p people.Person) authz.Actor {
		as, err := a.People.Actor(ctx, p.ID, "web")
		must(err)
		return as
	}
	closed, changed, reset, joined, stays := person("closed"), person("changed"), person("reset"), person("joined"), person("stays")
	one, other, first, second := person("one"), person("other"), person("first"), person("second")
	must(a.People.Merge(ctx, system, second.ID, first.ID)) // and so brings first an address that can go
	must(a.People.Merge(ctx, system, other.ID, one.ID))
	tokens["one"], err = a.People.CreateToken(ctx, system, one.ID, "a program", []string{authz.ScopeRecordRead}, time.Time{})
	must(err)
	calendar, err := a.Registration.RenewFeed(ctx, actor(stays))
	must(err)
	admin := actor(stays)
	admin.Roles = []authz.Binding{{Role: authz.Admin}}
	hook := func(name string) id.ID {
		h, _, err := a.Webhooks.Create(ctx, admin, webhooks.Settings{Name: name, Address: "https://hooks.library.example/" + name, Events: []string{"catalogue.offer-published"}})
		must(err)
		return h.ID
	}
	gone, paused := hook("gone"), hook("paused")

	fake.Advance(time.Hour)
	backup := filepath.Join(t.TempDir(), "old.zip")
	f, err := os.Create(backup)
	must(err)
	_, err = a.Backup(ctx, f)
	must(err)
	must(f.Close())

	fake.Advance(time.Hour)
	must(a.People.ClosePerson(ctx, system, closed.ID))
	must(a.People.ChangePassword(ctx, actor(changed), password, "seven loud blue magpies"))
	must(a.People.ResetFactors(ctx, system, reset.ID))
	must(a.People.Merge(ctx, system, joined.ID, stays.ID))
	must(a.People.UndoMerge(ctx, system, one.ID, other.ID))
	must(a.People.RemoveAddress(ctx, actor(first), "second@library.example"))
	must(a.Registration.StopFeed(ctx, actor(stays)))
	must(a.Webhooks.Remove(ctx, admin, gone))
	_, err = a.Webhooks.Pause(ctx, admin, paused, true)
	must(err)
	endings := filepath.Join(t.TempDir(), "endings.jsonl")
	must(a.keepEndings(ctx, endings))
	must(a.Close())

	// open lists the ways in that are open.
	open := func(o RestoreOptions) (ways []string, done Restored) {
		o.Replace = true
		done, err := Restore(ctx, c, backup, o)
		must(err)
		a, err := New(ctx, c)
		must(err)
		defer func() { must(a.Close()) }()
		if len(done.Findings) > 0 {
			t.Errorf("the doctor found %q", done.Findings)
		}
		for _, name := range []string{"closed", "changed", "reset", "joined", "one"} {
			if _, err := a.People.ActorByToken(ctx, tokens[name]); err == nil {
				ways = append(ways, "token of "+name)
			}
		}
		for _, name := range []string{"closed", "changed"} {
			if _, err := a.People.SignIn(ctx, name+"@library.example", password); err == nil {
				ways = append(ways, "password of "+name)
			}
		}
		if p, err := a.People.PersonByEmail(ctx, "second@library.example"); err == nil && p.ID == first.ID {
			ways = append(ways, "the removed address")
		}
		if p, err := a.People.PersonByEmail(ctx, "other@library.example"); err == nil && p.ID == one.ID {
			ways = append(ways, "the other's address")
		}
		if _, err := a.Registration.Feed(ctx, calendar); err == nil {
			ways = append(ways, "the calendar")
		}
		for name, h := range map[string]id.ID{"gone": gone, "paused": paused} {
			if h, _, err := a.Webhooks.Webhook(ctx, admin, h); err == nil && !h.Paused {
				ways = append(ways, "webhook "+name)
			}
		}
		slices.Sort(ways)
		return ways, done
	}
	all := []string{"password of changed", "password of closed", "the calendar", "the other's address", "the removed address",
		"token of changed", "token of closed", "token of joined", "token of one", "token of reset", "webhook gone", "webhook paused"}
	if ways, _ := open(RestoreOptions{}); !slices.Equal(ways, all) {
		t.Errorf("a backup without endings opens %q, and this test wants to close %q", ways, all)
	}
	ways, done := open(RestoreOptions{Reapply: endings})
	if len(ways) > 0 || done.Reapplied != 9 {
		t.Errorf("%d were ended again, and these are open: %q", done.Reapplied, ways)
	}
}

// TestRestoreKeepsTheSoundDatabase restores a backup whose rows contradict each other, with checksums that fit: the database that was
// there stays, unless it is said that it may go.
func TestRestoreKeepsTheSoundDatabase(t *testing.T) {
	c := Config{Data: t.TempDir(), Clock: clock.NewFake(time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)), Log: slog.New(slog.DiscardHandler)}
	with := func(do func(a *App)) {
		t.Helper()
		a, err := New(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		do(a)
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	add := func(a *App, name string) people.Person {
		p, err := a.People.AddPerson(t.Context(), authz.System("test"), people.NewPerson{Name: name, Email: name + "@library.example"})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	edited := filepath.Join(t.TempDir(), "edited.zip")
	with(func(a *App) {
		p := add(a, "ada")
		if err := a.People.GrantRole(t.Context(), authz.System("test"), p.ID, authz.Binding{Role: authz.Auditor}); err != nil {
			t.Fatal(err)
		}
		if _, err := a.DB.Writer().ExecContext(t.Context(), `UPDATE role_bindings SET role = 'unit-editor'`); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(edited)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Backup(t.Context(), f); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := a.DB.Writer().ExecContext(t.Context(), `UPDATE role_bindings SET role = 'auditor'`); err != nil {
			t.Fatal(err)
		}
		add(a, "bo")
	})
	there := func() (known bool) {
		with(func(a *App) {
			_, err := a.People.PersonByEmail(t.Context(), "bo@library.example")
			known = err == nil
		})
		return known
	}
	done, err := Restore(t.Context(), c, edited, RestoreOptions{Replace: true})
	if !errors.Is(err, ErrSick) || len(done.Findings) == 0 || !there() {
		t.Fatalf("%v, %q; the old database is there: %v", err, done.Findings, there())
	}
	if _, err := Restore(t.Context(), c, edited, RestoreOptions{Replace: true, Anyway: true}); err != nil || there() {
		t.Errorf("anyway: %v; the old database is there: %v", err, there())
	}
}

// TestATextThatCannotBeReadKeepsNothingFromBeingRestored because nothing of the backup is damaged: it is named, and waits to be mended.
func TestATextThatCannotBeReadKeepsNothingFromBeingRestored(t *testing.T) {
	c := Config{Data: t.TempDir(), Clock: clock.NewFake(time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)), Log: slog.New(slog.DiscardHandler)}
	ctx := t.Context()
	a, err := New(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{
		`INSERT INTO duty_rules (id, key, created_at) VALUES ('r', 'of-old', 1)`,
		`INSERT INTO duty_rule_texts (id, rule_id, number, text, name, written_at) VALUES ('t', 'r', 1, 'needs: {of: {another: language}}', 'Of old', 1)`,
		`INSERT INTO duty_rule_publications (text_id, rule_id, number, correction, published_at) VALUES ('t', 'r', 1, '', 1)`,
	} {
		if _, err := a.DB.Writer().ExecContext(ctx, row); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "old.zip")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Backup(ctx, f); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Close(), a.Close()); err != nil {
		t.Fatal(err)
	}
	done, err := Restore(ctx, c, file, RestoreOptions{Replace: true})
	if err != nil || len(done.Findings) > 0 || len(done.Attention) != 1 || !strings.Contains(done.Attention[0], "duties: 1 published texts") || !strings.Contains(done.Attention[0], "of-old") {
		t.Errorf("broken %q, attention %q, %v", done.Findings, done.Attention, err)
	}
}
