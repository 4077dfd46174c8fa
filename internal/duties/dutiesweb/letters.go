package dutiesweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/platform/web"
)

// chooseLetters takes when the reader wants to be written to.
func (p *Pages) chooseLetters(w http.ResponseWriter, r *http.Request) error {
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	_, err = p.duties.SetLettersBefore(ctx, authz.From(ctx), numbersOf(form["before"]))
	if e := ui.ErrorsOf(ctx, err); e != nil {
		return p.showMy(w, r, http.StatusUnprocessableEntity, myPage{Before: form["before"], Errors: e})
	}
	if err != nil {
		return err
	}
	p.sessions.Flash(ctx, i18n.T(ctx, "It is saved when you are written to."))
	return web.Redirect(w, r, "/my/duties")
}

// numbersOf reads what was ticked. What is no number is no step, as 0 is none.
func numbersOf(list []string) []int {
	out := make([]int, len(list))
	for i, x := range list {
		out[i], _ = strconv.Atoi(x)
	}
	return out
}

// stepOptions are the steps at which one may be written to.
func stepOptions(ctx context.Context, chosen []string) []ui.Option {
	var out []ui.Option
	for _, n := range duties.LetterSteps {
		value := strconv.Itoa(n)
		out = append(out, ui.Option{Value: value, Label: i18n.N(ctx, n, "%d day before", "%d days before"), Selected: slices.Contains(chosen, value)})
	}
	return out
}

type (
	lettersBody struct {
		Before []int `json:"before" nullable:"false" maxItems:"3" doc:"How many days before: of 90, 30 and 7, none for never." example:"[90, 30]"`
	}
	lettersIn  struct{ Body lettersBody }
	lettersOut struct{ Body lettersBody }
)

func (p *Pages) apiLetters(ctx context.Context, _ *struct{}) (*lettersOut, error) {
	before, err := p.duties.LettersBefore(ctx, authz.From(ctx))
	return &lettersOut{lettersBody{append([]int{}, before...)}}, err
}

func (p *Pages) apiChooseLetters(ctx context.Context, in *lettersIn) (*lettersOut, error) {
	before, err := p.duties.SetLettersBefore(ctx, authz.From(ctx), in.Body.Before)
	return &lettersOut{lettersBody{append([]int{}, before...)}}, err
}
