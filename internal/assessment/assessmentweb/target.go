package assessmentweb

import (
	"context"
	"net/http"
	"strconv"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// targetPage is the map of a target.
type targetPage struct {
	assessment.Map
	Class  string
	Notice string
	After  int
	Errors ui.FormErrors
}

// path is the target's address.
func (p targetPage) path() string { return targetPath(p.Target.ID) }

// next is the address of the rest of the map, "" at its end.
func (p targetPage) next() string {
	if p.Map.Next == 0 {
		return ""
	}
	return p.path() + "?after=" + strconv.Itoa(p.Map.Next) + "#map"
}

func (p *Pages) target(w http.ResponseWriter, r *http.Request) error {
	return p.showTarget(w, r, http.StatusOK, nil)
}

func (p *Pages) showTarget(w http.ResponseWriter, r *http.Request, status int, errors ui.FormErrors) error {
	target, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	after, err := web.Number(r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	actor := authz.From(r.Context())
	m, err := p.assessment.Map(r.Context(), actor, target, after)
	if err != nil {
		return err
	}
	return web.Render(w, r, status, targetView(targetPage{m, actor.Class, p.sessions.TakeFlash(r.Context()), after, errors}))
}

// change does something to the target of the path, says so, and goes on.
func (p *Pages) change(w http.ResponseWriter, r *http.Request, said func(ctx context.Context) string, to func(target id.ID) string, do func(ctx context.Context, actor authz.Actor, target id.ID) error) error {
	target, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	return p.act(w, r, said(ctx), to(target), do(ctx, authz.From(ctx), target))
}

func silent(context.Context) string { return "" }

func (p *Pages) finish(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, func(ctx context.Context) string {
		return i18n.T(ctx, "This is where you stand, by what you have said so far.")
	}, targetPath, p.assessment.Finish)
}

func (p *Pages) more(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, silent, askPath, p.assessment.AskMore)
}

func (p *Pages) again(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, silent, askPath, func(ctx context.Context, actor authz.Actor, target id.ID) error {
		err := p.assessment.Again(ctx, actor, target)
		if errs.Is(err, errs.Conflict) {
			return nil // the last round is not finished: one goes on with it
		}
		return err
	})
}

func (p *Pages) snapshot(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, func(ctx context.Context) string { return i18n.T(ctx, "Where you stand today is kept as a snapshot.") }, func(t id.ID) string { return targetPath(t) + "#time" }, p.assessment.Take)
}

func (p *Pages) end(w http.ResponseWriter, r *http.Request) error {
	target, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	err = p.assessment.EndTarget(ctx, authz.From(ctx), target)
	if complaints, status := refused(ctx, err, ""); complaints != nil {
		return p.showTarget(w, r, status, complaints)
	}
	return p.act(w, r, i18n.T(ctx, "The target is put away. What you answered is kept."), standingPath, err)
}

// competencyPage is one competency with all that is said of it.
type competencyPage struct {
	assessment.Competency
	Notice string
}

func (p *Pages) competency(w http.ResponseWriter, r *http.Request) error {
	target, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	competency, err := web.PathID(r, "competency")
	if err != nil {
		return err
	}
	c, err := p.assessment.ShowCompetency(r.Context(), authz.From(r.Context()), target, competency)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, competencyView(competencyPage{c, p.sessions.TakeFlash(r.Context())}))
}

// mapRows is the table that says what the picture shows; person is whose map it is, where somebody else reads it.
func mapRows(ctx context.Context, target id.ID, person string, rows []assessment.Row) []ui.Row {
	out := make([]ui.Row, len(rows))
	for i, r := range rows {
		name := ui.Text(r.Text.Title)
		if target != "" {
			name = anchor(competencyPath(target, r.Competency), r.Text.Title)
		}
		basis := ""
		if r.Known() && r.State != assessment.StateOutside {
			basis = basisFor(ctx, r.Best.Basis, person)
		}
		out[i] = ui.Row{Cells: append([]templComponent{name}, ui.Cells(r.WantedTitle(), standingWords(ctx, r), basis, stateWords(ctx, r.Line)).Cells...)}
	}
	return out
}

func mapColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Header: i18n.T(ctx, "Competency")}, {Header: i18n.T(ctx, "Asked for")}, {Header: i18n.T(ctx, "Standing")}, {Header: i18n.T(ctx, "Says who")}, {Header: i18n.T(ctx, "How that compares")}}
}

// group is the rows of one framework.
type group struct {
	Framework string
	Rows      []assessment.Row
}

// byFramework groups rows by framework, each where its first row stands.
func byFramework(rows []assessment.Row) []group {
	at := map[string]int{}
	var out []group
	for _, r := range rows {
		i, ok := at[r.Text.Framework]
		if !ok {
			i = len(out)
			at[r.Text.Framework] = i
			out = append(out, group{Framework: r.Text.Framework})
		}
		out[i].Rows = append(out[i].Rows, r)
	}
	return out
}
