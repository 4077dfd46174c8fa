package registrationweb

import (
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// exportAll lists all registrations that the reader may see, or those made in the days between ?from= and ?to=, both included
// (YYYY-MM-DD, UTC), or those that have changed ?changed_since= a moment, as they stream from the database.
func (p *Pages) exportAll(w http.ResponseWriter, r *http.Request) error {
	period, err := periodOf(r.URL.Query().Get("from"), r.URL.Query().Get("to"))
	if err != nil {
		return err
	}
	if since := r.URL.Query().Get("changed_since"); since != "" {
		if period.ChangedSince, err = time.Parse(time.RFC3339, since); err != nil {
			return errs.Bad("changed_since", "Write the moment like 2026-03-14T12:00:00Z.")
		}
	}
	out := web.NewDownload(w, "registrations", tabular.CSV, []string{"registration", "person", "name", "class", "library", "role", "offer", "title", "unit", "starts_at", "state", "minutes", "price_minor", "currency", "payer", "channel", "registered_at", "completed_at", "occurrence", "offer_id", "changed_at"})
	err = p.registration.EachRegistration(r.Context(), authz.From(r.Context()), period, func(l registration.Listed) error {
		return out.Row(string(l.ID), string(l.PersonID), l.PersonName, l.Class, l.LibraryName, l.RoleTitle, l.OfferKey, l.OfferTitle, l.UnitName, isoDate(l.StartsAt),
			string(l.State), l.Minutes, l.Price.Minor, l.Price.Currency, l.Payer, l.Channel, isoDate(l.CreatedAt), isoDate(l.CompletedAt), string(l.OccurrenceID), string(l.OfferID), isoDate(l.UpdatedAt))
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// periodOf reads two civil dates, either of which may be empty.
func periodOf(from, to string) (p registration.Period, err error) {
	var f errs.Fields
	day := func(name, text string) (t time.Time) {
		if text != "" {
			var err error
			t, err = time.Parse(time.DateOnly, text)
			f.Check(err == nil, name, "Write the day like 2026-03-14.")
		}
		return t
	}
	p.From, p.To = day("from", from), day("to", to)
	if !p.To.IsZero() {
		p.To = p.To.AddDate(0, 0, 1)
	}
	return p, f.Err()
}
