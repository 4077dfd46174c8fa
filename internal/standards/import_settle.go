package standards

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// said is a finished sentence of a report.
func said(message string, args ...any) string { return fmt.Sprintf(message, args...) }

// settle refuses what cannot be taken, keeps of base what the file does not speak of, and puts the rest in the order of the tree.
func settle(ctx context.Context, q db.Q, in incoming, base content) (content, []incomingRow, error) {
	c, rows := in.content, slices.Clone(in.rows)
	elsewhere, err := foreign(ctx, q, in.framework, idsOf(c.Competencies))
	if err != nil {
		return c, nil, err
	}
	bad := map[id.ID]error{}
	for i, key := range elsewhere {
		bad[i] = errs.New(errs.Invalid, "This identifier belongs to a competency of the framework %s.", key)
	}
	for _, x := range c.Competencies {
		if err := x.tooLong(); err != nil {
			bad[x.ID] = err
		}
	}
	list := make([]Competency, 0, len(c.Competencies))
	for _, x := range c.Competencies {
		if bad[x.ID] == nil {
			list = append(list, x)
		}
	}
	if c.parts, err = withoutFacts(ctx, q, in.framework, c.parts); err != nil {
		return c, nil, err
	}
	in.content.parts = c.parts
	tree, lost := arrange(in.framework, list)
	for _, x := range lost {
		bad[x.ID] = errs.New(errs.Invalid, "It stands under itself, or under something that was refused.")
	}
	keep(&c, tree, in, base)
	for i, r := range rows {
		if r.err == nil {
			rows[i].err = bad[r.id]
		}
	}
	return c, rows, nil
}

// withoutFacts leaves out of the parts of a file what this site itself says of what became of competencies: it is known from the map of versions.
func withoutFacts(ctx context.Context, q db.Q, framework id.ID, parts []part) ([]part, error) {
	if !slices.ContainsFunc(parts, func(p part) bool { return p.kind == looseAssociations }) {
		return parts, nil
	}
	known, err := factLinks(ctx, q, framework)
	return slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.kind == looseAssociations && known[p.id] }), err
}

// tooLong says what of a competency is longer than it may be.
func (c Competency) tooLong() error {
	long := func(s string, most int) bool { return len(s) > most && len([]rune(s)) > most }
	switch {
	case long(c.Title, maxText), long(c.Description, maxText), slices.ContainsFunc(c.Indicators, func(i Indicator) bool { return long(i.Text, maxText) }):
		return errs.New(errs.Invalid, "Its text is longer than %d characters.", maxText)
	case long(c.Code, maxCode):
		return errs.Bad("code", "Keep it under %d characters.", maxCode)
	case long(c.Kind, maxCode):
		return errs.Bad("kind", "Keep it under %d characters.", maxCode)
	}
	return nil
}

// heldOf names the competencies of base that a refused row is of, by identifier or code, and that are not in what the file makes.
func heldOf(base content, made map[id.ID]*Competency, rows []incomingRow) []string {
	ids, codes := map[id.ID]bool{}, map[string]bool{}
	for _, r := range rows {
		if r.err != nil {
			ids[r.id], codes[r.code] = true, true
		}
	}
	var out []string
	for _, c := range base.Competencies {
		if made[c.ID] != nil || !ids[c.ID] && (c.Code == "" || !codes[c.Code]) {
			continue
		}
		name := c.Code
		if name == "" {
			name = c.Title
		}
		out = append(out, name)
	}
	return out
}

// heldMessage says why a file cannot be taken in.
const heldMessage = "The file cannot be taken in: rows were refused whose competencies stand here already, and these would go out of the draft: %s. Mend the rows first."

// heldNames lists names for heldMessage.
func heldNames(names []string) string {
	const shown = 10
	list := strings.Join(names[:min(len(names), shown)], ", ")
	if len(names) > shown {
		list += ", …"
	}
	return list
}

// sameIDs gives statements that were there before the ids that they had, where the file gave none.
func sameIDs(list, had []Indicator) []Indicator {
	used := map[id.ID]bool{}
	for i, n := range list {
		if n.ID == "" {
			at := slices.IndexFunc(had, func(h Indicator) bool { return h.Level == n.Level && h.Text == n.Text && !used[h.ID] })
			if at >= 0 {
				list[i].ID = had[at].ID
			} else {
				list[i].ID = newID()
			}
		}
		used[list[i].ID] = true
	}
	return list
}

// statementsText is what a competency's statements say, for comparing.
func statementsText(list []Indicator) string {
	var b strings.Builder
	for _, i := range list {
		b.WriteString(i.Level + ": " + i.Text + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func linksText(list []Link) string {
	var b strings.Builder
	for _, l := range list {
		b.WriteString(l.Kind + " " + l.Title + " " + l.TargetID + " " + l.TargetURI + " " + l.Note + " " + edgeOf(l.kept).said(false) + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// fieldChanges says what differs of a competency; from and to are its places among those under the same where it was moved there, else empty.
func fieldChanges(a, b Competency, from, to string) []tabular.Change {
	var out []tabular.Change
	add := func(field, from, to string) {
		if from != to {
			out = append(out, tabular.Change{Field: field, From: from, To: to})
		}
	}
	add("title", a.Title, b.Title)
	add("description", a.Description, b.Description)
	add("code", a.Code, b.Code)
	add("kind", a.Kind, b.Kind)
	add("parent", string(a.ParentID), string(b.ParentID))
	add("place", from, to)
	add("statements", statementsText(a.Indicators), statementsText(b.Indicators))
	add("links", linksText(a.Links), linksText(b.Links))
	add("rest", a.kept, b.kept)
	add("rest of its place", edgeOf(a.placeKept).said(true), edgeOf(b.placeKept).said(true))
	return out
}

// sameFrame reports whether all around the competencies is the same.
func sameFrame(a, b content) bool {
	return a.About == b.About && slices.Equal(a.Levels, b.Levels) && a.Kept.text() == b.Kept.text() && slices.Equal(sortedParts(a.parts), sortedParts(b.parts)) && slices.Equal(a.saidRubrics(), b.saidRubrics())
}

// loadContent reads a whole version.
func loadContent(ctx context.Context, q db.Q, v Version) (content, error) {
	v, err := withKept(ctx, q, v)
	c := content{About: v.About, Unverified: v.Unverified, Kept: v.Kept}
	if err != nil {
		return c, err
	}
	if c.Levels, err = levelsOf(ctx, q, v.ID); err != nil {
		return c, err
	}
	for after := 0; ; {
		list, err := competenciesOf(ctx, q, v.ID, after, 500)
		if err != nil {
			return c, err
		}
		if len(list) == 0 {
			break
		}
		c.Competencies = append(c.Competencies, list...)
		after = list[len(list)-1].Position
	}
	if c.parts, err = partsOf(ctx, q, v.ID); err != nil {
		return c, err
	}
	if c.rubrics, err = rubricsOf(ctx, q, v.ID); err != nil {
		return c, err
	}
	c.Translations, err = allTranslations(ctx, q, v.ID)
	return c, err
}
