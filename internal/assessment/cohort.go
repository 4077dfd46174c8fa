package assessment

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// Cohort is a group of people whose before and after, against one profile, staff see as numbers.
type Cohort struct {
	ID      id.ID
	Title   string
	Profile string // its title
	// ProfileVersion is the version that the members' targets are made from.
	ProfileVersion id.ID
	// OfferID is the offer whose participants the cohort is, empty for one of people who were named; OfferKey and Offer are its key and title.
	OfferID         id.ID
	OfferKey, Offer string
	MadeAt          time.Time
	// EndedAt is when it was ended; zero while people can join and be counted.
	EndedAt time.Time
	// Asked is how many were asked to join.
	Asked int
}

// CohortLine is one competency of a cohort's numbers: how many of the people who count were there before and after.
type CohortLine struct {
	Text          Asked
	Before, After Share
}

// Share is how many of those who count were there: From of them at least, To at most. Of each five, none and one, and four and five, are not told apart:
// whoever knows who is in it, by asking five people and then five more, would know it of each of them by name.
type Share struct{ From, To int }

// shareOf is what is told of the fives of a cohort, by how many of each were there.
func shareOf(fives ...int) (x Share) {
	for _, n := range fives {
		switch {
		case n <= 1:
			x.To++
		case n >= people.Fewest-1:
			x.From, x.To = x.From+people.Fewest-1, x.To+people.Fewest
		default:
			x.From, x.To = x.From+n, x.To+n
		}
	}
	return x
}

// CohortView is a cohort with its numbers.
type CohortView struct {
	Cohort
	// Counted is how many people the numbers are about: a multiple of five.
	Counted int
	Lines   []CohortLine
}

// maxCohort bounds how many people are named at once.
const maxCohort = 1000

// NewCohort is what staff say of a cohort: its people by their addresses, one a line, or an offer by its key, whose participants they are.
type NewCohort struct {
	Title, Profile string
	People, Offer  string
}

// MakeCohort asks people by letter to join a cohort against a profile. They agree or not; nobody counts who has not. Of an offer, whoever has a seat is asked,
// and whoever registers later when they do. Needs KeepCohorts. It returns the addresses that belong to nobody here; who stands there twice, or by two addresses,
// is one person. Whoever can make cohorts themselves is not asked, and may not be named. Errors: Invalid on "title", "profile", "people" and "offer".
func (s *Service) MakeCohort(ctx context.Context, actor authz.Actor, n NewCohort) (c Cohort, unknown []string, err error) {
	if err := actor.Require(KeepCohorts, ""); err != nil {
		return c, nil, err
	}
	title := strings.TrimSpace(n.Title)
	var f errs.Fields
	f.Check(title != "", "title", "Give the cohort a title.")
	f.Check(len([]rune(title)) <= 200, "title", "Keep it under %d characters.", 200)
	p, err := profileByKey(ctx, s.db, n.Profile, 0)
	if errs.Is(err, errs.NotFound) || err == nil && !p.RetiredAt.IsZero() {
		f.Add("profile", "Choose one of the profiles.")
	} else if err != nil {
		return c, nil, err
	}
	var members []id.ID
	var offer catalogue.Offer
	if key := strings.TrimSpace(n.Offer); key != "" {
		offer, err = s.catalogue.OfferByKey(ctx, actor, key)
		if errs.Is(err, errs.NotFound) {
			f.Add("offer", "There is no offer with the key “%s”.", key)
		} else if err != nil {
			return c, nil, err
		}
		f.Check(strings.TrimSpace(n.People) == "", "people", "Name an offer or people, not both: its participants are the cohort.")
	} else {
		complaints := len(f)
		if members, unknown, err = s.readPeople(ctx, n.People, &f); err != nil {
			return c, nil, err
		}
		f.Check(len(f) > complaints || len(members) >= people.Fewest, "people", "Name at least %d people who have an account here: of fewer no number is shown.", people.Fewest)
	}
	if err := f.Err(); err != nil {
		return c, unknown, err
	}
	now := s.clock.Now()
	c = Cohort{ID: id.New(), Title: title, Profile: p.Title, ProfileVersion: p.VersionID, OfferID: offer.ID, OfferKey: offer.Key, MadeAt: now, Asked: len(members)}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertCohort(ctx, tx, c, actor.PersonID); err != nil {
			return err
		}
		if err := insertMembers(ctx, tx, now, c.ID, members); err != nil {
			return err
		}
		if err := events.Enqueue(ctx, tx, now, time.Time{}, jobCohortAsk, asking{CohortID: c.ID, After: " "}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "cohort.made", Kind: "cohort", ID: c.ID, Detail: map[string]any{"title": title, "asked": len(members), "offer": offer.Key}})
	})
	return c, unknown, err
}

// readPeople reads addresses, one a line or with commas, semicolons or tabs between.
func (s *Service) readPeople(ctx context.Context, who string, f *errs.Fields) (members []id.ID, unknown []string, err error) {
	addresses := lines(strings.FieldsFunc(who, func(r rune) bool { return r == '\n' || r == ',' || r == ';' || r == '\t' }))
	if len(addresses) > maxCohort {
		f.Add("people", "Name at most %d people.", maxCohort)
		return nil, nil, nil
	}
	by, err := s.people.IDsByEmail(ctx, addresses)
	if err != nil {
		return nil, nil, err
	}
	keepers, err := s.keepers(ctx, s.db, slices.Collect(maps.Values(by)))
	if err != nil {
		return nil, nil, err
	}
	var leaveOut []string
	for _, a := range addresses {
		key, _ := people.FoldEmail(a)
		switch person, ok := by[key]; {
		case !ok:
			unknown = append(unknown, a)
		case keepers[person]:
			leaveOut = append(leaveOut, a)
		case !slices.Contains(members, person):
			members = append(members, person)
		}
	}
	f.Check(len(leaveOut) == 0, "people", "Whoever can read the numbers of cohorts counts in none. Leave out: %s", strings.Join(leaveOut, ", "))
	return members, unknown, nil
}

// Cohorts returns every cohort, the newest first, at most 200. Needs KeepCohorts.
func (s *Service) Cohorts(ctx context.Context, actor authz.Actor) ([]Cohort, error) {
	if err := actor.Require(KeepCohorts, ""); err != nil {
		return nil, err
	}
	list, err := cohortsOf(ctx, s.db)
	if err != nil {
		return nil, err
	}
	of := make([]*Cohort, len(list))
	for i := range list {
		of[i] = &list[i]
	}
	return list, s.nameOffers(ctx, of)
}

// nameOffers adds the keys and titles of the offers that cohorts are of.
func (s *Service) nameOffers(ctx context.Context, list []*Cohort) error {
	var offers []id.ID
	for _, c := range list {
		if c.OfferID != "" && !slices.Contains(offers, c.OfferID) {
			offers = append(offers, c.OfferID)
		}
	}
	if len(offers) == 0 {
		return nil
	}
	names, err := s.catalogue.NamesOf(ctx, offers)
	if err != nil {
		return err
	}
	for _, c := range list {
		c.OfferKey, c.Offer = names[c.OfferID].Key, names[c.OfferID].Title
	}
	return nil
}

// ShowCohort returns a cohort's numbers: of whole fives of people who have a before and an after, and of nobody who left. Needs KeepCohorts.
// NotFound where there is none.
func (s *Service) ShowCohort(ctx context.Context, actor authz.Actor, cohort id.ID) (CohortView, error) {
	if err := actor.Require(KeepCohorts, ""); err != nil {
		return CohortView{}, err
	}
	c, err := cohortByID(ctx, s.db, cohort)
	if err != nil {
		return CohortView{}, err
	}
	if err := s.nameOffers(ctx, []*Cohort{&c}); err != nil {
		return CohortView{}, err
	}
	v := CohortView{Cohort: c}
	items, err := profileItems(ctx, s.db, c.ProfileVersion)
	if err != nil {
		return v, err
	}
	fates, err := s.cohortFates(ctx, cohort, items)
	if err != nil {
		return v, err
	}
	// What was split cannot be compared: nobody answered its parts before.
	now, _ := fates.followItems(items)
	asked, err := s.asked(ctx, slices.DeleteFunc(now, func(i Item) bool { return i.SplitFrom != "" }))
	if err != nil {
		return v, err
	}
	fives, err := wholeFives(ctx, s.db, cohort)
	if err != nil || len(fives) == 0 {
		return v, err
	}
	numbers, err := cohortNumbers(ctx, s.db, cohort, fives, fates)
	if err != nil {
		return v, err
	}
	v.Counted = people.Fewest * len(fives)
	for _, a := range asked {
		before, after := make([]int, len(fives)), make([]int, len(fives))
		for i, f := range fives {
			before[i], after[i] = numbers[fiveOf{f, a.Competency}].before, numbers[fiveOf{f, a.Competency}].after
		}
		v.Lines = append(v.Lines, CohortLine{a, shareOf(before...), shareOf(after...)})
	}
	return v, nil
}

// cohortFates says what became of the competencies that a cohort is about, under every name that its snapshots give them.
func (s *Service) cohortFates(ctx context.Context, cohort id.ID, items []Item) (Fates, error) {
	seen, err := cohortCompetencies(ctx, s.db, cohort)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(items)
	for _, c := range seen {
		all = append(all, Item{Competency: c})
	}
	return s.fates(ctx, s.db, all, nil, nil)
}

func noCohort() error { return errs.New(errs.NotFound, "There is no such cohort.") }
