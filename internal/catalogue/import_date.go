package catalogue

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// datePlan is what is to be done with the date of a row. The zero value is nothing.
type datePlan struct {
	add, change, cancel bool
	to                  Occurrence
	note                string
	words               tabular.Change
}

// dateOf plans what a row means for the dates of its offer, before anything is written. What
// cannot be is an Invalid or Forbidden error.
func (run *importRun) dateOf(st *taking, o Offer, known bool, r importRow) (datePlan, error) {
	w := r.when
	if w == nil || w.repeated && known {
		return datePlan{}, nil
	}
	seats := known && o.PublishedID != "" && !run.rights[o.UnitID].seats
	dates := st.dates[o.ID]
	at := slices.IndexFunc(dates, func(c Occurrence) bool { return c.SourceKey == w.key })
	switch {
	case w.cancelled && at < 0:
		return datePlan{note: "The date is cancelled where it comes from, and was not taken."}, nil
	case at >= 0 && dates[at].Status == Cancelled:
		if w.cancelled {
			return datePlan{}, nil
		}
		return datePlan{note: "The date is cancelled here, and was left alone."}, nil
	case w.cancelled && !run.s.clock.Now().Before(dates[at].EndsAt):
		return datePlan{note: "The date is cancelled where it comes from, but it has ended."}, nil
	case w.cancelled && seats, at < 0 && seats:
		return datePlan{}, run.actor.Require(SetSeats, o.UnitID)
	case w.cancelled:
		return datePlan{cancel: true, to: dates[at], words: tabular.Change{Field: "date", From: dates[at].words(), To: "cancelled"}}, nil
	case at < 0:
		to := w.into(Occurrence{SourceKey: w.key, Zone: w.zone, StartsAt: w.starts, EndsAt: w.ends}).clean()
		return datePlan{add: true, to: to, words: tabular.Change{Field: "date", To: to.words()}}, to.check().Err()
	}
	old := dates[at]
	to := w.into(old)
	if len(old.Days) == 0 && (!old.StartsAt.Equal(w.starts) || old.Zone != w.zone || w.lengthIsKnown && !old.EndsAt.Equal(w.ends)) {
		length := old.EndsAt.Sub(old.StartsAt)
		if w.lengthIsKnown {
			length = w.ends.Sub(w.starts)
		}
		to.Zone, to.StartsAt, to.EndsAt = w.zone, w.starts, w.starts.Add(length)
	}
	to = to.clean()
	if len(differences(old, to)) == 0 {
		return datePlan{}, nil
	}
	if to.Capacity != old.Capacity && seats {
		return datePlan{}, run.actor.Require(SetSeats, o.UnitID)
	}
	if to.Capacity > 0 && to.Capacity < old.Taken {
		return datePlan{}, errs.Bad("capacity", "%d seats are taken already, so there cannot be fewer than that.", old.Taken)
	}
	return datePlan{change: true, to: to, words: tabular.Change{Field: "date", From: old.words(), To: to.words()}}, to.check().Err()
}

// into puts what a row says of a date into an occurrence; what it leaves empty stays.
func (w *importDate) into(o Occurrence) Occurrence {
	setText(&o.Place, w.place)
	setText(&o.Room, w.room)
	setText(&o.Platform, w.platform)
	setText(&o.PlatformLink, w.link)
	if w.hasCapacity {
		o.Capacity = w.capacity
	}
	return o
}

// words is a date for a report.
func (o Occurrence) words() string {
	s := o.StartsAt.In(o.Location()).Format("2006-01-02 15:04 MST") + ", " + o.EndsAt.Sub(o.StartsAt).Round(time.Minute).String()
	for _, x := range []string{o.Place, o.Room, o.Platform} {
		if x != "" {
			s += ", " + x
		}
	}
	if o.Capacity > 0 {
		s += ", seats: " + count(o.Capacity)
	}
	return s
}

// date does what was planned with the date of a row.
func (run *importRun) date(ctx context.Context, tx *db.Tx, st *taking, o Offer, plan datePlan, report *tabular.RowReport) error {
	if plan.note != "" {
		report.Notes = append(report.Notes, plan.note)
	}
	touched := []id.ID{o.ID}
	switch {
	case plan.add:
		added, err := run.s.addTx(ctx, tx, run.actor, o, plan.to)
		if err != nil {
			return err
		}
		st.dates[o.ID] = append(st.dates[o.ID], added)
	case plan.change:
		changed, _, err := run.s.changeTx(ctx, tx, run.actor, o, plan.to)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(st.dates[o.ID], func(c Occurrence) bool { return c.ID == changed.ID })
		st.dates[o.ID][i] = changed
	case plan.cancel:
		var err error
		if touched, err = run.s.cancelTx(ctx, tx, run.actor, o, plan.to.ID, "Cancelled where it was announced: "+run.o.Source); err != nil {
			return err
		}
	default:
		return nil
	}
	if report.Outcome == tabular.Unchanged {
		report.Outcome = tabular.Changed
	}
	if report.Outcome == tabular.Changed {
		report.Changes = append(report.Changes, plan.words)
	}
	if o.PublishedID != "" {
		st.touched = append(st.touched, touched...)
	}
	return nil
}

// publish publishes the offers of a chunk that have a draft, as far as the gate lets them through. What a published offer had
// as a draft before the rows were taken is somebody's who has not finished with it, and stays one.
func (run *importRun) publish(ctx context.Context, tx *db.Tx, st *taking) error {
	for _, key := range st.order {
		o, ok := st.offers[key]
		if !ok || o.DraftID == "" || o.Status == StatusArchived {
			continue
		}
		row := &st.rows[st.last[key]]
		if row.Outcome == tabular.Refused {
			continue
		}
		if st.drafted[o.ID] {
			row.Notes = append(row.Notes, "It was kept as a draft: it has changes that were there before, and whoever made them may not have finished. Publish it from its page.")
			continue
		}
		if !run.rights[o.UnitID].publish {
			row.Notes = append(row.Notes, "It was kept as a draft: your roles do not allow you to publish it.")
			continue
		}
		lacks, err := missing(ctx, tx, o, st.versions[o.ID])
		if err != nil {
			return err
		}
		if len(lacks) > 0 {
			note := "It was kept as a draft until something is said about:"
			for i, f := range lacks {
				if i > 0 {
					note += ","
				}
				note += " " + f.Name
			}
			row.Notes = append(row.Notes, note+".")
			continue
		}
		if _, err := run.s.publishTx(ctx, tx, run.actor, o.ID, o.UpdatedAt); err != nil {
			return err
		}
		if row.Outcome == tabular.Unchanged {
			row.Outcome = tabular.Changed
			row.Changes = append(row.Changes, tabular.Change{Field: "status", From: string(o.Status), To: string(StatusPublished)})
		}
		st.touched = append(st.touched, o.ID)
	}
	return nil
}
