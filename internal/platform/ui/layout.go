package ui

import (
	"context"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/platform/i18n"
)

// Page is what one page tells the layout about itself.
type Page struct {
	// Title names the page in the window and in search results; the association's name is added.
	Title       string
	Description string
	// Section is the part of the navigation the page is in: one of the Section constants or "".
	Section string
	// Crumbs lead from the home page to this page, which is the last and needs no Href.
	Crumbs []Crumb
	// NoIndex asks search engines to leave the page out.
	NoIndex bool
	// Head is put at the end of the head element.
	Head templ.Component
	// Wide lets the content take the whole width, for tables of the workspace.
	Wide bool
	// Notice is a sentence about what was just done, shown once above the content.
	Notice string
	// Canonical is the page's one stable address, absolute.
	Canonical string
}

// Crumb is one step of the way from the home page to a page.
type Crumb struct{ Label, Href string }

// The sections of the navigation.
const (
	SectionFind     = "find"
	SectionWay      = "way"
	SectionInvolved = "involved"
	SectionRecord   = "record"
	SectionWork     = "work"
)

// door is one entry of the main navigation.
type door struct{ section, href, label string }

func doors(ctx context.Context, v Viewer) []door {
	all := []door{
		{SectionFind, "/catalogue", i18n.T(ctx, "Find learning")},
		{SectionWay, "/ways", i18n.T(ctx, "Find your way")},
		{SectionInvolved, "/involved", i18n.T(ctx, "Get involved")},
		{SectionRecord, "/my", i18n.T(ctx, "Your record")},
	}
	if v.Staff {
		all = append(all, door{SectionWork, "/work", i18n.T(ctx, "Workspace")})
	}
	return all
}

// windowTitle names the page first, because tabs and lists of results cut off the end.
func windowTitle(ctx context.Context, p Page) string {
	parts := []string{i18n.T(ctx, "Learning Commons")}
	if p.Title != "" {
		parts = append([]string{p.Title}, parts...)
	}
	if v := ViewerOf(ctx); v.Association != "" {
		parts = append(parts, v.Association)
	}
	return strings.Join(parts, " · ")
}

// signInHref leads to sign-in and back to this page.
func signInHref(v Viewer) string {
	if v.Path == "" || strings.HasPrefix(v.Path, "/sign-") {
		return "/sign-in"
	}
	return "/sign-in?next=" + url.QueryEscape(v.Path)
}

// searchText is what the search field of the header shows: the words being searched for now.
func searchText(v Viewer) string {
	u, err := url.Parse(v.Path)
	if err != nil || u.Path != "/catalogue" {
		return ""
	}
	return u.Query().Get("q")
}

// themeName is the value of data-bs-theme; without a choice Bootstrap's light rules
// stand, and the dark style sheet's media query does the rest.
func themeName(v Viewer) string {
	if v.Theme == "dark" {
		return "dark"
	}
	return "light"
}

// darkMedia says when the dark style sheet applies: never on paper, and not when light was chosen.
func darkMedia(v Viewer) string {
	switch v.Theme {
	case "dark":
		return "screen"
	case "light":
		return "not all"
	default:
		return "screen and (prefers-color-scheme: dark)"
	}
}

// colorScheme tells the browser before the style sheets arrive which grounds the page has.
func colorScheme(v Viewer) string {
	if v.Theme == "light" || v.Theme == "dark" {
		return v.Theme
	}
	return "light dark"
}

// current marks the link to where the reader is.
func current(here bool) templ.Attributes {
	if here {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}
