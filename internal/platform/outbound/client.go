package outbound

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
)

// What a call may take unless the caller says otherwise.
const (
	Timeout      = 10 * time.Second
	MaxBytes     = 5 << 20
	MaxRedirects = 3
)

// Options say who calls and what an operator lets it call.
type Options struct {
	// Product names the program and where to ask about it: "LearningCommons/1.0 (+https://learning.example.org)".
	Product string
	// Allow names addresses inside, with their ports, that may be called although they are not public.
	Allow []netip.AddrPort
	// Resolver looks up names; nil is the system's.
	Resolver *net.Resolver
}

// Client calls addresses that people typed. It is safe for concurrent use.
type Client struct {
	product string
	allow   []netip.AddrPort
	http    *http.Client
}

// New returns a Client.
func New(o Options) *Client {
	c := &Client{product: o.Product, allow: slices.Clone(o.Allow)}
	dialer := &net.Dialer{Timeout: 5 * time.Second, Resolver: o.Resolver, ControlContext: c.control}
	c.http = &http.Client{
		Timeout: Timeout,
		Transport: guard{c, &http.Transport{
			DialContext: dialer.DialContext, ForceAttemptHTTP2: true, TLSHandshakeTimeout: 5 * time.Second, MaxResponseHeaderBytes: 64 << 10,
			MaxIdleConns: 20, MaxIdleConnsPerHost: 2, IdleConnTimeout: 15 * time.Second,
		}},
		CheckRedirect: redirect,
	}
	return c
}

// control decides about a connection when its address is known, after the name was looked up and before anything is sent.
func (c *Client) control(_ context.Context, network, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" {
		return errs.New(errs.Invalid, "“%s” is an address inside, or none at all. Only public addresses are called.", address)
	}
	return c.allowed(to.Addr(), to.Port())
}

// guard checks each request, the first and those that redirects lead to.
type guard struct {
	c    *Client
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := g.c.check(r.URL); err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Header.Del("Referer")
	r.Header.Set("User-Agent", g.c.product)
	return g.next.RoundTrip(r)
}

func redirect(r *http.Request, via []*http.Request) error {
	if len(via) > MaxRedirects {
		return errs.New(errs.Invalid, "The address leads on more than %d times.", MaxRedirects)
	}
	if r.URL.Scheme != "https" && via[len(via)-1].URL.Scheme == "https" {
		return errs.New(errs.Invalid, "The address leads from https to http, which is not followed.")
	}
	if m := via[0].Method; m != http.MethodGet && m != http.MethodHead {
		return http.ErrUseLastResponse
	}
	return nil
}

// Request is one call.
type Request struct {
	// Method is GET when empty. Only GET and HEAD follow redirects.
	Method string
	URL    string
	// Header goes to the address itself; of a redirect to another host the standard library keeps back what authenticates.
	Header map[string]string
	Body   []byte
	// ETag and LastModified are those of the answer that is already here; the answer is then NotModified where nothing is new.
	ETag, LastModified string
	// MaxBytes and Timeout default to the package's.
	MaxBytes int64
	Timeout  time.Duration
}

// Response is what came back, of any status.
type Response struct {
	Status int
	// URL is where the answer came from, after redirects. Moved is where permanent redirects alone lead, or "".
	URL, Moved         string
	Body               []byte
	ContentType        string
	ETag, LastModified string
	NotModified        bool
	// Next is where the answer goes on, by its Link header (RFC 8288), or "".
	Next string
	// RetryAfter is how long the server asks to be left alone, in its own words.
	RetryAfter string
}

// OK reports whether the status is one of success.
func (r Response) OK() bool { return r.Status >= 200 && r.Status < 300 }

// Do calls an address. It fails with Invalid when the address must not be called or the answer is too large, and with Unavailable
// when there is no answer; both say so in words for the person who typed it. Any status that comes back is no error.
func (c *Client) Do(ctx context.Context, q Request) (Response, error) {
	to, err := c.Parse(q.URL)
	if err != nil {
		return Response{}, err
	}
	limit, timeout := q.MaxBytes, q.Timeout
	if limit <= 0 {
		limit = MaxBytes
	}
	if timeout <= 0 {
		timeout = Timeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var body io.Reader
	if q.Body != nil {
		body = bytes.NewReader(q.Body)
	}
	req, err := http.NewRequestWithContext(ctx, q.Method, to.String(), body)
	if err != nil {
		return Response{}, errs.New(errs.Invalid, "“%s” is not a web address.", shown(q.URL))
	}
	for name, value := range q.Header {
		req.Header.Set(name, value)
	}
	if q.ETag != "" {
		req.Header.Set("If-None-Match", q.ETag)
	}
	if q.LastModified != "" {
		req.Header.Set("If-Modified-Since", q.LastModified)
	}
	client := *c.http
	client.Timeout = timeout
	moved, temporary := "", false
	client.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if s := r.Response.StatusCode; s != http.StatusMovedPermanently && s != http.StatusPermanentRedirect {
			temporary = true
		} else if !temporary {
			moved = r.URL.String()
		}
		return redirect(r, via)
	}
	resp, err := client.Do(req)
	if err != nil {
		return Response{}, inWords(err)
	}
	defer resp.Body.Close()
	out := Response{Status: resp.StatusCode, URL: resp.Request.URL.String(), Moved: moved, ContentType: resp.Header.Get("Content-Type"), ETag: resp.Header.Get("ETag"),
		LastModified: resp.Header.Get("Last-Modified"), NotModified: resp.StatusCode == http.StatusNotModified, RetryAfter: resp.Header.Get("Retry-After"), Next: next(resp.Header.Values("Link"), resp.Request.URL)}
	if coding := resp.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") && resp.StatusCode != http.StatusNotModified && req.Method != http.MethodHead {
		return out, errs.New(errs.Invalid, "The answer is packed in a way that was not asked for (%s).", shown(coding))
	}
	out.Body, err = io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return out, inWords(err)
	}
	if int64(len(out.Body)) > limit {
		out.Body = nil
		return out, errs.New(errs.Invalid, "The answer is larger than %d bytes.", limit)
	}
	return out, nil
}

// nextLink is a link of a Link header that says that it is the next one.
var nextLink = regexp.MustCompile(`<([^<>]*)>(?:\s*;[^,<]*)?;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)`)

// next is where an answer goes on.
func next(links []string, from *url.URL) string {
	for _, l := range links {
		if m := nextLink.FindStringSubmatch(l); m != nil {
			if u, err := from.Parse(m[1]); err == nil {
				return u.String()
			}
		}
	}
	return ""
}

// HTTP returns a client for libraries that want to call by themselves (sign-in providers' metadata and keys). It is held
// to the same addresses and times, and answers are cut off with an error behind MaxBytes.
func (c *Client) HTTP() *http.Client {
	out := *c.http
	out.Transport = capped{c.http.Transport}
	return &out
}

type capped struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (t capped) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(r)
	if err == nil {
		resp.Body = http.MaxBytesReader(nil, resp.Body, MaxBytes)
	}
	return resp, err
}

// inWords says why a call failed.
func inWords(err error) error {
	if e := errs.As(err); e != nil {
		return e
	}
	var where *url.Error
	if errors.As(err, &where) {
		err = where.Err
	}
	var dns *net.DNSError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return errs.Wrap(err, errs.Unavailable, "There is no server called “%s”.", shown(dns.Name))
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return errs.Wrap(err, errs.Unavailable, "The server did not answer in time.")
	case errors.Is(err, syscall.ECONNREFUSED):
		return errs.Wrap(err, errs.Unavailable, "The server refused the connection.")
	case strings.Contains(err.Error(), "tls: ") || strings.Contains(err.Error(), "x509: "):
		return errs.Wrap(err, errs.Unavailable, "The server's certificate is not valid for this address, or has expired.")
	}
	return errs.Wrap(fmt.Errorf("outbound: %w", err), errs.Unavailable, "The server could not be reached, or broke off its answer.")
}
