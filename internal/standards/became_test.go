package standards_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// history is a framework whose versions are made step by step, with its competencies by code.
type history struct {
	*standardstest.World
	t         testing.TB
	framework id.ID
	key       string
	code      map[string]id.ID
}

func begin(t testing.TB, d *db.DB, codes ...string) *history {
	h := &history{World: standardstest.New(t, d), t: t, code: map[string]id.ID{}}
	v, err := h.Create(t.Context(), h.Editor, standards.About{Title: "History"})
	h.must(err)
	h.framework, h.key = v.FrameworkID, v.Key
	h.add(codes...)
	h.publish()
	return h
}

func (h *history) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *history) add(codes ...string) {
	for _, c := range codes {
		made, err := h.AddCompetency(h.t.Context(), h.Editor, h.framework, "", standards.CompetencyDraft{Code: c, Title: "Can " + c})
		h.must(err)
		h.code[c] = made.ID
	}
}

func (h *history) publish() {
	h.t.Helper()
	_, err := h.Publish(h.t.Context(), h.Editor, h.framework, "")
	h.must(err)
}

// version publishes a version in which competencies are added, and others become something: "A split B C", "D retired".
func (h *history) version(added string, changes ...string) {
	h.t.Helper()
	_, err := h.BeginDraft(h.t.Context(), h.Editor, h.framework)
	h.must(err)
	h.add(strings.Fields(added)...)
	for _, c := range changes {
		h.must(h.RemoveCompetency(h.t.Context(), h.Editor, h.framework, h.code[strings.Fields(c)[0]]))
	}
	for _, c := range changes {
		words := strings.Fields(c)
		h.must(h.Decide(h.t.Context(), h.Editor, h.framework, []standards.Decision{{Competency: h.code[words[0]], Became: standards.Became(words[1]), Targets: strings.Join(words[2:], ",")}}, ""))
	}
	h.publish()
}

// fate is what became of a competency, in words.
func (h *history) fate(c string) string {
	h.t.Helper()
	all, err := h.Became(h.t.Context(), h.DB, []id.ID{h.code[c]})
	h.must(err)
	f, ok := all[h.code[c]]
	if !ok {
		return "unknown"
	}
	return h.words(f)
}

func (h *history) words(f standards.Fate) string {
	out := string(f.Became)
	for _, to := range f.To {
		for code, c := range h.code {
			if c == to {
				out += " " + code
			}
		}
	}
	return out
}

func TestBecameOverSeveralVersions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := begin(t, d, "A", "B", "C", "D", "E", "F")
		h.version("A2 B1 B2", "A replaced A2", "B split B1 B2", "F retired")
		h.version("A3 B3", "A2 replaced A3", "B1 merged B3", "B2 retired", "C merged D")
		h.version("D2", "D replaced D2", "B3 replaced A3")
		for c, want := range map[string]string{"A": "replaced A3", "A2": "replaced A3", "A3": "same A3", "B": "split A3", "B1": "merged A3", "B2": "retired", "C": "merged D2", "D": "replaced D2", "E": "same E", "F": "retired"} {
			if got := h.fate(c); got != want {
				t.Errorf("%s: %s, want %s", c, got, want)
			}
		}
		all, err := h.Became(t.Context(), d, []id.ID{h.code["A"], h.code["A"], id.New()})
		if err != nil || len(all) != 1 {
			t.Fatalf("%d: %v", len(all), err)
		}
		f := all[h.code["A"]]
		if len(f.Steps) != 2 || f.Steps[0].Number != 2 || f.Steps[1].Number != 3 || f.FrameworkID != h.framework || !f.Decided() {
			t.Errorf("%+v", f)
		}
		// What a draft only plans is no fate; what nothing ever published held is unknown.
		if _, err := h.BeginDraft(t.Context(), h.Editor, h.framework); err != nil {
			t.Fatal(err)
		}
		h.add("G")
		h.must(h.RemoveCompetency(t.Context(), h.Editor, h.framework, h.code["E"]))
		h.must(h.Decide(t.Context(), h.Editor, h.framework, []standards.Decision{{Competency: h.code["E"], Became: standards.BecameReplaced, Targets: "G"}}, ""))
		if h.fate("E") != "same E" || h.fate("G") != "unknown" {
			t.Errorf("a draft counts: %s, %s", h.fate("E"), h.fate("G"))
		}
		h.publish()
		if h.fate("E") != "replaced G" {
			t.Error(h.fate("E"))
		}
		// A framework that is retired stays where it was.
		h.must(h.Retire(t.Context(), h.Editor, h.framework, ""))
		if h.fate("E") != "replaced G" || h.fate("A") != "replaced A3" {
			t.Errorf("%s %s", h.fate("E"), h.fate("A"))
		}
		h.Sound(t)
	})
}

func TestChangesArePaged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := begin(t, d, "A", "B", "C", "D", "E")
		h.version("X Y", "A split X Y", "B retired", "C replaced X", "D merged E")
		var got []string
		for r := (page.Request{Limit: 2}); ; {
			v, p, err := h.Changes(t.Context(), authz.Actor{}, h.key, 0, r)
			if err != nil || v.Number != 2 || len(p.Items) > 2 {
				t.Fatal(v.Number, len(p.Items), err)
			}
			for _, c := range p.Items {
				got = append(got, fmt.Sprint(c.From.Code, " ", c.Became, " ", len(c.To)))
			}
			if r.Cursor = p.Next; p.Next == "" {
				break
			}
		}
		if want := []string{"A split 2", "B retired 0", "C replaced 1", "D merged 1"}; !slices.Equal(got, want) {
			t.Errorf("%v", got)
		}
		if _, p, err := h.Changes(t.Context(), authz.Actor{}, h.key, 1, page.Request{}); err != nil || len(p.Items) != 0 {
			t.Errorf("the first version changed %v: %v", p.Items, err)
		}
	})
}

func TestAFrameworkThatIsHeldIsNotPublished(t *testing.T) {
	d := dbtest.Postgres(t)
	h := begin(t, d, "A")
	take := func() error {
		return d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `SELECT id FROM frameworks WHERE id = $1`+tx.Dialect().ForUpdate()+" NOWAIT", h.framework)
			return err
		})
	}
	err := d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := h.HoldTx(ctx, tx, []id.ID{h.code["A"], id.New()}); err != nil {
			return err
		}
		if take() == nil {
			t.Error("it can be published while it is held")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := take(); err != nil {
		t.Errorf("it stays held: %v", err)
	}
}
