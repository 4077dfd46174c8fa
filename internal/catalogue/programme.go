package catalogue

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/id"
)

// ProgrammeItem is a session of a conference with what its offer says.
type ProgrammeItem struct {
	Occurrence
	Offer   Part
	Version Version
	// Card is its offer's in the catalogue.
	Card Card
}

// Type is the type of the slot.
func (x ProgrammeItem) Type() SlotType { return SlotType(x.Slot) }

// Overlaps reports whether nobody could attend both as a whole.
func (x ProgrammeItem) Overlaps(y ProgrammeItem) bool {
	return x.StartsAt.Before(y.EndsAt) && y.StartsAt.Before(x.EndsAt)
}

// Cancelled reports whether it does not take place. It stays in the programme, because people have chosen it.
func (x ProgrammeItem) Cancelled() bool { return x.Status == Cancelled }

// Day is the civil date of its beginning where it takes place.
func (x ProgrammeItem) Day() string { return x.localDay(x.StartsAt) }

// Programme returns the sessions of one date, the cancelled ones among them, of a conference that a View holds, by start, with what is published of them: two
// queries, however many there are. Who may see the View may see them.
func (s *Service) Programme(ctx context.Context, v View, conference id.ID) ([]ProgrammeItem, error) {
	if err := s.fresh(ctx); err != nil {
		return nil, err
	}
	var offers, versionIDs []id.ID
	for _, o := range v.Sessions {
		offers = append(offers, o.OfferID)
	}
	cards := map[id.ID]Card{}
	for _, c := range s.index.cardsOf(offers) {
		cards[c.OfferID] = c
		versionIDs = append(versionIDs, c.VersionID)
	}
	versions, err := versionsByID(ctx, s.db, versionIDs)
	if err != nil {
		return nil, err
	}
	var out []ProgrammeItem
	for _, o := range v.Sessions {
		if card := cards[o.OfferID]; o.ParentID == conference {
			out = append(out, ProgrammeItem{o, v.SessionOffers[o.OfferID], versions[card.VersionID], card})
		}
	}
	return out, nil
}

// ProgrammeCalendar returns sessions as an iCalendar file under a name, such as one's own timetable.
func (s *Service) ProgrammeCalendar(name string, items []ProgrammeItem) ([]byte, error) {
	c := calendar.Calendar{Name: name}
	for _, x := range items {
		c.Events = append(c.Events, CalendarEvents(x.Offer.Title, x.Version.Summary, x.Offer.Key, x.Occurrence, s.baseURL)...)
	}
	var b bytes.Buffer
	if err := calendar.Write(&b, c); err != nil {
		return nil, fmt.Errorf("catalogue: calendar of a programme: %w", err)
	}
	return b.Bytes(), nil
}

// Starts returns when sessions begin, each moment once, in the order of the sessions, which are by start.
func Starts(items []ProgrammeItem) []time.Time {
	var out []time.Time
	for _, x := range items {
		if n := len(out); n == 0 || !out[n-1].Equal(x.StartsAt) {
			out = append(out, x.StartsAt)
		}
	}
	return out
}
