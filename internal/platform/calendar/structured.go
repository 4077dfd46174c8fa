package calendar

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html/charset"
)

var (
	jcalStart = regexp.MustCompile(`(?i)^\s*\[\s*(?:\[\s*)?"vcalendar"`)
	xcalStart = regexp.MustCompile(`(?is)^\s*(?:<\?.*?\?>|<!--.*?-->|\s)*<(?:[a-z]+:)?(?:icalendar|vcalendar)[\s>]`)
)

// Looks reports whether a file is a calendar by its beginning: iCalendar, or the same in JSON or XML.
func Looks(head []byte) bool {
	head = bytes.ReplaceAll(bytes.TrimPrefix(head, []byte("\ufeff")), []byte{0}, nil) // in UTF-16 every second byte of it is zero
	return bytes.Contains(bytes.ToUpper(head), []byte("BEGIN:VCALENDAR")) || jcalStart.Match(head) || xcalStart.Match(head)
}

// walk takes a calendar apart into the properties of iCalendar, whichever way they are written.
func (p *parser) walk(data []byte) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	w := structured{parser: p, data: data, line: 1}
	switch {
	case jcalStart.Match(data):
		w.json = json.NewDecoder(bytes.NewReader(data))
		w.json.UseNumber()
		w.calendars()
	case xcalStart.Match(data):
		w.xml = xml.NewDecoder(bytes.NewReader(data))
		w.xml.CharsetReader = charset.NewReaderLabel
		w.elements(0)
	default:
		scan(data, p.opts.MaxLine, p.property, p.badLine)
	}
}

// maxNested bounds how deep components and elements stand in one another, maxValues what is kept of one property.
const (
	maxNested = 20
	maxValues = 5_000
)

var errNested = errors.New("nested too deeply")

// structured reads jCal (RFC 7265) and xCal (RFC 6321). What is broken ends the file there, as in one that was cut off.
type structured struct {
	*parser
	json *json.Decoder
	xml  *xml.Decoder
	data []byte
	at   int // up to where lines were counted
	line int
}

// here is the line of an offset.
func (w *structured) here(offset int64) int {
	if to := int(offset); to > w.at && to <= len(w.data) {
		w.line += bytes.Count(w.data[w.at:to], []byte{'\n'})
		w.at = to
	}
	return w.line
}

// say hands on a property. Its values are as iCalendar writes them.
func (w *structured) say(line int, name string, params map[string]string, values []string) {
	p := property{name: strings.ToUpper(name), params: params, value: strings.Join(values, ","), line: line}
	if len(p.value) > w.opts.MaxLine {
		p.value, p.cut = strings.ToValidUTF8(p.value[:w.opts.MaxLine], ""), true
	}
	w.property(p)
}

// value writes a value of a type as iCalendar does.
func value(kind, s string) string {
	switch kind {
	case "text":
		return escapeText(s)
	case "utc-offset":
		return strings.ReplaceAll(s, ":", "")
	}
	return s
}

// calendars reads the array of a calendar, or of several.
func (w *structured) calendars() {
	for {
		t, err := w.json.Token()
		if err != nil {
			return
		}
		if name, ok := t.(string); ok && !w.component(name, 0) {
			return
		}
	}
}

// component reads what stands behind the name of a component, up to the end of its array.
func (w *structured) component(name string, depth int) bool {
	w.say(w.here(w.json.InputOffset()), "BEGIN", nil, []string{name})
	if depth > maxNested || !w.opens('[') {
		return false
	}
	for w.json.More() {
		line, left := w.here(w.json.InputOffset()), maxValues
		x, err := w.jsonValue(0, &left)
		p, ok := x.([]any)
		if err != nil || !ok {
			return false
		}
		w.jsonProperty(line, p)
		w.tooMany(line, left)
	}
	if !w.opens(']') || !w.opens('[') {
		return false
	}
	for w.json.More() {
		if !w.opens('[') {
			return false
		}
		t, err := w.json.Token()
		inner, ok := t.(string)
		if err != nil || !ok || !w.component(inner, depth+1) {
			return false
		}
	}
	for range 2 { // of the parts, and of the component
		if !w.opens(']') {
			return false
		}
	}
	w.say(w.here(w.json.InputOffset()), "END", nil, []string{name})
	return true
}

func (w *structured) opens(sign json.Delim) bool {
	t, err := w.json.Token()
	return err == nil && t == sign
}

// jsonValue reads a value to its end, and keeps of what stands in it as much as is left to keep.
func (w *structured) jsonValue(depth int, left *int) (any, error) {
	t, err := w.json.Token()
	sign, opened := t.(json.Delim)
	if *left--; err != nil || !opened {
		return t, err
	}
	if depth > maxNested {
		return nil, errNested
	}
	var list []any
	object := map[string]any{}
	for w.json.More() {
		name := ""
		if sign == '{' {
			key, err := w.json.Token()
			if err != nil {
				return nil, err
			}
			name, _ = key.(string)
		}
		room := *left > 0
		x, err := w.jsonValue(depth+1, left)
		switch {
		case err != nil:
			return nil, err
		case !room:
		case sign == '{':
			object[name] = x
		default:
			list = append(list, x)
		}
	}
	if _, err := w.json.Token(); err != nil {
		return nil, err
	}
	if sign == '{' {
		return object, nil
	}
	return list, nil
}

// tooMany tells of a property of which not all was kept.
func (w *structured) tooMany(line, left int) {
	if c := w.current(); c != nil && left < 0 {
		c.note(remark(line, "This line holds more than %d values; the others were passed over.", maxValues))
	}
}

// jsonProperty reads ["name", {parameters}, "type", value...].
func (w *structured) jsonProperty(line int, p []any) {
	if len(p) < 4 {
		w.badLine(line)
		return
	}
	name, ok1 := p[0].(string)
	given, ok2 := p[1].(map[string]any)
	kind, ok3 := p[2].(string)
	if !ok1 || !ok2 || !ok3 {
		w.badLine(line)
		return
	}
	params := map[string]string{}
	for k, v := range given {
		params[strings.ToUpper(k)] = strings.Join(jsonTexts(v), ",")
	}
	var values []string
	for _, v := range p[3:] {
		if rule, ok := v.(map[string]any); ok {
			var parts []string
			for k, x := range rule {
				parts = append(parts, k+"="+strings.Join(jsonTexts(x), ","))
			}
			slices.Sort(parts)
			values = append(values, strings.Join(parts, ";"))
			continue
		}
		sign := ";"
		if kind == "period" {
			sign = "/"
		}
		several := jsonTexts(v)
		for i, s := range several {
			several[i] = value(kind, s)
		}
		values = append(values, strings.Join(several, sign))
	}
	w.say(line, name, params, values)
}

func jsonTexts(v any) []string {
	switch x := v.(type) {
	case nil:
		return nil
	case []any:
		var out []string
		for _, one := range x {
			if s, ok := one.(string); ok {
				out = append(out, s)
			} else {
				out = append(out, fmt.Sprint(one))
			}
		}
		return out
	}
	return []string{fmt.Sprint(v)}
}

// xmlProperty is an element with all that stands in it.
type xmlProperty struct {
	xml.StartElement
	Text string
	Kids []xmlProperty
}

// xmlValue reads an element to its end, and keeps of what stands in it as much as is left to keep.
func (w *structured) xmlValue(start xml.StartElement, depth int, left *int) (xmlProperty, error) {
	e := xmlProperty{StartElement: start}
	if depth > maxNested {
		return e, errNested
	}
	var text strings.Builder
	for {
		t, err := w.xml.Token()
		if err != nil {
			return e, err
		}
		switch x := t.(type) {
		case xml.EndElement:
			e.Text = text.String()
			return e, nil
		case xml.CharData:
			text.Write(x)
		case xml.StartElement:
			room := *left > 0
			*left--
			k, err := w.xmlValue(x, depth+1, left)
			if err != nil {
				return e, err
			}
			if room {
				e.Kids = append(e.Kids, k)
			}
		}
	}
}

// elements reads the elements of a component, and reports whether it came to its end.
func (w *structured) elements(depth int) bool {
	for {
		t, err := w.xml.Token()
		if err != nil {
			return false
		}
		switch x := t.(type) {
		case xml.EndElement:
			return true
		case xml.StartElement:
			line, name := w.here(w.xml.InputOffset()), strings.ToUpper(x.Name.Local)
			switch {
			case depth > maxNested:
				return false
			case name == "ICALENDAR" || name == "PROPERTIES" || name == "COMPONENTS":
				if !w.elements(depth + 1) {
					return false
				}
			case name == "STANDARD" || name == "DAYLIGHT" || name != "VERSION" && strings.HasPrefix(name, "V"):
				w.say(line, "BEGIN", nil, []string{name})
				if !w.elements(depth + 1) {
					return false
				}
				w.say(w.here(w.xml.InputOffset()), "END", nil, []string{name})
			default:
				left := maxValues
				e, err := w.xmlValue(x, 0, &left)
				if err != nil {
					return false
				}
				w.xmlProperty(line, name, e)
				w.tooMany(line, left)
			}
		}
	}
}

// xmlProperty reads <name><parameters/><type>value</type></name>; the drafts of xCal had the value in the element itself, and parameters as attributes.
func (w *structured) xmlProperty(line int, name string, e xmlProperty) {
	params := map[string]string{}
	for _, a := range e.Attr {
		params[strings.ToUpper(a.Name.Local)] = a.Value
	}
	var values []string
	for _, k := range e.Kids {
		switch kind := strings.ToLower(k.Name.Local); kind {
		case "parameters":
			for _, p := range k.Kids {
				params[strings.ToUpper(p.Name.Local)] = strings.Join(xmlTexts(p), ",")
			}
		case "recur":
			parts := map[string][]string{}
			var names []string
			for _, part := range k.Kids {
				if parts[part.Name.Local] == nil {
					names = append(names, part.Name.Local)
				}
				parts[part.Name.Local] = append(parts[part.Name.Local], strings.TrimSpace(part.Text))
			}
			for i, n := range names {
				names[i] = n + "=" + strings.Join(parts[n], ",")
			}
			values = append(values, strings.Join(names, ";"))
		case "period":
			values = append(values, strings.Join(xmlTexts(k), "/"))
		default:
			values = append(values, value(kind, strings.TrimSpace(k.Text)))
		}
	}
	if len(values) == 0 {
		kind := "text"
		if name == "RRULE" {
			kind = "recur"
		}
		values = []string{value(kind, strings.TrimSpace(e.Text))}
	}
	w.say(line, name, params, values)
}

func xmlTexts(e xmlProperty) []string {
	var out []string
	for _, k := range e.Kids {
		out = append(out, strings.TrimSpace(k.Text))
	}
	return out
}
