package catalogue

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// datePlan is what is to be done with the date of a row. The zero value is nothing.
type datePlan struct {
	add, change, cancel, revive bool
	to                          Occurrence
	former                      string // its key before it got another
	said                        said   // what has been said of it by now
	note                        string
	words                       tabular.Change
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
	at, key := run.whichDate(st, o, r)
	if at >= 0 {
		run.held[dates[at].ID] = true
	}
	switch {
	case w.cancelled && at < 0:
		return datePlan{note: "The date is cancelled where it comes from, and was not taken."}, nil
	case at >= 0 && dates[at].Status == Cancelled:
		if w.cancelled {
			return datePlan{}, nil
		}
		return run.backAgain(st, dates[at], key, w, seats, o)
	case w.cancelled && !run.s.clock.Now().Before(dates[at].EndsAt):
		return datePlan{note: "The date is cancelled where it comes from, but it has ended."}, nil
	case w.cancelled && seats:
		run.uncancelled[dates[at].ID] = true
		return datePlan{}, run.actor.Require(SetSeats, o.UnitID)
	case at < 0 && seats:
		return datePlan{}, run.actor.Require(SetSeats, o.UnitID)
	case w.cancelled:
		return datePlan{cancel: true, to: dates[at], said: st.saidOf(o.ID, dates[at].SourceKey).with(said{"cancelled": strconv.Itoa(w.sequence)}), words: tabular.Change{Field: "date", From: dates[at].words(), To: "cancelled"}}, nil
	case at < 0:
		to := Occurrence{SourceKey: key, Zone: w.zone, StartsAt: w.starts, EndsAt: w.ends}
		for _, c := range w.cells() {
			c.put(&to)
		}
		to = to.clean()
		return datePlan{add: true, to: to, said: w.says(), words: tabular.Change{Field: "date", To: to.words()}}, to.check().Err()
	}
	plan, old := run.changeOf(st, dates[at], key, w), dates[at]
	if !plan.change {
		return plan, nil
	}
	if plan.to.Capacity != old.Capacity && seats {
		return datePlan{}, run.actor.Require(SetSeats, o.UnitID)
	}
	if plan.to.Capacity > 0 && plan.to.Capacity < old.Taken {
		return datePlan{}, errs.Bad("capacity", "%d seats are taken already, so there cannot be fewer than that.", old.Taken)
	}
	return plan, plan.to.check().Err()
}

// backAgain plans what becomes of a date that is cancelled here and takes place where it comes from. What its source has cancelled
// the source may revive: by a higher number where it counts its changes. What a person has cancelled stays so.
func (run *importRun) backAgain(st *taking, c Occurrence, key string, w *importDate, seats bool, o Offer) (datePlan, error) {
	was := st.saidOf(o.ID, c.SourceKey)
	at, err := strconv.Atoi(was["cancelled"])
	switch {
	case err != nil, w.numbered && w.sequence <= at, !w.ends.After(run.s.clock.Now()):
		return datePlan{note: "The date is cancelled here, and was left alone."}, nil
	case seats:
		return datePlan{}, run.actor.Require(SetSeats, o.UnitID)
	}
	plan := run.changeOf(st, c, key, w)
	delete(plan.said, "cancelled")
	plan.to.Status, plan.to.Sequence = Scheduled, c.Sequence+1
	plan.revive = true
	plan.words = tabular.Change{Field: "date", From: "cancelled", To: plan.to.words()}
	plan.note = "The date takes place again. Whoever was registered for it has to register anew."
	return plan, plan.to.check().Err()
}

// changeOf plans what a row changes of a date that is there: what its source has not said before. What it only repeats stays as
// a person has left it, and so does the time of one that was moved here when its whole series moves.
func (run *importRun) changeOf(st *taking, old Occurrence, key string, w *importDate) datePlan {
	was := st.saidOf(old.OfferID, old.SourceKey)
	plan := datePlan{to: old, said: was.with(w.says())}
	plan.to.SourceKey = key
	if key != old.SourceKey {
		plan.former = old.SourceKey
	}
	repeated := old
	for _, c := range w.cells() {
		if was[c.name] == mark(c.words) || c.name == "time" && w.formerly != "" && movedByHand(old, was) {
			c.put(&repeated)
		} else {
			c.put(&plan.to)
		}
	}
	plan.to = plan.to.clean()
	plan.change = len(differences(old, plan.to)) > 0
	plan.words = tabular.Change{Field: "date", From: old.words(), To: plan.to.words()}
	if len(was) > 0 && len(differences(old, repeated.clean())) > 0 {
		plan.note = "The date was changed by hand and stays so; the file says: " + repeated.words() + "."
	}
	return plan
}

// movedByHand reports whether a person has moved a date since its source last spoke of it.
func movedByHand(o Occurrence, was said) bool {
	if was["time"] != "" {
		return was["time"] != mark(startWords(o.StartsAt, o.Zone))
	}
	return !o.StartsAt.Equal(instanceOf(o))
}

// whichDate finds the date that a row speaks of, and says what its key is from now on. In a calendar dates have names, and so they have where a table gives them ids. Else
// what begins at the same moment, or was to when the file last spoke of it, is the same date; else the row has moved the only one to come of which the file
// speaks no more. Rows come and go, and nobody is moved to another evening by that.
func (run *importRun) whichDate(st *taking, o Offer, r importRow) (at int, key string) {
	w, dates := r.when, st.dates[o.ID]
	find := func(is func(c Occurrence) bool) bool {
		at = slices.IndexFunc(dates, is)
		return at >= 0
	}
	announced := func(c Occurrence) string { return st.saidOf(o.ID, c.SourceKey)["at"] }
	if !strings.HasPrefix(w.key, "row:") {
		if find(func(c Occurrence) bool { return c.SourceKey == w.key }) {
			return at, w.key
		}
		find(func(c Occurrence) bool {
			// A date of a table that has got a name is the one that began then.
			unnamed := strings.HasPrefix(c.SourceKey, "row:")
			return w.formerly != "" && c.SourceKey == w.formerly || unnamed && (announced(c) == w.at() || c.StartsAt.Equal(w.starts))
		})
		return at, w.key
	}
	if find(func(c Occurrence) bool { return announced(c) == w.at() }) || find(func(c Occurrence) bool { return c.StartsAt.Equal(w.starts) }) {
		return at, dates[at].SourceKey
	}
	now := run.s.clock.Now()
	moved := func(c Occurrence) bool {
		spoken := slices.ContainsFunc(run.starts[r.key], func(start int64) bool {
			return start == c.StartsAt.UnixMicro() || strconv.FormatInt(start, 10) == announced(c)
		})
		return c.Status == Scheduled && !spoken && (c.StartsAt.After(now) || w.starts.Before(now))
	}
	if find(moved) && !slices.ContainsFunc(dates[at+1:], moved) {
		return at, dates[at].SourceKey
	}
	if find(func(c Occurrence) bool { return c.SourceKey == w.key && moved(c) }) {
		return at, w.key
	}
	for n := len(dates) + 1; ; n++ {
		key := "row:" + strconv.Itoa(n)
		if !slices.ContainsFunc(dates, func(c Occurrence) bool { return c.SourceKey == key }) {
			return -1, key
		}
	}
}

// words is a date for a report.
func (o Occurrence) words() string {
	s := o.StartsAt.In(o.Location()).Format("2006-01-02 15:04 MST") + ", " + lengthWords(o.EndsAt.Sub(o.StartsAt))
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
	if plan.said != nil {
		st.tell(o.ID, plan.to.SourceKey, plan.said)
	}
	if plan.former != "" {
		if err := renameDate(ctx, tx, plan.to, plan.former); err != nil {
			return err
		}
		i := slices.IndexFunc(st.dates[o.ID], func(c Occurrence) bool { return c.ID == plan.to.ID })
		st.dates[o.ID][i].SourceKey = plan.to.SourceKey
	}
	if plan.revive {
		if err := run.s.reviveTx(ctx, tx, run.actor, o, plan.to.ID); err != nil {
			return err
		}
		i := slices.IndexFunc(st.dates[o.ID], func(c Occurrence) bool { return c.ID == plan.to.ID })
		st.dates[o.ID][i].Status, st.dates[o.ID][i].Sequence = Scheduled, plan.to.Sequence
	}
	if plan.add || plan.change {
		note, err := run.platformNote(ctx, tx, plan.to)
		if err != nil {
			return err
		}
		report.Notes = append(report.Notes, note...)
	}
	switch {
	case plan.add:
		added, err := run.s.addTx(ctx, tx, run.actor, o, plan.to, run.holds())
		if err != nil {
			return err
		}
		run.held[added.ID] = true
		st.dates[o.ID] = append(st.dates[o.ID], added)
	case plan.change:
		changed, _, err := run.s.changeTx(ctx, tx, run.actor, o, plan.to, run.holds())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(st.dates[o.ID], func(c Occurrence) bool { return c.ID == changed.ID })
		st.dates[o.ID][i] = changed
	case plan.cancel:
		var err error
		i := slices.IndexFunc(st.dates[o.ID], func(c Occurrence) bool { return c.ID == plan.to.ID })
		if touched, err = run.s.cancelTx(ctx, tx, run.actor, o, plan.to.ID, "Cancelled where it was announced: "+run.o.Source); err != nil {
			return err
		}
		st.dates[o.ID][i].Status = Cancelled
	case plan.revive:
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

// holds is the register to which dates are held; what is fetched is planned elsewhere, and not ours to refuse.
func (run *importRun) holds() *register {
	if run.o.fetched {
		return nil
	}
	return &run.register
}

// platformNote says of a date what nobody refuses: that it is announced with more seats than its platform holds, or that its platform is
// not in the register, which holds some.
func (run *importRun) platformNote(ctx context.Context, tx *db.Tx, o Occurrence) ([]string, error) {
	if o.Platform == "" {
		return nil, nil
	}
	list, err := run.register.platforms(ctx, tx)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	if !slices.ContainsFunc(list, func(p Platform) bool { return p.called(o.Platform) }) {
		return []string{fmt.Sprintf("“%s” is not in the register of platforms, so its seats were not checked.", o.Platform)}, nil
	}
	var notes []string
	if over := o.fitsOn(list).Err(); run.o.fetched && over != nil {
		for _, p := range tabular.ProblemsOf(over) {
			notes = append(notes, p.Message)
		}
	}
	return notes, nil
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
