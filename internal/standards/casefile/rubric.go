package casefile

import (
	"slices"
	"time"
)

// types10 are the types of associations that version 1.0 knows.
var types10 = []string{"isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo", "replacedBy", "exemplar", "hasSkillLevel"}

// Known10 reports whether version 1.0 knows the type of an association.
func Known10(kind string) bool { return slices.Contains(types10, kind) }

// RubricWriter writes the one rubric of a package.
type RubricWriter struct {
	f     Form
	w     *Writer
	first bool
	id    string
}

// BeginRubric begins the part CFRubrics with its one rubric.
func (f Form) BeginRubric(w *Writer, identifier, title string, changed time.Time) *RubricWriter {
	w.key("CFRubrics")
	w.raw(`[{"identifier":`)
	w.value(identifier)
	w.raw(`,"uri":`)
	w.value(f.URI("CFRubrics", identifier))
	w.raw(`,"title":`)
	w.value(title)
	w.raw(`,"lastChangeDateTime":`)
	w.value(Stamp(changed))
	w.raw(`,"CFRubricCriteria":[`)
	return &RubricWriter{f: f, w: w, first: true, id: identifier}
}

// Criterion adds the statements of an item, or those that describe the levels where item is nil.
func (r *RubricWriter) Criterion(identifier string, item *Link, position int, changed time.Time, levels []CriterionLevel) error {
	if !r.first {
		r.w.raw(",")
	}
	r.first = false
	list := make([]any, len(levels))
	for i, l := range levels {
		o := map[string]any{"identifier": l.Identifier, "uri": r.f.URI("CFRubricCriterionLevels", l.Identifier), "quality": l.Quality, "score": l.Score, "position": l.Position,
			"rubricCriterionId": identifier, "lastChangeDateTime": Stamp(changed)}
		if l.Description != "" {
			o["description"] = l.Description
		}
		list[i] = o
	}
	o := map[string]any{"identifier": identifier, "uri": r.f.URI("CFRubricCriteria", identifier), "rubricId": r.id, "position": position, "lastChangeDateTime": Stamp(changed), "CFRubricCriterionLevels": list}
	if item != nil {
		o["CFItemURI"] = *item
	} else {
		o["category"] = LevelsCategory
	}
	r.w.value(o)
	return r.w.err
}

// End closes the part.
func (r *RubricWriter) End() error {
	r.w.raw("]}]")
	return r.w.err
}
