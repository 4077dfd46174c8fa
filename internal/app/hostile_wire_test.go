package app

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestHostileBytesOnTheWire sends what no client library would: lengths that contradict each other or are wrong, requests that end early, thousands of
// ranges, another site's name as the host. The answer is a refusal or the usual page, never another's request, and the server lives.
func TestHostileBytesOnTheWire(t *testing.T) {
	tr := newTrial(t)
	server := httptest.NewUnstartedServer(nil)
	server.Config = tr.server(tr.farewell(tr.handler))
	server.Config.ReadHeaderTimeout = time.Second
	server.Start()
	defer server.Close()
	_, home := onWire(t, server, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	_, asset, _ := strings.Cut(home, `href="/static/`)
	asset, _, ok := strings.Cut(asset, `"`)
	if !ok {
		t.Fatalf("the home page has no style sheet: %.300s", home)
	}
	var ranges strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&ranges, "%d-,", i)
	}
	for _, c := range []struct {
		name, sent string
		statuses   []int
	}{
		{"a length and chunks", "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /my HTTP/1.1\r\nHost: x\r\n\r\n", []int{400, 403, 422}},
		{"two lengths", "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 9\r\n\r\nabcdefghi", []int{400}},
		{"a length that is none", "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", []int{400}},
		{"chunks that are none", "POST /api/v1/registrations HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", []int{400, 401, 403}},
		{"an early end", "POST /sign-in HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nemail=", []int{400, 422, 200, 0}}, // whoever has left is told nothing
		{"megabytes of headers", "GET /catalogue HTTP/1.1\r\nHost: x\r\nCookie: x=" + strings.Repeat("y", 200<<10) + "\r\n\r\n", []int{431, 0}},                                                               // 0: it hung up before all was sent
		{"headers without end", "GET /catalogue HTTP/1.1\r\nHost: x\r\nA: b\r\n", []int{408, 0}},
		{"no host", "GET / HTTP/1.1\r\n\r\n", []int{400}},
		{"a header of two lines", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\nConnection: close\r\n\r\n", []int{200, 400}},
		{"a path with a line end", "GET /a\rb HTTP/1.1\r\nHost: x\r\n\r\n", []int{400}},
		{"thousands of ranges", "GET /static/" + asset + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nRange: bytes=" + strings.TrimSuffix(ranges.String(), ",") + "\r\n\r\n", []int{200, 416}},
		{"another site's name", "POST /password HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: 27\r\n\r\nemail=marisol%40example.org", []int{200, 303}},
	} {
		status, body := onWire(t, server, c.sent)
		if !slices.Contains(c.statuses, status) || len(body) > 2<<20 || strings.Contains(body, "evil.example") {
			t.Errorf("%s: %d with %d bytes: %.300s", c.name, status, len(body), body)
		}
	}
	// The link was asked for under another site's name, and leads to ours.
	if err := tr.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	letters := tr.Box.Letters("marisol@example.org")
	if len(letters) == 0 {
		t.Error("no link was sent")
	}
	for _, l := range letters {
		if strings.Contains(l.Text, "evil.example") || !strings.Contains(l.Text, "http://commons.test/") {
			t.Errorf("a letter leads elsewhere: %s", l.Text)
		}
	}
	if status, _ := onWire(t, server, "GET /catalogue HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); status != http.StatusOK {
		t.Errorf("afterwards the catalogue is answered %d", status)
	}
}

// onWire writes bytes to the server and returns its answer; 0 when none came. There must not be two.
func onWire(t *testing.T, server *httptest.Server, sent string) (status int, body string) {
	t.Helper()
	c, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(hostileTime))
	if _, err := io.WriteString(c, sent); err != nil && len(sent) < 100<<10 { // of what is too much the end is not read
		t.Fatal(err)
	}
	if strings.HasSuffix(sent, "email=") { // the rest will not come
		c.(*net.TCPConn).CloseWrite()
	}
	answers := bufio.NewReader(c)
	resp, err := http.ReadResponse(answers, nil)
	if err != nil {
		if ne, ok := err.(net.Error); ok && ne.Timeout() {
			t.Errorf("no answer in %v to %.60q", hostileTime, sent)
		}
		return 0, ""
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	// One request was sent: a second answer would be to what was hidden in it.
	if rest, _ := io.ReadAll(answers); len(rest) > 0 {
		t.Errorf("%.60q had a second answer: %.200q", sent, rest)
	}
	return resp.StatusCode, string(b)
}
