package app

import (
	"context"
	"errors"
	"net/http"

	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/people/peopleweb"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// prepare adds to a request what every page needs: language, zone, and who looks at it.
func (a *App) prepare(r *http.Request) *http.Request {
	actor := authz.From(r.Context())
	prefs := peopleweb.PreferencesOf(r, actor, a.zone)
	ctx := i18n.With(r.Context(), i18n.Locale{Lang: prefs.Language, Zone: prefs.Zone})
	ctx = ui.WithViewer(ctx, ui.Viewer{
		SignedIn:    actor.SignedIn(),
		Name:        actor.Name,
		Member:      actor.Member(),
		Staff:       actor.Staff(),
		Admin:       actor.Has(authz.Admin),
		Demo:        a.Demo,
		Withheld:    len(actor.Withheld) > 0,
		Path:        r.URL.RequestURI(),
		Theme:       prefs.Theme,
		Association: a.Association,
	})
	return r.WithContext(ctx)
}

// count keeps the step of a visit, unless the visitor asked not to be counted.
func (a *App) count(r *http.Request, route *web.Route, status int) {
	if route.Entry == "" || status != http.StatusOK || r.Method != http.MethodGet || measures.AskedNotTo(r.Header.Get) {
		return
	}
	visit, err := a.Measures.VisitKey(context.WithoutCancel(r.Context()), web.RemoteIP(r), r.UserAgent())
	if err != nil {
		a.Log.Warn("a step was not counted", "error", err)
		return
	}
	a.Measures.AddStep(visit, route.Name, route.Entry)
}

// fail renders an error: a problem document for programs, a page for people. A stranger at a
// page that needs a person is sent to sign in and comes back to it.
func (a *App) fail(w http.ResponseWriter, r *http.Request, route *web.Route, err error) {
	web.Log(a.Log, r, err)
	if route.API {
		web.WriteProblem(w, r, err)
		return
	}
	status := web.Status(err)
	if status == http.StatusUnauthorized && !authz.From(r.Context()).SignedIn() && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		web.Redirect(w, r, peopleweb.SignInPath(r.URL.RequestURI()))
		return
	}
	if errors.Is(err, web.ErrNotFresh) && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		web.Redirect(w, r, peopleweb.ConfirmPath(r.URL.RequestURI()))
		return
	}
	web.RetryHeader(w, err)
	w.Header().Set("Cache-Control", "no-store")
	page := errorPage(status, web.Message(r.Context(), err), web.RequestID(r.Context()))
	switch {
	case errors.Is(err, web.ErrNotFresh):
		page = peopleweb.NotFreshPage()
	case errors.Is(err, web.ErrWithheld):
		page = peopleweb.WithheldPage(peopleweb.ConfirmPath(r.URL.RequestURI()))
	}
	if err := web.Render(w, r, status, page); err != nil {
		a.Log.Error("the error page failed", "id", web.RequestID(r.Context()), "error", err)
	}
}
