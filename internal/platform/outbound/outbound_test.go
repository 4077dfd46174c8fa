package outbound

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"learningcommons.dev/commons/internal/platform/errs"
)

// inside are addresses, each in a way that has fooled a program, of which none may be called.
var inside = []string{
	"http://127.0.0.1/", "http://127.0.0.1:80/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0x7f000001/", "http://0177.0.0.1/", "http://017700000001/",
	"http://0/", "http://0.0.0.0/", "http://0.1.2.3/", "http://127.0.0.1./", "http://127.255.255.254/", "http://localhost/", "http://localhost./", "http://LOCALHOST/", "http://127。0。0。1/", "http://１２７.0.0.1/", "http://①②⑦.⓪.⓪.①/",
	"http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:169.254.169.254]/", "http://[::ffff:7f00:1]/", "http://[::ffff:8.8.8.8]/", "http://[::127.0.0.1]/",
	"http://[64:ff9b::7f00:1]/", "http://[64:ff9b::8.8.8.8]/", "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/", "http://[2001::1]/", "http://[2001:db8::1]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fec0::1]/", "http://[ff02::1]/", "http://[100::1]/", "http://[3fff::1]/", "http://[5f00::1]/",
	"http://10.0.0.1/", "http://10.255.255.255/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://100.100.100.200/", "http://168.63.129.16/", "http://192.0.0.8/", "http://192.0.0.170/", "http://192.0.2.1/", "http://192.88.99.1/", "http://198.18.0.1/", "http://198.51.100.1/", "http://203.0.113.1/", "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/",
	"https://good.example@127.0.0.1/", "https://127.0.0.1#@good.example/", "http://127.0.0.1?@good.example/", "https://user:secret@inside.test/", "http://127.0.0.1\\@good.example/", "http://good.example\\@127.0.0.1/",
	"file:///etc/passwd", "gopher://127.0.0.1:70/", "ftp://127.0.0.1/", "javascript:alert(1)", "data:text/plain,x", "http:127.0.0.1", "//127.0.0.1/", "http:///x", "http://", "", "127.0.0.1", "http://8.8.8.8:22/", "http://8.8.8.8:0/", "http://8.8.8.8:99999/", "https://public.example:8443/", "http://a b/", "http://inside.test/", "http://INSIDE.test./", "http://mapped.test/", "http://both.test/",
}

// TestNothingInsideIsCalled calls each from a machine with an own resolver and a listener at home: no connection may be made.
func TestNothingInsideIsCalled(t *testing.T) {
	if len(inside) < 60 {
		t.Fatalf("only %d addresses", len(inside))
	}
	c := New(Options{Product: "test", Resolver: resolver(t, func(name string, _ int) []string {
		switch name {
		case "inside.test.":
			return []string{"127.0.0.1"}
		case "mapped.test.":
			return []string{"::ffff:10.0.0.1"}
		case "both.test.":
			return []string{"10.0.0.1", "fe80::1"}
		}
		return nil
	})})
	for _, address := range inside {
		t.Run(address, func(t *testing.T) {
			_, err := c.Do(context.Background(), Request{URL: address, Timeout: 2 * time.Second})
			if !errs.Is(err, errs.Invalid) && !(errs.Is(err, errs.Unavailable) && strings.Contains(err.Error(), "There is no server called")) {
				t.Errorf("%q: %v", address, err)
			}
		})
	}
}

func TestPublicAddressesAreAllowed(t *testing.T) {
	c := New(Options{})
	for _, a := range []string{"8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "192.0.1.1", "198.20.0.1", "2606:4700::1111", "2a00:1450::1"} {
		if err := c.allowed(netip.MustParseAddr(a), 443); err != nil {
			t.Errorf("%s: %v", a, err)
		}
	}
	for _, s := range []string{"https://calendar.example.org/feed.ics", "http://example.org:80", "https://bücher.example/x", "https://example.org./", "HTTPS://EXAMPLE.ORG", "https://3com.example", "https://8.8.8.8/"} {
		if _, err := c.Parse(s); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
}

// TestRebinding has a name that is outside when it is first asked for and at home from then on.
func TestRebinding(t *testing.T) {
	var hits atomic.Int32
	home := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	defer home.Close()
	at := netip.MustParseAddrPort(home.Listener.Addr().String())
	var asked atomic.Int32
	c := New(Options{Resolver: resolver(t, func(_ string, n int) []string {
		if asked.Store(int32(n)); n < 2 {
			return []string{"203.0.113.9"}
		}
		return []string{"127.0.0.1"}
	}), Allow: []netip.AddrPort{netip.AddrPortFrom(netip.MustParseAddr("198.51.100.1"), at.Port())}}) // so that the port alone stops nothing
	for range 6 {
		_, err := c.Do(context.Background(), Request{URL: fmt.Sprintf("http://rebinds.test:%d/", at.Port()), Timeout: 2 * time.Second})
		if !errs.Is(err, errs.Invalid) {
			t.Fatal(err)
		}
	}
	if hits.Load() != 0 || asked.Load() < 3 {
		t.Fatalf("%d calls came home, the name was asked for %d times", hits.Load(), asked.Load())
	}
}

// home is a server on this machine that the client may call by an operator's word.
func home(t *testing.T, h http.HandlerFunc) (*Client, string) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return New(Options{Product: "LearningCommons/1 (+https://learning.example.org)", Allow: []netip.AddrPort{netip.MustParseAddrPort(s.Listener.Addr().String())}}), s.URL
}

func TestRedirects(t *testing.T) {
	var secret atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { secret.Add(1) }))
	defer elsewhere.Close()
	c, url := home(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Referer") != "" {
			t.Error("a Referer was sent")
		}
		n := 0
		switch {
		case r.URL.Path == "/private":
			http.Redirect(w, r, elsewhere.URL, http.StatusFound)
		case r.URL.Path == "/meta":
			http.Redirect(w, r, "http://169.254.169.254/", http.StatusMovedPermanently)
		case r.URL.Path == "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case r.URL.Path == "/user":
			http.Redirect(w, r, "http://a:b@"+r.Host+"/n/0", http.StatusFound)
		default:
			if _, err := fmt.Sscanf(r.URL.Path, "/n/%d", &n); err == nil && n > 0 {
				http.Redirect(w, r, fmt.Sprintf("/n/%d", n-1), http.StatusMovedPermanently)
			}
		}
	})
	for path, ok := range map[string]bool{"/n/0": true, "/n/3": true, "/n/4": false, "/n/50": false, "/private": false, "/meta": false, "/file": false, "/user": false} {
		r, err := c.Do(context.Background(), Request{URL: url + path})
		if (err == nil) != ok || err != nil && !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", path, err)
		}
		if path == "/n/3" && r.Moved != url+"/n/0" {
			t.Errorf("it has moved to %q", r.Moved)
		}
	}
	if secret.Load() != 0 {
		t.Error("a redirect led inside")
	}
	down, _ := http.NewRequest("GET", "http://a.example", nil)
	up, _ := http.NewRequest("GET", "https://a.example", nil)
	if redirect(down, []*http.Request{up}) == nil || redirect(up, []*http.Request{down}) != nil {
		t.Error("https may lead to http")
	}
}

func TestAnswersAreBounded(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 20 {
		z.Write(make([]byte, 1<<20))
	}
	z.Close()
	stop := make(chan struct{})
	defer close(stop)
	c, url := home(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/endless":
			for b := make([]byte, 64<<10); ; {
				if _, err := w.Write(b); err != nil {
					return
				}
			}
		case "/gzip":
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb.Bytes())
		case "/br":
			w.Header().Set("Content-Encoding", "br")
			w.Write([]byte("x"))
		case "/slow":
			for {
				select {
				case <-stop:
					return
				case <-r.Context().Done():
					return
				case <-time.After(50 * time.Millisecond):
					w.Write([]byte("x"))
					w.(http.Flusher).Flush()
				}
			}
		case "/headers":
			for i := range 2000 {
				w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("x", 100))
			}
		}
	})
	for path, kind := range map[string]errs.Kind{"/endless": errs.Invalid, "/gzip": errs.Invalid, "/br": errs.Invalid, "/slow": errs.Unavailable, "/headers": errs.Unavailable} {
		began := time.Now()
		r, err := c.Do(context.Background(), Request{URL: url + path, Timeout: 500 * time.Millisecond, MaxBytes: 1 << 20})
		if errs.KindOf(err) != kind || len(r.Body) > 1<<20 || time.Since(began) > 3*time.Second {
			t.Errorf("%s: %d bytes, %v", path, len(r.Body), err)
		}
	}
	if _, err := c.HTTP().Get("http://10.0.0.1/"); err == nil {
		t.Error("the libraries' client calls inside")
	}
	resp, err := c.HTTP().Get(url + "/endless")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if n, err := bytes.NewBuffer(nil).ReadFrom(resp.Body); err == nil || n > MaxBytes {
		t.Errorf("the libraries' client read %d bytes: %v", n, err)
	}
}

func TestConditionalAndPlain(t *testing.T) {
	c, url := home(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") != "" || r.Header.Get("Authorization") != "" {
			t.Error("something private went out")
		}
		if r.UserAgent() != "LearningCommons/1 (+https://learning.example.org)" {
			t.Errorf("User-Agent %q", r.UserAgent())
		}
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		w.Header().Set("ETag", `"1"`)
		w.Header().Set("Last-Modified", "Sat, 14 Mar 2026 14:00:00 GMT")
		if r.Header.Get("If-None-Match") == `"1"` || r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, "hello")
	})
	r, err := c.Do(context.Background(), Request{URL: url})
	if err != nil || string(r.Body) != "hello" || !r.OK() || r.ETag != `"1"` || r.LastModified == "" {
		t.Fatalf("%+v %v", r, err)
	}
	for _, q := range []Request{{ETag: r.ETag}, {LastModified: r.LastModified}} {
		q.URL = url
		if r, err := c.Do(context.Background(), q); err != nil || !r.NotModified {
			t.Errorf("%+v %v", r, err)
		}
	}
}

// TestExpiredCertificate has a server whose certificate nobody signed.
func TestExpiredCertificate(t *testing.T) {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	s.Config.ErrorLog = nil
	defer s.Close()
	c := New(Options{Allow: []netip.AddrPort{netip.MustParseAddrPort(s.Listener.Addr().String())}})
	_, err := c.Do(context.Background(), Request{URL: s.URL})
	if !errs.Is(err, errs.Unavailable) || !strings.Contains(err.Error(), "certificate") {
		t.Error(err)
	}
}

// resolver answers from a table: the addresses of a name when it is asked for the nth time.
func resolver(t *testing.T, answer func(name string, n int) []string) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf, asked := make([]byte, 1500), map[string]int{}
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			m.Response, m.Additionals = true, nil
			name := strings.ToLower(q.Name.String())
			if q.Type == dnsmessage.TypeA {
				asked[name]++
			}
			list := answer(name, asked[name])
			if list == nil {
				m.RCode = dnsmessage.RCodeNameError
			}
			for _, s := range list {
				a := netip.MustParseAddr(s)
				h := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}
				switch {
				case a.Is4() && q.Type == dnsmessage.TypeA:
					m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: a.As4()}})
				case a.Is6() && q.Type == dnsmessage.TypeAAAA:
					m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}})
				}
			}
			b, err := m.Pack()
			if err == nil {
				conn.WriteTo(b, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// TestHowAddressesAndLinksAreRead: calendars write https as webcal, and an answer may say where it goes on.
func TestHowAddressesAndLinksAreRead(t *testing.T) {
	u, err := New(Options{}).Parse(" webcal://calendar.example.org/a.ics?key=x ")
	if err != nil || u.String() != "https://calendar.example.org/a.ics?key=x" {
		t.Errorf("%v, %v", u, err)
	}
	if _, err := New(Options{}).Parse("webcal://127.0.0.1/a.ics"); err == nil {
		t.Error("webcal leads inside")
	}
	from, err := url.Parse("https://example.org/api/events")
	if err != nil {
		t.Fatal(err)
	}
	for link, want := range map[string]string{
		`<https://example.org/events?page=2>; rel="next", <https://example.org/events?page=9>; rel="last"`: "https://example.org/events?page=2",
		`<https://example.org/events?page=1>; rel="prev", </events?page=3>; title="more"; rel=next`:        "https://example.org/events?page=3",
		`<https://api.w.org/>; rel="https://api.w.org/"`:                                                   "",
		`<a>; rel="nextish"`: "",
		"":                   "",
	} {
		if got := next([]string{link}, from); got != want {
			t.Errorf("%s: %q, not %q", link, got, want)
		}
	}
}
