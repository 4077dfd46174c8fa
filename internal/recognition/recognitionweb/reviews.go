package recognitionweb

import (
	"context"
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
)

// reviewsPage is the queue.
type reviewsPage struct {
	Reviews     []recognition.Review
	Next, First string
	Notice      string
}

func reviewPath(r recognition.Review) string { return "/work/reviews/" + string(r.ID) }

func (p *Pages) reviews(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	cursor := r.URL.Query().Get("cursor")
	list, err := p.recognition.Queue(ctx, authz.From(ctx), page.Request{Cursor: cursor})
	if err != nil {
		return err
	}
	v := reviewsPage{Reviews: list.Items, Notice: p.sessions.TakeFlash(ctx)}
	v.Next, v.First = pager("/work/reviews", cursor, list.Next)
	return web.Render(w, r, http.StatusOK, reviewsView(v))
}

// The answers of the form.
const (
	answerGrant  = "grant"
	answerReturn = "return"
)

// reviewPage is one review with the form to decide on it.
type reviewPage struct {
	recognition.Case
	// Answer, Chosen and Reason are what was entered; until then what was asked for is chosen.
	Answer string
	Chosen []catalogue.Recognition
	Reason string
	Errors ui.FormErrors
	// Bar is why the reader may not decide, in their language.
	Bar string
}

func (p *Pages) review(w http.ResponseWriter, r *http.Request) error {
	v, err := p.reviewCase(r)
	if err != nil {
		return err
	}
	v.Chosen = v.Asked
	return web.Render(w, r, http.StatusOK, reviewView(v))
}

// reviewCase reads the review of the path.
func (p *Pages) reviewCase(r *http.Request) (reviewPage, error) {
	review, err := web.PathID(r, "id")
	if err != nil {
		return reviewPage{}, err
	}
	c, err := p.recognition.Case(r.Context(), authz.From(r.Context()), review)
	if err != nil {
		return reviewPage{}, err
	}
	v := reviewPage{Case: c}
	if c.Bar != nil {
		v.Bar = web.Message(r.Context(), c.Bar)
	}
	return v, nil
}

func (p *Pages) decide(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	review, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	answer, chosen, reason := form.Get("answer"), chosen(form, "granted"), form.Get("reason")
	var done recognition.Review
	if answer != answerGrant && answer != answerReturn {
		err = errs.Bad("answer", "Choose whether it is granted or returned.")
	} else {
		done, err = p.recognition.Decide(ctx, authz.From(ctx), review, recognition.Decision{Granted: chosen, Return: answer == answerReturn, Reason: reason})
	}
	if e, status := problems(ctx, err); e != nil {
		v, err := p.reviewCase(r)
		if err != nil {
			return err
		}
		v.Answer, v.Chosen, v.Reason, v.Errors = answer, chosen, reason, e
		return web.Render(w, r, status, reviewView(v))
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, decided(ctx, done))
	return web.Redirect(w, r, "/work/reviews")
}

func decided(ctx context.Context, r recognition.Review) string {
	if r.Decision == recognition.Returned {
		return i18n.T(ctx, "“%s” is returned. Its editors read your reason.", r.Title)
	}
	return i18n.T(ctx, "“%s” now earns: %s.", r.Title, earnsText(ctx, r.Granted, 0))
}

// chosen reads a group of checkboxes. What is no recognition is kept, for the service to refuse.
func chosen(form url.Values, name string) []catalogue.Recognition {
	var out []catalogue.Recognition
	for _, v := range form[name] {
		out = append(out, catalogue.Recognition(v))
	}
	return out
}

// ceu says how CEU can be granted by this reader.
func (v reviewPage) ceu(ctx context.Context) ceuChoice {
	switch {
	case v.Worksheet == nil:
		return ceuChoice{Closed: i18n.T(ctx, "There is no worksheet, so there is nothing that CEU could rest on.")}
	case !v.MayGrantCEU:
		return ceuChoice{Tenths: v.Worksheet.Tenths, Closed: i18n.T(ctx, "Granting CEU approves the worksheet, which needs a reviewer who is accreditation staff.")}
	case v.changedSince():
		return ceuChoice{Tenths: v.Worksheet.Tenths, Closed: i18n.T(ctx, "The offer was changed after the worksheet was proposed. Return the review and ask for a new worksheet.")}
	}
	return ceuChoice{Tenths: v.Worksheet.Tenths}
}

// changedSince reports whether the wording changed after the worksheet that waits was proposed.
func (v reviewPage) changedSince() bool {
	return v.Worksheet != nil && v.Worksheet.Status == catalogue.WorksheetProposed && v.Version.UpdatedAt.After(v.Worksheet.ProposedAt)
}
