package web

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// deepest is how far JSON that is sent here may be nested; ours goes four levels down.
const deepest = 64

// strictJSON reads JSON as others must read it too: a name that stands twice in an object is refused, because which of the two counts would
// depend on the reader (RFC 8259, 4; RFC 7493, 2.3), and so is what is nested deeper than anything of ours.
func strictJSON(data []byte, v any) error {
	if err := uniqueNames(data); err != nil {
		return err
	}
	return json.Unmarshal(data, v)
}

// uniqueNames walks through the tokens. What is no JSON is left to be told by whoever reads it.
func uniqueNames(data []byte) error {
	type level struct {
		names map[string]bool // nil in a list
		value bool            // a name was read, its value comes next
	}
	var levels []level
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	for {
		token, err := d.Token()
		if err != nil {
			return nil
		}
		if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
			levels = levels[:len(levels)-1]
			continue
		}
		if n := len(levels); n > 0 && levels[n-1].names != nil {
			in := &levels[n-1]
			if name, ok := token.(string); ok && !in.value {
				if in.names[name] {
					return fmt.Errorf("the name %q stands twice in one object", name)
				}
				in.names[name], in.value = true, true
				continue
			}
			in.value = false
		}
		if delim, ok := token.(json.Delim); ok {
			if len(levels) == deepest {
				return fmt.Errorf("this is nested more than %d levels deep", deepest)
			}
			next := level{}
			if delim == '{' {
				next.names = map[string]bool{}
			}
			levels = append(levels, next)
		}
	}
}
