package peopleweb_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/people/peopleweb"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// site is the area's pages behind the whole stack.
type site struct {
	*peopletest.World
	t        *testing.T
	queue    *jobs.Queue
	sessions *web.Sessions
	handler  http.Handler
	cookies  map[string]string
}

func newSite(t *testing.T) *site {
	w := peopletest.NewWorld(t, dbtest.SQLite(t))
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	s := &site{World: w, t: t, queue: jobs.New(w.DB, w.Clock, log), sessions: web.NewSessions(w.DB, clockNow{w}, false), cookies: map[string]string{}}
	w.Register(s.queue)
	mux := web.NewMux(func(w http.ResponseWriter, r *http.Request, _ *web.Route, err error) {
		web.RetryHeader(w, err)
		http.Error(w, err.Error(), web.Status(err))
	})
	mux.Add(peopleweb.New(peopleweb.Deps{People: w.Service, Sessions: s.sessions, Clock: w.Clock, Offers: noOffers, Held: sevenHeld, BaseURL: "https://commons.example.org"}).Routes()...)
	s.handler = (&web.Stack{Mux: mux, Sessions: s.sessions, Log: log, Authenticate: w.Authenticate, Prepare: func(r *http.Request) *http.Request {
		a := authz.From(r.Context())
		prefs := peopleweb.PreferencesOf(r, a, time.UTC)
		ctx := i18n.With(r.Context(), i18n.Locale{Lang: prefs.Language, Zone: prefs.Zone})
		return r.WithContext(ui.WithViewer(ctx, ui.Viewer{SignedIn: a.SignedIn(), Name: a.Name, Path: r.URL.RequestURI(), Theme: prefs.Theme}))
	}}).Handler()
	return s
}

// sevenHeld says that everybody has seven registrations and no entry.
func sevenHeld(context.Context, []id.ID) (int, int, error) { return 7, 0, nil }

func noOffers(context.Context) (map[string]int, error) { return nil, nil }

// clockNow gives the sessions real time, because the session manager itself looks at the machine's clock.
type clockNow struct{ *peopletest.World }

// Now implements clock.Clock.
func (clockNow) Now() time.Time { return time.Now() }

// do sends a request with the cookies that are kept, and keeps those that come back.
func (s *site) do(method, path string, body io.Reader, contentType string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, path, body)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for name, value := range s.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(s.cookies, c.Name)
		} else {
			s.cookies[c.Name] = c.Value
		}
	}
	return w
}

func (s *site) get(path string) *httptest.ResponseRecorder { return s.do("GET", path, nil, "") }

func (s *site) post(path string, pairs ...string) *httptest.ResponseRecorder {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return s.do("POST", path, strings.NewReader(v.Encode()), "application/x-www-form-urlencoded")
}

// want fails unless the answer has the status and, with a redirect, leads there, or holds the text.
func (s *site) want(w *httptest.ResponseRecorder, status int, text string) {
	s.t.Helper()
	got := w.Body.String()
	if l := w.Header().Get("Location"); l != "" {
		got = l
	}
	if w.Code != status || !strings.Contains(got, text) {
		s.t.Fatalf("status %d, want %d with %q:\n%.3000s", w.Code, status, text, got)
	}
}

var link = regexp.MustCompile(`https://commons\.example\.org(/\S+)`)

func (s *site) letter(to string) string {
	s.t.Helper()
	if err := s.queue.Drain(context.Background()); err != nil {
		s.t.Fatal(err)
	}
	all := s.Box.Letters(to)
	m := link.FindStringSubmatch(all[len(all)-1].Text)
	return m[1]
}

func (s *site) signInAs(p people.Person) {
	s.t.Helper()
	if err := s.AskSignIn(context.Background(), p.Email, "/my/profile"); err != nil {
		s.t.Fatal(err)
	}
	s.want(s.post(s.letter(p.Email)), 303, "/my/profile")
}

func TestStrangerToAccountAndBack(t *testing.T) {
	s := newSite(t)
	s.want(s.get("/sign-in?next=/offers/x"), 200, `value="/offers/x"`)
	s.want(s.post("/sign-up", "name", "", "email", "nonsense", "next", "/offers/x"), 422, `value="nonsense"`)
	s.want(s.post("/sign-up", "name", "Ana Rivera", "email", "ana@library.example", "next", "/offers/x"), 200, "Look at your mail")
	if len(s.cookies) != 0 {
		t.Errorf("a stranger got cookies: %v", s.cookies)
	}
	path := s.letter("ana@library.example")
	s.want(s.get(path), 200, "Open your account")
	s.want(s.post(path, "name", "Ana Rivera", "password", "password"), 422, "At least 12")
	s.want(s.post(path, "name", "Ana Rivera", "password", "four quiet green herons"), 303, "/offers/x")
	s.want(s.get(path), 410, "This link has ended")
	s.want(s.get("/my/profile"), 200, "Ana Rivera")
	s.want(s.get("/sign-in?next=/units"), 303, "/units")
	s.want(s.post("/sign-out"), 303, "/")
	s.want(s.get("/my/profile"), 401, "Sign in")
	s.want(s.post("/sign-in", "email", "ana@library.example", "password", "wrong"), 422, "do not belong together")
	s.want(s.post("/sign-in", "email", "ana@library.example", "password", "four quiet green herons", "next", "//evil.example"), 303, "/my")
}

func TestSignInLeadsNowhereElse(t *testing.T) {
	for _, next := range []string{"//evil.example", `/\evil.example`, "https:evil.example", "javascript:alert(1)", "/%0d%0aSet-Cookie:x=1\r\n"} {
		if got := peopleweb.SignInPath(next); strings.Contains(got, "evil") || strings.Contains(got, "javascript") || strings.ContainsAny(got, "\r\n") {
			t.Errorf("SignInPath(%q) = %q", next, got)
		}
	}
}

func TestSignInIsSlowedDown(t *testing.T) {
	s := newSite(t)
	for range 10 {
		s.want(s.post("/sign-in", "email", "ana@library.example", "password", "wrong"), 422, "")
	}
	w := s.post("/sign-in", "email", "Ana@Library.Example", "password", "wrong")
	s.want(w, 429, "")
	if w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	s.Clock.Advance(time.Minute)
	s.want(s.post("/sign-in", "email", "ana@library.example", "password", "wrong"), 422, "")
}

// TestManyAccountsFromOnePlace tries one password at one account after the other: a hundred at once, and then one a second.
func TestManyAccountsFromOnePlace(t *testing.T) {
	s := newSite(t)
	try := func(n int) int {
		return s.post("/sign-in", "email", fmt.Sprintf("a%d@library.example", n), "password", "wrong").Code
	}
	n := 0
	for ; n < 200 && try(n) == 422; n++ {
	}
	if n != 100 {
		t.Errorf("%d accounts at once", n)
	}
	s.Clock.Advance(time.Second)
	if first, second := try(201), try(202); first != 422 || second != 429 {
		t.Errorf("a second later: %d, %d", first, second)
	}
}

// TestAnAccountIsNotGuessed tries from many places, and lets the owner in by a letter.
func TestAnAccountIsNotGuessed(t *testing.T) {
	s := newSite(t)
	p := peopletest.Person(t, s.Service)
	tried := 0
	for ; tried < 60; tried++ {
		s.Clock.Advance(6 * time.Second) // as fast as one place may; the memory of places is short
		w := s.post("/sign-in", "email", p.Email, "password", "wrong")
		if w.Code == 429 {
			s.want(w, 429, "Have a link sent to you instead")
			if w.Header().Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
			break
		}
		s.want(w, 422, "do not belong together")
	}
	if tried != 30 {
		t.Errorf("%d tries", tried)
	}
	s.want(s.post("/sign-in", "email", "another@library.example", "password", "wrong"), 422, "")
	s.signInAs(p)
	s.want(s.get("/my/profile"), 200, p.Name)
	// The question for the current password is no way round it.
	s.want(s.post("/my/password", "password", "four quiet green herons"), 303, "/my/addresses")
	codes := map[int]int{}
	for range 15 {
		codes[s.post("/my/password", "current", "wrong", "password", "five quiet green herons").Code]++
	}
	if codes[422] > 10 || codes[429] < 5 {
		t.Errorf("the current password was asked for: %v", codes)
	}
}

// TestOnlyWrongPasswordsUseTriesUp has the owner sign in more often than anybody may guess.
func TestOnlyWrongPasswordsUseTriesUp(t *testing.T) {
	s := newSite(t)
	const password = "four quiet green herons"
	p, err := s.AddPerson(t.Context(), authz.System("test"), people.NewPerson{Name: "Ana", Email: "ana@library.example", Verified: true, PasswordHash: s.HashPassword(password)})
	if err != nil {
		t.Fatal(err)
	}
	for range 40 {
		s.Clock.Advance(6 * time.Second) // as fast as one place may
		s.cookies = map[string]string{}
		s.want(s.post("/sign-in", "email", p.Email, "password", password), 303, "/my")
	}
	s.Clock.Advance(6 * time.Second)
	s.cookies = map[string]string{}
	s.want(s.post("/sign-in", "email", p.Email, "password", "wrong"), 422, "do not belong together")
}

// TestStrangersLeaveNothingBehind asks for a passkey and goes away.
func TestStrangersLeaveNothingBehind(t *testing.T) {
	s := newSite(t)
	s.want(s.post("/sign-in/passkey/begin"), 200, "challenge")
	life := func() time.Duration {
		t.Helper()
		var end int64
		if err := s.DB.QueryRow(context.Background(), `SELECT MAX(expires_at) FROM web_sessions`).Scan(&end); err != nil {
			t.Fatal(err)
		}
		return time.Until(time.UnixMicro(end))
	}
	if l := life(); l > web.HalfLife || l < web.HalfLife-time.Minute {
		t.Errorf("a stranger's session lasts %v", l)
	}
	p := peopletest.Person(t, s.Service)
	s.signInAs(p)
	if l := life(); l < web.SessionLife-time.Minute {
		t.Errorf("after signing in it lasts %v", l)
	}
	s.want(s.post("/sign-in/passkey/begin"), 200, "challenge")
	if l := life(); l < web.SessionLife-time.Minute {
		t.Errorf("who confirms by passkey is signed out after %v", l)
	}
}

func TestNewSessionAtSignIn(t *testing.T) {
	s := newSite(t)
	p := peopletest.Person(t, s.Service)
	s.cookies["commons"] = "chosen-by-somebody-else"
	s.signInAs(p)
	if s.cookies["commons"] == "chosen-by-somebody-else" || s.cookies["commons"] == "" {
		t.Errorf("the session is %q", s.cookies["commons"])
	}
	before := s.cookies["commons"]
	s.want(s.post("/my/password", "password", "four quiet green herons"), 303, "/my/addresses")
	after := s.cookies["commons"]
	s.want(s.get("/my/addresses"), 200, "Your new password is set")
	s.cookies["commons"] = before
	s.want(s.get("/my/addresses"), 401, "")
	s.cookies["commons"] = after
	s.want(s.get("/my/addresses"), 200, "Current password")
}

func TestPreferences(t *testing.T) {
	s := newSite(t)
	s.want(s.post("/preferences", "lang", "es", "theme", "dark", "next", "/units"), 303, "/units")
	s.want(s.get("/units"), 200, `lang="es"`)
	s.want(s.post("/preferences", "theme", "<script>", "lang", "xx", "zone", "../../etc/passwd", "next", "//evil.example"), 303, "/")
	if c := s.cookies["lc_prefs"]; strings.Contains(c, "script") || strings.Contains(c, "xx") || strings.Contains(c, "etc") {
		t.Errorf("the cookie is %q", c)
	}
}

func TestProfileAndTokens(t *testing.T) {
	s := newSite(t)
	p := peopletest.Person(t, s.Service, peopletest.Member("student"))
	o, err := s.AddOrganisation(context.Background(), authz.System("test"), people.Organisation{Name: "Millbrook Public Library", Kind: "library", Place: "Millbrook"})
	if err != nil {
		t.Fatal(err)
	}
	s.signInAs(p)
	s.want(s.post("/my/profile", "name", "Robin", "library", "millbrook", "do", "find"), 200, string(o.ID))
	s.want(s.post("/my/profile", "name", "Robin", "library", "millbrook", "organisation", string(o.ID), "zone", "America/Chicago"), 303, "/my/profile")
	s.want(s.get("/my/profile"), 200, "Your profile is saved")
	if got, err := s.Person(context.Background(), p.ID); err != nil || got.OrganisationID != o.ID || got.LibraryName != o.Name || got.Zone != "America/Chicago" {
		t.Errorf("person = %+v, %v", got, err)
	}
	s.want(s.post("/my/profile", "name", "Robin", "library", "Another one", "organisation", string(o.ID), "was", string(o.ID)), 303, "/my/profile")
	if got, err := s.Person(context.Background(), p.ID); err != nil || got.OrganisationID != "" || got.LibraryName != "Another one" {
		t.Errorf("person = %+v, %v", got, err)
	}
	s.want(s.post("/my/profile", "name", "", "role_title", "Clerk"), 422, `value="Clerk"`)
	s.want(s.post("/my/tokens", "name", "", "scope", authz.ScopeRecordRead), 422, "Enter what the token is for")
	w := s.post("/my/tokens", "name", "Desk", "scope", authz.ScopeRecordRead, "days", "30")
	s.want(w, 200, "lc_")
	secret := regexp.MustCompile(`lc_[\w-]{43}`).FindString(w.Body.String())
	if a, err := s.ActorByToken(context.Background(), secret); err != nil || a.PersonID != p.ID {
		t.Errorf("the token: %+v, %v", a, err)
	}
	s.want(s.get("/my/tokens"), 200, "Desk")
	if strings.Contains(s.get("/my/tokens").Body.String(), secret) {
		t.Error("the secret is shown again")
	}
}

func upload(t *testing.T, name, content string) (io.Reader, string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, content)
	m.Close()
	return &b, m.FormDataContentType()
}

func TestImportByBrowser(t *testing.T) {
	s := newSite(t)
	admin := peopletest.Person(t, s.Service, peopletest.Role(authz.Binding{Role: authz.Admin}))
	s.signInAs(admin)
	body, kind := upload(t, "x.csv", "name,email\nAna,ana@library.example\n")
	s.want(s.do("POST", "/work/members/import", body, kind), 422, "f-file")
	body, kind = upload(t, "m.csv", "number,name,email,class,start,end\n7,Ana Rivera,ana@library.example,regular,2026-01-01,2026-12-31\n8,=1+1,x@library.example,regular,2026-01-01,2026-12-31\n")
	w := s.do("POST", "/work/members/import", body, kind)
	s.want(w, 303, "/work/members/import/")
	path := w.Header().Get("Location")
	w = s.get(path)
	s.want(w, 200, "What would change")
	if _, err := s.PersonByEmail(context.Background(), "ana@library.example"); err == nil {
		t.Fatal("looking at the difference changed something")
	}
	seen := regexp.MustCompile(`name="seen" value="(\w+)"`).FindStringSubmatch(w.Body.String())[1]
	s.want(s.post(path, "seen", "0"), 409, "Nothing was applied")
	s.want(s.post(path, "seen", seen, "do", "apply"), 200, "The file was applied")
	if p, err := s.PersonByEmail(context.Background(), "ana@library.example"); err != nil || p.MemberNumber != "7" {
		t.Errorf("person = %+v, %v", p, err)
	}
	s.want(s.post(path, "seen", seen, "do", "apply"), 404, "")
}

// TestWordsForClassesAreAskedOnce sends in a list that calls its classes by words of its own: each is asked once, and what is said holds for all rows.
func TestWordsForClassesAreAskedOnce(t *testing.T) {
	s := newSite(t)
	s.signInAs(peopletest.Person(t, s.Service, peopletest.Role(authz.Binding{Role: authz.Admin})))
	body, kind := upload(t, "m.csv", "number,name,class,start,end\n7,Ana Rivera,Associate,2026-01-01,2026-12-31\n8,Bo Lind,associate,2026-01-01,2026-12-31\n9,Cy Moss,Personal Member,2026-01-01,2026-12-31\n")
	w := s.do("POST", "/work/members/import", body, kind)
	path := w.Header().Get("Location")
	w = s.get(path)
	s.want(w, 200, `name="class-1"`)
	if n := strings.Count(w.Body.String(), `name="word"`); n != 2 {
		t.Errorf("%d words are asked about", n)
	}
	said := "word=Associate&class-0=regular&word=Personal+Member&class-1="
	w = s.get(path + "?" + said)
	s.want(w, 200, "Apply 2 rows")
	if !strings.Contains(w.Body.String(), `name="class-0" value="regular"`) && !strings.Contains(w.Body.String(), `value="regular"`) {
		t.Errorf("what was said is forgotten: %s", w.Body)
	}
	seen := regexp.MustCompile(`name="seen" value="(\w+)"`).FindStringSubmatch(w.Body.String())[1]
	s.want(s.post(path, "seen", seen, "do", "apply"), 409, "Nothing was applied") // without what was said it is another difference
	s.want(s.post(path, "seen", seen, "do", "apply", "word", "Associate", "class-0", "regular"), 200, "The file was applied")
	for number, class := range map[string]string{"7": "regular", "8": "regular", "9": ""} {
		found, err := s.FindPeople(context.Background(), authz.System("test"), number, page.Request{})
		if err != nil || len(found.Items) != map[bool]int{true: 1}[class != ""] || class != "" && found.Items[0].Class != class {
			t.Errorf("%s: %+v, %v", number, found, err)
		}
	}
}

func TestWorkspaceRoutes(t *testing.T) {
	s := newSite(t)
	unit := peopletest.Unit(t, s.Service, "ABC")
	admin := peopletest.Person(t, s.Service, peopletest.Role(authz.Binding{Role: authz.Admin}))
	manager := peopletest.Person(t, s.Service, peopletest.Role(authz.Binding{Role: authz.UnitManager, UnitID: unit.ID}))
	learner := peopletest.Person(t, s.Service, peopletest.Named("Lee Learner"), peopletest.Email("lee@library.example"), peopletest.Member("regular"))
	page := "/work/people/" + string(learner.ID)

	s.signInAs(learner)
	s.want(s.get("/work/people"), 403, "")
	s.want(s.post("/sign-out"), 303, "/")

	s.signInAs(manager)
	w := s.get(page)
	s.want(w, 200, "Lee Learner")
	if strings.Contains(w.Body.String(), "lee@library.example") || strings.Contains(w.Body.String(), "Record a membership") {
		t.Error("a unit's manager sees more than name and roles")
	}
	s.want(s.post(page+"/roles", "role", "admin"), 403, "")
	s.want(s.post(page+"/roles", "role", "unit-editor", "unit", string(unit.ID)), 303, page)
	s.want(s.get(page), 200, "The role was given")
	s.want(s.get("/work/people.csv"), 403, "")
	s.want(s.post("/sign-out"), 303, "/")

	s.signInAs(admin)
	s.want(s.get("/work/people?q=learner"), 200, "lee@library.example")
	s.want(s.get("/work/people.csv?q=learner"), 200, "Lee Learner,lee@library.example,,regular")
	s.want(s.post(page+"/roles", "role", "unit-editor"), 422, "Choose the unit")
	s.want(s.post(page+"/memberships", "class", "student", "start", "2026-06-01", "end", "2026-07-01"), 422, "overlaps")
	s.want(s.post(page+"/memberships", "class", "regular", "start", "2026-01-01", "end", "2026-07-01"), 303, page)
	s.want(s.get(page), 200, "Lapsed")
	s.want(s.get(page+"/merge?email="), 422, "Enter an e-mail address")
	s.want(s.get(page+"/merge?email=nobody@library.example"), 422, `value="nobody@library.example"`)
	s.want(s.get(page+"/merge?email=lee@library.example"), 422, "one person already")
	s.want(s.get(page+"/merge?email="+url.QueryEscape(admin.Email)), 422, "Nobody merges their own account")
	s.want(s.post(page+"/merge", "email", manager.Email), 422, "Look first")
	w = s.get(page + "/merge?email=" + url.QueryEscape(manager.Email))
	s.want(w, 200, "ABC Division")
	s.want(w, 200, `name="other" value="`+string(manager.ID)+`"`)
	s.want(w, 200, ">7<")
	s.want(s.get(page), 200, "Lee Learner")
	paper, err := s.AddPerson(t.Context(), authz.System("test"), people.NewPerson{Name: "On paper"})
	if err != nil {
		t.Fatal(err)
	}
	s.want(s.get("/work/people/"+string(paper.ID)), 200, "Nobody can sign in to this account")
	s.want(s.post(page+"/merge", "other", string(paper.ID)), 303, page) // one is enough where nobody can come in
	if err := s.Merge(t.Context(), authz.System("test"), manager.ID, learner.ID); err != nil {
		t.Fatal(err)
	}
	s.want(s.get(page), 200, "was merged into this person")
	s.want(s.post(page+"/merge/undo", "alias", string(manager.ID)), 303, page)
	s.want(s.post(page+"/close"), 303, page)
	s.want(s.get(page), 200, "Open the account again")
	s.want(s.get("/work/people/nobody"), 404, "")
	s.want(s.post("/work/organisations", "name", "Millbrook Public Library", "kind", "library"), 303, "/work/organisations")
	s.want(s.get("/work/organisations?q=mill"), 200, "Millbrook")
	s.changeOrganisations()
}

func (s *site) changeOrganisations() {
	ctx, system := context.Background(), authz.System("test")
	var ids []string
	for _, o := range []people.Organisation{{Name: "Aspen Library", Place: "Aspen"}, {Name: "Aspen Library", Place: "Dale"}, {Name: "Dale County"}} {
		o.Kind = "library"
		added, err := s.AddOrganisation(ctx, system, o)
		if err != nil {
			s.t.Fatal(err)
		}
		ids = append(ids, string(added.ID))
	}
	page := "/work/organisations/" + ids[2]
	s.want(s.get("/work/organisations?in="+ids[2]), 200, page)
	s.want(s.get(page), 200, `value="Dale County"`)
	s.want(s.get("/work/organisations/nobody"), 404, "")
	form := func(pairs ...string) *httptest.ResponseRecorder {
		return s.post(page, append([]string{"name", "Dale District", "kind", "system"}, pairs...)...)
	}
	s.want(form("parent", "Nowhere"), 422, `value="Nowhere"`)
	s.want(form("parent", "aspen library"), 422, `value="`+ids[1]+`"`)
	s.want(form("parent", "aspen", "choice", ids[1], "meant", "aspen library"), 422, "Choose which one is meant")
	s.want(form("parent", "aspen library", "choice", ids[2], "meant", "aspen library"), 422, "cannot be part of itself")
	s.want(form("parent", "aspen library", "choice", ids[1], "meant", "aspen library", "scheme", "ISIL"), 422, "Enter its code")
	s.want(form("parent", "aspen library", "choice", ids[1], "meant", "aspen library"), 303, "/work/organisations?in="+ids[2])
	s.want(s.get("/work/organisations?in="+ids[2]), 200, "The organisation is saved.")
	s.want(form("parent", "Aspen Library", "scheme", "ISIL", "scheme_key", "X-1"), 303, "")
	if o, err := s.Organisation(ctx, id.ID(ids[2])); err != nil || string(o.ParentID) != ids[1] || o.SchemeKey != "X-1" || o.Name != "Dale District" {
		s.t.Errorf("organisation = %+v, %v", o, err)
	}
}

// TestAConfirmingLinkIsItsPersonsAlone opens a letter to a mistyped address in other hands.
func TestAConfirmingLinkIsItsPersonsAlone(t *testing.T) {
	s := newSite(t)
	owner, stranger := peopletest.Person(t, s.Service), peopletest.Person(t, s.Service)
	s.signInAs(owner)
	s.want(s.post("/my/addresses", "email", "typo@library.example"), 303, "/my/addresses")
	path := s.letter("typo@library.example")
	s.want(s.post("/sign-out"), 303, "/")
	back := "/sign-in?next=" + url.QueryEscape(path)
	s.want(s.get(path), 303, back)
	s.want(s.post(path), 303, back)
	s.signInAs(stranger)
	s.want(s.get(path), 403, "another account")
	s.want(s.post(path), 403, "another account")
	if _, err := s.PersonByEmail(context.Background(), "typo@library.example"); err == nil {
		t.Fatal("somebody else confirmed it")
	}
	s.want(s.post("/sign-out"), 303, "/")
	s.signInAs(owner)
	s.want(s.get(path), 200, "Shall typo@library.example belong to your account?")
	s.want(s.post(path), 303, "/my/addresses")
}

func TestUnitPages(t *testing.T) {
	s := newSite(t)
	err := s.DB.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := s.SeedUnits(ctx, tx, []people.UnitSpec{
			{Acronym: "LLAMA", Name: "Leadership Association", Kind: "division", FormerNames: []people.UnitSpecName{{Acronym: "LAMA", Name: "Administration Association"}},
				MergedInto: &people.UnitSpecName{Acronym: "CORE", Name: "Core: Futures", Year: 2020}}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s.want(s.get("/units"), 200, "Core: Futures")
	s.want(s.get("/units/LAMA"), 301, "/units/LLAMA")
	s.want(s.get("/units/core"), 301, "/units/CORE")
	s.want(s.get("/units/LLAMA"), 200, "lives on in another one")
	s.want(s.get("/units/CORE"), 200, "Leadership Association joined")
	s.want(s.get("/units/NOPE"), 404, "")
}

// TestTheCardOnSigningIn shows an administrator where somebody is signed in, and signs them out there.
func TestTheCardOnSigningIn(t *testing.T) {
	s := newSite(t)
	admin := peopletest.Person(t, s.Service, peopletest.Role(authz.Binding{Role: authz.Admin}))
	staff := peopletest.Person(t, s.Service, peopletest.Named("Bo Lind"), peopletest.Email("bo@library.example"), peopletest.Role(authz.Binding{Role: authz.Reviewer}))
	s.signInAs(staff)
	theirs := s.cookies
	s.cookies = map[string]string{}
	s.signInAs(admin)
	path := "/work/people/" + string(staff.ID)
	s.want(s.get(path), 200, "No second factor")
	s.want(s.get(path), 200, path+"/sign-out")
	s.want(s.get("/work/people?without=second-factor"), 200, "Bo Lind")
	s.want(s.post(path+"/sign-out"), 303, path)
	s.want(s.get(path), 200, "Not signed in anywhere")
	s.cookies = theirs
	s.want(s.get("/my/profile"), 401, "")
}
