package catalogueweb

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

// bulkAPI adds the operations that change many offers at once.
func (p *Pages) bulkAPI(a *web.API) {
	writes := web.Scope(authz.ScopeCatalogueWrite)
	const who = "Editors and managers of the units of all of them, and administrators. Publishing and archiving need catalogue:publish as well."
	web.Operation(a, described("Bulk edits", "preview-bulk-edit", http.MethodPost, "/bulk-edits/preview", "What a change means for each of many offers; nothing is changed", who), writes, p.apiPreviewBulk)
	make := described("Bulk edits", "make-bulk-edit", http.MethodPost, "/bulk-edits", "Make a change to many offers, or to none when it cannot be made to one of them", who)
	make.DefaultStatus = http.StatusCreated
	web.Operation(a, make, writes, p.apiBulk)
	web.Operation(a, described("Bulk edits", "list-bulk-edits", http.MethodGet, "/bulk-edits", "The changes to many offers of the last day, the latest first, at most 20", who), writes, p.apiRecentBulks)
	web.Operation(a, described("Bulk edits", "show-bulk-edit", http.MethodGet, "/bulk-edits/{id}", "A change that was made to many offers", who), writes, p.apiShowBulk)
	web.Operation(a, described("Bulk edits", "undo-bulk-edit", http.MethodPost, "/bulk-edits/{id}/undo", "Undo a change to many offers, within a day", who), writes, p.apiUndoBulk)
}

type (
	bulkChangeJSON struct {
		Act             catalogue.BulkAct    `json:"act,omitempty" enum:"publish,archive" doc:"Instead of any other change."`
		Level           catalogue.Level      `json:"level,omitempty" maxLength:"40"`
		Format          catalogue.Format     `json:"format,omitempty" maxLength:"40"`
		Language        string               `json:"language,omitempty" maxLength:"35"`
		Minutes         int                  `json:"minutes,omitempty" minimum:"0" maximum:"1000000"`
		Accessibility   string               `json:"accessibility,omitempty" maxLength:"5000"`
		AddAreas        []string             `json:"add_areas,omitempty" maxItems:"40" doc:"Codes of content areas."`
		RemoveAreas     []string             `json:"remove_areas,omitempty" maxItems:"40"`
		AddThemes       []string             `json:"add_themes,omitempty" maxItems:"40"`
		RemoveThemes    []string             `json:"remove_themes,omitempty" maxItems:"40"`
		AddAudiences    []catalogue.Audience `json:"add_audiences,omitempty" maxItems:"40"`
		RemoveAudiences []catalogue.Audience `json:"remove_audiences,omitempty" maxItems:"40"`
		PriceBy         int64                `json:"price_by,omitempty" minimum:"-100000000" maximum:"100000000" doc:"Added to every price that is not zero, in minor units."`
		PricePercent    int                  `json:"price_percent,omitempty"`
		Owner           string               `json:"owner,omitempty" maxLength:"64" doc:"Id of the person who looks after them from now on."`
		Unit            string               `json:"unit,omitempty" maxLength:"64" doc:"Acronym or id of the unit to which they move; only offers that were never published."`
	}
	bulkIn struct {
		Body struct {
			Offers []string       `json:"offers" minItems:"1" maxItems:"500" doc:"Ids."`
			Change bulkChangeJSON `json:"change" example:"{\"level\": \"expert\", \"add_themes\": [\"weeding\"]}"`
		}
	}
	makeBulkIn struct {
		Body struct {
			Offers []string       `json:"offers" minItems:"1" maxItems:"500" doc:"Ids."`
			Change bulkChangeJSON `json:"change" example:"{\"level\": \"expert\", \"add_themes\": [\"weeding\"]}"`
			Seen   string         `json:"seen" maxLength:"100" doc:"seen of the preview; 409 when one of the offers has been changed since."`
		}
	}
	BulkIn struct {
		ID string `path:"id" maxLength:"64"`
	}
	bulkRowJSON struct {
		Offer   id.ID  `json:"offer"`
		Title   string `json:"title"`
		Changes bool   `json:"changes" doc:"Something becomes different."`
		Problem string `json:"problem,omitempty" doc:"Why it cannot be done."`
	}
	bulkPreviewOut struct {
		Body struct {
			Rows     []bulkRowJSON `json:"rows"`
			Problems int           `json:"problems"`
			Seen     string        `json:"seen" doc:"To be sent when the change is made."`
		}
	}
	recentBulkJSON struct {
		ID        id.ID     `json:"id"`
		MadeAt    time.Time `json:"made_at"`
		UndoUntil time.Time `json:"undo_until"`
		Offers    int       `json:"offers" doc:"How many became different."`
		Undone    bool      `json:"undone"`
		MayUndo   bool      `json:"may_undo" doc:"It stands, nobody has changed anything since, and you may undo it: what published, archived or moved offers is undone by who may publish them."`
	}
	recentBulksOut struct {
		Body struct {
			Items []recentBulkJSON `json:"items"`
		}
	}
	bulkOut struct {
		Body struct {
			ID        id.ID     `json:"id"`
			MadeAt    time.Time `json:"made_at"`
			UndoUntil time.Time `json:"undo_until"`
			Offers    []id.ID   `json:"offers" doc:"Those that became different."`
			Undone    bool      `json:"undone"`
			MayUndo   bool      `json:"may_undo" doc:"It stands, its time is not over, nobody has changed anything since, and you may undo it."`
			Edited    []string  `json:"edited" doc:"Titles of offers that somebody has changed since, so that it cannot be undone."`
		}
	}
)

// change reads a change and the offers it is for. An id that is none is nobody's offer.
func (p *Pages) change(ctx context.Context, offers []string, j bulkChangeJSON) ([]id.ID, catalogue.BulkChange, error) {
	c := catalogue.BulkChange{Act: j.Act, Level: j.Level, Format: j.Format, Language: j.Language, Minutes: j.Minutes, Accessibility: j.Accessibility, AddAreas: j.AddAreas, RemoveAreas: j.RemoveAreas, AddAudiences: j.AddAudiences, RemoveAudiences: j.RemoveAudiences,
		PriceBy: j.PriceBy, PricePercent: j.PricePercent}
	texts(&c.AddThemes, &j.AddThemes)
	texts(&c.RemoveThemes, &j.RemoveThemes)
	var ids []id.ID
	for _, given := range offers {
		o, ok := id.Parse(given)
		if !ok {
			return nil, c, errs.New(errs.NotFound, "There is no such offer.")
		}
		ids = append(ids, o)
	}
	if j.Owner != "" {
		var ok bool
		if c.OwnerID, ok = id.Parse(j.Owner); !ok {
			return nil, c, errs.Bad("owner", "There is no such person.")
		}
	}
	if j.Unit != "" {
		var err error
		if c.UnitID, err = p.unitOf(ctx, j.Unit); err != nil {
			return nil, c, err
		}
	}
	return ids, c, nil
}

func (p *Pages) apiPreviewBulk(ctx context.Context, in *bulkIn) (*bulkPreviewOut, error) {
	ids, c, err := p.change(ctx, in.Body.Offers, in.Body.Change)
	if err != nil {
		return nil, err
	}
	v, err := p.catalogue.PreviewBulk(ctx, authz.From(ctx), ids, c)
	if err != nil {
		return nil, err
	}
	out := &bulkPreviewOut{}
	out.Body.Rows, out.Body.Problems, out.Body.Seen = []bulkRowJSON{}, v.Problems(), strconv.FormatInt(v.Seen.UnixMicro(), 36)
	for _, r := range v.Rows {
		row := bulkRowJSON{Offer: r.Offer.ID, Title: r.Before.Title, Changes: r.Changes()}
		if r.Problem != nil {
			row.Problem = problemWords(ctx, r.Problem)
		}
		out.Body.Rows = append(out.Body.Rows, row)
	}
	return out, nil
}

// problemWords is the first complaint of an error.
func problemWords(ctx context.Context, err error) string {
	if p := web.ProblemOf(ctx, err); len(p.Errors) > 0 {
		return p.Errors[0].Message
	}
	return web.Message(ctx, err)
}

func (p *Pages) apiBulk(ctx context.Context, in *makeBulkIn) (*bulkOut, error) {
	ids, c, err := p.change(ctx, in.Body.Offers, in.Body.Change)
	if err != nil {
		return nil, err
	}
	micros, err := strconv.ParseInt(in.Body.Seen, 36, 64)
	if err != nil {
		return nil, errs.Bad("seen", "Look at the changes first.")
	}
	e, err := p.catalogue.BulkEdit(ctx, authz.From(ctx), ids, c, time.UnixMicro(micros))
	if err != nil {
		return nil, err
	}
	return p.bulkSaid(ctx, e.ID)
}

func (p *Pages) bulkSaid(ctx context.Context, bulk id.ID) (*bulkOut, error) {
	v, err := p.catalogue.ShowBulk(ctx, authz.From(ctx), bulk)
	if err != nil {
		return nil, err
	}
	out := &bulkOut{}
	b := &out.Body
	b.ID, b.MadeAt, b.UndoUntil, b.Offers, b.Undone, b.MayUndo, b.Edited = v.ID, v.MadeAt.UTC(), v.UndoUntil.UTC(), full(v.Offers), !v.UndoneAt.IsZero(), v.MayUndo, full(v.Edited)
	return out, nil
}

func bulkID(given string) (id.ID, error) {
	b, ok := id.Parse(given)
	if !ok {
		return "", errs.New(errs.NotFound, "There is no page at this address.")
	}
	return b, nil
}

func (p *Pages) apiShowBulk(ctx context.Context, in *BulkIn) (*bulkOut, error) {
	b, err := bulkID(in.ID)
	if err != nil {
		return nil, err
	}
	return p.bulkSaid(ctx, b)
}

func (p *Pages) apiUndoBulk(ctx context.Context, in *BulkIn) (*bulkOut, error) {
	b, err := bulkID(in.ID)
	if err == nil {
		err = p.catalogue.UndoBulk(ctx, authz.From(ctx), b)
	}
	if err != nil {
		return nil, err
	}
	return p.bulkSaid(ctx, b)
}

func (p *Pages) apiRecentBulks(ctx context.Context, _ *struct{}) (*recentBulksOut, error) {
	list, err := p.catalogue.RecentBulks(ctx, authz.From(ctx))
	if err != nil {
		return nil, err
	}
	out := &recentBulksOut{}
	out.Body.Items = []recentBulkJSON{}
	for _, b := range list {
		out.Body.Items = append(out.Body.Items, recentBulkJSON{b.ID, b.MadeAt.UTC(), b.UndoUntil.UTC(), b.Count, !b.UndoneAt.IsZero(), b.MayUndo()})
	}
	return out, nil
}
