package registrationweb

import (
	"context"
	"net/http"
	"slices"
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

// registrationJSON is a registration as programs see it.
type registrationJSON struct {
	ID         string     `json:"id"`
	Person     string     `json:"person" doc:"Id of the person."`
	State      string     `json:"state" enum:"held,registered,waitlisted,attended,no-show,completed,not-completed,cancelled"`
	Offer      string     `json:"offer" doc:"Id of the offer."`
	OfferKey   string     `json:"offer_key"`
	OfferTitle string     `json:"offer_title"`
	Occurrence string     `json:"occurrence,omitempty" doc:"Id of the occurrence; left out for self-paced offers."`
	StartsAt   *time.Time `json:"starts_at,omitempty"`
	HeldUntil  *time.Time `json:"held_until,omitempty" doc:"Until when a promised seat is kept."`
	Ahead      *int       `json:"ahead,omitempty" doc:"How many go first, on a waiting list."`
	Price      priceJSON  `json:"price"`
	Class      string     `json:"class" doc:"Class of membership on the day of registering; empty for non-members."`
	Minutes    int        `json:"minutes_attended"`
	Question   string     `json:"question,omitempty" enum:"completion,after-90-days,recognition-later" doc:"Questions about it that are due; answer them at evaluation."`
	Entry      string     `json:"entry,omitempty" doc:"Id of the entry in the record that stands for its completion."`
	CreatedAt  time.Time  `json:"created_at"`
}

type priceJSON struct {
	Minor    int64  `json:"minor" doc:"Minor units (cents)."`
	Currency string `json:"currency"`
}

// itemJSON is toJSON with what only a registration's item tells: when it starts and who goes first.
func itemJSON(item registration.Item) registrationJSON {
	out := toJSON(item.Registration)
	out.Question, out.Entry = string(item.Question), string(item.EntryID)
	if item.OccurrenceID != "" {
		out.StartsAt = &item.Occurrence.StartsAt
	}
	if item.State == registration.StateWaitlisted {
		out.Ahead = &item.Ahead
	}
	return out
}

func toJSON(r registration.Registration) registrationJSON {
	out := registrationJSON{ID: string(r.ID), Person: string(r.PersonID), State: string(r.State), Offer: string(r.OfferID), OfferKey: r.OfferKey, OfferTitle: r.OfferTitle,
		Occurrence: string(r.OccurrenceID), Price: priceJSON{r.Price.Minor, r.Price.Currency}, Class: r.Class, Minutes: r.Minutes, CreatedAt: r.CreatedAt}
	if !r.HeldUntil.IsZero() && r.State == registration.StateHeld {
		out.HeldUntil = &r.HeldUntil
	}
	return out
}

type registerIn struct {
	Body struct {
		Occurrence string `json:"occurrence,omitempty" doc:"Id of the occurrence to register for."`
		Offer      string `json:"offer,omitempty" doc:"Id or key of a self-paced offer to begin, instead."`
		Reason     string `json:"reason,omitempty" maxLength:"500" doc:"Why, if the person likes to say."`
		Toward     string `json:"toward,omitempty" maxLength:"500" doc:"What it is a step to."`
		AskLater   bool   `json:"ask_later,omitempty" doc:"The person agrees to be asked later what the recognition was worth."`
	} `example:"{\"occurrence\": \"01a21449-01af-797e-87c0-87f078f81cc0\", \"reason\": \"For the reading room\"}"`
}

type registrationOut struct {
	Status int
	Body   registrationJSON
}

type registrationIn struct {
	ID string `path:"id"`
}

type cancelIn struct {
	ID   string `path:"id"`
	Body *struct {
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}

type mineIn struct {
	Cursor string `query:"cursor" doc:"Where the page before ended: its next." required:"false"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type mineOut struct {
	Body struct {
		Items []registrationJSON `json:"items" doc:"What is to come, what is under way, then what is past, the newest first."`
		Next  *string            `json:"next"`
	}
}

type rosterIn struct {
	ID     string `path:"id"`
	State  string `query:"state" doc:"Only these states, separated by commas." required:"false"`
	Cursor string `query:"cursor" required:"false"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

// rosterRow is a registration with who it is today. The embedded part is named so that the
// description of the API holds its fields too.
type rosterRow struct {
	RegistrationJSON
	PersonName   string `json:"person_name" doc:"On the day of registering."`
	Email        string `json:"email,omitempty" doc:"Where letters go."`
	MemberNumber string `json:"member_number,omitempty"`
}

// RegistrationJSON is registrationJSON under a name that may be embedded.
type RegistrationJSON registrationJSON

type rosterOut struct {
	Body struct {
		Items  []rosterRow    `json:"items"`
		Counts map[string]int `json:"counts"`
		Next   *string        `json:"next"`
	}
}

type attendanceIn struct {
	ID   string `path:"id"`
	Body struct {
		Registrations []string `json:"registrations" minItems:"1" maxItems:"500" doc:"All of them or none: what is wrong with one stands under registrations[n]."`
		Day           string   `json:"day,omitempty" doc:"Id of one day that has begun; all of them when left out, once all have begun."`
		Present       bool     `json:"present"`
		Minutes       int      `json:"minutes,omitempty" minimum:"0" doc:"How long; 0 means the whole."`
		Reason        string   `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type attendanceOut struct {
	Body struct {
		Recorded int `json:"recorded" doc:"For how many it was recorded."`
	}
}

// API registers the operations of the area.
func (p *Pages) API(a *web.API) {
	tags := []string{"registrations"}
	web.Operation(a, huma.Operation{OperationID: "register", Method: http.MethodPost, Path: "/api/v1/registrations", Tags: tags, DefaultStatus: http.StatusCreated,
		Summary:     "Register for an occurrence, or begin a self-paced offer",
		Description: "Answers 201 with a new registration, and 200 with the first one when it is repeated. Look at state: registered is a seat; waitlisted is a place in the line, with ahead."}, web.Scope(authz.ScopeRegistrationsWrite), p.apiRegister)
	web.Operation(a, huma.Operation{OperationID: "my-registrations", Method: http.MethodGet, Path: "/api/v1/me/registrations", Tags: tags,
		Summary: "List my registrations"}, web.Scope(authz.ScopeRegistrationsRead), p.apiMine)
	web.Operation(a, huma.Operation{OperationID: "registration", Method: http.MethodGet, Path: "/api/v1/registrations/{id}", Tags: tags,
		Summary: "Read a registration", Description: "One's own, or one on a roster that the token's owner may see."}, web.Scope(authz.ScopeRegistrationsRead), p.apiShow)
	web.Operation(a, huma.Operation{OperationID: "confirm-registration", Method: http.MethodPost, Path: "/api/v1/registrations/{id}/confirm", Tags: tags,
		Summary: "Take up a promised seat"}, web.Scope(authz.ScopeRegistrationsWrite), p.apiConfirm)
	web.Operation(a, huma.Operation{OperationID: "cancel-registration", Method: http.MethodPost, Path: "/api/v1/registrations/{id}/cancel", Tags: tags,
		Summary: "Cancel a registration", Description: "One's own until it is too late to cancel; others' for those who manage the roster, with a reason."}, web.Scope(authz.ScopeRegistrationsWrite), p.apiCancel)
	web.Operation(a, huma.Operation{OperationID: "roster", Method: http.MethodGet, Path: "/api/v1/occurrences/{id}/registrations", Tags: tags,
		Summary: "List who is registered for an occurrence of one's unit"}, web.Scope(authz.ScopeRegistrationsRead), p.apiRoster)
	web.Operation(a, huma.Operation{OperationID: "record-attendance", Method: http.MethodPost, Path: "/api/v1/occurrences/{id}/attendance", Tags: []string{"attendance"},
		Summary: "Write down who was there, or was not", Description: "For all that are named, or for nobody."}, web.Scope(authz.ScopeAttendanceWrite), p.apiAttendance)
	p.mineAPI(a)
	p.surveyAPI(a)
	p.rosterAPI(a)
	p.sourcesAPI(a)
	p.doorAPI(a)
}

func (p *Pages) apiRegister(ctx context.Context, in *registerIn) (*registrationOut, error) {
	q := registration.Request{Intent: registration.Intent{Reason: web.Clean(in.Body.Reason), Toward: web.Clean(in.Body.Toward), AskLater: in.Body.AskLater}, Channel: "api"}
	var f errs.Fields
	f.Check((in.Body.Occurrence == "") != (in.Body.Offer == ""), "occurrence", "Name either an occurrence or a self-paced offer.")
	if err := f.Err(); err != nil {
		return nil, err
	}
	if in.Body.Offer != "" {
		o, err := p.catalogue.OfferByKey(ctx, authz.From(ctx), in.Body.Offer)
		if err != nil {
			return nil, err
		}
		q.Offer = o.ID
	} else {
		var ok bool
		if q.Occurrence, ok = id.Parse(in.Body.Occurrence); !ok {
			return nil, errs.Bad("occurrence", "This is not the id of a date. The dates of an offer are listed at /api/v1/offers/{key}/occurrences.")
		}
	}
	r, had, err := p.registration.RegisterOnce(ctx, authz.From(ctx), q)
	if q.Occurrence != "" && errs.Is(err, errs.NotFound) {
		err = errs.Wrap(err, errs.NotFound, "There is no date with this id. The dates of an offer are listed at /api/v1/offers/{key}/occurrences.")
	}
	if err != nil {
		return nil, err
	}
	if had {
		return p.apiOut(ctx, http.StatusOK, r)
	}
	return p.apiOut(ctx, http.StatusCreated, r)
}

func (p *Pages) apiMine(ctx context.Context, in *mineIn) (*mineOut, error) {
	l, err := p.registration.Mine(ctx, authz.From(ctx), page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &mineOut{}
	out.Body.Items = []registrationJSON{}
	for _, group := range [][]registration.Item{l.Registered, l.UnderWay, l.Past} {
		for _, item := range group {
			out.Body.Items = append(out.Body.Items, itemJSON(item))
		}
	}
	out.Body.Next = web.Optional(l.Next)
	return out, nil
}

// apiOne does one thing to one registration, and returns it as it then is.
func (p *Pages) apiOne(ctx context.Context, given string, do func(i id.ID) (registration.Registration, error)) (*registrationOut, error) {
	i, err := web.ID(given)
	if err != nil {
		return nil, err
	}
	r, err := do(i)
	if err != nil {
		return nil, err
	}
	return p.apiOut(ctx, http.StatusOK, r)
}

func (p *Pages) apiOut(ctx context.Context, status int, r registration.Registration) (*registrationOut, error) {
	item, err := p.registration.Item(ctx, r)
	return &registrationOut{Status: status, Body: itemJSON(item)}, err
}

func (p *Pages) apiShow(ctx context.Context, in *registrationIn) (*registrationOut, error) {
	return p.apiOne(ctx, in.ID, func(i id.ID) (registration.Registration, error) {
		v, err := p.registration.Show(ctx, authz.From(ctx), i)
		if errs.Is(err, errs.NotFound) {
			v, _, err = p.registration.Look(ctx, authz.From(ctx), i)
		}
		return v.Registration, err
	})
}

func (p *Pages) apiConfirm(ctx context.Context, in *registrationIn) (*registrationOut, error) {
	return p.apiOne(ctx, in.ID, func(i id.ID) (registration.Registration, error) {
		return p.registration.Confirm(ctx, authz.From(ctx), i)
	})
}

func (p *Pages) apiCancel(ctx context.Context, in *cancelIn) (*registrationOut, error) {
	reason := ""
	if in.Body != nil {
		reason = web.Clean(in.Body.Reason)
	}
	return p.apiOne(ctx, in.ID, func(i id.ID) (registration.Registration, error) {
		return p.registration.Cancel(ctx, authz.From(ctx), i, reason)
	})
}

func (p *Pages) apiRoster(ctx context.Context, in *rosterIn) (*rosterOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	var states []registration.State
	for _, s := range strings.Split(in.State, ",") {
		if s = strings.TrimSpace(s); s != "" {
			states = append(states, registration.State(s))
		}
	}
	if slices.ContainsFunc(states, func(s registration.State) bool { return !slices.Contains(registration.States, s) }) {
		return nil, errs.Bad("state", "There is no such state. The states are held, registered, waitlisted, attended, no-show, completed, not-completed and cancelled.")
	}
	r, err := p.registration.Roster(ctx, authz.From(ctx), i, states, page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &rosterOut{}
	out.Body.Items, out.Body.Counts, out.Body.Next = []rosterRow{}, map[string]int{}, web.Optional(r.Next)
	for s, n := range r.Counts {
		out.Body.Counts[string(s)] = n
	}
	for _, row := range r.Rows {
		one := rosterRow{RegistrationJSON(toJSON(row.Registration)), row.PersonName, row.Person.Email, row.Person.MemberNumber}
		if row.Person.ID != "" { // the one in whom somebody who was merged lives on
			one.Person = string(row.Person.ID)
		}
		out.Body.Items = append(out.Body.Items, one)
	}
	return out, nil
}

func (p *Pages) apiAttendance(ctx context.Context, in *attendanceIn) (*attendanceOut, error) {
	occurrence, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	a := registration.Attendance{DayID: id.ID(in.Body.Day), Present: in.Body.Present, Minutes: in.Body.Minutes, Reason: web.Clean(in.Body.Reason), Whole: true}
	for _, s := range in.Body.Registrations {
		i, _ := id.Parse(s) // what is no id is nobody's, as the service says
		a.Registrations = append(a.Registrations, i)
	}
	out := &attendanceOut{}
	out.Body.Recorded, err = p.registration.RecordAttendance(ctx, authz.From(ctx), occurrence, a)
	if err != nil {
		return nil, err
	}
	return out, nil
}
