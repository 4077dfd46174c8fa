// Package page is keyset paging: a list goes on after the last row that was
// seen, so that page 1,000 costs what page 1 costs and rows that arrive in
// between shift nothing.
package page

import (
	"encoding/base64"
	"encoding/json"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Limits of one page.
const (
	DefaultLimit = 20
	MaxLimit     = 100
)

// Request asks for one page. The zero value asks for the first page at the default size.
type Request struct {
	Cursor string
	Limit  int
}

// Size returns the limit, brought into 1..MaxLimit; 0 or less means the default.
func (r Request) Size() int {
	switch {
	case r.Limit <= 0:
		return DefaultLimit
	case r.Limit > MaxLimit:
		return MaxLimit
	}
	return r.Limit
}

// Page is one page of a list; Next is empty at the end.
type Page[T any] struct {
	Items []T
	Next  string
}

// Encode packs the sort key of the last row into a cursor. A cursor is opaque but not
// secret: it must never carry what the reader may not see.
func Encode(key any) string {
	b, err := json.Marshal(key)
	if err != nil {
		panic("page: cursor key cannot be encoded: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// Decode unpacks a cursor into key. An empty cursor leaves key alone and returns
// false; one that was edited is an Invalid error on field "cursor".
func Decode(cursor string, key any) (bool, error) {
	if cursor == "" {
		return false, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(b, key)
	}
	if err != nil {
		return false, errs.Bad("cursor", "This page address is not one of ours. Start again from the first page.")
	}
	return true, nil
}

// Cut turns size+1 rows into one page of size, with the cursor of its last row when there is more.
func Cut[T any](rows []T, size int, key func(T) any) Page[T] {
	if len(rows) <= size {
		return Page[T]{Items: rows}
	}
	rows = rows[:size]
	return Page[T]{Items: rows, Next: Encode(key(rows[size-1]))}
}
