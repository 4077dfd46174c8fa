package catalogueweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// links shows the links of outside items that have moved or are broken.
func (p *Pages) links(w http.ResponseWriter, r *http.Request) error {
	list, err := p.catalogue.LinkTroubles(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, linksView(list))
}

func linkRows(ctx context.Context, list []catalogue.LinkCheck) []ui.Row {
	out := make([]ui.Row, len(list))
	for i, c := range list {
		state := ui.Tag(ui.Bad, i18n.T(ctx, "Broken"))
		what := c.Trouble
		if c.State == catalogue.LinkMoved {
			state, what = ui.Tag(ui.Warn, i18n.T(ctx, "Moved")), c.MovedTo
		}
		out[i] = ui.Row{Cells: []templ.Component{linkOffer(c), state, ui.Text(c.Link), ui.Text(what), ui.Text(i18n.Date(ctx, c.Since))}}
	}
	return out
}
