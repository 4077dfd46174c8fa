package recognitionweb_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// assessor opens the assessor's file of a date: its parts by name, tables as rows.
func (s *site) assessor(as authz.Actor, occurrence id.ID) (page string, tables map[string][][]string) {
	s.t.Helper()
	w := s.get(as, "/work/occurrences/"+string(occurrence)+"/assessor.zip")
	s.want(w, http.StatusOK)
	z, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()))
	s.must(err)
	tables = map[string][][]string{}
	for _, f := range z.File {
		r, err := f.Open()
		s.must(err)
		b, err := io.ReadAll(r)
		s.must(err)
		if f.Name == "index.html" {
			page = string(b)
		}
		if strings.HasSuffix(f.Name, ".csv") {
			if tables[f.Name], err = csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll(); err != nil {
				s.t.Errorf("%s: %v", f.Name, err)
			}
		}
	}
	return page, tables
}

func column(t testing.TB, rows [][]string, name string) string {
	t.Helper()
	i := slices.Index(rows[0], name)
	if i < 0 || len(rows) != 2 {
		t.Fatalf("no column %q or not one row in %v", name, rows)
	}
	return rows[1][i]
}

// TestTheFileOfAPastDate holds a date under a first version with a worksheet, closes it, publishes a second without one and
// says other things about the offer: the file stays that of the date. The certificate that is revoked since is said to be.
func TestTheFileOfAPastDate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		s := newSite(t, d)
		a := s.Actor(t, "Ada Lin")
		offer := cataloguetest.Offer(t, s.World.World, registrationtest.Free, cataloguetest.Titled("The first wording"))
		cataloguetest.Earns(t, s.World.World, offer.ID, catalogue.Certificate, catalogue.CEU)
		o := cataloguetest.Occurrence(t, s.World.World, offer.ID)
		r := s.Register(t, a, o.ID)
		duties := "/work/offers/" + string(offer.ID) + "/duties"
		seen := regexp.MustCompile(`name="seen" value="([^"]*)"`)
		mark := func() string {
			t.Helper()
			m := seen.FindStringSubmatch(s.want(s.get(s.Manager, duties), 200))
			if m == nil {
				t.Fatal("the form does not say what it was made from")
			}
			return strings.NewReplacer("&#34;", `"`, "&quot;", `"`).Replace(m[1])
		}
		save := func(seen, need, followed string) int {
			t.Helper()
			return s.post(s.Manager, duties, "seen", seen, "need", need, "follow_up", followed).Code
		}
		first := mark()
		if got := save(first, "Asked for in January", ""); got != http.StatusSeeOther {
			t.Fatalf("saved with %d", got)
		}
		// Two who write at once: the second is told, with both texts.
		w := s.post(s.Manager, duties, "seen", first, "need", "Overwritten", "follow_up", "")
		s.want(w, http.StatusConflict, "Somebody else saved this", "Asked for in January", "Overwritten")

		s.Clock.Set(o.EndsAt.Add(time.Hour))
		if _, err := s.Registrations.RecordAttendance(ctx, s.Manager, o.ID, registration.Attendance{Registrations: []id.ID{r.ID}, Present: true, Reason: "Seen in the room"}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Registrations.CloseOccurrence(ctx, s.Manager, o.ID); err != nil {
			t.Fatal(err)
		}
		s.Work(t)
		s.Clock.Advance(24 * time.Hour)
		if _, err := s.SaveAndPublish(ctx, s.Manager, offer.ID, cataloguetest.Draft(registrationtest.Free, cataloguetest.Titled("The second wording"))); err != nil {
			t.Fatal(err)
		}
		if got := save(mark(), "Asked for in March", "Shorter breaks"); got != http.StatusSeeOther {
			t.Fatalf("saved with %d", got)
		}
		for _, as := range []authz.Actor{s.Manager, s.Accreditation} {
			page, tables := s.assessor(as, o.ID)
			for text, want := range map[string]bool{"The first wording": true, "Asked for in January": true, "Minutes of the agenda.": true, "Shorter breaks": true,
				"The second wording": false, "There is no worksheet": false, "Asked for in March": false, "about all dates of the offer": true} {
				if strings.Contains(page, text) != want {
					t.Errorf("the page holds %q: %v, want %v", text, !want, want)
				}
			}
			if got := column(t, tables["awards.csv"], "status"); got != "valid" {
				t.Errorf("the certificate is %q", got)
			}
			if got := column(t, tables["evidence.csv"], "says"); got != "Seen in the room" {
				t.Errorf("the evidence says %q", got)
			}
			if got := column(t, tables["roster.csv"], "state"); got != "completed" {
				t.Errorf("the roster says %q", got)
			}
		}
		s.want(s.get(s.Accreditation, "/work/gaps"), 200)
		s.want(s.get(s.Accreditation, duties), 200, "!What you say beside it", "/roster")
		s.want(s.get(a, duties), 403)

		proposal, err := s.recognition.ProposeRevocation(ctx, s.both, s.newest(a).Code, "The roster named somebody else")
		s.must(err)
		_, err = s.recognition.ConfirmProposal(ctx, s.Accreditation, proposal.ID)
		s.must(err)
		_, tables := s.assessor(s.Manager, o.ID)
		if rows := tables["awards.csv"]; column(t, rows, "status") != "revoked" || column(t, rows, "since") == "" || column(t, rows, "reason") != "The roster named somebody else" {
			t.Errorf("the awards are %v", rows)
		}
	})
}

// TestWhatFollowedIsThatOfTheNextDate shows of a date what was said to have followed when the next one was closed, whenever an earlier one is.
func TestWhatFollowedIsThatOfTheNextDate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		offer := cataloguetest.Offer(t, s.World.World, registrationtest.Free)
		date := func(days int) catalogue.Occurrence {
			return cataloguetest.Occurrence(t, s.World.World, offer.ID, cataloguetest.At(s.Clock.Now().Add(time.Duration(days)*24*time.Hour), time.Hour))
		}
		before, mine, next := date(8), date(9), date(10)
		say := func(followed string) {
			t.Helper()
			s.Clock.Advance(time.Hour)
			s.want(s.post(s.Manager, "/work/offers/"+string(offer.ID)+"/duties", "need", "Asked for", "follow_up", followed), http.StatusSeeOther)
		}
		shut := func(o catalogue.Occurrence) {
			t.Helper()
			s.Clock.Advance(time.Hour)
			if _, err := s.Registrations.CloseOccurrence(t.Context(), s.Manager, o.ID); err != nil {
				t.Fatal(err)
			}
		}
		shows := func(o catalogue.Occurrence, want string) {
			t.Helper()
			page, _ := s.assessor(s.Manager, o.ID)
			for _, text := range []string{"Longer talks", "Shorter breaks", "Later words"} {
				if strings.Contains(page, text) != (text == want) {
					t.Errorf("the file of %s shows %q: %v, want %q", o.StartsAt.Format(time.DateOnly), text, text != want, want)
				}
			}
		}
		s.Clock.Set(next.EndsAt)
		say("Longer talks")
		shut(mine)
		shut(before)
		say("Shorter breaks")
		shows(mine, "Shorter breaks")
		shut(next)
		say("Later words")
		shows(mine, "Shorter breaks")
		shows(next, "Later words")
		shows(before, "Longer talks") // mine was closed before it
		late, after := date(20), date(21)
		s.Clock.Set(after.EndsAt)
		shut(after)
		say("Longer talks")
		shut(late)
		say("Later words")
		shows(late, "Longer talks") // it was closed after that
	})
}

// TestQualificationsAreKeptByPerson: who presents no more keeps what was said of them, until it is taken out.
func TestQualificationsAreKeptByPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		first, second := s.Actor(t, "Sol Example"), s.Actor(t, "Pat Example")
		offer := cataloguetest.Offer(t, s.World.World, registrationtest.Free)
		duties := "/work/offers/" + string(offer.ID) + "/duties"
		for _, pairs := range [][]string{{"qualification-" + string(first.PersonID), "Ten years"}, {"qualification-" + string(second.PersonID), "A degree"}} {
			s.want(s.post(s.Manager, duties, pairs...), http.StatusSeeOther)
		}
		said := func() map[id.ID]string {
			t.Helper()
			got, err := s.recognition.Duties(t.Context(), s.Manager, offer.ID, pageOf(10, ""))
			s.must(err)
			return got.Statement.Qualifications
		}
		if got := said(); got[first.PersonID] != "Ten years" || got[second.PersonID] != "A degree" {
			t.Errorf("kept %v", got)
		}
		s.want(s.post(s.Manager, duties, "qualification-"+string(first.PersonID), ""), http.StatusSeeOther)
		if got := said(); len(got) != 1 {
			t.Errorf("taken out, and kept %v", got)
		}
	})
}

// TestPastDatesInSets lists dates that are over, page by page, those that were cancelled and closed for whoever had been there
// among them; a page asks no more queries for many dates than for one.
func TestPastDatesInSets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		s := newSite(t, d)
		offer := cataloguetest.Offer(t, s.World.World, registrationtest.Free)
		a := s.Actor(t, "Ada Lin")
		var last catalogue.Occurrence
		for i := range 6 {
			last = cataloguetest.Occurrence(t, s.World.World, offer.ID, cataloguetest.At(s.Clock.Now().Add(time.Duration(i+24)*time.Hour), time.Hour))
		}
		r := s.Register(t, a, last.ID)
		s.Clock.Set(last.StartsAt.Add(time.Minute))
		if _, err := s.Registrations.RecordAttendance(ctx, s.Manager, last.ID, registration.Attendance{Registrations: []id.ID{r.ID}, Present: true, Reason: "seen"}); err != nil {
			t.Fatal(err)
		}
		s.must(s.CancelOccurrence(ctx, s.Manager, last.ID, "Flood"))
		s.Clock.Set(last.EndsAt.Add(time.Hour))
		s.Work(t)
		list := func(limit int, cursor string) (int, string, int64) {
			t.Helper()
			ctx, n := db.WithCounter(ctx)
			got, err := s.recognition.Duties(ctx, s.Manager, offer.ID, pageOf(limit, cursor))
			s.must(err)
			return len(got.Past), got.Next, n.Load()
		}
		if n, _, _ := list(10, ""); n != 5 {
			t.Errorf("%d dates, want those that took place", n)
		}
		if _, err := s.Registrations.CloseOccurrence(ctx, s.Manager, last.ID); err != nil {
			t.Fatal(err)
		}
		n, next, few := list(1, "")
		if n != 1 || next == "" {
			t.Fatalf("%d dates, goes on at %q", n, next)
		}
		if n, next, _ = list(3, next); n != 3 || next == "" {
			t.Errorf("then %d dates, goes on at %q", n, next)
		}
		if n, next, _ = list(3, next); n != 2 || next != "" {
			t.Errorf("at last %d dates, goes on at %q", n, next)
		}
		if _, _, many := list(10, ""); many > few {
			t.Errorf("%d queries for all dates, %d for one", many, few)
		}
	})
}

func pageOf(limit int, cursor string) page.Request { return page.Request{Limit: limit, Cursor: cursor} }
