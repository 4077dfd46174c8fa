package standards

import (
	"cmp"
	"context"
	"slices"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// Choice is a competency that people may choose: one of a framework's published version.
type Choice struct {
	Place
	FrameworkID, VersionID id.ID
	Description            string
	// ContentArea is the framework's, or empty.
	ContentArea string
	// Position is the place in the framework's tree.
	Position int
	// Levels are the framework's, the lowest first; they are shared and must not be changed.
	Levels []Level
}

// Level returns the level with this code, and false where the framework has none such.
func (c Choice) Level(code string) (Level, bool) {
	i := slices.IndexFunc(c.Levels, func(l Level) bool { return l.Code == code })
	if i < 0 {
		return Level{}, false
	}
	return c.Levels[i], true
}

// Takes reports whether something can be said of the competency at this level: one of the framework's, or none where it has none.
func (c Choice) Takes(level string) bool {
	_, ok := c.Level(level)
	return ok || level == "" && len(c.Levels) == 0
}

// Choices returns those of the competencies that can be chosen, by id: what stands in no published version, or in one that nobody looked up,
// is left out. Everybody may. Two queries for any 500 competencies.
func (s *Service) Choices(ctx context.Context, q db.Q, competencies []id.ID) (map[id.ID]Choice, error) {
	ids := slices.Clone(competencies)
	slices.Sort(ids)
	out := make(map[id.ID]Choice, len(ids))
	for chunk := range slices.Chunk(slices.Compact(ids), 500) {
		list, err := choicesByID(ctx, q, chunk)
		if err != nil {
			return nil, err
		}
		if err := addLevels(ctx, q, list); err != nil {
			return nil, err
		}
		for _, c := range list {
			out[c.ID] = c
		}
	}
	return out, nil
}

// ChoicesNow is Choices outside a transaction: it asks one query, and no more while nothing is published.
func (s *Service) ChoicesNow(ctx context.Context, competencies []id.ID) (map[id.ID]Choice, error) {
	out := make(map[id.ID]Choice, len(competencies))
	if len(competencies) == 0 {
		return out, nil
	}
	m, err := s.matching(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range competencies {
		if at, ok := m.byID[c]; ok {
			out[c] = m.choices[at]
		}
	}
	return out, nil
}

// ChoicesByArea returns all competencies of frameworks that are about a content area and can be chosen, by the code of the area and then by
// framework and in the order of its tree. Everybody may. It asks one query while nothing is published.
func (s *Service) ChoicesByArea(ctx context.Context) (map[string][]Choice, error) {
	m, err := s.matching(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string][]Choice{}
	for _, c := range m.choices {
		if c.ContentArea != "" {
			out[c.ContentArea] = append(out[c.ContentArea], c)
		}
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b Choice) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Position, b.Position)) })
	}
	return out, nil
}

// addLevels gives choices the levels of their versions.
func addLevels(ctx context.Context, q db.Q, list []Choice) error {
	var versions []id.ID
	for _, c := range list {
		if !slices.Contains(versions, c.VersionID) {
			versions = append(versions, c.VersionID)
		}
	}
	levels, err := levelsOfAll(ctx, q, versions)
	if err != nil {
		return err
	}
	for i := range list {
		list[i].Levels = levels[list[i].VersionID]
	}
	return nil
}

// Places says where competencies stand that are published or were, of each by the newest version that holds it. Everybody may. One query for any 500.
func (s *Service) Places(ctx context.Context, q db.Q, competencies []id.ID) (map[id.ID]Place, error) {
	ids := make([]string, len(competencies))
	for i, c := range competencies {
		ids[i] = string(c)
	}
	found, err := placesOf(ctx, q, ids)
	out := make(map[id.ID]Place, len(found))
	for c, p := range found {
		out[id.ID(c)] = p
	}
	return out, err
}

// PlacesNow is Places outside a transaction.
func (s *Service) PlacesNow(ctx context.Context, competencies []id.ID) (map[id.ID]Place, error) {
	return s.Places(ctx, s.db, competencies)
}

// ChoicesByCode returns the competencies of a framework, by its key, that can be chosen and have one of these codes, by code. A code that several
// have is there with all of them. Everybody may.
func (s *Service) ChoicesByCode(ctx context.Context, q db.Q, key string, codes []string) (map[string][]Choice, error) {
	wanted := slices.Clone(codes)
	slices.Sort(wanted)
	out := make(map[string][]Choice, len(wanted))
	for chunk := range slices.Chunk(slices.Compact(wanted), 500) {
		list, err := choicesByCode(ctx, q, key, chunk)
		if err != nil {
			return nil, err
		}
		if err := addLevels(ctx, q, list); err != nil {
			return nil, err
		}
		for _, c := range list {
			out[c.Code] = append(out[c.Code], c)
		}
	}
	return out, nil
}

// LevelsNow returns the published version of a framework with its levels, the lowest first; an empty id where none is published. Everybody may.
func (s *Service) LevelsNow(ctx context.Context, q db.Q, framework id.ID) (version id.ID, levels []Level, err error) {
	if version, err = publishedVersion(ctx, q, framework); err != nil || version == "" {
		return "", nil, err
	}
	levels, err = levelsOf(ctx, q, version)
	return version, levels, err
}

// ChoicesByCodeNow is ChoicesByCode outside a transaction.
func (s *Service) ChoicesByCodeNow(ctx context.Context, key string, codes []string) (map[string][]Choice, error) {
	return s.ChoicesByCode(ctx, s.db, key, codes)
}
