package registration_test

import (
	"context"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// TestCalendarFeed subscribes to one's registrations: the address is nobody's id, ends when it is renewed or stopped and
// when the account is closed, and shows what was given up as cancelled and without the platform's link.
func TestCalendarFeed(t *testing.T) {
	each(t, func(t *testing.T, w *registrationtest.World) {
		ctx, s := context.Background(), w.Registrations
		p := w.Persons(t, 2)
		kept, ended := w.Seats(t, 5), w.Seats(t, 5)
		r := w.Register(t, p[0], kept.ID)
		gone := w.Register(t, p[0], ended.ID)
		other := w.Register(t, p[1], kept.ID)
		if since, err := s.FeedSince(ctx, p[0]); err != nil || !since.IsZero() {
			t.Error("there is a calendar that nobody made")
		}
		renew := func(i int) string {
			secret, err := s.RenewFeed(ctx, p[i])
			return must(t, secret, err)
		}
		read := func(secret string) string {
			b, err := s.Feed(ctx, secret)
			return string(must(t, b, err))
		}
		secret := renew(0)
		feed := func() string { return read(secret) }
		first := feed()
		for _, x := range []string{string(p[0].PersonID), string(other.ID)} {
			if strings.Contains(secret+first, x) {
				t.Errorf("the calendar or its address has %s", x)
			}
		}
		if strings.Count(first, "STATUS:CONFIRMED") != 2 || !strings.Contains(first, "BEGIN:VTIMEZONE") || !strings.Contains(first, string(r.ID)) || strings.Contains(first, "METHOD:") {
			t.Errorf("the calendar is %s", first)
		}
		if first != feed() {
			t.Error("asked for twice, the calendar is another")
		}
		if _, err := s.Cancel(ctx, p[0], gone.ID, ""); err != nil {
			t.Fatal(err)
		}
		after := feed()
		if strings.Count(after, "STATUS:CANCELLED") != 1 || strings.Count(after, "STATUS:CONFIRMED") != 1 {
			t.Errorf("after giving up a seat the calendar is %s", after)
		}
		if strings.Count(first, "meet.example") != 2*strings.Count(after, "meet.example") {
			t.Error("the platform's link is shown without a seat")
		}
		if err := w.CancelOccurrence(ctx, w.Manager, kept.ID, "Ill"); err != nil {
			t.Fatal(err)
		}
		w.Work(t)
		if strings.Count(feed(), "STATUS:CANCELLED") != 2 {
			t.Errorf("of a cancelled date is said %s", feed())
		}
		// Renewed, only the new address works; another person's calendar has nothing of it; a token opens none.
		old := secret
		secret = renew(0)
		_, err := s.Feed(ctx, old)
		want(t, err, errs.NotFound)
		theirs := renew(1)
		if b := read(theirs); strings.Contains(b, string(r.ID)) || !strings.Contains(b, string(other.ID)) {
			t.Errorf("somebody else's calendar is %s", b)
		}
		token := p[0]
		token.Token, token.Scopes = true, authz.Scopes
		_, err = s.RenewFeed(ctx, token)
		want(t, err, errs.Forbidden)
		for _, guess := range []string{"", string(p[0].PersonID), strings.ToUpper(secret)} {
			_, err = s.Feed(ctx, guess)
			want(t, err, errs.NotFound)
		}
		if err := s.StopFeed(ctx, p[1]); err != nil {
			t.Fatal(err)
		}
		_, err = s.Feed(ctx, theirs)
		want(t, err, errs.NotFound)
		if err := w.People.ClosePerson(ctx, authz.System("test"), p[0].PersonID); err != nil {
			t.Fatal(err)
		}
		_, err = s.Feed(ctx, secret)
		want(t, err, errs.NotFound)
	})
}
