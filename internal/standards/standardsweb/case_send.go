package standardsweb

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// caseBody is an answer to a program that may have it already. Frameworks are large and change a few times a year, so each answer has a
// tag, weak because it is the same packed or not, and is packed for whoever takes that. It holds nothing that somebody sent, and no secret.
type caseBody struct {
	w      http.ResponseWriter
	r      *http.Request
	packed *gzip.Writer
}

// begin sets the headers and returns where to write, or nil when nothing is to be written.
func (b *caseBody) begin(tag string) io.Writer {
	h := b.w.Header()
	tag = `W/"` + tag + `"`
	h.Set("ETag", tag)
	h.Set("Cache-Control", "public, no-cache")
	h.Add("Vary", "Accept-Encoding")
	if hasTag(b.r.Header.Get("If-None-Match"), tag) {
		b.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", "application/json")
	packs := takesGzip(b.r.Header.Get("Accept-Encoding"))
	if packs {
		h.Set("Content-Encoding", "gzip")
	}
	if b.r.Method == http.MethodHead {
		b.w.WriteHeader(http.StatusOK)
		return nil
	}
	if !packs {
		return b.w
	}
	b.packed = gzip.NewWriter(b.w)
	return b.packed
}

// close ends the answer.
func (b *caseBody) close() error {
	if b.packed == nil {
		return nil
	}
	return b.packed.Close()
}

// caseSend answers with an object.
func caseSend(w http.ResponseWriter, r *http.Request, v any) error {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	sum := sha256.Sum256(body.Bytes())
	out := &caseBody{w: w, r: r}
	to := out.begin(hex.EncodeToString(sum[:12]))
	if to == nil {
		return nil
	}
	to.Write(body.Bytes()) // a reader who left is nobody to tell
	return out.close()
}

// hasTag reports whether a list of tags has this one, compared weakly (RFC 9110, section 13.1.2).
func hasTag(list, tag string) bool {
	for _, t := range strings.Split(list, ",") {
		if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// takesGzip reports whether whoever asks takes packed answers (RFC 9110, section 12.5.3).
func takesGzip(accept string) bool {
	for _, part := range strings.Split(accept, ",") {
		name, parameter, _ := strings.Cut(part, ";")
		if name = strings.TrimSpace(name); !strings.EqualFold(name, "gzip") {
			continue
		}
		q, ok := strings.CutPrefix(strings.ReplaceAll(parameter, " ", ""), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		return !ok || err == nil && weight > 0
	}
	return false
}
