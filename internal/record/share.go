package record

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// dayEndsEverywhere is how long after its beginning in UTC a civil date is over at the last place
// on earth, so that nobody loses hours of a link's last day.
const dayEndsEverywhere = 36 * time.Hour

// maxShares bounds how many open links one person can have.
const maxShares = 50

// Share is a link by which anybody who has it reads one person's transcript of a period, until
// it is ended or expires. The secret in the link is not kept, only its hash.
type Share struct {
	ID       id.ID
	PersonID id.ID
	// Label is what the owner calls it: for whom it is.
	Label     string
	Period    Period
	CreatedAt time.Time
	ExpiresAt time.Time // zero: never
	EndedAt   time.Time // zero: not ended
	// Looks is how often it was opened, LastLook when last.
	Looks    int
	LastLook time.Time
}

// Open reports whether the link still shows the transcript at a moment.
func (s Share) Open(now time.Time) bool {
	return s.EndedAt.IsZero() && (s.ExpiresAt.IsZero() || now.Before(s.ExpiresAt))
}

// LastDay is the civil date of the last day on which the link works, empty for one without an end.
func (s Share) LastDay() string {
	if s.ExpiresAt.IsZero() {
		return ""
	}
	return s.ExpiresAt.UTC().Add(-dayEndsEverywhere).Format(time.DateOnly)
}

// NewShare is what the owner says about a link. LastDay is the civil date of the last day on which
// it works, empty for a link without an end.
type NewShare struct {
	Label   string
	Period  Period
	LastDay string
}

// Share makes a link to the actor's own transcript and returns its secret, which cannot be had
// again. No token may. Errors: Invalid by field (label, from, to, last).
func (s *Service) Share(ctx context.Context, actor authz.Actor, n NewShare) (sh Share, secret string, err error) {
	person, err := actor.RequirePerson("")
	if err != nil {
		return Share{}, "", err
	}
	now := s.clock.Now()
	var f errs.Fields
	f.Check(n.Label != "", "label", "Enter for whom it is, so that you know later which link to end.")
	f.Check(fits(n.Label, 100), "label", "This is too long; %d characters fit.", 100)
	if e := errs.As(n.Period.Check()); e != nil {
		f = append(f, e.Fields...)
	}
	var expires time.Time
	if n.LastDay != "" {
		day, err := time.Parse(time.DateOnly, n.LastDay)
		if err != nil {
			f.Add("last", "Enter a date that exists, such as 2026-03-12.")
		}
		expires = day.Add(dayEndsEverywhere)
		if err == nil && !expires.After(now) {
			f.Add("last", "This day is over.")
		}
	}
	if err := f.Err(); err != nil {
		return Share{}, "", err
	}
	ids, err := s.people.IDs(ctx, person)
	if err != nil {
		return Share{}, "", err
	}
	secret = id.Secret()
	sh = Share{ID: id.New(), PersonID: person, Label: n.Label, Period: n.Period, CreatedAt: now, ExpiresAt: expires}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		open, err := countOpenShares(ctx, tx, ids, now)
		if err != nil {
			return err
		}
		if open >= maxShares {
			return errs.New(errs.Conflict, "You have %d open links. End one that is no longer needed first.", open)
		}
		if err := insertShare(ctx, tx, sh, id.Hash(secret)); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "share.made", Kind: "share", ID: sh.ID})
	})
	if err != nil {
		return Share{}, "", err
	}
	return sh, secret, nil
}

// Shares returns the actor's links, the newest first, those that ended too. No token may.
func (s *Service) Shares(ctx context.Context, actor authz.Actor) ([]Share, error) {
	if _, err := actor.RequirePerson(""); err != nil {
		return nil, err
	}
	ids, err := s.people.IDs(ctx, actor.PersonID)
	if err != nil {
		return nil, err
	}
	out, err := listShares(ctx, s.db, ids)
	if err != nil {
		return nil, fmt.Errorf("record: shares: %w", err)
	}
	return out, nil
}

// EndShare ends one of the actor's links at once. Ending it again changes nothing. Another's is NotFound.
func (s *Service) EndShare(ctx context.Context, actor authz.Actor, share id.ID) error {
	if _, err := actor.RequirePerson(""); err != nil {
		return err
	}
	ids, err := s.people.IDs(ctx, actor.PersonID)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ended, known, err := endShare(ctx, tx, ids, share, now)
		if err != nil {
			return fmt.Errorf("record: end share: %w", err)
		}
		if !known {
			return errs.New(errs.NotFound, "There is no such link.")
		}
		if !ended {
			return nil
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "share.ended", Kind: "share", ID: share})
	})
}

// Shared is the transcript behind a link's secret, for everybody who has it. The look is written
// down first, without who it was; the owner's own is not. An unknown secret is NotFound, an ended
// or expired link Gone.
func (s *Service) Shared(ctx context.Context, actor authz.Actor, secret string) (Share, Transcript, error) {
	now := s.clock.Now()
	sh, err := shareByHash(ctx, s.db, id.Hash(secret))
	if err != nil {
		return Share{}, Transcript{}, err
	}
	if !sh.Open(now) {
		return Share{}, Transcript{}, errs.New(errs.Gone, "This link has ended. Ask the person who gave it to you for a new one.")
	}
	ids, err := s.people.IDs(ctx, sh.PersonID)
	if err != nil {
		return Share{}, Transcript{}, err
	}
	if actor.PersonID != ids[0] {
		v := View{ID: id.New(), PersonID: sh.PersonID, ShareID: sh.ID, What: LookedAtShare, At: now}
		err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return insertView(ctx, tx, v) })
		if err != nil {
			return Share{}, Transcript{}, fmt.Errorf("record: shared: %w", err)
		}
	}
	t, err := s.draw(ctx, ids, sh.Period, now)
	return sh, t, err
}
