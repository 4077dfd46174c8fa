// Package errs is the product's vocabulary of failure: a small set of kinds
// that every layer understands, each with a sentence for people. Whatever is
// not one of these kinds is an internal fault: it is logged and never shown.
package errs

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what sort of failure an error is. The zero value is Internal, so a
// kind that somebody forgot to set is never shown to a person.
type Kind uint8

// The kinds. The HTTP status of each stands in package web.
const (
	Internal        Kind = iota // a fault of ours
	Invalid                     // the input is wrong, field by field
	NotFound                    // there is no such thing, or not for you
	Conflict                    // the state of things does not allow it now
	Forbidden                   // you may see it, but not do this
	Unauthenticated             // sign in first
	Gone                        // it was there and has ended
	TooMany                     // slow down
	Unavailable                 // a part of the system is down; try again
	Stale                       // what you have read is not what is there any more
)

var kindNames = [...]string{"internal", "invalid", "not-found", "conflict", "forbidden", "unauthenticated", "gone", "too-many", "unavailable", "stale"}

// String returns the kind's stable name, used in API problems and logs.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "internal"
}

// Field is one field's complaint. Message is an i18n key with Args.
type Field struct {
	Name    string
	Message string
	Args    []any
}

// Error is a failure that may be shown to a person.
type Error struct {
	Kind Kind
	// Message is a sentence for people: an i18n key with Args.
	Message string
	Args    []any
	// Fields holds what is wrong with each field of an Invalid error.
	Fields []Field
	// RetryAfter is set on TooMany and Unavailable when a wait is known.
	RetryAfter time.Duration
	// Err is the cause, for the log only.
	Err error
}

// Error returns the English sentence with the fields' complaints, for logs and the command line.
func (e *Error) Error() string {
	s := e.Message
	if len(e.Args) > 0 {
		s = fmt.Sprintf(e.Message, e.Args...)
	}
	for _, f := range e.Fields {
		m := f.Message
		if len(f.Args) > 0 {
			m = fmt.Sprintf(m, f.Args...)
		}
		s += " " + f.Name + ": " + m
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns an error of the kind with a message for people.
func New(kind Kind, message string, args ...any) *Error {
	return &Error{Kind: kind, Message: message, Args: args}
}

// Wrap is New with a cause that is logged but not shown.
func Wrap(err error, kind Kind, message string, args ...any) *Error {
	return &Error{Kind: kind, Message: message, Args: args, Err: err}
}

// Bad returns an Invalid error for one field.
func Bad(field, message string, args ...any) *Error {
	return InvalidFields(Field{Name: field, Message: message, Args: args})
}

// InvalidFields returns an Invalid error for several fields, or nil when there are none.
// Assign it through the error interface only after checking for nil; see Fields.Err.
func InvalidFields(fields ...Field) *Error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Message: "Some of what you entered needs another look.", Fields: fields}
}

// Fields collects complaints while a form or a row is being checked.
type Fields []Field

// Add records a complaint about a field.
func (f *Fields) Add(name, message string, args ...any) {
	*f = append(*f, Field{Name: name, Message: message, Args: args})
}

// Check records a complaint unless ok.
func (f *Fields) Check(ok bool, name, message string, args ...any) {
	if !ok {
		f.Add(name, message, args...)
	}
}

// Row records what is wrong with one row of several under its name: "people[2]", or "people[2].email" where
// err names fields. A fault that is none of the row's is returned as it is.
func (f *Fields) Row(name string, err error) error {
	e := As(err)
	if e == nil {
		return err
	}
	switch e.Kind {
	case Invalid, NotFound, Conflict, Gone, Forbidden:
	default:
		return err
	}
	for _, x := range e.Fields {
		f.Add(name+"."+x.Name, x.Message, x.Args...)
	}
	if len(e.Fields) == 0 {
		f.Add(name, e.Message, e.Args...)
	}
	return nil
}

// Err returns nil when nothing was recorded, else the Invalid error.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return InvalidFields(f...)
}

// KindOf returns the kind of the first Error in err's chain, or Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is of the kind. A nil error is of no kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// As returns the first Error in err's chain, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}
