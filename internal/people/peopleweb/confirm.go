package peopleweb

import (
	"net/http"
	"net/url"
	"slices"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// ConfirmPath is the address that asks for a fresh proof of who somebody is and then goes on to next.
// An empty next ends with a page that says so: for a second tab beside a form that was filled.
func ConfirmPath(next string) string {
	if next = web.SafeNext(next, ""); next == "" {
		return "/sign-in/confirm"
	}
	return "/sign-in/confirm?next=" + url.QueryEscape(next)
}

// confirmPage asks a person who is signed in to prove once more who they are.
type confirmPage struct {
	Next        string
	Email       string
	HasPassword bool
	Factors     people.Factors
	// Linked are the accounts elsewhere by which it can be confirmed.
	Linked []people.Linked
	Errors ui.FormErrors
}

func (p *Pages) confirm(w http.ResponseWriter, r *http.Request) error {
	next := web.SafeNext(r.URL.Query().Get("next"), "")
	if actor := authz.From(r.Context()); actor.Fresh && !p.owesSecond(r, actor) {
		return p.confirmed(w, r, next)
	}
	return p.showConfirm(w, r, http.StatusOK, confirmPage{Next: next})
}

// owesSecond reports whether the person has a second factor and has not proved it in this session.
func (p *Pages) owesSecond(r *http.Request, actor authz.Actor) bool {
	if actor.Second {
		return false
	}
	f, err := p.people.Factors(r.Context(), actor)
	return err == nil && f.Any()
}

func (p *Pages) showConfirm(w http.ResponseWriter, r *http.Request, status int, v confirmPage) error {
	person, err := p.people.Person(r.Context(), authz.From(r.Context()).PersonID)
	if err != nil {
		return err
	}
	v.Email, v.HasPassword = person.Email, person.HasPassword
	if v.Factors, err = p.people.Factors(r.Context(), authz.From(r.Context())); err != nil {
		return err
	}
	if v.Linked, err = p.people.LinkedAccounts(r.Context(), authz.From(r.Context())); err != nil {
		return err
	}
	v.Linked = slices.DeleteFunc(v.Linked, func(l people.Linked) bool { return l.Provider == "" })
	return web.Render(w, r, status, confirmView(v))
}

func (p *Pages) confirmSend(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	next := web.SafeNext(form.Get("next"), "")
	if err := p.guess(r, actor.PersonID); err != nil {
		return err
	}
	how := web.How{Way: web.ByPassword}
	if form.Has("code") {
		how = p.sessions.How(ctx)
		how.Second, how.At = true, p.clock.Now()
		err = p.people.CheckCode(ctx, actor.PersonID, form.Get("code"))
	} else {
		err = p.people.CheckPassword(ctx, actor, r.PostFormValue("password"))
	}
	if errs.Is(err, errs.Invalid) {
		return p.showConfirm(w, r, http.StatusUnprocessableEntity, confirmPage{Next: next, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	if err := p.sessions.Confirm(ctx, how); err != nil {
		return err
	}
	return p.confirmed(w, r, next)
}

func (p *Pages) confirmed(w http.ResponseWriter, r *http.Request, next string) error {
	if next == "" {
		return web.Render(w, r, http.StatusOK, confirmedPage())
	}
	return web.Redirect(w, r, next)
}
