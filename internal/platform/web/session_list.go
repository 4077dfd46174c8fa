package web

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Session is one browser at which a person is signed in.
type Session struct {
	// ID names it in a form. It opens nothing.
	ID     string
	Device Device
	// Place is the network it was last seen from, without the part that tells one machine from another.
	Place string
	How   How
	// Begun and Seen are in UTC; Begun is zero for one from before it was kept.
	Begun, Seen time.Time
	Current     bool
}

// listedSessions bounds how many sessions of one person are read.
const listedSessions = 100

// handle is how much of a token's hash names a session. The hash opens nothing, and a part of it less.
const handle = 16

// noteSeen keeps when, where and by what the session was used.
func (s *Sessions) noteSeen(ctx context.Context, now time.Time) {
	s.Put(ctx, "seen", now.UTC().Format(time.RFC3339))
	if i := requestInfo(ctx); i != nil {
		d := deviceOf(i.agent)
		s.Put(ctx, "browser", d.Browser)
		s.Put(ctx, "system", d.System)
		s.Put(ctx, "place", coarse(i.remote))
	}
}

// List returns the browsers at which a person is signed in, given by all their ids: the current one
// first, then those used last.
func (s *Sessions) List(ctx context.Context, ids []id.ID) ([]Session, error) {
	args := append([]any{s.clock.Now()}, db.Args(ids)...)
	type row struct{ hash, data string }
	rows, err := s.db.Query(ctx, `SELECT token_hash, data FROM web_sessions WHERE expires_at > $1 AND person_id IN (`+db.List(2, len(ids))+`) ORDER BY expires_at DESC LIMIT `+fmt.Sprint(listedSessions), args...)
	found, err := db.Collect(rows, err, func(r *sql.Rows) (row, error) {
		var x row
		return x, r.Scan(&x.hash, &x.data)
	})
	if err != nil {
		return nil, fmt.Errorf("web: sessions: %w", err)
	}
	var out []Session
	for _, x := range found {
		var d sessionData
		if err := json.Unmarshal([]byte(x.data), &d); err != nil {
			return nil, fmt.Errorf("web: sessions: %w", err)
		}
		one := sessionOf(x.hash, d.Values)
		if d.Values["person"] == "" || s.clock.Now().Sub(one.Seen) > SessionIdle {
			continue
		}
		one.Current = x.hash == currentHash(ctx)
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b Session) int {
		switch {
		case a.Current:
			return -1
		case b.Current:
			return 1
		}
		return b.Seen.Compare(a.Seen)
	})
	return out, nil
}

func sessionOf(hash string, v map[string]string) Session {
	at := func(name string) time.Time {
		t, _ := time.Parse(time.RFC3339, v[name])
		return t.UTC()
	}
	return Session{ID: hash[:min(handle, len(hash))], Device: Device{v["browser"], v["system"]}, Place: v["place"], Begun: at("begun"), Seen: at("seen"),
		How: How{Way: Way(v["way"]), Provider: v["provider"], At: at("proved"), Second: v["second"] != ""}}
}

// End ends one session of the actor's own, given by all their ids. It is over at once, at every
// server. Another person's is NotFound.
func (s *Sessions) End(ctx context.Context, actor authz.Actor, ids []id.ID, session string) error {
	n, err := s.end(ctx, actor, ids, `AND substr(token_hash, 1, 16) = $1`, session)
	if err == nil && n == 0 {
		err = errs.New(errs.NotFound, "There is no such session any more.")
	}
	return err
}

// EndOthers ends every session of the actor's own but the one of this request, and returns how many.
func (s *Sessions) EndOthers(ctx context.Context, actor authz.Actor, ids []id.ID) (int, error) {
	return s.end(ctx, actor, ids, `AND token_hash <> $1`, currentHash(ctx))
}

func (s *Sessions) end(ctx context.Context, actor authz.Actor, ids []id.ID, which, arg string) (int, error) {
	var n int64
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		done, err := tx.Exec(ctx, `DELETE FROM web_sessions WHERE person_id IN (`+db.List(2, len(ids))+`) `+which, append([]any{arg}, db.Args(ids)...)...)
		if err != nil {
			return fmt.Errorf("web: end sessions: %w", err)
		}
		if n, err = done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return audit.Record(ctx, tx, s.clock.Now(), actor, audit.Event{Action: "session.ended", Kind: "person", ID: ids[0], Detail: map[string]any{"sessions": n}})
	})
	return int(n), err
}

// currentHash is the hash of the session that came with the request.
func currentHash(ctx context.Context) string {
	if i := requestInfo(ctx); i != nil {
		return i.session
	}
	return ""
}
