package peopleweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// signInPath is the page on how one signs in.
const signInPath = people.WaysPath

// signingInPage shows how one signs in, and where one is signed in.
type signingInPage struct {
	Factors  people.Factors
	Passkeys bool // the site can have them
	// Email is where links to sign in go, "" when nowhere.
	Email       string
	HasPassword bool
	Linked      []people.Linked
	// Open are the providers with which there is no linked account yet.
	Open     []people.Provider
	Sessions []web.Session
	// Link is the provider by which they came and which is to be linked now, and Next where they want to go on to. Has are the accounts there that are linked already.
	Link   people.Provider
	Has    []people.Linked
	Next   string
	Notice string
	// Errors are about passkeys.
	Errors ui.FormErrors
}

func (p *Pages) signingIn(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := signingInPage{Next: web.SafeNext(q.Get("next"), "")}
	links := slices.DeleteFunc(q["link"], func(name string) bool { _, ok := p.people.Provider(name); return !ok })
	if len(links) > 0 {
		if err := p.fillLinked(r, &v); err != nil {
			return err
		}
		v.Link, _ = p.people.Provider(links[0])
		for _, l := range v.Linked {
			if l.Provider == v.Link.Name {
				v.Has = append(v.Has, l)
			}
		}
		if rest := slices.DeleteFunc(links, func(name string) bool { return name == v.Link.Name }); len(rest) > 0 {
			v.Next = linksPath(rest, v.Next)
		}
	}
	v.Notice = p.sessions.TakeFlash(r.Context())
	return p.showSigningIn(w, r, http.StatusOK, v)
}

func (p *Pages) showSigningIn(w http.ResponseWriter, r *http.Request, status int, v signingInPage) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	ids, err := p.people.IDs(ctx, actor.PersonID)
	if err != nil {
		return err
	}
	v.Passkeys = p.people.Passkeys()
	if v.Factors, err = p.people.Factors(ctx, actor); err != nil {
		return err
	}
	person, err := p.people.Person(ctx, actor.PersonID)
	if err != nil {
		return err
	}
	v.Email, v.HasPassword = person.Email, person.HasPassword
	if v.Link.Name == "" {
		if err := p.fillLinked(r, &v); err != nil {
			return err
		}
	}
	if v.Sessions, err = p.sessions.List(ctx, ids); err != nil {
		return err
	}
	return web.Render(w, r, status, signingInView(v))
}

// endSession ends one session, or every other one.
func (p *Pages) endSession(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	ids, err := p.people.IDs(ctx, actor.PersonID)
	if err != nil {
		return err
	}
	if form.Get("which") == "others" {
		n, err := p.sessions.EndOthers(ctx, actor, ids)
		if err != nil {
			return err
		}
		p.sessions.Flash(ctx, i18n.N(ctx, n, "%d other browser was signed out.", "%d other browsers were signed out."))
		return web.Redirect(w, r, signInPath)
	}
	if err := p.sessions.End(ctx, actor, ids, form.Get("session")); err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "That browser was signed out."))
	return web.Redirect(w, r, signInPath)
}

// deviceName says in words by what somebody came.
func deviceName(ctx context.Context, d web.Device) string {
	switch {
	case d.Browser == "" && d.System == "":
		return i18n.T(ctx, "A browser that does not say what it is")
	case d.Browser == "":
		return i18n.T(ctx, "A browser on %s", d.System)
	case d.System == "":
		return d.Browser
	}
	return i18n.T(ctx, "%[1]s on %[2]s", d.Browser, d.System)
}

// placeName says from which network somebody came, by the beginning of its addresses.
func placeName(ctx context.Context, network string) string {
	address, _, _ := strings.Cut(network, "/")
	switch {
	case address == "":
		return ""
	case strings.HasPrefix(address, "127."), address == "::":
		return i18n.T(ctx, "From the server’s own machine")
	case strings.Contains(address, ":"):
		return i18n.T(ctx, "From a network that begins with %s", strings.TrimRight(address, ":"))
	}
	return i18n.T(ctx, "From a network that begins with %s", strings.TrimSuffix(address, ".0.0"))
}

// wayName says by which way somebody signed in.
func wayName(ctx context.Context, how web.How) string {
	var said string
	switch how.Way {
	case web.ByPassword:
		said = i18n.T(ctx, "By password")
	case web.ByLink:
		said = i18n.T(ctx, "By a link in a letter")
	case web.ByPasskey:
		said = i18n.T(ctx, "By passkey")
	case web.ByProvider:
		said = i18n.T(ctx, "Through %s", how.Provider)
	case web.ByDemo:
		said = i18n.T(ctx, "As somebody of the demonstration")
	case web.ByProgram:
		said = i18n.T(ctx, "By a program")
	default:
		return i18n.T(ctx, "The way was not kept")
	}
	if how.Second && how.Way != web.ByPasskey {
		return i18n.T(ctx, "%s, with a second factor", said)
	}
	return said
}
