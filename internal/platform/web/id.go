package web

import (
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// ID reads an id that an operation was given in its path; what is none is NotFound, as one that is nobody's.
func ID(given string) (id.ID, error) {
	i, ok := id.Parse(given)
	if !ok {
		return "", errs.New(errs.NotFound, "There is nothing with this id.")
	}
	return i, nil
}
