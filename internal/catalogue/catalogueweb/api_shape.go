package catalogueweb

import (
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
	"learningcommons.dev/commons/internal/platform/web"
)

// The shapes of the REST interface. Times are UTC beside the zone they were planned in, amounts
// minor units with their currency, lengths minutes, CEU tenths.

type apiMoney struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

func moneyJSON(a money.Amount) apiMoney { return apiMoney{a.Minor, a.Currency} }

type apiPrice struct {
	Class  string   `json:"class" doc:"member, non-member, student or a class of membership."`
	Amount apiMoney `json:"amount"`
}

func pricesJSON(prices []catalogue.Price) []apiPrice {
	out := make([]apiPrice, len(prices))
	for i, p := range prices {
		out[i] = apiPrice{p.Class, moneyJSON(p.Amount)}
	}
	return out
}

type apiValue struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

type apiUnit struct {
	Acronym string `json:"acronym" doc:"The unit of today."`
	Name    string `json:"name"`
	Then    string `json:"name_then,omitempty" doc:"What it was called when the offer was made, where that was another name."`
}

// apiCard is an offer in a list.
type apiCard struct {
	ID        id.ID                   `json:"id"`
	Key       string                  `json:"key"`
	URL       string                  `json:"url"`
	Title     string                  `json:"title"`
	Summary   string                  `json:"summary"`
	Kind      catalogue.Kind          `json:"kind"`
	Level     catalogue.Level         `json:"level"`
	Format    catalogue.Format        `json:"format"`
	Language  string                  `json:"language"`
	Minutes   int                     `json:"minutes"`
	Unit      apiUnit                 `json:"unit"`
	Areas     []string                `json:"areas"`
	Prices    []apiPrice              `json:"prices"`
	Earns     []catalogue.Recognition `json:"earns"`
	CEUTenths int                     `json:"ceu_tenths"`
	SelfPaced bool                    `json:"self_paced"`
	Next      *apiDate                `json:"next_occurrence" doc:"The first date that has not ended, one that can be registered for before others, or, without one, the last; null without dates."`
	Dates     int                     `json:"upcoming_occurrences" doc:"Scheduled dates that have not ended."`
}

type apiDate struct {
	ID        id.ID     `json:"id"`
	StartsAt  time.Time `json:"starts_at"`
	EndsAt    time.Time `json:"ends_at"`
	Zone      string    `json:"zone"`
	Place     string    `json:"place,omitempty"`
	Capacity  *int      `json:"capacity" doc:"Null for no limit."`
	SeatsLeft *int      `json:"seats_left" doc:"Null for no limit."`
	UnderWay  bool      `json:"under_way" doc:"It has begun and not ended."`
	Past      bool      `json:"past" doc:"It has ended."`
}

func (p *Pages) cardJSON(c catalogue.Card) apiCard {
	out := apiCard{
		ID: c.OfferID, Key: c.Key, URL: p.offerAddress(c.Key), Title: c.Title, Summary: c.Summary, Kind: c.Kind, Level: c.Level, Format: c.Format,
		Language: c.Language, Minutes: c.Minutes, Unit: apiUnit{c.UnitAcronym, c.UnitName, c.UnitWas}, Areas: full(c.Areas), Prices: pricesJSON(c.Prices),
		Earns: full(c.Earns), CEUTenths: c.CEU, SelfPaced: c.SelfPaced, Dates: c.Dates,
	}
	if d := c.Next; d != nil {
		out.Next = &apiDate{ID: d.ID, StartsAt: d.StartsAt.UTC(), EndsAt: d.EndsAt.UTC(), Zone: d.Zone, Place: d.Place, UnderWay: d.UnderWay, Past: d.Past}
		if left, limited := d.SeatsLeft(); limited {
			out.Next.Capacity, out.Next.SeatsLeft = &d.Capacity, &left
		}
	}
	return out
}

// full makes a list that is written as [] and never as null.
func full[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// apiOffer is all about an offer.
type apiOffer struct {
	ID            id.ID                   `json:"id"`
	Key           string                  `json:"key"`
	URL           string                  `json:"url"`
	Status        catalogue.Status        `json:"status"`
	Title         string                  `json:"title"`
	Summary       string                  `json:"summary"`
	Description   string                  `json:"description" doc:"Markdown."`
	Objectives    []string                `json:"objectives"`
	Kind          catalogue.Kind          `json:"kind"`
	Level         catalogue.Level         `json:"level"`
	Format        catalogue.Format        `json:"format"`
	Synchronous   bool                    `json:"synchronous"`
	SelfPaced     bool                    `json:"self_paced"`
	Language      string                  `json:"language"`
	Minutes       int                     `json:"minutes"`
	Unit          apiUnit                 `json:"unit"`
	Cosponsors    []string                `json:"cosponsors" doc:"Names."`
	Areas         []string                `json:"areas"`
	Audiences     []catalogue.Audience    `json:"audiences"`
	Themes        []string                `json:"themes"`
	Prices        []apiPrice              `json:"prices" doc:"Empty when nobody pays."`
	Earns         []catalogue.Recognition `json:"earns"`
	CEUTenths     int                     `json:"ceu_tenths"`
	Prerequisites apiPrerequisites        `json:"prerequisites"`
	Accessibility apiAccess               `json:"accessibility"`
	Presenters    []apiPresenter          `json:"presenters"`
	Parts         []apiPart               `json:"parts"`
	Completion    apiCompletion           `json:"completion"`
	Alignments    []AlignmentJSON         `json:"alignments" doc:"The competencies that it teaches."`
	Link          string                  `json:"link,omitempty"`
	ReviewBy      string                  `json:"review_by,omitempty" doc:"A date."`
	PublishedAt   *time.Time              `json:"published_at"`
	Occurrences   []apiOccurrence         `json:"occurrences"`
}

type apiPrerequisites struct {
	Text   string   `json:"text"`
	Offers []string `json:"offers" doc:"Keys."`
}

type apiAccess struct {
	Statement string              `json:"statement"`
	Features  []catalogue.Feature `json:"features"`
}

type apiPresenter struct {
	Name string `json:"name"`
	Part string `json:"part"`
}

type apiPart struct {
	Key      string `json:"key"`
	Title    string `json:"title"`
	Minutes  int    `json:"minutes"`
	Required bool   `json:"required"`
}

type apiCompletion struct {
	Rule    catalogue.Rule `json:"rule"`
	Minutes int            `json:"minutes,omitempty"`
	Percent int            `json:"percent,omitempty"`
}

func (p *Pages) offerJSON(v catalogue.View) apiOffer {
	x := v.Version
	out := apiOffer{
		ID: v.ID, Key: v.Key, URL: p.offerAddress(v.Key), Status: v.Status, Title: x.Title, Summary: x.Summary, Description: x.Description,
		Objectives: full(x.Objectives), Kind: v.Kind, Level: x.Level, Format: x.Format, Synchronous: x.Synchronous, SelfPaced: v.SelfPaced(),
		Language: x.Language, Minutes: x.Minutes, Unit: apiUnit{Acronym: v.Unit.Acronym, Name: v.Unit.Name}, Cosponsors: full(sponsors(v)), Areas: full(x.Areas),
		Audiences: full(x.Audiences), Themes: full(x.Themes), Prices: pricesJSON(x.Prices), Earns: full(v.Earns), CEUTenths: v.CEU,
		Prerequisites: apiPrerequisites{Text: x.Prerequisites.Text, Offers: []string{}}, Accessibility: apiAccess{x.Accessibility.Statement, full(x.Accessibility.Features)},
		Presenters: []apiPresenter{}, Parts: []apiPart{}, Completion: apiCompletion{x.Completion.Rule, x.Completion.Minutes, x.Completion.Percent},
		Alignments: alignmentsJSON(v.Lessons), Link: x.Link, ReviewBy: v.ReviewBy, Occurrences: occurrencesJSON(v.Occurrences),
	}
	if v.UnitName != v.Unit.Name {
		out.Unit.Then = v.UnitName
	}
	if !v.PublishedAt.IsZero() {
		at := v.PublishedAt.UTC()
		out.PublishedAt = &at
	}
	for _, o := range v.Prerequisites {
		out.Prerequisites.Offers = append(out.Prerequisites.Offers, o.Key)
	}
	for _, s := range x.Presenters {
		out.Presenters = append(out.Presenters, apiPresenter{s.Name, s.Part})
	}
	for _, o := range v.Parts {
		if o.Status == catalogue.StatusPublished {
			out.Parts = append(out.Parts, apiPart{o.Key, o.Title, o.Minutes, o.Required})
		}
	}
	return out
}

// apiOccurrence is a date of an offer. The link to its platform is for those who registered: here those who edit the date alone get it.
type apiOccurrence struct {
	ID           id.ID      `json:"id"`
	OfferID      id.ID      `json:"offer_id"`
	ParentID     id.ID      `json:"parent_id,omitempty" doc:"The conference that it is a session of."`
	Label        string     `json:"label,omitempty"`
	Status       string     `json:"status" doc:"scheduled or cancelled."`
	Zone         string     `json:"zone"`
	StartsAt     time.Time  `json:"starts_at"`
	EndsAt       time.Time  `json:"ends_at"`
	Place        string     `json:"place,omitempty"`
	Room         string     `json:"room,omitempty"`
	Slot         string     `json:"slot,omitempty" doc:"What it is in the programme of its conference."`
	Platform     string     `json:"platform,omitempty"`
	PlatformLink string     `json:"platform_link,omitempty" doc:"For a token that may edit it: catalogue:write, and catalogue:read where it is only read."`
	Capacity     *int       `json:"capacity" doc:"Null for no limit."`
	SeatsLeft    *int       `json:"seats_left" doc:"Null for no limit."`
	OpensAt      *time.Time `json:"registration_opens_at"`
	ClosesAt     *time.Time `json:"registration_closes_at"`
	CancelUntil  *time.Time `json:"cancel_until" doc:"Until when people may cancel by themselves."`
	PromiseHours int        `json:"promise_hours" doc:"How long a seat from the waiting list is kept for an answer."`
	Minutes      int        `json:"minutes"`
	Days         []apiDay   `json:"days"`
}

type apiDay struct {
	ID       id.ID     `json:"id"`
	Title    string    `json:"title,omitempty"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
}

func occurrencesJSON(list []catalogue.Occurrence) []apiOccurrence {
	out := make([]apiOccurrence, len(list))
	for i, o := range list {
		out[i] = occurrenceJSON(o)
	}
	return out
}

func occurrenceJSON(o catalogue.Occurrence) apiOccurrence {
	out := apiOccurrence{
		ID: o.ID, OfferID: o.OfferID, ParentID: o.ParentID, Label: o.Label, Status: o.Status, Zone: o.Zone, StartsAt: o.StartsAt.UTC(), EndsAt: o.EndsAt.UTC(),
		Place: o.Place, Room: o.Room, Slot: o.Slot, Platform: o.Platform, OpensAt: web.Moment(o.OpensAt), ClosesAt: web.Moment(o.ClosesAt), CancelUntil: web.Moment(o.CancelUntil),
		PromiseHours: o.PromiseHours, Minutes: o.ScheduledMinutes(), Days: []apiDay{},
	}
	if left, limited := o.SeatsLeft(); limited {
		out.Capacity, out.SeatsLeft = &o.Capacity, &left
	}
	for _, d := range o.Days {
		out.Days = append(out.Days, apiDay{d.ID, d.Title, d.StartsAt.UTC(), d.EndsAt.UTC()})
	}
	return out
}
