package offerfile

import (
	"bytes"
	"encoding/xml"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html/charset"

	"learningcommons.dev/commons/internal/platform/errs"
)

var feedStart = regexp.MustCompile(`(?is)^\s*(?:<\?xml.*?\?>|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>|\s)*<(?:[a-z]+:)?(rss|feed|rdf)[\s>]`)

// FactsClass names the paragraph of our own feeds with what there is to know of an offer beside its summary.
const FactsClass = "commons-facts"

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
// calendar systems of libraries and towns add. Names are compared in lower case without their prefix.
var extensions = map[string]string{
	"startdate": "date", "dtstart": "date", "localstart": "date", "eventstart": "date", "start": "date", "startdatetime": "date", "eventdate": "date", "eventdates": "date", "localtime": "date",
	"starttime": "time", "starthour": "time", "eventtimes": "time",
	"enddate": "end_date", "dtend": "end_date", "localend": "end_date", "eventend": "end_date", "end": "end", "endtime": "end", "endhour": "end", "enddatetime": "end",
	"location": "place", "venue": "place", "place": "place", "room": "room", "timezone": "zone", "tzid": "zone", "organizer": "sponsor", "presenter": "presenters",
	"cost": "price", "price": "price", "status": "status", "eventstatus": "status", "duration": "minutes", "seats": "capacity", "maxseats": "capacity",
}

var (
	// aClock is a time of day without a date.
	aClock = regexp.MustCompile(`(?i)^\d{1,2}(?:[:.h]\d{2}){0,2}\s*(?:[ap]\.?m\.?)?$`)
	// aDay is how a category looks that only says when.
	aDay = regexp.MustCompile(`^\d{4}[-/]\d{2}[-/]\d{2}\b`)
	// dayBefore stands before titles of which each date has its own.
	dayBefore = regexp.MustCompile(`^([A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}): (\S.*)$`)
	// facts are what our own feeds say beneath the summary of an offer: its date, price and format, which are no part of what it says.
	facts = regexp.MustCompile(`(?is)\s*<p class="` + FactsClass + `">[^<]*</p>`)
	// footer is what WordPress writes under every post in a feed.
	footer = regexp.MustCompile(`(?is)\s*(?:<p>)?\s*The post <a [^>]*>.{0,400}?</a> (?:appeared first on|first appeared on) <a [^>]*>.{0,200}?</a>\.?\s*(?:</p>)?\s*$`)
)

func (e element) row(line int) Row {
	r := Row{Line: line, Cells: map[string]string{}}
	var categories []string
	day, body, enclosure := "", "", ""
	for _, k := range e.Kids {
		name, space := strings.ToLower(k.XMLName.Local), k.XMLName.Space
		own := space == "" || strings.Contains(space, "www.w3.org/2005/Atom") || strings.Contains(space, "purl.org/rss/1.0/") && !strings.Contains(space, "modules") || strings.Contains(space, "netscape")
		itunes, media := strings.Contains(space, "itunes"), strings.Contains(space, "search.yahoo")
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
		case own && name == "enclosure" && enclosure == "":
			if kind := strings.ToLower(k.attr("type")); strings.HasPrefix(kind, "audio/") || strings.HasPrefix(kind, "video/") {
				enclosure = k.attr("url") // a recording, and not a picture beside the words
			}
		case name == "encoded" || own && name == "content":
			body = footer.ReplaceAllString(k.text(), "")
		case own && (name == "description" || name == "summary"):
			r.put("description", facts.ReplaceAllString(footer.ReplaceAllString(k.text(), ""), ""))
		case media && name == "group":
			for _, in := range k.Kids {
				if strings.EqualFold(in.XMLName.Local, "description") && body == "" {
					body = in.text()
				}
			}
		case itunes && name == "duration":
			r.put("minutes", played(k.text()))
		case name == "category" || name == "subject":
			for _, s := range []string{k.attr("label"), k.attr("term"), k.text()} {
				if s != "" && !strings.Contains(s, "://") && !aDay.MatchString(s) {
					categories = append(categories, s)
					break
				}
			}
		case !own && name == "date" && !strings.Contains(space, "purl.org/dc/"):
			day = k.text()
		case !own && name == "when":
			r.put("date", k.attr("startTime"))
			r.put("end", lastDay(k.attr("startTime"), k.attr("endTime")))
		case !own && name == "where":
			r.put("place", k.attr("valueString"))
		case !own && name == "customfield":
			if label := k.attr("name"); label != "" {
				r.put(label, k.text())
			}
		case !own && extensions[name] != "" && !itunes && !media:
			r.said(extensions[name], name, k)
		}
	}
	r.put("date", day)
	if m := dayBefore.FindStringSubmatch(r.Cells["title"]); m != nil && sameDay(m[1], r.Cells["date"]) {
		r.Cells["title"] = m[2]
	}
	if body != "" {
		if short := r.Cells["description"]; short != "" && len(short) < len(body) && len(short) <= 600 {
			r.put("summary", short)
		}
		r.Cells["description"] = body
	}
	r.put("category", strings.Join(categories, "; "))
	r.put("link", enclosure)
	r.put("id", r.Cells["link"])
	return r
}

// sameDay reports whether two values begin with the same day. A moment in UTC may be on the day before or after.
func sameDay(a, b string) bool {
	return slices.ContainsFunc(days(a), func(x time.Time) bool {
		return slices.ContainsFunc(days(b), func(y time.Time) bool { return x.Sub(y).Abs() <= 24*time.Hour })
	})
}

// said takes what an extension says. Whether a beginning is a day, a time or both its form tells.
func (r *Row) said(column, name string, k element) {
	value := k.text()
	switch {
	case strings.HasPrefix(column, "end") && !aClock.MatchString(value) && r.Cells["end_date"]+r.Cells["end"] != "":
		return // in another form
	case column == "date" && aClock.MatchString(value):
		column = "time"
	case column == "end_date" && strings.Contains(value, ":"):
		column = "end"
	case name == "dtend" || name == "localend":
		value = lastDay(r.Cells["date"], value)
	case column == "status" && value == "":
		// http://schemas.google.com/g/2005#event.canceled
		value = k.attr("value")
		value = value[strings.LastIndexByte(value, '.')+1:]
	}
	r.put(column, value)
	r.put("zone", k.attr("tzid"))
}

// lastDay is the last of whole days, of which iCalendar and its kin give the day after (RFC 5545, section 3.6.1); another end stays as it is.
func lastDay(start, end string) string {
	for _, form := range []string{"2006-01-02", "20060102"} {
		first, err1 := time.Parse(form, start)
		after, err2 := time.Parse(form, end)
		if err1 == nil && err2 == nil && after.After(first) {
			return after.AddDate(0, 0, -1).Format(form)
		}
	}
	return end
}

// played is the length of a recording in minutes: 00:42:10, 42:10 or 2530 seconds.
func played(s string) string {
	seconds := 0
	for part := range strings.SplitSeq(s, ":") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < 0 || seconds > 1_000_000 {
			return ""
		}
		seconds = seconds*60 + n
	}
	if seconds < 30 {
		return ""
	}
	return strconv.Itoa((seconds + 30) / 60)
}
