package catalogue

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/mail"
)

// tellAfter is after how many failures in a row the owner hears of it, once until it has worked again.
const tellAfter = 3

// sourceLetter asks for a letter to the owner about a run.
type sourceLetter struct {
	SourceID, RunID id.ID
}

// tellOwnerTx asks for a letter when a source has just failed for the third time, or asks for a decision that it did not ask for before.
func (s *Service) tellOwnerTx(ctx context.Context, tx *db.Tx, was, is Source, run SourceRun) error {
	if is.OwnerID == "" || !(is.Failures == tellAfter && run.Outcome == RunFailed || is.Asks && !was.Asks) {
		return nil
	}
	return events.Enqueue(ctx, tx, run.EndedAt, time.Time{}, jobSourceLetter, sourceLetter{is.ID, run.ID})
}

// writeSourceLetter tells the owner what is wrong with a source, unless it has worked since, or the owner may not see it any more.
func (s *Service) writeSourceLetter(ctx context.Context, key string, l sourceLetter) error {
	src, err := sourceByID(ctx, s.db, l.SourceID)
	if errs.Is(err, errs.NotFound) || err == nil && (src.OwnerID == "" || src.Failures == 0 && !src.Asks) {
		return nil
	}
	if err != nil {
		return err
	}
	owner, err := s.people.Person(ctx, src.OwnerID)
	if err != nil {
		return err
	}
	if owner.Closed || owner.Email == "" || s.mail == nil {
		return nil
	}
	actor, err := s.people.Actor(ctx, src.OwnerID, "job")
	if err != nil || !actor.May(ReadDrafts, src.UnitID) {
		return ignoreMissing(err)
	}
	ctx = i18n.With(ctx, i18n.Locale{Lang: owner.Language})
	m := mail.Message{To: owner.Email, ToName: owner.Name, Key: key}
	var lead, then string
	if src.Asks {
		m.Subject = i18n.T(ctx, "“%s” asks for your decision", src.Name)
		lead = i18n.T(ctx, "The source “%s” has lost most of its dates, so nothing of its last answer was taken:", src.Name)
		then = i18n.T(ctx, "Look at what it says, and take it or wait:")
	} else {
		m.Subject = i18n.T(ctx, "“%s” cannot be read any more", src.Name)
		lead = i18n.T(ctx, "The source “%s” could not be read several times in a row:", src.Name)
		then = i18n.T(ctx, "Its offers stay as they are, and we go on trying. Look at it here:")
	}
	m.Text = i18n.T(ctx, "Hello %s,", owner.Name) + "\n\n" + lead + "\n\n" + src.Trouble + "\n\n" + then + "\n" + s.baseURL + "/work/sources/" + string(src.ID) + "\n"
	if err := s.mail.Send(ctx, m); err != nil {
		return fmt.Errorf("catalogue: letter: %w", err)
	}
	return nil
}
