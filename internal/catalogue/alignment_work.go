package catalogue

import (
	"cmp"
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/standards"
)

// AlignmentWork is what an offer teaches, for those who say so.
type AlignmentWork struct {
	Offer
	Version Version
	Lessons []Lesson
	// Gone are alignments with what cannot be chosen now, with where it stood last.
	Gone        []GoneLesson
	Suggestions []Suggestion
	Seen        SeenAlignments
	MayEdit     bool
}

// GoneLesson is an alignment with a competency that no published framework holds now.
type GoneLesson struct {
	Alignment
	Was standards.Place
}

// Alignments returns what an offer teaches and what it may teach, for those who may align it. Errors: NotFound, Forbidden.
func (s *Service) Alignments(ctx context.Context, actor authz.Actor, offer id.ID) (AlignmentWork, error) {
	o, err := offerByID(ctx, s.db, offer)
	if err != nil {
		return AlignmentWork{}, err
	}
	if err := requireAlign(actor, o); err != nil {
		return AlignmentWork{}, err
	}
	w := AlignmentWork{Offer: o, MayEdit: actor.May(EditOffers, o.UnitID)}
	working := cmp.Or(o.DraftID, o.PublishedID)
	if !maySee(actor, o.UnitID) {
		working = o.PublishedID
	}
	if w.Version, err = versionByID(ctx, s.db, working); err != nil {
		return w, err
	}
	if w.Seen, err = seenAlignments(ctx, s.db, offer); err != nil {
		return w, err
	}
	have, err := alignmentsOf(ctx, s.db, []id.ID{offer})
	if err != nil {
		return w, err
	}
	var gone []Alignment
	if w.Lessons, gone, err = s.lessonsOf(ctx, have[offer]); err != nil {
		return w, err
	}
	if w.Gone, err = s.goneLessons(ctx, gone); err != nil {
		return w, err
	}
	said, err := saidOf(ctx, s.db, []id.ID{offer})
	if err != nil {
		return w, err
	}
	w.Suggestions, err = s.suggest(ctx, w.Version, said[offer], suggestionsMost)
	return w, err
}

// OfferToAlign returns an offer by its key or id, for those who may align it. Errors: NotFound, Forbidden.
func (s *Service) OfferToAlign(ctx context.Context, actor authz.Actor, key string) (Offer, error) {
	o, err := offerByKey(ctx, s.db, key)
	if err != nil {
		return Offer{}, err
	}
	return o, requireAlign(actor, o)
}

// goneLessons says where competencies stood that cannot be chosen now.
func (s *Service) goneLessons(ctx context.Context, list []Alignment) ([]GoneLesson, error) {
	ids := make([]id.ID, len(list))
	for i, a := range list {
		ids[i] = a.CompetencyID
	}
	places, err := s.standards.Places(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	out := make([]GoneLesson, len(list))
	for i, a := range list {
		out[i] = GoneLesson{a, places[a.CompetencyID]}
	}
	return out, nil
}

// UnalignedRequest asks for published offers of which nobody has said what they teach.
type UnalignedRequest struct {
	// Unit narrows to one unit and those that have merged into it, Area to a content area by its code.
	Unit id.ID
	Area string
	page.Request
}

// Unaligned is such an offer, with what it may teach.
type Unaligned struct {
	Offer
	Version     Version
	Suggestions []Suggestion
}

// AlignmentCount is how far the published offers are aligned.
type AlignmentCount struct{ Offers, Aligned int }

// WithoutAlignment lists published offers of which nobody has said what they teach, the newest first, with the first suggestions for each; and counts
// how many there are. Those who may align offers: curriculum staff all, others those of their units. Errors: Unauthenticated, Forbidden, Invalid for a cursor that is not ours.
func (s *Service) WithoutAlignment(ctx context.Context, actor authz.Actor, r UnalignedRequest) (page.Page[Unaligned], AlignmentCount, error) {
	var n AlignmentCount
	units, err := s.alignScope(ctx, actor, r.Unit)
	if err != nil {
		return page.Page[Unaligned]{}, n, err
	}
	if n, err = countAligned(ctx, s.db, units); err != nil {
		return page.Page[Unaligned]{}, n, err
	}
	list, err := unalignedOffers(ctx, s.db, r, units)
	if err != nil {
		return list, n, err
	}
	ids, versions := make([]id.ID, len(list.Items)), make([]id.ID, len(list.Items))
	for i, o := range list.Items {
		ids[i], versions[i] = o.ID, o.PublishedID
	}
	texts, err := versionsByID(ctx, s.db, versions)
	if err != nil {
		return list, n, err
	}
	said, err := saidOf(ctx, s.db, ids)
	if err != nil {
		return list, n, err
	}
	for i := range list.Items {
		o := &list.Items[i]
		o.Version = texts[o.PublishedID]
		if o.Suggestions, err = s.suggest(ctx, o.Version, said[o.ID], suggestionsFew); err != nil {
			return list, n, err
		}
	}
	return list, n, nil
}

// alignScope returns the units whose published offers the actor may align; a unit narrows them to it and to those that have merged into it.
func (s *Service) alignScope(ctx context.Context, actor authz.Actor, unit id.ID) (scope, error) {
	if unit != "" {
		if err := actor.Require(AlignOffers, unit); err != nil {
			return scope{}, err
		}
		units, err := s.unitAndBefore(ctx, unit)
		return scope{units: units}, err
	}
	if actor.May(AlignOffers, "") {
		return scope{all: true}, nil
	}
	if !actor.MaySomewhere(AlignOffers) {
		return scope{}, actor.Require(AlignOffers, "")
	}
	units, err := s.unitsOf(ctx, actor, AlignOffers)
	return scope{units: units}, err
}
