package registrationweb

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// sourcesAPI adds what is done with the sources of attendance.
func (p *Pages) sourcesAPI(a *web.API) {
	reads, writes := web.Scope(authz.ScopeRegistrationsRead), web.Scope(authz.ScopeAttendanceWrite)
	op := func(id, method, path, summary, description string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Tags: []string{"attendance"}, Summary: summary, Description: description}
	}
	p.filesAPI(a, op)
	web.Operation(a, op("attendance-sources", http.MethodGet, "/occurrences/{id}/sources", "What each source says about each person's attendance, side by side", ""), reads, p.apiSources)
	web.Operation(a, op("attendance-conflicts", http.MethodGet, "/occurrences/{id}/conflicts", "Where sources of attendance differ", "So many people at a time, by name, and behind them those who have completed it."), writes, p.apiConflicts)
	web.Operation(a, op("follow-source", http.MethodPost, "/occurrences/{id}/conflicts", "Settle many conflicts by one source",
		"Each is a further fact. Where there is no conflict any more, where the source does not speak and of the caller themselves, nothing is changed."), writes, p.apiFollow)
	web.Operation(a, op("settle-attendance", http.MethodPost, "/registrations/{id}/attendance", "Settle what sources say differently",
		"Follow one of them, or say what was so, with a reason. It is a further fact and overrules what had come in until then. 409 where there is no conflict any more."), writes, p.apiSettle)
	web.Operation(a, op("unmatched", http.MethodGet, "/occurrences/{id}/unmatched", "Rows of files that fit no registration", ""), writes, p.apiUnmatched)
	web.Operation(a, op("resolve-unmatched", http.MethodPost, "/unmatched/{id}", "Say to whom a row belongs, or that it belongs to nobody here",
		"What was said of a name is remembered for the unit's next file."), writes, p.apiResolve)
}

// sourceJSON is what one source says about one window.
type sourceJSON struct {
	Source   string     `json:"source" enum:"hand,choice,file,presenter,door,code-word,self"`
	Day      string     `json:"day,omitempty" doc:"Id of the day; left out where it is one sitting."`
	Present  bool       `json:"present"`
	Minutes  int        `json:"minutes"`
	Exact    bool       `json:"exact" doc:"The source gives the minutes itself."`
	Total    int        `json:"total_minutes,omitempty" doc:"What it gives for all days together, of which minutes is the share of this one."`
	Says     string     `json:"says,omitempty"`
	Follows  string     `json:"follows,omitempty" doc:"The source that a choice follows, as it was named."`
	By       string     `json:"by,omitempty" doc:"Name of who brought it."`
	File     string     `json:"file,omitempty"`
	Form     string     `json:"form,omitempty" doc:"The report that the file was recognised as."`
	At       time.Time  `json:"at" doc:"When it came in."`
	SaidAt   *time.Time `json:"said_at,omitempty" doc:"When it was, by the source's own clock."`
	ClockOff int        `json:"clock_off_seconds,omitempty"`
}

func sourcesJSON(list []registration.Source, w registration.Window) []sourceJSON {
	out := []sourceJSON{}
	for _, s := range list {
		day := s.Window.DayID
		if day == "" {
			day = w.DayID
		}
		out = append(out, sourceJSON{string(s.How), string(day), s.Present, s.Minutes, s.Exact, s.Total, s.Says, s.Chosen, s.ByName, s.File, string(s.Form), s.At, web.Moment(s.SaidAt), s.ClockOff})
	}
	return out
}

type sourcesIn struct {
	ID     string `path:"id" maxLength:"64"`
	Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type sourcesOut struct {
	Body struct {
		Items []attendeeJSON `json:"items" doc:"By name."`
		Next  *string        `json:"next"`
	}
}

type attendeeJSON struct {
	Registration string       `json:"registration"`
	PersonName   string       `json:"person_name"`
	State        string       `json:"state"`
	Minutes      int          `json:"minutes" doc:"What they come to together."`
	Sources      []sourceJSON `json:"sources" doc:"The heaviest first, for each day."`
}

func (p *Pages) apiSources(ctx context.Context, in *sourcesIn) (*sourcesOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	r, err := p.registration.Roster(ctx, authz.From(ctx), i, nil, page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	var ids []id.ID
	for _, row := range r.Rows {
		ids = append(ids, row.ID)
	}
	evidence, err := p.registration.Evidence(ctx, authz.From(ctx), i, ids)
	if err != nil {
		return nil, err
	}
	out := &sourcesOut{}
	out.Body.Items, out.Body.Next = []attendeeJSON{}, web.Optional(r.Next)
	for _, row := range r.Rows {
		out.Body.Items = append(out.Body.Items, attendeeJSON{string(row.ID), row.PersonName, string(row.State), row.Minutes, sourcesJSON(evidence[row.ID], registration.Window{})})
	}
	return out, nil
}

type conflictsOut struct {
	Body struct {
		Items     []conflictJSON `json:"items" doc:"By name; each is one person on one day."`
		Next      *string        `json:"next" doc:"Where items go on and completed behind them."`
		Completed []conflictJSON `json:"completed" doc:"By name, behind the last of items: those who had completed it before something came in, or was set aside, so that it is contradicted; their entry stands until it is corrected in the record."`
		Closed    *time.Time     `json:"closed_at" doc:"Since when the rule has been applied; null before."`
	}
}

type conflictJSON struct {
	Registration string       `json:"registration"`
	PersonName   string       `json:"person_name"`
	State        string       `json:"state"`
	Day          string       `json:"day,omitempty"`
	StartsAt     time.Time    `json:"starts_at"`
	EndsAt       time.Time    `json:"ends_at"`
	Sources      []sourceJSON `json:"sources"`
}

func (p *Pages) apiConflicts(ctx context.Context, in *sourcesIn) (*conflictsOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := p.registration.Conflicts(ctx, authz.From(ctx), i, page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &conflictsOut{}
	out.Body.Items, out.Body.Next, out.Body.Completed, out.Body.Closed = conflictsJSON(c.Open), web.Optional(c.Next), conflictsJSON(c.Completed), web.Moment(c.Closed)
	return out, nil
}

type followIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Source    string `json:"source" maxLength:"64" doc:"The source that is right: hand, choice, file, presenter, door, code-word or self; where several reports speak, file: and the form of one, as file:zoom-meeting."`
		Conflicts []struct {
			Registration string `json:"registration" maxLength:"64"`
			Day          string `json:"day,omitempty" maxLength:"64" doc:"Id of the day; left out where it is one sitting."`
		} `json:"conflicts" minItems:"1" maxItems:"500"`
		Reason string `json:"reason,omitempty" maxLength:"1000"`
	}
}

type followOut struct {
	Body struct {
		Settled int `json:"settled" doc:"How many of them."`
	}
}

func (p *Pages) apiFollow(ctx context.Context, in *followIn) (*followOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	var of []registration.ConflictKey
	for _, c := range in.Body.Conflicts {
		of = append(of, registration.ConflictKey{RegistrationID: someID(c.Registration), DayID: dayID(c.Day)})
	}
	out := &followOut{}
	out.Body.Settled, err = p.registration.FollowSource(ctx, authz.From(ctx), i, in.Body.Source, of, strings.TrimSpace(web.Clean(in.Body.Reason)))
	return out, err
}

func conflictsJSON(list []registration.Conflict) []conflictJSON {
	out := []conflictJSON{}
	for _, x := range list {
		out = append(out, conflictJSON{string(x.ID), x.PersonName, string(x.State), string(x.Window.DayID), x.Window.Start, x.Window.End, sourcesJSON(x.Sources, x.Window)})
	}
	return out
}

type settleIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Day     string `json:"day,omitempty" maxLength:"64" doc:"Id of the day; left out where it is one sitting."`
		Follow  string `json:"follow,omitempty" maxLength:"64" doc:"The source that is right: hand, choice, file, presenter, door, code-word or self; where several reports speak, file: and the form of one, as file:zoom-meeting. Left out to say what was so."`
		Present bool   `json:"present,omitempty"`
		Minutes int    `json:"minutes,omitempty" minimum:"0" doc:"How long; 0 means the whole."`
		Reason  string `json:"reason,omitempty" maxLength:"1000" doc:"Needed where no source is followed."`
	}
}

func (p *Pages) apiSettle(ctx context.Context, in *settleIn) (*registrationOut, error) {
	return p.apiOne(ctx, in.ID, func(i id.ID) (registration.Registration, error) {
		b := in.Body
		return p.registration.SettleConflict(ctx, authz.From(ctx), i, registration.Settlement{DayID: dayID(b.Day), Follow: b.Follow, Present: b.Present, Minutes: b.Minutes, Reason: strings.TrimSpace(web.Clean(b.Reason))})
	})
}

type unmatchedOut struct {
	Body struct {
		Items []registration.Unmatched `json:"items"`
		Next  *string                  `json:"next"`
	}
}

func (p *Pages) apiUnmatched(ctx context.Context, in *sourcesIn) (*unmatchedOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	list, err := p.registration.Unresolved(ctx, authz.From(ctx), i, page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &unmatchedOut{}
	out.Body.Items, out.Body.Next = append([]registration.Unmatched{}, list.Items...), web.Optional(list.Next)
	return out, nil
}

type resolveIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Registration string `json:"registration,omitempty" maxLength:"64" doc:"Whose it is."`
		Nobody       bool   `json:"nobody,omitempty" doc:"It belongs to nobody here."`
	}
}

func (p *Pages) apiResolve(ctx context.Context, in *resolveIn) (*nothingOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	var to id.ID
	if in.Body.Nobody == (in.Body.Registration != "") {
		return nil, errs.Bad("registration", "Name either whose it is, or say that it is nobody's.")
	}
	if !in.Body.Nobody {
		to = someID(in.Body.Registration) // nobody's, as the service says, where it is none
	}
	return nil, p.registration.ResolveUnmatched(ctx, authz.From(ctx), i, to)
}
