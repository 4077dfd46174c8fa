package measures_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/measures/measurestest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
)

// Sizes of the benchmark: so many people say something of so many of all competencies, in eleven audiences.
const (
	manyPeople       = 50_000
	manyCompetencies = 200
	eachSays         = 30
)

// association makes answers as they are read, so that none is held in memory.
type association struct {
	people, competencies []id.ID
	month                uint64
}

func newAssociation() *association {
	a := &association{}
	for i := range manyPeople {
		a.people = append(a.people, id.ID(fmt.Sprintf("%08d-0000-7000-8000-000000000000", i)))
	}
	for i := range manyCompetencies {
		a.competencies = append(a.competencies, id.Named("competency", fmt.Sprint(i)))
	}
	return a
}

func (a *association) Latest(context.Context) iter.Seq2[measures.Assessed, error] {
	return func(yield func(measures.Assessed, error) bool) {
		for i, p := range a.people {
			// Every tenth person answers anew each month.
			month := uint64(0)
			if i%10 == 0 {
				month = a.month
			}
			r := rand.New(rand.NewPCG(uint64(i), month))
			audience := catalogue.Audiences[i%len(catalogue.Audiences)]
			from := 7 * i % manyCompetencies
			for k := range eachSays {
				said, level := measures.SaidMet, ""
				switch r.IntN(10) {
				case 0, 1, 2, 3:
					said, level = measures.SaidGap, measurestest.Levels[r.IntN(3)]
				case 4:
					said = measures.SaidNotMine
				}
				if !yield(measures.Assessed{Person: p, Audience: audience, Competency: a.competencies[(from+k)%manyCompetencies], Said: said, Level: level}, nil) {
					return
				}
			}
		}
	}
}

// BenchmarkDemand counts 50,000 people, each of whom speaks of 30 of 200 competencies, for a first and a second month, and then reads the view.
func BenchmarkDemand(b *testing.B) {
	d := dbtest.SQLite(b)
	w := measurestest.New(b, d)
	a := newAssociation()
	s := w.With(a)
	count := func(name string, month time.Month) {
		w.Clock.Set(time.Date(2026, month, 1, 0, 0, 0, 0, time.UTC))
		a.month = uint64(month)
		var peak uint64
		stop := make(chan struct{})
		done := make(chan struct{})
		go func() {
			defer close(done)
			for {
				select {
				case <-stop:
					return
				case <-time.After(20 * time.Millisecond):
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					peak = max(peak, m.HeapInuse)
				}
			}
		}()
		began := time.Now()
		if err := s.CountDemand(b.Context()); err != nil {
			b.Fatal(err)
		}
		took := time.Since(began)
		close(stop)
		<-done
		b.Logf("%s month: %v, heap at most %d MB", name, took.Round(time.Millisecond), peak>>20)
	}
	count("first", 3)
	count("second", 4)
	var cells int
	if err := d.QueryRow(b.Context(), `SELECT MAX(cells) FROM demand_months`).Scan(&cells); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d cells a month", cells)
	for name, r := range map[string]measures.DemandRequest{"everything": {}, "one audience": {Audience: catalogue.Public}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Demand(b.Context(), w.Curriculum, r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkDemandYear reads the view of twelve months of 1,000 competencies, each with 55 cells: eleven audiences, a gap at each of three levels and
// two things besides.
func BenchmarkDemandYear(b *testing.B) {
	d := dbtest.SQLite(b)
	w := measurestest.New(b, d)
	for month := range time.Month(12) {
		w.Clock.Set(time.Date(2026, 1+month, 2, 0, 0, 0, 0, time.UTC))
		if err := d.InTx(b.Context(), func(ctx context.Context, tx *db.Tx) error { return seedMonth(ctx, tx, w.Clock.Now(), month == 0) }); err != nil {
			b.Fatal(err)
		}
	}
	for name, r := range map[string]measures.DemandRequest{"everything": {}, "one audience": {Audience: catalogue.Public}, "one competency": {Competency: id.Named("competency", "7")}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := w.Demand(b.Context(), w.Curriculum, r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// seedMonth writes the figures of a month, and once what its competencies are called.
func seedMonth(ctx context.Context, tx *db.Tx, now time.Time, names bool) error {
	month := now.Format("2006-01")
	if _, err := tx.Exec(ctx, `INSERT INTO demand_months (month, counted_at, cells) VALUES ($1, $2, 55000)`, month, now); err != nil {
		return err
	}
	const areas = 8
	columns := []string{"month", "competency_id", "audience", "said", "level", "area", "band", "people"}
	_, err := db.BulkInsert(ctx, tx, "demand_cells", columns, "", func(yield func([]any) bool) {
		for c := range 1000 {
			for _, audience := range catalogue.Audiences {
				for i, said := range []measures.Said{measures.SaidGap, measures.SaidGap, measures.SaidGap, measures.SaidMet, measures.SaidNotMine} {
					level := ""
					if i < 3 {
						level = measurestest.Levels[i]
					}
					if !yield([]any{month, id.Named("competency", fmt.Sprint(c)), audience, said, level, fmt.Sprint("area", c%areas), level, 5 + c%20}) {
						return
					}
				}
			}
		}
	})
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO demand_sums (month, audience, area, band, people) SELECT month, audience, area, band, SUM(people) FROM demand_cells WHERE month = $1 AND said = 'gap' GROUP BY month, audience, area, band`, month); err != nil || !names {
		return err
	}
	_, err = db.BulkInsert(ctx, tx, "demand_competencies", []string{"competency_id", "framework_key", "framework", "code", "title", "area", "levels"}, "", func(yield func([]any) bool) {
		for c := range 1000 {
			if !yield([]any{id.Named("competency", fmt.Sprint(c)), "f", "F", "C", fmt.Sprint("Competency ", c), fmt.Sprint("area", c%areas), db.JSON(measurestest.Levels)}) {
				return
			}
		}
	})
	return err
}
