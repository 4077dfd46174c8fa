package standards

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// Text is what the newest version that is no draft says of a competency, with its can-do statements and the levels of that version.
type Text struct {
	Competency
	// VersionID, Key and Framework name the version; Current says that it is the published one.
	VersionID, FrameworkID id.ID
	Key, Framework         string
	Current                bool
	Levels                 []Level
}

// Texts returns what is said of competencies, keyed by id; unknown ids, and what stands in drafts only, are left out. For later areas; three
// queries for every 500.
func (s *Service) Texts(ctx context.Context, q db.Q, competencies []id.ID) (map[id.ID]Text, error) {
	out := make(map[id.ID]Text, len(competencies))
	for part := range slices.Chunk(competencies, 500) {
		if err := newestTexts(ctx, q, part, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Outline is the published version of a framework with the competencies that nothing stands under, in the order of the tree, without their
// can-do statements. NotFound where nothing is published. For later areas.
func (s *Service) Outline(ctx context.Context, q db.Q, key string) (Version, []Level, []Competency, error) {
	v, err := oneVersion(ctx, q, `WHERE f.key = $1 AND v.status = 'published'`, key)
	if err != nil {
		return v, nil, nil, err
	}
	levels, err := levelsOf(ctx, q, v.ID)
	if err != nil {
		return v, nil, nil, err
	}
	leaves, err := leavesOf(ctx, q, v.ID)
	return v, levels, leaves, err
}

// Published returns every version that people may choose from, by title, for later areas. It is bounded by how many frameworks there are.
func (s *Service) Published(ctx context.Context, q db.Q) ([]Version, error) {
	return publishedVersions(ctx, q)
}

// LevelsOf returns the levels of versions, the lowest first, in one query. For later areas.
func (s *Service) LevelsOf(ctx context.Context, q db.Q, versions []Version) (map[id.ID][]Level, error) {
	ids := make([]id.ID, len(versions))
	for i, v := range versions {
		ids[i] = v.ID
	}
	return levelsOfAll(ctx, q, ids)
}

// ArePublished reports which of the versions are the published ones of their frameworks, in one query for every 500. For later areas.
func (s *Service) ArePublished(ctx context.Context, q db.Q, versions []id.ID) (map[id.ID]bool, error) {
	out := make(map[id.ID]bool, len(versions))
	for part := range slices.Chunk(versions, 500) {
		if err := publishedAmong(ctx, q, part, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}
