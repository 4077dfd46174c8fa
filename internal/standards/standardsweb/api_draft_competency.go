package standardsweb

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// draftCompetencyAPI adds what is done to the competencies of a draft.
func (p *Pages) draftCompetencyAPI(a *web.API) {
	const all, one = "/frameworks/{key}/draft/competencies", "/frameworks/{key}/draft/competencies/{competency}"
	reads, writes := web.Scope(authz.ScopeStandardsRead), web.Scope(authz.ScopeStandardsWrite)
	add := operation("add-competency", http.MethodPost, all, "Add a competency to a draft, as the last one under another or at the top", whoEdits)
	add.DefaultStatus = http.StatusCreated
	web.Operation(a, add, writes, p.apiAddCompetency)
	web.Operation(a, operation("show-draft-competency", http.MethodGet, one, "A competency as the draft has it", whoDrafts+" Its ETag is the one to change it with. 409 without a draft."), reads, p.apiDraftCompetency)
	web.Operation(a, operation("save-competency", http.MethodPut, one, "Change what a draft says of a competency", whoEdits+" What is left out is emptied. A can-do statement that keeps its words, or three in four of them, keeps its id and its translations."), writes, p.apiSaveCompetency)
	remove := operation("take-out-competency", http.MethodDelete, one, "Take a competency out of a draft", whoEdits+" 409 while others stand under it. Where the version before holds it, somebody must decide before publishing what became of it.")
	remove.DefaultStatus = http.StatusNoContent
	web.Operation(a, remove, writes, p.apiTakeOut)
	web.Operation(a, operation("move-competency", http.MethodPost, one+"/move", "Move a competency of a draft, with all that stands under it", whoEdits), writes, p.apiMove)
	web.Operation(a, operation("put-back-competency", http.MethodPost, one+"/put-back", "Put back what was taken out of a draft, as it stood in the version before", whoEdits+" What was decided about it is forgotten. 409 where its code or its levels do not allow it. The ETag is that of the draft."), writes, p.apiPutBack)
	web.Operation(a, operation("translate-competency", http.MethodPut, one+"/translations/{language}", "Say in another language what a competency of a draft says", whoEdits+" What is left out or empty is not translated."), writes, p.apiTranslateCompetency)
	p.linkAPI(a, one+"/links", writes)
}

type (
	// CompetencyIn names a competency of a draft.
	CompetencyIn struct {
		DraftIn
		Competency string `path:"competency" maxLength:"64" doc:"Id of the competency."`
	}
	// ChangeCompetencyIn is CompetencyIn with what was read of it.
	ChangeCompetencyIn struct {
		CompetencyIn
		web.Match
	}
	// CompetencyBody is what an editor says of a competency.
	CompetencyBody struct {
		Code        string          `json:"code,omitempty" maxLength:"100" doc:"Unique in the version, without a comma." example:"TRU-01"`
		Kind        string          `json:"kind,omitempty" maxLength:"100" doc:"What its owner calls such a thing." example:"Skill"`
		Title       string          `json:"title" maxLength:"20000" example:"Hears what readers say"`
		Description string          `json:"description,omitempty" maxLength:"20000"`
		Statements  []StatementBody `json:"statements,omitempty" maxItems:"600" doc:"What somebody can do at a level; at most 50 for each."`
	}
	// StatementBody is a can-do statement as it is written.
	StatementBody struct {
		Level string `json:"level" maxLength:"200" doc:"Code of a level of the draft." example:"expert"`
		Text  string `json:"text" maxLength:"20000" example:"Leads a meeting with readers."`
	}
	addCompetencyIn struct {
		DraftIn
		Body struct {
			CompetencyBody
			Under string `json:"under,omitempty" maxLength:"64" doc:"Id of the competency that it is to stand under; left out for the top."`
		}
	}
	saveCompetencyIn struct {
		ChangeCompetencyIn
		Body CompetencyBody
	}
	moveIn struct {
		ChangeCompetencyIn
		Body struct {
			To    string `json:"to" enum:"up,down,top,under" doc:"One place up or down among those under the same, where it stays at the end; or to the end of the top level, or of what stands under another." example:"up"`
			Under string `json:"under,omitempty" maxLength:"64" doc:"Id of that other, with to: under."`
		}
	}
	putBackIn struct {
		ChangeDraftIn
		Competency string `path:"competency" maxLength:"64" doc:"Id of the competency."`
		Body       struct {
			Whole bool `json:"whole,omitempty" doc:"With what stood under it and was taken out too." example:"true"`
		}
	}
	putBackOut struct {
		Body struct {
			Competencies int `json:"competencies" doc:"How many came back."`
		}
	}
)

// draft reads what a program says of a competency.
func (b CompetencyBody) draft(seen time.Time) standards.CompetencyDraft {
	d := standards.CompetencyDraft{Code: web.Clean(b.Code), Kind: web.Clean(b.Kind), Title: web.Clean(b.Title), Description: web.Clean(b.Description), Statements: map[string][]string{}, Seen: seen}
	for _, s := range b.Statements {
		d.Statements[s.Level] = append(d.Statements[s.Level], strings.ReplaceAll(web.Clean(s.Text), "\n", " ")) // a line is a statement in the form
	}
	return d
}

// at gives complaints the names of the values: those about the statements of a level stand at the first of them.
func (b CompetencyBody) at(err error) error {
	return atValues(err, func(field string) string {
		level, ok := strings.CutPrefix(field, "statements-")
		if !ok {
			return field
		}
		return fmt.Sprintf("statements[%d].level", slices.IndexFunc(b.Statements, func(s StatementBody) bool { return s.Level == level }))
	})
}

// inDraft reads a competency of the draft of a framework, for whoever may do a thing with it.
func (p *Pages) inDraft(ctx context.Context, may authz.Permission, in CompetencyIn) (v standards.CompetencyView, err error) {
	actor := authz.From(ctx)
	framework, err := p.standards.Named(ctx, actor, may, in.Key)
	if err != nil {
		return v, err
	}
	competency, err := web.ID(in.Competency)
	if err != nil {
		return v, err
	}
	d, err := p.standards.Frame(ctx, actor, framework)
	if err != nil {
		return v, err
	}
	return p.standards.Competency(ctx, actor, d.Key, d.Number, competency)
}

// competencyToChange returns a competency of the draft and when what the program has seen of it was changed: the zero time where it made no condition.
func (p *Pages) competencyToChange(ctx context.Context, in ChangeCompetencyIn) (v standards.CompetencyView, seen time.Time, err error) {
	v, err = p.inDraft(ctx, standards.EditFrameworks, in.CompetencyIn)
	if err != nil || !in.Asked() {
		return v, seen, err
	}
	return v, v.UpdatedAt, in.Against(competencyTag(v))
}

// competencyAgain answers with a competency of the draft as it is now.
func (p *Pages) competencyAgain(ctx context.Context, v standards.CompetencyView) (*competencyOut, error) {
	now, err := p.standards.Competency(ctx, authz.From(ctx), v.Version.Key, v.Version.Number, v.ID)
	if err != nil {
		return nil, err
	}
	return competencySaid(now), nil
}

// parentIn reads what something is to stand under.
func parentIn(given string) (id.ID, error) {
	parent, ok := id.Parse(given)
	if !ok && given != "" {
		return "", noParent()
	}
	return parent, nil
}

func noParent() error {
	return errs.Bad("under", "There is no such competency in this version.")
}

func (p *Pages) apiAddCompetency(ctx context.Context, in *addCompetencyIn) (*competencyOut, error) {
	actor := authz.From(ctx)
	framework, err := p.standards.Named(ctx, actor, standards.EditFrameworks, in.Key)
	if err != nil {
		return nil, err
	}
	parent, err := parentIn(in.Body.Under)
	if err != nil {
		return nil, err
	}
	c, err := p.standards.AddCompetency(ctx, actor, framework, parent, in.Body.draft(time.Time{}))
	switch {
	case errs.Is(err, errs.NotFound):
		return nil, noParent() // the framework is there
	case err != nil:
		return nil, in.Body.at(err)
	}
	return p.draftCompetencySaid(ctx, CompetencyIn{in.DraftIn, string(c.ID)}, standards.EditFrameworks)
}

func (p *Pages) draftCompetencySaid(ctx context.Context, in CompetencyIn, may authz.Permission) (*competencyOut, error) {
	v, err := p.inDraft(ctx, may, in)
	if err != nil {
		return nil, err
	}
	return competencySaid(v), nil
}

func (p *Pages) apiDraftCompetency(ctx context.Context, in *CompetencyIn) (*competencyOut, error) {
	return p.draftCompetencySaid(ctx, *in, standards.ReadDrafts)
}

func (p *Pages) apiSaveCompetency(ctx context.Context, in *saveCompetencyIn) (*competencyOut, error) {
	v, seen, err := p.competencyToChange(ctx, in.ChangeCompetencyIn)
	if err != nil {
		return nil, err
	}
	if err := p.standards.SaveCompetency(ctx, authz.From(ctx), v.Version.FrameworkID, v.ID, in.Body.draft(seen)); err != nil {
		return nil, in.Body.at(err)
	}
	return p.competencyAgain(ctx, v)
}

func (p *Pages) apiTakeOut(ctx context.Context, in *ChangeCompetencyIn) (*struct{}, error) {
	v, seen, err := p.competencyToChange(ctx, *in)
	if err != nil {
		return nil, err
	}
	return nil, p.standards.RemoveCompetency(ctx, authz.From(ctx), v.Version.FrameworkID, v.ID, seen)
}

func (p *Pages) apiMove(ctx context.Context, in *moveIn) (*competencyOut, error) {
	v, seen, err := p.competencyToChange(ctx, in.ChangeCompetencyIn)
	if err != nil {
		return nil, err
	}
	actor, framework := authz.From(ctx), v.Version.FrameworkID
	switch in.Body.To {
	case "up", "down":
		err = p.standards.MoveCompetency(ctx, actor, framework, v.ID, in.Body.To == "up", seen)
	case "top":
		err = p.standards.PutUnder(ctx, actor, framework, v.ID, "", seen)
	default:
		parent, bad := parentIn(in.Body.Under)
		if bad != nil || parent == "" {
			return nil, errs.Bad("under", "Choose where it is to stand.")
		}
		err = p.standards.PutUnder(ctx, actor, framework, v.ID, parent, seen)
		if errs.Is(err, errs.NotFound) { // the one that moves is there
			err = noParent()
		}
		err = atValues(err, func(string) string { return "under" })
	}
	if err != nil {
		return nil, err
	}
	return p.competencyAgain(ctx, v)
}

func (p *Pages) apiPutBack(ctx context.Context, in *putBackIn) (*putBackOut, error) {
	framework, seen, err := p.draftToChange(ctx, in.ChangeDraftIn)
	if err != nil {
		return nil, err
	}
	competency, err := web.ID(in.Competency)
	if err != nil {
		return nil, err
	}
	var out putBackOut
	out.Body.Competencies, err = p.standards.PutBack(ctx, authz.From(ctx), framework, competency, in.Body.Whole, seen)
	return &out, err
}
