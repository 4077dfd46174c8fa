package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
)

// How long answers are kept, and after what time a request that never answered may be taken
// up again: its server must have died, and what it did is safe to repeat.
const (
	idempotencyKept  = 7 * 24 * time.Hour
	idempotencyStale = 90 * time.Second
)

// idempotent gives a POST its second life: a repeated Idempotency-Key gets the first answer
// again, the same key with another body is refused, and two at once do the work once.
func (a *API) idempotent(next Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		keys := r.Header.Values("Idempotency-Key")
		if len(keys) == 0 {
			return next(w, r)
		}
		if len(keys) > 1 || keys[0] == "" || len(keys[0]) > 255 {
			return errs.Bad("Idempotency-Key", "The key must be given once and have 1 to 255 characters.")
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		sum := sha256.Sum256(append([]byte(r.URL.RequestURI()+"\n"), body...))
		k := idempotencyKey{string(authz.From(r.Context()).PersonID), r.Pattern, keys[0], hex.EncodeToString(sum[:])}
		kept, err := a.beginOnce(r.Context(), k)
		if err != nil {
			return err
		}
		if kept != nil {
			maps.Copy(w.Header(), kept.headers)
			w.Header().Set("Content-Type", kept.contentType)
			w.Header().Set("Idempotency-Replayed", "true")
			w.WriteHeader(kept.status)
			w.Write([]byte(kept.body))
			return nil
		}
		rec := &recorder{header: http.Header{}, status: http.StatusOK}
		answered := false
		defer func() {
			if !answered { // a panic goes on its way, and the key is free for another try
				a.finishOnce(r.Context(), k, nil)
			}
		}()
		err = next(rec, r)
		answered = true
		if err != nil {
			return errors.Join(err, a.finishOnce(r.Context(), k, nil))
		}
		ans := &keptAnswer{rec.status, rec.header.Get("Content-Type"), rec.header, rec.body.String()}
		if rec.status >= 500 || rec.status == http.StatusTooManyRequests {
			ans = nil
		}
		if err := a.finishOnce(r.Context(), k, ans); err != nil {
			return err
		}
		maps.Copy(w.Header(), rec.header)
		w.WriteHeader(rec.status)
		w.Write(rec.body.Bytes())
		return nil
	}
}

// underWay refuses a request whose twin has not been answered yet.
func underWay() error {
	e := errs.New(errs.Conflict, "A request with this key is under way. Please try again.")
	e.RetryAfter = time.Second
	return e
}

type idempotencyKey struct{ principal, route, key, hash string }

// keptAnswer is what was told, with the headers that belong to it: where the new thing is found, and the like.
type keptAnswer struct {
	status      int
	contentType string
	headers     http.Header
	body        string
}

// beginOnce claims the key, or returns the answer that was given already.
func (a *API) beginOnce(ctx context.Context, k idempotencyKey) (*keptAnswer, error) {
	var kept *keptAnswer
	err := a.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		kept = nil
		now := a.clock.Now()
		res, err := tx.Exec(ctx, `INSERT INTO idempotency_keys (principal, route, key, request_hash, status, created_at, expires_at)
			VALUES ($1, $2, $3, $4, 0, $5, $6) ON CONFLICT (principal, route, key) DO NOTHING`,
			k.principal, k.route, k.key, k.hash, now, now.Add(idempotencyKept))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 1 {
			return err
		}
		var (
			hash  string
			began time.Time
			ans   keptAnswer
		)
		err = tx.QueryRow(ctx, `SELECT request_hash, created_at, status, content_type, headers, body FROM idempotency_keys
			WHERE principal = $1 AND route = $2 AND key = $3`+tx.Dialect().ForUpdate(), k.principal, k.route, k.key).
			Scan(&hash, db.Time(&began), &ans.status, &ans.contentType, db.JSON(&ans.headers), &ans.body)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return underWay()
		case err != nil:
			return err
		case hash != k.hash:
			return errs.Bad("Idempotency-Key", "This key was used for another request. Use a new key for each request.")
		case ans.status != 0:
			kept = &ans
			return nil
		case now.Sub(began) < idempotencyStale:
			return underWay()
		}
		_, err = tx.Exec(ctx, `UPDATE idempotency_keys SET created_at = $1 WHERE principal = $2 AND route = $3 AND key = $4`,
			now, k.principal, k.route, k.key)
		return err
	})
	return kept, err
}

// finishOnce keeps the answer; nil frees the key, because the work may succeed another time.
func (a *API) finishOnce(ctx context.Context, k idempotencyKey, ans *keptAnswer) error {
	return a.db.InTx(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error {
		if ans == nil {
			_, err := tx.Exec(ctx, `DELETE FROM idempotency_keys WHERE principal = $1 AND route = $2 AND key = $3 AND status = 0`, k.principal, k.route, k.key)
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE idempotency_keys SET status = $1, content_type = $2, headers = $3, body = $4 WHERE principal = $5 AND route = $6 AND key = $7`,
			ans.status, ans.contentType, db.JSON(ans.headers), ans.body, k.principal, k.route, k.key)
		return err
	})
}

// recorder holds the answer back until it is kept, so that what was told can be told again.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) { r.status = status }

// Write implements http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }
