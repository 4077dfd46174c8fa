package catalogueweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// datePage is the form of a date of an offer.
type datePage struct {
	catalogue.View
	// Occurrence is empty for a new date.
	Occurrence catalogue.Occurrence
	form       draftForm
	Notice     string
	Problem    string
	Errors     ui.FormErrors
	// Cancelling are the complaints about cancelling it.
	Cancelling ui.FormErrors
	// Platforms are those of the register that are in use.
	Platforms []catalogue.Platform
}

// showDate answers with the form of a date.
func (p *Pages) showDate(w http.ResponseWriter, r *http.Request, status int, v datePage) error {
	list, err := p.catalogue.Platforms(r.Context())
	if err != nil {
		return err
	}
	v.Platforms = slices.DeleteFunc(list, func(one catalogue.Platform) bool { return one.Retired })
	return web.Render(w, r, status, dateView(v))
}

// editable returns what an editor sees of an offer.
func (p *Pages) editable(ctx context.Context, offer id.ID) (catalogue.View, error) {
	actor := authz.From(ctx)
	o, _, err := p.catalogue.Edit(ctx, actor, offer)
	if err != nil {
		return catalogue.View{}, err
	}
	return p.catalogue.Preview(ctx, actor, o.Key)
}

// newDate shows the form of a new date, filled with what is usual: the platform and limits of the last one.
func (p *Pages) newDate(w http.ResponseWriter, r *http.Request) error {
	v, err := p.editableAt(r)
	if err != nil {
		return err
	}
	f := draftForm{url.Values{"zone": {usualZone(r.Context())}}}
	if n := len(v.Occurrences); n > 0 {
		last := dateFormOf(v.Occurrences[n-1])
		for _, name := range []string{"zone", "place", "room", "platform", "capacity", "promise_hours"} {
			f.Set(name, last.Get(name))
		}
	}
	return p.showDate(w, r, http.StatusOK, datePage{View: v, form: f})
}

func (p *Pages) editableAt(r *http.Request) (catalogue.View, error) {
	offer, err := web.PathID(r, "id")
	if err != nil {
		return catalogue.View{}, err
	}
	return p.editable(r.Context(), offer)
}

// addDate adds a date to an offer.
func (p *Pages) addDate(w http.ResponseWriter, r *http.Request) error {
	v, err := p.editableAt(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, f := r.Context(), draftForm{form}
	o, bad := f.occurrence()
	if err = bad.Err(); err == nil {
		_, err = p.catalogue.AddOccurrence(ctx, authz.From(ctx), v.ID, o)
	}
	if again, ok := asked(ctx, err); ok {
		return p.showDate(w, r, web.Status(err), datePage{View: v, form: f, Problem: again.Problem, Errors: again.Errors})
	}
	if err != nil {
		return err
	}
	p.flash(r, i18n.T(ctx, "The date is added."))
	return web.Redirect(w, r, workHref(v.ID))
}

// dateAt returns the date in the path and the offer that it is of, for an editor.
func (p *Pages) dateAt(r *http.Request) (datePage, error) {
	want, err := web.PathID(r, "id")
	if err != nil {
		return datePage{}, err
	}
	found, err := p.catalogue.Occurrences(r.Context(), []id.ID{want})
	if err != nil {
		return datePage{}, err
	}
	o, ok := found[want]
	if !ok {
		return datePage{}, errs.New(errs.NotFound, "There is no such date.")
	}
	v, err := p.editable(r.Context(), o.OfferID)
	return datePage{View: v, Occurrence: o, form: dateFormOf(o)}, err
}

// editDate shows the form of a date.
func (p *Pages) editDate(w http.ResponseWriter, r *http.Request) error {
	v, err := p.dateAt(r)
	if err != nil {
		return err
	}
	v.Notice = p.sessions.TakeFlash(r.Context())
	return p.showDate(w, r, http.StatusOK, v)
}

// changeDate changes a date. Those who registered are told.
func (p *Pages) changeDate(w http.ResponseWriter, r *http.Request) error {
	v, err := p.dateAt(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v.form = draftForm{form}
	o, bad := v.form.occurrence()
	o.ID = v.Occurrence.ID
	if v.form.Get("sequence") == "" {
		o.Sequence = -1 // a form that does not say what it was opened on has seen nothing of it
	}
	if err = bad.Err(); err == nil {
		_, err = p.catalogue.ChangeOccurrence(ctx, authz.From(ctx), o)
	}
	if again, ok := asked(ctx, err); ok {
		v.Problem, v.Errors = again.Problem, again.Errors
		return p.showDate(w, r, web.Status(err), v)
	}
	if err != nil {
		return err
	}
	p.flash(r, i18n.T(ctx, "The date is saved."))
	return web.Redirect(w, r, dateHref(o.ID))
}

// cancelDate cancels a date, with a reason that those who registered read.
func (p *Pages) cancelDate(w http.ResponseWriter, r *http.Request) error {
	v, err := p.dateAt(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	err = p.catalogue.CancelOccurrence(ctx, authz.From(ctx), v.Occurrence.ID, form.Get("reason"))
	if again, ok := asked(ctx, err); ok {
		v.Problem, v.Cancelling = again.Problem, again.Errors
		return p.showDate(w, r, web.Status(err), v)
	}
	if err != nil {
		return err
	}
	p.flash(r, i18n.T(ctx, "The date is cancelled. Everybody who registered is told why."))
	return web.Redirect(w, r, workHref(v.ID))
}
