package offerfile

import (
	"bytes"
	"encoding/xml"
	"regexp"
	"strings"

	"golang.org/x/net/html/charset"

	"learningcommons.dev/commons/internal/platform/errs"
)

var feedStart = regexp.MustCompile(`(?is)^\s*(?:<\?xml.*?\?>|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>|\s)*<(?:[a-z]+:)?(rss|feed|rdf)[\s>]`)

// isFeed reports whether a file is RSS or Atom, by its outermost element.
func isFeed(data []byte) bool { return feedStart.Match(data[:min(len(data), 64<<10)]) }

// element is an element of a feed with all that stands in it.
type element struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Inner   string     `xml:",innerxml"`
	Kids    []element  `xml:",any"`
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if strings.EqualFold(a.Name.Local, name) {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

func (e element) text() string {
	if len(e.Kids) > 0 {
		return strings.TrimSpace(e.Inner) // markup that was not hidden
	}
	return strings.TrimSpace(e.Text)
}

// readFeed reads RSS 0.9 to 2.0 and Atom. An item is an offer elsewhere; it has a date only where one of the extensions for events
// gives one, since the date of publication says when it was written.
func readFeed(data []byte) (Table, error) {
	if !bytes.Contains(data[:min(len(data), 200)], []byte("encoding")) {
		data = text(data)
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict, d.Entity, d.CharsetReader = false, xml.HTMLEntity, charset.NewReaderLabel
	t := Table{Format: RSS}
	depth, language := 0, ""
	for {
		tok, err := d.Token()
		if err != nil {
			line, _ := d.InputPos()
			if len(t.Rows) > 0 && d.InputOffset() < int64(len(bytes.TrimRight(data, " \r\n\t"))) {
				t.Notes = append(t.Notes, errs.New(errs.Invalid, "The feed is broken at line %d; what stands behind it was not read.", line).Error())
			} else if len(t.Rows) == 0 && depth > 0 {
				return t, errs.New(errs.Invalid, "The feed is broken at line %d.", line)
			}
			return t, nil
		}
		switch x := tok.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			depth++
			name := strings.ToLower(x.Name.Local)
			switch {
			case name == "feed":
				t.Format = Atom
			case name == "item" || name == "entry":
				line, _ := d.InputPos()
				var e element
				if err := d.DecodeElement(&e, &x); err != nil {
					line, _ := d.InputPos()
					if len(t.Rows) == 0 {
						return t, errs.New(errs.Invalid, "The feed is broken at line %d.", line)
					}
					t.Notes = append(t.Notes, errs.New(errs.Invalid, "The feed is broken at line %d; what stands behind it was not read.", line).Error())
					return t, nil
				}
				depth--
				if len(t.Rows) == maxRows {
					return t, errs.New(errs.Invalid, "The file has more than %d rows.", maxRows)
				}
				r := e.row(line)
				r.put("language", language)
				t.Rows = append(t.Rows, r)
			case depth > 3:
			case name == "title" && t.Name == "", name == "language" && language == "":
				var s string
				if d.DecodeElement(&s, &x) == nil && name == "title" {
					t.Name = strings.TrimSpace(s)
				} else {
					language = strings.TrimSpace(s)
				}
				depth--
			}
		}
	}
}

// extensions are the names that modules for events give to what they say: the RSS event module (ev:), xCal in RSS, Google's gd:, and what
// calendar systems of libraries add. Names are compared in lower case without their prefix.
var extensions = map[string]string{
	"startdate": "date", "dtstart": "date", "localstart": "date", "eventstart": "date", "start": "date", "starttime": "date", "startdatetime": "date", "eventdate": "date",
	"enddate": "end", "dtend": "end", "localend": "end", "eventend": "end", "end": "end", "endtime": "end", "enddatetime": "end",
	"location": "place", "venue": "place", "place": "place", "room": "room", "timezone": "zone", "tzid": "zone", "organizer": "sponsor", "presenter": "presenters",
	"cost": "price", "price": "price", "status": "status", "eventstatus": "status", "duration": "minutes", "seats": "capacity", "maxseats": "capacity",
}

func (e element) row(line int) Row {
	r := Row{Line: line, Cells: map[string]string{}}
	var categories []string
	day, body := "", ""
	for _, k := range e.Kids {
		name, space := strings.ToLower(k.XMLName.Local), k.XMLName.Space
		own := space == "" || strings.Contains(space, "www.w3.org/2005/Atom") || strings.Contains(space, "purl.org/rss/1.0/") && !strings.Contains(space, "modules") || strings.Contains(space, "netscape")
		switch {
		case own && name == "title":
			r.put("title", k.text())
		case own && (name == "guid" || name == "id"):
			r.put("id", k.text())
		case own && name == "link":
			if rel := strings.ToLower(k.attr("rel")); k.attr("href") != "" && (rel == "" || rel == "alternate") {
				r.put("link", k.attr("href"))
			} else if k.attr("href") == "" {
				r.put("link", k.text())
			}
		case name == "encoded" || own && name == "content":
			body = k.text()
		case own && (name == "description" || name == "summary"):
			r.put("description", k.text())
		case name == "category" || name == "subject":
			if s := k.attr("label"); s != "" {
				categories = append(categories, s)
			} else if s := k.attr("term"); s != "" {
				categories = append(categories, s)
			} else if s := k.text(); s != "" {
				categories = append(categories, s)
			}
		case !own && name == "date" && !strings.Contains(space, "purl.org/dc/"):
			day = k.text()
		case !own && name == "when":
			r.put("date", k.attr("startTime"))
			r.put("end", k.attr("endTime"))
		case !own && name == "where":
			r.put("place", k.attr("valueString"))
		case !own && extensions[name] != "" && !strings.Contains(space, "itunes") && !strings.Contains(space, "search.yahoo"):
			r.put(extensions[name], k.text())
			r.put("zone", k.attr("tzid"))
		}
	}
	if day != "" {
		// The day in one element and the times in others.
		if at := r.Cells["date"]; at == "" || len(at) <= 8 {
			r.Cells["date"] = strings.TrimSpace(day + " " + at)
		}
	}
	if body != "" {
		if short := r.Cells["description"]; short != "" && len(short) < len(body) && len(short) <= 600 {
			r.put("summary", short)
		}
		r.Cells["description"] = body
	}
	r.put("category", strings.Join(categories, "; "))
	r.put("id", r.Cells["link"])
	return r
}
