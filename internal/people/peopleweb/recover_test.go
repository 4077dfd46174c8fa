package peopleweb_test

import (
	"context"
	"testing"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
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
	open, _, err := s.Recoveries(context.Background(), peopletest.Actor(t, s.Service, first))
	if err != nil || len(open) != 1 {
		t.Fatal(open, err)
	}
	at := "/work/recoveries/" + string(open[0].ID)
	s.signInAs(first)
	s.want(s.get(at), 200, "How you made sure who asks")
	s.want(s.post(at+"/open", "proof", "no"), 422, "Write how you made sure")
	s.want(s.post(at+"/open", "proof", "Met her at the desk"), 303, at)
	s.want(s.post(at+"/confirm"), 403, "")
	s.signInAs(second)
	s.want(s.get(at), 200, "Met her at the desk")
	s.want(s.post(at+"/confirm"), 303, at)
	s.want(s.post(at+"/confirm"), 409, "Somebody else has gone on with this")
	s.want(s.post("/sign-out"), 303, "/")
	s.Clock.Advance(people.RecoveryWait)
	set := s.letter(contact)
	s.want(s.get(set), 200, contact)
	s.want(s.post(set, "password", "short"), 422, "At least 12")
	s.want(s.post(set, "password", "four quiet green herons"), 303, "/my/sign-in")
	s.want(s.get("/my/addresses"), 200, contact)
	s.want(s.get(stop), 410, "answer to the association at once")
}
