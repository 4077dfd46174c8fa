package ui

import "github.com/a-h/templ"

// The looks of buttons.
const (
	Primary = "primary" // the one thing most people came to do; one on a page
	Plain   = "plain"   // everything else
	Quiet   = "quiet"   // a small thing beside others
	Danger  = "danger"  // cannot be taken back
)

// Action is a button or a link that looks like one.
type Action struct {
	Label string
	// Kind is Primary, Plain, Quiet or Danger; Plain when empty.
	Kind string
	// Icon stands before the label.
	Icon string
	// Href is where a LinkButton leads. It may be what a person entered: an address
	// of another scheme than http, https, mailto, tel or ftp is not followed.
	Href string
	// Name and Value are sent with the form when a Button of several is pressed.
	Name, Value string
	Disabled    bool
	Small       bool
	// Attrs are further attributes, such as hx-post or aria-describedby.
	Attrs templ.Attributes
}

func (a Action) class() string {
	c := "btn lc-btn"
	switch a.Kind {
	case Primary:
		c = "btn lc-btn-primary"
	case Quiet:
		c = "btn lc-btn-quiet"
	case Danger:
		c = "btn lc-btn-danger"
	}
	if a.Small {
		c += " btn-sm"
	}
	return c
}

func (a Action) attrs() templ.Attributes {
	all := templ.Attributes{}
	if a.Name != "" {
		all["name"], all["value"] = a.Name, a.Value
	}
	if a.Disabled {
		all["disabled"] = true
	}
	for k, v := range a.Attrs {
		all[k] = v
	}
	return all
}

// Hidden is a value that a form carries along unseen.
type Hidden struct{ Name, Value string }
