package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/page"
)

// noDate stands for the next date of an offer that has none, after all others.
const noDate = math.MaxInt64

// offersByNextDate returns a page of published offers, the one whose next date begins soonest first.
func offersByNextDate(ctx context.Context, q db.Q, units scope, now time.Time, cursor string, size int) (page.Page[NextOffer], error) {
	var after listKey
	further, err := page.Decode(cursor, &after)
	if err != nil {
		return page.Page[NextOffer]{}, err
	}
	const next = `COALESCE(n.starts_at, 9223372036854775807)` // noDate
	in, of := units.where("o.unit_id", 3)
	args := append([]any{now, size + 1}, of...)
	if further {
		at, offer := "$"+strconv.Itoa(len(args)+1), "$"+strconv.Itoa(len(args)+2)
		in += " AND (" + next + " > " + at + " OR " + next + " = " + at + " AND o.id > " + offer + ")"
		args = append(args, after.At, string(after.ID))
	}
	rows, err := q.Query(ctx, `SELECT `+offerColumns+`, `+next+` FROM offers o
		LEFT JOIN (SELECT offer_id, MIN(starts_at) AS starts_at FROM occurrences WHERE status = 'scheduled' AND starts_at > $1 GROUP BY offer_id) n ON n.offer_id = o.id
		WHERE o.status = 'published' AND `+in+` ORDER BY `+next+`, o.id LIMIT $2`, args...)
	list, err := db.Collect(rows, err, func(rows *sql.Rows) (x NextOffer, err error) {
		var at int64
		if err = rows.Scan(append(x.Offer.targets(), &at)...); at != noDate {
			x.NextAt = time.UnixMicro(at).UTC()
		}
		return x, err
	})
	if err != nil {
		return page.Page[NextOffer]{}, fmt.Errorf("catalogue: offers by next date: %w", err)
	}
	return page.Cut(list, size, NextOffer.Place), nil
}
