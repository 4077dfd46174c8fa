package standardsweb

import (
	"cmp"
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/web"
	"learningcommons.dev/commons/internal/standards"
)

type (
	compareIn struct {
		Key    string `path:"key" maxLength:"200" doc:"Key of the framework."`
		From   int    `query:"from" required:"true" minimum:"1" maximum:"1000000000" doc:"Number of a version."`
		To     int    `query:"to" required:"true" minimum:"1" maximum:"1000000000" doc:"Number of another one. The older of the two stands first in the answer."`
		Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before, with the same versions."`
	}
	aboutChangeJSON struct {
		Field string `json:"field" doc:"Its name in the framework."`
		From  string `json:"from"`
		To    string `json:"to"`
	}
	// DifferencesJSON says how far two versions differ.
	DifferencesJSON struct {
		About        []aboutChangeJSON `json:"about" doc:"What they say differently of themselves."`
		LevelChanges []levelChangeJSON `json:"level_changes"`
		Counts       struct {
			Changed int `json:"changed" doc:"Say something else, or stand under something else."`
			Moved   int `json:"moved" doc:"Stand in another order among those under the same."`
			Gone    int `json:"gone"`
			Added   int `json:"added"`
		} `json:"counts"`
	}
	pairJSON struct {
		From      CompetencyJSON `json:"from"`
		To        CompetencyJSON `json:"to"`
		FromUnder *namedJSON     `json:"from_under" doc:"What it stood under, where that changed; null at the top."`
		ToUnder   *namedJSON     `json:"to_under"`
	}
	// GoneJSON is a competency of the older version that the newer one does not hold.
	GoneJSON struct {
		CompetencyJSON
		Became *string     `json:"became" enum:"split,merged,replaced,retired" doc:"Null where nobody decided, or where the two versions do not follow each other."`
		To     []namedJSON `json:"to"`
	}
	compareOut struct {
		Body struct {
			From FrameworkJSON `json:"from"`
			To   FrameworkJSON `json:"to"`
			DifferencesJSON
			Changed []pairJSON       `json:"changed" doc:"At most 100 a page, as each of the lists."`
			Moved   []namedJSON      `json:"moved"`
			Gone    []GoneJSON       `json:"gone"`
			Added   []CompetencyJSON `json:"added"`
			Next    *string          `json:"next" doc:"Cursor of the next page, on which each list goes on; null when all are at their end."`
		}
	}
)

// atEnd is behind every place of a tree.
const atEnd = 1 << 30

func differencesJSON(c standards.Comparison) DifferencesJSON {
	d := DifferencesJSON{About: make([]aboutChangeJSON, len(c.About)), LevelChanges: levelChangesJSON(c.LevelChanges)}
	for i, x := range c.About {
		d.About[i] = aboutChangeJSON(x)
	}
	d.Counts.Changed, d.Counts.Moved, d.Counts.Gone, d.Counts.Added = c.NChanged, c.NMoved, c.NGone, c.NAdded
	return d
}

func goneToJSON(g standards.Gone) GoneJSON {
	return GoneJSON{competencyToJSON(g.Competency), web.Optional(string(g.Became)), namesJSON(g.To)}
}

func underJSON(n standards.Named) *namedJSON {
	if n.ID == "" {
		return nil
	}
	return &namedJSON{n.ID, n.Code, n.Title}
}

func (p *Pages) apiCompare(ctx context.Context, in *compareIn) (*compareOut, error) {
	var at standards.ComparePlace
	if _, err := page.Decode(in.Cursor, &at); err != nil {
		return nil, err
	}
	c, err := p.standards.Compare(ctx, authz.From(ctx), in.Key, in.From, in.To, at)
	if err != nil {
		return nil, err
	}
	var out compareOut
	b := &out.Body
	b.From, b.To, b.DifferencesJSON = p.frameworkJSON(c.From), p.frameworkJSON(c.To), differencesJSON(c)
	b.Changed, b.Moved, b.Gone, b.Added = make([]pairJSON, len(c.Changed)), namesJSON(c.Moved), make([]GoneJSON, len(c.Gone)), make([]CompetencyJSON, len(c.Added))
	for i, x := range c.Changed {
		b.Changed[i] = pairJSON{competencyToJSON(x.Old), competencyToJSON(x.New), underJSON(x.OldUnder), underJSON(x.NewUnder)}
	}
	for i, g := range c.Gone {
		b.Gone[i] = goneToJSON(g)
	}
	for i, x := range c.Added {
		b.Added[i] = competencyToJSON(x)
	}
	next := standards.ComparePlace{Changed: c.NextChanged, Moved: c.NextMoved, Gone: c.NextGone, Added: c.NextAdded}
	if next != (standards.ComparePlace{}) {
		for _, place := range []*int{&next.Changed, &next.Moved, &next.Gone, &next.Added} {
			*place = cmp.Or(*place, atEnd) // a list that is at its end does not begin anew
		}
		b.Next = web.Optional(page.Encode(next))
	}
	return &out, nil
}
