package recordweb

import (
	"bytes"
	"context"
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
)

// listPage is the entries of a record.
type listPage struct {
	Filter  record.Filter
	Entries []record.Entry
	// Certificates are by the entry they were given for.
	Certificates map[id.ID]recognition.Held
	Next         string // address of the next page
	Later        bool   // this is not the first page
	Errors       ui.FormErrors
	Notice       string
}

// Narrowed reports whether the list leaves something out on purpose.
func (l listPage) Narrowed() bool { return l.Filter != record.Filter{} }

func certificatePath(h recognition.Held) string { return "/awards/" + string(h.ID) }

// query is the filter as part of an address.
func (l listPage) query() url.Values {
	q := periodQuery(l.Filter.Period)
	set(q, "assurance", string(l.Filter.Assurance))
	return q
}

// href is the address of this list under path, with one more parameter if it has a value.
func (l listPage) href(path, name, value string) string {
	q := l.query()
	set(q, name, value)
	return address(path, q)
}

func filterOf(q url.Values) record.Filter {
	return record.Filter{Period: periodOf(q), Assurance: record.Assurance(q.Get("assurance"))}
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx, actor, q := r.Context(), authz.From(r.Context()), r.URL.Query()
	view := listPage{Filter: filterOf(q), Later: q.Get("cursor") != "", Notice: p.sessions.TakeFlash(ctx)}
	entries, err := p.record.Entries(ctx, actor, actor.PersonID, view.Filter, page.Request{Cursor: q.Get("cursor"), Limit: 30})
	if view.Errors = ui.ErrorsOf(ctx, err); view.Errors != nil {
		return web.Render(w, r, http.StatusUnprocessableEntity, entriesPage(view))
	}
	if err != nil {
		return err
	}
	view.Entries = entries.Items
	ids := make([]id.ID, len(view.Entries))
	for i, e := range view.Entries {
		ids[i] = e.ID
	}
	if view.Certificates, err = p.recognition.Certificates(ctx, actor, ids); err != nil {
		return err
	}
	if entries.Next != "" {
		view.Next = view.href("/my/record", "cursor", entries.Next)
	}
	return web.Render(w, r, http.StatusOK, entriesPage(view))
}

// listCSV is the list as a file, with what the owner noted beside the entries.
func (p *Pages) listCSV(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	filter := filterOf(r.URL.Query())
	var b bytes.Buffer
	if err := p.writeEntries(ctx, &b, actor, filter); err != nil {
		return err
	}
	web.Attachment(w, i18n.T(ctx, "record")+".csv", "text/csv; charset=utf-8")
	_, err := b.WriteTo(w)
	return err
}

func (p *Pages) writeEntries(ctx context.Context, b *bytes.Buffer, actor authz.Actor, f record.Filter) error {
	out, err := tabular.NewWriter(b, tabular.CSV, tabular.WithBOM())
	if err != nil {
		return err
	}
	T := func(s string) string { return i18n.T(ctx, s) }
	err = out.WriteHeader(T("First day"), T("Last day"), T("Title"), T("Offered by"), T("Kind"), T("Contact minutes"), T("CEU"), T("Credit stated by the provider"),
		T("Unit of that credit"), T("Assurance"), T("Why"), T("Toward"), T("Note"), T("Link"))
	if err != nil {
		return err
	}
	for p1 := (page.Request{Limit: page.MaxLimit}); ; {
		list, err := p.record.Entries(ctx, actor, actor.PersonID, f, p1)
		if err != nil {
			return err
		}
		for _, e := range list.Items {
			err := out.WriteRow(e.BeganOn, e.EndedOn, e.Title, e.Provider, T(e.Kind.Label()), e.Minutes, decimal(e.CEUTenths), e.Claimed.Amount, e.Claimed.Unit,
				T(e.Assurance.Label()), e.Why, e.Toward, e.Note, e.Link)
			if err != nil {
				return err
			}
		}
		if p1.Cursor = list.Next; p1.Cursor == "" {
			return out.Close()
		}
	}
}
