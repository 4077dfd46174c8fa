package dutiesweb_test

import (
	"slices"
	"testing"

	"learningcommons.dev/commons/internal/duties/dutiestest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

func TestProgramsSayWhatWasDecided(t *testing.T) {
	w := dutiestest.New(t, dbtest.SQLite(t))
	me := programs(t, w).As(w.Me, authz.ScopeDutiesWrite, authz.ScopeRecordRead)
	me.Ask(201, "POST", "/api/v1/me/duties", object{"rule": "us-ny-librarian", "certified": "2022-01-01"})
	at := "/api/v1/me/duties/us-ny-librarian"
	for _, c := range []struct {
		body  object
		field string
	}{
		{object{"kind": "waived", "day": "2026-01-02", "amount": "ten", "unit": "hours"}, "amount"},
		{object{"kind": "waived", "day": "2026-01-02", "amount": "1.555", "unit": "hours"}, "amount"},
		{object{"kind": "waived", "day": "2026-01-02"}, "amount"},
		{object{"kind": "waived", "day": "2026-01-02", "amount": "2", "unit": "points"}, "unit"},
		{object{"kind": "extended", "day": "2026-01-02"}, "until"},
	} {
		if got := me.Ask(422, "POST", at+"/statements", c.body).Fields(); !slices.Equal(got, []string{c.field}) {
			t.Errorf("%v: %v, want %s", c.body, got, c.field)
		}
	}
	var one struct {
		Due        string
		GivenUntil string `json:"given_until"`
		Amount     struct{ Needed int64 }
		Statements []struct {
			Kind         string
			Amount, Unit *string
		}
	}
	me.Ask(200, "GET", at, nil).Into(&one)
	whole := one.Amount.Needed
	me.Ask(204, "POST", at+"/statements", object{"kind": "waived", "day": "2026-01-02", "amount": "20.5", "unit": "hours"})
	me.Ask(204, "POST", at+"/statements", object{"kind": "extended", "day": "2026-01-02", "until": "2027-06-30"})
	me.Ask(200, "GET", at, nil).Into(&one)
	if x := one.Statements[1]; one.Due != "2027-06-30" || one.GivenUntil != "2027-06-30" || one.Amount.Needed != whole-(20*60+30) || x.Kind != "waived" || x.Amount == nil || *x.Amount != "20.5" || *x.Unit != "hours" || one.Statements[0].Amount != nil {
		t.Errorf("%+v", one)
	}
}
