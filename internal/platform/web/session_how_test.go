package web_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
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

func TestFresh(t *testing.T) {
	at := func(d time.Duration) authz.Actor { return authz.Actor{PersonID: "p", ProvedAt: noon.Add(-d)} }
	token := at(0)
	token.Token = true
	for name, c := range map[string]struct {
		actor authz.Actor
		want  bool
	}{
		"just now":           {at(0), true},
		"at the edge":        {at(authz.FreshFor), true},
		"over it":            {at(authz.FreshFor + time.Second), false},
		"before it was kept": {authz.Actor{PersonID: "p"}, false},
		"a visitor":          {authz.Actor{}, false},
		"a token":            {token, false},
		"the operator":       {authz.System("cli"), true},
	} {
		if got := c.actor.Fresh(noon); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
