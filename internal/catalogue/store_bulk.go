package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// offersByID returns at most BulkMost offers, in the order asked for; suffix may lock them, in the order of their ids so that two who
// change overlapping sets wait for each other.
func offersByID(ctx context.Context, q db.Q, ids []id.ID, suffix string) ([]Offer, error) {
	rows, err := q.Query(ctx, `SELECT `+offerColumns+` FROM offers o WHERE o.id IN (`+db.List(1, len(ids))+`) ORDER BY o.id`+suffix, db.Args(ids)...)
	found, err := db.Collect(rows, err, scanOffer)
	if err != nil {
		return nil, fmt.Errorf("catalogue: load offers: %w", err)
	}
	return inOrder(found, ids), nil
}

// withLaterDates returns those of the offers that have scheduled dates that have not ended.
func withLaterDates(ctx context.Context, q db.Q, offers []id.ID, now time.Time) (map[id.ID]bool, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT offer_id FROM occurrences WHERE status = 'scheduled' AND ends_at > $1 AND offer_id IN (`+db.List(2, len(offers))+`)`,
		append([]any{now}, db.Args(offers)...)...)
	found, err := db.Collect(rows, err, func(r *sql.Rows) (o id.ID, err error) {
		err = r.Scan(&o)
		return o, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: dates to come: %w", err)
	}
	out := map[id.ID]bool{}
	for _, o := range found {
		out[o] = true
	}
	return out, nil
}

var versionInsertColumns = []string{"id", "offer_id", "number", "title", "sort_title", "summary", "description", "objectives", "areas", "level",
	"audiences", "format", "synchronous", "language", "minutes", "prices", "accessibility", "peer", "prerequisites", "themes", "platform", "link", "cosponsors",
	"completion", "extra_sponsors", "created_by", "created_at", "updated_at"}

// bulkVersions gives each offer one more version, which becomes its draft: a query for the numbers, and a few statements for all.
func bulkVersions(ctx context.Context, tx *db.Tx, actor authz.Actor, rows []BulkRow, now time.Time) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]id.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.Offer.ID
	}
	numbers := map[id.ID]int{}
	found, err := tx.Query(ctx, `SELECT offer_id, MAX(number) FROM offer_versions WHERE offer_id IN (`+db.List(1, len(ids))+`) GROUP BY offer_id`, db.Args(ids)...)
	_, err = db.Collect(found, err, func(r *sql.Rows) (struct{}, error) {
		var o id.ID
		var n int
		err := r.Scan(&o, &n)
		numbers[o] = n
		return struct{}{}, err
	})
	if err != nil {
		return fmt.Errorf("catalogue: number versions: %w", err)
	}
	versions := make([]Version, len(rows))
	for i, r := range rows {
		versions[i] = Version{ID: id.New(), OfferID: r.Offer.ID, Number: numbers[r.Offer.ID] + 1, Content: r.After, CreatedBy: actor.PersonID, CreatedAt: now, UpdatedAt: now}
	}
	_, err = db.BulkInsert(ctx, tx, "offer_versions", versionInsertColumns, "", func(yield func([]any) bool) {
		for _, v := range versions {
			if !yield(v.columnValues()) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	_, err = db.BulkInsert(ctx, tx, "offer_presenters", []string{"version_id", "position", "person_id", "name", "part"}, "", func(yield func([]any) bool) {
		for _, v := range versions {
			for i, p := range v.Presenters {
				if !yield([]any{v.ID, i, p.PersonID, p.Name, p.Part}) {
					return
				}
			}
		}
	})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE offers SET draft_id = (SELECT v.id FROM offer_versions v WHERE v.offer_id = offers.id ORDER BY v.number DESC LIMIT 1)
		WHERE id IN (`+db.List(1, len(ids))+`)`, db.Args(ids)...)
	if err != nil {
		return fmt.Errorf("catalogue: set drafts: %w", err)
	}
	return nil
}

// updateOwnership sets who looks after offers and whose they are, where that is not empty, and when they were changed.
func updateOwnership(ctx context.Context, tx *db.Tx, offers []id.ID, owner, unit id.ID, unitName string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE offers SET updated_at = $1, owner_id = COALESCE($2, owner_id), unit_id = COALESCE($3, unit_id),
		unit_name = CASE WHEN $4 = '' THEN unit_name ELSE $4 END WHERE id IN (`+db.List(5, len(offers))+`)`,
		append([]any{now, owner, unit, unitName}, db.Args(offers)...)...)
	return err
}

func insertBulk(ctx context.Context, tx *db.Tx, e BulkEdit, rows []BulkRow) error {
	_, err := tx.Exec(ctx, `INSERT INTO bulk_edits (id, made_by, made_at, undo_until, change) VALUES ($1, $2, $3, $4, $5)`, e.ID, e.MadeBy, e.MadeAt, e.UndoUntil, db.JSON(e.Change))
	if err != nil {
		return fmt.Errorf("catalogue: keep a bulk edit: %w", err)
	}
	_, err = db.BulkInsert(ctx, tx, "bulk_edit_offers", []string{"bulk_id", "offer_id", "before"}, "", func(yield func([]any) bool) {
		for _, r := range rows {
			o := r.Offer
			if !yield([]any{e.ID, o.ID, db.JSON(bulkBefore{o.Status, o.PublishedID, o.DraftID, o.OwnerID, o.UnitID, o.UnitName})}) {
				return
			}
		}
	})
	return err
}

// recentBulks returns the changes that can still be undone as to their time, and all of whose offers are of the units; those with an offer of none of the units
// in which may be published need a publisher, where they are about that.
func recentBulks(ctx context.Context, q db.Q, units, publish scope, now time.Time, limit int) ([]RecentBulk, error) {
	in, args := units.where("o.unit_id", 3)
	may, more := publish.where("o.unit_id", 3+len(args))
	args = append(args, more...)
	rows, err := q.Query(ctx, `SELECT b.id, b.made_by, b.made_at, b.undo_until, b.change, b.undone_at, COUNT(*), SUM(CASE WHEN o.updated_at = b.made_at THEN 0 ELSE 1 END), SUM(CASE WHEN `+may+` THEN 0 ELSE 1 END)
		FROM bulk_edits b JOIN bulk_edit_offers x ON x.bulk_id = b.id JOIN offers o ON o.id = x.offer_id
		WHERE b.undo_until > $1 GROUP BY b.id, b.made_by, b.made_at, b.undo_until, b.change, b.undone_at
		HAVING SUM(CASE WHEN `+in+` THEN 0 ELSE 1 END) = 0 ORDER BY b.made_at DESC, b.id LIMIT $2`, append([]any{now, limit}, args...)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (e RecentBulk, err error) {
		others := 0
		err = r.Scan(&e.ID, &e.MadeBy, db.Time(&e.MadeAt), db.Time(&e.UndoUntil), db.JSON(&e.Change), db.Time(&e.UndoneAt), &e.Count, &e.Edited, &others)
		e.NeedsPublisher = others > 0 && e.Change.publishers()
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: recent bulk edits: %w", err)
	}
	return list, nil
}

func bulkByID(ctx context.Context, q db.Q, bulk id.ID, suffix string) (e BulkEdit, err error) {
	err = q.QueryRow(ctx, `SELECT id, made_by, made_at, undo_until, change, undone_at FROM bulk_edits WHERE id = $1`+suffix, bulk).
		Scan(&e.ID, &e.MadeBy, db.Time(&e.MadeAt), db.Time(&e.UndoUntil), db.JSON(&e.Change), db.Time(&e.UndoneAt))
	if errors.Is(err, sql.ErrNoRows) {
		return e, errNoBulk
	}
	if err != nil {
		return e, fmt.Errorf("catalogue: load a bulk edit: %w", err)
	}
	before, err := bulkBefores(ctx, q, bulk)
	for o := range before {
		e.Offers = append(e.Offers, o)
	}
	slices.Sort(e.Offers)
	return e, err
}

func bulkBefores(ctx context.Context, q db.Q, bulk id.ID) (map[id.ID]bulkBefore, error) {
	rows, err := q.Query(ctx, `SELECT offer_id, before FROM bulk_edit_offers WHERE bulk_id = $1`, bulk)
	out := map[id.ID]bulkBefore{}
	_, err = db.Collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var o id.ID
		var b bulkBefore
		err := r.Scan(&o, db.JSON(&b))
		out[o] = b
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: load a bulk edit: %w", err)
	}
	return out, nil
}

func markUndone(ctx context.Context, tx *db.Tx, bulk, by id.ID, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE bulk_edits SET undone_by = $2, undone_at = $3 WHERE id = $1`, bulk, by, now)
	if err != nil {
		return fmt.Errorf("catalogue: mark a bulk edit as undone: %w", err)
	}
	return nil
}
