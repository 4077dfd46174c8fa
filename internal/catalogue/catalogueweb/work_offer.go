package catalogueweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// editPage is the form of an offer with what can be done to it. A new offer has no View yet.
type editPage struct {
	catalogue.View
	New   bool
	form  draftForm
	areas []catalogue.Area
	units []people.Unit
	Parts string
	// Owner is the name of the person who looks after it.
	Owner  string
	Notice string
	// Problem is what kept the act from being done as a whole.
	Problem string
	Errors  ui.FormErrors
}

// looked is the field that says what whoever acts on the offer has seen of it.
func (p editPage) looked() ui.Hidden { return ui.Hidden{Name: "seen", Value: p.form.Get("seen")} }

// newOffer shows the empty form. What the offer is for, where somebody knows that already, comes with the address.
func (p *Pages) newOffer(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f := draftForm{url.Values{"kind": {string(catalogue.Webinar)}, "language": {"en"}, "format": {string(catalogue.Online)}, "unit": {q.Get("unit")}, "areas": q["area"], "level": {q.Get("level")}, "audiences": q["audience"], "teach": {q.Get("teach")}}}
	return p.showNew(w, r, http.StatusOK, f, nil)
}

func (p *Pages) showNew(w http.ResponseWriter, r *http.Request, status int, f draftForm, problems ui.FormErrors) error {
	v := editPage{New: true, form: f, Errors: problems}
	var err error
	if v.areas, err = p.catalogue.Areas(r.Context()); err != nil {
		return err
	}
	if v.units, err = p.unitsToEdit(r.Context()); err != nil {
		return err
	}
	return web.Render(w, r, status, editView(v))
}

// unitsToEdit are the units for which the reader may write offers.
func (p *Pages) unitsToEdit(ctx context.Context) ([]people.Unit, error) {
	ids, err := p.catalogue.UnitsToEdit(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]people.Unit, 0, len(ids))
	for _, u := range ids {
		unit, err := p.people.Unit(ctx, u)
		if err != nil {
			return nil, err
		}
		if unit.SuccessorID == "" {
			out = append(out, unit)
		}
	}
	return out, nil
}

// createOffer makes a draft.
func (p *Pages) createOffer(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor, f := r.Context(), authz.From(r.Context()), draftForm{form}
	d, bad, err := p.draft(ctx, actor, f)
	if err != nil {
		return err
	}
	unit, ok := id.Parse(f.Get("unit"))
	bad.Check(ok, "unit", "Choose the unit that offers it.")
	if err := bad.Err(); err != nil {
		return p.showNew(w, r, http.StatusUnprocessableEntity, f, ui.ErrorsOf(ctx, err))
	}
	o, _, err := p.catalogue.Create(ctx, actor, unit, d)
	if errs.Is(err, errs.Invalid) {
		return p.showNew(w, r, http.StatusUnprocessableEntity, f, ui.ErrorsOf(ctx, err))
	}
	if err != nil {
		return err
	}
	p.flash(r, i18n.T(ctx, "The draft is saved. Nobody outside its unit sees it until it is published."))
	if teach := f.Get("teach"); teach != "" && f.Get("do") != "preview" {
		// What it is drafted for is a competency: whoever drafts says next up to which level.
		return web.Redirect(w, r, workHref(o.ID)+"/competencies?q="+url.QueryEscape(teach)+"#search")
	}
	return web.Redirect(w, r, afterSave(f.Get("do"), o))
}

// afterSave is where an editor goes on.
func afterSave(do string, o catalogue.Offer) string {
	if do == "preview" {
		return "/offers/" + url.PathEscape(o.Key) + "?preview"
	}
	return workHref(o.ID)
}

// editOffer shows the form of an offer.
func (p *Pages) editOffer(w http.ResponseWriter, r *http.Request) error {
	offer, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	return p.showEdit(w, r, http.StatusOK, offer, editPage{Notice: p.sessions.TakeFlash(r.Context())})
}

// showEdit fills the page around a form; without one the form is filled as well.
func (p *Pages) showEdit(w http.ResponseWriter, r *http.Request, status int, offer id.ID, v editPage) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	o, version, err := p.catalogue.Edit(ctx, actor, offer)
	if err != nil {
		return err
	}
	if v.View, err = p.catalogue.Preview(ctx, actor, o.Key); err != nil {
		return err
	}
	if v.areas, err = p.catalogue.Areas(ctx); err != nil {
		return err
	}
	owners, err := p.people.Persons(ctx, []id.ID{o.OwnerID})
	if err != nil {
		return err
	}
	v.Owner = owners[o.OwnerID].Name
	if v.form.Values == nil {
		keys := map[id.ID]string{}
		for _, x := range v.Prerequisites {
			keys[x.OfferID] = x.Key
		}
		if v.form, err = p.formOf(ctx, catalogue.DraftOf(o, version), keys); err != nil {
			return err
		}
	}
	if v.Parts == "" {
		v.Parts = partLines(v.View.Parts)
	}
	return web.Render(w, r, status, editView(v))
}

// saveOffer saves the draft and, when asked to, publishes it. What could not be published is saved all the same.
func (p *Pages) saveOffer(w http.ResponseWriter, r *http.Request) error {
	offer, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor, f := r.Context(), authz.From(r.Context()), draftForm{form}
	o, _, err := p.catalogue.Edit(ctx, actor, offer)
	if err != nil {
		return err
	}
	d, bad, err := p.draft(ctx, actor, f)
	if err != nil {
		return err
	}
	save, publish := p.catalogue.SaveDraft, f.Get("do") == "publish"
	if publish {
		save = p.catalogue.SaveAndPublish
	}
	var v catalogue.Version
	if err = bad.Err(); err == nil {
		d.Seen = f.seen()
		v, err = save(ctx, actor, offer, d)
	}
	if again, ok := asked(ctx, err); ok {
		if v.ID == "" {
			again.form = f
		} else {
			again.Problem = i18n.T(ctx, "The draft is saved, but it cannot be published yet.")
		}
		return p.showEdit(w, r, web.Status(err), offer, again)
	}
	switch {
	case err != nil:
		return err
	case publish:
		p.flash(r, i18n.T(ctx, "It is published. This is what everybody sees now."))
		return web.Redirect(w, r, "/offers/"+url.PathEscape(o.Key))
	case v.PublishedAt.IsZero():
		p.flash(r, i18n.T(ctx, "The draft is saved."))
	default:
		p.flash(r, i18n.T(ctx, "It is saved. What everybody reads is as it was, so there is nothing to publish."))
	}
	return web.Redirect(w, r, afterSave(f.Get("do"), o))
}

// asked turns an error that the editor can mend into a page that says so.
func asked(ctx context.Context, err error) (editPage, bool) {
	switch {
	case errs.Is(err, errs.Invalid):
		return editPage{Errors: ui.ErrorsOf(ctx, err)}, true
	case errs.Is(err, errs.Conflict):
		return editPage{Problem: web.Message(ctx, err)}, true
	}
	return editPage{}, false
}

// publishOffer publishes what is drafted, or an archived offer again.
func (p *Pages) publishOffer(w http.ResponseWriter, r *http.Request) error {
	offer, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	o, _, err := p.catalogue.Edit(ctx, actor, offer)
	if err != nil {
		return err
	}
	_, err = p.catalogue.Publish(ctx, actor, offer, draftForm{form}.seen())
	if again, ok := asked(ctx, err); ok {
		if len(again.Errors) > 0 {
			again.Problem = i18n.T(ctx, "The draft is saved, but it cannot be published yet.")
		}
		return p.showEdit(w, r, web.Status(err), offer, again)
	}
	if err != nil {
		return err
	}
	p.flash(r, i18n.T(ctx, "It is published. This is what everybody sees now."))
	return web.Redirect(w, r, "/offers/"+url.PathEscape(o.Key))
}

// actOn makes the handler of an act on one offer that leads back to its form.
func (p *Pages) actOn(act func(ctx context.Context, actor authz.Actor, offer id.ID, form url.Values) (id.ID, string, error)) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		offer, err := web.PathID(r, "id")
		if err != nil {
			return err
		}
		form, err := web.Form(r)
		if err != nil {
			return err
		}
		next, done, err := act(r.Context(), authz.From(r.Context()), offer, form)
		if again, ok := asked(r.Context(), err); ok {
			again.Parts = form.Get("parts")
			return p.showEdit(w, r, web.Status(err), offer, again)
		}
		if err != nil {
			return err
		}
		p.flash(r, done)
		return web.Redirect(w, r, workHref(next))
	}
}

func (p *Pages) archiveOffer(ctx context.Context, actor authz.Actor, offer id.ID, form url.Values) (id.ID, string, error) {
	return offer, i18n.T(ctx, "It is archived. Its address says that it is no longer offered."), p.catalogue.Archive(ctx, actor, offer, form.Get("reason"))
}

func (p *Pages) duplicateOffer(ctx context.Context, actor authz.Actor, offer id.ID, _ url.Values) (id.ID, string, error) {
	o, err := p.catalogue.Duplicate(ctx, actor, offer)
	return o.ID, i18n.T(ctx, "This is a copy. It has no dates yet, and earns nothing until a review."), err
}

func (p *Pages) discardDraft(ctx context.Context, actor authz.Actor, offer id.ID, form url.Values) (id.ID, string, error) {
	return offer, i18n.T(ctx, "The changes are discarded. This is what is published."), p.catalogue.DiscardDraft(ctx, actor, offer, draftForm{form}.seen())
}

// setParts sets what a larger offer consists of: a key on each line, with "optional" behind it where it may be left out.
func (p *Pages) setParts(ctx context.Context, actor authz.Actor, offer id.ID, form url.Values) (id.ID, string, error) {
	var bad errs.Fields
	var parts []catalogue.Part
	lines := (draftForm{form}).lines("parts")
	for i, l := range lines {
		name, optional := strings.CutSuffix(l, " optional")
		lines[i], parts = strings.TrimSpace(name), append(parts, catalogue.Part{Required: !optional})
	}
	named, err := p.offersNamed(ctx, actor, lines, "parts", &bad)
	if err != nil {
		return offer, "", err
	}
	for i, o := range named {
		parts[i].OfferID = o
	}
	if err := bad.Err(); err != nil {
		return offer, "", err
	}
	return offer, i18n.T(ctx, "The parts are set."), p.catalogue.SetParts(ctx, actor, offer, parts, draftForm{form}.seen())
}

func partLines(parts []catalogue.Part) string {
	var out []string
	for _, x := range parts {
		l := x.Key
		if !x.Required {
			l += " optional"
		}
		out = append(out, l)
	}
	return strings.Join(out, "\n")
}
