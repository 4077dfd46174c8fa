package offerfile

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
)

// node is a value of JSON that knows its line.
type node struct {
	line  int
	kind  byte // 'o' object, 'a' array, 's' string, 'n' number, 'b' boolean, '0' null
	text  string
	size  int      // how many values it is, with all that stand in it
	names []string // of the members of an object
	items []*node  // the members, or the elements of an array
}

// maxNodes bounds what one file is taken apart into.
const maxNodes = 2_000_000

type nodeReader struct {
	d     *json.Decoder
	data  []byte
	at    int // up to where lines were counted
	line  int
	count int
}

// parse reads all values that stand in a text one after the other, as many logs have them. line is that of its first byte.
func parse(data []byte, line int) ([]*node, error) {
	r := &nodeReader{d: json.NewDecoder(bytes.NewReader(data)), data: data, line: line}
	r.d.UseNumber()
	var out []*node
	for {
		n, err := r.value(0)
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			if errs.As(err) == nil {
				err = errs.New(errs.Invalid, "The JSON is broken at line %d.", r.here())
			}
			return nil, err
		}
		out = append(out, n)
	}
}

// here is the line that was read last.
func (r *nodeReader) here() int {
	if to := int(r.d.InputOffset()); to > r.at && to <= len(r.data) {
		r.line += bytes.Count(r.data[r.at:to], []byte{'\n'})
		r.at = to
	}
	return r.line
}

func (r *nodeReader) value(depth int) (*node, error) {
	t, err := r.d.Token()
	if err != nil {
		if err == io.ErrUnexpectedEOF || err == io.EOF && depth > 0 {
			return nil, errs.New(errs.Invalid, "The JSON is broken at line %d.", r.here())
		}
		return nil, err
	}
	if r.count++; r.count > maxNodes || depth > maxDepth {
		return nil, errTooLarge()
	}
	before := r.count
	n := &node{line: r.here()}
	switch v := t.(type) {
	case string:
		n.kind, n.text = 's', v
	case json.Number:
		n.kind, n.text = 'n', v.String()
	case bool:
		n.kind, n.text = 'b', "false"
		if v {
			n.text = "true"
		}
	case nil:
		n.kind = '0'
	case json.Delim:
		n.kind = 'a'
		if v == '{' {
			n.kind = 'o'
		}
		for r.d.More() {
			if n.kind == 'o' {
				key, err := r.d.Token()
				if err != nil {
					return nil, err
				}
				name, _ := key.(string)
				n.names = append(n.names, name)
			}
			child, err := r.value(depth + 1)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, child)
		}
		if _, err := r.d.Token(); err != nil {
			return nil, errs.New(errs.Invalid, "The JSON is broken at line %d.", r.here())
		}
	}
	n.size = r.count - before + 1
	return n, nil
}

func errTooLarge() error {
	return errs.New(errs.Invalid, "The JSON is too large or too deep to be a list of offers.")
}

// get returns a member of an object by any of its names, or nil. Of two of the same name the last counts, as in most programs.
func (n *node) get(names ...string) *node {
	if n == nil || n.kind != 'o' {
		return nil
	}
	for _, name := range names {
		for i := len(n.names) - 1; i >= 0; i-- {
			if plainName(n.names[i]) == name {
				return n.items[i]
			}
		}
	}
	return nil
}

// plainName is a name without the prefix or address of schema.org.
func plainName(s string) string {
	for _, prefix := range []string{"https://schema.org/", "http://schema.org/", "https://www.schema.org/", "http://www.schema.org/", "schema:", "sdo:"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			return rest
		}
	}
	return s
}

// list returns a value as several: the elements of an array, or itself.
func (n *node) list() []*node {
	switch {
	case n == nil || n.kind == '0':
		return nil
	case n.kind == 'a':
		return n.items
	}
	return []*node{n}
}

// str returns the text of a value: of an object the part of it that people read, of several values the first.
func (n *node) str() string {
	if n == nil {
		return ""
	}
	switch n.kind {
	case 'a':
		for _, x := range n.items {
			if s := x.str(); s != "" {
				return s
			}
		}
		return ""
	case 'o':
		return n.get("@value", "name", "title", "public_name", "displayName", "organizer", "label", "text", "rendered", "html", "value", "dateTime", "date_time", "local", "date", "statement", "acronym", "url", "public", "@id").str()
	}
	return strings.TrimSpace(n.text)
}

// texts returns the texts of all values, each once.
func (n *node) texts() []string {
	var out []string
	seen := map[string]bool{"": true}
	for _, x := range n.list() {
		if s := x.str(); !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
