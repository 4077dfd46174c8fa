package standardsweb

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
)

type (
	changesIn struct {
		FrameworkIn
		Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before."`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
	changesOut struct {
		Body struct {
			Version int          `json:"version" doc:"The version in which they became something else."`
			Items   []changeJSON `json:"items"`
			Next    *string      `json:"next" doc:"Cursor of the next page, null at the end."`
		}
	}
)

func (p *Pages) apiChanges(ctx context.Context, in *changesIn) (*changesOut, error) {
	v, list, err := p.standards.Changes(ctx, authz.From(ctx), in.Key, in.Version, page.Request{Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	var out changesOut
	out.Body.Version, out.Body.Items, out.Body.Next = v.Number, changesJSON(list.Items), web.Optional(list.Next)
	return &out, nil
}
