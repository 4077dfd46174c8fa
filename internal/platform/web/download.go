package web

import (
	"net/http"

	"learningcommons.dev/commons/internal/platform/tabular"
)

// Download writes a table that is sent as a file, row by row. Its headers go out with the first row, so that a refusal
// before it can still be a page. It is for one goroutine.
type Download struct {
	w       http.ResponseWriter
	name    string
	format  tabular.Format
	columns []string
	options []tabular.WriteOption
	out     *tabular.Writer
}

// tableTypes are the media types of tables.
var tableTypes = map[tabular.Format]string{
	tabular.CSV:  "text/csv; charset=utf-8",
	tabular.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// NewDownload returns a Download of a name without its ending, with the columns that head it, as CSV or XLSX.
func NewDownload(w http.ResponseWriter, name string, format tabular.Format, columns []string, options ...tabular.WriteOption) *Download {
	return &Download{w: w, name: name + "." + string(format), format: format, columns: columns, options: options}
}

func (d *Download) begin() (err error) {
	if d.out != nil {
		return nil
	}
	Attachment(d.w, d.name, tableTypes[d.format])
	if d.out, err = tabular.NewWriter(d.w, d.format, d.options...); err != nil {
		return err
	}
	return d.out.WriteHeader(d.columns...)
}

// Row writes one row.
func (d *Download) Row(cells ...any) error {
	if err := d.begin(); err != nil {
		return err
	}
	return d.out.WriteRow(cells...)
}

// Close ends the file; one without rows has its header all the same.
func (d *Download) Close() error {
	if err := d.begin(); err != nil {
		return err
	}
	return d.out.Close()
}
