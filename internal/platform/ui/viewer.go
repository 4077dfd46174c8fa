package ui

import "context"

// Viewer is what the layout knows about the person looking and the page looked at.
type Viewer struct {
	SignedIn bool
	Name     string
	Member   bool
	Staff    bool // may enter the workspace
	Admin    bool
	Demo     bool // the demonstration is running: everything is invented
	Withheld bool // roles wait for a second factor
	// Path is the current path and query, to come back to after signing in or a change of preferences.
	Path string
	// Theme is the reader's choice: "light", "dark", or "" for what the device prefers.
	Theme string
	// Association is the name shown as the place's owner.
	Association string
	// Badge counts what waits for the person, by section of the navigation.
	Badge map[string]int
}

type viewerKey struct{}

// WithViewer returns a context whose pages are laid out for v.
func WithViewer(ctx context.Context, v Viewer) context.Context {
	return context.WithValue(ctx, viewerKey{}, v)
}

// ViewerOf returns the context's viewer: a stranger at "/" when none was set.
func ViewerOf(ctx context.Context) Viewer {
	if v, ok := ctx.Value(viewerKey{}).(Viewer); ok {
		return v
	}
	return Viewer{Path: "/"}
}
