package standards

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// Publish puts the draft before everybody; the version that was published is retired and stays readable. What became of each competency is
// written down for good. Emits FrameworkPublished. Errors: Stale when the draft was changed
// since seen; Conflict while something is undecided, unverified or empty.
func (s *Service) Publish(ctx context.Context, actor authz.Actor, framework id.ID, seen Seen) (Version, error) {
	var d Version
	err := s.change(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, all []Version) (err error) {
		var ok bool
		if d, ok = draftOf(all); !ok {
			return noDraft()
		}
		if err := seen.unseen(d.Seen()); err != nil {
			return err
		}
		d, err = s.publishTx(ctx, tx, now, actor, d, all[1:])
		return err
	})
	return d, err
}

// publishTx publishes a draft; older are the versions before it, the latest first.
func (s *Service) publishTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, d Version, older []Version) (Version, error) {
	if d.Unverified {
		return d, errs.New(errs.Conflict, "Nobody looked up what stands here. Look it up, and say so, before you publish it.")
	}
	n, err := countCompetencies(ctx, tx, d.ID)
	if err != nil {
		return d, err
	}
	if n == 0 {
		return d, errs.New(errs.Conflict, "There is no competency in the draft yet.")
	}
	e := FrameworkPublished{FrameworkID: d.FrameworkID, VersionID: d.ID, Number: d.Number}
	if len(older) > 0 {
		before := older[0]
		e.BeforeID = before.ID
		if err := dropStale(ctx, tx, d.ID); err != nil {
			return d, err
		}
		open, err := undecidedIn(ctx, tx, before.ID, d.ID, 0, 1)
		if err != nil {
			return d, err
		}
		if len(open) > 0 {
			return d, errs.New(errs.Conflict, "Nobody has decided yet what became of “%s”.", open[0].Title)
		}
		if err := keepSame(ctx, tx, now, actor, before.ID, d.ID); err != nil {
			return d, err
		}
		if err := retireVersion(ctx, tx, now, before.ID); err != nil {
			return d, err
		}
	}
	if err := publishVersion(ctx, tx, now, actor, d.ID); err != nil {
		return d, err
	}
	if err := record(ctx, tx, now, actor, "framework.published", d.FrameworkID, map[string]any{"version": d.Number, "title": d.Title, "competencies": n}); err != nil {
		return d, err
	}
	d.Status, d.PublishedAt, d.UpdatedAt, d.Competencies = Published, now, now, n
	return d, events.Publish(ctx, tx, now, e)
}

// Retire ends a framework: it stays readable and nobody can choose it any more. Emits FrameworkRetired. Errors: Conflict where nothing is published or
// a draft is under way; Stale when another version was published since seen.
func (s *Service) Retire(ctx context.Context, actor authz.Actor, framework id.ID, seen Seen) error {
	return s.change(ctx, actor, framework, func(ctx context.Context, tx *db.Tx, now time.Time, all []Version) error {
		if len(all) == 0 || all[0].Status != Published {
			return errs.New(errs.Conflict, "Only a framework that is published, and has no draft, can be retired.")
		}
		if err := seen.unseen(all[0].Seen()); err != nil {
			return err
		}
		if err := retireVersion(ctx, tx, now, all[0].ID); err != nil {
			return err
		}
		if err := record(ctx, tx, now, actor, "framework.retired", framework, map[string]any{"version": all[0].Number, "title": all[0].Title}); err != nil {
			return err
		}
		return events.Publish(ctx, tx, now, FrameworkRetired{FrameworkID: framework, VersionID: all[0].ID})
	})
}
