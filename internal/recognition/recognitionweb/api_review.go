package recognitionweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
)

type operation = func(id, method, path, summary, description string) huma.Operation

// reviewAPI adds asking what an offer may earn, and answering.
func (p *Pages) reviewAPI(a *web.API, op operation) {
	reads, asks, decides := web.Scope(authz.ScopeRecognitionRead), web.Scope(authz.ScopeRecognitionWrite), web.Scope(authz.ScopeRecognitionDecide)
	web.Operation(a, op("reviews", http.MethodGet, "/reviews", "Reviews that wait for a decision, the one that waits longest first", ""), reads, p.apiReviews)
	web.Operation(a, op("review", http.MethodGet, "/reviews/{id}", "One review", ""), reads, p.apiReview)
	web.Operation(a, op("decide-review", http.MethodPost, "/reviews/{id}/decide", "Grant what an offer may earn, or return the review", "By a reviewer, never by who asked. CEU is granted on the page: approving its worksheet is no program's."), decides, p.apiDecide)
	ask := op("ask-review", http.MethodPost, "/offers/{key}/reviews", "Ask for a review of what an offer may earn", "By those who edit it. Needs the scope catalogue:write too.")
	ask.DefaultStatus = http.StatusCreated
	web.Operation(a, ask, asks, p.apiAsk)
}

type reviewJSON struct {
	ID        string     `json:"id"`
	Offer     string     `json:"offer"`
	OfferKey  string     `json:"offer_key"`
	Title     string     `json:"title"`
	Unit      string     `json:"unit"`
	Asked     []string   `json:"asked"`
	AskedBy   string     `json:"asked_by"`
	AskedAt   time.Time  `json:"asked_at"`
	Decision  string     `json:"decision,omitempty" enum:"granted,returned" doc:"Left out while it is open."`
	Granted   []string   `json:"granted"`
	Reason    string     `json:"reason,omitempty"`
	DecidedBy string     `json:"decided_by,omitempty"`
	DecidedAt *time.Time `json:"decided_at,omitempty"`
}

func reviewOf(r recognition.Review) reviewJSON {
	return reviewJSON{string(r.ID), string(r.OfferID), r.Key, r.Title, r.UnitName, words(r.Asked), r.AskedByName, r.AskedAt, r.Decision, words(r.Granted), r.Reason, r.DecidedByName, moment(r.DecidedAt)}
}

type (
	reviewsOut struct {
		Body struct {
			Items []reviewJSON `json:"items"`
			Next  *string      `json:"next"`
		}
	}
	reviewOut struct {
		Body struct {
			ReviewJSON
			Moved bool   `json:"moved" doc:"The wording that was asked about is no longer the offer's."`
			Bar   string `json:"bar,omitempty" doc:"Why the token's owner may not decide."`
		}
	}
	reviewDone struct{ Body reviewJSON }
	decideIn   struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			Granted []string `json:"granted,omitempty" maxItems:"10" doc:"What the offer may earn in place of what it earned."`
			Return  bool     `json:"return,omitempty" doc:"Send it back; then with a reason."`
			Reason  string   `json:"reason,omitempty" maxLength:"2000"`
		}
	}
	askIn struct {
		Key  string `path:"key" maxLength:"200" doc:"Key or id of the offer."`
		Body struct {
			Asked []string `json:"asked" minItems:"1" maxItems:"10"`
		}
	}
)

// ReviewJSON is reviewJSON under a name that may be embedded.
type ReviewJSON reviewJSON

func (p *Pages) apiReviews(ctx context.Context, in *PageIn) (*reviewsOut, error) {
	list, err := p.recognition.Queue(ctx, authz.From(ctx), page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &reviewsOut{}
	out.Body.Items, out.Body.Next = []reviewJSON{}, optional(list.Next)
	for _, r := range list.Items {
		out.Body.Items = append(out.Body.Items, reviewOf(r))
	}
	return out, nil
}

func (p *Pages) apiReview(ctx context.Context, in *oneIn) (*reviewOut, error) {
	i, err := apiID(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := p.recognition.Case(ctx, authz.From(ctx), i)
	if err != nil {
		return nil, err
	}
	out := &reviewOut{}
	out.Body.ReviewJSON, out.Body.Moved = ReviewJSON(reviewOf(c.Review)), c.Moved
	if c.Bar != nil {
		out.Body.Bar = web.Message(ctx, c.Bar)
	}
	return out, nil
}

func recognitions(list []string) (out []catalogue.Recognition) {
	for _, s := range list {
		out = append(out, catalogue.Recognition(s))
	}
	return out
}

func (p *Pages) apiDecide(ctx context.Context, in *decideIn) (*reviewDone, error) {
	i, err := apiID(in.ID)
	if err != nil {
		return nil, err
	}
	r, err := p.recognition.Decide(ctx, authz.From(ctx), i, recognition.Decision{Granted: recognitions(in.Body.Granted), Return: in.Body.Return, Reason: web.Clean(in.Body.Reason)})
	if err != nil {
		return nil, err
	}
	return &reviewDone{reviewOf(r)}, nil
}

func (p *Pages) apiAsk(ctx context.Context, in *askIn) (*reviewDone, error) {
	o, err := p.catalogue.OfferByKey(ctx, authz.From(ctx), in.Key)
	if err != nil {
		return nil, err
	}
	r, err := p.recognition.Ask(ctx, authz.From(ctx), o.ID, recognitions(in.Body.Asked))
	if err != nil {
		return nil, err
	}
	return &reviewDone{reviewOf(r)}, nil
}
