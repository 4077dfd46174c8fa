package siteweb

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/web"
)

// Reference is the description of the REST interface as people read it, made from the OpenAPI document itself.
type Reference struct {
	Areas  []ReferenceArea
	Scopes []ReferenceScope
}

// ReferenceArea is the operations of one area.
type ReferenceArea struct {
	Name, Slug string
	Operations []ReferenceOperation
}

// ReferenceScope is a scope with what needs it.
type ReferenceScope struct {
	Name  string
	Count int
}

// ReferenceOperation is one operation.
type ReferenceOperation struct {
	ID, Method, Path, Summary, Who string
	// Scope is what a token needs, "" for none, several with a space between; Open says that nobody needs a token.
	Scope string
	Open  bool
	// Keyed says that it takes Idempotency-Key, Conditional that it takes If-Match, Paged that it has a cursor.
	Keyed, Conditional, Paged bool
	Parameters                []ReferenceField
	// BodyType is what is sent, "" for nothing; Body an example of it, Fields what may stand in it.
	BodyType, Body string
	Fields         []ReferenceField
	// Status is that of success, Answer an example of its body, "" for none.
	Status, Answer string
	Failures       []string
	Request        string
}

// ReferenceField is a parameter or a field of a body.
type ReferenceField struct {
	Name, Where, Type, Text string
	Required                bool
}

// ReferenceOf reads the description. base is the address of the site.
func ReferenceOf(d *huma.OpenAPI, base string) Reference {
	var r Reference
	areas, scopes := map[string]*ReferenceArea{}, map[string]int{}
	for path, item := range d.Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if op == nil {
				continue
			}
			tag := "Other"
			if len(op.Tags) > 0 {
				tag = strings.ToUpper(op.Tags[0][:1]) + op.Tags[0][1:]
			}
			if areas[tag] == nil {
				areas[tag] = &ReferenceArea{Name: tag, Slug: strings.ToLower(strings.ReplaceAll(tag, " ", "-"))}
			}
			o := operationOf(d, method, path, op, base)
			areas[tag].Operations = append(areas[tag].Operations, o)
			for _, scope := range strings.Fields(o.Scope) {
				scopes[scope]++
			}
		}
	}
	methods := []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
	for _, a := range areas {
		slices.SortFunc(a.Operations, func(x, y ReferenceOperation) int {
			return cmp.Or(cmp.Compare(x.Path, y.Path), cmp.Compare(slices.Index(methods, x.Method), slices.Index(methods, y.Method)))
		})
		r.Areas = append(r.Areas, *a)
	}
	slices.SortFunc(r.Areas, func(x, y ReferenceArea) int { return cmp.Compare(x.Name, y.Name) })
	for name, n := range scopes {
		r.Scopes = append(r.Scopes, ReferenceScope{name, n})
	}
	slices.SortFunc(r.Scopes, func(x, y ReferenceScope) int { return cmp.Compare(x.Name, y.Name) })
	return r
}

func operationOf(d *huma.OpenAPI, method, path string, op *huma.Operation, base string) ReferenceOperation {
	o := ReferenceOperation{ID: op.OperationID, Method: method, Path: path, Summary: op.Summary, Who: op.Description}
	o.Scope, _ = op.Extensions["x-scope"].(string)
	o.Open = len(op.Security) > 0 && len(op.Security[0]) == 0
	for _, p := range op.Parameters {
		switch p.Name {
		case "Idempotency-Key":
			o.Keyed = true
			continue
		case "If-Match":
			o.Conditional = true
			continue
		case "cursor":
			o.Paged = true
		}
		o.Parameters = append(o.Parameters, ReferenceField{p.Name, p.In, typeOf(d, p.Schema), cmp.Or(p.Description, descriptionOf(d, p.Schema)), p.Required})
	}
	if op.RequestBody != nil {
		for kind, media := range op.RequestBody.Content {
			if o.BodyType = kind; kind == "application/json" && media.Schema != nil {
				o.Body = pretty(sample(d, media.Schema, "", 0))
				o.Fields = fieldsOf(d, media.Schema, "", 0)
			}
		}
	}
	for status, answer := range op.Responses {
		switch n, _ := strconv.Atoi(status); {
		case n >= 200 && n < 300:
			o.Status = status
			if media := answer.Content["application/json"]; media != nil && media.Schema != nil {
				o.Answer = pretty(sample(d, media.Schema, "", 0))
			}
		case n >= 400 && n < 500:
			o.Failures = append(o.Failures, status)
		}
	}
	slices.Sort(o.Failures)
	o.Request = curl(o, base)
	return o
}

// curl is the operation as a command.
func curl(o ReferenceOperation, base string) string {
	var b strings.Builder
	b.WriteString("curl")
	if o.Method != http.MethodGet {
		b.WriteString(" -X " + o.Method)
	}
	if !o.Open {
		b.WriteString(" -H \"Authorization: Bearer $TOKEN\"")
	}
	switch {
	case o.BodyType == "application/json":
		b.WriteString(" -H \"Content-Type: application/json\" --data @body.json")
	case o.BodyType != "":
		b.WriteString(" -H \"Content-Type: " + o.BodyType + "\" --data-binary @file")
	}
	return b.String() + " " + base + o.Path
}

func resolve(d *huma.OpenAPI, s *huma.Schema) *huma.Schema {
	for s != nil && s.Ref != "" {
		s = d.Components.Schemas.SchemaFromRef(s.Ref)
	}
	if s == nil {
		return &huma.Schema{}
	}
	return s
}

func descriptionOf(d *huma.OpenAPI, s *huma.Schema) string {
	if s == nil {
		return ""
	}
	return cmp.Or(s.Description, resolve(d, s).Description)
}

// typeOf says in a word or two what a value is.
func typeOf(d *huma.OpenAPI, s *huma.Schema) string {
	s = resolve(d, s)
	switch {
	case len(s.Enum) > 0:
		var words []string
		for _, v := range s.Enum {
			b, _ := json.Marshal(v)
			words = append(words, strings.Trim(string(b), `"`))
		}
		return strings.Join(words, " | ")
	case s.Type == "array":
		return "list of " + cmp.Or(typeOf(d, s.Items), "anything")
	case s.Format == "date-time":
		return "moment"
	}
	return s.Type
}

// fieldsOf lists what may stand in a body, what is inside something by its way there.
func fieldsOf(d *huma.OpenAPI, s *huma.Schema, prefix string, depth int) []ReferenceField {
	s = resolve(d, s)
	var out []ReferenceField
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p := s.Properties[name]
		out = append(out, ReferenceField{prefix + name, "", typeOf(d, p), descriptionOf(d, p), slices.Contains(s.Required, name)})
		if in := resolve(d, p); depth < 2 {
			switch {
			case in.Type == "object":
				out = append(out, fieldsOf(d, in, prefix+name+".", depth+1)...)
			case in.Type == "array" && resolve(d, in.Items).Type == "object":
				out = append(out, fieldsOf(d, in.Items, prefix+name+"[].", depth+1)...)
			}
		}
	}
	return out
}

// sample makes an example that the schema allows.
func sample(d *huma.OpenAPI, s *huma.Schema, name string, depth int) any {
	if s != nil && len(s.Examples) > 0 {
		return s.Examples[0]
	}
	s = resolve(d, s)
	switch {
	case len(s.Examples) > 0:
		return s.Examples[0]
	case len(s.Enum) > 0:
		return s.Enum[0]
	case depth > 5:
		return nil
	}
	switch s.Type {
	case "object":
		out := map[string]any{}
		for field, p := range s.Properties {
			if field != "$schema" {
				out[field] = sample(d, p, field, depth+1)
			}
		}
		return out
	case "array":
		return []any{sample(d, s.Items, strings.TrimSuffix(name, "s"), depth+1)}
	case "boolean":
		return false
	case "integer", "number":
		if s.Minimum != nil && *s.Minimum > 0 {
			return *s.Minimum
		}
		return 0
	case "string":
		return sampleText(s, name)
	}
	return nil
}

// codes are examples of what is one of a list, by the name of the field or, in a list, of one of them.
var codes = map[string]string{"kind": "webinar", "level": "practitioner", "format": "online", "area": "technology", "audience": "public", "feature": "captions"}

// sampleText is an example of a text, by its form or its name.
func sampleText(s *huma.Schema, name string) string {
	switch {
	case s.Format == "date-time" && strings.HasPrefix(name, "ends"):
		return "2026-09-15T15:00:00Z"
	case s.Format == "date-time" && strings.HasPrefix(name, "registration_closes"):
		return "2026-09-14T14:00:00Z"
	case s.Format == "date-time" && strings.HasPrefix(name, "registration_opens"):
		return "2026-08-15T14:00:00Z"
	case s.Format == "date-time":
		return "2026-09-15T14:00:00Z"
	case strings.HasSuffix(name, "_on") || strings.HasSuffix(name, "_by") || name == "on" || name == "from":
		return "2026-09-15"
	case codes[name] != "":
		return codes[name]
	case name == "key":
		return "weeding-with-confidence"
	case name == "unit" || name == "acronym":
		return "PLA"
	case name == "zone":
		return "America/Chicago"
	case name == "currency":
		return "USD"
	case name == "language":
		return "en"
	case name == "url" || strings.HasSuffix(name, "link") || name == "address":
		return "https://example.org/"
	case name == "title" || name == "name":
		return "Weeding with confidence"
	case name == "id" || s.MaxLength != nil && *s.MaxLength == 64 || strings.HasSuffix(name, "_id"):
		return "01a21449-01af-797e-87c0-87f078f81cc0"
	}
	return "…"
}

func pretty(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return ""
	}
	return strings.TrimSpace(b.String())
}

// developers shows what there is for programs, and developersArea one area of it.
func (p *Pages) developers(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, developersPage(p.described(), p.BaseURL))
}

func (p *Pages) developersArea(w http.ResponseWriter, r *http.Request) error {
	for _, a := range p.described().Areas {
		if a.Slug == r.PathValue("area") {
			return web.Render(w, r, http.StatusOK, referencePage(a))
		}
	}
	return errs.New(errs.NotFound, "There is no page at this address.")
}

// described makes the reference once, when it is first asked for; by then all operations are known.
func (p *Pages) described() Reference {
	p.once.Do(func() { p.made = ReferenceOf(p.Document(), p.BaseURL) })
	return p.made
}
