package standards

import (
	"slices"

	"learningcommons.dev/commons/internal/platform/id"
)

// LevelBecame says what became of a level from one version to another. A level is the same one by its code, whatever it is called.
type LevelBecame string

// What a level can become.
const (
	LevelSame     LevelBecame = "same"
	LevelRenamed  LevelBecame = "renamed"
	LevelReworded LevelBecame = "reworded" // it is described in other words, under the same title
	LevelGone     LevelBecame = "gone"
	LevelNew      LevelBecame = "new"
)

// LevelChange is what became of one level. From is empty of one that is new, To of one that is gone.
type LevelChange struct {
	Became   LevelBecame
	From, To Level
}

// Moved reports whether the level has another place among the others.
func (c LevelChange) Moved() bool {
	return c.From.Rank > 0 && c.To.Rank > 0 && c.From.Rank != c.To.Rank
}

// levelChanges holds the levels of two versions against each other: those of the older one first, in their order, then what is new.
func levelChanges(from, to []Level) []LevelChange {
	var out []LevelChange
	for _, l := range from {
		i := slices.IndexFunc(to, func(n Level) bool { return n.Code == l.Code })
		if i < 0 {
			out = append(out, LevelChange{Became: LevelGone, From: l})
			continue
		}
		c := LevelChange{Became: LevelSame, From: l, To: to[i]}
		switch {
		case l.Title != to[i].Title:
			c.Became = LevelRenamed
		case l.Description != to[i].Description:
			c.Became = LevelReworded
		}
		out = append(out, c)
	}
	for _, l := range to {
		if !slices.ContainsFunc(from, func(o Level) bool { return o.Code == l.Code }) {
			out = append(out, LevelChange{Became: LevelNew, To: l})
		}
	}
	return out
}

// differing keeps what is not the same, or has another place.
func differing(list []LevelChange) []LevelChange {
	return slices.DeleteFunc(list, func(c LevelChange) bool { return c.Became == LevelSame && !c.Moved() })
}

// knownLevels gives the levels of a file the codes of those that they are here: by their identifiers, else by their titles or codes. A level that has another title
// in the file stays the one that it is. ids are the identifiers, as far as the file says them; it returns the codes of before with those of now.
func knownLevels(framework id.ID, levels []Level, ids []string, base []Level) map[string]string {
	given := map[string]string{}
	taken := map[string]bool{}
	find := func(match func(i int, h Level) bool) {
		for i, l := range levels {
			for _, h := range base {
				if given[l.Code] == "" && !taken[h.Code] && match(i, h) {
					given[l.Code], taken[h.Code] = h.Code, true
				}
			}
		}
	}
	find(func(i int, h Level) bool { return i < len(ids) && ids[i] == levelID(framework, h.Code) })
	find(func(i int, h Level) bool { return levels[i].Title == h.Title })
	find(func(i int, h Level) bool { return levels[i].Code == h.Code })
	var all []Level
	for _, h := range base {
		if taken[h.Code] {
			all = append(all, h)
		}
	}
	for i, l := range levels {
		if given[l.Code] == "" {
			given[l.Code] = levelCode(l.Title, append(slices.Clone(all), base...))
			all = append(all, Level{Code: given[l.Code]})
		}
		levels[i].Code = given[l.Code]
	}
	return given
}

// levelID is the identifier of a level for other programs: the same in all versions, whatever it is called.
func levelID(framework id.ID, code string) string {
	return string(id.Named(string(framework), "level", code))
}
