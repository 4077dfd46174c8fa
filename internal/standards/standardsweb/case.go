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

func (p *Pages) caseObject(f casefile.Form, read func(context.Context, casefile.Form, id.ID) (any, error)) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := caseID(r)
		if err != nil {
			return caseFailure(w, err)
		}
		v, err := read(r.Context(), f, i)
		if err != nil {
			return caseFailure(w, err)
		}
		return web.JSON(w, http.StatusOK, v)
	}
}

func (p *Pages) casePackage(f casefile.Form) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := caseID(r)
		if err == nil {
			err = p.standards.Package(r.Context(), f, i, func() io.Writer {
				w.Header().Set("Content-Type", "application/json")
				return w
			})
		}
		if err != nil {
			return caseFailure(w, err)
		}
		return nil
	}
}

// caseDocuments lists frameworks, with the headers by which a program goes on.
func (p *Pages) caseDocuments(f casefile.Form) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		q := r.URL.Query()
		limit, err := caseNumber(q, "limit", caseLimit, 1)
		if err != nil {
			return caseFailure(w, err)
		}
		offset, err := caseNumber(q, "offset", 0, 0)
		if err != nil {
			return caseFailure(w, err)
		}
		limit = min(limit, caseMost)
		list, total, err := p.standards.Documents(r.Context(), f, limit, offset)
		if err != nil {
			return caseFailure(w, err)
		}
		w.Header().Set("X-Total-Count", strconv.Itoa(total))
		var links []string
		link := func(rel string, at int) {
			links = append(links, fmt.Sprintf(`<%s?limit=%d&offset=%d>; rel=%q`, f.URI("CFDocuments", "")[:len(f.URI("CFDocuments", ""))-1], limit, at, rel))
		}
		if offset+limit < total {
			link("next", offset+limit)
		}
		if offset > 0 {
			link("prev", max(0, offset-limit))
		}
		link("first", 0)
		link("last", max(0, (total-1)/limit*limit))
		w.Header().Set("Link", strings.Join(links, ", "))
		return web.JSON(w, http.StatusOK, map[string]any{"CFDocuments": list})
	}
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
