package ui

import (
	"context"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/platform/i18n"
)

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
	// Of is what it is about, where several have the same label: it is read out behind the label, so that who speaks the label reaches it
	// (WCAG 2.2, 2.5.3).
	Of string
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

// NameOf is the name by which a link or a button among several of one label is read out: the label, then what it is about.
func NameOf(ctx context.Context, label, of string) string {
	return i18n.T(ctx, "%s: %s", label, of)
}

func (a Action) attrs(ctx context.Context) templ.Attributes {
	all := templ.Attributes{}
	if a.Of != "" {
		all["aria-label"] = NameOf(ctx, a.Label, a.Of)
	}
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
