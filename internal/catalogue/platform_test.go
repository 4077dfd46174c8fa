package catalogue_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

// TestSeatsAndThePlatform plans dates on a platform that holds a hundred: more seats than that, and no
// limit, are refused at the field, with where they would fit.
func TestSeatsAndThePlatform(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := cataloguetest.New(t, d)
		admin := w.Actor(t, "Ola Keeper", authz.Binding{Role: authz.Admin})
		save := func(p catalogue.Platform) (catalogue.Platform, error) { return w.Service.SavePlatform(ctx, admin, p) }
		small, err := save(catalogue.Platform{Name: "Small Room", Seats: 100, Report: "adobe-connect", ReviewedOn: "2025-01-05"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := save(catalogue.Platform{Name: "Great Hall", Seats: 1000}); err != nil {
			t.Fatal(err)
		}
		if _, err := save(catalogue.Platform{Name: "small  room"}); !errs.Is(err, errs.Invalid) {
			t.Errorf("two platforms of one name: %v", err)
		}
		if _, err := w.Service.SavePlatform(ctx, w.Manager, catalogue.Platform{Name: "Mine"}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a manager adds a platform: %v", err)
		}
		offer := cataloguetest.Offer(t, w)
		o := cataloguetest.Occurrence(t, w, offer.ID, cataloguetest.Seats(100), func(o *catalogue.Occurrence) { o.Platform = "small room" })
		for capacity, words := range map[int]string{101: "Great Hall", 0: "Enter how many seats", 5000: "no other platform"} {
			o := o
			o.Capacity = capacity
			_, err := w.Service.ChangeOccurrence(ctx, w.Manager, o)
			if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Name != "capacity" || !strings.Contains(err.Error(), words) {
				t.Errorf("%d seats on a platform of 100: %v, want %q", capacity, err, words)
			}
		}
		o.Platform = "Somewhere Else"
		o.Capacity = 5000
		if o, err = w.Service.ChangeOccurrence(ctx, w.Manager, o); err != nil {
			t.Errorf("a platform outside of the register: %v", err)
		}
		small.Retired = true
		if _, err := save(small); err != nil {
			t.Fatal(err)
		}
		o.Platform, o.Capacity = "Small Room", 50
		if _, err := w.Service.ChangeOccurrence(ctx, w.Manager, o); !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), "Great Hall") {
			t.Errorf("planned on what is out of use: %v", err)
		}
	})
}

// TestAnImportReadsTheRegisterOnce: how many of its dates are on a platform makes no difference to what is asked.
func TestAnImportReadsTheRegisterOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := cataloguetest.New(t, d)
		admin := w.Actor(t, "Ola Keeper", authz.Binding{Role: authz.Admin})
		_, err := w.SavePlatform(ctx, admin, catalogue.Platform{Name: "Zoom", Seats: 100})
		must(t, err)
		asked := func(source, platform string) int64 {
			var file strings.Builder
			file.WriteString("title,date,time,zone,minutes,capacity,platform\n")
			for i := range 40 {
				fmt.Fprintf(&file, "%s %d,2026-05-04,14:00,America/Chicago,60,50,%s\n", source, i, platform)
			}
			counted, n := db.WithCounter(ctx)
			r, err := w.ImportOffers(counted, w.Manager, strings.NewReader(file.String()), catalogue.ImportOptions{Source: source, Unit: w.Unit.ID})
			must(t, err)
			wantCounts(t, r, counts(40, 0, 0, 0))
			return n.Load()
		}
		if without, with := asked("Nowhere", ""), asked("There", "Zoom"); with > without+1 {
			t.Errorf("40 dates on a platform ask %d queries, on none %d", with, without)
		}
	})
}
