package ui

import (
	"context"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
)

// FormError is one complaint about a form, already in the reader's language.
type FormError struct {
	Field   string
	Message string
}

// FormErrors are the complaints about a form in the order in which they were found.
type FormErrors []FormError

// ErrorsOf returns the complaints in an Invalid error, in the reader's language.
// An error of another kind, or none, gives none.
func ErrorsOf(ctx context.Context, err error) FormErrors {
	e := errs.As(err)
	if e == nil || e.Kind != errs.Invalid {
		return nil
	}
	var all FormErrors
	for _, f := range e.Fields {
		all = append(all, FormError{Field: f.Name, Message: i18n.T(ctx, f.Message, f.Args...)})
	}
	if len(all) == 0 {
		all = FormErrors{{Message: i18n.T(ctx, e.Message, e.Args...)}}
	}
	return all
}

// Refused returns what stands above a form that comes back with what was entered: the complaints in an Invalid error, and the sentence of an error of one of
// the kinds, at the named field if one is named. Another error gives none.
func Refused(ctx context.Context, err error, field string, kinds ...errs.Kind) FormErrors {
	if e := errs.As(err); e != nil && slices.Contains(kinds, e.Kind) {
		return FormErrors{{Field: field, Message: i18n.T(ctx, e.Message, e.Args...)}}
	}
	return ErrorsOf(ctx, err)
}

// Of returns the complaints about one field as one text, "" when there are none.
func (fe FormErrors) Of(name string) string {
	var all []string
	for _, e := range fe {
		if e.Field == name {
			all = append(all, e.Message)
		}
	}
	return strings.Join(all, " ")
}

// First reports whether the field is the first one complained about.
func (fe FormErrors) First(name string) bool {
	for _, e := range fe {
		if e.Field != "" {
			return e.Field == name
		}
	}
	return false
}
