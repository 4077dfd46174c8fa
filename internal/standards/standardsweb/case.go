package standardsweb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
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

// caseFail answers with the object by which a version of CASE tells of a failure (imsx_StatusInfo).
func caseFail(version casefile.Version) func(w http.ResponseWriter, r *http.Request, err error) {
	return func(w http.ResponseWriter, r *http.Request, err error) {
		status, minor := web.Status(err), "internal_server_error"
		switch {
		case errors.Is(err, errNoUUID):
			if minor = "invalid_uuid"; version == casefile.V1p0 {
				minor = "invaliduuid"
			}
		case errs.Is(err, errs.NotFound):
			minor = "unknownobject"
		case errs.Is(err, errs.Invalid):
			minor, status = "invalid_selection_field", http.StatusBadRequest
		case errs.Is(err, errs.TooMany), errs.Is(err, errs.Unavailable):
			minor = "server_busy"
			web.RetryHeader(w, err)
		}
		type field struct {
			Name  string `json:"imsx_codeMinorFieldName"`
			Value string `json:"imsx_codeMinorFieldValue"`
		}
		type minors struct {
			Fields []field `json:"imsx_codeMinorField"`
		}
		description := web.Message(r.Context(), err)
		if e := errs.As(err); e != nil && len(e.Fields) > 0 {
			description = e.Error()
		}
		w.Header().Set("Cache-Control", "no-store")
		web.JSON(w, status, struct {
			Major       string `json:"imsx_codeMajor"`
			Severity    string `json:"imsx_severity"`
			Description string `json:"imsx_description"`
			Minor       minors `json:"imsx_codeMinor"`
		}{"failure", "error", description, minors{[]field{{"TargetEndSystem", minor}}}})
	}
}

// errNoUUID marks an identifier that is none. The standard answers it like one that is not known, with 404.
var errNoUUID = errors.New("no UUID")

// caseUnknown answers at addresses that the standard does not have, or that are not served here.
func (p *Pages) caseUnknown(http.ResponseWriter, *http.Request) error {
	return errs.New(errs.NotFound, "There is no such address here.")
}

// caseOpen lets pages of other sites read what h answers: all of it is public, and comes without a session.
func caseOpen(h web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Expose-Headers", "ETag, Link, Retry-After, X-Total-Count")
		return h(w, r)
	}
}

// casePreflight answers browsers that ask whether a page of another site may read (Fetch, section 3.2.2).
func (p *Pages) casePreflight(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, HEAD")
	if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" && len(asked) <= 1000 {
		h.Set("Access-Control-Allow-Headers", asked)
	}
	h.Set("Access-Control-Max-Age", "86400")
	h.Set("Allow", "GET, HEAD, OPTIONS")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// caseID reads the identifier of an object. The standard allows both cases of letters.
func caseID(r *http.Request) (id.ID, error) {
	i, ok := id.Parse(r.PathValue("id"))
	if !ok {
		return "", errs.Wrap(errNoUUID, errs.NotFound, "The identifier is not a UUID: “%s”.", short(r.PathValue("id")))
	}
	return i, nil
}

// caseAt is the form for what is asked for: a version is named by its identifier, as in the addresses of its package.
func caseAt(r *http.Request, f casefile.Form) (casefile.Form, error) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return f, badQuery()
	}
	given := q.Get("version")
	if given == "" {
		return f, nil
	}
	i, ok := id.Parse(given)
	if !ok {
		return f, errs.Wrap(errNoUUID, errs.NotFound, "The identifier is not a UUID: “%s”.", short(given))
	}
	f.At = string(i)
	return f, nil
}

// badQuery refuses what cannot be read: it must not be answered as if it had not been asked.
func badQuery() error {
	return errs.Bad("query", "What stands behind the question mark cannot be read: a semicolon or a percent sign must be escaped in it.")
}

func (p *Pages) caseObject(f casefile.Form, read func(context.Context, casefile.Form, id.ID) (any, error)) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := caseID(r)
		if err != nil {
			return err
		}
		f, err := caseAt(r, f)
		if err != nil {
			return err
		}
		v, err := read(r.Context(), f, i)
		if err != nil {
			return err
		}
		return caseSend(w, r, v)
	}
}

// caseWritten is caseObject for what is written row by row.
func (p *Pages) caseWritten(f casefile.Form, write func(context.Context, casefile.Form, id.ID, func(tag string) io.Writer) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := caseID(r)
		if err != nil {
			return err
		}
		f, err := caseAt(r, f)
		if err != nil {
			return err
		}
		out := &caseBody{w: w, r: r}
		if err := write(r.Context(), f, i, out.begin); err != nil {
			return err
		}
		return out.close()
	}
}

// caseDiscovery describes what is served here, for programs.
func (p *Pages) caseDiscovery(f casefile.Form) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error { return caseSend(w, r, f.Description()) }
}

// caseDocuments lists frameworks, with the headers by which a program goes on.
func (p *Pages) caseDocuments(f casefile.Form) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		q, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			return badQuery()
		}
		ask, err := documentQuery(q)
		if err != nil {
			return err
		}
		list, total, err := p.standards.Documents(r.Context(), f, ask)
		if err != nil {
			return err
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
			if name = strings.TrimSpace(name); name == "" {
				return ask, errs.Bad("fields", "Name the fields, with commas between.")
			}
			ask.Fields = append(ask.Fields, name)
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
	n, err := strconv.ParseInt(given, 10, 32)
	if err != nil || int(n) < least {
		return 0, errs.Bad(name, "Write a whole number from %d to %d.", least, math.MaxInt32)
	}
	return int(n), nil
}
