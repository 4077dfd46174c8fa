package standardsweb

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// draftAPI adds what is done to a draft as a whole.
func (p *Pages) draftAPI(a *web.API) {
	reads, writes := web.Scope(authz.ScopeStandardsRead), web.Scope(authz.ScopeStandardsWrite)
	begin := operation("begin-framework", http.MethodPost, "/frameworks", "Begin a framework with a draft of its first version", whoEdits+" It has three levels, to be changed as needed.")
	begin.DefaultStatus = http.StatusCreated
	web.Operation(a, begin, writes, p.apiBegin)
	web.Operation(a, operation("show-framework-draft", http.MethodGet, "/frameworks/{key}/draft", "The draft of a framework, with its levels and translations", whoDrafts+" Its competencies are those of list-competencies with its version. 409 without a draft."), reads, p.apiDraft)
	web.Operation(a, operation("begin-framework-draft", http.MethodPost, "/frameworks/{key}/draft", "Begin the draft of the next version as a copy of the last, or get the one that is under way", whoEdits), writes, p.apiBeginDraft)
	web.Operation(a, operation("save-framework-draft", http.MethodPut, "/frameworks/{key}/draft", "Change what a draft says of itself", whoEdits+" What is left out is emptied. That somebody looked up what was marked as unverified is said by people, in the browser."), writes, p.apiSaveDraft)
	discard := operation("discard-framework-draft", http.MethodDelete, "/frameworks/{key}/draft", "Throw a draft away", whoEdits+" A framework that was never published goes with it.")
	discard.DefaultStatus = http.StatusNoContent
	web.Operation(a, discard, writes, p.apiDiscard)
	web.Operation(a, operation("save-framework-levels", http.MethodPut, "/frameworks/{key}/draft/levels", "Replace the levels of a draft", whoEdits+" A level is known again by its code. One at which statements are cannot be left out."), writes, p.apiSaveLevels)
	web.Operation(a, operation("translate-framework", http.MethodPut, "/frameworks/{key}/draft/translations/{language}", "Say in another language what a draft says of itself and of its levels", whoEdits+" What is left out or empty is not translated."), writes, p.apiTranslateDraft)
}

type (
	// AboutBody is what an editor says of a version.
	AboutBody struct {
		Title       string `json:"title" maxLength:"300" example:"Skills of trustees"`
		Label       string `json:"label,omitempty" maxLength:"100" doc:"What its owner calls the version." example:"2027"`
		Description string `json:"description,omitempty" maxLength:"20000"`
		Owner       string `json:"owner,omitempty" maxLength:"300" doc:"Who wrote it."`
		Source      string `json:"source,omitempty" maxLength:"20000" doc:"Where it can be looked up."`
		Note        string `json:"note,omitempty" maxLength:"20000" doc:"What readers must know."`
		Language    string `json:"language,omitempty" maxLength:"35" doc:"BCP 47 tag of its texts; en when left out." example:"en"`
		ContentArea string `json:"content_area,omitempty" maxLength:"64" doc:"Code of the content area that it is about." example:"leadership"`
	}
	// DraftIn names a framework whose draft is meant.
	DraftIn struct {
		Key string `path:"key" maxLength:"200" doc:"Key of the framework."`
	}
	// ChangeDraftIn is DraftIn with what was read of the draft.
	ChangeDraftIn struct {
		DraftIn
		web.Match
	}
	beginIn     struct{ Body AboutBody }
	saveDraftIn struct {
		ChangeDraftIn
		Body AboutBody
	}
	draftOut struct {
		ETag string `header:"ETag"`
		Body FrameJSON
	}
	// LevelBody is a level as it is written.
	LevelBody struct {
		Code        string `json:"code,omitempty" maxLength:"200" doc:"Left out for a new level." example:"expert"`
		Title       string `json:"title" maxLength:"100" example:"Expert"`
		Description string `json:"description,omitempty" maxLength:"20000"`
	}
	saveLevelsIn struct {
		ChangeDraftIn
		Body struct {
			Levels []LevelBody `json:"levels" maxItems:"12" doc:"The lowest first."`
		}
	}
)

// aboutIn reads what a program says of a version.
func (p *Pages) aboutIn(ctx context.Context, b AboutBody) (standards.About, error) {
	a := standards.About{Label: web.Clean(b.Label), Title: web.Clean(b.Title), Description: web.Clean(b.Description), Owner: web.Clean(b.Owner), Source: web.Clean(b.Source), Note: web.Clean(b.Note), Language: web.Clean(b.Language), ContentArea: b.ContentArea}
	if a.ContentArea == "" {
		return a, nil
	}
	areas, err := p.catalogue.Areas(ctx)
	if err == nil && !slices.ContainsFunc(areas, func(x catalogue.Area) bool { return x.Code == a.ContentArea }) {
		err = errs.Bad("content_area", "Choose one of the content areas.")
	}
	return a, err
}

// draftToChange returns the framework and what the program has seen of its draft: nothing in particular where it made no condition.
func (p *Pages) draftToChange(ctx context.Context, in ChangeDraftIn) (framework id.ID, seen standards.Seen, err error) {
	actor := authz.From(ctx)
	if framework, err = p.standards.Named(ctx, actor, standards.EditFrameworks, in.Key); err != nil || !in.Asked() {
		return framework, "", err
	}
	v, err := p.standards.Frame(ctx, actor, framework)
	if err != nil {
		return framework, "", err
	}
	return framework, v.Seen(), in.Against(frameTag(v.Version))
}

// draftSaid answers with the draft as it is now.
func (p *Pages) draftSaid(ctx context.Context, framework id.ID) (*draftOut, error) {
	v, err := p.standards.Frame(ctx, authz.From(ctx), framework)
	if err != nil {
		return nil, err
	}
	return &draftOut{frameTag(v.Version), p.frameJSON(v)}, nil
}

// atValues gives the complaints about a form the names that the values have in the body of an operation.
func atValues(err error, name func(field string) string) error {
	e := errs.As(err)
	if e == nil || len(e.Fields) == 0 {
		return err
	}
	out := *e
	out.Fields = slices.Clone(e.Fields)
	for i := range out.Fields {
		out.Fields[i].Name = name(out.Fields[i].Name)
	}
	return &out
}

func (p *Pages) apiBegin(ctx context.Context, in *beginIn) (*draftOut, error) {
	about, err := p.aboutIn(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	v, err := p.standards.Create(ctx, authz.From(ctx), about)
	if err != nil {
		return nil, err
	}
	return p.draftSaid(ctx, v.FrameworkID)
}

func (p *Pages) apiDraft(ctx context.Context, in *DraftIn) (*draftOut, error) {
	framework, err := p.standards.Named(ctx, authz.From(ctx), standards.ReadDrafts, in.Key)
	if err != nil {
		return nil, err
	}
	return p.draftSaid(ctx, framework)
}

func (p *Pages) apiBeginDraft(ctx context.Context, in *DraftIn) (*draftOut, error) {
	framework, err := p.standards.Named(ctx, authz.From(ctx), standards.EditFrameworks, in.Key)
	if err != nil {
		return nil, err
	}
	if _, err := p.standards.BeginDraft(ctx, authz.From(ctx), framework); err != nil {
		return nil, err
	}
	return p.draftSaid(ctx, framework)
}

func (p *Pages) apiSaveDraft(ctx context.Context, in *saveDraftIn) (*draftOut, error) {
	framework, seen, err := p.draftToChange(ctx, in.ChangeDraftIn)
	if err != nil {
		return nil, err
	}
	about, err := p.aboutIn(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	if err := p.standards.SaveAbout(ctx, authz.From(ctx), framework, about, false, seen); err != nil {
		return nil, err
	}
	return p.draftSaid(ctx, framework)
}

func (p *Pages) apiDiscard(ctx context.Context, in *ChangeDraftIn) (*struct{}, error) {
	framework, seen, err := p.draftToChange(ctx, *in)
	if err != nil {
		return nil, err
	}
	return nil, p.standards.Discard(ctx, authz.From(ctx), framework, seen)
}

func (p *Pages) apiSaveLevels(ctx context.Context, in *saveLevelsIn) (*draftOut, error) {
	framework, seen, err := p.draftToChange(ctx, in.ChangeDraftIn)
	if err != nil {
		return nil, err
	}
	d, err := p.standards.Frame(ctx, authz.From(ctx), framework)
	if err != nil {
		return nil, err
	}
	given := make([]standards.Level, len(in.Body.Levels))
	names := map[string]string{}
	for i, l := range in.Body.Levels {
		given[i] = standards.Level{Code: l.Code, Title: web.Clean(l.Title), Description: web.Clean(l.Description)}
		names[standards.LevelField(i)] = fmt.Sprintf("levels[%d].title", i)
		if given[i].Title == "" {
			return nil, errs.Bad(names[standards.LevelField(i)], "Give it a title.")
		}
	}
	// What is left out is taken away, which the form says by a level without a title.
	for _, l := range d.Levels {
		if !slices.ContainsFunc(given, func(g standards.Level) bool { return g.Code == l.Code }) {
			names[standards.LevelField(len(given))] = "levels"
			given = append(given, standards.Level{Code: l.Code})
		}
	}
	err = p.standards.SaveLevels(ctx, authz.From(ctx), framework, given, seen)
	if err != nil {
		return nil, atValues(err, func(field string) string { return cmp.Or(names[field], "levels") })
	}
	return p.draftSaid(ctx, framework)
}
