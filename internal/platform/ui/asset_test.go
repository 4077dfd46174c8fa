package ui

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, url string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Static().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAssetAddressCarriesTheHash(t *testing.T) {
	url := Asset("commons.css")
	if !regexp.MustCompile(`^/static/commons\.[0-9a-f]{12}\.css$`).MatchString(url) {
		t.Errorf("Asset = %q", url)
	}
	defer func() {
		if recover() == nil {
			t.Error("an unknown asset has an address")
		}
	}()
	Asset("no-such.css")
}

func TestStatic(t *testing.T) {
	url := Asset("commons.css")
	plain := get(t, url)
	text := body(t, plain.Body)
	if plain.StatusCode != 200 || plain.Header.Get("Content-Type") != "text/css; charset=utf-8" ||
		plain.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" ||
		plain.Header.Get("X-Content-Type-Options") != "nosniff" || plain.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("%d %v", plain.StatusCode, plain.Header)
	}

	zipped := get(t, url, "Accept-Encoding", "br, gzip")
	if zipped.Header.Get("Content-Encoding") != "gzip" || zipped.Header.Get("ETag") == plain.Header.Get("ETag") {
		t.Errorf("%v", zipped.Header)
	}
	z, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body(t, z) != text {
		t.Error("the compressed sheet is another one")
	}

	if r := get(t, url, "If-None-Match", plain.Header.Get("ETag")); r.StatusCode != http.StatusNotModified {
		t.Errorf("with its ETag: %d", r.StatusCode)
	}
	if r := get(t, Asset(sansFont), "Accept-Encoding", "gzip"); r.Header.Get("Content-Encoding") != "" || r.Header.Get("Content-Type") != "font/woff2" {
		t.Errorf("font: %v", r.Header)
	}
	for _, missing := range []string{"/static/", "/static/commons.css", "/static/commons.000000000000.css", "/static/../asset.go"} {
		if r := get(t, missing); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", missing, r.StatusCode)
		}
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "GZIP": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "gzip; q=0.000": false, "br": false, "x-gzip": false,
	} {
		if got := acceptsGzip(header); got != want {
			t.Errorf("acceptsGzip(%q) = %v", header, got)
		}
	}
}

// Every file that our style sheets name must be one that is served.
func TestStyleSheetsNameServedFiles(t *testing.T) {
	n := 0
	for _, name := range []string{"commons.css", "dark.css"} {
		for _, m := range regexp.MustCompile(`url\("([^"]+)"\)`).FindAllStringSubmatch(string(assets.byName[name].body), -1) {
			if strings.HasPrefix(m[1], "data:") {
				continue
			}
			n++
			if assets.byURL[m[1]] == nil {
				t.Errorf("%s names %s", name, m[1])
			}
		}
	}
	if n == 0 {
		t.Error("the style sheets name no files at all")
	}
}

// The table of vendored files must tell what is there, no more and no less.
func TestVendoredFilesAreAsListed(t *testing.T) {
	readme, err := os.ReadFile("static/vendor/README.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| ([^ ]+) \\| ([0-9.]+) \\| [^|]+ \\| ([^ ]+) \\| `([0-9a-f]{64})` \\|$").FindAllStringSubmatch(string(readme), -1) {
		listed["vendor/"+m[1]+"@"+m[2]+"/"+m[3]] = m[4]
	}
	err = fs.WalkDir(os.DirFS("static"), "vendor", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Base(name) == "LICENSE" || path.Base(name) == "README.md" {
			return err
		}
		b, err := os.ReadFile("static/" + name)
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(b); listed[name] != hex.EncodeToString(sum[:]) {
			t.Errorf("%s is %x, listed as %q", name, sum, listed[name])
		}
		delete(listed, name)
		if _, err := os.Stat("static/" + path.Dir(name) + "/LICENSE"); err != nil {
			t.Errorf("%s has no licence beside it", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range listed {
		t.Errorf("%s is listed but not there", name)
	}
}

// An icon that the sprite does not have would be an empty square on a page.
func TestIconsThatAreUsedExist(t *testing.T) {
	sprite := string(assets.byName[iconSprite].body)
	used := regexp.MustCompile(`(?:\bIcon(?:Alone)?\(|\bIcon:\s*|\bEmptyState\(|\bDoorCard\([^,]+,\s*)"([a-z0-9-]+)"`)
	n := 0
	err := fs.WalkDir(os.DirFS("../.."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".templ" && path.Ext(name) != ".go" || strings.HasSuffix(name, "_templ.go") {
			return err
		}
		b, err := os.ReadFile("../../" + name)
		if err != nil {
			return err
		}
		for _, m := range used.FindAllStringSubmatch(string(b), -1) {
			n++
			if !strings.Contains(sprite, `<symbol id="`+m[1]+`"`) {
				t.Errorf("%s uses the icon %q, which the sprite does not have", name, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		t.Error("no icon is used anywhere")
	}
}
