package assessment_test

import (
	"fmt"
	"testing"
	"time"

	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

func TestACohortCanBeLeftHoweverManyCame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		people, addresses := group(t, w)
		me := people[0]
		first := cohort(t, w, "First", "student", addresses)
		joins(t, w, me, first)
		for i := range 100 {
			w.C.Clock.Advance(time.Minute)
			cohort(t, w, fmt.Sprint("More ", i), "student", addresses)
		}
		if list, err := w.AskedToJoin(ctx, me); err != nil || len(list) != 100 || list[0].ID != first.ID || !list[0].In() {
			t.Errorf("%d are listed, the first is %+v, %v", len(list), list[0], err)
		}
		if err := w.Leave(ctx, me, first.ID); err != nil {
			t.Fatal(err)
		}
		if list, err := w.AskedToJoin(ctx, me); err != nil || list[0].In() {
			t.Errorf("%+v, %v", list[0], err)
		}
	})
}
