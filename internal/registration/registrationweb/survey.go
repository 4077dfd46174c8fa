package registrationweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// surveyPage is an offer's own questions being written.
type surveyPage struct {
	registration.SurveyDesk
	Title  string
	Rows   []registration.Question
	Seen   string
	From   string // the key that was typed to copy from
	Notice string
	Errors ui.FormErrors
}

// emptyRows is how many blank questions stand below the others.
const emptyRows = 3

func surveyPath(offer id.ID) string { return "/work/offers/" + string(offer) + "/survey" }

func (p *Pages) survey(w http.ResponseWriter, r *http.Request) error {
	return p.showSurvey(w, r, http.StatusOK, surveyPage{Notice: p.notice(r.Context())})
}

// showSurvey shows the desk, with what was typed where there is something.
func (p *Pages) showSurvey(w http.ResponseWriter, r *http.Request, status int, v surveyPage) error {
	offer, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	if v.SurveyDesk, err = p.registration.SurveyDesk(ctx, actor, offer); err != nil {
		return err
	}
	if v.Title, err = p.titleOf(ctx, offer); err != nil {
		return err
	}
	if v.Rows == nil {
		v.Rows = v.Questions()
	}
	if v.Seen == "" {
		v.Seen = stampOf(v.SurveyDesk.Seen())
	}
	for range emptyRows {
		v.Rows = append(v.Rows, registration.Question{Kind: registration.Agree})
	}
	return web.Render(w, r, status, surveyView(v))
}

// titleOf is what an offer is called in what is being written of it, or else in what is published.
func (p *Pages) titleOf(ctx context.Context, offer id.ID) (string, error) {
	_, v, err := p.catalogue.Edit(ctx, authz.From(ctx), offer)
	return v.Title, err
}

// stampOf carries a moment through a form; "0" is none.
func stampOf(t time.Time) string {
	if t.IsZero() {
		return "0"
	}
	return strconv.FormatInt(t.UnixMicro(), 10)
}

// stampIn reads what stampOf wrote. What is no stamp is a moment at which nothing was seen.
func stampIn(s string) time.Time {
	switch n, err := strconv.ParseInt(s, 10, 64); {
	case err != nil || n < 0:
		return time.UnixMicro(1)
	case n == 0:
		return time.Time{}
	default:
		return time.UnixMicro(n).UTC()
	}
}

// questionsIn reads the rows of the form. A row that is taken out keeps its number, so that complaints stay with their rows.
func questionsIn(form url.Values) []registration.Question {
	var out []registration.Question
	for i := 1; i <= registration.MaxQuestions+emptyRows && form.Has("text_"+strconv.Itoa(i)); i++ {
		at := "_" + strconv.Itoa(i)
		place, err := strconv.Atoi(strings.TrimSpace(form.Get("place" + at)))
		if err != nil {
			place = i // where it stands
		}
		q := registration.Question{Kind: registration.QuestionKind(form.Get("kind" + at)), Text: form.Get("text" + at), Required: form.Get("required"+at) != "", Place: place,
			Options: strings.Split(strings.ReplaceAll(form.Get("options"+at), "\r", ""), "\n")}
		if form.Get("remove"+at) != "" {
			q = registration.Question{Kind: q.Kind, Place: place}
		}
		out = append(out, q)
	}
	return out
}

func (p *Pages) changeSurvey(w http.ResponseWriter, r *http.Request) error {
	offer, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx, actor := r.Context(), authz.From(r.Context())
	seen := stampIn(form.Get("seen"))
	v := surveyPage{Seen: form.Get("seen"), From: strings.TrimSpace(form.Get("from"))}
	to, notice := surveyPath(offer), i18n.T(ctx, "The questions are saved. Nobody is asked them until you publish them.")
	switch form.Get("do") {
	case "standard":
		err = p.registration.SaveSurvey(ctx, actor, offer, registration.StandardForm(), seen)
	case "copy":
		err = p.registration.CopySurvey(ctx, actor, offer, v.From, seen)
	case "publish":
		err = p.registration.PublishSurvey(ctx, actor, offer, seen)
		notice = i18n.T(ctx, "These questions are asked from now on.")
	case "discard":
		err = p.registration.DiscardSurvey(ctx, actor, offer, seen)
		notice = i18n.T(ctx, "Your changes are thrown away.")
	default:
		v.Rows = questionsIn(form)
		if err = p.registration.SaveSurvey(ctx, actor, offer, v.Rows, seen); err == nil && form.Get("do") == "preview" {
			to += "/preview"
		}
	}
	switch {
	case errs.Is(err, errs.Conflict):
		v.Errors, v.Seen = ui.FormErrors{{Message: web.Message(ctx, err)}}, ""
		return p.showSurvey(w, r, web.Status(err), v)
	case errs.Is(err, errs.Invalid):
		v.Errors = ui.ErrorsOf(ctx, err)
		return p.showSurvey(w, r, web.Status(err), v)
	case err != nil:
		return err
	}
	return p.done(w, r, to, notice)
}

// previewPage shows an offer's own questions as they will be asked.
type previewPage struct {
	registration.SurveyDesk
	Title string
}

func (p *Pages) previewSurvey(w http.ResponseWriter, r *http.Request) error {
	offer, err := web.PathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	var v previewPage
	if v.SurveyDesk, err = p.registration.SurveyDesk(ctx, authz.From(ctx), offer); err != nil {
		return err
	}
	if v.Title, err = p.titleOf(ctx, offer); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, previewView(v))
}

func surveyOptions(ctx context.Context, q registration.Question, given []string) []ui.Option {
	var out []ui.Option
	for _, c := range q.Choices() {
		chosen := false
		for _, g := range given {
			chosen = chosen || g == c.Value
		}
		out = append(out, ui.Option{Value: c.Value, Label: registration.Wording(ctx, c.Label), Selected: chosen})
	}
	return out
}

func questionKindOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, k := range registration.QuestionKinds {
		out = append(out, ui.Option{Value: string(k), Label: questionKindWord(ctx, k)})
	}
	return out
}

func questionKindWord(ctx context.Context, k registration.QuestionKind) string {
	switch k {
	case registration.Agree:
		return i18n.T(ctx, "A statement: from strongly disagree to strongly agree")
	case registration.OneOf:
		return i18n.T(ctx, "Choose one answer")
	case registration.SomeOf:
		return i18n.T(ctx, "Choose any number of answers")
	case registration.NumberOf:
		return i18n.T(ctx, "A number from 0 to 10")
	}
	return i18n.T(ctx, "In their own words")
}
