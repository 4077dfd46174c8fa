package assessment

import (
	"context"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
)

// Part is a part of what people may write about themselves. None of it is asked for.
type Part string

// The parts.
const (
	PartValues      Part = "values"
	PartInterests   Part = "interests"
	PartPreferences Part = "preferences"
	PartReflection  Part = "reflection"
)

// Parts lists them in the order in which they are shown.
var Parts = []Part{PartValues, PartInterests, PartPreferences, PartReflection}

// Reflection is what a person wrote in one part, the latest.
type Reflection struct {
	Part Part
	Says string
	At   time.Time
}

const maxReflection = 5000

// Reflections returns what the actor wrote about themselves, the parts in their order; scope assessment:read.
func (s *Service) Reflections(ctx context.Context, actor authz.Actor) ([]Reflection, error) {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentRead)
	if err != nil {
		return nil, err
	}
	return reflectionsOf(ctx, s.db, ids)
}

// Reflect keeps what the actor writes about themselves; a part that is empty is forgotten, one that is not named stays. Scope assessment:write. Errors:
// Invalid by part.
func (s *Service) Reflect(ctx context.Context, actor authz.Actor, says map[Part]string) error {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentWrite)
	if err != nil {
		return err
	}
	var f errs.Fields
	var parts []string
	for _, p := range Parts {
		text, named := says[p]
		if !named {
			continue
		}
		parts = append(parts, string(p))
		f.Check(len([]rune(text)) <= maxReflection, string(p), "Keep it under %d characters.", maxReflection)
	}
	if err := f.Err(); err != nil || len(parts) == 0 {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, p := range Parts {
			text, named := says[p]
			if !named {
				continue
			}
			if err := setReflection(ctx, tx, ids, Reflection{p, strings.TrimSpace(text), now}); err != nil {
				return err
			}
		}
		slices.Sort(parts)
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "reflection.changed", Kind: "person", ID: ids[0], Detail: map[string]any{"parts": parts}})
	})
}
