package standardsweb

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// maxImport bounds a file that comes by browser; longer ones go by command line. The form carries it from the dry run to the import.
const (
	maxImport     = 8 << 20
	maxImportBody = maxImport*4/3 + 1<<20
)

// importPage is a file on its way in: the form, and the report once there is one.
type importPage struct {
	Form url.Values
	// Data is the file, in base64, and Name what it was called.
	Data, Name string
	Report     *tabular.Report
	Imported   standards.Imported
	Errors     ui.FormErrors
}

// usable reports whether a dry run found something to do.
func (p importPage) usable() bool {
	return p.Report != nil && p.Report.DryRun && !p.Imported.Held && p.Report.Counts.Total > p.Report.Counts.Refused
}

func (p *Pages) importForm(w http.ResponseWriter, r *http.Request) error {
	return web.Render(w, r, http.StatusOK, importView(importPage{Form: url.Values{"framework": {r.URL.Query().Get("framework")}}}))
}

func (p *Pages) importFile(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, v := r.Context(), importPage{Form: form, Name: form.Get("name")}
	data, name, err := fileOf(r, form)
	if err == nil {
		v.Data = base64.StdEncoding.EncodeToString(data)
		if name != "" {
			v.Name = name
		}
		o := standards.ImportOptions{Source: v.Name, DryRun: form.Get("do") != "apply", Framework: strings.TrimSpace(form.Get("framework")), Title: form.Get("title")}
		if !o.DryRun {
			o.Seen = seenIn(form)
		}
		v.Imported, err = p.standards.Import(ctx, authz.From(ctx), bytes.NewReader(data), o)
	}
	status := http.StatusOK
	switch {
	case errs.Is(err, errs.Invalid):
		v.Errors, status = ui.ErrorsOf(ctx, err), http.StatusUnprocessableEntity
	case errs.Is(err, errs.Stale):
		v.Errors, status = ui.FormErrors{{Message: web.Message(ctx, err)}}, web.Status(err)
	case err != nil:
		return err
	default:
		v.Report = &v.Imported.Report
	}
	return web.Render(w, r, status, importView(v))
}

// fileOf returns the file that was sent now, or the one that the form carries from the dry run.
func fileOf(r *http.Request, form url.Values) ([]byte, string, error) {
	file, header, err := r.FormFile("file")
	if err == nil {
		defer file.Close()
		data, err := io.ReadAll(io.LimitReader(file, maxImport+1))
		if err == nil && len(data) > maxImport {
			err = errs.Bad("file", "The file is larger than %d MB. Ask your administrator to import it at the server.", maxImport>>20)
		}
		return data, web.Clean(header.Filename), err
	}
	data, err := base64.StdEncoding.DecodeString(form.Get("data"))
	if err != nil || len(data) == 0 {
		return nil, "", errs.Bad("file", "Choose a file.")
	}
	return data, "", nil
}
