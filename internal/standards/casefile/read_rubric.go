package casefile

import (
	"encoding/json"
	"strconv"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// CriterionOf is the identifier of the criterion that this program makes for an item.
func CriterionOf(item string) string { return string(id.Named(item, "criterion")) }

// rubric reads a rubric: its statements of items, and, where another program made it, all that it says. A file with more statements than
// anybody writes is refused.
func (p *reading) rubric(no int, o Rest) error {
	given, title := o.identifier(), o.text("title")
	if p.twice != "" {
		p.fault("CFRubric", no, given, title, "", saidTwice, short(p.twice))
		return nil
	}
	var criteria []Rest
	if raw, ok := o["CFRubricCriteria"]; ok && json.Unmarshal(raw, &criteria) != nil {
		p.fault("CFRubric", no, given, title, "CFRubricCriteria", "The criteria of the rubric cannot be read.")
		return nil
	}
	p.out.HasRubrics = true
	i, ok := id.Parse(given)
	r, ours := KeptRubric{Identifier: string(i)}, false
	for _, c := range criteria {
		kept, made, err := p.criterion(c)
		switch {
		case err != nil:
			return err
		case made:
			ours = true
		case kept != nil:
			r.Criteria = append(r.Criteria, *kept)
		}
	}
	rest := settled("CFRubric", o.without("uri", "lastChangeDateTime", "CFRubricCriteria"))
	switch {
	case ours && ok:
		p.out.Rubric, p.named = Rubric{Identifier: string(i), Title: title, Rest: rest}, true
	case p.named:
	case no == 1 && ok:
		p.out.Rubric = Rubric{Identifier: string(i), Title: title, Rest: rest}
	default:
		p.out.Rubric = Rubric{} // of several none is the one
	}
	if len(r.Criteria) > 0 || !ours {
		if r.Rest = rest; title != "" {
			r.Rest = rest.With("title", title)
		}
		p.out.Rubrics = append(p.out.Rubrics, r)
	}
	return nil
}

// criterion reads a criterion, and whether this program made it, which has no need to keep it then. What has no item and no levels that could
// be read is nothing.
func (p *reading) criterion(o Rest) (kept *KeptCriterion, ours bool, err error) {
	var levels []Rest
	if o == nil || json.Unmarshal(o["CFRubricCriterionLevels"], &levels) != nil && !empty(o["CFRubricCriterionLevels"]) {
		return nil, false, nil
	}
	i, _ := id.Parse(o.identifier())
	c := KeptCriterion{Identifier: string(i), Item: o.node("CFItemURI").Identifier}
	describes := o.peek("category") == LevelsCategory
	ours = describes || c.Item != "" && c.Identifier == CriterionOf(c.Item)
	for _, l := range levels {
		if len(p.out.Levels) >= 4*p.limits.Items {
			return nil, false, errs.New(errs.Invalid, "The rubrics of the file hold more than %d statements.", 4*p.limits.Items)
		}
		if l == nil {
			continue
		}
		i, _ := id.Parse(l.identifier())
		level := CriterionLevel{Identifier: string(i), Item: c.Item, Quality: l.peek("quality"), Description: l.peek("description")}
		k := KeptLevel{Identifier: string(i), Rest: settled("CFRubricCriterionLevel", l.without("uri", "rubricCriterionId"))}
		json.Unmarshal(k.Rest["score"], &level.Score)
		json.Unmarshal(k.Rest["position"], &level.Position)
		if c.Item != "" || describes {
			p.out.Levels = append(p.out.Levels, level)
			k.Held, k.statement = level.Description != "", len(p.out.Levels)
		}
		c.Levels = append(c.Levels, k)
	}
	c.Rest = settled("CFRubricCriterion", o.without("uri", "rubricId", "CFRubricCriterionLevels"))
	return &c, ours, nil
}

// settleRubrics gives what has no identifier one, and says which criteria are of items of the package.
func (p *reading) settleRubrics() {
	items := make(map[string]bool, len(p.out.Items))
	for _, it := range p.out.Items {
		items[it.Identifier] = true
	}
	named := func(identifier *string, parts ...string) {
		if *identifier == "" {
			*identifier = string(id.Named(parts...))
		}
	}
	for n := range p.out.Rubrics {
		r := &p.out.Rubrics[n]
		named(&r.Identifier, p.out.Document.Identifier, strconv.Itoa(n), "rubric")
		for m := range r.Criteria {
			c := &r.Criteria[m]
			named(&c.Identifier, r.Identifier, strconv.Itoa(m), "criterion")
			held := items[c.Item]
			if held {
				delete(c.Rest, "CFItemURI") // it comes along
			} else {
				c.Item = ""
			}
			for l := range c.Levels {
				k := &c.Levels[l]
				if named(&k.Identifier, c.Identifier, strconv.Itoa(l), "level"); k.statement > 0 {
					p.out.Levels[k.statement-1].Identifier = k.Identifier
				}
				k.Held = k.Held && held
			}
		}
	}
}
