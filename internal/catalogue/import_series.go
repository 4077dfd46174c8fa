package catalogue

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// naming is what a row is called: the offer, and among its dates the one that it is; "" where nothing names it.
type naming struct{ offer, date string }

// names returns what each row of a feed is called. A program that gives every date of a series an id of its own says otherwise that they belong
// together: by the series that they name, by naming each other, or by leading to the same page. Those of the same title are then the dates of one
// offer; a title alone makes nothing one. What came as an offer of its own before stays one.
func (run *importRun) names(ctx context.Context, t *tabular.Reader) ([]naming, error) {
	var out []naming
	var title, page []string
	for row := range t.Rows() {
		n := naming{line(row.Get("id")), line(row.Get("date_id"))}
		out, title, page = append(out, n), append(title, people.Fold(plain(row.Get("title")))), append(page, "")
		if n.offer == "" || n.date != "" || row.Get("date")+row.Get("time") == "" {
			title[len(title)-1] = "" // it needs no other name
		} else if link := row.Get("link"); webAddress(link) {
			page[len(page)-1] = link + " " + title[len(title)-1]
		}
	}
	kin := kinship{}
	keys := map[string]bool{}
	for i, n := range out {
		if title[i] == "" || i >= len(run.feed.Rows) {
			continue
		}
		own := "event " + n.offer + " " + title[i]
		kin.join(own, cmp.Or(page[i], own))
		for _, name := range run.feed.Rows[i].Kin {
			kin.join(own, name+" "+title[i])
		}
		keys["id:"+n.offer], keys["id:"+page[i]] = true, true
	}
	if len(keys) == 0 {
		return out, nil
	}
	known, err := offersBySource(ctx, run.s.db, run.src.id, slices.Sorted(maps.Keys(keys)))
	if err != nil {
		return nil, err
	}
	dates, err := offersOfDates(ctx, run.s.db, run.src.id, slices.Sorted(maps.Keys(keys)))
	if err != nil {
		return nil, err
	}
	families := map[string][]int{}
	for i, n := range out {
		if title[i] != "" {
			root := kin.of("event " + n.offer + " " + title[i])
			families[root] = append(families[root], i)
		}
	}
	for _, rows := range families {
		key := run.familyKey(rows, out, title, page, known, dates)
		for _, i := range rows {
			_, alone := known["id:"+out[i].offer]
			if own := out[i].offer; key != "" && !alone {
				out[i] = naming{key, own}
			}
		}
	}
	return out, nil
}

// familyKey names the offer of rows that belong together: as it is known already by one of them, else by their series, their page, or the first of them; "" where a row stands
// alone.
func (run *importRun) familyKey(rows []int, names []naming, title, page []string, known map[string]Offer, dates map[string]string) string {
	ids, was := map[string]bool{}, map[string]bool{}
	series, shared := "", ""
	for _, i := range rows {
		if key, ok := strings.CutPrefix(dates["id:"+names[i].offer], "id:"); ok {
			return key
		}
		if page[i] != "" && known["id:"+page[i]].ID != "" {
			return page[i]
		}
		ids[names[i].offer] = true
		if _, ok := known["id:"+names[i].offer]; ok {
			was[names[i].offer] = true
		}
		for _, name := range run.feed.Rows[i].Kin {
			if name += " " + title[i]; !strings.HasPrefix(name, "event ") && (series == "" || name < series) {
				series = name
			}
		}
		shared = cmp.Or(shared, page[i])
	}
	switch {
	case series == "" && len(ids) < 2:
		return ""
	case len(was) == 1:
		return slices.Collect(maps.Keys(was))[0]
	}
	return cmp.Or(series, shared, names[rows[0]].offer)
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
