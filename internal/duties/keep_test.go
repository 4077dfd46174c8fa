package duties_test

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/duties/dutiestest"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
)

// kept reads what is kept of a person and a rule.
func kept(t *testing.T, w *dutiestest.World, person id.ID, rule string) (status string, missing int, at time.Time) {
	t.Helper()
	err := w.DB.QueryRow(t.Context(), `SELECT status, missing, computed_at FROM duty_standings WHERE person_id = $1 AND rule_key = $2`, person, rule).Scan(&status, &missing, db.Time(&at))
	if err != nil {
		t.Fatal(err)
	}
	return status, missing, at
}

func TestStandingsFollowTheRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		me := w.Me.PersonID
		bind(t, w, duties.Binding{Rule: newYork, Certified: "2022-01-01"})
		w.Work(t)
		if status, missing, _ := kept(t, w, me, newYork); status != "not yet" || missing != 3600 {
			t.Errorf("at first: %s, %d minutes missing", status, missing)
		}
		e := w.Learned(t, me, "2024-05-05", 600)
		w.Work(t)
		if status, missing, _ := kept(t, w, me, newYork); status != "partly" || missing != 3000 {
			t.Errorf("after an entry: %s, %d minutes missing", status, missing)
		}
		c := record.CorrectionOf(e)
		c.Minutes, c.CEUTenths, c.Reason = 1200, 20, "It was longer"
		err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := w.Record.CorrectTx(ctx, tx, w.Clock.Now(), system, e.ID, c)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		if status, missing, _ := kept(t, w, me, newYork); status != "partly" || missing != 2400 {
			t.Errorf("after a correction: %s, %d minutes missing", status, missing)
		}
		// The day on which the cycle has ended comes by itself.
		w.Clock.Set(time.Date(2027, 1, 2, 15, 0, 0, 0, time.UTC))
		if err := w.Queue.RunPeriodic(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		if status, missing, _ := kept(t, w, me, newYork); status != "expired" || missing != 2400 {
			t.Errorf("when the cycle has ended: %s, %d minutes missing", status, missing)
		}
		if err := w.End(t.Context(), w.Me, newYork, ""); err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		if status, _, _ := kept(t, w, me, newYork); status != duties.StatusEnded {
			t.Errorf("an ended duty: %s", status)
		}
		w.Sound(t)
	})
}

func TestAnOlderReadingOverwritesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		bind(t, w, duties.Binding{Rule: newYork, Certified: "2022-01-01"})
		w.Work(t)
		later := w.Clock.Now().Add(time.Hour)
		err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE duty_standings SET status = 'met', computed_at = $1`, later)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.Learned(t, w.Me.PersonID, "2024-05-05", 60)
		w.Work(t)
		if status, _, at := kept(t, w, w.Me.PersonID, newYork); status != "met" || !at.Equal(later) {
			t.Errorf("%s of %s", status, at)
		}
	})
}

func TestJoinedAccountsHaveOneStanding(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		old, ctx := w.Other.PersonID, t.Context()
		if err := w.Bind(ctx, w.Other, duties.Binding{Rule: newYork, Certified: "2022-01-01"}); err != nil {
			t.Fatal(err)
		}
		w.Learned(t, old, "2024-05-05", 600)
		w.Work(t)
		err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO person_aliases (alias_id, person_id, merged_into, created_at) VALUES ($1, $2, $2, 1)`, old, w.Me.PersonID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.Learned(t, w.Me.PersonID, "2024-06-05", 600)
		w.Work(t)
		if status, missing, _ := kept(t, w, w.Me.PersonID, newYork); status != "partly" || missing != 2400 {
			t.Errorf("%s, %d minutes missing", status, missing)
		}
		if status, _, _ := kept(t, w, old, newYork); status != duties.StatusEnded {
			t.Errorf("the account before: %s", status)
		}
		list, err := w.Mine(ctx, w.Me)
		if err != nil || len(list) != 1 {
			t.Fatalf("%v %v", list, err)
		}
		if n := duties.Headline(list[0].Result); n.Counted != 1200 {
			t.Errorf("%d minutes count", n.Counted)
		}
	})
}

const boardRule = `rule: own-ethics
name: Ethics every two years
status: verified
versions:
  - version: "1"
    cycle: {length: 2 years}
    needs: {at_least: 2 hours, of: {area: policy-principles}}
`

func TestOwnRulesAreWrittenAndPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		ctx := t.Context()
		if _, err := w.WriteRule(ctx, w.Admin, boardRule); kindOf(err) != "forbidden" {
			t.Errorf("an administrator writes: %v", err)
		}
		if _, err := w.WriteRule(ctx, w.Editor, "rule: own-ethics\nneeds: {at_lest: 2 hours}\n"); kindOf(err) != "invalid" || fields(err)[0] != "text" {
			t.Errorf("a wrong text: %v", err)
		}
		if _, err := w.WriteRule(ctx, w.Editor, "rule: us-ny-librarian\nstatus: verified\nneeds: {nothing: true}\n"); kindOf(err) != "invalid" {
			t.Errorf("the name of one that comes along: %v", err)
		}
		first, err := w.WriteRule(ctx, w.Editor, boardRule)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Rule(ctx, "own-ethics"); kindOf(err) != "not-found" {
			t.Errorf("a draft is public: %v", err)
		}
		if err := w.Bind(ctx, w.Me, duties.Binding{Rule: "own-ethics"}); kindOf(err) != "invalid" {
			t.Errorf("a draft binds: %v", err)
		}
		if _, err := w.OwnRule(ctx, w.Me, "own-ethics"); kindOf(err) != "forbidden" {
			t.Errorf("a stranger sees a draft: %v", err)
		}
		if err := w.PublishRule(ctx, w.Editor, "own-ethics", "", first.Seen()); err != nil {
			t.Fatal(err)
		}
		if err := w.PublishRule(ctx, w.Editor, "own-ethics", "", first.Seen()); kindOf(err) != "conflict" {
			t.Errorf("published twice: %v", err)
		}
		bind(t, w, duties.Binding{Rule: "own-ethics", Certified: "2026-01-01"})
		w.Learned(t, w.Me.PersonID, "2026-02-02", 120, "policy-principles")
		w.Work(t)
		if status, _, _ := kept(t, w, w.Me.PersonID, "own-ethics"); status != "met" {
			t.Errorf("by the first text: %s", status)
		}
		// What was in force may not change without a word.
		stricter := replace(boardRule, "2 hours", "3 hours")
		second, err := w.SaveRule(ctx, w.Editor, "own-ethics", stricter, first.Seen())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.SaveRule(ctx, w.Editor, "own-ethics", boardRule, first.Seen()); kindOf(err) != "stale" {
			t.Errorf("over somebody's text: %v", err)
		}
		if err := w.PublishRule(ctx, w.Editor, "own-ethics", "", second.Seen()); kindOf(err) != "invalid" || fields(err)[0] != "correction" {
			t.Errorf("the past is changed: %v", err)
		}
		// A new version that holds from tomorrow on may.
		third, err := w.SaveRule(ctx, w.Editor, "own-ethics", boardRule+`  - version: "2"
    in_force_from: 2026-10-01
    cycle: {length: 2 years}
    needs: {at_least: 4 hours, of: {area: policy-principles}}
`, second.Seen())
		if err != nil {
			t.Fatal(err)
		}
		if err := w.PublishRule(ctx, w.Editor, "own-ethics", "", third.Seen()); err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		if status, _, _ := kept(t, w, w.Me.PersonID, "own-ethics"); status != "met" {
			t.Errorf("before the second version: %s", status)
		}
		w.Clock.Set(time.Date(2026, 10, 1, 15, 0, 0, 0, time.UTC))
		if err := w.Queue.RunPeriodic(ctx); err != nil {
			t.Fatal(err)
		}
		if status, missing, _ := kept(t, w, w.Me.PersonID, "own-ethics"); status != "partly" || missing != 120 {
			t.Errorf("by the second version: %s, %d missing", status, missing)
		}
		o, err := w.OwnRule(ctx, w.Editor, "own-ethics")
		if err != nil || len(o.Texts) != 3 || len(o.Runs) != 2 || o.Runs[0].FinishedAt.IsZero() || o.Runs[0].Done != 1 || o.Draft() || !o.Bound.Few {
			t.Errorf("%+v %v", o, err)
		}
		// And a mistake is put right with a reason.
		fourth, err := w.SaveRule(ctx, w.Editor, "own-ethics", stricter, third.Seen())
		if err != nil {
			t.Fatal(err)
		}
		if err := w.PublishRule(ctx, w.Editor, "own-ethics", "The source says three hours.", fourth.Seen()); err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		if status, missing, _ := kept(t, w, w.Me.PersonID, "own-ethics"); status != "partly" || missing != 60 {
			t.Errorf("after the correction: %s, %d missing", status, missing)
		}
		w.Sound(t)
	})
}

func TestARunGoesOnWhereItWasKilled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dutiestest.New(t, d)
		ctx := t.Context()
		var all []id.ID
		for range 7 {
			p := peopletest.Person(t, w.People)
			all = append(all, p.ID)
			if err := w.Bind(ctx, peopletest.Actor(t, w.People, p), duties.Binding{Rule: newYork, Certified: "2022-01-01"}); err != nil {
				t.Fatal(err)
			}
		}
		w.Work(t)
		exec := func(query string, args ...any) {
			t.Helper()
			if err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, query, args...); return err }); err != nil {
				t.Fatal(err)
			}
		}
		// A run that was killed after three of seven.
		exec(`UPDATE duty_standings SET status = 'expired'`)
		exec(`INSERT INTO duty_runs (id, rule_key, text_hash, after_id, done, total, started_at) VALUES ('r', $1, 'h', $2, 3, 7, 1)`, newYork, string(all[2]))
		for range 2 { // and twice, as jobs do
			exec(`INSERT INTO outbox (id, kind, payload, created_at) VALUES ($1, 'job:duties.run', '{"run":"r"}', 1)`, string(id.New()))
			w.Work(t)
		}
		for i, p := range all {
			want := "not yet"
			if i < 3 {
				want = "expired"
			}
			if status, _, _ := kept(t, w, p, newYork); status != want {
				t.Errorf("person %d: %s, want %s", i, status, want)
			}
		}
		var done int
		var finished time.Time
		if err := d.QueryRow(ctx, `SELECT done, finished_at FROM duty_runs WHERE id = 'r'`).Scan(&done, db.Time(&finished)); err != nil || done != 7 || finished.IsZero() {
			t.Errorf("%d done, finished %s: %v", done, finished, err)
		}
	})
}

// TestAnUndoneMergeLeavesNothingBehind makes two persons one and two again: each has their own duties at once, and nothing of the other's.
func TestAnUndoneMergeLeavesNothingBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dutiestest.New(t, d)
		me, other := w.Me.PersonID, w.Other.PersonID
		if err := w.Bind(ctx, w.Other, duties.Binding{Rule: newYork, Certified: "2022-01-01"}); err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		if err := w.People.Merge(ctx, system, other, me); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Hour)
		w.Work(t)
		if a, _, _ := kept(t, w, me, newYork); a != "not yet" {
			t.Errorf("who survives: %s", a)
		}
		if a, _, _ := kept(t, w, other, newYork); a != duties.StatusEnded {
			t.Errorf("the alias: %s", a)
		}
		if err := w.People.UndoMerge(ctx, w.Admin, me, other); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Hour)
		w.Work(t)
		if a, _, _ := kept(t, w, me, newYork); a != duties.StatusEnded {
			t.Errorf("who never said it: %s", a)
		}
		if a, _, _ := kept(t, w, other, newYork); a != "not yet" {
			t.Errorf("who said it: %s", a)
		}
		w.Sound(t)
	})
}
