package registrationweb

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// filesAPI adds what is done with files of attendance.
func (p *Pages) filesAPI(a *web.API, op func(id, method, path, summary, description string) huma.Operation) {
	writes := web.Scope(authz.ScopeAttendanceWrite)
	file := op("import-attendance", http.MethodPost, "/occurrences/{id}/attendance/file", "Take in the report of a platform, or a list",
		"The file itself is the body: a report of Zoom, WebEx, GoToWebinar, Adobe Connect, Teams or Moodle, or any table with addresses and times, as CSV, TSV or XLSX. With dry_run it says what it would do. The same file taken in again changes nothing.")
	file.MaxBodyBytes, file.BodyReadTimeout = registration.MaxAttendanceBytes+1<<10, 2*time.Minute
	web.Operation(a, file, writes, p.apiImport)
	web.Operation(a, op("attendance-files", http.MethodGet, "/occurrences/{id}/attendance/files", "Files of attendance that were taken in, the latest first", ""), writes, p.apiFiles)
	web.Operation(a, op("set-file-aside", http.MethodPost, "/attendance-files/{id}/aside", "Take a file of attendance back",
		"Nothing of it is deleted, and nothing of it counts any more: attendance is worked out anew. The same file can then be taken in with other choices. 409 where it was set aside before."), writes, p.apiSetAside)
}

type importIn struct {
	ID       string `path:"id" maxLength:"64"`
	Name     string `query:"name" maxLength:"255" doc:"The file's name."`
	Source   string `query:"source" enum:"file,presenter,door" doc:"Whose list it is; file is the report of a platform and meant when left out."`
	Zone     string `query:"zone" maxLength:"64" doc:"IANA zone of times that name none; the occurrence's when left out."`
	Order    string `query:"date_order" maxLength:"10" doc:"Of dates in doubt: dmy, mdy or ymd."`
	Day      string `query:"day" maxLength:"64" doc:"Id of the day that a list speaks of, where there are several."`
	Complete bool   `query:"complete" doc:"Who is not in the file was not there: of a report, on the days of which it speaks."`
	DryRun   bool   `query:"dry_run" doc:"Say what would happen, and change nothing."`
	RawBody  []byte `contentType:"application/octet-stream"`
}

type importOut struct {
	Body struct {
		DryRun bool `json:"dry_run"`
		registration.AttendanceReport
	}
}

func (p *Pages) apiImport(ctx context.Context, in *importIn) (*importOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	order, err := tabular.ParseDateOrder(in.Order)
	if err != nil {
		return nil, err
	}
	out := &importOut{}
	out.Body.DryRun = in.DryRun
	out.Body.AttendanceReport, err = p.registration.ImportAttendance(ctx, authz.From(ctx), i, bytes.NewReader(in.RawBody), registration.AttendanceOptions{
		Name: web.Clean(in.Name), Zone: in.Zone, Order: order, Source: registration.How(in.Source), DayID: id.ID(in.Day), Complete: in.Complete, DryRun: in.DryRun})
	return out, err
}

type filesOut struct {
	Body struct {
		Items []fileJSON `json:"items"`
	}
}

type fileJSON struct {
	ID     string     `json:"id"`
	Name   string     `json:"name"`
	Source string     `json:"source" enum:"file,presenter,door"`
	Form   string     `json:"form,omitempty" doc:"The report that it was recognised as."`
	Day    string     `json:"day,omitempty"`
	People int        `json:"people" doc:"Of how many people registered here it says something."`
	At     time.Time  `json:"at" doc:"When it was taken in."`
	By     string     `json:"by,omitempty"`
	Aside  *time.Time `json:"set_aside_at" doc:"Since when it counts no more; null while it does."`
	Reason string     `json:"reason,omitempty" doc:"Why it was set aside."`
}

func (p *Pages) apiFiles(ctx context.Context, in *occurrenceIn) (*filesOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	files, err := p.registration.AttendanceFiles(ctx, authz.From(ctx), i)
	if err != nil {
		return nil, err
	}
	out := &filesOut{}
	out.Body.Items = []fileJSON{}
	for _, f := range files.List {
		out.Body.Items = append(out.Body.Items, fileJSON{string(f.ID), f.Name, string(f.Source), string(f.Form), string(f.DayID), f.People, f.RecordedAt, f.ByName, web.Moment(f.Aside), f.AsideReason})
	}
	return out, nil
}

type setAsideIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

type setAsideOut struct {
	Body struct {
		Completed int `json:"completed" doc:"How many who have completed it are listed among the conflicts now, because something speaks against it."`
	}
}

func (p *Pages) apiSetAside(ctx context.Context, in *setAsideIn) (*setAsideOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	occurrence, err := p.registration.SetFileAside(ctx, authz.From(ctx), i, strings.TrimSpace(web.Clean(in.Body.Reason)))
	if err != nil {
		return nil, err
	}
	out := &setAsideOut{}
	out.Body.Completed, err = p.registration.Contradicted(ctx, authz.From(ctx), occurrence)
	return out, err
}
