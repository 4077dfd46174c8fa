// Package dutiestest builds duties and what they stand on for the tests of other packages.
package dutiestest

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/record/recordtest"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/standards"
)

// BaseURL is the site's address in tests.
const BaseURL = "https://commons.example.org"

// World is a Service with what it stands on. Its clock stands at peopletest.Start, 15 September 2026.
type World struct {
	*duties.Service
	DB        *db.DB
	Clock     *clock.Fake
	People    *people.Service
	Catalogue *catalogue.Service
	Record    *record.Service
	Queue     *jobs.Queue
	Box       *mail.Box
	// Logged is what was written to the log.
	Logged *bytes.Buffer
	// MailDown lets no letter of duties leave.
	MailDown bool
	// Me has duties in most tests, Other has none of mine.
	Me, Other authz.Actor
	// Editor writes rules, Admin runs the place.
	Editor, Admin authz.Actor
}

// Send implements mail.Sender.
func (w *World) Send(ctx context.Context, m mail.Message) error {
	if w.MailDown {
		return errors.New("the mail server does not answer")
	}
	return w.Box.Send(ctx, m)
}

// New returns a World on d.
func New(t testing.TB, d *db.DB) *World {
	t.Helper()
	p := peopletest.NewWorld(t, d)
	w := &World{DB: d, Clock: p.Clock, People: p.Service, Box: p.Box, Logged: &bytes.Buffer{}, Queue: jobs.New(d, p.Clock, slog.New(slog.DiscardHandler))}
	std := standards.New(standards.Deps{DB: d, Clock: p.Clock, People: p.Service, BaseURL: BaseURL})
	w.Catalogue = catalogue.New(catalogue.Deps{DB: d, Clock: p.Clock, People: p.Service, Standards: std})
	w.Record = record.New(record.Deps{DB: d, Clock: p.Clock, People: p.Service})
	rec := recognition.New(recognition.Deps{DB: d, Clock: p.Clock, People: p.Service, Catalogue: w.Catalogue, Record: w.Record})
	ass := assessment.New(assessment.Deps{DB: d, Clock: p.Clock, People: p.Service, Standards: std, Catalogue: w.Catalogue, Record: w.Record, Mail: p.Box, BaseURL: BaseURL})
	reg := registration.New(registration.Deps{DB: d, Clock: p.Clock, People: p.Service, Catalogue: w.Catalogue, Record: w.Record})
	w.Service = duties.New(duties.Deps{DB: d, Clock: p.Clock, People: p.Service, Catalogue: w.Catalogue, Record: w.Record, Registration: reg, Recognition: rec,
		Standards: std, Assessment: ass, Mail: w, BaseURL: BaseURL, Log: slog.New(slog.NewTextHandler(w.Logged, nil))})
	w.Service.Register(w.Queue)
	w.Me, w.Other = w.person(t), w.person(t)
	w.Editor = w.person(t, peopletest.Role(authz.Binding{Role: authz.CurriculumEditor}))
	w.Admin = w.person(t, peopletest.Role(authz.Binding{Role: authz.Admin}))
	return w
}

func (w *World) person(t testing.TB, o ...peopletest.Option) authz.Actor {
	return peopletest.Actor(t, w.People, peopletest.Person(t, w.People, o...))
}

// Person adds somebody.
func (w *World) Person(t testing.TB, o ...peopletest.Option) authz.Actor {
	t.Helper()
	return w.person(t, o...)
}

// Learned adds an entry that the association vouches for to somebody's record.
func (w *World) Learned(t testing.TB, person id.ID, day string, minutes int, areas ...string) record.Entry {
	t.Helper()
	n := recordtest.Learning(person)
	n.BeganOn, n.EndedOn, n.Minutes, n.Areas, n.CEUTenths = "", day, minutes, areas, (minutes+30)/60
	if minutes < 30 {
		n.CEUTenths = 0
	}
	return recordtest.Append(t, w.DB, w.Record, w.Clock.Now(), n)
}

// Keep puts a text of an own rule into the database and publishes it, unchecked, as an earlier release of the program may have.
func (w *World) Keep(t testing.TB, key string, number int, text string) {
	t.Helper()
	err := w.DB.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		body, now := id.New(), w.Clock.Now()
		if _, err := tx.Exec(ctx, `INSERT INTO duty_rules (id, key, created_at) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING`, id.New(), key, now); err != nil {
			return err
		}
		var rule id.ID
		if err := tx.QueryRow(ctx, `SELECT id FROM duty_rules WHERE key = $1`, key).Scan(&rule); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO duty_rule_texts (id, rule_id, number, text, name, written_by, written_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			body, rule, number, text, "The rule "+key, w.Editor.PersonID, now); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO duty_rule_publications (text_id, rule_id, number, correction, published_by, published_at) VALUES ($1, $2, $3, '', $4, $5)`,
			body, rule, number, w.Editor.PersonID, now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Work does all jobs that wait.
func (w *World) Work(t testing.TB) {
	t.Helper()
	if err := w.Queue.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// Sound fails when the area's own check finds something.
func (w *World) Sound(t testing.TB) {
	t.Helper()
	found, err := w.Check(context.Background())
	if err != nil || len(found) > 0 {
		t.Errorf("check: %v %v", found, err)
	}
}
