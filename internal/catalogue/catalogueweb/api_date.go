package catalogueweb

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
)

// dateAPI adds the operations that write dates of offers.
func (p *Pages) dateAPI(a *web.API) {
	writes := web.Scope(authz.ScopeCatalogueWrite)
	op := func(id, method, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Summary: summary, Tags: []string{"Offers"}}
	}
	add := op("add-occurrence", http.MethodPost, "/offers/{key}/occurrences", "Add a date to an offer")
	add.DefaultStatus = http.StatusCreated
	web.Operation(a, add, writes, p.apiAddOccurrence)
	web.Operation(a, op("change-occurrence", http.MethodPatch, "/occurrences/{id}", "Change a date; what is not named stays"), writes, p.apiChangeOccurrence)
	web.Operation(a, op("cancel-occurrence", http.MethodPost, "/occurrences/{id}/cancel", "Cancel a date; everybody who registered is told why"), writes, p.apiCancelOccurrence)
}

// dateJSON is what a program may say of a date. What it leaves out stays as it is.
type dateJSON struct {
	Label        *string    `json:"label,omitempty" maxLength:"500"`
	Zone         *string    `json:"zone,omitempty" maxLength:"64" doc:"IANA time zone in which it is planned."`
	StartsAt     *time.Time `json:"starts_at,omitempty"`
	EndsAt       *time.Time `json:"ends_at,omitempty"`
	Place        *string    `json:"place,omitempty" maxLength:"500"`
	Room         *string    `json:"room,omitempty" maxLength:"500"`
	Platform     *string    `json:"platform,omitempty" maxLength:"500"`
	PlatformLink *string    `json:"platform_link,omitempty" maxLength:"2000" doc:"For those who registered."`
	Capacity     *int       `json:"capacity,omitempty" doc:"Seats; 0 for no limit."`
	OpensAt      *time.Time `json:"registration_opens_at,omitempty"`
	ClosesAt     *time.Time `json:"registration_closes_at,omitempty"`
	CancelUntil  *time.Time `json:"cancel_until,omitempty"`
}

func (j dateJSON) onto(o *catalogue.Occurrence) {
	text(&o.Label, j.Label)
	text(&o.Zone, j.Zone)
	put(&o.StartsAt, j.StartsAt)
	put(&o.EndsAt, j.EndsAt)
	text(&o.Place, j.Place)
	text(&o.Room, j.Room)
	text(&o.Platform, j.Platform)
	text(&o.PlatformLink, j.PlatformLink)
	put(&o.Capacity, j.Capacity)
	put(&o.OpensAt, j.OpensAt)
	put(&o.ClosesAt, j.ClosesAt)
	put(&o.CancelUntil, j.CancelUntil)
}

type (
	addDateIn struct {
		KeyIn
		Body dateJSON
	}
	changeDateIn struct {
		OccurrenceIn
		web.Match
		Body dateJSON
	}
	cancelDateIn struct {
		OccurrenceIn
		Body struct {
			Reason string `json:"reason" maxLength:"2000"`
		}
	}
)

func dateTag(o catalogue.Occurrence) string { return web.NumberTag(o.Sequence) }

func dateSaid(o catalogue.Occurrence) *occurrenceOut {
	return &occurrenceOut{ETag: dateTag(o), Body: occurrenceJSON(o)}
}

func (p *Pages) apiAddOccurrence(ctx context.Context, in *addDateIn) (*occurrenceOut, error) {
	offer, err := p.catalogue.OfferByKey(ctx, authz.From(ctx), in.Key)
	if err != nil {
		return nil, err
	}
	var o catalogue.Occurrence
	in.Body.onto(&o)
	if o, err = p.catalogue.AddOccurrence(ctx, authz.From(ctx), offer.ID, o); err != nil {
		return nil, err
	}
	return dateSaid(o), nil
}

// dateToWrite returns a date that the actor can see.
func (p *Pages) dateToWrite(ctx context.Context, given string) (catalogue.Occurrence, error) {
	want, ok := id.Parse(given)
	if !ok {
		return catalogue.Occurrence{}, errs.New(errs.NotFound, "There is no such date.")
	}
	_, o, err := p.dateOf(ctx, authz.From(ctx), want)
	return o, err
}

func (p *Pages) apiChangeOccurrence(ctx context.Context, in *changeDateIn) (*occurrenceOut, error) {
	o, err := p.dateToWrite(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := in.Against(dateTag(o)); err != nil { // what is written is held against o again when it is written
		return nil, err
	}
	in.Body.onto(&o)
	if o, err = p.catalogue.ChangeOccurrence(ctx, authz.From(ctx), o); err != nil {
		return nil, err
	}
	return dateSaid(o), nil
}

func (p *Pages) apiCancelOccurrence(ctx context.Context, in *cancelDateIn) (*occurrenceOut, error) {
	o, err := p.dateToWrite(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := p.catalogue.CancelOccurrence(ctx, authz.From(ctx), o.ID, web.Clean(in.Body.Reason)); err != nil {
		return nil, err
	}
	if o, err = p.dateToWrite(ctx, in.ID); err != nil {
		return nil, err
	}
	return dateSaid(o), nil
}
