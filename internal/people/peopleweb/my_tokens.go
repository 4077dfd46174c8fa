package peopleweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// tokensPage shows one's API tokens and, once, the secret of a new one.
type tokensPage struct {
	Tokens []people.Token
	Secret string
	Name   string
	Scopes []string
	Days   string
	Now    time.Time
	Notice string
	Errors ui.FormErrors
}

// tokenDays are the lives on offer; the first is chosen at the start.
var tokenDays = []int{90, 30, 365}

func (p *Pages) tokens(w http.ResponseWriter, r *http.Request) error {
	return p.showTokens(w, r, http.StatusOK, tokensPage{Days: strconv.Itoa(tokenDays[0]), Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showTokens(w http.ResponseWriter, r *http.Request, status int, v tokensPage) error {
	actor := authz.From(r.Context())
	var err error
	if v.Tokens, err = p.people.Tokens(r.Context(), actor, actor.PersonID); err != nil {
		return err
	}
	v.Now = p.clock.Now()
	return web.Render(w, r, status, tokensView(v))
}

func (p *Pages) createToken(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	actor := authz.From(r.Context())
	v := tokensPage{Name: form.Get("name"), Scopes: form["scope"], Days: form.Get("days")}
	days, err := strconv.Atoi(v.Days)
	if err != nil || !slices.Contains(tokenDays, days) {
		days = tokenDays[0]
	}
	secret, err := p.people.CreateToken(r.Context(), actor, actor.PersonID, v.Name, slices.Clone(v.Scopes), p.clock.Now().AddDate(0, 0, days))
	if errs.Is(err, errs.Invalid) {
		v.Errors = ui.ErrorsOf(r.Context(), err)
		return p.showTokens(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	return p.showTokens(w, r, http.StatusOK, tokensPage{Secret: secret, Days: strconv.Itoa(tokenDays[0])})
}

func (p *Pages) endToken(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	actor := authz.From(r.Context())
	token, _ := id.Parse(form.Get("token"))
	if err := p.people.EndToken(r.Context(), actor, actor.PersonID, token); err != nil {
		return err
	}
	p.sessions.Flash(r.Context(), i18n.T(r.Context(), "The token was ended."))
	return web.Redirect(w, r, "/my/tokens")
}

func scopeOptions(ctx context.Context, chosen []string) []ui.Option {
	var out []ui.Option
	for _, s := range authz.Scopes {
		out = append(out, ui.Option{Value: s, Label: scopeName(ctx, s), Help: s, Selected: slices.Contains(chosen, s)})
	}
	return out
}

func dayOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, d := range []int{30, 90, 365} {
		out = append(out, ui.Option{Value: strconv.Itoa(d), Label: i18n.N(ctx, d, "%d day", "%d days")})
	}
	return out
}

func passwordTitle(ctx context.Context, has bool) string {
	if has {
		return i18n.T(ctx, "Change your password")
	}
	return i18n.T(ctx, "Choose a password")
}
