package catalogueweb

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/web"
)

// programmePage is the programme of a date of a conference as a table, out and in again.
type programmePage struct {
	datePage
	importPage
	// Reason is why sessions are cancelled, as their people will read it.
	Reason string
}

func programmeHref(conference id.ID) string { return dateHref(conference) + "/programme" }

func (p *Pages) programme(w http.ResponseWriter, r *http.Request) error {
	return p.showProgramme(w, r, http.StatusOK, programmePage{})
}

func (p *Pages) showProgramme(w http.ResponseWriter, r *http.Request, status int, v programmePage) (err error) {
	if v.datePage, err = p.dateAt(r); err != nil {
		return err
	}
	if v.Kind != catalogue.Conference {
		return errs.New(errs.NotFound, "This is no date of a conference.")
	}
	return web.Render(w, r, status, programmeView(v))
}

// exportProgramme serves the programme as XLSX or CSV, as its address ends.
func (p *Pages) exportProgramme(w http.ResponseWriter, r *http.Request) error {
	conference, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	lines, err := p.catalogue.ProgrammeTable(r.Context(), authz.From(r.Context()), conference)
	if err != nil {
		return err
	}
	format, option := tabular.XLSX, tabular.WithSheet("Programme")
	if strings.HasSuffix(r.URL.Path, ".csv") {
		format, option = tabular.CSV, tabular.WithBOM()
	}
	out := web.NewDownload(w, "programme-"+p.clock.Now().Format(time.DateOnly), format, catalogue.ProgrammeColumns, option)
	for _, l := range lines {
		if err := out.Row(l...); err != nil {
			return err
		}
	}
	return out.Close()
}

// importProgramme reads a changed programme: first as a dry run and, when the report was agreed to, for good.
func (p *Pages) importProgramme(w http.ResponseWriter, r *http.Request) error {
	conference, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, v := r.Context(), programmePage{Reason: form.Get("reason"), importPage: importPage{Name: form.Get("name")}}
	data, name, err := fileOf(r, form)
	if err == nil {
		v.Data = base64.StdEncoding.EncodeToString(data)
		if name != "" {
			v.Name = name
		}
		err = v.run(p.catalogue.ImportProgramme(ctx, authz.From(ctx), conference, bytes.NewReader(data), v.Name, v.Reason, form.Get("do") != "apply"))
	}
	status := http.StatusOK
	if again, ok := asked(ctx, err); ok {
		v.importPage.Problem, v.importPage.Errors, status = again.Problem, again.Errors, web.Status(err)
	} else if err != nil {
		return err
	}
	return p.showProgramme(w, r, status, v)
}

// saved reports whether the programme is changed: one refused row keeps all others back.
func (v programmePage) saved() bool { return v.applied() && v.Report.Counts.Refused == 0 }

// ready reports whether a dry run found something to do and nothing in its way.
func (v programmePage) ready() bool { return v.usable() && v.Report.Counts.Refused == 0 }
