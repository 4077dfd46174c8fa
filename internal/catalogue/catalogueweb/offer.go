package catalogueweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// relatedShown is how many other offers an offer's page leads to.
const relatedShown = 4

// offerPage is all that the page of an offer shows.
type offerPage struct {
	catalogue.View
	class     string
	now       time.Time
	Notice    string
	Canonical string
	// base is the address of the site.
	base string
	// Linked is the site that an outside item is on, empty without a link.
	Linked  string
	Related []catalogue.Related
	// structured is the page's JSON-LD.
	structured string
}

// offer shows one offer: what is published or, with ?preview=1, what its editors have drafted.
func (p *Pages) offer(w http.ResponseWriter, r *http.Request) error {
	r, err := p.withShortlist(w, r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	show := p.catalogue.Show
	if r.URL.Query().Has("preview") {
		show = p.catalogue.Preview
	}
	v, err := show(ctx, actor, r.PathValue("key"))
	if into, moved := p.mergedInto(ctx, r.PathValue("key"), err); moved {
		http.Redirect(w, r, "/offers/"+url.PathEscape(into), http.StatusFound) // it may be an offer of its own again
		return nil
	}
	if err != nil {
		return err
	}
	page := offerPage{View: v, class: actor.Class, now: p.clock.Now(), base: p.baseURL, Canonical: p.offerAddress(v.Key), Linked: hostOf(v.Version.Link)}
	if actor.SignedIn() {
		page.Notice = p.sessions.TakeFlash(ctx)
	}
	if page.public() {
		if page.Related, err = p.catalogue.Related(ctx, v.ID, relatedShown); err != nil {
			return err
		}
		if !page.expired() {
			page.structured = p.structured(v)
		}
	}
	return web.Render(w, r, http.StatusOK, offerView(page))
}

// mergedInto returns the key of what an offer was merged into, where showing it ended with an error because it is gone.
func (p *Pages) mergedInto(ctx context.Context, key string, err error) (string, bool) {
	if !errs.Is(err, errs.Gone) {
		return "", false
	}
	into, err := p.catalogue.MergedInto(ctx, key)
	return into, err == nil && into != ""
}

// structured is the JSON-LD of a view; nothing of it depends on the reader or the hour.
func (p *Pages) structured(v catalogue.View) string {
	if data, ok := p.linkedData.Get(v.Made); ok && v.Made != 0 {
		return data
	}
	data := string(catalogue.JSONLD(v, p.baseURL))
	if v.Made != 0 {
		p.linkedData.Add(v.Made, data)
	}
	return data
}

// offerPieces are the pieces of offers' pages that readers share, two kilobytes or so each.
var offerPieces = ui.NewKept[piece](8192)

// offerPiece is a piece of an offer's page that says the same to everybody, whatever their class.
func offerPiece(ctx context.Context, p offerPage, name string, c templ.Component) templ.Component {
	if p.Made == 0 {
		return c
	}
	return offerPieces.Of(pieceOf(ctx, name, p.Made, ""), c)
}

// offerAddress is the whole and lasting address of an offer's page.
func (p *Pages) offerAddress(key string) string { return p.baseURL + "/offers/" + url.PathEscape(key) }

// hostOf returns the host that a link leads to, for saying so before anybody follows it.
func hostOf(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// public reports whether everybody sees this page.
func (p offerPage) public() bool { return p.Status == catalogue.StatusPublished && !p.Draft }

// Upcoming are the scheduled dates that have not ended.
func (p offerPage) Upcoming() []catalogue.Occurrence {
	return p.dates(func(o catalogue.Occurrence) bool { return p.now.Before(o.EndsAt) })
}

// Past are the dates that have ended, the latest first, and those that were cancelled.
func (p offerPage) Past() []catalogue.Occurrence {
	var out []catalogue.Occurrence
	for _, o := range p.dates(func(o catalogue.Occurrence) bool { return !p.now.Before(o.EndsAt) }) {
		out = append([]catalogue.Occurrence{o}, out...)
	}
	return out
}

func (p offerPage) dates(want func(catalogue.Occurrence) bool) []catalogue.Occurrence {
	var out []catalogue.Occurrence
	for _, o := range p.Occurrences {
		if o.Status == catalogue.Scheduled && want(o) {
			out = append(out, o)
		}
	}
	return out
}

// Cancelled are the cancelled dates that would still be to come, so that nobody looks for them.
func (p offerPage) Cancelled() []catalogue.Occurrence {
	var out []catalogue.Occurrence
	for _, o := range p.Occurrences {
		if o.Status == catalogue.Cancelled && p.now.Before(o.EndsAt) {
			out = append(out, o)
		}
	}
	return out
}

// Next is the next date that can be registered for or, where there is none, the next at all.
func (p offerPage) Next() (catalogue.Occurrence, bool) {
	list := p.Upcoming()
	for _, o := range list {
		if o.OpenForRegistration(p.now) {
			return o, true
		}
	}
	if len(list) > 0 {
		return list[0], true
	}
	return catalogue.Occurrence{}, false
}

// others counts the dates to come beside one.
func (p offerPage) others(than catalogue.Occurrence) int {
	n := 0
	for _, o := range p.Upcoming() {
		if o.ID != than.ID {
			n++
		}
	}
	return n
}

// expired reports whether the offer's last day in the catalogue is over. Its page stays.
func (p offerPage) expired() bool { return p.Offer.Expired(p.now) }

// outside reports whether it is learned somewhere else.
func (p offerPage) outside() bool { return p.Kind == catalogue.Outside }

// begins reports whether the reader can begin it here and now.
func (p offerPage) begins() bool { return p.SelfPaced() && !p.outside() }

// registerHref is where the reader registers for a date.
func registerHref(o id.ID) string { return "/register/" + string(o) }
