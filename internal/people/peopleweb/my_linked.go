package peopleweb

import (
	"net/http"
	"slices"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// movedWays leads from where linked accounts stood to where they stand.
func (p *Pages) movedWays(w http.ResponseWriter, r *http.Request) error {
	return web.Redirect(w, r, people.WaysPath)
}

// fillLinked adds one's linked accounts, and the providers with which there is none yet.
func (p *Pages) fillLinked(r *http.Request, v *signingInPage) error {
	var err error
	if v.Linked, err = p.people.LinkedAccounts(r.Context(), authz.From(r.Context())); err != nil {
		return err
	}
	for _, with := range p.people.Providers() {
		if !slices.ContainsFunc(v.Linked, func(l people.Linked) bool { return l.Provider == with.Name }) {
			v.Open = append(v.Open, with)
		}
	}
	return nil
}

func (p *Pages) unlink(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	linked, ok := id.Parse(form.Get("linked"))
	if !ok {
		return errs.New(errs.NotFound, "This account is not linked to yours.")
	}
	if err := p.people.Unlink(ctx, authz.From(ctx), linked); err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "The account is unlinked. It no longer signs you in."))
	return web.Redirect(w, r, people.WaysPath)
}
