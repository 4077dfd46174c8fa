package errs_test

import (
	"errors"
	"fmt"
	"testing"

	"learningcommons.dev/commons/internal/platform/errs"
)

func TestKindsSurviveWrapping(t *testing.T) {
	err := fmt.Errorf("area: use case: %w", errs.New(errs.Conflict, "There are %d seats.", 3))
	if !errs.Is(err, errs.Conflict) || errs.Is(err, errs.NotFound) {
		t.Errorf("kind %v", errs.KindOf(err))
	}
	if got := errs.As(err).Error(); got != "There are 3 seats." {
		t.Errorf("message %q", got)
	}
	if errs.KindOf(errors.New("x")) != errs.Internal || errs.Is(nil, errs.Internal) {
		t.Error("a strange error is not internal, or none is one")
	}
}

func TestFieldsCollect(t *testing.T) {
	var f errs.Fields
	if f.Err() != nil {
		t.Fatal("no complaint is an error")
	}
	f.Check(true, "a", "fine")
	f.Check(false, "b", "At most %d.", 5)
	err := f.Err()
	e := errs.As(err)
	if e == nil || e.Kind != errs.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != "b" {
		t.Fatalf("got %v", err)
	}
	cause := errors.New("cause")
	if !errors.Is(errs.Wrap(cause, errs.Gone, "Over."), cause) {
		t.Error("the cause is lost")
	}
}

func TestRowsKeepTheirNames(t *testing.T) {
	var f errs.Fields
	fault := errors.New("the disk is full")
	if err := f.Row("people[0]", fault); err != fault || f.Err() != nil {
		t.Errorf("a fault of ours became the row's: %v, %v", err, f)
	}
	for i, err := range []error{nil, errs.Bad("email", "No."), fmt.Errorf("deeper: %w", errs.New(errs.Gone, "%d are over.", 2))} {
		if err := f.Row(fmt.Sprintf("people[%d]", i), err); err != nil {
			t.Error(err)
		}
	}
	if len(f) != 2 || f[0].Name != "people[1].email" || f[1].Name != "people[2]" || f[1].Message != "%d are over." {
		t.Errorf("got %+v", f)
	}
}

func TestWhoHasSeenSomethingElseIsStale(t *testing.T) {
	type seen string
	for _, c := range []struct {
		seen seen
		want errs.Kind
	}{{"2", errs.Internal}, {"", errs.Internal}, {"1", errs.Stale}} {
		err := errs.Unseen(c.seen, "2", "It says something else now.")
		if c.want == errs.Stale != errs.Is(err, errs.Stale) || c.want == errs.Internal && err != nil {
			t.Errorf("seen %q of 2: %v", c.seen, err)
		}
	}
}
