package catalogue

import (
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/search"
)

// searchSchema weighs the fields: what an offer is called counts most, then what it is about, then
// who gives it, and its long description least.
var searchSchema = search.Schema{
	Fields: []search.Field{
		{Name: "title", Weight: 12}, {Name: "themes", Weight: 5}, {Name: "presenters", Weight: 5}, {Name: "objectives", Weight: 4},
		{Name: "summary", Weight: 4}, {Name: "areas", Weight: 3}, {Name: "units", Weight: 3}, {Name: "sponsors", Weight: 2}, {Name: "facts", Weight: 1},
		{Name: "description", Weight: 1},
	},
	Facets:  append(slices.Clone(engineFacets), competencyFacet, closingFacet),
	Passing: []string{"seats", competencyFacet, closingFacet},
	Sorts:   []string{"start", "title", "published", "minutes", "price"},
	Default: "start",
}

// indexed is a published offer as it is read for the index.
type indexed struct {
	offer       Offer
	version     Version
	occurrences []Occurrence // scheduled ones by start, without days
	tenths      int
	teaches     []Taught
}

// entry is what the index keeps of an offer beside the engine.
type entry struct {
	doc  string
	card Card
	// days is the value of dayFacet, seats that of "seats"; empty for neither.
	days, seats string
	// due is when the entry must be made anew because time has passed: a date begins, ends or is registered for no more, or the offer expires. Zero is never.
	due time.Time
}

// documentID begins with the title's sort key: documents of equal rank, and those sorted by
// title, go by their id.
func documentID(sortTitle string, offer id.ID) string { return sortTitle + "\x1f" + string(offer) }

// directory is what an entry needs to know beside its offer.
type directory struct {
	now     time.Time
	units   map[id.ID]people.Unit // of today
	all     map[id.ID]people.Unit
	areas   map[string]string // titles
	full    map[id.ID]id.ID   // the offers of dates without a free seat, see fullDates
	strings map[string]string // one copy of each repeated text
}

// intern returns one copy of equal strings, so that cards share them.
func (d *directory) intern(s string) string {
	if kept, ok := d.strings[s]; ok {
		return kept
	}
	s = strings.Clone(s)
	d.strings[s] = s
	return s
}

func (d *directory) interned(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = d.intern(s)
	}
	return out
}

// cardsMade counts, see Card.Made.
var cardsMade atomic.Uint64

// entry makes the card of an offer and says when it must be made again.
func (d *directory) entry(x indexed) *entry {
	v, o := x.version, x.offer
	unit := d.units[o.UnitID]
	c := Card{
		Made: cardsMade.Add(1), OfferID: o.ID, VersionID: v.ID, Key: o.Key, Title: v.Title, Summary: v.Summary, Kind: Kind(d.intern(string(o.Kind))),
		Level: Level(d.intern(string(v.Level))), Format: Format(d.intern(string(v.Format))), Language: d.intern(v.Language), Minutes: v.Minutes,
		UnitID: unit.ID, UnitAcronym: unit.Acronym, UnitName: unit.Name, Areas: d.interned(v.Areas), Prices: v.Prices,
		SelfPaced: SelfPaced(o.Kind, v), PublishedAt: o.PublishedAt,
	}
	if o.UnitName != unit.Name {
		c.UnitWas = d.intern(o.UnitName)
	}
	for _, u := range d.sponsors(o, v) {
		if u.ID != unit.ID {
			c.Cosponsors = append(c.Cosponsors, u.Acronym)
		}
	}
	c.Teaches = x.teaches
	c.Earns, c.CEU = earnsNow(o.Earns, x.tenths)
	e := &entry{card: c, doc: documentID(SortTitle(v.Title, v.Language), o.ID)}
	d.addDates(e, x.occurrences)
	if day, err := time.Parse(time.DateOnly, o.ExpiresOn); err == nil {
		e.sooner(day.Add(endOfDayEverywhere), d.now)
	}
	return e
}

// sooner notes a moment that changes the entry, unless it is over.
func (e *entry) sooner(at, now time.Time) {
	if at.After(now) && (e.due.IsZero() || at.Before(e.due)) {
		e.due = at
	}
}

// addDates puts the dates on the card. The one shown is the first that has not ended and can still be registered for, else
// the first that has not ended, else the last.
func (d *directory) addDates(e *entry, dates []Occurrence) {
	c := &e.card
	var days []string
	if c.SelfPaced {
		days, e.seats = append(days, daySelfPaced), seatsLeft
	}
	closed := false // for the date on the card
	for _, o := range dates {
		if !o.EndsAt.After(d.now) {
			continue
		}
		c.Dates++
		for _, at := range []time.Time{o.StartsAt, o.EndsAt, o.ClosesAt} {
			e.sooner(at, d.now)
		}
		day := dayUnderWay
		if o.StartsAt.After(d.now) {
			day = o.localDay(o.StartsAt)
		}
		if !slices.Contains(days, day) {
			days = append(days, day)
		}
		over := !o.ClosesAt.IsZero() && !d.now.Before(o.ClosesAt)
		if _, full := d.full[o.ID]; !over && !full {
			e.seats = seatsLeft
		} else if !over && e.seats == "" {
			e.seats = seatsWaiting
		}
		if c.Next == nil || closed && !over {
			c.Next, closed = d.date(o), over
			c.Next.UnderWay = day == dayUnderWay
		}
	}
	if n := len(dates); c.Next == nil && n > 0 {
		c.Next = d.date(dates[n-1])
		c.Next.Past = true
		if !c.SelfPaced {
			days = append(days, dayPast)
		}
	}
	e.days = strings.Join(days, " ")
}

func (d *directory) date(o Occurrence) *CardDate {
	return &CardDate{ID: o.ID, StartsAt: o.StartsAt, EndsAt: o.EndsAt, Zone: d.intern(o.Zone), Place: d.intern(o.Place),
		Capacity: o.Capacity, Taken: o.Taken, OpensAt: o.OpensAt, ClosesAt: o.ClosesAt}
}

// sponsors returns the units of today that offer it, the owner first, each once.
func (d *directory) sponsors(o Offer, v Version) []people.Unit {
	list := []people.Unit{d.units[o.UnitID]}
next:
	for _, c := range v.Cosponsors {
		u, ok := d.units[c]
		for _, had := range list {
			if !ok || had.ID == u.ID {
				continue next
			}
		}
		list = append(list, u)
	}
	return list
}

// document makes what the engine searches.
func (d *directory) document(x indexed, e *entry) search.Document {
	v, c := x.version, e.card
	var areas, presenters, units, acronyms []string
	for _, a := range v.Areas {
		areas = append(areas, d.areas[a])
	}
	for _, p := range v.Presenters {
		presenters = append(presenters, p.Name)
	}
	for _, u := range d.sponsors(x.offer, v) {
		acronyms = append(acronyms, u.Acronym)
		units = append(units, u.Acronym, u.Name)
	}
	// The names of before are words to find it by as well.
	for _, unit := range append([]id.ID{x.offer.UnitID}, v.Cosponsors...) {
		for _, n := range d.all[unit].Names {
			units = append(units, n.Acronym, n.Name)
		}
	}
	lang := baseLanguage(v.Language)
	doc := search.Document{
		ID: e.doc, Lang: lang,
		Text: map[string]string{
			"title": v.Title, "themes": lines(v.Themes), "presenters": lines(presenters), "objectives": lines(v.Objectives),
			"summary": v.Summary, "areas": lines(areas), "units": lines(append(units, x.offer.UnitName)), "sponsors": lines(v.ExtraSponsors),
			"description": v.Description, "facts": lines(facts(c, lang)),
		},
		Facets: map[string][]string{
			"area": v.Areas, "kind": {string(c.Kind)}, "format": {string(v.Format)}, "level": {string(v.Level)}, "price": priceBands(v.Prices),
			"recognition": texts(c.Earns), "unit": acronyms, "audience": texts(v.Audiences), "language": {lang},
			"accessibility": texts(v.Accessibility.Features), dayFacet: {e.days}, "seats": {e.seats}, competencyFacet: taughtFacets(x.teaches), closingFacet: c.closing(),
		},
		Sorts: map[string]int64{"title": 0, "published": c.PublishedAt.UnixMicro(), "price": priceKey(v)},
	}
	if v.Minutes > 0 {
		doc.Sorts["minutes"] = int64(v.Minutes)
	}
	if c.Next != nil && !c.Next.Past {
		doc.Sorts["start"] = c.Next.StartsAt.UnixMicro()
	}
	return doc
}

// localDay returns the civil date of a moment in the occurrence's zone.
func (o Occurrence) localDay(t time.Time) string { return t.In(o.Location()).Format(time.DateOnly) }

// facts are what people type that stands in no text: what kind of thing it is, where and in what
// language it is taken, for whom, what it costs and what it earns.
func facts(c Card, lang string) []string {
	// The words are English, which texts in other languages are not folded by: hence the plural.
	out := []string{c.Kind.Label(), c.Kind.Label() + "s", c.Format.Label(), c.Level.Label(), LanguageName(lang), display.English.Languages().Name(language.Make(lang))}
	out = append(out, levelSynonyms[c.Level]...)
	for _, r := range c.Earns {
		out = append(out, r.Label())
		if r == CEU {
			out = append(out, "continuing education unit", "contact hours")
		}
	}
	switch priceBand(c.Prices) {
	case priceFree:
		out = append(out, "free")
	case priceFreeForMembers:
		out = append(out, "free for members")
	}
	if c.SelfPaced {
		out = append(out, "self-paced", "on demand")
	}
	return out
}

// levelSynonyms are the words by which people ask for a level.
var levelSynonyms = map[Level][]string{Foundational: {"beginner", "introductory"}, Practitioner: {"intermediate"}, Expert: {"advanced"}}

// Whether one of the dates to come that can be registered for, now or later, has a free seat. What is begun at any time, or has no
// limit, has one.
const (
	seatsLeft    = "left"
	seatsWaiting = "waiting"
)

// The bands of prices.
const (
	priceFree           = "free"
	priceFreeForMembers = "free-for-members"
	pricePaid           = "paid"
)

// priceBand says who pays nothing: everybody, which takes that it is offered to everybody, members, or nobody in general.
func priceBand(prices []Price) string {
	v := Version{Content: Content{Prices: prices}}
	free := func(class string) bool {
		amount, offered := PriceFor(v, class)
		return offered && amount.IsZero()
	}
	switch {
	case free(PriceNonMember) && !slices.ContainsFunc(prices, func(p Price) bool { return !p.Amount.IsZero() }):
		return priceFree
	case free(PriceMember):
		return priceFreeForMembers
	}
	return pricePaid
}

// priceBands are the values of the facet: a member who looks for what is free for members finds what is free for everybody as well.
func priceBands(prices []Price) []string {
	band := priceBand(prices)
	if band == priceFree {
		return []string{priceFree, priceFreeForMembers}
	}
	return []string{band}
}

// priceKey sorts by what a visitor pays, or a member where it is not offered to others.
func priceKey(v Version) int64 {
	amount, ok := PriceFor(v, PriceNonMember)
	if !ok {
		amount, _ = PriceFor(v, PriceMember)
	}
	return amount.Minor
}

// lines joins texts so that no phrase runs from one into the next.
func lines(list []string) string { return strings.Join(list, "\n") }

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}
