package people_test

import (
	"fmt"
	"testing"

	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// TestUploadsAreBounded sends in more files than anybody looks at: the last ones wait, and those of others stay.
func TestUploadsAreBounded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := peopletest.NewWorld(t, d)
		someAdmin := func() authz.Actor {
			return peopletest.Actor(t, w.Service, peopletest.Person(t, w.Service, peopletest.Role(authz.Binding{Role: authz.Admin})))
		}
		admin, other := someAdmin(), someAdmin()
		theirs, err := w.KeepUpload(t.Context(), other, "theirs.csv", []byte("x"))
		if err != nil {
			t.Fatal(err)
		}
		var all []id.ID
		for i := range 14 {
			u, err := w.KeepUpload(t.Context(), admin, fmt.Sprint(i, ".csv"), []byte("x"))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, u.ID)
		}
		for i, u := range append(all, theirs.ID) {
			_, err := w.Upload(t.Context(), admin, u)
			if gone := errs.Is(err, errs.NotFound); gone != (i < 4) || err != nil && !gone {
				t.Errorf("file %d: %v", i, err)
			}
		}
	})
}
