package recognitionweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
)

type operation = func(id, method, path, summary, description string) huma.Operation

// reviewAPI adds reading what was asked for. Asking and answering are for a person at the screen.
func (p *Pages) reviewAPI(a *web.API, op operation) {
	reads := web.Scope(authz.ScopeRecognitionRead)
	web.Operation(a, op("reviews", http.MethodGet, "/reviews", "Reviews that wait for a decision, the one that waits longest first", ""), reads, p.apiReviews)
	web.Operation(a, op("review", http.MethodGet, "/reviews/{id}", "One review", ""), reads, p.apiReview)
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
	return reviewJSON{string(r.ID), string(r.OfferID), r.Key, r.Title, r.UnitName, words(r.Asked), r.AskedByName, r.AskedAt, r.Decision, words(r.Granted), r.Reason, r.DecidedByName, web.Moment(r.DecidedAt)}
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
)

// ReviewJSON is reviewJSON under a name that may be embedded.
type ReviewJSON reviewJSON

func (p *Pages) apiReviews(ctx context.Context, in *PageIn) (*reviewsOut, error) {
	list, err := p.recognition.Queue(ctx, authz.From(ctx), page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &reviewsOut{}
	out.Body.Items, out.Body.Next = []reviewJSON{}, web.Optional(list.Next)
	for _, r := range list.Items {
		out.Body.Items = append(out.Body.Items, reviewOf(r))
	}
	return out, nil
}

func (p *Pages) apiReview(ctx context.Context, in *oneIn) (*reviewOut, error) {
	i, err := web.ID(in.ID)
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
