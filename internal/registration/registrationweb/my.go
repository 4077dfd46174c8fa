package registrationweb

import (
	"context"
	"net/http"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/registration"
)

// myPage is a person's learning in three groups.
type myPage struct {
	registration.Learning
	// Certificates are by the entry they were given for.
	Certificates map[id.ID]recognition.Held
	// Later is set on the pages after the first, which show only what is past.
	Later  bool
	Notice string
}

func (p *Pages) my(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q := pageRequest(r)
	l, err := p.registration.Mine(ctx, authz.From(ctx), q)
	if err != nil {
		return err
	}
	v := myPage{Learning: l, Later: q.Cursor != "", Notice: p.notice(ctx)}
	if v.Certificates, err = p.certificates(ctx, l.Past); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, myView(v))
}

// certificates returns the reader's certificates for what is completed among the items.
func (p *Pages) certificates(ctx context.Context, items []registration.Item) (map[id.ID]recognition.Held, error) {
	var entries []id.ID
	for _, it := range items {
		if it.EntryID != "" {
			entries = append(entries, it.EntryID)
		}
	}
	return p.recognition.Certificates(ctx, authz.From(ctx), entries)
}

func entryPath(entry id.ID) string { return "/my/record/" + string(entry) }

func certificatePath(h recognition.Held) string { return "/awards/" + string(h.ID) }

// minePage is one registration of the reader's own.
type minePage struct {
	registration.View
	Notice string
	// Over says that the occurrence has ended and its outcome is still open.
	Over bool
	// MaySayThere says that the person can say that they were there.
	MaySayThere bool
	// Refused says why what was just asked for was not done, or "".
	Refused string
	// Certificate is what completing it earned; its id is empty where there is none.
	Certificate recognition.Held
}

func (p *Pages) mine(w http.ResponseWriter, r *http.Request) error {
	return p.showMine(w, r, http.StatusOK, "")
}

func (p *Pages) showMine(w http.ResponseWriter, r *http.Request, status int, refused string) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	v, err := p.registration.Show(ctx, authz.From(ctx), which)
	if err != nil {
		return err
	}
	certificates, err := p.certificates(ctx, []registration.Item{v.Item})
	if err != nil {
		return err
	}
	over := v.OccurrenceID != "" && !p.clock.Now().Before(v.Occurrence.EndsAt) && (v.State == registration.StateRegistered || v.State == registration.StateAttended)
	return web.Render(w, r, status, mineView(minePage{View: v, MaySayThere: registration.MaySayThere(v.Registration, v.Occurrence, p.clock.Now()), Notice: p.notice(ctx), Over: over, Refused: refused, Certificate: certificates[v.EntryID]}))
}

// actMine does one thing to a registration of one's own and leads on; what is not possible any more
// is said on the registration's page, where it stands as it is now.
func (p *Pages) actMine(w http.ResponseWriter, r *http.Request, do func(which id.ID) error, to func(which id.ID) string, notice string) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	err = do(which)
	if errs.Is(err, errs.Conflict) || errs.Is(err, errs.Gone) {
		return p.showMine(w, r, web.Status(err), web.Message(r.Context(), err))
	}
	if err != nil {
		return err
	}
	return p.done(w, r, to(which), notice)
}

func (p *Pages) confirm(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	return p.actMine(w, r, func(which id.ID) error {
		_, err := p.registration.Confirm(ctx, authz.From(ctx), which)
		return err
	}, myPath, i18n.T(ctx, "The seat is yours. A confirmation is on its way to you."))
}

func (p *Pages) cancel(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	return p.actMine(w, r, func(which id.ID) error {
		_, err := p.registration.Cancel(ctx, authz.From(ctx), which, "")
		return err
	}, func(id.ID) string { return "/my" }, i18n.T(ctx, "Your registration is cancelled. Thank you for making room."))
}

func (p *Pages) declare(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	return p.actMine(w, r, func(which id.ID) error {
		_, err := p.registration.Declare(ctx, authz.From(ctx), which)
		return err
	}, myPath, i18n.T(ctx, "It stands in your record as completed."))
}

func (p *Pages) calendarFile(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	b, err := p.registration.CalendarFile(r.Context(), authz.From(r.Context()), which)
	if err != nil {
		return err
	}
	web.Attachment(w, "registration.ics", "text/calendar; charset=utf-8; method="+string(calendar.Publish))
	w.Write(b)
	return nil
}

// codePage takes the code word.
type codePage struct {
	registration.View
	Word   string
	Errors ui.FormErrors
}

func (p *Pages) codeForm(w http.ResponseWriter, r *http.Request) error {
	return p.showCode(w, r, http.StatusOK, codePage{})
}

func (p *Pages) showCode(w http.ResponseWriter, r *http.Request, status int, page codePage) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	if page.View, err = p.registration.Show(r.Context(), authz.From(r.Context()), which); err != nil {
		return err
	}
	return web.Render(w, r, status, codeView(page))
}

func (p *Pages) code(w http.ResponseWriter, r *http.Request) error {
	which, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	if err = p.words.Take(string(actor.PersonID) + " " + string(which)); err == nil {
		_, err = p.registration.CodeWord(ctx, actor, which, form.Get("word"))
	}
	switch {
	case errs.Is(err, errs.Invalid):
		return p.showCode(w, r, web.Status(err), codePage{Word: form.Get("word"), Errors: ui.ErrorsOf(ctx, err)})
	case errs.Is(err, errs.TooMany):
		web.RetryHeader(w, err)
		return p.showCode(w, r, web.Status(err), codePage{Word: form.Get("word"), Errors: ui.FormErrors{{Field: "word", Message: web.Message(ctx, err)}}})
	case errs.Is(err, errs.Conflict):
		return p.showMine(w, r, web.Status(err), web.Message(ctx, err))
	case err != nil:
		return err
	}
	return p.done(w, r, myPath(which), i18n.T(ctx, "Your attendance is recorded."))
}
