package catalogueweb

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/tabular"
	"learningcommons.dev/commons/internal/platform/web"
)

// described makes the description of an operation; who says who may call it.
func described(tag, opID, method, path, summary, who string) huma.Operation {
	return huma.Operation{OperationID: opID, Method: method, Path: "/api/v1" + path, Summary: summary, Description: who, Tags: []string{tag}}
}

// Who may call what, in words.
const (
	whoInsiders  = "Editors and managers for their units, accreditation staff, administrators and auditors."
	whoEditors   = "Editors and managers of its unit, and administrators."
	whoEverybody = "Everybody."
	whoOneself   = "Everybody, for themselves."
)

// workAPI adds the operations on offers that are being worked on.
func (p *Pages) workAPI(a *web.API) {
	reads, writes := web.Scope(authz.ScopeCatalogueRead), web.Scope(authz.ScopeCatalogueWrite)
	web.Operation(a, described("Offers", "list-work", http.MethodGet, "/work/offers", "All offers of one's units, drafts and archived ones too", whoInsiders), reads, p.apiWork)
	web.Operation(a, described("Offers", "show-draft", http.MethodGet, "/offers/{key}/draft", "What the editors of an offer work on: its draft, or what is published when there is none", whoEditors), writes, p.apiDraft)
	web.Operation(a, described("Offers", "discard-draft", http.MethodPost, "/offers/{key}/discard", "Throw the changes away that are not published", whoEditors), writes, p.apiDiscard)
	web.Operation(a, described("Offers", "set-parts", http.MethodPut, "/offers/{key}/parts", "Set the parts of an offer, in their order", whoEditors+" Once it is published, its managers, and the token needs catalogue:publish as well."), writes, p.apiParts)
	web.Operation(a, described("Offers", "list-worksheets", http.MethodGet, "/offers/{key}/worksheets", "The worksheets of an offer: the approved one and the one that waits", "Editors and managers of its unit, and accreditation staff."), writes, p.apiWorksheets)
	file := described("Offers", "import-offers", http.MethodPost, "/offers/import", "Take in a file or feed of offers, or see what would become of its rows", "Editors and managers of the unit, and administrators.")
	file.MaxBodyBytes = maxImport
	web.Operation(a, file, writes, p.apiImport)
}

type (
	workIn struct {
		Unit        string `query:"unit" maxLength:"64" doc:"Acronym or id of a unit; those that merged into it are among it."`
		Status      string `query:"status" enum:"draft,published,archived"`
		Unpublished bool   `query:"unpublished" doc:"Only those with changes that are not published."`
		ReviewDue   bool   `query:"review_due" doc:"Only those whose review date has come."`
		Q           string `query:"q" maxLength:"256" doc:"Words of the title."`
		Cursor      string `query:"cursor" maxLength:"2000" doc:"next of the page before, with the same conditions."`
		Limit       int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	workRowJSON struct {
		ID        id.ID            `json:"id"`
		Key       string           `json:"key"`
		Title     string           `json:"title"`
		Kind      catalogue.Kind   `json:"kind"`
		Status    catalogue.Status `json:"status"`
		Unit      id.ID            `json:"unit"`
		Draft     bool             `json:"draft" doc:"It has changes that are not published."`
		Minutes   int              `json:"minutes"`
		Dates     int              `json:"dates" doc:"Scheduled ones that have not begun."`
		ReviewBy  string           `json:"review_by,omitempty"`
		UpdatedAt time.Time        `json:"updated_at"`
	}
	workOut struct {
		Body struct {
			Items []workRowJSON `json:"items"`
			Next  *string       `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
	draftSaidOut struct {
		ETag string `header:"ETag"`
		Body struct {
			ID     id.ID            `json:"id"`
			Key    string           `json:"key"`
			Status catalogue.Status `json:"status"`
			Draft  bool             `json:"draft" doc:"There are changes that are not published."`
			DraftJSON
		}
	}
	partsIn struct {
		KeyIn
		web.Match
		Body struct {
			Parts []partJSON `json:"parts" maxItems:"100"`
		}
	}
	partJSON struct {
		Offer    string `json:"offer" maxLength:"200" doc:"Key or id."`
		Required bool   `json:"required,omitempty" doc:"Needed to complete the whole."`
	}
	worksheetLineJSON struct {
		What    string `json:"what" maxLength:"500" example:"Lecture and exercises"`
		Minutes int    `json:"minutes" example:"55"`
	}
	worksheetJSON struct {
		ID         id.ID               `json:"id"`
		Status     string              `json:"status" enum:"proposed,approved,returned"`
		Counted    []worksheetLineJSON `json:"counted"`
		Excluded   []worksheetLineJSON `json:"excluded"`
		Minutes    int                 `json:"counted_minutes"`
		CEUTenths  int                 `json:"ceu_tenths"`
		Method     string              `json:"method"`
		Author     id.ID               `json:"author"`
		ProposedAt time.Time           `json:"proposed_at"`
	}
	worksheetsOut struct {
		Body struct {
			Approved *worksheetJSON `json:"approved" doc:"Null when there is none."`
			Proposed *worksheetJSON `json:"proposed" doc:"The one that waits for a decision; null when there is none."`
		}
	}
	importIn struct {
		Unit      string   `query:"unit" maxLength:"64" doc:"Acronym or id of the unit that offers what names no unit of its own."`
		Source    string   `query:"source" required:"true" maxLength:"200" doc:"Where it comes from. Rows are known again by this name when they come again for the same unit."`
		DryRun    bool     `query:"dry_run" doc:"Say what would become of each row, and change nothing."`
		Publish   bool     `query:"publish" doc:"Publish what is complete; otherwise everything new stays a draft. Needs catalogue:publish as well."`
		Format    string   `query:"format" enum:"auto,csv,tsv,xlsx,ics,json,jsonld,rss,atom,html" doc:"Told from the file when left out."`
		Kind      string   `query:"kind" maxLength:"40" doc:"Of rows that name none."`
		Zone      string   `query:"zone" maxLength:"64" doc:"IANA time zone of times that name none."`
		DateOrder string   `query:"date_order" enum:"dmy,mdy" doc:"How dates are written where the file does not settle it."`
		Default   []string `query:"default,explode" maxItems:"20" doc:"What new offers say where their rows say nothing, as field=value; several values with a semicolon between them. Fields: summary, areas, level, audiences, format, language, minutes, objectives, accessibility."`
		Column    []string `query:"column,explode" maxItems:"60" doc:"Which heading of a table holds which field, as title=Veranstaltung; remembered with the source."`
		RawBody   []byte   `contentType:"application/octet-stream"`
	}
	reportOut  struct{ Body tabular.Report }
	nothingOut struct{}
)

// unitOf finds a unit by id, acronym or name.
func (p *Pages) unitOf(ctx context.Context, given string) (id.ID, error) {
	if u, ok := id.Parse(given); ok {
		if _, err := p.people.Unit(ctx, u); err == nil {
			return u, nil
		} else if !errs.Is(err, errs.NotFound) {
			return "", err
		}
		return "", errs.Bad("unit", "There is no such unit.")
	}
	u, ok, err := p.people.UnitNamed(ctx, given)
	if err == nil && !ok {
		err = errs.Bad("unit", "There is no such unit.")
	}
	return u.ID, err
}

func (p *Pages) apiWork(ctx context.Context, in *workIn) (*workOut, error) {
	r := catalogue.ListRequest{Status: catalogue.Status(in.Status), Unpublished: in.Unpublished, ReviewDue: in.ReviewDue, Text: web.Clean(in.Q), Request: page.Request{Cursor: in.Cursor, Limit: in.Limit}}
	if in.Unit != "" {
		var err error
		if r.Unit, err = p.unitOf(ctx, in.Unit); err != nil {
			return nil, err
		}
	}
	list, err := p.catalogue.List(ctx, authz.From(ctx), r)
	if err != nil {
		return nil, err
	}
	out := &workOut{}
	out.Body.Items = []workRowJSON{}
	for _, o := range list.Items {
		out.Body.Items = append(out.Body.Items, workRowJSON{o.ID, o.Key, o.Title, o.Kind, o.Status, o.UnitID, o.DraftID != "", o.Minutes, o.Dates, o.ReviewBy, o.UpdatedAt.UTC()})
	}
	out.Body.Next = web.Optional(list.Next)
	return out, nil
}

// toEdit returns an offer for its editors, by key or id.
func (p *Pages) toEdit(ctx context.Context, key string) (catalogue.Offer, catalogue.Version, error) {
	o, err := p.catalogue.OfferByKey(ctx, authz.From(ctx), key)
	if err != nil {
		return o, catalogue.Version{}, err
	}
	return p.catalogue.Edit(ctx, authz.From(ctx), o.ID)
}

func (p *Pages) apiDraft(ctx context.Context, in *KeyIn) (*draftSaidOut, error) {
	o, v, err := p.toEdit(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	out := &draftSaidOut{ETag: offerTag(o)}
	b := &out.Body
	b.ID, b.Key, b.Status, b.Draft = o.ID, o.Key, o.Status, o.DraftID != ""
	b.DraftJSON, err = p.draftJSON(ctx, o, v)
	return out, err
}

func (p *Pages) apiDiscard(ctx context.Context, in *offerActIn) (*actOut, error) {
	return p.act(ctx, in.Key, func(o catalogue.Offer) error {
		seen, err := seenOf(in.Match, o)
		if err != nil {
			return err
		}
		return p.catalogue.DiscardDraft(ctx, authz.From(ctx), o.ID, seen)
	})
}

func (p *Pages) apiParts(ctx context.Context, in *partsIn) (*actOut, error) {
	return p.act(ctx, in.Key, func(o catalogue.Offer) error {
		seen, err := seenOf(in.Match, o)
		if err != nil {
			return err
		}
		var parts []catalogue.Part
		for _, x := range in.Body.Parts {
			part, err := p.catalogue.OfferByKey(ctx, authz.From(ctx), x.Offer)
			if errs.Is(err, errs.NotFound) {
				return errs.Bad("parts", "There is no such offer.")
			}
			if err != nil {
				return err
			}
			parts = append(parts, catalogue.Part{OfferID: part.ID, Required: x.Required})
		}
		return p.catalogue.SetParts(ctx, authz.From(ctx), o.ID, parts, seen)
	})
}

func stretchesJSON(list []catalogue.Stretch) []worksheetLineJSON {
	out := []worksheetLineJSON{}
	for _, x := range list {
		out = append(out, worksheetLineJSON{x.What, x.Minutes})
	}
	return out
}

func worksheetToJSON(w *catalogue.Worksheet) *worksheetJSON {
	if w == nil {
		return nil
	}
	return &worksheetJSON{w.ID, w.Status, stretchesJSON(w.Counted), stretchesJSON(w.Excluded), w.CountedMinutes, w.Tenths, w.Method, w.AuthorID, w.ProposedAt.UTC()}
}

func (p *Pages) apiWorksheets(ctx context.Context, in *KeyIn) (*worksheetsOut, error) {
	o, err := p.catalogue.OfferByKey(ctx, authz.From(ctx), in.Key)
	if err != nil {
		return nil, err
	}
	v, err := p.catalogue.ForWorksheet(ctx, authz.From(ctx), o.ID)
	if err != nil {
		return nil, err
	}
	out := &worksheetsOut{}
	out.Body.Approved, out.Body.Proposed = worksheetToJSON(v.Worksheet), worksheetToJSON(v.Proposed)
	return out, nil
}

func (p *Pages) apiImport(ctx context.Context, in *importIn) (*reportOut, error) {
	o := catalogue.ImportOptions{Source: web.Clean(in.Source), Zone: in.Zone, Kind: catalogue.Kind(in.Kind), Format: cmp.Or(in.Format, "auto"), DryRun: in.DryRun, Publish: in.Publish}
	var err error
	if in.Unit != "" {
		if o.Unit, err = p.unitOf(ctx, in.Unit); err != nil {
			return nil, err
		}
	}
	if o.DateOrder, err = tabular.ParseDateOrder(in.DateOrder); err != nil {
		return nil, err
	}
	if o.Mapping, err = pairs("column", in.Column); err != nil {
		return nil, err
	}
	defaults, err := pairs("default", in.Default)
	if err == nil {
		o.Defaults, err = catalogue.ReadDefaults(defaults)
	}
	if err != nil {
		return nil, err
	}
	report, err := p.catalogue.ImportOffers(ctx, authz.From(ctx), bytes.NewReader(in.RawBody), o)
	if err != nil && report.Counts.Total > 0 && errs.Is(err, errs.Invalid) {
		report.Fail(err) // what was taken before is told
		err = nil
	}
	if err != nil {
		return nil, err
	}
	return &reportOut{report}, nil
}

// pairs reads what is written as name=value.
func pairs(field string, given []string) (map[string]string, error) {
	out := map[string]string{}
	for _, g := range given {
		name, value, ok := strings.Cut(g, "=")
		if !ok {
			return nil, errs.Bad(field, "“%s” is not written as name=value.", g)
		}
		out[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	return out, nil
}
