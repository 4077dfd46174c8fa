package record

import (
	"context"
	"io"
	"strings"

	"learningcommons.dev/commons/internal/platform/document"
	"learningcommons.dev/commons/internal/platform/i18n"
)

// Group is the part of a transcript that one party vouches for.
type Group struct {
	Total
	Entries []Entry
}

// Groups divides the transcript by assurance, the strongest first.
func (t Transcript) Groups() []Group {
	var out []Group
	for _, n := range t.Totals {
		g := Group{Total: n}
		for _, e := range t.Entries {
			if e.Assurance == n.Assurance {
				g.Entries = append(g.Entries, e)
			}
		}
		out = append(out, g)
	}
	return out
}

// WritePDF writes the transcript for paper, in the reader's language and zone. The same
// transcript gives the same bytes.
func (t Transcript) WritePDF(ctx context.Context, w io.Writer, association string) error {
	T := func(s string, args ...any) string { return i18n.T(ctx, s, args...) }
	d := document.New(document.Options{
		Title: T("Transcript of %s", t.PersonName), Author: association, Language: i18n.From(ctx).Lang, CreatedAt: t.AsOf,
		Masthead: association, Footer: T("Transcript of %s, as of %s", t.PersonName, i18n.DateTime(ctx, t.AsOf)),
		PageOf: func(page, pages int) string { return T("Page %d of %d", page, pages) },
	})
	d.Heading(1, T("Transcript"))
	d.KeyValues([]document.Pair{
		{Label: T("Name"), Value: t.PersonName},
		{Label: T("Period"), Value: PeriodText(ctx, t.Period)},
		{Label: T("As of"), Value: i18n.DateTime(ctx, t.AsOf)},
	})
	groups := t.Groups()
	if len(groups) == 0 {
		d.Paragraph(T("There are no entries in this period."))
	}
	for _, g := range groups {
		d.Heading(2, T(g.Assurance.Label()))
		d.Paragraph(strings.Join(TotalText(ctx, g.Total), " · "))
		d.Table([]document.Column{
			{Title: T("Date"), Width: 2.2}, {Title: T("What"), Width: 5},
			{Title: T("Contact"), Width: 1.4, Align: document.Right}, {Title: T("Credit"), Width: 1.8, Align: document.Right},
		}, func(yield func([]string) bool) {
			for _, e := range g.Entries {
				if !yield([]string{DatesText(ctx, e), whatText(ctx, e), contactText(ctx, e), CreditText(ctx, e)}) {
					return
				}
			}
		})
	}
	d.Note(T("The association vouches for what it has verified. What a third party has verified, and what the person claims, it passes on as it was told. Credit in other units than CEU is written as its provider stated it and is not converted."))
	return d.Write(w)
}

func whatText(ctx context.Context, e Entry) string {
	s := e.Title + "\n" + e.Provider
	if e.Kind == KindPresenting {
		s += " · " + i18n.T(ctx, "as presenter")
	}
	if c := CorrectedText(ctx, e); c != "" {
		s += " · " + c
	}
	return s
}

func contactText(ctx context.Context, e Entry) string {
	if e.Minutes == 0 {
		return ""
	}
	return i18n.Duration(ctx, e.Minutes)
}
