package catalogue_test

import (
	"context"
	"fmt"
	"log/slog"
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
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/standards"
)

// changing is a catalogue whose jobs are done, with a framework that changes.
type changing struct {
	*ct.World
	t         *testing.T
	queue     *jobs.Queue
	framework id.ID
	code      map[string]id.ID
}

func changingWorld(t *testing.T, d *db.DB, codes ...string) *changing {
	t.Helper()
	c := &changing{World: ct.New(t, d), t: t}
	c.queue = jobs.New(d, c.Clock, slog.New(slog.DiscardHandler))
	c.Register(c.queue)
	c.framework, c.code = ct.Framework(t, c.World, "Changing", codes...)
	c.drain()
	return c
}

func (c *changing) drain() {
	c.t.Helper()
	if err := c.queue.Drain(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
}

// version publishes a version in which competencies are added, and others become something, and lets the alignments follow.
func (c *changing) version(added string, changes ...string) {
	c.t.Helper()
	ctx := c.t.Context()
	must := func(err error) {
		c.t.Helper()
		if err != nil {
			c.t.Fatal(err)
		}
	}
	_, err := c.Standards.BeginDraft(ctx, c.Curriculum, c.framework)
	must(err)
	for _, code := range strings.Fields(added) {
		c.code[code] = ct.Competency(c.t, c.World, c.framework, code)
	}
	for _, change := range changes {
		must(c.Standards.RemoveCompetency(ctx, c.Curriculum, c.framework, c.code[strings.Fields(change)[0]]))
	}
	for _, change := range changes {
		words := strings.Fields(change)
		must(c.Standards.Decide(ctx, c.Curriculum, c.framework, []standards.Decision{{Competency: c.code[words[0]], Became: standards.Became(words[1]), Targets: strings.Join(words[2:], ",")}}, ""))
	}
	ct.Publish(c.t, c.World, c.framework)
	c.drain()
}

// waiting lists the decisions that wait, as codes with what they may become.
func (c *changing) waiting(actor authz.Actor) (words []string, list []catalogue.AlignmentDecision) {
	c.t.Helper()
	r := catalogue.DecisionsRequest{Request: page.Request{Limit: 2}}
	for {
		p, n, err := c.AlignmentDecisions(c.t.Context(), actor, r)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, d := range p.Items {
			var options []string
			for _, o := range d.Options {
				options = append(options, o.Code)
			}
			words, list = append(words, fmt.Sprint(d.Title, " ", d.Was.Code, "@", d.Level, " ", d.Became, " ", options)), append(list, d)
		}
		if r.Cursor = p.Next; p.Next == "" {
			if n != len(list) {
				c.t.Errorf("%d are counted and %d listed", n, len(list))
			}
			slices.Sort(words)
			return words, list
		}
	}
}

func TestAlignmentsFollowANewVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := changingWorld(t, d, "A", "B", "C", "D", "E")
		ctx := t.Context()
		one, two := ct.Offer(t, c.World, ct.Titled("One")), ct.Offer(t, c.World, ct.Titled("Two"))
		for code, level := range map[string]string{"A": "expert", "B": "practitioner", "C": "practitioner", "D": "foundational", "E": "expert"} {
			ct.Align(t, c.World, one.ID, c.code[code], level)
		}
		ct.Align(t, c.World, two.ID, c.code["B"], "foundational")
		ct.Align(t, c.World, two.ID, c.code["C"], "expert")
		c.version("A2 B1 B2", "A replaced A2", "B split B1 B2", "C merged D", "E retired")
		if got := taught(t, c.World, one.ID, c.code); got != "[A2@expert B@practitioner D@practitioner E@expert]" {
			t.Errorf("one teaches %s", got)
		}
		if got := taught(t, c.World, two.ID, c.code); got != "[B@foundational D@expert]" {
			t.Errorf("two teaches %s", got)
		}
		all, err := c.AlignmentsOf(ctx, d, []id.ID{one.ID})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range all[one.ID] {
			if a.CompetencyID == c.code["A2"] && (a.Basis != catalogue.ByCarrying || a.From != c.code["A"] || a.Became != "replaced" || a.By != "") {
				t.Errorf("how it came: %+v", a)
			}
		}
		want := []string{"One B@practitioner split [B1 B2]", "One E@expert retired []", "Two B@foundational split [B1 B2]"}
		if got, _ := c.waiting(c.Curriculum); !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
		if got, _ := c.waiting(c.Stranger); len(got) != 0 {
			t.Errorf("another unit's manager decides %q", got)
		}
		// Once more changes nothing.
		facts := count(t, d, `SELECT COUNT(*) FROM alignment_facts`)
		again := func() {
			t.Helper()
			if err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				return publishAgain(ctx, tx, c.Clock.Now(), c.framework)
			}); err != nil {
				t.Fatal(err)
			}
			c.drain()
		}
		again()
		if n := count(t, d, `SELECT COUNT(*) FROM alignment_facts`); n != facts {
			t.Errorf("a second run wrote %d facts", n-facts)
		}
		if got, _ := c.waiting(c.Editor); !slices.Equal(got, want) {
			t.Errorf("a second run: %q", got)
		}

		// A person decides: one part at another level, none, and what is no option is refused.
		_, list := c.waiting(c.Editor)
		by := map[string]catalogue.AlignmentDecision{}
		for _, x := range list {
			by[x.Title+x.Was.Code] = x
		}
		decide := func(actor authz.Actor, which string, chosen ...catalogue.Aligning) error {
			return c.DecideAlignment(ctx, actor, by[which].ID, chosen)
		}
		if err := decide(c.Editor, "OneB", catalogue.Aligning{CompetencyID: c.code["D"], Level: "expert"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("what it did not become: %v", err)
		}
		if err := decide(c.Stranger, "OneB"); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a stranger decides: %v", err)
		}
		if err := decide(c.Editor, "OneB", catalogue.Aligning{CompetencyID: c.code["B1"], Level: "practitioner"}, catalogue.Aligning{CompetencyID: c.code["B2"], Level: "foundational"}); err != nil {
			t.Fatal(err)
		}
		if err := decide(c.Curriculum, "OneB"); !errs.Is(err, errs.Conflict) {
			t.Errorf("it is decided twice: %v", err)
		}
		if err := decide(c.Editor, "OneE"); err != nil {
			t.Fatal(err)
		}
		if got := taught(t, c.World, one.ID, c.code); got != "[A2@expert B1@practitioner B2@foundational D@practitioner]" {
			t.Errorf("one teaches %s", got)
		}
		// What is taken off by hand leaves nothing to decide at the next version.
		if err := c.Withdraw(ctx, c.Editor, two.ID, []id.ID{c.code["B"]}, ""); err != nil {
			t.Fatal(err)
		}
		if got, _ := c.waiting(c.Editor); len(got) != 0 {
			t.Errorf("%q", got)
		}
		sound(t, c.World)
	})
}

func TestTwoThatMergeIntoOneAreCarried(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := changingWorld(t, d, "A", "B", "C")
		// Whichever is carried first, the higher level holds.
		one, two := ct.Offer(t, c.World, ct.Titled("One")), ct.Offer(t, c.World, ct.Titled("Two"))
		ct.Align(t, c.World, one.ID, c.code["A"], "foundational")
		ct.Align(t, c.World, one.ID, c.code["B"], "expert")
		ct.Align(t, c.World, two.ID, c.code["A"], "expert")
		ct.Align(t, c.World, two.ID, c.code["B"], "foundational")
		c.version("", "A merged C", "B merged C")
		for _, o := range []catalogue.Offer{one, two} {
			if got := taught(t, c.World, o.ID, c.code); got != "[C@expert]" {
				t.Errorf("it teaches %s", got)
			}
		}
		sound(t, c.World)
	})
}

func TestAChunkThatIsRunAgainIsNotPassedOver(t *testing.T) {
	d := dbtest.Postgres(t)
	c := changingWorld(t, d, "A", "B")
	ctx := t.Context()
	o := ct.Offer(t, c.World)
	ct.Align(t, c.World, o.ID, c.code["A"], "expert")
	// The database asks once for the transaction that carries to be run again; a sequence does not go back with it.
	err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, q := range []string{
			`CREATE SEQUENCE carried`,
			`CREATE FUNCTION again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('carried') = 1 THEN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END IF; RETURN NULL; END $$`,
			`CREATE TRIGGER again AFTER INSERT ON alignment_facts FOR EACH STATEMENT EXECUTE FUNCTION again()`,
		} {
			if _, err := tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c.version("", "A replaced B")
	if got := taught(t, c.World, o.ID, c.code); got != "[B@expert]" {
		t.Errorf("it teaches %s", got)
	}
}

func TestALevelChosenByHandLeavesNothingToDecide(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := changingWorld(t, d, "A")
		ctx := t.Context()
		o := ct.Offer(t, c.World)
		ct.Align(t, c.World, o.ID, c.code["A"], "expert")
		if _, err := c.Standards.BeginDraft(ctx, c.Curriculum, c.framework); err != nil {
			t.Fatal(err)
		}
		if err := c.Standards.SaveLevels(ctx, c.Curriculum, c.framework, []standards.Level{{Code: "foundational", Title: "Foundational"}}, ""); err != nil {
			t.Fatal(err)
		}
		ct.Publish(t, c.World, c.framework)
		c.drain()
		_, list := c.waiting(c.Editor)
		if len(list) != 1 {
			t.Fatalf("%d wait", len(list))
		}
		ct.Align(t, c.World, o.ID, c.code["A"], "foundational")
		if got, _ := c.waiting(c.Editor); len(got) != 0 {
			t.Errorf("%q", got)
		}
		if err := c.DecideAlignment(ctx, c.Editor, list[0].ID, nil); !errs.Is(err, errs.Conflict) {
			t.Errorf("it is decided once more: %v", err)
		}
		if got := taught(t, c.World, o.ID, c.code); got != "[A@foundational]" {
			t.Errorf("it teaches %s", got)
		}
		sound(t, c.World)
	})
}

func TestACopyIsDecidedToo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := changingWorld(t, d, "A", "B")
		o := ct.Offer(t, c.World, ct.Titled("One"))
		ct.Align(t, c.World, o.ID, c.code["A"], "expert")
		c.version("", "A retired")
		if _, err := c.Duplicate(t.Context(), c.Editor, o.ID); err != nil {
			t.Fatal(err)
		}
		if got, _ := c.waiting(c.Editor); len(got) != 2 {
			t.Errorf("the copy is forgotten: %q", got)
		}
		sound(t, c.World)
	})
}

func TestALevelThatIsGoneIsDecided(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := changingWorld(t, d, "A", "B")
		ctx := t.Context()
		o := ct.Offer(t, c.World, ct.Titled("One"))
		ct.Align(t, c.World, o.ID, c.code["A"], "expert")
		ct.Align(t, c.World, o.ID, c.code["B"], "foundational")
		if _, err := c.Standards.BeginDraft(ctx, c.Curriculum, c.framework); err != nil {
			t.Fatal(err)
		}
		if err := c.Standards.SaveLevels(ctx, c.Curriculum, c.framework, []standards.Level{{Code: "foundational", Title: "Newcomer"}, {Code: "practitioner", Title: "Practitioner"}}, ""); err != nil {
			t.Fatal(err)
		}
		ct.Publish(t, c.World, c.framework)
		c.drain()
		// A level with another name is the same one.
		if got, _ := c.waiting(c.Editor); !slices.Equal(got, []string{"One A@expert level [A]"}) {
			t.Fatalf("%q", got)
		}
		_, list := c.waiting(c.Editor)
		if err := c.DecideAlignment(ctx, c.Editor, list[0].ID, []catalogue.Aligning{{CompetencyID: c.code["A"], Level: "practitioner"}}); err != nil {
			t.Fatal(err)
		}
		if got := taught(t, c.World, o.ID, c.code); got != "[A@practitioner B@foundational]" {
			t.Errorf("%s", got)
		}
		sound(t, c.World)
	})
}

func TestAFrameworkThatComesBackSettlesWhatWaited(t *testing.T) {
	c := changingWorld(t, dbtest.SQLite(t), "A", "B")
	o := ct.Offer(t, c.World, ct.Titled("One"))
	ct.Align(t, c.World, o.ID, c.code["A"], "expert")
	c.version("", "A retired")
	_, list := c.waiting(c.Editor)
	if len(list) != 1 {
		t.Fatalf("%d wait", len(list))
	}
	// The page of the offer says it no more, and its editors see why.
	v, err := c.Show(t.Context(), c.Visitor, o.Key)
	if err != nil || len(v.Lessons) != 0 {
		t.Errorf("%+v %v", v.Lessons, err)
	}
	w, err := c.Alignments(t.Context(), c.Editor, o.ID)
	if err != nil || len(w.Gone) != 1 || w.Gone[0].Was.Code != "A" {
		t.Errorf("%+v %v", w.Gone, err)
	}
	if err := c.Standards.Retire(t.Context(), c.Curriculum, c.framework, ""); err != nil {
		t.Fatal(err)
	}
	c.drain()
	sound(t, c.World)
}

func count(t *testing.T, q db.Q, query string) (n int) {
	t.Helper()
	if err := q.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// publishAgain tells once more that a framework is published, as an outbox does that was not told that it had.
func publishAgain(ctx context.Context, tx *db.Tx, now time.Time, framework id.ID) error {
	return events.Publish(ctx, tx, now, standards.FrameworkPublished{FrameworkID: framework})
}
