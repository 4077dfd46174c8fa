package recognitionweb

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/document"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
)

// awardsPage lists a person's certificates.
type awardsPage struct {
	Awards []recognition.Held
	// Next and First lead on and back; empty where there is nowhere to go.
	Next, First string
}

func (p *Pages) awards(w http.ResponseWriter, r *http.Request) error {
	cursor := r.URL.Query().Get("cursor")
	list, err := p.recognition.Mine(r.Context(), authz.From(r.Context()), page.Request{Cursor: cursor})
	if err != nil {
		return err
	}
	v := awardsPage{Awards: list.Items}
	v.Next, v.First = pager("/my/awards", cursor, list.Next)
	return web.Render(w, r, http.StatusOK, awardsView(v))
}

// pager returns the addresses of the next page of a list and of its first.
func pager(path, cursor, next string) (nextHref, firstHref string) {
	if next != "" {
		nextHref = path + "?cursor=" + url.QueryEscape(next)
	}
	if cursor != "" {
		firstHref = path
	}
	return nextHref, firstHref
}

// awardPage is one certificate, for its owner.
type awardPage struct {
	recognition.Held
	Association string
	// VerifyURL is the whole address, VerifyPath its path on this site, VerifyAt what people type to begin.
	VerifyURL, VerifyPath, VerifyAt string
	// QR is the picture of VerifyURL as SVG.
	QR string
}

func awardPath(h recognition.Held) string { return "/awards/" + string(h.ID) }

func (p *Pages) award(w http.ResponseWriter, r *http.Request) error {
	v, err := p.own(r)
	if err != nil {
		return err
	}
	if v.QR, err = document.QRSVG(v.VerifyURL, i18n.T(r.Context(), "QR code of the address where this certificate is verified")); err != nil {
		return err
	}
	// The picture has no size of its own, and no style sheet knows it.
	v.QR = strings.Replace(v.QR, "<svg ", `<svg width="136" height="136" `, 1)
	return web.Render(w, r, http.StatusOK, awardView(v))
}

// own reads the certificate of the path, which is the actor's.
func (p *Pages) own(r *http.Request) (awardPage, error) {
	award, err := web.PathID(r, "id")
	if err != nil {
		return awardPage{}, err
	}
	h, err := p.recognition.Award(r.Context(), authz.From(r.Context()), award)
	if err != nil {
		return awardPage{}, err
	}
	_, at, _ := strings.Cut(strings.TrimSuffix(p.recognition.VerifyAddress(""), "/"), "://")
	return awardPage{
		Held: h, Association: association(r.Context(), p.recognition.Association()),
		VerifyURL: p.recognition.VerifyAddress(h.Code), VerifyPath: verifyPath(h.Code), VerifyAt: at,
	}, nil
}

// awardPDF sends the certificate as a file, made anew each time from what it states. One that no
// longer stands is not sent: on paper nobody would see that.
func (p *Pages) awardPDF(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := p.own(r)
	if err != nil {
		return err
	}
	if v.Status != recognition.Valid {
		return errs.New(errs.Gone, "This certificate no longer stands, so there is no file of it.")
	}
	T := func(s string, args ...any) string { return i18n.T(ctx, s, args...) }
	c := document.Certificate{
		PageSize: document.A4, Language: i18n.From(ctx).Lang, CreatedAt: v.IssuedAt,
		Association: v.Association, Heading: T(v.Kind.Label()), Lead: T("This certifies that"), Recipient: v.RecipientName,
		Middle: T("took part in"), What: v.Title, By: T("offered by %s", v.Issuer),
		Signatory: v.Issuer, SignatoryRole: v.Association,
		VerifyURL: v.VerifyURL, VerifyLabel: T("Verify at"), CodeLabel: T("Code"), Code: v.Code,
		Statement: statement(ctx, v.Association),
	}
	if r.URL.Query().Get("paper") == "letter" {
		c.PageSize = document.Letter
	}
	for _, f := range facts(ctx, v.Held) {
		c.Facts = append(c.Facts, document.Pair{Label: f.name, Value: f.value})
	}
	var b bytes.Buffer
	if err := c.Write(&b); err != nil {
		return err
	}
	web.Attachment(w, T(v.Kind.Label())+" - "+v.Title+".pdf", "application/pdf")
	b.WriteTo(w) // a reader who left is nobody to tell
	return nil
}
