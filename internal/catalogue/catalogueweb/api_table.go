package catalogueweb

import (
	"bytes"
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
)

// tableAPI adds what goes out as a table, is changed elsewhere and comes in again: the offers, and the programme of a conference.
func (p *Pages) tableAPI(a *web.API) {
	writes := web.Scope(authz.ScopeCatalogueWrite)
	offers := described("Offers", "offers-table", "", "/offers.csv", "All offers that one may edit, with all that can be said of them, as a table", "Editors and managers for their units, and administrators.")
	offers.Parameters = []*huma.Param{web.QueryParam("unit", "Only those of a unit, by its acronym."), web.QueryParam("show", "Only those that are draft, published or archived."), web.QueryParam("q", "Words of the title.")}
	web.File(a, offers, "text/csv", web.Scope(authz.ScopeCatalogueRead, authz.ScopeCatalogueWrite), p.exportTable)
	in := described("Offers", "import-offers-table", http.MethodPost, "/offers/table", "Take in a changed table of offers, or see what would become of its rows",
		"Editors and managers for their units, and administrators. Offers are known by their keys, a cell that is as it went out changes nothing, and what changes becomes a draft.")
	in.MaxBodyBytes = maxImport
	web.Operation(a, in, writes, p.apiImportTable)
	programme := described("Conferences", "programme-table", "", "/conferences/{id}/programme.csv", "The programme of a date of a conference, as a table", whoEditors)
	programme.Parameters = []*huma.Param{web.PathParam("id", "Id of the date.")}
	web.File(a, programme, "text/csv", writes, p.exportProgramme)
	again := described("Conferences", "import-programme", http.MethodPost, "/conferences/{id}/programme", "Take in a changed programme, all of it or nothing, or see what it would come to",
		whoEditors+" For dates of what is published, managers. Where one row is refused nothing is changed.")
	again.MaxBodyBytes = maxImport
	web.Operation(a, again, writes, p.apiImportProgramme)
}

type (
	ImportTableIn struct {
		Name    string `query:"name" maxLength:"255" doc:"The file’s name."`
		DryRun  bool   `query:"dry_run" doc:"Say what would become of each row, and change nothing."`
		RawBody []byte `contentType:"application/octet-stream"`
	}
	importProgrammeIn struct {
		OccurrenceIn
		ImportTableIn
		Reason string `query:"reason" maxLength:"2000" doc:"Why sessions are cancelled, as the people who registered will read it."`
	}
)

func (p *Pages) apiImportTable(ctx context.Context, in *ImportTableIn) (*reportOut, error) {
	report, err := p.catalogue.ImportOfferTable(ctx, authz.From(ctx), bytes.NewReader(in.RawBody), web.Clean(in.Name), in.DryRun)
	if err != nil {
		return nil, err
	}
	return &reportOut{report}, nil
}

func (p *Pages) apiImportProgramme(ctx context.Context, in *importProgrammeIn) (*reportOut, error) {
	conference, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	report, err := p.catalogue.ImportProgramme(ctx, authz.From(ctx), conference, bytes.NewReader(in.RawBody), web.Clean(in.Name), web.Clean(in.Reason), in.DryRun)
	if err != nil {
		return nil, err
	}
	return &reportOut{report}, nil
}
