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

// WorksheetProposal is how somebody counted the hours of an offer.
type WorksheetProposal struct {
	Counted  []Stretch
	Excluded []Stretch
	// Method says in words how the hours were counted.
	Method string
	// Seen is Offer.UpdatedAt of what was counted, and Replaces the proposal that was waiting then, "" for none. When either is another
	// one by now the proposal is a Conflict. A zero Seen does not ask.
	Seen     time.Time
	Replaces id.ID
}

// ProposeWorksheet proposes the CEU worksheet of the offer's draft or, where there is none, of its
// published version. Editors of its unit and accreditation staff may; somebody else approves. It replaces a proposal
// that is not decided yet. Conflict when the version has an approved worksheet: a new version needs a new one.
func (s *Service) ProposeWorksheet(ctx context.Context, actor authz.Actor, offer id.ID, p WorksheetProposal) (Worksheet, error) {
	author, err := actor.RequirePerson(ProposeWorksheets.Scope)
	if err != nil {
		return Worksheet{}, err
	}
	o, err := offerByID(ctx, s.db, offer)
	if err != nil {
		return Worksheet{}, err
	}
	if err := requireOn(actor, ProposeWorksheets, o); err != nil {
		return Worksheet{}, err
	}
	w := Worksheet{ID: id.New(), Counted: stretches(p.Counted), Excluded: stretches(p.Excluded), Method: block(p.Method), Status: WorksheetProposed, AuthorID: author}
	w.CountedMinutes = minutesOf(w.Counted)
	w.Tenths = CEUTenths(w.CountedMinutes)
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		o, err := lockOffer(ctx, tx, offer)
		if err != nil {
			return err
		}
		if err := o.unseen(p.Seen); err != nil {
			return err
		}
		w.VersionID = cmp.Or(o.DraftID, o.PublishedID)
		v, err := versionByID(ctx, tx, w.VersionID)
		if err != nil {
			return err
		}
		if err := w.check(v); err != nil {
			return err
		}
		if _, has, err := s.ApprovedWorksheet(ctx, tx, v.ID); err != nil || has {
			if err == nil {
				err = errs.New(errs.Conflict, "This version has an approved worksheet already. A new version of the offer needs a new one.")
			}
			return err
		}
		if waiting, _, err := proposedWorksheet(ctx, tx, v.ID); err != nil {
			return err
		} else if !p.Seen.IsZero() && waiting.ID != p.Replaces {
			return errs.New(errs.Conflict, "Somebody else has proposed a worksheet since you opened this one. Open it again before you replace theirs.")
		}
		w.ProposedAt = s.clock.Now()
		if err := replaceProposed(ctx, tx, w); err != nil {
			return err
		}
		return audit.Record(ctx, tx, w.ProposedAt, actor, audit.Event{Action: "worksheet.proposed", Kind: "offer", ID: o.ID, Unit: o.UnitID,
			Detail: map[string]any{"worksheet": w.ID, "version": v.Number, "minutes": w.CountedMinutes, "tenths": w.Tenths}})
	})
	return w, err
}

// ForWorksheet returns what the worksheet of an offer is about: Preview by id, for whoever may propose
// worksheets or edit the offer. Forbidden or NotFound for everybody else.
func (s *Service) ForWorksheet(ctx context.Context, actor authz.Actor, offer id.ID) (View, error) {
	o, err := offerByID(ctx, s.db, offer)
	if err != nil {
		return View{}, err
	}
	if !actor.May(ProposeWorksheets, o.UnitID) {
		if err := requireOn(actor, EditOffers, o); err != nil {
			return View{}, err
		}
	}
	v, err := s.Preview(ctx, actor, o.Key)
	if err != nil {
		return v, err
	}
	if waiting, ok, err := proposedWorksheet(ctx, s.db, v.Version.ID); err != nil {
		return v, err
	} else if ok {
		v.Proposed = &waiting
	}
	return v, nil
}

// check holds the worksheet against the version that it counts.
func (w Worksheet) check(v Version) error {
	var f errs.Fields
	f.Check(len(w.Counted) > 0, "counted", "List what is counted, with its minutes.")
	for _, list := range []struct {
		name  string
		items []Stretch
	}{{"counted", w.Counted}, {"excluded", w.Excluded}} {
		for _, x := range list.items {
			f.Check(x.What != "" && x.Minutes > 0 && x.Minutes <= maxMinutes, list.name, "Give each line a name and its minutes.")
		}
		f.Check(len(list.items) <= maxList, list.name, "List at most %d.", maxList)
	}
	f.Check(w.Method != "", "method", "Say how the hours were counted.")
	f.Check(v.Minutes > 0, "counted", "Say first how many minutes the offer takes in all.")
	f.Check(v.Minutes == 0 || w.CountedMinutes <= v.Minutes, "counted", "The counted minutes are more than the %d that the offer takes.", v.Minutes)
	f.Check(w.Tenths > 0, "counted", "Less than half an hour earns no CEU.")
	return f.Err()
}

// stretches cleans the lines of a form and drops those with nothing in them.
func stretches(items []Stretch) []Stretch {
	out := []Stretch{}
	for _, x := range items {
		x.What = line(x.What)
		if x != (Stretch{}) {
			out = append(out, x)
		}
	}
	return out
}
