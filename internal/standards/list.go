package standards

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/page"
)

// ListRequest asks for a page of frameworks, by title.
type ListRequest struct {
	// Drafts asks for drafts as well; a framework that has a draft beside its published version is then there twice.
	Drafts bool
	page.Request
}

// List returns frameworks: what is published for everybody, drafts for whoever may see them.
func (s *Service) List(ctx context.Context, actor authz.Actor, r ListRequest) (page.Page[Version], error) {
	if r.Drafts {
		if err := actor.Require(ReadDrafts, ""); err != nil {
			return page.Page[Version]{}, err
		}
	}
	return listVersions(ctx, s.db, r)
}

// All returns the frameworks that people may choose from, by title, for menus. Everybody may.
func (s *Service) All(ctx context.Context) ([]Version, error) {
	return allSelectable(ctx, s.db)
}
