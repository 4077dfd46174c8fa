package measuresweb

import (
	"context"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// Deps is what the pages need.
type Deps struct {
	Measures  *measures.Service
	Catalogue *catalogue.Service
	People    *people.Service
	Sessions  *web.Sessions
	// BaseURL is the site's address without a slash at its end.
	BaseURL string
}

// Pages are the pages of what people need.
type Pages struct {
	measures  *measures.Service
	catalogue *catalogue.Service
	people    *people.Service
	sessions  *web.Sessions
	baseURL   string
}

// New returns the pages.
func New(d Deps) *Pages {
	return &Pages{d.Measures, d.Catalogue, d.People, d.Sessions, d.BaseURL}
}

// refused says what stands above a form that was not accepted, and with which status it comes back as it was filled in. Other errors give none.
func refused(ctx context.Context, err error) (ui.FormErrors, int) {
	return ui.Refused(ctx, err, "", errs.Conflict, errs.Stale), web.Status(err)
}

// workCrumbs lead from the workspace.
func workCrumbs(ctx context.Context, rest ...ui.Crumb) []ui.Crumb {
	return append([]ui.Crumb{{Label: i18n.T(ctx, "Workspace"), Href: "/work"}}, rest...)
}

// places names what suggestions and figures point at.
type places struct {
	areas []catalogue.Area
	units []people.Unit
}

func (p *Pages) places(ctx context.Context) (v places, err error) {
	if v.areas, err = p.catalogue.Areas(ctx); err != nil {
		return v, err
	}
	v.units, err = p.people.Units(ctx)
	return v, err
}

// area is the title of a content area; "" is what has none.
func (v places) area(ctx context.Context, code string) string {
	for _, a := range v.areas {
		if a.Code == code {
			return i18n.T(ctx, a.Title)
		}
	}
	if code == "" {
		return i18n.T(ctx, "No content area")
	}
	return code
}

func (v places) unit(of id.ID) people.Unit {
	for _, u := range v.units {
		if u.ID == of {
			return u
		}
	}
	return people.Unit{}
}

func (v places) areaOptions(ctx context.Context, none string) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, a := range v.areas {
		out = append(out, ui.Option{Value: a.Code, Label: i18n.T(ctx, a.Title)})
	}
	return out
}

// unitOptions are the living units, by id or by acronym.
func (v places) unitOptions(none string, value func(people.Unit) string) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, u := range v.units {
		if u.SuccessorID == "" {
			out = append(out, ui.Option{Value: value(u), Label: u.Name})
		}
	}
	return out
}

func unitID(u people.Unit) string      { return string(u.ID) }
func unitAcronym(u people.Unit) string { return u.Acronym }

// labelled is a value of a vocabulary.
type labelled interface {
	~string
	Label() string
}

// options are the values of a vocabulary, after one that leaves it open.
func options[T labelled](ctx context.Context, none string, list []T) []ui.Option {
	var out []ui.Option
	if none != "" {
		out = append(out, ui.Option{Label: none})
	}
	for _, v := range list {
		out = append(out, ui.Option{Value: string(v), Label: i18n.T(ctx, v.Label())})
	}
	return out
}

// filter makes a field that need not be filled and does not say so.
func filter(f ui.Field) ui.Field {
	f.Required, f.Attrs = true, map[string]any{"required": false}
	return f
}
