package catalogue

import (
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/search"
)

// Question is what can be asked of the catalogue and asked again later: words, and the wanted values by facet.
type Question struct {
	Words  string              `json:"words,omitempty"`
	Filter map[string][]string `json:"filter,omitempty"`
}

// asks reports whether the question narrows the catalogue.
func (q Question) asks() bool { return q.Words != "" || len(q.Filter) > 0 }

// Cadence is how often at most a mail tells what is new.
type Cadence string

// The cadences.
const (
	Never  Cadence = "never"
	Daily  Cadence = "daily"
	Weekly Cadence = "weekly"
)

// Cadences lists them as they are offered.
var Cadences = []Cadence{Weekly, Daily, Never}

func (c Cadence) period() time.Duration {
	if c == Daily {
		return 24 * time.Hour
	}
	return 7 * 24 * time.Hour
}

// dueAfter is when to look again: a period later, at the hour of the day at which a sweep found it, so that it does not drift. Zero for
// Never.
func (c Cadence) dueAfter(now time.Time) time.Time {
	if c == Never {
		return time.Time{}
	}
	return now.Truncate(time.Hour).Add(c.period())
}

// SavedSearch is a question that somebody keeps.
type SavedSearch struct {
	ID       id.ID
	PersonID id.ID
	Name     string
	Question Question
	Every    Cadence
	// StopKey is what the address that stops its mail ends in. Only its letters carry it.
	StopKey string
	// ToldUntil is up to when what was published has been told.
	ToldUntil time.Time
	CreatedAt time.Time
}

// Bounds of what one person saves.
const (
	savedMost     = 50
	maxSearchName = 100
)

// SavedSearches returns the actor's own, the newest first, those of merged accounts among them.
func (s *Service) SavedSearches(ctx context.Context, actor authz.Actor) ([]SavedSearch, error) {
	ids, err := s.mine(ctx, actor)
	if err != nil {
		return nil, err
	}
	return savedOf(ctx, s.db, ids)
}

// SaveSearch keeps a question for the actor. Mail, if any, tells of what is published from now on. Invalid for a name or a question that
// is missing or no question of ours; Conflict when there are 50 already. Not audited: what somebody looks for is their own affair.
func (s *Service) SaveSearch(ctx context.Context, actor authz.Actor, name string, q Question, every Cadence) (SavedSearch, error) {
	ids, err := s.mine(ctx, actor)
	if err != nil {
		return SavedSearch{}, err
	}
	name = line(name)
	var f errs.Fields
	checkSaved(&f, name, every)
	f.Check(q.asks(), "name", "Search for something first: a saved search has words or filters.")
	f.Check(len([]rune(q.Words)) <= 256, "name", "Use at most %d characters.", 256)
	if err := f.Err(); err != nil {
		return SavedSearch{}, err
	}
	if q.Filter, err = s.canonical(ctx, q.Filter); err != nil {
		return SavedSearch{}, err
	}
	now := s.clock.Now()
	if err := engineFilter(&search.Query{}, q.Filter); err != nil {
		return SavedSearch{}, err
	}
	v := SavedSearch{ID: id.New(), PersonID: actor.PersonID, Name: name, Question: q, Every: every, StopKey: id.Secret(), ToldUntil: now, CreatedAt: now}
	return v, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		have, err := savedOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		if len(have) >= savedMost {
			return errs.New(errs.Conflict, "You have %d saved searches, and that is as many as there can be. Delete one first.", savedMost)
		}
		return insertSaved(ctx, tx, v, every.dueAfter(now))
	})
}

func checkSaved(f *errs.Fields, name string, every Cadence) {
	f.Check(name != "", "name", "Give it a name.")
	f.Check(len([]rune(name)) <= maxSearchName, "name", "Use at most %d characters.", maxSearchName)
	f.Check(slices.Contains(Cadences, every), "every", "Choose how often we may write.")
}

// ChangeSearch renames one of the actor's own searches and sets how often a mail may come. After a time without mail, only what is
// published from now on is told. NotFound for anybody else's.
func (s *Service) ChangeSearch(ctx context.Context, actor authz.Actor, saved id.ID, name string, every Cadence) error {
	ids, err := s.mine(ctx, actor)
	if err != nil {
		return err
	}
	name = line(name)
	var f errs.Fields
	checkSaved(&f, name, every)
	if err := f.Err(); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		v, err := savedByID(ctx, tx, saved)
		if err != nil {
			return err
		}
		if !slices.Contains(ids, v.PersonID) {
			return errNoSearch
		}
		told := v.ToldUntil
		if v.Every == Never {
			told = now
		}
		return updateSaved(ctx, tx, v.ID, name, every, told, every.dueAfter(now))
	})
}

// DeleteSearch deletes one of the actor's own searches. A mail that is on its way is not written any more. NotFound for anybody else's.
func (s *Service) DeleteSearch(ctx context.Context, actor authz.Actor, saved id.ID) error {
	ids, err := s.mine(ctx, actor)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := deleteSaved(ctx, tx, saved, ids)
		if err == nil && n == 0 {
			err = errNoSearch
		}
		return err
	})
}

// SearchToStop returns the search whose mail a key from a letter stops. Whoever has the letter may; NotFound for any other key.
func (s *Service) SearchToStop(ctx context.Context, key string) (SavedSearch, error) {
	return savedByKey(ctx, s.db, key)
}

// StopMail stops the mail of a search by the key from one of its letters (RFC 8058). The search stays. Stopping twice is no error.
func (s *Service) StopMail(ctx context.Context, key string) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		v, err := savedByKey(ctx, tx, key)
		if err != nil {
			return err
		}
		return updateSaved(ctx, tx, v.ID, v.Name, Never, v.ToldUntil, time.Time{})
	})
}

var errNoSearch = errs.New(errs.NotFound, "There is no such saved search.")

// Chosen names the values of a filter in the order of the facets, for saying what a search asks for.
func (s *Service) Chosen(ctx context.Context, filter map[string][]string) ([]Facet, error) {
	all, err := s.facets(ctx, search.Result{}, filter)
	if err != nil {
		return nil, fmt.Errorf("catalogue: name a filter: %w", err)
	}
	var out []Facet
	for _, f := range all {
		if f.Name == "language" {
			for _, code := range filter[f.Name] {
				f.Values = append(f.Values, FacetValue{Value: code, Label: LanguageName(code), Chosen: true})
			}
		}
		if len(f.Values) > 0 {
			out = append(out, f)
		}
	}
	return out, nil
}
