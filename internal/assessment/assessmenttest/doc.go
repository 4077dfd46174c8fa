// Package assessmenttest builds people who look where they stand, for tests.
package assessmenttest

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/record/recordtest"
)

// World is a Service on a catalogue's World, with the product's frameworks and profiles.
type World struct {
	*assessment.Service
	C      *cataloguetest.World
	Record *record.Service
	Box    *mail.Box
	Queue  *jobs.Queue
	// MailDown lets no letter leave.
	MailDown bool
	// Seats are who has a seat, by offer.
	Seats map[id.ID][]id.ID
}

// Send implements mail.Sender.
func (w *World) Send(ctx context.Context, m mail.Message) error {
	if w.MailDown {
		return errors.New("the mail server does not answer")
	}
	return w.Box.Send(ctx, m)
}

// participants implements assessment.Participants.
func (w *World) participants(_ context.Context, _ db.Q, offer, after id.ID, limit int) (out []id.ID, err error) {
	list := slices.Sorted(slices.Values(w.Seats[offer]))
	for _, p := range list {
		if p > after && len(out) < limit {
			out = append(out, p)
		}
	}
	return out, nil
}

// BaseURL is the site's address in a World.
const BaseURL = "https://commons.example"

// New makes a World.
func New(t testing.TB, d *db.DB) *World {
	t.Helper()
	c := cataloguetest.New(t, d)
	r := record.New(record.Deps{DB: d, Clock: c.Clock, People: c.People})
	box := &mail.Box{Clock: c.Clock}
	w := &World{C: c, Record: r, Box: box, Queue: jobs.New(d, c.Clock, slog.New(slog.DiscardHandler))}
	w.Service = assessment.New(assessment.Deps{DB: d, Clock: c.Clock, People: c.People, Standards: c.Standards, Catalogue: c.Service, Record: r, Participants: w.participants, Mail: w, BaseURL: BaseURL})
	w.Register(w.Queue)
	err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if _, err := c.Standards.SeedTx(ctx, tx); err != nil {
			return err
		}
		_, err := w.SeedTx(ctx, tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Asks reads what a profile asks for from lines: the key of a framework, a code, the code of a level and why, with semicolons between; the weight is 2.
func Asks(lines ...string) []assessment.DraftAsk {
	var out []assessment.DraftAsk
	for _, l := range lines {
		cells := strings.Split(l, ";")
		out = append(out, assessment.DraftAsk{Framework: cells[0], Code: cells[1], Level: cells[2], Weight: 2, Why: cells[3]})
	}
	return out
}

// Target begins a target of a profile.
func (w *World) Target(t testing.TB, actor authz.Actor, profile string) assessment.Target {
	t.Helper()
	out, err := w.BeginProfile(t.Context(), actor, profile)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Answer answers every question of a round by pick, and returns the competencies in the order in which they were asked.
func (w *World) Answer(t testing.TB, actor authz.Actor, target id.ID, pick func(q assessment.Question) assessment.Saying) (asked []id.ID) {
	t.Helper()
	for range 100 {
		q, err := w.Question(t.Context(), actor, target, "")
		if err != nil {
			t.Fatal(err)
		}
		if q.Done {
			return asked
		}
		y := pick(q)
		y.Competency = q.Line.Competency
		if _, err := w.Say(t.Context(), actor, target, y); err != nil {
			t.Fatal(err)
		}
		asked = append(asked, q.Line.Competency)
	}
	t.Fatal("the questions do not end")
	return nil
}

// Lowest recognises the lowest level of what is asked.
func Lowest(q assessment.Question) assessment.Saying {
	return assessment.Saying{Level: q.Choices[0].Code}
}

// Highest recognises the highest level of what is asked.
func Highest(q assessment.Question) assessment.Saying {
	return assessment.Saying{Level: q.Choices[len(q.Choices)-1].Code}
}

// None says that there is nothing yet.
func None(assessment.Question) assessment.Saying { return assessment.Saying{Said: assessment.SaidNone} }

// Completed adds a completion of an offer to somebody's record and does the work that follows.
func (w *World) Completed(t testing.TB, person, offer id.ID, title string) record.Entry {
	t.Helper()
	n := recordtest.Learning(person)
	n.OfferID, n.Title, n.EndedOn = offer, title, w.C.Clock.Now().Format("2006-01-02")
	n.BeganOn = n.EndedOn
	e := recordtest.Append(t, w.C.DB, w.Record, w.C.Clock.Now(), n)
	w.Work(t)
	return e
}

// Work does what waits to be done.
func (w *World) Work(t testing.TB) {
	t.Helper()
	if err := w.Queue.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}
