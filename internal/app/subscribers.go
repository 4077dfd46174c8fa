package app

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/registration"
)

// subscribe makes every job and subscriber of every area known. It is the one place that says
// who listens to whom.
func (a *App) subscribe() {
	a.People.Register(a.Jobs)
	a.Catalogue.Register(a.Jobs)
	a.Registration.RegisterJobs(a.Jobs)
	a.Assessment.Register(a.Jobs)
	a.Recognition.Register(a.Jobs)
	a.Duties.Register(a.Jobs)
	a.Webhooks.Register(a.Jobs)
	a.Measures.Register(a.Jobs)
	jobs.Unheard[catalogue.OfferPublished](a.Jobs)
	jobs.Unheard[catalogue.OfferArchived](a.Jobs)
	jobs.Unheard[catalogue.OccurrenceAdded](a.Jobs)
	jobs.Unheard[registration.NotCompleted](a.Jobs)
	a.Jobs.Every("web.sweep", time.Hour, func(ctx context.Context) error {
		return web.SweepSessions(ctx, a.DB, a.Clock.Now())
	})
	a.Jobs.Every("audit.seal", 15*time.Second, func(ctx context.Context) error {
		for {
			n, err := audit.Seal(ctx, a.DB)
			if err != nil {
				return err
			}
			if n == 0 {
				break
			}
		}
		if a.Endings == "" {
			return nil
		}
		return a.keepEndings(ctx, a.Endings)
	})
}

// checkAudit walks the chain of the audit log.
func (a *App) checkAudit(ctx context.Context) ([]string, error) {
	broken, head, _, err := audit.Verify(ctx, a.DB)
	if err != nil || broken == 0 {
		return nil, err
	}
	return []string{fmt.Sprintf("the log does not fit together at row %d of %d: a row was changed, removed or put in another place", broken, head)}, nil
}
