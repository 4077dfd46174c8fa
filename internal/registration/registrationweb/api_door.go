package registrationweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// doorAPI adds what a program at the door needs, that may be without a connection for a while.
func (p *Pages) doorAPI(a *web.API) {
	access := web.Scope(authz.ScopeAttendanceWrite)
	tags := []string{"door"}
	web.Operation(a, huma.Operation{OperationID: "door", Method: http.MethodGet, Path: "/api/v1/occurrences/{id}/door", Tags: tags,
		Summary: "Whose tickets open the door", Description: "All of them, so that a program knows them while it has no connection."}, access, p.apiDoor)
	web.Operation(a, huma.Operation{OperationID: "check-in", Method: http.MethodPost, Path: "/api/v1/occurrences/{id}/scans", Tags: tags,
		Summary: "Take in tickets that were scanned", Description: "Each stands for itself, and the answer says of every one what became of it: the door is not kept by one bad ticket. A scan that is said to be made after it was sent counts at the moment of sending. At the door of a session the tickets of its conference open too. A scan with the same id counts once, however often it is sent."}, access, p.apiCheckIn)
}

type doorOut struct {
	Body struct {
		Days    []doorDayJSON    `json:"days" doc:"Sittings whose doors have been opened."`
		Tickets []doorTicketJSON `json:"tickets" doc:"By name."`
	}
}

type doorDayJSON struct {
	Day      string    `json:"day" doc:"Id for a scan; empty where it is one sitting."`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
}

type doorTicketJSON struct {
	Code string `json:"code"`
	Name string `json:"name"`
	In   bool   `json:"in"`
}

func (p *Pages) apiDoor(ctx context.Context, in *occurrenceIn) (*doorOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	d, err := p.registration.Door(ctx, authz.From(ctx), i)
	if err != nil {
		return nil, err
	}
	out := &doorOut{}
	out.Body.Days, out.Body.Tickets = []doorDayJSON{}, []doorTicketJSON{}
	for _, w := range d.Windows {
		out.Body.Days = append(out.Body.Days, doorDayJSON{string(w.DayID), w.Start, w.End})
	}
	for _, t := range d.Tickets {
		out.Body.Tickets = append(out.Body.Tickets, doorTicketJSON{t.Code, t.Name, t.In})
	}
	return out, nil
}

type checkInIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		SentAt time.Time  `json:"sent_at,omitempty" doc:"The moment of sending by the sender's own clock, by which it is seen that this is off."`
		Scans  []scanJSON `json:"scans" minItems:"1" maxItems:"200"`
	}
}

type scanJSON struct {
	ID   string    `json:"id" minLength:"1" maxLength:"64" doc:"The sender's own name for this scan."`
	Code string    `json:"code" maxLength:"64"`
	Day  string    `json:"day,omitempty" maxLength:"64"`
	At   time.Time `json:"at,omitempty" doc:"The moment of the scan by the sender's clock; now when left out."`
}

type checkInOut struct {
	Body struct {
		Items []scannedJSON `json:"items" doc:"In the order of the scans."`
	}
}

type scannedJSON struct {
	ID       string     `json:"id"`
	Outcome  string     `json:"outcome" enum:"recorded,again,refused"`
	Name     string     `json:"name,omitempty"`
	Since    *time.Time `json:"since,omitempty" doc:"Since when the person is in, where they were before."`
	Says     string     `json:"says" doc:"What became of it, in words for people."`
	ClockOff int        `json:"clock_off_seconds,omitempty" doc:"By how much the sender's clock is ahead, where it is off by more than a little."`
}

func (p *Pages) apiCheckIn(ctx context.Context, in *checkInIn) (*checkInOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	var (
		f     errs.Fields
		scans []registration.Scan
	)
	for _, s := range in.Body.Scans {
		f.Check(s.At.IsZero() || !in.Body.SentAt.IsZero(), "sent_at", "Say when the scans are sent, by the clock that they were made by.")
		scans = append(scans, registration.Scan{ID: s.ID, Code: s.Code, DayID: id.ID(s.Day), At: s.At.UTC(), SentAt: in.Body.SentAt.UTC()})
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	results, err := p.registration.CheckIn(ctx, authz.From(ctx), i, scans)
	if err != nil {
		return nil, err
	}
	out := &checkInOut{}
	for _, r := range results {
		out.Body.Items = append(out.Body.Items, scannedJSON{r.ID, string(r.Outcome), r.Name, web.Moment(r.Since), scanWord(ctx, r), int(r.ClockOff / time.Second)})
	}
	return out, nil
}
