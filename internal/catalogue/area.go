package catalogue

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
)

// Area is a content area: the coarsest answer to "what is it about?".
type Area struct {
	Code     string `json:"code"`
	Title    string `json:"title"`
	Scope    string `json:"scope"`
	Position int    `json:"position"`
}

// Areas returns the content areas in their order. They are seeded and change with a release, so
// they are read once; the result must not be changed.
func (s *Service) Areas(ctx context.Context) ([]Area, error) {
	if kept := s.index.areas.Load(); kept != nil {
		return *kept, nil
	}
	list, err := loadAreas(ctx, s.db)
	if err != nil {
		return nil, err
	}
	if len(list) > 0 {
		s.index.areas.Store(&list)
	}
	return list, nil
}

// SeedAreas writes the content areas in the caller's transaction; existing codes get the new words.
func (s *Service) SeedAreas(ctx context.Context, tx *db.Tx, areas []Area) error {
	if err := upsertAreas(ctx, tx, areas); err != nil {
		return err
	}
	tx.OnCommit(func() { s.index.areas.Store(nil) })
	return nil
}
