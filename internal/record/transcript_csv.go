package record

import (
	"context"
	"fmt"
	"io"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// WriteCSV writes the transcript's entries as a table, in the reader's language. Texts that a
// spreadsheet would take for a formula are neutralised.
func (t Transcript) WriteCSV(ctx context.Context, w io.Writer) error {
	out, err := tabular.NewWriter(w, tabular.CSV, tabular.WithBOM())
	if err != nil {
		return err
	}
	T := func(s string) string { return i18n.T(ctx, s) }
	err = out.WriteHeader(T("First day"), T("Last day"), T("Title"), T("Offered by"), T("Kind"), T("Contact minutes"), T("CEU"),
		T("Credit stated by the provider"), T("Unit of that credit"), T("Assurance"), T("How it came into the record"), T("Recorded at"), T("Correction"))
	if err != nil {
		return err
	}
	for _, e := range t.Entries {
		correction := ""
		if e.CorrectsID != "" {
			correction = T("Corrects an earlier entry")
		}
		err := out.WriteRow(e.BeganOn, e.EndedOn, e.Title, e.Provider, T(e.Kind.Label()), e.Minutes, decimal(e.CEUTenths),
			e.Claimed.Amount, e.Claimed.Unit, T(e.Assurance.Label()), T(e.Provenance.Label()), e.RecordedAt, correction)
		if err != nil {
			return err
		}
	}
	return out.Close()
}

// decimal writes tenths as a decimal number with a point: "0.2".
func decimal(tenths int) string { return fmt.Sprintf("%d.%d", tenths/10, tenths%10) }
