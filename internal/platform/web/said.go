package web

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Said is a field of a body that changes something: left out it says nothing, null clears what is there, and a value replaces it.
type Said[T any] struct {
	Named bool // it stands in the body
	Value T    // zero for null
}

// UnmarshalJSON implements json.Unmarshaler. Null comes here too.
func (s *Said[T]) UnmarshalJSON(b []byte) error {
	s.Named = true
	if bytes.Equal(bytes.TrimSpace(b), []byte("null")) {
		return nil
	}
	return json.Unmarshal(b, &s.Value)
}

// Schema implements huma.SchemaProvider: that of the value, or null.
func (s *Said[T]) Schema(r huma.Registry) *huma.Schema {
	out := *r.Schema(reflect.TypeFor[T](), true, "")
	out.Nullable = true
	return &out
}

// Onto writes what was said over what is there.
func (s Said[T]) Onto(to *T) {
	if s.Named {
		*to = s.Value
	}
}
