package assessmentweb

import (
	"context"
	"net/http"
	"net/url"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

const sharingPath = standingPath + "/others"

// sharingPage is whom a person asked or lets read, who looked, and who asked them.
type sharingPage struct {
	Open, Ended []assessment.Invitation
	Received    []assessment.Received
	Looks       []assessment.LookedAt
	Targets     []assessment.TargetView
	Form        url.Values
	Errors      ui.FormErrors
	Notice      string
}

func (p *Pages) sharing(w http.ResponseWriter, r *http.Request) error {
	return p.showSharing(w, r, http.StatusOK, url.Values{"target": {r.URL.Query().Get("target")}, "sees": {"map"}}, nil)
}

func (p *Pages) showSharing(w http.ResponseWriter, r *http.Request, status int, form url.Values, errors ui.FormErrors) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	v := sharingPage{Form: form, Errors: errors, Notice: p.sessions.TakeFlash(ctx)}
	all, err := p.assessment.Invitations(ctx, actor)
	if err != nil {
		return err
	}
	now := p.clock.Now()
	for _, i := range all {
		if i.Open(now) {
			v.Open = append(v.Open, i)
		} else {
			v.Ended = append(v.Ended, i)
		}
	}
	if v.Received, err = p.assessment.ReceivedOf(ctx, actor); err != nil {
		return err
	}
	if v.Looks, err = p.assessment.Looks(ctx, actor); err != nil {
		return err
	}
	h, err := p.assessment.Home(ctx, actor)
	if err != nil {
		return err
	}
	v.Targets = h.Targets
	return web.Render(w, r, status, sharingView(v))
}

// seesOf reads which parts somebody may see.
func seesOf(form url.Values) assessment.Sees {
	var s assessment.Sees
	for _, x := range form["sees"] {
		switch x {
		case "map":
			s.Map = true
		case "answers":
			s.Answers = true
		case "reflection":
			s.Reflection = true
		}
	}
	return s
}

func (p *Pages) invite(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	target, ok := id.Parse(form.Get("target"))
	if !ok {
		return p.showSharing(w, r, http.StatusUnprocessableEntity, form, ui.ErrorsOf(ctx, errs.Bad("target", "Choose which of your targets it is about.")))
	}
	n := assessment.NewInvitation{Voice: assessment.Basis(form.Get("voice")), Name: form.Get("name"), Address: form.Get("address"), Message: form.Get("message"), Sees: seesOf(form)}
	i, err := p.assessment.Invite(ctx, authz.From(ctx), target, n)
	if complaints, status := refused(ctx, err, ""); complaints != nil {
		return p.showSharing(w, r, status, form, complaints)
	}
	said := i18n.T(ctx, "The letter to %s is on its way.", i.Name)
	if !i.SentAt.IsZero() {
		said = i18n.T(ctx, "%s was invited already. You can send the letter again below.", i.Name)
	}
	return p.act(w, r, said, sharingPath, err)
}

// onInvitation does something to the invitation of the path.
func (p *Pages) onInvitation(w http.ResponseWriter, r *http.Request, said func(ctx context.Context) string, do func(ctx context.Context, actor authz.Actor, invitation id.ID, form url.Values) error) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	invitation, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	err = do(ctx, authz.From(ctx), invitation, form)
	if complaints, status := refused(ctx, err, ""); complaints != nil {
		return p.offerAnew(w, r, status, invitation, form, complaints)
	}
	return p.act(w, r, said(ctx), sharingPath, err)
}

// offerAnew shows why an invitation could not be changed, above the form of a new one that is filled with what it said and with what was ticked.
func (p *Pages) offerAnew(w http.ResponseWriter, r *http.Request, status int, invitation id.ID, ticked url.Values, complaints ui.FormErrors) error {
	all, err := p.assessment.Invitations(r.Context(), authz.From(r.Context()))
	if err != nil {
		return err
	}
	form := url.Values{"sees": ticked["sees"]}
	for _, i := range all {
		if i.ID == invitation {
			form = url.Values{"target": {string(i.TargetID)}, "voice": {string(i.Voice)}, "name": {i.Name}, "address": {i.Address}, "message": {i.Message}, "sees": ticked["sees"]}
		}
	}
	return p.showSharing(w, r, status, form, complaints)
}

func (p *Pages) letSee(w http.ResponseWriter, r *http.Request) error {
	return p.onInvitation(w, r, func(ctx context.Context) string { return i18n.T(ctx, "It is kept, and holds from now on.") },
		func(ctx context.Context, actor authz.Actor, invitation id.ID, form url.Values) error {
			return p.assessment.LetSee(ctx, actor, invitation, seesOf(form))
		})
}

func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	return p.onInvitation(w, r, func(ctx context.Context) string {
		return i18n.T(ctx, "It is taken back. Whoever opens the link now is told so.")
	}, func(ctx context.Context, actor authz.Actor, invitation id.ID, _ url.Values) error {
		return p.assessment.Withdraw(ctx, actor, invitation)
	})
}

func (p *Pages) sendAgain(w http.ResponseWriter, r *http.Request) error {
	return p.onInvitation(w, r, func(ctx context.Context) string { return i18n.T(ctx, "The letter is on its way once more.") },
		func(ctx context.Context, actor authz.Actor, invitation id.ID, _ url.Values) error {
			return p.assessment.SendAgain(ctx, actor, invitation)
		})
}

// seesOptions are the parts that can be let see.
func seesOptions(ctx context.Context, chosen assessment.Sees) []ui.Option {
	return []ui.Option{
		{Value: "map", Label: i18n.T(ctx, "The map: where you stand"), Selected: chosen.Map},
		{Value: "answers", Label: i18n.T(ctx, "The answers: what you said, beside what they said"), Selected: chosen.Answers},
		{Value: "reflection", Label: i18n.T(ctx, "What you wrote about yourself"), Selected: chosen.Reflection},
	}
}

func voiceOptions(ctx context.Context) []ui.Option {
	out := []ui.Option{{Value: "", Label: i18n.T(ctx, "Please choose")}}
	for _, b := range assessment.Roles {
		label := basisWords(ctx, b)
		if b == assessment.ByReader {
			label = i18n.T(ctx, "Somebody who only reads")
		}
		out = append(out, ui.Option{Value: string(b), Label: label})
	}
	return out
}

func targetOptions(list []assessment.TargetView, chosen string) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, t := range list {
		out[i] = ui.Option{Value: string(t.ID), Label: t.Title, Selected: string(t.ID) == chosen}
	}
	return out
}

// lookWords say what was looked at.
func lookWords(ctx context.Context, what string) string {
	switch what {
	case "map":
		return i18n.T(ctx, "The map")
	case "answers":
		return i18n.T(ctx, "The answers")
	}
	return i18n.T(ctx, "What you wrote about yourself")
}

func lookRows(ctx context.Context, list []assessment.LookedAt) []ui.Row {
	out := make([]ui.Row, len(list))
	for i, l := range list {
		out[i] = ui.Cells(i18n.DateTime(ctx, l.At), l.Name, lookWords(ctx, l.What), l.Target)
	}
	return out
}
