package web

import (
	"net/http"
	"strconv"

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

// PathID reads an id of a page's address; what is none is NotFound, as one that is nobody's.
func PathID(r *http.Request, name string) (id.ID, error) {
	i, ok := id.Parse(r.PathValue(name))
	if !ok {
		return "", noPage()
	}
	return i, nil
}

// Number reads a number from 1 of a page's address, 0 where there is none; what is no number is NotFound.
func Number(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 1<<30 {
		return 0, noPage()
	}
	return n, nil
}

func noPage() error { return errs.New(errs.NotFound, "There is no page at this address.") }
