package registration

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
)

// Explained is how a database reads a piece of the list of registrations that have changed since a moment.
func Explained(t *testing.T, d *db.DB, since time.Time, units []id.ID) string {
	t.Helper()
	e := &dbtest.Explained{DB: d}
	if _, err := listedAfter(context.Background(), e, Listed{}, units, Period{ChangedSince: since}, exportChunk); err != nil {
		t.Fatal(err)
	}
	return e.Plan()
}
