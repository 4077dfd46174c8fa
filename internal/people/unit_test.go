package people_test

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

var specs = []people.UnitSpec{
	{Acronym: "WO", Name: "Washington Office", Kind: "office"},
	{Acronym: "OGR", Name: "Office of Relations", Kind: "office", Parent: "WO"},
	{Acronym: "LITA", Name: "Technology Association", Kind: "division", MergedInto: &people.UnitSpecName{Acronym: "CORE", Name: "Core: Futures", Year: 2020}},
	{Acronym: "LLAMA", Name: "Leadership Association", Kind: "division", FormerNames: []people.UnitSpecName{{Acronym: "LAMA", Name: "Administration Association"}},
		MergedInto: &people.UnitSpecName{Acronym: "CORE", Name: "Core: Futures", Year: 2020}},
	{Acronym: "VRT", Name: "Video Round Table", Kind: "round table", RenamedTo: &people.UnitSpecName{Acronym: "FMRT", Name: "Film and Media Round Table"}},
}

func TestSeedUnits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		seed := func() (n int) {
			err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				var err error
				n, err = s.SeedUnits(ctx, tx, specs)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := seed(); n == 0 {
			t.Error("nothing was seeded")
		}
		if n := seed(); n != 0 {
			t.Errorf("the second time changed %d things", n)
		}
		for words, want := range map[string]string{
			"LITA": "CORE", "lama": "CORE", "Leadership association": "CORE", "VRT": "FMRT", "video round-table": "FMRT", "core": "CORE", "OGR": "OGR",
		} {
			u, ok, err := s.UnitNamed(ctx, words)
			if err != nil || !ok {
				t.Fatalf("%s: %v, %v", words, ok, err)
			}
			now, err := s.CurrentUnit(ctx, u.ID)
			if err != nil || now.Acronym != want {
				t.Errorf("%s lives on in %s, %v; want %s", words, now.Acronym, err, want)
			}
		}
		if u, _, _ := s.UnitNamed(ctx, "OGR"); u.ParentID == "" {
			t.Error("the parent was not set")
		}
		if u, _, _ := s.UnitNamed(ctx, "CORE"); u.Kind != "division" {
			t.Errorf("the successor is a %s", u.Kind)
		}
		if broken, err := s.Check(ctx); err != nil || len(broken) > 0 {
			t.Errorf("check: %v, %v", broken, err)
		}
	})
}

func TestRenameKeepsTheNameOfTheDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		u, err := s.AddUnit(ctx, system, people.NewUnit{Acronym: "OLD", Name: "Old Name", Kind: "office", From: "2001-01-01"})
		if err != nil {
			t.Fatal(err)
		}
		admin := peopletest.Actor(t, s, peopletest.Person(t, s, peopletest.Role(authz.Binding{Role: authz.Admin})))
		if err := s.RenameUnit(ctx, admin, u.ID, "NEW", "New Name", "2020-05-01"); err != nil {
			t.Fatal(err)
		}
		if u, err = s.Unit(ctx, u.ID); err != nil {
			t.Fatal(err)
		}
		for date, want := range map[string]string{"1990-01-01": "Old Name", "2020-04-30": "Old Name", "2020-05-01": "New Name", "": "New Name"} {
			if got := people.NameOn(u, date); got != want {
				t.Errorf("on %q it is %q", date, got)
			}
		}
		if u.Names[0].To != "2020-05-01" || u.Acronym != "NEW" {
			t.Errorf("unit = %+v", u)
		}
		if err := s.RenameUnit(ctx, admin, u.ID, "X", "X", "2020-05-01"); !errs.Is(err, errs.Invalid) {
			t.Errorf("two names on one day: %v", err)
		}
	})
}

func TestMergeUnits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		a, b, c := peopletest.Unit(t, s, "A"), peopletest.Unit(t, s, "B"), peopletest.Unit(t, s, "C")
		if err := s.MergeUnits(ctx, system, []id.ID{a.ID}, b.ID, "2026-01-01"); err != nil {
			t.Fatal(err)
		}
		if err := s.MergeUnits(ctx, system, []id.ID{b.ID}, c.ID, "2026-12-01"); err != nil {
			t.Fatal(err)
		}
		if u, err := s.CurrentUnit(ctx, a.ID); err != nil || u.ID != b.ID {
			t.Errorf("today A is %s, %v: the second merger lies ahead", u.Acronym, err)
		}
		if err := s.MergeUnits(ctx, system, []id.ID{a.ID}, c.ID, "2026-02-01"); !errs.Is(err, errs.Conflict) {
			t.Errorf("merged twice: %v", err)
		}
		editor := peopletest.Actor(t, s, peopletest.Person(t, s, peopletest.Role(authz.Binding{Role: authz.UnitManager, UnitID: c.ID})))
		if err := s.MergeUnits(ctx, editor, []id.ID{c.ID}, b.ID, "2026-02-01"); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a manager merged units: %v", err)
		}
	})
}

func TestUnitsOfAnotherServerAreSeenWithinASecond(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		one, two := peopletest.NewWorld(t, d), peopletest.NewWorld(t, d)
		if _, err := two.Units(ctx); err != nil {
			t.Fatal(err)
		}
		peopletest.Unit(t, one.Service, "ABC")
		counted, n := db.WithCounter(ctx)
		if _, ok, _ := two.UnitNamed(counted, "ABC"); ok || n.Load() != 0 {
			t.Errorf("within the second the database was asked %d times", n.Load())
		}
		two.Clock.Advance(people.UnitPoll)
		if _, ok, err := two.UnitNamed(ctx, "ABC"); !ok || err != nil {
			t.Errorf("the new unit is not seen: %v", err)
		}
	})
}

func TestWhatLiesAheadHoldsFromItsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := peopletest.NewWorld(t, d)
		a, b := peopletest.Unit(t, w.Service, "A"), peopletest.Unit(t, w.Service, "B")
		if err := w.RenameUnit(ctx, system, b.ID, "BB", "Both", "2026-09-20"); err != nil {
			t.Fatal(err)
		}
		if err := w.MergeUnits(ctx, system, []id.ID{a.ID}, b.ID, "2026-09-20"); err != nil {
			t.Fatal(err)
		}
		manager := peopletest.Person(t, w.Service, peopletest.Role(authz.Binding{Role: authz.UnitManager, UnitID: b.ID}))
		for _, day := range []struct {
			name, merged string
			units        int
		}{{"B", "", 1}, {"BB", "Both", 2}} {
			u, err := w.Unit(ctx, b.ID)
			if err != nil || u.Acronym != day.name {
				t.Errorf("on %s B is %s, %v", w.Today(), u.Acronym, err)
			}
			now, err := w.CurrentUnit(ctx, a.ID)
			if err != nil || (now.ID == b.ID) != (day.merged != "") {
				t.Errorf("on %s A is %s, %v", w.Today(), now.Name, err)
			}
			if u, err := w.Unit(ctx, a.ID); err != nil || (u.MergesOn != "") != (day.merged == "") {
				t.Errorf("on %s A is %+v, %v", w.Today(), u, err)
			}
			if actor := peopletest.Actor(t, w.Service, manager); len(actor.Units(authz.UnitManager)) != day.units {
				t.Errorf("on %s the manager has %v", w.Today(), actor.Roles)
			}
			w.Clock.Advance(5 * 24 * time.Hour)
		}
	})
}

func TestUnitFormsAreChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		a, b := peopletest.Unit(t, s, "A"), peopletest.Unit(t, s, "B")
		for name, err := range map[string]error{
			"acronym in use, written otherwise": func() error {
				_, err := s.AddUnit(ctx, system, people.NewUnit{Acronym: "a", Name: "X", Kind: "office"})
				return err
			}(),
			"acronym of marks alone": func() error {
				_, err := s.AddUnit(ctx, system, people.NewUnit{Acronym: "--", Name: "X", Kind: "office"})
				return err
			}(),
			"a parent that is none": func() error {
				_, err := s.AddUnit(ctx, system, people.NewUnit{Acronym: "X", Name: "X", Kind: "office", ParentID: id.New()})
				return err
			}(),
			"the name it has":       s.RenameUnit(ctx, system, a.ID, "A", "A Division", "2026-09-01"),
			"another's acronym":     s.RenameUnit(ctx, system, a.ID, "B", "Bee", "2026-09-01"),
			"a day that is none":    s.RenameUnit(ctx, system, a.ID, "AA", "Ay", "2026-02-30"),
			"merged into itself":    s.MergeUnits(ctx, system, []id.ID{a.ID}, a.ID, "2026-09-01"),
			"merged into nothing":   s.MergeUnits(ctx, system, []id.ID{a.ID}, "", "2026-09-01"),
			"merged into a strange": s.MergeUnits(ctx, system, []id.ID{a.ID}, id.New(), "2026-09-01"),
		} {
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.MergeUnits(ctx, system, []id.ID{a.ID}, b.ID, "2026-09-01"); err != nil {
			t.Fatal(err)
		}
		if err := s.RenameUnit(ctx, system, a.ID, "AA", "Ay", "2026-09-10"); !errs.Is(err, errs.Conflict) {
			t.Errorf("a unit that has ended was renamed: %v", err)
		}
	})
}

func TestUnitChangesCanBeTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		a, b := peopletest.Unit(t, s, "A"), peopletest.Unit(t, s, "B")
		if err := s.RenameUnit(ctx, system, a.ID, "AA", "Ay", "2026-09-01"); err != nil {
			t.Fatal(err)
		}
		if err := s.MergeUnits(ctx, system, []id.ID{a.ID}, b.ID, "2026-09-10"); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"AA", "A"} {
			if err := s.UndoUnitChange(ctx, system, a.ID); err != nil {
				t.Fatal(err)
			}
			if u, err := s.Unit(ctx, a.ID); err != nil || u.Acronym != want || u.EndedOn != "" || u.SuccessorID != "" {
				t.Errorf("unit = %+v, %v", u, err)
			}
		}
		if err := s.UndoUnitChange(ctx, system, a.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("the first name was taken back: %v", err)
		}
		if broken, err := s.Check(ctx); err != nil || len(broken) > 0 {
			t.Errorf("check: %v, %v", broken, err)
		}
		// The acronym that was given up is free again, and then the way back is barred.
		if err := s.RenameUnit(ctx, system, b.ID, "BB", "Bee", "2026-09-01"); err != nil {
			t.Fatal(err)
		}
		peopletest.Unit(t, s, "B")
		if err := s.UndoUnitChange(ctx, system, b.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("two units have one acronym: %v", err)
		}
	})
}
