package catalogue

import (
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
)

// Offer is one thing to learn. What it says stands in its versions.
type Offer struct {
	ID id.ID
	// Key is the readable piece of the offer's address. It never changes.
	Key    string
	Kind   Kind
	Status Status
	UnitID id.ID
	// UnitName is the unit's name on the day the offer was made.
	UnitName string
	// PublishedID and DraftID name versions; either may be empty.
	PublishedID id.ID
	DraftID     id.ID
	OwnerID     id.ID
	// ReviewBy and ExpiresOn are civil dates ("2006-01-02") or empty. An offer leaves the
	// public search when the day it expires on is over everywhere; its page stays.
	ReviewBy  string
	ExpiresOn string
	// Earns is what a review allowed the offer to earn. See View.Earns for what it earns now.
	Earns       []Recognition
	EarnsSetBy  id.ID
	EarnsSetAt  time.Time
	SourceID    id.ID
	SourceKey   string
	CreatedBy   id.ID
	CreatedAt   time.Time
	UpdatedAt   time.Time
	PublishedAt time.Time // when it was published first
	ArchivedAt  time.Time
}

// endOfDayEverywhere is how long after midnight UTC a civil date is still today somewhere.
const endOfDayEverywhere = 36 * time.Hour

// Expired reports whether the day the offer expires on is over everywhere on earth.
func (o Offer) Expired(now time.Time) bool { return expired(o.ExpiresOn, now) }

func expired(on string, now time.Time) bool {
	day, err := time.Parse(time.DateOnly, on)
	return err == nil && !now.Before(day.Add(endOfDayEverywhere))
}

// Price is what one class of person pays.
type Price struct {
	Class  string
	Amount money.Amount
}

// Accessibility says what an offer does for access.
type Accessibility struct {
	Statement string
	Features  []Feature
}

// Peer is the peer-learning component: what it is, and who reviewed it when (a civil date).
type Peer struct {
	What       string
	ReviewedBy string
	ReviewedOn string
}

// Prerequisites are what one should know or have done before.
type Prerequisites struct {
	Text     string
	OfferIDs []id.ID
}

// Rule is how an offer is completed.
type Rule string

// The rules of completion.
const (
	// ByMinutes completes whoever attended Completion.Minutes in all.
	ByMinutes Rule = "minutes"
	// ByShare completes whoever attended Completion.Percent of the scheduled minutes.
	ByShare Rule = "share"
	// ByHand leaves it to a person of the unit, with a reason.
	ByHand Rule = "hand"
	// ByParts completes whoever completed all required parts.
	ByParts Rule = "parts"
	// BySelf completes a self-paced offer when its learner says so.
	BySelf Rule = "self"
)

// Rules lists the rules of completion.
var Rules = []Rule{ByMinutes, ByShare, ByHand, ByParts, BySelf}

// Valid reports whether r is one of Rules.
func (r Rule) Valid() bool { return slices.Contains(Rules, r) }

// Completion is the written rule by which an offer is completed.
type Completion struct {
	Rule    Rule
	Minutes int // for ByMinutes
	Percent int // for ByShare, 1 to 100
}

// Presenter is a person who presents. Presenting becomes an entry in that person's record.
type Presenter struct {
	PersonID id.ID
	// Name is how the person was announced.
	Name string
	// Part is "presenter", "moderator" or another word of the unit's.
	Part string
	// Email finds or makes the person when a draft is saved without PersonID. It is never read back.
	Email string `json:"-"`
}

// Content is what a version says.
type Content struct {
	Title       string
	Summary     string // one or two sentences, plain text
	Description string // Markdown
	Objectives  []string
	Areas       []string // codes of content areas
	Level       Level
	Audiences   []Audience
	Format      Format
	Synchronous bool
	Language    string // a BCP 47 tag
	// Minutes is how long the whole takes a learner.
	Minutes int
	// Prices by class. An offer that names no price costs nothing.
	Prices        []Price
	Accessibility Accessibility
	Peer          Peer
	Prerequisites Prerequisites
	Themes        []string
	Platform      string
	Link          string
	// Cosponsors are units beside the owner. They have no right to edit.
	Cosponsors []id.ID
	// ExtraSponsors are sponsors that are no units of the association.
	ExtraSponsors []string
	Completion    Completion
	Presenters    []Presenter
}

// Version is one wording of an offer. It is never changed once it is published.
type Version struct {
	ID      id.ID
	OfferID id.ID
	Number  int
	Content
	CreatedBy   id.ID
	CreatedAt   time.Time
	UpdatedAt   time.Time
	PublishedAt time.Time
}

// SelfPaced reports whether the offer can be begun at any time, without an occurrence.
func SelfPaced(kind Kind, v Version) bool {
	return !v.Synchronous && !kind.Live()
}

// Part is an offer that is a part of another one.
type Part struct {
	OfferID  id.ID
	Key      string
	Title    string
	Kind     Kind
	Minutes  int
	Status   Status
	Required bool
}

// PriceFor returns what a person of the class pays for the version: class "" is a
// non-member; a class of membership, students among them, without a price of its own pays the member price, and
// where there is none, what everybody else pays. It returns false when the offer is not made to
// that class. A version that names no price costs nothing.
func PriceFor(v Version, class string) (money.Amount, bool) {
	if len(v.Prices) == 0 {
		return money.USD(0), true
	}
	wanted := []string{class, PriceMember, PriceNonMember}
	if class == "" || class == PriceNonMember {
		wanted = []string{PriceNonMember}
	}
	for _, w := range wanted {
		for _, p := range v.Prices {
			if p.Class == w {
				return p.Amount, true
			}
		}
	}
	return money.Amount{}, false
}

// PriceFor is the function PriceFor, for callers that hold a Service.
func (s *Service) PriceFor(v Version, class string) (money.Amount, bool) { return PriceFor(v, class) }

// CEUTenths returns the tenths of a CEU for counted minutes: one tenth for each contact
// hour of 60 minutes, rounded to the nearest, nothing below half an hour. Ten contact hours are
// one CEU (ANSI/IACET, see the standards reference).
func CEUTenths(minutes int) int {
	if minutes < 30 {
		return 0
	}
	return (minutes + 30) / 60
}
