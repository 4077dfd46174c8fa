package catalogue

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/platform/search"
)

const (
	jobSavedLetter = "catalogue.saved-letter"
	// sweepEvery is how often saved searches are looked through.
	sweepEvery = time.Hour
	// savedBatch is how many saved searches one transaction takes.
	savedBatch = 250
	// settled is how old a publication must be to be told: one that is being committed now is in no index yet, and would be passed over.
	settled = 5 * time.Minute
	// letterShows is how many offers a letter names.
	letterShows = 10
)

// savedLetter asks for a letter about what was published in a stretch of time. The search and the end of the stretch make it one of a kind.
type savedLetter struct {
	SearchID    id.ID
	After, Upto time.Time
}

// sweepSearches looks through the saved searches that are due and asks for letters about those with new matches. What is new is put
// into an index of its own, and the questions are put to that: it holds what was published since, not the whole catalogue. Two servers that do it at
// once take different ones, and what is taken is due again in a period.
func (s *Service) sweepSearches(ctx context.Context) error {
	now := s.clock.Now()
	oldest, err := oldestDue(ctx, s.db, now)
	if err != nil || oldest.IsZero() {
		return err
	}
	upto := now.Add(-settled)
	fresh, err := s.freshOffers(ctx, oldest, upto)
	if err != nil {
		return err
	}
	for taken := savedBatch; taken == savedBatch; {
		err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			due, err := claimDue(ctx, tx, now, savedBatch)
			if err != nil {
				return err
			}
			taken = len(due)
			for _, v := range due {
				if matches, err := fresh.matches(ctx, s, v); err != nil {
					return err
				} else if !matches {
					continue
				}
				if err := events.Enqueue(ctx, tx, now, time.Time{}, jobSavedLetter, savedLetter{v.ID, v.ToldUntil, upto}); err != nil {
					return err
				}
			}
			return moveOn(ctx, tx, due, upto, now)
		})
		if err != nil {
			return fmt.Errorf("catalogue: saved searches: %w", err)
		}
	}
	return nil
}

// freshOffers is what was published of late, to ask many questions of.
type freshOffers struct {
	engine    *search.Index
	published map[string]time.Time // by id of document
	// asked keeps the answers: many people ask the same.
	asked map[string][]time.Time
}

// freshOffers returns what was first published in a stretch of time and is in the catalogue now.
func (s *Service) freshOffers(ctx context.Context, after, upto time.Time) (*freshOffers, error) {
	if err := s.fresh(ctx); err != nil {
		return nil, err
	}
	f := &freshOffers{engine: search.New(searchSchema), published: map[string]time.Time{}, asked: map[string][]time.Time{}}
	ids := s.index.publishedIn(after, upto)
	if len(ids) == 0 {
		return f, nil
	}
	d, err := s.directory(ctx, s.clock.Now())
	if err != nil {
		return nil, err
	}
	f.engine.Replace(func(yield func(search.Document) bool) {
		for len(ids) > 0 {
			chunk := ids[:min(len(ids), indexChunk)]
			ids = ids[len(chunk):]
			var found []indexed
			if found, err = publishedByID(ctx, s.db, chunk); err != nil {
				return
			}
			for _, item := range found {
				if item.offer.Expired(d.now) {
					continue
				}
				e := d.entry(item)
				f.published[e.doc] = item.offer.PublishedAt
				if !yield(d.document(item, e)) {
					return
				}
			}
		}
	})
	return f, err
}

// publishedIn returns the offers in the index that were first published after one moment and not after another.
func (x *index) publishedIn(after, upto time.Time) []id.ID {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var out []id.ID
	for o, e := range x.entries {
		if at := e.card.PublishedAt; at.After(after) && !at.After(upto) {
			out = append(out, o)
		}
	}
	return out
}

// matches reports whether something new may answer a saved search. The days are left out, because they are those of its owner: the letter looks again.
func (f *freshOffers) matches(ctx context.Context, s *Service, v SavedSearch) (bool, error) {
	if len(f.published) == 0 {
		return false, nil
	}
	key, err := json.Marshal(v.Question)
	if err != nil {
		return false, err
	}
	times, known := f.asked[string(key)]
	if !known {
		q, err := s.questionQuery(ctx, v.Question, time.Time{}, false)
		if err != nil {
			return false, err
		}
		for q.Limit, q.After = 100, ""; ; {
			r, err := f.engine.Search(q)
			if err != nil {
				return false, err
			}
			if r.Loose {
				break
			}
			for _, doc := range r.IDs {
				times = append(times, f.published[doc])
			}
			if q.After = r.Next; r.Next == "" {
				break
			}
		}
		f.asked[string(key)] = times
	}
	for _, t := range times {
		if t.After(v.ToldUntil) {
			return true, nil
		}
	}
	return false, nil
}

// questionQuery is a question as the engine takes it. What has become no question of ours, as when a facet is gone, finds nothing.
func (s *Service) questionQuery(ctx context.Context, q Question, today time.Time, days bool) (search.Query, error) {
	filter, err := s.canonical(ctx, q.Filter)
	if err != nil {
		return search.Query{}, err
	}
	if !days {
		delete(filter, "when")
	}
	out := search.Query{Text: q.Words, Groups: map[string]search.Grouping{dayFacet: whenGroups(today)}}
	return out, engineFilter(&out, filter)
}

// writeSavedLetter writes a letter, unless there is nothing to say any more: the search was deleted or stopped, its owner is gone, or
// no offer matches it now. Everything is looked at again, since the job may come late.
func (s *Service) writeSavedLetter(ctx context.Context, _ string, l savedLetter) error {
	v, err := savedByID(ctx, s.db, l.SearchID)
	if err != nil {
		return ignoreMissing(err)
	}
	if v.Every == Never {
		return nil
	}
	p, err := s.people.Person(ctx, v.PersonID)
	if err != nil {
		return ignoreMissing(err)
	}
	if p.Closed || p.Email == "" || !p.EmailVerified {
		return nil
	}
	zone, err := loadZone(p.Zone)
	if err != nil || p.Zone == "" {
		zone = s.zone
	}
	if err := s.fresh(ctx); err != nil {
		return err
	}
	q, err := s.questionQuery(ctx, v.Question, civil(s.clock.Now(), zone), true)
	if err != nil {
		return err
	}
	from, to := l.After.UnixMicro()+1, l.Upto.UnixMicro()
	q.Range, q.Sort, q.Limit = []search.Range{{Sort: "published", Min: &from, Max: &to}}, "-published", letterShows
	found, err := s.index.engine.Load().Search(q)
	if err != nil || found.Loose || found.Total == 0 {
		return err
	}
	m := mail.Message{To: p.Email, ToName: p.Name, Key: fmt.Sprintf("search.%s.%d", v.ID, to), Unsubscribe: s.baseURL + StopPath(v.StopKey), OneClick: true}
	m.Subject, m.Text = s.savedText(i18n.With(ctx, i18n.Locale{Lang: p.Language, Zone: zone}), v, p.Name, s.index.cardsOf(offersOf(found.IDs)), found.Total)
	if err := s.mail.Send(ctx, m); err != nil {
		return fmt.Errorf("catalogue: letter of a saved search: %w", err)
	}
	return nil
}

// StopPath is where the mail of a saved search is stopped.
func StopPath(key string) string { return "/searches/stop/" + key }

// savedText writes the letter.
func (s *Service) savedText(ctx context.Context, v SavedSearch, name string, cards []Card, total int) (subject, text string) {
	subject = i18n.N(ctx, total, "%d new offer: %s", "%d new offers: %s", v.Name)
	parts := []string{i18n.T(ctx, "Hello %s,", name), i18n.N(ctx, total, "%d new offer matches your saved search “%s”.", "%d new offers match your saved search “%s”.", v.Name)}
	for _, c := range cards {
		lines := []string{c.Title, c.UnitName}
		if c.Next != nil && !c.Next.Past {
			lines = append(lines, i18n.TimeRange(ctx, c.Next.StartsAt, c.Next.EndsAt))
		} else if c.SelfPaced {
			lines = append(lines, i18n.T(ctx, "Begin at any time"))
		}
		parts = append(parts, strings.Join(append(lines, s.baseURL+"/offers/"+c.Key), "\n"))
	}
	if more := total - len(cards); more > 0 {
		parts = append(parts, i18n.N(ctx, more, "and %d more", "and %d more"))
	}
	parts = append(parts, i18n.T(ctx, "Your saved searches, and how often we write:")+"\n"+s.baseURL+"/my/searches",
		i18n.T(ctx, "To stop these letters, open this address:")+"\n"+s.baseURL+StopPath(v.StopKey))
	return subject, strings.Join(parts, "\n\n") + "\n"
}
