package standards

import (
	"context"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
)

// AboveExplained is how a database finds what a competency stands under.
func AboveExplained(t *testing.T, d *db.DB, version, competency id.ID) string {
	t.Helper()
	ctx := context.Background()
	c, err := oneCompetency(ctx, d, version, competency)
	if err != nil {
		t.Fatal(err)
	}
	e := &dbtest.Explained{DB: d}
	if _, err := above(ctx, e, version, c); err != nil {
		t.Fatal(err)
	}
	return e.Plan()
}
