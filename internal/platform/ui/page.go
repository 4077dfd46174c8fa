package ui

import "github.com/a-h/templ"

// Tab is one of several views of a thing. A Count of zero is not shown.
type Tab struct {
	Label, Href string
	Active      bool
	Count       int
}

// currentPage marks the link to, or the name of, the page the reader is on.
func currentPage(here bool) templ.Attributes {
	if here {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}
