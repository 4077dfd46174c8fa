package catalogue_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/standards"
)

// aboutCollections publishes a framework about collections.
func aboutCollections(t *testing.T, w *ct.World, codes ...string) map[string]id.ID {
	t.Helper()
	v, err := w.Standards.Create(t.Context(), w.Curriculum, standards.About{Title: "Collecting", ContentArea: "collections"})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]id.ID{}
	for _, c := range codes {
		out[c] = ct.Competency(t, w, v.FrameworkID, c)
	}
	ct.Publish(t, w, v.FrameworkID)
	return out
}

func streamOf(c map[string]id.ID, offers ...id.ID) catalogue.StreamDraft {
	d := catalogue.StreamDraft{Title: "From shelf to shelf", Objectives: []string{"Keep a shelf alive"}, Area: "collections", Level: catalogue.Foundational,
		Minimums: []catalogue.Minimum{{Recognition: catalogue.Certificate, Offers: 1, Minutes: 60}, {Recognition: catalogue.Badge}}}
	for _, o := range offers {
		d.Offers = append(d.Offers, catalogue.StreamOffer{OfferID: o, Required: true})
	}
	for _, code := range []string{"A", "B"} {
		d.Goals = append(d.Goals, catalogue.Goal{CompetencyID: c[code], Level: "practitioner"})
	}
	return d
}

func TestStreamsAreDraftedPublishedAndArchived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		ctx := t.Context()
		c := aboutCollections(t, w, "A", "B")
		o := ct.Offer(t, w, ct.SelfPaced)
		ct.Align(t, w, o.ID, c["A"], "expert") // beyond what is asked for
		draft := streamOf(c, o.ID)
		for _, who := range []authz.Actor{w.Visitor, w.Learner, w.Manager, w.Auditor} {
			if _, err := w.CreateStream(ctx, who, draft); !errs.Is(err, errs.Forbidden) && !errs.Is(err, errs.Unauthenticated) {
				t.Errorf("%s makes a stream: %v", who.Name, err)
			}
		}
		s, err := w.CreateStream(ctx, w.Curriculum, draft)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.ShowStream(ctx, w.Visitor, s.Key, false); !errs.Is(err, errs.NotFound) {
			t.Errorf("a stranger sees a draft: %v", err)
		}
		if err := w.PublishStream(ctx, w.Curriculum, s.ID, "old"); !errs.Is(err, errs.Stale) {
			t.Errorf("published unseen: %v", err)
		}
		if err := w.PublishStream(ctx, w.Curriculum, s.ID, s.Seen()); err != nil {
			t.Fatal(err)
		}
		v, err := w.ShowStream(ctx, w.Visitor, s.Key, false)
		if err != nil || len(v.Cards) != 1 || !v.Cards[0].Required || len(v.Covered) != 2 || v.Gaps() != 1 || len(v.Minimums) != 1 || v.Covered[0].Open() == v.Covered[1].Open() {
			t.Fatalf("%+v %v", v, err)
		}
		// What is saved later waits until it is published.
		w.Clock.Advance(time.Hour)
		draft.Title = "From shelf to reader"
		if _, err = w.SaveStream(ctx, w.Curriculum, s.ID, draft, s.Seen()); !errs.Is(err, errs.Stale) {
			t.Errorf("saved over what was published since: %v", err)
		}
		saved, err := w.SaveStream(ctx, w.Curriculum, s.ID, draft, "")
		if err != nil || saved.Number != 2 || !saved.Changed() {
			t.Fatalf("%+v %v", saved, err)
		}
		if v, err = w.ShowStream(ctx, w.Visitor, s.Key, false); err != nil || v.Title != "From shelf to shelf" {
			t.Errorf("%s %v", v.Title, err)
		}
		if v, err = w.ShowStream(ctx, w.Auditor, s.Key, true); err != nil || v.Title != "From shelf to reader" || v.MayEdit {
			t.Errorf("%s %v", v.Title, err)
		}
		if _, err = w.ShowStream(ctx, w.Visitor, s.Key, true); !errs.Is(err, errs.NotFound) {
			t.Errorf("a stranger sees what is not published: %v", err)
		}
		if err := w.ArchiveStream(ctx, w.Curriculum, s.ID, ""); err != nil {
			t.Fatal(err)
		}
		if _, err = w.ShowStream(ctx, w.Visitor, s.Key, false); !errs.Is(err, errs.Gone) {
			t.Errorf("archived: %v", err)
		}
		// What is wrong is said at its field.
		bad := draft
		bad.Title, bad.Area, bad.Offers = "", "nowhere", []catalogue.StreamOffer{{OfferID: id.New()}}
		bad.Goals = []catalogue.Goal{{CompetencyID: c["A"], Level: "wizard"}}
		bad.Minimums = []catalogue.Minimum{{Recognition: catalogue.Badge, Offers: 9}}
		_, err = w.CreateStream(ctx, w.Curriculum, bad)
		var fields []string
		if e := errs.As(err); e != nil {
			for _, f := range e.Fields {
				fields = append(fields, f.Name)
			}
		}
		if want := []string{"title", "area", "minimum-badge", "offers", "goals"}; !slices.Equal(fields, want) {
			t.Errorf("%v", fields)
		}
	})
}

func TestStreamsFollowWhatTheyName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := changingWorld(t, d, "A", "B")
		ctx := t.Context()
		drop, keep := ct.Offer(t, c.World, ct.SelfPaced, ct.Titled("One")), ct.Offer(t, c.World, ct.SelfPaced, ct.Titled("Two"))
		ct.Align(t, c.World, drop.ID, c.code["A"], "expert")
		s, err := c.CreateStream(ctx, c.Curriculum, streamOf(c.code, drop.ID))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.PublishStream(ctx, c.Curriculum, s.ID, ""); err != nil {
			t.Fatal(err)
		}
		// The text that waits leads to nothing at all, and is in no figure.
		other := ct.Offer(t, c.World, ct.SelfPaced, ct.Titled("Three"))
		if _, err := c.SaveStream(ctx, c.Curriculum, s.ID, streamOf(c.code, other.ID), ""); err != nil {
			t.Fatal(err)
		}
		if err := c.MergeOffers(ctx, c.Admin, keep.ID, drop.ID); err != nil {
			t.Fatal(err)
		}
		c.version("A2 B1 B2", "A replaced A2", "B split B1 B2")
		v, err := c.ShowStream(ctx, c.Visitor, s.Key, false)
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Cards) != 1 || v.Cards[0].OfferID != keep.ID || !v.Cards[0].Required {
			t.Errorf("its offers: %+v", v.Cards)
		}
		if len(v.Covered) != 1 || v.Covered[0].CompetencyID != c.code["A2"] || v.Covered[0].Open() {
			t.Errorf("its goals: %+v", v.Covered)
		}
		if len(v.Undecided) != 1 || v.Undecided[0].Became != "split" || v.Undecided[0].Was.Code != "B" || v.Gaps() != 1 {
			t.Errorf("what is undecided: %+v", v.Undecided)
		}
		for _, actor := range []authz.Actor{c.Visitor, c.Curriculum} {
			all, err := c.Service.Curriculum(ctx, actor)
			if err != nil {
				t.Fatal(err)
			}
			read := 0
			for _, a := range all.Areas {
				for _, st := range a.Streams {
					read++
					if st.Offered != 1 || st.Takeable != 1 || st.Gaps != 1 {
						t.Errorf("%s reads %d offers, %d that can be taken, %d gaps", actor.Name, st.Offered, st.Takeable, st.Gaps)
					}
				}
			}
			if read == 0 {
				t.Errorf("%s reads no stream in any area", actor.Name)
			}
		}
	})
}

func TestTheCurriculumSaysWhatThereIsAndWhatIsThin(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		ctx := t.Context()
		c := aboutCollections(t, w, "A", "B", "C")
		past := ct.Offer(t, w, ct.Titled("Past"))
		ct.Occurrence(t, w, past.ID, ct.At(w.Clock.Now().Add(time.Hour), time.Hour))
		long := ct.Offer(t, w, ct.Titled("Long ago"))
		ct.Occurrence(t, w, long.ID, ct.At(w.Clock.Now().Add(time.Hour), time.Hour))
		w.Clock.Advance(48 * time.Hour)
		var any []id.ID
		for i := range 4 {
			any = append(any, ct.Offer(t, w, ct.SelfPaced, ct.Titled(fmt.Sprint("Any time ", i))).ID)
		}
		coming := ct.Offer(t, w, ct.Titled("Coming"))
		ct.Occurrence(t, w, coming.ID, ct.At(w.Clock.Now().Add(48*time.Hour), time.Hour))
		ct.Offer(t, w, ct.Titled("No date"))
		for i, code := range []string{"A", "B"} {
			ct.Align(t, w, any[i], c[code], "foundational")
		}
		ct.Align(t, w, past.ID, c["C"], "foundational")
		st, err := w.CreateStream(ctx, w.Curriculum, streamOf(c, any[0]))
		if err != nil {
			t.Fatal(err)
		}
		area := func(who authz.Actor) (catalogue.Curriculum, catalogue.CurriculumArea) {
			t.Helper()
			all, err := w.Service.Curriculum(ctx, who)
			if err != nil {
				t.Fatal(err)
			}
			return all, all.Areas[slices.IndexFunc(all.Areas, func(a catalogue.CurriculumArea) bool { return a.Code == "collections" })]
		}
		all, a := area(w.Visitor)
		if got, want := a.Cells[0], (catalogue.Cell{Level: catalogue.Foundational, Upcoming: 1, OnDemand: 4, PastYear: 2, Of: 3, Open: 1}); got.Upcoming != want.Upcoming || got.OnDemand != want.OnDemand || got.PastYear != want.PastYear || got.Of != want.Of || got.Open != want.Open || len(got.Thin) != 1 || got.Thin[0] != catalogue.ThinOpen {
			t.Errorf("%+v", got)
		}
		if got := a.Cells[2]; !slices.Equal(got.Thin, []catalogue.Thin{catalogue.ThinFew, catalogue.ThinNoDate, catalogue.ThinOpen}) || got.Open != 3 {
			t.Errorf("%+v", got)
		}
		if a.Open() != 1 || len(a.Competencies) != 3 || a.Competencies[0].At[0] != 1 || a.Competencies[2].Offers != 0 || len(a.Streams) != 0 || a.OneOff != 5 || all.Takeable != 5 || all.Unmatched != 3 {
			t.Errorf("%+v %d %d %d", a.Competencies, a.OneOff, all.Takeable, all.Unmatched)
		}
		// Staff see the draft of a stream with its gaps; it takes no offer out of the one-off ones before it is published.
		if _, a = area(w.Curriculum); len(a.Streams) != 1 || a.Streams[0].Gaps != 2 || a.Streams[0].Takeable != 1 || a.OneOff != 5 {
			t.Errorf("%+v", a.Streams)
		}
		if err := w.PublishStream(ctx, w.Curriculum, st.ID, ""); err != nil {
			t.Fatal(err)
		}
		if _, a = area(w.Visitor); len(a.Streams) != 1 || a.OneOff != 4 {
			t.Errorf("%+v %d", a.Streams, a.OneOff)
		}
		titles := ""
		for r := (catalogue.OneOffRequest{Area: "collections", Request: page.Request{Limit: 3}}); ; {
			p, n, err := w.OneOffs(ctx, r)
			if err != nil || n != 4 {
				t.Fatal(n, err)
			}
			for _, o := range p.Items {
				titles += fmt.Sprint(o.Title, len(o.Fits), ";")
			}
			if r.Cursor = p.Next; p.Next == "" {
				break
			}
		}
		if titles != "Any time 11;Any time 20;Any time 30;Coming0;" {
			t.Errorf("%s", titles)
		}
		// A year later nothing of it counts as of the past year.
		w.Clock.Advance(400 * 24 * time.Hour)
		if _, a = area(w.Visitor); a.Cells[0].PastYear != 0 || a.Cells[0].Upcoming != 0 {
			t.Errorf("%+v", a.Cells[0])
		}
	})
}
