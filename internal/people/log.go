package people

import (
	"context"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/page"
)

// Log returns a page of what was done, by whom and to what, the latest first. Those who may read the log: administrators and auditors.
func (s *Service) Log(ctx context.Context, actor authz.Actor, f audit.Filter, r page.Request) (page.Page[audit.Line], error) {
	if err := actor.Require(maySeeLog, ""); err != nil {
		return page.Page[audit.Line]{}, err
	}
	return audit.List(ctx, s.db, f, r)
}
