package standards

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards/casefile"
)

// keep carries over from base what the file does not speak of.
func keep(c *content, tree []Competency, in incoming, base content) {
	was := make(map[id.ID]*Competency, len(base.Competencies))
	for i := range base.Competencies {
		was[base.Competencies[i].ID] = &base.Competencies[i]
	}
	codes := map[string]string{}
	if in.saysLevels {
		c.Levels = slices.Clone(c.Levels)
		codes = knownLevels(in.framework, c.Levels, in.levelIDs, base.Levels)
	} else {
		c.Levels = base.Levels
		c.Kept.Rubric, c.Kept.RubricTitle = base.Kept.Rubric, base.Kept.RubricTitle
	}
	if in.saysLinks && base.Title != "" {
		keepAbout(c, in, base)
	}
	if !in.saysParts {
		c.parts = base.parts
	}
	if !in.saysRubrics {
		c.rubrics = base.rubrics
	} else if in.version == casefile.V1p0 {
		c.rubrics = rubricsBeyond10(base.rubrics, c.rubrics)
	}
	held := map[string]bool{"": true}
	for i := range tree {
		x := &tree[i]
		x.Indicators = slices.Clone(x.Indicators)
		for k, n := range x.Indicators {
			x.Indicators[k].Level = cmp.Or(codes[n.Level], n.Level)
		}
		var had []Indicator
		if old := was[x.ID]; old != nil {
			had = old.Indicators
			if !in.saysLevels {
				x.Indicators = old.Indicators
			}
			if !in.saysLinks {
				x.Links = old.Links
			}
			if old.ParentID == x.ParentID && !in.saysLinks {
				x.place = old.place
			}
			if x.kept == "{}" && !in.saysLinks {
				x.kept = old.kept
			}
			if !in.saysLinks {
				x.placeKept = old.placeKept
			}
			if in.version == casefile.V1p0 {
				keepBeyond10(x, *old)
			}
		}
		x.Indicators = sameIDs(x.Indicators, had)
		held[string(x.ID)] = true
		for _, n := range x.Indicators {
			held[string(n.ID)] = true
		}
	}
	for _, l := range c.Levels {
		held[l.Code] = true
	}
	for _, t := range base.Translations {
		if held[t.Object] {
			c.Translations = append(c.Translations, t)
		}
	}
	c.Competencies = tree
}

// keepAbout keeps of what a framework says of itself what a package has no words for, or did not use: without our own extension it tells
// neither the content area nor a source that is no address.
func keepAbout(c *content, in incoming, base content) {
	if !in.saysOwn {
		c.ContentArea = base.ContentArea
		if c.Source == "" && !isWeb(base.Source) {
			c.Source = base.Source
		}
	}
	if !in.saysLanguage {
		c.Language = base.Language
	}
	if base.Owner == "" && c.Owner == c.Title { // a document must name somebody, see documentOf
		c.Owner = ""
	}
	if in.version != casefile.V1p0 {
		return
	}
	c.Kept.Document = casefile.Beyond10("CFDocument", base.Kept.Document, c.Kept.Document)
	c.Kept.Package, c.Kept.Definitions, c.Kept.Rubric = base.Kept.Package, base.Kept.Definitions, casefile.Beyond10("CFRubric", base.Kept.Rubric, c.Kept.Rubric)
	was := make(map[id.ID]part, len(base.parts))
	for _, p := range base.parts {
		was[p.id] = p
	}
	parts, now := slices.Clone(c.parts), make(map[id.ID]bool, len(c.parts))
	for i, p := range parts {
		now[p.id] = true
		old, ok := was[p.id]
		switch {
		case !ok || old.kind != p.kind:
		case p.kind == looseAssociations:
			parts[i].position, parts[i].body = old.position, old.body
		default:
			parts[i].body = keptOf(casefile.Beyond10(casefile.KindOf(p.kind), restOf(old.body), restOf(p.body)))
		}
	}
	for _, p := range base.parts {
		if !now[p.id] && p.beyond10() {
			parts = append(parts, p)
		}
	}
	c.parts = parts
}

// beyond10 reports whether a part is an association of a type that version 1.0 does not have.
func (p part) beyond10() bool {
	var a casefile.Association
	return p.kind == looseAssociations && json.Unmarshal([]byte(p.body), &a) == nil && !casefile.Known10(a.Type)
}

// keepBeyond10 keeps of a competency what version 1.0 of the standard has no words for.
func keepBeyond10(x *Competency, old Competency) {
	x.kept = keptOf(casefile.Beyond10("CFItem", restOf(old.kept), restOf(x.kept)))
	x.placeKept = edgeBeyond10(old.placeKept, x.placeKept)
	now := make(map[id.ID]Link, len(x.Links))
	for _, l := range x.Links {
		now[l.ID] = l
	}
	var out []Link
	for _, l := range old.Links {
		if n, ok := now[l.ID]; ok {
			if n.Note == "" {
				n.Note = l.Note
			}
			n.kept = edgeBeyond10(l.kept, n.kept)
			out = append(out, n)
			delete(now, l.ID)
		} else if !casefile.Known10(l.Kind) {
			out = append(out, l)
		}
	}
	for _, l := range x.Links {
		if _, ok := now[l.ID]; ok {
			out = append(out, l)
		}
	}
	x.Links = out
}

// edgeBeyond10 is the same for what is kept of an association.
func edgeBeyond10(was, now string) string {
	a, b := edgeOf(was), edgeOf(now)
	b.Rest, b.Origin, b.Target = casefile.Beyond10("CFAssociation", a.Rest, b.Rest), a.Origin, a.Target
	if b.Notes == "" {
		b.Notes = a.Notes
	}
	return b.text()
}

// sortedParts brings parts into one order, for comparing.
func sortedParts(list []part) []part {
	return slices.SortedFunc(slices.Values(list), func(a, b part) int {
		if c := strings.Compare(a.kind, b.kind); c != 0 {
			return c
		}
		if a.position != b.position {
			return a.position - b.position
		}
		return strings.Compare(string(a.id), string(b.id))
	})
}
