package bench

import (
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
)

// question is one kind of request.
type question struct {
	name string
	// ask makes the next request, drawing everything anew, and says what a right answer holds.
	ask func(w *world, r *rand.Rand, base string) (req *http.Request, holds string)
	// want is the status of a right answer; so is also, where it is not 0.
	want, also int
	// connections is how many ask at once, where that is not what was asked for.
	connections int
	// keep looks at a right answer; it may be nil.
	keep func(w *world, body []byte) error
}

var (
	areas = []string{"advocacy", "collections", "intellectual-freedom", "knowledge-organization", "leadership", "literacy", "management", "policy-principles", "technology", "user-services"}
	sorts = []string{"", "soonest", "title", "newest", "shortest"}
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// facets draws some facets: thousands of combinations.
func facets(w *world, r *rand.Rand) url.Values {
	q := url.Values{}
	if r.IntN(2) == 0 {
		q.Set("area", pick(r, areas))
	}
	if r.IntN(2) == 0 {
		q.Set("level", string(pick(r, catalogue.Levels)))
	}
	if r.IntN(3) == 0 {
		q.Set("format", string(pick(r, catalogue.Formats)))
	}
	if r.IntN(4) == 0 {
		q.Set("unit", pick(r, w.units))
	}
	if s := pick(r, sorts); s != "" {
		q.Set("sort", s)
	}
	return q
}

// questions are what is measured, each over HTTP as a browser or program would ask it.
var questions = []question{
	{name: "catalogue page with facets", want: http.StatusOK, ask: func(w *world, r *rand.Rand, base string) (*http.Request, string) {
		return get(base + "/catalogue?" + facets(w, r).Encode()), "</html>"
	}},
	{name: "search, many hits", want: http.StatusOK, ask: func(w *world, r *rand.Rand, base string) (*http.Request, string) {
		q := url.Values{"q": {pick(r, w.words)}, "sort": {pick(r, sorts)}}
		if r.IntN(2) == 0 {
			q.Set("area", pick(r, areas))
		}
		return get(base + "/catalogue?" + q.Encode()), "</html>"
	}},
	{name: "search, one hit", want: http.StatusOK, ask: func(w *world, r *rand.Rand, base string) (*http.Request, string) {
		n := r.IntN(len(w.titles))
		return get(base + "/catalogue?q=" + url.QueryEscape(`"`+w.titles[n]+`"`)), `"/offers/` // the offer, or its namesake
	}},
	{name: "offer page", want: http.StatusOK, ask: func(w *world, r *rand.Rand, base string) (*http.Request, string) {
		n := r.IntN(len(w.keys))
		return get(base + "/offers/" + w.keys[n]), html.EscapeString(w.keys[n])
	}},
	{name: "My learning, signed in", want: http.StatusOK, ask: func(w *world, r *rand.Rand, base string) (*http.Request, string) {
		req := get(base + "/my")
		req.Header.Set("Cookie", pick(r, w.cookies))
		return req, "</html>"
	}},
	{name: "my record, by token", want: http.StatusOK, ask: func(w *world, r *rand.Rand, base string) (*http.Request, string) {
		req := get(base + "/api/v1/me/record")
		req.Header.Set("Authorization", "Bearer "+pick(r, w.tokens))
		return req, `"items":`
	}},
	{name: "registration, durable", want: http.StatusCreated, also: http.StatusOK, keep: keepRegistration, ask: register},
	{name: "registration, durable, 64 at once", connections: 64, want: http.StatusCreated, also: http.StatusOK, keep: keepRegistration, ask: register},
}

// register asks for a seat that is free. One in thousands draws a date that this person is registered for already, which is answered 200.
func register(w *world, r *rand.Rand, base string) (*http.Request, string) {
	req, err := http.NewRequest(http.MethodPost, base+"/api/v1/registrations", strings.NewReader(fmt.Sprintf(`{"occurrence":%q}`, pick(r, w.occurrences))))
	if err != nil {
		panic("bench: " + err.Error())
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+pick(r, w.tokens))
	return req, `"state":"`
}
