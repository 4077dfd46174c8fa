package record

import (
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// LookLasts is how long staff may go on reading a transcript after saying why.
const LookLasts = time.Hour

// What was looked at.
const (
	LookedAtShare      = "share"      // a transcript, through a shared link
	LookedAtTranscript = "transcript" // a transcript, as staff
	LookedAtProposal   = "proposal"   // an entry, as staff who decide on a proposal to correct it
)

// View is one look at a person's record by somebody else.
type View struct {
	ID       id.ID
	PersonID id.ID
	At       time.Time
	// What is one of the LookedAt constants.
	What string
	// ShareID and ShareLabel name the link it went through, if it did.
	ShareID    id.ID
	ShareLabel string
	// ViewerID and ViewerName are the member of staff who looked; empty for links, whose readers are not known.
	ViewerID   id.ID
	ViewerName string
	// Purpose is what staff said it was for; for LookedAtProposal the title of the entry.
	Purpose string
}

// Look writes down that staff are going to read a person's transcript and why; StaffTranscript
// then shows it for LookLasts. Needs ReadTranscripts. The owner reads the purpose.
func (s *Service) Look(ctx context.Context, actor authz.Actor, person id.ID, purpose string) (View, error) {
	if err := s.mayLook(ctx, actor, person); err != nil {
		return View{}, err
	}
	var f errs.Fields
	f.Check(len([]rune(purpose)) >= 10, "purpose", "Say what it is for, in a few words. The person will read it.")
	f.Check(fits(purpose, 300), "purpose", "This is too long; %d characters fit.", 300)
	if err := f.Err(); err != nil {
		return View{}, err
	}
	v := View{ID: id.New(), PersonID: person, At: s.clock.Now(), What: LookedAtTranscript, ViewerID: actor.PersonID, ViewerName: actor.Name, Purpose: purpose}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertView(ctx, tx, v); err != nil {
			return err
		}
		return audit.Record(ctx, tx, v.At, actor, audit.Event{Action: "transcript.read", Kind: "person", ID: person, Detail: map[string]any{"purpose": purpose}})
	})
	if err != nil {
		return View{}, fmt.Errorf("record: look: %w", err)
	}
	return v, nil
}

// LookAtProposed is an entry as it stands today, for staff who are to decide on a proposal to correct
// it. Needs ReadProposed. The look is written down first, once for every LookLasts.
func (s *Service) LookAtProposed(ctx context.Context, actor authz.Actor, entry id.ID) (Entry, error) {
	if err := actor.Require(ReadProposed, ""); err != nil {
		return Entry{}, err
	}
	newest, err := s.Newest(ctx, s.db, []id.ID{entry})
	if err != nil {
		return Entry{}, err
	}
	e, ok := newest[entry]
	if !ok {
		return Entry{}, errNoEntry()
	}
	v := View{ID: id.New(), PersonID: e.PersonID, At: s.clock.Now(), What: LookedAtProposal, ViewerID: actor.PersonID, Purpose: e.Title}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if seen, err := lookedSince(ctx, tx, v, v.At.Add(-LookLasts)); err != nil || seen {
			return err
		}
		if err := insertView(ctx, tx, v); err != nil {
			return err
		}
		return audit.Record(ctx, tx, v.At, actor, audit.Event{Action: "entry.read", Kind: "entry", ID: e.ID, Unit: e.UnitID})
	})
	if err != nil {
		return Entry{}, fmt.Errorf("record: look: %w", err)
	}
	return e, nil
}

// StaffTranscript is the transcript of a look that the actor has begun at most LookLasts ago.
// A look that is over, or another's, is Gone: say again what it is for.
func (s *Service) StaffTranscript(ctx context.Context, actor authz.Actor, person, look id.ID, p Period) (Transcript, error) {
	if err := s.mayLook(ctx, actor, person); err != nil {
		return Transcript{}, err
	}
	if err := s.checkLook(ctx, actor, person, look); err != nil {
		return Transcript{}, err
	}
	ids, err := s.people.IDs(ctx, person)
	if err != nil {
		return Transcript{}, err
	}
	return s.draw(ctx, ids, p, s.clock.Now())
}

// Person returns whose transcript staff are about to read, so that they can see whether it is
// the right person. Needs ReadTranscripts.
func (s *Service) Person(ctx context.Context, actor authz.Actor, person id.ID) (name string, err error) {
	if err := s.mayLook(ctx, actor, person); err != nil {
		return "", err
	}
	p, err := s.people.Person(ctx, person)
	return p.Name, err
}

// mayLook needs ReadTranscripts and a person that exists.
func (s *Service) mayLook(ctx context.Context, actor authz.Actor, person id.ID) error {
	if err := actor.Require(ReadTranscripts, ""); err != nil {
		return err
	}
	_, err := s.people.Person(ctx, person)
	return err
}

// Views returns who looked at the actor's record, the latest first. No token may.
func (s *Service) Views(ctx context.Context, actor authz.Actor, p page.Request) (page.Page[View], error) {
	var none page.Page[View]
	if _, err := actor.RequirePerson(""); err != nil {
		return none, err
	}
	ids, err := s.people.IDs(ctx, actor.PersonID)
	if err != nil {
		return none, err
	}
	var after viewKey
	if _, err := page.Decode(p.Cursor, &after); err != nil {
		return none, err
	}
	rows, err := listViews(ctx, s.db, ids, after, p.Size()+1)
	if err != nil {
		return none, fmt.Errorf("record: views: %w", err)
	}
	out := page.Cut(rows, p.Size(), func(v View) any { return viewKey{v.At.UnixMicro(), v.ID} })
	var viewers []id.ID
	for _, v := range out.Items {
		if v.ViewerID != "" {
			viewers = append(viewers, v.ViewerID)
		}
	}
	if len(viewers) == 0 {
		return out, nil
	}
	names, err := s.people.Persons(ctx, viewers)
	if err != nil {
		return none, err
	}
	for i, v := range out.Items {
		out.Items[i].ViewerName = names[v.ViewerID].Name
	}
	return out, nil
}

// StaffChain is the chain of an entry of the person whose transcript the actor is looking at, for
// correcting it. Needs CorrectEntries and a look, as StaffTranscript does.
func (s *Service) StaffChain(ctx context.Context, actor authz.Actor, person, look, entry id.ID) (Chain, error) {
	if err := actor.Require(CorrectEntries, ""); err != nil {
		return nil, err
	}
	if err := s.checkLook(ctx, actor, person, look); err != nil {
		return nil, err
	}
	c, err := chainOf(ctx, s.db, entry)
	if err != nil {
		return nil, fmt.Errorf("record: staff chain: %w", err)
	}
	ids, err := s.people.IDs(ctx, person)
	if err != nil {
		return nil, err
	}
	if len(c) == 0 || !slices.Contains(ids, c[0].PersonID) {
		return nil, errNoEntry()
	}
	return c, nil
}

// checkLook needs a look of the actor's at the person's transcript that is not over.
func (s *Service) checkLook(ctx context.Context, actor authz.Actor, person, look id.ID) error {
	v, err := viewByID(ctx, s.db, look)
	if err != nil {
		return fmt.Errorf("record: look: %w", err)
	}
	if v.ViewerID != actor.PersonID || v.PersonID != person || v.What != LookedAtTranscript || s.clock.Now().Sub(v.At) > LookLasts {
		return errs.New(errs.Gone, "This look at the transcript has ended. Say again what it is for.")
	}
	return nil
}
