package standards

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// DocumentQuery asks for a list of frameworks as the standard does (CASE 1.0, REST binding, section 3).
type DocumentQuery struct {
	// Limit is how many are wanted at most, Offset how many are passed over.
	Limit, Offset int
	// Sort is a field, or empty for the title. The order of a field that is none is that of the title.
	Sort       string
	Descending bool
	// Filter is a condition such as title~'library' AND adoptionStatus='Adopted', or empty. See readFilter.
	Filter string
	// Fields are those to give, or empty for all.
	Fields []string
}

// Documents returns frameworks as CFDocuments, and how many there are: of each what is published, or, where it was retired, what was
// published last. A field that is none is passed over in sorting, and leaves all fields in what is given, as the standard wants it. Errors:
// Invalid on "filter". For everybody.
func (s *Service) Documents(ctx context.Context, f casefile.Form, r DocumentQuery) ([]any, int, error) {
	wanted, err := readFilter(f.Version, r.Filter)
	if err != nil {
		return nil, 0, err
	}
	if len(wanted) == 0 && (r.Sort == "" || r.Sort == "title" || !f.Version.DocumentField(r.Sort)) {
		list, total, err := newestDocuments(ctx, s.db, r.Descending, r.Limit, r.Offset)
		if err != nil {
			return nil, 0, err
		}
		out, err := s.documents(ctx, f, list, r.Fields)
		return out, total, err
	}
	all, _, err := newestDocuments(ctx, s.db, r.Descending, maxDocuments, 0)
	if err != nil {
		return nil, 0, err
	}
	list, err := sought(f, all, wanted, r)
	if err != nil {
		return nil, 0, err
	}
	from := min(r.Offset, len(list))
	out, err := s.documents(ctx, f, list[from:min(from+r.Limit, len(list))], r.Fields)
	return out, len(list), err
}

// maxDocuments bounds how many frameworks are looked through for a list in an order, or with a filter, of its own.
const maxDocuments = 20_000

// documents writes the documents of a page of the list.
func (s *Service) documents(ctx context.Context, f casefile.Form, list []Version, fields []string) ([]any, error) {
	homes, err := documentHomes(ctx, s.db, list)
	if err != nil {
		return nil, err
	}
	for _, name := range fields {
		if !f.Version.DocumentField(name) {
			fields = nil
		}
	}
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = f.Of(homes).DocumentObject(documentOf(v, v.FrameworkID), false)
		if len(fields) > 0 {
			out[i] = chosen(out[i], fields)
		}
	}
	return out, nil
}

// sought keeps of a list what the filter wants and brings it into the order of a field. It looks at the documents as they are given out.
func sought(f casefile.Form, all []Version, wanted filter, r DocumentQuery) ([]Version, error) {
	type found struct {
		v   Version
		key string
		at  time.Time
	}
	var out []found
	for _, v := range all {
		document, err := casefile.Plain(f.DocumentObject(documentOf(v, v.FrameworkID), false))
		if err != nil {
			return nil, err
		}
		if wanted.wants(document) {
			given := valueOf(document, r.Sort)
			x := found{v: v, key: people.Fold(given)}
			if casefile.IsDate(r.Sort) {
				x.at, _ = moment(given)
			}
			out = append(out, x)
		}
	}
	if r.Sort != "" && r.Sort != "title" {
		slices.SortStableFunc(out, func(a, b found) int {
			order := cmp.Or(a.at.Compare(b.at), strings.Compare(a.key, b.key))
			if r.Descending {
				return -order
			}
			return order
		})
	}
	list := make([]Version, len(out))
	for i, x := range out {
		list[i] = x.v
	}
	return list, nil
}

// textOf is a value as JSON.
func textOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

// chosen keeps the fields of an object that were asked for.
func chosen(o any, fields []string) any {
	all, ok := o.(map[string]any)
	if !ok {
		return o
	}
	out := map[string]any{}
	for _, name := range fields {
		if v, ok := all[name]; ok {
			out[name] = v
		}
	}
	return out
}

// short is the beginning of a text that may be of any length, for a sentence.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// documentHomes says where the definitions are that documents of a list link to. One that two of them have means the same in both.
func documentHomes(ctx context.Context, q db.Q, list []Version) (map[string]string, error) {
	names, versions := []string{}, []id.ID{}
	for _, v := range list {
		if n := v.Kept.Document.Names(); len(n) > 0 {
			names, versions = append(names, n...), append(versions, v.ID)
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	return homesAmong(ctx, q, versions, names[:min(len(names), 5000)])
}
