package recordweb

import (
	"context"
	"net/http"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
)

// entryPage is one entry with what was said in its place before.
type entryPage struct {
	Entry   record.Entry // the one asked for
	Newest  record.Entry
	History []ui.Moment // empty when it was never corrected
	Notice  string
	// Certificate was given for the entry and stands; its id is empty where there is none.
	Certificate recognition.Held
}

// Stands reports whether the entry is what the record says today.
func (e entryPage) Stands() bool { return e.Entry.ID == e.Newest.ID && !e.Newest.Withdrawn }

func (p *Pages) entry(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	entry, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	chain, err := p.record.Chain(ctx, authz.From(ctx), entry)
	if err != nil {
		return err
	}
	view := entryPage{Newest: chain.Newest(), History: history(ctx, chain), Notice: p.sessions.TakeFlash(ctx)}
	for _, e := range chain {
		if e.ID == entry {
			view.Entry = e
		}
	}
	certificates, err := p.recognition.Certificates(ctx, authz.From(ctx), []id.ID{entry})
	if err != nil {
		return err
	}
	view.Certificate = certificates[entry]
	return web.Render(w, r, http.StatusOK, entryShowPage(view))
}

// history tells how an entry came to say what it says; nothing when it always did.
func history(ctx context.Context, c record.Chain) []ui.Moment {
	if len(c) == 1 {
		return nil
	}
	var out []ui.Moment
	for i, e := range c {
		m := ui.Moment{When: i18n.DateTime(ctx, e.RecordedAt), Title: i18n.T(ctx, "Recorded"), Kind: ui.Neutral, Href: "/my/record/" + string(e.ID)}
		switch {
		case e.Withdrawn:
			m.Title, m.Kind, m.Text = i18n.T(ctx, "Withdrawn"), ui.Bad, e.Reason
		case i > 0:
			m.Title, m.Kind = i18n.T(ctx, "Corrected"), ui.Accent
			if c[i-1].Withdrawn {
				m.Title = i18n.T(ctx, "Recorded again")
			}
			m.Text = i18n.T(ctx, "%s Changed: %s.", sentence(e.Reason), i18n.List(ctx, changed(ctx, c[i-1], e)))
		}
		if e.ID == c.Newest().ID && !e.Withdrawn {
			m.Kind = ui.Good
		}
		out = append(out, m)
	}
	return out
}

// sentence ends a text with a full stop if it has no end of its own.
func sentence(s string) string {
	if s == "" {
		return s
	}
	switch s[len(s)-1] {
	case '.', '!', '?':
		return s
	}
	return s + "."
}

// changed names what differs between an entry and its correction, with what it was before.
func changed(ctx context.Context, was, is record.Entry) []string {
	var out []string
	note := func(same bool, text string, args ...any) {
		if !same {
			out = append(out, i18n.T(ctx, text, args...))
		}
	}
	note(was.Title == is.Title, "the title (was “%s”)", was.Title)
	note(was.Provider == is.Provider, "who offered it (was “%s”)", was.Provider)
	note(was.BeganOn == is.BeganOn && was.EndedOn == is.EndedOn, "the dates (were %s)", record.DatesText(ctx, was))
	note(was.Minutes == is.Minutes, "contact time (was %s)", i18n.Duration(ctx, was.Minutes))
	note(was.CEUTenths == is.CEUTenths, "CEU (were %s)", i18n.CEU(ctx, was.CEUTenths))
	note(was.Claimed == is.Claimed, "the credit stated by the provider")
	note(was.Why == is.Why && was.Toward == is.Toward, "what it was for")
	note(was.Note == is.Note && was.Link == is.Link, "the note or link")
	if len(out) == 0 {
		out = append(out, i18n.T(ctx, "nothing"))
	}
	return out
}

// facts are what an entry says, for reading.
func facts(ctx context.Context, e record.Entry) []ui.Pair {
	var out []ui.Pair
	add := func(name, value string) {
		if value != "" {
			out = append(out, ui.Pair{Name: i18n.T(ctx, name), Value: ui.Text(value)})
		}
	}
	add("Offered by", e.Provider)
	add("When", record.DatesText(ctx, e))
	if e.Minutes > 0 {
		add("Contact time", i18n.Duration(ctx, e.Minutes))
	}
	if e.CEUTenths > 0 {
		add("Credit", i18n.CEU(ctx, e.CEUTenths))
	}
	if !e.Claimed.IsZero() {
		add("Credit as its provider states it", e.Claimed.String())
	}
	if e.Kind == record.KindPresenting {
		add("Your part", i18n.T(ctx, "Presenter"))
	}
	out = append(out, ui.Pair{Name: i18n.T(ctx, "Who vouches"), Value: ui.AssuranceMark(mark(e.Assurance))})
	add("How it came here", i18n.T(ctx, e.Provenance.Label()))
	add("Why you did this", e.Why)
	add("Toward", e.Toward)
	add("Note", e.Note)
	if e.Link != "" {
		out = append(out, ui.Pair{Name: i18n.T(ctx, "Link"), Value: outsideLink(e.Link)})
	}
	add("Recorded", i18n.DateTime(ctx, e.RecordedAt))
	return out
}
