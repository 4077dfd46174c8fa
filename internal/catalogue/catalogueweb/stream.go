package catalogueweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// streamPage is a stream as everybody reads it.
type streamPage struct {
	catalogue.StreamView
	areas     map[string]string
	class     string
	Draft     bool
	Canonical string
}

func streamHref(key string) string { return "/streams/" + url.PathEscape(key) }

func workStreamHref(s id.ID) string { return "/work/streams/" + string(s) }

// stream shows a stream: what is published or, with ?preview, what was saved last.
func (p *Pages) stream(w http.ResponseWriter, r *http.Request) error {
	ctx, draft := r.Context(), r.URL.Query().Has("preview")
	v, err := p.catalogue.ShowStream(ctx, authz.From(ctx), r.PathValue("key"), draft)
	if err != nil {
		return err
	}
	s := streamPage{StreamView: v, class: class(r), Draft: draft || v.Status != catalogue.StatusPublished, Canonical: p.baseURL + streamHref(v.Key)}
	if s.areas, err = p.areaNames(r); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, streamView(s))
}

// streamsPage lists the streams for those who work on them.
type streamsPage struct {
	Streams []catalogue.Stream
	areas   map[string]string
	MayEdit bool
	Notice  string
}

func (p *Pages) streams(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	v := streamsPage{MayEdit: actor.May(catalogue.EditStreams, ""), Notice: p.sessions.TakeFlash(ctx)}
	var err error
	if v.Streams, err = p.catalogue.Streams(ctx, actor, true); err != nil {
		return err
	}
	if v.areas, err = p.areaNames(r); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, streamsView(v))
}

// streamForm is the form of a stream. A new one has no view yet.
type streamForm struct {
	catalogue.StreamView
	New     bool
	form    draftForm
	areas   []catalogue.Area
	units   []people.Unit
	Notice  string
	Problem string
	Errors  ui.FormErrors
	// now is what stands there, where somebody else has changed it since the form was opened.
	now   draftForm
	stale bool
}

func (p *Pages) newStream(w http.ResponseWriter, r *http.Request) error {
	return p.showStreamForm(w, r, http.StatusOK, streamForm{New: true, form: draftForm{url.Values{"area": {r.URL.Query().Get("area")}}}})
}

func (p *Pages) showStreamForm(w http.ResponseWriter, r *http.Request, status int, v streamForm) error {
	var err error
	if v.areas, err = p.catalogue.Areas(r.Context()); err != nil {
		return err
	}
	all, err := p.people.Units(r.Context())
	if err != nil {
		return err
	}
	for _, u := range all {
		if u.SuccessorID == "" {
			v.units = append(v.units, u)
		}
	}
	return web.Render(w, r, status, streamFormView(v))
}

func (p *Pages) createStream(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, f := r.Context(), draftForm{form}
	d, err := p.streamDraft(ctx, f)
	var st catalogue.Stream
	if err == nil {
		st, err = p.catalogue.CreateStream(ctx, authz.From(ctx), d)
	}
	if errs.Is(err, errs.Invalid) {
		return p.showStreamForm(w, r, http.StatusUnprocessableEntity, streamForm{New: true, form: f, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	p.flash(r, i18n.T(ctx, "The draft is saved."))
	return web.Redirect(w, r, workStreamHref(st.ID))
}

func (p *Pages) editStream(w http.ResponseWriter, r *http.Request) error {
	return p.showStream(w, r, http.StatusOK, streamForm{Notice: p.sessions.TakeFlash(r.Context())})
}

// showStream fills the page of a stream around a form; without one the form is filled as well.
func (p *Pages) showStream(w http.ResponseWriter, r *http.Request, status int, v streamForm) error {
	stream, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	if v.StreamView, err = p.catalogue.StreamToEdit(ctx, authz.From(ctx), stream); err != nil {
		return err
	}
	if v.form.Values == nil {
		if v.form, err = p.streamFormOf(ctx, v.StreamView); err != nil {
			return err
		}
	} else if v.stale {
		// Who saves once more has seen what the page now says beside the form.
		if v.now, err = p.streamFormOf(ctx, v.StreamView); err != nil {
			return err
		}
		v.form.Set("seen", string(v.Seen()))
	}
	return p.showStreamForm(w, r, status, v)
}

func (p *Pages) saveStream(w http.ResponseWriter, r *http.Request) error {
	return p.actOnStream(w, r, func(ctx context.Context, actor authz.Actor, stream id.ID, f draftForm) (string, error) {
		d, err := p.streamDraft(ctx, f)
		if err == nil {
			_, err = p.catalogue.SaveStream(ctx, actor, stream, d, catalogue.SeenStream(f.Get("seen")))
		}
		return i18n.T(ctx, "The draft is saved."), err
	})
}

func (p *Pages) publishStream(w http.ResponseWriter, r *http.Request) error {
	return p.actOnStream(w, r, func(ctx context.Context, actor authz.Actor, stream id.ID, f draftForm) (string, error) {
		return i18n.T(ctx, "It is published. This is what everybody sees now."), p.catalogue.PublishStream(ctx, actor, stream, catalogue.SeenStream(f.Get("seen")))
	})
}

func (p *Pages) archiveStream(w http.ResponseWriter, r *http.Request) error {
	return p.actOnStream(w, r, func(ctx context.Context, actor authz.Actor, stream id.ID, f draftForm) (string, error) {
		return i18n.T(ctx, "It is archived. Publishing it again brings it back."), p.catalogue.ArchiveStream(ctx, actor, stream, catalogue.SeenStream(f.Get("seen")))
	})
}

// actOnStream does something to a stream and leads back to its form, filled where it could not be done.
func (p *Pages) actOnStream(w http.ResponseWriter, r *http.Request, act func(context.Context, authz.Actor, id.ID, draftForm) (string, error)) error {
	stream, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	done, err := act(ctx, authz.From(ctx), stream, draftForm{form})
	if again, ok := asked(ctx, err); ok || errs.Is(err, errs.Stale) {
		v := streamForm{Problem: again.Problem, Errors: again.Errors}
		if form.Has("title") {
			v.form = draftForm{form}
		}
		if errs.Is(err, errs.Stale) {
			v.Problem, v.stale = web.Message(ctx, err), true
		}
		return p.showStream(w, r, web.Status(err), v)
	}
	if err != nil {
		return err
	}
	p.flash(r, done)
	return web.Redirect(w, r, workStreamHref(stream))
}

// streamDraft reads a form. Offers stand a line each by their addresses, with "required" behind; goals by framework, code and level.
func (p *Pages) streamDraft(ctx context.Context, f draftForm) (catalogue.StreamDraft, error) {
	var bad errs.Fields
	d := catalogue.StreamDraft{Title: f.Get("title"), Summary: f.Get("summary"), Objectives: f.lines("objectives"), Area: f.Get("area"), Level: catalogue.Level(f.Get("level"))}
	if u := f.Get("unit"); u != "" {
		unit, ok := id.Parse(u)
		bad.Check(ok, "unit", "There is no such unit.")
		d.UnitID = unit
	}
	lines := f.lines("offers")
	for i, l := range lines {
		name, required := strings.CutSuffix(l, " required")
		lines[i], d.Offers = strings.TrimSpace(name), append(d.Offers, catalogue.StreamOffer{Required: required})
	}
	offers, err := p.offersNamed(ctx, authz.From(ctx), lines, "offers", &bad)
	if err != nil {
		return d, err
	}
	for i, o := range offers {
		d.Offers[i].OfferID = o
	}
	if d.Goals, err = p.goals(ctx, f.lines("goals"), &bad); err != nil {
		return d, err
	}
	for _, k := range catalogue.Recognitions {
		name := "minimum-" + string(k)
		d.Minimums = append(d.Minimums, catalogue.Minimum{Recognition: k, Offers: f.number(name, &bad), Minutes: f.number(name+"-minutes", &bad), Shown: f.Get(name + "-shown")})
	}
	return d, bad.Err()
}

// goals reads lines such as "lc-collections COL-04 practitioner". A competency without a code, or with one that has blanks, is named by its id.
func (p *Pages) goals(ctx context.Context, lines []string, bad *errs.Fields) ([]catalogue.Goal, error) {
	codes := map[string][]string{}
	var ids []id.ID
	for _, l := range lines {
		if w := strings.Fields(l); len(w) > 1 {
			codes[w[0]] = append(codes[w[0]], w[1])
			if c, ok := id.Parse(w[1]); ok {
				ids = append(ids, c)
			}
		}
	}
	byID, err := p.standards.ChoicesNow(ctx, ids)
	if err != nil {
		return nil, err
	}
	found := map[string]map[string][]standards.Choice{}
	for key, list := range codes {
		var err error
		if found[key], err = p.standards.ChoicesByCodeNow(ctx, key, list); err != nil {
			return nil, err
		}
	}
	var out []catalogue.Goal
	for _, l := range lines {
		w := strings.Fields(l)
		var named []standards.Choice
		if len(w) == 2 || len(w) == 3 {
			named = found[w[0]][w[1]]
			if c, ok := byID[id.ID(strings.ToLower(w[1]))]; ok && c.Key == w[0] {
				named = []standards.Choice{c}
			}
		}
		if len(named) > 1 {
			bad.Add("goals", "“%s” names more than one competency. Write its id, which ends the address of its page, in place of the code.", l)
			continue
		}
		if len(named) == 0 {
			bad.Add("goals", "“%s” names no competency. Write the framework’s key, the code and the level: lc-collections COL-04 practitioner", l)
			continue
		}
		g := catalogue.Goal{CompetencyID: named[0].ID}
		if len(w) == 3 {
			g.Level = w[2]
		}
		out = append(out, g)
	}
	return out, nil
}

// streamFormOf is the form of what a stream says.
func (p *Pages) streamFormOf(ctx context.Context, v catalogue.StreamView) (draftForm, error) {
	f := draftForm{url.Values{"title": {v.Title}, "summary": {v.Summary}, "objectives": {strings.Join(v.Objectives, "\n")}, "area": {v.Area}, "level": {string(v.Level)}, "unit": {string(v.UnitID)}, "seen": {string(v.Seen())}}}
	ids := make([]id.ID, len(v.Offers))
	for i, o := range v.Offers {
		ids[i] = o.OfferID
	}
	keys, err := p.catalogue.KeysOf(ctx, ids)
	if err != nil {
		return f, err
	}
	var offers, goals []string
	for _, o := range v.Offers {
		l := keys[o.OfferID]
		if o.Required {
			l += " required"
		}
		offers = append(offers, l)
	}
	ids = nil
	for _, g := range v.Goals {
		ids = append(ids, g.CompetencyID)
	}
	places, err := p.standards.PlacesNow(ctx, ids)
	if err != nil {
		return f, err
	}
	for _, g := range v.Goals {
		goals = append(goals, strings.TrimSpace(places[g.CompetencyID].Key+" "+goalWord(places[g.CompetencyID])+" "+g.Level))
	}
	f.Set("offers", strings.Join(offers, "\n"))
	f.Set("goals", strings.Join(goals, "\n"))
	for _, m := range v.Minimums {
		name := "minimum-" + string(m.Recognition)
		f.Set(name, numberField(m.Offers))
		f.Set(name+"-minutes", numberField(m.Minutes))
		f.Set(name+"-shown", m.Shown)
	}
	return f, nil
}

// goalWord names a competency in one word: by its code, where that is one, else by its id.
func goalWord(p standards.Place) string {
	if len(strings.Fields(p.Code)) == 1 && !strings.ContainsFunc(p.Code, unicode.IsSpace) {
		return p.Code
	}
	return string(p.ID)
}

func numberField(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
