package offerfile

import (
	"maps"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/tabular"
)

// course takes a course with its instances as dates.
func (l *linked) course(n *node) bool {
	if !n.is(isCourse) {
		return false
	}
	r := l.row(n)
	r.put("kind", "course")
	dated := false
	for _, x := range l.all(n.get("hasCourseInstance")) {
		if x.kind != 'o' || l.taken[x] {
			continue
		}
		l.taken[x] = true
		d := l.row(x)
		if d.Cells["date"] == "" {
			for name, value := range d.Cells {
				if name != "id" && name != "title" {
					r.put(name, value)
				}
			}
			continue
		}
		dated = true
		d = d.of(r)
		d.Cells["kind"] = "course"
		l.add(x, d)
	}
	if !dated {
		l.add(n, r)
	}
	return true
}

// series takes an event whose parts are called like it, or not called at all, as an offer of which they are the dates. Parts of other
// names are offers of their own.
func (l *linked) series(n *node) bool {
	if !n.is(isEvent) {
		return false
	}
	parts := l.all(n.get("subEvent", "subEvents", "event", "events"))
	if len(parts) == 0 {
		return false
	}
	r := l.row(n)
	var dates []*node
	seen := map[*node]bool{n: true}
	for _, x := range parts {
		if x.kind != 'o' || l.taken[x] || seen[x] {
			continue
		}
		seen[x] = true
		if d := l.row(x); d.Cells["date"] != "" && (d.Cells["title"] == "" || alike(d.Cells["title"], r.Cells["title"])) {
			l.taken[x] = true
			dates = append(dates, x)
		}
	}
	delete(r.Cells, "end")
	for _, x := range dates {
		l.add(x, l.row(x).of(r))
	}
	return len(dates) > 0
}

func alike(a, b string) bool { return tabular.Fold(a) == tabular.Fold(b) }

// of makes a row of an offer's date into one of the offer that it belongs to: what a date says of itself counts for it.
func (r Row) of(whole Row) Row {
	if r.Cells["id"] != "" && whole.Cells["id"] != "" {
		r.Cells["date_id"] = whole.Cells["id"] + " " + r.Cells["id"]
	}
	delete(r.Cells, "id")
	delete(r.Cells, "title")
	for name, value := range whole.Cells {
		r.put(name, value)
	}
	r.Notes = append(slices.Clone(whole.Notes), r.Notes...)
	return r
}

// event takes an event. One that names a series without times of its own as what it is part of belongs with the others of it that are called alike.
func (l *linked) event(n *node) bool {
	if !n.is(isEvent) {
		return false
	}
	r := l.row(n)
	if r.Cells["date"] == "" && n.get("@id") != nil && l.supers[n.get("@id").str()] {
		return true // the others say it all
	}
	for _, super := range l.all(n.get("superEvent")) {
		if super.kind != 'o' || !super.is(isSeries) && !alike(super.get("name").str(), r.Cells["title"]) {
			continue
		}
		if super.get("startDate") == nil {
			l.taken[super] = true
		}
		if id := idOf(super); id != "" && !slices.Contains(r.Kin, id) && len(r.Kin) < maxNotes {
			r.Kin = append(r.Kin, id)
		}
	}
	l.add(n, r)
	return true
}

// add adds a row, or one for each of the several dates that it may give, up to one more than are taken.
func (l *linked) add(n *node, r Row) {
	if l.full() {
		return
	}
	starts, ends := l.of(n.get("startDate")).list(), l.of(n.get("endDate")).list()
	if len(starts) < 2 {
		rows, ok := l.scheduled(n, &r)
		if !ok {
			rows = []Row{r}
		}
		l.rows = append(l.rows, rows[:min(len(rows), maxRows+1-len(l.rows))]...)
		return
	}
	for i, at := range starts {
		if l.full() {
			return
		}
		one := r
		one.Cells = maps.Clone(r.Cells)
		one.Cells["date"] = at.str()
		delete(one.Cells, "end")
		if len(ends) == len(starts) {
			one.put("end", ends[i].str())
		}
		l.rows = append(l.rows, one)
	}
}

// sittings reports whether a schedule says when people come together. That of a course without days or times only says how it is paced.
func sittings(n, schedule *node) bool {
	every := schedule.get("repeatFrequency", "byDay") != nil
	return schedule.get("startTime") != nil || every && (n.get("eventSchedule") != nil || schedule.get("byDay") != nil || strings.Contains(n.get("startDate").str(), ":"))
}
