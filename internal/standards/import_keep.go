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
	if !in.saysParts {
		c.parts = keepParts(in, base.parts)
	}
	if in.saysLinks && base.Title != "" {
		keepAbout(c, in, base)
	}
	if !in.saysRubrics {
		c.rubrics = base.rubrics
	} else if in.says != nil {
		c.rubrics = keepRubrics(in.says, base.rubrics, c.rubrics)
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
			if in.says != nil {
				keepUnsaid(in.says, x, *old)
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
	if in.says == nil {
		return
	}
	for field, said := range map[string]struct{ to, was *string }{"description": {&c.Description, &base.Description}, "creator": {&c.Owner, &base.Owner}, "notes": {&c.Note, &base.Note},
		"version": {&c.Label, &base.Label}, "officialSourceURL": {&c.Source, &base.Source}} {
		if !in.says("CFDocument", field) {
			*said.to = *said.was
		}
	}
	c.Kept.Document = in.says.Keep("CFDocument", base.Kept.Document, c.Kept.Document)
	c.Kept.Package, c.Kept.Definitions, c.Kept.Rubric = base.Kept.Package, base.Kept.Definitions, in.says.Keep("CFRubric", base.Kept.Rubric, c.Kept.Rubric)
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
			parts[i].position, parts[i].body = old.position, keepLooseUnsaid(in.says, old.body, p.body)
		default:
			parts[i].body = keptOf(in.says.Keep(casefile.KindOf(p.kind), restOf(old.body), restOf(p.body)))
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

// keepParts are the parts of a file that has no definitions: with its loose associations those that are here, and all that are here where it has
// no associations either.
func keepParts(in incoming, had []part) []part {
	if !in.saysLinks {
		return had
	}
	stay := slices.DeleteFunc(slices.Clone(had), func(p part) bool { return p.kind == looseAssociations })
	return append(stay, in.content.parts...)
}

// keepUnsaid keeps of a competency what the file has no words for.
func keepUnsaid(says casefile.Says, x *Competency, old Competency) {
	if !says("CFItem", "humanCodingScheme") {
		x.Code = old.Code
	}
	if !says("CFItem", "CFItemType") {
		x.Kind = old.Kind
	}
	if !says("CFItem", "abbreviatedStatement") && old.Description != "" {
		x.Title, x.Description = old.Title, x.Title // which is the full statement
	}
	x.kept = keptOf(says.Keep("CFItem", restOf(old.kept), restOf(x.kept)))
	x.placeKept = keepEdgeUnsaid(says, old.placeKept, x.placeKept)
	now := make(map[id.ID]Link, len(x.Links))
	for _, l := range x.Links {
		now[l.ID] = l
	}
	var out []Link
	for _, l := range old.Links {
		if n, ok := now[l.ID]; ok {
			if n.Note == "" && !says("CFAssociation", "notes") {
				n.Note = l.Note
			}
			n.kept = keepEdgeUnsaid(says, l.kept, n.kept)
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

// keepEdgeUnsaid is the same for what is kept of an association. A number is kept for what is in its order still.
func keepEdgeUnsaid(says casefile.Says, was, now string) string {
	a, b := edgeOf(was), edgeOf(now)
	b.Rest, b.Origin, b.Target = says.Keep("CFAssociation", a.Rest, b.Rest), a.Origin, a.Target
	if b.Notes == "" && !says("CFAssociation", "notes") {
		b.Notes = a.Notes
	}
	if !says("CFAssociation", "sequenceNumber") {
		b.Sequence = a.Sequence
	}
	return b.text()
}

// keepLooseUnsaid is the same for a loose association, as its part holds it.
func keepLooseUnsaid(says casefile.Says, was, now string) string {
	var a, b casefile.Association
	if json.Unmarshal([]byte(was), &a) != nil || json.Unmarshal([]byte(now), &b) != nil {
		return now
	}
	b.Rest = says.Keep("CFAssociation", a.Rest, b.Rest)
	if b.Notes == "" && !says("CFAssociation", "notes") {
		b.Notes = a.Notes
	}
	if !says("CFAssociation", "sequenceNumber") {
		b.Sequence, b.Ordered = a.Sequence, a.Ordered
	}
	for _, end := range []struct{ to, was *casefile.Node }{{&b.Origin, &a.Origin}, {&b.Destination, &a.Destination}} {
		if end.to.TargetType == "" && end.to.Identifier == end.was.Identifier {
			end.to.TargetType = end.was.TargetType
		}
	}
	if same := b; same.Type == a.Type && same.Notes == a.Notes && same.Origin.Identifier == a.Origin.Identifier && same.Destination.Identifier == a.Destination.Identifier &&
		same.Sequence == a.Sequence && keptOf(same.Rest) == keptOf(a.Rest) {
		return was // when it changed and what its ends are called are told otherwise by each version
	}
	text, err := json.Marshal(b)
	if err != nil {
		return now
	}
	return string(text)
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
