package web

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"path"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
)

// API is the REST interface of all areas: operations with typed input and output, described
// at /api/openapi.json (OpenAPI 3.1), failing with problem documents (RFC 9457).
type API struct {
	mux   *Mux
	huma  huma.API
	db    *db.DB
	clock clock.Clock
	// access belongs to the operation being registered; registering happens once, at start.
	access  Access
	post    bool
	maxBody int64
	area    string
}

// NotPublic says of an operation that reads more of an offer that finding an offer has a scope of its own where not everybody may see it.
const NotPublic = "An offer that is not published, or not any more, is found by tokens of the catalogue alone: catalogue:read is then needed too."

// NewAPI returns an API without operations, whose routes are added to mux.
func NewAPI(mux *Mux, d *db.DB, c clock.Clock, version string) *API {
	a := &API{mux: mux, db: d, clock: c, access: Public}
	huma.ValidateStrictCasing = true // else Dry_run is read as dry_run, past the schema and beside it
	huma.NewError = func(status int, msg string, details ...error) huma.StatusError {
		return newProblem(context.Background(), status, msg, details...)
	}
	huma.NewErrorWithContext = func(c huma.Context, status int, msg string, details ...error) huma.StatusError {
		return newProblem(c.Context(), status, msg, details...)
	}
	config := huma.DefaultConfig("Learning Commons", version)
	config.Info.Description = "Find learning, register for it, and read your record. Amounts of time are minutes, CEU are tenths, money is in minor units with its currency, times are UTC."
	config.Info.License = &huma.License{Name: "Apache License 2.0", Identifier: "Apache-2.0"}
	config.Servers = []*huma.Server{{URL: "/", Description: "This site."}}
	config.OpenAPIPath = "/api/openapi"
	config.DocsPath = ""
	config.SchemasPath = ""
	config.CreateHooks = nil
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", a.schemaName)
	// Only JSON is spoken; the registry of formats is global, so it is copied.
	config.Formats = maps.Clone(config.Formats)
	for name, format := range config.Formats {
		format.Unmarshal = strictJSON
		config.Formats[name] = format
	}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: "A token made under Profile, API tokens, or by commons token create."},
	}
	a.huma = huma.NewAPI(config, humago.NewAdapter(registrar{a}, ""))
	return a
}

// Document is the description of all operations (OpenAPI 3.1). It must not be changed.
func (a *API) Document() *huma.OpenAPI { return a.huma.OpenAPI() }

// schemaName names a type after its area too, so that two areas may call different things alike. What has no name is of the area whose operation
// is being registered.
func (a *API) schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	area := areaOf(t)
	if area == "" {
		area = a.area
	}
	return area + huma.DefaultSchemaNamer(t, hint)
}

// areaOf returns the area of a type as a word: "Catalogue" for one of catalogueweb.
func areaOf(t reflect.Type) string {
	area := strings.TrimSuffix(path.Base(t.PkgPath()), "web")
	if t.PkgPath() == "" || area == "" {
		return ""
	}
	return strings.ToUpper(area[:1]) + area[1:]
}

// registrar receives the handlers that huma makes and adds them as routes.
type registrar struct{ a *API }

// HandleFunc implements humago.Mux.
func (g registrar) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	handler := Handler(func(w http.ResponseWriter, r *http.Request) error {
		h(w, r)
		return nil
	})
	if g.a.post {
		handler = g.a.idempotent(handler)
	}
	g.a.mux.Add(Route{Name: "api " + pattern, Pattern: pattern, Access: g.a.access, API: true, MaxBody: g.a.maxBody, Handler: handler})
}

// ServeHTTP implements humago.Mux; requests come in through the Mux of all areas.
func (g registrar) ServeHTTP(w http.ResponseWriter, r *http.Request) { g.a.mux.ServeHTTP(w, r) }

// Operation registers one operation. The access decision stands beside it, as for a page; the
// handler calls one Service method and returns its error as it is. A POST takes Idempotency-Key. A body may
// be as long as the operation's MaxBodyBytes says, 1 MiB when that is 0.
func Operation[I, O any](a *API, op huma.Operation, access Access, h func(ctx context.Context, in *I) (*O, error)) {
	a.area = areaOf(reflect.TypeFor[O]())
	a.access, a.post, a.maxBody = access, op.Method == http.MethodPost, op.MaxBodyBytes
	defer func() { a.access, a.post, a.maxBody = Public, false, 0 }()
	if access.needs != "" {
		op.Extensions = map[string]any{"x-scope": access.needs}
	}
	op.Security = security(access)
	if len(op.Errors) == 0 {
		op.Errors = []int{401, 403, 404, 409, 410, 422, 429}
		if a.post {
			op.Errors = append(op.Errors, 400, 413, 415)
		}
	}
	if t := reflect.TypeFor[I](); t.Kind() == reflect.Struct {
		if _, ok := t.FieldByName("IfMatch"); ok {
			op.Errors = append(op.Errors, http.StatusPreconditionFailed)
		}
	}
	if a.post {
		longest := 255
		op.Parameters = append(op.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: "string", MaxLength: &longest},
			Description: "Makes repeating safe: the same key with the same body gets the first answer again, marked Idempotency-Replayed; with another body or another token it is refused (422), and while the first is under way too (409). What was refused is not kept: the same key tries again. Kept for seven days, for the token's owner and this operation, sealed so that only who has token and key can read it."})
	}
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			err = known(err)
			if i := requestInfo(ctx); i != nil {
				if i.err = err; errors.Is(ctx.Err(), context.Canceled) {
					i.err, i.status = nil, statusLeft // as in Mux.Fail: nobody is there to be told
				}
			}
			return nil, problemError{ProblemOf(ctx, err), err}
		}
		return out, nil
	})
}

// security says whether an operation needs a token.
func security(access Access) []map[string][]string {
	out := []map[string][]string{{"token": {}}}
	if access.allow(authz.Actor{}) == nil { // strangers are let in, so the token is a choice
		out = append([]map[string][]string{{}}, out...)
	}
	return out
}

// File registers an operation that answers with a file of the content type: the handler writes it as
// it is made, with Attachment, as for a page. What it takes stands in op.Parameters.
func File(a *API, op huma.Operation, contentType string, access Access, h Handler) {
	file(a, op, "The file.", contentType, &huma.Schema{Type: "string", Format: "binary"}, access, h)
}

// Written is File for JSON that may be long: the handler writes it as it is made, and T describes it as a whole.
func Written[T any](a *API, op huma.Operation, access Access, h Handler) {
	file(a, op, "OK", "application/json", a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[T](), true, op.OperationID), access, h)
}

func file(a *API, op huma.Operation, says, contentType string, schema *huma.Schema, access Access, h Handler) {
	op.Method, op.Security = http.MethodGet, security(access)
	if access.needs != "" {
		op.Extensions = map[string]any{"x-scope": access.needs}
	}
	op.Responses = map[string]*huma.Response{"200": {Description: says, Content: map[string]*huma.MediaType{contentType: {Schema: schema}}}}
	problem := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[problemError](), true, "Error")
	for _, status := range []int{401, 403, 404, 409, 410, 422, 429} {
		op.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status), Content: map[string]*huma.MediaType{"application/problem+json": {Schema: problem}}}
	}
	a.huma.OpenAPI().AddOperation(&op)
	pattern := op.Method + " " + op.Path
	a.mux.Add(Route{Name: "api " + pattern, Pattern: pattern, Access: access, API: true, Handler: h})
}

// PathParam describes a part of the path of a File, QueryParam what its address may say beside it.
func PathParam(name, doc string) *huma.Param {
	return &huma.Param{Name: name, In: "path", Required: true, Description: doc, Schema: &huma.Schema{Type: "string"}}
}

// QueryParam is PathParam for the query; it may be left out.
func QueryParam(name, doc string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: doc, Schema: &huma.Schema{Type: "string"}}
}

// PlaceOf is Place for an operation, which has no request in its hands.
func PlaceOf(ctx context.Context) string {
	if i := requestInfo(ctx); i != nil {
		return place(i.remote)
	}
	return ""
}

// problemError carries a problem document through huma.
type problemError struct {
	Problem
	cause error
}

// Error implements error.
func (p problemError) Error() string { return p.cause.Error() }

// GetStatus implements huma.StatusError.
func (p problemError) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError.
func (p problemError) GetHeaders() http.Header {
	h := http.Header{}
	setRetryAfter(h, p.cause)
	return h
}

// ContentType implements huma.ContentTypeFilter.
func (p problemError) ContentType(string) string { return "application/problem+json" }

// newProblem makes the problem document of a request that huma itself refused.
func newProblem(ctx context.Context, status int, msg string, details ...error) huma.StatusError {
	p := Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: msg, Reference: RequestID(ctx)}
	switch status {
	case http.StatusUnprocessableEntity:
		p.Detail = i18n.T(ctx, "Some of what you entered needs another look.")
		p.Type = "/problems/" + errs.Invalid.String()
	case http.StatusBadRequest:
		p.Detail = i18n.T(ctx, "The body of this request must be JSON.")
		p.Type = "/problems/" + errs.Invalid.String()
	case http.StatusUnsupportedMediaType:
		p.Detail = i18n.T(ctx, "Send JSON, with Content-Type: application/json.")
	case http.StatusRequestEntityTooLarge:
		p.Detail = i18n.T(ctx, "This is larger than what can be taken in at once.")
	}
	for _, d := range details {
		if d == nil {
			continue
		}
		var ed *huma.ErrorDetail
		if errors.As(d, &ed) {
			_, field, inside := strings.Cut(ed.Location, ".") // "body.offer", "query.limit": the name alone is what was sent
			if !inside {
				field = ed.Location
			}
			p.Errors = append(p.Errors, ProblemField{field, ed.Message})
		} else if status < 500 {
			p.Errors = append(p.Errors, ProblemField{"", d.Error()})
		}
	}
	return problemError{p, errors.New(msg)}
}
