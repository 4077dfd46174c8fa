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

// exportAlignments serves what offers teach, as far as the reader may change it, as XLSX or CSV.
func (p *Pages) exportAlignments(w http.ResponseWriter, r *http.Request) error {
	format, option := tabular.CSV, tabular.WithBOM()
	if strings.HasSuffix(r.URL.Path, ".xlsx") {
		format, option = tabular.XLSX, tabular.WithSheet("Alignments")
	}
	out := web.NewDownload(w, "alignments", format, catalogue.AlignmentColumns, option)
	err := p.catalogue.EachAlignment(r.Context(), authz.From(r.Context()), func(line []any) error { return out.Row(line...) })
	if err != nil {
		return err
	}
	return out.Close()
}

func (p *Pages) alignmentTable(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, alignmentTableView(importPage{}))
}

// importAlignments reads a changed table: first as a dry run and, when the report was agreed to, for good.
func (p *Pages) importAlignments(w http.ResponseWriter, r *http.Request) error {
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
		err = v.run(p.catalogue.ImportAlignments(ctx, authz.From(ctx), bytes.NewReader(data), v.Name, form.Get("do") != "apply"))
	}
	status := http.StatusOK
	if again, ok := asked(ctx, err); ok {
		v.Problem, v.Errors, status = again.Problem, again.Errors, web.Status(err)
	} else if err != nil {
		return err
	}
	return web.Render(w, r, status, alignmentTableView(v))
}
