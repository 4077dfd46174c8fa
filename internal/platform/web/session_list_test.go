package web_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

const (
	firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
	iPhone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
	edge    = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)

func TestListOfSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := clock.NewFake(noon)
		s := newSite(t, d, c)
		other := newSite(t, d, c) // another server on the same database
		with := func(agent string) map[string]string {
			return map[string]string{"Sec-Fetch-Site": "same-origin", "User-Agent": agent}
		}
		in := func(agent string) []*http.Cookie {
			return s.send("POST", "/in", "", with(agent)).Result().Cookies()
		}
		list := func(cookies []*http.Cookie) (out []web.Session) {
			t.Helper()
			w := s.send("GET", "/sessions", "", with(firefox), cookies...)
			if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
				t.Fatalf("%s: %v", w.Body, err)
			}
			return out
		}
		who := func(cookies []*http.Cookie) string {
			return other.send("GET", "/open", "", nil, cookies...).Body.String()
		}

		mine := in(firefox)
		c.Advance(time.Hour)
		phone, desk := in(iPhone), in(edge)
		got := list(mine)
		if len(got) != 3 || !got[0].Current || got[0].Device != (web.Device{Browser: "Firefox", System: "Linux"}) || got[0].How.Way != web.ByPassword || got[1].Current || got[2].Current {
			t.Fatalf("listed %+v", got)
		}
		devices := map[web.Device]string{got[1].Device: got[1].ID, got[2].Device: got[2].ID}
		id := devices[web.Device{Browser: "Safari", System: "iPhone"}]
		if id == "" || devices[web.Device{Browser: "Edge", System: "Windows"}] == "" {
			t.Fatalf("devices %v", devices)
		}
		if got[1].Place != "192.0.0.0/16" || !got[1].Begun.Equal(noon.Add(time.Hour)) {
			t.Errorf("seen from %q since %v", got[1].Place, got[1].Begun)
		}

		if err := s.sessions.End(t.Context(), authz.Actor{PersonID: "stranger"}, ids("stranger"), id); !errs.Is(err, errs.NotFound) {
			t.Errorf("a stranger ended it: %v", err)
		}
		if err := s.sessions.End(t.Context(), authz.Actor{PersonID: "p"}, ids("p"), id); err != nil {
			t.Fatal(err)
		}
		if got := who(phone); got != "\"\"\n" {
			t.Errorf("the ended session is %s at another server", got)
		}
		if got := who(desk); got != "\"p\"\n" {
			t.Errorf("the session beside it is %s", got)
		}
		s.send("POST", "/end-others", "", with(firefox), mine...)
		if a, b := who(desk), who(mine); a != "\"\"\n" || b != "\"p\"\n" {
			t.Errorf("ending all others left %s and, of this one, %s", a, b)
		}
		if got := list(mine); len(got) != 1 {
			t.Errorf("listed %+v", got)
		}
		c.Advance(web.SessionIdle - time.Minute)
		list(mine) // in use
		idle := in(iPhone)
		c.Advance(web.SessionIdle - time.Minute)
		list(mine)
		c.Advance(2 * time.Minute)
		if got := list(mine); len(got) != 1 {
			t.Errorf("an idle session is listed: %+v", got)
		}
		if got := who(idle); got != "\"\"\n" {
			t.Errorf("an idle session is %s", got)
		}
	})
}

func ids(all ...id.ID) []id.ID { return all }

func TestHalfASignInIsNone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := clock.NewFake(noon)
		s := newSite(t, d, c)
		before := s.send("POST", "/in", "", here).Result().Cookies()
		half := s.send("POST", "/half", "", here, before...).Result().Cookies()
		if half[0].Value == before[0].Value {
			t.Error("the token was not renewed")
		}
		if w := s.send("GET", "/open", "", nil, half...); w.Body.String() != "\"\"\n" {
			t.Errorf("with one of two factors they are %s", w.Body)
		}
		if got, err := s.sessions.List(t.Context(), ids("p")); err != nil || len(got) != 0 {
			t.Errorf("listed %+v, %v", got, err)
		}
		ctx, err := s.sessions.Load(t.Context(), half[0].Value)
		if err != nil {
			t.Fatal(err)
		}
		if h, ok := s.sessions.Half(ctx); !ok || h.Person != "p" || h.Next != "/there" || h.How.Way != web.ByLink || h.How.Second {
			t.Errorf("half %+v, %v", h, ok)
		}
		c.Advance(web.HalfLife + time.Second)
		if _, ok := s.sessions.Half(ctx); ok {
			t.Error("it waits for ever")
		}
		err = d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error { return web.EndAll(ctx, tx, "p") })
		if err != nil {
			t.Fatal(err)
		}
		var n int
		if err := d.QueryRow(t.Context(), `SELECT COUNT(*) FROM web_sessions`).Scan(&n); err != nil || n != 0 {
			t.Errorf("a new password left %d half sessions (%v)", n, err)
		}
	})
}

func TestFresh(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := clock.NewFake(noon)
		s := newSite(t, d, c)
		cookies := s.send("POST", "/in", "", here).Result().Cookies()
		status := func() int { return s.send("POST", "/fresh", "", here, cookies...).Code }
		c.Advance(authz.FreshFor)
		if got := status(); got != 200 {
			t.Errorf("at the edge: %d", got)
		}
		c.Advance(time.Second)
		if got := status(); got != 403 {
			t.Errorf("over the edge: %d", got)
		}
		confirmed := s.send("POST", "/confirm", "", here, cookies...).Result().Cookies()
		if got := status(); got != 401 {
			t.Errorf("by the token from before: %d", got)
		}
		cookies = confirmed
		if got := status(); got != 200 {
			t.Errorf("after confirming: %d", got)
		}
	})
}

func TestFreshAsksNoToken(t *testing.T) {
	access := web.Fresh(web.Scope("x"))
	for name, a := range map[string]authz.Actor{"a stale session": {PersonID: "p"}, "a token": {PersonID: "p", Token: true, Scopes: []string{"x"}}, "a token without scope": {PersonID: "p", Token: true}} {
		m := web.NewMux(func(w http.ResponseWriter, _ *http.Request, _ *web.Route, err error) { w.WriteHeader(web.Status(err)) })
		m.Add(web.Route{Name: "x", Pattern: "POST /x", Access: access, Handler: func(http.ResponseWriter, *http.Request) error { return nil }})
		r := httptest.NewRequest("POST", "/x", nil)
		w := httptest.NewRecorder()
		m.ServeHTTP(w, r.WithContext(authz.With(r.Context(), a)))
		if want := map[string]int{"a stale session": 403, "a token": 200, "a token without scope": 403}[name]; w.Code != want {
			t.Errorf("%s: %d, want %d", name, w.Code, want)
		}
	}
}
