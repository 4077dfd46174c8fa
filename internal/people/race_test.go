package people_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// atOnce runs f in several hands at the same time.
func atOnce(hands int, f func(hand int) error) []error {
	out := make([]error, hands)
	begin := make(chan struct{})
	var wg sync.WaitGroup
	for i := range out {
		wg.Go(func() {
			<-begin
			out[i] = f(i)
		})
	}
	close(begin)
	wg.Wait()
	return out
}

func sound(t *testing.T, s *people.Service) {
	t.Helper()
	if broken, err := s.Check(context.Background()); err != nil || len(broken) > 0 {
		t.Errorf("check: %v, %v", broken, err)
	}
}

// TestOneMembershipManyHands records one membership several times at once, as a form that was sent
// twice does.
func TestOneMembershipManyHands(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		for range 5 {
			p := peopletest.Person(t, s)
			err := errors.Join(atOnce(6, func(int) error {
				_, err := s.AddMembership(ctx, system, p.ID, "regular", "2026-01-01", "2026-12-31", "by hand")
				return err
			})...)
			if err != nil {
				t.Error(err)
			}
			if all, err := s.Memberships(ctx, system, p.ID); err != nil || len(all) != 1 {
				t.Fatalf("%d periods, %v", len(all), err)
			}
		}
		sound(t, s)
	})
}

// TestOneFileManyHands applies one file of known and unknown people several times at once.
func TestOneFileManyHands(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		for round := range 6 {
			var file strings.Builder
			file.WriteString(header)
			for i := range 8 {
				number, name := fmt.Sprintf("%d-%d", round, i), fmt.Sprintf("Kim Example%d", i)
				address := fmt.Sprintf("kim%d-%d@library.example", round, i)
				if i%2 == 0 || round < 4 {
					peopletest.Person(t, s, peopletest.Named(name), peopletest.Number(number), peopletest.Email(address))
				}
				fmt.Fprintf(&file, "%s,%s,%s,regular,2026-01-01,2026-12-31\n", number, name, address)
			}
			err := errors.Join(atOnce(4, func(int) error {
				r, err := s.ImportMemberships(ctx, system, strings.NewReader(file.String()), people.ImportOptions{Source: "members.csv"})
				if err == nil && r.Counts.Refused > 0 {
					err = fmt.Errorf("refused: %+v", r.Rows)
				}
				return err
			})...)
			if err != nil {
				t.Error(err)
			}
		}
		var periods, persons int
		if err := d.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM membership_periods), (SELECT COUNT(*) FROM persons)`).Scan(&periods, &persons); err != nil || periods != 48 || persons != 48 {
			t.Errorf("%d periods of %d persons, %v", periods, persons, err)
		}
		sound(t, s)
	})
}

// TestMergesAtOnce merges in a ring: whoever comes first, every alias leads to a survivor.
func TestMergesAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		for range 8 {
			ring := make([]id.ID, 4)
			for i := range ring {
				ring[i] = peopletest.Person(t, s).ID
			}
			for _, err := range atOnce(len(ring), func(i int) error { return s.Merge(ctx, system, ring[i], ring[(i+1)%len(ring)]) }) {
				if err != nil && !errs.Is(err, errs.Conflict) {
					t.Error(err)
				}
			}
			if ids, err := s.IDs(ctx, ring[0]); err != nil || len(ids) != len(ring) {
				t.Errorf("one person with the ids %v, %v", ids, err)
			}
			sound(t, s)
		}
	})
}

// TestTheLastAdministratorMayBeAnAlias closes administrators whose role was given to an alias.
func TestTheLastAdministratorMayBeAnAlias(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		admin := authz.Binding{Role: authz.Admin}
		alias, survivor, other := peopletest.Person(t, s, peopletest.Role(admin)), peopletest.Person(t, s), peopletest.Person(t, s, peopletest.Role(admin))
		if err := s.Merge(ctx, system, alias.ID, survivor.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.ClosePerson(ctx, system, survivor.ID); err != nil {
			t.Fatalf("one of two: %v", err)
		}
		if err := s.ClosePerson(ctx, system, other.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("the last one was closed: %v", err)
		}
		if err := s.EndRole(ctx, system, other.ID, admin); !errs.Is(err, errs.Conflict) {
			t.Errorf("the last one lost the role: %v", err)
		}
	})
}
