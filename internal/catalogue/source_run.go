package catalogue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/outbound"
	"learningcommons.dev/commons/internal/platform/tabular"
)

const (
	// maxFeed bounds what a source may answer.
	maxFeed = 20 << 20
	// doubtFrom is from how many dates to come a source may lose more than half of them only when a person agrees.
	doubtFrom = 5
	// claimFor is how long a run keeps others out; one that was cut off does so no longer. runFor is how long one may take that somebody has asked for.
	claimFor = 10 * time.Minute
	runFor   = 9 * time.Minute
	// wholeEvery is how often an answer is read although its server says that nothing is new: what repeats without an end was read up to a day that has come nearer.
	wholeEvery = 7 * 24 * time.Hour
	// leaveFor is how much of its time a run leaves to say how far it came.
	leaveFor = 5 * time.Second
	// listedRows is how many rows a kept report holds.
	listedRows = 1000
)

// RunSource fetches a source now and takes what is new, as the actor. Editors of its unit may. It goes on when they leave. What went wrong with the source is the run's outcome
// and no error. An answer that no longer names most of the dates to come is not taken unless accept says that a person has decided so. Conflict when
// it has no address, or another run is under way.
func (s *Service) RunSource(ctx context.Context, actor authz.Actor, source id.ID, accept bool) (SourceRun, error) {
	src, err := s.sourceFor(ctx, actor, EditOffers, source)
	if err != nil {
		return SourceRun{}, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), runFor)
	defer cancel()
	return s.runSource(ctx, actor, src, accept)
}

// runSource claims a source and runs it. Whatever keeps the run from its end, the source is free afterwards.
func (s *Service) runSource(ctx context.Context, actor authz.Actor, src Source, accept bool) (SourceRun, error) {
	if src.Address == "" {
		return SourceRun{}, errs.New(errs.Conflict, "This source has no address: its files are brought by hand.")
	}
	run := SourceRun{ID: id.New(), SourceID: src.ID, StartedAt: s.clock.Now(), ByID: actor.PersonID}
	mine := false
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		mine, err = claimSource(ctx, tx, src.ID, run.StartedAt, run.claimedUntil())
		return err
	})
	if err == nil && !mine {
		return run, errs.New(errs.Conflict, "This source is being fetched right now. Look again in a moment.")
	}
	if err == nil {
		run, err = s.runClaimed(ctx, actor, src, run, accept)
	}
	if err != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		if err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return releaseSource(ctx, tx, src.ID, run.claimedUntil()) }); err != nil {
			s.log.Warn("a source stays claimed for a while", "source", src.ID, "error", err)
		}
	}
	return run, err
}

// claimedUntil is when a run keeps others out no more.
func (r SourceRun) claimedUntil() time.Time { return r.StartedAt.Add(claimFor) }

var errRunCut = errs.New(errs.Unavailable, "The time for one run was over before all of it was taken. What was taken by then stays, and the next run goes on from there. One by hand may take longer than one on the schedule.")

var errRunCutEarly = errs.New(errs.Unavailable, "The time for one run was over before anything of it was taken. Fetch it by hand: that may take longer than a run on the schedule.")

// inTime is a context that ends while there is still time to keep what a run made.
func inTime(ctx context.Context) (context.Context, context.CancelFunc) {
	if end, ok := ctx.Deadline(); ok {
		return context.WithDeadline(ctx, end.Add(-leaveFor))
	}
	return context.WithCancel(ctx)
}

// runClaimed fetches a source, takes what came and keeps what the run made, also when its time was over before the end. One that the server's own end
// has cut off is done anew.
func (s *Service) runClaimed(ctx context.Context, actor authz.Actor, src Source, run SourceRun, accept bool) (SourceRun, error) {
	work, cancel := inTime(ctx)
	defer cancel()
	answer, err := s.fetch(work, actor, &src, accept, &run)
	if err != nil {
		switch {
		case errors.Is(work.Err(), context.DeadlineExceeded):
			if err = errRunCut; run.Report.Counts.Created+run.Report.Counts.Changed == 0 {
				err = errRunCutEarly
			}
		case ctx.Err() != nil:
			return run, ctx.Err()
		case errs.KindOf(err) == errs.Internal:
			s.log.Error("a source could not be taken", "source", src.ID, "error", err)
			err = errs.New(errs.Unavailable, "Something went wrong on our side. Your administrator can see what.")
		}
		run.Outcome, run.Trouble = RunFailed, tabular.ProblemsOf(err)[0].Message
		run.Report.Fail(err)
	}
	run.EndedAt = s.clock.Now()
	keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute) // what was taken is there, so it is told
	defer cancel()
	err = s.finish(keep, actor, src, &run, answer)
	return run, err
}

// fetch calls the address and takes what came, as long as the source is what src says: where the run finds out what columns hold, src says it too.
func (s *Service) fetch(ctx context.Context, actor authz.Actor, src *Source, accept bool, run *SourceRun) (outbound.Response, error) {
	if !actor.May(EditOffers, src.UnitID) {
		return outbound.Response{}, errs.New(errs.Forbidden, "Whoever looks after this source may not edit the unit's offers any more. Choose somebody else.")
	}
	q := outbound.Request{URL: src.Address, MaxBytes: maxFeed, Timeout: 20 * time.Second, Header: map[string]string{
		"Accept": "text/calendar, application/ld+json, application/json, application/atom+xml, application/rss+xml, text/csv, text/html;q=0.8, */*;q=0.5"}}
	if !accept && run.StartedAt.Sub(src.readAt) < wholeEvery {
		q.ETag, q.LastModified = src.etag, src.lastModified
	}
	answer, err := s.calls.Do(ctx, q)
	if err != nil {
		return answer, err
	}
	if answer.NotModified {
		run.Outcome = RunSame
		return answer, nil
	}
	if err := refusal(answer); err != nil {
		return answer, err
	}
	further, left := s.readPages(ctx, answer, q.Header)
	if len(further) > 0 {
		answer.ETag, answer.LastModified = "", "" // those of the first page say nothing of the others
	}
	run.part = left != ""
	o := ImportOptions{of: src, further: further, part: run.part, Source: src.Name, Unit: src.UnitID, Kind: src.Kind, Publish: src.Publish, DateOrder: src.DateOrder, Zone: src.Zone, Defaults: src.Defaults, DryRun: true, fetched: true}
	tried, report, err := s.takeOffers(ctx, actor, bytes.NewReader(answer.Body), o, false)
	if err != nil {
		run.Report = *tabular.NewReport(report.Kind, report.Source, false) // nothing of it was taken
		run.Report.Note(report.Notes...)
		return answer, err
	}
	run.Report = report
	if run.Gone = tried.gone; tried.known >= doubtFrom && tried.gone*2 > tried.known && !accept {
		run.Outcome = RunAsked
		run.Trouble = fmt.Sprintf("It no longer names %d of the %d dates to come. Nothing was taken until somebody has looked.", tried.gone, tried.known)
		return answer, nil
	}
	o.DryRun = false
	taken, report, err := s.takeOffers(ctx, actor, bytes.NewReader(answer.Body), o, false)
	run.Report, run.Outcome, run.Gone, run.part = report, RunApplied, taken.gone, taken.o.part
	if left != "" {
		run.Report.Note(fmt.Sprintf("Pages that were read: %d, and not to the end. %s What stands behind them may still be there.", len(further)+1, left))
	}
	for _, r := range report.Rows {
		if slices.ContainsFunc(r.Changes, func(c tabular.Change) bool { return c.Field == "date" && c.To == "cancelled" }) {
			run.Cancelled++
		}
	}
	switch n := len(taken.uncancelled); {
	case n > 0:
		run.Trouble = fmt.Sprintf("Dates that are cancelled where they come from, and not here, since whoever looks after the source may not cancel them: %d.", n)
	case run.NoneTaken():
		run.Trouble = "All rows were refused. The report of the last run says why."
	}
	if err == nil && answer.Moved != "" {
		run.Report.Note("The address has moved for good to " + answer.Moved + ". Change it, before the old one ends.")
	}
	return answer, err
}

// refusal says in words what a status other than success means.
func refusal(a outbound.Response) error {
	switch {
	case a.OK():
		return nil
	case a.Status == 401 || a.Status == 403:
		return errs.New(errs.Unavailable, "The server does not let us read it (status %s). Ask for an address that needs no password.", strconv.Itoa(a.Status))
	case a.Status == 404 || a.Status == 410:
		return errs.New(errs.Unavailable, "There is nothing at this address any more (status %s).", strconv.Itoa(a.Status))
	case a.Status == 429:
		return errs.New(errs.Unavailable, "The server asks us to come less often (status 429).")
	}
	return errs.New(errs.Unavailable, "The server answered with an error (status %s).", strconv.Itoa(a.Status))
}

// finish keeps what a run made, and plans the next. Of a source that was changed meanwhile nothing is kept but the run: what it found out is about
// what held before, and whoever has changed the source has planned the next run.
func (s *Service) finish(ctx context.Context, actor authz.Actor, was Source, run *SourceRun, answer outbound.Response) error {
	run.Report.Rows = slices.DeleteFunc(run.Report.Rows, func(r tabular.RowReport) bool {
		return r.Outcome == tabular.Unchanged && len(r.Notes) == 0
	})
	if len(run.Report.Rows) > listedRows {
		run.Report.Rows, run.Report.Truncated = run.Report.Rows[:listedRows], true
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		src, err := lockSource(ctx, tx, run.SourceID)
		if err != nil {
			return err
		}
		src.LastRun = run.StartedAt
		changed := !src.same(was)
		switch {
		case changed && run.Outcome == RunApplied:
			run.Report.Note("The source was changed just after this was taken. The next run goes by its new settings.")
		case changed:
			run.Report.Note(errSourceChanged.Message)
		case run.Outcome == RunFailed:
			src.Failures, src.Trouble = src.Failures+1, run.Trouble
		case run.Outcome == RunAsked:
			src.Asks, src.Trouble = true, run.Trouble
		case run.Outcome == RunSame:
			// It is as it was when it was last read, and so is what was wrong with its rows then.
			if src.Failures > 0 || src.Asks {
				src.Failures, src.Trouble, src.Asks = 0, "", false
			}
			if src.Trouble == "" {
				src.LastGood = run.StartedAt
			}
		default:
			src.LastGood, src.Failures, src.Trouble, src.Asks = run.StartedAt, 0, run.Trouble, false
			src.etag, src.lastModified, src.readAt = "", "", run.StartedAt
			// What was refused may be taken the next time, and what was not read wants to be.
			if run.Report.Counts.Refused == 0 && !run.part {
				src.etag, src.lastModified = answer.ETag, answer.LastModified
			}
		}
		if err := storeHealth(ctx, tx, src); err != nil {
			return err
		}
		if err := keepRun(ctx, tx, *run); err != nil {
			return err
		}
		if err := releaseSource(ctx, tx, src.ID, run.claimedUntil()); err != nil {
			return err
		}
		if !changed {
			if err := s.tellTx(ctx, tx, was, src, *run); err != nil {
				return err
			}
		}
		err = audit.Record(ctx, tx, run.EndedAt, actor, audit.Event{Action: "source.run", Kind: "source", ID: src.ID, Unit: src.UnitID,
			Detail: map[string]any{"outcome": run.Outcome, "created": run.Report.Counts.Created, "changed": run.Report.Counts.Changed, "refused": run.Report.Counts.Refused}})
		if err != nil || changed && src.turn != was.turn {
			return err
		}
		next := nextRun(src, run.EndedAt, answer.RetryAfter)
		if changed { // by a file under its name: what was fetched is taken soon
			next = firstRun(src, run.EndedAt)
		}
		return s.planTx(ctx, tx, &src, run.EndedAt, next)
	})
}
