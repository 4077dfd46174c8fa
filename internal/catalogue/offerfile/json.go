package offerfile

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// readJSON reads JSON: linked data where it says so, else a list of objects.
func readJSON(data []byte, line int, o Options) (Table, error) {
	roots, err := parse(text(data), line)
	if err != nil {
		return Table{}, err
	}
	for _, r := range roots {
		for _, n := range r.list() {
			if n.get("@context") != nil || n.get("@type") != nil || n.get("@graph") != nil {
				t := Table{Format: JSONLD}
				t.Rows, err = linkedData(roots, o)
				return t, err
			}
		}
	}
	t := Table{Format: JSON}
	objects, whole := roots, len(roots) > 1
	if len(roots) == 1 {
		if roots[0].kind == 'o' {
			t.Name = roots[0].get("name", "title").str()
		}
		objects, whole = listIn(roots[0], 0), true
		if len(objects) == 0 || objects[0] == roots[0] && roots[0].get("title", "name") == nil {
			if found := scattered(roots[0], nil); len(found) > 0 {
				objects = found
			}
		}
	}
	if !whole || len(objects) == 0 {
		return t, errs.New(errs.Invalid, "The JSON holds no list of objects.")
	}
	for _, o := range objects {
		if o = bare(o); o.kind != 'o' {
			return t, errs.New(errs.Invalid, "Line %d of the JSON is no object with named values.", o.line)
		}
		rows := rowsOf(o)
		for i := range rows {
			if strings.HasPrefix(roots[0].get("version").str(), "https://jsonfeed.org/") {
				rows[i].put("kind", "outside") // articles, as in RSS
				t.News = true
			}
		}
		t.Rows = append(t.Rows, rows...)
		if len(t.Rows) > maxRows {
			return t, errs.New(errs.Invalid, "The file has more than %d rows.", maxRows)
		}
	}
	return t, nil
}

// lists are the names under which interfaces give their lists, the best first.
var lists = []string{"offers", "events", "items", "results", "data", "d", "records", "rows", "entries", "value", "courses", "webinars", "sessions", "programs"}

// listIn finds the list of objects: the array itself, a member of one of the usual names, or the only array of objects there is.
func listIn(n *node, depth int) []*node {
	if n.kind == 'a' {
		if len(n.items) > 0 && n.items[0].kind == 'a' && depth == 0 {
			return table(n.items)
		}
		return n.items
	}
	if n.kind != 'o' || depth > 2 {
		return nil
	}
	isList := func(x *node) bool {
		return x != nil && x.kind == 'a' && len(x.items) > 0 && x.items[0].kind == 'o'
	}
	if title := n.get("title", "name", "summary"); depth > 0 || title == nil || n.get("version", "items") != nil {
		for _, name := range lists {
			if x := n.get(name); isList(x) {
				return x.items
			} else if x != nil && x.kind == 'o' {
				if found := listIn(x, depth+1); found != nil {
					return found
				}
			}
		}
		var only []*node
		for _, x := range n.items {
			if isList(x) {
				if only != nil {
					return nil
				}
				only = x.items
			}
		}
		if only != nil {
			return only
		}
	}
	if depth == 0 {
		return []*node{n}
	}
	return nil
}

// bare takes an object out of what some interfaces wrap each of a list in: {"event": {...}}, the node of an edge (GraphQL), the attributes of a resource
// (JSON:API), which keep its id.
func bare(n *node) *node {
	inner := wrapped(n)
	if inner == nil {
		return n
	}
	if inner = bare(inner); !slices.ContainsFunc(inner.names, titles) {
		return n
	}
	if id := n.get("id"); id != nil && inner.get("id") == nil {
		inner.names, inner.items = append(inner.names, "id"), append(inner.items, id)
	}
	return inner
}

// wrapped returns the object that an object does nothing but wrap, or nil: one with a title or a date of its own is what is meant.
func wrapped(n *node) *node {
	inner := n.get("node", "attributes", "resource")
	if n.kind == 'o' && len(n.items) == 1 {
		inner = n.items[0]
	}
	if inner == nil && n.kind == 'o' {
		inner = onlyOffer(n)
	}
	if inner == nil || inner.kind != 'o' || slices.ContainsFunc(n.names, func(name string) bool { return titles(name) || dated(name) }) {
		return nil
	}
	return inner
}

// onlyOffer returns the one member of an object that has a title and says when, or nil.
func onlyOffer(n *node) *node {
	var found *node
	for _, x := range n.items {
		if x.kind == 'o' && slices.ContainsFunc(x.names, titles) && slices.ContainsFunc(x.names, dated) {
			if found != nil {
				return nil
			}
			found = x
		}
	}
	return found
}

// titles reports whether a member of an object says what it is called.
func titles(name string) bool {
	folded := tabular.Fold(name)
	return (strings.HasSuffix(folded, "title") || strings.HasSuffix(folded, "name") || folded == "summary") && folded != "typename"
}

// scattered collects the lists of what has a title and says when, wherever in a value they stand: by day, by room.
func scattered(n *node, out []*node) []*node {
	offers := n.kind == 'a' && len(n.items) > 0
	for _, x := range n.list() {
		x = bare(x)
		offers = offers && x.kind == 'o' && x.get("title", "name", "summary") != nil && slices.ContainsFunc(x.names, dated)
	}
	if offers {
		return append(out, n.items...)
	}
	for _, x := range n.items {
		if x.kind == 'o' || x.kind == 'a' {
			out = scattered(x, out)
		}
	}
	return out
}

// aStart and anEnd are how a member is called that says when something begins and ends. That of something else (start_registration, starting_price) says more behind it.
var (
	aStart = regexp.MustCompile(`^(?:` + ofWhat + `(?:start|begin)(?:s|ing|ning)?` + when + `|datetime|dtstart)$`)
	anEnd  = regexp.MustCompile(`^(?:` + ofWhat + `(?:end|finish)(?:s|es|ing)?` + when + `|dtend)$`)
)

const (
	ofWhat = `(?:event|session|meeting|class|webinar|course|local|utc|field)*`
	when   = `(?:date|time|timestamp|day|at|on|ts|utc|gmt|local|iso|unix|epoch|value)*`
)

// isStart reports whether a member of an object says when it begins.
func isStart(name string) bool { return aStart.MatchString(tabular.Fold(name)) }

// SaysWhen reports by its name whether a column says when something begins, or ends.
func SaysWhen(name string) (begins, ends bool) {
	return isStart(name), anEnd.MatchString(tabular.Fold(name))
}

// dated reports whether a member of an object says on what day it is, or when it begins.
func dated(name string) bool {
	return isStart(name) || slices.Contains([]string{"date", "eventdate", "when"}, tabular.Fold(name))
}

// days are the days with which a value begins: none, one, or two where day and month may be either.
func days(value string) []time.Time {
	var out []time.Time
	for _, order := range []tabular.DateOrder{tabular.MonthFirst, tabular.DayFirst} {
		dates := tabular.NewDateReader(order)
		if from, _, ok := dates.Moments(value); ok {
			value = from
		}
		d, _, err := dates.Date(value)
		if err != nil {
			d, _, _, _, err = dates.Span(value)
		}
		first, _, _, several := dates.Range(value)
		if err != nil {
			d = first
		}
		if err == nil || several {
			out = append(out, time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC))
		}
	}
	return out
}

// table makes objects of an array of arrays whose first holds the names.
func table(rows []*node) []*node {
	var out []*node
	for _, r := range rows[1:] {
		o := &node{line: r.line, kind: 'o'}
		for i, x := range r.list() {
			if i < len(rows[0].items) {
				o.names, o.items = append(o.names, rows[0].items[i].str()), append(o.items, x)
			}
		}
		out = append(out, o)
	}
	return out
}

// rowsOf makes the rows of an object: one, or one for each of its dates.
func rowsOf(o *node) []Row {
	r := Row{Line: o.line, Cells: map[string]string{}}
	var dates []*node
	for i, name := range o.names {
		x := o.items[i]
		if siblings := otherDates(x); siblings != nil {
			r.Kin = append(r.Kin, siblings...)
		} else if slices.Contains([]string{"occurrences", "dates", "instances", "event_instances"}, name) && x.kind == 'a' && len(x.items) > 0 && x.items[0].kind == 'o' || onlyDates(name, x) {
			dates = x.items
		} else {
			r.kin(name, x)
			r.member(name, x)
		}
	}
	if r.Cells["minor_units"] != "" {
		delete(r.Cells, "minor_units")
	}
	r.settle(o)
	if len(dates) == 0 {
		dates = whenApart(o)
	}
	if len(dates) == 0 {
		return []Row{r}
	}
	var out []Row
	for _, d := range dates[:min(len(dates), maxRows+1)] {
		if inner := wrapped(d); inner != nil {
			d = inner
		}
		one := Row{Line: d.line, Cells: map[string]string{}, Notes: r.Notes, Kin: r.Kin}
		if own := d.get("id", "occurrence_id", "instance_id", "uid", "uuid").str(); own != "" && r.Cells["id"] != "" {
			one.put("date_id", r.Cells["id"]+" "+own)
		}
		if d.get("value") != nil && d.get("end_value") != nil {
			one.put("date", d.get("value").str())
			one.put("end", d.get("end_value").str())
		}
		for i, name := range d.names {
			if !slices.Contains([]string{"id", "offer_id", "minutes", "uid", "uuid", "value", "end_value"}, name) {
				one.member(name, d.items[i])
			}
		}
		for name, value := range r.Cells {
			// What a date says of itself counts for it. Whether the offer is published says nothing of the date.
			if name != "status" {
				one.put(name, value)
			}
		}
		out = append(out, one)
	}
	return out
}

// settle sees to what the members of an object mean together.
func (r *Row) settle(o *node) {
	if o.get("title", "name") == nil && o.get("summary") != nil && o.get("start", "end") != nil {
		r.put("title", r.Cells["summary"]) // as calendars call it
		delete(r.Cells, "summary")
	}
	begins := slices.ContainsFunc(o.names, func(name string) bool {
		return isStart(name) && len(days(r.Cells[name])) > 0
	})
	if begins || o.get("date_gmt", "date_utc") != nil {
		delete(r.Cells, "date") // when it was written
	}
	if first, after := o.get("start").get("date"), o.get("end").get("date"); first != nil && after != nil {
		r.Cells["end"] = lastDay(first.str(), after.str())
	}
}
