package people

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

func insertUpload(ctx context.Context, tx *db.Tx, now time.Time, u Upload, by id.ID) error {
	_, err := tx.Exec(ctx, `INSERT INTO membership_uploads (id, source, content, uploaded_by, uploaded_at) VALUES ($1, $2, $3, $4, $5)`,
		u.ID, u.Source, base64.StdEncoding.EncodeToString(u.Content), by, now)
	if err == nil {
		_, err = tx.Exec(ctx, `DELETE FROM membership_uploads WHERE uploaded_by = $1
			AND id NOT IN (SELECT k.id FROM membership_uploads k WHERE k.uploaded_by = $1 ORDER BY k.uploaded_at DESC, k.id DESC LIMIT $2)`, by, maxUploads)
	}
	if err != nil {
		return fmt.Errorf("people: keep a file: %w", err)
	}
	return nil
}

func uploadByID(ctx context.Context, q db.Q, upload id.ID) (Upload, bool, error) {
	u := Upload{ID: upload}
	var content string
	err := q.QueryRow(ctx, `SELECT source, content, uploaded_at FROM membership_uploads WHERE id = $1`, upload).Scan(&u.Source, &content, db.Time(&u.At))
	if errors.Is(err, sql.ErrNoRows) {
		return u, false, nil
	}
	if err == nil {
		u.Content, err = base64.StdEncoding.DecodeString(content)
	}
	if err != nil {
		return u, false, fmt.Errorf("people: file: %w", err)
	}
	return u, true, nil
}

func deleteUpload(ctx context.Context, tx *db.Tx, upload id.ID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM membership_uploads WHERE id = $1`, upload); err != nil {
		return fmt.Errorf("people: forget a file: %w", err)
	}
	return nil
}

func deleteUploadsBefore(ctx context.Context, tx *db.Tx, before time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM membership_uploads WHERE uploaded_at < $1`, before); err != nil {
		return fmt.Errorf("people: forget files: %w", err)
	}
	return nil
}
