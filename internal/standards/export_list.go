package standards

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// DocumentQuery asks for a list of frameworks as the standard does (CASE 1.0, REST binding, section 3).
type DocumentQuery struct {
	// Limit is how many are wanted at most, Offset how many are passed over.
	Limit, Offset int
	// Sort is a field, or empty for the title.
	Sort       string
	Descending bool
	// Filter is a condition such as title~'library' AND adoptionStatus='Adopted', or empty.
	Filter string
	// Fields are those to give, or empty for all.
	Fields []string
}

// documentField is a field by which documents can be sorted and filtered.
type documentField struct {
	// sql is what is compared: a text, or for the others a number or NULL.
	sql string
	is  fieldKind
}

type fieldKind uint8

const (
	isText   fieldKind = iota
	isMoment           // microseconds
	isDay              // days since 1970-01-01
)

// documentFields are the fields by which documents can be sorted and filtered: those that are kept apart here.
var documentFields = map[string]documentField{
	"identifier":         {sql: "v.framework_id"},
	"title":              {sql: "v.title"},
	"creator":            {sql: "CASE WHEN v.owner = '' THEN v.title ELSE v.owner END"},
	"description":        {sql: "v.description"},
	"notes":              {sql: "v.note"},
	"version":            {sql: "v.label"},
	"language":           {sql: "v.language"},
	"officialSourceURL":  {sql: "CASE WHEN v.source LIKE 'http%://%' THEN v.source ELSE '' END"},
	"adoptionStatus":     {sql: "CASE WHEN v.status = 'retired' THEN 'Deprecated' ELSE 'Adopted' END"},
	"lastChangeDateTime": {sql: "COALESCE(v.retired_at, v.updated_at)", is: isMoment},
	"statusEndDate":      {sql: "v.retired_at / 86400000000", is: isDay},
}

// Documents returns frameworks as CFDocuments, and how many there are: of each what is published, or, where it was retired, what was
// published last. Errors: Invalid on "sort", "filter" or "fields". For everybody.
func (s *Service) Documents(ctx context.Context, f casefile.Form, r DocumentQuery) ([]any, int, error) {
	order := "v.sort_title"
	if r.Sort != "" {
		field, ok := documentFields[r.Sort]
		if !ok {
			return nil, 0, errs.Bad("sort", "Documents cannot be sorted by “%s”.", short(r.Sort))
		}
		switch {
		case r.Sort == "title":
		case field.is == isText:
			order = "lower(" + field.sql + ")"
		default:
			order = "COALESCE(" + field.sql + ", 0)"
		}
	}
	for _, name := range r.Fields {
		if !f.Version.DocumentField(name) {
			return nil, 0, errs.Bad("fields", "A document has no field “%s”.", short(name))
		}
	}
	where, args, err := condition(r.Filter)
	if err != nil {
		return nil, 0, err
	}
	list, total, err := newestDocuments(ctx, s.db, where, args, order, r.Descending, r.Limit, r.Offset)
	if err != nil {
		return nil, 0, err
	}
	homes, err := documentHomes(ctx, s.db, list)
	if err != nil {
		return nil, 0, err
	}
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = f.Of(homes).DocumentObject(documentOf(v, v.FrameworkID), false)
		if len(r.Fields) > 0 {
			out[i] = chosen(out[i], r.Fields)
		}
	}
	return out, total, nil
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
