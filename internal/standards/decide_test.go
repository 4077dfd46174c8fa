package standards_test

import (
	"fmt"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

func TestSeveralDecisionsAreKeptTogetherOrNotAtAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx, m := t.Context(), rich(t, w)
		remove(t, w, m, m.a2, m.b)
		p, err := w.Preview(ctx, w.Editor, m.framework)
		if err != nil || p.NUndecided != 2 {
			t.Fatal(p.NUndecided, err)
		}
		seen := p.To.Seen()
		list := []standards.Decision{{Competency: m.a2, Became: standards.BecameMerged, Targets: "A1"}, {Competency: m.b, Became: standards.BecameReplaced, Targets: "ZZ"}}
		err = w.Decide(ctx, w.Editor, m.framework, list, seen)
		if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Name != standards.DecisionField("targets", m.b) {
			t.Fatal(err)
		}
		if p, err = w.Preview(ctx, w.Editor, m.framework); err != nil || p.NUndecided != 2 {
			t.Errorf("half of the decisions are kept: %v", err)
		}
		list[1].Targets = "A"
		w.Clock.Advance(time.Second)
		// What is put back beside decisions is kept with them, or nothing is.
		if err := w.Decide(ctx, w.Editor, m.framework, list[:1], seen, m.b, m.a); !errs.Is(err, errs.Conflict) {
			t.Errorf("what stands there is put back: %v", err)
		}
		if p, err = w.Preview(ctx, w.Editor, m.framework); err != nil || p.NUndecided != 2 {
			t.Errorf("half of it is kept: %d left, %v", p.NUndecided, err)
		}
		if err := w.Decide(ctx, w.Editor, m.framework, list, seen); err != nil {
			t.Fatal(err)
		}
		if err := w.Decide(ctx, w.Editor, m.framework, list, seen); !errs.Is(err, errs.Stale) {
			t.Errorf("decided on what was not seen: %v", err)
		}
		p, err = w.Preview(ctx, w.Editor, m.framework)
		if err != nil || !p.Ready() || p.NDecided != 2 || len(p.Decided) != 2 || p.Decided[0].ID != m.a2 || p.Decided[0].Became != standards.BecameMerged || p.Decided[1].To[0].Code != "A" {
			t.Errorf("%+v %v", p.Decided, err)
		}
		if err := w.Discard(ctx, w.Editor, m.framework, seen); !errs.Is(err, errs.Stale) {
			t.Errorf("thrown away without having seen it: %v", err)
		}
		if err := w.Discard(ctx, w.Editor, m.framework, p.To.Seen()); err != nil {
			t.Fatal(err)
		}
		if err := w.Retire(ctx, w.Editor, m.framework, seen); !errs.Is(err, errs.Stale) {
			t.Errorf("retired another version than was seen: %v", err)
		}
		// Retired, it is in the list of those, for everybody, and in no other.
		in := func(status standards.Status) (n int) {
			t.Helper()
			l, err := w.List(ctx, authz.Actor{}, standards.ListRequest{Status: status, Request: page.Request{Limit: 10}})
			if err != nil {
				t.Fatal(err)
			}
			return len(l.Items)
		}
		if in("") != 1 || in(standards.Published) != 1 || in(standards.Retired) != 0 {
			t.Errorf("before: %d %d %d", in(""), in(standards.Published), in(standards.Retired))
		}
		v, err := w.Show(ctx, authz.Actor{}, m.key, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Retire(ctx, w.Editor, m.framework, v.Seen()); err != nil {
			t.Fatal(err)
		}
		if in("") != 0 || in(standards.Retired) != 1 {
			t.Errorf("after: %d %d", in(""), in(standards.Retired))
		}
		if _, err := w.List(ctx, w.Stranger, standards.ListRequest{Status: standards.Draft}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a stranger lists drafts: %v", err)
		}
		if _, err := w.List(ctx, w.Stranger, standards.ListRequest{Status: "x"}); !errs.Is(err, errs.Invalid) {
			t.Error(err)
		}
		w.Sound(t)
	})
}

func TestWhatIsGoneGetsSuggestions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx, m := t.Context(), first(t, w)
		begin := func() {
			if _, err := w.BeginDraft(ctx, w.Editor, m.framework); err != nil {
				t.Fatal(err)
			}
		}
		begin()
		pace := add(t, w, m.framework, m.a, standards.CompetencyDraft{Code: "A3", Title: "Keeping the pace with children"})
		add(t, w, m.framework, m.a, standards.CompetencyDraft{Code: "A4", Title: "Keeping pace with young children"})
		if err := w.AddLink(ctx, w.Editor, m.framework, m.b, standards.LinkDraft{Kind: "replacedBy", Target: m.a1}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Publish(ctx, w.Editor, m.framework, ""); err != nil {
			t.Fatal(err)
		}
		begin()
		remove(t, w, m, m.b, m.a2, pace)
		added := add(t, w, m.framework, "", standards.CompetencyDraft{Code: "A2", Title: "Slow and fast"})
		p, err := w.Preview(ctx, w.Editor, m.framework)
		if err != nil || len(p.Undecided) != 3 {
			t.Fatalf("%+v %v", p.Undecided, err)
		}
		for i, want := range []struct {
			gone, to id.ID
			became   standards.Became
			why      standards.Why
		}{{m.a2, added, standards.BecameReplaced, standards.WhyCode}, {pace, "", standards.BecameMerged, standards.WhyBeside}, {m.b, m.a1, standards.BecameReplaced, standards.WhySaid}} {
			o := p.Undecided[i]
			if o.ID != want.gone || len(o.Suggestions) == 0 {
				t.Errorf("%s: %+v", o.Code, o.Suggestions)
				continue
			}
			s := o.Suggestions[0]
			if s.Became != want.became || s.Why != want.why || len(s.To) != 1 || want.to != "" && s.To[0].ID != want.to {
				t.Errorf("%s: %+v", o.Code, s)
			}
		}
		// A suggestion decides nothing.
		if _, err := w.Publish(ctx, w.Editor, m.framework, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("published on suggestions: %v", err)
		}
	})
}

func TestALongListOfDecisionsIsPaged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx := t.Context()
		v, err := w.Create(ctx, w.Editor, standards.About{Title: "Long"})
		if err != nil {
			t.Fatal(err)
		}
		const n = standards.DecisionsPage*2 + 3
		var all []id.ID
		for i := range n {
			all = append(all, add(t, w, v.FrameworkID, "", standards.CompetencyDraft{Code: fmt.Sprintf("L%02d", i), Title: "Something"}))
		}
		add(t, w, v.FrameworkID, "", standards.CompetencyDraft{Code: "stays", Title: "What stays"})
		if _, err := w.Publish(ctx, w.Editor, v.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := w.BeginDraft(ctx, w.Editor, v.FrameworkID); err != nil {
			t.Fatal(err)
		}
		remove(t, w, made{framework: v.FrameworkID}, all...)
		seen := map[id.ID]bool{}
		for from := (standards.PreviewPlace{}); ; {
			p, err := w.PreviewFrom(ctx, w.Editor, v.FrameworkID, from)
			if err != nil || p.NUndecided != n {
				t.Fatal(p.NUndecided, err)
			}
			for _, o := range p.Undecided {
				seen[o.ID] = true
			}
			if from.Undecided = p.NextUndecided; from.Undecided == 0 {
				break
			}
		}
		if len(seen) != n {
			t.Errorf("%d of %d are listed", len(seen), n)
		}
		decide := func(list []id.ID) error {
			var ds []standards.Decision
			for _, c := range list {
				ds = append(ds, standards.Decision{Competency: c, Became: standards.BecameRetired})
			}
			return w.Decide(ctx, w.Editor, v.FrameworkID, ds, "")
		}
		if err := decide(all); !errs.Is(err, errs.Invalid) {
			t.Errorf("more than a page at once: %v", err)
		}
		for i := 0; i < n; i += standards.DecisionsPage {
			if err := decide(all[i:min(i+standards.DecisionsPage, n)]); err != nil {
				t.Fatal(err)
			}
		}
		p, err := w.PreviewFrom(ctx, w.Editor, v.FrameworkID, standards.PreviewPlace{Decided: 2 * standards.DecisionsPage})
		if err != nil || p.NUndecided != 0 || p.NDecided != n || len(p.Decided) != 3 || p.NextDecided != 0 {
			t.Errorf("%d %d %d %v", p.NUndecided, p.NDecided, len(p.Decided), err)
		}
		w.Sound(t)
	})
}
