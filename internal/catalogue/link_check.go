package catalogue

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/outbound"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// The states of a link.
const (
	LinkOK     = "ok"
	LinkMoved  = "moved"  // it leads on for good; the new address is known
	LinkBroken = "broken" // nothing is there, or nobody answered twice
)

const (
	// linksARound is how many links one round asks at most, linksAHost how many of one host, and roundFor how long it may take.
	linksARound = 100
	linksAHost  = 10
	roundFor    = 20 * time.Second
	// linksKnown is how many new links one round gets to know.
	linksKnown = 2000
	// A link is asked once a week; one that did not answer, on the next day.
	linkEvery = 7 * 24 * time.Hour
	linkAgain = 24 * time.Hour
)

// LinkCheck is how the link of an outside item was found. It decides nothing: the item stays in the catalogue until a person takes it out.
type LinkCheck struct {
	OfferID            id.ID
	Title, Link, State string
	MovedTo, Trouble   string
	Since, CheckedAt   time.Time
	failures, turn     int
}

// LinkTroubles returns the links of outside items that have moved or are broken, the longest so first, as far as the actor sees the offers as an insider.
func (s *Service) LinkTroubles(ctx context.Context, actor authz.Actor) ([]LinkCheck, error) {
	units, err := s.insider(ctx, actor, "")
	if err != nil {
		return nil, err
	}
	return linkTroubles(ctx, s.db, units)
}

// checkLinks asks the links of published outside items that are due, with a pause between those of one host, and keeps what it found.
func (s *Service) checkLinks(ctx context.Context) error {
	now := s.clock.Now()
	fresh, err := linksToKnow(ctx, s.db, linksKnown)
	if err != nil {
		return err
	}
	if len(fresh) > 0 {
		if err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return knowLinks(ctx, tx, fresh, now) }); err != nil {
			return err
		}
	}
	due, err := linksDue(ctx, s.db, now, linksAHost, linksARound)
	if err != nil {
		return err
	}
	for i, c := range due {
		if i > 0 && c.turn > due[i-1].turn {
			// A host that has more is asked again from here on.
			pause, cancel := context.WithTimeout(ctx, s.linkPause)
			<-pause.Done()
			cancel()
		}
		if s.clock.Now().Sub(now) > roundFor {
			return nil
		}
		mine := false
		err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			mine, err = claimLink(ctx, tx, c, now, now.Add(linkAgain))
			return err
		})
		if err != nil {
			return err
		}
		if !mine {
			continue
		}
		found := s.askLink(ctx, c)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		next := linkEvery
		if found.failures > 0 {
			next = linkAgain
		}
		if found.State != c.State {
			found.Since = now
		}
		err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return keepLink(ctx, tx, found, now, now.Add(next)) })
		if err != nil {
			return err
		}
	}
	return nil
}

// askLink asks for the head of a page, and for the page where the server does not give one.
func (s *Service) askLink(ctx context.Context, c LinkCheck) LinkCheck {
	answer, err := s.calls.Do(ctx, outbound.Request{Method: "HEAD", URL: c.Link})
	if err != nil || !answer.OK() {
		answer, err = s.calls.Do(ctx, outbound.Request{URL: c.Link, MaxBytes: 1 << 20})
	}
	was := c.State
	c.MovedTo, c.Trouble = "", ""
	switch {
	case answer.OK(): // also where the page is larger than is read
		c.State, c.failures = LinkOK, 0
		if answer.Moved != "" {
			c.State, c.MovedTo = LinkMoved, answer.Moved
		}
		return c
	case err == nil && (answer.Status == 429 || answer.Status == 401 || answer.Status == 403):
		// Somebody is there who does not want to be asked by a program.
		c.State, c.failures = LinkOK, 0
		return c
	case err == nil:
		err = refusal(answer)
	}
	c.failures++
	c.Trouble = tabular.ProblemsOf(err)[0].Message
	if c.failures > 1 || was == LinkBroken || answer.Status == 404 || answer.Status == 410 || errs.Is(err, errs.Invalid) {
		c.State = LinkBroken
	}
	return c
}
