package web

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"strings"
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

// idempotent gives a POST its second life: what was done is not done again for a repeated Idempotency-Key, whose request gets the
// first answer again, the same key with another body is refused, and two at once do the work once. What was refused has
// changed nothing and may succeed another time (a seat is free, registration is open, a role is given), so the key is free again.
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
		k, err := newIdempotencyKey(r, keys[0], body)
		if err != nil {
			return err
		}
		kept, err := a.beginOnce(r.Context(), k)
		if err != nil {
			return err
		}
		if kept != nil {
			maps.Copy(w.Header(), kept.Header)
			w.Header().Set("Idempotency-Replayed", "true")
			w.WriteHeader(kept.Status)
			w.Write(kept.Body)
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
		ans := &keptAnswer{rec.status, rec.header, rec.body.Bytes()}
		if rec.status >= http.StatusBadRequest {
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

// idempotencyKey is where an answer is kept, and what seals it: an answer may hold what is shown once (a share's link, a
// webhook's secret), so it can be opened only with the token and the Idempotency-Key that it was given to. Of both the
// database has hashes alone, and what it keeps, and every backup of it, tells nothing.
type idempotencyKey struct {
	principal, route, key, request string
	seal                           cipher.AEAD
}

func newIdempotencyKey(r *http.Request, key string, body []byte) (idempotencyKey, error) {
	hash := func(parts ...string) string {
		sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
		return hex.EncodeToString(sum[:])
	}
	token := Bearer(r)
	secret, err := hkdf.Key(sha256.New, []byte(token+"\n"+key), nil, "an answer kept for its Idempotency-Key", 32)
	if err != nil {
		return idempotencyKey{}, err
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return idempotencyKey{}, err
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	return idempotencyKey{string(authz.From(r.Context()).PersonID), r.Pattern, hash(key), hash(token, r.URL.RequestURI(), r.Header.Get("If-Match"), string(body)), seal}, err
}

// keptAnswer is what was told, with the headers that belong to it: where the new thing is found, and the like.
type keptAnswer struct {
	Status int
	Header http.Header
	Body   []byte
}

// beginOnce claims the key, or returns the answer that was given already.
func (a *API) beginOnce(ctx context.Context, k idempotencyKey) (*keptAnswer, error) {
	var kept *keptAnswer
	err := a.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		kept = nil
		now := a.clock.Now()
		res, err := tx.Exec(ctx, `INSERT INTO idempotency_keys (principal, route, key_hash, request_hash, created_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (principal, route, key_hash) DO NOTHING`,
			k.principal, k.route, k.key, k.request, now, now.Add(idempotencyKept))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 1 {
			return err
		}
		var (
			request, sealed string
			began           time.Time
		)
		err = tx.QueryRow(ctx, `SELECT request_hash, created_at, answer FROM idempotency_keys
			WHERE principal = $1 AND route = $2 AND key_hash = $3`+tx.Dialect().ForUpdate(), k.principal, k.route, k.key).
			Scan(&request, db.Time(&began), &sealed)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return underWay()
		case err != nil:
			return err
		case request != k.request:
			return errs.Bad("Idempotency-Key", "This key was used for another request or with another token. Use a new key for each request.")
		case sealed != "":
			kept, err = k.open(sealed)
			return err
		case now.Sub(began) < idempotencyStale:
			return underWay()
		}
		_, err = tx.Exec(ctx, `UPDATE idempotency_keys SET created_at = $1 WHERE principal = $2 AND route = $3 AND key_hash = $4`,
			now, k.principal, k.route, k.key)
		return err
	})
	return kept, err
}

// finishOnce keeps the answer; nil frees the key, because the work may succeed another time.
func (a *API) finishOnce(ctx context.Context, k idempotencyKey, ans *keptAnswer) error {
	return a.db.InTx(context.WithoutCancel(ctx), func(ctx context.Context, tx *db.Tx) error {
		if ans == nil {
			_, err := tx.Exec(ctx, `DELETE FROM idempotency_keys WHERE principal = $1 AND route = $2 AND key_hash = $3 AND answer = ''`, k.principal, k.route, k.key)
			return err
		}
		plain, err := json.Marshal(ans)
		if err != nil {
			return err
		}
		sealed := base64.StdEncoding.EncodeToString(k.seal.Seal(nil, nil, plain, []byte(k.request)))
		_, err = tx.Exec(ctx, `UPDATE idempotency_keys SET answer = $1 WHERE principal = $2 AND route = $3 AND key_hash = $4`, sealed, k.principal, k.route, k.key)
		return err
	})
}

func (k idempotencyKey) open(sealed string) (*keptAnswer, error) {
	b, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil {
		return nil, err
	}
	plain, err := k.seal.Open(nil, nil, b, []byte(k.request))
	if err != nil {
		return nil, err
	}
	ans := &keptAnswer{}
	return ans, json.Unmarshal(plain, ans)
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
