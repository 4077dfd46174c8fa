package offerfile

import "testing"

func TestNext(t *testing.T) {
	const from = "https://events.example.org/api/events?per_page=50"
	for text, want := range map[string]string{
		`{"events":[],"next_rest_url":"https://events.example.org/wp-json/tribe/events/v1/events/?page=2"}`:    "https://events.example.org/wp-json/tribe/events/v1/events/?page=2",
		`{"value":[],"@odata.nextLink":"events?$skiptoken=x"}`:                                                 "https://events.example.org/api/events?$skiptoken=x",
		`{"data":[],"links":{"self":"/a","next":{"href":"/jsonapi/node?page=2"}}}`:                             "https://events.example.org/jsonapi/node?page=2",
		`{"data":[],"links":{"next":"/b?page=2"}}`:                                                             "https://events.example.org/b?page=2",
		`{"results":[],"next":"?page=2"}`:                                                                      "https://events.example.org/api/events?page=2",
		`{"events":[],"pagination":{"page_number":1,"page_count":3}}`:                                          "https://events.example.org/api/events?page=2&per_page=50",
		`{"events":[],"pagination":{"page_number":1,"page_count":3,"has_more_items":true,"continuation":"c"}}`: "https://events.example.org/api/events?continuation=c&per_page=50",
		`{"events":[],"page":{"current":2,"size":50,"total":3}}`:                                               "https://events.example.org/api/events?page=3&per_page=50",
		`{"items":[],"nextPageToken":"t"}`:                                                                     "https://events.example.org/api/events?pageToken=t&per_page=50",
		`{"events":[],"pagination":{"page_number":3,"page_count":3}}`:                                          "",
		`{"results":[],"next":null}`:                                                                           "",
		`{"results":[],"next":2}`:                                                                              "",
		`[{"title":"x"}]`:                                                                                      "",
		`<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="/a"/><entry><link rel="next" href="/no"/></entry><link rel="next" href="/atom?page=2"/></feed>`:                               "https://events.example.org/atom?page=2",
		`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>https://events.example.org</link><atom:link rel="next" href="https://events.example.org/rss?p=2"/></channel></rss>`: "https://events.example.org/rss?p=2",
		`{"broken`: "",
		"":         "",
	} {
		if got, _ := Next([]byte(text), from); got != want {
			t.Errorf("%s\ngoes on at %q, not %q", text, got, want)
		}
	}
	if _, pages := Next([]byte("BEGIN:VCALENDAR"), from); pages {
		t.Error("a calendar has pages")
	}
}
