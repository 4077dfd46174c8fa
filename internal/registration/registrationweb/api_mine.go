package registrationweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// mineAPI adds what a person does about their own registrations, beside registering and cancelling.
func (p *Pages) mineAPI(a *web.API) {
	reads, writes := web.Scope(authz.ScopeRegistrationsRead), web.Scope(authz.ScopeRegistrationsWrite)
	op := func(id, method, path, summary, description string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Tags: []string{"registrations"}, Summary: summary, Description: description}
	}
	web.Operation(a, op("registering", http.MethodGet, "/occurrences/{id}/registering", "Whether I can register for a date, for what, and if not why",
		"What registering would say just now. Nothing is reserved by asking."), reads, p.apiRegistering)
	web.Operation(a, op("beginning", http.MethodGet, "/offers/{key}/registering", "Whether I can begin a self-paced offer, for what, and if not why", ""), reads, p.apiBeginning)
	web.Operation(a, op("declare-completed", http.MethodPost, "/registrations/{id}/complete", "Say that I have completed it",
		"Where the offer's rule leaves it to the learner."), writes, p.apiDeclare)
	web.Operation(a, op("say-there", http.MethodPost, "/registrations/{id}/there", "Say that I was there",
		"One source of attendance beside the others: alone it changes nothing until the people who offer it settle it."), writes, p.apiThere)
	web.Operation(a, op("code-word", http.MethodPost, "/registrations/{id}/code-word", "Give the code word that was said in the session",
		"Taken during the session and for half an hour after it; a few tries, then one a minute."), writes, p.apiCodeWord)
	web.Operation(a, op("ticket", http.MethodGet, "/registrations/{id}/ticket", "The ticket of my confirmed seat", ""), reads, p.apiTicket)
	web.Operation(a, op("evaluate", http.MethodPost, "/registrations/{id}/evaluation", "Answer the questions that are due",
		"The answers are kept apart from the name, once. Which questions are due stands in a registration's question."), writes, p.apiEvaluate)
	file := op("registration-calendar", "", "/registrations/{id}/calendar.ics", "My registration as a calendar file", "")
	file.Parameters = []*huma.Param{web.PathParam("id", "Id of the registration.")}
	web.File(a, file, "text/calendar", reads, p.calendarFile)
}

type occurrenceIn struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the occurrence."`
}

// registeringOut says what registering would lead to.
type registeringOut struct {
	Body struct {
		Open         bool       `json:"open" doc:"Registering would give a seat or a place in the waiting list."`
		Why          string     `json:"why,omitempty" doc:"Why nobody, or not this person, can register now, in words for people."`
		Full         bool       `json:"full" doc:"No seat is free: it would be a place in the waiting list."`
		SeatsLeft    *int       `json:"seats_left" doc:"Null for no limit."`
		OpensAt      *time.Time `json:"registration_opens_at,omitempty"`
		ClosesAt     *time.Time `json:"registration_closes_at,omitempty"`
		Offered      bool       `json:"offered" doc:"The offer is made to this class of person."`
		Class        string     `json:"class" doc:"Class of membership of today; empty for non-members."`
		Price        priceJSON  `json:"price" doc:"For this person, where it is offered to them."`
		Registration string     `json:"registration,omitempty" doc:"Id of the registration that is there already."`
	}
}

func (p *Pages) apiRegistering(ctx context.Context, in *occurrenceIn) (*registeringOut, error) {
	which, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	o, offer, err := p.registration.OccurrenceOf(ctx, which)
	if err != nil {
		return nil, err
	}
	v, err := p.catalogue.Show(ctx, authz.From(ctx), offer.Key)
	if err != nil {
		return nil, err
	}
	out := &registeringOut{}
	b := &out.Body
	b.Full, b.OpensAt, b.ClosesAt = o.Full(), web.Moment(o.OpensAt), web.Moment(o.ClosesAt)
	if left, limited := o.SeatsLeft(); limited {
		b.SeatsLeft = &left
	}
	return out, p.registering(ctx, out, v, which, "", registration.WhyClosed(o, p.clock.Now()))
}

func (p *Pages) apiBeginning(ctx context.Context, in *keyIn) (*registeringOut, error) {
	v, err := p.catalogue.Show(ctx, authz.From(ctx), in.Key)
	if err != nil {
		return nil, err
	}
	out := &registeringOut{}
	return out, p.registering(ctx, out, v, "", v.ID, registration.WhyNotBegun(v.Offer, v.Version, p.clock.Now()))
}

// registering fills in what depends on the person. closed is why nobody can register.
func (p *Pages) registering(ctx context.Context, out *registeringOut, v catalogue.View, occurrence, offer id.ID, closed error) error {
	actor, b := authz.From(ctx), &out.Body
	mine, there, err := p.registration.Existing(ctx, actor, occurrence, offer)
	if err != nil {
		return err
	}
	if there {
		b.Registration = string(mine.ID)
	}
	class, price, offered, err := p.registration.Price(ctx, actor.PersonID, v.Version)
	if err != nil {
		return err
	}
	b.Class, b.Offered, b.Price = class, offered, priceJSON{price.Minor, price.Currency}
	if closed == nil && !offered {
		closed = registration.WhyNotOffered(class)
	}
	if b.Open = closed == nil; !b.Open {
		b.Why = web.Message(ctx, closed)
	}
	return nil
}

// keyIn names an offer.
type keyIn struct {
	Key string `path:"key" maxLength:"200" doc:"Key or id of the offer."`
}

func (p *Pages) apiDeclare(ctx context.Context, in *registrationIn) (*registrationOut, error) {
	return p.apiOne(ctx, in.ID, func(i id.ID) (registration.Registration, error) {
		return p.registration.Declare(ctx, authz.From(ctx), i)
	})
}

type thereIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Day     string `json:"day,omitempty" maxLength:"64" doc:"Id of the day; left out where it is one sitting."`
		Minutes int    `json:"minutes,omitempty" minimum:"0" doc:"How long; 0 means the whole."`
		Note    string `json:"note,omitempty" maxLength:"1000"`
	}
}

func (p *Pages) apiThere(ctx context.Context, in *thereIn) (*registrationOut, error) {
	return p.apiOne(ctx, in.ID, func(i id.ID) (registration.Registration, error) {
		err := p.registration.SayThere(ctx, authz.From(ctx), i, id.ID(in.Body.Day), in.Body.Minutes, web.Clean(in.Body.Note))
		if err != nil {
			return registration.Registration{}, err
		}
		return p.registration.Own(ctx, authz.From(ctx), i)
	})
}

type codeWordIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Word string `json:"word" maxLength:"200"`
	}
}

func (p *Pages) apiCodeWord(ctx context.Context, in *codeWordIn) (*registrationOut, error) {
	return p.apiOne(ctx, in.ID, func(i id.ID) (registration.Registration, error) {
		actor := authz.From(ctx)
		if err := p.words.Take(string(actor.PersonID) + " " + string(i)); err != nil {
			return registration.Registration{}, err
		}
		return p.registration.CodeWord(ctx, actor, i, in.Body.Word)
	})
}

type ticketOut struct {
	Body struct {
		Code string `json:"code" doc:"Eight letters, as the QR code at the door holds them."`
		Name string `json:"name"`
	}
}

func (p *Pages) apiTicket(ctx context.Context, in *registrationIn) (*ticketOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	t, err := p.registration.Ticket(ctx, authz.From(ctx), i)
	if err != nil {
		return nil, err
	}
	out := &ticketOut{}
	out.Body.Code, out.Body.Name = t.Code, t.PersonName
	return out, nil
}

type evaluateIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Kind string `json:"kind" enum:"completion,after-90-days,recognition-later"`
		registration.Answers
	}
}

type nothingOut struct{}

func (p *Pages) apiEvaluate(ctx context.Context, in *evaluateIn) (*nothingOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	if registration.Kind(in.Body.Kind) == registration.AtCompletion { // the association's three are not asked where others are
		r, err := p.registration.Question(ctx, authz.From(ctx), i, registration.AtCompletion)
		if err != nil {
			return nil, err
		}
		own, err := p.registration.SurveyAsked(ctx, r.OfferID)
		if err != nil {
			return nil, err
		}
		if len(own.Questions) > 0 {
			return nil, errs.New(errs.Conflict, "This offer asks questions of its own. They are answered at survey.")
		}
	}
	answers := in.Body.Answers
	answers.Text = web.Clean(answers.Text)
	return nil, p.registration.Answer(ctx, authz.From(ctx), i, registration.Kind(in.Body.Kind), answers)
}
