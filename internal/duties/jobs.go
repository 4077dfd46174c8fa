package duties

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/standards"
)

// Register makes this area's subscribers and rounds known. All are safe to run twice and at the same time.
func (s *Service) Register(q *jobs.Queue) {
	again := func(ctx context.Context, person id.ID) error {
		if person == "" {
			return nil
		}
		return s.refresh(ctx, []id.ID{person})
	}
	jobs.On(q, "duties.entry-appended", func(ctx context.Context, _ string, e record.EntryAppended) error { return again(ctx, e.PersonID) })
	jobs.On(q, "duties.entry-corrected", func(ctx context.Context, _ string, e record.EntryCorrected) error { return again(ctx, e.PersonID) })
	jobs.On(q, "duties.award-issued", func(ctx context.Context, _ string, e recognition.AwardIssued) error { return again(ctx, e.PersonID) })
	jobs.On(q, "duties.award-revoked", func(ctx context.Context, _ string, e recognition.AwardRevoked) error { return again(ctx, e.PersonID) })
	jobs.On(q, "duties.merged", func(ctx context.Context, _ string, e people.Merged) error {
		return s.refresh(ctx, []id.ID{e.PersonID, e.AliasID})
	})
	jobs.On(q, "duties.parted", func(ctx context.Context, _ string, e people.Parted) error {
		return s.refresh(ctx, []id.ID{e.PersonID, e.AliasID})
	})
	jobs.On(q, "duties.stated", func(ctx context.Context, _ string, e Stated) error { return again(ctx, e.PersonID) })
	jobs.On(q, "duties.rule-published", func(ctx context.Context, _ string, e RulePublished) error { return s.startRun(ctx, e.Key) })
	jobs.On(q, "duties.answered", func(ctx context.Context, _ string, e assessment.Answered) error { return s.answered(ctx, e.PersonID) })
	jobs.On(q, "duties.aligned", func(ctx context.Context, _ string, e catalogue.AlignmentsChanged) error {
		return s.aligned(ctx, alignedArgs{Offer: e.OfferID})
	})
	jobs.On(q, "duties.framework-published", func(ctx context.Context, _ string, e standards.FrameworkPublished) error {
		return s.frameworkMoved(ctx, e.FrameworkID)
	})
	jobs.Handle(q, alignedJob, func(ctx context.Context, _ string, a alignedArgs) error { return s.aligned(ctx, a) })
	jobs.Handle(q, runJob, func(ctx context.Context, _ string, a runArgs) error { return s.goOn(ctx, a.Run) })
	jobs.Handle(q, letterJob, s.sendLetter)
	q.Every("duties.day", time.Hour, s.everyDay)
	q.Every("duties.texts", time.Hour, s.newTexts)
}

// lookChunk is how many persons are worked out at once.
var lookChunk = 250

// everyDay works out again those whose day has come, and then writes to those of whom something falls due soon.
func (s *Service) everyDay(ctx context.Context) error {
	if err := s.lookAgain(ctx); err != nil {
		return err
	}
	return s.remind(ctx)
}

// lookAgain works out again those whose day has come. It begins where it stopped, because who was looked at has another day.
func (s *Service) lookAgain(ctx context.Context) error {
	today := s.today().String()
	for after := id.ID(""); ; {
		persons, err := dueToLook(ctx, s.db, today, after, lookChunk)
		if err != nil || len(persons) == 0 {
			return err
		}
		if err := s.refresh(ctx, persons); err != nil {
			return err
		}
		after = persons[len(persons)-1]
	}
}
