package recordweb

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/record"
)

// PeriodIn is the period that an operation may be asked for.
type PeriodIn struct {
	From string `query:"from" format:"date" doc:"First day, such as 2026-01-01. Open when left out." required:"false"`
	To   string `query:"to" format:"date" doc:"Last day. An entry is in the period that holds the day on which it ended." required:"false"`
}

func (p PeriodIn) period() record.Period { return record.Period{From: p.From, To: p.To} }

type recordIn struct {
	PeriodIn
	Assurance string `query:"assurance" enum:"association,third-party,person" doc:"Only entries that this party vouches for." required:"false"`
	Cursor    string `query:"cursor" doc:"Where the page before ended: its next." required:"false"`
	Limit     int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

// ownEntry is an entry with what its owner noted beside it.
type ownEntry struct {
	record.EntryJSON
	Why    string `json:"why,omitempty"`
	Toward string `json:"toward,omitempty"`
	Note   string `json:"note,omitempty"`
	Link   string `json:"link,omitempty"`
}

type recordOut struct {
	Body struct {
		Items []ownEntry `json:"items" doc:"The entries that stand today, the most recent first."`
		Next  *string    `json:"next" doc:"Cursor of the next page; null on the last one."`
	}
}

type transcriptOut struct{ Body record.TranscriptJSON }

// API registers the operations of the area.
func (p *Pages) API(a *web.API) {
	web.Operation(a, huma.Operation{
		OperationID: "my-record", Method: http.MethodGet, Path: "/api/v1/me/record", Tags: []string{"record"},
		Summary: "List the entries of my record", Description: "Corrected and withdrawn entries are left out.",
	}, web.Scope(authz.ScopeRecordRead), p.apiRecord)
	web.Operation(a, huma.Operation{
		OperationID: "my-transcript", Method: http.MethodGet, Path: "/api/v1/me/transcript", Tags: []string{"record"},
		Summary: "Draw up my transcript", Description: "All entries of a period with their totals by assurance, as they stand now.",
	}, web.Scope(authz.ScopeRecordRead), p.apiTranscript)
	p.ownAPI(a)
	p.staffAPI(a)
}

func (p *Pages) apiRecord(ctx context.Context, in *recordIn) (*recordOut, error) {
	actor := authz.From(ctx)
	list, err := p.record.Entries(ctx, actor, actor.PersonID, record.Filter{Period: in.period(), Assurance: record.Assurance(in.Assurance)}, page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &recordOut{}
	out.Body.Items = make([]ownEntry, 0, len(list.Items))
	if list.Next != "" {
		out.Body.Next = &list.Next
	}
	for _, e := range list.Items {
		out.Body.Items = append(out.Body.Items, ownEntry{e.JSON(), e.Why, e.Toward, e.Note, e.Link})
	}
	return out, nil
}

func (p *Pages) apiTranscript(ctx context.Context, in *PeriodIn) (*transcriptOut, error) {
	actor := authz.From(ctx)
	t, err := p.record.Transcript(ctx, actor, actor.PersonID, in.period())
	if err != nil {
		return nil, err
	}
	return &transcriptOut{t.JSON()}, nil
}
