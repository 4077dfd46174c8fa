package catalogueweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// bulkForm is the id of the form that the ticks of the list belong to.
const bulkForm = "bulk"

// bulkPage is a set of offers and the change that is to be made to them, before it is made.
type bulkPage struct {
	form    draftForm
	offers  []id.ID
	Titles  []string
	Preview *catalogue.BulkPreview
	areas   []catalogue.Area
	units   []people.Unit
	manages bool
	names   map[id.ID]string // of units
	Errors  ui.FormErrors
	Problem string
}

// chooseBulk begins a change: with the offers that are ticked in the list, or with all that the list is narrowed to.
func (p *Pages) chooseBulk(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	v := bulkPage{form: draftForm{form}, offers: idsOf(form["offer"])}
	do := form.Get("do")
	if do == "all" {
		narrowed := r.Clone(ctx)
		narrowed.URL = &url.URL{RawQuery: url.Values{"q": form["q"], "unit": form["unit_named"], "show": form["show"]}.Encode()}
		_, ask, err := p.listOf(narrowed)
		if err != nil {
			return err
		}
		if v.offers, err = p.catalogue.MatchingOffers(ctx, actor, ask); err != nil {
			return p.answerBulk(w, r, v, err)
		}
	}
	if do != "preview" && do != "apply" {
		return p.answerBulk(w, r, v, nil)
	}
	c, err := v.change(ctx, p)
	if err != nil {
		return p.answerBulk(w, r, v, err)
	}
	if do == "apply" {
		e, err := p.catalogue.BulkEdit(ctx, actor, v.offers, c, v.form.seen())
		if err == nil {
			p.flash(r, i18n.N(ctx, len(e.Offers), "%d offer is changed.", "%d offers are changed."))
			return web.Redirect(w, r, bulkHref(e.ID))
		}
		if _, known := asked(ctx, err); !known {
			return err
		}
		v.Problem = web.Message(ctx, err)
		if fields := ui.ErrorsOf(ctx, err); len(fields) > 0 {
			v.Problem = fields[0].Message
		}
	}
	preview, err := p.catalogue.PreviewBulk(ctx, actor, v.offers, c)
	if err == nil {
		v.Preview = &preview
	}
	return p.answerBulk(w, r, v, err)
}

// answerBulk shows the form with what was entered, and what it would do where that is known.
func (p *Pages) answerBulk(w http.ResponseWriter, r *http.Request, v bulkPage, err error) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	status := http.StatusOK
	if again, ok := asked(ctx, err); ok {
		v.Problem, v.Errors, status = again.Problem, again.Errors, web.Status(err)
	} else if err != nil {
		return err
	}
	if v.Problem != "" && status == http.StatusOK {
		status = http.StatusConflict
	}
	if len(v.offers) > 0 {
		all, err := p.catalogue.BulkTitles(ctx, actor, v.offers)
		if err != nil && !errs.Is(err, errs.Invalid) {
			return err
		}
		for _, row := range all.Rows {
			v.Titles = append(v.Titles, row.Before.Title)
			v.manages = v.manages || actor.May(catalogue.PublishOffers, row.Offer.UnitID)
		}
	}
	if v.areas, err = p.catalogue.Areas(ctx); err != nil {
		return err
	}
	if v.units, err = p.unitsToEdit(ctx); err != nil {
		return err
	}
	v.units = slices.DeleteFunc(v.units, func(u people.Unit) bool { return !actor.May(catalogue.PublishOffers, u.ID) })
	if v.names, err = p.unitNames(ctx); err != nil {
		return err
	}
	return web.Render(w, r, status, bulkView(v))
}

func idsOf(given []string) []id.ID {
	var out []id.ID
	for _, g := range given {
		if o, ok := id.Parse(g); ok && !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	return out
}

// change reads the change from the form.
func (v bulkPage) change(ctx context.Context, p *Pages) (catalogue.BulkChange, error) {
	f := v.form
	var bad errs.Fields
	c := catalogue.BulkChange{
		Act: catalogue.BulkAct(f.Get("act")), Level: catalogue.Level(f.Get("level")), Format: catalogue.Format(f.Get("format")),
		Language: f.Get("language"), Minutes: f.number("minutes", &bad), Accessibility: f.Get("accessibility"),
		AddAreas: some(f.Get("add_area")), RemoveAreas: some(f.Get("remove_area")), AddThemes: f.lines("add_themes"), RemoveThemes: f.lines("remove_themes"),
		AddAudiences: values[catalogue.Audience](some(f.Get("add_audience"))), RemoveAudiences: values[catalogue.Audience](some(f.Get("remove_audience"))),
	}
	if text := strings.TrimSuffix(strings.TrimSpace(f.Get("price_percent")), "%"); text != "" {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		bad.Check(err == nil, "price_percent", "Enter a whole number, with a minus sign to lower the price.")
		c.PricePercent = n
	}
	if text := strings.TrimSpace(f.Get("price_by")); text != "" {
		sign := int64(1)
		if rest, minus := strings.CutPrefix(strings.Replace(text, "−", "-", 1), "-"); minus {
			sign, text = -1, rest
		}
		a, err := money.Parse(text, "USD")
		bad.Check(err == nil, "price_by", "Enter an amount such as 5 or -2.50.")
		c.PriceBy = sign * a.Minor
	}
	if address := strings.TrimSpace(f.Get("owner")); address != "" {
		found, err := p.people.IDsByEmail(ctx, []string{address})
		if err != nil {
			return c, err
		}
		for _, person := range found {
			c.OwnerID = person
		}
		bad.Check(c.OwnerID != "", "owner", "Nobody here has this address.")
	}
	c.UnitID, _ = id.Parse(f.Get("unit"))
	return c, bad.Err()
}

func some(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

func bulkHref(bulk id.ID) string { return "/work/bulk/" + string(bulk) }

// showBulk shows a change that was made, and whether it can be undone.
func (p *Pages) showBulk(w http.ResponseWriter, r *http.Request) error {
	bulk, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	v, err := p.catalogue.ShowBulk(ctx, authz.From(ctx), bulk)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, bulkDoneView(v, p.sessions.TakeFlash(ctx), p.clock.Now()))
}

// undoBulk takes a change back.
func (p *Pages) undoBulk(w http.ResponseWriter, r *http.Request) error {
	bulk, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	err = p.catalogue.UndoBulk(ctx, authz.From(ctx), bulk)
	switch {
	case errs.Is(err, errs.Conflict):
		p.flash(r, web.Message(ctx, err))
	case err != nil:
		return err
	default:
		p.flash(r, i18n.T(ctx, "The change is undone."))
	}
	return web.Redirect(w, r, bulkHref(bulk))
}

// bulkDiffs say what becomes different in one offer.
func bulkDiffs(ctx context.Context, p bulkPage, r catalogue.BulkRow) []string {
	var out []string
	add := func(name, before, after string) {
		if before != after {
			none := i18n.T(ctx, "nothing")
			out = append(out, i18n.T(ctx, "%s: “%s” becomes “%s”", name, cmp.Or(before, none), cmp.Or(after, none)))
		}
	}
	areas := func(codes []string) string {
		var names []string
		for _, a := range p.areas {
			if slices.Contains(codes, a.Code) {
				names = append(names, i18n.T(ctx, a.Title))
			}
		}
		return strings.Join(names, ", ")
	}
	add(i18n.T(ctx, "Level"), label(ctx, r.Before.Level), label(ctx, r.After.Level))
	add(i18n.T(ctx, "Format"), label(ctx, r.Before.Format), label(ctx, r.After.Format))
	add(i18n.T(ctx, "Language"), r.Before.Language, r.After.Language)
	add(i18n.T(ctx, "Minutes in all"), strconv.Itoa(r.Before.Minutes), strconv.Itoa(r.After.Minutes))
	add(i18n.T(ctx, "Access"), r.Before.Accessibility.Statement, r.After.Accessibility.Statement)
	add(i18n.T(ctx, "Content area"), areas(r.Before.Areas), areas(r.After.Areas))
	add(i18n.T(ctx, "Themes"), strings.Join(r.Before.Themes, ", "), strings.Join(r.After.Themes, ", "))
	add(i18n.T(ctx, "For"), audienceWords(ctx, r.Before.Audiences), audienceWords(ctx, r.After.Audiences))
	add(i18n.T(ctx, "Price"), strings.Join(priceList(ctx, r.Before.Prices), ", "), strings.Join(priceList(ctx, r.After.Prices), ", "))
	if r.NewUnit != "" {
		add(i18n.T(ctx, "Unit"), p.names[r.Offer.UnitID], p.names[r.NewUnit])
	}
	if r.NewOwner != "" {
		out = append(out, i18n.T(ctx, "Looked after by %s", p.form.Get("owner")))
	}
	switch r.Act {
	case catalogue.BulkPublish:
		out = append(out, i18n.T(ctx, "It is published"))
	case catalogue.BulkArchive:
		out = append(out, i18n.T(ctx, "It is archived"))
	}
	return out
}

// label is the name of a value of a vocabulary, empty where none is chosen.
func label[T labelled](ctx context.Context, v T) string {
	if v == "" {
		return ""
	}
	return i18n.T(ctx, v.Label())
}

// problemsOf are the sentences of what keeps a change from being made.
func problemsOf(ctx context.Context, err error) []string {
	if err == nil {
		return nil
	}
	var out []string
	for _, f := range ui.ErrorsOf(ctx, err) {
		out = append(out, f.Message)
	}
	if len(out) == 0 {
		out = []string{web.Message(ctx, err)}
	}
	return out
}

// kept are the fields of the change that the confirmation carries along.
func (v bulkPage) kept() []ui.Hidden {
	var out []ui.Hidden
	for _, name := range []string{"act", "level", "format", "language", "minutes", "accessibility", "add_area", "remove_area", "add_themes", "remove_themes", "add_audience", "remove_audience", "price_by", "price_percent", "owner", "unit"} {
		if value := v.form.Get(name); value != "" {
			out = append(out, ui.Hidden{Name: name, Value: value})
		}
	}
	if v.Preview != nil {
		out = append(out, ui.Hidden{Name: "seen", Value: seenField(v.Preview.Seen)})
	}
	return out
}

// optional puts a first option that changes nothing.
func optional(ctx context.Context, list []ui.Option) []ui.Option {
	for i := range list {
		list[i].Selected = false
	}
	return append([]ui.Option{{Value: "", Label: i18n.T(ctx, "Leave as it is")}}, list...)
}

func unitChoices(units []people.Unit) []ui.Option {
	out := make([]ui.Option, len(units))
	for i, u := range units {
		out[i] = ui.Option{Value: string(u.ID), Label: u.Name}
	}
	return out
}

func actOptions(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: "", Label: i18n.T(ctx, "Change what is chosen below")},
		{Value: string(catalogue.BulkPublish), Label: i18n.T(ctx, "Publish all of them")},
		{Value: string(catalogue.BulkArchive), Label: i18n.T(ctx, "Archive all of them")},
	}
}

func undoWords(ctx context.Context, v catalogue.BulkView, now time.Time) string {
	switch {
	case !v.UndoneAt.IsZero():
		return i18n.T(ctx, "It was undone on %s.", i18n.DateTime(ctx, v.UndoneAt))
	case !now.Before(v.UndoUntil):
		return i18n.T(ctx, "The time to undo this change is over.")
	case len(v.Edited) > 0:
		return i18n.T(ctx, "It cannot be undone any more: somebody has changed these offers since.")
	case v.NeedsPublisher:
		return i18n.T(ctx, "Who may publish these offers can undo it.")
	case v.Change.Act == catalogue.BulkPublish:
		return i18n.T(ctx, "You can undo it until %s. What was published for the first time is then archived.", i18n.DateTime(ctx, v.UndoUntil))
	}
	return i18n.T(ctx, "You can undo it until %s, as long as nobody changes one of these offers.", i18n.DateTime(ctx, v.UndoUntil))
}

func bulkRows(ctx context.Context, p bulkPage) []ui.Row {
	rows := make([]ui.Row, len(p.Preview.Rows))
	for i, r := range p.Preview.Rows {
		rows[i] = ui.Row{Cells: []templ.Component{ui.Text(r.Before.Title), ui.Tag(statusKind(r.Offer.Status), i18n.T(ctx, r.Offer.Status.Label())), bulkDiff(p, r)}}
	}
	return rows
}

// bulkKind makes the preview the first thing to do until there is one that can be agreed to.
func bulkKind(p bulkPage) string {
	if p.Preview != nil && p.Preview.Problems() == 0 {
		return ui.Plain
	}
	return ui.Primary
}

func chosenAct(ctx context.Context, p bulkPage) []ui.Option {
	out := actOptions(ctx)
	for i := range out {
		out[i].Selected = out[i].Value == p.form.Get("act")
	}
	return out
}
