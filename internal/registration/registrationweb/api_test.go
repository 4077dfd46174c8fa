package registrationweb_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/platform/web/webtest"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
	"learningcommons.dev/commons/internal/registration/registrationweb"
)

type m = map[string]any

// programs runs a test of the operations on both databases.
func programs(t *testing.T, f func(t *testing.T, w *registrationtest.World, p webtest.Program)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := registrationtest.New(t, d)
		f(t, w, webtest.New(t, d, w.Clock, func(a *web.API) {
			registrationweb.New(registrationweb.Deps{Registration: w.Registrations, Catalogue: w.Service, People: w.People, Clock: w.Clock}).API(a)
		}))
	})
}

// count counts rows.
func count(t *testing.T, w *registrationtest.World, query string, args ...any) (n int) {
	t.Helper()
	if err := w.DB.QueryRow(context.Background(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

const (
	reads   = authz.ScopeRegistrationsRead
	writes  = authz.ScopeRegistrationsWrite
	attends = authz.ScopeAttendanceWrite
)

func TestAProgramAsksWhyOneCannotRegister(t *testing.T) {
	programs(t, func(t *testing.T, w *registrationtest.World, p webtest.Program) {
		o := w.Seats(t, 1)
		people := w.Persons(t, 2)
		mine := p.As(people[0], reads, writes)
		at := "/api/v1/occurrences/" + string(o.ID) + "/registering"
		var said struct {
			Open, Full, Offered bool
			Why, Registration   string
			SeatsLeft           *int `json:"seats_left"`
		}
		mine.Ask(200, "GET", at, nil).Into(&said)
		if !said.Open || said.Full || !said.Offered || said.Why != "" || said.SeatsLeft == nil || *said.SeatsLeft != 1 || said.Registration != "" {
			t.Errorf("before: %+v", said)
		}
		var made struct{ ID string }
		mine.Ask(201, "POST", "/api/v1/registrations", m{"occurrence": o.ID}).Into(&made)
		mine.Ask(200, "GET", at, nil).Into(&said)
		if said.Registration != made.ID || !said.Full {
			t.Errorf("after: %+v", said)
		}
		said.Registration, said.Why = "", ""
		w.Clock.Set(o.EndsAt)
		p.As(people[1], reads).Ask(200, "GET", at, nil).Into(&said)
		if said.Open || said.Why != "This is over, so nobody can register." || said.Registration != "" {
			t.Errorf("when it is over: %+v", said)
		}
		p.As(people[1], writes).Ask(403, "GET", at, nil)
		mine.Ask(404, "GET", "/api/v1/occurrences/"+string(id.Named("none"))+"/registering", nil)

		self := cataloguetest.Offer(t, w.World, cataloguetest.SelfPaced, registrationtest.Free)
		dated, err := w.OfferByID(t.Context(), w.DB, o.OfferID)
		if err != nil {
			t.Fatal(err)
		}
		said.Why = ""
		mine.Ask(200, "GET", "/api/v1/offers/"+self.Key+"/registering", nil).Into(&said)
		if !said.Open || said.Why != "" {
			t.Errorf("a self-paced offer: %+v", said)
		}
		mine.Ask(200, "GET", "/api/v1/offers/"+dated.Key+"/registering", nil).Into(&said)
		if said.Open || !strings.Contains(said.Why, "Choose one of its dates") {
			t.Errorf("a dated offer: %+v", said)
		}
	})
}

// TestWhoRegisteredCanBeJoined reads of a registration by what another system knows its person, date and offer.
func TestWhoRegisteredCanBeJoined(t *testing.T) {
	programs(t, func(t *testing.T, w *registrationtest.World, p webtest.Program) {
		o := w.Seats(t, 1)
		ana := peopletest.Person(t, w.People, peopletest.Named("Ana Rivera"), peopletest.Email("ana@library.example"), peopletest.Number("M-77"))
		r := w.Register(t, peopletest.Actor(t, w.People, ana), o.ID)
		w.Register(t, w.Actor(t, "Bo Waiting"), o.ID)
		staff, at := p.As(w.Editor, reads), "/api/v1/occurrences/"+string(o.ID)
		type who struct {
			Registration, ID, Person, Email string
			MemberNumber                    string `json:"member_number"`
		}
		var list, queue struct{ Items, Waiting []who }
		staff.Ask(200, "GET", at+"/registrations?state=registered", nil).Into(&list)
		if len(list.Items) != 1 || list.Items[0].Person != string(ana.ID) || list.Items[0].Email != "ana@library.example" || list.Items[0].MemberNumber != "M-77" {
			t.Errorf("the roster: %+v", list.Items)
		}
		staff.Ask(200, "GET", at+"/queue", nil).Into(&queue)
		if len(queue.Waiting) != 1 || queue.Waiting[0].Person == "" || queue.Waiting[0].Person == string(ana.ID) {
			t.Errorf("the queue: %+v", queue.Waiting)
		}
		var one who
		staff.Ask(200, "GET", "/api/v1/registrations/"+string(r.ID), nil).Into(&one)
		if one.Person != string(ana.ID) || one.Email != "" {
			t.Errorf("a registration: %+v", one)
		}
		for path, want := range map[string]map[string]string{
			at + "/registrations.csv":   {"person": string(ana.ID), "email": "ana@library.example", "member_number": "M-77", "registration": string(r.ID)},
			"/api/v1/registrations.csv": {"person": string(ana.ID), "occurrence": string(o.ID), "offer_id": string(o.OfferID), "registration": string(r.ID)},
		} {
			rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(staff.Ask(200, "GET", path, nil).Body.String(), "\ufeff"))).ReadAll()
			if err != nil || len(rows) != 3 {
				t.Fatalf("%s: %v, %v", path, rows, err)
			}
			line := rows[1+slices.IndexFunc(rows[1:], func(row []string) bool { return slices.Contains(row, string(r.ID)) })]
			for column, value := range want {
				if i := slices.Index(rows[0], column); i < 0 || line[i] != value {
					t.Errorf("%s: %s is not %q in %v", path, column, value, line)
				}
			}
		}
		if got := staff.Ask(200, "GET", "/api/v1/registrations.csv?changed_since="+w.Clock.Now().Add(time.Hour).UTC().Format(time.RFC3339), nil).Body.String(); strings.Contains(got, string(r.ID)) {
			t.Errorf("changed in an hour: %s", got)
		}
		since := w.Clock.Now().Add(time.Minute).UTC().Format(time.RFC3339)
		w.Clock.Advance(time.Hour)
		if _, err := w.Registrations.Cancel(t.Context(), w.Manager, r.ID, "Moved away"); err != nil {
			t.Fatal(err)
		}
		changed := staff.Ask(200, "GET", "/api/v1/registrations.csv?changed_since="+since, nil).Body.String()
		if !strings.Contains(changed, string(r.ID)) || !strings.Contains(changed, "cancelled") {
			t.Errorf("cancelled since: %s", changed)
		}
		staff.Ask(422, "GET", "/api/v1/registrations.csv?changed_since=yesterday", nil)
		if f := staff.Ask(422, "GET", at+"/registrations?state=registered,typo", nil).Fields(); !slices.Equal(f, []string{"state"}) {
			t.Errorf("a state that is none: %v", f)
		}
	})
}

func TestAProgramRegistersOthersAllOrNobody(t *testing.T) {
	programs(t, func(t *testing.T, w *registrationtest.World, p webtest.Program) {
		o := w.Seats(t, 2)
		people := w.Persons(t, 3)
		at := "/api/v1/occurrences/" + string(o.ID) + "/registrations"
		var list []m
		for _, a := range people {
			list = append(list, m{"email": emailOf(t, w, a), "reason": "Sent by the unit"})
		}
		manager := p.As(w.Manager, reads, writes)
		bad := manager.Ask(422, "POST", at, m{"people": append(slices.Clone(list), m{"email": "nobody@example.invalid"}, m{"email": ""})})
		if f := bad.Fields(); !slices.Equal(f, []string{"people[3].email", "people[4].email"}) {
			t.Errorf("the rows: %v", f)
		}
		if n := count(t, w, `SELECT COUNT(*) FROM registrations`); n != 0 {
			t.Fatalf("%d were registered although one could not be", n)
		}
		p.As(w.Manager, reads).Ask(403, "POST", at, m{"people": list})
		p.As(w.Editor, writes, reads).Ask(403, "POST", at, m{"people": list})
		p.As(w.Stranger, reads, writes).Ask(404, "POST", at, m{"people": list})
		p.As(people[0], reads, writes).Ask(404, "POST", at, m{"people": list})
		var got struct {
			Items []struct {
				ID, State  string
				PersonName string `json:"person_name"`
				Before     bool
			}
		}
		key := []string{"Idempotency-Key", "one-list"}
		first := manager.Ask(201, "POST", at, m{"people": list}, key...)
		first.Into(&got)
		if len(got.Items) != 3 || got.Items[0].State != "registered" || got.Items[2].State != "waitlisted" || got.Items[1].PersonName != people[1].Name || got.Items[0].Before {
			t.Errorf("registered: %+v", got)
		}
		again := manager.Ask(201, "POST", at, m{"people": list}, key...)
		if again.Header().Get("Idempotency-Replayed") != "true" || again.Body.String() != first.Body.String() {
			t.Error("the repeated request did not get the first answer")
		}
		manager.Ask(422, "POST", at, m{"people": list[:1]}, key...)
		manager.Ask(201, "POST", at, m{"people": list}).Into(&got)
		if !got.Items[0].Before || !got.Items[2].Before || count(t, w, `SELECT COUNT(*) FROM registrations`) != 3 {
			t.Errorf("registered twice: %+v", got)
		}
		w.Clock.Set(o.EndsAt.Add(24 * time.Hour))
		manager.Ask(409, "POST", at, m{"people": []m{{"email": emailOf(t, w, w.Actor(t, "Late Example"))}}})
	})
}

func TestAProgramMovesTheQueue(t *testing.T) {
	programs(t, func(t *testing.T, w *registrationtest.World, p webtest.Program) {
		o := w.Seats(t, 1)
		people := w.Persons(t, 3)
		var rs []registration.Registration
		for _, a := range people {
			rs = append(rs, w.Register(t, a, o.ID))
		}
		manager, at := p.As(w.Manager, reads, writes), "/api/v1/occurrences/"+string(o.ID)
		var q struct {
			Waiting []struct {
				Registration, PersonName string
				Ahead                    int
			}
			Seats   int
			Faults  []string
			MayGive bool `json:"may_give"`
			Items   []struct{ Registration, To string }
			Next    *int
		}
		manager.Ask(200, "GET", at+"/queue?limit=2", nil).Into(&q)
		if len(q.Waiting) != 2 || q.Waiting[0].Registration != string(rs[1].ID) || q.Waiting[1].Ahead != 1 || q.Seats != 1 || len(q.Faults) != 0 || q.MayGive || len(q.Items) != 2 || q.Next == nil {
			t.Fatalf("the queue: %+v", q)
		}
		manager.Ask(200, "GET", fmt.Sprintf("%s/queue?limit=2&after=%d", at, *q.Next), nil).Into(&q)
		if len(q.Items) != 1 || q.Items[0].Registration != string(rs[2].ID) || q.Items[0].To != "waitlisted" {
			t.Errorf("its next page: %+v", q.Items)
		}
		p.As(w.Editor, reads).Ask(200, "GET", at+"/queue", nil)
		p.As(w.Stranger, reads).Ask(404, "GET", at+"/queue", nil)
		p.As(people[0], reads).Ask(404, "GET", at+"/queue", nil)
		manager.Ask(409, "POST", at+"/next", nil) // no seat is free, and registration is open
		w.Clock.Set(o.StartsAt.Add(-time.Minute))
		p.As(w.Manager, reads, writes, attends).Ask(422, "POST", "/api/v1/registrations/"+string(rs[0].ID)+"/cancel", m{})
		manager.Ask(200, "POST", "/api/v1/registrations/"+string(rs[0].ID)+"/cancel", m{"reason": "Rang to say so"})
		p.As(w.Editor, reads, writes).Ask(403, "POST", at+"/next", nil)
		p.As(w.Manager, reads).Ask(403, "POST", at+"/next", nil)
		var given struct{ ID, State string }
		if manager.Send("POST", at+"/next", "", "").Code == 200 { // the seat was promised by itself where the program still promotes
			manager.Ask(200, "GET", "/api/v1/registrations/"+string(rs[1].ID), nil).Into(&given)
			if given.State != "registered" {
				t.Errorf("given: %+v", given)
			}
		}
		var h struct{ Items []struct{ To, Reason string } }
		manager.Ask(200, "GET", "/api/v1/registrations/"+string(rs[0].ID)+"/history", nil).Into(&h)
		if len(h.Items) != 2 || h.Items[1].Reason != "by-staff" {
			t.Errorf("its history: %+v", h)
		}
		p.As(people[0], reads).Ask(200, "GET", "/api/v1/registrations/"+string(rs[0].ID)+"/history", nil)
		p.As(people[1], reads).Ask(404, "GET", "/api/v1/registrations/"+string(rs[0].ID)+"/history", nil)
	})
}

// TestAForeignIDAmongFiveHundred is B33 of the hostile inputs: one that is not there, or is another unit's, and nothing is done.
func TestAForeignIDAmongFiveHundred(t *testing.T) {
	programs(t, func(t *testing.T, w *registrationtest.World, p webtest.Program) {
		o, other := w.Seats(t, 0), w.Seats(t, 0)
		var list []id.ID
		for _, a := range w.Persons(t, 500) {
			list = append(list, w.Register(t, a, o.ID).ID)
		}
		foreign := w.Register(t, w.Actor(t, "Fay Example"), other.ID).ID
		w.Clock.Set(o.StartsAt.Add(time.Hour))
		manager, at := p.As(w.Manager, attends, reads), "/api/v1/occurrences/"+string(o.ID)+"/attendance"
		body := func(ids []id.ID) m { return m{"registrations": ids, "present": true, "reason": "Seen in the room"} }
		for _, wrong := range []id.ID{foreign, id.Named("nothing"), "no id"} {
			with := slices.Clone(list)
			with[321] = wrong
			if f := manager.Ask(422, "POST", at, body(with)).Fields(); !slices.Equal(f, []string{"registrations[321]"}) {
				t.Errorf("%s: %v", wrong, f)
			}
			if n := count(t, w, `SELECT COUNT(*) FROM attendance`); n != 0 {
				t.Fatalf("%s: %d facts were written", wrong, n)
			}
		}
		manager.Ask(422, "POST", at, body(append(slices.Clone(list), foreign))) // 501
		p.As(w.Manager, reads, writes).Ask(403, "POST", at, body(list[:1]))
		p.As(w.Stranger, attends).Ask(404, "POST", at, body(list[:1]))
		var done struct{ Recorded int }
		manager.Ask(200, "POST", at, body(list)).Into(&done)
		if done.Recorded != 500 || count(t, w, `SELECT COUNT(*) FROM attendance`) != 500 {
			t.Errorf("recorded %d", done.Recorded)
		}
	})
}

func TestAProgramTakesInReportsAndSettles(t *testing.T) {
	programs(t, func(t *testing.T, w *registrationtest.World, p webtest.Program) {
		o := w.Seats(t, 0)
		people := w.Persons(t, 2)
		a, b := w.Register(t, people[0], o.ID), w.Register(t, people[1], o.ID)
		manager, at := p.As(w.Manager, attends, reads), "/api/v1/occurrences/"+string(o.ID)
		w.Clock.Set(o.EndsAt.Add(time.Minute))
		clock := func(d time.Duration) string { return o.StartsAt.Add(d).In(o.Location()).Format("2006-01-02 15:04") }
		file := "Name,Email,Join time,Leave time\n"
		for _, who := range []string{emailOf(t, w, people[0]), "stranger@example.net"} {
			file += "Kim," + who + "," + clock(0) + "," + clock(o.EndsAt.Sub(o.StartsAt)) + "\n"
		}
		target := at + "/attendance/file?name=" + url.QueryEscape("joins.csv")
		send := func(p webtest.Program, rest, body string, header ...string) webtest.Answer {
			return p.Send("POST", target+rest, "application/octet-stream", body, header...)
		}
		var report struct {
			DryRun bool `json:"dry_run"`
			Form   string
			People []struct {
				Registration string
				Minutes      int
			}
			Unmatched []struct{ ID, Address, Why string }
			Counts    struct{ Total int }
		}
		dry := send(manager, "&dry_run=true", file)
		dry.Into(&report)
		if dry.Code != 200 || !report.DryRun || len(report.People) != 1 || report.People[0].Registration != string(a.ID) || len(report.Unmatched) != 1 {
			t.Fatalf("dry: %d %.800s", dry.Code, dry.Body)
		}
		if n := count(t, w, `SELECT COUNT(*) FROM attendance`) + count(t, w, `SELECT COUNT(*) FROM attendance_files`); n != 0 {
			t.Fatalf("looking at a file wrote %d rows", n)
		}
		for name, c := range map[string]struct {
			p    webtest.Program
			body string
			want int
		}{
			"no table":         {manager, "\x89PNG\r\n\x1a\n", 422},
			"nothing":          {manager, "", 400},
			"another scope":    {p.As(w.Manager, reads, writes), file, 403},
			"another unit":     {p.As(w.Stranger, attends), file, 404},
			"larger than 4 MB": {manager, strings.Repeat("a,b\n", 1<<20+1000), 413},
		} {
			if got := send(c.p, "", c.body); got.Code != c.want {
				t.Errorf("%s: %d, want %d: %.300s", name, got.Code, c.want, got.Body)
			}
		}
		if got := send(manager, "", file, "Idempotency-Key", "file-1"); got.Code != 200 {
			t.Fatalf("%d %s", got.Code, got.Body)
		}
		if got := send(manager, "", file, "Idempotency-Key", "file-1"); got.Header().Get("Idempotency-Replayed") != "true" {
			t.Error("the file was not known again")
		}
		if got := send(manager, "", file+"\n", "Idempotency-Key", "file-1"); got.Code != 422 {
			t.Errorf("another file under the same key: %d", got.Code)
		}
		if n := count(t, w, `SELECT COUNT(*) FROM attendance`); n != 1 {
			t.Errorf("%d facts", n)
		}

		// What fits nobody is settled: once, and only to somebody of this roster.
		var open struct {
			Items []struct{ ID, Address string }
		}
		manager.Ask(200, "GET", at+"/unmatched", nil).Into(&open)
		if len(open.Items) != 1 || open.Items[0].Address != "stranger@example.net" {
			t.Fatalf("unmatched: %+v", open)
		}
		row := "/api/v1/unmatched/" + open.Items[0].ID
		elsewhere := w.Register(t, people[1], w.Seats(t, 0, cataloguetest.At(o.EndsAt.Add(48*time.Hour), time.Hour)).ID)
		manager.Ask(422, "POST", row, m{})
		manager.Ask(422, "POST", row, m{"registration": elsewhere.ID})
		p.As(w.Stranger, attends).Ask(404, "POST", row, m{"nobody": true})
		manager.Ask(404, "POST", "/api/v1/unmatched/"+string(id.Named("none")), m{"nobody": true})
		manager.Ask(204, "POST", row, m{"registration": b.ID})
		manager.Ask(409, "POST", row, m{"registration": b.ID})

		// The presenter says that nobody else was there, so two sources differ about one.
		list := "Name,Email,Attended\nKim," + emailOf(t, w, people[0]) + ",no\n"
		if got := send(manager, "&source=presenter", list); got.Code != 200 {
			t.Fatalf("%d %s", got.Code, got.Body)
		}
		var sources struct {
			Items []struct {
				Registration string
				Sources      []struct {
					Source, File string
					Present      bool
				}
			}
		}
		p.As(w.Editor, reads).Ask(200, "GET", at+"/sources", nil).Into(&sources)
		p.As(people[0], reads).Ask(404, "GET", at+"/sources", nil)
		i := slices.IndexFunc(sources.Items, func(x struct {
			Registration string
			Sources      []struct {
				Source, File string
				Present      bool
			}
		}) bool {
			return x.Registration == string(a.ID)
		})
		if i < 0 || len(sources.Items[i].Sources) != 2 || sources.Items[i].Sources[0].Source != "file" || sources.Items[i].Sources[0].File != "joins.csv" || sources.Items[i].Sources[1].Present {
			t.Fatalf("the sources: %+v", sources)
		}
		var conflicts struct {
			Items []struct{ Registration, Day string }
		}
		manager.Ask(200, "GET", at+"/conflicts", nil).Into(&conflicts)
		if len(conflicts.Items) != 1 || conflicts.Items[0].Registration != string(a.ID) {
			t.Fatalf("the conflicts: %+v", conflicts)
		}
		var closed struct {
			Completed, Conflicts int
			NotCompleted         int  `json:"not_completed"`
			DryRun               bool `json:"dry_run"`
		}
		before := count(t, w, `SELECT COUNT(*) FROM audit_log`)
		manager.Ask(200, "POST", at+"/close", m{"dry_run": true}).Into(&closed)
		if closed.Conflicts != 1 || closed.Completed != 1 || !closed.DryRun || count(t, w, `SELECT COUNT(*) FROM audit_log`) != before || count(t, w, `SELECT COUNT(*) FROM entries`) != 0 {
			t.Errorf("the preview: %+v", closed)
		}
		settle := "/api/v1/registrations/" + string(a.ID) + "/attendance"
		manager.Ask(422, "POST", settle, m{"follow": "door"})
		p.As(w.Stranger, attends).Ask(404, "POST", settle, m{"follow": "file"})
		p.As(people[0], attends).Ask(404, "POST", settle, m{"follow": "file"})
		manager.Ask(200, "POST", settle, m{"follow": "file"})
		manager.Ask(409, "POST", settle, m{"follow": "file"})
		p.As(w.Manager, reads).Ask(403, "POST", at+"/close", m{})
		p.As(w.Stranger, attends).Ask(404, "POST", at+"/close", m{})
		manager.Ask(200, "POST", at+"/close", nil).Into(&closed)
		if closed.Completed != 2 || closed.Conflicts != 0 || closed.DryRun || count(t, w, `SELECT COUNT(*) FROM entries`) != 2 {
			t.Errorf("the closing: %+v", closed)
		}
	})
}

func TestAProgramAtTheDoor(t *testing.T) {
	programs(t, func(t *testing.T, w *registrationtest.World, p webtest.Program) {
		o := w.Seats(t, 0)
		people := w.Persons(t, 2)
		for _, a := range people {
			w.Register(t, a, o.ID)
		}
		w.Clock.Set(o.StartsAt.Add(10 * time.Minute))
		door, at := p.As(w.Editor, attends), "/api/v1/occurrences/"+string(o.ID)
		var list struct {
			Days    []struct{ Day string }
			Tickets []struct {
				Code, Name string
				In         bool
			}
		}
		door.Ask(200, "GET", at+"/door", nil).Into(&list)
		if len(list.Tickets) != 2 || len(list.Days) != 1 || list.Tickets[0].In {
			t.Fatalf("the door: %+v", list)
		}
		scan := m{"id": "phone-1", "code": list.Tickets[0].Code, "at": o.StartsAt.Add(time.Minute)}
		batch := m{"sent_at": w.Clock.Now(), "scans": []m{scan, {"id": "phone-2", "code": "00000000", "at": o.StartsAt}}}
		var got struct {
			Items []struct{ ID, Outcome, Name, Says string }
		}
		for _, want := range []string{"recorded", "recorded"} { // caught up twice: the same scan counts once
			door.Ask(200, "POST", at+"/scans", batch).Into(&got)
			if len(got.Items) != 2 || got.Items[0].Outcome != want || got.Items[0].Name == "" || got.Items[1].Outcome != "refused" || got.Items[1].Says == "" {
				t.Errorf("%+v", got)
			}
		}
		scan["id"] = "other-phone"
		door.Ask(200, "POST", at+"/scans", batch).Into(&got)
		if got.Items[0].Outcome != "again" || count(t, w, `SELECT COUNT(*) FROM attendance`) != 1 {
			t.Errorf("a second phone: %+v", got)
		}
		scan["at"] = w.Clock.Now().Add(time.Hour)
		if door.Ask(200, "POST", at+"/scans", batch).Into(&got); got.Items[0].Outcome != "again" || got.Items[1].Outcome != "refused" {
			t.Errorf("a scan of the future: %+v", got)
		}
		p.As(w.Editor, reads).Ask(403, "POST", at+"/scans", batch)
		p.As(w.Stranger, attends).Ask(404, "POST", at+"/scans", m{"scans": []m{{"id": "1", "code": "x"}}})
		p.As(people[0], attends).Ask(404, "GET", at+"/door", nil)
	})
}

func TestAProgramOfALearner(t *testing.T) {
	programs(t, func(t *testing.T, w *registrationtest.World, p webtest.Program) {
		o := w.Seats(t, 0, func(o *catalogue.Occurrence) { o.Place = "Oak Hall, Springfield" })
		people := w.Persons(t, 2)
		r := w.Register(t, people[0], o.ID)
		mine, theirs := p.As(people[0], reads, writes), p.As(people[1], reads, writes)
		at := "/api/v1/registrations/" + string(r.ID)

		var ticket struct{ Code string }
		mine.Ask(200, "GET", at+"/ticket", nil).Into(&ticket)
		if ticket.Code != registration.TicketCode(r.ID) {
			t.Errorf("the ticket: %+v", ticket)
		}
		theirs.Ask(404, "GET", at+"/ticket", nil)
		if got := mine.Ask(200, "GET", at+"/calendar.ics", nil); !strings.Contains(got.Body.String(), "BEGIN:VCALENDAR") {
			t.Error("no calendar")
		}
		theirs.Ask(404, "GET", at+"/calendar.ics", nil)
		theirs.Ask(404, "GET", at, nil)
		p.As(w.Editor, reads).Ask(200, "GET", at, nil)
		p.As(w.Stranger, reads).Ask(404, "GET", at, nil)

		// The code word is set by who edits, with what was read, and given by who heard it.
		word := "/api/v1/occurrences/" + string(o.ID) + "/code-word"
		editor := p.As(w.Editor, authz.ScopeCatalogueWrite)
		editor.Ask(412, "PUT", word, m{"word": "Blue Heron"}, "If-Match", `"999"`)
		tag := editor.Ask(200, "PUT", word, m{"word": "Blue Heron"}).Header().Get("ETag")
		editor.Ask(200, "PUT", word, m{"word": "Grey Heron"}, "If-Match", tag)
		p.As(w.Editor, reads).Ask(403, "PUT", word, m{"word": "x"})
		if got := p.As(w.Stranger, authz.ScopeCatalogueWrite).Send("PUT", word, "application/json", `{"word":"x"}`).Code; got != 403 && got != 404 {
			t.Errorf("another unit's code word: %d", got)
		}
		w.Clock.Set(o.StartsAt.Add(time.Minute))
		theirs.Ask(404, "POST", at+"/code-word", m{"word": "grey heron"})
		mine.Ask(422, "POST", at+"/code-word", m{"word": "red heron"})
		var now struct{ State, Question, Entry string }
		mine.Ask(200, "POST", at+"/code-word", m{"word": " GREY heron"}).Into(&now)
		if now.State != "attended" {
			t.Errorf("after the word: %+v", now)
		}
		tries := 0
		for ; tries < 20 && mine.Send("POST", at+"/code-word", "application/json", `{"word":"guess"}`).Code != http.StatusTooManyRequests; tries++ {
		}
		if tries == 20 {
			t.Error("code words can be guessed without end")
		}
		mine.Ask(200, "POST", at+"/there", m{"minutes": 10, "note": "On the phone"})
		mine.Ask(422, "POST", at+"/there", m{"minutes": 100000})
		theirs.Ask(404, "POST", at+"/there", m{})
		mine.Ask(409, "POST", at+"/complete", nil)

		// The questions that are due are answered once, with a token that writes.
		w.Clock.Set(o.EndsAt.Add(time.Minute))
		if _, err := w.Registrations.RecordAttendance(t.Context(), w.Manager, o.ID, registration.Attendance{Registrations: []id.ID{r.ID}, Present: true, Reason: "Seen"}); err != nil {
			t.Fatal(err)
		}
		p.As(w.Manager, attends).Ask(200, "POST", "/api/v1/occurrences/"+string(o.ID)+"/close", nil)
		mine.Ask(200, "GET", at, nil).Into(&now)
		if now.State != "completed" || now.Question != "completion" || now.Entry == "" {
			t.Errorf("completed: %+v", now)
		}
		answers := m{"kind": "completion", "useful": 4, "level": "right", "text": "Ask first"}
		p.As(people[0], reads).Ask(403, "POST", at+"/evaluation", answers)
		theirs.Ask(404, "POST", at+"/evaluation", answers)
		mine.Ask(422, "POST", at+"/evaluation", m{"kind": "completion", "useful": 9})
		mine.Ask(204, "POST", at+"/evaluation", answers)
		mine.Ask(409, "POST", at+"/evaluation", answers)
		offer, err := w.OfferByID(t.Context(), w.DB, o.OfferID)
		if err != nil {
			t.Fatal(err)
		}
		results := "/api/v1/offers/" + offer.Key + "/evaluation"
		var sums struct {
			Items []struct {
				Kind           string
				Answers, Shown int
				Texts          []string
			}
		}
		p.As(w.Editor, reads).Ask(200, "GET", results, nil).Into(&sums)
		if len(sums.Items) != 3 || sums.Items[0].Answers != 1 || sums.Items[0].Shown != 0 || len(sums.Items[0].Texts) != 0 {
			t.Errorf("one person's answer is shown: %+v", sums)
		}
		mine.Ask(404, "GET", results, nil)
		p.As(w.Stranger, reads).Ask(404, "GET", results, nil)

		self := cataloguetest.Offer(t, w.World, cataloguetest.SelfPaced, registrationtest.Free, func(d *catalogue.Draft) { d.Completion = catalogue.Completion{Rule: catalogue.BySelf} })
		var begun struct{ ID string }
		mine.Ask(201, "POST", "/api/v1/registrations", m{"offer": self.Key}).Into(&begun)
		theirs.Ask(404, "POST", "/api/v1/registrations/"+begun.ID+"/complete", nil)
		p.As(people[0], reads).Ask(403, "POST", "/api/v1/registrations/"+begun.ID+"/complete", nil)
		mine.Ask(200, "POST", "/api/v1/registrations/"+begun.ID+"/complete", nil).Into(&now)
		if now.State != "completed" {
			t.Errorf("declared: %+v", now)
		}
	})
}

func TestAProgramTakesTables(t *testing.T) {
	programs(t, func(t *testing.T, w *registrationtest.World, p webtest.Program) {
		o := w.Seats(t, 0)
		a := w.Actor(t, `=HYPERLINK("http://evil.example","x")`)
		w.Register(t, a, o.ID)
		roster := "/api/v1/occurrences/" + string(o.ID) + "/registrations.csv"
		for _, path := range []string{roster, "/api/v1/registrations.csv"} {
			got := p.As(w.Manager, reads).Ask(200, "GET", path, nil)
			if !strings.Contains(got.Header().Get("Content-Type"), "text/csv") || !strings.Contains(got.Body.String(), `'=HYPERLINK`) {
				t.Errorf("%s: %v %.300s", path, got.Header(), got.Body)
			}
			p.As(w.Manager, writes).Ask(403, "GET", path, nil)
		}
		p.As(w.Stranger, reads).Ask(404, "GET", roster, nil)
		if got := p.As(w.Stranger, reads).Ask(200, "GET", "/api/v1/registrations.csv", nil); strings.Contains(got.Body.String(), "HYPERLINK") {
			t.Error("another unit's people are in the list")
		}
		p.As(a, reads).Ask(403, "GET", "/api/v1/registrations.csv", nil)
		p.As(w.Manager, reads).Ask(422, "GET", "/api/v1/registrations.csv?from=2026-13-01", nil)
		p.Ask(401, "GET", roster, nil)
	})
}
