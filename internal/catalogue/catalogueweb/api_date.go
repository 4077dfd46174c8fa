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

// dateJSON is what a program may say of a date. What it leaves out stays as it is, and null clears it.
type dateJSON struct {
	Label        web.Said[string]    `json:"label,omitempty" maxLength:"500"`
	Zone         web.Said[string]    `json:"zone,omitempty" maxLength:"64" doc:"IANA time zone in which it is planned."`
	StartsAt     web.Said[time.Time] `json:"starts_at,omitempty" doc:"Where it has several days, these say it."`
	EndsAt       web.Said[time.Time] `json:"ends_at,omitempty"`
	Days         web.Said[[]dayJSON] `json:"days,omitempty" maxItems:"200" doc:"All its sittings, where there are several."`
	Parent       web.Said[string]    `json:"parent_id,omitempty" maxLength:"64" doc:"Id of the conference's date that it is a session of."`
	Slot         web.Said[string]    `json:"slot,omitempty" maxLength:"500" doc:"What it is in the programme: talk, workshop, unconference, uncommons, ignite, posters, round-tables, social, or words of your own."`
	Place        web.Said[string]    `json:"place,omitempty" maxLength:"500"`
	Room         web.Said[string]    `json:"room,omitempty" maxLength:"500"`
	Platform     web.Said[string]    `json:"platform,omitempty" maxLength:"500"`
	PlatformLink web.Said[string]    `json:"platform_link,omitempty" maxLength:"2000" doc:"For those who registered."`
	Capacity     web.Said[int]       `json:"capacity,omitempty" doc:"Seats; 0 or null for no limit."`
	OpensAt      web.Said[time.Time] `json:"registration_opens_at,omitempty"`
	ClosesAt     web.Said[time.Time] `json:"registration_closes_at,omitempty"`
	CancelUntil  web.Said[time.Time] `json:"cancel_until,omitempty" doc:"Until when people may cancel by themselves."`
	PromiseHours web.Said[int]       `json:"promise_hours,omitempty" doc:"How long a seat from the waiting list is kept for an answer; null for the usual time."`
}

// dayJSON is one sitting of a date that has several.
type dayJSON struct {
	ID       string    `json:"id,omitempty" maxLength:"64" doc:"Of a day that stays. What was attended on it stays with it."`
	Title    string    `json:"title,omitempty" maxLength:"500"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
}

// onto writes what was said over a date. Invalid where it says when a date of several days begins or ends, which its days do.
func (j dateJSON) onto(o *catalogue.Occurrence) error {
	for _, x := range []struct {
		to   *string
		said web.Said[string]
	}{{&o.Label, j.Label}, {&o.Zone, j.Zone}, {&o.Slot, j.Slot}, {&o.Place, j.Place}, {&o.Room, j.Room}, {&o.Platform, j.Platform}, {&o.PlatformLink, j.PlatformLink}} {
		if x.said.Onto(x.to); x.said.Named {
			*x.to = web.Clean(*x.to)
		}
	}
	j.StartsAt.Onto(&o.StartsAt)
	j.EndsAt.Onto(&o.EndsAt)
	j.Capacity.Onto(&o.Capacity)
	j.OpensAt.Onto(&o.OpensAt)
	j.ClosesAt.Onto(&o.ClosesAt)
	j.CancelUntil.Onto(&o.CancelUntil)
	j.PromiseHours.Onto(&o.PromiseHours)
	var f errs.Fields
	if j.Parent.Named {
		var ok bool
		o.ParentID, ok = id.Parse(j.Parent.Value)
		f.Check(ok || j.Parent.Value == "", "parent", "A session belongs to a date of a conference.")
	}
	if j.Days.Named {
		o.Days = nil
		for _, d := range j.Days.Value {
			o.Days = append(o.Days, catalogue.Day{ID: id.ID(d.ID), Title: web.Clean(d.Title), StartsAt: d.StartsAt, EndsAt: d.EndsAt})
		}
	}
	if len(o.Days) > 0 {
		begins, ends := o.Days[0].StartsAt, o.Days[0].EndsAt
		for _, d := range o.Days {
			if d.StartsAt.Before(begins) {
				begins = d.StartsAt
			}
			if d.EndsAt.After(ends) {
				ends = d.EndsAt
			}
		}
		f.Check((!j.StartsAt.Named || j.StartsAt.Value.Equal(begins)) && (!j.EndsAt.Named || j.EndsAt.Value.Equal(ends)), "days", "This date has several days. Say under days when each of them begins and ends.")
	}
	return f.Err()
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

// dateSaid answers with a date. Who edits it is told all that they may say of it.
func dateSaid(o catalogue.Occurrence, edits bool) *occurrenceOut {
	out := &occurrenceOut{ETag: dateTag(o), Body: occurrenceJSON(o)}
	if edits {
		out.Body.PlatformLink = o.PlatformLink
	}
	return out
}

func (p *Pages) apiAddOccurrence(ctx context.Context, in *addDateIn) (*occurrenceOut, error) {
	offer, err := p.catalogue.OfferByKey(ctx, authz.From(ctx), in.Key)
	if err != nil {
		return nil, err
	}
	var o catalogue.Occurrence
	if err := in.Body.onto(&o); err != nil {
		return nil, err
	}
	if o, err = p.catalogue.AddOccurrence(ctx, authz.From(ctx), offer.ID, o); err != nil {
		return nil, err
	}
	return dateSaid(o, true), nil
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
	if err := in.Body.onto(&o); err != nil {
		return nil, err
	}
	if o, err = p.catalogue.ChangeOccurrence(ctx, authz.From(ctx), o); err != nil {
		return nil, err
	}
	return dateSaid(o, true), nil
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
	return dateSaid(o, true), nil
}
