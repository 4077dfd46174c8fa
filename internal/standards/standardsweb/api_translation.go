package standardsweb

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

type (
	// FrameTranslationBody is what a version says of itself and of its levels in another language.
	FrameTranslationBody struct {
		Title       string                 `json:"title" maxLength:"300" example:"Competencias de la junta"`
		Description string                 `json:"description,omitempty" maxLength:"20000"`
		Levels      []levelTranslationJSON `json:"levels,omitempty" maxItems:"12"`
	}
	levelTranslationJSON struct {
		Code        string `json:"code" maxLength:"200" example:"expert"`
		Title       string `json:"title" maxLength:"100" example:"Experto"`
		Description string `json:"description,omitempty" maxLength:"20000"`
	}
	frameTranslationJSON struct {
		Language string `json:"language"`
		FrameTranslationBody
	}
	// CompetencyTranslationBody is what a competency says in another language.
	CompetencyTranslationBody struct {
		Title       string                     `json:"title" maxLength:"20000" example:"Escuchar a los lectores"`
		Description string                     `json:"description,omitempty" maxLength:"20000"`
		Statements  []statementTranslationJSON `json:"statements,omitempty" maxItems:"600"`
	}
	statementTranslationJSON struct {
		ID   string `json:"id" maxLength:"64" doc:"Id of the can-do statement."`
		Text string `json:"text" maxLength:"20000"`
	}
	competencyTranslationJSON struct {
		Language string `json:"language"`
		CompetencyTranslationBody
	}
	translateDraftIn struct {
		ChangeDraftIn
		Language string `path:"language" maxLength:"35" doc:"BCP 47 tag, such as es or pt-BR."`
		Body     FrameTranslationBody
	}
	translateCompetencyIn struct {
		ChangeCompetencyIn
		Language string `path:"language" maxLength:"35" doc:"BCP 47 tag, such as es or pt-BR."`
		Body     CompetencyTranslationBody
	}
)

// languagesOf are those of translations, in the order of their tags.
func languagesOf(list []standards.Translation) []string {
	var out []string
	for _, t := range list {
		out = append(out, t.Language)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func frameTranslationsJSON(list []standards.Translation) []frameTranslationJSON {
	out := []frameTranslationJSON{}
	for _, language := range languagesOf(list) {
		t := frameTranslationJSON{Language: language}
		for _, x := range list {
			switch {
			case x.Language != language:
			case x.Object == "":
				t.Title, t.Description = x.Title, x.Description
			default:
				t.Levels = append(t.Levels, levelTranslationJSON{x.Object, x.Title, x.Description})
			}
		}
		out = append(out, t)
	}
	return out
}

// competencyTranslationsJSON are those of a competency and its statements, not those of its levels.
func competencyTranslationsJSON(v standards.CompetencyView) []competencyTranslationJSON {
	own := slices.DeleteFunc(slices.Clone(v.Translations), func(t standards.Translation) bool {
		return slices.ContainsFunc(v.Levels, func(l standards.Level) bool { return l.Code == t.Object })
	})
	out := []competencyTranslationJSON{}
	for _, language := range languagesOf(own) {
		t := competencyTranslationJSON{Language: language}
		for _, x := range own {
			switch {
			case x.Language != language:
			case x.Object == string(v.ID):
				t.Title, t.Description = x.Title, x.Description
			default:
				t.Statements = append(t.Statements, statementTranslationJSON{x.Object, x.Title})
			}
		}
		out = append(out, t)
	}
	return out
}

func (p *Pages) apiTranslateDraft(ctx context.Context, in *translateDraftIn) (*draftOut, error) {
	framework, seen, err := p.draftToChange(ctx, in.ChangeDraftIn)
	if err != nil {
		return nil, err
	}
	d, err := p.standards.Frame(ctx, authz.From(ctx), framework)
	if err != nil {
		return nil, err
	}
	t := standards.FrameTranslation{Title: web.Clean(in.Body.Title), Description: web.Clean(in.Body.Description), Levels: map[string]standards.Level{}}
	names := map[string]string{}
	for i, l := range in.Body.Levels {
		if !slices.ContainsFunc(d.Levels, func(h standards.Level) bool { return h.Code == l.Code }) {
			return nil, errs.Bad(fmt.Sprintf("levels[%d].code", i), "There is no such level in this version.")
		}
		t.Levels[l.Code] = standards.Level{Title: web.Clean(l.Title), Description: web.Clean(l.Description)}
		names[standards.LevelTitleField(l.Code)], names[standards.LevelTextField(l.Code)] = fmt.Sprintf("levels[%d].title", i), fmt.Sprintf("levels[%d].description", i)
	}
	err = p.standards.SaveFrameTranslation(ctx, authz.From(ctx), framework, in.Language, t, seen)
	if err != nil {
		return nil, atValues(err, func(field string) string { return cmp.Or(names[field], field) })
	}
	return p.draftSaid(ctx, framework)
}

func (p *Pages) apiTranslateCompetency(ctx context.Context, in *translateCompetencyIn) (*competencyOut, error) {
	v, seen, err := p.competencyToChange(ctx, in.ChangeCompetencyIn)
	if err != nil {
		return nil, err
	}
	t := standards.TranslationDraft{Title: web.Clean(in.Body.Title), Description: web.Clean(in.Body.Description), Statements: map[id.ID]string{}, Seen: seen}
	names := map[string]string{}
	for i, s := range in.Body.Statements {
		statement, ok := id.Parse(s.ID)
		if !ok {
			return nil, errs.Bad(fmt.Sprintf("statements[%d].id", i), "The draft does not have this statement any more.")
		}
		t.Statements[statement] = web.Clean(s.Text)
		names[standards.StatementField(statement)] = fmt.Sprintf("statements[%d]", i)
	}
	err = p.standards.SaveTranslation(ctx, authz.From(ctx), v.Version.FrameworkID, v.ID, in.Language, t)
	if err != nil {
		return nil, atValues(err, func(field string) string { return cmp.Or(names[field], field) })
	}
	return p.competencyAgain(ctx, v)
}
