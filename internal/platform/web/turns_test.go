package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// TestTablesComeOneAtATime asks for tables while one is being written: the same person waits, another does not, and after the first has ended,
// even by a panic, the next is had.
func TestTablesComeOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan string)
		mux := web.NewMux(func(w http.ResponseWriter, _ *http.Request, _ *web.Route, err error) {
			if errs.KindOf(err) == errs.TooMany {
				w.WriteHeader(http.StatusTooManyRequests)
			}
		})
		write := func(http.ResponseWriter, *http.Request) error {
			if word := <-goOn; word != "" {
				panic(word)
			}
			return nil
		}
		mux.Add(web.Route{Name: "a", Pattern: "GET /a.csv", Access: web.Public, Handler: write}, web.Route{Name: "b", Pattern: "GET /b.xlsx", Access: web.Public, Handler: write})
		ask := func(person, path string) int {
			w := httptest.NewRecorder()
			defer func() { recover() }()
			mux.ServeHTTP(w, httptest.NewRequest("GET", path, nil).WithContext(authz.With(t.Context(), authz.Actor{PersonID: id.ID(person)})))
			return w.Code
		}
		for _, end := range []string{"", "a fault"} {
			go ask("ada", "/a.csv")
			synctest.Wait()
			if got := ask("ada", "/b.xlsx"); got != http.StatusTooManyRequests {
				t.Errorf("a second table at once: %d", got)
			}
			go ask("bo", "/a.csv")
			go ask("", "/a.csv")
			go ask("", "/a.csv")
			synctest.Wait()
			for range 4 {
				goOn <- end
			}
			synctest.Wait()
		}
		go ask("ada", "/b.xlsx")
		synctest.Wait()
		goOn <- ""
	})
}
