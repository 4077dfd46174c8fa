package peopleweb

import (
	"context"
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

const recoveriesPath = "/work/recoveries"

func recoveryPath(r id.ID) string { return recoveriesPath + "/" + string(r) }

// recoveriesPage is the list of accounts that are asked back.
type recoveriesPage struct {
	Open, Ended []people.Recovery
	Next, First string
	Notice      string
}

func (p *Pages) recoveries(w http.ResponseWriter, r *http.Request) error {
	ctx, actor, cursor := r.Context(), authz.From(r.Context()), r.URL.Query().Get("cursor")
	v := recoveriesPage{Notice: p.sessions.TakeFlash(ctx)}
	open, err := p.people.Recoveries(ctx, actor, page.Request{Cursor: cursor, Limit: 50})
	if err != nil {
		return err
	}
	v.Open = open.Items
	v.Next, v.First = around(recoveriesPath, cursor, open.Next)
	if cursor == "" {
		if v.Ended, err = p.people.EndedRecoveries(ctx, actor); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, recoveriesView(v))
}

// around returns where the next page of a list is, and its first.
func around(path, cursor, next string) (following, first string) {
	if next != "" {
		following = path + "?cursor=" + url.QueryEscape(next)
	}
	if cursor != "" {
		first = path
	}
	return following, first
}

// recoveryPage is one request with what can be done about it.
type recoveryPage struct {
	people.Recovery
	// Names are those of the person and of whoever took part.
	Names map[id.ID]people.Person
	// Mine says that the actor opened it, Own that it is about themselves.
	Mine, Own bool
	// Written and Typed are what was entered in the form.
	Written, Typed string
	Notice         string
	Errors         ui.FormErrors
}

func (p *Pages) recovery(w http.ResponseWriter, r *http.Request) error {
	return p.showRecovery(w, r, http.StatusOK, recoveryPage{Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showRecovery(w http.ResponseWriter, r *http.Request, status int, v recoveryPage) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	which, err := recoveryID(r)
	if err != nil {
		return err
	}
	if v.Recovery, err = p.people.Recovery(ctx, actor, which); err != nil {
		return err
	}
	var ids []id.ID
	for _, one := range []id.ID{v.PersonID, v.OpenedBy, v.ConfirmedBy, v.EndedBy} {
		if one != "" {
			ids = append(ids, one)
		}
	}
	if v.Names, err = p.people.Persons(ctx, ids); err != nil {
		return err
	}
	v.Mine, v.Own = v.OpenedBy != "" && v.Names[v.OpenedBy].ID == actor.PersonID, v.PersonID != "" && v.Names[v.PersonID].ID == actor.PersonID
	return web.Render(w, r, status, recoveryView(v))
}

// recoveryID returns the id in the path; one that cannot be an id is nothing's.
func recoveryID(r *http.Request) (id.ID, error) {
	which, ok := id.Parse(r.PathValue("id"))
	if !ok {
		return "", errs.New(errs.NotFound, "There is no such request.")
	}
	return which, nil
}

func (p *Pages) openRecovery(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	v := recoveryPage{Written: form.Get("proof"), Typed: form.Get("account")}
	return p.decideRecovery(w, r, v, i18n.T(r.Context(), "It is open. Somebody else of the staff confirms it now."), func(which id.ID) error {
		return p.people.OpenRecovery(r.Context(), authz.From(r.Context()), which, v.Written, v.Typed)
	})
}

func (p *Pages) confirmRecovery(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	return p.decideRecovery(w, r, recoveryPage{}, i18n.T(r.Context(), "It is confirmed. The account’s addresses are told, a day passes, and then the link is sent."), func(which id.ID) error {
		return p.people.ConfirmRecovery(r.Context(), authz.From(r.Context()), which, form.Get("read"))
	})
}

func (p *Pages) refuseRecovery(w http.ResponseWriter, r *http.Request) error {
	return p.decideRecovery(w, r, recoveryPage{}, i18n.T(r.Context(), "The request is refused. Whoever asked is told."), func(which id.ID) error {
		return p.people.RefuseRecovery(r.Context(), authz.From(r.Context()), which)
	})
}

// decideRecovery does a step and goes back to the request; what speaks against it is shown there.
func (p *Pages) decideRecovery(w http.ResponseWriter, r *http.Request, v recoveryPage, said string, do func(id.ID) error) error {
	which, err := recoveryID(r)
	if err != nil {
		return err
	}
	err = do(which)
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		v.Errors = saidOf(r.Context(), err)
		return p.showRecovery(w, r, web.Status(err), v)
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(r.Context(), said)
	return web.Redirect(w, r, recoveryPath(which))
}

// recoveryMark says how far a request is.
func recoveryMark(ctx context.Context, r people.Recovery) (ui.Kind, string) {
	switch r.Outcome {
	case people.RecoveryDone:
		return ui.Good, i18n.T(ctx, "Given back")
	case people.RecoveryStopped:
		return ui.Bad, i18n.T(ctx, "Stopped by a letter to the account")
	case people.RecoveryRefused:
		return ui.Neutral, i18n.T(ctx, "Refused")
	case people.RecoveryLapsed:
		return ui.Neutral, i18n.T(ctx, "Ended")
	}
	switch {
	case !r.SentAt.IsZero():
		return ui.Accent, i18n.T(ctx, "The link is sent")
	case !r.ConfirmedAt.IsZero() && r.DueAt.IsZero():
		return ui.Warn, i18n.T(ctx, "Waits for its letters")
	case !r.ConfirmedAt.IsZero():
		return ui.Accent, i18n.T(ctx, "Waits until %s", i18n.DateTime(ctx, r.DueAt))
	case !r.OpenedAt.IsZero():
		return ui.Warn, i18n.T(ctx, "Waits for a second person")
	}
	return ui.Warn, i18n.T(ctx, "New")
}

// recoveryAsked is what somebody wrote who asks for their account.
func recoveryAsked(ctx context.Context, r people.Recovery) []ui.Pair {
	factors := i18n.T(ctx, "They stay.")
	if r.ResetsFactors {
		factors = i18n.T(ctx, "They are said to be lost, and are taken off.")
	}
	out := []ui.Pair{
		{Name: i18n.T(ctx, "Name"), Value: ui.Text(r.Name)},
		{Name: i18n.T(ctx, "Account"), Value: ui.Text(r.Account)},
		{Name: i18n.T(ctx, "New address"), Value: ui.Text(r.Contact)},
		{Name: i18n.T(ctx, "Second factors"), Value: ui.Text(factors)},
	}
	if r.Said != "" {
		out = append(out, ui.Pair{Name: i18n.T(ctx, "To be known by"), Value: ui.Text(r.Said)})
	}
	return out
}

// recoveryCourse is what became of a request so far.
func recoveryCourse(ctx context.Context, p recoveryPage) []ui.Moment {
	at := i18n.DateTime
	out := []ui.Moment{{When: at(ctx, p.HandedAt), Title: i18n.T(ctx, "Handed in")}}
	if !p.OpenedAt.IsZero() {
		out = append(out, ui.Moment{When: at(ctx, p.OpenedAt), Title: i18n.T(ctx, "Opened by %s", p.Names[p.OpenedBy].Name), Text: p.Proof})
	}
	if !p.ConfirmedAt.IsZero() {
		out = append(out, ui.Moment{When: at(ctx, p.ConfirmedAt), Title: i18n.T(ctx, "Confirmed by %s", p.Names[p.ConfirmedBy].Name)})
	}
	for _, t := range p.Told {
		switch {
		case t.At.IsZero():
		case t.Refused:
			out = append(out, ui.Moment{When: at(ctx, t.At), Title: i18n.T(ctx, "No letter reaches %s", t.Address)})
		default:
			out = append(out, ui.Moment{When: at(ctx, t.At), Title: i18n.T(ctx, "A letter to %s was handed over", t.Address)})
		}
	}
	if !p.SentAt.IsZero() {
		out = append(out, ui.Moment{When: at(ctx, p.SentAt), Title: i18n.T(ctx, "The link is sent")})
	}
	if !p.EndedAt.IsZero() {
		_, label := recoveryMark(ctx, p.Recovery)
		out = append(out, ui.Moment{When: at(ctx, p.EndedAt), Title: label, Text: p.Names[p.EndedBy].Name})
	}
	return out
}
