package dutiesweb

import (
	"github.com/a-h/templ"

	"context"
	"net/http"
	"net/url"
	"slices"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// noPlace chooses certifications and other rules that are of no state.
const noPlace = "none"

// addPage takes a person in plain steps to a duty: where, which rule, what it must know. Each step is an address.
type addPage struct {
	Places []duties.Place
	Place  string
	// Rules are those of the place, or the certifications.
	Rules []duties.Rule
	// Chosen is the rule of the last step.
	Chosen duties.Rule
	Form   url.Values
	Errors ui.FormErrors
}

// Asked reports whether a place was chosen.
func (p addPage) Asked() bool { return p.Place != "" }

func (p *Pages) add(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := addPage{Place: q.Get("place"), Form: url.Values{"rule": {q.Get("rule")}}}
	return p.showAdd(w, r, http.StatusOK, v)
}

func (p *Pages) showAdd(w http.ResponseWriter, r *http.Request, status int, v addPage) error {
	ctx := r.Context()
	found, err := p.duties.Rules(ctx, duties.ListRequest{Selectable: true, Binds: "person", All: true})
	if err != nil {
		return err
	}
	v.Places = slices.DeleteFunc(found.Places, func(x duties.Place) bool {
		return !slices.ContainsFunc(found.Items, func(r duties.Rule) bool { return r.Place() == x.Code })
	})
	if rule := v.Form.Get("rule"); rule != "" {
		for _, x := range found.Items {
			if x.Key == rule {
				v.Chosen = x
				if v.Place = x.Place(); v.Place == "" {
					v.Place = noPlace
				}
			}
		}
	}
	if v.Place != "" {
		ask := duties.ListRequest{Selectable: true, Binds: "person", Place: v.Place, All: true}
		list, err := p.duties.Rules(ctx, ask)
		if err != nil {
			return err
		}
		v.Rules = list.Items
	}
	return web.Render(w, r, status, addView(v))
}

func (p *Pages) added(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	b := duties.Binding{Rule: form.Get("rule"), Role: form.Get("role"), RoleSince: form.Get("role_since"), Certified: form.Get("certified"), Enrolled: form.Get("enrolled")}
	err = p.duties.Bind(ctx, authz.From(ctx), b)
	if e := ui.ErrorsOf(ctx, err); e != nil {
		return p.showAdd(w, r, http.StatusUnprocessableEntity, addPage{Form: form, Errors: e})
	}
	if err != nil {
		return err
	}
	rule, err := p.duties.Rule(ctx, b.Rule)
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "“%s” is among your duties now.", rule.Name()))
	return web.Redirect(w, r, "/my/duties")
}

func placeOptions(ctx context.Context, p addPage) []ui.Option {
	out := []ui.Option{{Label: i18n.T(ctx, "Choose")}}
	for _, x := range p.Places {
		out = append(out, ui.Option{Value: x.Code, Label: x.Name, Group: i18n.T(ctx, "I work in")})
	}
	return append(out, ui.Option{Value: noPlace, Label: i18n.T(ctx, "A certificate that is of no state"), Group: i18n.T(ctx, "I hold")})
}

func roleOptions(ctx context.Context, roles []string) []ui.Option {
	out := []ui.Option{{Label: i18n.T(ctx, "Say it later")}}
	for _, r := range roles {
		out = append(out, ui.Option{Value: r, Label: r})
	}
	return out
}

// currentChoice marks the rule that was chosen.
func currentChoice(p addPage, r duties.Rule) templ.Attributes {
	if p.Chosen.Key == r.Key {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}
