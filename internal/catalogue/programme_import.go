package catalogue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// maxProgramme is how many sessions one file may hold.
const maxProgramme = 3000

// errRefused undoes what the good rows of a file would have done while another one is refused.
var errRefused = errors.New("catalogue: a row is refused, so nothing is saved")

// ImportProgramme takes the programme of a date of a conference that was downloaded as a table and changed elsewhere: sessions are added, moved,
// changed and cancelled as the rows say, all at once or, when a row is refused or it is a dry run, not at all. A row is known by its id, and one without by its
// offer and start, so the same file again changes nothing; sessions that it leaves out stay as they are, and so does what it has no column for. Two in one room at the same
// time, and somebody who presents in two rooms at once, are refused where the file brings it about, and noted where it does not. Those who may EditOffers in the conference's unit, and
// what AddOccurrence, ChangeOccurrence and CancelOccurrence ask for each session; reason is what people read of a cancelled one. Invalid when the file cannot be read.
func (s *Service) ImportProgramme(ctx context.Context, actor authz.Actor, conference id.ID, r io.Reader, name, reason string, dryRun bool) (tabular.Report, error) {
	if _, err := s.conferenceDate(ctx, s.db, actor, conference); err != nil {
		return tabular.Report{}, err
	}
	t, err := tabular.Open(r, tabular.Options{MaxBytes: maxImport})
	if err != nil {
		return tabular.Report{}, err
	}
	mapping, unused := tabular.Mapping{}.Guess(t.Headers(), programmeFields)
	if mapping[columnID] == "" && mapping[columnOffer] == "" {
		return tabular.Report{}, errs.Bad("file", "The file has neither a column “id” nor a column “offer”. Download the programme and change that table.")
	}
	if err := t.Use(mapping); err != nil {
		return tabular.Report{}, err
	}
	var rows []tabular.Row
	for row, err := range t.Rows() {
		if err != nil {
			return tabular.Report{}, err
		}
		if rows = append(rows, row); len(rows) > maxProgramme {
			return tabular.Report{}, errs.Bad("file", "The file has more than %d rows.", maxProgramme)
		}
	}
	if err := t.Err(); err != nil {
		return tabular.Report{}, err
	}
	var report *tabular.Report
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		report = tabular.NewReport("programme", name, dryRun)
		for _, header := range unused {
			report.Note(fmt.Sprintf("The column “%s” was not used.", header))
		}
		report.Note(t.Notes()...)
		c, err := s.conferenceDate(ctx, tx, actor, conference)
		if err != nil {
			return err
		}
		run := programmeRun{s: s, actor: actor, conferenceDate: c, has: mapping, reason: line(reason), lines: map[id.ID]int{}, touched: map[id.ID]bool{}}
		if err := run.findOffers(ctx, tx, rows); err != nil {
			return err
		}
		for _, row := range rows {
			if err := run.take(ctx, tx, row); err != nil {
				return err
			}
		}
		run.clashes()
		for _, x := range run.reports {
			report.Add(x)
		}
		run.summary(report)
		switch {
		case report.Counts.Refused > 0:
			return errRefused
		case dryRun:
			return errDry
		}
		for offer := range run.touched {
			if err := s.touchTx(ctx, tx, offer); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, errDry) || errors.Is(err, errRefused) {
		err = nil
	}
	if err != nil {
		return tabular.Report{}, fmt.Errorf("catalogue: import a programme: %w", err)
	}
	return *report, nil
}

// programmeRun is one file being taken, inside its transaction.
type programmeRun struct {
	s     *Service
	actor authz.Actor
	conferenceDate
	has                     tabular.Mapping
	reason                  string
	lines                   map[id.ID]int // the line of each session
	touched                 map[id.ID]bool
	byKey                   map[string]Offer
	reports                 []tabular.RowReport
	added, moved, cancelled int
	register                register
}

// findOffers reads the offers that rows name by their keys.
func (run *programmeRun) findOffers(ctx context.Context, tx *db.Tx, rows []tabular.Row) error {
	var keys []string
	for _, row := range rows {
		if key := strings.TrimSpace(row.Get(columnOffer)); key != "" {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	if err := run.add(ctx, tx, "key", db.Args(slices.Compact(keys))); err != nil {
		return err
	}
	run.byKey = map[string]Offer{}
	for _, o := range run.offers {
		run.byKey[o.Key] = o
	}
	return nil
}

// take does what one row says and reports it. What it returns is no fault of the row.
func (run *programmeRun) take(ctx context.Context, tx *db.Tx, row tabular.Row) error {
	rep := tabular.RowReport{Line: row.Line, Key: row.Get(columnOffer), Title: row.Get(columnTitle), Notes: slices.Clone(row.Notes), Outcome: tabular.Unchanged}
	err := run.one(ctx, tx, row, &rep)
	if e := errs.As(err); err != nil && (e == nil || e.Kind == errs.Internal) {
		return err
	}
	if err != nil {
		rep.Outcome, rep.Problems = tabular.Refused, tabular.ProblemsOf(err)
	}
	run.reports = append(run.reports, rep)
	return nil
}

func (run *programmeRun) one(ctx context.Context, tx *db.Tx, row tabular.Row, rep *tabular.RowReport) error {
	now, known, err := run.find(row)
	if err != nil {
		return err
	}
	if !known {
		return run.addSession(ctx, tx, row, rep)
	}
	if first := run.lines[now.ID]; first > 0 {
		return errs.Bad(columnID, "This session stands in line %d already.", first)
	}
	run.lines[now.ID] = row.Line
	was := run.cells(now)
	rep.Title, rep.Key = was[columnTitle], was[columnOffer]
	to, err := run.read(row, now)
	if err != nil {
		return err
	}
	if to.Status == Cancelled && now.Status == Scheduled {
		to = now // nothing else of it is changed at the same time
		to.Status = Cancelled
	}
	is := run.cells(to)
	for _, name := range []string{columnDay, columnStarts, columnEnds, columnRoom, columnType, columnSeats, columnStatus} {
		if is[name] != was[name] {
			rep.Changes = append(rep.Changes, tabular.Change{Field: name, From: was[name], To: is[name]})
		}
	}
	for _, name := range []string{columnTitle, columnPresenters} {
		if cell := row.Get(name); run.has[name] != "" && people.Fold(cell) != people.Fold(was[name]) {
			rep.Notes = append(rep.Notes, fmt.Sprintf("Title and presenters are changed on the offer's page, so “%s” was not taken.", cutWords(line(cell), 60)))
		}
	}
	if len(rep.Changes) == 0 {
		return nil
	}
	if seen := row.Get(columnSequence); seen != "" && seen != was[columnSequence] {
		return errs.Bad(columnSequence, "Somebody has changed this session since the programme was downloaded. Download it again and bring over what you changed.")
	}
	of := run.offers[now.OfferID]
	if err := requireOn(run.actor, EditOffers, of); err != nil {
		return err
	}
	if of, err = lockOffer(ctx, tx, of.ID); err != nil {
		return err
	}
	rep.Outcome = tabular.Changed
	run.touched[of.ID] = true
	if to.Status == Cancelled {
		return run.cancel(ctx, tx, of, to)
	}
	if to.Capacity != now.Capacity {
		if err := run.actor.Require(seatsPermission(of), of.UnitID); err != nil {
			return err
		}
	}
	done, _, err := run.s.changeTx(ctx, tx, run.actor, of, to, &run.register)
	if err != nil {
		return err
	}
	if is[columnDay] != was[columnDay] || is[columnStarts] != was[columnStarts] || is[columnRoom] != was[columnRoom] {
		run.moved++
	}
	run.replace(done)
	return nil
}

// find returns the session that a row is about, and whether there is one.
func (run *programmeRun) find(row tabular.Row) (Occurrence, bool, error) {
	if cell := row.Get(columnID); cell != "" {
		i := slices.IndexFunc(run.sessions, func(o Occurrence) bool { return string(o.ID) == cell })
		if i < 0 {
			return Occurrence{}, false, errs.Bad(columnID, "This conference has no session with this id. Leave it empty to add one.")
		}
		return run.sessions[i], true, nil
	}
	of, ok := run.byKey[strings.TrimSpace(row.Get(columnOffer))]
	if !ok || run.has[columnDay] == "" || run.has[columnStarts] == "" {
		return Occurrence{}, false, nil
	}
	at, err := At(row.Get(columnDay), row.Get(columnStarts), run.Zone)
	if err != nil {
		return Occurrence{}, false, atColumns(err)
	}
	i := slices.IndexFunc(run.sessions, func(o Occurrence) bool { return o.OfferID == of.ID && o.StartsAt.Equal(at) && o.Status == Scheduled })
	if i < 0 {
		return Occurrence{}, false, nil
	}
	return run.sessions[i], true, nil
}

// atColumns names the columns of this table in what At complains about.
func atColumns(err error) error {
	var f errs.Fields
	for _, p := range errs.As(err).Fields {
		p.Name = map[string]string{"date": columnDay, "time": columnStarts}[p.Name]
		f = append(f, p)
	}
	return f.Err()
}

// read returns what a row makes of a session. Columns that the table does not have leave it as it is.
func (run *programmeRun) read(row tabular.Row, o Occurrence) (Occurrence, error) {
	var f errs.Fields
	was := run.cells(o)
	cell := func(name string) string {
		if run.has[name] == "" {
			return was[name]
		}
		return row.Get(name)
	}
	if cell(columnDay) != was[columnDay] || cell(columnStarts) != was[columnStarts] || cell(columnEnds) != was[columnEnds] {
		from, err := At(cell(columnDay), cell(columnStarts), run.Zone)
		if err != nil {
			return o, atColumns(err)
		}
		to, err := At(cell(columnDay), cell(columnEnds), run.Zone)
		if err != nil {
			f.Add(columnEnds, "“%s” is no time.", cell(columnEnds))
			return o, f.Err()
		}
		nights := 0 // that it had in it before
		for d := o.StartsAt.In(run.Location()); !o.StartsAt.IsZero() && d.AddDate(0, 0, nights).Format(time.DateOnly) < o.EndsAt.In(run.Location()).Format(time.DateOnly); nights++ {
		}
		if nights == 0 && !to.After(from) && (o.StartsAt.IsZero() && from.Sub(to) > 12*time.Hour) {
			nights = 1 // a new one from the evening to after midnight
		}
		to = to.In(run.Location()).AddDate(0, 0, nights).UTC()
		f.Check(to.After(from), columnEnds, "It must end after it begins.")
		f.Check(len(o.Days) == 0, columnStarts, "This session has several sittings. Change its times on its own page.")
		o.StartsAt, o.EndsAt = from, to
	}
	o.Room, o.Slot = line(cell(columnRoom)), slotType(line(cell(columnType)))
	if seats := cell(columnSeats); seats != was[columnSeats] {
		n, err := strconv.Atoi(seats)
		f.Check(seats == "" || err == nil && n > 0, columnSeats, "Give a number of seats, or leave it empty for no limit.")
		o.Capacity = max(0, n)
	}
	switch status := strings.ToLower(cell(columnStatus)); {
	case status == o.Status, status == "" && o.Status == Scheduled:
	case (status == Cancelled || status == "canceled") && o.Status == Scheduled:
		o.Status = Cancelled
		f.Check(run.reason != "", columnStatus, "Say below why sessions are cancelled: the people who registered will read it.")
	case status == Scheduled && o.Status == Cancelled:
		f.Add(columnStatus, "This session is cancelled. Add it again as a row without an id.")
	default:
		f.Add(columnStatus, "Write scheduled or cancelled.")
	}
	return o, f.Err()
}

// addSession adds what a row without an id describes.
func (run *programmeRun) addSession(ctx context.Context, tx *db.Tx, row tabular.Row, rep *tabular.RowReport) error {
	of, ok := run.byKey[strings.TrimSpace(row.Get(columnOffer))]
	if !ok || requireOn(run.actor, EditOffers, of) != nil && of.PublishedID == "" {
		return errs.Bad(columnOffer, "Name the offer that takes place by its key, the end of its address.")
	}
	if err := requireOn(run.actor, seatsPermission(of), of); err != nil {
		return err
	}
	blank := Occurrence{OfferID: of.ID, Status: Scheduled, Zone: run.Zone, ParentID: run.ID, Place: run.Place}
	o, err := run.read(row, blank)
	if err != nil {
		return err
	}
	if o.Status == Cancelled {
		return errs.Bad(columnStatus, "What is added takes place. Leave the status empty.")
	}
	if of, err = lockOffer(ctx, tx, of.ID); err != nil {
		return err
	}
	if o, err = run.s.addTx(ctx, tx, run.actor, of, o, &run.register); err != nil {
		return err
	}
	rep.Title, rep.Outcome = run.versions[of.ID].Title, tabular.Created
	run.touched[of.ID] = true
	run.lines[o.ID] = row.Line
	run.sessions = append(run.sessions, o)
	run.added++
	return nil
}

// cancel cancels one session.
func (run *programmeRun) cancel(ctx context.Context, tx *db.Tx, of Offer, o Occurrence) error {
	if err := run.actor.Require(seatsPermission(of), of.UnitID); err != nil {
		return err
	}
	touched, err := run.s.cancelTx(ctx, tx, run.actor, of, o.ID, run.reason)
	if err != nil {
		return err
	}
	for _, x := range touched {
		run.touched[x] = true
	}
	run.cancelled++
	run.replace(o)
	return nil
}

func (run *programmeRun) replace(o Occurrence) {
	i := slices.IndexFunc(run.sessions, func(x Occurrence) bool { return x.ID == o.ID })
	run.sessions[i] = o
}

// summary says what the counts do not.
func (run *programmeRun) summary(report *tabular.Report) {
	report.Note(fmt.Sprintf("Added: %d. Moved: %d. Cancelled: %d.", run.added, run.moved, run.cancelled))
	left := 0
	for _, o := range run.sessions {
		if run.lines[o.ID] == 0 {
			left++
		}
	}
	if left > 0 {
		report.Note(fmt.Sprintf("Sessions that the file does not name stay as they are: %d.", left))
	}
	if report.Counts.Refused > 0 {
		report.Note("While a row is refused nothing is saved: a programme is changed as a whole.")
	}
}
