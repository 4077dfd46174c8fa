package recognitionweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/recognition"
)

// dutiesPage says what an assessor would find of an offer, and what is missing.
type dutiesPage struct {
	recognition.Duties
	Form   url.Values
	Notice string
	// Seen names what was saved when the form was made; Theirs says that it was another text than this one was written over.
	Seen   string
	Theirs bool
	// More and First lead on in the list of past dates, and back to its beginning.
	More, First string
	Errors      ui.FormErrors
}

// pastShown is how many past dates a page lists.
const pastShown = 25

func dutiesPath(offer id.ID) string { return "/work/offers/" + string(offer) + "/duties" }

func (p *Pages) duties(w http.ResponseWriter, r *http.Request) error {
	return p.showDuties(w, r, http.StatusOK, dutiesPage{Notice: p.sessions.TakeFlash(r.Context())})
}

func (p *Pages) showDuties(w http.ResponseWriter, r *http.Request, status int, v dutiesPage) error {
	offer, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	cursor := r.URL.Query().Get("cursor")
	v.Duties, err = p.recognition.Duties(r.Context(), authz.From(r.Context()), offer, page.Request{Cursor: cursor, Limit: pastShown})
	if cursor != "" && errs.Is(err, errs.Invalid) {
		return web.Redirect(w, r, dutiesPath(offer))
	}
	if err != nil {
		return err
	}
	v.Seen = statementTag(v.Statement)
	if v.Next != "" {
		v.More = dutiesPath(offer) + "?" + url.Values{"cursor": {v.Next}}.Encode()
	}
	if cursor != "" {
		v.First = dutiesPath(offer)
	}
	if v.Form == nil {
		v.Form = url.Values{"need": {v.Statement.Need}, "follow_up": {v.Statement.FollowUp}}
		for person, words := range v.Statement.Qualifications {
			v.Form.Set("qualification-"+string(person), words)
		}
	}
	return web.Render(w, r, status, dutiesView(v))
}

func (p *Pages) saveDuties(w http.ResponseWriter, r *http.Request) error {
	offer, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	st := recognition.Statement{OfferID: offer, Need: form.Get("need"), FollowUp: form.Get("follow_up"), Qualifications: map[id.ID]string{}}
	for name := range form {
		if person, ok := strings.CutPrefix(name, "qualification-"); ok {
			if which, ok := id.Parse(person); ok {
				st.Qualifications[which] = form.Get(name)
			}
		}
	}
	err = p.recognition.SaveStatement(ctx, authz.From(ctx), st, func(was recognition.Statement) error {
		if seen := form.Get("seen"); seen != "" && seen != statementTag(was) {
			return errs.New(errs.Conflict, "Somebody else saved this while you were writing. Look at what they wrote, and save yours again if it still holds.")
		}
		return nil
	})
	if errs.Is(err, errs.Conflict) {
		return p.showDuties(w, r, http.StatusConflict, dutiesPage{Form: form, Theirs: true, Errors: ui.FormErrors{{Field: "need", Message: web.Message(ctx, err)}}})
	}
	if errs.Is(err, errs.Invalid) {
		return p.showDuties(w, r, http.StatusUnprocessableEntity, dutiesPage{Form: form, Errors: ui.ErrorsOf(ctx, err)})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "What you wrote for the assessor is saved."))
	return web.Redirect(w, r, dutiesPath(offer))
}

// gapWord says what is missing.
func gapWord(ctx context.Context, g recognition.Gap) string {
	switch g {
	case recognition.NoNeed:
		return i18n.T(ctx, "Nothing says which need it answers.")
	case recognition.NoOutcomes:
		return i18n.T(ctx, "It does not say what people will be able to do")
	case recognition.NoPresenter:
		return i18n.T(ctx, "Nobody is named as presenter")
	case recognition.NoQualification:
		return i18n.T(ctx, "Nothing says what qualifies each of its presenters.")
	case recognition.NoWorksheet:
		return i18n.T(ctx, "There is no worksheet for CEU")
	case recognition.NoResults:
		return i18n.T(ctx, "Too few have answered the evaluation to show results.")
	}
	return i18n.T(ctx, "Nothing says what followed from the evaluation.")
}

// dateWords says what is missing of a date that is over.
func dateWords(ctx context.Context, d recognition.DateGaps) string {
	var parts []string
	if d.Open {
		parts = append(parts, i18n.T(ctx, "not closed yet"))
	}
	if d.Conflicts > 0 {
		parts = append(parts, i18n.N(ctx, d.Conflicts, "sources differ about %d person", "sources differ about %d people"))
	}
	if d.Unresolved > 0 {
		parts = append(parts, i18n.N(ctx, d.Unresolved, "%d row of a file fits nobody", "%d rows of files fit nobody"))
	}
	if len(parts) == 0 {
		return i18n.T(ctx, "nothing is missing")
	}
	return i18n.List(ctx, parts)
}

// orNone is a text, or that there is none.
func orNone(ctx context.Context, s string) string {
	if s == "" {
		return i18n.T(ctx, "Nothing is written yet.")
	}
	return s
}
