package catalogue

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// listKey is the place of a row in an editor's list.
type listKey struct {
	At int64
	ID id.ID
}

// where returns the condition that a column names a unit of the scope, whose placeholders begin at
// $from, and what they stand for.
func (s scope) where(column string, from int) (string, []any) {
	switch {
	case s.all:
		return "1 = 1", nil
	case len(s.units) == 0:
		return "1 = 0", nil
	}
	return column + " IN (" + db.List(from, len(s.units)) + ")", db.Args(s.units)
}

// upcomingDates returns scheduled dates of published offers, the soonest first.
func upcomingDates(ctx context.Context, q db.Q, units scope, now, until time.Time, limit int) ([]UpcomingDate, error) {
	in, args := units.where("o.unit_id", 4)
	rows, err := q.Query(ctx, `SELECT `+occurrenceColumns+`, v.title
		FROM occurrences c JOIN offers o ON o.id = c.offer_id JOIN offer_versions v ON v.id = o.published_id
		WHERE c.status = 'scheduled' AND c.ends_at > $1 AND c.starts_at < $2 AND o.status = 'published' AND `+in+`
		ORDER BY c.starts_at, c.id LIMIT $3`, append([]any{now, until, limit}, args...)...)
	list, err := db.Collect(rows, err, func(rows *sql.Rows) (x UpcomingDate, err error) {
		err = rows.Scan(append(x.Occurrence.targets(), &x.Title)...)
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: upcoming dates: %w", err)
	}
	return list, nil
}

// listOffers returns a page of offers, the last changed first.
func listOffers(ctx context.Context, q db.Q, r ListRequest, units scope, now time.Time) (page.Page[OfferRow], error) {
	var after listKey
	further, err := page.Decode(r.Cursor, &after)
	if err != nil {
		return page.Page[OfferRow]{}, err
	}
	args := []any{now, now.Format(time.DateOnly)}
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	in, of := units.where("o.unit_id", len(args)+1)
	args = append(args, of...)
	where := []string{in}
	if r.Status != "" {
		where = append(where, "o.status = "+arg(r.Status))
	}
	if r.Unpublished {
		where = append(where, "o.draft_id IS NOT NULL")
	}
	if r.ReviewDue {
		where = append(where, "o.review_by <> '' AND o.review_by <= $2 AND o.status = 'published'")
	}
	if text := line(r.Text); text != "" {
		like := "lower(v.title) LIKE lower(" + arg(db.Holding(text)) + `) ESCAPE '!'`
		// The databases do not agree on capitals beyond the English ones; the sort key has neither those nor accents.
		if !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != ' ' }) {
			like = "(" + like + " OR v.sort_title LIKE " + arg(db.Holding(people.Fold(text))) + " ESCAPE '!')"
		}
		where = append(where, like)
	}
	if further {
		at, o := arg(time.UnixMicro(after.At)), arg(string(after.ID))
		where = append(where, "(o.updated_at < "+at+" OR o.updated_at = "+at+" AND o.id < "+o+")")
	}
	size := r.Size()
	rows, err := q.Query(ctx, `SELECT `+offerColumns+`, v.title, v.minutes,
			(SELECT COUNT(*) FROM occurrences c WHERE c.offer_id = o.id AND c.status = 'scheduled' AND c.starts_at > $1),
			(o.review_by <> '' AND o.review_by <= $2 AND o.status = 'published')
		FROM offers o JOIN offer_versions v ON v.id = COALESCE(o.draft_id, o.published_id)
		WHERE `+strings.Join(where, " AND ")+` ORDER BY o.updated_at DESC, o.id DESC LIMIT `+arg(size+1), args...)
	list, err := db.Collect(rows, err, func(rows *sql.Rows) (x OfferRow, err error) {
		err = rows.Scan(append(x.Offer.targets(), &x.Title, &x.Minutes, &x.Dates, &x.ReviewDue)...)
		return x, err
	})
	if err != nil {
		return page.Page[OfferRow]{}, fmt.Errorf("catalogue: list offers: %w", err)
	}
	for i := range list {
		list[i].Expired = list[i].Offer.Expired(now)
	}
	return page.Cut(list, size, func(x OfferRow) any { return listKey{x.UpdatedAt.UnixMicro(), x.ID} }), nil
}
