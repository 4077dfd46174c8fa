package catalogue

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// View is all that an offer's page needs.
type View struct {
	Offer
	// Made tells apart what was read at different times in this process: views of one number are equal but for their
	// seats. 0 is a view that is nobody else's.
	Made    uint64
	Version Version
	// Unit is the unit of today; Offer.UnitName is what it was called when the offer was made.
	Unit people.Unit
	// Cosponsors are the co-sponsoring units of today.
	Cosponsors []people.Unit
	Areas      []Area
	// Occurrences of the offer, by start; the cancelled ones are among them.
	Occurrences []Occurrence
	// Sessions are the occurrences of other offers inside a conference, by start. SessionOffers holds their offers.
	Sessions      []Occurrence
	SessionOffers map[id.ID]Part
	// Conferences are the published offers in whose dates occurrences of this one are sessions, by the conference's occurrence.
	Conferences map[id.ID]Part
	Parts       []Part
	// PartOf are the published offers of which this one is a part.
	PartOf []Part
	// Prerequisites are the offers that Version.Prerequisites names, as far as they are published.
	Prerequisites []Part
	// Lessons are the competencies that it teaches, as far as they can be chosen now.
	Lessons []Lesson
	// Worksheet is the approved one of the version, or nil.
	Worksheet *Worksheet
	// Proposed is the worksheet of the version that waits for a decision, or nil. Only ForWorksheet fills it.
	Proposed *Worksheet
	// LosesCEU says that Version is a draft without an approved worksheet of an offer that earns CEU: publishing it would end that.
	LosesCEU bool
	// Earns is what the offer earns now: CEU only with an approved worksheet.
	Earns []Recognition
	// CEU is the tenths of a CEU it earns, 0 for none.
	CEU int
	// Draft says that Version is a draft, shown to those who may see it.
	Draft bool
	// MayEdit, MayPublish, MaySetSeats and MayPropose say what the actor may do with it.
	MayEdit, MayPublish, MaySetSeats, MayPropose bool
}

// SelfPaced reports whether the offer can be begun at any time.
func (v View) SelfPaced() bool { return SelfPaced(v.Kind, v.Version) }

// Show returns what the page of an offer shows. The published version is for everybody. An offer
// that was never published is NotFound for strangers; an archived one is Gone and says its title. Whoever
// may read drafts sees these as well: the published version if there is one, else the draft. What it returns is shared
// and must not be changed; the seats may be a second old.
func (s *Service) Show(ctx context.Context, actor authz.Actor, key string) (View, error) {
	return s.show(ctx, actor, key, false)
}

// Preview returns the page as it will be once the draft is published, for those who may read
// drafts; without a draft it is Show. NotFound for everybody else.
func (s *Service) Preview(ctx context.Context, actor authz.Actor, key string) (View, error) {
	return s.show(ctx, actor, key, true)
}

func (s *Service) show(ctx context.Context, actor authz.Actor, key string, preview bool) (View, error) {
	generation, err := s.current(ctx)
	if err != nil {
		return View{}, err
	}
	if v, ok, err := s.publicView(ctx, key, generation); err != nil || ok && !preview && !maySee(actor, v.UnitID) {
		return v, err
	}
	o, err := offerByKey(ctx, s.db, key)
	if err != nil {
		return View{}, err
	}
	insider := maySee(actor, o.UnitID)
	switch {
	case insider:
	case preview, o.PublishedID == "":
		return View{}, notYours()
	case o.Status == StatusArchived:
		title, err := titleOf(ctx, s.db, o.PublishedID)
		if err != nil {
			return View{}, err
		}
		return View{}, errs.New(errs.Gone, "“%s” is no longer offered.", title)
	}
	version, draft := o.PublishedID, false
	if o.PublishedID == "" || preview && o.DraftID != "" {
		version, draft = o.DraftID, true
	}
	v := View{Offer: o, Draft: draft}
	if v.Version, err = versionByID(ctx, s.db, version); err != nil {
		return View{}, err
	}
	if err := s.fillView(ctx, s.db, &v); err != nil {
		return View{}, err
	}
	if !insider {
		v.Parts = slices.DeleteFunc(v.Parts, func(p Part) bool { return p.Status == StatusDraft })
		v = s.keepView(v, generation)
	}
	v.MayEdit, v.MayPublish = actor.May(EditOffers, o.UnitID), actor.May(PublishOffers, o.UnitID)
	v.MaySetSeats, v.MayPropose = actor.May(SetSeats, o.UnitID), actor.May(ProposeWorksheets, o.UnitID)
	return v, nil
}

// fillView adds what belongs to an offer and its version, in a bounded number of queries.
func (s *Service) fillView(ctx context.Context, q db.Q, v *View) (err error) {
	if v.Unit, err = s.people.CurrentUnit(ctx, v.UnitID); err != nil {
		return err
	}
	for _, c := range v.Version.Cosponsors {
		u, err := s.people.CurrentUnit(ctx, c)
		if err != nil {
			return err
		}
		if u.ID != v.Unit.ID && !slices.ContainsFunc(v.Cosponsors, func(x people.Unit) bool { return x.ID == u.ID }) {
			v.Cosponsors = append(v.Cosponsors, u)
		}
	}
	areas, err := s.Areas(ctx)
	if err != nil {
		return err
	}
	for _, a := range areas {
		if slices.Contains(v.Version.Areas, a.Code) {
			v.Areas = append(v.Areas, a)
		}
	}
	if v.Occurrences, err = occurrencesOf(ctx, q, v.ID); err != nil {
		return err
	}
	if err := s.fillSessions(ctx, q, v); err != nil {
		return err
	}
	if v.Parts, err = partsOf(ctx, q, v.ID); err != nil {
		return err
	}
	if v.PartOf, err = wholesOf(ctx, q, v.ID); err != nil {
		return err
	}
	if v.Prerequisites, err = publishedParts(ctx, q, v.Version.Prerequisites.OfferIDs); err != nil {
		return err
	}
	if v.Lessons, err = s.lessonsOfOffer(ctx, q, v.ID); err != nil {
		return err
	}
	w, ok, err := s.ApprovedWorksheet(ctx, q, v.Version.ID)
	if err != nil {
		return err
	}
	if ok {
		v.Worksheet = &w
		v.CEU = w.Tenths
	}
	v.Earns, v.CEU = earnsNow(v.Offer.Earns, v.CEU)
	if v.Draft && v.CEU == 0 && v.PublishedID != "" && slices.Contains(v.Offer.Earns, CEU) {
		has, err := approvedTenths(ctx, q, []id.ID{v.PublishedID})
		if err != nil {
			return err
		}
		v.LosesCEU = has[v.PublishedID] > 0
	}
	return nil
}

// fillSessions adds what takes place inside the offer's conferences, and the conferences inside which it takes place itself.
func (s *Service) fillSessions(ctx context.Context, q db.Q, v *View) (err error) {
	var within []id.ID
	for _, o := range v.Occurrences {
		if o.ParentID != "" {
			within = append(within, o.ParentID)
		}
	}
	if v.Conferences, err = conferencesOf(ctx, q, within); err != nil {
		return err
	}
	if v.Kind != Conference || len(v.Occurrences) == 0 {
		return nil
	}
	var offers []id.ID
	if v.Sessions, err = sessionsOfOffer(ctx, q, v.ID); err != nil {
		return err
	}
	for _, o := range v.Sessions {
		offers = append(offers, o.OfferID)
	}
	list, err := publishedParts(ctx, q, offers)
	if err != nil {
		return err
	}
	v.SessionOffers = make(map[id.ID]Part, len(list))
	for _, p := range list {
		v.SessionOffers[p.OfferID] = p
	}
	v.Sessions = slices.DeleteFunc(v.Sessions, func(o Occurrence) bool { _, ok := v.SessionOffers[o.OfferID]; return !ok })
	return nil
}

// earnsNow is what an offer earns: what its review allowed, CEU only with the tenths of an approved
// worksheet. It returns the tenths that count.
func earnsNow(allowed []Recognition, tenths int) ([]Recognition, int) {
	if !slices.Contains(allowed, CEU) {
		tenths = 0
	}
	var now []Recognition
	for _, r := range allowed {
		if r != CEU || tenths > 0 {
			now = append(now, r)
		}
	}
	return now, tenths
}

// ByID returns an offer and its published version, for later areas; permissions are theirs to
// check. Outside a transaction it may be as old as the index, and is shared. NotFound when there is no such offer or it was never published.
func (s *Service) ByID(ctx context.Context, q db.Q, offer id.ID) (Offer, Version, error) {
	if q != s.db {
		return publishedOffer(ctx, q, offer)
	}
	generation, err := s.current(ctx)
	if err != nil {
		return Offer{}, Version{}, err
	}
	if p, ok := s.offers.get(offer, generation); ok {
		return p.offer, p.version, nil
	}
	o, v, err := publishedOffer(ctx, q, offer)
	if err == nil {
		s.offers.add(offer, generation, published{o, v})
	}
	return o, v, err
}

func publishedOffer(ctx context.Context, q db.Q, offer id.ID) (Offer, Version, error) {
	o, err := offerByID(ctx, q, offer)
	if err != nil {
		return Offer{}, Version{}, err
	}
	if o.PublishedID == "" {
		return Offer{}, Version{}, notYours()
	}
	v, err := versionByID(ctx, q, o.PublishedID)
	return o, v, err
}

// VersionByID returns a version, published or not, for later areas.
func (s *Service) VersionByID(ctx context.Context, q db.Q, version id.ID) (Version, error) {
	return versionByID(ctx, q, version)
}

// OfferByID returns an offer, published or not, for later areas.
func (s *Service) OfferByID(ctx context.Context, q db.Q, offer id.ID) (Offer, error) {
	return offerByID(ctx, q, offer)
}

// Occurrence returns an occurrence with its days, whatever the status of its offer, for later
// areas. Outside a transaction it may be as old as the index, and its seats a second. NotFound otherwise.
func (s *Service) Occurrence(ctx context.Context, q db.Q, occurrence id.ID) (Occurrence, error) {
	if q != s.db {
		return loadOccurrence(ctx, q, "", occurrence)
	}
	found, err := s.Occurrences(ctx, []id.ID{occurrence})
	if err != nil {
		return Occurrence{}, err
	}
	o, ok := found[occurrence]
	if !ok {
		return Occurrence{}, errNoOccurrence
	}
	return o, nil
}

// OfferOf returns the offer of an occurrence, which never changes. NotFound when there is no such occurrence.
func (s *Service) OfferOf(ctx context.Context, occurrence id.ID) (id.ID, error) {
	generation, err := s.current(ctx)
	if err != nil {
		return "", err
	}
	if o, ok := s.occurrences.get(occurrence, generation); ok {
		return o.OfferID, nil
	}
	o, err := s.Occurrence(ctx, s.db, occurrence)
	return o.OfferID, err
}

// Occurrences returns occurrences with their days, keyed by id; unknown ids are left out. They may be as old as the
// index, and their seats a second.
func (s *Service) Occurrences(ctx context.Context, ids []id.ID) (map[id.ID]Occurrence, error) {
	generation, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Occurrence, 0, len(ids))
	var missing []id.ID
	for _, i := range ids {
		if o, ok := s.occurrences.get(i, generation); ok {
			list = append(list, o)
		} else {
			missing = append(missing, i)
		}
	}
	if list, err = s.withSeatsOf(ctx, list); err != nil {
		return nil, err
	}
	for chunk := range slices.Chunk(missing, 500) {
		read, err := occurrencesByID(ctx, s.db, chunk)
		if err != nil {
			return nil, err
		}
		for _, o := range read {
			s.occurrences.add(o.ID, generation, o)
		}
		list = append(list, read...)
	}
	out := make(map[id.ID]Occurrence, len(list))
	for _, o := range list {
		out[o.ID] = o
	}
	return out, nil
}

// PartsOf returns the parts of an offer in order, for later areas: it is completed by its required ones.
func (s *Service) PartsOf(ctx context.Context, q db.Q, offer id.ID) ([]Part, error) {
	return partsOf(ctx, q, offer)
}

// WholesOf returns the published offers of which the offer is a part, for later areas.
func (s *Service) WholesOf(ctx context.Context, q db.Q, offer id.ID) ([]Part, error) {
	return wholesOf(ctx, q, offer)
}
