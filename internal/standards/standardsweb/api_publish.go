package standardsweb

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

// publishAPI adds what stands between a draft and its publication.
func (p *Pages) publishAPI(a *web.API) {
	const draft = "/frameworks/{key}/draft"
	reads, writes := web.Scope(authz.ScopeStandardsRead), web.Scope(authz.ScopeStandardsWrite)
	web.Operation(a, operation("list-taken-out", http.MethodGet, draft+"/taken-out", "What a draft does not hold any more of the version before, in the order of its tree", whoDrafts), reads, p.apiTakenOut)
	web.Operation(a, operation("list-competency-decisions", http.MethodGet, draft+"/decisions", "Of which competencies of the version before somebody must decide, or has decided, what became of them", whoDrafts+" Suggestions are that alone: a person confirms one."), reads, p.apiOpen)
	web.Operation(a, operation("decide-competencies", http.MethodPost, draft+"/decisions", "Decide what became of competencies: of all that are named, or of none", whoEdits+" What was decided before is replaced."), writes, p.apiDecide)
	web.Operation(a, operation("preview-framework", http.MethodGet, draft+"/preview", "What publishing a draft would change, and whether it can be published", whoDrafts+" compare-framework-versions tells each difference."), reads, p.apiPreview)
	web.Operation(a, operation("publish-framework", http.MethodPost, draft+"/publish", "Put a draft before everybody, in place of the version that was", whoEdits+" Assessments, alignments and rules follow. 409 while something is undecided, unverified or empty."), writes, p.apiPublish)
	retire := operation("retire-framework", http.MethodPost, "/frameworks/{key}/retire", "Let nobody choose from a framework any more; it stays readable", whoEdits+" 409 where nothing is published, or a draft is under way.")
	retire.DefaultStatus = http.StatusNoContent
	web.Operation(a, retire, writes, p.apiRetire)
}

type (
	takenOutIn struct {
		DraftIn
		Cursor string `query:"cursor" maxLength:"20" doc:"next of the page before."`
	}
	missingJSON struct {
		ID    id.ID  `json:"id"`
		Code  string `json:"code"`
		Kind  string `json:"kind"`
		Title string `json:"title"`
		Under string `json:"under" doc:"Title of what it stood under, empty at the top."`
		Whole bool   `json:"whole" doc:"Something that stood under it was taken out too."`
	}
	takenOutOut struct {
		Body struct {
			Items []missingJSON `json:"items" doc:"At most 200."`
			Count int           `json:"count" doc:"Of all pages."`
			Next  *string       `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
	openIn struct {
		DraftIn
		State  string `query:"state" enum:"open,decided" default:"open"`
		Cursor string `query:"cursor" maxLength:"20" doc:"next of the page before, with the same state."`
	}
	suggestionJSON struct {
		Became string      `json:"became" enum:"split,merged,replaced"`
		To     []namedJSON `json:"to"`
		Why    string      `json:"why" enum:"said,code,similar,beside" doc:"It says so itself, or the file does; it has the same code; its title has the same words; and it stood beside it."`
	}
	openJSON struct {
		GoneJSON
		Suggestions []suggestionJSON `json:"suggestions" doc:"Of one that is open, the strongest first."`
	}
	openOut struct {
		ETag string `header:"ETag"`
		Body struct {
			Items   []openJSON `json:"items" doc:"At most 25."`
			Open    int        `json:"open" doc:"Of all pages."`
			Decided int        `json:"decided" doc:"Of all pages."`
			Next    *string    `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
	// DecisionBody says what became of a competency.
	DecisionBody struct {
		Competency string   `json:"competency" maxLength:"64" doc:"Id of one that the draft does not hold any more."`
		Became     string   `json:"became" enum:"replaced,split,merged,retired" example:"retired"`
		To         []string `json:"to,omitempty" maxItems:"50" doc:"Codes or ids of competencies of the draft: one of what is replaced or merged, two or more of what is split, none of what is retired."`
	}
	decideIn struct {
		ChangeDraftIn
		Body struct {
			Decisions []DecisionBody `json:"decisions" minItems:"1" maxItems:"25"`
		}
	}
	decidedOut struct {
		ETag string `header:"ETag"`
		Body struct {
			Open    int  `json:"open" doc:"Of so many somebody must still decide what became of them."`
			Decided int  `json:"decided"`
			Ready   bool `json:"ready" doc:"The draft can be published."`
		}
	}
	previewOut struct {
		ETag string `header:"ETag"`
		Body struct {
			Version      int  `json:"version" doc:"That the draft will be."`
			Before       *int `json:"before" doc:"The version that it takes the place of, null for the first."`
			Competencies int  `json:"competencies"`
			Unverified   bool `json:"unverified"`
			Open         int  `json:"open" doc:"Of so many somebody must still decide what became of them."`
			Decided      int  `json:"decided"`
			Ready        bool `json:"ready" doc:"The draft can be published."`
			DifferencesJSON
		}
	}
	publishedOut struct {
		ETag string `header:"ETag"`
		Body FrameworkJSON
	}
)

func (p *Pages) apiTakenOut(ctx context.Context, in *takenOutIn) (*takenOutOut, error) {
	var after int
	if _, err := page.Decode(in.Cursor, &after); err != nil {
		return nil, err
	}
	framework, err := p.standards.Named(ctx, authz.From(ctx), standards.ReadDrafts, in.Key)
	if err != nil {
		return nil, err
	}
	v, err := p.standards.TakenOut(ctx, authz.From(ctx), framework, after)
	if err != nil {
		return nil, err
	}
	var out takenOutOut
	out.Body.Items, out.Body.Count = make([]missingJSON, len(v.Missing)), v.N
	for i, m := range v.Missing {
		out.Body.Items[i] = missingJSON{m.ID, m.Code, m.Kind, m.Title, m.Under, m.Whole}
	}
	if v.Next > 0 {
		out.Body.Next = web.Optional(page.Encode(v.Next))
	}
	return &out, nil
}

func (p *Pages) apiOpen(ctx context.Context, in *openIn) (*openOut, error) {
	var after int
	if _, err := page.Decode(in.Cursor, &after); err != nil {
		return nil, err
	}
	framework, err := p.standards.Named(ctx, authz.From(ctx), standards.ReadDrafts, in.Key)
	if err != nil {
		return nil, err
	}
	// The other list is asked for behind its end, so that it is left out, and with it what the versions say differently.
	from := standards.PreviewPlace{Undecided: after, Decided: atEnd}
	if in.State == "decided" {
		from = standards.PreviewPlace{Undecided: atEnd, Decided: after}
	}
	v, err := p.standards.PreviewFrom(ctx, authz.From(ctx), framework, from)
	if err != nil {
		return nil, err
	}
	out := openOut{ETag: frameTag(v.To)}
	out.Body.Items, out.Body.Open, out.Body.Decided = []openJSON{}, v.NUndecided, v.NDecided
	for _, o := range v.Undecided {
		item := openJSON{goneToJSON(standards.Gone{Competency: o.Competency}), make([]suggestionJSON, len(o.Suggestions))}
		for i, s := range o.Suggestions {
			item.Suggestions[i] = suggestionJSON{string(s.Became), namesJSON(s.To), string(s.Why)}
		}
		out.Body.Items = append(out.Body.Items, item)
	}
	for _, g := range v.Decided {
		out.Body.Items = append(out.Body.Items, openJSON{goneToJSON(g), []suggestionJSON{}})
	}
	if next := v.NextUndecided + v.NextDecided; next > 0 { // one of them is of the list that was left out
		out.Body.Next = web.Optional(page.Encode(next))
	}
	return &out, nil
}

// decisionsIn reads decisions, with the names that their values have.
func decisionsIn(list []DecisionBody) ([]standards.Decision, map[string]string, error) {
	names := map[string]string{}
	out := make([]standards.Decision, len(list))
	for i, d := range list {
		competency, ok := id.Parse(d.Competency)
		if !ok {
			return nil, nil, errs.Bad(fmt.Sprintf("decisions[%d].competency", i), "There is no such competency in this version.")
		}
		out[i] = standards.Decision{Competency: competency, Became: standards.Became(d.Became), Targets: strings.Join(d.To, ",")}
		names[standards.DecisionField("competency", competency)] = fmt.Sprintf("decisions[%d].competency", i)
		names[standards.DecisionField("became", competency)] = fmt.Sprintf("decisions[%d].became", i)
		names[standards.DecisionField("targets", competency)] = fmt.Sprintf("decisions[%d].to", i)
	}
	return out, names, nil
}

func (p *Pages) apiDecide(ctx context.Context, in *decideIn) (*decidedOut, error) {
	framework, seen, err := p.draftToChange(ctx, in.ChangeDraftIn)
	if err != nil {
		return nil, err
	}
	decisions, names, err := decisionsIn(in.Body.Decisions)
	if err != nil {
		return nil, err
	}
	actor := authz.From(ctx)
	err = p.standards.Decide(ctx, actor, framework, decisions, seen)
	if e := errs.As(err); e != nil && e.Kind == errs.NotFound { // the framework is there
		err = errs.Bad("decisions", e.Message, e.Args...)
	}
	if err != nil {
		return nil, atValues(err, func(field string) string { return cmp.Or(names[field], field) })
	}
	v, err := p.standards.PreviewFrom(ctx, actor, framework, standards.PreviewPlace{Undecided: atEnd, Decided: atEnd})
	if err != nil {
		return nil, err
	}
	out := decidedOut{ETag: frameTag(v.To)}
	out.Body.Open, out.Body.Decided, out.Body.Ready = v.NUndecided, v.NDecided, v.Ready()
	return &out, nil
}

func (p *Pages) apiPreview(ctx context.Context, in *DraftIn) (*previewOut, error) {
	framework, err := p.standards.Named(ctx, authz.From(ctx), standards.ReadDrafts, in.Key)
	if err != nil {
		return nil, err
	}
	v, err := p.standards.Preview(ctx, authz.From(ctx), framework)
	if err != nil {
		return nil, err
	}
	out := previewOut{ETag: frameTag(v.To)}
	b := &out.Body
	b.Version, b.Competencies, b.Unverified, b.Open, b.Decided, b.Ready, b.DifferencesJSON = v.To.Number, v.To.Competencies, v.To.Unverified, v.NUndecided, v.NDecided, v.Ready(), differencesJSON(v.Comparison)
	if !v.First {
		b.Before = &v.From.Number
	}
	return &out, nil
}

func (p *Pages) apiPublish(ctx context.Context, in *ChangeDraftIn) (*publishedOut, error) {
	framework, seen, err := p.draftToChange(ctx, *in)
	if err != nil {
		return nil, err
	}
	v, err := p.standards.Publish(ctx, authz.From(ctx), framework, seen)
	if err != nil {
		return nil, err
	}
	return &publishedOut{frameTag(v), p.frameworkJSON(v)}, nil
}

func (p *Pages) apiRetire(ctx context.Context, in *ChangeDraftIn) (*struct{}, error) {
	actor := authz.From(ctx)
	framework, err := p.standards.Named(ctx, actor, standards.EditFrameworks, in.Key)
	if err != nil {
		return nil, err
	}
	seen := standards.Seen("")
	if in.Asked() {
		v, err := p.standards.Show(ctx, actor, in.Key, 0, atEnd)
		if err != nil {
			return nil, err
		}
		if err := in.Against(frameTag(v.Version)); err != nil {
			return nil, err
		}
		seen = v.Seen()
	}
	return nil, p.standards.Retire(ctx, actor, framework, seen)
}
