package catalogue_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

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

// shelves publishes a framework about weeding and binding.
func shelves(t *testing.T, w *ct.World) map[string]id.ID {
	t.Helper()
	v, err := w.Standards.Create(t.Context(), w.Curriculum, standards.About{Title: "Shelves"})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]id.ID{}
	for code, title := range map[string]string{"S-1": "Weed the shelves by a policy", "S-2": "Repair torn bindings", "S-3": "Welcome visitors at the door"} {
		c, err := w.Standards.AddCompetency(t.Context(), w.Curriculum, v.FrameworkID, "", standards.CompetencyDraft{Code: code, Title: title})
		if err != nil {
			t.Fatal(err)
		}
		out[code] = c.ID
	}
	ct.Publish(t, w, v.FrameworkID)
	return out
}

func suggested(list []catalogue.Suggestion) string {
	var out []string
	for _, s := range list {
		out = append(out, s.Code+"@"+s.Up)
	}
	slices.Sort(out)
	return fmt.Sprint(out)
}

func TestSuggestionsAreConfirmedOrDismissed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		ctx := t.Context()
		c := shelves(t, w)
		o := ct.Offer(t, w, ct.Titled("Weeding shelves, and how to repair torn bindings"))
		v, err := w.Alignments(ctx, w.Editor, o.ID)
		if err != nil || suggested(v.Suggestions) != "[S-1@foundational S-2@foundational]" || len(v.Lessons) != 0 || v.Seen != "none" {
			t.Fatalf("%s %+v %v", suggested(v.Suggestions), v.Lessons, err)
		}
		for _, s := range v.Suggestions {
			if s.Code == "S-2" && !slices.Contains(s.Words, "bindings") {
				t.Errorf("why: %v", s.Words)
			}
		}
		if err := w.Dismiss(ctx, w.Editor, o.ID, []id.ID{c["S-2"], c["S-2"], id.New()}); err != nil {
			t.Fatal(err)
		}
		if err := w.Align(ctx, w.Editor, o.ID, []catalogue.Aligning{{CompetencyID: c["S-1"], Level: "expert", Basis: catalogue.BySuggestion}}, ""); err != nil {
			t.Fatal(err)
		}
		if v, err = w.Alignments(ctx, w.Curriculum, o.ID); err != nil || len(v.Suggestions) != 0 || len(v.Lessons) != 1 || v.Lessons[0].At.Title != "Expert" || v.Lessons[0].Choice.Code != "S-1" || v.Lessons[0].Basis != catalogue.BySuggestion {
			t.Fatalf("%+v %v", v, err)
		}
		// What was taken back is remembered like what was dismissed.
		if err := w.Withdraw(ctx, w.Editor, o.ID, []id.ID{c["S-1"]}, v.Seen); err != nil {
			t.Fatal(err)
		}
		if v, err = w.Alignments(ctx, w.Editor, o.ID); err != nil || len(v.Suggestions)+len(v.Lessons) != 0 {
			t.Fatalf("%+v %v", v, err)
		}
		if err := w.Dismiss(ctx, w.Editor, o.ID, []id.ID{c["S-1"]}); err != nil {
			t.Fatal(err)
		}
		// A person may still say what was dismissed.
		ct.Align(t, w, o.ID, c["S-2"], "practitioner")
		if got := taught(t, w, o.ID, c); got != "[S-2@practitioner]" {
			t.Errorf("%s", got)
		}
		if err := w.Dismiss(ctx, w.Stranger, o.ID, []id.ID{c["S-3"]}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a stranger dismisses: %v", err)
		}
		sound(t, w)
	})
}

func TestOffersWithoutAlignment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		ctx := t.Context()
		c := shelves(t, w)
		for i := range 5 {
			ct.Offer(t, w, ct.Titled(fmt.Sprint("Weeding shelves ", i)))
		}
		done := ct.Offer(t, w, ct.Titled("Aligned"), func(d *catalogue.Draft) { d.Areas = []string{"technology"} })
		ct.Align(t, w, done.ID, c["S-1"], "expert")
		if _, _, err := w.Create(ctx, w.Editor, w.Unit.ID, ct.Draft(ct.Titled("Draft"))); err != nil {
			t.Fatal(err)
		}
		list := func(actor authz.Actor, r catalogue.UnalignedRequest) (string, catalogue.AlignmentCount) {
			t.Helper()
			out := ""
			r.Limit = 2
			for {
				p, n, err := w.WithoutAlignment(ctx, actor, r)
				if err != nil {
					t.Fatal(err)
				}
				for _, o := range p.Items {
					out += strings.TrimPrefix(o.Version.Title, "Weeding shelves ") + suggested(o.Suggestions)
				}
				if r.Cursor = p.Next; r.Cursor == "" {
					return out, n
				}
			}
		}
		all := "4[S-1@foundational]3[S-1@foundational]2[S-1@foundational]1[S-1@foundational]0[S-1@foundational]"
		for _, actor := range []authz.Actor{w.Curriculum, w.Editor, w.Admin} {
			if got, n := list(actor, catalogue.UnalignedRequest{}); got != all || n != (catalogue.AlignmentCount{Offers: 6, Aligned: 1}) {
				t.Errorf("%s: %s %+v", actor.Name, got, n)
			}
		}
		if got, n := list(w.Stranger, catalogue.UnalignedRequest{}); got != "" || n.Offers != 0 {
			t.Errorf("another unit's manager: %s %+v", got, n)
		}
		if got, _ := list(w.Curriculum, catalogue.UnalignedRequest{Area: "technology"}); got != "" {
			t.Errorf("in technology: %s", got)
		}
		if got, _ := list(w.Curriculum, catalogue.UnalignedRequest{Area: "collections", Unit: ""}); got != all {
			t.Errorf("in collections: %s", got)
		}
		if _, _, err := w.WithoutAlignment(ctx, w.Learner, catalogue.UnalignedRequest{}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a learner: %v", err)
		}
		if _, _, err := w.WithoutAlignment(ctx, w.Stranger, catalogue.UnalignedRequest{Unit: w.Unit.ID}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("another unit's manager asks for ours: %v", err)
		}
		if _, _, err := w.WithoutAlignment(ctx, w.Curriculum, catalogue.UnalignedRequest{Request: page.Request{Cursor: "x"}}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a cursor of nobody's: %v", err)
		}
	})
}

func TestCopiesTeachTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		ctx := t.Context()
		c := shelves(t, w)
		from, to := ct.Offer(t, w, ct.Titled("One")), ct.Offer(t, w, ct.Titled("Two"))
		ct.Align(t, w, from.ID, c["S-1"], "expert")
		ct.Align(t, w, from.ID, c["S-2"], "expert")
		ct.Align(t, w, to.ID, c["S-2"], "foundational")
		copied, err := w.Duplicate(ctx, w.Editor, from.ID)
		if err != nil || taught(t, w, copied.ID, c) != "[S-1@expert S-2@expert]" {
			t.Errorf("a copy teaches %s: %v", taught(t, w, copied.ID, c), err)
		}
		if err := w.MergeOffers(ctx, w.Manager, to.ID, from.ID); err != nil {
			t.Fatal(err)
		}
		if got := taught(t, w, to.ID, c); got != "[S-1@expert S-2@foundational]" {
			t.Errorf("what stays teaches %s", got)
		}
		sound(t, w)
	})
}

func alignmentsCSV(t *testing.T, w *ct.World, actor authz.Actor) [][]string {
	t.Helper()
	var out [][]string
	err := w.EachAlignment(t.Context(), actor, func(line []any) error {
		row := make([]string, len(line))
		for i, v := range line {
			row[i] = fmt.Sprint(v)
		}
		out = append(out, row)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheTableOfAlignments(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		ctx := t.Context()
		c := shelves(t, w)
		o := ct.Offer(t, w, ct.Titled("Weeding"))
		ct.Align(t, w, o.ID, c["S-1"], "expert")
		ct.Align(t, w, o.ID, c["S-2"], "expert")
		draft, _, err := w.Create(ctx, w.Editor, w.Unit.ID, ct.Draft(ct.Titled("Draft")))
		if err != nil {
			t.Fatal(err)
		}
		ct.Align(t, w, draft.ID, c["S-3"], "expert")
		if n := len(alignmentsCSV(t, w, w.Editor)); n != 3 {
			t.Errorf("the unit's table has %d lines", n)
		}
		lines := alignmentsCSV(t, w, w.Curriculum)
		if len(lines) != 2 || lines[0][0] != o.Key || lines[0][2] != "shelves" {
			t.Fatalf("%v", lines)
		}
		if lines := alignmentsCSV(t, w, w.Stranger); len(lines) != 0 {
			t.Errorf("another unit's manager reads %v", lines)
		}
		// What goes out comes in again and changes nothing.
		var out bytes.Buffer
		f := csv.NewWriter(&out)
		if err := f.WriteAll(append([][]string{catalogue.AlignmentColumns}, lines...)); err != nil {
			t.Fatal(err)
		}
		report, err := w.ImportAlignments(ctx, w.Curriculum, &out, "again.csv", false)
		if err != nil || report.Counts.Unchanged != 2 || report.Counts.Total != 2 || len(report.Notes) != 0 {
			t.Fatalf("%+v %v", report, err)
		}
		change := "offer,framework,code,competency_id,level,remove\n" +
			o.Key + ",shelves,S-1,,practitioner,\n" + // another level
			o.Key + ",shelves,S-2,,,yes\n" + // taken away
			o.Key + ",,," + string(c["S-3"]) + ",expert,\n" + // new, by id
			o.Key + ",shelves,S-3,,expert,\n" + // twice
			o.Key + ",shelves,S-9,,expert,\n" + // no such competency
			o.Key + ",shelves,S-1,,wizard,\n" + // no such level
			draft.Key + ",shelves,S-1,,expert,\n" + // not hers
			"nothing,shelves,S-1,,expert,\n"
		for _, dry := range []bool{true, false} {
			report, err := w.ImportAlignments(ctx, w.Curriculum, strings.NewReader(change), "change.csv", dry)
			if err != nil || report.Counts.Changed != 2 || report.Counts.Created != 1 || report.Counts.Refused != 5 {
				t.Fatalf("%+v %v", report, err)
			}
			want := "[S-1@expert S-2@expert]"
			if !dry {
				want = "[S-1@practitioner S-3@expert]"
			}
			if got := taught(t, w, o.ID, c); got != want {
				t.Errorf("dry %v: it teaches %s", dry, got)
			}
		}
		if _, err := w.ImportAlignments(ctx, w.Curriculum, strings.NewReader("a,b\n1,2\n"), "x.csv", true); !errs.Is(err, errs.Invalid) {
			t.Errorf("another table: %v", err)
		}
		if _, err := w.ImportAlignments(ctx, w.Learner, strings.NewReader(change), "x.csv", true); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a learner: %v", err)
		}
		sound(t, w)
	})
}
