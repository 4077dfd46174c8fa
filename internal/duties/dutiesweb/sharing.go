package dutiesweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// sharingPage is whom a person lets see where they stand, and who looked.
type sharingPage struct {
	Consents []duties.Consent
	Looks    []duties.Look
	Next     string
	Later    bool
	// Found are organisations to choose from, Chosen the one that was.
	Found  []people.Organisation
	Form   url.Values
	Errors ui.FormErrors
	Notice string
}

func (p *Pages) sharing(w http.ResponseWriter, r *http.Request) error {
	return p.showSharing(w, r, http.StatusOK, sharingPage{Form: r.URL.Query(), Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showSharing(w http.ResponseWriter, r *http.Request, status int, v sharingPage) error {
	ctx, actor, cursor := r.Context(), authz.From(r.Context()), r.URL.Query().Get("cursor")
	var err error
	if v.Consents, err = p.duties.Consents(ctx, actor); err != nil {
		return err
	}
	looks, err := p.duties.Looks(ctx, actor, page.Request{Cursor: cursor, Limit: 30})
	if err != nil {
		return err
	}
	v.Looks, v.Later = looks.Items, cursor != ""
	if looks.Next != "" {
		v.Next = "/my/agreements?" + url.Values{"cursor": {looks.Next}}.Encode()
	}
	text := v.Form.Get("q")
	if text == "" && v.Form.Get("organisation") == "" { // nobody is asked for what is known
		me, err := p.people.Person(ctx, actor.PersonID)
		if err != nil {
			return err
		}
		text = me.LibraryName
	}
	if text != "" {
		if v.Found, err = p.duties.OrganisationsNamed(ctx, actor, text); err != nil {
			return err
		}
	} else if chosen, ok := id.Parse(v.Form.Get("organisation")); ok {
		if o, err := p.people.Organisation(ctx, chosen); err == nil {
			v.Found = []people.Organisation{o}
		}
	}
	return web.Render(w, r, status, sharingView(v))
}

func (p *Pages) agree(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	organisation, _ := id.Parse(form.Get("organisation"))
	err = p.duties.Agree(ctx, authz.From(ctx), organisation, form.Get("role"), form.Get("since"))
	if e := ui.ErrorsOf(ctx, err); e != nil {
		return p.showSharing(w, r, http.StatusUnprocessableEntity, sharingPage{Form: form, Errors: e})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "You agreed. Once the library has confirmed it you are counted; whoever looks is listed below, and you can take it back at any time."))
	return web.Redirect(w, r, "/my/agreements")
}

func (p *Pages) takeBack(w http.ResponseWriter, r *http.Request) error {
	consent, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := p.duties.TakeBack(ctx, authz.From(ctx), consent); err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "You took it back. Nobody there sees where you stand any more."))
	return web.Redirect(w, r, "/my/agreements")
}

func organisationOptions(ctx context.Context, list []people.Organisation) []ui.Option {
	out := []ui.Option{}
	for _, o := range list {
		label := o.Name
		if o.ParentName != "" {
			label = i18n.T(ctx, "%s, part of %s", o.Name, o.ParentName)
		}
		out = append(out, ui.Option{Value: string(o.ID), Label: label})
	}
	return out
}

func lookRows(ctx context.Context, list []duties.Look) []ui.Row {
	var out []ui.Row
	for _, l := range list {
		out = append(out, ui.Row{Cells: []templ.Component{ui.Text(i18n.DateTime(ctx, l.At)), ui.Text(l.ViewerName), ui.Text(l.Organisation)}})
	}
	return out
}

func laterHref(later bool) string {
	if later {
		return "/my/agreements"
	}
	return ""
}

// endedWord says who ended an agreement.
func endedWord(ctx context.Context, c duties.Consent) string {
	if c.Declined {
		return i18n.T(ctx, "Ended by the library")
	}
	return i18n.T(ctx, "Taken back")
}
