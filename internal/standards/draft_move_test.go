package standards_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

func TestAMoveIsInTheAuditLog(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx, m := t.Context(), first(t, w)
		if _, err := w.BeginDraft(ctx, w.Editor, m.framework); err != nil {
			t.Fatal(err)
		}
		moved := func() bool {
			t.Helper()
			ok, err := audit.Since(ctx, d, "framework", m.framework, time.Unix(1, 0), "competency.moved")
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		if err := w.MoveCompetency(ctx, w.Editor, m.framework, m.a, true); err != nil || moved() {
			t.Errorf("what stays is told as moved: %v", err)
		}
		if err := w.MoveCompetency(ctx, w.Editor, m.framework, m.a, false); err != nil || !moved() {
			t.Errorf("a move is not told: %v", err)
		}
	})
}
