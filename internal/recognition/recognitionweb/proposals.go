package recognitionweb

import (
	"net/http"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
)

// proposalsPage is what waits for a second person, and what was decided lately.
type proposalsPage struct {
	Open, Decided []recognition.Proposal
	Next, First   string
	Notice        string
}

func proposalPath(proposal id.ID) string { return "/work/proposals/" + string(proposal) }

func (p *Pages) proposals(w http.ResponseWriter, r *http.Request) error {
	ctx, cursor := r.Context(), r.URL.Query().Get("cursor")
	list, err := p.recognition.Proposals(ctx, authz.From(ctx), page.Request{Cursor: cursor})
	if err != nil {
		return err
	}
	v := proposalsPage{Open: list.Items}
	v.Next, v.First = pager("/work/proposals", cursor, list.Next)
	if cursor == "" {
		if v.Decided, err = p.recognition.DecidedProposals(ctx, authz.From(ctx)); err != nil {
			return err
		}
	}
	v.Notice = p.sessions.TakeFlash(ctx)
	return web.Render(w, r, http.StatusOK, proposalsView(v))
}

// The answers of the form.
const (
	answerConfirm = "confirm"
	answerDecline = "decline"
)

// proposalPage is one proposal with the form to decide on it.
type proposalPage struct {
	recognition.ProposalCase
	// Choice and Written are what was entered.
	Choice, Written string
	Errors          ui.FormErrors
	// Bar is why the reader may not decide, in their language.
	Bar    string
	Notice string
}

func (p *Pages) proposal(w http.ResponseWriter, r *http.Request) error {
	v, err := p.proposalCase(r)
	if err != nil {
		return err
	}
	v.Notice = p.sessions.TakeFlash(r.Context())
	return web.Render(w, r, http.StatusOK, proposalView(v))
}

// proposalCase reads the proposal of the path.
func (p *Pages) proposalCase(r *http.Request) (proposalPage, error) {
	proposal, err := web.PathID(r, "id")
	if err != nil {
		return proposalPage{}, err
	}
	c, err := p.recognition.Proposal(r.Context(), authz.From(r.Context()), proposal)
	if err != nil {
		return proposalPage{}, err
	}
	v := proposalPage{ProposalCase: c}
	if c.Bar != nil {
		v.Bar = web.Message(r.Context(), c.Bar)
	}
	return v, nil
}

func (p *Pages) decideProposal(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	proposal, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	choice, written := form.Get("choice"), form.Get("answer")
	done := i18n.T(ctx, "Confirmed. It stands from now on, and its owner can read the reason.")
	switch choice {
	case answerConfirm:
		_, err = p.recognition.ConfirmProposal(ctx, authz.From(ctx), proposal)
	case answerDecline:
		done = i18n.T(ctx, "Declined. Nothing was changed, and your answer stands beside the proposal.")
		_, err = p.recognition.DeclineProposal(ctx, authz.From(ctx), proposal, written)
	default:
		err = errs.Bad("choice", "Choose whether it is confirmed or declined.")
	}
	if e, status := problems(ctx, err); e != nil {
		v, err := p.proposalCase(r)
		if err != nil {
			return err
		}
		v.Choice, v.Written, v.Errors = choice, written, e
		return web.Render(w, r, status, proposalView(v))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, done)
	return web.Redirect(w, r, "/work/proposals")
}

func (p *Pages) takeBackProposal(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	proposal, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	if _, err := p.recognition.TakeBackProposal(ctx, authz.From(ctx), proposal); err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "You took your proposal back. Nothing was changed."))
	return web.Redirect(w, r, "/work/proposals")
}
