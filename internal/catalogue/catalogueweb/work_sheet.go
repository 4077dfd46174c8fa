package catalogueweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// sheetPage is the CEU worksheet of an offer's latest version.
type sheetPage struct {
	catalogue.View
	form    draftForm
	Notice  string
	Problem string
	Errors  ui.FormErrors
}

// worksheet shows the approved worksheet, or the form to propose one.
func (p *Pages) worksheet(w http.ResponseWriter, r *http.Request) error {
	v, err := p.sheetAt(r)
	if err != nil {
		return err
	}
	v.Notice = p.sessions.TakeFlash(r.Context())
	return web.Render(w, r, http.StatusOK, sheetView(v))
}

func (p *Pages) sheetAt(r *http.Request) (sheetPage, error) {
	v := sheetPage{form: draftForm{url.Values{}}}
	offer, err := web.PathID(r, "id")
	if err != nil {
		return v, err
	}
	if v.View, err = p.catalogue.ForWorksheet(r.Context(), authz.From(r.Context()), offer); err != nil {
		return v, err
	}
	v.form.Set("seen", seenField(v.UpdatedAt))
	if v.Proposed != nil {
		v.form.Set("replaces", string(v.Proposed.ID))
	}
	s := v.Worksheet
	if s == nil {
		s = v.Proposed
	}
	if s != nil {
		v.form.Set("counted", stretchLines(s.Counted))
		v.form.Set("excluded", stretchLines(s.Excluded))
		v.form.Set("method", s.Method)
	} else if v.Version.Minutes > 0 {
		v.form.Set("counted", stretchLines([]catalogue.Stretch{{What: i18n.T(r.Context(), "Live session"), Minutes: v.Version.Minutes}}))
	}
	return v, nil
}

// proposeWorksheet proposes how the hours are counted.
func (p *Pages) proposeWorksheet(w http.ResponseWriter, r *http.Request) error {
	v, err := p.sheetAt(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v.form = draftForm{form}
	var bad errs.Fields
	proposal := catalogue.WorksheetProposal{Counted: v.form.stretches("counted", &bad), Excluded: v.form.stretches("excluded", &bad), Method: form.Get("method"),
		Seen: v.form.seen(), Replaces: id.ID(form.Get("replaces"))}
	if err = bad.Err(); err == nil {
		_, err = p.catalogue.ProposeWorksheet(ctx, authz.From(ctx), v.ID, proposal)
	}
	if again, ok := asked(ctx, err); ok {
		v.Problem, v.Errors = again.Problem, again.Errors
		return web.Render(w, r, web.Status(err), sheetView(v))
	}
	if err != nil {
		return err
	}
	p.flash(r, i18n.T(ctx, "The worksheet is proposed. Somebody else approves it when you ask for recognition."))
	if !v.MayEdit {
		return web.Redirect(w, r, workHref(v.ID)+"/worksheet")
	}
	return web.Redirect(w, r, workHref(v.ID))
}

// back is where one comes from: the offer's form, or its page for those who only count its hours.
func (p sheetPage) back() string {
	if p.MayEdit {
		return workHref(p.ID)
	}
	return "/offers/" + p.Key
}

func stretchLines(list []catalogue.Stretch) string {
	lines := make([]string, len(list))
	for i, x := range list {
		lines[i] = strconv.Itoa(x.Minutes) + " " + x.What
	}
	return strings.Join(lines, "\n")
}

// stretches reads lines such as "55 Live session".
func (f draftForm) stretches(name string, bad *errs.Fields) []catalogue.Stretch {
	var out []catalogue.Stretch
	for _, l := range f.lines(name) {
		minutes, what, _ := strings.Cut(l, " ")
		n, err := strconv.Atoi(minutes)
		bad.Check(err == nil && n > 0 && strings.TrimSpace(what) != "", name, "“%s” is no line of a worksheet. Write minutes and what they are: 55 Live session", l)
		out = append(out, catalogue.Stretch{What: strings.TrimSpace(what), Minutes: n})
	}
	return out
}
