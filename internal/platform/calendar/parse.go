package calendar

import (
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
)

// component is a VEVENT, a VTIMEZONE or one of its observances. Only the
// properties that are read are kept.
type component struct {
	name     string
	line     int
	one      map[string]property   // the first of each
	many     map[string][]property // of those that may stand more than once
	children []*component
	calendar *scope
	notes    []Remark
}

// scope is one VCALENDAR: files may hold several, each with its own method.
type scope struct {
	method string
	names  []property // NAME, X-WR-CALNAME
	zone   property   // X-WR-TIMEZONE
	// floating is the zone of its times that name none.
	floating zone
}

// document is a file taken apart, before anything is understood.
type document struct {
	scopes   []*scope
	events   []*component
	zones    []*component
	problems []Problem
}

// maxKept bounds the content lines that are held in memory at once;
// maxRepeats those of one property of one event.
const (
	maxKept    = 1_000_000
	maxRepeats = 2_000
)

// kept lists the properties that are read: true for those that may stand more than once.
var kept = map[string]map[string]bool{
	"VEVENT": {
		"UID": false, "CLASS": false, "SEQUENCE": false, "STATUS": false, "SUMMARY": false, "DESCRIPTION": false, "X-ALT-DESC": false,
		"LOCATION": false, "URL": false, "ORGANIZER": false, "DTSTAMP": false, "LAST-MODIFIED": false,
		"DTSTART": false, "DTEND": false, "DURATION": false, "RECURRENCE-ID": false,
		"CATEGORIES": true, "RELATED-TO": true, "RRULE": true, "RDATE": true, "EXDATE": true, "EXRULE": true,
	},
	"VTIMEZONE": {"TZID": false, "X-LIC-LOCATION": false},
	"STANDARD":  {"DTSTART": false, "TZOFFSETFROM": false, "TZOFFSETTO": false, "RRULE": false, "RDATE": true},
}

func init() { kept["DAYLIGHT"] = kept["STANDARD"] }

func (c *component) add(p property) bool {
	many, known := kept[c.name][p.name]
	if !known {
		return false
	}
	if many {
		if len(c.many[p.name]) >= maxRepeats {
			return false
		}
		if c.many == nil {
			c.many = map[string][]property{}
		}
		c.many[p.name] = append(c.many[p.name], p)
		return true
	}
	if _, seen := c.one[p.name]; seen {
		c.note(remark(p.line, "%s is given twice; the first one is used.", p.name))
		return false
	}
	if c.one == nil {
		c.one = map[string]property{}
	}
	c.one[p.name] = p
	return true
}

// note keeps a remark about the component; the first twenty are enough to tell.
func (c *component) note(r Remark) {
	if len(c.notes) < 20 {
		c.notes = append(c.notes, r)
	}
}

// text returns the unescaped text of a property, or "".
func (c *component) text(name string) string { return unescapeText(c.one[name].value) }

// parser walks the lines of a file. open holds the components that were begun
// and not ended, the skipped ones by their names.
type parser struct {
	doc   document
	opts  Options
	scope *scope
	open  []*component
	lines int
	kept  int
	over  bool // more events than allowed
}

func parse(data []byte, o Options) (document, error) {
	if !looksLikeCalendar(data) {
		return document{}, errs.Bad("file", "This is not a calendar file: it has no BEGIN:VCALENDAR.")
	}
	p := parser{opts: o}
	p.walk(data)
	if p.over {
		return document{}, errs.Bad("file", "This calendar file holds too much: at most %d events with about fifty lines each are read.", o.MaxEvents)
	}
	if len(p.open) > 0 || p.scope != nil {
		p.closeTo(0)
		p.doc.problems = append(p.doc.problems, Problem{Remark: remark(p.lines, "The file ends in the middle; it may have been cut off.")})
	}
	return p.doc, nil
}

func (p *parser) badLine(line int) {
	p.lines = line
	if c := p.current(); c != nil {
		c.note(remark(line, "This line is not understood and was passed over."))
	}
}

// current is the component that is being read, or nil between and inside skipped ones.
func (p *parser) current() *component {
	if len(p.open) == 0 || kept[p.open[len(p.open)-1].name] == nil {
		return nil
	}
	return p.open[len(p.open)-1]
}

func (p *parser) property(l property) {
	p.lines = l.line
	if p.over {
		return
	}
	switch l.name {
	case "BEGIN":
		p.begin(strings.ToUpper(strings.TrimSpace(l.value)), l.line)
		return
	case "END":
		p.end(strings.ToUpper(strings.TrimSpace(l.value)))
		return
	}
	c := p.current()
	if c == nil {
		if len(p.open) == 0 && p.scope != nil {
			p.calendarProperty(l)
		}
		return
	}
	if c.add(l) {
		if p.kept++; p.kept > maxKept {
			p.over = true
		}
	}
}

func (p *parser) calendarProperty(l property) {
	switch l.name {
	case "METHOD":
		p.scope.method = strings.ToUpper(strings.TrimSpace(l.value))
	case "NAME", "X-WR-CALNAME":
		if len(p.scope.names) < 2 {
			p.scope.names = append(p.scope.names, l)
		}
	case "X-WR-TIMEZONE":
		p.scope.zone = l
	}
}

func (p *parser) begin(name string, line int) {
	switch name {
	case "VCALENDAR":
		p.closeTo(0)
		p.startScope()
		return
	case "VEVENT", "VTIMEZONE":
		// Neither stands inside another component: whatever is open was never ended.
		p.closeTo(0)
		if p.scope == nil {
			p.startScope()
		}
	}
	if len(p.open) >= 10 {
		return
	}
	c := &component{name: name, line: line, calendar: p.scope}
	if parent := p.current(); (name == "STANDARD" || name == "DAYLIGHT") && (parent == nil || parent.name != "VTIMEZONE") {
		c.name = "" // out of place: skipped
	}
	p.open = append(p.open, c)
	if name == "VEVENT" {
		if len(p.doc.events) >= p.opts.MaxEvents {
			p.over = true
		}
		p.doc.events = append(p.doc.events, c)
	}
}

func (p *parser) startScope() {
	p.scope = &scope{}
	if len(p.doc.scopes) < 1000 {
		p.doc.scopes = append(p.doc.scopes, p.scope)
	}
}

func (p *parser) end(name string) {
	if name == "VCALENDAR" {
		p.closeTo(0)
		p.scope = nil
		return
	}
	for i := len(p.open) - 1; i >= 0; i-- {
		if p.open[i].name == name {
			p.closeTo(i + 1)
			p.finish(p.open[i])
			p.open = p.open[:i]
			return
		}
	}
}

// closeTo gives up the components above depth, which have no END.
func (p *parser) closeTo(depth int) {
	for len(p.open) > depth {
		c := p.open[len(p.open)-1]
		p.open = p.open[:len(p.open)-1]
		if c.name == "VEVENT" {
			p.doc.events = p.doc.events[:len(p.doc.events)-1]
			p.doc.problems = append(p.doc.problems, c.problem(remark(c.line, "This event has no END:VEVENT; it may have been cut off.")))
		}
	}
}

func (p *parser) finish(c *component) {
	switch c.name {
	case "VTIMEZONE":
		p.doc.zones = append(p.doc.zones, c)
	case "STANDARD", "DAYLIGHT":
		if i := len(p.open) - 2; i >= 0 && p.open[i].name == "VTIMEZONE" && len(p.open[i].children) < 200 {
			p.open[i].children = append(p.open[i].children, c)
		}
	}
}

func (c *component) problem(r Remark) Problem {
	return Problem{Remark: r, UID: strings.TrimSpace(c.one["UID"].value), Summary: oneLine(plainText(c.text("SUMMARY"))), Private: c.private()}
}

// private reports whether an event is meant for its owner or for few (CLASS, RFC 5545, section 3.8.1.3). A class that is not known counts as private.
func (c *component) private() bool {
	class := strings.ToUpper(strings.TrimSpace(c.one["CLASS"].value))
	return class != "" && class != "PUBLIC"
}
