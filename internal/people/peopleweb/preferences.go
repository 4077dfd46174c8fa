package peopleweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// Preferences are how a browser wants its pages.
type Preferences struct {
	Language string
	// Zone is never nil; without a choice it is the association's.
	Zone *time.Location
	// Theme is "light", "dark", or "" for what the device prefers.
	Theme string
}

// prefsCookie is set only when somebody chooses something, which makes it one that needs no consent.
const prefsCookie = "lc_prefs"

const prefsLife = 365 * 24 * time.Hour

// zones keeps locations that were read, since loading one reads a file. It holds at most as many
// as the database of zones has, because only names that load are kept.
var zones sync.Map

func location(name string) (*time.Location, bool) {
	if name == "" || name == "Local" {
		return nil, false
	}
	if l, ok := zones.Load(name); ok {
		return l.(*time.Location), true
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	zones.Store(name, l)
	return l, true
}

// PreferencesOf returns what the browser chose, else what the person's profile says, else what the
// browser asks for by itself and the association's own zone.
func PreferencesOf(r *http.Request, actor authz.Actor, zone *time.Location) Preferences {
	c := chosen(r)
	out := Preferences{Zone: zone, Theme: c.Get("theme"), Language: c.Get("lang")}
	if l, ok := location(c.Get("zone")); ok {
		out.Zone = l
	} else if l, ok := location(actor.Zone); ok {
		out.Zone = l
	}
	if out.Language == "" && i18n.Supported(actor.Language) {
		out.Language = actor.Language
	}
	if out.Language == "" {
		out.Language = i18n.Negotiate(r.Header.Get("Accept-Language"))
	}
	return out
}

// chosen reads the cookie and leaves out what is no choice of ours.
func chosen(r *http.Request) url.Values {
	out := url.Values{}
	c, err := r.Cookie(prefsCookie)
	if err != nil {
		return out
	}
	v, err := url.ParseQuery(c.Value)
	if err != nil {
		return out
	}
	if l := v.Get("lang"); i18n.Supported(l) {
		out.Set("lang", l)
	}
	if z := v.Get("zone"); z != "" {
		if _, ok := location(z); ok {
			out.Set("zone", z)
		}
	}
	if t := v.Get("theme"); t == "light" || t == "dark" {
		out.Set("theme", t)
	}
	return out
}

// keep writes the cookie, or takes it away when nothing is chosen.
func (p *Pages) keep(w http.ResponseWriter, v url.Values) {
	c := &http.Cookie{Name: prefsCookie, Value: v.Encode(), Path: "/", MaxAge: int(prefsLife.Seconds()), HttpOnly: true, Secure: p.secure, SameSite: http.SameSiteLaxMode}
	if len(v) == 0 {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// keepProfile lets the browser follow what the profile says about language and zone; what it leaves
// open stays as the browser has it.
func (p *Pages) keepProfile(w http.ResponseWriter, r *http.Request, language, zone string) {
	c := chosen(r)
	p.follow(w, r, cmp.Or(language, c.Get("lang")), cmp.Or(zone, c.Get("zone")))
}

// follow makes language and zone the browser's choice; an empty one is no choice any more.
func (p *Pages) follow(w http.ResponseWriter, r *http.Request, language, zone string) {
	v := chosen(r)
	before := v.Encode()
	for name, value := range map[string]string{"lang": language, "zone": zone} {
		v.Del(name)
		if value != "" {
			v.Set(name, value)
		}
	}
	if v.Encode() != before {
		p.keep(w, v)
	}
}

// setPreferences saves what was chosen in the footer of a page and goes back to it.
func (p *Pages) setPreferences(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	v := chosen(r)
	for _, name := range []string{"lang", "zone", "theme"} {
		if form.Has(name) {
			v.Del(name)
			if form.Get(name) != "" {
				v.Set(name, form.Get(name))
			}
		}
	}
	// Reading it back through the cookie's own rules leaves out what is no choice of ours.
	probe := &http.Request{Header: http.Header{"Cookie": {(&http.Cookie{Name: prefsCookie, Value: v.Encode()}).String()}}}
	v = chosen(probe)
	p.keep(w, v)
	if actor := authz.From(r.Context()); actor.SignedIn() && !actor.Token {
		if err := p.people.SetLocale(r.Context(), actor, v.Get("lang"), v.Get("zone")); err != nil {
			return err
		}
	}
	return web.Redirect(w, r, web.SafeNext(form.Get("next"), "/"))
}

// provedTwo reports whether this browser is the person's already, who proved two factors: confirming
// by one of them takes nothing away.
func (p *Pages) provedTwo(ctx context.Context, person id.ID) bool {
	a := authz.From(ctx) // not the cookie alone: a session that has slept too long is nobody's
	return a.PersonID == person && !a.Token && a.Second
}

// welcome signs the person in at this browser, who proved by how who they are, and goes on to next.
// Every way of signing in ends here, or first at the page that asks for a code.
func (p *Pages) welcome(w http.ResponseWriter, r *http.Request, person people.Person, how web.How, next string) error {
	ctx := r.Context()
	if how.Second = how.Second || p.provedTwo(ctx, person.ID); !how.Second {
		asks, err := p.people.AsksCode(ctx, person.ID)
		if err != nil {
			return err
		}
		if asks {
			if err := p.sessions.Begin(ctx, web.Half{Person: person.ID, How: how, Next: next}); err != nil {
				return err
			}
			return web.Redirect(w, r, "/sign-in/second")
		}
	}
	if err := p.sessions.SignIn(ctx, person.ID, how); err != nil {
		return err
	}
	p.keepProfile(w, r, person.Language, person.Zone)
	return web.Redirect(w, r, web.SafeNext(next, "/my"))
}
