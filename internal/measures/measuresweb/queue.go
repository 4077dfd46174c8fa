package measuresweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// queuePage is what waits for a decision, and the form to decide on several at once.
type queuePage struct {
	places
	page.Page[measures.Waiting]
	// Words, Area, Unit (an acronym) and State are what it is narrowed to.
	Words, Area, Unit string
	State             measures.State
	cursor            string
	// Ticked are chosen, and Form is what was entered.
	Ticked []string
	Form   url.Values
	Errors ui.FormErrors
	Notice string
}

// queueOf reads from an address what to list.
func (p *Pages) queueOf(ctx context.Context, q url.Values) (queuePage, measures.QueueRequest, error) {
	v := queuePage{Words: web.Clean(q.Get("q")), Area: q.Get("area"), Unit: q.Get("unit"), State: measures.State(q.Get("state")), cursor: q.Get("cursor"), Form: url.Values{}}
	if !v.State.Valid() || v.State == measures.Withdrawn {
		v.State = measures.Open
	}
	r := measures.QueueRequest{State: v.State, Area: v.Area, Words: v.Words, Request: page.Request{Cursor: v.cursor, Limit: 50}}
	var err error
	if v.places, err = p.places(ctx); err != nil || v.Unit == "" {
		return v, r, err
	}
	u, ok, err := p.people.UnitNamed(ctx, v.Unit)
	if err == nil && !ok {
		err = errs.New(errs.NotFound, "We know no unit called “%s”.", v.Unit)
	}
	r.Unit = u.ID
	return v, r, err
}

// href is the address of the list at a cursor.
func (v queuePage) href(path, cursor string) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": v.Words, "area": v.Area, "unit": v.Unit, "cursor": cursor} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if v.State != measures.Open {
		q.Set("state", string(v.State))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func (p *Pages) queue(w http.ResponseWriter, r *http.Request) error {
	v, ask, err := p.queueOf(r.Context(), r.URL.Query())
	if err != nil {
		return err
	}
	return p.showQueue(w, r, http.StatusOK, v, ask)
}

func (p *Pages) showQueue(w http.ResponseWriter, r *http.Request, status int, v queuePage, ask measures.QueueRequest) error {
	ctx := r.Context()
	var err error
	v.Page, err = p.measures.Queue(ctx, authz.From(ctx), ask)
	if v.cursor != "" && errs.Is(err, errs.Invalid) {
		return web.Redirect(w, r, v.href("/work/suggestions", ""))
	}
	if err != nil {
		return err
	}
	v.Notice = p.sessions.TakeFlash(ctx)
	return web.Render(w, r, status, queueView(v))
}

// queueColumns head the queue as CSV. Nobody's name is in it.
var queueColumns = []string{"id", "said_on", "state", "named", "text", "words", "area", "level", "format", "audience", "competency", "unit", "joined_with", "joined"}

// exportQueue serves the queue, as it is narrowed, as CSV.
func (p *Pages) exportQueue(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, ask, err := p.queueOf(ctx, r.URL.Query())
	if err != nil {
		return err
	}
	out := web.NewDownload(w, "suggestions", tabular.CSV, queueColumns, tabular.WithBOM())
	for s, err := range p.measures.EachQueued(ctx, authz.From(ctx), ask) {
		if err != nil {
			return err
		}
		err := out.Row(s.ID, s.SaidAt.Format("2006-01-02"), s.State, s.Named(), s.Text, s.Words, s.Area, s.Level, s.Format, s.Audience, s.Competency, v.unit(s.Unit).Acronym, s.JoinedID, s.Joins)
		if err != nil {
			return err
		}
	}
	return out.Close()
}

// verdictOf reads a decision from a form.
func verdictOf(form url.Values) measures.Verdict {
	return measures.Verdict{Decision: measures.Decision(form.Get("decision")), Offer: web.Clean(form.Get("offer")), Into: id.ID(form.Get("into")), Unit: id.ID(form.Get("unit")), Reply: web.Clean(form.Get("reply")), Seen: measures.Seen(form.Get("seen"))}
}

// decideMany decides on all that are ticked. To join them without saying with which joins the others with the first.
func (p *Pages) decideMany(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	var ids []id.ID
	for _, s := range form["suggestion"] {
		i, ok := id.Parse(s)
		if !ok {
			return errs.New(errs.NotFound, "There is no such suggestion.")
		}
		ids = append(ids, i)
	}
	verdict := verdictOf(form)
	n := len(ids)
	if verdict.Decision == measures.DecideJoined && verdict.Into == "" && len(ids) > 1 {
		verdict.Into, ids = ids[0], ids[1:]
	}
	err = p.measures.Decide(ctx, authz.From(ctx), ids, verdict)
	if e, status := refused(ctx, err); e != nil {
		back, parseErr := url.ParseQuery(form.Get("list"))
		if parseErr != nil {
			return errs.New(errs.NotFound, "There is no page at this address.")
		}
		v, ask, err := p.queueOf(ctx, back)
		if err != nil {
			return err
		}
		v.Ticked, v.Form, v.Errors = form["suggestion"], form, e
		return p.showQueue(w, r, status, v, ask)
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.N(ctx, n, "%d suggestion is decided.", "%d suggestions are decided."))
	if next := form.Get("next"); strings.HasPrefix(next, "/work/suggestions/") {
		return web.Redirect(w, r, web.SafeNext(next, "/work/suggestions"))
	}
	return web.Redirect(w, r, "/work/suggestions")
}

// casePage is one suggestion with what is like it and the form to decide on it.
type casePage struct {
	places
	measures.Case
	Competency *measures.Competency
	offers     map[id.ID]string // addresses of the offers that decisions named
	deciders   map[id.ID]people.Person
	Form       url.Values
	Errors     ui.FormErrors
	Notice     string
}

func (p *Pages) suggestion(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	return p.showCase(w, r, http.StatusOK, which, url.Values{}, nil)
}

func (p *Pages) showCase(w http.ResponseWriter, r *http.Request, status int, which id.ID, form url.Values, problems ui.FormErrors) error {
	ctx := r.Context()
	v := casePage{Form: form, Errors: problems, offers: map[id.ID]string{}}
	var err error
	if v.Case, err = p.measures.Suggestion(ctx, authz.From(ctx), which); err != nil {
		return err
	}
	if v.places, err = p.places(ctx); err != nil {
		return err
	}
	if c := v.Wish.Competency; c != "" {
		if v.Competency, err = p.measures.Competency(ctx, c); err != nil {
			return err
		}
	}
	var by, offers []id.ID
	for _, d := range v.History {
		by = append(by, d.By)
		if d.OfferID != "" {
			offers = append(offers, d.OfferID)
		}
	}
	if v.deciders, err = p.people.Persons(ctx, by); err != nil {
		return err
	}
	cards, err := p.catalogue.Cards(ctx, offers)
	if err != nil {
		return err
	}
	for i, c := range cards {
		v.offers[i] = "/offers/" + c.Key
	}
	v.Notice = p.sessions.TakeFlash(ctx)
	return web.Render(w, r, status, caseView(v))
}

func (p *Pages) decide(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	err = p.measures.Decide(ctx, authz.From(ctx), []id.ID{which}, verdictOf(form))
	if e, status := refused(ctx, err); e != nil {
		return p.showCase(w, r, status, which, form, e)
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "It is decided. Whoever said it reads your reply."))
	return web.Redirect(w, r, "/work/suggestions")
}

// decisionOptions are the decisions that a form offers.
func decisionOptions(ctx context.Context, join bool) []ui.Option {
	help := map[measures.Decision]string{
		measures.DecidePlanned: i18n.T(ctx, "Something is being prepared. Say roughly when."),
		measures.DecideThere:   i18n.T(ctx, "Name the offer below."),
		measures.DecideNotNow:  i18n.T(ctx, "Say why, and what helps meanwhile."),
		measures.DecideJoined:  i18n.T(ctx, "What is decided on one of them is decided on all."),
		measures.DecidePassed:  i18n.T(ctx, "Its staff decide. No reply goes out yet."),
	}
	var out []ui.Option
	for _, d := range measures.Decisions {
		if d != measures.DecideJoined || join {
			out = append(out, ui.Option{Value: string(d), Label: i18n.T(ctx, d.Label()), Help: help[d]})
		}
	}
	return out
}

// stateOptions are the states by which the queue can be narrowed.
func stateOptions(ctx context.Context) []ui.Option {
	return options(ctx, "", slices.DeleteFunc(slices.Clone(measures.States), func(s measures.State) bool { return s == measures.Withdrawn }))
}

// alikeOptions are suggestions to join one with.
func alikeOptions(ctx context.Context, list []measures.Suggestion) []ui.Option {
	out := []ui.Option{{Label: i18n.T(ctx, "None")}}
	for _, s := range list {
		out = append(out, ui.Option{Value: string(s.ID), Label: short(s.Text)})
	}
	return out
}

// short is the beginning of a text, for links and lists.
func short(text string) string {
	const most = 90
	text, _, _ = strings.Cut(text, "\n")
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	cut := string(r[:most])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + " …"
}

func casePath(of id.ID) string { return "/work/suggestions/" + string(of) }

// historyOf is the course of a suggestion, the latest first.
func historyOf(ctx context.Context, p casePage) []ui.Moment {
	var out []ui.Moment
	for _, d := range p.History {
		text := d.Reply
		if u := p.unit(d.UnitID); u.ID != "" {
			text = u.Name
		}
		who := p.deciders[d.By].Name
		if d.Decision == measures.DecideWithdrawn {
			who = ""
		}
		m := ui.Moment{When: i18n.DateTime(ctx, d.At), Title: i18n.T(ctx, d.Decision.Label()), Text: text}
		if who != "" {
			m.Title = i18n.T(ctx, "%[1]s, by %[2]s", m.Title, who)
		}
		out = append(out, m)
	}
	return append(out, ui.Moment{When: i18n.DateTime(ctx, p.SaidAt), Title: i18n.T(ctx, "Said")})
}
