package offerfile

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
)

// readJSON reads JSON: linked data where it says so, else a list of objects.
func readJSON(data []byte, line int) (Table, error) {
	roots, err := parse(text(data), line)
	if err != nil {
		return Table{}, err
	}
	for _, r := range roots {
		for _, n := range r.list() {
			if n.get("@context") != nil || n.get("@type") != nil || n.get("@graph") != nil {
				t := Table{Format: JSONLD}
				t.Rows, t.Notes = linkedData(roots)
				return t, nil
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
	}
	if !whole || len(objects) == 0 {
		return t, errs.New(errs.Invalid, "The JSON holds no list of objects.")
	}
	for _, o := range objects {
		if o.kind != 'o' {
			return t, errs.New(errs.Invalid, "Line %d of the JSON is no object with named values.", o.line)
		}
		t.Rows = append(t.Rows, rowsOf(o)...)
		if len(t.Rows) > maxRows {
			return t, errs.New(errs.Invalid, "The file has more than %d rows.", maxRows)
		}
	}
	return t, nil
}

// lists are the names under which interfaces give their lists, the best first.
var lists = []string{"offers", "events", "items", "results", "data", "records", "rows", "entries", "value", "courses", "webinars", "sessions", "programs"}

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
		if slices.Contains([]string{"occurrences", "dates", "instances"}, name) && x.kind == 'a' && len(x.items) > 0 && x.items[0].kind == 'o' {
			dates = x.items
			continue
		}
		r.member(name, x)
	}
	if r.Cells["minor_units"] != "" {
		delete(r.Cells, "minor_units")
	}
	if len(dates) == 0 {
		return []Row{r}
	}
	var out []Row
	for _, d := range dates {
		one := Row{Line: d.line, Cells: map[string]string{}, Notes: r.Notes}
		for i, name := range d.names {
			if name != "id" && name != "offer_id" && name != "minutes" {
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

// member puts a member of an object into the row.
func (r *Row) member(name string, x *node) {
	switch {
	case x.kind == 'o' && x.get("minor") != nil:
		r.put(name, minor(x))
	case x.kind == 'o' && x.get("dateTime", "local", "date_time") != nil:
		// {"dateTime": ..., "timeZone": ...} and {"local": ..., "timezone": ...}
		r.put(name, x.str())
		r.put("zone", x.get("timeZone", "timezone", "tz").str())
	case name == "prices" && x.kind == 'a':
		for _, p := range x.items {
			class := strings.ReplaceAll(p.get("class", "name").str(), "-", "_")
			if amount := p.get("amount", "price"); class == "member" || class == "non_member" || class == "student" {
				r.put("price_"+class, moneyText(amount))
			}
		}
	case x.kind == 'n' && epoch(name, x.text) != "":
		r.put(name, epoch(name, x.text))
	case name == "content_html" || name == "content_text" || name == "description_html":
		r.put("description", x.str())
	case name == "unit" && x.kind == 'o':
		r.put(name, x.get("acronym", "name").str())
	case x.kind == 'a':
		r.put(name, strings.Join(x.texts(), "; "))
	default:
		r.put(name, x.str())
	}
}

func moneyText(n *node) string {
	if n.get("minor") != nil {
		return minor(n)
	}
	return n.str()
}

// minor writes an amount in minor units, as the REST interface gives it.
func minor(n *node) string {
	units, err := strconv.ParseInt(n.get("minor").str(), 10, 64)
	if err != nil || units < 0 {
		return n.get("minor").str()
	}
	s := strconv.FormatInt(units/100, 10) + "." + strconv.FormatInt(units%100+100, 10)[1:]
	if c := n.get("currency").str(); c != "" {
		s += " " + c
	}
	return s
}

// epoch writes a count of seconds or milliseconds since 1970, where the name says that it is a time; "" where it is none.
func epoch(name, digits string) string {
	name = strings.ToLower(name)
	if !slices.ContainsFunc([]string{"date", "start", "end", "time", "_at"}, func(s string) bool { return strings.Contains(name, s) }) {
		return ""
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case err != nil:
		return ""
	case len(digits) == 13:
		n /= 1000
	case len(digits) != 10:
		return ""
	}
	return time.Unix(n, 0).UTC().Format("2006-01-02T15:04:05Z")
}
