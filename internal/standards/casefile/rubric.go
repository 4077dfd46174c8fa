package casefile

import (
	"maps"
	"slices"
	"time"
)

// RubricWriter writes the one rubric of a package.
type RubricWriter struct {
	f  Form
	w  *Writer
	id string
}

// BeginRubric begins the one rubric: a part of a package, or alone where w is new.
func (f Form) BeginRubric(w *Writer, of Rubric, changed time.Time) *RubricWriter {
	o := f.object("CFRubric", of.Rest, map[string]any{"identifier": of.Identifier, "uri": f.URI("CFRubrics", of.Identifier), "title": of.Title, "lastChangeDateTime": Stamp(changed)})
	for _, name := range slices.Sorted(maps.Keys(o)) {
		w.key(name)
		w.value(o[name])
	}
	w.Begin("CFRubricCriteria")
	return &RubricWriter{f: f, w: w, id: of.Identifier}
}

// within is the address of a part of the rubric. The standard has no address for those, so it is that of the rubric with a fragment.
func (r *RubricWriter) within(identifier string) string {
	return r.f.URI("CFRubrics", r.id) + "#" + identifier
}

// Criterion adds the statements of an item, or those that describe the levels where item is nil.
func (r *RubricWriter) Criterion(identifier string, item *Link, position int, changed time.Time, levels []CriterionLevel) error {
	list := make([]any, len(levels))
	for i, l := range levels {
		o := map[string]any{"identifier": l.Identifier, "uri": r.within(l.Identifier), "quality": l.Quality, "score": l.Score, "position": l.Position,
			"rubricCriterionId": identifier, "lastChangeDateTime": Stamp(changed)}
		if l.Description != "" {
			o["description"] = l.Description
		}
		list[i] = o
	}
	o := map[string]any{"identifier": identifier, "uri": r.within(identifier), "rubricId": r.id, "position": position, "lastChangeDateTime": Stamp(changed), "CFRubricCriterionLevels": list}
	if item != nil {
		o["CFItemURI"] = *item
	} else {
		o["category"] = LevelsCategory
	}
	return r.w.Add(o)
}

// End closes the list of criteria.
func (r *RubricWriter) End() { r.w.End() }
