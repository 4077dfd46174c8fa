package peopleweb

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/oidc"
	"learningcommons.dev/commons/internal/platform/web"
)

// withCookie holds a secret of the browser that an attempt to sign in with a provider is bound to. It is set when somebody
// begins, and is worth nothing afterwards.
func (p *Pages) withCookie() string {
	if p.secure {
		return "__Host-commons-with"
	}
	return "commons-with"
}

// browser returns the secret of this browser, "" when it has none that could be ours.
func (p *Pages) browser(r *http.Request) string {
	c, err := r.Cookie(p.withCookie())
	if err != nil || len(c.Value) != len(id.Secret()) {
		return ""
	}
	return c.Value
}

// beginWith sends the browser to a provider to sign in.
func (p *Pages) beginWith(w http.ResponseWriter, r *http.Request) error {
	return p.begin(w, r, r.PathValue("provider"), people.ToSignIn)
}

// linkWith sends the browser of somebody who is signed in to a provider, to link the account there.
func (p *Pages) linkWith(w http.ResponseWriter, r *http.Request) error {
	return p.begin(w, r, r.PathValue("provider"), people.ToLink)
}

// confirmWith sends the browser of somebody who is signed in to a provider, to sign in there anew and so confirm that it is they.
func (p *Pages) confirmWith(w http.ResponseWriter, r *http.Request) error {
	return p.begin(w, r, r.PathValue("provider"), people.ToConfirm)
}

// begin goes on to a provider by a page of its own, not by a redirect: the pages' policy lets no form lead off this site, and a
// redirect after a form counts as that form.
func (p *Pages) begin(w http.ResponseWriter, r *http.Request, provider string, aim people.Aim) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	if err := p.withs.Take(web.Place(r)); err != nil {
		return err
	}
	browser := p.browser(r) // one secret for all attempts under way, so that two tabs do not hinder each other
	if browser == "" {
		browser = id.Secret()
	}
	if aim == people.ToSignIn && form.Get("new") != "" {
		aim = people.ToJoin
	}
	next := web.SafeNext(form.Get("next"), "")
	address, err := p.people.BeginWith(r.Context(), authz.From(r.Context()), provider, browser, next, aim)
	if err != nil {
		return p.turned(w, r, err)
	}
	with, _ := p.people.Provider(provider)
	http.SetCookie(w, &http.Cookie{Name: p.withCookie(), Value: browser, Path: "/", MaxAge: int(people.AttemptLife.Seconds()), HttpOnly: true, Secure: p.secure, SameSite: http.SameSiteLaxMode})
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Refresh", "0; url="+address)
	return web.Render(w, r, http.StatusOK, goingOnPage(with, address))
}

// backWith is where a provider sends people back to.
func (p *Pages) backWith(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	if err := p.withs.Take(web.Place(r)); err != nil {
		return err
	}
	ctx, q := r.Context(), r.URL.Query()
	e, err := p.people.FinishWith(ctx, authz.From(ctx), r.PathValue("provider"), p.browser(r), once(q, "state"),
		oidc.Answer{Code: once(q, "code"), Issuer: once(q, "iss"), Error: once(q, "error")})
	if err != nil {
		return p.turned(w, r, err)
	}
	how := web.How{Way: web.ByProvider, Provider: e.Provider.Label, Second: e.Second, At: e.At, Unseen: e.At.IsZero()}
	switch {
	case e.Confirmed:
		if err := p.sessions.Confirm(ctx, how); err != nil {
			return err
		}
		return p.confirmed(w, r, web.SafeNext(e.Next, ""))
	case e.Linked:
		p.sessions.Flash(ctx, i18n.T(ctx, "From now on you can sign in with %s.", e.Provider.Label))
		return web.Redirect(w, r, web.SafeNext(e.Next, signInPath))
	case e.New && e.Person.Email == "":
		// There is nothing yet that an older proof could open, and without an address there is no other way to confirm.
		e.Next, how.At, how.Unseen = "/my/addresses", time.Time{}, false
	}
	return p.welcome(w, r, e.Person, how, e.Next)
}

// once returns a parameter that stands there once; two of a kind are none, because nobody knows which one another program took.
func once(q url.Values, name string) string {
	if len(q[name]) != 1 {
		return ""
	}
	return q[name][0]
}

// turned shows why somebody was not signed in, and writes the one line about it to the log. Nothing that was sent stands there.
func (p *Pages) turned(w http.ResponseWriter, r *http.Request, err error) error {
	var t *people.Turned
	if !errors.As(err, &t) {
		return err
	}
	level := slog.LevelInfo
	if t.Why == people.TurnedDown || t.Why == people.TurnedDoubtful {
		level = slog.LevelWarn
	}
	p.log.Log(r.Context(), level, "somebody was not signed in with a provider", "id", web.RequestID(r.Context()), "provider", t.Provider.Name, "why", t.Error())
	if t.Why == people.TurnedDown {
		w.Header().Set("Retry-After", "10")
	}
	t.Next = web.SafeNext(t.Next, "")
	return web.Render(w, r, turnedStatus(t.Why), turnedPage(t))
}

// LinkPath is where whoever came by a provider that is not linked to their account links it, once they have signed in, and goes on to where
// they wanted to. Who was on the way there already, and was turned away once more by another provider, links both.
func LinkPath(provider, next string) string {
	links := []string{provider}
	if query, ok := strings.CutPrefix(next, signInPath+"?"); ok {
		if v, err := url.ParseQuery(query); err == nil && len(v["link"]) > 0 {
			links, next = append(v["link"], provider), v.Get("next")
		}
	}
	return linksPath(links, next)
}

// linksPath is LinkPath for several providers, each once: the first is linked first.
func linksPath(providers []string, next string) string {
	v := url.Values{}
	for _, p := range providers {
		if !slices.Contains(v["link"], p) {
			v.Add("link", p)
		}
	}
	if next != "" {
		v.Set("next", next)
	}
	return signInPath + "?" + v.Encode()
}

func turnedStatus(why people.Why) int {
	switch why {
	case people.TurnedAsked:
		return http.StatusOK
	case people.TurnedLate:
		return http.StatusGone
	case people.TurnedDown:
		return http.StatusServiceUnavailable
	case people.TurnedKnown, people.TurnedTaken:
		return http.StatusConflict
	}
	return http.StatusForbidden
}
