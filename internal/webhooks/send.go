package webhooks

import (
	"context"
	"strconv"
	"sync"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/outbound"
)

// jobSend sends what waits for one webhook.
const jobSend = "webhooks.send"

// statusGone is what an address answers that wants nothing more (Standard Webhooks 1.0.0, "Disabling").
const statusGone = 410

type sendJob struct{ Webhook id.ID }

// wake plans a run for a webhook at a moment, unless one is planned for then or before.
func (s *Service) wake(ctx context.Context, tx *db.Tx, h Webhook, now, at time.Time) error {
	at = later(at, h.RestUntil)
	if h.wakeAt.After(now) && !h.wakeAt.After(at) {
		return nil
	}
	if err := setWake(ctx, tx, h.ID, at); err != nil {
		return err
	}
	return events.Enqueue(ctx, tx, now, at, jobSend, sendJob{h.ID})
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// run is the job: it sends until nothing is due or its time is over, and plans the next run. While another run of the
// same webhook is at it, it does nothing: that one looks again before it ends.
func (s *Service) run(ctx context.Context, _ string, job sendJob) error {
	select {
	case s.runs <- struct{}{}:
		defer func() { <-s.runs }()
	default: // this server sends to as many as it may
		return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			now := s.clock.Now()
			return events.Enqueue(ctx, tx, now, now.Add(time.Second), jobSend, job)
		})
	}
	lease, now := string(id.New()), s.clock.Now()
	var mine bool
	var buried int64
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if mine, err = takeLease(ctx, tx, job.Webhook, lease, now, now.Add(leaseFor)); err != nil || !mine {
			return err
		}
		buried, err = bury(ctx, tx, job.Webhook, now.Add(-giveUpAfter), 1)
		return err
	})
	if err != nil || !mine {
		return err
	}
	s.tally.dead.Add(buried)
	turn, cancel := context.WithTimeout(ctx, runFor)
	defer cancel()
	for more := true; more && err == nil && turn.Err() == nil; {
		more, err = s.round(ctx, job.Webhook)
	}
	ended := s.db.InTx(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error { return s.end(ctx, tx, job.Webhook, lease) })
	if err == nil {
		err = ended
	}
	return err
}

// round sends a few deliveries at once and writes down what came of them. It reports whether there was anything to send.
func (s *Service) round(ctx context.Context, webhook id.ID) (bool, error) {
	h, err := webhookByID(ctx, s.db, webhook)
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	now := s.clock.Now()
	if err != nil || h.Paused || h.RestUntil.After(now) {
		return false, err
	}
	first, err := s.queue.FirstEvent(ctx, s.db)
	if err != nil {
		return false, err
	}
	list, err := heads(ctx, s.db, h, first, now)
	if err != nil || len(list) == 0 {
		return false, err
	}
	owner, err := s.people.Actor(ctx, h.OwnerID, "job")
	if errs.Is(err, errs.NotFound) {
		owner, err = authz.Actor{}, nil // nobody may know anything any more
	}
	if err != nil {
		return false, err
	}
	done := make([]Delivery, len(list))
	var all sync.WaitGroup
	for i, d := range list {
		all.Go(func() { done[i] = s.attempt(ctx, h, owner, d) })
	}
	all.Wait()
	if ctx.Err() != nil { // the server stops: what was cut off is no failure of theirs
		return false, ctx.Err()
	}
	if err := s.db.InTx(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error { return s.note(ctx, tx, h.ID, done) }); err != nil {
		return false, err
	}
	s.tally.count(done)
	return true, nil
}

// attempt sends one delivery, when the owner may still know of it, and returns it as it then is.
func (s *Service) attempt(ctx context.Context, h Webhook, owner authz.Actor, d Delivery) Delivery {
	if k, ok := kindOf(d.Event); !ok || !owner.May(k.needs, d.unit) {
		d.State, d.Answer = Withheld, ""
		return d
	}
	s.call(ctx, h, &d)
	switch {
	case d.Status >= 200 && d.Status < 300:
		d.State = Delivered
	case d.TriedAt.Sub(d.begunAt) >= giveUpAfter:
		d.State = Dead
	default:
		d.NextAt = d.TriedAt.Add(backoff(d.Attempts))
	}
	return d
}

// call sends a delivery to its address and notes the answer.
func (s *Service) call(ctx context.Context, h Webhook, d *Delivery) {
	now := s.clock.Now()
	d.Attempts, d.TriedAt = d.Attempts+1, now
	resp, err := s.calls.Do(ctx, outbound.Request{Method: "POST", URL: h.Address, Body: []byte(d.Body), MaxBytes: answerRead, Timeout: callFor, Header: map[string]string{
		"Content-Type": "application/json", "webhook-id": string(d.ID), "webhook-timestamp": strconv.FormatInt(now.Unix(), 10), "webhook-signature": sign(string(d.ID), now, d.Body, h.secrets(now)...),
	}})
	d.Status, d.Answer = resp.Status, beginning(string(resp.Body))
	if err != nil && resp.Status == 0 {
		d.Answer = beginning(err.Error())
	}
}

// note writes down what came of a few attempts, and what that says of the address.
func (s *Service) note(ctx context.Context, tx *db.Tx, webhook id.ID, done []Delivery) error {
	h, err := webhookForUpdate(ctx, tx, webhook)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	now, failed, arrived, gone := s.clock.Now(), 0, false, false
	for _, d := range done {
		if err := setOutcome(ctx, tx, d); err != nil {
			return err
		}
		switch {
		case d.State == Delivered:
			arrived = true
		case d.State != Withheld:
			failed++
			gone = gone || d.Status == statusGone
		}
	}
	was := h.resting()
	switch {
	case arrived:
		h.Failures, h.FailingSince, h.RestUntil = 0, time.Time{}, time.Time{}
		if was { // it is back, so whatever waited because it was not goes out now
			if err := bringForward(ctx, tx, h.ID, now); err != nil {
				return err
			}
		}
	case failed > 0:
		if h.Failures == 0 {
			h.FailingSince = now
		}
		if h.Failures += failed; h.resting() {
			h.RestUntil = now.Add(rest(now.Sub(h.FailingSince)))
		}
	}
	h.Paused = h.Paused || gone
	return setHealth(ctx, tx, h)
}

// end gives the lease back and plans the next run.
func (s *Service) end(ctx context.Context, tx *db.Tx, webhook id.ID, lease string) error {
	if err := endLease(ctx, tx, webhook, lease); err != nil {
		return err
	}
	h, err := webhookForUpdate(ctx, tx, webhook)
	if errs.Is(err, errs.NotFound) || err == nil && h.Paused {
		return nil
	}
	if err != nil {
		return err
	}
	at, ok, err := nextAt(ctx, tx, h)
	if err != nil || !ok {
		return err
	}
	now := s.clock.Now()
	if !at.After(now) { // due and not sent: other servers still hold earlier events, or this run's time was over
		at = now.Add(time.Second)
	}
	return s.wake(ctx, tx, h, now, at)
}

// look wakes webhooks whose run was lost with its server.
func (s *Service) look(ctx context.Context) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		lost, err := overdue(ctx, tx, now, now.Add(-time.Minute))
		for _, webhook := range lost {
			if err == nil {
				err = setWake(ctx, tx, webhook, now)
			}
			if err == nil {
				err = events.Enqueue(ctx, tx, now, now, jobSend, sendJob{webhook})
			}
		}
		return err
	})
}
