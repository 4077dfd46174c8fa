package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"time"
)

//go:embed static
var staticFiles embed.FS

// The vendored files, by the names that Asset takes.
const (
	bootstrapCSS = "vendor/bootstrap@5.3.9/bootstrap.min.css"
	htmxJS       = "vendor/htmx.org@2.0.11/htmx.min.js"
	qrReader     = "vendor/jsqr@1.4.0/jsQR.js"
	iconSprite   = "vendor/bootstrap-icons@1.13.2/icons.svg"
	serifFont    = "vendor/source-serif-4@5.3.1/source-serif-4-latin-wght-normal.woff2"
	sansFont     = "vendor/source-sans-3@5.3.0/source-sans-3-latin-wght-normal.woff2"
)

// StaticPath is where Static is to be mounted: its assets' addresses begin with it.
const StaticPath = "/static/"

// asset is one embedded file as it is served.
type asset struct {
	url         string
	contentType string
	etag        string
	body        []byte
	gzipped     []byte // nil where compression does not pay
}

// shelf holds all assets, by name and by address.
type shelf struct {
	byName map[string]*asset
	byURL  map[string]*asset
}

var assets = mustShelve(staticFiles)

// mustShelve prepares everything once, at start. Our own style sheets come last,
// because the addresses in them are those of the other files.
func mustShelve(files fs.FS) *shelf {
	s := &shelf{byName: map[string]*asset{}, byURL: map[string]*asset{}}
	var sheet []byte
	err := fs.WalkDir(files, "static", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(file, "static/")
		if strings.HasPrefix(name, sheetDir) {
			sheet = append(sheet, body...)
			return nil
		}
		return s.add(name, body)
	})
	if err == nil {
		err = s.add("commons.css", s.resolve(sheet))
	}
	if err != nil {
		panic(fmt.Errorf("ui: prepare assets: %w", err))
	}
	return s
}

// sheetDir holds our style sheet in parts, which are served as one: commons.css.
// The parts are joined in the order of their names.
const sheetDir = "commons/"

func (s *shelf) add(name string, body []byte) error {
	ext := path.Ext(name)
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:6])
	a := &asset{
		url:         StaticPath + strings.TrimSuffix(name, ext) + "." + hash + ext,
		contentType: contentType(ext),
		etag:        `"` + hash + `"`,
		body:        body,
	}
	var err error
	if a.gzipped, err = compress(body, ext); err != nil {
		return fmt.Errorf("compress %s: %w", name, err)
	}
	s.byName[name], s.byURL[a.url] = a, a
	return nil
}

var cssURL = regexp.MustCompile(`url\("([^":)]+)"\)`)

// resolve replaces the names of assets in our style sheet by the addresses they are served at.
func (s *shelf) resolve(sheet []byte) []byte {
	return cssURL.ReplaceAllFunc(sheet, func(match []byte) []byte {
		if a, ok := s.byName[string(cssURL.FindSubmatch(match)[1])]; ok {
			return []byte(`url("` + a.url + `")`)
		}
		return match
	})
}

// contentType names the types whose entry in the machine's own table may be missing or differ.
func contentType(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".md", "":
		return "text/plain; charset=utf-8"
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}

// compress returns the gzipped body, or nil for files that are compressed by their nature.
func compress(body []byte, ext string) ([]byte, error) {
	if ext == ".woff2" || ext == ".png" {
		return nil, nil
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Asset returns the address of an embedded file, which carries the hash of its
// content: Asset("commons.css") is "/static/commons.<hash>.css". The names are
// constants of the program, so an unknown one panics.
func Asset(name string) string {
	a, ok := assets.byName[name]
	if !ok {
		panic("ui: no asset named " + name)
	}
	return a.url
}

// QRReader is the address of the script that reads QR codes where the browser cannot, DoorWorker that of the door's service worker.
func QRReader() string   { return Asset(qrReader) }
func DoorWorker() string { return Asset("door-worker.js") }

// Static serves the embedded assets under StaticPath. An address names one
// content for ever, so it may be kept for a year without asking again.
func Static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := assets.byURL[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.contentType)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		if r.URL.Path == DoorWorker() {
			h.Set("Service-Worker-Allowed", "/work/occurrences/") // each registers for one door
		}
		body, etag := a.body, a.etag
		if a.gzipped != nil {
			h.Set("Vary", "Accept-Encoding")
			if acceptsGzip(r.Header.Get("Accept-Encoding")) {
				h.Set("Content-Encoding", "gzip")
				body, etag = a.gzipped, strings.TrimSuffix(a.etag, `"`)+`-gzip"`
			}
		}
		h.Set("ETag", etag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	})
}

// acceptsGzip reads an Accept-Encoding header (RFC 9110, section 12.5.3): gzip
// must be listed and not have been given the weight zero.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			q, found := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			return !found || strings.Trim(q, "0.") != ""
		}
	}
	return false
}
