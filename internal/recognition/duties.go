package recognition

import (
	"cmp"
	"context"
	"maps"
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
	// Past are a page of the dates that are over or were closed, the latest first; Next goes on.
	Past []DateGaps
	Next string
	// MayEdit says that the actor may change the statement.
	MayEdit bool
}

// pastKey is where the list of past dates goes on.
type pastKey struct {
	At time.Time
	ID id.ID
}

// Duties returns what an assessor would find of an offer, and what is missing, with a page of its past dates: those that
// are over, and those that were cancelled and closed for whoever had been there. Those who may ReadRosters in its unit.
func (s *Service) Duties(ctx context.Context, actor authz.Actor, offer id.ID, p page.Request) (Duties, error) {
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
	d.Past, d.Next, err = s.past(ctx, actor, o, d.Occurrences, p)
	return d, err
}

// past is a page of the dates that are over.
func (s *Service) past(ctx context.Context, actor authz.Actor, o catalogue.Offer, dates []catalogue.Occurrence, p page.Request) ([]DateGaps, string, error) {
	var after pastKey
	if _, err := page.Decode(p.Cursor, &after); err != nil {
		return nil, "", err
	}
	ids := make([]id.ID, len(dates))
	for i, date := range dates {
		ids[i] = date.ID
	}
	closed, err := s.registration.Closings(ctx, actor, o, ids)
	if err != nil {
		return nil, "", err
	}
	now := s.clock.Now()
	var over []catalogue.Occurrence
	for _, date := range dates {
		scheduled := date.Status == catalogue.Scheduled && !now.Before(date.EndsAt)
		if scheduled || date.Status != catalogue.Scheduled && !closed[date.ID].IsZero() {
			over = append(over, date)
		}
	}
	slices.SortFunc(over, func(a, b catalogue.Occurrence) int {
		return cmp.Or(b.StartsAt.Compare(a.StartsAt), cmp.Compare(b.ID, a.ID))
	})
	if !after.At.IsZero() {
		over = slices.DeleteFunc(over, func(o catalogue.Occurrence) bool {
			return cmp.Or(o.StartsAt.Compare(after.At), cmp.Compare(o.ID, after.ID)) >= 0
		})
	}
	cut := page.Cut(over[:min(len(over), p.Size()+1)], p.Size(), func(o catalogue.Occurrence) any { return pastKey{o.StartsAt, o.ID} })
	states, err := s.registration.DateStates(ctx, actor, o, cut.Items)
	if err != nil {
		return nil, "", err
	}
	var out []DateGaps
	for _, date := range cut.Items {
		r := states[date.ID]
		out = append(out, DateGaps{Occurrence: date, Open: r.Closed.IsZero(), Conflicts: r.Conflicts, Unresolved: r.Unresolved,
			Attended: r.Counts[registration.StateAttended] + r.Counts[registration.StateCompleted] + r.Counts[registration.StateNotCompleted]})
	}
	return out, cut.Next, nil
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

// SaveStatement keeps what the provider says about an offer, beside all that was said of it before. Qualifications are
// kept by person: who is not named keeps theirs, and an empty text takes one out. Those who may edit the offer. Invalid, field by field. What is there must
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
		kept[person] = words
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
		for person, words := range was.Qualifications {
			if _, named := st.Qualifications[person]; !named {
				st.Qualifications[person] = words
			}
		}
		maps.DeleteFunc(st.Qualifications, func(_ id.ID, words string) bool { return words == "" })
		if err := saveStatement(ctx, tx, st); err != nil {
			return err
		}
		return audit.Record(ctx, tx, st.UpdatedAt, actor, audit.Event{Action: "provider.statement", Kind: "offer", ID: o.ID, Unit: o.UnitID})
	})
}
