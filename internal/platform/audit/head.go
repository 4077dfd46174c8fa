package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/platform/db"
)

// Head returns the end of the chain as "row:seal", or "" before anything is sealed. Noted outside the
// database it shows later what the chain alone cannot: that the end was cut off, or everything made anew.
func Head(ctx context.Context, q db.Q) (string, error) {
	var (
		no   int64
		seal string
	)
	err := q.QueryRow(ctx, `SELECT seal_no, seal FROM audit_log WHERE seal_no IS NOT NULL ORDER BY seal_no DESC LIMIT 1`).Scan(&no, &seal)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("audit: head: %w", err)
	}
	return fmt.Sprintf("%d:%s", no, seal), nil
}

// Holds reports whether the log still has a head that was noted. Together with a whole chain that
// means that nothing before it was changed since.
func Holds(ctx context.Context, q db.Q, head string) (bool, error) {
	row, want, _ := strings.Cut(head, ":")
	no, err := strconv.ParseInt(row, 10, 64)
	if err != nil || want == "" {
		return false, nil
	}
	var seal string
	err = q.QueryRow(ctx, `SELECT seal FROM audit_log WHERE seal_no = $1`, no).Scan(&seal)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("audit: head: %w", err)
	}
	return seal == want, nil
}
