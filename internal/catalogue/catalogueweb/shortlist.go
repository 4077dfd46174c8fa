package catalogueweb

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
	"learningcommons.dev/commons/internal/platform/web"
)

// shortlistCookie holds the shortlist of whoever has not signed in: ids of offers, with dots between them, and nothing else.
const shortlistCookie = "shortlist"

// shortlistLife is how long a browser keeps the shortlist of a visitor.
const shortlistLife = 180 * 24 * time.Hour

type shortlistKey struct{}

// shortlisted reports whether the reader keeps an offer in view. It knows on pages that read the shortlist, see withShortlist.
func shortlisted(ctx context.Context, offer id.ID) bool {
	return slices.Contains(shortlistOf(ctx), offer)
}

func shortlistOf(ctx context.Context) []id.ID {
	ids, _ := ctx.Value(shortlistKey{}).([]id.ID)
	return ids
}

// inCookie reads the shortlist of a visitor. What is no id was not written by us and is passed over.
func inCookie(r *http.Request) []id.ID {
	c, err := r.Cookie(shortlistCookie)
	if err != nil {
		return nil
	}
	var out []id.ID
	for part := range strings.SplitSeq(c.Value, ".") {
		if o, ok := id.Parse(part); ok && len(out) < catalogue.ShortlistMost && !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	return out
}

// toCookie keeps the shortlist of a visitor; an empty one is forgotten.
func (p *Pages) toCookie(w http.ResponseWriter, offers []id.ID) {
	parts := make([]string, len(offers))
	for i, o := range offers {
		parts[i] = string(o)
	}
	c := &http.Cookie{Name: shortlistCookie, Value: strings.Join(parts, "."), Path: "/", MaxAge: int(shortlistLife / time.Second), HttpOnly: true,
		Secure: strings.HasPrefix(p.baseURL, "https://"), SameSite: http.SameSiteLaxMode}
	if len(offers) == 0 {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// shortlist returns what the reader keeps in view. Whoever has signed in finds what they chose before added to what their account
// holds: that happens at the first page that asks, whichever way they came in.
func (p *Pages) shortlist(w http.ResponseWriter, r *http.Request, read func(context.Context, authz.Actor) ([]id.ID, error)) ([]id.ID, error) {
	ctx, actor, cookie := r.Context(), authz.From(r.Context()), inCookie(r)
	if !actor.SignedIn() || actor.Token {
		return cookie, nil
	}
	if len(cookie) > 0 {
		left, err := p.catalogue.AddToShortlist(ctx, actor, cookie...)
		if errs.Is(err, errs.Unavailable) {
			// Nothing can be written just now: the browser keeps them until it can, and the page is shown with both.
			have, err := read(ctx, actor)
			for _, o := range cookie {
				if !slices.Contains(have, o) {
					have = append(have, o)
				}
			}
			return have, err
		}
		if err != nil {
			return nil, err
		}
		p.toCookie(w, nil)
		if left > 0 {
			p.flash(r, i18n.N(ctx, left, "Your shortlist is full: %d offer that you chose before signing in was left out.", "Your shortlist is full: %d offers that you chose before signing in were left out."))
		}
	}
	return read(ctx, actor)
}

// withShortlist lets the marks on the page know what is on the shortlist.
func (p *Pages) withShortlist(w http.ResponseWriter, r *http.Request) (*http.Request, error) {
	offers, err := p.shortlist(w, r, p.catalogue.Shortlisted)
	if err != nil || len(offers) == 0 {
		return r, err
	}
	return r.WithContext(context.WithValue(r.Context(), shortlistKey{}, offers)), nil
}

// changeShortlist puts an offer on the shortlist or takes it off, and goes back to where the reader was.
func (p *Pages) changeShortlist(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	add, adds := id.Parse(form.Get("add"))
	remove, removes := id.Parse(form.Get("remove"))
	have, err := p.shortlist(w, r, p.catalogue.Shortlist)
	if err != nil {
		return err
	}
	have, gone, err := p.catalogue.GoneOffers(ctx, have)
	if err != nil {
		return err
	}
	back := web.SafeNext(form.Get("next"), "/shortlist")
	switch {
	case form.Has("forget") && actor.SignedIn():
		err = p.catalogue.ForgetGone(ctx, actor)
	case form.Has("forget"):
		p.toCookie(w, have)
	case adds && len(have) >= catalogue.ShortlistMost && !slices.Contains(have, add):
		return catalogue.ErrShortlistFull()
	case adds && actor.SignedIn():
		_, err = p.catalogue.AddToShortlist(ctx, actor, add)
	case removes && actor.SignedIn():
		err = p.catalogue.TakeFromShortlist(ctx, actor, remove)
	case adds:
		if have, err = p.catalogue.Shortlistable(ctx, append(have, add)); err == nil {
			p.toCookie(w, have)
		}
	case removes:
		for _, g := range gone {
			have = append(have, g.ID)
		}
		now, _, followErr := p.catalogue.GoneOffers(ctx, []id.ID{remove}) // what it was merged into, where the page is older than that
		err = followErr
		p.toCookie(w, slices.DeleteFunc(have, func(o id.ID) bool { return o == remove || slices.Contains(now, o) }))
	}
	if err != nil {
		return err
	}
	if adds {
		back = strings.SplitN(back, "#", 2)[0] + "#" + markID(add)
	}
	return web.Redirect(w, r, back)
}

// markID is the id of the button that puts an offer on the shortlist.
func markID(offer id.ID) string { return "keep-" + string(offer) }

// shortlistPage is what somebody keeps in view, as a plan: by time, with what it comes to.
type shortlistPage struct {
	Items    []planned
	Minutes  int
	CEU      int            // tenths
	Costs    []money.Amount // one for each currency
	Gone     []catalogue.GoneOffer
	SignedIn bool
	Notice   string
	areas    map[string]string
	class    string
	now      time.Time
}

// planned is an offer on the shortlist. Clashes are the titles of others whose next date is at the same time.
type planned struct {
	catalogue.Card
	Clashes []string
}

// showShortlist shows the shortlist, what begins first at the top.
func (p *Pages) showShortlist(w http.ResponseWriter, r *http.Request) error {
	r, v, err := p.planOf(w, r)
	if err != nil {
		return err
	}
	if v.SignedIn {
		v.Notice = p.sessions.TakeFlash(r.Context())
	}
	if v.areas, err = p.areaNames(r); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, shortlistView(v))
}

// planOf makes a plan of the reader's shortlist, which the request then knows.
func (p *Pages) planOf(w http.ResponseWriter, r *http.Request) (*http.Request, shortlistPage, error) {
	offers, err := p.shortlist(w, r, p.catalogue.Shortlist)
	if err != nil {
		return r, shortlistPage{}, err
	}
	offers, gone, err := p.catalogue.GoneOffers(r.Context(), offers)
	if err != nil {
		return r, shortlistPage{}, err
	}
	r = r.WithContext(context.WithValue(r.Context(), shortlistKey{}, offers))
	ctx := r.Context()
	cards, err := p.catalogue.Cards(ctx, offers)
	if err != nil {
		return r, shortlistPage{}, err
	}
	v := shortlistPage{Gone: gone, SignedIn: authz.From(ctx).SignedIn(), class: class(r), now: p.clock.Now()}
	for _, o := range offers {
		if c, ok := cards[o]; ok {
			v.add(c)
		}
	}
	v.order()
	return r, v, nil
}

func (v *shortlistPage) add(c catalogue.Card) {
	v.Items = append(v.Items, planned{Card: c})
	v.Minutes += c.Minutes
	if slices.Contains(c.Earns, catalogue.CEU) {
		v.CEU += c.CEU
	}
	price, offered := c.PriceFor(v.class)
	if !offered || price.IsZero() {
		return
	}
	i := slices.IndexFunc(v.Costs, func(a money.Amount) bool { return a.Currency == price.Currency })
	if i < 0 {
		v.Costs = append(v.Costs, price)
		return
	}
	v.Costs[i].Minor += price.Minor
}

// order puts what has a date first, by start, and says what is at the same time.
func (v *shortlistPage) order() {
	slices.SortStableFunc(v.Items, func(a, b planned) int {
		switch x, y := a.coming(), b.coming(); {
		case x && y:
			return a.Next.StartsAt.Compare(b.Next.StartsAt)
		case x:
			return -1
		case y:
			return 1
		}
		return 0
	})
	for i := range v.Items {
		for j := range v.Items {
			if i != j && v.Items[i].overlaps(v.Items[j]) {
				v.Items[i].Clashes = append(v.Items[i].Clashes, v.Items[j].Title)
			}
		}
	}
}

func (x planned) coming() bool { return x.Next != nil && !x.Next.Past }

// overlaps reports whether nobody could attend both of the next dates. Dates of several days do not fill their days.
func (x planned) overlaps(y planned) bool {
	const sitting = 24 * time.Hour
	return x.coming() && y.coming() && x.Next.StartsAt.Before(y.Next.EndsAt) && y.Next.StartsAt.Before(x.Next.EndsAt) &&
		x.Next.EndsAt.Sub(x.Next.StartsAt) < sitting && y.Next.EndsAt.Sub(y.Next.StartsAt) < sitting
}
