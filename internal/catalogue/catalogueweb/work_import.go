package catalogueweb

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// maxImport bounds a file that comes by browser; longer ones go by command line. The form
// carries it from the dry run to the import, which makes it a third longer.
const (
	maxImport     = 4 << 20
	maxImportBody = maxImport*4/3 + 1<<20
)

// importPage is a file or pasted rows on their way in: the form, and the report once there is one.
type importPage struct {
	// Pasted says that rows are pasted instead of a file being sent.
	Pasted bool
	form   draftForm
	units  []people.Unit
	areas  []catalogue.Area
	// Data is the file, in base64, and Name what it was called.
	Data, Name string
	Report     *tabular.Report
	Problem    string
	Errors     ui.FormErrors
}

func (p importPage) reading() readingFields { return readingFields{p.form, p.areas, p.Errors} }

func (p importPage) action() string {
	if p.Pasted {
		return "/work/offers/paste"
	}
	return "/work/import"
}

// applied reports whether what the report tells of has been saved.
func (p importPage) applied() bool { return p.Report != nil && !p.Report.DryRun }

// usable reports whether a dry run found something to do.
func (p importPage) usable() bool {
	return p.Report != nil && p.Report.DryRun && p.Report.Counts.Created+p.Report.Counts.Changed > 0
}

// importForm shows the empty form for a file, pasteForm the one for rows.
func (p *Pages) importForm(w http.ResponseWriter, r *http.Request) error {
	return p.showImport(w, r, http.StatusOK, importPage{form: draftForm{url.Values{"zone": {usualZone(r.Context())}}}})
}

func (p *Pages) pasteForm(w http.ResponseWriter, r *http.Request) error {
	return p.showImport(w, r, http.StatusOK, importPage{Pasted: true, form: draftForm{url.Values{"zone": {usualZone(r.Context())}, "kind": {string(catalogue.Webinar)}}}})
}

// importTemplate serves an empty table with the columns that publishing asks for, as a workbook or, at an address that ends in csv, as CSV.
func (p *Pages) importTemplate(w http.ResponseWriter, r *http.Request) error {
	format, contentType, option := tabular.XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", tabular.WithSheet("Offers")
	if r.PathValue("format") == "csv" {
		format, contentType, option = tabular.CSV, "text/csv; charset=utf-8", tabular.WithBOM()
	} else if r.PathValue("format") != "xlsx" {
		return errs.New(errs.NotFound, "There is no page at this address.")
	}
	web.Attachment(w, "offers."+r.PathValue("format"), contentType)
	out, err := tabular.NewWriter(w, format, option)
	if err != nil {
		return err
	}
	if err := out.WriteHeader(catalogue.TemplateColumns...); err != nil {
		return err
	}
	return out.Close()
}

func (p *Pages) showImport(w http.ResponseWriter, r *http.Request, status int, v importPage) error {
	var err error
	if v.units, err = p.unitsToEdit(r.Context()); err != nil {
		return err
	}
	if v.areas, err = p.catalogue.Areas(r.Context()); err != nil {
		return err
	}
	return web.Render(w, r, status, importView(v))
}

// importFile reads a file: first as a dry run and, when the report was agreed to, for good.
func (p *Pages) importFile(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, v := r.Context(), importPage{form: draftForm{form}, Name: form.Get("name")}
	data, name, err := fileOf(r, form)
	if err == nil {
		v.Data = base64.StdEncoding.EncodeToString(data)
		if name != "" {
			v.Name = name
		}
		o := catalogue.ImportOptions{
			Source: form.Get("source"), Zone: form.Get("zone"), Kind: catalogue.Kind(form.Get("kind")), DryRun: form.Get("do") != "apply", Publish: form.Get("publish") != "",
		}
		if o.Source == "" {
			o.Source = v.Name
			form.Set("source", v.Name)
		}
		o.Unit, _ = id.Parse(form.Get("unit"))
		var bad errs.Fields
		o.Defaults, o.Mapping = v.form.defaults(&bad), v.form.columns(&bad)
		o.DateOrder, err = tabular.ParseDateOrder(form.Get("date_order"))
		tabular.NameField(&bad, "date_order", err)
		if err = bad.Err(); err == nil {
			o.OrderFromFile = o.DateOrder == tabular.UnknownOrder
			err = v.run(p.catalogue.ImportOffers(ctx, authz.From(ctx), bytes.NewReader(data), o))
		}
	}
	return p.answerImport(w, r, v, err)
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

// pasteRows reads pasted rows, as importFile does a file.
func (p *Pages) pasteRows(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, v := r.Context(), importPage{Pasted: true, form: draftForm{form}}
	unit, ok := id.Parse(form.Get("unit"))
	var bad errs.Fields
	bad.Check(ok, "unit", "Choose the unit that offers it.")
	bad.Check(form.Get("rows") != "", "rows", "Paste the rows, with the names of the columns in the first one.")
	order, err := tabular.ParseDateOrder(form.Get("date_order"))
	tabular.NameField(&bad, "date_order", err)
	if err = bad.Err(); err == nil {
		err = v.run(p.catalogue.PasteRows(ctx, authz.From(ctx), unit, form.Get("rows"), catalogue.Kind(form.Get("kind")), form.Get("zone"), order, form.Get("do") != "apply"))
	}
	return p.answerImport(w, r, v, err)
}

// run keeps the report of an import, also of one that stopped half-way.
func (p *importPage) run(report tabular.Report, err error) error {
	if err == nil || report.Counts.Total > 0 {
		p.Report = &report
	}
	return err
}

// answerImport shows the report, or what kept the file from being read.
func (p *Pages) answerImport(w http.ResponseWriter, r *http.Request, v importPage, err error) error {
	status := http.StatusOK
	if again, ok := asked(r.Context(), err); ok {
		v.Problem, v.Errors, status = again.Problem, again.Errors, web.Status(err)
		for i, e := range v.Errors {
			if e.Field == "title" {
				v.Errors[i].Field = "columns" // where one says which column holds it
			}
		}
	} else if err != nil {
		return err
	}
	return p.showImport(w, r, status, v)
}

// outcomeKinds are the marks of what became of a row.
var outcomeKinds = map[tabular.Outcome]ui.Kind{tabular.Created: ui.Good, tabular.Changed: ui.Accent, tabular.Unchanged: ui.Neutral, tabular.Refused: ui.Bad}

var outcomeNames = map[tabular.Outcome]string{tabular.Created: "New", tabular.Changed: "Changed", tabular.Unchanged: "Unchanged", tabular.Refused: "Refused"}

func reportTitle(ctx context.Context, p importPage) string {
	if p.applied() {
		return i18n.T(ctx, "What was done")
	}
	return i18n.T(ctx, "What would be done")
}

// importKinds are the kinds that rows may be that name none. A file may say it in other ways; what is pasted has only its columns.
func importKinds(ctx context.Context, p importPage) []ui.Option {
	if p.Pasted {
		return termOptions(ctx, catalogue.Kinds)
	}
	return sourceKinds(ctx)
}

func orderOptions(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: "", Label: i18n.T(ctx, "As the file shows it")},
		{Value: string(tabular.DayFirst), Label: i18n.T(ctx, "Day first: 31/03/2026")},
		{Value: string(tabular.MonthFirst), Label: i18n.T(ctx, "Month first: 03/31/2026")},
	}
}
