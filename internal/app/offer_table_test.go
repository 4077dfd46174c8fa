package app

import (
	"bytes"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// TestEveryOfferGoesOutAndComesIn downloads all offers of the demonstration as a table and sends it back as it is: nothing is lost, so nothing changes.
func TestEveryOfferGoesOutAndComesIn(t *testing.T) {
	tr := newTrial(t)
	admin := authz.Actor{Name: "Admin", Via: "web", Roles: []authz.Binding{{Role: authz.Admin}}}
	p, err := tr.People.PersonByEmail(t.Context(), "walter@example.org")
	if err != nil {
		t.Fatal(err)
	}
	admin.PersonID = p.ID
	for _, format := range []tabular.Format{tabular.CSV, tabular.XLSX} {
		var b bytes.Buffer
		out, err := tabular.NewWriter(&b, format)
		if err != nil {
			t.Fatal(err)
		}
		if err := out.WriteHeader(catalogue.OfferColumns...); err != nil {
			t.Fatal(err)
		}
		n := 0
		err = tr.Catalogue.EachOffer(t.Context(), admin, catalogue.ListRequest{}, func(line []any) error { n++; return out.WriteRow(line...) })
		if err != nil || n < 100 {
			t.Fatalf("%d offers: %v", n, err)
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
		rep, err := tr.Catalogue.ImportOfferTable(t.Context(), admin, bytes.NewReader(b.Bytes()), "offers", true)
		if err != nil || rep.Counts.Unchanged != n || rep.Counts.Total != n {
			t.Errorf("%s: of %d offers %+v, %v", format, n, rep.Counts, err)
			for _, r := range rep.Rows {
				if r.Outcome != tabular.Unchanged {
					t.Fatalf("%+v", r)
				}
			}
		}
	}
}
