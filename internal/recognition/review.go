package recognition

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// The decisions.
const (
	Granted  = "granted"
	Returned = "returned"
)

// Review is the question of what an offer may earn, and its answer.
type Review struct {
	ID        id.ID
	OfferID   id.ID
	VersionID id.ID
	// Title, Key, UnitID and UnitName are the offer's on the day of asking.
	Title, Key string
	UnitID     id.ID
	UnitName   string
	Asked      []catalogue.Recognition
	AskedBy    id.ID
	AskedAt    time.Time
	// Decision is empty while the review is open.
	Decision  string
	Granted   []catalogue.Recognition
	Reason    string
	DecidedBy id.ID
	DecidedAt time.Time
	// AskedByName and DecidedByName are the names of today, for lists.
	AskedByName, DecidedByName string
}

// Open reports whether the review waits for a decision.
func (r Review) Open() bool { return r.Decision == "" }

// Queue lists the open reviews, the one that waits longest first. Needs ReadReviews. It takes two queries.
func (s *Service) Queue(ctx context.Context, actor authz.Actor, p page.Request) (page.Page[Review], error) {
	var none page.Page[Review]
	if err := actor.Require(ReadReviews, ""); err != nil {
		return none, err
	}
	after, err := goOn(p.Cursor)
	if err != nil {
		return none, err
	}
	list, err := openReviews(ctx, s.db, after, p.Size()+1)
	if err != nil {
		return none, fmt.Errorf("recognition: queue: %w", err)
	}
	cut := page.Cut(list, p.Size(), func(r Review) any { return listKey{r.AskedAt, r.ID} })
	return cut, s.name(ctx, cut.Items)
}

// name fills in who asked and who decided, in one query.
func (s *Service) name(ctx context.Context, reviews []Review) error {
	var ids []id.ID
	for _, r := range reviews {
		ids = append(ids, r.AskedBy)
		if r.DecidedBy != "" {
			ids = append(ids, r.DecidedBy)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	persons, err := s.people.Persons(ctx, ids)
	if err != nil {
		return err
	}
	for i, r := range reviews {
		reviews[i].AskedByName, reviews[i].DecidedByName = persons[r.AskedBy].Name, persons[r.DecidedBy].Name
	}
	return nil
}

// Case is a review with all that its decision rests on.
type Case struct {
	Review
	Offer   catalogue.Offer
	Version catalogue.Version
	// Worksheet is the one that CEU would rest on: approved, or waiting for it; nil when there is none.
	Worksheet *catalogue.Worksheet
	// WorksheetAuthor is the name of who wrote it.
	WorksheetAuthor string
	// Moved says that the wording that was asked about is neither published nor being drafted any more.
	Moved bool
	// Bar is why the actor may not decide, nil when they may. MayGrantCEU says whether CEU is theirs to grant.
	Bar         error
	MayGrantCEU bool
}

// Case returns one review, for those who may see reviews. Errors: NotFound.
func (s *Service) Case(ctx context.Context, actor authz.Actor, review id.ID) (Case, error) {
	if err := actor.Require(ReadReviews, ""); err != nil {
		return Case{}, err
	}
	r, err := reviewByID(ctx, s.db, review)
	if err != nil {
		return Case{}, err
	}
	c := Case{Review: r, MayGrantCEU: actor.May(catalogue.DecideWorksheets, "")}
	if c.Offer, err = s.catalogue.OfferByID(ctx, s.db, r.OfferID); err != nil {
		return Case{}, err
	}
	if c.Version, err = s.catalogue.VersionByID(ctx, s.db, r.VersionID); err != nil {
		return Case{}, err
	}
	c.Moved = moved(c.Offer, r)
	if c.Worksheet, err = s.worksheet(ctx, s.db, r.VersionID); err != nil {
		return Case{}, err
	}
	if c.Worksheet != nil {
		author, err := s.people.Person(ctx, c.Worksheet.AuthorID)
		if err != nil {
			return Case{}, err
		}
		c.WorksheetAuthor = author.Name
	}
	one := []Review{r}
	if err := s.name(ctx, one); err != nil {
		return Case{}, err
	}
	c.Review = one[0]
	c.Bar = actor.Require(DecideReviews, "")
	if c.Bar == nil {
		if c.Bar, err = s.bar(ctx, s.db, actor, r, c.Worksheet); err != nil {
			return Case{}, err
		}
	}
	return c, nil
}

// moved reports whether the offer has gone on to other wordings than the one that was asked about.
func moved(o catalogue.Offer, r Review) bool {
	return r.VersionID != o.PublishedID && r.VersionID != o.DraftID
}

// worksheet returns the version's worksheet that is approved or waits for it, nil when there is none.
func (s *Service) worksheet(ctx context.Context, q db.Q, version id.ID) (*catalogue.Worksheet, error) {
	sheets, err := s.catalogue.Worksheets(ctx, q, version)
	if err != nil {
		return nil, err
	}
	for _, w := range sheets {
		if w.Status != catalogue.WorksheetReturned {
			return &w, nil
		}
	}
	return nil, nil
}

// bar says why the actor may not decide on the review, whatever their role: it is their own
// question, or their own worksheet, under whatever id.
func (s *Service) bar(ctx context.Context, q db.Q, actor authz.Actor, r Review, w *catalogue.Worksheet) (bar, err error) {
	if actor.PersonID == "" {
		return errs.New(errs.Forbidden, "A review is decided by a person."), nil
	}
	asker, err := s.people.Surviving(ctx, q, r.AskedBy)
	if err != nil {
		return nil, err
	}
	if asker == actor.PersonID {
		return errs.New(errs.Forbidden, "Nobody decides on what they asked for themselves. Ask a colleague."), nil
	}
	if w == nil {
		return nil, nil
	}
	author, err := s.people.Surviving(ctx, q, w.AuthorID)
	if err != nil {
		return nil, err
	}
	if author == actor.PersonID {
		return errs.New(errs.Forbidden, "Nobody decides on an offer whose worksheet they wrote. Ask a colleague."), nil
	}
	return nil, nil
}
