package standardsweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// operation describes one of the area's operations; who says who may.
func operation(id, method, path, summary, who string) huma.Operation {
	return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + path, Summary: summary, Description: who, Tags: []string{"Frameworks"}}
}

// Who may call what, in words.
const (
	whoReads  = "Everybody. Drafts are seen by curriculum editors, administrators and auditors."
	whoDrafts = "Curriculum editors, administrators and auditors."
	whoEdits  = "Curriculum editors and administrators."
)

// API adds the area's operations.
func (p *Pages) API(a *web.API) {
	access := web.PublicScope(authz.ScopeStandardsRead)
	op := func(id, path, summary string) huma.Operation {
		return operation(id, http.MethodGet, path, summary, whoReads)
	}
	web.Operation(a, op("list-frameworks", "/frameworks", "Competency frameworks, by title"), access, p.apiFrameworks)
	web.Operation(a, op("show-framework", "/frameworks/{key}", "A framework: its version of today, or the one asked for, with its levels, its versions and what changed"), access, p.apiFramework)
	web.Operation(a, op("list-changes", "/frameworks/{key}/changes", "What became of the competencies of the version before, in the order of its tree, but for those that stayed"), access, p.apiChanges)
	web.Operation(a, op("compare-framework-versions", "/frameworks/{key}/compare", "What differs between two versions of a framework"), access, p.apiCompare)
	web.Operation(a, op("list-competencies", "/frameworks/{key}/competencies", "The competencies of a version, in the order of its tree, with their can-do statements"), access, p.apiCompetencies)
	web.Operation(a, op("show-competency", "/frameworks/{key}/competencies/{competency}", "One competency, with what it maps to and what became of it"), access, p.apiCompetency)
	p.draftAPI(a)
	p.draftCompetencyAPI(a)
	p.publishAPI(a)
	p.importAPI(a)
}

// FrameworkJSON is a version of a framework.
type FrameworkJSON struct {
	ID           id.ID      `json:"id"`
	Key          string     `json:"key"`
	Version      int        `json:"version"`
	Label        string     `json:"label" doc:"What its owner calls the version."`
	Title        string     `json:"title"`
	Description  string     `json:"description"`
	Owner        string     `json:"owner"`
	Source       string     `json:"source"`
	Note         string     `json:"note"`
	Language     string     `json:"language" doc:"BCP 47 tag, empty where the file that it came from did not say it."`
	ContentArea  string     `json:"content_area"`
	Status       string     `json:"status" enum:"draft,published,retired"`
	Unverified   bool       `json:"unverified" doc:"Nobody has looked up what stands here."`
	Selectable   bool       `json:"selectable" doc:"People may choose from it."`
	Competencies int        `json:"competencies" doc:"How many it had when it was published; 0 for a draft."`
	PublishedAt  *time.Time `json:"published_at"`
	RetiredAt    *time.Time `json:"retired_at"`
	URL          string     `json:"url"`
	CASE         *string    `json:"case" doc:"Address of the CASE 1.1 package, null for a draft."`
}

func (p *Pages) frameworkJSON(v standards.Version) FrameworkJSON {
	f := FrameworkJSON{ID: v.FrameworkID, Key: v.Key, Version: v.Number, Label: v.Label, Title: v.Title, Description: v.Description, Owner: v.Owner, Source: v.Source, Note: v.Note, Language: v.Language,
		ContentArea: v.ContentArea, Status: string(v.Status), Unverified: v.Unverified, Selectable: v.Selectable(), Competencies: v.Competencies, PublishedAt: web.Moment(v.PublishedAt), RetiredAt: web.Moment(v.RetiredAt),
		URL: p.baseURL + versionPath(v)}
	if v.Status != standards.Draft {
		f.CASE = web.Optional(p.baseURL + "/ims/case/v1p1/CFPackages/" + caseIDOf(v))
	}
	return f
}

type (
	frameworksIn struct {
		Drafts bool   `query:"drafts" doc:"Drafts as well; for whoever may see them."`
		Status string `query:"status" enum:"draft,published,retired" doc:"Only versions that stand so; retired are frameworks of which no version is in force any more. Drafts are for whoever may see them."`
		Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	frameworksOut struct {
		Body struct {
			Items []FrameworkJSON `json:"items"`
			Next  *string         `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
)

func (p *Pages) apiFrameworks(ctx context.Context, in *frameworksIn) (*frameworksOut, error) {
	found, err := p.standards.List(ctx, authz.From(ctx), standards.ListRequest{Drafts: in.Drafts, Status: standards.Status(in.Status), Request: page.Request{Cursor: in.Cursor, Limit: in.Limit}})
	if err != nil {
		return nil, err
	}
	var out frameworksOut
	out.Body.Items, out.Body.Next = make([]FrameworkJSON, len(found.Items)), web.Optional(found.Next)
	for i, v := range found.Items {
		out.Body.Items[i] = p.frameworkJSON(v)
	}
	return &out, nil
}

type (
	// FrameworkIn names a framework, and a version of it.
	FrameworkIn struct {
		Key     string `path:"key" maxLength:"200" doc:"Key of the framework."`
		Version int    `query:"version" minimum:"1" maximum:"1000000000" doc:"Number of a version; the one of today when left out."`
	}
	levelJSON struct {
		Code        string `json:"code"`
		Title       string `json:"title"`
		Description string `json:"description"`
	}
	namedJSON struct {
		ID    id.ID  `json:"id"`
		Code  string `json:"code"`
		Title string `json:"title"`
	}
	changeJSON struct {
		From   namedJSON   `json:"from"`
		Became string      `json:"became" enum:"split,merged,replaced,retired"`
		To     []namedJSON `json:"to"`
	}
	// FrameJSON is a version of a framework without its competencies.
	FrameJSON struct {
		FrameworkJSON
		Levels       []levelJSON            `json:"levels" doc:"The lowest first."`
		Translations []frameTranslationJSON `json:"translations"`
	}
	frameworkOut struct {
		ETag string `header:"ETag"`
		Body struct {
			FrameJSON
			Versions []FrameworkJSON `json:"versions" doc:"The latest first."`
			Changes  []changeJSON    `json:"changes" doc:"What became of competencies of the version before, but for those that are still there; the first 500. The operation list-changes has all."`
			// LevelChanges are the levels that are not what they were.
			LevelChanges []levelChangeJSON `json:"level_changes" doc:"What became of the levels of the version before, but for those that are the same."`
		}
	}
)

// levelChangeJSON is what became of a level.
type levelChangeJSON struct {
	Became string     `json:"became" enum:"same,renamed,reworded,gone,new" doc:"same where it only has another place."`
	From   *levelJSON `json:"from" doc:"Null of one that is new."`
	To     *levelJSON `json:"to" doc:"Null of one that is gone. A level is the same one by its code."`
}

func levelChangesJSON(list []standards.LevelChange) []levelChangeJSON {
	out := make([]levelChangeJSON, len(list))
	for i, c := range list {
		out[i].Became = string(c.Became)
		if c.From.Rank > 0 {
			out[i].From = &levelJSON{c.From.Code, c.From.Title, c.From.Description}
		}
		if c.To.Rank > 0 {
			out[i].To = &levelJSON{c.To.Code, c.To.Title, c.To.Description}
		}
	}
	return out
}

func changesJSON(list []standards.Change) []changeJSON {
	out := make([]changeJSON, len(list))
	for i, c := range list {
		out[i] = changeJSON{From: namedJSON(c.From), Became: string(c.Became), To: namesJSON(c.To)}
	}
	return out
}

func namesJSON(list []standards.Named) []namedJSON {
	out := make([]namedJSON, len(list))
	for i, n := range list {
		out[i] = namedJSON(n)
	}
	return out
}

// seenWord is what has been seen as it stands in addresses and ETags; seenOf reads it again.
func seenWord(s standards.Seen) string { return strings.ReplaceAll(string(s), " ", ".") }

func seenOf(word string) standards.Seen { return standards.Seen(strings.ReplaceAll(word, ".", " ")) }

// frameTag is the ETag of a version: what has been seen of it.
func frameTag(v standards.Version) string { return strconv.Quote(seenWord(v.Seen())) }

func (p *Pages) frameJSON(v standards.View) FrameJSON {
	out := FrameJSON{p.frameworkJSON(v.Version), make([]levelJSON, len(v.Levels)), frameTranslationsJSON(v.Translations)}
	for i, l := range v.Levels {
		out.Levels[i] = levelJSON{l.Code, l.Title, l.Description}
	}
	return out
}

func (p *Pages) apiFramework(ctx context.Context, in *FrameworkIn) (*frameworkOut, error) {
	v, err := p.standards.Show(ctx, authz.From(ctx), in.Key, in.Version, 1<<30)
	if err != nil {
		return nil, err
	}
	out := frameworkOut{ETag: frameTag(v.Version)}
	b := &out.Body
	b.FrameJSON, b.Changes, b.LevelChanges, b.Versions = p.frameJSON(v), changesJSON(v.Changes), levelChangesJSON(v.LevelChanges), make([]FrameworkJSON, len(v.Versions))
	for i, w := range v.Versions {
		b.Versions[i] = p.frameworkJSON(w)
	}
	return &out, nil
}

type (
	statementJSON struct {
		ID    id.ID  `json:"id"`
		Level string `json:"level"`
		Text  string `json:"text"`
	}
	// CompetencyJSON is a competency in a version.
	CompetencyJSON struct {
		ID          id.ID           `json:"id"`
		Parent      *string         `json:"parent" doc:"Id of what it stands under, null at the top."`
		Code        string          `json:"code"`
		Kind        string          `json:"kind"`
		Title       string          `json:"title"`
		Description string          `json:"description"`
		Statements  []statementJSON `json:"statements"`
	}
	competenciesIn struct {
		FrameworkIn
		Cursor string `query:"cursor" maxLength:"20" doc:"next of the page before."`
	}
	competenciesOut struct {
		Body struct {
			Version int              `json:"version"`
			Items   []CompetencyJSON `json:"items" doc:"At most 200."`
			Next    *string          `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
)

func competencyToJSON(c standards.Competency) CompetencyJSON {
	out := CompetencyJSON{ID: c.ID, Parent: web.Optional(string(c.ParentID)), Code: c.Code, Kind: c.Kind, Title: c.Title, Description: c.Description, Statements: make([]statementJSON, len(c.Indicators))}
	for i, s := range c.Indicators {
		out.Statements[i] = statementJSON{s.ID, s.Level, s.Text}
	}
	return out
}

func (p *Pages) apiCompetencies(ctx context.Context, in *competenciesIn) (*competenciesOut, error) {
	var after int
	if _, err := page.Decode(in.Cursor, &after); err != nil {
		return nil, err
	}
	v, err := p.standards.Show(ctx, authz.From(ctx), in.Key, in.Version, after)
	if err != nil {
		return nil, err
	}
	var out competenciesOut
	out.Body.Version, out.Body.Items = v.Number, make([]CompetencyJSON, len(v.Competencies))
	for i, c := range v.Competencies {
		out.Body.Items[i] = competencyToJSON(c)
	}
	if v.Next > 0 {
		out.Body.Next = web.Optional(page.Encode(v.Next))
	}
	return &out, nil
}

type (
	oneIn struct {
		FrameworkIn
		Competency string `path:"competency" maxLength:"64" doc:"Id of the competency."`
	}
	linkJSON struct {
		Link  id.ID   `json:"link" doc:"Id of the link itself."`
		Kind  string  `json:"kind" doc:"Type of the association, as CASE names it."`
		Title string  `json:"title"`
		Note  string  `json:"note"`
		ID    *string `json:"id" doc:"Id of the competency that is meant, null where it has none."`
		URI   *string `json:"uri" doc:"Its address at another site."`
	}
	competencyOut struct {
		ETag string `header:"ETag"`
		Body struct {
			CompetencyJSON
			Version      int                         `json:"version" doc:"The version that says this: an older one of what is no longer there."`
			Links        []linkJSON                  `json:"links"`
			Became       []changeJSON                `json:"became"`
			Translations []competencyTranslationJSON `json:"translations"`
		}
	}
)

func (p *Pages) apiCompetency(ctx context.Context, in *oneIn) (*competencyOut, error) {
	c, err := web.ID(in.Competency)
	if err != nil {
		return nil, err
	}
	v, err := p.standards.Competency(ctx, authz.From(ctx), in.Key, in.Version, c)
	if err != nil {
		return nil, err
	}
	return competencySaid(v), nil
}

// competencyTag is the ETag of a competency in a version: who has read the published one has not seen that of the draft.
func competencyTag(v standards.CompetencyView) string {
	return strconv.Quote(string(v.Version.ID) + "." + strconv.FormatInt(v.UpdatedAt.UnixMicro(), 10))
}

func competencySaid(v standards.CompetencyView) *competencyOut {
	out := competencyOut{ETag: competencyTag(v)}
	b := &out.Body
	b.CompetencyJSON, b.Version, b.Became, b.Translations = competencyToJSON(v.Competency), v.Version.Number, changesJSON(v.Became), competencyTranslationsJSON(v)
	b.Links = make([]linkJSON, len(v.Links))
	for i, l := range v.Links {
		b.Links[i] = linkJSON{l.ID, l.Kind, l.Title, l.Note, web.Optional(l.TargetID), web.Optional(l.TargetURI)}
	}
	return &out
}
