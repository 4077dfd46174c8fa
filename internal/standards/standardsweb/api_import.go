package standardsweb

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// importAPI adds taking in a file.
func (p *Pages) importAPI(a *web.API) {
	in := operation("import-framework", http.MethodPost, "/frameworks/import", "Take in a framework as a draft from a CASE package (JSON), CSV, TSV or XLSX, or see what would become of each row",
		whoEdits+" What the file says becomes the draft, whole. A competency that it does not hold is taken out, and somebody decides before publishing what became of it. A file of at most 8 MiB.")
	in.MaxBodyBytes, in.BodyReadTimeout = maxImport, 2*time.Minute
	web.Operation(a, in, web.Scope(authz.ScopeStandardsWrite), p.apiImport)
}

type (
	importIn struct {
		Name      string `query:"name" maxLength:"255" doc:"The file’s name."`
		Framework string `query:"framework" maxLength:"200" doc:"Key of the framework that it is of. When left out, the one that a package names; for a table the one of the title."`
		Title     string `query:"title" maxLength:"300" doc:"Title of a new framework that a table is of; the file’s name when left out."`
		DryRun    bool   `query:"dry_run" doc:"Say what would become of each row, and change nothing."`
		Seen      string `query:"seen" maxLength:"100" doc:"seen of the dry run; 412 when the framework has been changed since. Without it the file is taken in whatever is there."`
		RawBody   []byte `contentType:"application/octet-stream"`
	}
	importOut struct {
		Body struct {
			tabular.Report
			Framework *string `json:"framework" doc:"Key of the framework, null of one that is not here yet."`
			Draft     bool    `json:"draft" doc:"The file stands in the draft now; false in a dry run, and where it says what is here already."`
			Held      bool    `json:"held" doc:"It cannot be taken in: rows are refused whose competencies are here and would go."`
			Seen      string  `json:"seen" doc:"What the file was held against."`
		}
	}
)

func (p *Pages) apiImport(ctx context.Context, in *importIn) (*importOut, error) {
	actor := authz.From(ctx)
	made, err := p.standards.Import(ctx, actor, bytes.NewReader(in.RawBody), standards.ImportOptions{Source: web.Clean(in.Name), DryRun: in.DryRun, Framework: strings.TrimSpace(in.Framework), Title: web.Clean(in.Title), Seen: seenOf(in.Seen)})
	if err != nil {
		return nil, err
	}
	var out importOut
	b := &out.Body
	b.Report, b.Draft, b.Held, b.Seen = made.Report, made.Draft, made.Held, seenWord(made.Seen)
	v, err := p.standards.Draft(ctx, actor, made.FrameworkID, atEnd)
	switch {
	case errs.Is(err, errs.NotFound): // a dry run of a new one
	case err != nil:
		return nil, err
	default:
		b.Framework = web.Optional(v.Key)
	}
	return &out, nil
}
