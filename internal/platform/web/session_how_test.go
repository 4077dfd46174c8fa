package web_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/web"
)

func TestASessionKnowsHowItBegan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := web.NewSessions(d, clock.NewFake(noon), false)
		ctx, err := s.Load(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		if got := s.How(ctx); got != (web.How{}) {
			t.Errorf("a stranger proved %+v", got)
		}
		for _, how := range []web.How{
			{Way: web.ByProvider, Provider: "State Library", Second: true, At: noon.Add(-time.Hour)},
			{Way: web.ByPassword, At: noon},
		} {
			if err := s.SignIn(ctx, "p", how); err != nil {
				t.Fatal(err)
			}
			later, err := s.Load(t.Context(), s.Token(ctx))
			if err != nil {
				t.Fatal(err)
			}
			if got := s.How(later); got != how {
				t.Errorf("kept %+v of %+v", got, how)
			}
		}
	})
}
