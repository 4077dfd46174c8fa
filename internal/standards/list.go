package standards

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/page"
)

// ListRequest asks for a page of frameworks, by title.
type ListRequest struct {
	// Drafts asks for drafts as well; a framework that has a draft beside its published version is then there twice.
	Drafts bool
	// Status asks for those that stand so, and for Retired for those of which no version is in force any more; empty asks for what is in force.
	Status Status
	page.Request
}

// List returns frameworks: what is published and what was for everybody, drafts for whoever may see them. Errors: Forbidden; Invalid on "status".
func (s *Service) List(ctx context.Context, actor authz.Actor, r ListRequest) (page.Page[Version], error) {
	switch r.Status {
	case "", Draft, Published, Retired:
	default:
		return page.Page[Version]{}, errs.Bad("status", "A framework is draft, published or retired.")
	}
	if r.Drafts || r.Status == Draft {
		if err := requireDrafts(actor); err != nil {
			return page.Page[Version]{}, err
		}
	}
	return listVersions(ctx, s.db, r)
}

// All returns the frameworks that people may choose from, by title, for menus. Everybody may.
func (s *Service) All(ctx context.Context) ([]Version, error) {
	return allSelectable(ctx, s.db)
}
