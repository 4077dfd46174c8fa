package peopleweb

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/web"
)

// membershipAPI adds the operations by which a membership system keeps memberships up to date.
func (p *Pages) membershipAPI(a *web.API) {
	writes := web.Scope(authz.ScopeMembershipsWrite)
	const who = "Administrators. Nobody gets a role by it, and nobody is removed for not being named."
	web.Operation(a, operation("Memberships", "put-membership", http.MethodPut, "/memberships/{number}", "Record one period of the person with a member number", who), writes, p.apiPutMembership)
	web.Operation(a, operation("Memberships", "upsert-memberships", http.MethodPost, "/memberships", "Record many periods, or see what would become of them", who), writes, p.apiUpsert)
	file := operation("Memberships", "import-memberships", http.MethodPost, "/memberships/import", "Take in a file of memberships (CSV, TSV, XLSX), or see what would become of its rows", who)
	file.MaxBodyBytes = maxUpload
	web.Operation(a, file, writes, p.apiImportMemberships)
}

// MembershipJSON is one period of one person.
type MembershipJSON struct {
	Name     string   `json:"name,omitempty" maxLength:"300" example:"Ada Okonkwo" doc:"Needed for a person who is not known yet. It must fit the name of a person who is."`
	Emails   []string `json:"emails,omitempty" maxItems:"10" example:"[\"ada.okonkwo@example.org\"]" doc:"Addresses, the one for letters first. What is new is added to the account, and its owner is told."`
	Class    string   `json:"class" maxLength:"40" example:"regular" doc:"regular, student, support-staff, retired, trustee, organisational, international or life."`
	StartsOn string   `json:"starts_on" maxLength:"10" example:"2026-09-01" doc:"First day. A period with the first day of a known one replaces it: it is prolonged, shortened or corrected."`
	EndsOn   string   `json:"ends_on,omitempty" maxLength:"10" example:"2027-08-31" doc:"Last day. May be left out for life members."`
}

func (j MembershipJSON) row(number string) people.MembershipRow {
	return people.MembershipRow{Number: web.Clean(number), Name: web.Clean(j.Name), Emails: j.Emails, Class: j.Class, StartsOn: j.StartsOn, EndsOn: j.EndsOn}
}

type (
	putMembershipIn struct {
		Number string `path:"number" maxLength:"40" doc:"Member number."`
		DryRun bool   `query:"dry_run" doc:"Say what would become of it, and change nothing."`
		Source string `query:"source" maxLength:"200" doc:"Where it comes from, as people will read it; “API” when left out."`
		Body   MembershipJSON
	}
	numberedJSON struct {
		Number string `json:"number,omitempty" maxLength:"40" example:"100234" doc:"Member number. Without one the person is recognised by the addresses."`
		MembershipJSON
	}
	upsertIn struct {
		Body struct {
			Source  string            `json:"source,omitempty" maxLength:"200" example:"Membership database" doc:"Where the rows come from, as people will read it; “API” when left out."`
			DryRun  bool              `json:"dry_run,omitempty" doc:"Say what would become of each row, and change nothing."`
			Classes map[string]string `json:"classes,omitempty" example:"{\"Associate\": \"regular\"}" doc:"Which class each word of yours is, where it is none of ours."`
			Rows    []numberedJSON    `json:"rows" minItems:"1" maxItems:"1000"`
		}
	}
	ImportIn struct {
		Source string `query:"source" maxLength:"200" doc:"Where the file comes from, as people will read it; “API” when left out."`
		DryRun bool   `query:"dry_run" doc:"Say what would become of each row, and change nothing."`
	}
	importMembershipsIn struct {
		ImportIn
		DateOrder string   `query:"date_order" enum:"dmy,mdy" doc:"How dates are written where the file does not settle it."`
		Class     []string `query:"class,explode" maxItems:"50" doc:"What a word of the file means, such as Associate:regular; as often as wanted."`
		RawBody   []byte   `contentType:"application/octet-stream"`
	}
	rowOut    struct{ Body tabular.RowReport }
	reportOut struct{ Body tabular.Report }
)

// usualSource is what stands for programs that do not say where their rows come from.
const usualSource = "API"

func (p *Pages) apiPutMembership(ctx context.Context, in *putMembershipIn) (*rowOut, error) {
	report, err := p.people.UpsertMemberships(ctx, authz.From(ctx), []people.MembershipRow{in.Body.row(in.Number)},
		people.ImportOptions{Source: cmp.Or(web.Clean(in.Source), usualSource), DryRun: in.DryRun})
	if err != nil {
		return nil, err
	}
	row := report.Rows[0]
	if row.Outcome == tabular.Refused {
		var f errs.Fields
		for _, x := range row.Problems {
			f.Add(x.Field, "%s", x.Message) // a finished sentence
		}
		return nil, f.Err()
	}
	return &rowOut{row}, nil
}

func (p *Pages) apiUpsert(ctx context.Context, in *upsertIn) (*reportOut, error) {
	rows := make([]people.MembershipRow, len(in.Body.Rows))
	for i, r := range in.Body.Rows {
		rows[i] = r.row(r.Number)
	}
	report, err := p.people.UpsertMemberships(ctx, authz.From(ctx), rows, people.ImportOptions{Source: cmp.Or(web.Clean(in.Body.Source), usualSource), DryRun: in.Body.DryRun, Classes: in.Body.Classes})
	if err != nil {
		return nil, err
	}
	return &reportOut{report}, nil
}

func (p *Pages) apiImportMemberships(ctx context.Context, in *importMembershipsIn) (*reportOut, error) {
	order, err := tabular.ParseDateOrder(in.DateOrder)
	if err != nil {
		return nil, err
	}
	classes := map[string]string{}
	for _, said := range in.Class {
		i := strings.LastIndex(said, ":")
		if i < 0 {
			return nil, errs.Bad("class", "Write the word of the file and its class, such as Associate:regular.")
		}
		classes[web.Clean(said[:i])] = said[i+1:]
	}
	report, err := p.people.ImportMemberships(ctx, authz.From(ctx), bytes.NewReader(in.RawBody), people.ImportOptions{
		Source: cmp.Or(web.Clean(in.Source), usualSource), DryRun: in.DryRun, DateOrder: order, Classes: classes, Table: tabular.Options{MaxBytes: maxUpload}})
	if err != nil {
		return nil, err
	}
	return &reportOut{report}, nil
}
