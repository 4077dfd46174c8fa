package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// TestTablesComeOneAtATime asks for tables while one is being written: the same person waits, another does not, and after the first has ended,
// even by a panic, the next is had.
func TestTablesComeOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan string)
		mux := web.NewMux(func(w http.ResponseWriter, _ *http.Request, _ *web.Route, err error) {
			w.WriteHeader(web.Status(err))
		})
		write := func(http.ResponseWriter, *http.Request) error {
			if word := <-goOn; word != "" {
				panic(word)
			}
			return nil
		}
		mux.Add(web.Route{Name: "a", Pattern: "GET /a.csv", Access: web.Public, Handler: write}, web.Route{Name: "b", Pattern: "GET /b.xlsx", Access: web.Public, Handler: write})
		from := func(place, person, path string) int {
			w := httptest.NewRecorder()
			defer func() { recover() }()
			r := httptest.NewRequest("GET", path, nil).WithContext(authz.With(t.Context(), authz.Actor{PersonID: id.ID(person)}))
			r.RemoteAddr = place + ":1234"
			mux.ServeHTTP(w, r)
			return w.Code
		}
		ask := func(person, path string) int { return from("192.0.2.1", person, path) }
		for _, end := range []string{"", "a fault"} {
			go ask("ada", "/a.csv")
			synctest.Wait()
			if got := ask("ada", "/b.xlsx"); got != http.StatusTooManyRequests {
				t.Errorf("a second table at once: %d", got)
			}
			go ask("bo", "/a.csv")
			go ask("", "/a.csv")
			go from("192.0.2.2", "", "/a.csv")
			synctest.Wait()
			if got := ask("", "/b.xlsx"); got != http.StatusTooManyRequests {
				t.Errorf("a second table for visitors of one place: %d", got)
			}
			for range 4 {
				goOn <- end
			}
			synctest.Wait()
		}
		// Five people at once, and visitors beside them.
		people := []string{"ada", "bo", "cy", "di", "ed"}
		for _, p := range people {
			go ask(p, "/b.xlsx")
		}
		synctest.Wait()
		if got := ask("flo", "/b.xlsx"); got != http.StatusServiceUnavailable {
			t.Errorf("a sixth table at once: %d", got)
		}
		go ask("", "/b.xlsx")
		synctest.Wait()
		for range len(people) + 1 {
			goOn <- ""
		}
		synctest.Wait()
		go ask("flo", "/b.xlsx")
		synctest.Wait()
		goOn <- ""
	})
}

// TestALongAnswerTakesItsTime reads a table for longer than other answers may take, and gets all of it; whoever reads nothing is cut off.
func TestALongAnswerTakesItsTime(t *testing.T) {
	const rows = 40
	table := func(w http.ResponseWriter, r *http.Request) error {
		for range rows {
			if _, err := w.Write([]byte("row\n")); err != nil {
				return err
			}
			if err := http.NewResponseController(w).Flush(); err != nil {
				return err
			}
			<-time.After(20 * time.Millisecond)
		}
		return nil
	}
	m := web.NewMux(func(http.ResponseWriter, *http.Request, *web.Route, error) {})
	for name, pattern := range map[string]string{"table": "/work/rows.csv", "page": "/work/rows"} {
		m.Add(web.Route{Name: name, Pattern: "GET " + pattern, Access: web.Public, Handler: table})
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.ServeHTTP(w, r.WithContext(authz.With(r.Context(), authz.Actor{PersonID: "p"})))
	}))
	s.Config.WriteTimeout = 500 * time.Millisecond
	s.Start()
	defer s.Close()
	for pattern, whole := range map[string]bool{"/work/rows.csv": true, "/work/rows": false} {
		resp, err := http.Get(s.URL + pattern)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if all := err == nil && len(b) == rows*len("row\n"); all != whole {
			t.Errorf("%s: %d bytes, %v", pattern, len(b), err)
		}
	}
}
