package recognition

import (
	"context"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/registration"
)

// Statement is what a provider says about an offer for an assessor, beside what its wording says.
type Statement struct {
	OfferID id.ID
	// Need is which need the offer answers, and how that is known.
	Need string
	// Qualifications say what qualifies each presenter, by person.
	Qualifications map[id.ID]string
	// FollowUp is what followed from the evaluation.
	FollowUp  string
	UpdatedBy id.ID
	UpdatedAt time.Time
}

// maxStatement is how long one text of a statement may be, in bytes.
const maxStatement = 4000

// Gap is something an assessor would ask for and not find.
type Gap string

// The gaps of an offer.
const (
	NoNeed          Gap = "need"
	NoOutcomes      Gap = "outcomes"
	NoPresenter     Gap = "presenter"
	NoQualification Gap = "qualification"
	NoWorksheet     Gap = "worksheet"
	NoResults       Gap = "results"
	NoFollowUp      Gap = "follow-up"
)

// DateGaps are what an assessor would miss of one date that is over.
type DateGaps struct {
	catalogue.Occurrence
	// Open says that it was not closed, Conflicts about how many people sources differ, Unresolved how many
	// rows of files fit nobody, and Attended how many were there.
	Open                            bool
	Conflicts, Unresolved, Attended int
}

// Any reports whether anything is missing.
func (d DateGaps) Any() bool { return d.Open || d.Conflicts > 0 || d.Unresolved > 0 }

// Duties are an offer as an assessor would see it, with what is missing.
type Duties struct {
	catalogue.View
	Statement Statement
	Gaps      []Gap
	// Past are the dates that are over, the latest first.
	Past []DateGaps
	// MayEdit says that the actor may change the statement.
	MayEdit bool
}

// pastShown is how many past dates the duties of an offer look at.
const pastShown = 25

// Duties returns what an assessor would find of an offer, and what is missing. Those who may ReadRosters in
// its unit.
func (s *Service) Duties(ctx context.Context, actor authz.Actor, offer id.ID) (Duties, error) {
	o, err := s.mayAssess(ctx, actor, offer)
	if err != nil {
		return Duties{}, err
	}
	var d Duties
	if d.View, err = s.catalogue.Show(ctx, actor, o.Key); err != nil {
		return Duties{}, err
	}
	d.MayEdit = actor.May(catalogue.EditOffers, o.UnitID)
	if d.Statement, err = statementOf(ctx, s.db, offer); err != nil {
		return Duties{}, err
	}
	results, err := s.registration.Results(ctx, actor, offer)
	if err != nil {
		return Duties{}, err
	}
	own, err := s.registration.SurveyResults(ctx, actor, offer, "")
	if err != nil {
		return Duties{}, err
	}
	d.Gaps = gapsOf(d.View, d.Statement, results, own)
	now := s.clock.Now()
	for _, date := range slices.Backward(d.Occurrences) {
		if len(d.Past) == pastShown {
			break
		}
		if date.Status != catalogue.Scheduled || now.Before(date.EndsAt) {
			continue
		}
		r, err := s.registration.Roster(ctx, actor, date.ID, nil, page.Request{Limit: 1})
		if err != nil {
			return Duties{}, err
		}
		d.Past = append(d.Past, DateGaps{Occurrence: date, Open: r.Closed.IsZero(), Conflicts: r.Conflicts, Unresolved: r.Unresolved,
			Attended: r.Counts[registration.StateAttended] + r.Counts[registration.StateCompleted] + r.Counts[registration.StateNotCompleted]})
	}
	return d, nil
}

func (s *Service) mayAssess(ctx context.Context, actor authz.Actor, offer id.ID) (catalogue.Offer, error) {
	o, err := s.catalogue.OfferByID(ctx, s.db, offer)
	if err != nil {
		return o, err
	}
	if !actor.May(registration.ReadRosters, o.UnitID) {
		return o, errs.New(errs.NotFound, "There is no such offer.")
	}
	return o, nil
}

// gapsBefore says what is missing of what an offer has to show before its first date.
func gapsBefore(o catalogue.Offer, v catalogue.Version, worksheet bool, st Statement) []Gap {
	var gaps []Gap
	add := func(missing bool, g Gap) {
		if missing {
			gaps = append(gaps, g)
		}
	}
	add(st.Need == "", NoNeed)
	add(len(v.Objectives) == 0, NoOutcomes)
	add(len(v.Presenters) == 0, NoPresenter)
	add(slices.ContainsFunc(v.Presenters, func(p catalogue.Presenter) bool { return st.Qualifications[p.PersonID] == "" }), NoQualification)
	add(slices.Contains(o.Earns, catalogue.CEU) && !worksheet, NoWorksheet)
	return gaps
}

// gapsOf says what is missing from an offer itself.
func gapsOf(v catalogue.View, st Statement, results []registration.Results, own []registration.SurveyResults) []Gap {
	gaps := gapsBefore(v.Offer, v.Version, v.Worksheet != nil, st)
	add := func(missing bool, g Gap) {
		if missing {
			gaps = append(gaps, g)
		}
	}
	answered := slices.ContainsFunc(results, func(r registration.Results) bool { return r.Shown > 0 }) ||
		slices.ContainsFunc(own, func(r registration.SurveyResults) bool { return r.Shown > 0 })
	add(!answered, NoResults)
	add(answered && st.FollowUp == "", NoFollowUp)
	return gaps
}

// SaveStatement keeps what the provider says about an offer. Those who may edit the offer. Invalid, field by field. What is there must
// meet the conditions.
func (s *Service) SaveStatement(ctx context.Context, actor authz.Actor, st Statement, conditions ...func(Statement) error) error {
	o, err := s.mayAssess(ctx, actor, st.OfferID)
	if err != nil {
		return err
	}
	if err := actor.Require(catalogue.EditOffers, o.UnitID); err != nil {
		return err
	}
	st.Need, st.FollowUp = strings.TrimSpace(st.Need), strings.TrimSpace(st.FollowUp)
	st.UpdatedBy, st.UpdatedAt = actor.PersonID, s.clock.Now()
	var f errs.Fields
	f.Check(len(st.Need) <= maxStatement, "need", "Please use fewer words.")
	f.Check(len(st.FollowUp) <= maxStatement, "follow_up", "Please use fewer words.")
	kept := map[id.ID]string{}
	for person, words := range st.Qualifications {
		words = strings.TrimSpace(words)
		f.Check(len(words) <= maxStatement, "qualification-"+string(person), "Please use fewer words.")
		if words != "" {
			kept[person] = words
		}
	}
	st.Qualifications = kept
	if err := f.Err(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		was, err := lockStatement(ctx, tx, st.OfferID, st.UpdatedAt)
		if err == nil {
			err = errs.Holds(was, conditions)
		}
		if err != nil {
			return err
		}
		if err := saveStatement(ctx, tx, st); err != nil {
			return err
		}
		return audit.Record(ctx, tx, st.UpdatedAt, actor, audit.Event{Action: "provider.statement", Kind: "offer", ID: o.ID, Unit: o.UnitID})
	})
}
