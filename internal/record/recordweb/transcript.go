package recordweb

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/record"
)

// transcriptPage is a transcript on a page, with the files of the same one.
type transcriptPage struct {
	Transcript record.Transcript
	Errors     ui.FormErrors
	// Period is what was asked for, as it was typed.
	Period record.Period
	// Years are the calendar years that can be asked for with one click.
	Years []yearLink
	// base is the page's own path, query what every address under it carries.
	base  string
	query url.Values
	// entryHref leads from an entry to its page, where the reader has one.
	entryHref func(e record.Entry) string
}

type yearLink struct{ Label, Href string }

// file is the address of the transcript in another form: exactly the one on the page.
func (t transcriptPage) file(ext string) string {
	q := periodQuery(t.Transcript.Period)
	for name, values := range t.query {
		q[name] = values
	}
	if t.query.Get("look") == "" {
		q.Set("asof", t.Transcript.AsOf.UTC().Format(time.RFC3339Nano))
	}
	return address(t.base+ext, q)
}

func (p *Pages) years(ctx context.Context, base string, extra url.Values) []yearLink {
	out := []yearLink{{i18n.T(ctx, "All entries"), address(base, extra)}}
	year := p.clock.Now().In(i18n.From(ctx).Zone).Year()
	for y := year; y > year-3; y-- {
		first := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
		q := periodQuery(record.Period{From: first.Format(time.DateOnly), To: first.AddDate(1, 0, -1).Format(time.DateOnly)})
		for name, values := range extra {
			q[name] = values
		}
		out = append(out, yearLink{first.Format("2006"), address(base, q)})
	}
	return out
}

// own draws up the actor's transcript as the query asks.
func (p *Pages) own(r *http.Request) (record.Transcript, error) {
	ctx, q := r.Context(), r.URL.Query()
	actor := authz.From(ctx)
	if q.Get("asof") == "" {
		return p.record.Transcript(ctx, actor, actor.PersonID, periodOf(q))
	}
	asOf, err := time.Parse(time.RFC3339Nano, q.Get("asof"))
	if err != nil {
		return record.Transcript{}, errs.Bad("asof", "Enter a moment such as 2026-03-12T14:00:00Z.")
	}
	return p.record.TranscriptAsOf(ctx, actor, actor.PersonID, periodOf(q), asOf.UTC().Truncate(time.Microsecond))
}

func (p *Pages) transcript(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	view := transcriptPage{
		base: "/my/transcript", Period: periodOf(r.URL.Query()), Years: p.years(ctx, "/my/transcript", nil),
		entryHref: func(e record.Entry) string { return "/my/record/" + string(e.ID) },
	}
	t, err := p.own(r)
	if view.Errors = ui.ErrorsOf(ctx, err); view.Errors != nil {
		return web.Render(w, r, http.StatusUnprocessableEntity, ownTranscriptPage(view))
	}
	if err != nil {
		return err
	}
	view.Transcript = t
	return web.Render(w, r, http.StatusOK, ownTranscriptPage(view))
}

// file is a form in which a transcript can be taken away.
type file struct {
	ext, contentType string
	write            func(ctx context.Context, t record.Transcript, w io.Writer) error
}

// The forms of a transcript.
var (
	pdfFile = file{".pdf", "application/pdf", func(ctx context.Context, t record.Transcript, w io.Writer) error {
		return t.WritePDF(ctx, w, association(ctx))
	}}
	csvFile = file{".csv", "text/csv; charset=utf-8", func(ctx context.Context, t record.Transcript, w io.Writer) error {
		return t.WriteCSV(ctx, w)
	}}
	jsonFile = file{".json", "application/json", func(_ context.Context, t record.Transcript, w io.Writer) error {
		return t.WriteJSON(w)
	}}
)

// send answers with the transcript as a file, written whole before the first byte is sent.
func (f file) send(w http.ResponseWriter, r *http.Request, t record.Transcript) error {
	var b bytes.Buffer
	if err := f.write(r.Context(), t, &b); err != nil {
		return err
	}
	web.Attachment(w, i18n.T(r.Context(), "Transcript of %s", t.PersonName)+f.ext, f.contentType)
	_, err := b.WriteTo(w)
	return err
}

func (p *Pages) ownFile(f file) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		t, err := p.own(r)
		if err != nil {
			return err
		}
		return f.send(w, r, t)
	}
}

func (p *Pages) staffFile(f file) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		person, err := web.PathID(r, "id")
		if err != nil {
			return err
		}
		look, _ := id.Parse(r.URL.Query().Get("look"))
		t, err := p.record.StaffTranscript(r.Context(), authz.From(r.Context()), person, look, periodOf(r.URL.Query()))
		if err != nil {
			return err
		}
		return f.send(w, r, t)
	}
}
