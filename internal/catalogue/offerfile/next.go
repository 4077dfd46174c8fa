package offerfile

import (
	"bytes"
	"encoding/xml"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html/charset"
)

// Next is the address of the page with which an answer goes on, "" where it names none; from is where the answer came from. Interfaces for programs and feeds say so
// in ways of their own: a link, a token to be sent back, or which page of how many this is. pages is false for what has no pages that could be put together.
func Next(data []byte, from string) (next string, pages bool) {
	at, err := url.Parse(from)
	if err != nil {
		return "", false
	}
	data = decode(data)
	head := bytes.TrimSpace(data)
	switch {
	case len(head) == 0:
		return "", false
	case head[0] == '{' || head[0] == '[':
		roots, err := parse(text(data), 1)
		if err != nil || len(roots) != 1 {
			return "", false
		}
		next = nextOf(roots[0], at)
	case isFeed(head):
		next = nextInFeed(data)
	default:
		return "", false
	}
	if next == "" {
		return "", true
	}
	to, err := at.Parse(next)
	if err != nil {
		return "", true
	}
	return to.String(), true
}

// nextLinks are where interfaces put the address of their next page: the name of a member, and of one within it.
var nextLinks = [][]string{
	{"next_rest_url"}, {"@odata.nextLink"}, {"odata.nextLink"}, {"nextLink"}, {"next_page_url"}, {"nextPageUrl"}, {"next_url"}, {"nextUrl"}, {"next"}, {"links", "next"}, {"_links", "next"},
	{"paging", "next"}, {"pagination", "next"}, {"pagination", "next_url"}, {"meta", "next"}, {"view", "next"}, {"hydra:view", "hydra:next"}, {"view", "hydra:next"}, {"info", "next"},
}

func nextOf(root *node, at *url.URL) string {
	for _, path := range nextLinks {
		n := root
		for _, name := range path {
			n = n.get(name)
		}
		if n != nil && n.kind == 'o' {
			n = n.get("href", "url", "@id")
		}
		if n != nil && n.kind == 's' && strings.ContainsAny(n.text, "/?") {
			return n.text
		}
	}
	with := func(name, value string) string {
		q := at.Query()
		q.Set(name, value)
		return "?" + q.Encode()
	}
	if token := root.get("nextPageToken").str(); token != "" {
		return with("pageToken", token)
	}
	p := root.get("pagination")
	if token := p.get("continuation").str(); token != "" && p.get("has_more_items").str() != "false" {
		return with("continuation", token)
	}
	for _, of := range []struct{ is, all *node }{{p.get("page_number"), p.get("page_count")}, {root.get("page").get("current"), root.get("page").get("total")}} {
		is, err1 := strconv.Atoi(of.is.str())
		all, err2 := strconv.Atoi(of.all.str())
		if err1 == nil && err2 == nil && is > 0 && is < all {
			return with("page", strconv.Itoa(is+1))
		}
	}
	return ""
}

// nextInFeed is the link of a feed, and of none of its items, that says that it is the next one (RFC 5005).
func nextInFeed(data []byte) string {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict, d.Entity, d.CharsetReader = false, xml.HTMLEntity, charset.NewReaderLabel
	for {
		tok, err := d.Token()
		if err != nil {
			return ""
		}
		x, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch strings.ToLower(x.Name.Local) {
		case "item", "entry":
			if d.Skip() != nil {
				return ""
			}
		case "link":
			e := element{Attrs: x.Attr}
			if strings.EqualFold(e.attr("rel"), "next") && e.attr("href") != "" {
				return e.attr("href")
			}
		}
	}
}
