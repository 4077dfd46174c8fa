package assessment

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// reflectionsOf returns what a person wrote about themselves, in the order of the parts. Of persons that were joined the latest of each part counts;
// where that is empty, there is nothing.
func reflectionsOf(ctx context.Context, q db.Q, persons []id.ID) ([]Reflection, error) {
	rows, err := q.Query(ctx, `SELECT part, says, said_at FROM reflections WHERE person_id IN (`+db.List(1, len(persons))+`) ORDER BY said_at DESC, id DESC`, db.Args(persons)...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (x Reflection, err error) {
		err = r.Scan(&x.Part, &x.Says, db.Time(&x.At))
		return x, err
	})
	if err != nil {
		return nil, fmt.Errorf("assessment: reflections: %w", err)
	}
	var out []Reflection
	for _, p := range Parts {
		if i := slices.IndexFunc(list, func(x Reflection) bool { return x.Part == p }); i >= 0 && list[i].Says != "" {
			out = append(out, list[i])
		}
	}
	return out, nil
}

// setReflection puts a text in the place of what the person wrote before in that part. What somebody wrote who was merged into them stays: theirs again when
// the merge is undone. So an empty text is kept too, to stand before that.
func setReflection(ctx context.Context, tx *db.Tx, person id.ID, x Reflection) error {
	_, err := tx.Exec(ctx, `DELETE FROM reflections WHERE part = $1 AND person_id = $2`, x.Part, person)
	if err == nil {
		_, err = tx.Exec(ctx, `INSERT INTO reflections (id, person_id, part, says, said_at) VALUES ($1, $2, $3, $4, $5)`, id.New(), person, x.Part, x.Says, x.At)
	}
	if err != nil {
		return fmt.Errorf("assessment: reflection: %w", err)
	}
	return nil
}
