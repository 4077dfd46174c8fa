package web

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// SessionLife is how long a browser stays signed in at most, SessionIdle how long without being used.
const (
	SessionLife = 30 * 24 * time.Hour
	SessionIdle = 7 * 24 * time.Hour
)

// seenEvery is how often at most the use of a session is written down.
const seenEvery = 10 * time.Minute

// Sessions keeps who is signed in at which browser. A stranger has none: the cookie is set
// when there is something to keep.
type Sessions struct {
	*scs.SessionManager
	db    *db.DB
	clock clock.Clock
}

// NewSessions returns the sessions kept in d. secure is false only where the site is served without TLS on loopback.
func NewSessions(d *db.DB, c clock.Clock, secure bool) *Sessions {
	m := scs.New()
	m.Store = &sessionStore{db: d, clock: c}
	m.Codec = jsonCodec{}
	m.HashTokenInStore = true
	m.Lifetime = SessionLife
	m.IdleTimeout = 0 // it would write the session at every request; see awake
	m.Cookie.Name = "commons"
	if secure {
		m.Cookie.Name = "__Host-commons"
	}
	m.Cookie.Secure = secure
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Path = "/"
	return &Sessions{m, d, c}
}

// awake returns the person of a session that is in use, and notes at times that it is. One that
// nobody used for SessionIdle is nobody's.
func (s *Sessions) awake(ctx context.Context) id.ID {
	person := s.Person(ctx)
	if person == "" {
		return ""
	}
	now := s.clock.Now()
	seen, err := time.Parse(time.RFC3339, s.GetString(ctx, "seen"))
	if err != nil || now.Sub(seen) > SessionIdle {
		s.Remove(ctx, "person")
		return ""
	}
	if now.Sub(seen) >= seenEvery {
		s.noteSeen(ctx, now)
	}
	return person
}

// Person returns the id of the person signed in, or "".
func (s *Sessions) Person(ctx context.Context) id.ID { return id.ID(s.GetString(ctx, "person")) }

// SignIn makes the session that person's, under a new token, so that a token known before is worth
// nothing, and keeps how they proved who they are. It is kept before SignIn returns: nobody is told
// to be signed in who is not. A zero how.At is this moment.
func (s *Sessions) SignIn(ctx context.Context, person id.ID, how How) error {
	if err := s.RenewToken(ctx); err != nil {
		return fmt.Errorf("web: sign in: %w", err)
	}
	now := s.clock.Now()
	s.forgetHalf(ctx)
	s.Put(ctx, "person", string(person))
	s.Put(ctx, "begun", now.UTC().Format(time.RFC3339))
	s.noteSeen(ctx, now)
	s.putHow(ctx, how)
	if _, _, err := s.Commit(ctx); err != nil {
		return fmt.Errorf("web: sign in: %w", err)
	}
	return nil
}

// SignOut ends the session at the server as well as at the browser.
func (s *Sessions) SignOut(ctx context.Context) error { return s.Destroy(ctx) }

// Flash keeps a sentence to be shown once, on the next page. It is for signed-in people.
func (s *Sessions) Flash(ctx context.Context, text string) { s.Put(ctx, "flash", text) }

// TakeFlash returns the sentence to be shown now and forgets it.
func (s *Sessions) TakeFlash(ctx context.Context) string {
	if !s.Exists(ctx, "flash") {
		return ""
	}
	return s.PopString(ctx, "flash")
}

// EndAll ends every session of a person in the caller's transaction: after a new password, a
// change of roles by recovery, or the closing of an account.
func EndAll(ctx context.Context, tx *db.Tx, person id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM web_sessions WHERE person_id = $1`, person)
	return err
}

// SweepSessions forgets what has expired: sessions and kept answers.
func SweepSessions(ctx context.Context, d *db.DB, now time.Time) error {
	return d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM web_sessions WHERE expires_at <= $1`, now); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM idempotency_keys WHERE expires_at <= $1`, now)
		return err
	})
}

// jsonCodec keeps sessions as JSON, which can be read by eye and holds only plain values.
type jsonCodec struct{}

type sessionData struct {
	Deadline time.Time         `json:"deadline"`
	Values   map[string]string `json:"values"`
}

// Encode implements scs.Codec.
func (jsonCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	d := sessionData{Deadline: deadline, Values: map[string]string{}}
	for k, v := range values {
		s, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("web: session value %q is a %T, not text", k, v)
		}
		d.Values[k] = s
	}
	return json.Marshal(d)
}

// Decode implements scs.Codec.
func (jsonCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	var d sessionData
	if err := json.Unmarshal(b, &d); err != nil {
		return time.Time{}, nil, err
	}
	values := make(map[string]any, len(d.Values))
	for k, v := range d.Values {
		values[k] = v
	}
	return d.Deadline, values, nil
}

// sessionStore implements scs.CtxStore. The token reaches it hashed. A session that came with the
// request is only ever changed where it still is: one that was ended meanwhile stays ended, however
// slow a request was that had found it.
type sessionStore struct {
	db    *db.DB
	clock clock.Clock
}

func (s *sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data string
	err := s.db.QueryRow(ctx, `SELECT data FROM web_sessions WHERE token_hash = $1 AND expires_at > $2`, token, s.clock.Now()).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if i := requestInfo(ctx); i != nil && err == nil {
		i.session = token
	}
	return []byte(data), err == nil, err
}

func (s *sessionStore) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	var d sessionData
	if err := json.Unmarshal(b, &d); err != nil {
		return err
	}
	i := requestInfo(ctx)
	query := `INSERT INTO web_sessions (token_hash, person_id, data, expires_at) VALUES ($1, $2, $3, $4)`
	if i != nil && i.session == token {
		query = `UPDATE web_sessions SET person_id = $2, data = $3, expires_at = $4 WHERE token_hash = $1`
	}
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, token, id.ID(cmp.Or(d.Values["person"], d.Values["half"])), string(b), expiry)
		return err
	})
	if err == nil && i != nil {
		i.session = token // a second commit of this request changes what the first one made
	}
	return err
}

func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM web_sessions WHERE token_hash = $1`, token)
		return err
	})
}

// Find implements scs.Store; scs calls the Ctx methods instead.
func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit implements scs.Store.
func (s *sessionStore) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

// Delete implements scs.Store.
func (s *sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
