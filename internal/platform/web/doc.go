// Package web is the seam to HTTP: routes that state who may come in, errors
// rendered in one place, sessions, forms, and the headers every answer carries.
//
// What to remember:
//
//   - A route is a value: name, pattern, access, handler. One without an access
//     decision does not let the server start.
//   - A handler decodes, calls one Service method and renders one component; it
//     returns an error instead of writing one.
//   - A cookie session with an unsafe method needs Sec-Fetch-Site or Origin; the
//     standard library's protection lets a request with neither pass, we do not.
//   - Strangers get no cookie.
package web
