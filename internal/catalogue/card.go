package catalogue

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
)

// Card is everything that a row of the catalogue shows. Cards are kept in memory; their slices
// are shared and must not be changed.
type Card struct {
	// Made tells apart what was made at different times in this process: cards of one number are equal but for their seats.
	Made      uint64
	OfferID   id.ID
	VersionID id.ID
	Key       string
	Title     string
	Summary   string
	Kind      Kind
	Level     Level
	Format    Format
	Language  string
	Minutes   int
	// UnitID, UnitAcronym and UnitName are the unit of today; UnitWas is the name of the day the
	// offer was made, when that was another one.
	UnitID      id.ID
	UnitAcronym string
	UnitName    string
	UnitWas     string
	// Cosponsors are acronyms of today's units.
	Cosponsors []string
	Areas      []string
	Prices     []Price
	Earns      []Recognition
	CEU        int // tenths
	// Teaches are competencies with the level up to which they are taught.
	Teaches     []Taught
	SelfPaced   bool
	PublishedAt time.Time
	// Next is the first date that has not ended, one that can be registered for before others, or, when there is none, the last; nil without dates.
	Next *CardDate
	// Dates is how many scheduled dates have not ended.
	Dates int
}

// CardDate is the occurrence that a Card shows.
type CardDate struct {
	ID                id.ID
	StartsAt, EndsAt  time.Time
	Zone              string
	Place             string
	Capacity, Taken   int
	OpensAt, ClosesAt time.Time
	// UnderWay says that it has begun and not ended, Past that it has ended.
	UnderWay, Past bool
}

// SeatsLeft returns how many seats are free, and false when there is no limit.
func (d CardDate) SeatsLeft() (int, bool) {
	if d.Capacity == 0 {
		return 0, false
	}
	return max(0, d.Capacity-d.Taken), true
}

// over is 1 when the card's dates have all ended and it cannot be begun at any time, else 0.
func (c *Card) over() int {
	if c.Next != nil && c.Next.Past && !c.SelfPaced {
		return 1
	}
	return 0
}

// PriceFor is the function PriceFor for the card's version.
func (c Card) PriceFor(class string) (money.Amount, bool) {
	return PriceFor(Version{Content: Content{Prices: c.Prices}}, class)
}

// Cards returns the cards of published offers from the index, keyed by offer, with the seats of
// this moment: one query. Offers that are not in the index are left out.
func (s *Service) Cards(ctx context.Context, offers []id.ID) (map[id.ID]Card, error) {
	if err := s.fresh(ctx); err != nil {
		return nil, err
	}
	list, err := s.withSeats(ctx, s.index.cardsOf(offers))
	if err != nil {
		return nil, err
	}
	out := make(map[id.ID]Card, len(list))
	for _, c := range list {
		out[c.OfferID] = c
	}
	return out, nil
}

// withSeats replaces the dates of the caller's cards by copies with the seats of this moment, see keptSeats. No query
// is asked when no date has a limit.
func (s *Service) withSeats(ctx context.Context, cards []Card) ([]Card, error) {
	limited := make([]id.ID, 0, len(cards))
	dates := make([]CardDate, 0, len(cards)) // in one piece: a page shows twenty
	for i := range cards {
		if d := cards[i].Next; d != nil && d.Capacity > 0 && !d.Past {
			limited, dates = append(limited, d.ID), append(dates, *d)
			cards[i].Next = &dates[len(dates)-1]
		}
	}
	seats, err := s.seats.of(ctx, s.db, s.clock.Now(), limited)
	if err != nil {
		return nil, err
	}
	for i, now := range seats {
		if now.known() {
			dates[i].Taken, dates[i].Capacity = now.taken, now.capacity
		}
	}
	return cards, nil
}
