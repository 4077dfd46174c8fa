package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/platform/errs"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// bufferMost is the largest buffer that is kept for another page; one very long page must not hold its memory for ever.
const bufferMost = 1 << 20

// Render answers with a page. It is rendered whole before the first byte is sent, so that a
// failure half-way becomes an error page and not a torn one.
func Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer func() {
		if b.Cap() <= bufferMost {
			buffers.Put(b)
		}
	}()
	if err := c.Render(r.Context(), b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	w.Write(b.Bytes()) // a reader who left is nobody to tell
	return nil
}

// JSON answers with v.
func JSON(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(append(b, '\n'))
	return nil
}

// Redirect sends the browser on after a form was accepted.
func Redirect(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// Attachment sets the headers of a download. The name may hold anything; it is made harmless.
func Attachment(w http.ResponseWriter, name, contentType string) {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`/\:*?"<>|`, r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '-'
		}
		return r
	}, name)
	if ext := path.Ext(name); len(name) > 120 && len(ext) < 10 {
		name = strings.ToValidUTF8(name[:100], "") + ext
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
}

// Form parses the body of a form (not the query) within the route's limit. A body that is no form is an Invalid error.
func Form(r *http.Request) (url.Values, error) {
	var err error
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		err = r.ParseMultipartForm(1 << 20)
	} else {
		err = r.ParseForm()
	}
	if err != nil {
		if Status(err) == http.StatusRequestEntityTooLarge {
			return nil, err
		}
		var local *fs.PathError // what is too large for memory waits in a file
		if errors.As(err, &local) {
			return nil, errs.Wrap(err, errs.Unavailable, "The file cannot be taken in just now. Please try again later.")
		}
		return nil, errs.Wrap(err, errs.Invalid, "The form did not arrive whole. Please send it again.")
	}
	for k, vs := range r.PostForm {
		for i, v := range vs {
			r.PostForm[k][i] = Clean(v)
		}
	}
	return r.PostForm, nil
}

// Clean makes typed text harmless without changing what it says: valid UTF-8, one kind of line
// break, no control or direction-override characters, no space at the ends.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case r < ' ' || r >= 0x7f && r <= 0x9f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// SafeNext returns next when it is a path on this site, else fallback. It never lets a
// link lead elsewhere after signing in.
func SafeNext(next, fallback string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t\x00") {
		return fallback
	}
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return fallback
	}
	return next
}
