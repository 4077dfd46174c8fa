package recognitionweb

import (
	"context"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
)

// proposalAPI adds reading what takes two people. Proposing and deciding are for persons at the screen.
func (p *Pages) proposalAPI(a *web.API, op operation) {
	reads := web.Scope(authz.ScopeRecognitionRead)
	web.Operation(a, op("proposals", http.MethodGet, "/proposals", "What waits for a second person, the oldest first", ""), reads, p.apiProposals)
	web.Operation(a, op("proposal", http.MethodGet, "/proposals/{id}", "One proposal", "Reading one about an entry is a look at its owner's record and is written down."), reads, p.apiProposal)
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
	return proposalJSON{string(x.ID), string(x.Kind), string(x.ObjectID), x.Title, x.PersonName, x.Reason, x.ProposedByName, x.ProposedAt, x.Decision, x.Answer, x.DecidedByName, web.Moment(x.DecidedAt)}
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
	out.Body.Items, out.Body.Next = []proposalJSON{}, web.Optional(list.Next)
	for _, x := range list.Items {
		out.Body.Items = append(out.Body.Items, proposalOf(x))
	}
	return out, nil
}

func (p *Pages) apiProposal(ctx context.Context, in *oneIn) (*proposalCaseOut, error) {
	i, err := web.ID(in.ID)
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
