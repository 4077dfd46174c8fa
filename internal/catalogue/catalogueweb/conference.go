package catalogueweb

import (
	"net/http"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/web"
)

// conferencePage is one date of a conference with what takes place in it.
type conferencePage struct {
	offerPage
	Occurrence catalogue.Occurrence
	Programme  []programmeDay
}

// programmeDay is what begins on one day, as clocks at the place of the conference have it.
type programmeDay struct {
	// Date is the day in words, Anchor what a link to it is called.
	Date, Anchor string
	Sessions     []session
}

// session is one part of a conference: a date of an offer of its own.
type session struct {
	catalogue.Occurrence
	Offer catalogue.Part
}

// conference shows the programme of a conference by day.
func (p *Pages) conference(w http.ResponseWriter, r *http.Request) error {
	v, o, err := p.occurrence(r)
	if err != nil {
		return err
	}
	if v.Kind != catalogue.Conference {
		return web.Redirect(w, r, "/offers/"+v.Key)
	}
	page := conferencePage{Occurrence: o, offerPage: offerPage{View: v, class: class(r), now: p.clock.Now(), Canonical: p.baseURL + "/conferences/" + string(o.ID)}}
	loc := o.Location()
	for _, s := range v.Sessions {
		if s.ParentID != o.ID || s.Status != catalogue.Scheduled {
			continue
		}
		day := i18n.DateIn(r.Context(), s.StartsAt, loc)
		if n := len(page.Programme); n == 0 || page.Programme[n-1].Date != day {
			page.Programme = append(page.Programme, programmeDay{Date: day, Anchor: "day-" + s.StartsAt.In(loc).Format("2006-01-02")})
		}
		last := &page.Programme[len(page.Programme)-1]
		last.Sessions = append(last.Sessions, session{s, v.SessionOffers[s.OfferID]})
	}
	return web.Render(w, r, http.StatusOK, conferenceView(page))
}
