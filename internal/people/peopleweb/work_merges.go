package peopleweb

import (
	"context"
	"net/http"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

const mergesPath = "/work/merges"

func mergeRequestPath(m id.ID) string { return mergesPath + "/" + string(m) }

// mergesPage is the list of merges that are proposed.
type mergesPage struct {
	Open, Ended []people.MergeRequest
	Names       map[id.ID]people.Person
	Next, First string
}

func (p *Pages) merges(w http.ResponseWriter, r *http.Request) error {
	ctx, actor, cursor := r.Context(), authz.From(r.Context()), r.URL.Query().Get("cursor")
	var v mergesPage
	open, err := p.people.MergeRequests(ctx, actor, page.Request{Cursor: cursor, Limit: 50})
	if err != nil {
		return err
	}
	v.Open = open.Items
	v.Next, v.First = around(mergesPath, cursor, open.Next)
	if cursor == "" {
		if v.Ended, err = p.people.EndedMerges(ctx, actor); err != nil {
			return err
		}
	}
	if v.Names, err = p.namesOf(ctx, append(v.Open, v.Ended...)...); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, mergesView(v))
}

// namesOf are the people who take part in merges. One who was merged is named as who survives.
func (p *Pages) namesOf(ctx context.Context, all ...people.MergeRequest) (map[id.ID]people.Person, error) {
	var ids []id.ID
	for _, m := range all {
		for _, one := range []id.ID{m.From, m.Into, m.OpenedBy, m.EndedBy} {
			if one != "" {
				ids = append(ids, one)
			}
		}
	}
	return p.people.Persons(ctx, ids)
}

// mergeRequestPage is one proposal with what can be done about it.
type mergeRequestPage struct {
	people.MergeRequest
	// Along is what would come along, while it is under way.
	Along mergePage
	Names map[id.ID]people.Person
	// Mine says that the actor proposed it, Own that it is about themselves.
	Mine, Own bool
	Notice    string
	Errors    ui.FormErrors
}

func (p *Pages) mergeRequest(w http.ResponseWriter, r *http.Request) error {
	return p.showMergeRequest(w, r, http.StatusOK, mergeRequestPage{Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showMergeRequest(w http.ResponseWriter, r *http.Request, status int, v mergeRequestPage) error {
	ctx, actor := r.Context(), authz.From(r.Context())
	which, err := mergeRequestID(r)
	if err != nil {
		return err
	}
	if v.MergeRequest, err = p.people.MergeRequest(ctx, actor, which); err != nil {
		return err
	}
	if v.Names, err = p.namesOf(ctx, v.MergeRequest); err != nil {
		return err
	}
	v.Mine, v.Own = v.Names[v.OpenedBy].ID == actor.PersonID, v.From == actor.PersonID || v.Into == actor.PersonID
	if v.Outcome == "" && !v.Own {
		if v.Along.MergePreview, err = p.people.PreviewMerge(ctx, actor, v.From, v.Into); err == nil {
			err = p.fillMerge(ctx, &v.Along)
		}
		if err != nil && !errs.Is(err, errs.NotFound) { // one of them was closed: it is refused here
			return err
		}
	}
	return web.Render(w, r, status, mergeRequestView(v))
}

// mergeRequestID returns the id in the path; one that cannot be an id is nothing's.
func mergeRequestID(r *http.Request) (id.ID, error) {
	which, ok := id.Parse(r.PathValue("id"))
	if !ok {
		return "", errs.New(errs.NotFound, "There is no such proposal.")
	}
	return which, nil
}

func (p *Pages) agreeMerge(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	return p.decideMerge(w, r, i18n.T(r.Context(), "The two are one person now."), func(which id.ID) error {
		return p.people.AgreeMerge(r.Context(), authz.From(r.Context()), which, form.Get("read"))
	})
}

func (p *Pages) refuseMerge(w http.ResponseWriter, r *http.Request) error {
	return p.decideMerge(w, r, i18n.T(r.Context(), "The proposal is refused. Nothing was changed."), func(which id.ID) error {
		return p.people.RefuseMerge(r.Context(), authz.From(r.Context()), which)
	})
}

// decideMerge does a step and goes back to the proposal; what speaks against it is shown there.
func (p *Pages) decideMerge(w http.ResponseWriter, r *http.Request, said string, do func(id.ID) error) error {
	which, err := mergeRequestID(r)
	if err != nil {
		return err
	}
	err = do(which)
	if errs.Is(err, errs.Conflict) {
		return p.showMergeRequest(w, r, web.Status(err), mergeRequestPage{Errors: saidOf(r.Context(), err)})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(r.Context(), said)
	return web.Redirect(w, r, mergeRequestPath(which))
}

// mergeMark says how far a proposal is.
func mergeMark(ctx context.Context, m people.MergeRequest) (ui.Kind, string) {
	switch m.Outcome {
	case people.MergeDone:
		return ui.Good, i18n.T(ctx, "Merged")
	case people.MergeRefused:
		return ui.Neutral, i18n.T(ctx, "Refused")
	case people.MergeLapsed:
		return ui.Neutral, i18n.T(ctx, "Ended")
	}
	return ui.Warn, i18n.T(ctx, "Waits for a second person")
}

// mergeCourse is what became of a proposal so far.
func mergeCourse(ctx context.Context, p mergeRequestPage) []ui.Moment {
	out := []ui.Moment{{When: i18n.DateTime(ctx, p.OpenedAt), Title: i18n.T(ctx, "Proposed by %s", p.Names[p.OpenedBy].Name), Text: p.Proof}}
	if !p.EndedAt.IsZero() {
		_, label := mergeMark(ctx, p.MergeRequest)
		out = append(out, ui.Moment{When: i18n.DateTime(ctx, p.EndedAt), Title: label, Text: p.Names[p.EndedBy].Name})
	}
	return out
}
