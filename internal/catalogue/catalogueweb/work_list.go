package catalogueweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"learningcommons.dev/commons/internal/catalogue"
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

// What an editor's list can be narrowed to beside the statuses.
const (
	showUnpublished = "unpublished"
	showReviewDue   = "review-due"
)

// listPage is an editor's list of offers.
type listPage struct {
	page.Page[catalogue.OfferRow]
	// Text, Unit (an acronym) and Show are what it is narrowed to.
	Text, Unit, Show string
	cursor           string
	units            []people.Unit
	names            map[id.ID]string
	mayCreate        bool
	Notice           string
	// recent are the changes to many offers of the last day, made by the people named.
	recent []catalogue.RecentBulk
	makers map[id.ID]people.Person
}

// listOf reads what to list from an address.
func (p *Pages) listOf(r *http.Request) (listPage, catalogue.ListRequest, error) {
	q := r.URL.Query()
	v := listPage{Text: cut(web.Clean(q.Get("q")), maxWords), Unit: q.Get("unit"), Show: q.Get("show"), cursor: q.Get("cursor")}
	ask := catalogue.ListRequest{Text: v.Text, Request: page.Request{Cursor: v.cursor, Limit: 50}}
	switch status := catalogue.Status(v.Show); {
	case v.Show == showUnpublished:
		ask.Unpublished = true
	case v.Show == showReviewDue:
		ask.ReviewDue = true
	case status.Valid():
		ask.Status = status
	default:
		v.Show = ""
	}
	if v.Unit == "" {
		return v, ask, nil
	}
	u, ok, err := p.people.UnitNamed(r.Context(), v.Unit)
	if err != nil {
		return v, ask, err
	}
	if !ok {
		return v, ask, errs.New(errs.NotFound, "We know no unit called “%s”.", v.Unit)
	}
	ask.Unit = u.ID
	return v, ask, nil
}

// href is the address of the list at a cursor.
func (v listPage) href(path, cursor string) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": v.Text, "unit": v.Unit, "show": v.Show, "cursor": cursor} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// offers lists the offers to work on.
func (p *Pages) offers(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	v, ask, err := p.listOf(r)
	if err != nil {
		return err
	}
	v.Page, err = p.catalogue.List(ctx, actor, ask)
	if v.cursor != "" && errs.Is(err, errs.Invalid) {
		return web.Redirect(w, r, v.href("/work/offers", ""))
	}
	if err != nil {
		return err
	}
	if v.units, err = p.unitsToRead(ctx, actor); err != nil {
		return err
	}
	if v.names, err = p.unitNames(ctx); err != nil {
		return err
	}
	if v.cursor == "" {
		if err := p.recentBulks(ctx, actor, &v); err != nil {
			return err
		}
	}
	v.mayCreate, v.Notice = actor.MaySomewhere(catalogue.EditOffers), p.sessions.TakeFlash(ctx)
	return web.Render(w, r, http.StatusOK, listView(v))
}

// unitsToRead are the living units by which the actor can narrow the list.
func (p *Pages) unitsToRead(ctx context.Context, actor authz.Actor) ([]people.Unit, error) {
	all, err := p.people.Units(ctx)
	if err != nil {
		return nil, err
	}
	mine := actor.Units(authz.UnitEditor, authz.UnitManager)
	var out []people.Unit
	for _, u := range all {
		if u.SuccessorID == "" && (actor.May(catalogue.ReadDrafts, "") || slices.Contains(mine, u.ID)) {
			out = append(out, u)
		}
	}
	return out, nil
}

// unitNames are the acronyms of all units.
func (p *Pages) unitNames(ctx context.Context) (map[id.ID]string, error) {
	all, err := p.people.Units(ctx)
	names := make(map[id.ID]string, len(all))
	for _, u := range all {
		names[u.ID] = u.Acronym
	}
	return names, err
}

// listColumns head the list of offers as CSV.
var listColumns = []string{"id", "key", "title", "kind", "unit", "status", "minutes", "upcoming_dates", "review_by", "expires_on", "earns", "address"}

// exportOffers serves the list, as it is narrowed, as CSV.
func (p *Pages) exportOffers(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	_, ask, err := p.listOf(r)
	if err != nil {
		return err
	}
	names, err := p.unitNames(ctx)
	if err != nil {
		return err
	}
	out := web.NewDownload(w, "offers", tabular.CSV, listColumns, tabular.WithBOM())
	for ask.Request = (page.Request{Limit: page.MaxLimit}); ; {
		list, err := p.catalogue.List(ctx, actor, ask)
		if err != nil {
			return err
		}
		for _, o := range list.Items {
			err := out.Row(o.ID, o.Key, o.Title, o.Kind, names[o.UnitID], o.Status, o.Minutes, o.Dates, o.ReviewBy, o.ExpiresOn,
				i18n.List(ctx, words(o.Earns)), p.offerAddress(o.Key))
			if err != nil {
				return err
			}
		}
		if list.Next == "" {
			return out.Close()
		}
		ask.Cursor = list.Next
	}
}

// showOptions are what the list can be narrowed to.
func showOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "Everything")}, {Value: showUnpublished, Label: i18n.T(ctx, "With changes not published")}, {Value: showReviewDue, Label: i18n.T(ctx, "Review is due")}}
	return append(out, termOptions(ctx, catalogue.Statuses)...)
}

func unitFilter(ctx context.Context, units []people.Unit) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "All units")}}
	for _, u := range units {
		out = append(out, ui.Option{Value: u.Acronym, Label: u.Name})
	}
	return out
}
