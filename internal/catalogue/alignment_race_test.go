package catalogue_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// TestAligningWhileAVersionIsPublished lets many editors align offers with a competency while the version that replaces it is published and the job follows.
// Who comes too late is told so; everybody else's alignment is with what took its place, and none is left behind.
func TestAligningWhileAVersionIsPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c, ctx := changingWorld(t, d, "A", "Z"), t.Context()
		const offers = 24
		list := make([]id.ID, offers)
		for i := range list {
			list[i] = ct.Offer(t, c.World, ct.Titled(fmt.Sprint("Offer ", i))).ID
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err := c.Standards.BeginDraft(ctx, c.Curriculum, c.framework)
		must(err)
		c.code["B"] = ct.Competency(t, c.World, c.framework, "B")
		must(c.Standards.RemoveCompetency(ctx, c.Curriculum, c.framework, c.code["A"]))
		must(c.Standards.Decide(ctx, c.Curriculum, c.framework, []standards.Decision{{Competency: c.code["A"], Became: standards.BecameReplaced, Targets: "B"}}, ""))

		start, said := make(chan struct{}), make([]error, offers)
		var all sync.WaitGroup
		for i, o := range list {
			all.Go(func() {
				<-start
				said[i] = c.Align(ctx, c.Editor, o, []catalogue.Aligning{{CompetencyID: c.code["A"], Level: "expert"}}, "")
			})
		}
		var published error
		all.Go(func() {
			<-start
			if _, published = c.Standards.Publish(ctx, c.Curriculum, c.framework, ""); published == nil {
				published = c.queue.Drain(ctx)
			}
		})
		close(start)
		all.Wait()
		must(published)
		c.drain()
		for i, o := range list {
			want := "[B@expert]"
			if said[i] != nil {
				if !errs.Is(said[i], errs.Invalid) {
					t.Errorf("offer %d: %v", i, said[i])
				}
				want = "[]"
			}
			if got := taught(t, c.World, o, c.code); got != want {
				t.Errorf("offer %d (%v): it teaches %s, want %s", i, said[i], got, want)
			}
		}
		if got, _ := c.waiting(c.Editor); len(got) != 0 {
			t.Errorf("these wait: %q", got)
		}
		sound(t, c.World)
	})
}

// TestWhatAMergeBringsBeyondTheMostStays merges two offers that teach more together than one may: nothing is lost, what is said can be changed, and nothing added.
func TestWhatAMergeBringsBeyondTheMostStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := ct.New(t, d), t.Context()
		const beyond = 3
		var codes []string
		for i := range catalogue.AlignmentsMost + beyond + 1 {
			codes = append(codes, fmt.Sprintf("C%02d", i))
		}
		_, c := ct.Framework(t, w, "Much", codes...)
		keep, drop := ct.Offer(t, w, ct.Titled("Kept")), ct.Offer(t, w, ct.Titled("Dropped"))
		align := func(offer id.ID, level string, codes ...string) error {
			var list []catalogue.Aligning
			for _, code := range codes {
				list = append(list, catalogue.Aligning{CompetencyID: c[code], Level: level})
			}
			return w.Align(ctx, w.Editor, offer, list, "")
		}
		if err := align(keep.ID, "expert", codes[:catalogue.AlignmentsMost]...); err != nil {
			t.Fatal(err)
		}
		if err := align(drop.ID, "expert", codes[catalogue.AlignmentsMost-1:catalogue.AlignmentsMost+beyond]...); err != nil {
			t.Fatal(err)
		}
		w.GuardMerge(func(_ context.Context, _ db.Q, _ id.ID) (bool, error) { return false, nil })
		if err := w.MergeOffers(ctx, w.Manager, keep.ID, drop.ID); err != nil {
			t.Fatal(err)
		}
		have := func() []catalogue.Alignment {
			t.Helper()
			list, err := w.AlignmentsOf(ctx, w.DB, []id.ID{keep.ID})
			if err != nil {
				t.Fatal(err)
			}
			return list[keep.ID]
		}
		if n := len(have()); n != catalogue.AlignmentsMost+beyond {
			t.Fatalf("it teaches %d competencies", n)
		}
		last := codes[len(codes)-1]
		if err := align(keep.ID, "expert", last); !errs.Is(err, errs.Invalid) {
			t.Errorf("one more is added: %v", err)
		}
		if err := align(keep.ID, "practitioner", codes[0]); err != nil {
			t.Errorf("a level cannot be changed: %v", err)
		}
		if !slices.ContainsFunc(have(), func(a catalogue.Alignment) bool { return a.CompetencyID == c[codes[0]] && a.Level == "practitioner" }) {
			t.Error("the level is not what was said")
		}
		// As many may be taken back as leave room again.
		var back []id.ID
		for _, code := range codes[:beyond+1] {
			back = append(back, c[code])
		}
		if err := w.Withdraw(ctx, w.Editor, keep.ID, back, ""); err != nil {
			t.Fatal(err)
		}
		if err := align(keep.ID, "expert", last); err != nil {
			t.Errorf("there is room for one: %v", err)
		}
		if n := len(have()); n != catalogue.AlignmentsMost {
			t.Errorf("it teaches %d competencies", n)
		}
		sound(t, w)
	})
}
