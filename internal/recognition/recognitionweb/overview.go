package recognitionweb

import (
	"context"
	"net/http"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
)

// overviewPage is what an offer earns, what was asked for it, and the form to ask.
type overviewPage struct {
	recognition.Overview
	Chosen []catalogue.Recognition
	Errors ui.FormErrors
	Notice string
}

func overviewPath(offer id.ID) string { return "/work/offers/" + string(offer) + "/recognition" }

func (p *Pages) overview(w http.ResponseWriter, r *http.Request) error {
	v, err := p.overviewOf(r)
	if err != nil {
		return err
	}
	// What it may earn stays chosen, because a decision replaces it as a whole.
	v.Chosen, v.Notice = v.Offer.Earns, p.sessions.TakeFlash(r.Context())
	return web.Render(w, r, http.StatusOK, overviewView(v))
}

func (p *Pages) overviewOf(r *http.Request) (overviewPage, error) {
	offer, err := web.PathID(r, "id")
	if err != nil {
		return overviewPage{}, err
	}
	o, err := p.recognition.Overview(r.Context(), authz.From(r.Context()), offer)
	return overviewPage{Overview: o}, err
}

func (p *Pages) ask(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	offer, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	asked := chosen(form, "asked")
	_, err = p.recognition.Ask(ctx, authz.From(ctx), offer, asked)
	if e, status := problems(ctx, err); e != nil {
		v, err := p.overviewOf(r)
		if err != nil {
			return err
		}
		v.Chosen, v.Errors = asked, e
		return web.Render(w, r, status, overviewView(v))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "You asked for a review. The decision, with its reason, will stand on this page."))
	return web.Redirect(w, r, overviewPath(offer))
}

// ceu says whether CEU can be asked for.
func (v overviewPage) ceu(ctx context.Context) ceuChoice {
	if v.Worksheet == nil {
		return ceuChoice{Closed: i18n.T(ctx, "CEU needs a worksheet first: say which minutes count, and how they were counted.")}
	}
	return ceuChoice{Tenths: v.Worksheet.Tenths}
}

// history tells the offer's reviews as moments, the latest first.
func history(ctx context.Context, reviews []recognition.Review) []ui.Moment {
	var out []ui.Moment
	for _, r := range reviews {
		m := ui.Moment{When: i18n.DateTime(ctx, r.AskedAt), Kind: ui.Warn, Title: i18n.T(ctx, "Waiting for a decision"),
			Text: i18n.T(ctx, "%s asked for: %s.", r.AskedByName, earnsText(ctx, r.Asked, 0))}
		switch r.Decision {
		case recognition.Granted:
			m.When, m.Kind = i18n.DateTime(ctx, r.DecidedAt), ui.Good
			m.Title = i18n.T(ctx, "Granted: %s", earnsText(ctx, r.Granted, 0))
			m.Text += " " + i18n.T(ctx, "%s granted it.", r.DecidedByName)
		case recognition.Returned:
			m.When, m.Kind = i18n.DateTime(ctx, r.DecidedAt), ui.Bad
			m.Title = i18n.T(ctx, "Returned")
			m.Text += " " + i18n.T(ctx, "%s returned it.", r.DecidedByName)
		}
		if r.Reason != "" {
			m.Text += " " + i18n.T(ctx, "The reason given: %s", r.Reason)
		}
		out = append(out, m)
	}
	return out
}
