package catalogue

import (
	"cmp"
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// noStream is what a stranger hears of a stream that is not published: the same as of none.
func noStream() error { return errs.New(errs.NotFound, "There is no such stream.") }

// CreateStream begins a stream as a draft. Curriculum editors and administrators may. Errors: Invalid.
func (s *Service) CreateStream(ctx context.Context, actor authz.Actor, d StreamDraft) (Stream, error) {
	if err := actor.Require(EditStreams, ""); err != nil {
		return Stream{}, err
	}
	d, err := s.checkedStream(ctx, d)
	if err != nil {
		return Stream{}, err
	}
	now := s.clock.Now()
	st := Stream{ID: id.New(), Key: cmp.Or(id.Slug(d.Title, 50), "stream") + "-" + id.Tail(5), Status: StatusDraft, CreatedAt: now, UpdatedAt: now}
	st.StreamVersion = StreamVersion{VersionID: id.New(), Number: 1, StreamDraft: d, SavedBy: actor.PersonID, SavedAt: now}
	st.LatestID = st.VersionID
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertStream(ctx, tx, st, actor.PersonID); err != nil {
			return err
		}
		if err := insertStreamVersion(ctx, tx, st.ID, st.StreamVersion); err != nil {
			return err
		}
		return s.recordStream(ctx, tx, now, actor, "stream.created", st)
	})
	return st, err
}

// SaveStream saves what a stream is to say, as a further version; what is published stays as it is until PublishStream, and what is archived stays
// that. Curriculum editors and administrators may. Errors: Invalid; Stale when somebody else has changed it since seen; NotFound.
func (s *Service) SaveStream(ctx context.Context, actor authz.Actor, stream id.ID, d StreamDraft, seen SeenStream) (Stream, error) {
	if err := actor.Require(EditStreams, ""); err != nil {
		return Stream{}, err
	}
	d, err := s.checkedStream(ctx, d)
	if err != nil {
		return Stream{}, err
	}
	var st Stream
	err = s.changeStream(ctx, stream, seen, func(ctx context.Context, tx *db.Tx, now time.Time, was Stream) error {
		st = was
		st.StreamVersion = StreamVersion{VersionID: id.New(), Number: was.Number + 1, StreamDraft: d, SavedBy: actor.PersonID, SavedAt: now}
		st.LatestID, st.UpdatedAt = st.VersionID, now
		if err := insertStreamVersion(ctx, tx, st.ID, st.StreamVersion); err != nil {
			return err
		}
		if err := updateStream(ctx, tx, st); err != nil {
			return err
		}
		return s.recordStream(ctx, tx, now, actor, "stream.saved", st)
	})
	return st, err
}

// PublishStream puts what was saved last before everybody. Curriculum editors and administrators may. Errors: Conflict while it has no offer or no objective; Stale; NotFound.
func (s *Service) PublishStream(ctx context.Context, actor authz.Actor, stream id.ID, seen SeenStream) error {
	if err := actor.Require(PublishStreams, ""); err != nil {
		return err
	}
	return s.changeStream(ctx, stream, seen, func(ctx context.Context, tx *db.Tx, now time.Time, st Stream) error {
		if len(st.Offers) == 0 || len(st.Objectives) == 0 {
			return errs.New(errs.Conflict, "A stream has at least one objective and one offer before everybody sees it.")
		}
		st.Status, st.PublishedID, st.UpdatedAt = StatusPublished, st.LatestID, now
		if st.PublishedAt.IsZero() {
			st.PublishedAt = now
		}
		if err := updateStream(ctx, tx, st); err != nil {
			return err
		}
		return s.recordStream(ctx, tx, now, actor, "stream.published", st)
	})
}

// ArchiveStream takes a stream from everybody's sight; publishing it again brings it back. Who may, and the errors, are those of PublishStream.
func (s *Service) ArchiveStream(ctx context.Context, actor authz.Actor, stream id.ID, seen SeenStream) error {
	if err := actor.Require(PublishStreams, ""); err != nil {
		return err
	}
	return s.changeStream(ctx, stream, seen, func(ctx context.Context, tx *db.Tx, now time.Time, st Stream) error {
		if st.Status == StatusArchived {
			return errs.New(errs.Conflict, "This stream is archived already.")
		}
		st.Status, st.UpdatedAt = StatusArchived, now
		if err := updateStream(ctx, tx, st); err != nil {
			return err
		}
		return s.recordStream(ctx, tx, now, actor, "stream.archived", st)
	})
}

// changeStream runs change with a stream that nobody else changes meanwhile.
func (s *Service) changeStream(ctx context.Context, stream id.ID, seen SeenStream, change func(context.Context, *db.Tx, time.Time, Stream) error) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		st, err := lockStream(ctx, tx, stream)
		if err != nil {
			return err
		}
		if err := errs.Unseen(seen, st.Seen(), "Somebody else has changed this stream since you opened it. Look at what it says now, and do it again."); err != nil {
			return err
		}
		return change(ctx, tx, s.clock.Now(), st)
	})
}

func (s *Service) recordStream(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, action string, st Stream) error {
	return audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "stream", ID: st.ID, Unit: st.UnitID, Detail: map[string]any{"version": st.Number, "title": st.Title, "offers": len(st.Offers), "goals": len(st.Goals)}})
}

// checkedStream cleans a draft and holds it against the areas, units, offers and frameworks.
func (s *Service) checkedStream(ctx context.Context, d StreamDraft) (StreamDraft, error) {
	d = d.clean()
	areas, err := s.Areas(ctx)
	if err != nil {
		return d, err
	}
	f := d.check(areas)
	if d.UnitID != "" {
		if _, err := s.people.Unit(ctx, d.UnitID); errs.Is(err, errs.NotFound) {
			f.Add("unit", "There is no such unit.")
		} else if err != nil {
			return d, err
		}
	}
	var offers []any
	for _, o := range d.Offers {
		offers = append(offers, o.OfferID)
	}
	found, err := offersIn(ctx, s.db, "id", offers)
	if err != nil {
		return d, err
	}
	public := map[id.ID]bool{}
	for _, o := range found {
		public[o.ID] = o.PublishedID != ""
	}
	for _, o := range d.Offers {
		if !public[o.OfferID] {
			f.Add("offers", "A stream holds published offers alone.")
			break
		}
	}
	ids := make([]id.ID, len(d.Goals))
	for i, g := range d.Goals {
		ids[i] = g.CompetencyID
	}
	choices, err := s.standards.Choices(ctx, s.db, ids)
	if err != nil {
		return d, err
	}
	for _, g := range d.Goals {
		c, ok := choices[g.CompetencyID]
		if wrong := errs.As(wrongAligning(c, ok, g.Level)); wrong != nil {
			f.Add("goals", wrong.Fields[0].Message, wrong.Fields[0].Args...)
		}
	}
	return d, f.Err()
}
