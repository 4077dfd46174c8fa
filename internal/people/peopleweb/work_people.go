package peopleweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// peoplePage is the directory.
type peoplePage struct {
	Query string
	// Whole says that the actor sees everybody; others find one person by a whole address.
	Whole bool
	Admin bool
	// Bare narrows it to people with a role and without a second factor.
	Bare        bool
	People      []people.Listed
	Next, First string
	Notice      string
}

func (p *Pages) find(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	actor := authz.From(r.Context())
	v := peoplePage{Query: web.Clean(q.Get("q")), Whole: actor.Has(authz.Admin, authz.Auditor), Admin: actor.Has(authz.Admin), Notice: p.sessions.TakeFlash(r.Context())}
	request := page.Request{Cursor: q.Get("cursor"), Limit: 50}
	v.Bare = v.Whole && q.Get("without") == "second-factor"
	found, err := page.Page[people.Listed]{}, error(nil)
	if v.Bare {
		v.Query = ""
		found, err = p.people.StaffWithoutFactor(r.Context(), actor, request)
	} else {
		found, err = p.people.FindPeople(r.Context(), actor, v.Query, request)
	}
	if err != nil {
		return err
	}
	v.People = found.Items
	if found.Next != "" {
		v.Next = peoplePath(v, found.Next)
	}
	if q.Get("cursor") != "" {
		v.First = peoplePath(v, "")
	}
	return web.Render(w, r, http.StatusOK, peopleView(v))
}

// barePath is the list of who has a role and no second factor.
const barePath = "/work/people?without=second-factor"

func peoplePath(p peoplePage, cursor string) string {
	v := url.Values{}
	if p.Query != "" {
		v.Set("q", p.Query)
	}
	if p.Bare {
		v.Set("without", "second-factor")
	}
	if cursor != "" {
		v.Set("cursor", cursor)
	}
	if len(v) == 0 {
		return "/work/people"
	}
	return "/work/people?" + v.Encode()
}

func exportPath(query string) string {
	if query == "" {
		return "/work/people.csv"
	}
	return "/work/people.csv?q=" + url.QueryEscape(query)
}

// export writes the list that is being looked at as a table. An error after the first row can
// only break it off, so the service is asked before anything is sent.
func (p *Pages) export(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var out *tabular.Writer
	begin := func() error {
		if out != nil {
			return nil
		}
		web.Attachment(w, "people.csv", "text/csv; charset=utf-8")
		var err error
		if out, err = tabular.NewWriter(w, tabular.CSV, tabular.WithBOM()); err != nil {
			return err
		}
		return out.WriteHeader("name", "email", "member number", "class", "library", "roles", "closed")
	}
	err := p.people.EachPerson(ctx, authz.From(ctx), web.Clean(r.URL.Query().Get("q")), func(l people.Listed) error {
		if err := begin(); err != nil {
			return err
		}
		return out.WriteRow(l.Name, l.Email, l.MemberNumber, l.Class, l.LibraryName, l.Roles, l.Closed)
	})
	if err != nil {
		return err
	}
	if err := begin(); err != nil {
		return err
	}
	return out.Close()
}

func peopleColumns(ctx context.Context) []ui.Column {
	return []ui.Column{
		{Header: i18n.T(ctx, "Name")}, {Header: i18n.T(ctx, "E-mail address")}, {Header: i18n.T(ctx, "Membership")},
		{Header: i18n.T(ctx, "Number")}, {Header: i18n.T(ctx, "Library")}, {Header: i18n.T(ctx, "Roles"), Number: true},
	}
}

func peopleRows(ctx context.Context, list []people.Listed) []ui.Row {
	var out []ui.Row
	for _, l := range list {
		roles := ""
		if l.Roles > 0 {
			roles = i18n.Number(ctx, l.Roles)
		}
		out = append(out, ui.Row{Cells: append([]templ.Component{personLink(l)}, ui.Cells(l.Email, className(ctx, l.Class), l.MemberNumber, l.LibraryName, roles).Cells...)})
	}
	return out
}
