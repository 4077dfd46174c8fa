package catalogue

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// naming are the keys that a row has by its ids: that of its offer, and that of its date among the offer's; "" where nothing names it.
type naming struct{ offer, date string }

// namingOf is what a row of a table says itself.
func namingOf(row tabular.Row) naming {
	key := func(column string) string {
		if s := line(row.Get(column)); s != "" {
			return "id:" + s
		}
		return ""
	}
	return naming{key("id"), key("date_id")}
}

// relative is a row with an id of its own and a date, and what it says of those that it belongs to. A zero one is left as it is.
type relative struct {
	id    string // with what it is an id of before it: id:7
	title string // folded
	page  string // the address that it leads to
	kin   []string
}

// date is the key of the row among the dates of an offer, which no id of a date can be.
func (r relative) date() string { return "own" + r.id[strings.IndexByte(r.id, ':'):] }

// own and shared are the names by which a row is found by the others.
func (r relative) own() string    { return r.name("event " + r.id[strings.IndexByte(r.id, ':')+1:]) }
func (r relative) shared() string { return r.name(r.page) }

// name is a name that holds for rows of one title alone.
func (r relative) name(s string) string {
	if s == "" {
		return ""
	}
	return s + " " + r.title
}

// key makes the key of an offer of a name.
func (r relative) key(name string) string { return r.id[:strings.IndexByte(r.id, ':')+1] + name }

// names returns what each row of a feed is called, or of a table with a column of series.
func (run *importRun) names(ctx context.Context, t *tabular.Reader) ([]naming, error) {
	var out []naming
	var list []relative
	for row, rowErr := range t.Rows() {
		n := namingOf(row)
		r := relative{}
		if rowErr == nil && n.offer != "" && n.date == "" && row.Get("date")+row.Get("time") != "" {
			title, _ := calledOff(plain(row.Get("title")))
			r.id, r.title = n.offer, people.Fold(title)
			if link := row.Get("link"); webAddress(link) {
				r.page = link
			}
			if run.feed != nil {
				r.kin = run.feed.Rows[len(out)].Kin
			} else if series := line(row.Get("series_id")); series != "" && series != "0" {
				r.kin = []string{"series " + series}
			}
		}
		out, list = append(out, n), append(list, r)
	}
	found, err := run.related(ctx, list)
	for i, n := range found {
		if n.offer != "" {
			out[i] = n
		}
	}
	return out, err
}

// namesOfEvents is the same for the events of a calendar. One that repeats has a name for each of its dates.
func (run *importRun) namesOfEvents(ctx context.Context, events []calendar.Found) ([]naming, error) {
	list := make([]relative, len(events))
	for i, e := range events {
		if !e.Repeats && e.UID != "" {
			title, _ := calledOff(plain(e.Summary))
			list[i] = relative{id: "uid:" + e.UID, title: people.Fold(title)}
			if webAddress(e.URL) {
				list[i].page = e.URL
			}
			for _, uid := range e.Related {
				list[i].kin = append(list[i].kin, "event "+uid)
			}
		}
	}
	return run.related(ctx, list)
}

// related finds the rows that are dates of one offer, and names it and them; the others get no name, and neither do several dates of one id. A program that gives every date of a series an id of its own says
// otherwise that they belong together: by the series that they name, by naming each other, or by leading to the same page. Those of the same title are then
// the dates of one offer; a title alone makes nothing one. What came as an offer of its own before stays one.
func (run *importRun) related(ctx context.Context, list []relative) ([]naming, error) {
	out := make([]naming, len(list))
	list = withoutCalendars(list)
	kin := kinship{}
	asked, times := map[string]bool{}, map[string]int{}
	for _, r := range list {
		if r.id == "" {
			continue
		}
		times[r.id]++
		kin.join(r.own(), cmp.Or(r.shared(), r.own()))
		for _, name := range r.kin {
			kin.join(r.own(), r.name(name))
		}
		asked[r.id], asked[r.date()], asked[r.key(r.shared())] = true, true, true
	}
	if len(asked) == 0 {
		return out, nil
	}
	keys := slices.Sorted(maps.Keys(asked))
	known, err := offersBySource(ctx, run.s.db, run.src.id, keys)
	if err != nil {
		return nil, err
	}
	dates, err := offersOfDates(ctx, run.s.db, run.src.id, keys)
	if err != nil {
		return nil, err
	}
	families := map[string][]int{}
	for i, r := range list {
		if r.id != "" {
			root := kin.of(r.own())
			families[root] = append(families[root], i)
		}
	}
	for _, rows := range families {
		family := make([]relative, len(rows))
		for i, at := range rows {
			family[i] = list[at]
		}
		key := familyKey(family, known, dates)
		for _, at := range rows {
			r, of := list[at], key
			if was := dates[r.date()]; was != "" {
				of = was // its date stays where it is, whatever the others are
			} else if known[r.id].ID != "" {
				continue
			}
			if out[at].offer = of; of != "" && times[r.id] == 1 {
				out[at].date = r.date()
			}
		}
	}
	return out, nil
}

// withoutCalendars takes away the pages to which rows of several titles lead: such a page is that of a calendar, and of none of its events.
func withoutCalendars(list []relative) []relative {
	title, several := map[string]string{}, map[string]bool{}
	for _, r := range list {
		if was, seen := title[r.page]; seen && was != r.title {
			several[r.page] = true
		}
		title[r.page] = r.title
	}
	list = slices.Clone(list)
	for i, r := range list {
		if several[r.page] {
			list[i].page = ""
		}
	}
	return list
}

// familyKey is the key of the offer of rows that belong together: as it is known already by one of them, else by their series, their page, or the first of them; "" where a
// row stands alone.
func familyKey(rows []relative, known map[string]Offer, dates map[string]string) string {
	ids, was := map[string]bool{}, map[string]bool{}
	series, shared := "", ""
	for _, r := range rows {
		if key := dates[r.date()]; key != "" {
			return key
		}
		if r.page != "" && known[r.key(r.shared())].ID != "" {
			return r.key(r.shared())
		}
		ids[r.id] = true
		if _, ok := known[r.id]; ok {
			was[r.id] = true
		}
		for _, name := range r.kin {
			if name = r.name(name); !strings.HasPrefix(name, "event ") && (series == "" || name < series) {
				series = name
			}
		}
		shared = cmp.Or(shared, r.shared())
	}
	switch {
	case series == "" && len(ids) < 2:
		return ""
	case len(was) == 1:
		return slices.Collect(maps.Keys(was))[0]
	case series+shared == "":
		return rows[0].id
	}
	return rows[0].key(cmp.Or(series, shared))
}

// kinship finds out which names belong together by steps.
type kinship map[string]string

func (k kinship) of(name string) string {
	for k[name] != "" {
		if next := k[k[name]]; next != "" {
			k[name] = next // the way is shorter the next time
		}
		name = k[name]
	}
	return name
}

func (k kinship) join(a, b string) {
	if a, b = k.of(a), k.of(b); a != b {
		k[a] = b
	}
}
