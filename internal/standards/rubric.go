package standards

import (
	"encoding/json"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// rubricRow is a rubric that a file brought, or one of its criteria. What became can-do statements is said twice: here as the file said it,
// and where people edit it, which is what counts.
type rubricRow struct {
	id id.ID
	// rubric is empty for a rubric itself.
	rubric   id.ID
	position int
	// body is JSON: of a rubric the rest, of a criterion all of it.
	body string
}

// rubricRows takes the rubrics of other programs out of a package. One whose statements could not be taken in is kept as it was.
func rubricRows(list []casefile.KeptRubric, taken bool) ([]rubricRow, error) {
	var out []rubricRow
	seen := map[string]bool{}
	for n, r := range list {
		if seen[r.Identifier] {
			continue
		}
		seen[r.Identifier] = true
		out = append(out, rubricRow{id: id.ID(r.Identifier), position: n + 1, body: keptOf(r.Rest)})
		for m, c := range r.Criteria {
			if seen[c.Identifier] {
				continue
			}
			seen[c.Identifier] = true
			for l := range c.Levels {
				c.Levels[l].Held = c.Levels[l].Held && taken
			}
			b, err := json.Marshal(c)
			if err != nil {
				return nil, fmt.Errorf("standards: criterion: %w", err)
			}
			out = append(out, rubricRow{id: id.ID(c.Identifier), rubric: id.ID(r.Identifier), position: m + 1, body: string(b)})
		}
	}
	slices.SortFunc(out, rubricRow.compare)
	return out, nil
}

// compare brings rows into one order.
func (r rubricRow) compare(o rubricRow) int {
	switch {
	case r.rubric != o.rubric:
		return order(r.rubric, o.rubric)
	case r.position != o.position:
		return r.position - o.position
	}
	return order(r.id, o.id)
}

func order(a, b id.ID) int {
	if a < b {
		return -1
	} else if a > b {
		return 1
	}
	return 0
}

// criterion is a row of one as an exchange file has it.
func (r rubricRow) criterion() (c casefile.KeptCriterion, err error) {
	if err = json.Unmarshal([]byte(r.body), &c); err != nil {
		err = fmt.Errorf("standards: criterion %s: %w", r.id, err)
	}
	return c, err
}

// keepRubrics adds to the rubrics of a file what those here say that it has no words for.
func keepRubrics(says casefile.Says, was, now []rubricRow) []rubricRow {
	old := make(map[id.ID]rubricRow, len(was))
	for _, r := range was {
		old[r.id] = r
	}
	out := slices.Clone(now)
	for i, r := range out {
		o, ok := old[r.id]
		if !ok || o.rubric != r.rubric {
			continue
		}
		if r.rubric == "" {
			out[i].body = keptOf(says.Keep("CFRubric", restOf(o.body), restOf(r.body)))
			continue
		}
		a, err := o.criterion()
		b, err2 := r.criterion()
		if err != nil || err2 != nil {
			continue
		}
		b.Rest = says.Keep("CFRubricCriterion", a.Rest, b.Rest)
		for l := range b.Levels {
			if k := slices.IndexFunc(a.Levels, func(k casefile.KeptLevel) bool { return k.Identifier == b.Levels[l].Identifier }); k >= 0 {
				b.Levels[l].Rest = says.Keep("CFRubricCriterionLevel", a.Levels[k].Rest, b.Levels[l].Rest)
			}
		}
		if body, err := json.Marshal(b); err == nil {
			out[i].body = string(body)
		}
	}
	return out
}

// saidRubrics are the rubrics of a version for comparing: without what people took out meanwhile, and without the words of can-do statements,
// which are compared where they are edited.
func (c content) saidRubrics() []rubricRow {
	here := map[string]bool{}
	for _, x := range c.Competencies {
		here[string(x.ID)] = true
		for _, s := range x.Indicators {
			here[string(s.ID)] = true
		}
	}
	var out []rubricRow
	last := map[id.ID]int{}
	for _, r := range c.rubrics {
		if k, err := r.criterion(); r.rubric != "" && err == nil {
			if k.Item != "" && !here[k.Item] {
				continue
			}
			k.Levels = slices.DeleteFunc(k.Levels, func(l casefile.KeptLevel) bool { return l.Held && !here[l.Identifier] })
			for _, l := range k.Levels {
				for _, name := range []string{"description", "quality", "score", "lastChangeDateTime"} {
					if l.Held {
						delete(l.Rest, name)
					}
				}
			}
			if b, err := json.Marshal(k); err == nil {
				r.body = string(b)
			}
		}
		last[r.rubric]++
		r.position = last[r.rubric]
		out = append(out, r)
	}
	return out
}
