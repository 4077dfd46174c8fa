package web

import "time"

// Optional is a text of an answer that may be none, such as a cursor after the last page: null in place of an empty one.
func Optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Moment is a time of an answer that may not be set: null in place of the zero one, else UTC.
func Moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
