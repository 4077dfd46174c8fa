package standardsweb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// Paging as CASE says it (section 3.1): limit is 100 when nothing is said.
const (
	caseLimit = 100
	caseMost  = 500
)

// caseFailure answers with the object by which CASE tells of a failure (imsx_StatusInfo); other errors go their usual way.
func caseFailure(w http.ResponseWriter, err error) error {
	var minor string
	status := web.Status(err)
	switch {
	case errors.Is(err, errNoUUID):
		minor = "invaliduuid"
	case errs.Is(err, errs.NotFound):
		minor = "unknownobject"
	case errs.Is(err, errs.Invalid):
		minor, status = "invalid_selection_field", http.StatusBadRequest
		if f := errs.As(err).Fields; len(f) > 0 && (f[0].Name == "sort" || f[0].Name == "orderBy") {
			minor = "invalid_sort_field"
		}
	case errs.Is(err, errs.TooMany), errs.Is(err, errs.Unavailable):
		minor = "server_busy"
		web.RetryHeader(w, err)
	default:
		return err
	}
	type field struct {
		Name  string `json:"imsx_codeMinorFieldName"`
		Value string `json:"imsx_codeMinorFieldValue"`
	}
	type minors struct {
		Fields []field `json:"imsx_codeMinorField"`
	}
	return web.JSON(w, status, struct {
		Major       string `json:"imsx_codeMajor"`
		Severity    string `json:"imsx_severity"`
		Description string `json:"imsx_description"`
		Minor       minors `json:"imsx_codeMinor"`
	}{"failure", "error", errs.As(err).Error(), minors{[]field{{"TargetEndSystem", minor}}}})
}

// errNoUUID marks an identifier that is none. The standard answers it like one that is not known, with 404.
var errNoUUID = errors.New("no UUID")

// caseUnknown answers at addresses that the standard does not have, or that are not served here.
func (p *Pages) caseUnknown(w http.ResponseWriter, r *http.Request) error {
	return caseFailure(w, errs.New(errs.NotFound, "There is no such address here."))
}

// caseID reads the identifier of an object. The standard allows both cases of letters.
func caseID(r *http.Request) (id.ID, error) {
	i, ok := id.Parse(r.PathValue("id"))
	if !ok {
		return "", errs.Wrap(errNoUUID, errs.NotFound, "The identifier is not a UUID: “%s”.", short(r.PathValue("id")))
	}
	return i, nil
}

func (p *Pages) caseObject(read func(context.Context, id.ID) (any, error)) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := caseID(r)
		if err != nil {
			return caseFailure(w, err)
		}
		v, err := read(r.Context(), i)
		if err != nil {
			return caseFailure(w, err)
		}
		return caseSend(w, r, v)
	}
}

// caseWritten is caseObject for what is written row by row.
func (p *Pages) caseWritten(write func(context.Context, id.ID, func(tag string) io.Writer) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := caseID(r)
		if err != nil {
			return caseFailure(w, err)
		}
		out := &caseBody{w: w, r: r}
		if err := write(r.Context(), i, out.begin); err != nil {
			return caseFailure(w, err)
		}
		return out.close()
	}
}

// caseDocuments lists frameworks, with the headers by which a program goes on.
func (p *Pages) caseDocuments(f casefile.Form) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		q := r.URL.Query()
		ask, err := documentQuery(q)
		if err != nil {
			return caseFailure(w, err)
		}
		list, total, err := p.standards.Documents(r.Context(), f, ask)
		if err != nil {
			return caseFailure(w, err)
		}
		w.Header().Set("X-Total-Count", strconv.Itoa(total))
		w.Header().Set("Link", caseLinks(strings.TrimSuffix(f.URI("CFDocuments", ""), "/"), q, ask, total))
		return caseSend(w, r, map[string]any{"CFDocuments": list})
	}
}

func documentQuery(q url.Values) (ask standards.DocumentQuery, err error) {
	if ask.Limit, err = caseNumber(q, "limit", caseLimit, 1); err != nil {
		return ask, err
	}
	ask.Limit = min(ask.Limit, caseMost)
	if ask.Offset, err = caseNumber(q, "offset", 0, 0); err != nil {
		return ask, err
	}
	ask.Sort, ask.Filter = q.Get("sort"), q.Get("filter")
	switch q.Get("orderBy") {
	case "", "asc":
	case "desc":
		ask.Descending = true
	default:
		return ask, errs.Bad("orderBy", "Write asc or desc.")
	}
	for _, given := range q["fields"] {
		for _, name := range strings.Split(given, ",") {
			if name = strings.TrimSpace(name); name != "" {
				ask.Fields = append(ask.Fields, name)
			}
		}
	}
	return ask, nil
}

// caseLinks leads to the other pages of a list (RFC 8288). All that was asked for stays.
func caseLinks(address string, q url.Values, ask standards.DocumentQuery, total int) string {
	var links []string
	link := func(rel string, at int) {
		q.Set("limit", strconv.Itoa(ask.Limit))
		q.Set("offset", strconv.Itoa(at))
		links = append(links, fmt.Sprintf(`<%s?%s>; rel=%q`, address, q.Encode(), rel))
	}
	if ask.Offset+ask.Limit < total {
		link("next", ask.Offset+ask.Limit)
	}
	if ask.Offset > 0 {
		link("prev", max(0, ask.Offset-ask.Limit))
	}
	link("first", 0)
	link("last", max(0, (total-1)/ask.Limit*ask.Limit))
	return strings.Join(links, ", ")
}

func caseNumber(q url.Values, name string, usual, least int) (int, error) {
	given := q.Get(name)
	if given == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < least || n > 1<<30 {
		return 0, errs.Bad(name, "This is a whole number.")
	}
	return n, nil
}
