package ui

import "github.com/a-h/templ"

// Marks say the same on page after page, and a page has a hundred of them: each is rendered once.
var (
	icons = NewKept[string](512)
	tags  = NewKept[tagged](4096)
)

type tagged struct {
	kind Kind
	text string
}

// Icon is a small picture beside words that say the same. It is silent to assistive technology.
func Icon(name string) templ.Component { return icons.Of(name, icon(name)) }

// Tag is a short word on the state or sort of a thing.
func Tag(kind Kind, text string) templ.Component {
	return tags.Of(tagged{kind, text}, tag(kind, text))
}
