package record

import (
	"net/url"
	"strings"
	"testing"
)

func FuzzLink(f *testing.F) {
	for _, s := range []string{"", "https://example.org", "http://[::1]:80/%zz", "HTTPS://EXAMPLE.ORG", "https://\x00", "javascript://x/%0aalert(1)", "https:example.org", "https://@example.org"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if s == "" || !validLink(s) {
			return
		}
		u, err := url.Parse(s)
		low := strings.ToLower(s)
		if err != nil || u.Host == "" || u.User != nil || !strings.HasPrefix(low, "http://") && !strings.HasPrefix(low, "https://") {
			t.Errorf("%q was taken for an address on the web", s)
		}
	})
}
