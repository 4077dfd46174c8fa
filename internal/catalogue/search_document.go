package catalogue

import (
	"strings"
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
	Facets:  engineFacets,
	Sorts:   []string{"start", "title", "published", "minutes", "price"},
	Default: "start",
}

// indexed is a published offer as it is read for the index.
type indexed struct {
	offer       Offer
	version     Version
	occurrences []Occurrence // scheduled ones by start, without days
	tenths      int
}

// entry is what the index keeps of an offer beside the engine.
type entry struct {
	doc  string
	card Card
	// due is when the entry must be made anew because time has passed: its next date begins, or it expires. Zero is never.
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

// entry makes the card of an offer and says when it must be made again.
func (d *directory) entry(x indexed) *entry {
	v, o := x.version, x.offer
	unit := d.units[o.UnitID]
	c := Card{
		OfferID: o.ID, VersionID: v.ID, Key: o.Key, Title: v.Title, Summary: v.Summary, Kind: Kind(d.intern(string(o.Kind))),
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
	c.Earns, c.CEU = earnsNow(o.Earns, x.tenths)
	e := &entry{card: c, doc: documentID(SortTitle(v.Title, v.Language), o.ID)}
	for i, at := range x.occurrences {
		if at.StartsAt.After(d.now) {
			e.card.Dates = len(x.occurrences) - i
			e.card.Next = d.date(at)
			e.due = at.StartsAt
			break
		}
	}
	if n := len(x.occurrences); e.card.Next == nil && n > 0 {
		e.card.Next = d.date(x.occurrences[n-1])
		e.card.Next.Past = true
	}
	if day, err := time.Parse(time.DateOnly, o.ExpiresOn); err == nil {
		if ends := day.Add(endOfDayEverywhere); e.due.IsZero() || ends.Before(e.due) {
			e.due = ends
		}
	}
	return e
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
	lang, _, _ := strings.Cut(v.Language, "-")
	doc := search.Document{
		ID: e.doc, Lang: v.Language,
		Text: map[string]string{
			"title": v.Title, "themes": lines(v.Themes), "presenters": lines(presenters), "objectives": lines(v.Objectives),
			"summary": v.Summary, "areas": lines(areas), "units": lines(append(units, x.offer.UnitName)), "sponsors": lines(v.ExtraSponsors),
			"description": v.Description, "facts": lines(facts(c, lang)),
		},
		Facets: map[string][]string{
			"area": v.Areas, "kind": {string(c.Kind)}, "format": {string(v.Format)}, "level": {string(v.Level)}, "price": {priceBand(v.Prices)},
			"recognition": texts(c.Earns), "unit": acronyms, "audience": texts(v.Audiences), "language": {lang},
			"accessibility": texts(v.Accessibility.Features), dayFacet: d.days(c),
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

// days returns the values of dayFacet: the day of the next date as it is announced, where it takes place.
func (d *directory) days(c Card) []string {
	var out []string
	if c.SelfPaced {
		out = append(out, daySelfPaced)
	}
	switch {
	case c.Next == nil:
	case !c.Next.Past && c.Next.StartsAt.Sub(d.now) > farOff:
		out = append(out, dayFarOff)
	case !c.Next.Past:
		out = append(out, Occurrence{Zone: c.Next.Zone}.localDay(c.Next.StartsAt))
	case !c.SelfPaced:
		out = append(out, dayPast)
	}
	return out
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
	case "free":
		out = append(out, "free")
	case "free-for-members":
		out = append(out, "free for members")
	}
	if c.SelfPaced {
		out = append(out, "self-paced", "on demand")
	}
	return out
}

// levelSynonyms are the words by which people ask for a level.
var levelSynonyms = map[Level][]string{Foundational: {"beginner", "introductory"}, Practitioner: {"intermediate"}, Expert: {"advanced"}}

func priceBand(prices []Price) string {
	band := "free"
	for _, p := range prices {
		if !p.Amount.IsZero() {
			band = "paid"
		}
	}
	member, offered := PriceFor(Version{Content: Content{Prices: prices}}, PriceMember)
	if band == "paid" && offered && member.IsZero() {
		band = "free-for-members"
	}
	return band
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
