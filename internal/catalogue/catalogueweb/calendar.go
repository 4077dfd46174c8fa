package catalogueweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// offerCalendar serves all dates of an offer.
func (p *Pages) offerCalendar(w http.ResponseWriter, r *http.Request) error {
	v, err := p.catalogue.Show(r.Context(), authz.From(r.Context()), r.PathValue("key"))
	if into, moved := p.mergedInto(r.Context(), r.PathValue("key"), err); moved {
		http.Redirect(w, r, "/offers/"+url.PathEscape(into)+"/calendar.ics", http.StatusFound) // it may be an offer of its own again
		return nil
	}
	if err != nil {
		return err
	}
	if len(v.Occurrences) == 0 {
		return errs.New(errs.NotFound, "This offer has no dates.")
	}
	return p.writeCalendar(w, r, v, v.Occurrences)
}

// occurrenceCalendar serves one date.
func (p *Pages) occurrenceCalendar(w http.ResponseWriter, r *http.Request) error {
	v, o, err := p.occurrence(r)
	if err != nil {
		return err
	}
	return p.writeCalendar(w, r, v, []catalogue.Occurrence{o})
}

// occurrence returns the date in the path with the offer that it is of, as far as the reader may see them.
func (p *Pages) occurrence(r *http.Request) (catalogue.View, catalogue.Occurrence, error) {
	want, err := web.PathID(r, "id")
	if err != nil {
		return catalogue.View{}, catalogue.Occurrence{}, err
	}
	return p.dateOf(r.Context(), authz.From(r.Context()), want)
}

// dateOf returns a date with the offer that it is of, as far as the actor may see them.
func (p *Pages) dateOf(ctx context.Context, actor authz.Actor, want id.ID) (catalogue.View, catalogue.Occurrence, error) {
	found, err := p.catalogue.Occurrences(ctx, []id.ID{want})
	if err != nil {
		return catalogue.View{}, catalogue.Occurrence{}, err
	}
	o, ok := found[want]
	if !ok {
		return catalogue.View{}, o, errs.New(errs.NotFound, "There is no such date.")
	}
	v, err := p.catalogue.Show(ctx, actor, string(o.OfferID))
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "There is no such date.")
	}
	return v, o, err
}

// writeCalendar answers with dates as iCalendar, to download or to subscribe to.
func (p *Pages) writeCalendar(w http.ResponseWriter, r *http.Request, v catalogue.View, dates []catalogue.Occurrence) error {
	file, err := p.catalogue.CalendarFile(v, dates...)
	if err != nil {
		return err
	}
	web.Attachment(w, v.Key+".ics", "text/calendar; charset=utf-8")
	return web.Feed(w, r, "text/calendar; charset=utf-8", file)
}

// webcal is the address of a calendar as programs know that it is to be followed, and not only taken once.
func webcal(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return "webcal://" + rest
}
