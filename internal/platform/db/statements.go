package db

import (
	"context"
	"database/sql"
	"sync"
)

// maxStatements bounds the prepared statements that are kept; queries beyond
// it (lists of changing length) are prepared each time.
const maxStatements = 600

// statements keeps SQLite statements prepared: parsing costs more than most of
// our queries. pgx does the same by itself, so on PostgreSQL it is nil.
type statements struct {
	mu   sync.RWMutex
	byDB map[*sql.DB]map[string]*sql.Stmt
}

func newStatements() *statements { return &statements{byDB: map[*sql.DB]map[string]*sql.Stmt{}} }

// get returns the prepared form of query, or nil when it should be run as text.
func (s *statements) get(ctx context.Context, d *sql.DB, query string) *sql.Stmt {
	if s == nil {
		return nil
	}
	s.mu.RLock()
	st, n := s.byDB[d][query], len(s.byDB[d])
	s.mu.RUnlock()
	if st != nil || n >= maxStatements {
		return st
	}
	st, err := d.PrepareContext(context.WithoutCancel(ctx), query)
	if err != nil {
		return nil // running the text will report the error
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byDB[d] == nil {
		s.byDB[d] = map[string]*sql.Stmt{}
	}
	if old := s.byDB[d][query]; old != nil {
		st.Close()
		return old
	}
	s.byDB[d][query] = st
	return st
}

func (s *statements) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.byDB {
		for _, st := range m {
			st.Close()
		}
	}
	s.byDB = map[*sql.DB]map[string]*sql.Stmt{}
}
