package catalogueweb

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strings"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/web"
)

// exportTable serves the offers of the list that the reader may edit, as it is narrowed and with all that can be said of them, as XLSX or CSV.
func (p *Pages) exportTable(w http.ResponseWriter, r *http.Request) error {
	_, ask, err := p.listOf(r)
	if err != nil {
		return err
	}
	format, option := tabular.XLSX, tabular.WithSheet("Offers")
	if strings.HasSuffix(r.URL.Path, ".csv") {
		format, option = tabular.CSV, tabular.WithBOM()
	}
	out := web.NewDownload(w, "offers-table", format, catalogue.OfferColumns, option)
	err = p.catalogue.EachOffer(r.Context(), authz.From(r.Context()), ask, func(line []any) error { return out.Row(line...) })
	if err != nil {
		return err
	}
	return out.Close()
}

func (p *Pages) tableForm(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, tableView(importPage{}))
}

// importTable reads a changed table of offers: first as a dry run and, when the report was agreed to, for good.
func (p *Pages) importTable(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, v := r.Context(), importPage{Name: form.Get("name")}
	data, name, err := fileOf(r, form)
	if err == nil {
		v.Data = base64.StdEncoding.EncodeToString(data)
		if name != "" {
			v.Name = name
		}
		err = v.run(p.catalogue.ImportOfferTable(ctx, authz.From(ctx), bytes.NewReader(data), v.Name, form.Get("do") != "apply"))
	}
	status := http.StatusOK
	if again, ok := asked(ctx, err); ok {
		v.Problem, v.Errors, status = again.Problem, again.Errors, web.Status(err)
	} else if err != nil {
		return err
	}
	return web.Render(w, r, status, tableView(v))
}
