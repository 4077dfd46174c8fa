package recordweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/record"
)

// staffAPI adds what staff do with the records of others: read a transcript after saying why.
func (p *Pages) staffAPI(a *web.API) {
	reads := web.Scope(authz.ScopeTranscriptsRead)
	op := func(id, method, path, summary, description string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1/people/{id}" + path, Tags: []string{"transcripts"}, Summary: summary, Description: description}
	}
	begin := op("look", http.MethodPost, "/looks", "Say what a look at somebody's transcript is for", "It is written down, and the person reads it. The look lasts an hour.")
	begin.DefaultStatus = http.StatusCreated
	web.Operation(a, begin, reads, p.apiLook)
	web.Operation(a, op("transcript-of", http.MethodGet, "/transcript", "The transcript of a look that was begun", "410 when the look has ended, or is another's."), reads, p.apiTranscriptOf)
	for _, f := range []file{pdfFile, csvFile} {
		o := op("transcript-of"+f.ext, "", "/transcript"+f.ext, "The transcript of a look as a file", "")
		o.Parameters = append(periodParams(), web.PathParam("id", "Id of the person."), web.QueryParam("look", "Id of the look."))
		web.File(a, o, f.contentType, reads, p.staffFile(f))
	}
}

type (
	lookIn struct {
		ID   string `path:"id" maxLength:"64" doc:"Id of the person."`
		Body struct {
			Purpose string `json:"purpose" example:"A question of the person’s own" minLength:"10" maxLength:"300"`
		}
	}
	lookOut struct {
		Body struct {
			ID    string    `json:"id"`
			Until time.Time `json:"until"`
		}
	}
	transcriptOfIn struct {
		PeriodIn
		ID   string `path:"id" maxLength:"64"`
		Look string `query:"look" maxLength:"64" required:"true" doc:"Id of the look."`
	}
)

func (p *Pages) apiLook(ctx context.Context, in *lookIn) (*lookOut, error) {
	person, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	v, err := p.record.Look(ctx, authz.From(ctx), person, web.Clean(in.Body.Purpose))
	if err != nil {
		return nil, err
	}
	out := &lookOut{}
	out.Body.ID, out.Body.Until = string(v.ID), v.At.Add(record.LookLasts)
	return out, nil
}

func (p *Pages) apiTranscriptOf(ctx context.Context, in *transcriptOfIn) (*transcriptOut, error) {
	person, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	look, _ := id.Parse(in.Look)
	t, err := p.record.StaffTranscript(ctx, authz.From(ctx), person, look, in.period())
	if err != nil {
		return nil, err
	}
	return &transcriptOut{t.JSON()}, nil
}
