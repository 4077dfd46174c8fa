package standardsweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// listPage is the frameworks that everybody may choose from.
type listPage struct {
	Frameworks []standards.Version
	Next, Back string
	MayWork    bool
	// Status is standards.Retired where the list is of those that are no longer in force.
	Status standards.Status
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	cursor := r.URL.Query().Get("cursor")
	status := statusIn(r, standards.Retired)
	found, err := p.standards.List(r.Context(), authz.From(r.Context()), standards.ListRequest{Status: status, Request: page.Request{Cursor: cursor, Limit: 50}})
	if err != nil {
		return err
	}
	v := listPage{Frameworks: found.Items, MayWork: authz.From(r.Context()).May(standards.ReadDrafts, ""), Status: status}
	v.Next, v.Back = further("/standards", status, cursor, found.Next)
	return web.Render(w, r, http.StatusOK, listView(v))
}

// statusIn reads by which of the statuses a list is narrowed; another is none.
func statusIn(r *http.Request, allowed ...standards.Status) standards.Status {
	if s := standards.Status(r.URL.Query().Get("status")); slices.Contains(allowed, s) {
		return s
	}
	return ""
}

// listPath is the address of a list narrowed by a status.
func listPath(path string, s standards.Status) string {
	if s == "" {
		return path
	}
	return path + "?status=" + string(s)
}

// further returns the addresses of the next page of a list and of its first, "" where there is none.
func further(path string, s standards.Status, cursor, next string) (string, string) {
	forth, back := "", ""
	if next != "" {
		q := url.Values{"cursor": {next}}
		if s != "" {
			q.Set("status", string(s))
		}
		forth = path + "?" + q.Encode()
	}
	if cursor != "" {
		back = listPath(path, s)
	}
	return forth, back
}

// showPage is a version of a framework with a part of its tree.
type showPage struct {
	standards.View
	After     int
	Canonical string
	// reader is the language of the page.
	reader string
}

// tongueOf marks what is said of the framework, or of one of its levels, where it is not in the language of the page, for want of a translation.
func (p showPage) tongueOf(ctx context.Context, object string) templ.Attributes {
	return untranslated(ctx, p.Translations, object, p.Language)
}

// untranslated marks a text that is not translated into the language of the page.
func untranslated(ctx context.Context, list []standards.Translation, object, own string) templ.Attributes {
	for _, t := range list {
		if t.Object == object && t.Language == i18n.From(ctx).Lang {
			return nil
		}
	}
	return tongue(ctx, own)
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	number, err := web.Number(r.PathValue("number"))
	if err != nil {
		return err
	}
	after, err := web.Number(r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	view, err := p.standards.Show(r.Context(), authz.From(r.Context()), r.PathValue("key"), number, after)
	if err != nil {
		return err
	}
	v := showPage{View: view, After: after, reader: i18n.From(r.Context()).Lang}
	if p.baseURL != "" && view.Status == standards.Published && after == 0 {
		v.Canonical = p.baseURL + frameworkPath(view.Key)
	}
	return web.Render(w, r, http.StatusOK, showView(v))
}

func frameworkPath(key string) string { return "/standards/" + url.PathEscape(key) }

func versionPath(v standards.Version) string {
	return frameworkPath(v.Key) + "/versions/" + strconv.Itoa(v.Number)
}

func competencyPath(key string, c id.ID) string {
	return frameworkPath(key) + "/competencies/" + string(c)
}

// competencyIn is the address of a competency in one version.
func competencyIn(v standards.Version, c id.ID) string {
	if v.Status == standards.Published {
		return competencyPath(v.Key, c)
	}
	return competencyPath(v.Key, c) + "?version=" + strconv.Itoa(v.Number)
}

func comparePath(a, b standards.Version) string {
	return frameworkPath(a.Key) + "/compare?from=" + strconv.Itoa(a.Number) + "&to=" + strconv.Itoa(b.Number)
}

func workPath(framework id.ID) string { return "/work/standards/" + string(framework) }

// competencyPage is one competency.
type competencyPage struct {
	standards.CompetencyView
	Language string
	// Offers teach it, those with a date to come first; Taught counts all.
	Offers []catalogue.Card
	Taught int
}

// offersShown is how many offers a competency's page lists.
const offersShown = 10

// taughtTo is the level up to which an offer teaches the competency, as a title.
func (p competencyPage) taughtTo(c catalogue.Card) string {
	for _, t := range c.Teaches {
		for _, l := range p.Levels {
			if t.CompetencyID == p.ID && t.Level == l.Code {
				return l.Title
			}
		}
	}
	return ""
}

// catalogueHref leads to all offers that teach the competency.
func (p competencyPage) catalogueHref() string {
	return "/catalogue?" + url.Values{catalogue.FilterCompetency: {string(p.ID)}}.Encode()
}

func (p *Pages) competency(w http.ResponseWriter, r *http.Request) error {
	c, ok := id.Parse(r.PathValue("competency"))
	if !ok {
		return errs.New(errs.NotFound, "There is no such competency in this version.")
	}
	number, err := web.Number(r.URL.Query().Get("version"))
	if err != nil {
		return err
	}
	v, err := p.standards.Competency(r.Context(), authz.From(r.Context()), r.PathValue("key"), number, c)
	if err != nil {
		return err
	}
	found, err := p.catalogue.Search(r.Context(), catalogue.SearchRequest{Filter: map[string][]string{catalogue.FilterCompetency: {string(c)}}, Sort: catalogue.SortSoonest, Limit: offersShown})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, competencyView(competencyPage{v, i18n.From(r.Context()).Lang, found.Items, found.Total}))
}

// tongueOf marks the text of the competency or of one of its statements where it is not in the language of the page, for want of a translation.
func (p competencyPage) tongueOf(ctx context.Context, object id.ID) templ.Attributes {
	return untranslated(ctx, p.Translations, string(object), p.Version.Language)
}

// statementsAt are what somebody of a level can do.
func statementsAt(list []standards.Indicator, level string) []standards.Indicator {
	var out []standards.Indicator
	for _, i := range list {
		if i.Level == level {
			out = append(out, i)
		}
	}
	return out
}

// comparePage is two versions side by side.
type comparePage struct {
	standards.Comparison
	standards.ComparePlace
}

// part is the address of a part of the page behind a place.
func (p comparePage) part(name string, after int) string {
	return partAt(comparePath(p.From, p.To), "&", name, after)
}

func (p *Pages) compare(w http.ResponseWriter, r *http.Request) error {
	from, err := web.Number(r.URL.Query().Get("from"))
	if err != nil {
		return err
	}
	to, err := web.Number(r.URL.Query().Get("to"))
	if err != nil {
		return err
	}
	at, err := comparePlaceIn(r.URL.Query())
	if err != nil {
		return err
	}
	v, err := p.standards.Compare(r.Context(), authz.From(r.Context()), r.PathValue("key"), from, to, at)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, compareView(comparePage{v, at}))
}

// label is how a version is called: its number, and what its owner calls it.
func label(ctx context.Context, v standards.Version) string {
	if v.Label == "" {
		return i18n.T(ctx, "Version %s", strconv.Itoa(v.Number))
	}
	return i18n.T(ctx, "Version %s (%s)", strconv.Itoa(v.Number), v.Label)
}

func statusName(ctx context.Context, s standards.Status) string {
	switch s {
	case standards.Draft:
		return i18n.T(ctx, "Draft")
	case standards.Published:
		return i18n.T(ctx, "Published")
	}
	return i18n.T(ctx, "Retired")
}

func statusKind(s standards.Status) ui.Kind {
	switch s {
	case standards.Draft:
		return ui.Warn
	case standards.Published:
		return ui.Good
	}
	return ui.Neutral
}

// becameWords say what became of a competency.
func becameWords(ctx context.Context, b standards.Became) string {
	switch b {
	case standards.BecameSplit:
		return i18n.T(ctx, "Split into")
	case standards.BecameMerged:
		return i18n.T(ctx, "Merged into")
	case standards.BecameReplaced:
		return i18n.T(ctx, "Replaced by")
	case standards.BecameRetired:
		return i18n.T(ctx, "Ended")
	}
	return i18n.T(ctx, "Not decided yet")
}

// linkWords say in which way a competency maps to another.
func linkWords(ctx context.Context, kind string) string {
	switch kind {
	case "exactMatchOf":
		return i18n.T(ctx, "The same as")
	case "isPartOf", "isChildOf":
		return i18n.T(ctx, "Part of")
	case "replacedBy":
		return i18n.T(ctx, "Replaced by")
	case "precedes":
		return i18n.T(ctx, "Comes before")
	case "isRelatedTo", "isPeerOf":
		return i18n.T(ctx, "Comparable to")
	}
	return kind
}

// named joins a code and a title.
func named(code, title string) string {
	if code == "" {
		return title
	}
	return code + " " + title
}

// tree makes lists within lists of competencies that follow each other.
type branch struct {
	standards.Competency
	Under []branch
}

func branches(list []standards.Competency) []branch {
	out, _ := grow(list, 0)
	return out
}

// grow takes what is deeper than depth off the front of the list.
func grow(list []standards.Competency, depth int) (out []branch, rest []standards.Competency) {
	for len(list) > 0 && list[0].Depth > depth {
		b := branch{Competency: list[0]}
		b.Under, list = grow(list[1:], list[0].Depth)
		out = append(out, b)
	}
	return out, list
}

// listTabs lead to what is in force and to what was.
func listTabs(ctx context.Context, now standards.Status) []ui.Tab {
	return []ui.Tab{
		{Label: i18n.T(ctx, "In force"), Href: "/standards", Active: now == ""},
		{Label: i18n.T(ctx, "No longer in force"), Href: listPath("/standards", standards.Retired), Active: now == standards.Retired},
	}
}

// workListTabs lead to the frameworks by where they stand.
func workListTabs(ctx context.Context, now standards.Status) []ui.Tab {
	out := []ui.Tab{{Label: i18n.T(ctx, "Published and drafts"), Href: "/work/standards", Active: now == ""}}
	for _, s := range []standards.Status{standards.Draft, standards.Published, standards.Retired} {
		out = append(out, ui.Tab{Label: statusName(ctx, s), Href: listPath("/work/standards", s), Active: now == s})
	}
	return out
}

// importAction leads whoever may edit to the import.
func importAction(ctx context.Context, may bool) []templ.Component {
	if !may {
		return nil
	}
	return []templ.Component{ui.LinkButton(ui.Action{Label: i18n.T(ctx, "Import a file"), Href: "/work/standards/import", Icon: "upload"})}
}
