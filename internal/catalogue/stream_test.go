package catalogue_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/standards"
)

func TestAStreamSaysOnceWhatAKindOfRecognitionTakes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		draft := streamOf(nil, ct.Offer(t, w, ct.SelfPaced).ID)
		draft.Goals = nil
		draft.Minimums = []catalogue.Minimum{{Recognition: catalogue.Badge, Offers: 1}, {Recognition: catalogue.Badge, Minutes: 60}}
		_, err := w.CreateStream(t.Context(), w.Curriculum, draft)
		if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Name != "minimum-badge" {
			t.Errorf("%v", err)
		}
	})
}

// TestAnArchivedStreamWithoutOffersIsFilledAndComesBack archives a draft that has nothing yet: it can still be written, and is published then.
func TestAnArchivedStreamWithoutOffersIsFilledAndComesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := ct.New(t, d), t.Context()
		st, err := w.CreateStream(ctx, w.Curriculum, catalogue.StreamDraft{Title: "Nothing yet"})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.ArchiveStream(ctx, w.Curriculum, st.ID, ""); err != nil {
			t.Fatal(err)
		}
		draft := streamOf(nil, ct.Offer(t, w, ct.SelfPaced).ID)
		draft.Goals = nil
		if st, err = w.SaveStream(ctx, w.Curriculum, st.ID, draft, ""); err != nil || st.Status != catalogue.StatusArchived {
			t.Fatalf("%s %v", st.Status, err)
		}
		if _, err := w.ShowStream(ctx, w.Visitor, st.Key, false); !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Gone) {
			t.Errorf("a stranger sees what is archived: %v", err)
		}
		if err := w.PublishStream(ctx, w.Curriculum, st.ID, ""); err != nil {
			t.Fatal(err)
		}
		if v, err := w.ShowStream(ctx, w.Visitor, st.Key, false); err != nil || v.Title != draft.Title {
			t.Errorf("%q %v", v.Title, err)
		}
	})
}

// TestTheFileOfOneOffsSaysWhatItsPagesDo holds the one pass of the file against all pages.
func TestTheFileOfOneOffsSaysWhatItsPagesDo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := ct.New(t, d), t.Context()
		for _, title := range []string{"The third", "A first", "Second", "Another", "Second"} {
			ct.Offer(t, w, ct.SelfPaced, ct.Titled(title), func(x *catalogue.Draft) { x.Areas = []string{"collections"} })
		}
		var file, pages []string
		counted, asked := db.WithCounter(ctx)
		if err := w.EachOneOff(counted, "collections", func(o catalogue.OneOff) error {
			file = append(file, o.Title+" "+o.Key)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for r := (catalogue.OneOffRequest{Area: "collections", Request: page.Request{Limit: 2}}); ; {
			c, p, n, err := w.CurriculumPage(ctx, authz.Actor{}, r)
			if err != nil || n != 5 || c.Takeable != 5 {
				t.Fatal(n, c.Takeable, err)
			}
			for _, o := range p.Items {
				pages = append(pages, o.Title+" "+o.Key)
			}
			if r.Cursor = p.Next; p.Next == "" {
				break
			}
		}
		if len(file) != 5 || strings.Join(file, ";") != strings.Join(pages, ";") {
			t.Errorf("the file has %q, the pages %q", file, pages)
		}
		if n := asked.Load(); n > 12 {
			t.Errorf("%d queries for the file", n)
		}
	})
}

// TestATableWithRepeatedCodesComesInAgain aligns two competencies that have one code, as frameworks from elsewhere may: the table that goes out is taken in.
func TestATableWithRepeatedCodesComesInAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := ct.New(t, d), t.Context()
		in, err := w.Standards.Import(ctx, w.Curriculum, strings.NewReader(`{"CFDocument":{"identifier":"d0000000-0000-0000-0000-00000000000a","title":"Order","creator":"Somebody"},"CFItems":[
			{"identifier":"00000000-0000-0000-0000-000000000001","fullStatement":"Sort by colour","humanCodingScheme":"O 1"},{"identifier":"00000000-0000-0000-0000-000000000002","fullStatement":"Sort by size","humanCodingScheme":"O 1"}],"CFAssociations":[]}`), standards.ImportOptions{Source: "order.json"})
		if err != nil {
			t.Fatal(err)
		}
		ct.Publish(t, w, in.FrameworkID)
		o := ct.Offer(t, w, ct.SelfPaced)
		ct.Align(t, w, o.ID, "00000000-0000-0000-0000-000000000002", "")
		lines := alignmentsCSV(t, w, w.Curriculum)
		if len(lines) != 1 {
			t.Fatalf("%v", lines)
		}
		table := strings.Join(catalogue.AlignmentColumns, ",") + "\n" + strings.Join(lines[0], ",") + "\n" + strings.Replace(strings.Join(lines[0], ","), "000000000002", "000000000001", 1) + "\n"
		r, err := w.ImportAlignments(ctx, w.Curriculum, strings.NewReader(table), "again.csv", false)
		if err != nil || r.Counts.Unchanged != 1 || r.Counts.Created != 1 || r.Counts.Refused != 0 {
			t.Errorf("%+v %v", r, err)
		}
	})
}
