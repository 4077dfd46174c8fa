package recordweb

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/record"
)

// ownAPI adds what a person does with their own record.
func (p *Pages) ownAPI(a *web.API) {
	reads, writes := web.Scope(authz.ScopeRecordRead), web.Scope(authz.ScopeRecordWrite)
	op := func(id, method, path, summary, description string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: "/api/v1/me" + path, Tags: []string{"record"}, Summary: summary, Description: description}
	}
	created := func(o huma.Operation) huma.Operation {
		o.DefaultStatus = http.StatusCreated
		return o
	}
	web.Operation(a, created(op("add-outside", http.MethodPost, "/record", "Add learning from elsewhere to my record", "It is marked as claimed by the person wherever it is shown.")), writes, p.apiAdd)
	web.Operation(a, op("my-entry", http.MethodGet, "/record/{id}", "One entry, with everything that was ever said in its place", ""), reads, p.apiEntry)
	web.Operation(a, op("correct-entry", http.MethodPost, "/record/{id}/correct", "Correct what I claim; what is not named stays", "A new entry takes its place. 409 when it was corrected before, 403 for what others vouch for."), writes, p.apiCorrect)
	web.Operation(a, op("withdraw-entry", http.MethodPost, "/record/{id}/withdraw", "Take back what I claim", ""), writes, p.apiWithdraw)
	for _, f := range []file{pdfFile, csvFile} {
		o := op("my-transcript"+f.ext, "", "/transcript"+f.ext, "My transcript as a file", "")
		o.Parameters = periodParams()
		web.File(a, o, f.contentType, reads, p.ownFile(f))
	}
}

func periodParams() []*huma.Param {
	return []*huma.Param{web.QueryParam("from", "First day, such as 2026-01-01."), web.QueryParam("to", "Last day.")}
}

// ClaimJSON is what a person says of learning. What a correction leaves out stays as it is.
type ClaimJSON struct {
	Title    *string            `json:"title,omitempty" maxLength:"200"`
	Provider *string            `json:"provider,omitempty" maxLength:"200"`
	BeganOn  *string            `json:"began_on,omitempty" maxLength:"10" doc:"A day, such as 2026-03-12."`
	EndedOn  *string            `json:"ended_on,omitempty" maxLength:"10"`
	Minutes  *int               `json:"contact_minutes,omitempty" minimum:"0"`
	Stated   *record.CreditJSON `json:"stated_by_provider,omitempty" doc:"Credit in the provider's own unit; it is never converted."`
	Why      *string            `json:"why,omitempty" maxLength:"2000"`
	Toward   *string            `json:"toward,omitempty" maxLength:"200"`
	Note     *string            `json:"note,omitempty" maxLength:"2000" doc:"What shows it, in words."`
	Link     *string            `json:"link,omitempty" maxLength:"1000" doc:"What shows it, on the web."`
}

// onto writes what was said over what is there.
func (j ClaimJSON) onto(c *record.Correction) {
	for _, x := range []struct{ to, said *string }{
		{&c.Title, j.Title}, {&c.Provider, j.Provider}, {&c.BeganOn, j.BeganOn}, {&c.EndedOn, j.EndedOn},
		{&c.Why, j.Why}, {&c.Toward, j.Toward}, {&c.Note, j.Note}, {&c.Link, j.Link},
	} {
		if x.said != nil {
			*x.to = web.Clean(*x.said)
		}
	}
	if j.Minutes != nil {
		c.Minutes = *j.Minutes
	}
	if j.Stated != nil {
		c.Claimed = record.Credit{Amount: web.Clean(j.Stated.Amount), Unit: web.Clean(j.Stated.Unit)}
	}
}

type (
	addIn struct {
		Body struct {
			ClaimJSON
			Format string `json:"format,omitempty" enum:"in-person,online,blended"`
		}
	}
	entryOut struct{ Body ownEntry }
	EntryIn  struct {
		ID string `path:"id" maxLength:"64"`
	}
	chainOut struct {
		Body struct {
			Items []chainEntry `json:"items" doc:"The oldest first; the last stands today."`
		}
	}
	correctIn struct {
		EntryIn
		Body struct {
			ClaimJSON
			Reason string `json:"reason" minLength:"1" maxLength:"2000"`
		}
	}
	withdrawIn struct {
		EntryIn
		Body struct {
			Reason string `json:"reason" minLength:"1" maxLength:"2000"`
		}
	}
)

// chainEntry is an entry with why it took the place of another.
type chainEntry struct {
	OwnEntry
	Withdrawn bool   `json:"withdrawn"`
	Reason    string `json:"reason,omitempty"`
}

// OwnEntry is ownEntry under a name that may be embedded.
type OwnEntry ownEntry

func ownOf(e record.Entry) ownEntry { return ownEntry{e.JSON(), e.Why, e.Toward, e.Note, e.Link} }

func (p *Pages) apiAdd(ctx context.Context, in *addIn) (*entryOut, error) {
	var c record.Correction
	in.Body.onto(&c)
	e, err := p.record.ClaimOutside(ctx, authz.From(ctx), record.OutsideLearning{Title: c.Title, Provider: c.Provider, BeganOn: c.BeganOn, EndedOn: c.EndedOn,
		Minutes: c.Minutes, Format: in.Body.Format, Claimed: c.Claimed, Why: c.Why, Toward: c.Toward, Note: c.Note, Link: c.Link})
	if err != nil {
		return nil, err
	}
	return &entryOut{ownOf(e)}, nil
}

func (p *Pages) apiEntry(ctx context.Context, in *EntryIn) (*chainOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	chain, err := p.record.Chain(ctx, authz.From(ctx), i)
	if err != nil {
		return nil, err
	}
	out := &chainOut{}
	for _, e := range chain {
		out.Body.Items = append(out.Body.Items, chainEntry{OwnEntry(ownOf(e)), e.Withdrawn, e.Reason})
	}
	return out, nil
}

func (p *Pages) apiCorrect(ctx context.Context, in *correctIn) (*entryOut, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	old, err := p.record.Claim(ctx, authz.From(ctx), i)
	if err != nil {
		return nil, err
	}
	c := record.CorrectionOf(old)
	in.Body.onto(&c)
	c.Reason = web.Clean(in.Body.Reason)
	e, err := p.record.Correct(ctx, authz.From(ctx), i, c)
	if err != nil {
		return nil, err
	}
	return &entryOut{ownOf(e)}, nil
}

func (p *Pages) apiWithdraw(ctx context.Context, in *withdrawIn) (*struct{}, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	_, err = p.record.Correct(ctx, authz.From(ctx), i, record.Correction{Withdraw: true, Reason: web.Clean(in.Body.Reason)})
	return nil, err
}
