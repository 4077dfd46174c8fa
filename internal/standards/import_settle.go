package standards

import (
	"cmp"
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
	ids := make([]id.ID, len(c.Competencies))
	for i, x := range c.Competencies {
		ids[i] = x.ID
	}
	elsewhere, err := foreign(ctx, q, in.framework, ids)
	if err != nil {
		return c, nil, err
	}
	bad := map[id.ID]error{}
	for i, key := range elsewhere {
		bad[i] = errs.New(errs.Invalid, "This identifier belongs to a competency of the framework %s.", key)
	}
	for _, x := range c.Competencies {
		if len([]rune(x.Title)) > maxText || len([]rune(x.Description)) > maxText {
			bad[x.ID] = errs.New(errs.Invalid, "Its text is longer than %d characters.", maxText)
		}
	}
	list := make([]Competency, 0, len(c.Competencies))
	for _, x := range c.Competencies {
		if bad[x.ID] == nil {
			list = append(list, x)
		}
	}
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

// sameIDs gives statements that were there before the ids that they had, where the file gave none.
func sameIDs(list, had []Indicator) []Indicator {
	used := map[id.ID]bool{}
	for i, n := range list {
		if n.ID == "" {
			at := slices.IndexFunc(had, func(h Indicator) bool { return h.Level == n.Level && h.Text == n.Text && !used[h.ID] })
			if at >= 0 {
				list[i].ID = had[at].ID
			} else {
				list[i].ID = id.New()
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
		b.WriteString(l.Kind + " " + l.Title + " " + l.TargetID + " " + l.TargetURI + " " + l.Note + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// fieldChanges says what differs of a competency.
func fieldChanges(a, b Competency) []tabular.Change {
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
	add("place", fmt.Sprint(a.Position), fmt.Sprint(b.Position))
	add("statements", statementsText(a.Indicators), statementsText(b.Indicators))
	add("links", linksText(a.Links), linksText(b.Links))
	add("rest", a.kept, b.kept)
	return out
}

// sameFrame reports whether all around the competencies is the same.
func sameFrame(a, b content) bool {
	return a.About == b.About && slices.Equal(a.Levels, b.Levels) && keptOf(a.Kept.Document) == keptOf(b.Kept.Document) && string(a.Kept.Definitions) == string(b.Kept.Definitions)
}

// loadContent reads a whole version.
func loadContent(ctx context.Context, q db.Q, v Version) (content, error) {
	c := content{About: v.About, Unverified: v.Unverified, Kept: v.Kept}
	var err error
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
	c.Translations, err = allTranslations(ctx, q, v.ID)
	return c, err
}
