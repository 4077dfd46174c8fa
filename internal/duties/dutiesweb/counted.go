package dutiesweb

import (
	"context"
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
)

// countedPage is who agreed to be counted for an organisation.
type countedPage struct {
	duties.WhoCounts
	Later  string
	First  string
	Notice string
}

func countedPath(organisation id.ID) string { return organisationPath(organisation) + "/agreements" }

func (p *Pages) whoCounts(w http.ResponseWriter, r *http.Request) error {
	organisation, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx, cursor := r.Context(), r.URL.Query().Get("cursor")
	v := countedPage{Notice: p.sessions.TakeFlash(ctx)}
	if v.WhoCounts, err = p.duties.WhoCounts(ctx, authz.From(ctx), organisation, page.Request{Cursor: cursor, Limit: 50}); err != nil {
		return err
	}
	if v.Next != "" {
		v.Later = countedPath(organisation) + "?" + url.Values{"cursor": {v.Next}}.Encode()
	}
	if cursor != "" {
		v.First = countedPath(organisation)
	}
	return web.Render(w, r, http.StatusOK, countedView(v))
}

func (p *Pages) confirmCounted(w http.ResponseWriter, r *http.Request) error {
	return p.decideCounted(w, r, i18n.T(r.Context(), "Confirmed. They are counted from now on."), p.duties.Confirm)
}

func (p *Pages) declineCounted(w http.ResponseWriter, r *http.Request) error {
	return p.decideCounted(w, r, i18n.T(r.Context(), "Ended. They are not counted, and see that the library said so."), p.duties.Decline)
}

func (p *Pages) decideCounted(w http.ResponseWriter, r *http.Request, said string, do func(ctx context.Context, actor authz.Actor, organisation, consent id.ID) error) error {
	organisation, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	consent, err := web.PathID(r, "agreement")
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := do(ctx, authz.From(ctx), organisation, consent); err != nil {
		return err
	}
	p.sessions.Flash(ctx, said)
	return web.Redirect(w, r, countedPath(organisation))
}
