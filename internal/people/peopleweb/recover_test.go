package peopleweb_test

import (
	"context"
	"regexp"
	"testing"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/page"
)

// TestAnAccountComesBackThroughPages asks, lets two decide, waits, sets a password, and is signed in.
func TestAnAccountComesBackThroughPages(t *testing.T) {
	s := newSite(t)
	lost := peopletest.Person(t, s.Service)
	admin := peopletest.Role(authz.Binding{Role: authz.Admin})
	first, second := peopletest.Person(t, s.Service, admin), peopletest.Person(t, s.Service, admin)
	const contact = "new@elsewhere.example"
	ask := func(account string) string {
		w := s.post("/recover", "name", "Robin", "account", account, "email", contact)
		s.want(w, 200, "Look at your mail")
		return w.Body.String()
	}
	if ask(lost.Email) != ask("nobody@library.example") {
		t.Error("the page tells whether there is an account")
	}
	path := s.letter(contact)
	s.want(s.get(path), 200, "nobody@library.example")
	all := s.Box.Letters(contact)
	path = link.FindStringSubmatch(all[len(all)-2].Text)[1]
	s.want(s.get(path), 200, lost.Email)
	s.want(s.post(path), 200, "Your request is handed in")
	s.want(s.post(path), 410, "This link has ended")
	if len(s.cookies) != 0 {
		t.Errorf("a stranger got cookies: %v", s.cookies)
	}
	stop := s.letter(lost.Email)
	open, err := s.Recoveries(context.Background(), peopletest.Actor(t, s.Service, first), page.Request{})
	if err != nil || len(open.Items) != 1 {
		t.Fatal(open, err)
	}
	at := "/work/recoveries/" + string(open.Items[0].ID)
	s.signInAs(first)
	s.want(s.get(at), 200, "How you made sure who asks")
	s.want(s.post(at+"/open", "proof", "no"), 422, "Write how you made sure")
	s.want(s.post(at+"/open", "proof", "Met her at the desk"), 303, at)
	s.want(s.post(at+"/confirm"), 403, "")
	s.signInAs(second)
	s.want(s.get(at), 200, "Met her at the desk")
	s.want(s.post(at+"/confirm"), 409, "Somebody else has gone on with this") // it does not say what was read
	read := field(t, s.get(at).Body.String(), "read")
	s.want(s.post(at+"/confirm", "read", read), 303, at)
	s.want(s.post(at+"/confirm", "read", read), 409, "Somebody else has gone on with this")
	s.letter(lost.Email) // handed over, so the day begins
	s.want(s.get(at), 200, "A letter to "+lost.Email+" was handed over")
	s.want(s.post("/sign-out"), 303, "/")
	s.Clock.Advance(people.RecoveryWait)
	set := s.letter(contact)
	s.want(s.get(set), 200, contact)
	s.want(s.post(set, "password", "short"), 422, "At least 12")
	s.want(s.post(set, "password", "four quiet green herons"), 303, "/my/sign-in")
	s.want(s.get("/my/addresses"), 200, contact)
	s.want(s.get(stop), 410, "answer to the association at once")
}

// TestTwoMergeThroughPages proposes a merge, is refused as the second, and lets somebody else agree.
func TestTwoMergeThroughPages(t *testing.T) {
	s := newSite(t)
	from, into := peopletest.Person(t, s.Service), peopletest.Person(t, s.Service)
	admin := peopletest.Role(authz.Binding{Role: authz.Admin})
	first, second := peopletest.Person(t, s.Service, admin), peopletest.Person(t, s.Service, admin)
	s.signInAs(first)
	at := "/work/people/" + string(into.ID) + "/merge"
	s.want(s.get(at+"?email="+from.Email), 200, "So another administrator has to agree")
	s.want(s.post(at, "other", string(from.ID), "proof", "so"), 422, "Write how you made sure")
	s.want(s.post(at, "proof", "Met her at the desk"), 422, "Look first at what would come along")
	s.want(s.post(at, "other", string(from.ID), "proof", "Met her at the desk"), 303, "/work/merges/")
	s.want(s.post(at, "other", string(from.ID), "proof", "Met her at the desk"), 409, "This merge is proposed already")
	open, err := s.MergeRequests(context.Background(), peopletest.Actor(t, s.Service, first), page.Request{})
	if err != nil || len(open.Items) != 1 {
		t.Fatal(open, err)
	}
	request := "/work/merges/" + string(open.Items[0].ID)
	s.want(s.get("/work/merges"), 200, from.Name+" into "+into.Name)
	s.want(s.get(request), 200, "You proposed this, so somebody else agrees to it")
	s.want(s.post(request+"/agree", "read", open.Items[0].Opening()), 403, "")
	s.want(s.get("/work/merges/none"), 404, "")
	s.signInAs(second)
	s.want(s.get(request), 200, "Met her at the desk")
	closed := func(at any) { // as an account was that was closed before closing ended what it takes part in
		t.Helper()
		if err := s.DB.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE persons SET closed_at = $1 WHERE id = $2`, at, from.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	closed(s.Clock.Now())
	s.want(s.get(request), 200, "Refuse the proposal")
	s.want(s.post(request+"/agree", "read", open.Items[0].Opening()), 409, "Somebody else has gone on with this")
	closed(nil)
	s.want(s.post(request+"/agree"), 409, "Somebody else has gone on with this")
	s.want(s.post(request+"/agree", "read", open.Items[0].Opening()), 303, request)
	s.want(s.get(request), 200, "Merged")
	s.want(s.get("/work/merges"), 200, "Ended lately")
	s.want(s.get("/work/people/"+string(into.ID)), 200, "was merged into this person")
}

// field returns the value of a hidden field of a page.
func field(t *testing.T, page, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page has no field %q", name)
	}
	return m[1]
}
