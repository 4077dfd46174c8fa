package catalogue_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/mail"
)

// postal is a catalogue whose letters arrive, with somebody to write to.
type postal struct {
	*cataloguetest.World
	jobs *jobs.Queue
	box  *mail.Box
	fan  authz.Actor
}

func newPostal(t testing.TB, d *db.DB) *postal {
	t.Helper()
	w := cataloguetest.New(t, d)
	p := &postal{World: w, box: &mail.Box{Clock: w.Clock}, jobs: jobs.New(d, w.Clock, slog.New(slog.DiscardHandler))}
	w.Service = catalogue.New(catalogue.Deps{DB: d, Clock: w.Clock, People: w.People, BaseURL: "https://commons.example", Mail: p.box})
	w.Service.Register(p.jobs)
	p.fan = w.Actor(t, "June Ferrer")
	return p
}

// tick lets time pass and does what is due.
func (p *postal) tick(t *testing.T, d time.Duration) {
	t.Helper()
	p.Clock.Advance(d)
	for range 2 { // at least once is what is promised; twice must do no harm
		if err := p.jobs.RunPeriodic(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := p.jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func (p *postal) wantLetters(t *testing.T, when string, n int) {
	t.Helper()
	if got := p.box.Letters(""); len(got) != n {
		t.Errorf("%s: %d letters, not %d: %v", when, len(got), n, got)
	}
}

func (p *postal) save(t *testing.T, q catalogue.Question, every catalogue.Cadence) catalogue.SavedSearch {
	t.Helper()
	v, err := p.SaveSearch(t.Context(), p.fan, "Tech for me", q, every)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func inArea(area, title string) func(*catalogue.Draft) {
	return func(d *catalogue.Draft) { d.Areas, d.Title = []string{area}, title }
}

func TestASavedSearchTellsWhatIsNewOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPostal(t, d)
		cataloguetest.Offer(t, p.World, inArea("technology", "Scanners, old"))
		saved := p.save(t, catalogue.Question{Words: "scanners", Filter: map[string][]string{"area": {"Technology"}, "when": {"now", "this-month"}}}, catalogue.Daily)
		p.tick(t, 25*time.Hour)
		p.wantLetters(t, "nothing is new", 0)

		fresh := cataloguetest.Offer(t, p.World, inArea("technology", "Scanners, new"))
		cataloguetest.Occurrence(t, p.World, fresh.ID)
		cataloguetest.Offer(t, p.World, inArea("collections", "Scanners in another area"))
		cataloguetest.Offer(t, p.World, inArea("technology", "No such words"))
		p.tick(t, time.Hour)
		p.wantLetters(t, "a day has not passed", 0)
		p.tick(t, 24*time.Hour)
		p.wantLetters(t, "one is new", 1)
		l := p.box.Letters("")[0]
		for _, text := range []string{"Scanners, new", "/offers/" + fresh.Key, "/searches/stop/" + saved.StopKey} {
			if !strings.Contains(l.Text, text) {
				t.Errorf("the letter lacks %q:\n%s", text, l.Text)
			}
		}
		if strings.Contains(l.Text, "old") || strings.Contains(l.Text, "another area") || strings.Contains(l.Text, "No such") {
			t.Errorf("the letter tells too much:\n%s", l.Text)
		}
		var wire bytes.Buffer
		if err := mail.WriteTo(&wire, l.Message, "letters@example.org", "Commons", p.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		head := strings.Join(strings.Fields(wire.String()), " ")
		for _, field := range []string{"List-Unsubscribe-Post: List-Unsubscribe=One-Click", "List-Unsubscribe: <https://commons.example/searches/stop/" + saved.StopKey + ">"} {
			if !strings.Contains(head, field) {
				t.Errorf("the letter's head lacks %q", field)
			}
		}
		for range 3 {
			p.tick(t, 24*time.Hour)
		}
		p.wantLetters(t, "it was told", 1)
	})
}

func TestASavedSearchIsLookedAtAgainWhenTheLetterIsWritten(t *testing.T) {
	p := newPostal(t, dbtest.SQLite(t))
	ctx := t.Context()
	gone := p.save(t, catalogue.Question{Words: "scanners"}, catalogue.Daily)
	stopped := p.save(t, catalogue.Question{Words: "scanners"}, catalogue.Daily)
	p.save(t, catalogue.Question{Words: "scanners"}, catalogue.Daily)
	p.Clock.Advance(time.Minute)
	cataloguetest.Offer(t, p.World, inArea("technology", "Scanners"))
	p.Clock.Advance(25 * time.Hour)
	if err := p.jobs.RunPeriodic(ctx); err != nil {
		t.Fatal(err)
	}
	// The letters are asked for, and not written yet.
	if err := p.DeleteSearch(ctx, p.fan, gone.ID); err != nil {
		t.Fatal(err)
	}
	if err := p.StopMail(ctx, stopped.StopKey); err != nil {
		t.Fatal(err)
	}
	if err := p.jobs.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	p.wantLetters(t, "one was deleted, one stopped", 1)

	again := cataloguetest.Offer(t, p.World, inArea("technology", "Scanners again"))
	p.Clock.Advance(25 * time.Hour)
	if err := p.jobs.RunPeriodic(ctx); err != nil {
		t.Fatal(err)
	}
	if err := p.Archive(ctx, p.Manager, again.ID, "over"); err != nil {
		t.Fatal(err)
	}
	if err := p.jobs.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	p.wantLetters(t, "what was new has left the catalogue", 1)
}

func TestSavedSearchesAreTheirOwners(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, ctx := newPostal(t, d), t.Context()
		v := p.save(t, catalogue.Question{Words: "scanners"}, catalogue.Weekly)
		if err := p.ChangeSearch(ctx, p.Stranger, v.ID, "Mine", catalogue.Daily); !errs.Is(err, errs.NotFound) {
			t.Errorf("a stranger's change: %v", err)
		}
		if err := p.DeleteSearch(ctx, p.Stranger, v.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("a stranger's deletion: %v", err)
		}
		if err := p.StopMail(ctx, "no such key"); !errs.Is(err, errs.NotFound) {
			t.Errorf("a wrong key: %v", err)
		}
		for range 2 {
			if err := p.StopMail(ctx, v.StopKey); err != nil {
				t.Error(err)
			}
		}
		list, err := p.SavedSearches(ctx, p.fan)
		if err != nil || len(list) != 1 || list[0].Every != catalogue.Never || list[0].Name != "Tech for me" {
			t.Errorf("the list is %v (%v)", list, err)
		}
		for _, bad := range []struct {
			name  string
			q     catalogue.Question
			every catalogue.Cadence
		}{{"", catalogue.Question{Words: "x"}, catalogue.Daily}, {"x", catalogue.Question{}, catalogue.Daily}, {"x", catalogue.Question{Words: "x"}, "hourly"},
			{"x", catalogue.Question{Filter: map[string][]string{"colour": {"red"}}}, catalogue.Daily}} {
			if _, err := p.SaveSearch(ctx, p.fan, bad.name, bad.q, bad.every); !errs.Is(err, errs.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		if err := p.DeleteSearch(ctx, p.fan, v.ID); err != nil {
			t.Error(err)
		}
	})
}

// BenchmarkSweep looks through 50,000 saved searches, 2,000 different ones, when 200 of 2,000 offers are new.
func BenchmarkSweep(b *testing.B) {
	p := newPostal(b, dbtest.SQLite(b))
	ctx := b.Context()
	words := []string{"scanners", "mysteries", "poems", "budget", "grants", "story", "metadata", "teens", "privacy", "archives"}
	for i := range 2000 {
		if i == 1800 {
			p.Clock.Advance(time.Hour)
		}
		cataloguetest.Offer(b, p.World, inArea([]string{"technology", "collections"}[i%2], fmt.Sprintf("%s %s part %d", words[i%10], words[i/10%10], i)))
	}
	for b.Loop() {
		b.StopTimer()
		p.fill(b, 50_000, words)
		p.Clock.Advance(time.Hour)
		b.StartTimer()
		if err := p.jobs.RunPeriodic(ctx); err != nil {
			b.Fatal(err)
		}
	}
}

// fill puts saved searches in place that are all due, the last told half an hour ago.
func (p *postal) fill(b *testing.B, n int, words []string) {
	b.Helper()
	now := p.Clock.Now()
	err := p.DB.InTx(b.Context(), func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM saved_searches`); err != nil {
			return err
		}
		_, err := db.BulkInsert(ctx, tx, "saved_searches", []string{"id", "person_id", "name", "question", "every", "stop_key", "told_until", "created_at", "due_at"}, "",
			func(yield func([]any) bool) {
				for i := range n {
					q := catalogue.Question{Words: words[i%10] + " " + words[i/10%10], Filter: map[string][]string{"area": {"technology"}, "level": {[]string{"foundational", "expert"}[i/100%2]}, "unit": {fmt.Sprint("U", i/200%10)}}}
					if i%2 == 0 {
						delete(q.Filter, "unit")
					}
					if !yield([]any{id.New(), p.fan.PersonID, "x", db.JSON(q), "daily", id.Secret(), now.Add(-30 * time.Minute), now, now}) {
						return
					}
				}
			})
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}
