package recordweb

import (
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/record"
)

// viewsPage is who looked at a person's record.
type viewsPage struct {
	Views       []record.View
	Next, First string
}

func (p *Pages) views(w http.ResponseWriter, r *http.Request) error {
	ctx, cursor := r.Context(), r.URL.Query().Get("cursor")
	list, err := p.record.Views(ctx, authz.From(ctx), page.Request{Cursor: cursor, Limit: 50})
	if err != nil {
		return err
	}
	view := viewsPage{Views: list.Items}
	if list.Next != "" {
		view.Next = address("/my/record/views", url.Values{"cursor": {list.Next}})
	}
	if cursor != "" {
		view.First = "/my/record/views"
	}
	return web.Render(w, r, http.StatusOK, viewsListPage(view))
}
