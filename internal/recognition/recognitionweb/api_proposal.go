package recognitionweb

import (
	"context"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
)

// proposalAPI adds what takes two people. A correction of an entry is proposed during a look at its record.
func (p *Pages) proposalAPI(a *web.API, op operation) {
	reads, writes, decides := web.Scope(authz.ScopeRecognitionRead), web.Scope(authz.ScopeRecognitionWrite), web.Scope(authz.ScopeRecognitionDecide)
	const both = "Needs the scopes recognition:read and recognition:write too. Nobody decides on what they proposed, nor on their own record."
	web.Operation(a, op("proposals", http.MethodGet, "/proposals", "What waits for a second person, the oldest first", ""), reads, p.apiProposals)
	web.Operation(a, op("proposal", http.MethodGet, "/proposals/{id}", "One proposal", "Reading one about an entry is a look at its owner's record and is written down."), reads, p.apiProposal)
	revoke := op("propose-revocation", http.MethodPost, "/proposals", "Propose that a certificate is revoked", "It stands until somebody else confirms.")
	revoke.DefaultStatus = http.StatusCreated
	web.Operation(a, revoke, writes, p.apiRevoke)
	web.Operation(a, op("confirm-proposal", http.MethodPost, "/proposals/{id}/confirm", "Make a proposal true", both), decides, p.apiConfirmProposal)
	web.Operation(a, op("decline-proposal", http.MethodPost, "/proposals/{id}/decline", "Decline a proposal, saying why", both), decides, p.apiDeclineProposal)
	web.Operation(a, op("take-back-proposal", http.MethodPost, "/proposals/{id}/take-back", "Take back one's own proposal", "Needs the scope recognition:read too."), writes, p.apiTakeBack)
}

type proposalJSON struct {
	ID         string     `json:"id"`
	Kind       string     `json:"kind" enum:"revoke-award,correct-entry"`
	Object     string     `json:"object" doc:"Id of the award or the entry."`
	Title      string     `json:"title"`
	Person     string     `json:"person_name"`
	Reason     string     `json:"reason"`
	ProposedBy string     `json:"proposed_by"`
	ProposedAt time.Time  `json:"proposed_at"`
	Decision   string     `json:"decision,omitempty" enum:"confirmed,declined,taken-back" doc:"Left out while it is open."`
	Answer     string     `json:"answer,omitempty"`
	DecidedBy  string     `json:"decided_by,omitempty"`
	DecidedAt  *time.Time `json:"decided_at,omitempty"`
}

// ProposalJSON is proposalJSON under a name that may be embedded.
type ProposalJSON proposalJSON

func proposalOf(x recognition.Proposal) proposalJSON {
	return proposalJSON{string(x.ID), string(x.Kind), string(x.ObjectID), x.Title, x.PersonName, x.Reason, x.ProposedByName, x.ProposedAt, x.Decision, x.Answer, x.DecidedByName, moment(x.DecidedAt)}
}

type (
	proposalsIn struct {
		PageIn
		Decided bool `query:"decided" doc:"The last twenty that were decided instead."`
	}
	proposalsOut struct {
		Body struct {
			Items []proposalJSON `json:"items"`
			Next  *string        `json:"next"`
		}
	}
	proposalCaseOut struct {
		Body struct {
			ProposalJSON
			Moved bool   `json:"moved" doc:"What it is about has changed since, so that it can only be declined."`
			Mine  bool   `json:"mine"`
			Bar   string `json:"bar,omitempty" doc:"Why the token's owner may not decide."`
		}
	}
	proposalOut struct{ Body proposalJSON }
	revokeIn    struct {
		Body struct {
			Code   string `json:"code" maxLength:"200" doc:"Of the certificate."`
			Reason string `json:"reason" maxLength:"2000"`
		}
	}
	declineIn struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			Answer string `json:"answer" maxLength:"2000"`
		}
	}
)

func (p *Pages) apiProposals(ctx context.Context, in *proposalsIn) (*proposalsOut, error) {
	var (
		list page.Page[recognition.Proposal]
		err  error
	)
	if in.Decided {
		list.Items, err = p.recognition.DecidedProposals(ctx, authz.From(ctx))
	} else {
		list, err = p.recognition.Proposals(ctx, authz.From(ctx), page.Request{Cursor: in.Cursor, Limit: in.Limit})
	}
	if err != nil {
		return nil, err
	}
	out := &proposalsOut{}
	out.Body.Items, out.Body.Next = []proposalJSON{}, optional(list.Next)
	for _, x := range list.Items {
		out.Body.Items = append(out.Body.Items, proposalOf(x))
	}
	return out, nil
}

func (p *Pages) apiProposal(ctx context.Context, in *oneIn) (*proposalCaseOut, error) {
	i, err := apiID(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := p.recognition.Proposal(ctx, authz.From(ctx), i)
	if err != nil {
		return nil, err
	}
	out := &proposalCaseOut{}
	out.Body.ProposalJSON, out.Body.Moved, out.Body.Mine = ProposalJSON(proposalOf(c.Proposal)), c.Moved, c.Mine
	if c.Bar != nil {
		out.Body.Bar = web.Message(ctx, c.Bar)
	}
	return out, nil
}

func (p *Pages) apiRevoke(ctx context.Context, in *revokeIn) (*proposalOut, error) {
	x, err := p.recognition.ProposeRevocation(ctx, authz.From(ctx), in.Body.Code, web.Clean(in.Body.Reason))
	if err != nil {
		return nil, err
	}
	return &proposalOut{proposalOf(x)}, nil
}

// settle does one thing to a proposal and tells what became of it.
func (p *Pages) settle(given string, do func(i id.ID) (recognition.Proposal, error)) (*proposalOut, error) {
	i, err := apiID(given)
	if err != nil {
		return nil, err
	}
	x, err := do(i)
	if err != nil {
		return nil, err
	}
	return &proposalOut{proposalOf(x)}, nil
}

func (p *Pages) apiConfirmProposal(ctx context.Context, in *oneIn) (*proposalOut, error) {
	return p.settle(in.ID, func(i id.ID) (recognition.Proposal, error) {
		return p.recognition.ConfirmProposal(ctx, authz.From(ctx), i)
	})
}

func (p *Pages) apiDeclineProposal(ctx context.Context, in *declineIn) (*proposalOut, error) {
	return p.settle(in.ID, func(i id.ID) (recognition.Proposal, error) {
		return p.recognition.DeclineProposal(ctx, authz.From(ctx), i, web.Clean(in.Body.Answer))
	})
}

func (p *Pages) apiTakeBack(ctx context.Context, in *oneIn) (*proposalOut, error) {
	return p.settle(in.ID, func(i id.ID) (recognition.Proposal, error) {
		return p.recognition.TakeBackProposal(ctx, authz.From(ctx), i)
	})
}
