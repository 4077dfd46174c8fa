package catalogueweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/web"
)

// editAPI adds the operations that write offers. Each calls the Service method of its page.
func (p *Pages) editAPI(a *web.API) {
	writes, publishes := web.Scope(authz.ScopeCatalogueWrite), web.Scope(authz.ScopeCataloguePublish)
	op := func(id, method, path, summary string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1/offers" + path, Summary: summary, Tags: []string{"Offers"}}
	}
	created := func(o huma.Operation) huma.Operation {
		o.DefaultStatus = http.StatusCreated
		return o
	}
	web.Operation(a, created(op("create-offer", http.MethodPost, "", "Begin a draft of an offer")), writes, p.apiCreateOffer)
	web.Operation(a, op("change-offer", http.MethodPatch, "/{key}", "Change the draft of an offer; what is not named stays"), writes, p.apiChangeOffer)
	web.Operation(a, created(op("duplicate-offer", http.MethodPost, "/{key}/duplicate", "Begin a draft with the content of another offer")), writes, p.apiDuplicateOffer)
	web.Operation(a, op("publish-offer", http.MethodPost, "/{key}/publish", "Publish the draft of an offer"), publishes, p.apiPublishOffer)
	web.Operation(a, op("archive-offer", http.MethodPost, "/{key}/archive", "Archive an offer"), publishes, p.apiArchiveOffer)
}

// seenOf is what the program that made a condition has seen of an offer: zero where it made none.
func seenOf(m web.Match, o catalogue.Offer) (time.Time, error) {
	if !m.Asked() {
		return time.Time{}, nil
	}
	return o.UpdatedAt, m.Against(offerTag(o))
}

func offerTag(o catalogue.Offer) string { return web.MomentTag(o.UpdatedAt) }

type (
	createOfferIn struct {
		Body struct {
			Unit string `json:"unit" maxLength:"40" doc:"Acronym of the unit that offers it."`
			DraftJSON
		}
	}
	changeOfferIn struct {
		KeyIn
		web.Match
		Body DraftJSON
	}
	offerActIn struct {
		KeyIn
		web.Match
	}
	archiveIn struct {
		KeyIn
		Body struct {
			Reason string `json:"reason" maxLength:"2000"`
		}
	}
	draftOut struct {
		ETag string `header:"ETag"`
		Body struct {
			ID     string           `json:"id"`
			Key    string           `json:"key"`
			Status catalogue.Status `json:"status"`
			Title  string           `json:"title" doc:"Of the draft, or of what is published when there is none."`
			Draft  bool             `json:"draft" doc:"There is a draft that is not published."`
		}
	}
)

// offerSaid answers with an offer as it is now.
func (p *Pages) offerSaid(ctx context.Context, o catalogue.Offer) (*draftOut, error) {
	o, v, err := p.catalogue.Edit(ctx, authz.From(ctx), o.ID)
	if err != nil {
		return nil, err
	}
	out := &draftOut{ETag: offerTag(o)}
	out.Body.ID, out.Body.Key, out.Body.Status, out.Body.Title, out.Body.Draft = string(o.ID), o.Key, o.Status, v.Title, o.DraftID != ""
	return out, nil
}

func (p *Pages) apiCreateOffer(ctx context.Context, in *createOfferIn) (*draftOut, error) {
	unit, ok, err := p.people.UnitNamed(ctx, in.Body.Unit)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errs.Bad("unit", "There is no such unit.")
	}
	var d catalogue.Draft
	if err := p.onto(ctx, in.Body.DraftJSON, &d); err != nil {
		return nil, err
	}
	o, _, err := p.catalogue.Create(ctx, authz.From(ctx), unit.ID, d)
	if err != nil {
		return nil, err
	}
	return p.offerSaid(ctx, o)
}

func (p *Pages) apiChangeOffer(ctx context.Context, in *changeOfferIn) (*draftOut, error) {
	actor := authz.From(ctx)
	o, err := p.catalogue.OfferByKey(ctx, actor, in.Key)
	if err != nil {
		return nil, err
	}
	o, v, err := p.catalogue.Edit(ctx, actor, o.ID)
	if err != nil {
		return nil, err
	}
	d := catalogue.DraftOf(o, v) // what this program does not name must still be what it is when it is saved
	if err := in.Against(offerTag(o)); err != nil {
		return nil, err
	}
	if err := p.onto(ctx, in.Body, &d); err != nil {
		return nil, err
	}
	if _, err := p.catalogue.SaveDraft(ctx, actor, o.ID, d); err != nil {
		return nil, err
	}
	return p.offerSaid(ctx, o)
}

func (p *Pages) apiDuplicateOffer(ctx context.Context, in *KeyIn) (*draftOut, error) {
	o, err := p.catalogue.OfferByKey(ctx, authz.From(ctx), in.Key)
	if err != nil {
		return nil, err
	}
	if o, err = p.catalogue.Duplicate(ctx, authz.From(ctx), o.ID); err != nil {
		return nil, err
	}
	return p.offerSaid(ctx, o)
}

type actOut struct {
	Body struct {
		ID     string           `json:"id"`
		Key    string           `json:"key"`
		Status catalogue.Status `json:"status"`
	}
}

// act does one thing to an offer and tells its state after. A token that publishes need not be one that edits.
func (p *Pages) act(ctx context.Context, key string, do func(o catalogue.Offer) error) (*actOut, error) {
	o, err := p.catalogue.OfferByKey(ctx, authz.From(ctx), key)
	if err != nil {
		return nil, err
	}
	if err := do(o); err != nil {
		return nil, err
	}
	if o, err = p.catalogue.OfferByKey(ctx, authz.From(ctx), key); err != nil {
		return nil, err
	}
	out := &actOut{}
	out.Body.ID, out.Body.Key, out.Body.Status = string(o.ID), o.Key, o.Status
	return out, nil
}

func (p *Pages) apiPublishOffer(ctx context.Context, in *offerActIn) (*actOut, error) {
	return p.act(ctx, in.Key, func(o catalogue.Offer) error {
		seen, err := seenOf(in.Match, o)
		if err == nil {
			_, err = p.catalogue.Publish(ctx, authz.From(ctx), o.ID, seen)
		}
		return err
	})
}

func (p *Pages) apiArchiveOffer(ctx context.Context, in *archiveIn) (*actOut, error) {
	return p.act(ctx, in.Key, func(o catalogue.Offer) error {
		return p.catalogue.Archive(ctx, authz.From(ctx), o.ID, web.Clean(in.Body.Reason))
	})
}
