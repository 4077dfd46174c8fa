package assessmentweb

import (
	"context"
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

const reflectionPath = standingPath + "/reflection"

// reflectPage is the form of what people write about themselves.
type reflectPage struct {
	Form   url.Values
	Errors ui.FormErrors
	// Now holds what stands in the parts that were changed elsewhere meanwhile.
	Now    map[assessment.Part]string
	Notice string
}

// seenField is the name of the field that says which text of a part the form was filled with.
func seenField(part assessment.Part) string { return "seen-" + string(part) }

// writtenParts returns every part, those in which nothing is written too.
func (p *Pages) writtenParts(ctx context.Context) ([]assessment.Reflection, error) {
	list, err := p.assessment.Reflections(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]assessment.Reflection, len(assessment.Parts))
	for i, part := range assessment.Parts {
		out[i].Part = part
		for _, x := range list {
			if x.Part == part {
				out[i] = x
			}
		}
	}
	return out, nil
}

func (p *Pages) reflection(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	parts, err := p.writtenParts(ctx)
	if err != nil {
		return err
	}
	form := url.Values{}
	for _, x := range parts {
		form.Set(string(x.Part), x.Says)
		form.Set(seenField(x.Part), x.Seen())
	}
	return web.Render(w, r, http.StatusOK, reflectView(reflectPage{Form: form, Notice: p.sessions.TakeFlash(ctx)}))
}

// writingsOf reads the parts that the form showed. One that does not say what it was filled with has seen nothing.
func writingsOf(form url.Values) []assessment.Writing {
	var out []assessment.Writing
	for _, part := range assessment.Parts {
		if !form.Has(string(part)) {
			continue
		}
		seen := form.Get(seenField(part))
		if seen == "" {
			seen = assessment.Reflection{}.Seen()
		}
		out = append(out, assessment.Writing{Part: part, Says: form.Get(string(part)), Seen: seen})
	}
	return out
}

func (p *Pages) reflect(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, list := r.Context(), writingsOf(form)
	err = p.assessment.Reflect(ctx, authz.From(ctx), list)
	switch {
	case errs.Is(err, errs.Stale):
		v, again := p.clashing(ctx, list, web.Message(ctx, err))
		if again != nil {
			return again
		}
		return web.Render(w, r, web.Status(err), reflectView(v))
	case errs.Is(err, errs.Invalid):
		return web.Render(w, r, web.Status(err), reflectView(reflectPage{Form: form, Errors: ui.ErrorsOf(ctx, err)}))
	}
	return p.act(w, r, i18n.T(ctx, "It is kept. Only you see it, and whom you let."), reflectionPath, err)
}

// clashing is the form with what was typed, beside what was written elsewhere meanwhile; what nobody touched in this form stands as it is now. Sent once more,
// it puts what was typed in the place of what is shown.
func (p *Pages) clashing(ctx context.Context, list []assessment.Writing, message string) (reflectPage, error) {
	v := reflectPage{Form: url.Values{}, Now: map[assessment.Part]string{}}
	parts, err := p.writtenParts(ctx)
	if err != nil {
		return v, err
	}
	for _, now := range parts {
		v.Form.Set(string(now.Part), now.Says)
		v.Form.Set(seenField(now.Part), now.Seen())
		for _, x := range list {
			if x.Part != now.Part || !x.Changes(now) {
				continue
			}
			v.Form.Set(string(now.Part), x.Says)
			if x.Clashes(now) {
				v.Now[now.Part] = now.Says
				v.Errors = append(v.Errors, ui.FormError{Field: string(now.Part), Message: message})
			}
		}
	}
	return v, nil
}

// partHelp says what could be written in a part.
func partHelp(ctx context.Context, part assessment.Part) string {
	switch part {
	case assessment.PartValues:
		return i18n.T(ctx, "What should be true of your work, and what you would not give up.")
	case assessment.PartInterests:
		return i18n.T(ctx, "What you read about, ask about, and would try if there were time.")
	case assessment.PartPreferences:
		return i18n.T(ctx, "Alone or with others, in person or online, in one go or bit by bit.")
	}
	return i18n.T(ctx, "What goes well, what is hard, what you noticed in yourself.")
}
