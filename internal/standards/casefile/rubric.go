package casefile

import (
	"maps"
	"slices"
	"strings"
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

// Kept adds a criterion of another program. The titles of its item, and what its levels say now, are given; a level of which nothing is
// given says what it said.
func (r *RubricWriter) Kept(c KeptCriterion, item *Link, changed time.Time, now map[string]CriterionLevel) error {
	list := make([]any, 0, len(c.Levels))
	for _, l := range c.Levels {
		named := map[string]any{"identifier": l.Identifier, "uri": r.within(l.Identifier), "rubricCriterionId": c.Identifier}
		if _, ok := l.Rest["lastChangeDateTime"]; !ok {
			named["lastChangeDateTime"] = Stamp(changed)
		}
		if is, ok := now[l.Identifier]; ok {
			if is.Description != clean(l.Rest.Text("description")) {
				named["description"], named["lastChangeDateTime"] = is.Description, Stamp(changed)
			}
			if was := clean(l.Rest.Text("quality")); was != "" && !strings.EqualFold(was, is.Quality) {
				named["quality"], named["score"], named["lastChangeDateTime"] = is.Quality, is.Score, Stamp(changed)
			}
		}
		list = append(list, r.f.object("CFRubricCriterionLevel", l.Rest, named))
	}
	named := map[string]any{"identifier": c.Identifier, "uri": r.within(c.Identifier), "rubricId": r.id, "CFRubricCriterionLevels": list}
	if _, ok := c.Rest["lastChangeDateTime"]; !ok {
		named["lastChangeDateTime"] = Stamp(changed)
	}
	if item != nil {
		named["CFItemURI"] = *item
	}
	return r.w.Add(r.f.object("CFRubricCriterion", c.Rest, named))
}

// End closes the list of criteria.
func (r *RubricWriter) End() { r.w.End() }
