package recordweb

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/record"
)

// ownAPI adds what a person does with their own record.
func (p *Pages) ownAPI(a *web.API) {
	reads, writes, shares := web.Scope(authz.ScopeRecordRead), web.Scope(authz.ScopeRecordWrite), web.Scope(authz.ScopeRecordShare)
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
	web.Operation(a, op("my-views", http.MethodGet, "/views", "Who looked at my record, the latest first", ""), reads, p.apiViews)
	web.Operation(a, op("my-shares", http.MethodGet, "/shares", "My links to my transcript, those that ended too", ""), shares, p.apiShares)
	web.Operation(a, created(op("share-transcript", http.MethodPost, "/shares", "Make a link to my transcript", "Whoever has the link reads it. Its address is told once.")), shares, p.apiShare)
	web.Operation(a, op("end-share", http.MethodDelete, "/shares/{id}", "End a link to my transcript at once", ""), shares, p.apiEndShare)
	for _, f := range []file{pdfFile, csvFile} {
		o := op("my-transcript"+f.ext, "", "/transcript"+f.ext, "My transcript as a file", "")
		o.Parameters = periodParams()
		web.File(a, o, f.contentType, reads, p.ownFile(f))
	}
}

func periodParams() []*huma.Param {
	return []*huma.Param{web.QueryParam("from", "First day, such as 2026-01-01."), web.QueryParam("to", "Last day.")}
}

// apiID reads an id that a program sent; what cannot be one names nothing.

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

type (
	viewsIn struct {
		Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	viewsOut struct {
		Body struct {
			Items []viewJSON `json:"items"`
			Next  *string    `json:"next"`
		}
	}
	viewJSON struct {
		What    string    `json:"what" enum:"share,transcript,proposal"`
		At      time.Time `json:"at"`
		Share   string    `json:"share,omitempty" doc:"What its owner calls the link that it went through."`
		By      string    `json:"by,omitempty" doc:"Who looked, as staff; readers of links are not known."`
		Purpose string    `json:"purpose,omitempty"`
	}
)

func (p *Pages) apiViews(ctx context.Context, in *viewsIn) (*viewsOut, error) {
	list, err := p.record.Views(ctx, authz.From(ctx), page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &viewsOut{}
	out.Body.Items = []viewJSON{}
	if list.Next != "" {
		out.Body.Next = &list.Next
	}
	for _, v := range list.Items {
		out.Body.Items = append(out.Body.Items, viewJSON{v.What, v.At, v.ShareLabel, v.ViewerName, v.Purpose})
	}
	return out, nil
}

type (
	shareIn struct {
		Body struct {
			Label   string `json:"label" maxLength:"100" doc:"For whom it is."`
			From    string `json:"from,omitempty" maxLength:"10"`
			To      string `json:"to,omitempty" maxLength:"10"`
			LastDay string `json:"last_day,omitempty" maxLength:"10" doc:"The last day on which it works; without an end when left out."`
		}
	}
	shareOut  struct{ Body shareJSON }
	sharesOut struct {
		Body struct {
			Items []shareJSON `json:"items"`
		}
	}
	shareJSON struct {
		ID        string     `json:"id"`
		Label     string     `json:"label"`
		From      string     `json:"from,omitempty"`
		To        string     `json:"to,omitempty"`
		LastDay   string     `json:"last_day,omitempty"`
		Open      bool       `json:"open"`
		Looks     int        `json:"looks"`
		LastLook  *time.Time `json:"last_look"`
		CreatedAt time.Time  `json:"created_at"`
		URL       string     `json:"url,omitempty" doc:"Told once, when it is new."`
	}
)

func (p *Pages) shareOf(s record.Share) shareJSON {
	out := shareJSON{ID: string(s.ID), Label: s.Label, From: s.Period.From, To: s.Period.To, LastDay: s.LastDay(), Open: s.Open(p.clock.Now()), Looks: s.Looks, CreatedAt: s.CreatedAt}
	if !s.LastLook.IsZero() {
		out.LastLook = &s.LastLook
	}
	return out
}

func (p *Pages) apiShares(ctx context.Context, _ *struct{}) (*sharesOut, error) {
	list, err := p.record.Shares(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	out := &sharesOut{}
	out.Body.Items = []shareJSON{}
	for _, s := range list {
		out.Body.Items = append(out.Body.Items, p.shareOf(s))
	}
	return out, nil
}

func (p *Pages) apiShare(ctx context.Context, in *shareIn) (*shareOut, error) {
	b := in.Body
	s, secret, err := p.record.Share(ctx, authz.From(ctx), record.NewShare{Label: web.Clean(b.Label), Period: record.Period{From: b.From, To: b.To}, LastDay: b.LastDay})
	if err != nil {
		return nil, err
	}
	out := &shareOut{p.shareOf(s)}
	out.Body.URL = p.baseURL + "/shared/" + secret
	return out, nil
}

func (p *Pages) apiEndShare(ctx context.Context, in *EntryIn) (*struct{}, error) {
	i, err := web.ID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, p.record.EndShare(ctx, authz.From(ctx), i)
}
