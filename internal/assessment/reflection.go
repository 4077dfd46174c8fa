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
	"learningcommons.dev/commons/internal/platform/id"
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

// Reflections returns what the actor wrote about themselves, the parts in their order, without those in which there is nothing; scope assessment:read.
func (s *Service) Reflections(ctx context.Context, actor authz.Actor) ([]Reflection, error) {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentRead)
	if err != nil {
		return nil, err
	}
	return reflectionsOf(ctx, s.db, ids)
}

// seenOf says which text of a part somebody has before them.
func seenOf(says string) string { return id.Hash(says)[:16] }

// Seen says which text this is, to be given back with a change of it.
func (r Reflection) Seen() string { return seenOf(r.Says) }

// Writing is what a person writes in one part. Seen says which text of the part they had before them; empty does not ask.
type Writing struct {
	Part Part
	Says string
	Seen string
}

// Changes reports whether the writing says something else than what was before its writer and than what stands there now.
func (w Writing) Changes(now Reflection) bool {
	return w.Says != now.Says && (w.Seen == "" || w.Seen != seenOf(w.Says))
}

// Clashes reports whether it would put out a text that its writer has not seen.
func (w Writing) Clashes(now Reflection) bool {
	return w.Changes(now) && w.Seen != "" && w.Seen != now.Seen()
}

// Reflect keeps what the actor writes about themselves in the place of what they wrote before; a part that is empty says nothing, one that is not named, or that its writer left as they found it,
// stays as it is. Scope assessment:write. Errors: Invalid by part; Stale where a part was changed since it was seen, and then nothing is kept.
func (s *Service) Reflect(ctx context.Context, actor authz.Actor, list []Writing) error {
	person, err := actor.RequirePerson(authz.ScopeAssessmentWrite)
	if err != nil {
		return err
	}
	var f errs.Fields
	for i := range list {
		w := &list[i]
		w.Says = strings.TrimSpace(w.Says)
		f.Check(slices.Contains(Parts, w.Part), string(w.Part), "There is no such part.")
		f.Check(len([]rune(w.Says)) <= maxReflection, string(w.Part), "Keep it under %d characters.", maxReflection)
	}
	if err := f.Err(); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := s.people.LockTx(ctx, tx, person)
		if err != nil {
			return err
		}
		stands, err := reflectionsOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		var changed []string
		for _, w := range list {
			was := partOf(stands, w.Part)
			switch {
			case w.Clashes(was):
				return errs.New(errs.Stale, "You have written something else here since you opened this page. Look at what it says now, and keep what is right.")
			case !w.Changes(was):
				continue
			}
			if err := setReflection(ctx, tx, ids[0], Reflection{w.Part, w.Says, now}); err != nil {
				return err
			}
			changed = append(changed, string(w.Part))
		}
		if len(changed) == 0 {
			return nil
		}
		slices.Sort(changed)
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "reflection.changed", Kind: "person", ID: ids[0], Detail: map[string]any{"parts": changed}})
	})
}

// partOf returns what is written in a part, which may be nothing.
func partOf(list []Reflection, part Part) Reflection {
	for _, r := range list {
		if r.Part == part {
			return r
		}
	}
	return Reflection{Part: part}
}
