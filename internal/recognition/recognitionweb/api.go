package recognitionweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
)

// API registers the operations of the area.
func (p *Pages) API(a *web.API) {
	own := web.Scope(authz.ScopeRecordRead)
	op := func(id, method, path, summary, description string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Tags: []string{"recognition"}, Summary: summary, Description: description}
	}
	web.Operation(a, op("my-awards", http.MethodGet, "/me/awards", "My certificates, the latest first", ""), own, p.apiAwards)
	web.Operation(a, op("my-award", http.MethodGet, "/me/awards/{id}", "One of my certificates", ""), own, p.apiAward)
	file := op("my-award-file", "", "/me/awards/{id}/certificate.pdf", "One of my certificates as a file", "410 for one that no longer stands.")
	file.Parameters = []*huma.Param{web.PathParam("id", "Id of the certificate."), web.QueryParam("paper", "letter for that size; A4 otherwise.")}
	web.File(a, file, "application/pdf", own, p.awardPDF)
	web.Operation(a, op("verify", http.MethodGet, "/verify/{code}", "Whether a certificate stands, by its code", "For everybody. Codes that were never issued and mistyped ones get the same answer; guessing is slowed down."), web.Public, p.apiVerify)
	p.reviewAPI(a, op)
	p.proposalAPI(a, op)
	p.dutiesAPI(a, op)
}

type (
	PageIn struct {
		Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	oneIn struct {
		ID string `path:"id" maxLength:"64"`
	}
	awardJSON struct {
		ID        string     `json:"id"`
		Kind      string     `json:"kind"`
		Code      string     `json:"code"`
		VerifyURL string     `json:"verify_url"`
		Recipient string     `json:"recipient_name"`
		Title     string     `json:"title"`
		Issuer    string     `json:"issuer"`
		Entry     string     `json:"entry"`
		BeganOn   string     `json:"began_on,omitempty"`
		EndedOn   string     `json:"ended_on"`
		Minutes   int        `json:"contact_minutes"`
		CEUTenths int        `json:"ceu_tenths"`
		IssuedAt  time.Time  `json:"issued_at"`
		Status    string     `json:"status" enum:"valid,corrected,withdrawn,revoked"`
		Since     *time.Time `json:"since,omitempty" doc:"Since when it no longer stands."`
		Reason    string     `json:"reason,omitempty" doc:"Why it no longer stands; for its owner."`
	}
	awardsOut struct {
		Body struct {
			Items []awardJSON `json:"items"`
			Next  *string     `json:"next"`
		}
	}
	awardOut struct{ Body awardJSON }
)

func (p *Pages) awardJSON(h recognition.Held) awardJSON {
	return awardJSON{string(h.ID), string(h.Kind), h.Code, p.recognition.VerifyAddress(h.Code), h.RecipientName, h.Title, h.Issuer, string(h.EntryID), h.BeganOn, h.EndedOn,
		h.Minutes, h.CEUTenths, h.IssuedAt, string(h.Status), web.Moment(h.Since), h.Reason}
}

func (p *Pages) apiAwards(ctx context.Context, in *PageIn) (*awardsOut, error) {
	list, err := p.recognition.Mine(ctx, authz.From(ctx), page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &awardsOut{}
	out.Body.Items, out.Body.Next = []awardJSON{}, web.Optional(list.Next)
	for _, h := range list.Items {
		out.Body.Items = append(out.Body.Items, p.awardJSON(h))
	}
	return out, nil
}

func (p *Pages) apiAward(ctx context.Context, in *oneIn) (*awardOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	h, err := p.recognition.Award(ctx, authz.From(ctx), i)
	if err != nil {
		return nil, err
	}
	return &awardOut{p.awardJSON(h)}, nil
}

type (
	verifyIn struct {
		Code string `path:"code" maxLength:"200"`
	}
	verifyOut struct {
		Body struct {
			Code        string     `json:"code"`
			Kind        string     `json:"kind"`
			Recipient   string     `json:"recipient_name"`
			Title       string     `json:"title"`
			Issuer      string     `json:"issuer"`
			Association string     `json:"association"`
			BeganOn     string     `json:"began_on,omitempty"`
			EndedOn     string     `json:"ended_on"`
			Minutes     int        `json:"contact_minutes"`
			CEUTenths   int        `json:"ceu_tenths"`
			IssuedAt    time.Time  `json:"issued_at"`
			Status      string     `json:"status" enum:"valid,corrected,withdrawn,revoked"`
			Since       *time.Time `json:"since,omitempty"`
		}
	}
)

func (p *Pages) apiVerify(ctx context.Context, in *verifyIn) (*verifyOut, error) {
	if err := p.tries.Check(web.PlaceOf(ctx)); err != nil {
		return nil, err
	}
	v, err := p.recognition.Verify(ctx, in.Code)
	if errs.Is(err, errs.NotFound) {
		if err := p.tries.Take(web.PlaceOf(ctx)); err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, err
	}
	out := &verifyOut{}
	b := &out.Body
	b.Code, b.Kind, b.Recipient, b.Title, b.Issuer, b.Association = v.Code, string(v.Kind), v.RecipientName, v.Title, v.Issuer, v.Association
	b.BeganOn, b.EndedOn, b.Minutes, b.CEUTenths, b.IssuedAt, b.Status, b.Since = v.BeganOn, v.EndedOn, v.Minutes, v.CEUTenths, v.IssuedAt, string(v.Status), web.Moment(v.Since)
	return out, nil
}

func words(list []catalogue.Recognition) []string {
	out := []string{}
	for _, r := range list {
		out = append(out, string(r))
	}
	return out
}
