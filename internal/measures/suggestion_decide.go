package measures

import (
	"context"
	"maps"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// DecideMost is how many suggestions one decision may be on.
const DecideMost = 100

// Verdict is a decision to be made.
type Verdict struct {
	Decision Decision
	// Offer is the key, id or address of the published offer that is there already.
	Offer string
	// Into is the suggestion to join with.
	Into id.ID
	// Unit is whom to pass it to.
	Unit id.ID
	// Reply is what its owner reads.
	Reply string
	// Seen guards a decision on one suggestion.
	Seen Seen
}

// Decide decides on suggestions and on those that were joined with them. Each gets a decision of its own, and its owner a letter; what
// was said without a name has no owner. What is decided already can be decided anew. Who may: curriculum editors and administrators, and the staff of the unit that it was
// passed to. Errors: NotFound where one of them is not the actor's to decide; Invalid by field; Stale; Conflict for joining one with itself.
func (s *Service) Decide(ctx context.Context, actor authz.Actor, suggestions []id.ID, v Verdict) error {
	if err := actorDecides(actor); err != nil {
		return err
	}
	v.Reply = strings.TrimSpace(v.Reply)
	offer, unit, err := s.checkVerdict(ctx, actor, suggestions, v)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, with, err := s.lockAll(ctx, tx, actor, suggestions, v)
		if err != nil {
			return err
		}
		d := Decided{Decision: v.Decision, OfferID: offer, UnitID: unit, Reply: v.Reply}
		if v.Decision == DecideJoined {
			if d.JoinedID, err = s.leadOf(ctx, tx, actor, list, v.Into); err != nil {
				return err
			}
		}
		return s.settle(ctx, tx, actor, list, with, d)
	})
}

// actorDecides refuses whoever decides nowhere, and programs at work: a decision is a person's.
func actorDecides(actor authz.Actor) error {
	if !actor.SignedIn() {
		return errs.New(errs.Unauthenticated, "Sign in to go on.")
	}
	if !actor.MaySomewhere(DecideSuggestions) {
		return actor.Require(DecideSuggestions, "")
	}
	return nil
}

// checkVerdict says what is wrong with a decision, field by field, and finds its offer and its unit.
func (s *Service) checkVerdict(ctx context.Context, actor authz.Actor, suggestions []id.ID, v Verdict) (offer, unit id.ID, err error) {
	var f errs.Fields
	f.Check(len(suggestions) > 0, "suggestion", "Choose at least one suggestion.")
	f.Check(len(suggestions) <= DecideMost, "suggestion", "Choose at most %d suggestions at a time.", DecideMost)
	f.Check(slices.Contains(Decisions, v.Decision), "decision", "Choose a decision.")
	f.Check(len([]rune(v.Reply)) <= maxWish, "reply", "Please keep it under 2,000 characters.")
	switch v.Decision {
	case DecidePlanned, DecideNotNow, DecideThere:
		f.Check(v.Reply != "", "reply", "Write a reply: whoever said it reads it.")
	case DecideJoined:
		f.Check(v.Into != "", "into", "Choose the suggestion to join it with.")
	case DecidePassed:
		unit = v.Unit
		var u people.Unit
		if u, err = s.people.Unit(ctx, unit); err != nil && !errs.Is(err, errs.NotFound) {
			return "", "", err
		}
		f.Check(err == nil && u.SuccessorID == "", "unit", "Choose the unit that is to decide.")
	}
	if v.Decision == DecideThere {
		found, err := s.catalogue.Compare(ctx, []string{offerWord(v.Offer)})
		if err != nil {
			return "", "", err
		}
		f.Check(len(found) == 1, "offer", "Name an offer that is published, by its address or its key.")
		if len(found) == 1 {
			offer = found[0].OfferID
		}
	}
	return offer, unit, f.Err()
}

// offerWord takes the key out of an address that somebody pasted.
func offerWord(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "?")
	s, _, _ = strings.Cut(s, "#")
	s = strings.TrimSuffix(s, "/")
	return s[strings.LastIndex(s, "/")+1:]
}

// lockAll reads under lock the suggestions, each of which must be the actor's to decide, and what was joined with them. What was joined with one of
// them is decided along with that one, also where it is named itself. What v joins them with is locked as well.
func (s *Service) lockAll(ctx context.Context, tx *db.Tx, actor authz.Actor, suggestions []id.ID, v Verdict) (list, with []Suggestion, err error) {
	asked := slices.Clone(suggestions)
	if v.Decision == DecideJoined {
		asked = append(asked, v.Into)
	}
	locked, err := lockGroup(ctx, tx, asked)
	if err != nil {
		return nil, nil, err
	}
	for _, one := range suggestions {
		if _, ok := locked[one]; !ok {
			return nil, nil, noSuggestion()
		}
	}
	for _, one := range slices.Sorted(maps.Keys(locked)) {
		x := locked[one]
		switch {
		case x.JoinedID != "" && slices.Contains(suggestions, x.JoinedID):
			with = append(with, x)
		case slices.Contains(suggestions, one):
			list = append(list, x)
		default:
			continue
		}
		if !slices.Contains(suggestions, one) {
			continue
		}
		if err := mayDecide(actor, x); err != nil {
			return nil, nil, err
		}
		if err := errs.Unseen(v.Seen, x.Seen(), "Somebody else has decided on this since you opened it. Look at what it says now, and do it again."); err != nil {
			return nil, nil, err
		}
	}
	return list, with, nil
}

// leadOf returns the suggestion that others are joined with: into itself, or what that was joined with before. Both are locked.
func (s *Service) leadOf(ctx context.Context, tx *db.Tx, actor authz.Actor, list []Suggestion, into id.ID) (id.ID, error) {
	lead, err := s.one(ctx, tx, actor, into)
	if err == nil && lead.JoinedID != "" {
		lead, err = suggestionByID(ctx, tx, lead.JoinedID)
	}
	if errs.Is(err, errs.NotFound) {
		return "", errs.Bad("into", "Choose the suggestion to join it with.")
	}
	if err != nil {
		return "", err
	}
	for _, v := range list {
		if v.ID == lead.ID {
			return "", errs.New(errs.Conflict, "A suggestion cannot be joined with itself.")
		}
	}
	return lead.ID, nil
}

// settle writes the decision on each, what becomes of those that were joined with them, the audit rows and the letters.
func (s *Service) settle(ctx context.Context, tx *db.Tx, actor authz.Actor, list, with []Suggestion, d Decided) error {
	now := s.clock.Now()
	var all []Decided
	var log []audit.Event
	for _, v := range slices.Concat(list, with) {
		x := d
		x.ID, x.SuggestionID, x.By, x.At = id.New(), v.ID, actor.PersonID, now
		all = append(all, x)
		log = append(log, audit.Event{Action: "suggestion.decided", Kind: "suggestion", ID: v.ID, Unit: v.Unit, Detail: map[string]any{"decision": d.Decision, "offer": d.OfferID, "unit": d.UnitID, "joined": d.JoinedID}})
		if err := events.Publish(ctx, tx, now, SuggestionDecided{v.ID, x.ID, d.Decision}); err != nil {
			return err
		}
	}
	if err := insertDecisions(ctx, tx, all); err != nil {
		return err
	}
	if err := s.settleStates(ctx, tx, list, with, d); err != nil {
		return err
	}
	return audit.RecordAll(ctx, tx, now, actor, log)
}

// settleStates brings the suggestions to where the decision puts them. What was joined with one that is joined itself goes along.
// What is handed to a unit waits for its decision, whatever was decided before.
func (s *Service) settleStates(ctx context.Context, tx *db.Tx, list, with []Suggestion, d Decided) error {
	now := s.clock.Now()
	ids := func(of []Suggestion) []id.ID {
		out := make([]id.ID, len(of))
		for i, v := range of {
			out[i] = v.ID
		}
		return out
	}
	switch d.Decision {
	case DecidePassed:
		if err := setState(ctx, tx, now, ids(list), Open, ""); err != nil {
			return err
		}
		return passTo(ctx, tx, now, ids(slices.Concat(list, with)), d.UnitID)
	case DecideJoined:
		return setState(ctx, tx, now, ids(slices.Concat(list, with)), Joined, d.JoinedID)
	}
	if err := setState(ctx, tx, now, ids(list), State(d.Decision), ""); err != nil {
		return err
	}
	return touch(ctx, tx, now, ids(with))
}
