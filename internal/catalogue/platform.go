package catalogue

import (
	"context"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// KeepPlatforms is for the register of platforms, which is the whole association's.
var KeepPlatforms = authz.Permission{Name: "keep the register of platforms", Everywhere: []authz.Role{authz.Admin}, Scope: authz.ScopeCatalogueWrite}

// Platform is a place online where occurrences are held, as the association knows it. An occurrence names
// its platform in words: what is not in the register can be used all the same.
type Platform struct {
	ID      id.ID
	Name    string
	Purpose string
	// Seats is how many people it holds at once, 0 for no limit.
	Seats int
	// Report is which report of attendance it gives, a name of registration.Form, "" for none.
	Report string
	// Review is what was found when it was last looked at, ReviewedOn the day of that, "" before the first time.
	Review     string
	ReviewedOn string
	// Retired says that nothing new is planned on it.
	Retired   bool
	UpdatedAt time.Time
}

// Platforms lists the register by name. Everybody who works here may read it.
func (s *Service) Platforms(ctx context.Context) ([]Platform, error) { return allPlatforms(ctx, s.db) }

// SavePlatform adds a platform, or changes the one with p.ID. Those who may KeepPlatforms. Invalid, field by
// field; two platforms cannot have one name. Dates that are planned already keep their seats, see OverPlatform. What is there must meet the conditions.
func (s *Service) SavePlatform(ctx context.Context, actor authz.Actor, p Platform, conditions ...func(Platform) error) (Platform, error) {
	if err := actor.Require(KeepPlatforms, ""); err != nil {
		return p, err
	}
	p.Name, p.Purpose, p.Review = line(p.Name), line(p.Purpose), strings.TrimSpace(p.Review)
	now := s.clock.Now()
	p.UpdatedAt = now
	var f errs.Fields
	f.Check(tabular.Fold(p.Name) != "" && len([]rune(p.Name)) <= maxLine, "name", "Give it a name of at most %d characters.", maxLine)
	f.Check(len([]rune(p.Purpose)) <= maxLine, "purpose", "Use at most %d characters.", maxLine)
	f.Check(p.Seats >= 0 && p.Seats <= maxSeats, "seats", "Give a number from 1 to %d, or leave it empty for no limit.", maxSeats)
	f.Check(len(p.Review) <= maxReview, "review", "Please use fewer words.")
	if p.ReviewedOn != "" {
		_, err := time.Parse(time.DateOnly, p.ReviewedOn)
		f.Check(err == nil && p.ReviewedOn <= now.AddDate(0, 0, 1).Format(time.DateOnly), "reviewed_on", "Enter the day on which it was looked at, not a later one.")
	}
	if err := f.Err(); err != nil {
		return p, err
	}
	action := "platform.changed"
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		list, err := lockPlatforms(ctx, tx)
		if err != nil {
			return err
		}
		known := p.ID == ""
		for _, other := range list {
			if other.ID == p.ID {
				known = true
				if err := errs.Holds(other, conditions); err != nil {
					return err
				}
			}
			if other.ID != p.ID && tabular.Fold(other.Name) == tabular.Fold(p.Name) {
				return errs.Bad("name", "There is a platform of this name already.")
			}
		}
		if !known {
			return errs.New(errs.NotFound, "There is no such platform.")
		}
		if p.ID == "" {
			p.ID, action = id.New(), "platform.added"
		}
		if err := savePlatform(ctx, tx, p); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "platform", ID: p.ID, Detail: map[string]any{"name": p.Name, "seats": p.Seats, "retired": p.Retired}})
	})
	return p, err
}

// maxReview is how long the note of a review may be, in bytes.
const maxReview = 4000

// register is the register of platforms as one piece of work reads it: once, when the first date names a platform. Of none, nil, nothing is asked.
type register struct {
	list []Platform
	read bool
}

func (r *register) platforms(ctx context.Context, q db.Q) (list []Platform, err error) {
	if !r.read {
		r.list, err = allPlatforms(ctx, q)
		r.read = err == nil
	}
	return r.list, err
}

// check adds to f what keeps an occurrence off its platform: more seats than it holds, or that it is out of use.
func (r *register) check(ctx context.Context, q db.Q, o Occurrence, f *errs.Fields) error {
	if r == nil || o.Platform == "" {
		return nil
	}
	list, err := r.platforms(ctx, q)
	*f = append(*f, o.fitsOn(list)...)
	return err
}

// fitsOn says what keeps an occurrence off its platform, with those of the register on which it would fit. What is not in the register
// has no limits that we know.
func (o Occurrence) fitsOn(list []Platform) (f errs.Fields) {
	var chosen Platform
	var fitting []string
	for _, p := range list {
		if p.called(o.Platform) {
			chosen = p
		} else if p.fits(o.Capacity) {
			fitting = append(fitting, p.Name)
		}
	}
	others := strings.Join(fitting, ", ")
	switch {
	case chosen.ID == "" || chosen.fits(o.Capacity):
	case chosen.Retired && others == "":
		f.Add("platform", "%s is out of use.", chosen.Name)
	case chosen.Retired:
		f.Add("platform", "%s is out of use. It fits on: %s.", chosen.Name, others)
	case o.Capacity == 0:
		f.Add("capacity", "%s holds %d people. Enter how many seats there are.", chosen.Name, chosen.Seats)
	case others == "":
		f.Add("capacity", "%s holds %d people, and no other platform of the register holds %d.", chosen.Name, chosen.Seats, o.Capacity)
	default:
		f.Add("capacity", "%s holds %d people. This many fit on: %s.", chosen.Name, chosen.Seats, others)
	}
	return f
}

// called reports whether a platform is meant by words.
func (p Platform) called(words string) bool { return tabular.Fold(p.Name) == tabular.Fold(words) }

// fits reports whether so many seats, 0 for no limit, can be planned on the platform.
func (p Platform) fits(seats int) bool {
	return !p.Retired && (p.Seats == 0 || seats > 0 && seats <= p.Seats)
}
