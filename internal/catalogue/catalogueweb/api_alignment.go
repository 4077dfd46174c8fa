package catalogueweb

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
)

const whoAligns = "Editors and managers of its unit, administrators and, for what is published, curriculum editors."

// alignmentAPI adds what offers teach.
func (p *Pages) alignmentAPI(a *web.API) {
	public, reads, writes := web.PublicScope(authz.ScopeCatalogueRead), web.Scope(authz.ScopeCatalogueRead, authz.ScopeCatalogueWrite), web.Scope(authz.ScopeCatalogueWrite)
	web.Operation(a, described("Alignments", "list-alignments", http.MethodGet, "/offers/{key}/alignments", "The competencies that an offer teaches, each up to a level", whoEverybody), public, p.apiAlignments)
	web.Operation(a, described("Alignments", "suggest-alignments", http.MethodGet, "/offers/{key}/alignments/suggestions", "Competencies that an offer may teach, with the words of its text that led to them", whoAligns), reads, p.apiSuggestions)
	web.Operation(a, described("Alignments", "align-offer", http.MethodPost, "/offers/{key}/alignments", "Say that an offer teaches competencies, or teaches them up to another level", whoAligns), writes, p.apiAlign)
	web.Operation(a, described("Alignments", "withdraw-alignment", http.MethodDelete, "/offers/{key}/alignments/{competency}", "Say that an offer does not teach a competency after all", whoAligns), writes, p.apiWithdraw)
	web.Operation(a, described("Alignments", "dismiss-suggestions", http.MethodPost, "/offers/{key}/alignments/dismissals", "Say that an offer does not teach what was proposed, so that it is not proposed again", whoAligns), writes, p.apiDismiss)
	web.Operation(a, described("Alignments", "list-unaligned", http.MethodGet, "/work/alignments", "Published offers of which nobody has said what they teach, the newest first, with suggestions", "Curriculum editors and administrators for all, editors and managers for their units."), reads, p.apiUnaligned)
	web.File(a, described("Alignments", "alignments-table", "", "/alignments.csv", "What offers teach, as a table", "Curriculum editors and administrators for all, editors and managers for their units."), "text/csv", reads, p.exportAlignments)
	in := described("Alignments", "import-alignments", http.MethodPost, "/alignments/table", "Take in a table of what offers teach, or see what would become of its rows",
		"Curriculum editors and administrators for all, editors and managers for their units. What the table does not hold stays; “yes” under remove takes a line away.")
	in.MaxBodyBytes = maxImport
	web.Operation(a, in, writes, p.apiImportAlignments)
}

// AlignmentJSON is a competency that an offer teaches.
type AlignmentJSON struct {
	Competency id.ID      `json:"competency"`
	Framework  string     `json:"framework" doc:"Key of the framework."`
	Code       string     `json:"code"`
	Title      string     `json:"title"`
	Level      string     `json:"level" doc:"Code of the level up to which it is taught; empty where the framework has none."`
	Basis      string     `json:"basis" enum:"hand,suggestion,file,copy,carried,decision,seed" doc:"How it came to be said."`
	At         *time.Time `json:"at"`
}

// AligningJSON is one alignment that a program wants.
type AligningJSON struct {
	Competency string `json:"competency" maxLength:"64" doc:"Id of a competency of a published framework."`
	Level      string `json:"level,omitempty" maxLength:"100" doc:"Code of one of its levels."`
}

func aligningsIn(list []AligningJSON) []catalogue.Aligning {
	out := make([]catalogue.Aligning, len(list))
	for i, a := range list {
		c, _ := id.Parse(a.Competency)
		out[i] = catalogue.Aligning{CompetencyID: c, Level: a.Level}
	}
	return out
}

func alignmentsJSON(list []catalogue.Lesson) []AlignmentJSON {
	out := make([]AlignmentJSON, len(list))
	for i, l := range list {
		out[i] = AlignmentJSON{l.CompetencyID, l.Choice.Key, l.Choice.Code, l.Choice.Title, l.Level, string(l.Basis), web.Moment(l.Alignment.At)}
	}
	return out
}

type (
	alignmentsOut struct {
		Body struct {
			Items []AlignmentJSON `json:"items" doc:"By framework, in the order of its tree."`
		}
	}
	suggestionJSON struct {
		Competency id.ID    `json:"competency"`
		Framework  string   `json:"framework"`
		Code       string   `json:"code"`
		Title      string   `json:"title"`
		Level      string   `json:"level" doc:"The level proposed."`
		Words      []string `json:"words" doc:"Words of the offer’s text that led to it."`
	}
	suggestionsOut struct {
		ETag string `header:"ETag" doc:"Of what is aligned, for If-Match."`
		Body struct {
			Items []suggestionJSON `json:"items" doc:"The nearest first."`
		}
	}
	alignIn struct {
		KeyIn
		web.Match
		Body struct {
			Alignments []AligningJSON `json:"alignments" minItems:"1" maxItems:"40"`
		}
	}
	withdrawIn struct {
		KeyIn
		web.Match
		Competency string `path:"competency" maxLength:"64" doc:"Id of the competency."`
	}
	dismissIn struct {
		KeyIn
		Body struct {
			Competencies []string `json:"competencies" minItems:"1" maxItems:"40" doc:"Ids."`
		}
	}
	unalignedIn struct {
		Unit   string `query:"unit" maxLength:"64" doc:"Acronym or id of a unit; those that merged into it are among it."`
		Area   string `query:"area" maxLength:"64" doc:"Code of a content area."`
		Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before, with the same conditions."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	unalignedJSON struct {
		ID          id.ID            `json:"id"`
		Key         string           `json:"key"`
		Title       string           `json:"title"`
		Unit        id.ID            `json:"unit"`
		Suggestions []suggestionJSON `json:"suggestions"`
	}
	unalignedOut struct {
		Body struct {
			Items   []unalignedJSON `json:"items"`
			Next    *string         `json:"next" doc:"Cursor of the next page, null at the end."`
			Offers  int             `json:"offers" doc:"How many published offers there are in all."`
			Aligned int             `json:"aligned" doc:"How many of them teach something."`
		}
	}
)

func (p *Pages) apiAlignments(ctx context.Context, in *KeyIn) (*alignmentsOut, error) {
	v, err := p.catalogue.Show(ctx, authz.From(ctx), in.Key)
	if err != nil {
		return nil, err
	}
	var out alignmentsOut
	out.Body.Items = alignmentsJSON(v.Lessons)
	return &out, nil
}

// toAlign returns what an offer teaches, by its key or id, for those who may say so.
func (p *Pages) toAlign(ctx context.Context, key string) (catalogue.AlignmentWork, error) {
	o, err := p.catalogue.OfferToAlign(ctx, authz.From(ctx), key)
	if err != nil {
		return catalogue.AlignmentWork{}, err
	}
	return p.catalogue.Alignments(ctx, authz.From(ctx), o.ID)
}

func alignmentsTag(s catalogue.SeenAlignments) string { return `"` + string(s) + `"` }

// seenAlignments is what a program has read, where it says so.
func seenAlignments(m web.Match, now catalogue.SeenAlignments) (catalogue.SeenAlignments, error) {
	if !m.Asked() {
		return "", nil
	}
	return now, m.Against(alignmentsTag(now))
}

func suggestionsJSON(list []catalogue.Suggestion) []suggestionJSON {
	out := make([]suggestionJSON, len(list))
	for i, s := range list {
		out[i] = suggestionJSON{s.ID, s.Key, s.Code, s.Title, s.Up, s.Words}
	}
	return out
}

func (p *Pages) apiSuggestions(ctx context.Context, in *KeyIn) (*suggestionsOut, error) {
	w, err := p.toAlign(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	out := suggestionsOut{ETag: alignmentsTag(w.Seen)}
	out.Body.Items = suggestionsJSON(w.Suggestions)
	return &out, nil
}

func (p *Pages) apiAlign(ctx context.Context, in *alignIn) (*alignmentsOut, error) {
	w, err := p.toAlign(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	seen, err := seenAlignments(in.Match, w.Seen)
	if err != nil {
		return nil, err
	}
	if err := p.catalogue.Align(ctx, authz.From(ctx), w.ID, aligningsIn(in.Body.Alignments), seen); err != nil {
		return nil, err
	}
	return p.alignedNow(ctx, w.ID)
}

// alignedNow answers with what an offer teaches after a change.
func (p *Pages) alignedNow(ctx context.Context, offer id.ID) (*alignmentsOut, error) {
	w, err := p.catalogue.Alignments(ctx, authz.From(ctx), offer)
	if err != nil {
		return nil, err
	}
	var out alignmentsOut
	out.Body.Items = alignmentsJSON(w.Lessons)
	return &out, nil
}

func (p *Pages) apiWithdraw(ctx context.Context, in *withdrawIn) (*alignmentsOut, error) {
	w, err := p.toAlign(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	seen, err := seenAlignments(in.Match, w.Seen)
	if err != nil {
		return nil, err
	}
	c, err := web.ID(in.Competency)
	if err != nil {
		return nil, err
	}
	if err := p.catalogue.Withdraw(ctx, authz.From(ctx), w.ID, []id.ID{c}, seen); err != nil {
		return nil, err
	}
	return p.alignedNow(ctx, w.ID)
}

func (p *Pages) apiDismiss(ctx context.Context, in *dismissIn) (*suggestionsOut, error) {
	o, err := p.catalogue.OfferToAlign(ctx, authz.From(ctx), in.Key)
	if err != nil {
		return nil, err
	}
	var list []id.ID
	for _, given := range in.Body.Competencies {
		c, ok := id.Parse(given)
		if !ok {
			return nil, errs.Bad("competencies", "There is nothing with this id.")
		}
		list = append(list, c)
	}
	if err := p.catalogue.Dismiss(ctx, authz.From(ctx), o.ID, list); err != nil {
		return nil, err
	}
	return p.apiSuggestions(ctx, &in.KeyIn)
}

func (p *Pages) apiUnaligned(ctx context.Context, in *unalignedIn) (*unalignedOut, error) {
	r := catalogue.UnalignedRequest{Area: in.Area, Request: page.Request{Cursor: in.Cursor, Limit: in.Limit}}
	if in.Unit != "" {
		var err error
		if r.Unit, err = p.unitOf(ctx, in.Unit); err != nil {
			return nil, err
		}
	}
	list, n, err := p.catalogue.WithoutAlignment(ctx, authz.From(ctx), r)
	if err != nil {
		return nil, err
	}
	var out unalignedOut
	b := &out.Body
	b.Items, b.Next, b.Offers, b.Aligned = make([]unalignedJSON, len(list.Items)), web.Optional(list.Next), n.Offers, n.Aligned
	for i, o := range list.Items {
		b.Items[i] = unalignedJSON{o.ID, o.Key, o.Version.Title, o.UnitID, suggestionsJSON(o.Suggestions)}
	}
	return &out, nil
}

func (p *Pages) apiImportAlignments(ctx context.Context, in *ImportTableIn) (*reportOut, error) {
	report, err := p.catalogue.ImportAlignments(ctx, authz.From(ctx), bytes.NewReader(in.RawBody), web.Clean(in.Name), in.DryRun)
	if err != nil {
		return nil, err
	}
	return &reportOut{report}, nil
}
