package standards

import (
	"slices"

	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// keepLevels adds the levels that the version before has and the table has no column of, and returns their codes. The order is then that
// of the version before, with the table's new levels behind.
func (in *incoming) keepLevels(had []Level) map[string]bool {
	stay := map[string]bool{}
	var out []Level
	for _, h := range had {
		at := slices.IndexFunc(in.content.Levels, func(l Level) bool { return l.Code == h.Code })
		if at < 0 {
			stay[h.Code] = true
			out = append(out, h)
		} else {
			out = append(out, in.content.Levels[at])
		}
	}
	if len(stay) == 0 {
		return stay
	}
	for _, l := range in.content.Levels {
		if !slices.ContainsFunc(had, func(h Level) bool { return h.Code == l.Code }) {
			out = append(out, l)
		}
	}
	for i := range out {
		out[i].Rank = i + 1
	}
	in.content.Levels = out
	return stay
}

// keepColumns gives competencies that are known what the version before says where the table has no column for it. stay are levels that it
// has no column of.
func (in *incoming) keepColumns(mapping tabular.Mapping, base content, stay map[string]bool) {
	was := make(map[id.ID]Competency, len(base.Competencies))
	for _, c := range base.Competencies {
		was[c.ID] = c
	}
	here := make(map[id.ID]bool, len(in.content.Competencies))
	for _, c := range in.content.Competencies {
		here[c.ID] = true
	}
	for i := range in.content.Competencies {
		c := &in.content.Competencies[i]
		old, known := was[c.ID]
		if !known {
			continue
		}
		if mapping["code"] == "" {
			c.Code = old.Code
		}
		if mapping["kind"] == "" {
			c.Kind = old.Kind
		}
		if mapping["description"] == "" {
			c.Description = old.Description
		}
		if mapping["parent"] == "" && mapping["level path"] == "" {
			// What it stood under may not be in the table; then it comes under what that stood under.
			for c.ParentID = old.ParentID; c.ParentID != "" && !here[c.ParentID]; {
				c.ParentID = was[c.ParentID].ParentID
			}
		}
		if len(stay) > 0 {
			c.Indicators = inOrder(in.content.Levels, c.Indicators, old.Indicators, stay)
		}
	}
}

// inOrder puts statements of a table and those that stay into the order of the levels.
func inOrder(levels []Level, given, had []Indicator, stay map[string]bool) []Indicator {
	var out []Indicator
	for _, l := range levels {
		from := given
		if stay[l.Code] {
			from = had
		}
		for _, n := range from {
			if n.Level == l.Code {
				out = append(out, n)
			}
		}
	}
	return out
}
