package duties_test

import (
	"slices"
	"testing"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// TestNoDayThatIsSaidWithADutyIsLost binds by rules that must be told a day, can use one, and look at none.
func TestNoDayThatIsSaidWithADutyIsLost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newDue(t, d)
		ctx := t.Context()
		w.rule("year", "{kind: calendar, length: 1 year}", "{at_least: 10 hours}")
		_, err := w.WriteRule(ctx, w.Editor, "rule: once\nname: Once\nstatus: verified\nneeds: {at_least: 10 hours}\n")
		w.must(err)
		w.must(w.PublishRule(ctx, w.Editor, "once", "", ""))
		for _, x := range []struct {
			b    duties.Binding
			want []string
		}{
			{duties.Binding{Rule: "year", Certified: "no day at all", Enrolled: "2026-13-45"}, []string{"certified", "enrolled"}},
			{duties.Binding{Rule: "year", Certified: "2026-12-31"}, []string{"certified"}},
			{duties.Binding{Rule: "once", Certified: "2026-03-01", Enrolled: "2026-03-01"}, []string{"certified", "enrolled"}},
			{duties.Binding{Rule: "once", Certified: "no day"}, []string{"certified"}},
		} {
			got := fields(w.Bind(ctx, w.Me, x.b))
			if got = got[:len(got)-1]; !slices.Equal(got, x.want) {
				t.Errorf("%+v: %v, want %v", x.b, got, x.want)
			}
		}
		w.bind(w.Me, "year", "2026-03-01")
		one, err := w.One(ctx, w.Me, "year", duties.Question{})
		w.must(err)
		if !slices.ContainsFunc(one.Statements, func(x duties.Statement) bool { return x.Kind == duties.KindCertified && x.Day == "2026-03-01" }) {
			t.Errorf("%+v", one.Statements)
		}
	})
}
