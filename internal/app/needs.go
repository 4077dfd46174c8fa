package app

import (
	"context"

	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/platform/id"
)

// competencies says to the figures what competencies are called: those that can be chosen now.
func (a *App) competencies(ctx context.Context, ids []id.ID) (map[id.ID]measures.Competency, error) {
	found, err := a.Standards.Choices(ctx, a.DB, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[id.ID]measures.Competency, len(found))
	for i, c := range found {
		m := measures.Competency{ID: i, FrameworkKey: c.Key, Framework: c.Framework, Code: c.Code, Title: c.Title, Area: c.ContentArea}
		for _, l := range c.Levels {
			m.Levels = append(m.Levels, l.Code)
		}
		out[i] = m
	}
	return out, nil
}
