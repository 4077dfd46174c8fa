package db_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// TestHolding looks for texts with the signs of patterns in them, and for one that is longer than any pattern may be.
func TestHolding(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct {
			in, text string
			want     bool
		}{
			{"reading", "adi", true}, {"reading", "a_i", false}, {"a_b!c", "_b!", true}, {"50 % off", "0 %", true}, {"50 off", "0%", false}, {"x", "", true},
			{strings.Repeat("é", 40_000), strings.Repeat("é", 60_000), true}, {"x", strings.Repeat("%_", 60_000), false},
		} {
			var n int
			if err := d.QueryRow(t.Context(), `SELECT CASE WHEN $1 LIKE $2 ESCAPE '!' THEN 1 ELSE 0 END`, c.in, db.Holding(c.text)).Scan(&n); err != nil || (n == 1) != c.want {
				t.Errorf("%.20q in %.20q: %v %v", c.text, c.in, n, err)
			}
		}
	})
}
