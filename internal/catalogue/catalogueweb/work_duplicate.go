package catalogueweb

import (
	"context"
	"net/http"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// duplicatesPage shows offers side by side that may be the same.
type duplicatesPage struct {
	Pairs  [][2]catalogue.Twin
	Notice string
}

func (p *Pages) duplicates(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := duplicatesPage{Notice: p.sessions.TakeFlash(ctx)}
	var err error
	if v.Pairs, err = p.catalogue.Duplicates(ctx, authz.From(ctx)); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, duplicatesView(v))
}

// decideDuplicate merges one offer into another, or keeps both.
func (p *Pages) decideDuplicate(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	keep, ok := id.Parse(form.Get("keep"))
	drop, okToo := id.Parse(form.Get("drop"))
	if !ok || !okToo {
		return errs.New(errs.Invalid, "Choose the offer that stays.")
	}
	said := i18n.T(ctx, "They stay two, and are not proposed again.")
	if form.Get("do") == "merge" {
		said = i18n.T(ctx, "They are one now. The old address leads to the one that stays.")
		err = p.catalogue.MergeOffers(ctx, actor, keep, drop)
	} else {
		err = p.catalogue.NotTheSame(ctx, actor, keep, drop)
	}
	if again, ok := asked(ctx, err); ok && again.Problem != "" {
		said = again.Problem
	} else if err != nil {
		return err
	}
	p.flash(r, said)
	return web.Redirect(w, r, "/work/duplicates")
}

// confirmMerge says what making one of two offers does, and asks for it.
func (p *Pages) confirmMerge(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	keep, ok := id.Parse(r.URL.Query().Get("keep"))
	drop, okToo := id.Parse(r.URL.Query().Get("drop"))
	if !ok || !okToo {
		return web.Redirect(w, r, "/work/duplicates")
	}
	v, err := p.catalogue.PreviewMerge(ctx, authz.From(ctx), keep, drop)
	if errs.Is(err, errs.Conflict) {
		p.flash(r, web.Message(ctx, err))
		return web.Redirect(w, r, "/work/duplicates")
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, mergeView(v))
}

func mergeHref(keep, drop id.ID) string {
	return "/work/duplicates/merge?keep=" + string(keep) + "&drop=" + string(drop)
}

// originOf is where an offer comes from, in words.
func originOf(ctx context.Context, t catalogue.Twin) string {
	if t.Source == "" {
		return i18n.T(ctx, "our own editors")
	}
	return t.Source
}
