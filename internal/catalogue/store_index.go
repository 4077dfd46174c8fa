package catalogue

import (
	"context"
	"fmt"
	"iter"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// indexChunk is how many offers are read for the index at once.
const indexChunk = 500

// publishedAfter returns the next published offers by id, for building the index as a stream.
func publishedAfter(ctx context.Context, q db.Q, after id.ID, limit int) ([]indexed, error) {
	return loadIndexed(ctx, q, `o.status = 'published' AND o.id > $1 ORDER BY o.id LIMIT $2`, string(after), limit)
}

// publishedAhead reads the published catalogue by id, the next offers while the last ones are put into the index: the two take
// about as long, so that a server with two cores is ready sooner. It ends with the first error, which is one too when the context ends.
func publishedAhead(asked context.Context, q db.Q) iter.Seq2[indexed, error] {
	return func(yield func(indexed, error) bool) {
		ctx, stop := context.WithCancel(asked)
		type chunk struct {
			items []indexed
			err   error
		}
		chunks := make(chan chunk, 1)
		go func() {
			defer close(chunks)
			for after, more := id.ID(""), true; more; {
				items, err := publishedAfter(ctx, q, after, indexChunk)
				if more = err == nil && len(items) > 0; more {
					after = items[len(items)-1].offer.ID
				}
				select {
				case chunks <- chunk{items, err}:
				case <-ctx.Done():
					return
				}
			}
		}()
		defer func() { // nothing reads any more when this has returned
			stop()
			for range chunks {
			}
		}()
		for c := range chunks {
			for _, item := range c.items {
				if !yield(item, nil) {
					return
				}
			}
			if c.err != nil {
				yield(indexed{}, c.err)
				return
			}
		}
		if err := asked.Err(); err != nil { // whoever asked has left: what was read is not all there is
			yield(indexed{}, wrapIndex(err))
		}
	}
}

// publishedByID returns those of at most 500 offers that are published.
func publishedByID(ctx context.Context, q db.Q, offers []id.ID) ([]indexed, error) {
	return loadIndexed(ctx, q, `o.status = 'published' AND o.id IN (`+db.List(1, len(offers))+`)`, db.Args(offers)...)
}

func loadIndexed(ctx context.Context, q db.Q, where string, args ...any) ([]indexed, error) {
	rows, err := q.Query(ctx, `SELECT `+offerColumns+` FROM offers o WHERE `+where, args...)
	offers, err := db.Collect(rows, err, scanOffer)
	if err != nil || len(offers) == 0 {
		return nil, wrapIndex(err)
	}
	ids, versionIDs := make([]id.ID, len(offers)), make([]id.ID, len(offers))
	for i, o := range offers {
		ids[i], versionIDs[i] = o.ID, o.PublishedID
	}
	versions, err := versionsByID(ctx, q, versionIDs)
	if err != nil {
		return nil, err
	}
	tenths, err := approvedTenths(ctx, q, versionIDs)
	if err != nil {
		return nil, err
	}
	teaches, err := taughtBy(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	rows, err = q.Query(ctx, `SELECT `+occurrenceColumns+` FROM occurrences c WHERE c.status = 'scheduled' AND c.offer_id IN (`+db.List(1, len(ids))+`)
		ORDER BY c.offer_id, c.starts_at, c.id`, db.Args(ids)...)
	occurrences, err := db.Collect(rows, err, scanOccurrence)
	if err != nil {
		return nil, wrapIndex(err)
	}
	byOffer := make(map[id.ID][]Occurrence, len(offers))
	for _, c := range occurrences {
		byOffer[c.OfferID] = append(byOffer[c.OfferID], c)
	}
	out := make([]indexed, len(offers))
	for i, o := range offers {
		out[i] = indexed{offer: o, version: versions[o.PublishedID], occurrences: byOffer[o.ID], tenths: tenths[o.PublishedID], teaches: teaches[o.ID]}
	}
	return out, nil
}

// fullDates returns the scheduled dates without a free seat that have not ended at the moment, with their offers.
func fullDates(ctx context.Context, q db.Q, now time.Time) (map[id.ID]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT id, offer_id FROM occurrences WHERE status = 'scheduled' AND capacity > 0 AND ends_at > $1 AND taken >= capacity`, now)
	if err != nil {
		return nil, fmt.Errorf("catalogue: load full dates: %w", err)
	}
	defer rows.Close()
	out := map[id.ID]id.ID{}
	for rows.Next() {
		var date, offer id.ID
		if err := rows.Scan(&date, &offer); err != nil {
			return nil, fmt.Errorf("catalogue: load full dates: %w", err)
		}
		out[date] = offer
	}
	return out, rows.Err()
}

func wrapIndex(err error) error {
	if err != nil {
		return fmt.Errorf("catalogue: read the published catalogue: %w", err)
	}
	return nil
}
