package catalogue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/mail"
)

// tellAfter is after how many failures in a row its owner hears of it, once until it has worked again.
const tellAfter = 3

// sourceLetter asks for a letter about a run.
type sourceLetter struct {
	SourceID, RunID id.ID
}

// tellTx asks for a letter when a source has just failed for the third time, asks for a decision that it did not ask for before, or has rows that
// could not be taken after it had none.
func (s *Service) tellTx(ctx context.Context, tx *db.Tx, was, is Source, run SourceRun) error {
	rows := run.Outcome == RunApplied && is.Trouble != "" && (was.Trouble == "" || was.Failures > 0 || was.Asks)
	if !(is.Failures == tellAfter && run.Outcome == RunFailed || is.Asks && !was.Asks || rows) {
		return nil
	}
	return events.Enqueue(ctx, tx, run.EndedAt, time.Time{}, jobSourceLetter, sourceLetter{is.ID, run.ID})
}

// writeSourceLetter tells what is wrong with a source, unless it has worked since.
func (s *Service) writeSourceLetter(ctx context.Context, key string, l sourceLetter) error {
	src, err := sourceByID(ctx, s.db, l.SourceID)
	if errs.Is(err, errs.NotFound) || err == nil && src.Trouble == "" || s.mail == nil {
		return nil
	}
	if err != nil {
		return err
	}
	readers, err := s.readersOf(ctx, src)
	if err != nil {
		return err
	}
	for _, p := range readers {
		if err := s.mail.Send(ctx, s.sourceLetterTo(ctx, key, src, p)); err != nil && !errors.Is(err, mail.ErrRefused) {
			return fmt.Errorf("catalogue: letter: %w", err)
		}
	}
	return nil
}

// readersOf returns who hears of a source: its owner, or the managers of its unit when the owner is gone, may not see it any more, or has no address.
func (s *Service) readersOf(ctx context.Context, src Source) ([]people.Person, error) {
	if src.OwnerID != "" {
		owner, err := s.people.Person(ctx, src.OwnerID)
		if err != nil {
			return nil, err
		}
		actor, err := s.people.Actor(ctx, src.OwnerID, "job")
		if err = ignoreMissing(err); err != nil {
			return nil, err
		}
		if !owner.Closed && owner.Email != "" && actor.May(ReadDrafts, src.UnitID) {
			return []people.Person{owner}, nil
		}
	}
	return s.people.UnitManagers(ctx, src.UnitID)
}

func (s *Service) sourceLetterTo(ctx context.Context, key string, src Source, p people.Person) mail.Message {
	ctx = i18n.With(ctx, i18n.Locale{Lang: p.Language})
	m := mail.Message{To: p.Email, ToName: p.Name, Key: key + "." + string(p.ID)}
	var lead, then string
	switch {
	case src.Asks:
		m.Subject = i18n.T(ctx, "“%s” asks for your decision", src.Name)
		lead = i18n.T(ctx, "The source “%s” has lost most of its dates, so nothing of its last answer was taken:", src.Name)
		then = i18n.T(ctx, "Look at what it says, and take it or wait:")
	case src.Failures > 0:
		m.Subject = i18n.T(ctx, "“%s” cannot be read any more", src.Name)
		lead = i18n.T(ctx, "The source “%s” could not be read several times in a row:", src.Name)
		then = i18n.T(ctx, "Its offers stay as they are, and we go on trying. Look at it here:")
	default:
		m.Subject = i18n.T(ctx, "Not all of “%s” could be taken", src.Name)
		lead = i18n.T(ctx, "The source “%s” was fetched, but this could not be taken:", src.Name)
		then = i18n.T(ctx, "The report of the run says why, row by row:")
	}
	m.Text = i18n.T(ctx, "Hello %s,", p.Name) + "\n\n" + lead + "\n\n" + src.Trouble + "\n\n" + then + "\n" + s.baseURL + "/work/sources/" + string(src.ID) + "\n"
	return m
}
