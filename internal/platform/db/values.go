package db

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// bind brings arguments to the form both databases store: times become UTC microseconds.
func bind(args []any) []any {
	for i, a := range args {
		switch t := a.(type) {
		case time.Time:
			args[i] = micros(t)
		case *time.Time:
			if t == nil {
				args[i] = nil
			} else {
				args[i] = micros(*t)
			}
		}
	}
	return args
}

func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// Time scans a BIGINT of microseconds into t, in UTC. NULL becomes the zero time.
func Time(t *time.Time) sql.Scanner { return timeScanner{t} }

type timeScanner struct{ t *time.Time }

// Scan implements sql.Scanner.
func (s timeScanner) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*s.t = time.Time{}
	case int64:
		*s.t = time.UnixMicro(v).UTC()
	default:
		return fmt.Errorf("db: a time column holds %T", src)
	}
	return nil
}

// JSON stores v as JSON text when it is an argument, and reads into it when scanned (v a pointer).
func JSON(v any) JSONValue { return JSONValue{v} }

// JSONValue carries a Go value to or from a TEXT column that holds JSON.
type JSONValue struct{ v any }

// Value implements driver.Valuer. Nil slices and maps are stored as they marshal ("null").
func (j JSONValue) Value() (driver.Value, error) {
	b, err := json.Marshal(j.v)
	return string(b), err
}

// Scan implements sql.Scanner. NULL and the empty text leave the value alone.
func (j JSONValue) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		return nil
	case string:
		if s == "" {
			return nil
		}
		return json.Unmarshal([]byte(s), j.v)
	case []byte:
		if len(s) == 0 {
			return nil
		}
		return json.Unmarshal(s, j.v)
	default:
		return fmt.Errorf("db: a JSON column holds %T", src)
	}
}

// List writes n placeholders beginning with $from, for use inside IN ( ): List(3, 2) is "$3, $4".
func List(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(from + i))
	}
	return b.String()
}

// Args turns a slice into arguments, to go with List.
func Args[T any](items []T) []any {
	out := make([]any, len(items))
	for i, v := range items {
		out[i] = v
	}
	return out
}

// Collect reads all rows with scan and closes them. Use it only where the number of rows is bounded.
func Collect[T any](rows *sql.Rows, err error, scan func(*sql.Rows) (T, error)) ([]T, error) {
	var out []T
	err = Each(rows, err, func(r *sql.Rows) error {
		v, err := scan(r)
		out = append(out, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Each calls scan for every row and closes them.
func Each(rows *sql.Rows, err error, scan func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
