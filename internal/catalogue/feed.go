package catalogue

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"html"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue/offerfile"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/id"
)

// How much a feed holds, and how often a program should fetch it again.
const (
	feedOffers  = 300
	atomEntries = 50
	feedRefresh = 6 * time.Hour
	// feedPast is for how long a date stays in a calendar after it was over.
	feedPast = 30 * 24 * time.Hour
)

// found returns the first offers that a search finds, at most so many; none where no offer has all the words, as for a letter. Everybody may.
func (s *Service) found(ctx context.Context, r SearchRequest, most int) ([]Card, error) {
	r.Cursor, r.Facets, r.Limit = "", false, min(most, 100)
	var out []Card
	for {
		page, err := s.Search(ctx, r)
		if err != nil {
			return nil, err
		}
		if page.Loose {
			return nil, nil
		}
		out = append(out, page.Items...)
		if r.Cursor = page.Next; r.Cursor == "" || len(out) >= most {
			return out[:min(len(out), most)], nil
		}
	}
}

// SearchCalendar returns the dates of what a search finds as a calendar to subscribe to: those to come and those of
// the last month, the cancelled ones as cancelled; of many offers those whose dates come first. Days are those of r.Location or else of the
// association. Everybody may. Errors are those of Search.
func (s *Service) SearchCalendar(ctx context.Context, r SearchRequest, name string) ([]byte, error) {
	r.Sort = SortSoonest
	if r.Location == nil {
		r.Location = s.zone
	}
	cards, err := s.found(ctx, r, feedOffers)
	if err != nil {
		return nil, err
	}
	byID, offers := make(map[id.ID]Card, len(cards)), make([]id.ID, len(cards))
	for i, c := range cards {
		byID[c.OfferID], offers[i] = c, c.OfferID
	}
	dates, err := datesSince(ctx, s.db, offers, s.clock.Now().Add(-feedPast))
	if err != nil {
		return nil, err
	}
	c := calendar.Calendar{Name: name, Refresh: feedRefresh}
	for _, o := range dates {
		card := byID[o.OfferID]
		c.Events = append(c.Events, CalendarEvents(card.Title, card.Summary, card.Key, o, s.baseURL)...)
	}
	var b bytes.Buffer
	if err := calendar.Write(&b, c); err != nil {
		return nil, fmt.Errorf("catalogue: calendar: %w", err)
	}
	return b.Bytes(), nil
}

// The elements of RFC 4287 that we write.
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Author  string      `xml:"author>name"`
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	atomEntry struct {
		ID         string         `xml:"id"`
		Title      string         `xml:"title"`
		Updated    string         `xml:"updated"`
		Published  string         `xml:"published"`
		Author     string         `xml:"author>name"`
		Link       atomLink       `xml:"link"`
		Summary    atomText       `xml:"summary"`
		Categories []atomCategory `xml:"category"`
	}
	atomText struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
	atomCategory struct {
		Term string `xml:"term,attr"`
	}
)

// SearchAtom returns what a search finds as an Atom feed (RFC 4287), the newest first. page and self are the
// addresses of the search and of the feed; facts says what there is to know of an offer beside its summary. Everybody may. Errors are those of Search.
func (s *Service) SearchAtom(ctx context.Context, r SearchRequest, title, page, self string, facts func(Card) []string) ([]byte, error) {
	r.Sort = SortNewest
	if r.Location == nil {
		r.Location = s.zone
	}
	cards, err := s.found(ctx, r, atomEntries)
	if err != nil {
		return nil, err
	}
	feed := atomFeed{ID: page, Title: title, Updated: time.Unix(0, 0).UTC().Format(time.RFC3339), Author: "Learning Commons",
		Links: []atomLink{{"self", "application/atom+xml", self}, {"alternate", "text/html", page}}}
	for i, c := range cards {
		at := c.PublishedAt.UTC().Format(time.RFC3339)
		if i == 0 {
			feed.Updated = at
		}
		e := atomEntry{ID: "urn:uuid:" + string(c.OfferID), Title: c.Title, Updated: at, Published: at, Author: c.UnitName, Summary: atomText{"html", summaryOf(c, facts(c))},
			Link: atomLink{"alternate", "text/html", s.baseURL + "/offers/" + c.Key}, Categories: []atomCategory{{string(c.Kind)}}}
		for _, area := range c.Areas {
			e.Categories = append(e.Categories, atomCategory{area})
		}
		feed.Entries = append(feed.Entries, e)
	}
	return encodeXML(feed)
}

// summaryOf is a card's summary with facts beneath it, as HTML. They stand in a paragraph of a name of its own, so that an importer
// can tell them from what the offer says.
func summaryOf(c Card, facts []string) string {
	text := "<p>" + html.EscapeString(c.Summary) + "</p>"
	if len(facts) > 0 {
		text += `<p class="` + offerfile.FactsClass + `">` + html.EscapeString(strings.Join(facts, " · ")) + "</p>"
	}
	return text
}

func encodeXML(v any) ([]byte, error) {
	b, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, fmt.Errorf("catalogue: feed: %w", err)
	}
	return append([]byte(xml.Header), b...), nil
}
