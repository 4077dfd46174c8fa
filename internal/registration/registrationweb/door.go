package registrationweb

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/document"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// doorPage reads tickets at the door.
type doorPage struct {
	registration.Door
	Notice string
	Day    string
	Code   string
	Errors ui.FormErrors
}

// In is how many are in already.
func (p doorPage) In() int {
	n := 0
	for _, t := range p.Tickets {
		if t.In {
			n++
		}
	}
	return n
}

func (p *Pages) door(w http.ResponseWriter, r *http.Request) error {
	return p.showDoor(w, r, http.StatusOK, doorPage{Notice: p.notice(r.Context()), Day: r.URL.Query().Get("day")})
}

func (p *Pages) showDoor(w http.ResponseWriter, r *http.Request, status int, v doorPage) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	if v.Door, err = p.registration.Door(r.Context(), authz.From(r.Context()), occurrence); err != nil {
		return err
	}
	if v.Day == "" && len(v.Windows) > 0 {
		v.Day = string(v.Windows[len(v.Windows)-1].DayID)
	}
	w.Header().Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=()") // this page alone reads tickets
	return web.Render(w, r, status, doorView(v))
}

// doorTicket and doorAnswer are what the script of the page is told.
type (
	doorTicket struct {
		Code string `json:"code"`
		Name string `json:"name"`
	}
	doorAnswer struct {
		ID      string `json:"id"`
		Outcome string `json:"outcome"`
		Name    string `json:"name"`
		Says    string `json:"says"`
	}
	sentScan struct {
		ID   string `json:"id"`
		Code string `json:"code"`
		Day  string `json:"day"`
		At   int64  `json:"at"` // milliseconds since 1970
	}
)

// doorList is whose tickets open the door, for the phone to know while it has no connection.
func (p *Pages) doorList(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	d, err := p.registration.Door(r.Context(), authz.From(r.Context()), occurrence)
	if err != nil {
		return err
	}
	out := make([]doorTicket, len(d.Tickets))
	for i, t := range d.Tickets {
		out[i] = doorTicket{t.Code, t.Name}
	}
	return web.JSON(w, http.StatusOK, out)
}

// checkIn takes one code from the form, or what a phone has gathered.
func (p *Pages) checkIn(w http.ResponseWriter, r *http.Request) error {
	occurrence, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	if form.Has("scans") {
		scans, err := readScans(form.Get("scans"), form.Get("sent"))
		if err != nil {
			return err
		}
		results, err := p.registration.CheckIn(ctx, actor, occurrence, scans)
		if err != nil {
			return err
		}
		answers := make([]doorAnswer, len(results))
		for i, res := range results {
			answers[i] = doorAnswer{res.ID, string(res.Outcome), res.Name, scanWord(ctx, res)}
		}
		return web.JSON(w, http.StatusOK, answers)
	}
	results, err := p.registration.CheckIn(ctx, actor, occurrence, []registration.Scan{{Code: form.Get("code"), DayID: id.ID(form.Get("day"))}})
	if err != nil {
		return err
	}
	if err := results[0].Err; err != nil {
		return p.showDoor(w, r, http.StatusUnprocessableEntity, doorPage{Day: form.Get("day"), Code: form.Get("code"), Errors: ui.ErrorsOf(ctx, err)})
	}
	return p.done(w, r, workPath(occurrence, "door")+"?day="+form.Get("day"), results[0].Name+": "+scanWord(ctx, results[0]))
}

// readScans reads what a phone sends: its scans as JSON and its own clock at the moment of sending. Each stands
// for itself: what is wrong with one is said of that one alone.
func readScans(list, sent string) ([]registration.Scan, error) {
	var (
		in    []json.RawMessage
		clock int64
	)
	if json.Unmarshal([]byte(list), &in) != nil || json.Unmarshal([]byte(sent), &clock) != nil || clock > 1<<42 {
		return nil, errs.Bad("scans", "These scans cannot be read.")
	}
	out := make([]registration.Scan, len(in))
	for i, raw := range in {
		var s sentScan
		if json.Unmarshal(raw, &s) != nil {
			continue // no ticket's code
		}
		out[i] = registration.Scan{ID: s.ID, Code: s.Code, DayID: id.ID(s.Day), SentAt: time.UnixMilli(clock).UTC()}
		if s.At > 0 {
			out[i].At = time.UnixMilli(min(s.At, clock)).UTC()
		}
	}
	return out, nil
}

// scanWord says what became of a scan.
func scanWord(ctx context.Context, r registration.ScanResult) string {
	var said string
	switch {
	case r.Err != nil:
		said = web.Message(ctx, r.Err)
		if fields := ui.ErrorsOf(ctx, r.Err); len(fields) > 0 {
			said = fields[0].Message
		}
	case r.Outcome == registration.ScanAgain && !r.Since.IsZero():
		said = i18n.T(ctx, "In already, since %s.", i18n.DateTime(ctx, r.Since))
	case r.Outcome == registration.ScanAgain:
		said = i18n.T(ctx, "In already.")
	default:
		said = i18n.T(ctx, "In.")
	}
	if r.ClockOff != 0 {
		said += " " + i18n.T(ctx, "Note: %s.", clockWord(ctx, int(r.ClockOff/time.Second)))
	}
	return said
}

// ticketPage is what is shown at the door.
type ticketPage struct {
	registration.Ticket
	QR string
}

func (p *Pages) ticket(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := ticketPage{}
	v.Ticket, err = p.registration.Ticket(ctx, authz.From(ctx), which)
	if errs.Is(err, errs.Conflict) {
		return p.showMine(w, r, web.Status(err), web.Message(ctx, err))
	}
	if err != nil {
		return err
	}
	if v.QR, err = document.QRSVG(v.Code, i18n.T(ctx, "Your ticket's code as a QR code")); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, ticketView(v))
}
