package measures

import (
	"context"
	"fmt"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/db"
)

// searchesBack is how many months that are over are looked at.
const searchesBack = 12

// CountSearches keeps the words for which nothing was found, of each month that is over: those that five visits or more looked for on one of its
// days. A visit is known for a day alone, so five on five days may be one person. It does so once a month,
// and costs one query otherwise. What is counted of a month that is over never changes.
func (s *Service) CountSearches(ctx context.Context) error {
	now := s.clock.Now().UTC()
	this := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	done, err := searchMonths(ctx, s.db, monthOf(this.AddDate(0, -searchesBack, 0)))
	if err != nil {
		return err
	}
	for back := searchesBack; back > 0; back-- {
		from := this.AddDate(0, -back, 0)
		if done[monthOf(from)] {
			continue
		}
		if err := s.countSearchesOf(ctx, from, from.AddDate(0, 1, 0)); err != nil {
			return fmt.Errorf("measures: count searches: %w", err)
		}
	}
	return nil
}

func (s *Service) countSearchesOf(ctx context.Context, from, to time.Time) error {
	visits, most := map[string]int{}, map[string]int{}
	var day string
	today := map[string]map[string]bool{}
	endDay := func() {
		for words, by := range today {
			visits[words] += len(by)
			most[words] = max(most[words], len(by))
		}
		clear(today)
	}
	for f, err := range eachFruitless(ctx, s.db, from, to) {
		if err != nil {
			return err
		}
		if on := f.At.UTC().Format("2006-01-02"); on != day {
			endDay()
			day = on
		}
		words := foldedWords(f.Words)
		if words == "" || f.Visit == "" {
			continue
		}
		if today[words] == nil {
			today[words] = map[string]bool{}
		}
		today[words][f.Visit] = true
	}
	endDay()
	counts := map[string]int{}
	for words, n := range visits {
		if most[words] >= fewest {
			counts[words] = n
		}
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return insertSearchMonth(ctx, tx, monthOf(from), s.clock.Now(), counts)
	})
}

// foldedWords makes one of what people type in different ways: case, accents and blanks do not count.
func foldedWords(typed string) string { return strings.Join(strings.Fields(people.Fold(typed)), " ") }
