package catalogue_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// granted writes an actor's roles down, so that who is asked for by name has them.
func (f *fed) granted(t *testing.T, a authz.Actor) id.ID {
	t.Helper()
	for _, b := range a.Roles {
		must(t, f.People.GrantRole(ctx, authz.System("test"), a.PersonID, b))
	}
	return a.PersonID
}

// TestSourcesDoWhatTheirOwnersMay: nobody gets the rights of somebody else by leading their source elsewhere or by naming them.
func TestSourcesDoWhatTheirOwnersMay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		manager, admin := f.granted(t, f.Manager), f.granted(t, f.Admin)
		both := f.Actor(t, "Bo Thande", authz.Binding{Role: authz.UnitEditor, UnitID: f.Unit.ID}, authz.Binding{Role: authz.UnitEditor, UnitID: f.Other.ID})
		f.granted(t, both)
		set := func(change ...func(*catalogue.SourceSettings)) catalogue.SourceSettings { return f.settings(change...) }
		publish := func(s *catalogue.SourceSettings) { s.Publish = true }
		elsewhere := func(s *catalogue.SourceSettings) { s.Address = f.url + "/elsewhere" }
		owner := func(p id.ID) func(*catalogue.SourceSettings) {
			return func(s *catalogue.SourceSettings) { s.OwnerID = p }
		}
		named := func(n string) func(*catalogue.SourceSettings) {
			return func(s *catalogue.SourceSettings) { s.Name = n }
		}
		src, err := f.SaveSource(ctx, f.Manager, "", set(publish))
		must(t, err)
		token := f.Manager
		token.Token, token.Scopes = true, []string{authz.ScopeCatalogueRead, authz.ScopeCatalogueWrite}
		for name, x := range map[string]struct {
			who  authz.Actor
			to   catalogue.SourceSettings
			kind errs.Kind
		}{
			"an editor leads a publishing source elsewhere":       {f.Editor, set(publish, elsewhere), errs.Forbidden},
			"and says that it is still the manager's":             {f.Editor, set(publish, elsewhere, owner(manager)), errs.Forbidden},
			"or changes what it says where its items say nothing": {f.Editor, set(publish, func(s *catalogue.SourceSettings) { s.Defaults.Summary = "Anything" }), errs.Forbidden},
			"or which column is what":                             {f.Editor, set(publish, func(s *catalogue.SourceSettings) { s.Columns = map[string]string{"title": "Body"} }), errs.Forbidden},
			"or takes it over":                                    {f.Editor, set(publish, owner(f.Editor.PersonID)), errs.Forbidden},
			"a token that only writes leads it elsewhere":         {token, set(publish, elsewhere), errs.Forbidden},
			"an editor names somebody":                            {f.Editor, set(elsewhere, owner(manager)), errs.Invalid},
			"a manager names an administrator":                    {f.Manager, set(publish, owner(admin)), errs.Invalid},
			"or somebody who edits for other units":               {f.Manager, set(owner(both.PersonID)), errs.Invalid},
			"or somebody without a role":                          {f.Manager, set(owner(f.Learner.PersonID)), errs.Invalid},
			"or one who may not publish what it publishes":        {f.Manager, set(publish, owner(f.Editor.PersonID)), errs.Invalid},
		} {
			if _, err := f.SaveSource(ctx, x.who, src.ID, x.to); errs.KindOf(err) != x.kind {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, x := range []struct {
			name string
			who  authz.Actor
			to   catalogue.SourceSettings
			want id.ID
		}{
			{"a name changes nothing else", f.Editor, set(publish, named("Lakeland")), manager},
			{"who leads it elsewhere answers for it", f.Editor, set(elsewhere, named("Lakeland")), f.Editor.PersonID},
			{"a manager gives it to a colleague", f.Manager, set(named("Lakeland"), owner(f.Editor.PersonID)), f.Editor.PersonID},
			{"anybody of the unit takes it over", both, set(named("Lakeland"), owner(both.PersonID)), both.PersonID},
			{"an administrator names whom they like", f.Admin, set(publish, named("Lakeland"), owner(manager)), manager},
		} {
			got, err := f.SaveSource(ctx, x.who, src.ID, x.to)
			if err != nil || got.OwnerID != x.want {
				t.Errorf("%s: %s, %v", x.name, got.OwnerID, err)
			}
		}
	})
}

// TestAddressesOfSourcesAreSecrets: who may not change a source, and the log, are told its host alone.
func TestAddressesOfSourcesAreSecrets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		const secret = "private-0123456789abcdef"
		src, err := f.SaveSource(ctx, f.Editor, "", f.settings(func(s *catalogue.SourceSettings) { s.Address = f.url + "/" + secret + "/basic.ics" }))
		must(t, err)
		mine, _, err := f.Source(ctx, f.Editor, src.ID)
		must(t, err)
		seen, _, err := f.Source(ctx, f.Auditor, src.ID)
		must(t, err)
		if !strings.Contains(mine.Address, secret) || seen.Address != "127.0.0.1" {
			t.Errorf("its editor sees %q, an auditor %q", mine.Address, seen.Address)
		}
		list, err := f.Sources(ctx, f.Auditor)
		must(t, err)
		if i := slices.IndexFunc(list, func(s catalogue.Source) bool { return s.ID == src.ID }); i < 0 || list[i].Address != "127.0.0.1" {
			t.Errorf("in the list an auditor sees %+v", list)
		}
		n := 0
		must(t, d.QueryRow(ctx, `SELECT COUNT(*) FROM audit_log WHERE detail LIKE $1`, "%"+secret+"%").Scan(&n))
		if n > 0 {
			t.Error("the log holds the address")
		}
	})
}

// TestSourcesAreFreeAfterARun: a run that somebody asked for goes on without them, and one that is cut off keeps nobody out.
func TestSourcesAreFreeAfterARun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		f.answer.Store(days(3))
		src, err := f.SaveSource(ctx, f.Editor, "", f.settings())
		must(t, err)
		left, leave := context.WithCancel(ctx)
		f.during.Store(&leave)
		if run, err := f.RunSource(left, f.Editor, src.ID, false); err != nil || run.Report.Counts.Created != 3 {
			t.Errorf("a run that is left makes %+v, %v", run, err)
		}
		stopped, stop := context.WithCancel(ctx)
		f.during.Store(&stop)
		f.answer.Store(days(4))
		f.Clock.Advance(25 * time.Hour)
		if err := f.queue.Drain(stopped); err == nil {
			t.Error("a run that is cut off says nothing")
		}
		if run, err := f.RunSource(ctx, f.Editor, src.ID, false); err != nil || run.Report.Counts.Created != 1 {
			t.Errorf("after one that was cut off it makes %+v, %v", run, err)
		}
	})
}

// TestOverdueSourcesRunAgain: a run whose job was given up is planned anew.
func TestOverdueSourcesRunAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		f.answer.Store(days(3))
		src, err := f.SaveSource(ctx, f.Editor, "", f.settings())
		must(t, err)
		must(t, d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM outbox`)
			return err
		}))
		f.Clock.Advance(30 * time.Minute)
		must(t, f.queue.RunPeriodic(ctx))
		must(t, f.queue.Drain(ctx))
		if f.asked.Load() != 0 {
			t.Error("it is planned anew before it is overdue")
		}
		f.Clock.Advance(2 * time.Hour)
		must(t, f.queue.RunPeriodic(ctx))
		must(t, f.queue.Drain(ctx))
		if got, _, err := f.Source(ctx, f.Editor, src.ID); err != nil || f.asked.Load() != 1 || got.LastGood.IsZero() || !got.NextRun.After(f.Clock.Now()) {
			t.Errorf("overdue, it was asked %d times: %+v, %v", f.asked.Load(), got, err)
		}
	})
}

// TestSourcesAreReadWholeOnceAWeek: what repeats without an end goes on although the file never changes.
func TestSourcesAreReadWholeOnceAWeek(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		f.answer.Store("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:club\r\nDTSTART:20260304T180000Z\r\nDTEND:20260304T190000Z\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:Book club\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
		_, err := f.SaveSource(ctx, f.Editor, "", f.settings())
		must(t, err)
		last := func() time.Time {
			t.Helper()
			var at time.Time
			must(t, d.QueryRow(ctx, `SELECT MAX(starts_at) FROM occurrences`).Scan(db.Time(&at)))
			return at
		}
		f.Clock.Advance(2 * time.Minute)
		must(t, f.queue.Drain(ctx))
		first := last()
		for range 400 / 7 * 7 {
			f.Clock.Advance(24 * time.Hour)
			must(t, f.queue.Drain(ctx))
		}
		if got := last(); got.Sub(first) < 380*24*time.Hour {
			t.Errorf("after 13 months its last date is %s, and was %s at first", got, first)
		}
		if n := f.asked.Load() - f.same.Load(); n > 60 {
			t.Errorf("it was read whole %d times", n)
		}
	})
}

// TestSourcesWhoseRowsAreRefused: what was wrong with the rows stays wrong until they are taken, and somebody hears of it once.
func TestSourcesWhoseRowsAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		f.granted(t, f.Manager)
		f.answer.Store("title,date,time,minutes\nKites,some day,14:00,60\n")
		src, err := f.SaveSource(ctx, f.Editor, "", f.settings())
		must(t, err)
		run := func(by time.Duration) catalogue.Source {
			t.Helper()
			f.Clock.Advance(by)
			must(t, f.queue.Drain(ctx))
			got, _, err := f.Source(ctx, f.Editor, src.ID)
			must(t, err)
			return got
		}
		for i := range 3 {
			if got := run(24 * time.Hour); got.Trouble == "" || f.same.Load() != 0 || len(f.letters()) != 1 {
				t.Errorf("run %d: %q, %d times the same, letters: %d", i+1, got.Trouble, f.same.Load(), len(f.letters()))
			}
		}
		// Its owner leaves, and the unit's managers hear of what comes then.
		f.answer.Store("title,date,time,minutes\nKites,2026-05-04,14:00,60\n")
		if got := run(24 * time.Hour); got.Trouble != "" {
			t.Errorf("it works again: %+v", got)
		}
		must(t, f.People.EndRole(ctx, authz.System("test"), f.Editor.PersonID, f.Editor.Roles[0]))
		for range 4 {
			run(24 * time.Hour)
		}
		list := f.letters()
		m, err := f.People.Person(ctx, f.Manager.PersonID)
		must(t, err)
		if len(list) != 2 || list[1].To != m.Email || !strings.Contains(list[1].Text, "Choose somebody else") {
			t.Errorf("after its owner has left the letters are %+v", list)
		}
	})
}

// TestSourcesThatMayNotCancel: what its owner may not cancel is told, and is no source that works.
func TestSourcesThatMayNotCancel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		f.granted(t, f.Manager)
		event := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:club\r\nDTSTART:20260404T180000Z\r\nDTEND:20260404T190000Z\r\nSEQUENCE:%s\r\nSUMMARY:Book club\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
		f.answer.Store(strings.Replace(event, "%s", "0", 1))
		whole := ct.Draft().Content
		src, err := f.SaveSource(ctx, f.Manager, "", f.settings(func(s *catalogue.SourceSettings) {
			s.Publish = true
			s.Defaults = catalogue.Defaults{Summary: whole.Summary, Objectives: whole.Objectives, Areas: whole.Areas, Level: whole.Level, Language: "en", Accessibility: "Ask us."}
		}))
		must(t, err)
		f.Clock.Advance(2 * time.Minute)
		must(t, f.queue.Drain(ctx))
		if list := allOffers(t, f.World); len(list) != 1 || list[0].Status != catalogue.StatusPublished {
			t.Fatalf("a calendar with defaults published %+v", list)
		}
		_, err = f.SaveSource(ctx, f.Editor, src.ID, f.settings())
		must(t, err)
		f.answer.Store(strings.Replace(event, "%s", "1\r\nSTATUS:CANCELLED", 1))
		for range 2 {
			f.Clock.Advance(25 * time.Hour)
			must(t, f.queue.Drain(ctx))
		}
		got, runs, err := f.Source(ctx, f.Editor, src.ID)
		must(t, err)
		if !strings.Contains(got.Trouble, "may not cancel") || runs[0].Outcome != catalogue.RunApplied || len(f.letters()) != 1 {
			t.Errorf("the owner may not cancel: %q, %d letters", got.Trouble, len(f.letters()))
		}
	})
}
